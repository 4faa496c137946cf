"""Prices of years: an index by which amounts of several years are put into the prices of one.

The file is `deflators.csv` in the folder of datasets, UTF-8, with the columns

    year      the year, 2026
    index     the price level of that year on any base, above 0 (a GDP deflator or a consumer price index: 103.2)
    source    title, publisher and year of what the index is taken from; every row names it

None comes with this project: which index fits depends on the question, and one without a source is worth nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from analysis.figure import Cell, Figure
from analysis.metadata import DatasetError

FILE = "deflators.csv"
#: What a cell of the file is called: `deflators/2026#index`.
TABLE = "deflators"
COLUMNS = ("year", "index", "source")


def real(index: Mapping[int, Cell], amount: Figure, year: int, prices: int) -> Figure | None:
    """An amount of `year` in the prices of another year; None where the index lacks one of them."""
    if year not in index or prices not in index:
        return None
    return amount * index[prices] / index[year]


def read(folder: Path) -> dict[int, Cell] | None:
    """The index of each year in `folder`, None where there is none. Raises DatasetError, naming line and remedy."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.DictReader(stream)
            if tuple(lines.fieldnames or ()) != COLUMNS:
                raise DatasetError(f"{path}:1: expected the columns {', '.join(COLUMNS)}: name them so")
            index: dict[int, Cell] = {}
            for row in lines:
                year, value = _parsed(row, f"{path}:{lines.line_num}")
                if year in index:
                    raise DatasetError(f"{path}:{lines.line_num}: {year} stands twice: keep one of the two")
                index[year] = Cell(f"{TABLE}/{year}", "index", value)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DatasetError(f"{path}: can't be read ({error}): save it as CSV in UTF-8") from None
    return index


def _parsed(row: Mapping[str, str | None], place: str) -> tuple[int, Decimal]:
    try:
        year, value = int(row["year"] or ""), Decimal(row["index"] or "")
    except (ValueError, InvalidOperation):
        raise DatasetError(f"{place}: expected a year and a number, got {row['year']}, {row['index']}") from None
    if not value.is_finite() or value <= 0:
        raise DatasetError(f"{place}: expected an index above 0, got {row['index']}")
    if not (row["source"] or "").strip():
        raise DatasetError(f"{place}: expected the source of the index: name title, publisher and year")
    return year, value
