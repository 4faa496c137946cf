"""Figures of the panel, each with how it came to be and with the dataset and rows that it is taken from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from analysis import how
from analysis.figure import Figure, Told, places
from analysis.measures.panel.rows import SCHEMA
from analysis.money import AMOUNT_SCALE
from analysis.present import formula
from analysis.present.phrases import Chinese, Lang, Shown, amount, percent
from analysis.present.trace import Trace
from analysis.schema import OTHER, quoted

_LONGEST = 120  # characters of references that are told
_MOST = 6  # figures that are told of what is computed of them


class PanelTrace(Trace):
    """Figures of one year and level of a panel, and sentences, in one language."""

    def __init__(self, panel: pl.DataFrame, year: int, level: str, lang: Lang) -> None:
        super().__init__(None, lang)
        self.panel, self.level, self._year = panel, level, year

    @property
    def year(self) -> int:
        """The budget year."""
        return self._year

    @cached_property
    def own(self) -> pl.DataFrame:
        """The rows of the year and level."""
        return self.panel.filter(pl.col("year") == self.year, pl.col("level") == self.level)

    def of(self, dimension: str, key: str | None = None) -> list[dict[str, Any]]:
        """The rows of a dimension (and key), by disclosure."""
        held = self.own.filter(pl.col("dimension") == dimension)
        return (held if key is None else held.filter(pl.col("key") == key)).to_dicts()

    def name(self, row: Mapping[str, Any]) -> Chinese:
        """The department's name as its document prints it."""
        return Chinese(row["department"])

    def told(
        self, row: Mapping[str, Any], column: str = "value", shown: str = "", notes: Iterable[str] = ()
    ) -> Shown | None:
        """A figure of a row; None where it is empty."""
        value: Decimal | None = row[column]
        if value is None:
            return None
        text = shown or (percent(value, signed=column == "change_pct") if column.endswith("pct") else amount(value))
        if column == "change":
            text = amount(value, signed=True)
        said = row[f"{column}_how"] or ""
        ref = "" if said else f"{SCHEMA.reference(row)}#{column}"
        return Shown(
            value, text, said, "\n".join([self._source(row, how.refs(said)), *notes]), dataset=SCHEMA.name, ref=ref
        )

    def figure(self, figure: Figure | None, shown: str = "", notes: Iterable[str] = ()) -> Shown | None:
        """A figure that is computed of rows' figures, which are told one by one where they are few; None for none."""
        if figure is None:
            return None
        count, value = len(_operands(figure)), places(figure.value, AMOUNT_SCALE)
        said = self.pick(f"由{count}个数算出", f"computed of {count} figures")
        said = f"= {formula.words(figure)}" if count <= _MOST else said
        return Shown(value, shown or amount(value), figure.how, "\n".join([said, *notes]), dataset=SCHEMA.name)

    def _source(self, row: Mapping[str, Any], refs: Sequence[str]) -> str:
        """The dataset and the rows that a figure is taken from."""
        id = row["disclosure"]
        rows = " ".join(ref.removeprefix(f"{quoted(id)}{OTHER}") for ref in refs)
        told = rows if len(rows) <= _LONGEST else f"{rows[:_LONGEST]} …"
        zh = f"数据集 {id}" + (f"，行 {told}" if told else "")
        return self.pick(zh, f"dataset {id}" + (f", rows {told}" if told else ""))


def value(row: Mapping[str, Any]) -> Told:
    """The figure of a row, to be computed with."""
    return Told(row["value"], row["value_how"], row["unit"])


def _operands(figure: Figure) -> list[Told]:
    """The rows' figures in an expression, one after another."""
    if isinstance(figure, Told):
        return [figure]
    return [one for part in figure.parts if isinstance(part, Figure) for one in _operands(part)]
