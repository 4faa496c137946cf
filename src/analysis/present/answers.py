"""A measure's answer, row by row, as sentences, tables and charts take it.

`rows` gives the rows of `analysis.measures.changes.changes`, `Answer` all of them
with what they mean together: which is the total, which are its sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

import polars as pl

from analysis.columns import SOURCES
from analysis.measures.changes import OTHER_SOURCES as RESIDUAL
from analysis.measures.changes import SCHEMA

__all__ = ["RESIDUAL", "SOURCES", "TOTAL", "WITHOUT_CARRYOVER", "Answer", "Change"]

TOTAL = ("revenue_total", "revenue", "total")
WITHOUT_CARRYOVER = ("revenue_total", "revenue", "current_year")


@dataclass(frozen=True, slots=True)
class Change:
    """One row: a figure of this year beside that of the base year. Amounts are in 万元."""

    subject: str
    flow: str | None
    measure: str
    current: Decimal | None
    base: Decimal | None
    base_low: Decimal | None
    base_high: Decimal | None
    base_origin: str | None
    base_kind: str | None
    base_year: int | None
    change: Decimal | None
    change_pct: Decimal | None
    change_low: Decimal | None
    change_high: Decimal | None
    change_pct_low: Decimal | None
    change_pct_high: Decimal | None
    stated_change: Decimal | None
    stated_change_pct: Decimal | None
    verdict: str | None
    contribution_pp: Decimal | None
    reason: str | None
    base_phase: str
    statement: int | None
    row: Mapping[str, Any]  # all of it, with how its figures came to be

    @property
    def key(self) -> tuple[str, str | None, str]:
        return self.subject, self.flow, self.measure

    @property
    def name(self) -> str:
        """The row's reference in the answer."""
        return SCHEMA.reference(self.row)

    @property
    def direction(self) -> int | None:
        """1 for a rise, -1 for a fall, 0 for no change, None where no change is known."""
        return None if self.change is None else (self.change > 0) - (self.change < 0)

    @property
    def is_known(self) -> bool:
        return self.current is not None and self.base is not None and self.change is not None


@dataclass(frozen=True)
class Answer:
    """All rows of a comparison, in their order."""

    rows: tuple[Change, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Self:
        """The rows of a frame with the columns of `Change`."""
        names = [field.name for field in fields(Change) if field.name != "row"]
        rows = frame.iter_rows(named=True)
        return cls(tuple(Change(**{name: row[name] for name in names}, row=row) for row in rows))

    def get(self, subject: str, flow: str | None, measure: str) -> Change | None:
        """The row of that key, or None."""
        key = (subject, flow, measure)
        return next((row for row in self.rows if row.key == key), None)

    @cached_property
    def total(self) -> Change | None:
        return self.get(*TOTAL)

    @cached_property
    def without_carryover(self) -> Change | None:
        return self.get(*WITHOUT_CARRYOVER)

    @cached_property
    def sources(self) -> tuple[Change, ...]:
        """The rows that together make the total, in their order; the residual among them."""
        parts = (*SOURCES, RESIDUAL)
        return tuple(
            row for row in self.rows if row.flow == "revenue" and row.measure == "total" and row.subject in parts
        )

    @cached_property
    def unnamed(self) -> tuple[str, ...]:
        """The sources that have no row of their own: those that the residual holds."""
        named = {row.subject for row in self.sources}
        return tuple(subject for subject in SOURCES if subject not in named)

    def stands_for(self, row: Change) -> str:
        """The row's subject; a residual that holds one source only is that source."""
        return self.unnamed[0] if row.subject == RESIDUAL and len(self.unnamed) == 1 else row.subject

    @cached_property
    def revenue(self) -> tuple[Change, ...]:
        return tuple(row for row in self.rows if row.flow == "revenue")

    @cached_property
    def expenditure(self) -> tuple[Change, ...]:
        """What is stated of the expenditure side, beyond operating and three public expenses."""
        return tuple(row for row in self.rows if row.flow == "expenditure" and row not in self.running)

    @cached_property
    def running(self) -> tuple[Change, ...]:
        """Operating expenses and the three public expenses with their parts."""
        subjects = ("operating", "three_public", *PARTS)
        return tuple(row for row in self.rows if row.subject in subjects)

    @cached_property
    def base_year(self) -> int | None:
        years = [row.base_year for row in ([self.total] if self.total else []) + list(self.rows)]
        return next((year for year in years if year is not None), None)


#: Parts of the three public expenses; the last two are parts of `vehicles`.
PARTS = ("overseas", "reception", "vehicles", "vehicle_purchase", "vehicle_operation")
