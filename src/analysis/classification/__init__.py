"""The national classification of revenue and expenditure (政府收支分类科目): codes, their names, and since when.

The file is `national.csv`, with what the documents at hand print and what is certain; the file that the environment
variable BUDGET_BRIEFS_CLASSIFICATION names adds to it, in the same columns:

    code      3 digits a class, 5 a section or economic item, 7 an item; functions begin with 2, the departmental
              economic classification with 3, the governmental one with 5
    zh, en    the name, and what it is called in English
    since     the first year in which the code had that name; empty where it is not known
    until     the last one; empty where it has the name still

A code or name that is not here is not wrong: the classification is longer than this file.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from analysis.text import UserError, name_key

#: The environment variable that names a file of one's own.
FILE = "BUDGET_BRIEFS_CLASSIFICATION"
COLUMNS = ("code", "zh", "en", "since", "until")
FUNCTION, ECONOMIC, GOVERNMENT = "2", "3", "5"
_CLASS = 3  # digits of the code of a class


class ClassificationError(UserError):
    """A file of codes that can't be used; the message names file, line and remedy."""


@dataclass(frozen=True)
class Name:
    """A name that a code had, from and to which year."""

    code: str
    zh: str
    en: str
    since: int | None = None
    until: int | None = None

    def held_in(self, year: int) -> bool:
        """True if the code had, or may have had, the name in that year."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)

    @property
    def is_class(self) -> bool:
        """True if it names a class, the highest level."""
        return len(self.code) == _CLASS


class Classification:
    """The names of codes, both ways; names are compared without ordinals and spaces, 其它 as 其他."""

    def __init__(self, names: tuple[Name, ...]) -> None:
        self.names = names
        self._by_code: dict[str, list[Name]] = {}
        self._by_name: dict[str, list[Name]] = {}
        for name in names:
            self._by_code.setdefault(name.code, []).append(name)
            self._by_name.setdefault(name_key(name.zh), []).append(name)

    def of(self, code: str) -> list[Name]:
        """The names that a code has had; none for a code that is not known."""
        return self._by_code.get(code, [])

    def called(self, zh: str, kind: str = "") -> list[Name]:
        """The codes that have had a name, with it; of one kind (FUNCTION ...) where that is given."""
        return [name for name in self._by_name.get(name_key(zh), []) if name.code.startswith(kind)]

    def name(self, code: str, year: int) -> Name | None:
        """The name of a code in a year."""
        return next((name for name in self.of(code) if name.held_in(year)), None)

    def outdated(self, zh: str, year: int, kind: str, code: str = "") -> Name | None:
        """The name that a code no longer had in a year; None where `zh` is no name of it, or one that it still had.

        Without `code`, every code of the kind that was ever called so has another name since.
        """
        held = [name for name in self.called(zh, kind) if code in ("", name.code)]
        ended = [name for name in held if name.until is not None and name.until < year]
        return ended[0] if ended and len(ended) == len(held) else None

    def current(self, zh: str, year: int, kind: str) -> str:
        """The name of a thing in a year: `zh` itself, or the name that took its place."""
        former = self.outdated(zh, year, kind)
        now = self.name(former.code, year) if former else None
        return now.zh if now else zh

    def english(self, kind: str, key: str) -> str:
        """A class of a kind in English, by its code or any of its names; empty where it is not known."""
        held = [
            name for name in (*self.of(key), *self.called(key, kind)) if name.is_class and name.code.startswith(kind)
        ]
        return held[-1].en if held else ""


def load() -> Classification:
    """The classification, with the file of one's own where one is named.

    Raises ClassificationError where that can't be used.
    """
    return _load(os.environ.get(FILE, ""))


def own() -> Path | None:
    """The file of one's own, where one is named."""
    return Path(os.environ[FILE]) if os.environ.get(FILE) else None


@cache
def _load(path: str) -> Classification:
    names = [*_read(resources.files(__package__) / "national.csv", "")]
    if path:
        names += _read(Path(path), path)
    return Classification(tuple({(name.code, name.zh): name for name in names}.values()))


def _read(path: Traversable, where: str) -> Iterator[Name]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ClassificationError(f"{where}: can't be read ({error}): {FILE} names a CSV in UTF-8") from None
    lines = csv.DictReader(text.splitlines())
    if tuple(lines.fieldnames or ()) != COLUMNS:
        raise ClassificationError(f"{where}:1: expected the columns {', '.join(COLUMNS)}: name them so")
    for row in lines:
        code, zh, en, *years = ((row[name] or "").strip() for name in COLUMNS)
        if not code.isdecimal() or len(code) < _CLASS or not zh:
            raise ClassificationError(
                f"{where}:{lines.line_num}: expected a code of digits and its name, got {code} {zh}"
            )
        if not all(year == "" or (len(year) == 4 and year.isdecimal()) for year in years):
            raise ClassificationError(f"{where}:{lines.line_num}: expected years as 2019, got {' '.join(years)}")
        since, until = (int(year) if year else None for year in years)
        yield Name(code, zh, en, since, until)
