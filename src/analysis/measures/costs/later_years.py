"""The rate that a form's money leaves for the last year of a support that it prices for the first years only.

A form that prices new stations for the first two years, says elsewhere that support takes three, and promises support
to stations of the third year without a price for it, leaves these the rest of its money. It is told only where nothing
else is open and the rest is a round rate: in the digits of the form's own prices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import total
from analysis.measures.costs.budgets import Fit, is_priced
from analysis.measures.costs.pricing import unpriced
from analysis.measures.costs.promises import Form, forms
from analysis.measures.figures import figures
from analysis.measures.records import Mention
from analysis.schema import Schema
from analysis.text import year_of

SCHEMA = Schema(
    "inferred_rates",
    "推算的单价",
    "Inferred rates",
    "Rates of the last year of a support, inferred from what a form's own prices leave",
    ("form", "period"),
    (
        c.FORM,
        c.PROJECT,
        c.PERIOD,
        c.ABOUT.of("Names of the results without a price", required=True),
        c.figure("years", "补助年数", "Years of support", "Years that the support takes, as the form's texts say"),
        c.yuan("price_yuan", "价格", "Price", "The form's price of each year before the last"),
        c.BUDGET_YUAN,
        c.yuan("priced_yuan", "价格合计", "Priced", "What its prices come to"),
        c.yuan("rest_yuan", "余额", "Rest", "The budget less this"),
        c.figure("quantity", "数量", "Quantity", "The promised number of results without a price"),
        c.yuan("rate_yuan", "推算的单价", "Inferred rate", "The rest over this number"),
        c.yuan("whole_yuan", "各年合计", "All years", "All years' rates of one together"),
    ),
)
_YEARS = "年"


def inferred_rates(disclosure: Disclosure) -> pl.DataFrame:
    """The rates that can be inferred, as SCHEMA's columns."""
    said = figures(disclosure).mentions
    return frame(SCHEMA, [row for form in forms(disclosure) for row in _of(form, said)])


def _of(form: Form, said: Sequence[Mention]) -> Iterator[dict[str, Any]]:
    fit = Fit(form)
    found, late = fit.found, unpriced(form, fit.found)
    early = [price for price in found if price.kind == "price" and price.indicator.subject.first_years and price.adds]
    if fit.verdict[1] != "result_without_price" or len(early) != 1 or not fit.priced or not form.budget:
        return
    price = early[0].indicator
    first_years = price.subject.first_years or 0
    told = (one.value for one in said if (one.form, one.unit) == (form.number, _YEARS) and one.value)
    years = next((value for value in told if value.value == first_years + 1), None)
    number = total(result.figure for result in late)
    rest = form.budget - fit.priced
    if years is None or number is None or any(year_of(result.name) != form.year - first_years for result in late):
        return
    if any(result.is_output and result not in late and not is_priced(result.name, found) for result in form.results):
        return
    rate, first = rest / number, price.figure
    step = min(form.step(cost) for cost in form.costs if cost.value is not None)
    if first is None or rate.value <= 0 or rate.value % step or any(part.uncertain for part in fit.parts):
        return
    yield {
        **form.place,
        "about": "; ".join(result.name for result in late),
        "years": years,
        "price_yuan": first,
        "budget_yuan": form.budget,
        "priced_yuan": fit.priced,
        "rest_yuan": rest,
        "quantity": number,
        "rate_yuan": rate,
        "whole_yuan": first * years - (first - rate),
    }
