"""Ratios by which auditors of performance targets check what a project promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.columns import AT_LEAST
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, count, percent, value_of
from analysis.measures.costs.promises import Form, Promise, forms
from analysis.measures.figures import grouped
from analysis.schema import Schema
from analysis.text import fold, key

#: Terms of so many years mean that a project is permanent, and scale nothing.
PERMANENT = 99

#: How the numbers of a result in the term and in the year stand to each other.
_TERMS = (
    ("term_equal", "实施期与年度同数", "Term equal to year", "Results that term and year promise in the same number"),
    (
        "term_scaled",
        "实施期为年度乘年数",
        "Term is year times years",
        "Results whose term promises the year's number times years",
    ),
    ("term_below", "实施期少于年度", "Term below year", "Results of which the term promises less than the year"),
    ("term_other", "实施期为其他数", "Term another number", "Results that term and year promise in other numbers"),
)

SCHEMA = Schema(
    "scorecard",
    "各项目的承诺能否核验",
    "How far each project’s promises can be checked",
    "What each project's form promises for the year and how far it can be checked",
    ("form",),
    (
        c.FORM,
        c.PROJECT,
        c.BUDGET_YUAN.of("Money of the year"),
        c.count("indicators", "指标数", "Indicators", "Indicators of the year"),
        c.count("with_figure", "有数值的", "With a figure", "Of these, those that state a figure"),
        c.percent("with_figure_pct", "有数值的占比", "With a figure, share", "Their share; empty without indicators"),
        c.count("results", "可计数的成果", "Countable results", "Promised numbers that money can be divided by"),
        c.count("without_cost", "没有价格的", "Without a price", "Of these, those that the form prices nowhere"),
        c.percent("without_cost_pct", "没有价格的占比", "Without a price, share", "Their share; empty without results"),
        *(c.integer(*term, required=True) for term in _TERMS),
        c.percent("satisfaction_low", "满意度，最低", "Satisfaction, lowest", "Lowest threshold of satisfaction"),
        c.percent("satisfaction_high", "满意度，最高", "Satisfaction, highest", "Highest threshold of satisfaction"),
        c.figure(
            "per_million",
            "每百万元指标数",
            "Indicators per million",
            "Indicators per million yuan; empty without money",
        ),
        c.count(
            "elsewhere",
            "别处也承诺的",
            "Promised elsewhere too",
            "Results that another form promises in the same words",
        ),
        c.UNCERTAIN.of("Indicators that stand in a damaged place", kind="integer"),
    ),
)
_MILLION = 10**6


def scorecard(disclosure: Disclosure, costs: pl.DataFrame) -> pl.DataFrame:
    """The ratios of every project, as SCHEMA's columns; `costs` is the answer of `unit_costs.costs`."""
    found = forms(disclosure)
    annual = [form for form in found if form.period == "annual"]
    term = {form.number: form for form in found if form.period == "term"}
    promised = grouped((_same(result), form.number) for form in annual for result in form.results)
    priced = costs.filter(pl.col("basis") == "cost_indicator").select("form", "period", "result").rows()
    return frame(SCHEMA, [_row(form, term.get(form.number), promised, set(priced)) for form in annual])


def _row(
    form: Form,
    term: Form | None,
    promised: Mapping[tuple[str, str], list[int]],
    priced: set[tuple[Any, ...]],
) -> dict[str, Any]:
    rows = form.indicators
    with_figure = _number([row for row in rows if row.value is not None], rows)
    unpriced = [r for r in form.results if (form.number, form.period, r.number) not in priced]
    indicators, results = _number(rows, rows), _number(form.results, rows)
    without_cost = _number(unpriced, form.results or rows)
    again = [result for result in form.results if len(set(promised[_same(result)])) > 1]
    satisfaction = (row for row in rows if row.is_satisfaction and row.unit == "%")
    floors = [row.figure for row in satisfaction if row.figure and row.comparator in ("=", *AT_LEAST)]
    per_million = _MILLION * indicators / form.budget if indicators and form.budget and form.budget.value else None
    return {
        "form": form.number,
        "project": form.project,
        "budget_yuan": form.budget,
        "indicators": indicators,
        "with_figure": with_figure,
        "with_figure_pct": percent(with_figure, indicators),
        "results": results,
        "without_cost": without_cost,
        "without_cost_pct": percent(without_cost, results),
        **_terms(form, term),
        "satisfaction_low": min(floors, key=value_of, default=None),
        "satisfaction_high": max(floors, key=value_of, default=None),
        "per_million": per_million,
        "elsewhere": _number(again, form.results or rows),
        "uncertain": sum(row.uncertain for row in rows),
    }


def _number(part: Sequence[Promise], whole: Sequence[Promise]) -> Figure | None:
    """The count of a part of a whole; where there is none, the whole less all that are not. None without a whole."""
    if not whole:
        return None
    every = count(row.cell for row in whole)
    return count(row.cell for row in part) if part else every - every


def _terms(form: Form, term: Form | None) -> dict[str, int]:
    """Counts of how the numbers of term and year stand to each other, for the results that both name."""
    counts = dict.fromkeys((name for name, *_ in _TERMS), 0)
    years = _years(form.term)
    whole = {key(result.name): result for result in (term.results if term else ())}
    for result in form.results:
        other = whole.get(key(result.name))
        if other is None or other.value is None or result.value is None or other.unit != result.unit:
            continue
        if other.value == result.value:
            kind = "term_equal"
        elif years is not None and other.value == result.value * years:
            kind = "term_scaled"
        elif other.value < result.value:
            kind = "term_below"
        else:
            kind = "term_other"
        counts[kind] += 1
    return counts


def _years(term: str | None) -> int | None:
    digits = fold(term or "").strip().removesuffix("年")
    return int(digits) if digits.isdecimal() and 1 < int(digits) < PERMANENT else None


def _same(result: Promise) -> tuple[str, str]:
    return key(result.name), key(result.printed)
