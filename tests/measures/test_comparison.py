"""Two budgets side by side: parts paired by code or name, shares of their own wholes, nothing of what one lacks."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from analysis import compare, how, load
from analysis.figure import places
from analysis.measures.comparison import SCHEMA
from analysis.measures.recompute import Cells

ONE, OTHER = load("上海市普陀区人民政府万里街道办事处-2025"), load("上海市普陀区人民政府万里街道办事处-2024")


def test_what_both_have_and_what_one_has() -> None:
    rows = {(row["dimension"], row["key"]): row for row in compare(ONE, OTHER).to_dicts()}
    projects = rows["expenditure", "project"]
    assert (projects["one"], projects["other"]) == (Decimal("8842.5805"), Decimal("5650.5103"))
    assert (projects["change"], projects["change_pct"]) == (Decimal("3192.0702"), Decimal("56.491715"))
    assert rows["expenditure", "expenditure_total"]["one_share"] == 100
    assert all(row["change"] is None for row in rows.values() if row["one"] is None or row["other"] is None)
    assert len(rows) == compare(ONE, OTHER).height


def test_every_figure_is_computed_again_from_both_datasets() -> None:
    frame, cells = compare(ONE, OTHER), Cells(ONE, (OTHER,))
    told = [(row[c.name], row[c.how]) for row in frame.to_dicts() for c in SCHEMA.figures if row[c.name] is not None]
    assert len(told) > 500
    for value, text in told:
        assert places(how.read(text, cells).value, 6) == value


def test_a_budget_against_itself_and_against_none() -> None:
    same = compare(ONE, ONE)
    assert same["change"].drop_nulls().unique().to_list() == [0]
    assert same.select(pl.col("one").eq_missing(pl.col("other")).all()).item()
    assert compare(ONE, None).is_empty()
