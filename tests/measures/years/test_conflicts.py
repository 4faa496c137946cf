"""What a budget says of the year before against what that year published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from analysis.measures.changes import changes
from analysis.measures.years.conflicts import conflicts
from support.small import amount, change, disclosure, statement
from support.years import earlier, published, worth


def verdicts(current: Any, base: Any) -> dict[tuple[str, str], str]:
    return {(row["subject"], row["flow"]): row["verdict"] for row in conflicts(current, base).to_dicts()}


def base_of(**amounts: str) -> Any:
    """A budget of 2025 with these figures of the summary's revenue."""
    from dataclasses import replace

    rows = [amount(subject, value, row) for row, (subject, value) in enumerate(amounts.items(), 1)]
    made = disclosure(amounts=rows)
    return type(made).of(replace(made.metadata, id="x-2025", year=2025), {"amounts": rows})


def current(**more: Any) -> Any:
    said = statement("revenue_total", 1, value=Decimal("110.00"), value_printed="110.00", **change("10.00"), **more)
    return disclosure(amounts=[amount("revenue_total", "110.00", 1)], statements=[said])


@pytest.mark.parametrize(
    ("published", "verdict"),
    [("100.00", "exact"), ("100.0023", "rounding"), ("100.01", "rounding"), ("100.02", "conflict"), ("0", "conflict")],
)
def test_the_published_figure_against_the_implied_one(published: str, verdict: str) -> None:
    (row,) = conflicts(current(), base_of(revenue_total=published)).to_dicts()
    assert row["verdict"] == verdict
    assert row["implied"] == 100
    assert row["difference"] == 100 - Decimal(published)
    assert row["published_how"] == "[x-2025!amounts/1/revenue/1/total/2025/budget#amount]"
    assert row["implied_how"] == "[statements/1#value] - [statements/1#change]"
    assert row["difference_how"] == f"{row['implied_how']} - {row['published_how']}"


def test_a_stated_base_is_compared_as_it_stands() -> None:
    said = current(base_value=Decimal("100.00"), base_printed="100.00")
    assert conflicts(said, base_of(revenue_total="100.00"))["verdict"].to_list() == ["exact"]
    assert conflicts(said, base_of(revenue_total="100.01"))["verdict"].to_list() == ["rounding"]


@pytest.mark.parametrize("more", [{"base_kind": "outturn"}, {"base_year": 2024}])
def test_another_base_is_not_compared(more: dict[str, Any]) -> None:
    assert conflicts(current(**more), base_of(revenue_total="1")).is_empty()


def test_the_published_figure_is_preferred_and_the_outturn_kept_apart() -> None:
    outturn = statement("revenue_total", 2, base_kind="outturn", value=Decimal(110), **change("20.00"))
    budget = disclosure(
        amounts=[amount("revenue_total", "110.00", 1)],
        statements=[statement("revenue_total", 1, value=Decimal(110), base_kind="budget", **change("10.00")), outturn],
    )
    found = {row["base_phase"]: row for row in changes(budget, base_of(revenue_total="99.00")).to_dicts()}
    assert (found["budget"]["base"], found["budget"]["base_origin"], found["budget"]["verdict"]) == (
        99,
        "published",
        "violated",
    )
    assert (found["outturn"]["base"], found["outturn"]["base_kind"]) == (90, "outturn")
    alone = {row["base_phase"]: row["base"] for row in changes(budget).to_dicts()}
    assert alone == {"budget": 100, "outturn": 90}


def test_an_outturn_alone_is_never_taken_for_the_published_budget() -> None:
    outturn = statement("revenue_total", 1, base_kind="outturn", value=Decimal(110), **change("20.00"))
    budget = disclosure(amounts=[amount("revenue_total", "110.00", 1)], statements=[outturn])
    assert _bases(changes(budget)) == {"outturn": (90, "outturn")}
    both = _bases(changes(budget, base_of(revenue_total="99.00")))
    assert both == {"budget": (99, "budget"), "outturn": (90, "outturn")}


def _bases(answer: pl.DataFrame) -> dict[str, tuple[Decimal, str]]:
    return {row["base_phase"]: (row["base"], row["base_kind"]) for row in answer.to_dicts()}


def test_a_real_narrative_against_tables_that_agree_and_one_that_does_not() -> None:
    answer = changes(published()).filter(pl.col("base_origin") == "implied", pl.col("measure") == "total")
    implied = {(row["subject"], row["flow"]): row["base"] for row in answer.to_dicts()}

    def before(row: dict[str, Any]) -> dict[str, Any]:
        known = implied.get((row["subject"], row["flow"]))
        return row if known is None or row["measure"] != "total" else worth(row, known)

    agreeing = verdicts(published(), earlier(2025, before))
    places = [("revenue_total", "revenue"), ("carryover", "revenue"), ("operating", "expenditure")]
    assert {agreeing[place] for place in places} == {"exact"}

    def wrong(row: dict[str, Any]) -> dict[str, Any]:
        return worth(row, "12000.00") if row["subject"] == "revenue_total" else before(row)

    found = verdicts(published(), earlier(2025, wrong))
    assert {place for place in found if found[place] != agreeing[place]} == {("revenue_total", "revenue")}
    assert found["revenue_total", "revenue"] == "conflict"
