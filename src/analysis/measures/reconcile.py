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

from analysis.disclosure import Disclosure, frame
from analysis.measures.form_funds import counts, department, forms, narrated
from analysis.measures.identity import Reconciliation
from analysis.measures.stated import Narrative
from analysis.measures.tables import Tables
from analysis.schema import Column, Schema
from analysis.templates import Template

VERDICTS = ("exact", "rounding", "violated")
KINDS = ("rows", "columns", "tables", "narrative", "stated", "change", "share", "forms", "counts")

SCHEMA = Schema(
    "reconciliations",
    "Identities between the figures of a document, one row each",
    ("reconciliation",),
    (
        Column("reconciliation", "integer", "Ordinal of the identity", required=True),
        Column("id", "text", "Name of the identity, stable over datasets of a template", required=True),
        Column("kind", "text", "What kind of identity it is", required=True, among=KINDS),
        Column("left", "decimal", "The figure that is checked, in `unit`; empty for a blank, 0", computed=True),
        Column("right", "decimal", "What the others make of it, in `unit`; empty for a blank, 0", computed=True),
        Column("difference", "decimal", "left - right", required=True, computed=True),
        Column("tolerance", "decimal", "The greatest difference that rounding leaves", required=True),
        Column("unit", "text", "Unit of the figures", required=True),
        Column("verdict", "text", "exact, rounding or violated", required=True, among=VERDICTS),
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
    yield from tables.changes()
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
