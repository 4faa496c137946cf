"""The forms' own prices and ceilings: each price times the number that the form promises of it.

A price whose quantity the form leaves open has no amount and says why. A total ceiling of the
project comes before the prices inside it, which are then not added again. A ceiling times a promised
minimum is "the ceiling at the promised number", no bound of what will be spent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Cell, Figure, total
from analysis.measures.costs import names
from analysis.measures.costs.promises import Form, Promise, forms
from analysis.schema import Schema
from analysis.text import year_blind, year_of

#: What an indicator of cost is: the ceiling of the whole project, a total of one part, a price per unit, a price
#: that stands inside such a total, or words without a figure.
KINDS = ("whole", "part", "price", "inside", "words")
#: Why a price has no amount: the form promises no number in its unit, or several that it may be for, or none that
#: meets its condition; its unit is no countable one; it is a rate (% of something).
REASONS = ("no_quantity", "several_quantities", "condition", "unit", "words")
#: What a sum of money bounds, by whether it does so from above, and from below.
SIDES = {(True, True): "exact", (True, False): "upper", (False, True): "lower"}
#: Units so common that one number in them proves nothing.
_VAGUE = frozenset(("个", "项", "次", ""))

SCHEMA = Schema(
    "prices",
    "绩效目标表里的价格，乘以承诺的数量",
    "The forms’ own prices, times the promised numbers",
    "Indicators of cost in the forms and what each comes to",
    ("form", "period", "indicator"),
    (
        c.FORM,
        c.PROJECT,
        c.PERIOD,
        c.INDICATOR.of("Ordinal of the indicator of cost"),
        c.NAME,
        c.TARGET.of("Its target as printed"),
        c.KIND.of("What it prices", among=KINDS),
        c.COMPARATOR.of("How it bounds the cost"),
        c.yuan("price_yuan", "价格", "Price", "The price, or the total"),
        c.text("per", "每", "Per", "Unit that is priced; empty for a total"),
        c.figure("quantity", "数量", "Quantity", "The promised number of it, added up; empty for a total"),
        c.text("quantities", "所计数量", "Quantities", "Names of what is counted, with their targets"),
        c.AMOUNT_YUAN.of("Price times number, or the total; empty if open"),
        c.TOLERANCE_YUAN.of("How far rounding moves a printed total"),
        c.REASON.of("Why it has no amount", among=REASONS),
        c.boolean("adds", "计入合计", "Adds up", "Whether it is part of the sum held against the project's budget"),
        c.UNCERTAIN.of("Whether the page leaves open what it prints"),
    ),
)


@dataclass(frozen=True)
class Price:
    """One indicator of cost, the results that it is for, and what it comes to. Money is in 元."""

    indicator: Promise
    kind: str
    results: tuple[Promise, ...] = ()
    reason: str | None = None
    step: Decimal = Decimal(0)  # of a total; a price per unit is exact
    by_unit: bool = False  # its unit alone says what it is for
    within: bool = False  # the total of a part, which is counted, holds it

    @property
    def quantity(self) -> Figure | None:
        """The promised number that is priced; None for a total."""
        return total(result.figure for result in self.results) if self.per else None

    @property
    def per(self) -> str:
        """The unit that is priced, empty for a total."""
        return self.indicator.subject.per

    @cached_property
    def amount(self) -> Figure | None:
        """Price times number, or the total; None where it is open. Rounding moves a printed total only."""
        cost = self.indicator.figure
        if self.reason or cost is None:
            return None
        if (quantity := self.quantity) is not None:
            return cost * quantity
        return Cell(cost.ref, cost.column, cost.value, self.step, unit=cost.unit)

    @property
    def adds(self) -> bool:
        """True where it counts in the sum: not inside a total, and with an amount."""
        return self.kind in ("whole", "part", "price") and self.amount is not None

    @property
    def uncertain(self) -> bool:
        """True where the page leaves open what it or its quantity prints."""
        return self.indicator.uncertain or any(result.uncertain for result in self.results)


def prices(disclosure: Disclosure) -> pl.DataFrame:
    """Every indicator of cost of every form, as SCHEMA's columns."""
    return frame(SCHEMA, [_row(form, price) for form in forms(disclosure) for price in of(form)])


