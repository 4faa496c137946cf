"""A workbook (.xlsx, .xlsm, .xls) as lines of text and rows of tables, sheet by sheet.

`page` is the sheet, `line` the row. Cells are read as people see them: a number in the format of its cell, a formula
by the value that was saved with it. Macros and links are not looked at; hidden sheets are not read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from analysis.ingest.document import Block, Grid, Row, Text
from analysis.ingest.errors import DocumentError, Place, Remark, locked
from analysis.ingest.formats.numbers import Formats, number_formats, shown

#: Cells that a workbook has at most.
MOST_CELLS = 2_000_000
#: Characters: longer than a name in a table.
_LONG = 40

_Value = int | float | str | bool | time | date | datetime | timedelta


def parse(content: bytes, name: str, remarks: list[Remark]) -> tuple[list[Block], Place]:
    """The blocks of a workbook, and where it ends.

    Raises DocumentError for a damaged one, one with a password, and one with more cells than the limit.
    """
    blocks: list[Block] = []
    end = Place(None, 1)
    cells = 0
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        formats = number_formats(content)
        for sheet in book.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != SheetVisibleEnum.Visible:
                remarks.append(Remark(Place(sheet.name, 1), "a hidden sheet: left out"))
                continue
            found = book.get_sheet_by_name(sheet.name)
            cells += found.total_height * found.total_width
            if cells > MOST_CELLS:
                remedy = "delete the empty rows and columns that the sheet counts as used"
                raise DocumentError(name, Place(sheet.name, 1), f"more than {MOST_CELLS:,} cells", remedy)
            values = found.to_python(skip_empty_area=False)
            wide = {start[0] for start, stop in found.merged_cell_ranges or () if stop[1] - start[1] >= 2}
            blocks += _sheet(sheet.name, values, wide, formats)
            end = Place(sheet.name, max(len(values), 1))
    except CalamineError as error:
        if "assword" in str(error):
            raise locked(name, "a workbook") from None
        raise DocumentError(name, None, "a damaged workbook", "open it and save it anew") from None
    return blocks, end


def _sheet(sheet: str, values: Sequence[Sequence[_Value]], wide: set[int], formats: Formats) -> Iterator[Block]:
    """A sheet's lines and tables; `wide` are the rows that have a cell over three columns or more."""
    rows = [
        tuple(_text(value, formats.get((sheet, i, j), "")) for j, value in enumerate(row))
        for i, row in enumerate(values)
    ]
    printed = [sum(bool(cell) for cell in row) for row in rows]
    several = [i for i, count in enumerate(printed) if count > 1] or [len(rows)]
    run: list[Row] = []
    for i, cells in enumerate(rows):
        if not printed[i]:
            continue
        alone = next(cell for cell in cells if cell)
        if printed[i] == 1 and (not several[0] < i < several[-1] or i in wide or len(alone) > _LONG):
            if run:
                yield Grid(tuple(run))
                run = []
            yield Text(alone.replace("\n", " "), Place(sheet, i + 1))
        else:
            run.append(Row(cells, Place(sheet, i + 1)))
    if run:
        yield Grid(tuple(run))


def _text(value: _Value, code: str) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return shown(value, code)
    if isinstance(value, str):
        return value.strip()
    return value.isoformat() if isinstance(value, (date, datetime, time)) else str(value)
