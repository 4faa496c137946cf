"""Figures of one department over years: as published, with growth from year to year, and in the prices of one year.

What was voted and what was settled of a year are figures of two phases: they stand beside each other and are never
mixed, so that each growth is between two budgets or between two accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from analysis import columns as c
from analysis import how
from analysis.columns import SOURCES
from analysis.disclosure import Disclosure, frame
from analysis.figure import Cell, Figure, Told, growth
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
    "Figures of one department over years, one row per subject, flow, measure, key, phase and year",
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
_Place = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Point:
    """A figure of one year: `place` is subject, flow, measure and key."""

    place: _Place
    phase: str
    year: int
    template: str
    figure: Figure
    label: str | None = None
    origin: str = "published"


def series(
    budgets: Sequence[Disclosure], deflators: Mapping[int, Cell] | None = None, prices: int | None = None
) -> pl.DataFrame:
    """Budgets and accounts of one department as SCHEMA's columns: subjects in the order of SUBJECTS, years in order.

    `prices` is the year whose prices `real` is in (default: the latest); without `deflators` there is no `real`. The
    year before the first budget (accounts) is added where that states its change against a budget (accounts). A
    subject of which only one figure is known is left out.
    """
    ordered = sorted(budgets, key=lambda budget: budget.metadata.year)
    found: dict[_Place, dict[str, list[_Point]]] = {}
    for budget in ordered:
        for point in _figures(budget):
            found.setdefault(point.place, {kind: [] for kind in KINDS})[point.phase].append(point)
    for first in {budget.metadata.kind: budget for budget in reversed(ordered)}.values():
        for point in _before(first):
            if known := found.get(point.place, {}).get(point.phase):
                known.insert(0, point)
    year = prices or (ordered[-1].metadata.year if ordered else 0)
    followed = (phases.values() for phases in found.values() if sum(map(len, phases.values())) > 1)
    return frame(SCHEMA, [row for phases in followed for own in phases for row in _grown(own, deflators, year)])


def _figures(budget: Disclosure) -> Iterator[_Point]:
    held, template = figures(budget, other=True), budget.metadata.template
    for subject in SUBJECTS:
        if (figure := held.expenditure(*subject)) is not None:
            yield _Point((*subject, "-"), held.phase, held.year, template, figure)
    for part in {part.key: part for part in functions(held) if part.level == "class"}.values():
        place = "function", "expenditure", "total", part.key
        yield _Point(place, held.phase, held.year, template, part.figure, part.label)


def _before(first: Disclosure) -> Iterator[_Point]:
    """The year before the first one, as far as single statements tell it; outturns are no budgets and left out."""
    phase = first.metadata.kind
    for row in changes.changes(first).filter(base_phase=phase).iter_rows(named=True):
        if row["statement"] is not None and row["base"] is not None and row["flow"]:
            place = row["subject"], row["flow"], row["measure"], "-"
            base = Told(row["base"], how.elsewhere(row["base_how"], first.metadata.id), "万元")
            yield _Point(place, phase, row["base_year"], first.metadata.template, base, origin="implied")


def _grown(points: Sequence[_Point], deflators: Mapping[int, Cell] | None, prices: int) -> Iterator[dict[str, Any]]:
    """A subject's years with their growth."""
    for before, now in zip((None, *points), points, strict=False):
        adjusted, adjusted_before = (
            real(deflators, point.figure, point.year, prices) if deflators and point else None
            for point in (now, before)
        )
        row = {
            **dict(zip(("subject", "flow", "measure", "key"), now.place, strict=True)),
            "phase": now.phase,
            "label": now.label,
            "year": now.year,
            "template": now.template,
            "amount": now.figure,
            "origin": now.origin,
            "real": adjusted,
        }
        if before is not None:
            above = min(now.figure.value, before.figure.value) > 0
            row |= {
                "since": before.year,
                "change": now.figure - before.figure,
                "growth_pct": growth(now.figure, before.figure),
                "growth_per_year_pct": growth(now.figure, before.figure, now.year - before.year) if above else None,
                "real_growth_pct": growth(adjusted, adjusted_before),
            }
        yield row
