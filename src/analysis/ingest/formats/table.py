"""Cells that know their column, laid out as rows of one width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Columns that a table has at most; a cell beyond them is left out.
WIDEST = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text and the first column that it stands in."""

    column: int
    text: str


def laid_out(rows: Sequence[Sequence[Cell]]) -> list[tuple[str, ...]]:
    """The rows as texts by column; what falls into one column of one row is put together."""
    width = min(max((cell.column for row in rows for cell in row), default=-1) + 1, WIDEST)
    table = []
    for row in rows:
        texts = [""] * width
        for cell in row:
            if cell.column < width and cell.text:
                texts[cell.column] = f"{texts[cell.column]} {cell.text}".strip()
        table.append(tuple(texts))
    return table
