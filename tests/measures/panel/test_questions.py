"""What a panel answers: on made-up rows of which the answer is known."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import frame
from analysis.figure import Told
from analysis.measures.panel import questions
from analysis.measures.panel.rows import SCHEMA

TOTAL = "revenue_total/revenue/total"


def row(name: str, dimension: str, key: str, value: str | Decimal, **more: Any) -> dict[str, Any]:
    return {
        "disclosure": f"{name}-2026",
        "department": name,
        "level": "department",
        "phase": "budget",
        "year": 2026,
        "template": "shanxi",
        "dimension": dimension,
        "key": key,
        "value": told(value),
        "unit": "万元",
    } | {name: told(held) if isinstance(held, Decimal) else held for name, held in more.items()}


def told(value: str | Decimal) -> Told:
    """A figure of a document; where it is from is nothing to these questions."""
    return Told(Decimal(value), "[x!amounts/1#amount]")


def panel(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(SCHEMA, rows)


def test_ranking_by_change_with_the_unknown_last_and_units_left_out() -> None:
    def changed(name: str, percent: str | None, **more: Any) -> dict[str, Any]:
        return row(name, "budget", TOTAL, "100", change_pct=None if percent is None else Decimal(percent), **more)

    found = questions.ranking(
        panel(
            changed("a", "5"),
            changed("b", None),
            changed("c", "-3"),
            changed("d", "5"),
            changed("e", "99", level="unit"),
            changed("f", "99", year=2025),
            changed("g", "99", phase="accounts"),
        ),
        2026,
    )
    assert found.select("rank", "department").rows() == [(1, "a"), (1, "d"), (3, "c"), (None, "b")]


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**9))
def test_a_units_share_is_of_its_own_department(cents: int, whole: int) -> None:
    own, above = Decimal(cents) / 100, Decimal(whole) / 100
    found = questions.inside(
        panel(
            row("馆", "budget", TOTAL, own, level="unit"),
            row("局", "budget", TOTAL, above),
            row("院", "budget", TOTAL, "7", level="unit"),
            row("馆", "budget", "operating/expenditure/total", "1", level="unit"),
        ),
        {"馆-2026": "局-2026", "院-2026": "会-2026"},
    )
    (only,) = found.to_dicts()
    assert (only["disclosure"], only["department"], only["key"]) == ("馆-2026", "局-2026", TOTAL)
    assert (only["value"], only["of"]) == (own, above)
    exact = own * 100 / above if above else None
    assert (only["share_pct"] is None) == (exact is None)
    assert exact is None or abs(only["share_pct"] - exact) <= Decimal("0.000001")


def test_composition_of_each_and_of_all_departments_together() -> None:
    found = questions.composition(
        panel(
            row("a", "function", "206", "30", label="科学技术支出", share_pct=Decimal(75)),
            row("a", "function", "208", "10", label="社会保障和就业支出", share_pct=Decimal(25)),
            row("b", "function", "208", "60", label="社会保障和就业支出", share_pct=Decimal(100)),
            row("u", "function", "208", "999", label="社会保障和就业支出", share_pct=Decimal(100), level="unit"),
        ),
        2026,
    )
    together = found.filter(pl.col("disclosure").is_null()).select("key", "value", "share_pct").rows()
    assert together == [("206", 30, 30), ("208", 70, 70)]
    assert found.height == 5


def test_like_results_are_those_of_the_same_words_unit_and_basis() -> None:
    def cost(name: str, number: int, label: str, value: str, unit: str = "元/场", basis: str = "project_budget") -> Any:
        key = f"{number}/1/{basis}"
        return row(name, "unit_cost", key, value, label=label, unit=unit, basis=basis, bound="upper")

    found = questions.like(
        panel(
            cost("a", 1, "科普讲座", "100"),
            cost("a", 2, "科普讲座", "150"),
            cost("b", 1, "科普讲座", "400"),
            cost("b", 2, "科普讲座", "9", unit="元/人"),
            cost("b", 3, "科普讲座", "7", basis="cost_indicator"),
            cost("b", 4, "培训班", "5"),
        )
    )
    (only,) = found.to_dicts()
    assert (only["label"], only["budgets"], only["low"], only["median"], only["high"], only["ratio"]) == (
        "科普讲座",
        2,
        100,
        150.0,
        400,
        4.0,
    )
    assert only["disclosures"] == "a-2026 b-2026"

    wider = questions.like(
        panel(
            *(cost(name, 1, "展览", value) for name, value in (("a", "10"), ("b", "20"))),
            *(cost(name, 2, "讲座", value) for name, value in (("a", "10"), ("b", "90"))),
            *(cost(name, 3, "出版", value) for name, value in (("a", "30"), ("b", "60"))),
        )
    )
    assert wider.select("label", "ratio").rows() == [("讲座", 9.0), ("出版", 2.0), ("展览", 2.0)]


def shares(values: Sequence[float]) -> pl.DataFrame:
    names = [f"d{number:03}" for number in range(len(values))]
    return panel(
        *(
            row(name, "function", "206", "1", share_pct=round(Decimal(value), 6))
            for name, value in zip(names, values, strict=True)
        )
    )


def test_an_outlier_is_far_from_the_median_in_deviations_of_the_others() -> None:
    (only,) = questions.outliers(shares([10, 11, 12, 13, 14, 60]), 2026).to_dicts()
    assert (only["disclosure"], only["x"], only["median"]) == ("d005-2026", 60.0, 12.5)
    assert only["z"] == pytest.approx((60 - 12.5) / (1.4826 * 1.5))


@pytest.mark.parametrize("values", [[10, 11, 12, 60], [10, 10, 10, 10, 10, 60]])
def test_of_few_or_of_equal_ones_nothing_is_said(values: list[float]) -> None:
    assert questions.outliers(shares(values), 2026).is_empty()


@given(st.lists(st.integers(1, 1000), min_size=5, max_size=30))
def test_outliers_do_not_depend_on_unit_or_origin(values: list[int]) -> None:
    here = questions.outliers(shares(values), 2026)
    there = questions.outliers(shares([value * 8 + 16 for value in values]), 2026)
    assert set(here["disclosure"]) == set(there["disclosure"])


def test_findings_per_million() -> None:
    def counted(name: str, errors: int, per: str) -> list[dict[str, Any]]:
        return [
            row(name, "findings", "error", str(errors), unit="项"),
            row(name, "findings", "error_per_million", per, unit="项/百万元"),
        ]

    found = questions.findings(panel(*counted("a", 3, "0.03"), *counted("b", 1, "0.5")), 2026)
    assert found.select("department", "error", "error_per_million").rows() == [
        ("b", 1, Decimal("0.5")),
        ("a", 3, Decimal("0.03")),
    ]
    assert found["warning"].to_list() == [None, None]


def test_an_empty_panel_answers_nothing() -> None:
    empty = panel()
    for ask in (questions.ranking, questions.composition, questions.heads, questions.outliers, questions.findings):
        assert ask(empty, 2026).is_empty()
    assert questions.like(empty).is_empty()
