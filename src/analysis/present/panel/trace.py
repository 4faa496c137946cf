"""Figures of the panel, each with its row and with the dataset and row that this is taken from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import quote

import polars as pl

from analysis.measures.panel.rows import SCHEMA
from analysis.present.formula import Formula, Input
from analysis.present.phrases import Chinese, Figure, Lang, Part, Phrase, amount, percent, say

_LONGEST = 120  # characters of references that are told


class PanelTrace:
    """Figures of one year and level of a panel, and sentences, in one language."""

    def __init__(self, panel: pl.DataFrame, year: int, level: str, lang: Lang) -> None:
        self.panel, self.year, self.level, self.lang = panel, year, level, lang

    @cached_property
    def own(self) -> pl.DataFrame:
        """The rows of the year and level."""
        return self.panel.filter(pl.col("year") == self.year, pl.col("level") == self.level)

    def of(self, dimension: str, key: str | None = None) -> list[dict[str, Any]]:
        """The rows of a dimension (and key), by disclosure."""
        held = self.own.filter(pl.col("dimension") == dimension)
        return (held if key is None else held.filter(pl.col("key") == key)).to_dicts()

    def pick(self, zh: str, en: str) -> str:
        """The one of the two that is in the trace's language."""
        return zh if self.lang == "zh" else en

    def say(self, zh: str, en: str, /, **named: Part | None) -> Phrase:
        """The sentence in the trace's language, with `{name}` replaced by what bears the name."""
        return say(self.pick(zh, en), **{name: part or "" for name, part in named.items()})

    def name(self, row: Mapping[str, Any]) -> Chinese:
        """The department's name as its document prints it."""
        return Chinese(row["department"])

    def figure(self, row: Mapping[str, Any], column: str = "value", shown: str = "") -> Figure | None:
        """A figure of a row."""
        value: Decimal | None = row[column]
        if value is None:
            return None
        text = shown or (percent(value, signed=column == "change_pct") if column.endswith("pct") else amount(value))
        if column == "change":
            text = amount(value, signed=True)
        return Figure(value, text, f"{ref(row)}:{column}", self.source(row), dataset=SCHEMA.name)

    def source(self, row: Mapping[str, Any]) -> str:
        """The dataset and the rows that a figure is taken from."""
        refs = row["ref"] or ""
        told = refs if len(refs) <= _LONGEST else f"{refs[:_LONGEST]} …"
        zh = f"数据集 {row['disclosure']}" + (f"，行 {told}" if told else "")
        return self.pick(zh, f"dataset {row['disclosure']}" + (f", rows {told}" if told else ""))

    def computed(self, value: Decimal, shown: str, formula: Formula) -> Figure:
        """A figure that is computed of rows."""
        most = 6
        said = [f"= {formula.words()}"] if len(formula.inputs) <= most else [self._sum_of(len(formula.inputs))]
        return Figure(value, shown, "", "\n".join(said), formula=formula, dataset=SCHEMA.name)

    def operands(self, rows: Iterable[Mapping[str, Any]], column: str = "value") -> tuple[Input, ...]:
        """Figures of rows as operands."""
        return tuple(Input(row[column], f"{ref(row)}:{column}") for row in rows)

    def _sum_of(self, count: int) -> str:
        return self.pick(f"由{count}个数算出", f"computed of {count} figures")


def ref(row: Mapping[str, Any]) -> str:
    """The reference of a row of the panel."""
    return "/".join((SCHEMA.name, *(quote(str(row[name]), safe="") for name in SCHEMA.key)))
