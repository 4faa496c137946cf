"""Findings about the forms' own prices: where they come to another sum than the project's budget."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.disclosure import Disclosure
from analysis.figure import Figure
from analysis.measures.costs import budgets, pricing
from analysis.measures.costs.promises import forms
from analysis.measures.findings import Finding


def prices_against_budget(disclosure: Disclosure) -> Iterator[Finding]:
    """Prices and ceilings of the year that come to more than the project has, or to less, where the two compare.

    One ceiling that is alone above the budget is a finding of its own.
    """
    for form in forms(disclosure):
        fit = budgets.fit(form, pricing.of(form))
        if form.period != "annual" or form.budget is None or fit.verdict not in ("short", "over"):
            continue
        if fit.difference is None or any(not part.per and _above(part.amount, form.budget) for part in fit.parts):
            continue
        refs = dict.fromkeys(ref for part in fit.parts if part.amount for ref in part.amount.refs)
        difference = abs(fit.difference)
        yield Finding(
            "prices_above_budget" if fit.verdict == "short" else "prices_below_budget",
            "warning" if fit.verdict == "short" else "note",
            "strong",
            (*refs, form.budget.ref),
            difference,
            {
                "project": form.project,
                "made": fit.priced,
                "budget": form.budget,
                "difference": difference,
                "items": [f"{part.indicator.name} {part.indicator.printed}" for part in fit.parts],
            },
        )


def _above(amount: Figure | None, budget: Figure) -> bool:
    return amount is not None and amount.value > budget.value


RULES = (prices_against_budget,)
