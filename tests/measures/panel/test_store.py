"""The stored panel: only what has changed is computed again, and nothing stale is ever given."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.catalog import data_folder
from analysis.disclosure import Disclosure
from analysis.files import write_folder
from analysis.measures.panel import store
from analysis.metadata import DatasetError
from support.places import read_only, small_disk
from support.turns import in_turn
from support.years import earlier, published


@pytest.fixture(scope="module")
def budgets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of one department, with their panel; only to be copied."""
    folder = tmp_path_factory.mktemp("budgets") / "data"
    for budget in (published(), earlier(2025), earlier(2024)):
        write_folder(folder / budget.metadata.id, budget.files())
    assert made(folder)[1] == ALL
    return folder


@pytest.fixture
def stored(budgets: Path, tmp_path: Path) -> Path:
    """They and their panel."""
    return Path(shutil.copytree(budgets, tmp_path / "data"))


@pytest.fixture
def data(stored: Path) -> Path:
    """They alone."""
    shutil.rmtree(stored / store.FOLDER)
    return stored


def made(data: Path) -> tuple[pl.DataFrame, list[str]]:
    """The panel, and the datasets that were computed for it."""
    computed: list[str] = []
    return store.stored(data, report=lambda name, total: computed.append(name)).collect(), computed


ALL = ["322-2024", "322-2025", "322-2026"]


def test_only_what_changed_is_computed(data: Path) -> None:
    first, computed = made(data)
    assert computed == ALL
    assert first["disclosure"].unique(maintain_order=True).to_list() == ALL
    again, computed = made(data)
    assert computed == []
    assert again.equals(first)

    changed = earlier(2024, lambda row: row | {"amount": row["amount"] * 2})
    write_folder(data / "322-2024", changed.files())
    third, computed = made(data)
    assert computed == ["322-2024", "322-2025"]  # it is the base year of 2025
    assert third.filter(pl.col("disclosure") == "322-2026").equals(first.filter(pl.col("disclosure") == "322-2026"))
    key = pl.col("key") == "revenue_total/revenue/total"
    assert third.filter(key, pl.col("year") == 2025)["change_pct"].item() == -50

    shutil.rmtree(data / "322-2025")
    fourth, computed = made(data)
    assert computed == ["322-2026"]
    assert "322-2025" not in fourth["disclosure"]
    shutil.rmtree(data / store.FOLDER)
    assert made(data)[0].equals(fourth)


@pytest.mark.parametrize(("file", "damage"), in_turn(["rows.parquet", "datasets.json"], ["removed", "emptied"]))
def test_a_damaged_store_is_made_anew(stored: Path, file: str, damage: str) -> None:
    data = stored
    first, computed = made(data)
    assert computed == []
    path = data / store.FOLDER / file
    path.unlink() if damage == "removed" else path.write_bytes(b"")
    again, computed = made(data)
    assert again.equals(first)
    assert computed == ALL


def test_other_code_makes_it_anew(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(stored)[1] == []
    monkeypatch.setattr(store.Inputs, "code", lambda self, *roots: "other")
    assert made(stored)[1] == ALL


def test_where_it_cannot_be_stored_it_is_computed(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "2m") as disk:
        budget = published()
        write_folder(disk / "data" / budget.metadata.id, budget.files())
        with read_only(disk):
            assert made(disk / "data")[1] == ["322-2026"]
            assert made(disk / "data")[1] == ["322-2026"]


def test_in_processes_it_is_the_same(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = stored
    first, _ = made(data)
    shutil.rmtree(data / store.FOLDER)
    monkeypatch.setattr(store, "FEW", 1)
    assert store.stored(data, jobs=2).collect().equals(first)


def test_a_budget_without_answers_is_named(stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = stored
    made(data)
    rows = store.panel.rows
    write_folder(data / "322-2024", earlier(2024, lambda row: row | {"amount": row["amount"] * 2}).files())

    def fail(disclosure: Disclosure, *found: Any) -> pl.DataFrame:
        if disclosure.metadata.year == 2024:
            raise ZeroDivisionError("no base\nat all")
        return rows(disclosure, *found)

    monkeypatch.setattr(store.panel, "rows", fail)
    with pytest.raises(DatasetError, match=r"322-2024: no answers to it .*ZeroDivisionError: no base\): keep it"):
        made(data)
    shutil.rmtree(data / "322-2024")
    assert set(made(data)[0]["disclosure"]) == {"322-2025", "322-2026"}


def test_no_datasets(tmp_path: Path) -> None:
    assert made(tmp_path)[0].is_empty()


def test_the_committed_data_of_both_templates(tmp_path: Path) -> None:
    shutil.copytree(data_folder(), tmp_path / "data", ignore=shutil.ignore_patterns(".*"))
    found, _ = made(tmp_path / "data")
    assert {"shanxi", "shanghai"} <= set(found["template"])
    assert {"department", "unit"} == set(found["level"])
