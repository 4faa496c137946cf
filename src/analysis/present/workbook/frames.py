"""Answers and tables of the dataset as sheets: a column for each of the schema's, sources in words beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from analysis import how
from analysis.columns import Column
from analysis.disclosure import Disclosure
from analysis.figure import COLUMN, Cell, Part
from analysis.money import plain
from analysis.present import audit, messages
from analysis.present.trace import Trace
from analysis.present.workbook.cells import AMOUNT, FORMULA, PERCENT, Book, Sheet
from analysis.present.workbook.schedules import Cells, head
from analysis.schema import ALL, Schema

_ARGUMENTS = 255  # that a function of Excel takes
_FUNCTIONS = {"sum": "SUM", "count": "COUNTA", "min": "MIN", "max": "MAX", "abs": "ABS", "round": "ROUND"}
_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2}
#: The first row of a sheet that holds a row of its frame.
_FIRST = 3

#: What a sheet says beside its own columns: name of the column -> its value in a row.
Beside = Mapping[str, Callable[[dict[str, Any]], Any]]


def frame(book: Book, schema: Schema, rows: pl.DataFrame, disclosure: Disclosure, cells: Cells) -> Sheet:
    """Writes one frame as a sheet."""
    trace = Trace(disclosure, book.lang)
    sheet = book.sheet(messages.words("sheets", book.lang)[schema.name])
    head(sheet, messages.pick(schema.label, book.lang))
    beside = _beside(schema, trace)
    for at, column in enumerate(schema.columns):
        sheet.head(at, _called(column, book), column.name)
    for at, name in enumerate(beside, len(schema.columns)):
        sheet.head(at, messages.words("beside", book.lang)[name], name)
    for place, row in enumerate(rows.select(schema.names).to_dicts(), _FIRST):
        for at, column in enumerate(schema.columns):
            _value(sheet, place, at, column, row, cells, trace, coded=schema not in ALL)
        for at, made in enumerate(beside.values(), len(schema.columns)):
            sheet.write(place, at, made(row))
    wide = len(schema.columns) + len(beside)
    sheet.inner.autofilter(2, 0, max(rows.height, 1) + 2, wide - 1)
    sheet.finish(frozen=(_FIRST, 1), heads=(1, 2))
    return sheet


def _called(column: Column, book: Book) -> str:
    """A column's name with its unit."""
    named = messages.pick(column.label, book.lang)
    if not column.unit:
        return named
    return messages.pick((f"{named}（{column.unit}）", f"{named} ({column.unit})"), book.lang)


def addresses(book: Book, disclosure: Disclosure) -> Cells:
    """The place of each cell of the dataset on the sheet of its table."""
    found: dict[str, str] = {}
    for table in ALL:
        sheet = quote_sheetname(messages.words("sheets", book.lang)[table.name])
        for place, row in enumerate(disclosure.frames()[table.name].iter_rows(named=True), _FIRST):
            ref = table.reference(row)
            for at, column in enumerate(table.columns):
                address = xl_rowcol_to_cell(place, at, row_abs=True, col_abs=True)
                found[f"{ref}{COLUMN}{column.name}"] = f"{sheet}!{address}"
    return found


def _value(
    sheet: Sheet,
    place: int,
    at: int,
    column: Column,
    row: dict[str, Any],
    cells: Cells,
    trace: Trace,
    *,
    coded: bool,
) -> None:
    """Writes a value; codes of an answer in words, where `coded`."""
    value = row[column.name]
    number = PERCENT if column.unit == "%" or column.name.endswith(("_pct", "_pp")) else AMOUNT
    if column.computed and value is not None and (formula := _formula(row[column.how], cells, trace)):
        sheet.formula(place, at, formula, value, number)
    elif column.kind == "decimal":
        sheet.write(place, at, value, number=number)
    elif column.name == "printed":
        sheet.write(place, at, value, *(("doubt",) if row.get("uncertain") else ()))
    elif column.name.endswith("_how"):
        sheet.write(place, at, trace.places(value))
    elif column.kind == "text" and coded:
        sheet.write(place, at, messages.coded(str(value), trace.lang, column.name) or value)
    else:
        sheet.write(place, at, value)


def _formula(text: str, cells: Cells, trace: Trace) -> str:
    """A figure's expression as a formula on the workbook's cells; nothing where it holds others, or is too long."""
    try:
        figure = how.read(text, lambda name: Cell(cells[name], "", trace.cell(name).value))
        formula = f"={_excel(figure, 0)}"
    except (KeyError, ValueError):
        return ""
    return formula if len(formula) <= FORMULA else ""


def _excel(part: Part, level: int) -> str:
    """A part of an expression as Excel writes it. Raises ValueError for more arguments than a function takes."""
    if isinstance(part, Decimal):
        return plain(part)
    if isinstance(part, Cell):
        return part.ref
    if part.op in _LEVELS:
        own = _LEVELS[part.op]
        one, other = part.parts
        said = f"{_excel(one, own)}{part.op}{_excel(other, own if part.op == '+' else own + 1)}"
        return f"({said})" if own < level else said
    held = [_excel(one, 0) for one in part.parts]
    if len(held) > _ARGUMENTS:
        raise ValueError(part.op)
    if part.op == "root":
        return f"({held[0]})^(1/{held[1]})"
    return f"{_FUNCTIONS[part.op]}({','.join(held)})"


def _beside(schema: Schema, trace: Trace) -> Beside:
    """Words beside a schema's columns: findings and identities in sentences, and sources of figures."""
    lang = trace.lang
    made: dict[str, Callable[[dict[str, Any]], Any]] = {}
    if schema.name == "findings":
        made["message"] = lambda row: str(audit.sentence(row["kind"], json.loads(row["figures"]), lang))
    if schema.name == "reconciliations":
        made["description"] = lambda row: messages.word(row["kind"], lang, "kind")
    if "refs" in schema.names:
        made["source"] = lambda row: trace.places(row["refs"])
    return made
