"""Faults of a document: errors that end the reading, and remarks that do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from analysis.text import UserError


class Place(NamedTuple):
    """A place: `page` is None where the document has none; `line` counts from 1."""

    page: str | None
    line: int


class DocumentError(UserError):
    """A document that can't be read into a dataset. One line: file, place, what was expected, what to do."""

    def __init__(self, name: str, at: Place | None, expected: str, remedy: str) -> None:
        self.name, self.at, self.expected, self.remedy = name, at, expected, remedy
        super().__init__(f"{called(name, at)}: {expected}: {remedy}")

    def __reduce__(self) -> tuple[type[DocumentError], tuple[str, Place | None, str, str]]:
        return type(self), (self.name, self.at, self.expected, self.remedy)


def locked(name: str, what: str) -> DocumentError:
    """The error for a file, called `what`, that only a password opens."""
    return DocumentError(name, None, f"{what} with a password", "save it without a password")


def called(name: str, at: Place | None) -> str:
    """A place as messages call it: `budget.txt:12`, or `budget.pdf:9:12` for line 12 of page 9."""
    if at is None:
        return name
    return f"{name}:{at.line}" if at.page is None else f"{name}:{at.page}:{at.line}"


@dataclass(frozen=True)
class Remark:
    """A place that was read as far as it proves itself, for the one who checks the dataset."""

    at: Place
    text: str
