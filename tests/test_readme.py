"""README's generated parts are those of the code."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_the_generated_parts_are_up_to_date():
    """`python docs/update.py` renews them."""
    spec = importlib.util.spec_from_file_location("update", ROOT / "docs" / "update.py")
    update = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(update)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert update.renewed(text) == text


def test_every_file_that_readme_shows_is_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("docs/brief-zh.png", "notebooks/changes.ipynb", "environment.yml", "CONTRIBUTING.md"):
        assert name in text
        assert (ROOT / name).is_file()
