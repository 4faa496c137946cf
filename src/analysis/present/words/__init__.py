"""The languages that there are: those of the files here, and of a folder of one's own."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

#: The environment variable that names a folder of catalogs of one's own.
WORDS = "BUDGET_BRIEFS_WORDS"


def catalogs() -> dict[str, Path]:
    """The languages that there are, each with the file of its words; one of one's own takes the place of ours."""
    return _catalogs(os.environ.get(WORDS, ""))


@cache
def _catalogs(own: str) -> dict[str, Path]:
    folders = [Path(__file__).parent, *([Path(own)] if own else [])]
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.toml"))}


def language(name: str) -> str:
    """The language of that name. Raises ValueError, naming the languages there are."""
    if name not in (known := catalogs()):
        raise ValueError(f"lang={name}: expected one of {', '.join(known)}")
    return name
