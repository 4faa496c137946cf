"""README is short, and the generated parts of docs/ are those of the code."""

from __future__ import annotations

import importlib.util
import re
from functools import cached_property
from pathlib import Path
from types import ModuleType

import pytest

from analysis.measures.answers import SCHEMAS, Answers

ROOT = Path(__file__).resolve().parent.parent


def generator() -> ModuleType:
    """docs/update.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("update", ROOT / "docs" / "update.py")
    assert spec is not None
    assert spec.loader is not None
    update = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(update)
    return update


@pytest.mark.parametrize("page", ["commands", "answers", "dataset"])
def test_the_generated_parts_are_up_to_date(page: str) -> None:
    """`python docs/update.py` renews them."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert generator().renewed(page, text) == text


def test_readme_is_read_in_one_go() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("\n") <= 250
    for name in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / name).is_file(), name


def test_every_file_that_readme_shows_is_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in (
        "docs/brief-zh.png",
        "docs/definitions.md",
        "notebooks/changes.ipynb",
        "environment.yml",
        "CONTRIBUTING.md",
    ):
        assert name in text
        assert (ROOT / name).is_file()


def test_every_answer_that_is_listed_is_made_when_asked_for():
    """The answers of the build, by the names of their schemas."""
    assert all(isinstance(vars(Answers)[table.name], cached_property) for table in SCHEMAS)


def test_a_block_that_is_empty_or_missing_is_no_trap():
    update = generator()
    text = (ROOT / "docs" / "dataset.md").read_text(encoding="utf-8")
    empty = re.sub(r"(generated -->\n).*?(<!-- end -->)", r"\1\2", text, flags=re.DOTALL)
    assert update.renewed("dataset", empty) == text
    with pytest.raises(ValueError, match="0 blocks named columns"):
        update.renewed("dataset", "")
