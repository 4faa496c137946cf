"""The widths of a table's columns on paper: what can't be broken fits, and what is left goes where words are."""

from __future__ import annotations

import re
import unicodedata

from analysis.briefs.documents.blocks import Cell, Table

#: Twips that a letter takes in a table's type (8.5 points): Chinese ones, others, and a cell's own edges.
_WIDE, _NARROW, _EDGES, _INDENT = 172, 98, 170, 200
_FIGURE = 118  # of a figure's letter at most, bold and in the widest type
_LONGEST = 4200  # twips at most before a line breaks
LONGEST_FIGURE = 16  # letters of a figure that is never broken
_PIECE = re.compile(r"[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]+")


def widths(table: Table, room: int) -> list[int]:
    """The columns' widths in twips, `room` in all."""
    count = table.width
    least, wished = [_EDGES + _WIDE * 2] * count, [_EDGES + _WIDE * 2] * count
    for line in (*table.head, *table.body):
        at = 0
        for cell in line.cells:
            if cell.span == 1:
                indent = _INDENT * line.level if at == 0 else 0
                least[at] = max(least[at], _EDGES + indent + _unbroken(cell, is_head=line in table.head))
                wished[at] = max(wished[at], min(_LONGEST, _EDGES + indent + _length(cell.text)))
            at += cell.span
    wished = [max(pair) for pair in zip(least, wished, strict=True)]
    if sum(least) >= room:
        return _scaled(least, room)
    if sum(wished) <= room:
        return _scaled(wished, room)
    spare, asked = room - sum(least), [most - few for few, most in zip(least, wished, strict=True)]
    shares = [few + spare * more // max(1, sum(asked)) for few, more in zip(least, asked, strict=True)]
    return _scaled(shares, room)


def _unbroken(cell: Cell, *, is_head: bool) -> int:
    """Twips of the longest piece that should stay on one line: a figure with its sign, a word, two Chinese letters."""
    if cell.figures and not is_head and len(cell.text) <= LONGEST_FIGURE:
        return len(cell.text) * _FIGURE
    pieces = _PIECE.findall(cell.text)
    return min(max((_length(piece) for piece in pieces), default=0), 18 * _NARROW)


def _length(text: str) -> int:
    return max(
        sum(_WIDE if unicodedata.east_asian_width(letter) in "WF" else _NARROW for letter in line)
        for line in text.split("\n")
    )


def _scaled(shares: list[int], room: int) -> list[int]:
    total = sum(shares)
    scaled = [share * room // total for share in shares]
    scaled[0] += room - sum(scaled)
    return scaled
