"""The budget tables as sheets: a row for each row of the document, a column for each measure, with line and page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analysis.columns import MEASURES
from analysis.disclosure import Disclosure
from analysis.figure import COLUMN
from analysis.measures.figures import grouped
from analysis.present import messages
from analysis.present.workbook.cells import AMOUNT, Book, Sheet
from analysis.schema import AMOUNTS

#: Columns of a row that say what it is, where any row of the table has them.
_NAMED = ("function_code", "economic_code", "economic_item", "government_item", "budget_unit", "project")
_COLUMNS = {column.name: column for column in AMOUNTS.columns}
#: How far in the rows of a level stand.
_DEPTHS = {"section": 1, "item": 2, "budget_unit": 1, "project": 2}
_TOTALS = ("total", "subtotal")

#: Where each cell of the dataset stands in the workbook: its name -> its address.
Cells = Mapping[str, str]


def schedules(book: Book, disclosure: Disclosure) -> tuple[list[tuple[Sheet, str, int]], Cells]:
    """Writes a sheet for each budget table: the sheets with title and number of rows, and where each amount stands."""
    made: list[tuple[Sheet, str, int]] = []
    cells: dict[str, str] = {}
    titles = {row["table"]: row for row in reversed(disclosure.tables.to_dicts())}
    rows = disclosure.amounts.to_dicts()
    for number in sorted({*titles, *(row["table"] for row in rows)}):
        told, own = titles.get(number, {}), [row for row in rows if row["table"] == number]
        title = str(told.get("title") or book.say("table", number=number))
        sheet = book.sheet(f"{book.say('table', number=number)} {title}")
        found, count = _write(sheet, title, told.get("printed_unit") or "", own)
        cells |= found
        made.append((sheet, title, count))
    return made, cells


def _write(sheet: Sheet, title: str, printed_unit: str, rows: list[dict[str, Any]]) -> tuple[Cells, int]:
    """One table; the addresses of its amounts, and how many rows it has."""
    book = sheet.book
    units = [book.say("unit", unit="万元")]
    if printed_unit:
        units.append(book.say("printed_unit", unit=printed_unit))
    head(sheet, title, *units)
    named = [name for name in _NAMED if any(row[name] for row in rows)]
    measures = [measure for measure in MEASURES if any(row["measure"] == measure for row in rows)]
    columns = ["flow", "row", "level", "label", *named]
    for at, name in enumerate(columns):
        sheet.head(at, messages.pick(_COLUMNS[name].label, book.lang), name)
    for at, measure in enumerate(measures, len(columns)):
        sheet.head(at, messages.word(measure, book.lang), measure)
    last = len(columns) + len(measures)
    for at, name in enumerate(("page", "line"), last):
        sheet.head(at, messages.pick(_COLUMNS[name].label, book.lang), name)
    cells: dict[str, str] = {}
    groups = list(grouped(((row["flow"], row["row"]), row) for row in rows).values())
    for place, group in enumerate(groups, 3):
        first = group[0]
        strong = ("strong",) if first["level"] in _TOTALS else ()
        sheet.write(place, 0, messages.word(first["flow"], book.lang, "flow"), *strong)
        sheet.write(place, 1, first["row"], *strong)
        sheet.write(place, 2, first["level"], *strong)
        indent = "\u3000" * _DEPTHS.get(first["level"], 0)
        sheet.write(place, 3, indent + first["label"], *strong)
        for at, name in enumerate(named, 4):
            sheet.write(place, at, first[name], *strong)
        for row in group:
            at = len(columns) + measures.index(row["measure"])
            doubt = ("doubt",) if row["uncertain"] else ()
            value = row["printed"] if row["amount"] is None else row["amount"]
            sheet.write(place, at, value, *strong, *doubt, number=AMOUNT)
            if isinstance(value, Decimal):
                cells[f"{AMOUNTS.reference(row)}{COLUMN}amount"] = sheet.cell(place, at)
        sheet.write(place, last, first["page"])
        sheet.write(place, last + 1, first["line"])
    if groups:
        sheet.inner.autofilter(2, 0, len(groups) + 2, last + 1)
    sheet.finish(frozen=(3, 4), heads=(1, 2))
    return cells, len(groups)


def head(sheet: Sheet, title: str, *notes: str) -> None:
    """The first row of a sheet: its title, its units, and the way back to the first sheet."""
    sheet.write(0, 0, " · ".join((title, *notes)), "strong", measured=False)
    sheet.inner.set_row(0, 18)
