"""The line of the document, and the figure in it, that each cell of the dataset is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from analysis import schema
from analysis.disclosure import Disclosure
from analysis.figure import COLUMN
from analysis.ingest.document import Record
from analysis.money import YUAN_PER_WAN
from analysis.originals import Line
from analysis.text import FIGURE, fold, whole

#: Lines or rows from where a row of a dataset begins, in which its figures stand: a sentence's, a form's.
_NEAR = {"statements": 8, "projects": 40}
#: The column that a whole row of a dataset stands for; of others, none.
_MEANT = {"amounts": "amount", "statements": "value", "indicators": "value"}


#: The number of a line, and of its cell that prints the figure, if one does.
Place = tuple[int, int | None]
Piece = tuple[int, str, frozenset[Decimal]]


def cells(disclosure: Disclosure, lines: Sequence[Line], columns: Mapping[str, int]) -> dict[str, Place]:
    """The place of each cell and row of the dataset, by its name.

    `columns` are the cells of their rows that print the amounts, by reference.
    """
    at: dict[tuple[str | None, int], list[int]] = {}
    for number, line in enumerate(lines):
        at.setdefault((line.page, line.line), []).append(number)
    pieces = list(map(_pieces, lines))
    found: dict[str, Place] = {}
    for table, frame in zip(schema.ALL, disclosure.frames().values(), strict=True):
        names = [column.name for column in table.columns if column.kind == "decimal"]
        for row in frame.iter_rows(named=True):
            if (held := at.get((row["page"], row["line"]))) is None:
                continue
            ref = table.reference(row)
            near = range(held[-1] + 1, min(held[-1] + _NEAR.get(table.name, 1), len(lines)))
            for name in names:
                if row[name] is not None:
                    wanted = _wanted(table.name, row, name)
                    found[f"{ref}{COLUMN}{name}"] = _place(pieces, (*held, *near), wanted, columns.get(ref), row)
            found[ref] = found.get(f"{ref}{COLUMN}{_MEANT.get(table.name)}", (held[0], None))
    return found


def _place(
    pieces: Sequence[list[Piece]], numbers: Sequence[int], wanted: frozenset[Decimal], known: int | None, row: Record
) -> Place:
    """The first of these lines that prints a number that is wanted, and where; else the first line."""
    target = row.get("target")  # ≥30万人次: in other units than its value
    for number in numbers:
        held = [place for place, text, held in pieces[number] if text == target or wanted & held]
        if held:
            last = row.get("period") == "annual"  # forms print the term before the year
            return number, known if known in held else held[-1 if last else 0]
    return numbers[0], None


def _pieces(line: Line) -> list[Piece]:
    """The cells of a row, or the figures of a line: each with its place, made whole, and the numbers in it."""
    held = (one for one in enumerate(line.cells) if line.is_row or one[0] % 2)
    return [(place, whole(text), _numbers(text)) for place, text in held if text]


def _wanted(table: str, row: Record, column: str) -> frozenset[Decimal]:
    """The numbers that may be printed for a figure of a dataset: without its sign, which words say, in 元 or 万元."""
    if table in ("amounts", "mentions"):
        return _numbers(row["printed"] or "")
    size = abs(row[column])
    if table == "statements" and (printed := row.get(f"{column.removesuffix('_value')}_printed")):
        return _numbers(printed)
    return frozenset({size, size / YUAN_PER_WAN} if table == "projects" else {size})


def _numbers(text: str) -> frozenset[Decimal]:
    bare = (fold(figure).strip("-+△▲%").replace(",", "") for figure in FIGURE.findall(text))
    return frozenset(Decimal(figure) for figure in bare if figure.count(".") < 2)
