"""Projects under their function codes, where the printed figures prove it.

No table prints the function code of a project. But an item's project money is the sum of its projects,
and all projects together make up all items. A tie is proven where every way to share out all projects of
a source over all its items gives the item the same projects. That rests on one premise, which the figures
support but do not state: that a project stands under one item only. Where projects can't be shared out
whole, at least one is split over items, and nothing is proven.

A pool is the project money of one source. Its items are printed by function code in one table, its projects in another.

Where sums alone leave several ways, units may decide: if each item's money belongs to one unit (or each
unit's to one item), and the units' sums fit the items in one way only, projects are shared out within it.
Such ties say so in `basis`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal, localcontext
from functools import reduce
from operator import add
from typing import NamedTuple

import polars as pl

from analysis import columns as c
from analysis.columns import SOURCES
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, added, less, total
from analysis.measures.figures import Figures, figures, grouped, is_finest
from analysis.measures.inference.sharing import Ways, fitting, share_out
from analysis.schema import Schema

#: schedules that print project money of one source by function code
_BY_SOURCE = {
    "general_public_expenditure": "general_public_budget",
    "government_funds_expenditure": "government_funds",
    "state_capital": "state_capital",
}
#: What a pool's source is called where it holds several, or where projects are printed without sources.
OTHERS, ALL = "other_sources", "total"

VERDICTS = ("unique", "unproven", "several", "none", "not_determined")
#: `alone`: no other set of projects fits the item at all; `sharing`: no other in any way to share out all
#: projects; `units`: none either where each item is one unit's, or each unit one item's.
BASES = ("alone", "sharing", "units")
#: The most that the expected number of accidental ways may be for a tie to count as proven.
CHANCE = Decimal("0.01")

SCHEMA = Schema(
    "ties",
    "各功能科目的项目支出，和数字证明列在其下的项目",
    "Project money of function items, and the projects that figures prove to stand under them",
    "Function items with project money, and the projects that the figures prove to stand under them",
    ("side", "source", "function_code"),
    (
        c.SIDE,
        c.SOURCE.of(among=(*SOURCES, OTHERS, ALL)),
        c.FUNCTION_CODE,
        c.FUNCTION_NAME,
        c.AMOUNT.of("The item's project money"),
        c.BY_DIFFERENCE.of("Whether it is what other rows leave, printed nowhere"),
        c.VERDICT.of("Whether the item's projects are proven", among=VERDICTS),
        c.BASIS.of("What proves them; empty unless unique", among=BASES),
        c.PROJECTS.of("The proven projects as references, each row's parts joined by +"),
        c.integer("candidates", "候选项目数", "Candidates", "Projects of the source and side", required=True),
        c.integer(
            "fitting",
            "吻合的组合数",
            "Fitting sets",
            "Sets of candidates that fit the item; empty where not all were tried",
        ),
        c.integer(
            "ways",
            "分法中的组合数",
            "Ways",
            "Different sets for the item among the ways to share out all candidates",
        ),
        c.decimal(
            "chance",
            "偶然吻合的期望数",
            "By chance",
            "Expected number of ways by accident, at most; empty without a way",
        ),
    ),
)

PROVEN = Schema(
    "proven",
    "数字证明其功能科目的项目",
    "Projects whose function item the figures prove",
    "Projects whose function item the figures prove",
    ("side", "source", "function_code", "ref"),
    (
        c.SIDE,
        c.SOURCE.of(among=(*SOURCES, OTHERS, ALL)),
        c.FUNCTION_CODE,
        c.FUNCTION_NAME,
        c.PROJECT.of("Name of the project"),
        c.BUDGET_UNIT,
        c.AMOUNT.of("Its money of the source"),
        c.BASIS.of("What proves it", required=True, among=BASES),
        c.text("ref", "数据行", "Rows", "The first row that prints the money", required=True),
    ),
)


def ties(disclosure: Disclosure) -> pl.DataFrame:
    """The function items of each source with the projects tied to them, as SCHEMA's columns."""
    pools = _Pools(figures(disclosure)).all()
    return frame(SCHEMA, [row for pool in pools if pool.items and pool.projects for row in _rows(pool)])


