"""What the tests of ingest share: the template, the committed dataset, and the real document where it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.templates import Template

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def template() -> Template:
    return templates.load("shanxi")


@pytest.fixture(scope="session")
def committed() -> Disclosure:
    return Disclosure.load(ROOT / "data" / "322-2026")


@pytest.fixture(scope="session")
def document() -> Path:
    """The published document of the committed dataset; its folder is in BUDGET_DISCLOSURES."""
    folder = os.environ.get("BUDGET_DISCLOSURES")
    if not folder:
        pytest.skip("BUDGET_DISCLOSURES is unset: the published documents are not at hand")
    path = Path(folder) / "322-2026.txt"
    if not path.exists():
        pytest.skip(f"{path.name} is not in BUDGET_DISCLOSURES")
    return path
