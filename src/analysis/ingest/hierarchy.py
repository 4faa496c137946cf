"""The budget units among the rows of a table of projects: those whose figures the rows below them add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate

Figures = Mapping[str, Decimal]  # by measure, in 万元

#: A unit of a name that stands nowhere else.
_STRANGER = 1
#: A unit that is the sum of several projects.
_PROVEN = -2
#: A project that has a known unit's name.
_DEMOTED = 2
#: Steps that a sum of rounded figures may be off at most.
_WIDEST = 24
#: Rows looked at among those with the same running sum.
_NEAREST = 8


class _Sums:
    """Running sums of the rows from the top, by measure."""

    def __init__(self, rows: Sequence[Figures], step: Decimal) -> None:
        self.rows, self.step = rows, step
        measures = {measure: None for row in rows for measure in row} or {"": None}
        self.totals = {m: list(accumulate((row.get(m, 0) for row in rows), initial=0)) for m in measures}

    def fits(self, unit: int, end: int) -> bool:
        """True where the rows after `unit` up to `end` add up to it, in every measure and but for rounding."""
        tolerance = self.step * (end - unit) / 2
        return bool(self.rows[unit]) and all(
            abs(total[end] - total[unit + 1] - self.rows[unit].get(measure, Decimal(0))) <= tolerance
            for measure, total in self.totals.items()
        )


def add_up(unit: Figures, parts: Sequence[Figures], step: Decimal) -> bool:
    """True where `parts` add up to `unit`, in every measure and but for the rounding of figures printed to `step`."""
    return bool(parts) and _Sums([unit, *parts], step).fits(0, len(parts) + 1)


def units(rows: Sequence[Figures], known: Sequence[bool], step: Decimal) -> set[int]:
    """The rows that are units, every other row being a project of the unit above it.

    `known` says which rows have the name of a unit. Of all readings that begin with a unit the one with the
    fewest units that their projects do not add up to is taken; of these the one in which fewest names speak
    against it. Takes time in proportion to the rows.
    """
    n = len(rows)
    if n == 0:
        return set()
    misfit = 4 * (n + 1)
    sums = _Sums(rows, step)
    measure = next(iter(sums.totals))
    at: dict[int, list[int]] = defaultdict(list)  # running sum in steps -> rows, from the bottom

    def place(j: int) -> int:
        return round(sums.totals[measure][j] / step)

    def ends(i: int) -> Iterator[int]:
        target = place(i + 1) + round(rows[i].get(measure, 0) / step)
        for off in range(-_WIDEST, _WIDEST + 1):
            for j in at.get(target + off, ())[-_NEAREST:]:
                if j > i + 1 and sums.fits(i, j):
                    yield j

    demoted = list(accumulate((_DEMOTED * is_known for is_known in known), initial=0))
    best: list[tuple[int, int]] = [(0, n)] * (n + 1)  # cost from row i on, and the next unit's row
    rest: list[tuple[int, int]] = [(demoted[n], n)] * (n + 1)  # cheapest end of a unit that does not add up
    at[place(n)].append(n)
    for i in range(n - 1, -1, -1):
        name = 0 if known[i] else _STRANGER
        cheapest, end = rest[i + 1]
        options = [(misfit + name + cheapest - demoted[i + 1], end)]
        if known[i]:
            options.append((_STRANGER + best[i + 1][0], i + 1))  # a unit without projects
        for j in ends(i):
            proven = _PROVEN if j > i + 2 else 0
            options.append((name + proven + demoted[j] - demoted[i + 1] + best[j][0], j))
        best[i] = min(options)
        rest[i] = min(rest[i + 1], (best[i][0] + demoted[i], i))
        at[place(i)].append(i)
    found, i = set(), 0
    while i < n:
        found.add(i)
        i = best[i][1]
    return found
