"""The unit of a table that prints none: proven by its total, or an error; a unit is never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal

from analysis.ingest.document import Document
from analysis.ingest.errors import Remark
from analysis.ingest.headers import Column
from analysis.ingest.tables import Table
from analysis.money import WAN, UnreadableFigureError, is_blank, parse_amount


def settle(document: Document, tables: Sequence[Table], stated: Iterable[Decimal]) -> list[Remark]:
    """Gives every table a unit: the printed one, or the one that makes its total a figure known elsewhere.

    `stated` are amounts in 万元 that the narrative states. Raises DocumentError where neither helps.
    """
    unnamed = [table for table in tables if not table.unit and not all(is_blank(cell) for _, cell in _figures(table))]
    if not unnamed:
        return []
    known = {*stated, *(abs(amount) for table in tables if table.unit for amount in _amounts(table, table.unit))}
    remarks = []
    for table in unnamed:
        largest = max(map(abs, _amounts(table, "万元")), default=Decimal(0))
        fits = [unit for unit, factor in WAN.items() if largest and largest * factor in known]
        if len(fits) != 1:
            raise document.error(
                table.at,
                f"{table.call()} prints no unit, and no total of another table proves one",
                "add a line such as 单位：万元 below its title",
            )
        table.unit = fits[0]
        remarks.append(Remark(table.at, f"{table.call()} prints no unit; its total proves {table.unit}"))
    return remarks


def _figures(table: Table) -> Iterator[tuple[Column, str]]:
    """The cells of the table's columns of figures, row by row."""
    columns = [column for column in table.header.columns if column.spec.measure] if table.header else []
    for row in table.rows:
        for column in columns:
            if column.place < len(row.cells):
                yield column, row.cells[column.place]


def _amounts(table: Table, unit: str) -> list[Decimal]:
    """What of them is an amount."""
    amounts = []
    for column, cell in _figures(table):
        with suppress(UnreadableFigureError):
            if (amount := parse_amount(cell, column.unit or unit)) is not None:
                amounts.append(amount)
    return amounts
