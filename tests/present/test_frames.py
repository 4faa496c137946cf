"""Sums, shares and tables of years carry how they came to be: computed again, they give the same."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import how, load, schema
from analysis.figure import Told, places
from analysis.measures.recompute import Cells
from analysis.present.frames import Record, across, beside, running, share, total, traced
from support.turns import some

MONEY = pl.Decimal(20, 6)
AMOUNTS = st.lists(st.none() | st.decimals(-(10**6), 10**6, places=2), min_size=1, max_size=8)


def held(values: list[Decimal | None], **more: list[str]) -> tuple[pl.DataFrame, how.read.__class__]:  # type: ignore[name-defined]
    cells = {f"t/{n}#amount": value for n, value in enumerate(values)}
    hows = [None if value is None else f"[t/{n}#amount]" for n, value in enumerate(values)]
    frame = pl.DataFrame({"amount": pl.Series(values, dtype=MONEY), "amount_how": hows, **more})
    return frame, lambda text: how.read(text, lambda name: Told(cells[name] or Decimal(0), f"[{name}]")).value


@given(AMOUNTS)
def test_a_sum_is_what_its_how_gives(values: list[Decimal | None]) -> None:
    frame, read = held(values, part=["a" if n % 2 else "b" for n in range(len(values))])
    for row in some(frame.group_by("part").agg(*total("amount")).to_dicts()):
        own = {f"t/{n}#amount" for n, value in enumerate(values) if value is not None and "ba"[n % 2] == row["part"]}
        assert set(how.cells(row["amount_how"] or "")) == own
        assert row["amount"] == (read(row["amount_how"]) if own else None)


@given(AMOUNTS)
def test_shares_are_what_their_hows_give(values: list[Decimal | None]) -> None:
    frame, read = held(values)
    found = frame.with_columns(*share("amount"))
    whole = sum(value for value in values if value is not None)
    for value, row in zip(values, found.to_dicts(), strict=True):
        assert (row["share"] is None) == (value is None or whole == 0)
        if row["share"] is not None:
            assert places(read(row["share_how"]), 6) == row["share"]


def test_a_share_of_something_else() -> None:
    frame, _ = held([Decimal(1), Decimal(3)])
    found = frame.with_columns(*share("amount", of=Told(Decimal(8), "[t/9#amount]"), name="part"))
    assert found["part"].to_list() == [Decimal("12.5"), Decimal("37.5")]
    assert found["part_how"][0] == "100 * [t/0#amount] / [t/9#amount]"


def test_years_side_by_side() -> None:
    frame, _ = held([Decimal(1), Decimal(2), Decimal(3)], key=["a", "a", "b"])
    wide = across(frame.with_columns(year=pl.Series([2024, 2025, 2025])), "key")
    assert wide.columns == ["key", "2024", "2024_how", "2025", "2025_how"]
    assert wide.rows() == [
        ("a", Decimal(1), "[t/0#amount]", Decimal(2), "[t/1#amount]"),
        ("b", None, None, Decimal(3), "[t/2#amount]"),
    ]


@given(AMOUNTS)
def test_a_running_sum_is_what_its_how_gives(values: list[Decimal | None]) -> None:
    frame, read = held([value for value in values if value is not None] or [Decimal(1)])
    for row in some(frame.with_columns(*running("amount")).to_dicts()):
        assert read(row["amount_running_how"]) == row["amount_running"]


def test_measures_side_by_side() -> None:
    frame, _ = held([Decimal(1), Decimal(2), Decimal(3)], key=["a", "a", "b"], label=["甲", "甲", "乙"])
    frame = frame.with_columns(measure=pl.Series(["basic", "project", "basic"]), parent=pl.lit(None, pl.String))
    wide = beside(frame, "basic", "project", "total")
    assert wide.columns[:4] == ["key", "parent", "label", "basic_amount"]
    assert wide["project_amount"].to_list() == [Decimal(2), None]
    assert wide["project_amount_how"].to_list() == ["[t/1#amount]", None]
    assert wide["total_amount"].null_count() == 2
    assert beside(frame.clear(), "total").columns == ["key", "parent", "label", "total_amount", "total_amount_how"]


def test_rows_of_a_dataset_know_their_cells() -> None:
    budget = load("322-2026")
    projects = traced(budget.amounts.filter(schedule="projects_current", level="project", measure="total"))
    cells = Cells(budget)
    for row in some(projects.to_dicts()):
        assert row["amount_how"] == f"[{schema.AMOUNTS.reference(row)}#amount]"
        assert how.read(row["amount_how"], cells).value == row["amount"]
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        budget.amounts.select("project", "amount").select(*total("amount"))


def test_a_record_of_nothing_has_nothing() -> None:
    nothing = Record({}, {})
    assert not nothing
    assert nothing.amount is None
    one = Record({"amount": Decimal(1), "amount_how": "[t/0#amount]", "name": "x"}, {"amount": "万元"})
    assert isinstance(one.amount, Told)
    assert (one.amount.unit, one.name) == ("万元", "x")
