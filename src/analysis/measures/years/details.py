"""What changed against a published budget of the base year, down to function items, economic items and projects.

Both years' figures are printed, so that a change is exact but for the rounding of the two. What only one of the two
prints is new or ended. Function items are paired by their code, economic items by code or else by group and name,
projects only where one of each year has the same name beyond doubt (see `projects`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure, frame
from analysis.measures.figures import Figure, Figures
from analysis.measures.years import projects
from analysis.money import AMOUNT_SCALE, Interval, quotient
from analysis.schema import LEVELS, Column, Schema

DIMENSIONS = ("function", "economic", "project")
KINDS = ("new", "ended", "grown", "shrunk", "unchanged")

SCHEMA = Schema(
    "details",
    "Changes against the published budget of the base year, one row per part of the budget",
    ("dimension", "key"),
    (
        Column("dimension", "text", "What the part is a part of", required=True, among=DIMENSIONS),
        Column("key", "text", "Code of the part; for what has none, names", required=True),
        Column("parent", "text", "Key of the part that it belongs to"),
        Column("label", "text", "Name of the part", required=True),
        Column("level", "text", "Its place in the hierarchy", required=True, among=LEVELS),
        Column(
            "current", "decimal", "Figure of the budget year; empty where the part has ended", unit="万元", decimals=2
        ),
        Column("base", "decimal", "Published figure of the base year; empty where it is new", unit="万元", decimals=2),
        Column(
            "change",
            "decimal",
            "current - base, what is not printed taken as 0",
            unit="万元",
            required=True,
            decimals=2,
        ),
        Column("change_low", "decimal", "Least value that rounding leaves for change", unit="万元", required=True),
        Column("change_high", "decimal", "Greatest value that rounding leaves for change", unit="万元", required=True),
        Column("change_pct", "decimal", "change / base; empty where base is 0 or not printed: undefined", unit="%"),
        Column("kind", "text", "Whether the part is new, has ended, grew or shrank", required=True, among=KINDS),
        Column(
            "contribution_pp",
            "decimal",
            "change / base total of the dimension; empty where that is 0",
            unit="percentage points",
        ),
        Column("current_ref", "text", "Row of the dataset that current is taken from"),
        Column("base_ref", "text", "Row of the base year's dataset that base is taken from"),
    ),
)

_PLACES = Decimal(1).scaleb(-AMOUNT_SCALE)
_HUNDRED = Decimal(100)
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """A part of a budget in one year, with its figure."""

    key: str
    parent: str | None
    label: str
    level: str
    figure: Figure


def details(current: Disclosure, base: Disclosure) -> pl.DataFrame:
    """The parts of both budgets side by side, as SCHEMA's columns, in the order of this year's tables.

    What the base year alone has stands where its own table has it. A dimension that one of the two does not print in
    parts is left out: it can't be said what is new or ended. So are functions where one template's expenditure holds
    money carried over and the other's does not.
    """
    rows: list[dict[str, Any]] = []
    if _hold_the_same(current, base):
        rows += _side_by_side("function", list(functions(current)), list(functions(base)))
    rows += _side_by_side("economic", list(economic(current)), list(economic(base)))
    now, before = projects.listed(current), projects.listed(base)
    if now and before:
        paired = {b.key: a.key for a, b in projects.same(now, before)}
        ended = {project.key: f"{base.metadata.year}-{project.key}" for project in before}
        rows += _side_by_side("project", _projects(now, {}), _projects(before, ended | paired))
    return frame(SCHEMA, rows)


def decomposed(found: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """How much of a dimension's change is new, ended, grown and shrunk: `kind`, `parts`, `current`, `base`, `change`.

    Only the finest parts count (items, projects), so that nothing is counted twice; the changes add up exactly to
    the change of their sum. One row per kind, in the order of KINDS; a kind that no part has is left out.
    """
    finest = found.filter((pl.col("dimension") == dimension) & pl.col("level").is_in(["item", "project"]))
    sums = [pl.col(name).fill_null(_ZERO).sum() for name in ("current", "base", "change")]
    grouped = finest.group_by("kind").agg(pl.len().alias("parts"), *sums)
    order = pl.DataFrame({"kind": KINDS, "rank": range(len(KINDS))})
    return grouped.join(order, on="kind").sort("rank").drop("rank")


def functions(disclosure: Disclosure) -> Iterator[Part]:
    """The classes, sections and items of the functional classification with their expenditure."""
    rows = [row for row in _amounts(disclosure, "expenditure") if row["function_code"]]
    codes = {row["function_code"] for row in rows}
    figures = Figures(disclosure)
    for row in rows:
        code = row["function_code"]
        parent = max((c for c in codes if c != code and code.startswith(c)), key=len, default=None)
        yield Part(code, parent, row["function_name"] or row["label"], row["level"], figures.of_row(row))


def economic(disclosure: Disclosure) -> Iterator[Part]:
    """The classes and items of the economic classification with their basic expenditure.

    An item has its code as the key, else the names of its class and its own; what stands in several rows under one
    name (as one departmental item under two governmental ones) is added up.
    """
    figures, group, found = Figures(disclosure), None, dict[str, Part]()
    for row in _amounts(disclosure, "basic_by_economic"):
        if row["level"] not in ("class", "item"):
            continue
        code, label = row["economic_code"], row["economic_item"] or row["label"]
        key = code or (label if row["level"] == "class" or group is None else f"{group}·{label}")
        group = key if row["level"] == "class" else group
        figure = figures.of_row(row)
        if (known := found.get(key)) is not None:
            both = known.figure
            figure = Figure(both.value + figure.value, both.step + figure.step, f"{both.ref} {figure.ref}")
        found[key] = Part(key, None if row["level"] == "class" else group, label, row["level"], figure)
    yield from found.values()


def _projects(found: Sequence[projects.Project], names: Mapping[str, str]) -> list[Part]:
    """Projects as parts; `names` gives the key of the other year's project that one is."""
    return [
        Part(names.get(project.key, project.key), project.unit, project.name, "project", project.figure)
        for project in found
    ]


