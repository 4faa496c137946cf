"""How concentrated money is over projects, and which of them can be of which kind.

Definitions: Lorenz curve and Gini coefficient of a discrete distribution; the
Herfindahl-Hirschman index as the sum of squared percentage shares (10,000 for one
project), its inverse the effective number of equal projects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import comb

import polars as pl

from analysis import columns as c
from analysis.disclosure import frame
from analysis.figure import Figure, Told, total
from analysis.schema import Schema

#: More sets than this are not tried one by one: the answer is then "not determined".
LIMIT = 2_000_000
#: Of how many of the largest the answer has the share.
TOP = 3

SCHEMA = Schema(
    "concentration",
    "项目和单位的资金有多集中",
    "How concentrated the money of projects and of units is",
    "How concentrated the money of projects and of units is, one row per dimension",
    ("dimension",),
    (
        c.DIMENSION.of("Whose money it is", among=("project", "unit")),
        c.integer("items", "个数", "Items", "Amounts above 0", required=True),
        c.percent("top_share", "最大三个占比", "Share of the largest three", "What they hold", required=True),
        c.figure("gini", "基尼系数", "Gini coefficient", "0 for equal amounts", required=True),
        c.figure("hhi", "赫芬达尔指数", "Herfindahl–Hirschman index", "10,000 for one amount", required=True),
        c.figure("effective_number", "有效个数", "Effective number", "Equal amounts as concentrated", required=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Concentration:
    """Measures of one distribution of amounts above 0."""

    amounts: tuple[Figure, ...]  # the largest first
    total: Figure

    def share(self, count: int, first: int = 0) -> Figure:
        """The percentage that `count` of the amounts hold, from the one at `first` on."""
        part, held = total(self.amounts[first : first + count]), self.total
        assert part is not None
        return (100 * part / held).to("%")

    @property
    def hhi(self) -> Figure:
        """Herfindahl-Hirschman index, 0 to 10,000."""
        shares = (self.share(1, at) for at in range(len(self.amounts)))
        found = total(share * share for share in shares)
        assert found is not None
        return found

    @property
    def effective_number(self) -> Figure:
        """How many equal amounts would be as concentrated: 10,000 / HHI."""
        return 10000 / self.hhi

    @property
    def gini(self) -> Figure:
        """Gini coefficient, 0 for equal amounts: sum of (2i - n - 1) x_i over n times the total, x ascending."""
        n = len(self.amounts)
        weights = [(n + 1 - 2 * i, amount) for i, amount in enumerate(self.amounts, 1)]
        large, small = (
            total(abs(weight) * amount for weight, amount in weights if weight * sign > 0) for sign in (1, -1)
        )
        spread = large - small if large is not None and small is not None else 0 * self.total
        return spread / (n * self.total)


def concentration(amounts: Sequence[Figure], whole: Figure | None = None) -> Concentration | None:
    """The concentration of the amounts above 0, None where there are none; `whole` is their sum where it is printed."""
    positive = sorted((amount for amount in amounts if amount.value > 0), key=lambda amount: -amount.value)
    made = total(positive)
    if made is None:
        return None
    return Concentration(tuple(positive), whole if whole is not None and whole.value == made.value else made)


def concentrated(structure: pl.DataFrame) -> pl.DataFrame:
    """How concentrated this year's projects and units are, as SCHEMA's columns; nothing of fewer than two."""
    rows = []
    for dimension in ("project", "unit"):
        held = structure.filter(dimension=dimension, measure="total").to_dicts()
        found = concentration([Told(row["amount"], row["amount_how"]) for row in held])
        if found is not None and len(found.amounts) > 1 and all(row["amount"] >= 0 for row in held):
            measured = {name: getattr(found, name) for name in ("gini", "hhi", "effective_number")}
            rows.append({"dimension": dimension, "items": len(found.amounts), "top_share": found.share(TOP)} | measured)
    return frame(SCHEMA, rows)


@dataclass(frozen=True, slots=True)
class Assignments:
    """The sets of projects that a printed count and sum allow; `sets` is None where they were not all tried."""

    sets: tuple[tuple[int, ...], ...] | None

    @property
    def certain(self) -> frozenset[int]:
        """The projects that are in every possible set."""
        if not self.sets:
            return frozenset()
        return frozenset.intersection(*(frozenset(chosen) for chosen in self.sets))

    @property
    def possible(self) -> frozenset[int]:
        """The projects that are in any possible set."""
        return frozenset(i for chosen in self.sets or () for i in chosen)


def assignments(amounts: Sequence[Decimal], count: int, total: Decimal, tolerance: Decimal) -> Assignments:
    """Which `count` of the amounts add up to `total` within `tolerance`: none, one set or several, never a guess.

    >>> assignments([Decimal(5), Decimal(3), Decimal(2)], 2, Decimal(5), Decimal(0)).sets
    ((1, 2),)
    """
    if comb(len(amounts), count) > LIMIT:
        return Assignments(None)
    return Assignments(tuple(_sets(amounts, count, total, tolerance)))


def _sets(amounts: Sequence[Decimal], count: int, total: Decimal, tolerance: Decimal) -> Iterator[tuple[int, ...]]:
    for chosen in combinations(range(len(amounts)), count):
        if abs(sum((amounts[i] for i in chosen), Decimal(0)) - total) <= tolerance:
            yield chosen
