"""The two readings of a comparison with the base year: by what the document states, and by what that implies.

`changes` takes the best base there is. A reader may ask for one way throughout: only the figures that the document
states itself, or only those that follow from this year's figure and the stated change.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import frame
from analysis.figure import Figure, percent, told
from analysis.schema import Schema

READINGS = ("stated", "implied")
SCHEMA = Schema(
    "bases",
    "变动按同一种基数读，每行是一项变动的一种读法",
    "Changes read by one kind of base throughout",
    "Changes read by one kind of base throughout, one row per change and reading",
    ("subject", "flow", "measure", "base_phase", "reading"),
    (
        c.SUBJECT.of("As in changes"),
        c.FLOW.of("As in changes", among=()),
        c.MEASURE.of("As in changes"),
        c.BASE_PHASE.of("As in changes"),
        c.text("reading", "读法", "Reading", "By which figures", required=True, among=READINGS),
        c.BASE.of("Base-year figure; empty where the reading gives none"),
        c.CHANGE.of("Change; empty where the reading gives none", required=False),
        c.CHANGE_PCT.of("Change in percent; empty where there is none or the base is 0"),
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
