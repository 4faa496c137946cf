"""The cost of one unit of each promised result, by two figures that are never to be confused.

`cost_indicator`: the price or ceiling that the form itself sets for the result, over the promised number.
`project_budget` (每单位预算): the project's whole budget over the promised number. Where several results share a
budget each is charged with all of it: no allocation is invented, and the verdict is `not_apportionable`. A third one,
`function_item`, is for visits: all spending of the function item whose name the project bears, for what a project pays
is then only part of what a visit costs.

`ground` says why a figure can be told (see `attribution`): one of each result where there is any, of visits two.

A budget over a promised number assumes that the budget is spent: then "at least N" bounds the cost from above,
"at most N" from below, and N itself makes it exact. An appropriation is itself a ceiling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.columns import AT_LEAST, AT_MOST
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, percent, places, total
from analysis.intervals import EXACT
from analysis.measures.costs import budgets, pricing
from analysis.measures.costs.attribution import GROUNDS, NOT_APPORTIONABLE, Attribution, of_budget, of_prices
from analysis.measures.costs.promises import Form, Promise, forms
from analysis.measures.figures import figures, in_yuan
from analysis.measures.records import Amount
from analysis.money import AMOUNT_SCALE
from analysis.schema import Schema
from analysis.text import key

BASES = ("cost_indicator", "project_budget", "function_item")
#: `range` where the target names a low and a high number; `at_target` where neither side is bounded: a ceiling over
#: a number that is itself a ceiling, or a price at a promised minimum.
BOUNDS = ("upper", "lower", "exact", "range", "at_target")
VERDICTS = (*budgets.VERDICTS, NOT_APPORTIONABLE)

SCHEMA = Schema(
    "costs",
    "每项承诺的成果按各口径的单位成本",
    "What one unit of each promised result costs, by basis",
    "What one unit of each promised result costs",
    ("form", "period", "result", "basis"),
    (
        c.PROJECT,
        c.text("indicator", *c.INDICATOR.label, "The promised result", required=True),
        c.LEVEL2.of("Its second-level indicator"),
        c.PERIOD,
        c.BASIS.of("What is divided by the promised number", required=True, among=BASES),
        c.yuan("numerator_yuan", "金额", "Money", "Price times number, ceiling or budget", required=True),
        c.COMPARATOR.of("How the target bounds the result", required=True),
        c.figure("target", *c.TARGET.label, "The promised number; the low end of a `between`", required=True),
        c.UNIT.of("What is counted, in one spelling"),
        c.BOUND.of("What the unit cost bounds", required=True, among=BOUNDS),
        c.yuan("unit_cost_yuan", "单位成本", "Unit cost", "Money over promised number", required=True),
        c.yuan(
            "unit_cost_low",
            "单位成本，至少",
            "Unit cost, least",
            "What a unit costs at least; empty where nothing says it",
            computed=False,
        ),
        c.yuan(
            "unit_cost_high",
            "单位成本，至多",
            "Unit cost, most",
            "What a unit costs at most; empty where nothing says it",
            computed=False,
        ),
        c.percent(
            "share_of_budget", "占项目预算", "Share of the budget", "The money in percent of the project's budget"
        ),
        c.VERDICT.of(
            "not_apportionable where the money is for several results together, no_cost where the form prices the "
            "result nowhere, else how the project's prices fit its budget",
            among=VERDICTS,
        ),
        c.text("ground", "依据", "Ground", "Why the unit cost can be told; empty where it can't be", among=GROUNDS),
        c.text(
            "money_of", "按什么钱算", "Money divided", "Names of the prices, of the project or of the function item"
        ),
        c.PAGE.of("Page of the result, empty where the document has none"),
        c.LINE.of("Line of the result"),
        c.FORM,
        c.integer("result", "成果", "Result", "Ordinal of the result among the indicators", required=True),
        c.UNCERTAIN.of("Whether a figure in it stands in a damaged place"),
    ),
)
#: Words of visits: of people who come to a place, whom all spending of the place serves.
_VISITS = re.compile("接待|参观|观众|游客|入馆|到馆|进馆|读者|就诊|门诊")
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class Money:
    """The money that is divided: an amount in 元, and how it is bounded."""

    amount: Figure
    comparator: str
    of: str
    uncertain: bool = False
    at_target: bool = False  # holds a price times a number that is only bounded


def costs(disclosure: Disclosure) -> pl.DataFrame:
    """Unit costs of every promised result, as SCHEMA's columns, in the order of the forms."""
    rows = figures(disclosure).of("expenditure", "total")
    items = [row for row in rows if row.level == "item" and row.value > 0]
    return frame(SCHEMA, [row for form in forms(disclosure) for row in _form(form, items)])


