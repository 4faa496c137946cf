"""Workbooks taken apart, and read by another program than the one that wrote them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from lxml import etree

from analysis import how, load, schema
from analysis.disclosure import Disclosure
from analysis.figure import Cell
from analysis.measures.answers import Answers
from analysis.present import messages
from analysis.present.trace import Trace
from analysis.present.workbook import workbook
from support.datasets import second_department
from support.office import NEEDS_CALC, converted, parts
from support.turns import some

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@cache
def budget() -> Disclosure:
    return load("322-2026")


@cache
def found() -> Answers:
    return Answers(budget())


@cache
def made(lang: Any = "zh") -> bytes:
    return workbook(budget(), found(), lang)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """The rows of every sheet, as calamine reads them."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def records(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """The rows of a sheet by the names in its third row."""
    return [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]


def formulas(content: bytes) -> Iterator[tuple[str, str, float]]:
    """Each formula of a workbook: its sheet's part, its text and the value beside it."""
    for name, part in parts(content).items():
        if name.startswith("xl/worksheets/sheet"):
            for cell in etree.fromstring(part).iter(f"{_S}c"):
                if (formula := cell.find(f"{_S}f")) is not None:
                    yield name, formula.text or "", float(cell.findtext(f"{_S}v") or "nan")


def test_every_amount_stands_in_its_tables_sheet() -> None:
    rows = sheets(made())
    for number in some(budget().tables["table"].unique()):
        (name,) = [name for name in rows if name.startswith(f"表{number} ")]
        held = {(row["flow"], row["row"]): row for row in records(rows[name])}
        flows = {"revenue": "收入", "expenditure": "支出"}
        own = [row for row in budget().amounts.to_dicts() if row["table"] == number]
        for row in own:
            shown = held[flows[row["flow"]], row["row"]]
            assert Decimal(str(shown[row["measure"]])) == row["amount"]
            assert shown["line"] == row["line"]
            assert shown["label"].strip() == row["label"]
        assert len(held) == len({(row["flow"], row["row"]) for row in own})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_frame_is_a_sheet_with_its_values(lang: str) -> None:
    rows, trace = sheets(made(lang)), Trace(budget(), lang)
    for table, frame in [*found().tables(), *((one, budget().frames()[one.name]) for one in schema.ALL)]:
        name = messages.words("sheets", lang)[table.name]
        assert (name in rows) == bool(frame.height), "no empty sheets"
        if not frame.height:
            continue
        shown = records(rows[name])
        assert len(shown) == frame.height
        for line, row in zip(shown, frame.to_dicts(), strict=True):
            told = {column.how: trace.places(row[column.how]) or None for column in table.figures}
            for column in table.columns:
                value = told.get(column.name, row[column.name])
                if table not in schema.ALL and column.kind == "text":
                    value = messages.coded(str(value), lang, column.name) or value  # answers say words for codes
                assert _same(line[column.name], value), (table.name, column.name)


def _same(shown: Any, value: Any) -> bool:
    if value is None:
        return bool(shown == "")
    if isinstance(value, Decimal):
        return Decimal(str(shown)) == value
    return bool(shown == value)


def test_figures_of_answers_are_formulas_on_the_cells() -> None:
    """Every figure that says how it came to be is one, and computing it gives the value that stands beside it."""
    rows = sheets(made())
    place = re.compile(r"(?:'((?:[^']|'')+)'|([^'!(),=*/+-]+))!\$([A-Z]+)\$(\d+)")

    def value_of(name: str) -> Cell:
        sheet, letters, row = name.split("|")
        held = rows[sheet][int(row) - 1][_column(letters)]
        return Cell(name, "", Decimal(str(held)) if isinstance(held, int | float) else Decimal(0))

    def as_how(found: re.Match[str]) -> str:
        quoted, bare, letters, row = found.groups()
        sheet = (quoted or bare).replace("''", "'")
        return f"[{sheet}|{letters}|{row}]"

    kept = list(formulas(made()))
    computed = [frame[one.name].drop_nulls().len() for table, frame in found().tables() for one in table.figures]
    assert len(kept) == sum(computed)
    for _, formula, value in kept:
        text = place.sub(as_how, formula.removeprefix("=")).replace("COUNTA(", "COUNT(")
        text = re.sub(r"\b[A-Z]+\(", lambda name: name[0].lower(), text)
        assert float(how.read(text, value_of).value) == pytest.approx(value, abs=1e-6), formula


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def test_sources_and_findings_are_in_words() -> None:
    rows = sheets(made("en"))
    total = next(row for row in records(rows["Changes"]) if row["subject"] == "total revenue")
    assert total["current_how"] == "table 1 (2026年预算收支总表), row “收入总计”, line 126"
    assert total["change_pct_how"].count("line") == len(how.refs(_total()["change_pct_how"]))
    assert all(row["message"] for row in records(rows["Findings"]))
    assert all(row["left_how"] or row["right_how"] for row in records(rows["Reconciliations"]))
    assert all(row["difference_how"] and row["description"] for row in records(rows["Reconciliations"]))


def _total() -> dict[str, Any]:
    return next(row for row in found().changes.to_dicts() if row["subject"] == "revenue_total")


def test_the_first_sheet_leads_to_all_others() -> None:
    about = sheets(made())["说明"]
    named = [row[0] for row in about]
    assert set(sheets(made())) - {"说明"} <= set(named)
    assert b"location=" in parts(made())["xl/worksheets/sheet1.xml"]


def test_names_of_sheets_are_short_enough() -> None:
    assert all(len(name) <= 31 for lang in messages.languages() for name in messages.words("sheets", lang).values())


def test_another_department_in_other_units() -> None:
    other = second_department()
    rows = sheets(workbook(other, Answers(other), "en"))
    amounts = sum(1 for name in rows if name.startswith("Table ") for row in records(rows[name]) for _ in [row])
    assert amounts == other.amounts.select("table", "flow", "row").unique().height


def test_a_number_that_excel_would_round_is_text() -> None:
    from dataclasses import replace

    import polars as pl

    big = Decimal("12345678901234.567891")
    changed = budget().amounts.with_columns(pl.lit(big, dtype=pl.Decimal(20, 6)).alias("amount"))
    other = replace(budget(), all_amounts=changed.head(1))
    rows = sheets(workbook(other, found(), "en"))
    (shown,) = records(rows["Data amounts"])
    assert shown["amount"] == str(big)


def test_no_time_and_the_same_bytes() -> None:
    again = workbook(load("322-2026"), Answers(load("322-2026")), "zh")
    assert again == made()
    core = parts(made())["docProps/core.xml"]
    assert b"dcterms:created" not in core
    assert b"dcterms:modified" not in core


@pytest.mark.long
@NEEDS_CALC
def test_libreoffice_computes_the_same(tmp_path: Path) -> None:
    again = sheets(converted(made("en"), "xlsx", "xlsx:Calc MS Excel 2007 XML", tmp_path).read_bytes())
    for name, rows in sheets(made("en")).items():
        if name != "About":
            assert [row[:3] for row in again[name]][3:] == [row[:3] for row in rows][3:]
    left = [row["left"] for row in records(again["Reconciliations"])]
    assert left == ["" if value is None else float(value) for value in found().reconciliations["left"]]
