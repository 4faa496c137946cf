"""A unit's own budget inside its department's: its share, and what must hold between the two.

A department's budget is made of its own and of those of its units (预算法, the Budget Law, article 8), so that no
unit's figure is above its department's, nor all units' together; what the department's document prints for a unit by
name is what the unit's own budget prints; and where a unit's total is its department's whole total, as that of a
department of one unit is, every other figure is the same, too. The two are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, reduce
from operator import add
from typing import Any

import polars as pl

from analysis.catalog import Catalog
from analysis.disclosure import Disclosure, frame
from analysis.measures.figures import Figure, Figures
from analysis.measures.places import of_other
from analysis.measures.years.series import SUBJECTS, figure_of
from analysis.money import AMOUNT_SCALE, Interval, quotient
from analysis.schema import FLOWS, Column, Schema
from analysis.text import key

RULES = ("part", "whole", "printed", "together")
VERDICTS = ("exact", "rounding", "violated")

SCHEMA = Schema(
    "units",
    "Figures of units' own budgets against their department's, one row per unit, rule and figure",
    ("unit", "rule", "subject", "flow", "measure"),
    (
        Column("unit", "text", "ID of the unit's dataset; - for all units together", required=True),
        Column("name", "text", "Name of the unit; of the department for all together", required=True),
        Column(
            "rule",
            "text",
            "part: not above the department's; whole: the same, as the totals are; printed: the same as the "
            "department's document prints for the unit; together: all units not above the department's",
            required=True,
            among=RULES,
        ),
        Column("subject", "text", "What the figure is of, as in statements, or a schedule", required=True),
        Column("flow", "text", "Side of the budget", required=True, among=FLOWS),
        Column("measure", "text", "Which part of the subject", required=True),
        Column("amount", "decimal", "The unit's figure", unit="万元", required=True),
        Column("department", "decimal", "The department's figure", unit="万元", required=True),
        Column("share_pct", "decimal", "amount in percent of department; empty where that is 0", unit="%"),
        Column("verdict", "text", "Whether it holds: exact, rounding or violated", required=True, among=VERDICTS),
        Column("ref", "text", "Rows of the units' datasets, with their IDs before them", required=True),
        Column("department_ref", "text", "Rows of the department's dataset, with its ID before them", required=True),
    ),
)
_PRINTED = ("operating", "projects_current", "projects_carryover")  # schedules that list a department's units
_PLACES = Decimal(1).scaleb(-AMOUNT_SCALE)
_TOTAL = ("revenue_total", "revenue", "total")


def units(department: Disclosure, own: Sequence[Disclosure]) -> pl.DataFrame:
    """What the budgets of units (`own`) are of their department's of the same year, as SCHEMA's columns.

    Raises ValueError where a budget is of another year.
    """
    for unit in own:
        if unit.metadata.year != department.metadata.year:
            raise ValueError(f"{unit.metadata.id}: a budget of another year than {department.metadata.id}")
    above, below = _Budget(department), [_Budget(unit) for unit in own]
    return frame(SCHEMA, [*_each(above, below), *_together(above, below)])


def known(budget: Disclosure, shelf: Catalog) -> pl.DataFrame | None:
    """`units` of a budget and those that the catalogue has of its department, or of its units; None without any.

    Raises DatasetError for one that is damaged.
    """
    if (department := shelf.department(budget.metadata)) is not None:
        return units(Disclosure.load(shelf.folder(department)), [budget])
    own = [Disclosure.load(shelf.folder(unit)) for unit in shelf.units(budget.metadata)]
    return units(budget, own) if own else None


@dataclass(frozen=True)
class _Amount:
    """A figure, or the sum of several, with what it may stand for and the rows that print it."""

    value: Decimal
    interval: Interval
    refs: str

    @classmethod
    def of(cls, figure: Figure | None, disclosure: Disclosure) -> _Amount | None:
        if figure is None:
            return None
        return cls(figure.value, figure.interval, of_other(disclosure.metadata.id, figure.ref))

    def __add__(self, other: _Amount) -> _Amount:
        return _Amount(self.value + other.value, self.interval + other.interval, f"{self.refs} {other.refs}")


class _Budget:
    """What is looked up of one budget."""

    def __init__(self, disclosure: Disclosure) -> None:
        self.metadata, self._disclosure, self._figures = disclosure.metadata, disclosure, Figures(disclosure)

    def subject(self, subject: str, flow: str, measure: str) -> _Amount | None:
        """The figure of one of SUBJECTS."""
        return _Amount.of(figure_of(self._figures, subject, flow, measure), self._disclosure)

    def schedule(self, schedule: str) -> _Amount | None:
        """The total of a schedule that lists units."""
        return _Amount.of(self._figures.find(schedule, None), self._disclosure)

    def of_unit(self, unit: str, schedule: str) -> _Amount | None:
        """What a schedule prints for a unit by its name: its own row, else its projects together."""
        rows = [row for row in self._rows if row["schedule"] == schedule and key(row["budget_unit"]) == key(unit)]
        own = [row for row in rows if row["level"] == "budget_unit"] or [r for r in rows if r["level"] == "project"]
        found = [_Amount.of(self._figures.of_row(row), self._disclosure) for row in own]
        return reduce(add, found) if found else None

    @cached_property
    def _rows(self) -> list[dict[str, Any]]:
        named = pl.col("budget_unit").is_not_null() & pl.col("amount").is_not_null()
        return self._disclosure.amounts.filter(named, measure="total").to_dicts()


def _each(above: _Budget, own: Sequence[_Budget]) -> Iterator[dict[str, Any]]:
    whole = above.subject(*_TOTAL)
    for unit in own:
        total = unit.subject(*_TOTAL)
        same = total is not None and whole is not None and whole.value > 0 and total.interval.meets(whole.interval)
        named = {"unit": unit.metadata.id, "name": unit.metadata.department}
        for subject in SUBJECTS:
            if (amount := unit.subject(*subject)) and (held := above.subject(*subject)):
                yield named | _compared("whole" if same else "part", subject, amount, held)
        for schedule in _PRINTED:
            held = above.of_unit(unit.metadata.department, schedule)
            if held and (amount := unit.schedule(schedule)):
                yield named | _compared("printed", (schedule, "expenditure", "total"), amount, held)


def _together(above: _Budget, own: Sequence[_Budget]) -> Iterator[dict[str, Any]]:
    for subject in SUBJECTS:
        found = [amount for unit in own if (amount := unit.subject(*subject))]
        if len(found) > 1 and (held := above.subject(*subject)):
            named = {"unit": "-", "name": above.metadata.department}
            yield named | _compared("together", subject, reduce(add, found), held)


def _compared(rule: str, subject: tuple[str, str, str], amount: _Amount, held: _Amount) -> dict[str, Any]:
    if rule in ("whole", "printed"):
        exact, possible = amount.value == held.value, amount.interval.meets(held.interval)
    else:
        exact, possible = amount.value <= held.value, amount.interval.low <= held.interval.high
    share = quotient(amount.value * 100, held.value)
    return {
        "rule": rule,
        **dict(zip(("subject", "flow", "measure"), subject, strict=True)),
        "amount": amount.value,
        "department": held.value,
        "share_pct": None if share is None else share.quantize(_PLACES, ROUND_HALF_UP),
        "verdict": "exact" if exact else "rounding" if possible else "violated",
        "ref": amount.refs,
        "department_ref": held.refs,
    }
