"""Frames of tables and forms, taken out of the rules: a title, a year or a mark in the rows of a grid is a line.

Some offices print the title as the first row of its ruled table, and some tables stand below each other in one grid.
Behind this, a title is a line wherever it stood, and a grid holds the rows of one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from analysis.ingest import tables, titles
from analysis.ingest.document import Block, Document, Grid, Row, Text
from analysis.templates import Template
from analysis.text import fold, key, without_ordinal

_TITLE = re.compile(r"^\D[^,。;:!?|]{4,50}表(?:\([^()]{1,12}\))?$")


def lifted(document: Document, template: Template) -> Document:
    """The document with the frames of the template's tables and forms as lines of text."""
    blocks: list[Block] = []
    for block in document.blocks:
        blocks += [block] if isinstance(block, Text) else _parts(block, template)
    return replace(document, blocks=tuple(blocks))


def _parts(grid: Grid, template: Template) -> Iterator[Block]:
    """A grid as lines and grids."""
    rows: list[Row] = []
    framed = False
    for number, row in enumerate(grid.rows):
        lines = _lines(row.printed, template, at_top=not number or framed)
        if framed and not lines and row.printed and _is_frame(row.printed, template):
            lines = [_joined(row)]
        framed = bool(lines)
        if not lines:
            rows.append(row)
            continue
        above: list[Row] = []  # the unit above the title
        while rows and _is_frame(rows[-1].printed or [""], template):
            above.insert(0, rows.pop())
        if rows:
            yield Grid(tuple(rows))
            rows = []
        yield from (Text(_joined(frame), frame.at) for frame in above)
        yield from (Text(line, row.at) for line in lines)
    if rows:
        yield Grid(tuple(rows))


def _lines(printed: list[str], template: Template, *, at_top: bool) -> list[str]:
    """The lines that a row's cells are where the row is a frame: a title alone or beside a unit, a year, a mark."""
    if not printed or len(printed) > 3 or any(len(cell) > titles.LONGEST for cell in printed):
        return []
    words = [" ".join(cell.split()) for cell in printed]
    title = next((word for word in words if _is_title(word, template)), None)
    rest = [word for word in words if word is not title]
    if title is not None and _is_frame(rest, template):
        return words
    alone = len(words) == 1
    if alone and at_top and (template.form.year.match(key(words[0])) or template.document.mark.match(key(words[0]))):
        return words
    return words if alone and not at_top and _TITLE.match(fold(words[0])) else []


def _is_title(word: str, template: Template) -> bool:
    return titles.find(template, word) is not None or template.form.has_title(key(without_ordinal(word)))


def _is_frame(printed: list[str], template: Template) -> bool:
    return all(tables.is_frame(template.document, cell) for cell in printed)


def _joined(row: Row) -> str:
    return "  ".join(" ".join(cell.split()) for cell in row.printed)
