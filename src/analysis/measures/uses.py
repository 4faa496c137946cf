"""Which source pays for which use: each source's part of a use, and each use's part of a source.

Taken from the answer of `analysis.measures.structure.structure`, so that both agree.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from analysis.disclosure import frame
from analysis.money import AMOUNT_SCALE, quotient
from analysis.schema import Column, Schema

SCHEMA = Schema(
    "uses",
    "Sources of funds against basic and project expenditure, one row per source and use",
    ("source", "use"),
    (
        Column("source", "text", "The source of the money", required=True),
        Column("use", "text", "basic or project", required=True, among=("basic", "project")),
        Column("amount", "decimal", "The amount, exact", unit="万元", required=True, decimals=2),
        Column("share_of_source", "decimal", "Part of the source's money; empty where that is 0", unit="%"),
        Column("share_of_use", "decimal", "Part of the use's money; empty where that is 0", unit="%"),
        Column("by_difference", "boolean", "Whether no row prints it, and it is what others leave", required=True),
        Column("ref", "text", "Rows of the dataset that it is taken from", required=True),
    ),
)
_PLACES = Decimal(1).scaleb(-AMOUNT_SCALE)
_ZERO = Decimal(0)


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
                "amount": row["amount"],
                "share_of_source": None if mixed else share(row["amount"], by_source[row["key"]]),
                "share_of_use": None if mixed else share(row["amount"], by_use[row["measure"]]),
                "by_difference": " " in row["ref"],
                "ref": row["ref"],
            }
            for row in rows
        ],
    )


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part of a whole in percent, to six decimals; None where the whole is 0.

    >>> share(Decimal("1649.65"), Decimal("2611.90"))
    Decimal('63.159002')
    """
    found = quotient(part * 100, whole)
    return None if found is None else found.quantize(_PLACES, ROUND_HALF_UP)


def _sums(rows: list[dict[str, Decimal]], name: str) -> dict[Decimal, Decimal]:
    sums: dict[Decimal, Decimal] = {}
    for row in rows:
        sums[row[name]] = sums.get(row[name], _ZERO) + row["amount"]
    return sums
