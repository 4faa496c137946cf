"""A dataset as a folder: what is saved is loaded, damage is named, the package is valid."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from analysis import schema
from analysis.disclosure import Disclosure, frame
from analysis.metadata import ID_LENGTH, DatasetError, dataset_id
from support.datasets import Plan, dataset, plans, second_department

COMMITTED = Path(__file__).parents[1] / "data" / "322-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(COMMITTED, tmp_path / "322-2026")
    return tmp_path / "322-2026"


def test_the_committed_package_is_valid() -> None:
    report = frictionless.validate(str(COMMITTED / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == len(schema.ALL)


def test_a_made_up_package_is_valid(tmp_path: Path) -> None:
    second_department().save(tmp_path / "x")
    report = frictionless.validate(str(tmp_path / "x" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


def test_every_column_is_described() -> None:
    package = json.loads((COMMITTED / "datapackage.json").read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == [table.name for table in schema.ALL]
    for resource, table in zip(package["resources"], schema.ALL, strict=True):
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        assert list(fields) == table.names
        assert all(field["type"] and field["description"] for field in fields.values())
        assert resource["schema"]["primaryKey"] == list(table.key)
    assert {"title", "publisher", "year", "sha256"} == set(package["source"])
    assert "profile" not in package


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    committed = Disclosure.load(COMMITTED)
    assert committed.save(tmp_path / "x")
    assert not committed.save(tmp_path / "x")
    assert Disclosure.load(tmp_path / "x").files() == committed.files()
    assert {p.name: p.read_bytes() for p in (tmp_path / "x").iterdir()} == {
        p.name: p.read_bytes() for p in COMMITTED.iterdir()
    }


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(plan=plans())
def test_any_dataset_comes_back(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> None:
    expected = dataset(plan)
    folder = tmp_path_factory.mktemp("data") / "x"
    expected.save(folder)
    found = Disclosure.load(folder)
    assert found.metadata == expected.metadata
    for name, table in expected.frames().items():
        assert found.frames()[name].equals(table), name
    assert found.files() == expected.files()


def test_figures_are_exact_decimals() -> None:
    committed = Disclosure.load(COMMITTED)
    for table in schema.ALL:
        dtypes = dict(committed.frames()[table.name].schema)
        for column in table.columns:
            if column.kind == "decimal":
                assert isinstance(dtypes[column.name], pl.Decimal)
    assert committed.amounts["amount"].to_list()[0] == Decimal("7734.64")


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("amounts.csv", "7734.64,7734.64", "7734.x,7734.64", r"amounts\.csv:2: amount is not a decimal"),
        ("amounts.csv", "7734.64,7734.64", "NaN,7734.64", r"amounts\.csv:2: amount is not a decimal"),
        ("amounts.csv", "table,schedule", "table,plan", r"amounts\.csv:1: expected the columns of amounts"),
        ("amounts.csv", ",false,,93", ",maybe,,93", r"amounts\.csv:2: uncertain is not a boolean"),
        ("amounts.csv", ",false,,93", ",false,93", r"amounts\.csv:2: 20 cells where 21 were expected"),
        ("amounts.csv", "revenue,5,", "revenue,1,", r"amounts\.csv: .*key that stands twice"),
        ("amounts.csv", "revenue,1,", "income,1,", r"amounts\.csv: .*flow is 'income'"),
        ("department.csv", "2025-12-31", "2025-31-12", r"department\.csv:19: as_of is not a date"),
        ("datapackage.json", '"schema_version": 3', '"schema_version": 99', "update budget-briefs"),
        ("datapackage.json", '"schema_version": 3', '"schema_version": 0', "ingest the document again"),
        ("datapackage.json", '"department"', '"departement"', "no property 'department'"),
        ("datapackage.json", "{", "[", "not a data package"),
    ],
)
def test_damage_is_named(folder: Path, file: str, old: str, new: str, says: str) -> None:
    _edit(folder / file, old, new)
    with pytest.raises(DatasetError, match=says) as caught:
        Disclosure.load(folder)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_gone(folder: Path) -> None:
    (folder / "mentions.csv").unlink()
    with pytest.raises(DatasetError, match=r"mentions\.csv: not there: ingest the document again"):
        Disclosure.load(folder)


def test_a_file_in_another_encoding(folder: Path) -> None:
    path = folder / "projects.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(DatasetError, match=r"projects\.csv: not UTF-8"):
        Disclosure.load(folder)


def test_a_file_that_a_spreadsheet_saved(folder: Path) -> None:
    """A byte order mark and other line ends are no damage."""
    before = Disclosure.load(folder)
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert Disclosure.load(folder).files() == before.files()


def test_rows_are_checked() -> None:
    row: dict[str, Any] = {"subject": "staff", "measure": "total", "value": Decimal(3), "unit": "人", "line": 1}
    assert frame(schema.DEPARTMENT, [row]).height == 1
    for broken, says in (
        (row | {"colour": "red"}, "no column colour"),
        (row | {"unit": None}, "unit is empty in row 1"),
    ):
        with pytest.raises(ValueError, match=says):
            frame(schema.DEPARTMENT, [broken])
    with pytest.raises(ValueError, match="row 1 has a key that stands twice"):
        frame(schema.DEPARTMENT, [row, row])


@pytest.mark.parametrize(
    ("code", "name", "unit", "made"),
    [
        ("322", "某协会", False, "322-2026"),
        ("322", "某协会", True, "322-unit-2026"),
        ("", "上海市普陀区司法局", False, "上海市普陀区司法局-2026"),
        ("", "某 局/（本级）:*", False, "某局(本级)-2026"),
        ("", "ＡＢＣ局", False, "ABC局-2026"),
    ],
)
def test_ids(code: str, name: str, unit: bool, made: str) -> None:
    assert dataset_id(code, name, 2026, unit=unit) == made


def test_a_long_name_ends_in_a_short_hash() -> None:
    ids = {dataset_id("", "某" * 80 + end, 2026) for end in ("甲", "乙")}
    assert len(ids) == 2
    assert all(len(made) <= ID_LENGTH and made.endswith("-2026") for made in ids)
