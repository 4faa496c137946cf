"""The Disclosure: one budget of one year as typed tables, loaded from and saved as a data package.

A dataset is a folder that people can read, diff and open: `datapackage.json` and a
CSV file per table. What the columns mean stands in `analysis.schema`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from analysis import metadata as package
from analysis import schema
from analysis.columns import Column
from analysis.figure import Figure, outward, places
from analysis.files import restore_folder, write_folder
from analysis.metadata import DatasetError, Metadata, Seal
from analysis.money import AMOUNT_SCALE, WAN, UnreadableFigureError, parse_amount, plain
from analysis.schema import AMOUNTS, Schema
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

#: The greatest figure that there is room for.
MOST = 10**14 - Decimal("0.000001")
#: English names of projects, units and results, beside the tables: written by people, optional, in no package and not
#: sealed.
NAMES = "names.csv"
_REMEDY = "mend it or ingest the document again"

Row = Mapping[str, Any]
_Place = Callable[[int], str]  # of a row, by its ordinal


@dataclass(frozen=True, eq=False)
class Disclosure:
    """One department's budget of one year, each table a polars DataFrame by its schema.

    `amounts` are those of the document's own year and phase, `all_amounts` all that it prints. `names` are English
    names of projects, units and results by their Chinese ones. Equal to itself only, so that what is computed of it can
    be kept.
    """

    metadata: Metadata
    tables: pl.DataFrame
    all_amounts: pl.DataFrame
    statements: pl.DataFrame
    reasons: pl.DataFrame
    projects: pl.DataFrame
    indicators: pl.DataFrame
    mentions: pl.DataFrame
    department: pl.DataFrame
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, metadata: Metadata, rows: Mapping[str, Sequence[Row]]) -> Disclosure:
        """A disclosure from rows by table name; a column that a row lacks is empty.

        An amount that names no year or phase is of the disclosure's own. Raises ValueError where a row has a
        column that its schema has not, a required value is missing or a key stands twice.
        """
        own = {"year": metadata.year, "phase": metadata.kind}
        amounts = [own | {k: v for k, v in row.items() if v is not None} for row in rows.get(AMOUNTS.name, ())]
        every = {**rows, AMOUNTS.name: amounts}
        return cls.of_frames(metadata, {table.name: frame(table, every.get(table.name, ())) for table in schema.ALL})

    @classmethod
    def load(cls, folder: Path, *, sealed: bool = True) -> Disclosure:
        """The dataset in `folder`; with `sealed` each table is held to the rows and the hash of its package.

        Raises DatasetError, naming file, line and remedy, if it is damaged.
        """
        restore_folder(folder)
        file = folder / package.FILE
        described = package.content(file)
        metadata = package.read(described, str(file))
        seals = package.seals(described, str(file)) if sealed else {}
        frames = {table.name: _read(table, folder / f"{table.name}.csv", seals.get(table.name)) for table in schema.ALL}
        held = cls.of_frames(metadata, frames, english_names(folder))
        if held.all_amounts.height and not held.amounts.height:
            raise DatasetError(
                f"{file}: {metadata.year}, {metadata.kind}: expected the year and kind of some amounts, "
                f"amounts.csv has none: {_REMEDY}"
            )
        return held

    @classmethod
    def of_frames(
        cls, metadata: Metadata, frames: Mapping[str, pl.DataFrame], names: Mapping[str, str] | None = None
    ) -> Disclosure:
        """A disclosure from whole tables by name, as `frames` gives them."""
        fields = {_FIELDS.get(name, name): frame for name, frame in frames.items()}
        return cls(metadata, names=names or {}, **fields)

    def __repr__(self) -> str:
        held = ", ".join(f"{frame.height} {name}" for name, frame in self.frames().items())
        return f"<Disclosure {self.metadata.id}: {held}>"

    @cached_property
    def amounts(self) -> pl.DataFrame:
        """The amounts of the document's own year and phase: what sums are made of."""
        return self.amounts_of(self.metadata.year, self.metadata.kind)

    def amounts_of(self, year: int, phase: str) -> pl.DataFrame:
        """The amounts of one year and phase, such as the outturn of the year before that stands beside a budget."""
        return self.all_amounts.filter(year=year, phase=phase)

    def frames(self) -> dict[str, pl.DataFrame]:
        """The tables whole, by name, in the order of the schemas."""
        return {table.name: getattr(self, _FIELDS.get(table.name, table.name)) for table in schema.ALL}

    def files(self) -> dict[str, bytes]:
        """The dataset as files by name, the same bytes for the same rows."""
        frames = self.frames()
        tables = {table.name: csv_bytes(table, frames[table.name]) for table in schema.ALL}
        seals = {name: Seal.of(frames[name].height, content) for name, content in tables.items()}
        described = {package.FILE: package.describe(self.metadata, seals)}
        return described | {f"{name}.csv": content for name, content in tables.items()}

    def save(self, folder: Path) -> bool:
        """Writes the dataset whole or not at all; False where the folder held the same already.

        Names that people wrote into the folder stay as they are.
        """
        restore_folder(folder)
        own = folder / NAMES
        names = package.content(own) if own.is_file() else _names_bytes(self.names) if self.names else None
        return write_folder(folder, self.files() | ({} if names is None else {NAMES: names}))


