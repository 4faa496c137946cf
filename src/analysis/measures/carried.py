"""What was carried over, project by project, beside this year's money for a project of the same name.

A name is the same when only a year in it differs: 2025年某项目 and 某项目. Names prove no more
than that; what bears no name of this year is said to be unmatched, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.disclosure import frame
from analysis.measures.uses import share
from analysis.schema import Column, Schema
from analysis.text import year_blind, year_of

SCHEMA = Schema(
    "carried",
    "Money carried over by unit and project name, the largest first",
    ("unit", "project"),
    (
        Column("unit", "text", "Budget unit", required=True),
        Column("project", "text", "Name of the project, as carried over", required=True),
        Column("rows", "integer", "Rows of the table that bear this name", required=True),
        Column("amount", "decimal", "Money carried over", unit="万元", required=True, decimals=2),
        Column("year", "integer", "The year that the name says; empty where it says none"),
        Column("current", "decimal", "This year's money of the same name and unit; empty without", unit="万元"),
        Column("share_of_current", "decimal", "Money carried over in percent of this year's", unit="%"),
        Column("ref", "text", "Rows of the dataset carried over", required=True),
        Column("current_ref", "text", "Rows of the dataset of this year's money"),
    ),
)


def carried(structure: pl.DataFrame) -> pl.DataFrame:
    """The carryover of `analysis.measures.structure.structure`, matched by name, as SCHEMA's columns."""
    present: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in _projects(structure, "project"):
        present.setdefault((row["parent"] or "", _name(row["label"])), []).append(row)
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in _projects(structure, "project_carryover"):
        groups.setdefault((row["parent"] or "", row["label"]), []).append(row)
    rows = [_row(unit, name, held, present.get((unit, _name(name)), [])) for (unit, name), held in groups.items()]
    return frame(SCHEMA, sorted(rows, key=lambda row: -row["amount"]))


def matched(rows: pl.DataFrame) -> Decimal:
    """The money carried over whose name this year's projects bear too."""
    return sum(rows.filter(pl.col("current").is_not_null())["amount"].to_list(), Decimal(0))


def _row(unit: str, name: str, held: list[Mapping[str, Any]], same: list[Mapping[str, Any]]) -> dict[str, Any]:
    amount, current = _sum(held), _sum(same) if same else None
    return {
        "unit": unit,
        "project": name,
        "rows": len(held),
        "amount": amount,
        "year": year_of(name),
        "current": current,
        "share_of_current": None if current is None else share(amount, current),
        "ref": _refs(held),
        "current_ref": _refs(same) or None,
    }


def _projects(structure: pl.DataFrame, dimension: str) -> list[dict[str, Any]]:
    return structure.filter((pl.col("dimension") == dimension) & (pl.col("measure") == "total")).to_dicts()


def _name(label: str) -> str:
    return year_blind(label).replace("{year}", "")


def _sum(rows: list[Mapping[str, Any]]) -> Decimal:
    return sum((row["amount"] for row in rows), Decimal(0))


def _refs(rows: list[Mapping[str, Any]]) -> str:
    return " ".join(row["ref"] for row in rows)
