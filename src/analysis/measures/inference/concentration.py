"""Concentration of money over projects and units.

Definitions: Lorenz curve and Gini coefficient of a discrete distribution; the
Herfindahl-Hirschman index as the sum of squared percentage shares (10,000 for one
project), its inverse the effective number of equal projects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import frame
from analysis.figure import Figure, Told, difference, percent, total
from analysis.schema import Schema

#: Of how many of the largest the answer has the share.
TOP = 3

SCHEMA = Schema(
    "concentration",
    "项目和单位的资金有多集中",
    "How concentrated the money of projects and of units is",
    "How concentrated the money of projects and of units is",
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


def concentration(amounts: Sequence[Figure]) -> dict[str, Any]:
    """The measures of the amounts above 0, by their columns; nothing where there are none.

    Gini: the sum of (2i - n - 1) x_i over n times the total, x ascending.
    """
    held = sorted((amount for amount in amounts if amount.value > 0), key=lambda amount: -amount.value)
    n, whole = len(held), total(held)
    if whole is None:
        return {}
    weights = [(n + 1 - 2 * i, amount) for i, amount in enumerate(held, 1)]
    large, small = (total(abs(weight) * amount for weight, amount in weights if weight * sign > 0) for sign in (1, -1))
    spread = difference(large, small) or 0 * whole
    shares = (share for amount in held if (share := percent(amount, whole)))
    hhi = total(share * share for share in shares)
    return {
        "items": n,
        "top_share": percent(total(held[:TOP]), whole),
        "gini": spread / (n * whole),
        "hhi": hhi,
        "effective_number": hhi and 10000 / hhi,
    }


def concentrated(structure: pl.DataFrame) -> pl.DataFrame:
    """The concentration of this year's projects and units, as SCHEMA's columns; nothing of fewer than two."""
    rows = []
    for dimension in ("project", "unit"):
        held = structure.filter(dimension=dimension, measure="total").to_dicts()
        found = concentration([Told(row["amount"], row["amount_how"]) for row in held])
        if found and found["items"] > 1 and all(row["amount"] >= 0 for row in held):
            rows.append({"dimension": dimension} | found)
    return frame(SCHEMA, rows)
