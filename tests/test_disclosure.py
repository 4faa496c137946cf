"""A dataset as a folder: what is saved is loaded, damage is named, the package is valid."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from analysis import cli, schema, templates
from analysis.disclosure import Disclosure, frame
from analysis.ingest.batch import take
from analysis.metadata import ID_LENGTH, DatasetError, dataset_id
from support import small
from support.datasets import Plan, dataset, plans, second_department
from support.small import amount
from support.writer import write

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
        ("amounts.csv", "7734.64,7734.64", "7734.x,7734.64", r"amounts\.csv:2: amount is '7734.x', expected a decimal"),
        ("amounts.csv", "7734.64,7734.64", "NaN,7734.64", r"amounts\.csv:2: amount is 'NaN', expected a decimal"),
        ("amounts.csv", "7734.64,7734.64", "1e400,7734.64", r"amounts\.csv:2: amount is '1e400', expected a decimal"),
        ("amounts.csv", "7734.64,7734.64", "1e5,7734.64", r"amounts\.csv:2: amount is '1e5', expected a decimal"),
        ("amounts.csv", "7734.64,7734.64", "７７３４,7734.64", r"amounts\.csv:2: amount is '７７３４', expected a dec"),
        ("amounts.csv", "7734.64,7734.64", f"{'7' * 60},1", rf"amounts\.csv:2: amount is '{'7' * 40}…', expected"),
        ("amounts.csv", "7734.64,7734.64", "7734.1234567,1", r"amounts\.csv:2: amount is '7734.1234567', expected"),
        ("amounts.csv", "7734.64,7734.64", ",7734.64", r"amounts\.csv:2: amount is empty, .*says 7734\.64 万元"),
        ("amounts.csv", "7734.64,7734.64", "7734.65,7734.64", r"csv:2: amount is 7734\.65, .*says 7734\.64 万元"),
        ("amounts.csv", "7734.64,7734.64", "7734.64,收入", r"csv:2: amount is 7734\.64, but printed says no amount"),
        ("amounts.csv", ",2026,budget,7734.64", ",,budget,7734.64", r"amounts\.csv:2: year is empty"),
        ("amounts.csv", ",2026,budget,7734.64", ",26,budget,7734.64", r"csv:2: year is '26', expected a year in four"),
        ("amounts.csv", "1,budget_summary", "１,budget_summary", r"csv:2: table is '１', expected a whole number"),
        ("amounts.csv", "一、一般", "一\0、一般", r"amounts\.csv:2: a NUL character"),
        ("tables.csv", "收支总表", "收支简表", r"tables\.csv: not as datapackage.json says .*`budget-briefs seal`"),
        ("amounts.csv", "table,schedule", "table,plan", r"amounts\.csv:1: expected the columns of amounts"),
        ("amounts.csv", ",false,,93", ",maybe,,93", r"amounts\.csv:2: uncertain is 'maybe', expected true or false"),
        ("amounts.csv", ",false,,93", ",false,93", r"amounts\.csv:2: 22 cells where 23 were expected"),
        ("amounts.csv", "revenue,5,", "revenue,1,", r"amounts\.csv:\d+: a key that stands twice"),
        ("amounts.csv", "revenue,1,", "income,1,", r"amounts\.csv:2: flow is 'income', expected one of revenue"),
        ("department.csv", "2025-12-31", "2025-31-12", r"department\.csv:19: as_of is '2025-31-12', expected a date"),
        ("datapackage.json", '"schema_version": 4', '"schema_version": 99', "update budget-briefs"),
        ("datapackage.json", '"schema_version": 4', '"schema_version": 0', "ingest the document again"),
        ("datapackage.json", '"kind": "budget"', '"kind": "plan"', "kind is 'plan', expected budget or accounts"),
        ("datapackage.json", '"year": 2026', '"year": 1e400', "year is 'inf', expected a year in four digits"),
        (
            "datapackage.json",
            '"year": 2026',
            '"year": 2025',
            "2025, budget: expected the year and kind of some amounts",
        ),
        ("datapackage.json", '"year": 2026', '"year": 99999999999999999999', "year is '9+', expected a year in four"),
        ("datapackage.json", '"code": "322"', '"code": 322', "code is '322', expected a text in quotes"),
        ("datapackage.json", '"schema_version": 4', f'"x": {"[" * 100_000}', "not a data package"),
        ("datapackage.json", '"hash": "sha256:', '"hush": "sha256:', "expected a resource with rows, bytes and hash"),
        ("datapackage.json", '"rows": 456', '"rows": 455', r"amounts\.csv: 456 rows, datapackage.json says 455"),
        ("datapackage.json", '"department"', '"departement"', "no property 'department'"),
        ("datapackage.json", "{", "[", "not a data package"),
    ],
)
def test_damage_is_named(folder: Path, file: str, old: str, new: str, says: str) -> None:
    _edit(folder / file, old, new)
    with pytest.raises(DatasetError, match=says) as caught:
        Disclosure.load(folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("rows", [0, 10])
def test_rows_that_are_gone(folder: Path, rows: int) -> None:
    path = folder / "amounts.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[: rows + 1]), encoding="utf-8")
    with pytest.raises(DatasetError, match=rf"amounts\.csv: {rows} rows, datapackage.json says 456: .*seal"):
        Disclosure.load(folder)


class TestSeal:
    def test_a_change_that_is_meant(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        _edit(folder / "amounts.csv", "7734.64,7734.64", "7734.65,7734.65")
        assert cli.main(["check", str(folder)]) == 2
        assert "seal" in capsys.readouterr().err
        assert cli.main(["seal", str(folder)]) == 0
        assert Disclosure.load(folder).amounts["amount"][0] == Decimal("7734.65")
        assert frictionless.validate(str(folder / "datapackage.json")).valid
        assert cli.main(["seal", "322-2026", "--data", str(folder.parent)]) == 0
        assert capsys.readouterr().out.endswith("322-2026: as before\n")

    def test_an_amount_that_is_not_what_is_printed(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        _edit(folder / "amounts.csv", "7734.64,7734.64", "7734.65,7734.64")
        assert cli.main(["seal", str(folder)]) == 2
        said = capsys.readouterr().err
        assert "amounts.csv:2: amount is 7734.65, but printed says 7734.64 万元" in said
        assert said.count("\n") == 1


class TestYears:
    """Amounts of other years and phases stand beside the document's own, and in no sum of them."""

    def both(self) -> Disclosure:
        before = {"year": 2025, "phase": "outturn"}
        rows = [amount("revenue_total", "10.00", 1), amount("revenue_total", "9.00", 1, **before)]
        return small.disclosure(amounts=rows)

    def test_its_own_unless_asked(self, tmp_path: Path) -> None:
        made = self.both()
        assert made.amounts["amount"].to_list() == [10]
        assert made.amounts_of(2025, "outturn")["amount"].to_list() == [9]
        assert [schema.AMOUNTS.reference(row) for row in made.all_amounts.to_dicts()] == [
            "amounts/1/revenue/1/total/2026/budget",
            "amounts/1/revenue/1/total/2025/outturn",
        ]
        made.save(tmp_path / "x")
        found = Disclosure.load(tmp_path / "x")
        assert found.all_amounts.equals(made.all_amounts)
        assert found.files() == made.files()

    def test_final_accounts_are_their_own_phase(self) -> None:
        made = Disclosure.of(replace(small.METADATA, kind="accounts"), {"amounts": [amount("carryover", "1.00", 1)]})
        assert made.amounts["phase"].to_list() == ["accounts"]


