"""Exact figures of a disclosure by what they mean, each with its resolution and its place in the dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from analysis.disclosure import Disclosure
from analysis.money import WAN, Interval, finest, rounding, to_wan
from analysis.schema import AMOUNTS, SCHEDULES, STATEMENTS


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount in 万元, the size of its last printed digit, and its reference into the dataset."""

    value: Decimal
    step: Decimal
    ref: str

    @property
    def interval(self) -> Interval:
        """The values that the printed figure may stand for."""
        return rounding(self.value, self.step)


class Figures:
    """Looks up what a disclosure prints for a subject: in its tables first, else in its narrative.

    A figure's resolution is the finest that its table (its section, in the narrative) prints in its unit.
    """

    def __init__(self, disclosure: Disclosure) -> None:
        self.disclosure = disclosure

    def find(self, subject: str, flow: str | None, measure: str = "total") -> Figure | None:
        """The figure of `subject`, or None where the document prints none.

        `subject` is a schedule's name (then its total) or one of the subjects of `amounts` and `statements`.
        """
        return self._in_tables(subject, flow, measure) or self._stated(subject, flow, measure)

    def _in_tables(self, subject: str, flow: str | None, measure: str) -> Figure | None:
        if (subject, flow) == ("carryover", "expenditure"):
            return self._row("expenditure_total", flow, "carryover")
        if (subject, flow) == ("general_public_budget", "expenditure"):
            subject = "general_public_expenditure"
        if subject in SCHEDULES:
            found = self._row(subject, None, measure) or self._total(subject, measure)
        elif measure == "current_year":
            part = subject.removesuffix("_total") + "_current_year"
            found = self._row(part, flow, "total") if flow == "revenue" else self._row(subject, flow, "current_year")
        else:
            found = self._row(subject, flow, measure)
        return found

    def _row(self, subject: str, flow: str | None, measure: str) -> Figure | None:
        rows = [
            row
            for row in self._amounts
            if row["subject"] == subject and row["measure"] == measure and flow in (None, row["flow"])
        ]
        return self.of_row(min(rows, key=lambda row: SCHEDULES.index(row["schedule"]))) if rows else None

    def _total(self, schedule: str, measure: str) -> Figure | None:
        rows = [
            row
            for row in self._amounts
            if row["schedule"] == schedule and row["measure"] == measure and row["level"] in ("total", "department")
        ]
        return self.of_row(rows[0]) if rows else None

    def _stated(self, subject: str, flow: str | None, measure: str) -> Figure | None:
        for row in self.statements:
            named = (row["subject"], row["measure"]) == (subject, measure) and flow in (None, row["flow"])
            if named and row["value"] is not None and row["unit"] in WAN:
                value, ref = to_wan(row["value"], row["unit"]), STATEMENTS.reference(row)
                return Figure(value, self.section_step(row), ref)
        return None

    def of_row(self, row: Mapping[str, Any]) -> Figure:
        """The figure of a row of `amounts`."""
        ref = AMOUNTS.reference(row)
        return Figure(row["amount"], self._table_steps[row["table"], row["printed_unit"]], ref)

    def section_step(self, statement: Mapping[str, Any]) -> Decimal:
        """The finest resolution that a statement's section prints in its unit, in 万元."""
        return self._section_steps[statement["section"], statement["unit"]]

    @cached_property
    def statements(self) -> list[dict[str, Any]]:
        """The rows of `statements`."""
        return self.disclosure.statements.to_dicts()

    @property
    def _amounts(self) -> Sequence[dict[str, Any]]:
        return _amounts(self.disclosure)

    @property
    def _table_steps(self) -> Mapping[tuple[int, str], Decimal]:
        return _table_steps(self.disclosure)

    @cached_property
    def _section_steps(self) -> dict[tuple[str, str], Decimal]:
        printed: dict[tuple[str, str], list[str]] = {}
        for row in self.statements:
            if row["unit"] in WAN:
                figures = (row["value_printed"], row["base_printed"], row["change_printed"])
                printed.setdefault((row["section"], row["unit"]), []).extend(f for f in figures if f)
        return {place: to_wan(finest(figures), place[1]) for place, figures in printed.items()}


# Looked up again and again for one disclosure: made once for it.


@lru_cache(maxsize=2)
def _amounts(disclosure: Disclosure) -> Sequence[dict[str, Any]]:
    return [row for row in disclosure.amounts.to_dicts() if row["amount"] is not None]


@lru_cache(maxsize=2)
def _table_steps(disclosure: Disclosure) -> Mapping[tuple[int, str], Decimal]:
    printed: dict[tuple[int, str], list[str]] = {}
    for row in _amounts(disclosure):
        printed.setdefault((row["table"], row["printed_unit"]), []).append(row["printed"])
    return {place: to_wan(finest(figures), place[1]) for place, figures in printed.items()}
