"""Ways to share out parts over wholes, so that each whole is the sum of its parts.

Every figure is printed rounded, so parts fit a whole where their sums can be equal within what
rounding leaves. The search is exact and stops at a number of steps: what was not tried is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.figure import Figure

#: Steps of a search; beyond them the answer is that not everything was tried.
STEPS = 100_000
#: Ways that are kept; more than these prove nothing anyway.
_KEPT = 200
_SCALE = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways found, each a set of places of parts per whole; `complete` where there can be no other."""

    ways: tuple[tuple[frozenset[int], ...], ...]
    complete: bool

    def sets(self, whole: int) -> frozenset[frozenset[int]]:
        """The different sets that make up a whole in any of the ways."""
        return frozenset(way[whole] for way in self.ways)


class _OutOfStepsError(Exception):
    """The search has taken all the steps that it may."""


class _Search:
    """Parts in the order of their size, and how many steps are left."""

    def __init__(self, parts: Sequence[Figure], steps: int) -> None:
        self.order = sorted(range(len(parts)), key=lambda place: -parts[place].value)
        ends = [_ends(parts[place]) for place in self.order]
        self.low, self.high = [low for low, _ in ends], [high for _, high in ends]
        self.steps = steps

    def fitting(self, whole: tuple[int, int], free: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """The sets of free parts (by their order) that can make up the whole, each once."""
        after = [0] * (len(free) + 1)  # the most that the parts from a place on can add
        for at in range(len(free) - 1, -1, -1):
            after[at] = after[at + 1] + self.high[free[at]]
        low, high = whole

        def extend(at: int, least: int, most: int, chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
            if chosen and least <= high and most >= low:
                yield chosen
            for place in range(at, len(free)):
                self.steps -= 1
                if self.steps < 0:
                    raise _OutOfStepsError
                if most + after[place] < low:
                    return
                part = free[place]
                if least + self.low[part] <= high:
                    yield from extend(place + 1, least + self.low[part], most + self.high[part], (*chosen, part))

        return extend(0, 0, 0, ())

    def shared(self, wholes: Sequence[tuple[int, int]], order: Sequence[int]) -> Iterator[dict[int, tuple[int, ...]]]:
        """The ways to use every part exactly once, wholes taken in `order`."""

        def fill(
            at: int, free: tuple[int, ...], made: dict[int, tuple[int, ...]]
        ) -> Iterator[dict[int, tuple[int, ...]]]:
            low, high = wholes[order[at]]
            if at == len(order) - 1:
                self.steps -= 1
                fits = sum(map(self.low.__getitem__, free)) <= high
                if free and fits and sum(map(self.high.__getitem__, free)) >= low:
                    yield made | {order[at]: free}
                return
            for chosen in self.fitting((low, high), free):
                rest = tuple(part for part in free if part not in chosen)
                yield from fill(at + 1, rest, made | {order[at]: chosen})

        return fill(0, tuple(range(len(self.order))), {})


def fitting(parts: Sequence[Figure], whole: Figure) -> int | None:
    """The number of sets of parts that can make up the whole; None where there are too many to try.

    >>> five, three, two = (Cell(f"{n}", "amount", Decimal(n)) for n in (5, 3, 2))
    >>> fitting([five, three, two], five)
    2
    """
    search = _Search(parts, STEPS // 2)
    try:
        return sum(1 for _ in search.fitting(_ends(whole), range(len(parts))))
    except _OutOfStepsError:
        return None


def share_out(parts: Sequence[Figure], wholes: Sequence[Figure], steps: int = STEPS) -> Ways:
    """The ways to share out all parts over the wholes, each part to one whole, each whole made up.

    >>> five, three, two = (Cell(f"{n}", "amount", Decimal(n)) for n in (5, 3, 2))
    >>> share_out([three, five, two], [five, five]).ways
    ((frozenset({0, 2}), frozenset({1})), (frozenset({1}), frozenset({0, 2})))
    """
    if len(parts) < len(wholes) or not wholes:
        return Ways((), complete=True)
    search = _Search(parts, steps)
    found: list[tuple[frozenset[int], ...]] = []
    try:
        order = sorted(range(len(wholes)), key=lambda place: wholes[place].value)
        for made in search.shared([_ends(whole) for whole in wholes], order):
            sets = (frozenset(search.order[part] for part in made[place]) for place in range(len(wholes)))
            found.append(tuple(sets))
            if len(found) == _KEPT:
                return Ways(tuple(found), complete=False)
        complete = True
    except _OutOfStepsError:
        complete = False
    return Ways(tuple(sorted(found, key=lambda way: [sorted(chosen) for chosen in way])), complete)


def _ends(figure: Figure) -> tuple[int, int]:
    """The least and the greatest value of a figure that rounding leaves, in whole numbers."""
    slack = figure.slack
    return int((figure.value - slack) * _SCALE), int((figure.value + slack) * _SCALE)
