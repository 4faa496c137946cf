"""A disclosure as an Excel workbook, as a researcher would make one by hand.

A sheet for each budget table as the document prints it, a sheet for each answer with its sources in words, a sheet
for each table of the dataset. The two sides of an identity are formulas on the tables' cells. The same disclosure
gives the same bytes.
"""

from __future__ import annotations

import io
from importlib.metadata import version

from xlsxwriter import Workbook

from analysis import schema
from analysis.archives import reproducible
from analysis.columns import UNIT
from analysis.disclosure import Disclosure
from analysis.measures.answers import Answers
from analysis.present import messages
from analysis.present.phrases import Lang
from analysis.present.workbook.cells import Book, Sheet
from analysis.present.workbook.frames import addresses, frame
from analysis.present.workbook.schedules import head, schedules
from analysis.schema import Schema
from analysis.text import printable

__all__ = ["workbook"]

#: Listed on the first sheet: a sheet, what it holds, and how many rows it has.
_Listed = tuple[Sheet, str, int]


def workbook(disclosure: Disclosure, answers: Answers, lang: Lang) -> bytes:
    """The workbook of a disclosure and its answers (amounts in 万元, exact to Excel's 15 digits), in one language."""
    out = io.BytesIO()
    inner = Workbook(out, {"in_memory": True})  # no cell's kind is guessed
    book = Book(inner, lang)
    first = book.sheet(messages.words("sheets", lang)["about"])
    tables, printed = schedules(book, disclosure)
    cells = {**addresses(book, disclosure), **printed}
    held = [*answers.tables(), *((table, disclosure.frames()[table.name]) for table in schema.ALL)]
    frames = [(table, rows) for table, rows in held if rows.height]
    listed: list[_Listed] = list(tables)
    for table, rows in frames:
        sheet = frame(book, table, rows, disclosure, cells)
        listed.append((sheet, messages.pick(table.label, lang), rows.height))
    listed.append(_columns(book, [table for table, _ in frames]))
    _about(first, disclosure, listed)
    metadata = disclosure.metadata
    made = f"budget-briefs {version('budget-briefs')}"
    title = book.say("title", department=printable(metadata.department), year=metadata.year)
    inner.set_properties({"title": title, "subject": printable(metadata.id), "author": made})
    first.inner.activate()
    inner.close()
    return reproducible(out.getvalue())


def _about(sheet: Sheet, disclosure: Disclosure, listed: list[_Listed]) -> None:
    """The first sheet: what this is, how to read it, and the way to each sheet."""
    book, metadata = sheet.book, disclosure.metadata
    title = book.say("title", department=metadata.department, year=metadata.year)
    sheet.write(0, 0, title, "big", measured=False)
    told = {
        "department": metadata.department,
        "year": metadata.year,
        "id": metadata.id,
        "source": metadata.source.title,
        "publisher": metadata.source.publisher,
        "sha256": metadata.source.sha256,
        "made": f"budget-briefs {version('budget-briefs')}",
    }
    row = 2
    for name, value in told.items():
        sheet.write(row, 0, book.say(name), "note")
        sheet.write(row, 1, value)
        row += 1
    row += 1
    sheet.write(row, 0, book.say("how"), "strong")
    for name in ("units", "exact", "heads", "places", "formulas"):
        row += 1
        sheet.write(row, 0, book.say(name), measured=False)
    row += 2
    for at, name in enumerate(("sheets", "holds", "rows")):
        sheet.write(row, at, book.say(name), "head")
    for other, holds, count in listed:
        row += 1
        sheet.link(row, 0, other.name)
        sheet.write(row, 1, holds)
        sheet.write(row, 2, count)
    sheet.finish()


def _columns(book: Book, tables: list[Schema]) -> _Listed:
    """A sheet that says of each column what it means."""
    holds = book.say("columns_holds")
    sheet = book.sheet(messages.words("sheets", book.lang)["columns"])
    head(sheet, holds)
    for at, name in enumerate(("sheets", "column", "name", "unit", "type", "meaning")):
        said = messages.pick(UNIT.label, book.lang) if name == "unit" else book.say(name)
        sheet.write(1, at, said, "head")
    row = 1
    for table in tables:
        for column in table.columns:
            row += 1
            sheet_name = messages.words("sheets", book.lang)[table.name]
            told = (sheet_name, column.name, messages.pick(column.label, book.lang), column.unit, column.kind)
            for at, value in enumerate((*told, column.description)):
                sheet.write(row, at, value)
    sheet.inner.autofilter(1, 0, row, 5)
    sheet.finish(frozen=(2, 2), heads=(1, 1))
    return sheet, holds, row - 1
