"""Projects whose proven function item lies outside the class where most of the project money is.

The measure sets a project's name beside the name of the item that pays it, with the tie that proves it.
Whether the purpose belongs there is for the reader to judge.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure, frame
from analysis.measures.ties import BASES, ties
from analysis.measures.uses import share
from analysis.schema import Column, Schema

SCHEMA = Schema(
    "purposes",
    "Function items outside the main class whose projects are proven, the largest first",
    ("side", "source", "function_code"),
    (
        Column("side", "text", "Money of the year or carried over", required=True),
        Column("source", "text", "Source of the money", required=True),
        Column("function_code", "text", "Code of the function item", required=True),
        Column("function_name", "text", "Its name", required=True),
        Column("class_code", "text", "Code of the item's class", required=True),
        Column("class_name", "text", "Name of the item's class", required=True),
        Column("main_class", "text", "Code of the class with the most project money", required=True),
        Column("main_name", "text", "Name of that class", required=True),
        Column("amount", "decimal", "The proven projects' money", unit="万元", required=True, decimals=2),
        Column("share_of_item", "decimal", "Part of the item's expenditure", unit="%"),
        Column("share_of_class", "decimal", "Part of the class's expenditure", unit="%"),
        Column("item_amount", "decimal", "The item's expenditure", unit="万元"),
        Column("class_amount", "decimal", "The class's expenditure", unit="万元"),
        Column("basis", "text", "What proves the tie", required=True, among=BASES),
        Column("projects", "text", "The projects, as in ties", required=True),
        Column("ref", "text", "Rows of the dataset that the amount is taken from", required=True),
    ),
)


def purposes(disclosure: Disclosure, links: pl.DataFrame | None = None) -> pl.DataFrame:
    """Proven ties outside the main class as SCHEMA's columns; `links` is the answer of `ties`, if at hand."""
    classes = _classes(disclosure)
    main = max(classes.values(), key=lambda row: row["project"], default=None)
    if main is None or main["project"] <= 0 or [row["project"] for row in classes.values()].count(main["project"]) > 1:
        return frame(SCHEMA, [])
    spent = _totals(disclosure)
    found = []
    for row in (ties(disclosure) if links is None else links).filter(pl.col("verdict") == "unique").to_dicts():
        own = next((row_of for code, row_of in classes.items() if row["function_code"].startswith(code)), None)
        if own is None or own is main:
            continue
        item = spent.get(row["function_code"])
        found.append(
            {name: row[name] for name in SCHEMA.names if name in row}
            | {
                "class_code": own["code"],
                "class_name": own["name"],
                "main_class": main["code"],
                "main_name": main["name"],
                "share_of_item": None if item is None else share(row["amount"], item),
                "share_of_class": share(row["amount"], own["total"]),
                "item_amount": item,
                "class_amount": own["total"],
            }
        )
    return frame(SCHEMA, sorted(found, key=lambda row: -row["amount"]))


def _classes(disclosure: Disclosure) -> dict[str, dict[str, Any]]:
    """The functional classes with their expenditure, and what of it goes to projects."""
    found: dict[str, dict[str, Any]] = {}
    for row in _spending(disclosure):
        if row["level"] == "class":
            empty = {"code": row["function_code"], "name": row["function_name"] or row["label"]}
            held = found.setdefault(row["function_code"], empty | {"total": Decimal(0), "project": Decimal(0)})
            if row["measure"] in ("total", "project"):
                held[row["measure"]] = row["amount"]
    return found


def _totals(disclosure: Disclosure) -> Mapping[str, Decimal]:
    return {row["function_code"]: row["amount"] for row in _spending(disclosure) if row["measure"] == "total"}


def _spending(disclosure: Disclosure) -> list[dict[str, Any]]:
    rows = disclosure.amounts.filter((pl.col("schedule") == "expenditure") & pl.col("function_code").is_not_null())
    return [row for row in rows.to_dicts() if row["amount"] is not None]
