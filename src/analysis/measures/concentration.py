"""How concentrated money is over projects, and which of them can be of which kind.

Definitions: Lorenz curve and Gini coefficient of a discrete distribution; the
Herfindahl-Hirschman index as the sum of squared percentage shares (10,000 for one
project), its inverse the effective number of equal projects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import accumulate, combinations
from math import comb

_PRECISION = 50
_HUNDRED = Decimal(100)
#: More sets than this are not tried one by one: the answer is then "not determined".
LIMIT = 2_000_000


@dataclass(frozen=True, slots=True)
class Concentration:
    """Measures of one distribution of amounts; all exact to fifty digits."""

    amounts: tuple[Decimal, ...]  # the largest first

    @property
    def total(self) -> Decimal:
        """The sum of all amounts."""
        return sum(self.amounts, Decimal(0))

    @property
    def shares(self) -> list[Decimal]:
        """Percentage shares, the largest first."""
        with localcontext() as context:
            context.prec = _PRECISION
            return [amount * _HUNDRED / self.total for amount in self.amounts]

    def top(self, count: int) -> Decimal:
        """The percentage that the largest `count` hold."""
        return sum(self.shares[:count], Decimal(0))

    @property
    def hhi(self) -> Decimal:
        """Herfindahl-Hirschman index, 0 to 10,000."""
        return sum((share * share for share in self.shares), Decimal(0))

    @property
    def effective_number(self) -> Decimal:
        """How many equal amounts would be as concentrated: 10,000 / HHI."""
        with localcontext() as context:
            context.prec = _PRECISION
            return Decimal(10000) / self.hhi

    @property
    def gini(self) -> Decimal:
        """Gini coefficient, 0 for equal amounts: sum of (2i - n - 1) x_i over n times the total, x ascending."""
        ascending = self.amounts[::-1]
        n = len(ascending)
        weighted = sum(((2 * i - n - 1) * amount for i, amount in enumerate(ascending, 1)), Decimal(0))
        with localcontext() as context:
            context.prec = _PRECISION
            return weighted / (n * self.total)

    @property
    def lorenz(self) -> list[tuple[Decimal, Decimal]]:
        """Points of the Lorenz curve in percent, from (0, 0): share of projects, share of money, smallest first."""
        ascending = self.shares[::-1]
        sums = accumulate(ascending)
        n = len(ascending)
        return [(Decimal(0), Decimal(0)), *((_HUNDRED * i / n, share) for i, share in enumerate(sums, 1))]


def concentration(amounts: Sequence[Decimal]) -> Concentration | None:
    """The concentration of positive amounts, None where there are none."""
    positive = sorted((amount for amount in amounts if amount > 0), reverse=True)
    return Concentration(tuple(positive)) if positive else None


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