class TestNames:
    def test_none_where_nobody_wrote_any(self) -> None:
        assert second_department().names == {}

    def test_they_stay_with_the_dataset(self, folder: Path, tmp_path: Path) -> None:
        own = "zh,en\n甲,First\n"
        (folder / "names.csv").write_text(own, encoding="utf-8")
        held = Disclosure.load(folder)
        assert held.names == {"甲": "First"}
        assert "names.csv" not in held.files()
        assert not held.save(folder)
        assert replace(held, names={}, reasons=held.reasons.head(0)).save(folder)
        assert (folder / "names.csv").read_text(encoding="utf-8") == own
        held.save(tmp_path / "elsewhere")
        assert Disclosure.load(tmp_path / "elsewhere").names == held.names

    def test_a_document_read_again_keeps_them(self, tmp_path: Path) -> None:
        source, own = tmp_path / "a.txt", "zh,en\n甲,First\n"
        source.write_text(write(dataset(Plan()), templates.load("shanxi")), encoding="utf-8")
        taken = take(source, tmp_path / "data")
        (taken.folder / "names.csv").write_text(own, encoding="utf-8")
        source.write_text(write(dataset(Plan(seed=1)), templates.load("shanxi")), encoding="utf-8")
        assert take(source, tmp_path / "data", replace=True).changed
        assert (taken.folder / "names.csv").read_text(encoding="utf-8") == own

    @pytest.mark.parametrize("text", ["zh,en\n甲,\n", "zh,en\n甲,A\n甲,B\n", "zh,name\n甲,A\n", "zh,en\n甲\n"])
    def test_damage_is_named(self, folder: Path, text: str) -> None:
        (folder / "names.csv").write_text(text, encoding="utf-8")
        with pytest.raises(DatasetError, match=r"names\.csv:[123]: "):
            Disclosure.load(folder)

    @pytest.mark.parametrize("id", sorted(path.parent.name for path in COMMITTED.parent.glob("*/datapackage.json")))
    def test_every_project_and_unit_has_one(self, id: str) -> None:
        held = Disclosure.load(COMMITTED.parent / id)
        named = (held.all_amounts["project"], held.all_amounts["budget_unit"], held.projects["project"])
        used = {name for names in (*named, held.projects["budget_unit"]) for name in names.drop_nulls()}
        used |= {held.metadata.department}
        assert used <= set(held.names)


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
        (row | {"unit": None}, "row 1: unit is empty"),
    ):
        with pytest.raises(ValueError, match=says):
            frame(schema.DEPARTMENT, [broken])
    with pytest.raises(ValueError, match="row 2: a key that stands twice"):
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