#: table -> the field that holds it whole, where the table's name gives a part of it.
_FIELDS = {AMOUNTS.name: "all_amounts"}


def frame(table: Schema, rows: Iterable[Row]) -> pl.DataFrame:
    """Rows as a DataFrame by `table`'s schema, checked: columns, required values, enumerations, key.

    Figures become their values, rounded half away from zero to the columns' decimals, and how they came to be; where a
    column has bounds, they are those of its figure.
    """
    rows = [_told(table, row) for row in rows] if table.figures else list(rows)
    names = set(table.names)
    for row in rows:
        if extra := row.keys() - names:
            raise ValueError(f"{table.name}: no column {', '.join(sorted(extra))}")
    columns = {c.name: [row.get(c.name) for row in rows] for c in table.columns}
    return _frame(table, columns, lambda at: f"{table.name}: row {at + 1}")


def _frame(table: Schema, columns: Mapping[str, Sequence[Any]], place: _Place) -> pl.DataFrame:
    """Columns of values as a DataFrame, checked; raises ValueError, which begins with the `place` of the row."""
    result = pl.DataFrame([pl.Series(c.name, columns[c.name], _DTYPES[c.kind]) for c in table.columns])
    for column in table.columns:
        values = columns[column.name]
        if column.required and None in values:
            raise ValueError(f"{place(values.index(None))}: {column.name} is empty, expected a {column.kind}")
        if column.among and (unknown := set(values) - {None, *column.among}):
            at = next(i for i, value in enumerate(values) if value in unknown)
            raise ValueError(f"{place(at)}: {column.name} is {values[at]!r}, expected one of {', '.join(column.among)}")
    seen: dict[tuple[Any, ...], int] = {}
    for at, found in enumerate(zip(*(columns[name] for name in table.key), strict=True)):
        if seen.setdefault(found, at) != at:
            raise ValueError(f"{place(at)}: a key that stands twice: {', '.join(map(str, found))}")
    return result


def _told(table: Schema, row: Row) -> Row:
    """The row with the value of each figure, its bounds where the table has such, and how it came to be."""
    told, names = dict(row), table.names
    for column in table.figures:
        figure: Figure | None = row.get(column.name)
        if figure is not None:
            value = max(-MOST, min(MOST, figure.value))  # as much as there is room for
            told[column.name] = int(value) if column.kind == "integer" else places(value, AMOUNT_SCALE)
            told[column.how] = figure.how
            if f"{column.name}_low" in names:
                told[f"{column.name}_low"], told[f"{column.name}_high"] = outward(figure.interval, AMOUNT_SCALE)
    return told


def _read(table: Schema, path: Path, seal: Seal | None) -> pl.DataFrame:
    content = package.content(path)
    usual = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")  # these say nothing of who wrote it
    as_written = seal is not None and seal in (Seal.of(seal.rows, content), Seal.of(seal.rows, usual))
    found = _cells(content, path, table.names, plain=not as_written)
    place = [f"{path}:{line}" for line, _ in found].__getitem__
    with _named():
        columns = _values(table, [cells for _, cells in found], place)
        result = _frame(table, columns, place)
    if table is AMOUNTS and not as_written:
        _hold_to_print(columns, place)
    if seal and seal.rows != len(found):
        raise DatasetError(f"{path}: {len(found)} rows, {package.FILE} says {seal.rows}: {package.RESEAL}")
    if seal and not as_written:
        raise DatasetError(f"{path}: not as {package.FILE} says (its SHA-256 is another): {package.RESEAL}")
    return result


