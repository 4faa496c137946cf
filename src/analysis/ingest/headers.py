"""The columns of a printed table matched with those of its template: by its words, not by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from analysis.ingest.document import Row
from analysis.money import UNITS, is_blank
from analysis.templates.spec import ColumnSpec, SideSpec, TableSpec
from analysis.text import fold, key, whole, year_blind, years_of

_UNIT_AS_PRINTED = re.compile(rf"[(（](?:单位[:：])?(?:{UNITS})[)）]\s*$")
Rows = tuple[tuple[str, ...], ...]  # the cells of rows, as printed
_DEEPEST = 8  # rows of a header
#: Columns whose numbers are all to be right.
_FEW = 3
_DECIMAL = re.compile(r"-?(?<![\d,])[\d,]+\.\d+")
_RELATIVE = {
    -1: re.compile("(?:上年|去年|上一年)度?(?:年初|当年)?(?:预算|预计执行|执行|决算)"),
    0: re.compile("(?:本年|当年|今年)度?(?:年初)?预算"),
}
_NUMBERED = "栏次"
_FIGURE = re.compile(r"(?!(?:19|20)\d\d\Z)[-+△▲(]?[\d,]+(?:\.\d+)?\)?")
_UNIT_IN_HEADER = re.compile(rf"\((?:单位:)?({UNITS})\)$")


@dataclass(frozen=True)
class Column:
    """A printed column: its place in the row, its side and meaning, the unit that its header names."""

    place: int
    side: SideSpec
    spec: ColumnSpec
    unit: str = ""


@dataclass(frozen=True)
class Header:
    """A table's header: how many rows it takes, its columns, and how well the template fits.

    `spec` is the template's table, in the variant that fits best; `unknown` are words of columns that it has not,
    `missing` columns of it that are not printed. `guessed`: one column is known only because all others are.
    `printed` is the lowest header cell of each column, made whole, `over` what stands above one and tells it from
    others; `shared` the first row of figures, where the header's last words stand in it; `year` the latest named.
    """

    spec: TableSpec
    rows: int
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    width: int
    guessed: bool
    printed: Mapping[int, str]
    shared: tuple[str, ...]
    year: int | None
    over: Mapping[int, str]

    @property
    def whole(self) -> bool:
        return not self.unknown and not self.missing

    def repeats(self, other: Header) -> bool:
        """True where both print the same columns, as a table's header does again after a page break."""
        return [c.spec for c in self.columns] == [c.spec for c in other.columns] and self.unknown == other.unknown

    @property
    def figures(self) -> list[Column]:
        """Its columns of figures."""
        return [c for c in self.columns if c.spec.measure]

    @property
    def usable(self) -> bool:
        """Every side that prints anything names its rows and at least one figure."""
        sides = {id(c.side) for c in self.columns}
        named = {id(c.side) for c in self.columns if c.spec.role or c.side.kind == "items"}
        return bool(sides) and named == {id(c.side) for c in self.figures} == sides


def is_header_row(cells: Sequence[str], spec: TableSpec) -> bool:
    """True where a row only repeats the table's header, or numbers its columns."""
    if any(map(_DECIMAL.fullmatch, cells)):
        return False
    words = _words(cells)
    if len(words) < 2:
        return _spans(words, spec)
    return numbers_columns(cells) or spec.header_keys.issuperset(words)


def heads_columns(cells: Sequence[str], header: Header) -> bool:
    """True where a row has words in place of figures: a header that is printed again in other words."""
    places = [column.place for column in header.figures]
    worded = [p for p in places if p < len(cells) and not is_blank(cells[p])]
    known = not header.spec.header_keys.isdisjoint(_words(cells))
    return known and not any(map(is_figure, cells)) and len(worded) > 1 and len(worded) * 2 >= len(places)


def _spans(words: Sequence[str], spec: TableSpec) -> bool:
    """True where the row's only cell is a heading over several columns, and no row's name."""
    return len(words) == 1 and words[0] in spec.header_keys - spec.row_keys


def _words(cells: Sequence[str]) -> list[str]:
    """The keys of the cells that print anything, without their units."""
    return [_leaf(cell)[0] for cell in printing(cells)]


def printing(cells: Sequence[str]) -> list[str]:
    """Those of the cells that print more than dashes."""
    return [cell for cell in cells if not is_blank(cell)]


