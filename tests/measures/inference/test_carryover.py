"""What was carried over is matched by name and unit, a year in the name apart, and by nothing else."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from analysis.catalog import load
from analysis.measures.inference.carryover import SCHEMA, carried
from analysis.measures.structure import structure
from analysis.schema import AMOUNTS
from support.small import amount, disclosure


def project(schedule: str, row: int, name: str, value: str, unit: str = "甲馆", **more):
    table = 12 if schedule == "projects_current" else 13
    return amount(
        None,
        value,
        row,
        table=table,
        schedule=schedule,
        flow="expenditure",
        label=name,
        level="project",
        budget_unit=unit,
        project=name,
        **more,
    )


def rows(*given):
    return carried(structure(disclosure(amounts=list(given)))).to_dicts()


def test_the_committed_budget():
    found = carried(structure(load("322-2026")))
    assert found.columns == SCHEMA.names
    assert sum(found.filter(pl.col("current").is_not_null())["amount"]) == Decimal("163.67")
    assert found.filter(project="科技馆新馆运行费")["rows"].to_list() == [7]
    assert found.filter(project="2024年科技馆免费开放中央补助资金")["current"].to_list() == [Decimal(915)]
    left = set(found.filter(found["current"].is_null())["project"])
    assert left == {"全民科学素质行动", "科普活动工作专项", "青少年创新活动"}


@pytest.mark.parametrize(
    ("name", "unit", "current"),
    [
        ("展览经费", "甲馆", "8"),
        ("2025年展览经费", "甲馆", "8"),
        ("展览经费（二期）", "甲馆", None),
        ("展览经费", "乙馆", None),
    ],
)
def test_names(name, unit, current):
    (found,) = rows(project("projects_current", 1, "展览经费", "8"), project("projects_carryover", 1, name, "2", unit))
    assert found["current"] == (None if current is None else Decimal(current))
    assert found["share_of_current"] == (None if current is None else Decimal(25))
    assert found["year"] == (2025 if name.startswith("2025") else None)


def test_rows_of_one_name_are_added_up_and_the_largest_comes_first():
    given = [
        project("projects_carryover", n, name, value)
        for n, (name, value) in enumerate([("a", "1"), ("b", "5"), ("a", "3")])
    ]
    found = rows(*given)
    assert [(row["project"], row["rows"], row["amount"]) for row in found] == [("b", 1, 5), ("a", 2, 4)]
    held = disclosure(amounts=given).amounts.to_dicts()
    first, second, third = (f"[{AMOUNTS.reference(row)}#amount]" for row in held)
    assert [row["amount_how"] for row in found] == [second, f"sum({first}, {third})"]


def test_no_share_of_nothing():
    (found,) = rows(project("projects_current", 1, "a", "0"), project("projects_carryover", 1, "a", "2"))
    assert (found["current"], found["share_of_current"]) == (0, None)


def test_nothing_carried_over():
    assert rows(project("projects_current", 1, "a", "1")) == []
    assert carried(structure(disclosure())).is_empty()
