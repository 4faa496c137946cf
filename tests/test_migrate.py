"""Datasets of older schemas, the first version's committed one among them, become datasets of this one."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import cli, schema
from analysis.catalog import load
from analysis.metadata import FILE, DatasetError
from analysis.migrate import migrate

FIRST = Path(__file__).parent / "fixtures" / "322-2026-schema-1.zip"


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """The dataset of department 322 as schema version 1 had it."""
    with zipfile.ZipFile(FIRST) as packed:
        packed.extractall(tmp_path)
    return tmp_path / "322-2026"


def described(folder: Path, **changed: Any) -> None:
    path = folder / FILE
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changed), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_first_version_s_dataset(first: Path) -> None:
    with pytest.raises(DatasetError, match=r"schema version 1, .*`budget-briefs migrate` brings it there"):
        load(first)
    assert migrate(first) == 1
    old, new = load(first), load("322-2026")
    for table in ("amounts", "tables", "department"):  # every amount is of 2026, a budget
        assert old.frames()[table].equals(new.frames()[table]), table
    assert set(old.amounts.select("year", "phase").rows()) == {(2026, "budget")}
    assert old.reasons.height == 0
    assert old.statements["table"].null_count() == old.statements["row"].null_count() == old.statements.height
    assert old.mentions["sentence"].null_count() == old.mentions.height
    assert old.mentions.drop("sentence")["printed"].to_list() == new.mentions["printed"].to_list()
    assert migrate(first) is None


@pytest.fixture
def third(tmp_path: Path) -> Path:
    """The committed dataset as schema version 3 had it: without years, phases, reasons and seals."""
    folder = tmp_path / "322-2026"
    load("322-2026").save(folder)
    (folder / "reasons.csv").unlink()
    for name, gone in (("amounts", {"year", "phase"}), ("statements", {"table", "row"})):
        path = folder / f"{name}.csv"
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        kept = [at for at, column in enumerate(rows[0]) if column not in gone]
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([row[at] for at in kept] for row in rows)
    described(folder, schema_version=3, resources=[])
    return folder


def test_a_dataset_of_version_3(third: Path) -> None:
    """All but the reasons is as the document gives it; names that people wrote stay."""
    (third / "names.csv").write_text("zh,en\n甲,First\n", encoding="utf-8")
    assert migrate(third) == 3
    found, committed = contents(third), load("322-2026").files()
    differ = {name for name in committed if found[name] != committed[name]}
    assert differ == {"reasons.csv", FILE}
    assert load(third).names == {"甲": "First"}


def test_a_table_that_is_gone(third: Path) -> None:
    (third / "amounts.csv").unlink()
    with pytest.raises(DatasetError, match=r"amounts\.csv: can't be read"):
        migrate(third)


def test_what_is_not_known_joins_nothing(first: Path) -> None:
    """A price and a number are of one sentence only where the dataset says so."""
    from analysis.measures.costs.unit_costs import costs

    migrate(first)
    held = [costs(load(place)).filter(pl.col("basis") == "cost_indicator") for place in (first, "322-2026")]
    joined, known = ({(row["result"], row["period"]) for row in found.to_dicts()} for found in held)
    assert joined < known


@pytest.mark.parametrize("version", [schema.VERSION + 1, 0, "2", None])
def test_an_unknown_version_is_refused_and_left_alone(first: Path, version: Any) -> None:
    described(first, schema_version=version)
    before = contents(first)
    with pytest.raises(DatasetError, match=rf"schema version {version}, .*update it"):
        migrate(first)
    assert contents(first) == before


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("amounts.csv", "table\nx\n", r"amounts\.csv:2: table is 'x', expected a whole number"),
        ("mentions.csv", "mention\n1\n", r"row 1|is empty"),
        (FILE, "{", "not a data package"),
    ],
)
def test_a_damaged_one_is_refused_and_left_alone(first: Path, file: str, text: str, message: str) -> None:
    (first / file).write_text(text, encoding="utf-8")
    before = contents(first)
    with pytest.raises(DatasetError, match=message):
        migrate(first)
    assert contents(first) == before


class TestCommand:
    def test_all_of_a_folder(self, first: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["migrate", "--data", str(first.parent)]) == 0
        assert capsys.readouterr().out.endswith("322-2026: from schema version 1\n")
        assert cli.main(["migrate", "322-2026", "--data", str(first.parent)]) == 0
        assert capsys.readouterr().out.endswith("322-2026: as before\n")

    def test_a_bad_one_does_not_stop_the_others(self, first: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (first.parent / "a-2026").mkdir()
        (first.parent / "a-2026" / FILE).write_text("{")
        assert cli.main(["migrate", "--data", str(first.parent)]) == 1
        said = capsys.readouterr()
        assert "from schema version 1" in said.out
        assert said.err.count("\n") == 1
        assert cli.main(["migrate", "a-2026", "--data", str(first.parent)]) == 2