def of(form: Form) -> list[Price]:
    """The prices of one form in one period, in its order."""
    whole = {cost.number for cost in form.costs if _is_whole(cost, form)}
    totals = [
        cost for cost in form.costs if cost.value is not None and not cost.subject.per and cost.number not in whole
    ]
    found = []
    for cost in form.costs:
        if cost.value is None or "%" in cost.unit:
            found.append(Price(cost, "words", reason="words"))
        elif cost.number in whole:
            found.append(Price(cost, "whole", step=form.step(cost)))
        elif cost.subject.per:
            within = any(names.holds(one.subject.stem, cost.name) for one in totals)
            found.append(replace(_priced(cost, form, "inside" if whole or within else "price"), within=within))
        else:
            reason = None if cost.unit == "元" else "unit"
            found.append(Price(cost, "inside" if whole else "part", reason=reason, step=form.step(cost)))
    return found


def unpriced(form: Form, found: Sequence[Price]) -> list[Promise]:
    """Results like one that is priced, in its unit, to which no price applies: a station in its third year."""
    priced = {result.number for price in found for result in price.results}
    subjects = [price.indicator.subject for price in found if price.kind == "price" and price.results]

    def is_like(result: Promise, subject: names.Subject) -> bool:
        shared = sum(names.likeness(subject.stem, result.name)[:1])
        return _fits(subject.per, result) and 2 * shared >= len(subject.stem)

    rest = (result for result in form.results if result.number not in priced and result.is_output)
    return [result for result in rest if any(is_like(result, subject) for subject in subjects)]


def _is_whole(cost: Promise, form: Form) -> bool:
    """True where a total is the ceiling of the whole project: named so, or as large as all its money."""
    if cost.value is None or cost.unit != "元" or cost.subject.per:
        return False
    return not cost.subject.stem or (form.budget is not None and cost.value == form.budget.value)


def _priced(cost: Promise, form: Form, kind: str) -> Price:
    subject, per = cost.subject, cost.subject.per
    if per != "*" and any(mark in per for mark in "/·*"):
        return Price(cost, kind, reason="unit")
    results = [r for r in form.results if r.value_high is None and not r.is_cost]
    fitting = [result for result in results if _fits(per, result)]
    if per == "*":
        fitting = [result for result in fitting if result.is_output] or fitting
    meant = [result for result in fitting if names.likeness(subject.stem, result.name)]
    allowed = [r for r in meant if names.allows(subject, r.name, year_of(r.name), form.year)]
    if meant and not allowed:
        return Price(cost, kind, reason="condition")
    if allowed:
        return _best(cost, kind, allowed)
    alone = len(fitting) == 1 and per not in {"*", *_VAGUE} and not subject.kinds
    if alone and not any(names.likeness(subject.stem, row.name) for row in form.indicators if not row.is_cost):
        return Price(cost, kind, tuple(fitting), by_unit=True)
    return Price(cost, kind, reason="no_quantity")


def _best(cost: Promise, kind: str, allowed: Sequence[Promise]) -> Price:
    """The results most like the price; several only where their names differ in the year alone."""
    stem = cost.subject.stem
    most = max(names.likeness(stem, result.name) for result in allowed)
    best = [result for result in allowed if names.likeness(stem, result.name) == most]
    if len({year_blind(result.name) for result in best}) > 1:
        return Price(cost, kind, reason="several_quantities")
    return Price(cost, kind, tuple(best))


def _fits(per: str, result: Promise) -> bool:
    """True where a result is counted in the unit priced: its own unit, or the end of its name (50万元/站, 3个…站)."""
    if per == "*":
        return not result.reaches_people
    return result.unit == per or (result.unit in _VAGUE and result.name.rstrip("数量").endswith(per))


def _row(form: Form, price: Price) -> dict[str, object]:
    cost = price.indicator
    return {
        **form.place,
        "indicator": cost.number,
        "name": cost.name,
        "target": cost.printed or None,
        "kind": price.kind,
        "comparator": cost.comparator if cost.value is not None else None,
        "price_yuan": cost.figure if price.kind != "words" else None,
        "per": {"*": ""}.get(price.per, price.per) or None,
        "quantity": price.quantity,
        "quantities": "; ".join(result.said for result in price.results) or None,
        "amount_yuan": price.amount,
        "tolerance_yuan": None if price.amount is None else price.amount.slack,
        "reason": price.reason,
        "adds": price.adds,
        "uncertain": price.uncertain,
    }
