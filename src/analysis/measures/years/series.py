"""Figures of one department over years: as published, with growth from year to year, and in the prices of one year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure, frame
from analysis.measures import changes
from analysis.measures.figures import Figure, Figures
from analysis.measures.places import of_other
from analysis.measures.years.deflators import Deflators
from analysis.measures.years.details import functions
from analysis.money import AMOUNT_SCALE, quotient
from analysis.schema import FLOWS, SOURCES, SPENT, Column, Schema

ORIGINS = ("published", "implied")

SCHEMA = Schema(
    "series",
    "Figures of one department over years, one row per subject, flow, measure, key and year",
    ("subject", "flow", "measure", "key", "year"),
    (
        Column("subject", "text", "What the figure is of, as in statements, or function", required=True),
        Column("flow", "text", "Side of the budget", required=True, among=FLOWS),
        Column("measure", "text", "total, or current_year for the budget of the year without carryover", required=True),
        Column("key", "text", "Code of the functional class; - for a subject", required=True),
        Column("label", "text", "Name of the functional class"),
        Column("year", "year", "The year", required=True),
        Column("amount", "decimal", "The figure of that year's budget", unit="万元", required=True, decimals=2),
        Column(
            "origin",
            "text",
            "published: by that year's own budget; implied: by the first budget's stated change, for the year before",
            required=True,
            among=ORIGINS,
        ),
        Column("since", "year", "The year of the figure before it; empty for the first"),
        Column("change", "decimal", "Difference to the figure before it", unit="万元", decimals=2),
        Column("growth_pct", "decimal", "change in percent of the figure before it; empty where that is 0", unit="%"),
        Column(
            "growth_per_year_pct",
            "decimal",
            "Compound rate per year, another one where a year between is missing; empty unless both are above 0",
            unit="%",
        ),
        Column("real", "decimal", "The figure in the prices of one year; empty without an index", unit="万元"),
        Column("real_growth_pct", "decimal", "Growth of real from the figure before it", unit="%"),
        Column("template", "text", "Template of that year's document", required=True),
        Column("ref", "text", "Rows of that year's dataset, with its ID before them", required=True),
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
_PLACES = Decimal(1).scaleb(-AMOUNT_SCALE)
_HUNDRED = Decimal(100)
_DIGITS = 50


def series(
    budgets: Sequence[Disclosure], deflators: Deflators | None = None, prices: int | None = None
) -> pl.DataFrame:
    """The budgets of one department as SCHEMA's columns: each subject in the order of SUBJECTS, its years in order.

    `prices` is the year whose prices `real` is in (default: the latest); without `deflators` there is no `real`. The
    year before the first budget is added where that states its change against a budget. A subject of one year only
    is left out.
    """
    ordered = sorted(budgets, key=lambda budget: budget.metadata.year)
    found: dict[tuple[str, str, str, str], list[dict[str, Any]]] = {}
    for budget in ordered:
        for row in _figures(budget):
            found.setdefault((row["subject"], row["flow"], row["measure"], row["key"]), []).append(row)
    if ordered:
        for row in _before(ordered[0]):
            if (known := found.get((row["subject"], row["flow"], row["measure"], row["key"]))) is not None:
                known.insert(0, row)
    year = prices or (ordered[-1].metadata.year if ordered else 0)
    rows = [row for own in found.values() if len(own) > 1 for row in _grown(own, deflators, year)]
    return frame(SCHEMA, rows)


def gaps(budgets: Sequence[Disclosure]) -> list[int]:
    """The years between the first and the last of which there is no budget."""
    years = {budget.metadata.year for budget in budgets}
    return [year for year in range(min(years, default=0), max(years, default=0)) if year not in years]


def _figures(budget: Disclosure) -> Iterator[dict[str, Any]]:
    figures, year = Figures(budget), budget.metadata.year
    own = {"year": year, "template": budget.metadata.template}
    for subject, flow, measure in SUBJECTS:
        if (figure := figure_of(figures, subject, flow, measure)) is not None:
            named = {"subject": subject, "flow": flow, "measure": measure, "key": "-", "label": None}
            yield (
                named
                | own
                | {"amount": figure.value, "origin": "published", "ref": of_other(budget.metadata.id, figure.ref)}
            )
    for part in functions(budget):
        if part.level == "class":
            named = {"subject": "function", "flow": "expenditure", "measure": "total", "key": part.key}
            figure = part.figure
            own_ref = {"label": part.label, "amount": figure.value, "ref": of_other(budget.metadata.id, figure.ref)}
            yield named | own | own_ref | {"origin": "published"}


def figure_of(figures: Figures, subject: str, flow: str, measure: str) -> Figure | None:
    """The figure of one of SUBJECTS; basic and project expenditure are the columns of all expenditure."""
    if subject in ("basic", "project"):
        return figures.find("expenditure_total", flow, subject) or figures.find("expenditure", None, subject)
    return figures.find(subject, flow, measure)


def _before(first: Disclosure) -> Iterator[dict[str, Any]]:
    """The year before the first budget, as far as single statements tell it; outturns are no budgets and left out."""
    answer = changes.changes(first)
    for row in answer.iter_rows(named=True):
        refs = f"{row['current_ref']} {row['change_ref']}:change" if row["base_origin"] == "implied" else ""
        refs = f"{row['change_ref']}:base_value" if row["base_origin"] == "stated" else refs
        if refs and " " not in row["change_ref"] and row["base_kind"] not in SPENT and row["flow"]:
            yield {
                "subject": row["subject"],
                "flow": row["flow"],
                "measure": row["measure"],
                "key": "-",
                "label": None,
                "year": row["base_year"],
                "template": first.metadata.template,
                "amount": row["base"],
                "origin": "implied",
                "ref": of_other(first.metadata.id, refs),
            }


def _grown(rows: Sequence[Mapping[str, Any]], deflators: Deflators | None, prices: int) -> Iterator[dict[str, Any]]:
    """A subject's years with their growth."""
    before: dict[str, Any] | None = None
    before_real: Decimal | None = None  # to all its digits
    for row in rows:
        real = deflators.real(row["amount"], row["year"], prices) if deflators else None
        grown = {**row, "real": None if real is None else real.quantize(_PLACES, ROUND_HALF_UP)}
        if before is not None:
            years = row["year"] - before["year"]
            grown |= {
                "since": before["year"],
                "change": row["amount"] - before["amount"],
                "growth_pct": _growth(row["amount"], before["amount"]),
                "growth_per_year_pct": _per_year(row["amount"], before["amount"], years),
                "real_growth_pct": _growth(real, before_real),
            }
        yield grown
        before, before_real = grown, real


def _growth(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    if now is None or before is None:
        return None
    share = quotient(now - before, before)
    return None if share is None else (share * _HUNDRED).quantize(_PLACES, ROUND_HALF_UP)


def _per_year(now: Decimal, before: Decimal, years: int) -> Decimal | None:
    """The constant rate that leads from one to the other in so many years."""
    if now <= 0 or before <= 0:
        return None
    with localcontext() as context:
        context.prec = _DIGITS
        rate = ((now / before).ln() / years).exp() - 1
        return (rate * _HUNDRED).quantize(_PLACES, ROUND_HALF_UP)
