"""`export`: exact figures in the files of other programs, written whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analysis import answers, load, schema
from analysis.briefs.export import FORMATS, PICTURES, names
from analysis.catalog import data_folder
from analysis.cli import main
from analysis.measures.answers import SCHEMAS
from support.office import parts

ID = "322-2026"


def export(*words: str | Path) -> int:
    return main(["export", ID, "--data", str(data_folder()), *map(str, words)])


Exported = Callable[[str], Path]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The disclosure in a format, written once and only to be read."""
    folder, done = tmp_path_factory.mktemp("exported"), set[str]()

    def of(form: str) -> Path:
        if form not in done:
            assert export("--to", form, folder / form) == 0
            done.add(form)
        return folder / form

    return of


def test_parquet_is_exact(exported: Exported) -> None:
    made = exported("parquet")
    budget, found = load(ID), answers(ID)
    frames = {**budget.frames(), **{table.name: frame for table, frame in found.tables()}}
    assert {path.stem for path in made.iterdir()} == set(frames)
    for name, frame in frames.items():
        assert pl.read_parquet(made / f"{name}.parquet").equals(frame)
    total = pl.read_parquet(made / "amounts.parquet")["amount"]
    assert total.dtype == pl.Decimal(20, 6)
    assert total[0] == Decimal("7734.64")


def test_csv_is_a_data_package_and_the_dataset_itself(exported: Exported) -> None:
    from frictionless import Package

    made = exported("csv")
    assert Package(str(made / "datapackage.json")).validate().valid
    for table in schema.ALL:
        name = f"{table.name}.csv"
        assert (made / name).read_bytes() == (data_folder() / ID / name).read_bytes()
    described = json.loads((made / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert [resource["name"] for resource in described] == [table.name for table in (*schema.ALL, *SCHEMAS)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_charts(tmp_path: Path, lang: str) -> None:
    for form in ("svg", "png"):
        assert export("--to", form, tmp_path / f"c.{form}", "--only", "changes-1", "--lang", lang) == 0
    svg = (tmp_path / "c.svg").read_text(encoding="utf-8")
    assert "−740.40" in svg
    assert ("上年结转" if lang == "zh" else "Carryover") in svg
    assert 'role="img"' in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")
    png = (tmp_path / "c.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") > 1000  # two pixels to a point


def test_all_charts_are_named_by_their_pages(tmp_path: Path) -> None:
    assert export("--to", "svg", tmp_path / "s") == 0
    names = {path.stem for path in (tmp_path / "s").iterdir()}
    assert {"brief-1", "changes-1"} <= names
    assert export("--to", "svg", tmp_path / "s", "--only", "nothing-1") == 2
    assert {path.stem for path in (tmp_path / "s").iterdir()} == names


def test_a_workbook_and_single_files(tmp_path: Path) -> None:
    assert export("--to", "xlsx", tmp_path / "b.xlsx", "--lang", "zh") == 0
    assert "xl/workbook.xml" in parts((tmp_path / "b.xlsx").read_bytes())
    assert export("--to", "csv", tmp_path / "c.csv", "--only", "changes") == 0
    assert (tmp_path / "c.csv").read_text(encoding="utf-8").startswith("subject,flow,measure,base_phase,current")


@pytest.mark.long  # a workbook has a test of its own
def test_the_same_bytes_again(tmp_path: Path, exported: Exported) -> None:
    for form in set(FORMATS) - set(PICTURES):  # of pictures: one notebook above
        first, second = exported(form), tmp_path / form
        assert export("--to", form, second) == 0
        for path in [first] if first.is_file() else sorted(first.iterdir()):
            assert path.read_bytes() == (second if first.is_file() else second / path.name).read_bytes()


def test_again_into_the_same_folder_but_over_nobody_elses_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], exported: Exported
) -> None:
    shutil.copytree(exported("csv"), tmp_path / "c")
    assert export("--to", "csv", tmp_path / "c") == 0
    (tmp_path / "c" / "mine.txt").write_text("mine")
    capsys.readouterr()
    assert export("--to", "csv", tmp_path / "c") == 2
    assert "it holds mine.txt: name another" in capsys.readouterr().err
    assert (tmp_path / "c/mine.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "csv", "x", "--only", "nothing"], "--only nothing: expected one of tables, amounts"),
        (["--to", "svg", "x.svg", "--only", "changes-9"], "--only changes-9: expected one of changes-1"),
        (["--to", "xlsx", "x", "--only", "changes"], "a workbook is whole"),
        (["--to", "xlsx", "."], "expected a file's name, it is a folder"),
        (["--to", "svg", "file"], "it is a file: name another"),
        (["--to", "xlsx", "no/such/x.xlsx"], "No such file or directory"),
        (["--to", "docx", "x"], "invalid choice"),
    ],
)
def test_refusals_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    (tmp_path / "file").write_text("before")
    data = data_folder().resolve()
    monkeypatch.chdir(tmp_path)
    try:
        code = main(["export", ID, "--data", str(data), *words])
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "before"


def test_names() -> None:
    assert names("xlsx") == ()
    assert set(names("csv")) == {table.name for table in (*schema.ALL, *SCHEMAS)}
