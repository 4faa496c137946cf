"""Structure of the committed budget: figures worked out by hand, and laws of the measures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from analysis.catalog import load
from analysis.measures.structure import SCHEMA, structure
from support.datasets import Plan, dataset, plans
from support.small import amount, disclosure
from support.turns import some


@pytest.fixture(scope="module")
def committed() -> pl.DataFrame:
    return structure(load("322-2026"))


def pick(frame: pl.DataFrame, dimension: str, key: str, measure: str) -> dict:
    return frame.row(
        by_predicate=(pl.col("dimension") == dimension) & (pl.col("key") == key) & (pl.col("measure") == measure),
        named=True,
    )


@pytest.mark.parametrize(
    ("source", "use", "amount"),
    [
        ("general_public_budget", "basic", "3434.33"),
        ("general_public_budget", "project", "4300.32"),
        ("unit_funds", "project", "962.25"),
        ("unit_funds", "basic", "1649.65"),
        ("carryover", "project", "462.36"),
    ],
)
def test_which_source_pays_for_which_use(committed, source, use, amount):
    assert pick(committed, "use", source, use)["amount"] == Decimal(amount)


def test_shares_of_a_dimension_make_up_the_whole(committed):
    for dimension, measure in (("source", "total"), ("unit", "total"), ("project", "total"), ("economic", "total")):
        rows = committed.filter((pl.col("dimension") == dimension) & (pl.col("measure") == measure))
        top = rows.filter(~pl.col("parent").is_in(rows["key"].to_list()).fill_null(False))
        assert abs(sum(top["share"]) - 100) < Decimal("0.0001")


def test_a_part_is_below_its_parent(committed):
    item = pick(committed, "function", "2060702", "total")
    assert (item["parent"], item["amount"], item["with_carryover"]) == ("20607", Decimal("1632.62"), True)
    assert pick(committed, "function", "2060702", "current_year")["with_carryover"] is False


def test_projects_of_one_name_stay_apart(committed):
    carried = committed.filter((pl.col("dimension") == "project_carryover") & (pl.col("measure") == "total"))
    assert carried.filter(pl.col("label") == "科技馆新馆运行费").height == 7
    assert abs(sum(carried["amount"]) - Decimal("462.36")) <= Decimal("0.1")
    assert committed.columns == SCHEMA.names


def test_a_code_that_a_table_prints_twice_keeps_both_rows():
    """One of them is a mistake of the document's; which one is not for us to say."""
    code = {"schedule": "expenditure", "table": 3, "flow": "expenditure", "function_code": "2050203"}
    amounts = [
        amount("expenditure_total", "30.00", 1, **code | {"function_code": None, "level": "total"}),
        amount(None, "10.00", 2, **code, function_name="学前教育", level="item"),
        amount(None, "20.00", 3, **code, function_name="高中教育", level="item"),
    ]
    found = structure(disclosure(amounts=amounts)).filter(dimension="function", measure="total")
    assert found.select("key", "label", "amount").rows() == [
        ("2050203", "学前教育", Decimal(10)),
        ("2050203-3", "高中教育", Decimal(20)),
    ]


def test_a_unit_that_two_rows_name_keeps_both():
    place = {"schedule": "projects_current", "table": 12, "flow": "expenditure", "level": "budget_unit"}
    amounts = [amount(None, value, row, **place, label="某馆") for row, value in ((2, "10.00"), (5, "20.00"))]
    carried = [row | {"schedule": "projects_carryover", "table": 13} for row in amounts]
    found = structure(disclosure(amounts=[*amounts, *carried])).filter(dimension="unit")
    assert found.select("key", "label", "measure", "amount").rows() == [
        ("某馆", "某馆", "total", Decimal(10)),
        ("某馆-5", "某馆", "total", Decimal(20)),
        ("某馆", "某馆", "carryover", Decimal(10)),
        ("某馆-5", "某馆", "carryover", Decimal(20)),
    ]


@given(plans())
def test_every_amount_is_in_its_dimension(plan: Plan) -> None:
    made = dataset(plan)
    found = structure(made)
    economic = made.amounts.filter(pl.col("schedule") == "basic_by_economic", pl.col("level").is_in(["class", "item"]))
    assert found.filter(dimension="economic").select("label", "measure", "amount").rows() == [
        row[:3] for row in economic.select("label", "measure", "amount").rows()
    ]
    below = found.filter(pl.col("dimension") == "economic", pl.col("parent").is_not_null())
    assert below.height == economic.filter(level="item").height
    units = made.amounts.filter(schedule="projects_current", level="budget_unit")
    own = found.filter(pl.col("dimension") == "unit", pl.col("measure") != "carryover")
    assert own["amount"].to_list() == units["amount"].to_list()
    projects = made.amounts.filter(schedule="projects_current", level="project", measure="total")
    assert sorted(found.filter(dimension="project", measure="total")["amount"]) == sorted(projects["amount"])


@given(plans())
def test_government_items_are_the_sums_of_departmental_ones(plan: Plan) -> None:
    made = dataset(plan)
    named = made.amounts.filter(pl.col("schedule") == "basic_by_economic", pl.col("government_item").is_not_null())
    sums: dict[tuple[str, str], Decimal] = {}
    for row in some(named.to_dicts()):
        place = row["government_item"], row["measure"]
        sums[place] = sums.get(place, Decimal(0)) + row["amount"]
    found = structure(made).filter(dimension="government_item")
    assert {(row["key"], row["measure"]): row["amount"] for row in found.to_dicts()} == sums


