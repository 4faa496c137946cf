"""Sums and shares as polars expressions that carry how they came to be: the value, and its text in `<name>_how`.

answer.group_by("unit", maintain_order=True).agg(*total("amount")).with_columns(*share("amount"))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from analysis import schema
from analysis.figure import COLUMN, Figure, Told, percent, places, told
from analysis.figure import total as sum_of
from analysis.money import AMOUNT_SCALE

MONEY = pl.Decimal(20, AMOUNT_SCALE)


def total(column: str) -> tuple[pl.Expr, pl.Expr]:
    """The sum of a column of figures, empty values left out: `frame.group_by("unit").agg(*total("amount"))`.

    There is none of no figures.
    """
    texts = pl.col(f"{column}_how").drop_nulls()
    text = (
        pl.when(texts.len() == 1)
        .then(texts.first())
        .otherwise(pl.concat_str(pl.lit("sum("), texts.str.join(", "), pl.lit(")")))
    )
    known = pl.when(texts.len() > 0)
    return known.then(pl.col(column).sum()).alias(column), known.then(text).alias(f"{column}_how")


def share(column: str, of: Figure | None = None, name: str = "share") -> tuple[pl.Expr, pl.Expr]:
    """Each figure of a column in percent of `of`, else of the column's sum: `frame.with_columns(*share("amount"))`.

    Six decimals, rounded half away from zero; empty where the figure is, or where the whole is 0.
    """
    pair = pl.struct(column, f"{column}_how")

    def values(rows: pl.Series) -> pl.Series:
        return pl.Series(
            [None if one is None else places(one.value, AMOUNT_SCALE) for one in shares(rows)], dtype=MONEY
        )

    def hows(rows: pl.Series) -> pl.Series:
        return pl.Series([None if one is None else one.how for one in shares(rows)], dtype=pl.String)

    def shares(rows: pl.Series) -> Iterator[Figure | None]:
        parts = [told(row, column) for row in rows.to_list()]
        whole = of if of is not None else sum_of(part for part in parts if part is not None)
        return (percent(part, whole) for part in parts)

    return (
        pair.map_batches(values, return_dtype=MONEY).alias(name),
        pair.map_batches(hows, return_dtype=pl.String).alias(f"{name}_how"),
    )


def running(column: str) -> tuple[pl.Expr, pl.Expr]:
    """Each figure of a column with all before it, in `<column>_running`: `frame.sort("amount").with_columns(...)`."""
    pair = pl.struct(column, f"{column}_how")

    def hows(rows: pl.Series) -> pl.Series:
        parts = [part for row in rows.to_list() if (part := told(row, column)) is not None]
        sums = [sum_of(parts[: place + 1]) for place in range(len(parts))]
        return pl.Series([one.how for one in sums if one is not None], dtype=pl.String)

    return (
        pl.col(column).cum_sum().alias(f"{column}_running"),
        pair.map_batches(hows, return_dtype=pl.String).alias(f"{column}_running_how"),
    )


def beside(frame: pl.DataFrame, *measures: str) -> pl.DataFrame:
    """An answer's amounts side by side, a row for each key: `beside(units, "total", "carryover")`.

    Columns: key, parent, label, and `total_amount`, `carryover_amount`, empty where a key has no such measure.
    """
    wide = frame.select("key", "parent", "label").unique("key", keep="first", maintain_order=True)
    for name in measures:
        held = {f"{name}_amount": "amount", f"{name}_amount_how": "amount_how"}
        own = frame.filter(measure=name).select("key", **held)
        wide = wide.join(own, on="key", how="left", maintain_order="left")
    return wide


def across(frame: pl.DataFrame, index: str | list[str], on: str = "year", value: str = "amount") -> pl.DataFrame:
    """The frame with a column of figures for each value of `on`, such as the years, and how each came to be."""
    names = frame[on].unique().sort().to_list()
    keys = [index] if isinstance(index, str) else index
    wide = frame.select(keys).unique(maintain_order=True)
    for name in names:
        own = frame.filter(pl.col(on) == name)
        shown = own.select(*keys, **{str(name): value, f"{name}_how": f"{value}_how"})
        wide = wide.join(shown, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return wide


def traced(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of a dataset's table with how each of their figures came to be, so that sums and shares can be made of them.

    The frame holds all columns of its table: `traced(budget.amounts.filter(measure="total"))`.
    """
    rows = frame.to_dicts()
    hows = []
    for name, kind in frame.schema.items():
        if kind.is_decimal() and f"{name}_how" not in frame.columns:
            held = [how(row, name) or None for row in rows]
            hows.append(pl.Series(f"{name}_how", held, dtype=pl.String))
    return frame.with_columns(hows)


def how(row: Mapping[str, Any], name: str) -> str:
    """The expression of a figure of a row: as its frame says, or the cell of the dataset that it is; else nothing."""
    if text := row.get(f"{name}_how"):
        return str(text)
    if f"{name}_how" in row or row.get(name) is None:
        return ""
    for table in schema.ALL:
        if name in table.names and row.keys() >= set(table.names):
            return f"[{table.reference(row)}{COLUMN}{name}]"
    return ""


class Code(str):
    """A word of a frame that knows its column, by which it is called something in each language."""

    column: str

    def __new__(cls, text: str, column: str) -> Code:
        """The word `text` of `column`."""
        made = super().__new__(cls, text)
        made.column = column
        return made


class Record:
    """A row of a frame: its figures know how they came to be; a row that is not there has nothing but None."""

    def __init__(self, row: dict[str, Any], units: dict[str, str]) -> None:
        self._row, self._units = row, units

    def __bool__(self) -> bool:
        return bool(self._row)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = self._row.get(name)
        if isinstance(value, Decimal) and (text := how(self._row, name)):
            return Told(value, text, self._units.get(name, ""))
        return Code(value, name) if isinstance(value, str) else value

    def __repr__(self) -> str:
        return f"Record({self._row})"
