"""Which projects can be of which kind (其他运转类, 特定目标类), by the counts and sums that the narrative prints.

A document names the kind of no project. Every set of projects that the printed counts and
sums allow is found; a project is of a kind for certain when it is in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import comb

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure
from analysis.measures.figures import figures, in_wan
from analysis.measures.inference.concentration import LIMIT, Assignments, assignments
from analysis.schema import Schema

KINDS = ("forms_operating", "forms_specific")
VERDICTS = ("unique", "several", "none", "untried")
_ZERO = Decimal(0)

SCHEMA = Schema(
    "kinds",
    "项目的类别，以所印个数和金额能证明的为限",
    "Projects by kind, as far as the printed counts and sums prove it",
    "Projects by kind as far as the printed counts and sums prove it, one row per kind and project that may be of it",
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
class Candidate:
    """A project that may be of a kind, and its money in 万元."""

    label: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind with its printed count and sum, and the sets of candidates (by place) that these allow."""

    subject: str
    number: Figure
    total: Figure
    candidates: tuple[Candidate, ...]
    found: Assignments

    @property
    def count(self) -> int:
        """The printed count."""
        return int(self.number.value)

    @property
    def verdict(self) -> str:
        """unique, several or none; untried where there are too many sets to try or a row can't be read."""
        if self.found.sets is None:
            return "untried"
        return ("none", "unique")[len(self.found.sets)] if len(self.found.sets) < 2 else "several"

    @property
    def certain(self) -> tuple[Candidate, ...]:
        """The projects that are of this kind in every possible set, in the table's order."""
        return tuple(self.candidates[place] for place in sorted(self.found.certain))

    @property
    def open(self) -> tuple[Candidate, ...]:
        """The projects that are of this kind in some possible set, but not in all."""
        return tuple(self.candidates[place] for place in sorted(self.found.possible - self.found.certain))


def kinds(disclosure: Disclosure) -> tuple[Kind, ...]:
    """The kinds for which the narrative prints a count and a sum; none where it prints no such thing.

    The candidates are the projects that have a form, where there are as many as the kinds count
    together; else this year's projects. Where the kinds' counts make up all candidates, what is
    not of one kind is of the other, and sets must fit both sums.
    """
    stated = list(_stated(disclosure))
    if not stated:
        return ()
    counted = sum(int(count.value) for _, count, _ in stated)
    candidates, readable = _candidates(disclosure, counted)
    whole = len(stated) == len(KINDS) and counted == len(candidates)
    result = []
    for subject, count, total in stated:
        others = [other for name, _, other in stated if name != subject]
        rest = others[0] if whole else None
        found = _sets(candidates, int(count.value), total, rest) if readable else Assignments(None)
        result.append(Kind(subject, count, total, candidates, found))
    return tuple(result)


def by_kind(disclosure: Disclosure) -> pl.DataFrame:
    """The projects of each kind as SCHEMA's columns; of a kind that no set fits, one row without a project."""
    rows = []
    for kind in kinds(disclosure):
        stated = {"kind": kind.subject, "verdict": kind.verdict, "number": kind.number, "stated_total": kind.total}
        held = [(place, kind.candidates[place]) for place in sorted(kind.found.possible)]
        rows += [
            stated
            | {
                "candidate": place + 1,
                "project": one.label,
                "amount": one.figure,
                "in_all": place in kind.found.certain,
            }
            for place, one in held
        ] or [stated | {"candidate": 0}]
    return frame(SCHEMA, rows)


def _sets(candidates: tuple[Candidate, ...], count: int, total: Figure, rest: Figure | None) -> Assignments:
    """The sets that fit the sum; with `rest` (what all others make) those whose rest fits too."""
    if count > len(candidates):
        return Assignments(())
    amounts = [candidate.figure.value for candidate in candidates]
    slacks = [candidate.figure.slack for candidate in candidates]
    n = len(amounts)
    everything = frozenset(range(n))
    if comb(n, count) > LIMIT:
        return Assignments(None)
    most = sum(sorted(slacks, reverse=True)[:count], total.slack)
    sets = assignments(amounts, count, total.value, most).sets or ()
    fitting = []
    for chosen in sets:
        if not _makes(amounts, slacks, chosen, total):
            continue
        if rest is not None and not _makes(amounts, slacks, everything - set(chosen), rest):
            continue
        fitting.append(chosen)
    return Assignments(tuple(fitting))


def _makes(amounts: Sequence[Decimal], slacks: Sequence[Decimal], chosen: Iterable[int], total: Figure) -> bool:
    """Whether the chosen amounts can make a sum, within what rounding leaves of all."""
    held = list(chosen)
    difference = sum((amounts[i] for i in held), _ZERO) - total.value
    return abs(difference) <= sum((slacks[i] for i in held), total.slack)


def _stated(disclosure: Disclosure) -> Iterator[tuple[str, Figure, Figure]]:
    """Each kind that has a count and a sum, with both."""
    held = figures(disclosure)
    for subject in KINDS:
        count = next((r.value for r in held.statements if (r.subject, r.measure) == (subject, "count")), None)
        total = held.find(subject, None)
        if count is not None and total is not None:
            yield subject, count, total


def _candidates(disclosure: Disclosure, counted: int) -> tuple[tuple[Candidate, ...], bool]:
    """The projects to choose from, and whether all of them can be read."""
    held = figures(disclosure)
    forms = [row for row in held.funds if row.period == "annual" and row.project]
    if len(forms) == counted:
        readable = all(row.total is not None and not row.uncertain for row in forms)
        return tuple(Candidate(row.project, in_wan(row.total)) for row in forms if row.total is not None), readable
    rows = [row for row in held.of("projects_current") if (row.level, row.measure) == ("project", "total")]
    lost = any((row["schedule"], row["measure"]) == ("projects_current", "total") for row in held.illegible)
    readable = not lost and not any(row.uncertain for row in rows)
    return tuple(Candidate(row.label, row.figure) for row in rows), readable
