"""The page on all budgets at once: a department and its units side by side, never added up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from analysis import catalog
from analysis.measures.panel import rows, store
from analysis.present.panel import tables
from support.units import UNIT, unit
from support.years import published

OTHER = "另一家单位"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A department, a quarter and a tenth of it as two units' own budgets, and a unit of a department unknown here."""
    folder = tmp_path_factory.mktemp("data")
    for budget in (published(), unit(), unit(OTHER, "0.1")):
        budget.save(folder / budget.metadata.id)
    return folder


@pytest.fixture(scope="module")
def panel(data: Path) -> pl.DataFrame:
    return store.stored(data).collect()


def owners(data: Path, panel: pl.DataFrame) -> Mapping[str, str]:
    return catalog.departments(data, panel["disclosure"].unique().to_list())


def test_every_unit_has_its_department(data: Path, panel: pl.DataFrame) -> None:
    assert owners(data, panel) == {f"{name}-unit-2026": "322-2026" for name in (UNIT, OTHER)}


@pytest.mark.parametrize("level", ["department", "unit"])
def test_a_units_share_of_its_department(data: Path, panel: pl.DataFrame, level: str) -> None:
    block = tables.units(panel, 2026, level, "zh", departments=owners(data, panel))
    lines = [line for line in block.text.splitlines() if UNIT in line or OTHER in line]
    assert [line.split()[0] for line in lines] == [UNIT] * (len(lines) // 2) + [OTHER] * (len(lines) // 2)
    assert lines[0].split()[1:] == ["山西省科学技术协会", "预算收入总计", "2,702.23", "10,808.91", "25.00%"]
    assert f'data-how="100 * [{UNIT}-unit-2026!amounts/' in block.html


def test_without_units_the_page_says_so(panel: pl.DataFrame) -> None:
    block = tables.units(panel, 2026, "department", "en", departments={})
    assert "There is nothing to compare." in block.text


def test_money_of_units_is_in_no_sum(data: Path, panel: pl.DataFrame) -> None:
    alone = panel.filter(disclosure="322-2026")
    for part in (tables.message, tables.ranking, tables.composition, tables.heads, tables.findings):
        assert part(panel, 2026, "department", "zh").text == part(alone, 2026, "department", "zh").text


@pytest.mark.parametrize("level", ["department", "unit"])
def test_all_parts_in_both_languages(data: Path, panel: pl.DataFrame, level: str) -> None:
    parts = (tables.message, tables.ranking, tables.composition, tables.heads, tables.like, tables.outliers)
    for lang in ("zh", "en"):
        blocks = [part(panel, 2026, level, lang) for part in (*parts, tables.findings, tables.method)]
        blocks.append(tables.units(panel, 2026, level, lang, departments=owners(data, panel)))
        for block in blocks:
            assert f'lang="{lang}"' in block.html
            assert block.html.count('<section class="bb') == 1


def test_panel_of_nothing_has_every_part() -> None:
    empty = rows.joined([])
    assert "There is nothing to compare." in tables.ranking(empty, 2026, "department", "en").text
