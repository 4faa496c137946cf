"""Changes against a published budget of the base year, down to function items, economic items and projects.

Both years' figures are printed, so that a change is exact but for the rounding of the two. What only one of the two
prints is new or ended. Function items are paired by their code, economic items by code or else by group and name,
projects only where one of each year has the same name beyond doubt (see `projects`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, percent, total
from analysis.measures import structure
from analysis.measures.figures import Figures, above, figures
from analysis.measures.records import Amount
from analysis.measures.years import projects
from analysis.measures.years.projects import Part
from analysis.schema import Schema

DIMENSIONS = ("function", "economic", "project")
KINDS = ("new", "ended", "grown", "shrunk", "unchanged")

SCHEMA = Schema(
    "details",
    "与上年公开的预算逐项比较",
    "Item by item against the published budget of the base year",
    "Changes against the published budget of the base year",
    ("dimension", "key"),
    (
        c.DIMENSION.of("What the part is a part of", among=DIMENSIONS),
        c.KEY.of("Code of the part; for what has none, names"),
        c.PARENT,
        c.LABEL,
        c.LEVEL.of("Its place in the hierarchy"),
        c.CURRENT.of("Figure of the budget year; empty where the part has ended"),
        c.BASE.of("Published figure of the base year; empty where it is new"),
        c.CHANGE.of("current - base, what is not printed taken as 0"),
        *c.CHANGE.bounds(required=True),
        c.CHANGE_PCT.of("change / base; empty where base is 0 or not printed: undefined"),
        c.KIND.of("Whether the part is new, has ended, grew or shrank", among=KINDS),
        c.CONTRIBUTION_PP.of("change / base total of the dimension; empty where that is 0"),
    ),
)

#: Levels of parts that hold no others.
_FINEST = ("item", "project")


def details(current: Disclosure, base: Disclosure) -> pl.DataFrame:
    """The parts of both budgets side by side, as SCHEMA's columns, in the order of this year's tables.

    What the base year alone has stands where its own table has it. A dimension that one of the two does not print in
    parts is left out: it can't be said what is new or ended. So are functions where one template's expenditure holds
    money carried over and the other's does not.
    """
    now, before = figures(current), figures(base, other=True)
    rows: list[dict[str, Any]] = []
    if _hold_the_same(now, before):
        rows += _side_by_side("function", functions(now), functions(before), before)
    rows += _side_by_side("economic", economic(now), economic(before), before)
    listed, earlier = projects.listed(now), projects.listed(before)
    paired = {one.key: other.key for other, one in projects.same(listed, earlier)}
    ended = {project.key: f"{before.year}-{project.key}" for project in earlier}
    renamed = [replace(project, key=(ended | paired)[project.key]) for project in earlier]
    rows += _side_by_side("project", listed, renamed, before)
    return frame(SCHEMA, rows)


def functions(held: Figures) -> list[Part]:
    """The classes, sections and items of the functional classification with their expenditure."""
    rows = [(row.function_code, row) for row in held.of("expenditure", "total") if row.function_code]
    codes = {code for code, _ in rows}
    return [Part(code, above(code, codes), row.named, row.level, row.figure) for code, row in rows]


def economic(held: Figures) -> list[Part]:
    """The classes and items of the economic classification with their basic expenditure.

    An item has its code as the key, else the names of its class and its own; what stands in several rows under one
    name (as one departmental item under two governmental ones) is added up.
    """
    group, found = None, dict[str, list[tuple[str | None, Amount]]]()
    for row in held.of("basic_by_economic", "total"):
        if row.level in ("class", "item"):
            label = row.named
            key = row.economic_code or (label if row.level == "class" or group is None else f"{group}·{label}")
            group = key if row.level == "class" else group
            found.setdefault(key, []).append((None if row.level == "class" else group, row))
    made = []
    for key, rows in found.items():
        parent, last = rows[-1]  # whose name it has
        figure = total(row.figure for _, row in rows) or last.figure
        made.append(Part(key, parent, last.named, last.level, figure))
    return made


def _side_by_side(
    dimension: str, current: Sequence[Part], base: Sequence[Part], printed: Figures
) -> list[dict[str, Any]]:
    if not current or not base:
        return []
    now, before = ({part.key: part for part in parts} for parts in (current, base))
    whole = structure.whole(printed, dimension, "total", (part.figure for part in base if part.level in _FINEST))
    parts = before | now
    return [_row(dimension, parts[key], now.get(key), before.get(key), whole) for key in _order(current, base)]


def _hold_the_same(current: Figures, base: Figures) -> bool:
    """True where both years' expenditure holds money carried over, or neither does."""
    if current.disclosure.metadata.template == base.disclosure.metadata.template:
        return True
    carried = [budget.find("carryover", "revenue") is not None for budget in (current, base)]
    return carried[0] == carried[1]


def _order(current: Sequence[Part], base: Sequence[Part]) -> list[str]:
    """The keys of this year in their order, each of the base year's own after the one that it follows there."""
    order = [part.key for part in current]
    at = -1
    for part in base:
        if part.key in order:
            at = order.index(part.key)
        else:
            at += 1
            order.insert(at, part.key)
    return list(dict.fromkeys(order))


def _row(dimension: str, part: Part, now: Part | None, before: Part | None, whole: Figure | None) -> dict[str, Any]:
    change = now.figure - before.figure if now and before else part.figure if now else -part.figure
    return {
        "dimension": dimension,
        "key": part.key,
        "parent": part.parent,
        "label": part.label,
        "level": part.level,
        "current": now and now.figure,
        "base": before and before.figure,
        "change": change,
        "change_pct": percent(change, before.figure if before else None),
        "kind": _kind(now, before, change.value),
        "contribution_pp": percent(change, whole),
    }


def _kind(now: Part | None, before: Part | None, change: Decimal) -> str:
    """A part printed as 0 is not there: a line of zeros is no project."""
    was = before is not None and before.figure.value != 0
    is_ = now is not None and now.figure.value != 0
    if was != is_:
        return "ended" if was else "new"
    return "unchanged" if change == 0 else "grown" if change > 0 else "shrunk"
