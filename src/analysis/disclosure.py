"""The Disclosure: one budget of one year as typed tables, loaded from and saved as a data package.

A dataset is a folder that people can read, diff and open: `datapackage.json` and a
CSV file per table. What the columns mean stands in `analysis.schema`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import polars as pl

from analysis import metadata as package
from analysis import schema
from analysis.figure import Figure, places
from analysis.files import restore_folder, write_folder
from analysis.metadata import DatasetError, Metadata
from analysis.money import AMOUNT_SCALE, plain
from analysis.schema import Column, Schema
from analysis.text import guarded, unguarded

#: Type of every exact figure of a dataset; one scale, so that columns join and add.
DECIMAL = pl.Decimal(20, AMOUNT_SCALE)
_DTYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "decimal": DECIMAL,
    "boolean": pl.Boolean(),
    "year": pl.Int64(),
    "date": pl.Date(),
}

_MOST = Decimal(10**14 - 1)

Row = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Disclosure:
    """One department's budget of one year, each table a polars DataFrame by its schema.

    Equal to itself only, so that what is computed of it can be kept.
    """

    metadata: Metadata
    tables: pl.DataFrame
    amounts: pl.DataFrame
    statements: pl.DataFrame
    projects: pl.DataFrame
    indicators: pl.DataFrame
    mentions: pl.DataFrame
    department: pl.DataFrame

    @classmethod
    def of(cls, metadata: Metadata, rows: Mapping[str, Sequence[Row]]) -> Disclosure:
        """A disclosure from rows by table name; a column that a row lacks is empty.

        Raises ValueError where a row has a column that its schema has not, a
        required value is missing or a key stands twice.
        """
        return cls(metadata, **{table.name: frame(table, rows.get(table.name, ())) for table in schema.ALL})

    @classmethod
    def load(cls, folder: Path) -> Disclosure:
        """The dataset in `folder`. Raises DatasetError, naming file, line and remedy, if it is damaged."""
        restore_folder(folder)
        metadata = package.read(_bytes(folder / package.FILE), str(folder / package.FILE))
        frames = {table.name: _read(table, folder / f"{table.name}.csv") for table in schema.ALL}
        return cls(metadata, **frames)

    def __repr__(self) -> str:
        held = ", ".join(f"{frame.height} {name}" for name, frame in self.frames().items())
        return f"<Disclosure {self.metadata.id}: {held}>"

    def frames(self) -> dict[str, pl.DataFrame]:
        """The tables by name, in the order of the schemas."""
        return {table.name: getattr(self, table.name) for table in schema.ALL}

    def files(self) -> dict[str, bytes]:
        """The dataset as files by name, the same bytes for the same rows."""
        files = {package.FILE: package.describe(self.metadata)}
        for table in schema.ALL:
            files[f"{table.name}.csv"] = csv_bytes(table, self.frames()[table.name])
        return files

    def save(self, folder: Path) -> bool:
        """Writes the dataset whole or not at all; False where the folder held the same already."""
        return write_folder(folder, self.files())


def frame(table: Schema, rows: Iterable[Row]) -> pl.DataFrame:
    """Rows as a DataFrame by `table`'s schema, checked: columns, required values, enumerations, key.

    Figures become their values, rounded half away from zero to the columns' decimals, and how they came to be.
    """
    rows = [_told(table, row) for row in rows] if table.figures else list(rows)
    names = set(table.names)
    for row in rows:
        if extra := row.keys() - names:
            raise ValueError(f"{table.name}: no column {', '.join(sorted(extra))}")
    columns = {c.name: [row.get(c.name) for row in rows] for c in table.columns}
    result = pl.DataFrame({c.name: pl.Series(c.name, columns[c.name], dtype=_DTYPES[c.kind]) for c in table.columns})
    for column in table.columns:
        values = columns[column.name]
        if column.required and None in values:
            raise ValueError(f"{table.name}: {column.name} is empty in row {values.index(None) + 1}")
        if column.among and (unknown := set(values) - {None, *column.among}):
            at = next(i for i, value in enumerate(values) if value in unknown)
            raise ValueError(f"{table.name}: {column.name} is {values[at]!r} in row {at + 1}")
    _check_key(table, zip(*(columns[name] for name in table.key), strict=True))
    return result


def _check_key(table: Schema, keys: Iterable[tuple[Any, ...]]) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    twice = [first for at, found in enumerate(keys, 1) if (first := seen.setdefault(found, at)) != at]
    if twice:
        raise ValueError(f"{table.name}: row {min(twice)} has a key that stands twice")


def _told(table: Schema, row: Row) -> Row:
    """The row with the value of each figure, and how it came to be."""
    told = dict(row)
    for column in table.figures:
        figure: Figure | None = row.get(column.name)
        if figure is not None:
            value = max(-_MOST, min(_MOST, figure.value))  # of an absurd document the greatest that there is room for
            told[column.name] = int(value) if column.kind == "integer" else places(value, AMOUNT_SCALE)
            told[column.how] = figure.how
    return told


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DatasetError(f"{path}: not there: ingest the document again to write a whole dataset") from None
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}: make it readable") from None


def _read(table: Schema, path: Path) -> pl.DataFrame:
    remedy = "mend it or ingest the document again"
    try:
        text = _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}): {remedy}") from None
    lines = csv.reader(io.StringIO(text, newline=""))
    header = next(lines, [])
    if header != table.names:
        missing = [name for name in table.names if name not in header] or header
        raise DatasetError(f"{path}:1: expected the columns of {table.name}, see {', '.join(missing)}: {remedy}")
    rows = []
    for cells in lines:
        if len(cells) != len(header):
            raise DatasetError(
                f"{path}:{lines.line_num}: {len(cells)} cells where {len(header)} were expected: {remedy}"
            )
        rows.append(_row(table, cells, f"{path}:{lines.line_num}"))
    try:
        return frame(table, rows)
    except ValueError as error:
        raise DatasetError(f"{path}: {error}: {remedy}") from None


def parsed(table: Schema, rows: Iterable[Mapping[str, str]], path: Path) -> list[Row]:
    """Rows as they are written, as values by `table`'s schema. Raises DatasetError, naming `path` and the line."""
    return [
        _row(table, [row.get(column.name, "") for column in table.columns], f"{path}:{line}")
        for line, row in enumerate(rows, 2)
    ]


