"""Tables that are set in columns without ruled lines: where whole lines leave the same gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.ingest.formats import glyphs
from analysis.ingest.formats.glyphs import Glyph
from analysis.text import fold

_GAP = 1.2  # of a letter's height between the cells of a line
_FEWEST_ROWS = 3
_FIGURE = re.compile(r"[-+△▲(]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\)?|-|—+")

Line = tuple[int, list[Glyph]]
Piece = tuple[float, float, str]  # left, right, text


def unruled(lines: Sequence[Line]) -> Iterator[tuple[set[int], list[tuple[int, tuple[str, ...]]]]]:
    """The tables among a page's lines: the numbers of their lines, and each row with its line's number.

    A table is a run of lines in pieces, at least three of them with a name and figures; a line in one piece ends it
    unless it stands between two such lines.
    """
    pieces = [(number, _pieces(line)) for number, line in lines]
    for run in _runs(pieces):
        if sum(_is_row(parts) for _, parts in run) < _FEWEST_ROWS:
            continue
        places = _places([parts for _, parts in run if _is_row(parts)], [parts for _, parts in run])
        if len(places) < 2:
            continue
        yield {number for number, _ in run}, [(number, _cells(parts, places)) for number, parts in run]


def _pieces(line: Sequence[Glyph]) -> list[Piece]:
    """A line's letters in pieces that wide gaps part."""
    groups: list[list[Glyph]] = []
    for glyph in line:
        if glyph.char.isspace():
            continue
        if groups and glyph.left - groups[-1][-1].right <= _GAP * glyph.height:
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return [(group[0].left, group[-1].right, glyphs.text(group)) for group in groups]


def _runs(pieces: Sequence[tuple[int, list[Piece]]]) -> Iterator[list[tuple[int, list[Piece]]]]:
    run: list[tuple[int, list[Piece]]] = []
    for number, parts in pieces:
        if len(parts) > 1:
            run.append((number, parts))
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _is_row(parts: Sequence[Piece]) -> bool:
    """Whether a line is a row of figures: more than one piece, and all but the first ones figures."""
    return len(parts) > 1 and bool(_FIGURE.fullmatch(fold(parts[-1][2])))


def _places(rows: Sequence[Sequence[Piece]], every: Sequence[Sequence[Piece]]) -> list[tuple[float, float]]:
    """The columns' extents: what the rows' pieces cover, and header words that stand over no other column."""
    spans: list[tuple[float, float]] = []

    def add(left: float, right: float) -> None:
        near = [span for span in spans if left <= span[1] and right >= span[0]]
        for span in near:
            spans.remove(span)
        spans.append((min([left, *(s[0] for s in near)]), max([right, *(s[1] for s in near)])))

    for parts in rows:
        for left, right, _ in parts:
            add(left, right)
    for parts in every:
        for left, right, _ in parts:
            if not any(left <= span[1] and right >= span[0] for span in spans):
                add(left, right)
    return sorted(spans)


def _cells(parts: Sequence[Piece], places: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    cells = [""] * len(places)
    for left, right, text in parts:
        overlap = [min(right, b) - max(left, a) for a, b in places]
        at = max(range(len(places)), key=lambda i: (overlap[i], -i))
        cells[at] = f"{cells[at]} {text}".strip()
    return tuple(cells)
