"""Figures of one department over years: as published, with growth from year to year, and in the prices of one year.

What was voted and what was settled of a year are figures of two phases: they stand beside each other and are never
mixed, so that each growth is between two budgets or between two accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from analysis import columns as c
from analysis import how
from analysis.columns import SOURCES
from analysis.disclosure import Disclosure, frame
from analysis.figure import Cell, Told, growth
from analysis.measures import changes
from analysis.measures.figures import figures
from analysis.measures.years.deflators import real
from analysis.measures.years.details import functions
from analysis.metadata import KINDS
from analysis.schema import Schema

ORIGINS = ("published", "implied")

SCHEMA = Schema(
    "series",
    "同一部门各年的数",
    "Figures of one department over years",
    "Figures of one department over years",
    ("subject", "flow", "measure", "key", "phase", "year"),
    (
        c.SUBJECT.of("What the figure is of, as in statements, or function"),
        c.FLOW.of(required=True),
        c.MEASURE.of("total, or current_year for the budget of the year without carryover"),
        c.KEY.of("Code of the functional class; - for a subject"),
        c.LABEL.of("Name of the functional class", required=False),
        c.PHASE.of("budget: as voted; accounts: as settled", among=KINDS),
        c.YEAR.of("The year"),
        c.AMOUNT.of("The figure of that year's budget or accounts"),
        c.text(
            "origin",
            "数的来源",
            "Known from",
            "published: by that year's own; implied: by the first one's stated change, for the year before it",
            required=True,
            among=ORIGINS,
        ),
        c.year("since", "前一年份", "Year before", "The year of the figure before it; empty for the first"),
        c.CHANGE.of("Difference to the figure before it", required=False),
        c.percent(
            "growth_pct",
            "比前一年",
            "Growth in percent",
            "change in percent of the figure before it; empty where that is 0",
        ),
        c.percent(
            "growth_per_year_pct",
            "年均增长",
            "Growth per year in percent",
            "Compound rate per year, another one where a year between is missing; empty unless both are above 0",
        ),
        c.money(
            "real",
            "不变价格",
            "In prices of one year",
            "The figure in the prices of one year; empty without an index",
            decimals=0,
        ),
        c.percent("real_growth_pct", "实际增长", "Real growth in percent", "Growth of real from the figure before it"),
        c.TEMPLATE.of("Template of that year's document"),
    ),
)

#: What is followed over years, beside the functional classes.
SUBJECTS = (
    ("revenue_total", "revenue", "total"),
    ("revenue_total", "revenue", "current_year"),
    ("fiscal", "revenue", "total"),
    *((source, "revenue", "total") for source in SOURCES),
    ("expenditure_total", "expenditure", "total"),
    ("basic", "expenditure", "total"),
    ("project", "expenditure", "total"),
    ("operating", "expenditure", "total"),
    ("three_public", "expenditure", "total"),
    ("overseas", "expenditure", "total"),
    ("reception", "expenditure", "total"),
    ("vehicles", "expenditure", "total"),
    ("procurement", "expenditure", "total"),
)
_PLACE = ("subject", "flow", "measure", "key")
_Row = dict[str, Any]


def series(
    budgets: Sequence[Disclosure], deflators: Mapping[int, Cell] | None = None, prices: int | None = None
) -> pl.DataFrame:
    """Budgets and accounts of one department as SCHEMA's columns: subjects in the order of SUBJECTS, years in order.

    `prices` is the year whose prices `real` is in (default: the latest); without `deflators` there is no `real`. The
    year before the first budget (accounts) is added where that states its change against a budget (accounts). A
    subject of which only one figure is known is left out.
    """
    ordered = sorted(budgets, key=lambda budget: budget.metadata.year)
    found: dict[tuple[str, ...], dict[str, list[_Row]]] = {}
    for budget in ordered:
        for row in _figures(budget):
            found.setdefault(_place(row), {kind: [] for kind in KINDS})[row["phase"]].append(row)
    for first in {budget.metadata.kind: budget for budget in reversed(ordered)}.values():
        for row in _before(first):
            if known := found.get(_place(row), {}).get(row["phase"]):
                known.insert(0, row)
    year = prices or (ordered[-1].metadata.year if ordered else 0)
    followed = (phases.values() for phases in found.values() if sum(map(len, phases.values())) > 1)
    return frame(SCHEMA, [row for phases in followed for own in phases for row in _grown(own, deflators, year)])


def _place(row: _Row) -> tuple[str, ...]:
    return tuple(row[name] for name in _PLACE)


def _figures(budget: Disclosure) -> Iterator[_Row]:
    held = figures(budget, other=True)
    known = {"phase": held.phase, "year": held.year, "template": budget.metadata.template, "origin": "published"}
    for subject in SUBJECTS:
        if figure := held.expenditure(*subject):
            yield known | dict(zip(_PLACE, (*subject, "-"), strict=True)) | {"amount": figure}
    for part in {part.key: part for part in functions(held) if part.level == "class"}.values():
        place = "function", "expenditure", "total", part.key
        yield known | dict(zip(_PLACE, place, strict=True)) | {"amount": part.figure, "label": part.label}


def _before(first: Disclosure) -> Iterator[_Row]:
    """The year before the first one, as far as single statements tell it; outturns are no budgets and left out."""
    phase = first.metadata.kind
    known = {"phase": phase, "template": first.metadata.template, "origin": "implied", "key": "-"}
    stated = changes.changes(first).filter(base_phase=phase).drop_nulls(["statement", "base", "flow"])
    for row in stated.to_dicts():
        place = {name: row[name] for name in ("subject", "flow", "measure")}
        base = Told(row["base"], how.elsewhere(row["base_how"], first.metadata.id), "万元")
        yield known | place | {"year": row["base_year"], "amount": base}


def _grown(rows: Sequence[_Row], deflators: Mapping[int, Cell] | None, prices: int) -> Iterator[_Row]:
    """A subject's years with their growth."""
    before: _Row = {}
    for row in rows:
        now = row | {"real": real(deflators, row["amount"], row["year"], prices) if deflators else None}
        if before:
            above = min(now["amount"].value, before["amount"].value) > 0
            years = now["year"] - before["year"]
            now |= {
                "since": before["year"],
                "change": now["amount"] - before["amount"],
                "growth_pct": growth(now["amount"], before["amount"]),
                "growth_per_year_pct": growth(now["amount"], before["amount"], years) if above else None,
                "real_growth_pct": growth(now["real"], before["real"]),
            }
        yield now
        before = now