def proven(disclosure: Disclosure, links: pl.DataFrame | None = None) -> pl.DataFrame:
    """The projects whose function item the figures prove, as PROVEN's columns; `links` is the answer of `ties`."""
    rows = {row.ref: row for row in figures(disclosure).amounts}
    found = (ties(disclosure) if links is None else links).filter(verdict="unique")
    same = ("side", "source", "function_code", "function_name", "basis")
    made = []
    for tie in found.to_dicts():
        for refs in tie["projects"].split():
            held = [rows[ref] for ref in refs.split("+")]
            first, amount = held[0], total(row.figure for row in held)
            project = {"ref": first.ref, "project": first.label, "budget_unit": first.budget_unit, "amount": amount}
            made.append({name: tie[name] for name in same} | project)
    return frame(PROVEN, made)


# --- a pool --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """The projects of an item in every way that is left, and what leaves no other."""

    chosen: frozenset[int]
    basis: str
    chance: Decimal


def _rows(pool: Pool) -> list[dict[str, object]]:
    parts = [project.figure for project in pool.projects]
    wholes = [item.figure for item in pool.items]
    ways = share_out(parts, wholes) if pool.readable else Ways((), complete=False)
    is_settled = ways.complete and all(len(ways.sets(place)) == 1 for place in range(len(wholes)))
    by_unit = _by_unit(pool) if pool.readable and not is_settled else {}
    rows = []
    for place, item in enumerate(pool.items):
        alone = fitting(parts, item.figure) if pool.readable else None
        found = _sure(pool, ways, place, alone) or by_unit.get(place)
        row = {
            "side": pool.side,
            "source": pool.source,
            "function_code": item.code,
            "function_name": item.name,
            "amount": item.figure,
            "by_difference": item.figure.op == "-",
            "candidates": len(pool.projects),
            "fitting": alone,
            "ways": len(ways.sets(place)) if ways.complete else None,
        }
        if found is None:
            row["verdict"] = _open(ways, place, alone)
        else:
            row |= {"chance": found.chance.quantize(Decimal("1e-6"), ROUND_UP)}
            if found.chance > CHANCE:
                row["verdict"] = "unproven"
            else:
                names = ["+".join(pool.projects[at].figure.refs) for at in sorted(found.chosen)]
                row |= {"verdict": "unique", "basis": found.basis, "projects": " ".join(names)}
        rows.append(row)
    return rows


def _sure(pool: Pool, ways: Ways, place: int, alone: int | None) -> _Found | None:
    """The item's only set in every way to share out all projects; None where there are more, or none."""
    sets = ways.sets(place)
    if not ways.complete or len(sets) != 1:
        return None
    count = Decimal(len(pool.items)) ** len(pool.projects)
    return _Found(next(iter(sets)), "alone" if alone == 1 else "sharing", _chance(pool, ways.ways[0], count))


def _open(ways: Ways, place: int, alone: int | None) -> str:
    """The verdict on an item without a proven set."""
    if alone == 0:
        return "none"
    if len(ways.sets(place)) > 1 or (alone is not None and alone > 1):
        return "several"
    return "not_determined" if alone is None or not ways.complete else "unproven"


def _chance(pool: Pool, way: Sequence[frozenset[int]], count: Decimal) -> Decimal:
    """The number of `count` ways that would fit by accident, if items were any amounts that make up the total.

    A rough estimate: an item is met with the width of its rounding over the total; the largest item
    is what the others leave.
    """
    widths = []
    for item, chosen in zip(pool.items, way, strict=True):
        slack = item.figure.slack + added(pool.projects[at].figure.slack for at in chosen)
        widths.append((item.figure.value, 2 * slack))
    expected, whole = count, added(value for value, _ in widths)
    with localcontext() as context:
        context.prec = 28
        for _, width in sorted(widths)[:-1]:
            expected *= width / whole
    return expected if len(widths) > 1 else Decimal(0)


