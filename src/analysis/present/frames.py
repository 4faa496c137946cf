"""Sums and shares as polars expressions that carry how they came to be: the value, and its text in `<name>_how`.

answer.group_by("unit", maintain_order=True).agg(*total("amount")).with_columns(*share("amount"))
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.figure import Figure, Told, percent, places, told
from analysis.figure import total as sum_of
from analysis.money import AMOUNT_SCALE

MONEY = pl.Decimal(20, AMOUNT_SCALE)


def total(column: str) -> tuple[pl.Expr, pl.Expr]:
    """The sum of a column of figures, empty values left out: `frame.group_by("unit").agg(*total("amount"))`.

    Of no figures there is no sum.
    """
    how = pl.col(f"{column}_how").drop_nulls()
    text = (
        pl.when(how.len() == 1)
        .then(how.first())
        .otherwise(pl.concat_str(pl.lit("sum("), how.str.join(", "), pl.lit(")")))
    )
    return (
        pl.when(how.len() > 0).then(pl.col(column).sum()).alias(column),
        pl.when(how.len() > 0).then(text).alias(f"{column}_how"),
    )


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


def across(frame: pl.DataFrame, *measures: str) -> pl.DataFrame:
    """An answer's amounts side by side, a row for each key: `across(units, "total", "carryover")`.

    Columns: key, parent, label, and `total_amount`, `carryover_amount`, empty where a key has no such measure.
    """
    wide = frame.select("key", "parent", "label").unique("key", keep="first", maintain_order=True)
    for name in measures:
        held = {f"{name}_amount": "amount", f"{name}_amount_how": "amount_how"}
        wide = wide.join(frame.filter(measure=name).select("key", **held), on="key", how="left", maintain_order="left")
    return wide


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
        if isinstance(value, Decimal) and self._row.get(f"{name}_how"):
            return Told(value, self._row[f"{name}_how"], self._units.get(name, ""))
        return value

    def __repr__(self) -> str:
        return f"Record({self._row})"
