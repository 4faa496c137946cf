"""Figures over years: growth, missing years, real terms, accounts beside budgets, and what is not known."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import how
from analysis.catalog import load
from analysis.measures.recompute import Cells, recompute
from analysis.measures.years import deflators
from analysis.measures.years.series import SCHEMA, series
from analysis.metadata import DatasetError
from support.turns import some
from support.years import earlier, published, worth


def scaled(factor: str) -> Any:
    return lambda row: worth(row, (row["amount"] * Decimal(factor)).quantize(Decimal("0.01")))


def total(found: Any) -> list[dict[str, Any]]:
    return [
        row
        for row in found.to_dicts()
        if (row["subject"], row["flow"], row["measure"]) == ("revenue_total", "revenue", "total")
    ]


def test_growth_from_year_to_year() -> None:
    found = total(series([published(), earlier(2025, scaled("1.25")), earlier(2024, scaled("0.5"))]))
    assert [row["year"] for row in found] == [2024, 2025, 2026]
    assert [row["growth_pct"] for row in found] == [None, Decimal("149.999815"), Decimal("-20.000015")]
    assert [row["growth_per_year_pct"] for row in found] == [row["growth_pct"] for row in found]
    assert found[1]["change"] == found[1]["amount"] - found[0]["amount"]
    assert found[2]["amount_how"].startswith("[322-2026!amounts/")
    assert {row["origin"] for row in found} == {"published"}


def test_a_gap_is_said_and_its_growth_is_put_on_a_year() -> None:
    budgets = [published(), earlier(2024, scaled("1.21"))]
    last = total(series(budgets))[-1]
    assert last["since"] == 2024
    assert last["growth_pct"] == Decimal("-17.355365")
    assert round(last["growth_per_year_pct"], 4) == Decimal("-9.0909")  # 1 / 1.1


def test_the_year_before_the_first_budget_as_its_narrative_implies() -> None:
    found = total(series([published()]))
    assert [(row["year"], row["amount"], row["origin"]) for row in found] == [
        (2025, Decimal("12347.87"), "implied"),
        (2026, Decimal("10808.91"), "published"),
    ]
    both = total(series([published(), earlier(2025, stated=True)]))
    assert [(row["year"], row["origin"]) for row in both] == [
        (2024, "implied"),
        (2025, "published"),
        (2026, "published"),
    ]


def test_functional_classes_and_uses_are_followed() -> None:
    found = series([published(), earlier(2025)]).to_dicts()
    assert {row["key"] for row in found if row["subject"] == "function"} == {"206", "208", "210", "221"}
    assert {row["subject"] for row in found} >= {"basic", "project", "operating", "three_public", "unit_funds"}


def test_nothing_of_nothing() -> None:
    assert series([]).is_empty()


class TestAccounts:
    """Budgets and accounts of one department: beside each other, never mixed."""

    BOTH = (load("上海市普陀区财政局-2024-accounts"), load("上海市普陀区财政局-2025"))
    BUDGETS = series(BOTH)

    def test_every_figure_is_what_its_expression_gives(self) -> None:
        count, wrong = recompute([(SCHEMA, self.BUDGETS)], Cells(None, self.BOTH))
        assert (count > 0, wrong) == (True, [])

    def test_every_growth_is_between_two_figures_of_one_phase(self) -> None:
        phases = {"budget": "上海市普陀区财政局-2025!", "accounts": "上海市普陀区财政局-2024-accounts!"}
        assert set(self.BUDGETS["phase"]) == set(phases)
        for row in some(self.BUDGETS.filter(pl.col("since").is_not_null()).to_dicts()):
            named = {name.dataset for name in map(how.named, how.cells(row["change_how"]))}
            assert {f"{name}!" for name in named} == {phases[row["phase"]]}

    def test_each_year_s_budget_and_accounts(self) -> None:
        found = self.BUDGETS.filter(subject="fiscal", flow="revenue").select("phase", "year", "amount", "origin")
        assert found.rows() == [
            ("budget", 2024, Decimal("3013.80058"), "implied"),
            ("budget", 2025, Decimal("3121.42058"), "published"),
            ("accounts", 2024, Decimal("2940.05"), "published"),
        ]

    def test_the_accounts_before_the_first_as_these_state_them(self) -> None:
        found = self.BUDGETS.filter(subject="operating", phase="accounts").to_dicts()
        assert [(row["year"], row["amount"], row["origin"]) for row in found] == [
            (2023, Decimal("182.10"), "implied"),
            (2024, Decimal("184.65"), "published"),
        ]
        assert found[1]["growth_pct"] == Decimal("1.400329")


class TestDeflators:
    def write(self, folder: Path, *lines: str) -> Path:
        (folder / deflators.FILE).write_text("\n".join(("year,index,source", *lines)), encoding="utf-8")
        return folder

    def test_real_terms(self, tmp_path: Path) -> None:
        self.write(tmp_path, "2025,100,统计年鉴 2026 表3-1", "2026,102.5,统计年鉴 2026 表3-1")
        index = deflators.read(tmp_path)
        assert index is not None
        found = total(series([published(), earlier(2025)], index))
        assert [row["real"] for row in found] == [Decimal("11079.132750"), Decimal("10808.91")]
        assert found[1]["real_growth_pct"] == Decimal("-2.439024")
        assert found[0]["real_how"] == f"{found[0]['amount_how']} * [deflators/2026#index] / [deflators/2025#index]"
        older = total(series([published(), earlier(2025)], index, prices=2025))
        assert [row["real"] for row in older] == [Decimal("10808.91"), Decimal("10545.278049")]

    def test_a_year_that_the_index_lacks(self, tmp_path: Path) -> None:
        index = deflators.read(self.write(tmp_path, "2026,102.5,某年鉴"))
        found = total(series([published(), earlier(2025)], index))
        assert [row["real"] for row in found] == [None, Decimal("10808.91")]
        assert found[1]["real_growth_pct"] is None

    def test_none(self, tmp_path: Path) -> None:
        assert deflators.read(tmp_path) is None

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("2025,abc,某年鉴", ":2: expected a year and a number"),
            ("2025,0,某年鉴", ":2: expected an index above 0"),
            ("2025,NaN,某年鉴", ":2: expected an index above 0"),
            ("2025,100,", ":2: expected the source"),
            ("2025,100", ":2: expected the source"),
            ("2026,100,a\n2026,101,a", ":3: 2026 stands twice"),
        ],
    )
    def test_a_damaged_file_is_refused_by_line(self, tmp_path: Path, line: str, message: str) -> None:
        with pytest.raises(DatasetError, match=message):
            deflators.read(self.write(tmp_path, line))

    def test_other_columns(self, tmp_path: Path) -> None:
        (tmp_path / deflators.FILE).write_text("year,deflator\n2025,1\n", encoding="utf-8")
        with pytest.raises(DatasetError, match=r":1: expected the columns year, index, source"):
            deflators.read(tmp_path)
