"""Concentration of money over projects and units.

Definitions: Lorenz curve and Gini coefficient of a discrete distribution; the
Herfindahl-Hirschman index as the sum of squared percentage shares (10,000 for one
project), its inverse the effective number of equal projects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from analysis import columns as c
from analysis.disclosure import frame
from analysis.figure import Figure, Told, total
from analysis.schema import Schema

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
        """The number of equal amounts that would be as concentrated: 10,000 / HHI."""
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


def concentration(amounts: Sequence[Figure]) -> Concentration | None:
    """The concentration of the amounts above 0, None where there are none."""
    positive = sorted((amount for amount in amounts if amount.value > 0), key=lambda amount: -amount.value)
    made = total(positive)
    return None if made is None else Concentration(tuple(positive), made)


def concentrated(structure: pl.DataFrame) -> pl.DataFrame:
    """The concentration of this year's projects and units, as SCHEMA's columns; nothing of fewer than two."""
    rows = []
    for dimension in ("project", "unit"):
        held = structure.filter(dimension=dimension, measure="total").to_dicts()
        found = concentration([Told(row["amount"], row["amount_how"]) for row in held])
        if found is not None and len(found.amounts) > 1 and all(row["amount"] >= 0 for row in held):
            measured = {name: getattr(found, name) for name in ("gini", "hhi", "effective_number")}
            rows.append({"dimension": dimension, "items": len(found.amounts), "top_share": found.share(TOP)} | measured)
    return frame(SCHEMA, rows)