def _row(table: Schema, cells: Sequence[str], place: str) -> dict[str, Any]:
    try:
        return {c.name: _parse(c, cell) for c, cell in zip(table.columns, cells, strict=True)}
    except (ValueError, InvalidOperation):
        bad = next(c for c, cell in zip(table.columns, cells, strict=True) if not _parses(c, cell))
        raise DatasetError(f"{place}: {bad.name} is not a {bad.kind}: mend it or ingest the document again") from None


def _parse(column: Column, cell: str) -> Any:
    if cell == "":
        return None
    if column.kind == "decimal":
        value = Decimal(cell)
        if not value.is_finite():
            raise ValueError(cell)
        return value
    if column.kind in ("integer", "year"):
        return int(cell)
    if column.kind == "boolean":
        return {"true": True, "false": False}[cell] if cell in ("true", "false") else _refuse(cell)
    if column.kind == "date":
        return date.fromisoformat(cell)
    return unguarded(cell)


def _parses(column: Column, cell: str) -> bool:
    try:
        _parse(column, cell)
    except (ValueError, InvalidOperation):
        return False
    return True


def _refuse(cell: str) -> bool:
    raise ValueError(cell)


def csv_bytes(table: Schema, rows: pl.DataFrame) -> bytes:
    """Rows as CSV by `table`'s schema: UTF-8, LF, exact decimals, the same bytes for the same rows.

    A text that a spreadsheet would run as a formula has an apostrophe before it, which loading takes off again.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.names)
    columns = [_printed(column, rows[column.name].to_list()) for column in table.columns]
    writer.writerows(zip(*columns, strict=True))
    return out.getvalue().encode()


def _printed(column: Column, values: Sequence[Any]) -> list[str]:
    """A column's values as cells."""
    if column.kind == "decimal":
        return ["" if value is None else plain(value, column.decimals) for value in values]
    if column.kind == "boolean":
        return ["" if value is None else "true" if value else "false" for value in values]
    if column.kind == "text":
        return [guarded(value) if value else "" for value in values]
    return ["" if value is None else str(value) for value in values]
