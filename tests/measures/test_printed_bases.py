"""The year before, where tables print it beside the budget: a base that is stated, and changes that are checked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.measures.changes import changes
from analysis.measures.quality.reconcile import reconciliations
from analysis.measures.recompute import Cells, every, recompute
from support.national import STYLES, national

NATIONAL = templates.load("national")


@pytest.fixture(scope="module")
def budget() -> Disclosure:
    return national("ministry", narrative=False)


@pytest.mark.parametrize("style", STYLES)
def test_made_up_budgets_agree_with_themselves(style: str) -> None:
    assert set(reconciliations(national(style, narrative=False), NATIONAL)["verdict"]) <= {"exact", "rounding"}


@pytest.mark.parametrize("style", ["ministry", "economic"])
def test_a_printed_base_is_stated_and_exact(style: str) -> None:
    budget = national(style, narrative=False)
    rows = {(row["subject"], row["base_phase"]): row for row in changes(budget).to_dicts()}
    year = budget.metadata.year - 1
    for phase, subjects in (
        ("budget", ("three_public", "overseas", "vehicles")),
        ("outturn", ("general_public_expenditure",)),
    ):
        before = budget.amounts_of(year, phase).filter(measure="total")
        for subject in subjects:
            named = pl.col("subject") == subject if phase == "budget" else pl.col("level") == "total"
            (printed,) = before.filter(named)["amount"].to_list()
            row = rows[subject, phase]
            assert (row["base"], row["base_origin"], row["base_kind"]) == (printed, "stated", phase)
            assert row["change"] == row["current"] - printed
            assert row["base_how"].startswith("[amounts/")
    assert rows["general_public_expenditure", "outturn"]["verdict"] == "exact"


def test_a_printed_base_is_better_than_an_implied_one(budget: Disclosure) -> None:
    """The narrative states another change than the tables' two figures give: it is violated, the base is theirs."""
    (printed,) = (
        budget.amounts_of(budget.metadata.year - 1, "budget").filter(subject="three_public")["amount"].to_list()
    )
    said = {
        "statement": 900, "subject": "three_public", "flow": "expenditure", "measure": "total", "label": "“三公”经费",
        "year": budget.metadata.year, "base_kind": "budget", "base_year": budget.metadata.year - 1,
        "change": Decimal("3.21"), "change_printed": "3.21", "unit": "万元", "section": "“三公”经费",
        "uncertain": False, "line": 1,
    }  # fmt: skip
    rows = {name: frame.to_dicts() for name, frame in budget.frames().items()}
    told = Disclosure.of(budget.metadata, rows | {"statements": [*rows["statements"], said]})
    (row,) = changes(told).filter(subject="three_public").to_dicts()
    assert (row["base"], row["base_origin"], row["verdict"]) == (printed, "stated", "violated")
    assert row["stated_change"] == Decimal("3.21")


def test_a_wrong_change_of_a_table_is_violated(budget: Disclosure) -> None:
    changed = budget.statements.with_columns(
        change=pl.when(pl.col("row") == 2).then(pl.col("change") + Decimal("0.05")).otherwise(pl.col("change")),
        change_pct=pl.when(pl.col("row") == 3).then(-pl.col("change_pct")).otherwise(pl.col("change_pct")),
    )
    found = reconciliations(replace(budget, statements=changed), NATIONAL).filter(verdict="violated")
    assert found["kind"].to_list() == ["change", "change"]
    assert [id.endswith("/difference") for id in found["id"]] == [True, False]
    assert all(ref.startswith("[statements/") for ref in found["left_how"])


@pytest.mark.parametrize("style", STYLES)
def test_every_figure_is_computed_again(style: str) -> None:
    budget = national(style)
    count, disagree = recompute(every(budget, None), Cells(budget))
    assert count > 200
    assert not disagree
