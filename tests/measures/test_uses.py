"""Which source pays for which use: the committed figures, and the laws of shares."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.catalog import load
from analysis.disclosure import frame
from analysis.figure import Cell
from analysis.measures import structure
from analysis.measures.uses import SCHEMA, uses
from support.datasets import second_department

MONEY = st.integers(0, 10**7).map(lambda n: Decimal(n) / 100)


def rows_of(*rows: tuple[str, str, Decimal]) -> pl.DataFrame:
    return frame(
        structure.SCHEMA,
        [
            {
                "dimension": "use",
                "key": source,
                "label": source,
                "measure": use,
                "amount": Cell(f"amounts/{n}", "amount", amount),
                "with_carryover": False,
            }
            for n, (source, use, amount) in enumerate(rows, 1)
        ],
    )


def test_what_units_own_funds_pay_in_the_committed_budget():
    found = {(row["source"], row["use"]): row for row in uses(structure.structure(load("322-2026"))).to_dicts()}
    basic = found["unit_funds", "basic"]
    assert basic["amount"] == Decimal("1649.65")
    assert round(basic["share_of_source"], 2) == Decimal("63.16")
    assert round(basic["share_of_use"], 2) == Decimal("32.45")
    assert basic["by_difference"]
    assert not found["general_public_budget", "basic"]["by_difference"]
    assert uses(structure.structure(load("322-2026"))).columns == SCHEMA.names


def test_every_source_of_a_larger_department_pays_for_something():
    budget = second_department()
    held = structure.structure(budget)
    sources = {row["key"] for row in held.filter(dimension="source").to_dicts() if row["amount"]}
    assert set(uses(held)["source"]) == sources
    total = sum(uses(held)["amount"].to_list())
    assert abs(total - held.filter(dimension="expenditure", key="expenditure_total")["amount"][0]) < Decimal("0.05")


@given(MONEY, MONEY, MONEY, MONEY)
def test_shares_of_a_source_and_of_a_use_make_up_the_whole(a, b, c, d):
    found = uses(rows_of(("x", "basic", a), ("x", "project", b), ("y", "basic", c), ("y", "project", d)))
    for column, key in (("share_of_source", "source"), ("share_of_use", "use")):
        for name in set(found[key]):
            parts = found.filter(pl.col(key) == name)
            if sum(parts["amount"].to_list()):
                assert abs(sum(parts[column].to_list()) - 100) <= Decimal("0.000001")
            else:
                assert parts[column].null_count() == parts.height


def test_nothing_is_shared_where_amounts_have_different_signs():
    found = uses(rows_of(("x", "basic", Decimal(5)), ("y", "project", Decimal(-1))))
    assert found["share_of_source"].null_count() == found["share_of_use"].null_count() == 2


@pytest.mark.parametrize(
    ("part", "whole", "found"), [("1", "3", "33.333333"), ("2", "3", "66.666667"), ("0", "3", "0")]
)
def test_share(part, whole, found):
    rows = [("x", "basic", Decimal(part)), ("x", "project", Decimal(whole) - Decimal(part))]
    row = uses(rows_of(*rows)).row(0, named=True)
    assert row["share_of_source"] == Decimal(found)
    assert row["share_of_source_how"] == "100 * [amounts/1#amount] / sum([amounts/1#amount], [amounts/2#amount])"


def test_there_is_no_share_of_nothing():
    """Of a use that nobody pays for, though the sources pay for another one."""
    found = uses(rows_of(("x", "basic", Decimal(0)), ("x", "project", Decimal(5)), ("y", "project", Decimal(5))))
    assert found.select("share_of_source", "share_of_use").rows()[0] == (0, None)