# --- by units ------------------------------------------------------------------------------


def _by_unit(pool: Pool) -> dict[int, _Found]:
    """The items' sets where the units' sums fit the items in one way only."""
    units = grouped((project.unit, place) for place, project in enumerate(pool.projects))
    if None in units or len(units) < 2 or len(pool.items) < 2:
        return {}
    blocks = _blocks(pool, list(units.values()))
    way, count, found = [frozenset[int]()] * len(pool.items), Decimal(len(units)) ** len(pool.items), {}
    for items, projects in blocks:
        ways = share_out([pool.projects[at].figure for at in projects], [pool.items[at].figure for at in items])
        count *= Decimal(len(items)) ** len(projects)
        if not ways.ways:
            return {}
        for number, item in enumerate(items):
            way[item] = frozenset(projects[at] for at in ways.ways[0][number])
            if ways.complete and len(ways.sets(number)) == 1:
                found[item] = way[item]
    if not blocks:
        return {}
    chance = _chance(pool, way, count)
    return {item: _Found(chosen, "units", chance) for item, chosen in found.items()}


def _blocks(pool: Pool, units: Sequence[Sequence[int]]) -> list[tuple[Sequence[int], Sequence[int]]]:
    """Items and the projects whose money they are, by units' sums, where that is possible in one way only."""
    sums = [made for unit in units if (made := total(pool.projects[at].figure for at in unit))]
    items = [item.figure for item in pool.items]
    one_unit = share_out(items, sums)  # each item is of one unit
    if one_unit.complete and len(one_unit.ways) == 1:
        return [(sorted(held), unit) for held, unit in zip(one_unit.ways[0], units, strict=True)]
    one_item = share_out(sums, items)  # each unit's money is under one item
    if not one_unit.ways and one_item.complete and len(one_item.ways) == 1:
        held = one_item.ways[0]
        return [([n], [at for unit in sorted(held[n]) for at in units[unit]]) for n in range(len(items))]
    return []


# --- the money of projects, by function item on one side and by project on the other ------------


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


class _Pools:
    def __init__(self, held: Figures) -> None:
        self.figures = held
        self.carryover = held.find("carryover", "revenue")
        #: schedules and measures of which a cell can't be read for sure
        self.doubted = {(row["schedule"], row["measure"]) for row in held.illegible}
        self.doubted |= {(row.schedule, row.measure) for row in held.amounts if row.uncertain}

    def all(self) -> Iterator[Pool]:
        sources = {row.measure for row in self.figures.projects("projects_current") if row.measure in SOURCES}
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
        """True where every figure of these schedules and measures could be read for sure."""
        return not self.doubted.intersection(places)

    def _pool(self, side: str, source: str, items: Mapping[str, Item], projects: Sequence[Share], sure: bool) -> Pool:
        """The pool; an item of which rounding explains all that there is, is none."""
        held = [item for _, item in sorted(items.items()) if abs(item.figure.value) > item.figure.slack]
        figures = [*(item.figure for item in held), *(project.figure for project in projects)]
        above = all(figure.value > 0 for figure in figures)
        return Pool(side, source, tuple(held), tuple(projects), sure and above)

    def _of(self, schedule: str, measures: Sequence[str]) -> list[Share]:
        """The projects with money in one of the measures."""
        paid = (row for row in self.figures.projects(schedule) if row.measure in measures and row.value)
        printed = grouped(((row.row, row.budget_unit), row.figure) for row in paid)
        return [Share(unit, made) for (_, unit), parts in printed.items() if (made := total(parts))]

    def _by_code(self, schedule: str, measure: str) -> dict[str, Item]:
        """The amounts of the codes that no longer code is part of; a code printed twice is added up."""
        rows = grouped((row.function_code, row) for row in self.figures.of(schedule) if row.function_code)
        found: dict[str, Item] = {}
        for code, of_code in rows.items():
            held = [row for row in of_code if row.measure == measure]
            if held and is_finest(code, rows):
                figure = reduce(add, (row.figure for row in held))
                found[code] = Item(code, held[0].named, figure)
        return found
