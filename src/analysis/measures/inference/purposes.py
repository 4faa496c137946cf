"""Projects whose proven function item lies outside the class where most of the project money is.

The measure sets a project's name beside the name of the item that pays it, with the tie that proves it.
Whether the purpose belongs there is for the reader to judge.
"""

from __future__ import annotations

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import percent, told
from analysis.measures.figures import figures, grouped
from analysis.measures.inference.ties import BASES, ties
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
    spending = [row for row in figures(disclosure).of("expenditure") if row.function_code]
    spent = {(row.function_code, row.measure): row.figure for row in spending}
    classes = grouped((row.function_code or "", row) for row in spending if row.level == "class")
    names = {code: rows[0].named for code, rows in classes.items()}
    projects = {code: money.value for code in names if (money := spent.get((code, "project")))}
    main = [code for code, value in projects.items() if value > 0 and value == max(projects.values())]
    if len(main) != 1:
        return frame(SCHEMA, [])
    found = []
    for row in (ties(disclosure) if links is None else links).filter(verdict="unique").to_dicts():
        own = next((code for code in names if row["function_code"].startswith(code)), main[0])
        if own == main[0]:
            continue
        amount = told(row, "amount")
        item, whole = spent.get((row["function_code"], "total")), spent.get((own, "total"))
        found.append(
            {name: row[name] for name in ("side", "source", "function_code", "function_name", "basis", "projects")}
            | {
                "class_code": own,
                "class_name": names[own],
                "main_class": main[0],
                "main_name": names[main[0]],
                "amount": amount,
                "share_of_item": percent(amount, item),
                "share_of_class": percent(amount, whole),
                "item_amount": item,
                "class_amount": whole,
            }
        )
    return frame(SCHEMA, sorted(found, key=lambda row: -row["amount"].value))
