"""Documents kept beside their datasets: written whole, found again, and nothing where they are not what they were."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import originals, templates
from analysis.disclosure import Disclosure
from analysis.ingest import batch
from analysis.metadata import Metadata
from analysis.originals import Line
from support.datasets import Plan, dataset
from support.formats import FORMATS
from support.writer import Layout, write

SMALL = Plan(seed=5, units=1, classes=2, projects=2, forms=1, department_form=False)
SUFFIXES = {"html": ".html", "docx": ".docx", "xlsx": ".xlsx", "pdf": ".pdf"}


@pytest.fixture(scope="module")
def text() -> str:
    return write(dataset(SMALL), templates.load("shanxi"), Layout(heading=""))


def taken(folder: Path, content: bytes, name: str, *, keep: bool = True) -> Metadata:
    source = folder / name
    source.write_bytes(content)
    data = folder / "data"
    return Disclosure.load(batch.take(source, data, keep=keep).folder).metadata


Keeps = Callable[[str], tuple[Path, Metadata]]


@pytest.fixture(scope="module")
def taken_once(text: str, tmp_path_factory: pytest.TempPathFactory) -> Keeps:
    """The data folder of a document in a format, read once and only to be looked at."""
    done: dict[str, tuple[Path, Metadata]] = {}

    def of(name: str) -> tuple[Path, Metadata]:
        if name not in done:
            folder = tmp_path_factory.mktemp(name)
            done[name] = folder / "data", taken(folder, FORMATS[name](text), f"budget{SUFFIXES.get(name, '.txt')}")
        return done[name]

    return of


@pytest.fixture
def kept(taken_once: Keeps, tmp_path: Path) -> Keeps:
    """A copy of it, to be damaged."""

    def of(name: str) -> tuple[Path, Metadata]:
        data, metadata = taken_once(name)
        return Path(shutil.copytree(data, tmp_path / "data")), metadata

    return of


@pytest.mark.parametrize("name", FORMATS)
def test_a_document_is_kept_as_it_came(name: str, taken_once: Keeps) -> None:
    data, metadata = taken_once(name)
    content = (data.parent / f"budget{SUFFIXES.get(name, '.txt')}").read_bytes()  # as it came
    original = originals.of(data, metadata)
    assert original is not None
    assert original.file.read_bytes() == content
    assert (original.pages > 0) == (name == "pdf")
    spot = original.spot(next(cell for cell in original.cells if cell.startswith("amounts/1/") and "#" in cell))
    assert spot is not None
    assert spot.marked is not None
    assert spot.line.is_row
    assert spot.line.header
    assert (spot.box is not None) == (name == "pdf")


def test_a_dataset_is_the_same_with_its_document_and_without(text: str, tmp_path: Path) -> None:
    for name, keep in (("with", True), ("without", False)):
        (tmp_path / name).mkdir()
        metadata = taken(tmp_path / name, text.encode(), "budget.txt", keep=keep)
        assert (originals.there(tmp_path / name / "data", metadata) is not None) == keep
    folders = [tmp_path / name / "data" / metadata.id for name in ("with", "without")]
    one, other = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in folders)
    assert one == other


def test_what_was_kept_of_another_document_is_not_shown(kept: Keeps) -> None:
    data, metadata = kept("text")
    places = data / originals.FOLDER / metadata.id / "places.json"
    held = json.loads(places.read_bytes())
    places.write_text(json.dumps(held | {"sha256": "0" * 64}))
    assert originals.of(data, metadata) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"sha256": 1}', b"[" * 100_000, b"\xff\xfe"])
def test_damaged_places_are_none(content: bytes, kept: Keeps) -> None:
    data, metadata = kept("text")
    assert originals.of(data, metadata) is not None
    (data / originals.FOLDER / metadata.id / "places.json").write_bytes(content)
    assert originals.of(data, metadata) is None


@pytest.mark.parametrize(
    "wrong", [{"blocks": 5}, {"blocks": [[]]}, {"sizes": [[]]}, {"cells": {"a": [99999, 0]}}, {"kind": "x"}]
)
def test_places_that_make_no_sense_are_none(wrong: dict[str, object], kept: Keeps) -> None:
    data, metadata = kept("pdf")
    places = data / originals.FOLDER / metadata.id / "places.json"
    places.write_text(json.dumps(json.loads(places.read_bytes()) | wrong), encoding="utf-8")
    assert originals.of(data, metadata) is None


def test_many_documents_are_read_again_where_they_were_not_kept(text: str, tmp_path: Path) -> None:
    metadata = taken(tmp_path, text.encode(), "budget.txt", keep=False)
    data, source = tmp_path / "data", tmp_path / "budget.txt"
    assert batch.unchanged([source], data) == {}
    assert batch.unchanged([source], data, kept=False) == {source: data / metadata.id}
    batch.take(source, data)
    assert batch.unchanged([source], data) == {source: data / metadata.id}


def test_lines_are_parted_at_their_figures() -> None:
    boxes = [[0, 0, 9, 1], [1, 0, 2, 1], [5, 0, 6, 1]]
    (line,) = originals.lines([["总计10,808.91万元，减少１2.46%。", "3", 7, boxes]], [(595, 842)] * 3)
    assert line.cells == ("总计", "10,808.91", "万元，减少", "１2.46%", "。")
    assert line.boxes == [None, boxes[1], None, boxes[2], boxes[0]]
    assert line.box == (0, 0, 9, 1)
    assert line.size == (595, 842)


def test_a_table_that_goes_on_keeps_its_header() -> None:
    def row(line: int, *cells: str) -> list[object]:
        return [[None, line], [], *cells]

    first = [row(1, "项目", "预算数"), row(2, "甲", "1.00")]
    second = [row(3, "乙", ""), row(4, "丙", "2.00")]
    again = [row(5, "项目", "预算数"), row(6, "丁", "3.00")]
    lines = list(
        originals.lines([first, second, again, ["表2", None, 7, []], [row(8, "单位", "数"), row(9, "戊", "4")]])
    )
    headers = {line.cells[0]: line.header for line in lines if line.is_row}
    assert headers["甲"] == headers["乙"] == headers["丙"] == headers["丁"] == (("项目", "预算数"),)
    assert headers["戊"] == (("单位", "数"),)
    assert headers["项目"] == ()


def test_a_line_without_boxes_has_none() -> None:
    assert Line(None, 1, ("a",), is_row=False).box is None
