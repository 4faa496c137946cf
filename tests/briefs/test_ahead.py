"""Code that is read before it is needed."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from analysis.briefs import ahead


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package `afar` of two modules and a subpackage, imported by nobody yet."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.syspath_prepend(str(tmp_path))
    folder = tmp_path / "afar"
    (folder / "deep").mkdir(parents=True)
    (folder / "__init__.py").write_text("from afar.one import WHAT\n")
    (folder / "one.py").write_text("WHAT = 'read'\n\ndef said():\n    return WHAT\n")
    (folder / "broken.py").write_text("def\n")
    (folder / "deep" / "__init__.py").write_text("from . import two\n")
    (folder / "deep" / "two.py").write_text("WHERE = __name__\n")
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "afar"]:
        del sys.modules[name]


def test_modules_run_as_they_were_read_and_not_before(package: Path) -> None:
    ahead.read("afar")
    assert "afar" not in sys.modules
    source = package / "one.py"
    said = source.read_text()
    source.write_text("WHAT = 'changed'\n")
    assert import_module("afar").WHAT == "read"
    assert import_module("afar.deep").two.WHERE == "afar.deep.two"
    assert import_module("afar.deep").__path__ == [str(package / "deep")]
    source.write_text(said)
    assert inspect.getsource(import_module("afar.one").said) == "def said():\n    return WHAT\n"


def test_one_that_is_reloaded_is_read_again(package: Path) -> None:
    ahead.read("afar")
    module = import_module("afar.one")
    (package / "one.py").write_text("WHAT = 'changed since'\n")
    assert importlib.reload(module).WHAT == "changed since"


def test_what_cannot_be_read_says_so_as_it_is_imported(package: Path) -> None:
    ahead.read("afar", "there_is_no_such_package")
    with pytest.raises(SyntaxError):
        import_module("afar.broken")


def test_what_is_imported_already_stays(package: Path) -> None:
    before = import_module("afar.one")
    ahead.read("afar")
    assert import_module("afar.one") is before
    assert import_module("afar.deep").two.WHERE == "afar.deep.two"