@given(plans())
def test_what_government_funds_pay_is_what_their_table_prints(plan: Plan) -> None:
    made = dataset(replace(plan, government=True))
    total = made.amounts.filter(
        pl.col("schedule") == "government_funds_expenditure",
        pl.col("level") == "total",
        pl.col("measure").is_in(["basic", "project"]),
    )
    found = structure(made).filter(dimension="use", key="government_funds")
    assert dict(found.select("measure", "amount").rows()) == dict(total.select("measure", "amount").rows())


def paid(
    others: dict[str, tuple[str, str]], *, funds: bool = True, capital: str = ""
) -> dict[tuple[str, str], Decimal]:
    """Who pays for which use: 100 basic of all, 60 of the budget, 7 of funds; others with their total and projects."""

    def totals(schedule: str, table: int, **printed: str) -> list[dict[str, Any]]:
        place = {"schedule": schedule, "table": table, "flow": "expenditure", "level": "total"}
        return [amount(None, value, 1, **place, measure=measure) for measure, value in printed.items()]

    rows = [
        *totals("expenditure", 3, basic="100.00", project="80.00"),
        *totals("general_public_expenditure", 5, basic="60.00", project="50.00"),
        *(totals("government_funds_expenditure", 8, basic="7.00", project="4.00") if funds else []),
        *(amount(source, whole, row) for row, (source, (whole, _)) in enumerate(others.items(), 1)),
        *totals("projects_current", 12, **{source: project for source, (_, project) in others.items() if project}),
    ]
    if capital:
        rows += [amount("state_capital", capital, 9), *totals("projects_current", 12, state_capital="3.00")]
    found = structure(disclosure(amounts=rows)).filter(pl.col("dimension").is_in(["source", "use"]))
    assert found["label"].to_list() == found["key"].to_list()  # words that the page says in its language
    assert not found["with_carryover"].any()
    assert set(found["parent"]) == {None}
    found = found.filter(dimension="use")
    return {(key, measure): value for key, measure, value in found.select("key", "measure", "amount").rows()}


def test_what_one_other_source_pays_of_basic_expenditure_is_what_the_treasury_leaves():
    """Budget, government funds and state capital are the treasury's; the rest is the other source's."""
    own = {"unit_funds": ("55.00", "20.00")}
    assert paid(own)["unit_funds", "basic"] == 33
    assert paid(own, funds=False)["unit_funds", "basic"] == 40
    assert paid(own, capital="8.00")["unit_funds", "basic"] == 28
    assert paid(own, capital="3.00")["unit_funds", "basic"] == 33
    assert paid(own)["government_funds", "basic"] == 7
    assert paid(own)["government_funds", "project"] == 4
    assert paid(own)["unit_funds", "project"] == 20


def test_what_two_other_sources_pay_of_basic_expenditure_is_what_their_projects_leave():
    both = paid({"special_account": ("9.00", ""), "unit_funds": ("55.00", "20.00")})
    assert (both["special_account", "project"], both["special_account", "basic"]) == (0, 9)
    assert (both["unit_funds", "project"], both["unit_funds", "basic"]) == (20, 35)
    nothing = paid({"special_account": ("0.00", ""), "unit_funds": ("55.00", "20.00")})
    assert nothing["unit_funds", "basic"] == 33
    assert ("special_account", "basic") not in nothing


def test_a_source_without_a_table_of_all_expenditure_pays_what_its_projects_leave():
    place = {"schedule": "projects_current", "table": 12, "flow": "expenditure", "level": "total"}
    rows = [amount("unit_funds", "55.00", 1), amount(None, "20.00", 1, **place, measure="unit_funds")]
    found = structure(disclosure(amounts=rows)).filter(dimension="use")
    assert found.select("key", "measure", "amount").rows() == [
        ("unit_funds", "project", Decimal(20)),
        ("unit_funds", "basic", Decimal(35)),
    ]


def test_how_a_rest_came_to_be_names_all_that_was_taken_off():
    """Not only the value: every part of the treasury stands in it with its row."""
    place = {"flow": "expenditure", "level": "total", "measure": "basic"}
    rows = [
        amount("unit_funds", "55.00", 1),
        amount(None, "100.00", 1, **place, schedule="expenditure", table=3),
        amount(None, "60.00", 1, **place, schedule="general_public_expenditure", table=5),
        amount(None, "7.00", 1, **place, schedule="government_funds_expenditure", table=8),
    ]
    found = structure(disclosure(amounts=rows))
    assert pick(found, "use", "unit_funds", "basic")["amount_how"] == (
        "[amounts/3/expenditure/1/basic/2026/budget#amount] - "
        "sum([amounts/5/expenditure/1/basic/2026/budget#amount], [amounts/8/expenditure/1/basic/2026/budget#amount])"
    )
    assert pick(found, "use", "government_funds", "basic")["amount_how"] == (
        "[amounts/8/expenditure/1/basic/2026/budget#amount]"
    )


def test_what_was_carried_over_is_a_source_that_pays_for_projects(committed):
    found = committed.filter(pl.col("dimension").is_in(["source", "use"]))
    assert found["label"].to_list() == found["key"].to_list()
    carried = found.filter("with_carryover").select("dimension", "key", "measure", "amount")
    assert carried.rows() == [
        ("source", "carryover", "total", Decimal("462.36")),
        ("use", "carryover", "project", Decimal("462.36")),
    ]
