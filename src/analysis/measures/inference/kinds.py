"""Projects by kind (其他运转类, 特定目标类), by the counts and sums that the narrative prints.

A document names the kind of no project. Every set of projects that the printed counts and
sums allow is found; a project is of a kind for certain when it is in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import comb
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure
from analysis.measures.figures import Figures, figures, in_wan
from analysis.schema import Schema

KINDS = ("forms_operating", "forms_specific")
VERDICTS = ("unique", "several", "none", "untried")
#: More sets than this are not tried one by one.
LIMIT = 2_000_000
_Candidate = tuple[str, Figure]  # name and money in 万元

SCHEMA = Schema(
    "kinds",
    "项目的类别，以所印个数和金额能证明的为限",
    "Projects by kind, as far as the printed counts and sums prove it",
    "Projects by kind as far as the printed counts and sums prove it",
    ("kind", "candidate"),
    (
        c.KIND.of("The kind", among=KINDS),
        c.integer("candidate", "候选序号", "Candidate", "Ordinal among the projects to choose from; 0 for none"),
        c.VERDICT.of("How many sets of projects fit", among=VERDICTS),
        c.figure("number", "个数", "Number", "Projects of the kind, as printed", required=True),
        c.money("stated_total", "所印合计", "Stated total", "Their money, as printed", required=True),
        c.PROJECT.of("A project that is of the kind in some of the sets", required=False),
        c.Column("boolean", "in_all", "每组都有", "In every set", "Whether it is so in all of them"),
        c.AMOUNT.of("Its money", required=False),
    ),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind with its printed count and sum, the projects to choose from, and the sets of them that these allow.

    `sets` has places among the candidates; it is None where there are too many to try or a row can't be read.
    """

    subject: str
    number: Figure
    total: Figure
    candidates: Sequence[_Candidate]
    sets: Sequence[frozenset[int]] | None

    @property
    def verdict(self) -> str:
        """unique, several or none; untried where not all sets were tried."""
        if self.sets is None:
            return "untried"
        return "several" if len(self.sets) > 1 else "unique" if self.sets else "none"


def by_kind(disclosure: Disclosure) -> pl.DataFrame:
    """The projects of each kind as SCHEMA's columns; of a kind that no set fits, one row without a project."""
    rows: list[dict[str, Any]] = []
    for kind in kinds(disclosure):
        stated = {"kind": kind.subject, "verdict": kind.verdict, "number": kind.number, "stated_total": kind.total}
        sets = kind.sets or [frozenset()]
        possible, certain = frozenset.union(*sets), frozenset.intersection(*sets)
        for place in sorted(possible):
            label, figure = kind.candidates[place]
            project = {"candidate": place + 1, "project": label, "amount": figure, "in_all": place in certain}
            rows.append(stated | project)
        if not possible:
            rows.append(stated | {"candidate": 0})
    return frame(SCHEMA, rows)


def kinds(disclosure: Disclosure) -> list[Kind]:
    """The kinds for which the narrative prints a count and a sum.

    The candidates are the projects that have a form, where there are as many as the kinds count
    together; else this year's projects. Where the kinds' counts make up all candidates, what is
    not of one kind is of the other, and sets must fit both sums.
    """
    held, stated = figures(disclosure), list[tuple[str, Figure, Figure]]()
    counts = {row.subject: row.value for row in reversed(held.statements) if row.measure == "count"}
    for subject in KINDS:
        count, total = counts.get(subject), held.find(subject, None)
        if count and total:
            stated.append((subject, count, total))
    counted = sum(int(count.value) for _, count, _ in stated)
    candidates, readable = _candidates(held, counted)
    whole = len(stated) == len(KINDS) and counted == len(candidates)
    found = []
    for subject, count, total in stated:
        rest = next(other for name, _, other in stated if name != subject) if whole else None
        sets = _sets([figure for _, figure in candidates], int(count.value), total, rest) if readable else None
        found.append(Kind(subject, count, total, candidates, sets))
    return found


def _sets(held: Sequence[Figure], count: int, total: Figure, rest: Figure | None) -> list[frozenset[int]] | None:
    """The sets of so many that fit the sum within what rounding leaves; with `rest` those whose rest fits that too."""
    if comb(len(held), count) > LIMIT:
        return None
    amounts, slacks = [figure.value for figure in held], [figure.slack for figure in held]
    most = sum(sorted(slacks, reverse=True)[:count], total.slack)

    def makes(chosen: Iterable[int], whole: Figure) -> bool:
        places = list(chosen)
        difference = sum((amounts[at] for at in places), Decimal(0)) - whole.value
        return abs(difference) <= sum((slacks[at] for at in places), whole.slack)

    near = (
        frozenset(chosen)
        for chosen in combinations(range(len(held)), count)
        if abs(sum((amounts[at] for at in chosen), Decimal(0)) - total.value) <= most
    )
    every = frozenset(range(len(held)))
    return [one for one in near if makes(one, total) and (rest is None or makes(every - one, rest))]


def _candidates(held: Figures, counted: int) -> tuple[Sequence[_Candidate], bool]:
    """The projects to choose from, and whether all of them can be read."""
    forms = [row for row in held.annual if row.project]
    if len(forms) == counted:
        readable = all(row.total and not row.uncertain for row in forms)
        return [(row.project, in_wan(row.total)) for row in forms if row.total], readable
    rows = held.projects("projects_current", "total")
    lost = any((row["schedule"], row["measure"]) == ("projects_current", "total") for row in held.illegible)
    return [(row.label, row.figure) for row in rows], not lost and not any(row.uncertain for row in rows)