def match(rows: Sequence[Row], spec: TableSpec) -> Header | None:
    """The header at the top of `rows` by the template's table, or None where it does not open with one.

    Of the table's variants the one is taken that leaves fewest columns unknown or missing, and reads most.
    """
    top = tuple(row.cells for row in rows[:_DEEPEST])
    found = [header for variant in spec.printings if (header := _match(top, variant))]
    return min(
        found,
        key=lambda h: (not h.usable, len(h.unknown) + len(h.missing), h.guessed, -len(h.columns)),
        default=None,
    )


def leaves(rows: Rows) -> list[str]:
    """The lowest cell of each column of a header that prints anything; rows that number the columns do not count."""
    upwards = [cells for cells in reversed(rows) if not numbers_columns(cells)]
    width = max(map(len, rows))
    return [next((cells[i] for cells in upwards if i < len(cells) and cells[i].strip()), "") for i in range(width)]


# The same rows are held against the same table for its title, its columns and its pages.
@lru_cache(maxsize=4096)
def _match(rows: Rows, spec: TableSpec) -> Header | None:
    depth = _depth(rows, spec)
    if depth == 0:
        return None
    shared: tuple[str, ...] = ()
    lowest = rows[:depth]
    if depth < len(rows):
        words, shared = _shared(rows[depth], spec)
        lowest += (words,) if shared else ()
    lowest = _without_total(lowest, spec)
    words_below = leaves(lowest)
    width = len(words_below)
    keys = [_leaf(leaf)[0] for leaf in words_below]
    wanted = spec.columns
    years, latest = years_above(lowest, width)
    told = len({year for year in years if year is not None}) > 1
    of_this_year = {word for _, c in wanted if not c.year for word in c.keys}

    above = _above(lowest, width)

    def fits(i: int, j: int) -> bool:
        column = wanted[j][1]
        if column.over and column.over_keys.isdisjoint(above[i]):
            return False
        if keys[i] not in column.keys or column.states:
            return keys[i] in column.keys
        if told and years[i] is not None:
            return years[i] == column.year
        return not column.year or told or keys[i] not in of_this_year  # of one year, the words say which

    pairs = _align(keys, len(wanted), fits)
    guess = _by_elimination(keys, pairs, len(wanted))
    pairs |= guess
    columns = tuple(Column(i, *wanted[j], unit=_leaf(words_below[i])[1]) for i, j in sorted(pairs.items()))
    return Header(
        spec=spec,
        rows=depth,
        columns=columns,
        unknown=tuple(leaf for i, leaf in enumerate(words_below) if keys[i] and i not in pairs),
        missing=tuple(c.words[0] for j, (_, c) in enumerate(wanted) if not (c.optional or j in pairs.values())),
        width=width,
        guessed=bool(guess),
        printed={i: leaf_text(leaf) for i, leaf in enumerate(words_below) if leaf.strip()},
        shared=shared,
        year=latest,
        over={
            column.place: leaf_text(above[column.place][word])
            for column in columns
            for word in sorted(column.spec.over_keys & above[column.place].keys())
        },
    )


def _without_total(rows: Rows, spec: TableSpec) -> Rows:
    """The header's rows, the last one without the name of a row of the table that stands in it (合计)."""
    if len(rows) < 2:
        return rows
    naming = {word for _, c in spec.columns if c.role for word in c.keys}
    over = leaves(rows[:-1])
    last = tuple(
        "" if year_blind(cell) in spec.row_keys and i < len(over) and _leaf(over[i])[0] in naming else cell
        for i, cell in enumerate(rows[-1])
    )
    return (*rows[:-1], last)


def _above(rows: Rows, width: int) -> list[dict[str, str]]:
    """The header cells over each column, by their keys; a cell over several columns stands in the first of them."""
    found: list[dict[str, str]] = [{} for _ in range(width)]
    begins: set[int] = set()  # where cells above begin: none below reaches beyond
    for cells in rows:
        last = ""
        printed = {place for place in range(width) if place < len(cells) and cells[place].strip()}
        for place in range(width):
            last = cells[place] if place in printed else "" if place in begins else last
            if last:
                found[place][_leaf(last)[0]] = last
        begins |= printed
    return found


def years_above(rows: Rows, width: int) -> tuple[list[int | None], int | None]:
    """The year above each column, from the latest that the header names (0, -1), and that year itself.

    None where a column's header names none, or two as a comparison does. A heading over several columns stands in
    the first of them.
    """
    above: list[list[str]] = [[] for _ in range(width)]
    for cells in rows:
        last = ""
        for place in range(width):
            cell = cells[place] if place < len(cells) else ""
            last = cell if cell.strip() else last
            above[place].append(key(last))
    named = [frozenset[int]().union(*map(years_of, words)) for words in above]
    latest = max((year for years in named for year in years), default=None)
    told: list[int | None] = []
    for years, words in zip(named, above, strict=True):
        relative = {year - (latest or 0) for year in years}
        relative |= {year for word in words for year, said in _RELATIVE.items() if said.search(word)}
        told.append(next(iter(relative)) if len(relative) == 1 else None)
    return told, latest


