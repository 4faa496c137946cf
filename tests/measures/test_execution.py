"""What became of a year's budget, on the committed accounts and on figures that disagree."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from analysis import execution, load
from analysis.measures.execution import SCHEMA
from analysis.measures.recompute import Cells, recompute

FINANCE = "上海市普陀区财政局-2024-accounts"
NEW = "中共上海市普陀区委社会工作部-2024-accounts"


def whole(id: str) -> dict[str, object]:
    return execution(id).filter(dimension="total", subject="general_public_expenditure").row(0, named=True)


def test_the_budget_that_accounts_state_is_held_against_the_published_one() -> None:
    found = whole(FINANCE)
    assert (found["budget"], found["accounts"], found["published_budget"]) == (
        Decimal("2993.92"),
        Decimal("2940.05"),
        Decimal("3013.80"),
    )
    assert (found["conflict"], found["agreement"], found["published_origin"]) == (
        Decimal("-19.88"),
        "conflict",
        "implied",
    )
    assert (found["unspent"], found["verdict"], found["reason"]) == (Decimal("53.87"), "exact", "given")
    assert found["execution_pct_low"] < found["execution_pct"] < found["execution_pct_high"]  # type: ignore[operator]


def test_a_budget_of_nothing_has_no_percentage_and_the_changed_one_has() -> None:
    found = whole(NEW)
    assert (found["budget"], found["adjusted"], found["execution_pct"]) == (0, Decimal("321.02"), None)
    assert round(found["adjusted_pct"], 2) == Decimal("95.89")  # type: ignore[call-overload]
    assert (found["stated_of"], found["verdict"]) == ("budget", "undefined")


def test_every_item_with_a_budget_has_what_was_not_spent() -> None:
    items = execution(FINANCE).filter(dimension="function", level="item")
    assert items.height == 11
    assert items["budget"].null_count() == 0
    assert (items["budget"] - items["accounts"] - items["unspent"]).abs().sum() == 0
    assert abs(items["budget"].sum() - Decimal("2993.92")) <= Decimal("0.02")


def test_every_figure_is_computed_again_from_cells() -> None:
    others = [load("上海市普陀区财政局-2025")]
    count, wrong = recompute([(SCHEMA, execution(FINANCE))], Cells(load(FINANCE), others))
    assert (count > 100, wrong) == (True, [])


def test_a_budget_has_none() -> None:
    assert execution("322-2026").height == 0
    assert execution("322-2026").columns == SCHEMA.names
    assert isinstance(execution("322-2026"), pl.DataFrame)