def _form(form: Form, items: Sequence[Amount]) -> Iterator[dict[str, Any]]:
    if form.budget is None or form.budget.value <= 0:
        return
    fit = budgets.Fit(form)
    verdict, attribution = fit.verdict[0], Attribution(form, fit.found)
    for result in form.results:
        own = attribution.of(result)
        priced, alone = of_prices(result, own, attribution), of_budget(result, form)
        fits = verdict if own else "no_cost"
        if own:
            told = priced or (alone and any(price.kind == "whole" for price in own))
            yield _row(form, result, "cost_indicator", _sum(own, result), verdict if told else None, priced)
        money = Money(form.budget, "=", of=form.project)
        yield _row(form, result, "project_budget", money, fits if alone else None, None if priced else alone)
        item = _item_of(form, items) if result.reaches_people and _VISITS.search(result.name) else None
        if item and form.period == "annual":
            money = Money(in_yuan(item.figure), "=", of=item.function_name or "")
            yield _row(form, result, "function_item", money, fits if alone else None, alone)


def _sum(own: Sequence[pricing.Price], result: Promise) -> Money:
    """The prices of one result together; a price per unit of the result itself is as exact as the price."""
    amount = total(_of_result(price, result) for price in own)
    assert amount is not None
    comparators = {price.indicator.comparator or "=" for price in own}
    caps, floors = comparators.intersection(AT_MOST), comparators.intersection(AT_LEAST)
    comparator = "text" if caps and floors else "<=" if caps else ">=" if floors else "="
    others = [r for price in own if result not in price.results for r in price.results]
    return Money(
        amount,
        comparator,
        "; ".join(price.indicator.name for price in own),
        any(price.uncertain for price in own),
        any(other.comparator != "=" for other in others),
    )


def _of_result(price: pricing.Price, result: Promise) -> Figure | None:
    """A price per unit times the result's own number; all of any other price."""
    cost, number = price.indicator.figure, result.figure
    return cost * number if result in price.results and cost and number else price.amount


def _row(
    form: Form, result: Promise, basis: str, money: Money, verdict: str | None, ground: str | None
) -> dict[str, Any]:
    assert result.figure is not None
    target = result.figure
    each = money.amount / target
    ends = sorted((each.value, EXACT.divide(money.amount.value, result.value_high or target.value)))
    low, high = (places(end, AMOUNT_SCALE) for end in ends)
    own_price = basis == "cost_indicator" and money.amount.refs[1:] == (result.ref,)
    bound = _bound(money, "=" if own_price else result.comparator or "=")
    return {
        **form.place,
        "indicator": result.name,
        "level2": result.level2 or None,
        "basis": basis,
        "numerator_yuan": money.amount,
        "comparator": result.comparator,
        "target": target,
        "unit": result.unit,
        "bound": bound,
        "unit_cost_yuan": each,
        "unit_cost_low": low if bound in ("lower", "exact", "range") else None,
        "unit_cost_high": high if bound in ("upper", "exact", "range") else None,
        "share_of_budget": percent(money.amount, form.budget),
        "verdict": verdict or NOT_APPORTIONABLE,
        "ground": ground,
        "money_of": money.of,
        "page": result.page,
        "line": result.line,
        "result": result.number,
        "uncertain": result.uncertain or money.uncertain,
    }


def _bound(money: Money, target: str) -> str:
    """The side on which an amount over a number bounds the cost, by how each of the two is bounded."""
    if money.at_target or money.comparator == "text":
        return "at_target"
    if target == "between":
        return "range" if money.comparator == "=" else "at_target"
    above = money.comparator in ("=", *AT_MOST) and target in ("=", *AT_LEAST)
    below = money.comparator in ("=", *AT_LEAST) and target in ("=", *AT_MOST)
    return pricing.SIDES.get((above, below), "at_target")


def _item_of(form: Form, items: Sequence[Amount]) -> Amount | None:
    """The one function item whose institution the project's name bears: 科技馆站 for 科技馆免费开放; else none."""
    found = []
    for item in items:
        name = key(item.function_name or "")
        stem = name[:-1] if len(name) > _SHORTEST_NAME else name
        if len(stem) >= _SHORTEST_NAME and stem in key(form.project):
            found.append(item)
    return found[0] if len(found) == 1 else None
