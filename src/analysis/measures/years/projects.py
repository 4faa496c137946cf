"""Projects of two years, paired by name with care.

The same project is one whose name is the same but for the year that it names (the budget year in one, the base year
in the other), within its unit, or where one project alone bears it in both years. Whatever else looks alike is a
candidate with a confidence, never a pair: renamed (one name much like another), split (one of the base year, whose
name several of this year hold), merged (the other way round).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, added, total
from analysis.measures.figures import Figures, figures
from analysis.schema import Schema
from analysis.text import matched

KINDS = ("renamed", "split", "merged")

SCHEMA = Schema(
    "matches",
    "名称相近、也许是同一个项目的项目",
    "Projects that may be one under two names",
    "Projects of two years that may be one and the same",
    ("match",),
    (
        c.integer("match", "匹配", "Match", "Ordinal of the candidate, the most likely first", required=True),
        c.KIND.of("What may have happened", among=KINDS),
        c.text("current", *c.CURRENT.label, "Names of this year's projects, joined by +", required=True),
        c.text("base", *c.BASE.label, "Names of the base year's projects, joined by +", required=True),
        c.decimal(
            "confidence",
            "名称相近程度",
            "Likeness of names",
            "How much the names are alike, from 0 to 1",
            required=True,
        ),
        c.money("current_amount", "本年金额", "Amount, this year", "Their money of this year", required=True),
        c.money("base_amount", "基年金额", "Amount, base year", "Their money of the base year", required=True),
    ),
)
#: How much two names must be alike to be named together.
_ALIKE = Decimal("0.6")
#: The shortest name that may be part of others by more than accident.
_STEM = 4
_PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """A part of a budget in one year, with its figure."""

    key: str
    parent: str | None
    label: str
    level: str
    figure: Figure


@dataclass(frozen=True)
class Project(Part):
    """A project of a budget, below its unit: `stem` is its name without signs and without the budget's own year."""

    stem: str


def listed(held: Figures) -> list[Project]:
    """The projects of this year's money, in the order of their table; none where the template has no such table."""
    return [
        Project(f"{row.row:03}", row.budget_unit, row.label, row.level, row.figure, _stem(row.label, held.year))
        for row in held.projects("projects_current", "total")
    ]


def same(current: Sequence[Project], base: Sequence[Project]) -> list[tuple[Project, Project]]:
    """Projects that are one in both years beyond doubt: this year's and the base year's."""
    pairs: list[tuple[Project, Project]] = []
    rest, before = list(current), list(base)
    for by_unit in (True, False):
        for project in list(rest):
            named, there = (
                [p for p in some if p.stem == project.stem and (not by_unit or p.parent == project.parent)]
                for some in (rest, before)
            )
            if len(named) == len(there) == 1:
                pairs.append((project, there[0]))
                rest.remove(project)
                before.remove(there[0])
    return pairs


def candidates(current: Disclosure, base: Disclosure) -> pl.DataFrame:
    """Projects that may be one under two names, as SCHEMA's columns: of those that `same` does not pair."""
    now, before = listed(figures(current)), listed(figures(base, other=True))
    pairs = same(now, before)
    now = [project for project in now if all(project is not paired for paired, _ in pairs)]
    before = [project for project in before if all(project is not paired for _, paired in pairs)]
    found = [*_parted(before, now, "split"), *_parted(now, before, "merged"), *_renamed(now, before)]
    found.sort(key=lambda row: (-row["confidence"], KINDS.index(row["kind"])))
    return frame(SCHEMA, [{"match": number, **row} for number, row in enumerate(found, 1)])


def _stem(name: str, year: int) -> str:
    """The name in one spelling: NFKC, without spaces and signs, without the budget's own year."""
    plain = re.sub(r"[^\w]|_", "", unicodedata.normalize("NFKC", name))
    return re.sub(rf"(?<!\d){year}(?!\d)(?:年度|年)?", "", plain) or plain


def _parted(wholes: Sequence[Project], pieces: Sequence[Project], kind: str) -> Iterator[dict[str, Any]]:
    """One whose name several of the other year hold."""
    for whole in wholes:
        held = [piece for piece in pieces if len(whole.stem) >= _STEM and whole.stem in piece.stem]
        if len(held) > 1:
            alike = added(_likeness(whole, piece) for piece in held) / len(held)
            yield _candidate(kind, *((held, [whole]) if kind == "split" else ([whole], held)), alike)


def _renamed(now: Sequence[Project], before: Sequence[Project]) -> Iterator[dict[str, Any]]:
    """Pairs that are each other's most alike."""
    likeness = {(a.key, b.key): _likeness(a, b) for a in now for b in before}
    for one in now:
        for other in before:
            alike = likeness[one.key, other.key]
            rivals = [likeness[one.key, b.key] for b in before if b is not other]
            rivals += [likeness[a.key, other.key] for a in now if a is not one]
            if alike >= _ALIKE and alike > max(rivals, default=Decimal(0)):
                yield _candidate("renamed", [one], [other], alike)


def _likeness(one: Project, other: Project) -> Decimal:
    ratio = matched(one.stem, other.stem).ratio()
    return Decimal(str(ratio)).quantize(_PLACES, ROUND_HALF_UP)


def _candidate(kind: str, now: Sequence[Project], before: Sequence[Project], alike: Decimal) -> dict[str, Any]:
    return {
        "kind": kind,
        "current": " + ".join(project.label for project in now),
        "base": " + ".join(project.label for project in before),
        "confidence": alike.quantize(_PLACES, ROUND_HALF_UP),
        "current_amount": total(project.figure for project in now),
        "base_amount": total(project.figure for project in before),
    }
