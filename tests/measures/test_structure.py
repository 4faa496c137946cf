"""Structure of the committed budget: figures worked out by hand, and laws of the measures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given

from analysis.catalog import load
from analysis.measures.structure import SCHEMA, structure
from support.datasets import Plan, dataset, plans
from support.small import amount, disclosure


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
    for row in named.to_dicts():
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