def _amounts(disclosure: Disclosure, schedule: str) -> Iterator[dict[str, Any]]:
    rows = disclosure.amounts.filter(
        pl.col("schedule") == schedule, pl.col("measure") == "total", pl.col("amount").is_not_null()
    )
    return rows.iter_rows(named=True)


def _side_by_side(dimension: str, current: Sequence[Part], base: Sequence[Part]) -> list[dict[str, Any]]:
    if not current or not base:
        return []
    now, before = _by_key(current), _by_key(base)
    whole = sum((part.figure.value for part in base if part.level in ("item", "project")), _ZERO)
    return [_row(dimension, key, now.get(key), before.get(key), whole) for key in _order(current, base)]


def _hold_the_same(current: Disclosure, base: Disclosure) -> bool:
    """Whether both years' expenditure holds money carried over, or neither does."""
    if current.metadata.template == base.metadata.template:
        return True
    carried = [Figures(budget).find("carryover", "revenue") is not None for budget in (current, base)]
    return carried[0] == carried[1]


def _by_key(parts: Iterable[Part]) -> dict[str, Part]:
    return {part.key: part for part in parts}


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


def _row(dimension: str, key: str, now: Part | None, before: Part | None, whole: Decimal) -> dict[str, Any]:
    part = now or before
    assert part is not None
    none = Interval(_ZERO, _ZERO)
    interval = (now.figure.interval if now else none) - (before.figure.interval if before else none)
    change = (now.figure.value if now else _ZERO) - (before.figure.value if before else _ZERO)
    share = quotient(change, whole)
    percent = quotient(change, before.figure.value) if before else None
    return {
        "dimension": dimension,
        "key": key,
        "parent": part.parent,
        "label": part.label,
        "level": part.level,
        "current": now.figure.value if now else None,
        "base": before.figure.value if before else None,
        "change": change,
        "change_low": interval.low,
        "change_high": interval.high,
        "change_pct": _percent(percent),
        "kind": _kind(now, before, change),
        "contribution_pp": _percent(share),
        "current_ref": now.figure.ref if now else None,
        "base_ref": before.figure.ref if before else None,
    }


def _kind(now: Part | None, before: Part | None, change: Decimal) -> str:
    """A part printed as 0 is not there: a line of zeros is no project."""
    was = before is not None and before.figure.value != 0
    is_ = now is not None and now.figure.value != 0
    if was != is_:
        return "ended" if was else "new"
    return "unchanged" if change == 0 else "grown" if change > 0 else "shrunk"


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else (share * _HUNDRED).quantize(_PLACES, ROUND_HALF_UP)
