"""Which datasets there are, which is whose base year, whose unit, and whose other name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import catalog, schema
from analysis import metadata as package
from analysis.catalog import ALIASES, SERIES, Catalog, known_series
from analysis.metadata import DatasetError, Metadata
from support.small import METADATA


def shelf(folder: Path, *entries: dict[str, Any]) -> Catalog:
    """A folder of datasets that hold no more than what they say of themselves."""
    for entry in entries:
        made = replace(METADATA, **entry)
        place = folder / made.id
        place.mkdir()
        (place / package.FILE).write_bytes(
            package.describe(made, {table.name: package.Seal.of(0, b"") for table in schema.ALL})
        )
    return Catalog(folder)


def budget(id: str, year: int, **more: Any) -> dict[str, Any]:
    return {"id": id, "year": year} | more


def of(shelf: Catalog, id: str) -> Metadata:
    return next(entry for entry in shelf.entries if entry.id == id)


def base(shelf: Catalog, id: str, year: int) -> str | None:
    found, _ = shelf.bases(of(shelf, id), year)
    return found.name if found else None


def test_the_base_year_by_code(tmp_path: Path) -> None:
    made = shelf(tmp_path, budget("a", 2026), budget("b", 2025, department="某旧名"), budget("c", 2025, code="998"))
    assert base(made, "a", 2025) == "b"
    assert base(made, "a", 2024) is None
    assert made.years(of(made, "a")) == [2025, 2026]


def test_without_codes_by_name(tmp_path: Path) -> None:
    made = shelf(tmp_path, budget("a", 2026, code=""), budget("b", 2025, code=""), budget("c", 2024, department="他"))
    assert base(made, "a", 2025) == "b"
    assert base(made, "a", 2024) is None


def test_one_code_in_two_regions_is_two_departments(tmp_path: Path) -> None:
    made = shelf(tmp_path, budget("a", 2026), budget("b", 2025, region="他省"), budget("c", 2024, region=""))
    assert base(made, "a", 2025) is None
    assert base(made, "a", 2024) == "c"


def test_a_unit_s_budget_is_never_a_department_s_base(tmp_path: Path) -> None:
    made = shelf(tmp_path, budget("a", 2026), budget("u-unit-2025", 2025, level="unit"))
    assert base(made, "a", 2025) is None


def test_budgets_and_accounts_of_a_year_stand_beside_each_other(tmp_path: Path) -> None:
    accounts = [budget(f"{year}-accounts", year, kind="accounts") for year in (2024, 2025)]
    made = shelf(tmp_path, budget("a", 2026), budget("b", 2025), budget("c", 2024), *accounts)
    now, then = of(made, "a"), of(made, "2025-accounts")
    assert [entry.id for entry in made.history(now)] == ["c", "2024-accounts", "b", "2025-accounts", "a"]
    assert [path and path.name for path in made.bases(now)] == ["b", "2025-accounts"]
    assert [path and path.name for path in made.bases(then)] == ["2024-accounts", None]
    assert [path.name for path in made.before(of(made, "b"))] == ["c", "2024-accounts", "2025-accounts"]
    assert made.years(then) == [2024, 2025]


class TestAliases:
    ENTRIES = (
        budget("a", 2026, code="", department="某市科学技术局"),
        budget("b", 2025, code="", department="某市科学技术委员会"),
        budget("c", 2024, code="777", department="某市科委"),
    )

    def test_names_and_codes(self, tmp_path: Path) -> None:
        made = shelf(tmp_path, *self.ENTRIES)
        assert made.years(of(made, "a")) == [2026]
        (tmp_path / ALIASES).write_text(
            '[[department]]\nnames = ["某市科学技术局", "某市科学技术委员会"]\ncodes = ["777"]\n', encoding="utf-8"
        )
        known = Catalog(tmp_path)
        assert known.years(of(known, "a")) == [2024, 2025, 2026]
        assert base(known, "c", 2026) == "a"

    @pytest.mark.parametrize("text", ["[", "x = 1", "department = 3", '[department]\nnames = "a"'])
    def test_a_damaged_file(self, tmp_path: Path, text: str) -> None:
        made = shelf(tmp_path, *self.ENTRIES)
        (tmp_path / ALIASES).write_text(text, encoding="utf-8")
        with pytest.raises(DatasetError, match=r"aliases\.toml: expected \[\[department\]\] with names and codes"):
            made.years(of(made, "a"))


class TestUnits:
    def test_a_unit_and_its_department_by_the_name_that_it_prints(self, tmp_path: Path) -> None:
        made = shelf(
            tmp_path,
            budget("d-2025", 2025, code="", department="某区政府办公室"),
            budget("u-unit-2025", 2025, code="", department="某区信息中心", level="unit", parent="某区政府办公室"),
            budget("u-unit-2024", 2024, code="", department="某区信息中心", level="unit", parent="某区政府办公室"),
            budget("v-unit-2025", 2025, code="", department="某区政府办公室", level="unit"),
        )
        department = made.department(of(made, "u-unit-2025"))
        assert department is not None
        assert department.id == "d-2025"
        assert made.department(of(made, "u-unit-2024")) is None
        assert made.department(of(made, "d-2025")) is None
        assert [unit.id for unit in made.units(of(made, "d-2025"))] == ["u-unit-2025", "v-unit-2025"]
        assert made.units(of(made, "u-unit-2025")) == []


PLACES = st.tuples(
    st.sampled_from(("甲局", "乙局", "丙局")),
    st.sampled_from(("", "1", "2", "3")),
    st.sampled_from(("", "某省", "他省")),
    st.sampled_from((2025, 2026)),
    st.sampled_from(("department", "unit")),
)


@settings(max_examples=50)
@given(st.lists(PLACES, min_size=1, max_size=12), st.booleans())
def test_no_budget_of_a_department_is_missed(places: list[tuple[str, str, str, int, str]], aliases: bool) -> None:
    """What is looked up by code, name and aliases is what comparing with every budget gives."""
    names = ("department", "code", "region", "year", "level")
    with TemporaryDirectory() as folder:
        entries = [budget(f"b{n:02}", **dict(zip(names, place, strict=True))) for n, place in enumerate(places)]
        made = shelf(Path(folder), *entries)
        if aliases:
            (Path(folder) / ALIASES).write_text('[[department]]\nnames = ["甲局"]\ncodes = ["2"]\n', encoding="utf-8")
        for entry in made.entries:
            same = [
                e for e in made.entries if (e.level, e.kind) == (entry.level, entry.kind) and made.is_same(e, entry)
            ]
            first = {e.year: e.id for e in reversed(same)} | {entry.year: entry.id}
            assert [e.id for e in made.history(entry)] == [first[year] for year in sorted(first)]


def test_in_a_build_only_the_budgets_of_the_department_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shelf(tmp_path, budget("a", 2026), budget("b", 2025), budget("c", 2024), budget("d", 2025, code="998"))
    one = of(made, "a")
    monkeypatch.setenv(SERIES, known_series(made, one))
    (tmp_path / "d" / package.FILE).write_text("damaged", encoding="utf-8")
    assert catalog.bases(tmp_path, one, 2025) == (tmp_path / "b", None)
    assert catalog.bases(tmp_path, one, 2023) == (None, None)
    other = replace(one, id="x")
    with pytest.raises(DatasetError, match="data package"):  # of another one nothing was told
        catalog.bases(tmp_path, other, 2025)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert catalog.bases(elsewhere, one, 2025) == (None, None)
