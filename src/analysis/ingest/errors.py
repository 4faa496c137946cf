"""What can be wrong with a document: errors that end the reading, and remarks that do not."""

from __future__ import annotations

from dataclasses import dataclass


class DocumentError(ValueError):
    """A document that can't be read into a dataset. One line: file, line, what was expected, what to do."""

    def __init__(self, name: str, line: int | None, expected: str, remedy: str) -> None:
        self.name, self.line, self.expected, self.remedy = name, line, expected, remedy
        place = name if line is None else f"{name}:{line}"
        super().__init__(f"{place}: {expected}: {remedy}")


@dataclass(frozen=True, slots=True)
class Remark:
    """A place that was read as far as it proves itself, for the one who checks the dataset."""

    line: int
    text: str
