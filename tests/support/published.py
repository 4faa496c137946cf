"""The publishers' own documents, which are not in the repository: the folder BUDGET_DISCLOSURES has them."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from analysis.ingest import Ingested, ingest

FOLDER = Path(os.environ["BUDGET_DISCLOSURES"]) if os.environ.get("BUDGET_DISCLOSURES") else None
needed = pytest.mark.skipif(FOLDER is None, reason="BUDGET_DISCLOSURES is not set")


def documents(pattern: str) -> list[Path]:
    """The documents whose names have the pattern; none without the folder."""
    return sorted(FOLDER.glob(pattern)) if FOLDER else []


def document(name: str) -> Path:
    """A document by its name; the test is skipped where it is not at hand."""
    if FOLDER is None:
        pytest.skip("BUDGET_DISCLOSURES is not set")
    if not (path := FOLDER / name).exists():
        pytest.skip(f"{name} is not in BUDGET_DISCLOSURES")
    return path


@cache
def read(path: Path) -> Ingested:
    """A document as the program reads it, once."""
    return ingest(path)
