"""Identities between a disclosure's figures (勾稽关系), and whether they hold.

The identities are made from the template's structure: rows that are the sum of
others, columns that are, figures that two tables print, figures that the
narrative and the forms repeat, percentages and shares that follow from values.
Each is judged by intervals: a printed figure stands for every value that rounds
to it, so a rounding tail is never called an error and an error never excused as
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

import polars as pl

from analysis import columns as c
from analysis.disclosure import MOST, Disclosure, frame
from analysis.measures.figures import figures
from analysis.measures.quality.finding import SEVERITIES, distinct
from analysis.measures.quality.forms import counts, department, forms, narrated
from analysis.measures.quality.identity import Reconciliation
from analysis.measures.quality.narrative import Narrative
from analysis.measures.quality.tables import Tables
from analysis.schema import Schema
from analysis.templates import Template

VERDICTS = ("exact", "rounding", "violated")
KINDS = ("rows", "columns", "tables", "narrative", "stated", "change", "share", "forms", "counts")

SCHEMA = Schema(
    "reconciliations",
    "勾稽关系：每行是一条",
    "Identities between figures, a row each",
    "Identities between the figures of a document",
    ("reconciliation",),
    (
        c.integer("reconciliation", "勾稽关系", "Reconciliation", "Ordinal of the identity", required=True),
        c.ID.of("Name of the identity, stable over datasets of a template"),
        c.KIND.of("What kind of identity it is", among=KINDS),
        c.figure("left", "左边", "Left", "The figure that is checked, in `unit`; empty for a blank, 0"),
        c.figure("right", "右边", "Right", "What the others make of it, in `unit`; empty for a blank, 0"),
        c.figure("difference", *c.DIFFERENCE.label, "left - right", required=True),
        c.decimal("tolerance", "尾差限度", "Tolerance", "The greatest difference that rounding leaves", required=True),
        c.UNIT,
        c.VERDICT.of("exact, rounding or violated", among=VERDICTS),
        c.SEVERITY.of(
            "error: violated, and can't be true any other way; warning: violated; note: true only as a figure that"
            " was rounded harder than its table, or cut off; empty for all others",
            among=SEVERITIES,
            required=False,
        ),
    ),
)


def reconciliations(disclosure: Disclosure, template: Template) -> pl.DataFrame:
    """Every identity that the disclosure's figures take part in, as SCHEMA's columns.

    An identity one side of which prints nothing is left out; a blank on one side is zero.
    """
    return frame(
        SCHEMA,
        [
            {
                "reconciliation": number,
                "id": row.id,
                "kind": row.kind,
                "left": row.left.figure,
                "right": row.right.figure,
                "difference": row.difference,
                "tolerance": min(row.tolerance, MOST),
                "unit": row.unit,
                "verdict": row.verdict,
                "severity": severity,
            }
            for number, (row, severity) in enumerate(judged(disclosure, template), 1)
        ],
    )


def judged(disclosure: Disclosure, template: Template) -> Iterator[tuple[Reconciliation, str | None]]:
    """Every identity with its severity, None where nothing is wrong: what `reconciliations` has rows of."""
    doubted = _doubted(disclosure)
    return ((row, _severity(row, doubted)) for row in identities(disclosure, template))


@lru_cache(maxsize=2)
def identities(disclosure: Disclosure, template: Template) -> tuple[Reconciliation, ...]:
    """Every identity, kind by kind: inside the tables, between them, to the narrative, to the forms, of counts."""
    tables = Tables(disclosure, template)
    narrative = Narrative(disclosure, tables)
    found = [
        *chain(tables.row_sums(), tables.column_sums(), tables.changes(), tables.between()),
        *chain(narrative.values(), narrative.sums(), narrative.changes(), narrative.shares()),
        *chain(forms(disclosure, tables), narrated(disclosure, narrative)),
        *chain(department(disclosure, tables), counts(disclosure, tables)),
    ]
    names = distinct(row.id for row in found)
    return tuple(replace(row, id=name) for row, name in zip(found, names, strict=True))


def _severity(row: Reconciliation, doubted: frozenset[str]) -> str | None:
    if row.verdict == "violated":
        tables = ("/".join(ref.split("/")[:2]) for ref in row.refs)
        return "warning" if row.is_doubted or not doubted.isdisjoint((*row.refs, *tables)) else "error"
    return "note" if row.coarse or row.truncated else None


def _doubted(disclosure: Disclosure) -> frozenset[str]:
    """Rows that could not be read for sure, and tables of which a figure could not be read at all."""
    held = figures(disclosure)
    rows = [row.ref for row in held.amounts if row.uncertain] + [row.ref for row in held.funds if row.uncertain]
    return frozenset((*rows, *(f"amounts/{row['table']}" for row in held.illegible)))
