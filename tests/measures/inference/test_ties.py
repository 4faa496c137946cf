"""Ties of projects to function items: what the figures prove, and nothing beyond."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.catalog import load
from analysis.measures.inference.ties import PROVEN, SCHEMA, proven, ties
from analysis.schema import AMOUNTS
from support.datasets import second_department
from support.small import METADATA
from support.tied import budget
from support.turns import some


@pytest.fixture(scope="module")
def committed() -> pl.DataFrame:
    return ties(load("322-2026"))


def pick(rows: pl.DataFrame, code: str, source: str = "general_public_budget") -> dict:
    return rows.row(by_predicate=(pl.col("function_code") == code) & (pl.col("source") == source), named=True)


def amounts(row: dict, disclosure=None) -> list[str]:
    held = {AMOUNTS.reference(r): r["amount"] for r in (disclosure or load("322-2026")).amounts.to_dicts()}
    return [f"{held[ref]:.2f}" for ref in (row["projects"] or "").replace("+", " ").split()]


@pytest.mark.parametrize(
    ("code", "source", "basis", "expected"),
    [
        ("2060799", "general_public_budget", "alone", ["42.75", "73.36", "30.00"]),
        ("2080199", "general_public_budget", "alone", ["515.00"]),
        ("2060702", "carryover", "units", ["87.31", "79.01"]),
        ("2060799", "carryover", "sharing", ["111.96", "19.86", "3.75"]),
        ("2060705", "unit_funds", "units", ["200.00", "50.00"]),
    ],
)
def test_the_committed_budget(committed, code, source, basis, expected):
    row = pick(committed, code, source)
    assert (row["verdict"], row["basis"]) == ("unique", basis)
    assert amounts(row) == expected


def test_sums_alone_do_not_settle_the_committed_carryover(committed):
    row = pick(committed, "2060702", "carryover")
    assert (row["fitting"], row["ways"]) == (12, 3)
    assert committed.columns == SCHEMA.names
    assert committed.filter(pl.col("verdict") != "unique").is_empty()


def test_every_project_of_the_committed_budget_is_tied_once(committed):
    found = proven(load("322-2026"), committed)
    assert found.columns == PROVEN.names
    assert found.height == found["ref"].n_unique() == 18 + 15
    assert found["amount"].sum() == Decimal("5262.57") + Decimal("462.36")
    assert found.filter(project="科普经费").select("function_code", "amount").row(0) == ("2060702", Decimal("1466.30"))


def test_several():
    found = ties(budget({"2060701": "5.00", "2060702": "8.00"}, [("甲", "5.00"), ("甲", "5.00"), ("甲", "3.00")]))
    assert found["verdict"].to_list() == ["several", "several"]
    assert found["projects"].to_list() == [None, None]


def test_none_and_unproven():
    # 80 is split over both items: 60 fits one project by accident, 75.5 none.
    found = ties(budget({"2060701": "60.00", "2060702": "75.50"}, [("甲", "80.00"), ("甲", "60.00")]))
    assert pick(found, "2060701")["verdict"] == "unproven"
    assert pick(found, "2060702")["verdict"] == "none"


def test_a_tie_that_may_be_an_accident_is_not_proven():
    found = ties(budget({"2060701": "0.03", "2060702": "0.05"}, [("甲", "0.03"), ("甲", "0.05")]))
    assert set(found["verdict"]) <= {"unproven", "several"}


def test_one_item_has_all():
    found = ties(budget({"2060701": "0.08"}, [("甲", "0.03"), ("甲", "0.05")]))
    assert found["verdict"].to_list() == ["unique"]
    assert len(found["projects"][0].split()) == 2


def test_units_settle_what_sums_do_not():
    # 50 of unit 甲 or 乙 fit either item; units' sums fit in one way only.
    items, projects = (
        {"2060701": "250.00", "2060702": "310.25"},
        [
            ("甲", "200.00"),
            ("甲", "50.00"),
            ("乙", "50.00"),
            ("乙", "260.25"),
        ],
    )
    found = ties(budget(items, projects))
    assert found["basis"].to_list() == ["units", "units"]
    row = pick(found, "2060701")
    assert row["projects"].split() == [f"amounts/12/expenditure/{n}/general_public_budget/2026/budget" for n in (1, 2)]
    alike = ties(budget(items, [("甲", value) for _, value in projects]))
    assert set(alike["verdict"]) == {"several"}


def test_what_rounding_leaves_is_allowed_and_no_more():
    projects = [("甲", "100.00"), ("甲", "33.33"), ("甲", "33.33")]
    near = ties(budget({"2060701": "66.67", "2060702": "100.00"}, projects))
    assert pick(near, "2060701")["verdict"] == "unique"
    far = ties(budget({"2060701": "66.70", "2060702": "100.00"}, projects))
    assert pick(far, "2060701")["verdict"] == "none"


def test_other_sources_by_difference():
    found = ties(
        budget(
            {"2060701": "100.00", "2060702": "31.00"},
            [("甲", "100.00"), ("甲", "31.00")],
            carried=({"2060702": "7.77"}, [("甲", "7.77")]),
            rest=({"2060701": "45.00", "2060703": "12.30"}, [("乙", "12.30"), ("乙", "45.00")]),
        )
    )
    row = pick(found, "2060703", "unit_funds")
    assert (row["verdict"], row["by_difference"], row["amount"]) == ("unique", False, Decimal("12.30"))
    assert row["projects"] == "amounts/12/expenditure/3/unit_funds/2026/budget"
    assert pick(found, "2060701", "unit_funds")["by_difference"]  # what the general budget leaves
    assert pick(found, "2060702", "carryover")["amount"] == Decimal("7.77")
    assert found.filter(source="unit_funds").height == 2  # what is left of 2060702 is nothing


def test_a_damaged_figure_settles_nothing():
    found = ties(budget({"2060701": "5.00"}, [("甲", "5.00")], uncertain=True))
    assert found["verdict"].to_list() == ["not_determined"]


def test_below_zero_settles_nothing():
    found = ties(budget({"2060701": "5.00", "2060702": "3.00"}, [("甲", "9.00"), ("甲", "-1.00")]))
    assert set(found["verdict"]) == {"not_determined"}


def test_too_many_to_try():
    found = ties(budget({"2060701": "20.00", "2060702": "20.00"}, [("甲", "1.00")] * 40))
    assert set(found["verdict"]) <= {"several", "not_determined"}
    assert found["fitting"].to_list() == [None, None]


@pytest.mark.parametrize("lacking", ["items", "projects", "all"])
def test_nothing_to_tie(lacking):
    whole = budget({} if lacking == "items" else {"2060701": "5.00"}, [] if lacking != "items" else [("甲", "5.00")])
    assert ties(type(whole).of(METADATA, {}) if lacking == "all" else whole).is_empty()


def test_a_second_department():
    second = second_department()
    found = ties(second)
    codes = {project: set(held["function_code"]) for (project,), held in proven(second, found).group_by("project")}
    # The writer puts the code of a fund's or capital's item at the end of its project's name.
    rows = second.amounts.filter(schedule="projects_current", level="project", measure="total")
    for label in some(label for label in rows["label"] if label[-7:].isdigit()):
        assert codes[label] == {label[-7:]}


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 10**5)), min_size=3, max_size=9))
def test_what_is_proven_is_true(held):
    items: dict[str, Decimal] = {}
    for owner, cents in held:
        code = f"206070{owner + 1}"
        items[code] = items.get(code, Decimal(0)) + Decimal(cents) / 100
    projects = [("甲", f"{Decimal(cents) / 100:.2f}") for _, cents in held]
    found = ties(budget({code: f"{value:.2f}" for code, value in items.items()}, projects))
    for row in found.filter(pl.col("verdict") == "unique").to_dicts():
        true = {n for n, (owner, _) in enumerate(held, 1) if f"206070{owner + 1}" == row["function_code"]}
        assert {int(ref.split("/")[3]) for ref in row["projects"].split()} == true
