"""Projects whose proven function item lies outside the class where most of the project money is.

The measure sets a project's name beside the name of the item that pays it, with the tie that proves it.
Whether the purpose belongs there is for the reader to judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, percent, told
from analysis.measures.figures import figures
from analysis.measures.inference.ties import BASES, ties
from analysis.measures.records import Amount
from analysis.schema import Schema

SCHEMA = Schema(
    "purposes",
    "主要类以外、项目已经证明的功能科目，数额大的在前",
    "Function items outside the main class whose projects are proven, the largest first",
    "Function items outside the main class whose projects are proven, the largest first",
    ("side", "source", "function_code"),
    (
        c.SIDE,
        c.SOURCE,
        c.FUNCTION_CODE,
        c.FUNCTION_NAME,
        c.text("class_code", "类编码", "Class code", "Code of the item's class", required=True),
        c.text("class_name", "类", "Class", "Name of the item's class", required=True),
        c.text(
            "main_class",
            "主要类编码",
            "Main class code",
            "Code of the class with the most project money",
            required=True,
        ),
        c.text("main_name", "主要类", "Main class", "Name of that class", required=True),
        c.AMOUNT.of("The proven projects' money"),
        c.percent("share_of_item", "占项", "Share of the item", "Part of the item's expenditure"),
        c.percent("share_of_class", "占类", "Share of the class", "Part of the class's expenditure"),
        c.money("item_amount", "项的支出", "The item’s expenditure", "The item's expenditure", decimals=0),
        c.money("class_amount", "类的支出", "The class’s expenditure", "The class's expenditure", decimals=0),
        c.BASIS.of("What proves the tie", required=True, among=BASES),
        c.PROJECTS.of("The projects, as in ties", required=True),
    ),
)


def purposes(disclosure: Disclosure, links: pl.DataFrame | None = None) -> pl.DataFrame:
    """Proven ties outside the main class as SCHEMA's columns; `links` is the answer of `ties`, if at hand."""
    classes = _classes(disclosure)
    most = max((held.project.value for held in classes if held.project is not None), default=Decimal(0))
    main = [held for held in classes if held.project is not None and held.project.value == most]
    if most <= 0 or len(main) > 1:
        return frame(SCHEMA, [])
    spent = {row.function_code: row.figure for row in _spending(disclosure) if row.measure == "total"}
    found = []
    for row in (ties(disclosure) if links is None else links).filter(pl.col("verdict") == "unique").to_dicts():
        own = next((held for held in classes if row["function_code"].startswith(held.code)), None)
        if own is None or own is main[0]:
            continue
        amount, item = told(row, "amount"), spent.get(row["function_code"])
        found.append(
            {name: row[name] for name in ("side", "source", "function_code", "function_name", "basis", "projects")}
            | {
                "class_code": own.code,
                "class_name": own.name,
                "main_class": main[0].code,
                "main_name": main[0].name,
                "amount": amount,
                "share_of_item": percent(amount, item),
                "share_of_class": percent(amount, own.total),
                "item_amount": item,
                "class_amount": own.total,
            }
        )
    return frame(SCHEMA, sorted(found, key=lambda row: -row["amount"].value))


@dataclass
class _Class:
    """A functional class with its expenditure, and what of it goes to projects."""

    code: str
    name: str
    total: Figure | None = None
    project: Figure | None = None


def _classes(disclosure: Disclosure) -> list[_Class]:
    found: dict[str, _Class] = {}
    for row in _spending(disclosure):
        if row.level == "class" and row.function_code:
            held = found.setdefault(row.function_code, _Class(row.function_code, row.function_name or row.label))
            if row.measure in ("total", "project"):
                setattr(held, row.measure, row.figure)
    return list(found.values())


def _spending(disclosure: Disclosure) -> list[Amount]:
    return [row for row in figures(disclosure).of("expenditure") if row.function_code]
