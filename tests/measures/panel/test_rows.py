"""The panel's rows are the disclosure's own figures, whatever its template."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from analysis.catalog import Catalog, data_folder, load
from analysis.measures.answers import Answers
from analysis.measures.figures import figures
from analysis.measures.panel.rows import SCHEMA, rows
from analysis.measures.recompute import Cells, recompute

SHELF = Catalog(data_folder())
IDS = [entry.id for entry in SHELF.entries]


def of(id: str) -> pl.DataFrame:
    budget = load(id)
    return rows(budget, Answers(budget))


@pytest.mark.parametrize("id", IDS)
def test_every_disclosure_has_its_rows(id: str) -> None:
    found = of(id)
    assert found.columns == SCHEMA.names
    assert set(found["disclosure"]) == {id}
    assert {"budget", "function", "economic", "findings"} <= set(found["dimension"])
    count, wrong = recompute([(SCHEMA, found.filter(pl.col("dimension") != "findings"))], Cells(None, [load(id)]))
    assert (count > 0, wrong) == (True, [])
    counted = found.filter(pl.col("value_how").is_null())
    assert set(counted["dimension"]) == {"findings"}
    assert counted.height == found.filter(pl.col("dimension") == "findings").height
    total = figures(load(id)).find("expenditure", None)
    assert total is not None
    classes = found.filter(pl.col("dimension") == "function")
    assert classes["value"].sum() == pytest.approx(total.value, abs=Decimal("0.05"))
    assert classes["share_pct"].sum() == pytest.approx(100, abs=Decimal("0.01"))


def test_the_committed_headlines() -> None:
    found = {(row["dimension"], row["key"]): row for row in of("322-2026").to_dicts()}
    total = found["budget", "revenue_total/revenue/total"]
    assert (total["value"], total["change"], round(total["change_pct"], 2)) == (
        Decimal("10808.91"),
        Decimal("-1538.96"),
        Decimal("-12.46"),
    )
    assert found["budget", "project/expenditure/total"]["value"] == Decimal("5724.93")
    assert found["ratio", "posts_filled"]["unit"] == "%"
    assert found["findings", "violated"]["value"] == 0
    costs = [row for (dimension, _), row in found.items() if dimension == "unit_cost"]
    assert all(row["label"] and row["unit"].startswith("元/") and row["bound"] for row in costs)
    assert any(row["value"] == 250 for row in costs)


def test_a_change_of_accounts_is_against_accounts() -> None:
    """Never against the budget that the department published for the next year, or that they state themselves."""
    found = of("上海市普陀区财政局-2024-accounts")
    assert set(found["phase"]) == {"accounts"}
    (operating,) = found.filter(key="operating/expenditure/total").to_dicts()
    assert (operating["value"], operating["base"], operating["base_origin"]) == (
        Decimal("184.65"),
        Decimal("182.10"),
        "implied",
    )
