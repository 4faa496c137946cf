"""The tables of a document as they are printed: title, header, rows, and what each column looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.ingest import headers, tables
from analysis.ingest.document import Document, Row, Text
from analysis.ingest.errors import Place
from analysis.money import UnreadableFigureError, parse_number
from analysis.templates import Template
from analysis.text import fold, key, name_key, whole

_TITLE = re.compile(r"^[^,。;:!?|]{2,60}表(?:\([^()]{1,24}\))?$")
_CONTINUED = re.compile(r"\(?续表?\d*\)?$")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_CODE = re.compile(r"\d{1,9}")
_CODED = re.compile(r"(?!(?:19|20)\d\d年)\[?\d{3,9}\]?[-—–_ ]?[\u4e00-\u9fff].*")
#: Characters of a line that is no title.
_LONG = 60


@dataclass
class Column:
    """A printed column: the words above it from the top, its lowest one, and what its cells hold."""

    leaf: str
    above: tuple[str, ...]
    cells: list[str]
    year: int | None  # from the latest that the header names

    @property
    def values(self) -> list[Decimal | None]:
        """Its cells as numbers, None where one prints none."""
        return [_number(cell) for cell in self.cells]

    @property
    def codes(self) -> list[str]:
        """Its cells where each that prints anything is digits, or a word such as 合计; else none."""
        printed = [fold(cell).strip().strip("[]") for cell in headers.printing(self.cells)]
        digits = [cell for cell in printed if _CODE.fullmatch(cell)]
        return digits if digits and len(printed) - len(digits) <= 1 else []

    @property
    def names_codes(self) -> bool:
        """True where codes stand before its names."""
        return sum(bool(_CODED.fullmatch(fold(cell).strip())) for cell in self.cells) * 2 > len(self.cells)

    @property
    def holds_figures(self) -> bool:
        """True where what it prints are figures; False for one that prints nothing."""
        printed = headers.printing(self.cells)
        return bool(printed) and sum(_number(cell) is not None for cell in printed) * 2 > len(printed)


@dataclass
class Printed:
    """A table as printed; `empty` where it has no row of figures."""

    title: str
    at: Place
    rows: list[Row] = field(default_factory=list)
    depth: int = 0
    columns: list[Column] = field(default_factory=list)


def find(document: Document, base: Template, known: frozenset[str]) -> list[Printed]:
    """The document's tables but its performance-target forms; `known` are keys of names that rows have."""
    finder = _Finder(base)
    for block in document.blocks:
        if isinstance(block, Text):
            finder.text(block.text, block.at)
        else:
            finder.grid(list(block.rows))
    for table in finder.found:
        table.depth = _depth(table.rows, known)
        if table.depth:
            _take_columns(table)
    return [table for table in finder.found if len(table.columns) > 1]


class _Finder:
    def __init__(self, base: Template) -> None:
        self.base = base
        self.found: list[Printed] = []
        self.title: tuple[str, Place] | None = None
        self.current: Printed | None = None
        self.in_form = False

    def text(self, text: str, at: Place) -> None:
        """Takes in a line: a title, a frame, or other words, which end a table."""
        word = key(text)
        if self.base.form.has_title(word):
            self.in_form, self.current = True, None
        elif _TITLE.match(word):
            again = self.current and _CONTINUED.sub("", word) == key(self.current.title)
            self.title, self.in_form = (None if again else (whole(text), at)), False
            self.current = self.current if again else None
        elif not tables.is_frame(self.base.document, text) and _WORDS.search(text):
            self.current = None
            self.title = None if len(text) > _LONG else self.title

    def grid(self, rows: list[Row]) -> None:
        """Takes in rows; those of one cell at the top are lines, as sheets and rules print them."""
        while rows and (line := rows[0].printed) and self._is_line(line):
            for cell in line:
                self.text(cell, rows[0].at)
            rows.pop(0)
        if self.in_form or not rows:
            return
        if self.title is None and self.current:
            self.current.rows += rows
            return
        title, at = self.title or ("", rows[0].at)
        self.current, self.title = Printed(title, at, list(rows)), None
        self.found.append(self.current)

    def _is_line(self, cells: Sequence[str]) -> bool:
        alone = len(cells) == 1 and bool(_TITLE.match(key(cells[0])))
        return alone or all(tables.is_frame(self.base.document, cell) for cell in cells)


def _depth(rows: Sequence[Row], known: frozenset[str]) -> int:
    """The number of rows that the header takes: up to the first with a figure, a code or a name that rows have."""
    for depth, row in enumerate(rows):
        printed = headers.printing(row.cells)
        if not printed or headers.numbers_columns(printed):
            continue
        first = fold(printed[0]).strip()
        apart = headers.stand_apart(row.cells) and len(printed) <= 2  # names of either side, without a figure
        named = depth and apart and name_key(first) in known
        if any(map(headers.is_figure, printed)) or _CODED.fullmatch(first) or named:
            return depth
    return len(rows)


def _take_columns(table: Printed) -> None:
    top = tuple(row.cells for row in table.rows[: table.depth])
    leaves = headers.leaves(top)
    years, _ = headers.years_above(top, len(leaves))
    body = [row for row in table.rows[table.depth :] if row.cells not in top]
    for place, leaf in enumerate(leaves):
        cells = [row.cells[place] if place < len(row.cells) else "" for row in body]
        if not leaf.strip() and not any(map(str.strip, cells)):
            continue
        word = headers.leaf_text(leaf)
        above = tuple(dict.fromkeys(w for w in _above(top, place) if w and w != word))
        table.columns.append(Column(word, above, cells, years[place]))


def _above(top: Sequence[tuple[str, ...]], place: int) -> Iterator[str]:
    """The words above a column, from the top; a heading over several columns stands in the first of them."""
    begins = 0
    for cells in top:
        printed = [p for p in range(begins, min(place + 1, len(cells))) if cells[p].strip()]
        if printed and not headers.numbers_columns(cells):
            begins = printed[-1]
            yield headers.leaf_text(cells[begins])


def _number(cell: str) -> Decimal | None:
    try:
        return parse_number(fold(cell).strip().removesuffix("%"))
    except UnreadableFigureError:
        return None
