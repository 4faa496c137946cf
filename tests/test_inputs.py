"""Digests of what things are made from."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from analysis.inputs import Inputs, why


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of three modules, of which one stands alone."""
    folder = tmp_path / "analysis"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "one.py").write_text("from analysis import (  # (the other one)\n    two as other,\n)\n")
    (folder / "two.py").write_text("if TYPE_CHECKING:\n    from analysis import three\n\nimport re\n")
    (folder / "three.py").write_text("import analysis.two, analysis.one\n")
    return folder


def test_modules_are_found_by_what_they_import(package: Path) -> None:
    inputs = Inputs(package)
    assert list(inputs.modules(["analysis.one"])) == ["analysis", "analysis.one", "analysis.two"]
    assert list(inputs.modules(["analysis.two"])) == ["analysis", "analysis.two"]
    assert list(inputs.modules(["analysis.three"])) == ["analysis", "analysis.one", "analysis.three", "analysis.two"]


def test_code_is_the_same_until_a_module_of_it_changes(package: Path) -> None:
    first, others = Inputs(package).code("analysis.one"), Inputs(package).code("analysis.two")
    (package / "three.py").write_text("1\n")
    assert Inputs(package).code("analysis.one") == first
    (package / "one.py").write_text("from analysis import two\n")
    assert Inputs(package).code("analysis.one") != first
    assert Inputs(package).code("analysis.two") == others
    inputs = Inputs(package)
    said = why({"code": "x"}, {"code": inputs.code("analysis.one")}, {"x": {"analysis.gone": "1"}}, inputs.parts)
    assert said == ["code: analysis, analysis.gone, analysis.one, analysis.two"]


def test_imports_that_never_end_take_no_time_by_their_square(package: Path) -> None:
    (package / "one.py").write_text("from analysis import (two,\n" * 20_000 + "if TYPE_CHECKING:\n" + " " * 50_000)
    started = time.process_time()
    assert "analysis" in Inputs(package).modules(["analysis.one"])
    assert time.process_time() - started < 3


def test_a_dataset_that_was_seen_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("datapackage.json", "amounts.csv", "note.txt"):
        (tmp_path / name).write_text("1")
    first = Inputs()
    made = first.dataset(tmp_path)
    (tmp_path / "note.txt").write_text("2")
    assert Inputs().dataset(tmp_path) == made
    read: list[Path] = []
    known = Inputs(seen=first.met)
    monkeypatch.setattr(known, "file", read.append)
    assert known.dataset(tmp_path) == made
    assert known.met == first.met
    assert read == []
    (tmp_path / "amounts.csv").write_text("2")
    assert Inputs(seen=first.met).dataset(tmp_path) != made