def _shared(cells: tuple[str, ...], spec: TableSpec) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A row of figures that holds the last words of the header, taken apart; nothing where it holds none."""
    heads = [_leaf(cell)[0] in spec.header_keys - spec.row_keys for cell in cells]
    if sum(heads) < _FEW - 1 or not any(map(is_figure, cells)):
        return (), ()
    parts = [(cell, "") if head else ("", cell) for cell, head in zip(cells, heads, strict=True)]
    return tuple(head for head, _ in parts), tuple(rest for _, rest in parts)


def _depth(rows: Rows, spec: TableSpec) -> int:
    """The number of rows that the header takes: up to the first with a figure or a name that is none of its words."""
    for depth, cells in enumerate(rows):
        words = _words(cells)
        if numbers_columns(cells) or _spans(words, spec):
            continue
        known = sum(word in spec.header_keys for word in words)
        if len(words) < 2 or any(map(is_figure, cells)) or known * 2 < len(words):
            return depth
        if depth and stand_apart(cells) and all(is_blank(cell) or year_blind(cell) in spec.row_keys for cell in cells):
            return depth  # the totals of both sides, without a figure
    return len(rows)


def stand_apart(cells: Sequence[str]) -> bool:
    """True where no two cells that print anything are neighbours, as the names of rows of two sides are not."""
    places = [place for place, cell in enumerate(cells) if not is_blank(cell)]
    return all(later - place > 1 for place, later in pairwise(places))


def numbers_columns(cells: Sequence[str]) -> bool:
    """True where a row counts the columns from 1, behind 栏次 or not; of four and more one number may be damaged."""
    printed = printing(cells)
    numbers = [cell for cell in printed if key(cell) != _NUMBERED]
    right = sum(fold(cell).strip() == str(number) for number, cell in enumerate(numbers, 1))
    if 0 < len(numbers) < len(printed):
        return right == len(numbers)
    return len(printed) > 2 and right >= len(printed) - (len(printed) > _FEW)


def is_figure(cell: str) -> bool:
    """True where a cell prints a number and no year."""
    return bool(_FIGURE.fullmatch(fold(cell).strip()))


def _leaf(cell: str) -> tuple[str, str]:
    """A header cell's key and the unit that it names: 合计（万元）."""
    word = year_blind(cell)
    if found := _UNIT_IN_HEADER.search(word):
        return word[: found.start()], found[1]
    return word, ""


def leaf_text(cell: str) -> str:
    """A header cell's words as printed, without the unit that it names."""
    return whole(_UNIT_AS_PRINTED.sub("", cell))


def _align(keys: list[str], m: int, fits: Callable[[int, int], bool]) -> dict[int, int]:
    """Printed column to one of the template's `m`: the longest match in order, then what is left by its own word."""
    n = len(keys)
    hits = [[bool(keys[i]) and fits(i, j) for j in range(m)] for i in range(n)]
    below: list[tuple[tuple[int, int], ...]] = [()] * (m + 1)  # the longest matches from the next column on
    for i in reversed(range(n)):
        best = list(below)
        for j in reversed(range(m)):
            hit = ((i, j), *below[j + 1]) if hits[i][j] else ()
            best[j] = max(hit, below[j], best[j + 1], key=len)
        below = best
    pairs = dict(below[0])
    for i, word in enumerate(keys):
        if word and i not in pairs:
            free = [j for j in range(m) if j not in pairs.values() and hits[i][j]]
            if len(free) == 1:
                pairs[i] = free[0]
    return pairs


def _by_elimination(keys: list[str], pairs: dict[int, int], wanted: int) -> dict[int, int]:
    """The one column whose word is damaged, where all others stand in their places."""
    left = [i for i, word in enumerate(keys) if word and i not in pairs]
    free = [j for j in range(wanted) if j not in pairs.values()]
    placed = [pairs[i] for i in sorted(pairs)]
    if len(left) == len(free) == 1 and len(pairs) >= 2 and placed == sorted(placed):
        before = max((i for i in pairs if i < left[0]), default=-1)
        if free[0] == pairs.get(before, -1) + 1:
            return {left[0]: free[0]}
    return {}
