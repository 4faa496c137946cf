"""Cells that know their column, laid out as rows of one width."""

from __future__ import annotations

from collections.abc import Sequence

#: Columns that a table has at most; a cell beyond them is left out.
WIDEST = 1_000


#: The first column that a cell stands in, and its text.
Cell = tuple[int, str]


def laid_out(rows: Sequence[Sequence[Cell]]) -> list[tuple[str, ...]]:
    """The rows as texts by column; what falls into one column of one row is put together."""
    width = min(max((column for row in rows for column, _ in row), default=-1) + 1, WIDEST)
    table = []
    for row in rows:
        texts = [""] * width
        for column, text in row:
            if column < width and text:
                texts[column] = f"{texts[column]} {text}".strip()
        table.append(tuple(texts))
    return table
