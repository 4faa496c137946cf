"""How much of a project's money the form's own prices explain, and whether they fit its budget.

`short` and `over` are said only where nothing is left open: a price without a number, a result without a
price, a damaged line make the two "not comparable", never a gap. Only a sum that is already above the
budget is short whatever else is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from analysis.disclosure import Disclosure, frame
from analysis.measures.costs import names
from analysis.measures.costs.pricing import Price, additions, of, unpriced
from analysis.measures.costs.promises import Form, forms
from analysis.money import AMOUNT_SCALE, quotient
from analysis.schema import PERIODS, Column, Schema

VERDICTS = ("covered", "short", "over", "not_comparable", "no_cost")
#: Why prices and budget can't be compared.
REASONS = ("open_price", "words", "result_without_price", "partly_priced", "no_results", "uncertain", "no_budget")

SCHEMA = Schema(
    "explained",
    "The forms' own prices against each project's budget, one row per form and period",
    ("form", "period"),
    (
        Column("form", "integer", "Ordinal of the project's form", required=True),
        Column("project", "text", "Name of the project on its form", required=True),
        Column("period", "text", "Term of the project or the budget year", required=True, among=PERIODS),
        Column("budget_yuan", "decimal", "The project's money of the period", unit="元"),
        Column("priced_yuan", "decimal", "What its prices come to at the promised numbers", unit="元", required=True),
        Column("explained_yuan", "decimal", "Of this, at most the budget", unit="元", required=True),
        Column("explained_pct", "decimal", "Share of the budget that this is; empty where that is 0", unit="%"),
        Column("difference_yuan", "decimal", "Prices less budget, where the two can be compared", unit="元"),
        Column("tolerance_yuan", "decimal", "How far rounding of printed prices can move the difference", unit="元"),
        Column("verdict", "text", "Whether the prices fit the budget", required=True, among=VERDICTS),
        Column("reason", "text", "Why they can't be compared", among=REASONS),
        Column("about", "text", "Names of the prices or results that leave it open"),
        Column("uncertain", "boolean", "Whether a figure in the sum stands in a damaged place", required=True),
        Column("refs", "text", "Rows of the dataset that it is taken from", required=True),
    ),
)
_PLACES = Decimal(1).scaleb(-AMOUNT_SCALE)


def explained(disclosure: Disclosure) -> pl.DataFrame:
    """Prices against budget for every form and period, as SCHEMA's columns."""
    return frame(SCHEMA, [row(form, of(form)) for form in forms(disclosure)])


def row(form: Form, found: Sequence[Price]) -> dict[str, object]:
    """One form's prices against its budget."""
    parts = list(additions(found))
    priced = sum((part.amount for part in parts if part.amount is not None), Decimal(0))
    tolerance = sum((part.tolerance for part in parts), Decimal(0))
    verdict, reason, about = _verdict(form, found, parts, priced, tolerance)
    budget = form.budget or Decimal(0)
    explained = min(priced, budget) if budget > 0 else Decimal(0)
    share = quotient(explained * 100, budget)
    return {
        "form": form.number,
        "project": form.project,
        "period": form.period,
        "budget_yuan": form.budget,
        "priced_yuan": priced,
        "explained_yuan": explained,
        "explained_pct": None if share is None else share.quantize(_PLACES),
        "difference_yuan": priced - budget if verdict in ("covered", "short", "over") else None,
        "tolerance_yuan": tolerance if parts else None,
        "verdict": verdict,
        "reason": reason,
        "about": "; ".join(about) or None,
        "uncertain": any(part.uncertain for part in parts),
        "refs": " ".join(dict.fromkeys((form.ref, *(ref for part in parts for ref in part.refs)))),
    }


def _verdict(
    form: Form, found: Sequence[Price], parts: Sequence[Price], priced: Decimal, tolerance: Decimal
) -> tuple[str, str | None, list[str]]:
    if not any(price.indicator.value is not None for price in found):
        return "no_cost", None, []
    if form.budget is None or form.budget <= 0:
        return "not_comparable", "no_budget", []
    gap = priced - form.budget
    fits = bool(parts) and abs(gap) <= tolerance
    whole = any(part.kind == "whole" for part in parts)
    damaged = [part.indicator.name for part in parts if part.uncertain]
    open_prices = [price.indicator.name for price in found if price.kind in ("part", "price") and not price.adds]
    words = [price.indicator.name for price in found if price.kind == "words"]
    missing = [result.name for result in unpriced(form, found)]
    rest = [result.name for result in form.results if result.is_output and not _is_priced(result.name, found)]
    if whole:
        open_prices = words = missing = rest = []
    for reason, about in (("open_price", open_prices), ("words", words), ("result_without_price", missing)):
        if about and (gap <= tolerance or reason == "result_without_price"):
            return "not_comparable", reason, about
    if fits:
        return "covered", None, []
    if gap < 0 and not whole and not any(result.is_output for result in form.results):
        return "not_comparable", "no_results", []
    if gap < 0 and rest:
        return "not_comparable", "partly_priced", rest
    if damaged:
        return "not_comparable", "uncertain", damaged
    return ("short" if gap > 0 else "over"), None, []


def _is_priced(name: str, found: Sequence[Price]) -> bool:
    """Whether a result has a price or a total of its own."""
    return any(
        name in [result.name for result in price.results]
        or (price.kind == "part" and names.likeness(price.indicator.subject.stem, name))
        for price in found
        if price.indicator.value is not None
    )
