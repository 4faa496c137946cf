"""The rows of an answer on structure, and their figures with how they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from analysis import classification
from analysis.classification import ECONOMIC, FUNCTION
from analysis.disclosure import Disclosure
from analysis.figure import Figure, Told
from analysis.measures.concentration import Concentration, concentration
from analysis.measures.figures import figures
from analysis.measures.structure import whole
from analysis.present import vocabulary
from analysis.present.phrases import Chinese, Lang, Part, Phrase, Shown, of, percent, say
from analysis.present.trace import Trace


@dataclass(frozen=True, slots=True)
class Item:
    """One row of `analysis.measures.structure.structure`. Amounts are in 万元, shares in percent."""

    dimension: str
    key: str
    parent: str | None
    label: str
    measure: str
    amount: Decimal
    share: Decimal | None
    with_carryover: bool
    row: Mapping[str, Any]  # all of it, with how its figures came to be

    @property
    def figure(self) -> Told:
        """The amount, to be computed with."""
        return Told(self.amount, self.row["amount_how"])


class StructureTrace(Trace):
    """Rows and figures of an answer on structure, in one language."""

    def __init__(self, structure: pl.DataFrame, disclosure: Disclosure | None, lang: Lang) -> None:
        super().__init__(disclosure, lang)
        self.frame = structure
        names = [field.name for field in fields(Item) if field.name != "row"]
        rows = structure.iter_rows(named=True)
        self.items = tuple(Item(**{name: row[name] for name in names}, row=row) for row in rows)
        self._wholes: dict[tuple[str, str], Figure | None] = {}
        self._by_key = {(item.dimension, item.key, item.measure): item for item in self.items}

    def of(self, dimension: str, measure: str = "total") -> list[Item]:
        """The rows of a dimension in one measure, in their order."""
        return [item for item in self.items if (item.dimension, item.measure) == (dimension, measure)]

    def get(self, dimension: str, key: str, measure: str = "total") -> Item | None:
        """The row of that key, or None."""
        return self._by_key.get((dimension, key, measure))

    def top(self, dimension: str, measure: str = "total") -> list[Item]:
        """The rows of a dimension that are part of no other."""
        keys = {item.key for item in self.of(dimension, measure)}
        return [item for item in self.of(dimension, measure) if item.parent not in keys]

    def measures(self, dimension: str) -> list[str]:
        """The measures in which a dimension has any money, in their order."""
        return list(dict.fromkeys(item.measure for item in self.items if item.dimension == dimension and item.amount))

    def depth(self, item: Item) -> int:
        """How many rows stand above the row, in its dimension."""
        above = self.get(item.dimension, item.parent, item.measure) if item.parent else None
        return 0 if above is None else 1 + self.depth(above)

    # --- figures ----------------------------------------------------------------------

    def amount(self, item: Item | None) -> Shown | None:
        """The row's amount."""
        return None if item is None else self.told(item.row, "amount")

    def part(self, item: Item | None) -> Shown | None:
        """The row's share of its dimension."""
        return None if item is None or item.share is None else self.told(item.row, "share", percent(item.share))

    def whole(self, dimension: str, measure: str = "total") -> Figure | None:
        """What a dimension's rows make together."""
        key = dimension, measure
        if key not in self._wholes:
            printed = None if self.disclosure is None else figures(self.disclosure)
            parts = (item.figure for item in self.top(dimension, measure))
            self._wholes[key] = whole(printed, dimension, measure, parts)
        return self._wholes[key]

    def money(self, item: Item | None) -> Phrase:
        """The row's amount with its unit."""
        return vocabulary.money(self.amount(item), self.lang)

    # --- names ------------------------------------------------------------------------

    def heading(self, item: Item) -> Phrase:
        """The row's name at the head of a table's row: in English with the Chinese term beside it."""
        english = self._english(item)
        if item.dimension in ("use", "source", "expenditure"):
            term = vocabulary.subject(item.key, "zh") or item.label
        else:
            term = item.label
        if self.lang == "zh":
            return of(term)
        return (
            say("{name} {term}", name=vocabulary.capital(english), term=Chinese(term)) if english else of(Chinese(term))
        )

    def called(self, item: Item) -> Part:
        """The row's name in a sentence; what has no name of ours stays as the document prints it."""
        if item.dimension in ("use", "source", "expenditure"):
            return vocabulary.subject(item.key, self.lang) or item.label
        english = self._english(item) if self.lang == "en" else ""
        return english or Chinese(item.label)

    def _english(self, item: Item) -> str:
        if item.dimension == "function":
            return classification.load().english(FUNCTION, item.key)
        if item.dimension == "economic":
            return classification.load().english(ECONOMIC, item.label)
        return vocabulary.subject(item.key, "en").removeprefix("the ")

    # --- what several parts of the brief ask ----------------------------------------------

    @cached_property
    def projects(self) -> list[Item]:
        """This year's projects, the largest first."""
        return sorted(self.of("project"), key=lambda item: -item.amount)

    @cached_property
    def concentration(self) -> Concentration | None:
        """How concentrated this year's projects are; None without any."""
        return concentration([item.figure for item in self.projects], self.whole("project"))

    def is_mixed(self, dimension: str) -> bool:
        """Whether a dimension has amounts below 0, so that shares and pictures of it would mislead."""
        return any(item.amount < 0 for item in self.items if item.dimension == dimension)
