"""The sums that hold when a table's columns are read in one way, and the way under which most do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, product
from math import prod

from analysis.measures.quality.tables import fullest
from analysis.templates.spec import SumSpec

Values = Sequence[Decimal | None]
#: What a column is of: measure, what it states, subject, year from the document's own, phase.
Place = tuple[str, str, str, int, str]
Columns = Mapping[Place, Values]

#: Readings that are all tried.
_MOST = 4096
_ROUNDS = 4
_NEAR = Decimal("0.06")  # from a printed change or percentage to the computed one


class Sums:
    """The sums over columns, and over the items that stand in columns, that a base knows."""

    def __init__(self, columns: Sequence[SumSpec], rows: Sequence[SumSpec]) -> None:
        self.columns, self.rows = columns, rows

    def held(self, kind: str, flow: str, schedule: str, at: Columns) -> int:
        """The number that holds in the rows of a side, less those that don't."""
        held = 0
        for whole, parts in self._parted(kind, flow, schedule, at):
            for row, total in enumerate(whole):
                printed = [part[row] for part in parts]
                if total is not None and any(value is not None for value in printed):
                    held += 1 if _same(total, [value or Decimal(0) for value in printed]) else -1
        return held + _changes(at)

    def _parted(self, kind: str, flow: str, schedule: str, at: Columns) -> Iterator[tuple[Values, list[Values]]]:
        """The columns that are sums of others, for each year and phase."""
        for year, phase in dict.fromkeys((place[3], place[4]) for place in at):
            if kind == "items":
                own = [s for s in self.rows if s.schedule == schedule]
                names = [(("total", "", s.whole), [("total", "", part) for part in s.parts]) for s in own]
            else:
                there = [place[0] for place in at if place[3:] == (year, phase) and not place[1]]
                own = [s for s in self.columns if (s.schedule, s.flow) == (schedule, flow)]
                chosen = fullest(own, {(schedule, flow): there})
                names = [((s.whole, "", ""), [(part, "", "") for part in s.parts]) for s in chosen]
            for whole, parts in names:
                printed = [at[*part, year, phase] for part in parts if (*part, year, phase) in at]
                if (*whole, year, phase) in at and len(printed) > 1:
                    yield at[*whole, year, phase], printed


def _changes(at: Columns) -> int:
    """The same for the changes between the two years."""
    bases = [values for place, values in at.items() if place[0] == "total" and place[3] and not place[1]]
    own = at.get(("total", "", "", 0, ""))
    held = 0
    if own is None or not bases:
        return held
    for place, values in at.items():
        for now, base, said in zip(own, bases[0], values if place[1] else (), strict=False):
            if said is None or (base is None and now is None):
                continue
            moved = (now or 0) - (base or 0)
            wanted = moved if place[1] == "change" else moved * 100 / base if base else said
            held += 1 if abs(said - wanted) <= _NEAR else -1
    return held


def best(sizes: Sequence[int], score: Callable[[Sequence[int]], tuple[int, int, int]]) -> Sequence[int]:
    """Of all choices the best one; where they are too many, two columns at a time as long as that is better."""
    if prod(sizes) <= _MOST:
        return max(product(*map(range, sizes)), key=score)
    taken = [0] * len(sizes)
    open_ones = [i for i, size in enumerate(sizes) if size > 1]
    held = score(taken)
    for _ in range(_ROUNDS):
        before = held
        for i, j in combinations(open_ones, 2):
            for one, other in product(range(sizes[i]), range(sizes[j])):
                tried = list(taken)
                tried[i], tried[j] = one, other
                if (now := score(tried)) > held:
                    taken, held = tried, now
        if held == before:
            break
    return taken


def _same(total: Decimal, parts: Sequence[Decimal]) -> bool:
    exponents = [value.as_tuple().exponent for value in (total, *parts)]
    step = Decimal(1).scaleb(min(int(exponent) for exponent in exponents))
    return abs(total - sum(parts)) <= step * len(parts) / 2
