"""The prices of a form by result, and whose money is one result's own, so that its unit cost can be told.

A price per unit is for the result that is counted in that unit. A total is for every result that bears the
name of its thing (创新大赛总成本: schools, students and prizes of the 创新大赛), or that one sentence of the form's
goal names together with the very sum. People reached are reached by all that is priced under the same name.

Money for several results together can't be apportioned: a year's meeting that shares a programme of 40 activities does
not cost the whole programme. A result's own are the price that its form sets per unit of it, and a total, of a part or
of the whole project, for which it is the only output promised, or the only outcome.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.measures.costs import names
from analysis.measures.costs.pricing import Price
from analysis.measures.costs.promises import Form, Promise
from analysis.measures.figures import grouped
from analysis.text import key

#: Why a unit cost can be told: the form prices the result; it is its project's only output; its only outcome.
GROUNDS = ("own_price", "alone", "outcome")
NOT_APPORTIONABLE = "not_apportionable"


class Attribution:
    """The prices of one form by result."""

    def __init__(self, form: Form, prices: Sequence[Price]) -> None:
        self.form = form
        self.prices = [price for price in prices if price.amount is not None]
        self._direct = {
            result.number: [
                price
                for price in self.prices
                if (result in price.results and not price.by_unit) or (not price.per and self._is_for(price, result))
            ]
            for result in form.results
        }

    def of(self, result: Promise) -> list[Price]:
        """The prices that are for a result, in the form's order; empty where the form prices it nowhere."""
        found = list(self._direct[result.number])
        if result.reaches_people:
            for other in self.form.results:
                same = any(core in key(other.name) for core in names.cores(result.name))
                if same and not other.reaches_people:
                    found += self._direct[other.number]
        chosen = {price.indicator.number for price in found}
        priced = [price for price in self.prices if price.indicator.number in chosen]
        own = [price for price in priced if result in price.results]
        return own if own and not result.reaches_people else priced

    def sharers(self, price: Price) -> list[Promise]:
        """The results that a price is for."""
        return [result for result in self.form.results if price in self.of(result)]

    def _is_for(self, total: Price, result: Promise) -> bool:
        stem = total.indicator.subject.stem
        if names.holds(stem, result.name) or self._named_together(total.indicator, result):
            return True
        if any(names.holds(stem, other.name) for other in self.form.results) or not result.is_output:
            return False
        outputs = [other for other in self.form.results if other.is_output]
        most = max(names.likeness(stem, other.name) for other in outputs)
        best = [other for other in outputs if names.likeness(stem, other.name) == most]
        return bool(most) and best == [result]

    def _named_together(self, cost: Promise, result: Promise) -> bool:
        """True where one sentence of a goal names the very sum and the very number, and no other sum of the form."""
        sums = [price.indicator.value for price in self.prices if not price.per]
        if sums.count(cost.value) != 1:
            return False
        promised = (result.value, result.unit)
        twins = [other for other in self.form.results if (other.value, other.unit) == promised]
        goals = (said for said in self.form.mentions if said.field.startswith("goal_") and said.sentence is not None)
        for sentence in grouped(((said.field, said.sentence), said) for said in goals).values():
            money = {said.value.value for said in sentence if said.kind == "money" and said.value}
            numbers = [(said, said.value.value) for said in sentence if said.kind == "number" and said.value]
            same_unit = [s for s, value in numbers if (value, names.unit(s.unit)) == promised]
            if cost.value not in money or len(money.intersection(sums)) != 1 or not same_unit:
                continue
            if twins == [result] or any(said.about and key(said.about) in key(result.name) for said in same_unit):
                return True
        return False


def of_prices(result: Promise, own: Sequence[Price], attribution: Attribution) -> str | None:
    """The ground on which prices are told as a result's cost; None where they are for several, or the whole project."""
    for price in own:
        is_rate = price.per and result in price.results
        if price.kind == "whole" or not (is_rate or _is_only(result, attribution.sharers(price))):
            return None
    return "own_price" if own else None


def of_budget(result: Promise, form: Form) -> str | None:
    """The ground on which a project's whole money can be told as the cost of a result; None where others share it.

    An outcome whose name says more than the project's is that of one activity: 120 children who are looked after do
    not cost all that a street office does.
    """
    if not _is_only(result, form.results):
        return None
    if not result.is_outcome:
        return "alone"
    return "outcome" if all(core in key(form.project) for core in names.cores(result.name)) else None


def _is_only(result: Promise, sharers: Sequence[Promise]) -> bool:
    """True where money is for no other result of its side: outputs, or outcomes."""
    return [other for other in sharers if other.is_outcome == result.is_outcome] == [result]
