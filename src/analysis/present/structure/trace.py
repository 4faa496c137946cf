"""The rows of an answer on structure, and their figures with how they are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from urllib.parse import quote

import polars as pl

from analysis.disclosure import Disclosure
from analysis.measures.concentration import Concentration, concentration
from analysis.measures.figures import Figures
from analysis.present import vocabulary
from analysis.present.formula import Input
from analysis.present.phrases import Chinese, Figure, Lang, Part, Phrase, of, say
from analysis.present.trace import Trace

#: dimension -> the schedule whose total its rows make.
_PRINTED = {
    "function": "expenditure",
    "economic": "basic_by_economic",
    "government_item": "basic_by_economic",
    "unit": "projects_current",
    "project": "projects_current",
    "project_carryover": "projects_carryover",
}


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
    ref: str

    @property
    def name(self) -> str:
        """The row's place in the answer, for references: `structure/function/206/total`."""
        return "/".join(("structure", self.dimension, quote(self.key, safe=""), self.measure))


class StructureTrace(Trace):
    """Rows and figures of an answer on structure, in one language."""

    def __init__(self, structure: pl.DataFrame, disclosure: Disclosure | None, lang: Lang) -> None:
        super().__init__(disclosure, lang)
        self.frame = structure
        names = [field.name for field in fields(Item)]
        self.items = tuple(Item(**row) for row in structure.select(names).iter_rows(named=True))
        self._wholes: dict[tuple[str, str], Sequence[Input]] = {}
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

    def amount(self, item: Item | None) -> Figure | None:
        """The row's amount; one that no row prints says how it is made."""
        if item is None:
            return None
        return self.printed(item.amount, item.ref)

    def part(self, item: Item | None) -> Figure | None:
        """The row's share of its dimension."""
        if item is None or item.share is None:
            return None
        whole = self.whole(item.dimension, item.measure)
        return self.share(self.operand(item), *whole, ref=f"{item.name}:share")

    def whole(self, dimension: str, measure: str = "total") -> Sequence[Input]:
        """What a dimension's rows make together: the total that the document prints where it is that, else they."""
        key = dimension, measure
        if key not in self._wholes:
            parts = [self.operand(item) for item in self.top(dimension, measure)]
            total = sum((part.value for part in parts), Decimal(0))
            schedule, found = _PRINTED.get(dimension), None
            if schedule is not None and self.disclosure is not None:
                found = Figures(self.disclosure).find(schedule, None, measure)
            printed = None if found is None or found.value != total else self.input(found.ref)
            self._wholes[key] = parts if printed is None or printed.value != total else [printed]
        return self._wholes[key]

    def operand(self, item: Item) -> Input:
        """The row's amount for a formula: as the document prints it, else as the answer has it."""
        found = self.input(item.ref) if " " not in item.ref else None
        return found if found is not None and found.value == item.amount else Input(item.amount, f"{item.name}:amount")

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
            return vocabulary.FUNCTION_CLASSES.get(item.key, "")
        if item.dimension == "economic":
            return vocabulary.ECONOMIC_GROUPS.get(item.label, "")
        return vocabulary.subject(item.key, "en").removeprefix("the ")

    # --- what several parts of the brief ask ----------------------------------------------

    @cached_property
    def projects(self) -> list[Item]:
        """This year's projects, the largest first."""
        return sorted(self.of("project"), key=lambda item: -item.amount)

    @cached_property
    def concentration(self) -> Concentration | None:
        """How concentrated this year's projects are; None without any."""
        return concentration([item.amount for item in self.projects])

    def is_mixed(self, dimension: str) -> bool:
        """Whether a dimension has amounts below 0, so that shares and pictures of it would mislead."""
        return any(item.amount < 0 for item in self.items if item.dimension == dimension)
