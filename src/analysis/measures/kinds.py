"""Which projects can be of which kind (其他运转类, 特定目标类), by the counts and sums that the narrative prints.

A document names the kind of no project. Every set of projects that the printed counts and
sums allow is found; a project is of a kind for certain when it is in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import comb
from typing import Any

from analysis.disclosure import Disclosure
from analysis.measures.concentration import LIMIT, Assignments, assignments
from analysis.measures.figures import Figures
from analysis.money import YUAN_PER_WAN, finest, to_wan
from analysis.schema import AMOUNTS, PROJECTS

KINDS = ("forms_operating", "forms_specific")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that may be of a kind: amount in 万元, and how far rounding may have moved it."""

    label: str
    amount: Decimal
    slack: Decimal
    ref: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind with its printed count and sum, and the sets of candidates (by place) that these allow."""

    subject: str
    count: int
    total: Decimal
    ref: str
    candidates: tuple[Candidate, ...]
    found: Assignments

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
    counted = sum(count for _, count, _, _, _ in stated)
    candidates, readable = _candidates(disclosure, counted)
    whole = len(stated) == len(KINDS) and counted == len(candidates)
    result = []
    for subject, count, total, slack, ref in stated:
        others = [(other[2], other[3]) for other in stated if other[0] != subject]
        rest = others[0] if whole else None
        found = _sets(candidates, count, total, slack, rest) if readable else Assignments(None)
        result.append(Kind(subject, count, total, ref, candidates, found))
    return tuple(result)


def _sets(
    candidates: tuple[Candidate, ...], count: int, total: Decimal, slack: Decimal, rest: tuple[Decimal, Decimal] | None
) -> Assignments:
    """The sets that fit the sum; with `rest` (sum and slack of all others) those whose rest fits too."""
    if count > len(candidates):
        return Assignments(())
    amounts = [candidate.amount for candidate in candidates]
    n = len(amounts)
    everything = frozenset(range(n))
    if comb(n, count) > LIMIT:
        return Assignments(None)
    most = sum(sorted((candidate.slack for candidate in candidates), reverse=True)[:count], slack)
    sets = assignments(amounts, count, total, most).sets or ()
    fitting = []
    for chosen in sets:
        if abs(sum((amounts[i] for i in chosen), _ZERO) - total) > sum((candidates[i].slack for i in chosen), slack):
            continue
        others = everything - set(chosen)
        if rest is not None:
            difference = abs(sum((amounts[i] for i in others), _ZERO) - rest[0])
            if difference > sum((candidates[i].slack for i in others), rest[1]):
                continue
        fitting.append(chosen)
    return Assignments(tuple(fitting))


def _stated(disclosure: Disclosure) -> Iterator[tuple[str, int, Decimal, Decimal, str]]:
    """Each kind that has a count and a sum: its subject, both, half the sum's last digit, references."""
    figures = Figures(disclosure)
    for subject in KINDS:
        count = next((r for r in figures.statements if (r["subject"], r["measure"]) == (subject, "count")), None)
        total = figures.find(subject, None)
        if count is not None and count["value"] is not None and total is not None:
            ref = f"statements/{count['statement']} {total.ref}"
            yield subject, int(count["value"]), total.value, total.step / 2, ref


def _candidates(disclosure: Disclosure, counted: int) -> tuple[tuple[Candidate, ...], bool]:
    """The projects to choose from, and whether all of them can be read."""
    forms = [row for row in disclosure.projects.to_dicts() if row["period"] == "annual" and row["project"]]
    if len(forms) == counted:
        readable = all(row["total_yuan"] is not None and not row["uncertain"] for row in forms)
        return tuple(_of_form(row) for row in forms if row["total_yuan"] is not None), readable
    rows = [
        row
        for row in disclosure.amounts.to_dicts()
        if (row["schedule"], row["level"], row["measure"]) == ("projects_current", "project", "total")
    ]
    readable = all(row["amount"] is not None and not row["uncertain"] for row in rows)
    rows = [row for row in rows if row["amount"] is not None]
    step = {unit: finest(r["printed"] for r in rows if r["printed_unit"] == unit) for unit in _units(rows)}
    return tuple(
        Candidate(
            row["label"],
            row["amount"],
            to_wan(step[row["printed_unit"]], row["printed_unit"]) / 2,
            AMOUNTS.reference(row),
        )
        for row in rows
    ), readable


def _of_form(row: dict[str, Any]) -> Candidate:
    amount = row["total_yuan"] / YUAN_PER_WAN
    return Candidate(row["project"], amount, _ZERO, PROJECTS.reference(row))


def _units(rows: list[dict[str, Any]]) -> set[str]:
    return {row["printed_unit"] for row in rows}
