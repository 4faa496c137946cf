"""Tables that are set in columns without ruled lines: where whole lines leave the same gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.ingest.formats import glyphs
from analysis.ingest.formats.glyphs import Glyph
from analysis.text import fold

#: Of a letter's height between the cells of a line.
_GAP = 1.2
#: Behind a code, and between single letters: columns that stand close.
_NARROW_GAP = 0.5
_LONGEST_CODE = 7
_FEWEST_ROWS = 3
#: Lines of one piece within a table, one below the other.
_MOST_ALONE = 40
#: Characters.
_LONGEST_ALONE = 24
_FRAMES = re.compile(r"表\d*(?:\([^()]*\))?$|:|[。;]")
_FIGURE = re.compile(r"[-+△▲(]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\)?|-|—+")

Line = tuple[int, list[Glyph]]
Piece = tuple[float, float, str]  # left, right, text
Lines = list[tuple[int, list[Piece]]]
Places = list[tuple[float, float]]  # both ends of each column, from the left


@dataclass(frozen=True)
class Table:
    """A table without ruled lines: the numbers of its lines, its rows with their lines' numbers, its columns.

    A row's cells are pieces: the first and last letter's sides, and the text, empty in a cell that prints nothing.
    """

    numbers: frozenset[int]
    rows: list[tuple[int, tuple[Piece, ...]]]
    places: Places


def unruled(lines: Sequence[Line], above: Table | None = None) -> Iterator[Table]:
    """The tables among a page's lines; `above` is the one that the page before ends with.

    A table is a run of lines in pieces, at least three of them with a name and figures, or one below a header. A line
    in one piece ends it unless it is short and stands between two lines of the table. One that opens a page without a
    header goes on with the one above where its pieces stand in that one's columns.
    """
    pieces = [(number, _pieces(line)) for number, line in lines]
    for run in _runs(pieces):
        headed = _is_headed(run)
        goes_on = above and not headed and run[0][0] == pieces[0][0]
        places = above.places if above and goes_on and _stands_in(run, above.places) else []
        rows = [parts for _, parts in run if _is_row(parts)]
        if not places and len(rows) < _FEWEST_ROWS and not headed:
            continue
        places = places or _places(rows, [parts for _, parts in run])
        if len(places) > 1:
            numbers = frozenset(number for number, _ in run)
            yield Table(numbers, [(number, _cells(parts, places)) for number, parts in run], places)


def _stands_in(run: Lines, places: Places) -> bool:
    """True where every piece stands in one column alone, and no two of a line in the same one."""
    for _, parts in run:
        at = [[i for i, (a, b) in enumerate(places) if left <= b and right >= a] for left, right, _ in parts]
        if any(len(found) != 1 for found in at) or len({found[0] for found in at}) < len(parts):
            return False
    return True


def _pieces(line: Sequence[Glyph]) -> list[Piece]:
    """A line's letters in pieces that wide gaps part."""
    groups: list[list[Glyph]] = []
    for glyph in line:
        if glyph.char.isspace():
            continue
        if groups and glyph.left - groups[-1][-1].right <= _gap(groups[-1]) * glyph.height:
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return [(group[0].left, group[-1].right, glyphs.text(group)) for group in groups]


def _gap(group: Sequence[Glyph]) -> float:
    """The width of a gap that parts a group of letters from the next one, in heights."""
    code = len(group) <= _LONGEST_CODE and all(letter.char.isdigit() for letter in group)
    return _NARROW_GAP if code or len(group) == 1 else _GAP


def _runs(pieces: Lines) -> Iterator[Lines]:
    run: Lines = []
    alone: Lines = []
    for number, parts in pieces:
        if len(parts) > 1:
            run += [*alone, (number, parts)] if run else [(number, parts)]
            alone = []
        elif run and len(alone) < _MOST_ALONE and _is_short(parts[0][2]):
            alone.append((number, parts))
        else:
            if run:
                yield run
            run, alone = [], []
    if run:
        yield run


def _is_short(text: str) -> bool:
    """True where a line in one piece may be a row that prints its name only."""
    return len(text) <= _LONGEST_ALONE and not _FRAMES.search(fold(text))


def _is_headed(run: Lines) -> bool:
    """True where lines are a header of three columns and more over a row of figures, few as its rows are."""
    first = next((i for i, (_, parts) in enumerate(run) if _is_row(parts)), 0)
    return first > 0 and max(len(parts) for _, parts in run[:first]) >= _FEWEST_ROWS


def _is_row(parts: Sequence[Piece]) -> bool:
    """True where a line is a row of figures: more than one piece, and all but the first ones figures."""
    return len(parts) > 1 and bool(_FIGURE.fullmatch(fold(parts[-1][2])))


def _places(rows: Sequence[Sequence[Piece]], every: Sequence[Sequence[Piece]]) -> Places:
    """The columns' extents: what the rows' pieces cover, and header words that stand over no other column."""
    spans: Places = []

    def add(left: float, right: float) -> None:
        near = [span for span in spans if left <= span[1] and right >= span[0]]
        for span in near:
            spans.remove(span)
            left, right = min(left, span[0]), max(right, span[1])
        spans.append((left, right))

    for parts in rows:
        for left, right, _ in parts:
            add(left, right)
    for parts in every:
        for left, right, _ in parts:
            if not any(left <= span[1] and right >= span[0] for span in spans):
                add(left, right)
    return sorted(spans)


def _cells(parts: Sequence[Piece], places: Places) -> tuple[Piece, ...]:
    cells: list[Piece] = [(0, 0, "")] * len(places)
    for left, right, text in parts:
        overlap = [min(right, b) - max(left, a) for a, b in places]
        at = max(range(len(places)), key=lambda i: (overlap[i], -i))
        begins, _, said = cells[at]
        cells[at] = (begins if said else left, right, f"{said} {text}".strip())
    return tuple(cells)
