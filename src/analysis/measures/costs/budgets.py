"""The part of a project's money that its form's own prices explain, and whether they fit its budget.

`short` and `over` are said only where nothing is left open: a price without a number, a result without a
price, a damaged line make the two "not comparable", never a gap. Only a sum that is already above the
budget is short whatever else is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import polars as pl

from analysis import columns as c
from analysis.columns import AT_LEAST, AT_MOST
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, difference, least, percent, total
from analysis.measures.costs import names
from analysis.measures.costs.pricing import SIDES, Price, of, unpriced
from analysis.measures.costs.promises import Form, forms
from analysis.schema import Schema

VERDICTS = ("covered", "short", "over", "not_comparable", "no_cost")
#: Why prices and budget can't be compared.
REASONS = ("open_price", "words", "result_without_price", "partly_priced", "no_results", "uncertain", "no_budget")
#: `upper` where it is a sum of ceilings, with fixed prices or without.
BOUNDS = ("upper", "lower", "exact")

SCHEMA = Schema(
    "explained",
    "各项目自己的价格与预算的比较",
    "Each project’s own prices against its budget",
    "The forms' own prices against each project's budget",
    ("form", "period"),
    (
        c.FORM,
        c.PROJECT,
        c.PERIOD,
        c.BUDGET_YUAN,
        c.yuan("priced_yuan", "价格合计", "Priced", "What its prices come to; empty where none does"),
        c.yuan("explained_yuan", "价格解释的金额", "Explained", "Of this, at most the budget"),
        c.percent("explained_pct", "解释的比例", "Explained share", "Share of the budget; empty where that is 0"),
        c.yuan("itemised_yuan", "逐项标价", "Itemised", "Of the budget, what prices of its parts come to"),
        c.percent("itemised_pct", "标价占预算", "Itemised share", "Share of the budget; empty where that is 0"),
        c.BOUND.of("What the sum of prices bounds; empty where neither side", among=BOUNDS),
        c.yuan("difference_yuan", *c.DIFFERENCE.label, "Prices less budget, if they compare"),
        c.TOLERANCE_YUAN.of("How far rounding of printed prices can move the difference"),
        c.VERDICT.of("Whether the prices fit the budget", among=VERDICTS),
        c.REASON.of("Why they can't be compared", among=REASONS),
        c.ABOUT.of("Names of the prices or results that leave it open"),
        c.UNCERTAIN.of("Whether a figure in the sum stands in a damaged place"),
    ),
)


@dataclass(frozen=True)
class Fit:
    """One form's prices against its budget."""

    form: Form

    @cached_property
    def found(self) -> list[Price]:
        """Its prices."""
        return of(self.form)

    @cached_property
    def parts(self) -> list[Price]:
        """The prices that their sum is made of: a ceiling of the whole project alone, else all parts."""
        whole = [price for price in self.found if price.kind == "whole"]
        return whole[:1] or [price for price in self.found if price.adds]

    @cached_property
    def priced(self) -> Figure | None:
        """Their sum."""
        return total(part.amount for part in self.parts)

    @property
    def explained(self) -> Figure | None:
        """Their sum, at most the budget; where there is none, the budget less all of it."""
        return self._of_budget(self.priced)

    @property
    def itemised(self) -> Figure | None:
        """Of the budget, what prices of its parts come to: a total of the whole project itemises nothing."""
        parts = (price for price in self.found if price.kind != "whole" and not price.within)
        return self._of_budget(total(price.amount for price in parts))

    def _of_budget(self, made: Figure | None) -> Figure | None:
        budget = self.form.budget
        if budget and made and budget.value > 0:
            return least(made, budget)
        return budget and budget - budget

    @property
    def bound(self) -> str | None:
        """The side on which their sum bounds the cost: a sum of ceilings is a ceiling, and no cost."""
        held = {part.indicator.comparator or "=" for part in self.parts}
        above, below = held <= {"=", *AT_MOST}, held <= {"=", *AT_LEAST}
        return SIDES.get((above, below)) if held else None

    @property
    def difference(self) -> Figure | None:
        """Their sum less the budget; None where the two can't be compared."""
        is_compared = self.verdict[0] in ("covered", "short", "over")
        return difference(self.priced, self.form.budget) if is_compared else None

    @cached_property
    def verdict(self) -> tuple[str, str | None, list[str]]:
        """The verdict; the reason why they can't be compared, and the names of what leaves it open."""
        form, found, parts = self.form, self.found, self.parts
        if not any(price.indicator.value is not None for price in found):
            return "no_cost", None, []
        if form.budget is None or form.budget.value <= 0:
            return "not_comparable", "no_budget", []
        made, tolerance = (self.priced.value, self.priced.slack) if self.priced else (Decimal(0), Decimal(0))
        gap = made - form.budget.value
        fits = bool(parts) and abs(gap) <= tolerance
        whole = any(part.kind == "whole" for part in parts)
        damaged = [part.indicator.name for part in parts if part.uncertain]
        open_prices = [price.indicator.name for price in found if price.kind in ("part", "price") and not price.adds]
        words = [price.indicator.name for price in found if price.kind == "words"]
        missing = [result.name for result in unpriced(form, found)]
        rest = [result.name for result in form.results if result.is_output and not is_priced(result.name, found)]
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


def explained(disclosure: Disclosure) -> pl.DataFrame:
    """Prices against budget for every form and period, as SCHEMA's columns."""
    return frame(SCHEMA, [_row(form, Fit(form)) for form in forms(disclosure)])


def _row(form: Form, fit: Fit) -> dict[str, object]:
    verdict, reason, about = fit.verdict
    return {
        **form.place,
        "budget_yuan": form.budget,
        "priced_yuan": fit.priced,
        "explained_yuan": fit.explained,
        "explained_pct": percent(fit.explained, form.budget),
        "itemised_yuan": fit.itemised,
        "itemised_pct": percent(fit.itemised, form.budget),
        "bound": fit.bound,
        "difference_yuan": fit.difference,
        "tolerance_yuan": None if fit.priced is None else fit.priced.slack,
        "verdict": verdict,
        "reason": reason,
        "about": "; ".join(about) or None,
        "uncertain": any(part.uncertain for part in fit.parts),
    }


def is_priced(name: str, found: Sequence[Price]) -> bool:
    """True for a result with a price or a total of its own."""
    return any(
        name in [result.name for result in price.results]
        or (price.kind == "part" and names.likeness(price.indicator.subject.stem, name))
        for price in found
        if price.indicator.value is not None
    )
