"""Prices times numbers, and the sum of them against the budget."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from analysis.measures.costs.budgets import explained
from analysis.measures.costs.pricing import prices
from support import small

Row = dict[str, Any]


def cost(number: int, name: str, target: str, **more: Any) -> Row:
    """An indicator of cost."""
    return small.indicator(number, name, target, level2="成本指标", **more)


def priced(*rows: Row, budget: int = 100_000, **more: Any) -> list[Row]:
    """The prices of a form of these indicators."""
    return prices(small.disclosure(projects=[small.project(1, "annual", budget)], indicators=list(rows))).to_dicts()


def verdict(*rows: Row, budget: int = 100_000) -> tuple[Any, ...]:
    """How the form's prices fit its budget: verdict, reason, difference."""
    found = explained(small.disclosure(projects=[small.project(1, "annual", budget)], indicators=list(rows)))
    (row,) = found.to_dicts()
    return row["verdict"], row["reason"], row["difference_yuan"]


LECTURES = small.indicator(1, "全年举办讲座场次", "≥30场次")
TALKS = cost(2, "讲座平均成本", "≤3000元")
OLD = small.indicator(4, "补助2024年驿站", "4个")
STATIONS = (
    small.indicator(1, "评选优秀驿站", "3个"),
    small.indicator(2, "补助2025年新建驿站", "4个"),
    small.indicator(3, "补助2026年新建驿站", "3个"),
)
STATION_PRICES = (cost(8, "优秀驿站补助", "2万元/站"), cost(9, "新建驿站前两年补助", "1万元/站"))


@pytest.mark.parametrize(
    ("name", "target", "amount", "reason"),
    [
        ("专家讲座平均成本", "≤3000元", 90000, None),
        ("平均每场讲座成本", "≤0.3万元", 90000, None),
        ("讲座补助", "3千元/场", 90000, None),
        ("讲座补助", "0.3万/场", 90000, None),
        ("讲座补助", "300元/人", None, "no_quantity"),
        ("讲座补助", "300元/人/天", None, "unit"),
        ("讲座费用", "按标准", None, "words"),
        ("讲座费用", "≤5%", None, "words"),
        ("讲座费用", "≤6万元", 60000, None),
        ("新建讲座补助", "3000元/场", None, "condition"),
        ("场馆运行补助", "3000元/场", 90000, None),
    ],
)
def test_a_price_times_the_number_promised(name: str, target: str, amount: int | None, reason: str | None) -> None:
    (row,) = priced(LECTURES, cost(2, name, target))
    assert (row["amount_yuan"], row["reason"]) == (amount, reason)


def test_a_price_that_several_results_may_have_stays_open() -> None:
    rows = (LECTURES, small.indicator(2, "讲座进校园场次", "10场"), cost(3, "每场讲座补助", "3000元"))
    assert priced(*rows)[0]["reason"] == "several_quantities"
    assert verdict(*rows) == ("not_comparable", "open_price", None)


def test_results_that_differ_in_the_year_alone_are_added_up() -> None:
    best, new = priced(*STATIONS, *STATION_PRICES)
    assert (best["quantity"], best["amount_yuan"]) == (3, 60000)
    assert (new["quantity"], new["amount_yuan"]) == (7, 70000)


def test_a_total_of_the_project_comes_before_the_prices_inside_it() -> None:
    rows = (LECTURES, cost(2, "项目总成本", "≤10万元"), cost(3, "讲座平均成本", "≤3000元"))
    whole, inside = priced(*rows)
    assert (whole["kind"], whole["adds"], inside["kind"], inside["adds"]) == ("whole", True, "inside", False)
    assert verdict(*rows) == ("covered", None, 0)


def test_a_price_inside_a_total_of_the_same_thing_is_not_added_again() -> None:
    rows = (LECTURES, cost(2, "讲座总成本", "≤8万元"), cost(3, "讲座平均成本", "≤2000元"))
    assert [row["kind"] for row in priced(*rows)] == ["part", "inside"]


@pytest.mark.parametrize(
    ("rows", "budget", "expected"),
    [
        ((LECTURES, TALKS), 90_000, ("covered", None, 0)),
        ((LECTURES, TALKS), 80_000, ("short", None, 10_000)),
        ((LECTURES, TALKS), 95_000, ("over", None, -5_000)),
        ((LECTURES, cost(2, "讲座费用", "按标准")), 95_000, ("no_cost", None, None)),
        ((LECTURES,), 95_000, ("no_cost", None, None)),
        # two decimals in 万元 leave half a hundredth to each side
        ((cost(1, "取暖费", "8.79万元"), cost(2, "离休费", "39.56万元")), 483_456, ("covered", None, 44)),
        ((cost(1, "取暖费", "8.79万元"), cost(2, "离休费", "39.56万元")), 483_300, ("short", None, 200)),
        # what is left open is never called a gap
        ((cost(1, "评审费", "≤3万元"),), 95_000, ("not_comparable", "no_results", None)),
        ((LECTURES, TALKS, cost(3, "差旅费", "按标准")), 95_000, ("not_comparable", "words", None)),
        ((LECTURES, TALKS, cost(3, "评审补助", "500元/人次")), 95_000, ("not_comparable", "open_price", None)),
        ((LECTURES, small.indicator(4, "印制图册", "500册"), TALKS), 95_000, ("not_comparable", "partly_priced", None)),
        ((LECTURES, TALKS | {"uncertain": True}), 95_000, ("not_comparable", "uncertain", None)),
        # a sum above the budget is short whatever else is missing
        ((LECTURES, TALKS, cost(3, "差旅费", "按标准")), 80_000, ("short", None, 10_000)),
        ((*STATIONS, *STATION_PRICES), 130_000, ("covered", None, 0)),
        ((*STATIONS, OLD, *STATION_PRICES), 170_000, ("not_comparable", "result_without_price", None)),
    ],
)
def test_prices_against_the_budget(rows: tuple[Row, ...], budget: int, expected: tuple[Any, ...]) -> None:
    assert verdict(*rows, budget=budget) == expected


def test_what_a_page_lost_is_taken_from_the_other_period_and_stays_uncertain() -> None:
    lost = cost(2, "站点补助", "", uncertain=True) | {"target": None, "comparator": None}
    rows = [
        small.indicator(1, "补助站点", "24个"),
        lost,
        cost(3, "站点补助", "1万元/个", period="term", uncertain=True),
    ]
    for term, expected in ((240_000, Decimal(240_000)), (480_000, None)):
        funds = [small.project(1, "term", term), small.project(1, "annual", 240_000)]
        found = explained(small.disclosure(projects=funds, indicators=rows)).row(-1, named=True)
        assert found["priced_yuan"] == expected
        assert found["uncertain"] is bool(expected)
