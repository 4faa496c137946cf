"""Findings about the forms' own prices: where they come to another sum than the project's budget."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from analysis.disclosure import Disclosure
from analysis.measures.costs import budgets, pricing
from analysis.measures.costs.promises import forms
from analysis.measures.findings import Finding
from analysis.money import plain


def prices_against_budget(disclosure: Disclosure) -> Iterator[Finding]:
    """Prices and ceilings of the year that come to more than the project has, or to less, where the two compare.

    One ceiling that is alone above the budget is a finding of its own.
    """
    for form in forms(disclosure):
        found = pricing.of(form)
        row = budgets.row(form, found)
        if form.period != "annual" or form.budget is None or row["verdict"] not in ("short", "over"):
            continue
        parts = list(pricing.additions(found))
        if any(not part.per and (part.amount or 0) > form.budget for part in parts):
            continue
        priced = sum((part.amount for part in parts if part.amount is not None), Decimal(0))
        refs = dict.fromkeys(ref for part in parts for ref in part.refs)
        yield Finding(
            "prices_above_budget" if row["verdict"] == "short" else "prices_below_budget",
            "warning" if row["verdict"] == "short" else "note",
            "strong",
            (*refs, form.ref),
            abs(priced - form.budget),
            {
                "project": form.project,
                "made": plain(priced),
                "budget": plain(form.budget),
                "difference": plain(abs(priced - form.budget)),
                "items": [f"{part.indicator.name} {part.indicator.printed}" for part in parts],
            },
        )


RULES = (prices_against_budget,)
