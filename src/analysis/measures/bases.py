"""The two readings of a comparison with the base year: by what the document states, and by what that implies.

`changes` takes the best base there is. A reader may ask for one way throughout: only the figures that the document
states itself, or only those that follow from this year's figure and the stated change.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from analysis.disclosure import frame
from analysis.figure import Figure, percent, told
from analysis.schema import Column, Schema

READINGS = ("stated", "implied")
SCHEMA = Schema(
    "bases",
    "Changes read by one kind of base throughout, one row per change and reading",
    ("subject", "flow", "measure", "base_phase", "reading"),
    (
        Column("subject", "text", "As in changes", required=True),
        Column("flow", "text", "As in changes"),
        Column("measure", "text", "As in changes", required=True),
        Column("base_phase", "text", "As in changes", required=True),
        Column("reading", "text", "By which figures", required=True, among=READINGS),
        Column(
            "base",
            "decimal",
            "Base-year figure; empty where the reading gives none",
            unit="万元",
            decimals=2,
            computed=True,
        ),
        Column(
            "change", "decimal", "Change; empty where the reading gives none", unit="万元", decimals=2, computed=True
        ),
        Column(
            "change_pct",
            "decimal",
            "Change in percent; empty where there is none or the base is 0",
            unit="%",
            computed=True,
        ),
    ),
)


def bases(changes: pl.DataFrame) -> pl.DataFrame:
    """Both readings of every row of `analysis.measures.changes.changes`, as SCHEMA's columns.

    By `stated`: base, change and percentage as the document states them. By `implied`: base = current - stated
    change, and the percentage on that; a difference of rows (a residual, the budget of the year) is taken as it is.
    """
    return frame(SCHEMA, [row for one in changes.to_dicts() for row in (_stated(one), _implied(one))])


def _stated(row: dict[str, Any]) -> dict[str, Any]:
    base = told(row, "base") if row["base_origin"] == "stated" else None
    return _row(row, "stated", base, told(row, "stated_change"), told(row, "stated_change_pct"))


def _implied(row: dict[str, Any]) -> dict[str, Any]:
    current, change = told(row, "current"), told(row, "stated_change")
    if change is None or current is None:
        own = row["base_origin"] in ("implied", "residual")
        return _row(row, "implied", *(told(row, name) if own else None for name in ("base", "change", "change_pct")))
    base = current - change
    return _row(row, "implied", base, change, percent(change, base))


def _row(
    row: dict[str, Any], reading: str, base: Figure | None, change: Figure | None, pct: Figure | None
) -> dict[str, Any]:
    key = {name: row[name] for name in ("subject", "flow", "measure", "base_phase")}
    return key | {"reading": reading, "base": base, "change": change, "change_pct": pct}
