"""The money of projects by function item on one side, by project on the other: what can be tied to each other.

A pool is the project money of one source. Its items are printed by function code in one table, its projects
in another; no table prints which project stands under which code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis.disclosure import Disclosure
from analysis.measures.figures import Figures
from analysis.measures.sharing import Amount
from analysis.money import finest, to_wan
from analysis.schema import AMOUNTS, SOURCES

#: schedules that print project money of one source by function code
_BY_SOURCE = {
    "general_public_expenditure": "general_public_budget",
    "government_funds_expenditure": "government_funds",
    "state_capital": "state_capital",
}
#: What a pool's source is called where it holds several, or where projects are printed without sources.
OTHERS, ALL = "other_sources", "total"
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Item:
    """A function item with its project money."""

    code: str
    name: str
    amount: Amount
    ref: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project with its money of the pool's source."""

    name: str
    unit: str | None
    amount: Amount
    ref: str


@dataclass(frozen=True, slots=True)
class Pool:
    """The items and projects of one side (current, carryover) and source; `readable` if all figures are sure."""

    side: str
    source: str
    items: tuple[Item, ...]
    projects: tuple[Project, ...]
    readable: bool

    @property
    def total(self) -> Decimal:
        """The items' money."""
        return sum((item.amount.value for item in self.items), _ZERO)


def pools(disclosure: Disclosure) -> tuple[Pool, ...]:
    """The pools for which a disclosure prints both items and projects, this year's first."""
    return tuple(pool for pool in _Pools(disclosure).all() if pool.items and pool.projects)


def slacks(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[int, str], Decimal]:
    """Half the last digit that each table prints, by table and printed unit, from rows of `amounts`."""
    printed: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        if row["amount"] is not None:
            printed.setdefault((row["table"], row["printed_unit"]), []).append(row["printed"])
    return {place: to_wan(finest(figures), place[1]) / 2 for place, figures in printed.items()}


@dataclass(frozen=True, slots=True)
class _Cell:
    """An amount of a function code, printed or made of several that are."""

    name: str
    value: Decimal
    slack: Decimal
    ref: str
    sure: bool

    def less(self, others: Sequence[_Cell]) -> _Cell:
        value = self.value - sum((other.value for other in others), _ZERO)
        slack = self.slack + sum((other.slack for other in others), _ZERO)
        sure = self.sure and all(other.sure for other in others)
        return _Cell(self.name, value, slack, " ".join(cell.ref for cell in (self, *others)), sure)

    @property
    def is_nothing(self) -> bool:
        """Whether rounding explains all that there is."""
        return abs(self.value) <= self.slack


class _Pools:
    def __init__(self, disclosure: Disclosure) -> None:
        self.rows = disclosure.amounts.to_dicts()
        self.carryover = Figures(disclosure).find("carryover", "revenue")
        self.slacks = slacks(self.rows)

    def all(self) -> Iterator[Pool]:
        sources = {row["measure"] for row in self._projects("projects_current") if row["measure"] in SOURCES}
        taken: list[dict[str, _Cell]] = []
        apart = []
        for schedule, source in _BY_SOURCE.items():
            if sources and (items := self._by_code(schedule, "project")):
                taken.append(items)
                apart.append(source)
                yield self._pool("current", source, items, self._of("projects_current", [source]))
        carried = self._by_code("revenue", "carryover")
        known = carried or self.carryover is None or not self.carryover.value
        if known:  # what no table prints by code is what the others leave
            left = [source for source in SOURCES if source in sources and source not in apart]
            rest = {
                code: cell.less([other[code] for other in (*taken, carried) if code in other])
                for code, cell in self._by_code("expenditure", "project").items()
            }
            name = (left[0] if len(left) == 1 else OTHERS) if sources else ALL
            yield self._pool("current", name, rest, self._of("projects_current", left or ["total"] * (not sources)))
        yield self._pool("carryover", "carryover", carried, self._of("projects_carryover", ["total"]))

    def _pool(
        self, side: str, source: str, cells: Mapping[str, _Cell], projects: Sequence[tuple[Project, bool]]
    ) -> Pool:
        held = {code: cell for code, cell in cells.items() if not cell.is_nothing}
        sure = all(cell.sure for cell in cells.values()) and all(known for _, known in projects)
        above = all(cell.value > 0 for cell in held.values()) and all(p.amount.value > 0 for p, _ in projects)
        items = (Item(code, c.name, Amount(c.value, c.slack), c.ref) for code, c in sorted(held.items()))
        return Pool(side, source, tuple(items), tuple(project for project, _ in projects), sure and above)

    def _of(self, schedule: str, measures: Sequence[str]) -> list[tuple[Project, bool]]:
        """The projects with money in one of the measures, and whether it can be read."""
        held: dict[int, list[dict[str, Any]]] = {}
        for row in self._projects(schedule):
            if row["measure"] in measures and row["amount"] != 0:
                held.setdefault(row["row"], []).append(row)
        return [(self._project(rows), all(_is_sure(row) for row in rows)) for rows in held.values()]

    def _project(self, rows: Sequence[dict[str, Any]]) -> Project:
        value = sum((row["amount"] or _ZERO for row in rows), _ZERO)
        amount = Amount(value, sum((self._slack(row) for row in rows), _ZERO))
        return Project(
            rows[0]["label"], rows[0]["budget_unit"], amount, " ".join(AMOUNTS.reference(row) for row in rows)
        )

    def _projects(self, schedule: str) -> list[dict[str, Any]]:
        return [row for row in self.rows if (row["schedule"], row["level"]) == (schedule, "project")]

    def _by_code(self, schedule: str, measure: str) -> dict[str, _Cell]:
        """The amounts of the codes that no longer code is part of; a code printed twice is added up."""
        rows = [row for row in self.rows if row["schedule"] == schedule and row["function_code"]]
        codes = {row["function_code"] for row in rows}
        found: dict[str, _Cell] = {}
        for row in rows:
            code = row["function_code"]
            if row["measure"] != measure or any(other != code and other.startswith(code) for other in codes):
                continue
            cell = _Cell(row["function_name"] or row["label"], row["amount"] or _ZERO, *self._known(row))
            old = found.get(code)
            found[code] = (
                cell
                if old is None
                else _Cell(
                    old.name,
                    old.value + cell.value,
                    old.slack + cell.slack,
                    f"{old.ref} {cell.ref}",
                    old.sure and cell.sure,
                )
            )
        return found

    def _known(self, row: dict[str, Any]) -> tuple[Decimal, str, bool]:
        return self._slack(row), AMOUNTS.reference(row), _is_sure(row)

    def _slack(self, row: Mapping[str, Any]) -> Decimal:
        return self.slacks.get((row["table"], row["printed_unit"]), _ZERO)


def _is_sure(row: Mapping[str, Any]) -> bool:
    return row["amount"] is not None and not row["uncertain"]