def _cells(content: bytes, path: Path, header: Sequence[str], *, plain: bool = True) -> list[tuple[int, list[str]]]:
    """The cells of each row below the header, which is to be this one, with the line where the row ends.

    `plain`: people have written it, and no NUL stands in it, which a document's name may hold.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}): {_REMEDY}") from None
    if plain and "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DatasetError(f"{path}:{line}: a NUL character, expected text: {_REMEDY}")
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        if (found := next(lines, [])) != list(header):
            missing = [name for name in header if name not in found] or found
            raise DatasetError(f"{path}:1: expected the columns of {path.stem}, see {', '.join(missing)}: {_REMEDY}")
        rows = [(lines.line_num, cells) for cells in lines]
    except csv.Error as error:
        raise DatasetError(f"{path}:{lines.line_num}: no CSV ({error}): {_REMEDY}") from None
    for line, cells in rows:
        if len(cells) != len(header):
            raise DatasetError(f"{path}:{line}: {len(cells)} cells where {len(header)} were expected: {_REMEDY}")
    return rows


def parsed(table: Schema, rows: Sequence[Mapping[str, str]], path: Path) -> list[Row]:
    """Rows as they are written, as values by `table`'s schema. Raises DatasetError, naming `path` and the line."""
    with _named():
        cells = [[row.get(name, "") for name in table.names] for row in rows]
        columns = _values(table, cells, lambda at: f"{path}:{at + 2}")
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


@contextmanager
def _named() -> Iterator[None]:
    """A ValueError that names a place becomes a DatasetError that says what to do."""
    try:
        yield
    except ValueError as error:
        raise DatasetError(f"{error}: {_REMEDY}") from None


#: kind -> whether a cell looks like one, what makes a value of it, and how it is told to people.
_KINDS: dict[str, tuple[Callable[[str], object], Callable[[str], Any], str]] = {
    "decimal": (
        re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,6})?").fullmatch,
        Decimal,
        "a decimal with at most 13 digits before the point and 6 behind it",
    ),
    "integer": (re.compile(r"-?[0-9]{1,18}").fullmatch, int, "a whole number in plain digits"),
    "year": (re.compile(r"[0-9]{4}").fullmatch, int, "a year in four digits"),
    "boolean": ({"true", "false"}.__contains__, "true".__eq__, "true or false"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch, date.fromisoformat, "a date such as 2026-12-31"),
}
_SHOWN = 40  # characters of a cell that an error shows


def _values(table: Schema, rows: Sequence[Sequence[str]], place: _Place) -> dict[str, list[Any]]:
    """Cells as values by column. Raises ValueError, which begins with the `place` of the row."""
    cells = zip(*rows, strict=True) if rows else ((),) * len(table.columns)
    return {column.name: _column(column, printed, place) for column, printed in zip(table.columns, cells, strict=True)}


def _column(column: Column, cells: Sequence[str], place: _Place) -> list[Any]:
    if column.kind == "text":
        return [unguarded(cell) if cell else None for cell in cells]
    looks, made, expected = _KINDS[column.kind]
    values = list[Any]()
    for at, cell in enumerate(cells):
        try:
            if cell and not looks(cell):
                raise ValueError(cell)
            values.append(made(cell) if cell else None)
        except ValueError:  # or a date that no calendar has
            shown = cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}…"
            raise ValueError(f"{place(at)}: {column.name} is {shown!r}, expected {expected}") from None
    return values


def _hold_to_print(columns: Mapping[str, Sequence[Any]], place: _Place) -> None:
    """Raises DatasetError where an amount is not what its cell prints; one that can't be read is `uncertain`."""
    rows = zip(*(columns[name] for name in ("amount", "printed", "printed_unit", "uncertain")), strict=True)
    for at, (amount, printed, unit, uncertain) in enumerate(rows):
        if amount is None and uncertain:
            continue
        try:
            says = parse_amount(printed, unit) if unit in WAN else None
        except UnreadableFigureError:
            says = None
        if says is None or says != amount:
            said = "no amount" if says is None else f"{plain(says, 2)} 万元"
            held = "empty" if amount is None else plain(amount, 2)
            raise DatasetError(
                f"{place(at)}: amount is {held}, but printed says {said} ({printed!r} in {unit}): {_REMEDY}"
            )


def english_names(folder: Path) -> dict[str, str]:
    """Names in English by those in Chinese, of a dataset's folder; none where nobody wrote any."""
    path = folder / NAMES
    if not path.is_file():
        return {}
    names: dict[str, str] = {}
    for line, (zh, en) in _cells(package.content(path), path, ("zh", "en")):
        if not zh or not en or zh in names:
            raise DatasetError(f"{path}:{line}: expected a Chinese name, once, and its English one: mend it")
        names[unguarded(zh)] = unguarded(en)
    return names


def _names_bytes(names: Mapping[str, str]) -> bytes:
    return _written([("zh", "en"), *((guarded(zh), guarded(en)) for zh, en in names.items())])


def csv_bytes(table: Schema, rows: pl.DataFrame) -> bytes:
    """Rows as CSV by `table`'s schema: UTF-8, LF, exact decimals, the same bytes for the same rows.

    A text that a spreadsheet would run as a formula has an apostrophe before it, which loading takes off again.
    """
    columns = [_printed(column, rows[column.name].to_list()) for column in table.columns]
    return _written([table.names, *zip(*columns, strict=True)])


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
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
