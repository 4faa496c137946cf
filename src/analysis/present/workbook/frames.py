"""Answers and tables of the dataset as sheets: a column for each of the schema's, sources in words beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.present import audit, sentences, vocabulary
from analysis.present.fields import COLUMNS, HOLDS, called
from analysis.present.trace import Trace
from analysis.present.workbook.cells import AMOUNT, FORMULA, PERCENT, Book, Sheet
from analysis.present.workbook.schedules import Cells, head
from analysis.present.workbook.words import SHEETS
from analysis.schema import Column, Schema

_REFERENCES = {"ref": "source", "refs": "source", "current_ref": "current_source", "change_ref": "change_source"}
_REFERENCES |= {"left_ref": "left_source", "right_ref": "right_source"}
_ARGUMENTS = 255  # that a function of Excel takes

#: What a sheet says beside its own columns: name of the column -> its value in a row.
Beside = Mapping[str, Callable[[dict[str, Any]], Any]]


def frame(book: Book, schema: Schema, rows: pl.DataFrame, disclosure: Disclosure, cells: Cells) -> Sheet:
    """Writes one frame as a sheet."""
    trace = Trace(disclosure, book.lang)
    sheet = book.sheet(called(SHEETS, schema.name, book.lang))
    head(sheet, called(HOLDS, schema.name, book.lang))
    beside = _beside(schema, trace)
    for at, column in enumerate(schema.columns):
        sheet.write(1, at, _called(column, book), "head")
        sheet.write(2, at, column.name, "name")
    for at, name in enumerate(beside, len(schema.columns)):
        sheet.write(1, at, vocabulary.pick(COLUMNS[name], book.lang), "head")
        sheet.write(2, at, name, "name")
    for place, row in enumerate(rows.select(schema.names).to_dicts(), 3):
        for at, column in enumerate(schema.columns):
            _value(sheet, place, at, column, row, cells)
        for at, made in enumerate(beside.values(), len(schema.columns)):
            sheet.write(place, at, made(row))
    wide = len(schema.columns) + len(beside)
    sheet.inner.autofilter(2, 0, max(rows.height, 1) + 2, wide - 1)
    sheet.finish(frozen=(3, 1), heads=(1, 2))
    return sheet


def _called(column: Column, book: Book) -> str:
    """A column's name with its unit."""
    named = called(COLUMNS, column.name, book.lang)
    if not column.unit:
        return named
    return vocabulary.pick((f"{named}（{column.unit}）", f"{named} ({column.unit})"), book.lang)


def _value(sheet: Sheet, place: int, at: int, column: Column, row: dict[str, Any], cells: Cells) -> None:
    value = row[column.name]
    if column.name in ("left", "right") and (formula := _sum(row[f"{column.name}_ref"], value, cells)):
        sheet.formula(place, at, formula, value)
    elif column.kind == "decimal":
        number = PERCENT if column.unit == "%" or column.name.endswith(("_pct", "_pp")) else AMOUNT
        sheet.write(place, at, value, number=number)
    elif column.name == "printed":
        sheet.write(place, at, value, *(("doubt",) if row.get("uncertain") else ()))
    else:
        sheet.write(place, at, value)


def _sum(refs: str, value: Decimal, cells: Cells) -> str:
    """The figure as a sum of cells of the budget tables; nothing where it is not just that."""
    named = refs.split()
    held = [cells[ref] for ref in named if ref in cells]
    if len(held) < len(named) or not 0 < len(held) <= _ARGUMENTS or sum(amount for _, amount in held) != value:
        return ""
    places = ",".join(place for place, _ in held)
    formula = f"={places}" if len(held) == 1 else f"=SUM({places})"
    return formula if len(formula) <= FORMULA else ""


def _beside(schema: Schema, trace: Trace) -> Beside:
    """What is said beside a schema's columns: findings and identities in words, and where figures come from."""
    lang = trace.lang
    made: dict[str, Callable[[dict[str, Any]], Any]] = {}
    if schema.name == "findings":
        made["message"] = lambda row: str(audit.sentence(row["kind"], json.loads(row["figures"]), lang))
    if schema.name == "reconciliations":
        made["description"] = lambda row: vocabulary.pick(sentences.IDENTITIES[row["kind"]], lang)
    for column in schema.columns:
        if name := _REFERENCES.get(column.name):
            made[name] = partial(_places, trace, column.name)
    return made


def _places(trace: Trace, column: str, row: dict[str, Any]) -> str:
    return trace.places(row[column])
