"""Whether a disclosure's figures agree with each other (勾稽关系).

The identities are made from the template's structure: rows that are the sum of
others, columns that are, figures that two tables print, figures that the
narrative and the forms repeat, percentages and shares that follow from values.
Each is judged by intervals: a printed figure stands for every value that rounds
to it, so a rounding tail is never called an error and an error never excused as
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.measures.form_funds import counts, department, forms, narrated
from analysis.measures.identity import Reconciliation
from analysis.measures.stated import Narrative
from analysis.measures.tables import Tables
from analysis.schema import Schema
from analysis.templates import Template

VERDICTS = ("exact", "rounding", "violated")
KINDS = ("rows", "columns", "tables", "narrative", "stated", "change", "share", "forms", "counts")

SCHEMA = Schema(
    "reconciliations",
    "勾稽关系：每行是一条",
    "Identities between figures, a row each",
    "Identities between the figures of a document, one row each",
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
    ),
)


def reconciliations(disclosure: Disclosure, template: Template) -> pl.DataFrame:
    """Every identity that the disclosure's figures take part in, as SCHEMA's columns.

    An identity one side of which prints nothing is left out; a blank on one side is zero.
    """
    rows = identities(disclosure, template)
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
                "tolerance": row.tolerance,
                "unit": row.unit,
                "verdict": row.verdict,
            }
            for number, row in enumerate(rows, 1)
        ],
    )


@lru_cache(maxsize=2)
def identities(disclosure: Disclosure, template: Template) -> tuple[Reconciliation, ...]:
    """Every identity, kind by kind: inside the tables, between them, to the narrative, to the forms, of counts."""
    return tuple(_identities(disclosure, template))


def _identities(disclosure: Disclosure, template: Template) -> Iterator[Reconciliation]:
    tables = Tables(disclosure, template)
    yield from tables.row_sums()
    yield from tables.column_sums()
    yield from tables.between()
    narrative = Narrative(disclosure, tables)
    yield from narrative.values()
    yield from narrative.sums()
    yield from narrative.changes()
    yield from narrative.shares()
    yield from forms(disclosure, tables)
    yield from narrated(disclosure, narrative)
    yield from department(disclosure, tables)
    yield from counts(disclosure, tables)
