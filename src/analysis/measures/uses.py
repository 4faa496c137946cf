"""Which source pays for which use: each source's part of a use, and each use's part of a source.

Taken from the answer of `analysis.measures.structure.structure`, so that both agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import frame
from analysis.figure import Figure, Told, percent, total
from analysis.schema import Schema

SCHEMA = Schema(
    "uses",
    "各来源的资金用于基本支出还是项目支出",
    "Sources of funds against basic and project expenditure",
    "Sources of funds against basic and project expenditure, one row per source and use",
    ("source", "use"),
    (
        c.SOURCE.of("The source of the money"),
        c.text("use", "用途", "Use", "basic or project", required=True, among=("basic", "project")),
        c.AMOUNT,
        c.percent("share_of_source", "占来源", "Of source", "Part of the source's money; empty where that is 0"),
        c.percent("share_of_use", "占用途", "Of use", "Part of the use's money; empty where that is 0"),
        c.BY_DIFFERENCE.of("Whether no row prints it, and it is what others leave"),
    ),
)


def uses(structure: pl.DataFrame) -> pl.DataFrame:
    """Sources against uses as SCHEMA's columns, in the order of the structure's rows of dimension `use`.

    A source that pays nothing at all is left out. A share of a source or a use that comes to 0 is empty,
    and so it is where amounts of different signs make a part larger than its whole meaningless to state.
    """
    rows = structure.filter(pl.col("dimension") == "use").to_dicts()
    paying = {row["key"] for row in rows if row["amount"]}
    rows = [row for row in rows if row["key"] in paying]
    by_source, by_use = _sums(rows, "key"), _sums(rows, "measure")
    mixed = any(row["amount"] < 0 for row in rows)
    return frame(
        SCHEMA,
        [
            {
                "source": row["key"],
                "use": row["measure"],
                "amount": _amount(row),
                "share_of_source": None if mixed else percent(_amount(row), by_source[row["key"]]),
                "share_of_use": None if mixed else percent(_amount(row), by_use[row["measure"]]),
                "by_difference": " - " in row["amount_how"],
            }
            for row in rows
        ],
    )


def _amount(row: Mapping[str, Any]) -> Figure:
    return Told(row["amount"], row["amount_how"])


def _sums(rows: list[dict[str, Any]], name: str) -> dict[str, Figure | None]:
    parts: dict[str, list[Figure]] = {}
    for row in rows:
        parts.setdefault(row[name], []).append(_amount(row))
    return {key: total(held) for key, held in parts.items()}
