"""What the tests of ingest share: the template, the committed dataset, and the real document where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.templates import Template
from support import published

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def template() -> Template:
    return templates.load("shanxi")


@pytest.fixture(scope="session")
def committed() -> Disclosure:
    return Disclosure.load(ROOT / "data" / "322-2026")


@pytest.fixture(scope="session")
def document() -> Path:
    """The published document of the committed dataset."""
    return published.document("322-2026.txt")
