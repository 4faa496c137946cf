"""Money carried over, project by project, beside this year's money for a project of the same name.

A name is the same when only a year in it differs: 2025年某项目 and 某项目. Names prove no more
than that; what bears no name of this year is said to be unmatched, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import frame
from analysis.figure import Figure, percent, told, total
from analysis.measures.figures import grouped
from analysis.schema import Schema
from analysis.text import year_blind, year_of

SCHEMA = Schema(
    "carried",
    "各单位各项目的上年结转，数额大的在前",
    "Money carried over by unit and project name, the largest first",
    "Money carried over by unit and project name, the largest first",
    ("unit", "project"),
    (
        c.UNIT.of("Budget unit"),
        c.PROJECT.of("Name of the project, as carried over"),
        c.integer("rows", "行数", "Rows", "Rows of the table that bear this name", required=True),
        c.AMOUNT.of("Money carried over"),
        c.YEAR.of("The year that the name says; empty where it says none", kind="integer", required=False),
        c.CURRENT.of("This year's money of the same name and unit; empty without", decimals=0),
        c.percent("share_of_current", "占本年", "Share of this year’s", "Money carried over in percent of this year's"),
    ),
)


def carried(structure: pl.DataFrame) -> pl.DataFrame:
    """The carryover of `analysis.measures.structure.structure`, matched by name, as SCHEMA's columns."""
    whole = structure.filter(measure="total")
    now, before = (whole.filter(dimension=name).to_dicts() for name in ("project", "project_carryover"))
    present = grouped(((row["parent"], _name(row["label"])), row) for row in now)
    groups = grouped(((row["parent"], row["label"]), row) for row in before)
    rows = []
    for (unit, name), held in groups.items():
        amount, current = _sum(held), _sum(present.get((unit, _name(name)), []))
        rows.append(
            {
                "unit": unit or "",
                "project": name,
                "rows": len(held),
                "amount": amount,
                "year": year_of(name),
                "current": current,
                "share_of_current": percent(amount, current),
            }
        )
    return frame(SCHEMA, sorted(rows, key=lambda row: -row["amount"].value))


def _name(label: str) -> str:
    return year_blind(label).replace("{year}", "")


def _sum(rows: Sequence[Mapping[str, Any]]) -> Figure | None:
    return total(told(row, "amount") for row in rows)
