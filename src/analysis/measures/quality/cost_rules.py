"""Findings about the forms' own prices: where they come to another sum than the project's budget."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.disclosure import Disclosure
from analysis.measures.costs import budgets, pricing
from analysis.measures.costs.promises import forms
from analysis.measures.quality.findings import Finding


def prices_against_budget(disclosure: Disclosure) -> Iterator[Finding]:
    """Prices and ceilings of the year that come to more than the project has, or to less, where the two compare.

    One ceiling that is alone above the budget is a finding of its own.
    """
    for form in forms(disclosure):
        fit = budgets.Fit(form, pricing.of(form))
        verdict, difference, budget = fit.verdict[0], fit.difference, form.budget
        if form.period != "annual" or verdict not in ("short", "over") or difference is None or budget is None:
            continue
        if any(part.amount and not part.per and part.amount.value > budget.value for part in fit.parts):
            continue
        yield Finding(
            "prices_above_budget" if verdict == "short" else "prices_below_budget",
            "warning" if verdict == "short" else "note",
            "strong",
            difference.refs,
            abs(difference),
            {
                "project": form.project,
                "made": fit.priced,
                "budget": budget,
                "difference": abs(difference),
                "items": [f"{part.indicator.name} {part.indicator.printed}" for part in fit.parts],
            },
        )


RULES = (prices_against_budget,)
