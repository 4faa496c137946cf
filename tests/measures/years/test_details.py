"""Changes in depth: parts of both years side by side, whatever came, went, grew or shrank."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.years import details
from support.years import earlier, published, worth

SPENDING = ("expenditure", "basic_by_economic")


def rows(found: pl.DataFrame, dimension: str) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in found.filter(pl.col("dimension") == dimension).to_dicts()}


def test_the_same_budget_has_not_changed() -> None:
    found = details.details(published(), earlier(2025))
    assert found["kind"].unique().to_list() == ["unchanged"]
    assert found["change"].unique().to_list() == [0]
    assert set(found["dimension"]) == set(details.DIMENSIONS)
    assert found.filter(pl.col("dimension") == "project").height == 18


def test_items_by_code() -> None:
    def change(row: dict[str, Any]) -> dict[str, Any] | None:
        if row["schedule"] != "expenditure" or row["measure"] != "total":
            return row
        if row["function_code"] == "2060702":
            return None  # not there before: new
        if row["function_code"] == "2060703":
            return row | {"function_code": "2060704", "function_name": "学术交流活动"}  # another one: ended and new
        if row["function_code"] == "2060705":
            return worth(row, "5000.00")
        return row

    found = rows(details.details(published(), earlier(2025, change)), "function")
    assert [found[code]["kind"] for code in ("2060702", "2060703", "2060704", "2060705", "2060701")] == [
        *("new", "new", "ended", "shrunk", "unchanged")
    ]
    shrunk = found["2060705"]
    assert (shrunk["current"], shrunk["base"], shrunk["change"]) == (Decimal("4866.46"), 5000, Decimal("-133.54"))
    assert (shrunk["change_low"], shrunk["change_high"]) == (Decimal("-133.55"), Decimal("-133.53"))
    assert shrunk["change_pct"] == Decimal("-2.6708")
    assert (found["2060702"]["base"], found["2060702"]["change_pct"]) == (None, None)
    assert (found["2060704"]["current"], found["2060704"]["change"]) == (None, Decimal("-81.34"))
    assert found["2060704"]["change_how"] == f"0 - {found['2060704']['base_how']}"
    assert shrunk["change_pct_how"] == f"100 * ({shrunk['change_how']}) / {shrunk['base_how']}"
    keys = list(found)
    assert keys.index("2060704") == keys.index("2060703") + 1 or keys.index("2060704") == keys.index("2060701") + 1
    assert found["2060704"]["parent"] == "20607"


def test_a_part_printed_as_zero_is_not_there() -> None:
    def change(row: dict[str, Any]) -> dict[str, Any]:
        if row["schedule"] == "projects_current" and row["level"] == "project" and row["row"] < 6:
            return worth(row, "0.00")
        return row

    found = rows(details.details(published(), earlier(2025, change)), "project")
    new = [row for row in found.values() if row["kind"] == "new"]
    assert new
    assert all(row["base"] == 0 and row["change_pct"] is None for row in new)


def test_one_economic_item_in_two_rows_is_added_up() -> None:
    found = rows(details.details(published(), earlier(2025)), "economic")
    frame = published().amounts.filter(
        pl.col("schedule") == "basic_by_economic", pl.col("measure") == "total", pl.col("level") == "item"
    )
    items = [row for row in found.values() if row["level"] == "item"]
    assert sum(row["current"] for row in items) == frame["amount"].sum()
    assert len(items) < frame.height
    assert any(row["current_how"].startswith("sum(") for row in items)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_what_is_new_ended_grown_and_shrunk_makes_up_the_whole_change(seed: int) -> None:
    random = Random(seed)

    def change(row: dict[str, Any]) -> dict[str, Any] | None:
        if row["level"] not in ("item", "project") or row["measure"] != "total" or random.random() < 0.5:
            return row
        return None if random.random() < 0.3 else worth(row, Decimal(random.randint(0, 10**6)) / 100)

    before = earlier(2025, change)
    found = details.details(published(), before)
    for dimension, schedule, level in (
        ("function", "expenditure", "item"),
        ("economic", "basic_by_economic", "item"),
        ("project", "projects_current", "project"),
    ):
        sums = [
            budget.amounts.filter(
                pl.col("schedule") == schedule, pl.col("level") == level, pl.col("measure") == "total"
            )["amount"].sum()
            for budget in (published(), before)
        ]
        parts = found.filter(dimension=dimension, level=level)
        assert parts["change"].sum() == sums[0] - sums[1]
        assert parts["current"].sum() == sums[0]
        assert parts["base"].sum() == sums[1]
        signs = {"new": 1, "grown": 1, "ended": -1, "shrunk": -1}
        assert all((row["change"] > 0) == (signs[row["kind"]] > 0) for row in parts.to_dicts() if row["kind"] in signs)


@pytest.mark.parametrize("without", ["function", "economic", "project"])
def test_what_one_year_does_not_print_is_left_out(without: str) -> None:
    schedule = {"function": "expenditure", "economic": "basic_by_economic", "project": "projects_current"}[without]
    before = earlier(2025, lambda row: None if row["schedule"] == schedule else row)
    assert without not in set(details.details(published(), before)["dimension"])


def test_expenditure_with_carryover_is_not_compared_with_one_without() -> None:
    def change(row: dict[str, Any]) -> dict[str, Any] | None:
        return None if row["subject"] == "carryover" else row

    other = earlier(2025, change, template="shanghai")
    assert "function" not in set(details.details(published(), other)["dimension"])
    assert "function" in set(details.details(published(), earlier(2025, change))["dimension"])


def test_an_amount_that_can_t_be_read_is_no_part() -> None:
    def change(row: dict[str, Any]) -> dict[str, Any]:
        if row["schedule"] == "expenditure" and row["function_code"] == "2060702" and row["measure"] == "total":
            return row | {"amount": None, "printed": "1,2O3", "uncertain": True}
        return row

    found = rows(details.details(published(), earlier(2025, change)), "function")
    assert (found["2060702"]["base"], found["2060702"]["kind"]) == (None, "new")
