"""The money of projects by function item on one side, by project on the other: what can be tied to each other.

A pool is the project money of one source. Its items are printed by function code in one table, its projects
in another; no table prints which project stands under which code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import NamedTuple

from analysis.columns import SOURCES
from analysis.disclosure import Disclosure
from analysis.figure import Figure, less, total
from analysis.measures.figures import Figures, figures, grouped
from analysis.measures.records import Amount

#: schedules that print project money of one source by function code
_BY_SOURCE = {
    "general_public_expenditure": "general_public_budget",
    "government_funds_expenditure": "government_funds",
    "state_capital": "state_capital",
}
#: What a pool's source is called where it holds several, or where projects are printed without sources.
OTHERS, ALL = "other_sources", "total"


class Item(NamedTuple):
    """A function item with its project money."""

    code: str
    name: str
    figure: Figure


class Share(NamedTuple):
    """A project's money of the pool's source, and its unit."""

    unit: str | None
    figure: Figure


@dataclass(frozen=True, slots=True)
class Pool:
    """The items and projects of one side (current, carryover) and source; `readable` if all figures are sure."""

    side: str
    source: str
    items: tuple[Item, ...]
    projects: tuple[Share, ...]
    readable: bool


def pools(disclosure: Disclosure) -> tuple[Pool, ...]:
    """The pools for which a disclosure prints both items and projects, this year's first."""
    return tuple(pool for pool in _Pools(figures(disclosure)).all() if pool.items and pool.projects)


class _Pools:
    def __init__(self, held: Figures) -> None:
        self.figures = held
        self.carryover = held.find("carryover", "revenue")
        #: schedules and measures of which a cell can't be read for sure
        self.doubted = {(row["schedule"], row["measure"]) for row in held.illegible}
        self.doubted |= {(row.schedule, row.measure) for row in held.amounts if row.uncertain}

    def all(self) -> Iterator[Pool]:
        sources = {row.measure for row in self._projects("projects_current") if row.measure in SOURCES}
        taken: list[dict[str, Item]] = []
        apart = []
        for schedule, source in _BY_SOURCE.items():
            if sources and (items := self._by_code(schedule, "project")):
                taken.append(items)
                apart.append(source)
                sure = self._is_sure((schedule, "project"), ("projects_current", source))
                yield self._pool("current", source, items, self._of("projects_current", [source]), sure)
        carried = self._by_code("revenue", "carryover")
        known = carried or self.carryover is None or not self.carryover.value
        if known:  # what no table prints by code is what the others leave
            left = [source for source in SOURCES if source in sources and source not in apart]
            rest = {
                code: Item(code, item.name, less(item.figure, (o[code].figure for o in (*taken, carried) if code in o)))
                for code, item in self._by_code("expenditure", "project").items()
            }
            name = (left[0] if len(left) == 1 else OTHERS) if sources else ALL
            measures = left or ["total"] * (not sources)
            places = [("expenditure", "project"), ("revenue", "carryover"), *((s, "project") for s in _BY_SOURCE)]
            sure = self._is_sure(*places, *(("projects_current", measure) for measure in measures))
            yield self._pool("current", name, rest, self._of("projects_current", measures), sure)
        sure = self._is_sure(("revenue", "carryover"), ("projects_carryover", "total"))
        yield self._pool("carryover", "carryover", carried, self._of("projects_carryover", ["total"]), sure)

    def _is_sure(self, *places: tuple[str, str]) -> bool:
        """Whether every figure of these schedules and measures could be read for sure."""
        return not self.doubted.intersection(places)

    def _pool(self, side: str, source: str, items: Mapping[str, Item], projects: Sequence[Share], sure: bool) -> Pool:
        """The pool; an item of which rounding explains all that there is, is none."""
        held = [item for _, item in sorted(items.items()) if abs(item.figure.value) > item.figure.slack]
        figures = [*(item.figure for item in held), *(project.figure for project in projects)]
        above = all(figure.value > 0 for figure in figures)
        return Pool(side, source, tuple(held), tuple(projects), sure and above)

    def _of(self, schedule: str, measures: Sequence[str]) -> list[Share]:
        """The projects with money in one of the measures."""
        paid = (row for row in self._projects(schedule) if row.measure in measures and row.value)
        printed = grouped(((row.row, row.budget_unit), row.figure) for row in paid)
        return [Share(unit, made) for (_, unit), parts in printed.items() if (made := total(parts)) is not None]

    def _projects(self, schedule: str) -> list[Amount]:
        return [row for row in self.figures.of(schedule) if row.level == "project"]

    def _by_code(self, schedule: str, measure: str) -> dict[str, Item]:
        """The amounts of the codes that no longer code is part of; a code printed twice is added up."""
        rows = grouped((row.function_code, row) for row in self.figures.of(schedule) if row.function_code)
        found: dict[str, Item] = {}
        for code, of_code in rows.items():
            held = [row for row in of_code if row.measure == measure]
            if held and not any(other != code and other.startswith(code) for other in rows):
                figure = reduce(add, (row.figure for row in held))
                found[code] = Item(code, held[0].function_name or held[0].label, figure)
        return found
