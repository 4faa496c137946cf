"""Budgets of several years of one department, made from a published one by changing what a test is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from analysis.catalog import load
from analysis.disclosure import Disclosure

Rows = dict[str, Any]


@cache
def published() -> Disclosure:
    """The committed budget of 2026."""
    return load("322-2026")


def earlier(
    year: int,
    change: Callable[[Rows], Rows | None] = lambda row: row,
    *,
    of: Disclosure | None = None,
    stated: bool = False,
    **metadata: Any,
) -> Disclosure:
    """A disclosure (the committed budget) as of another year: `change` alters a row of amounts, None drops it.

    Without `stated` its narrative is left out, so that nothing but the tables speaks.
    """
    budget = of or published()
    tables: Mapping[str, list[Rows]] = {name: frame.to_dicts() for name, frame in budget.frames().items()}
    later = budget.metadata.year - year
    dated = (row | {"year": row["year"] - later} for row in tables["amounts"])
    amounts = [changed for row in dated if (changed := change(row)) is not None]
    statements = [
        row | {"year": row["year"] - later, "base_year": row["base_year"] and row["base_year"] - later}
        for row in (tables["statements"] if stated else [])
    ]
    reasons = tables["reasons"] if stated else []
    identity = {"id": budget.metadata.id.replace(str(budget.metadata.year), str(year)), "year": year} | metadata
    rows = {**tables, "amounts": amounts, "statements": statements, "reasons": reasons}
    return Disclosure.of(replace(budget.metadata, **identity), rows)


def worth(row: Rows, amount: str | Decimal) -> Rows:
    """The row with another amount."""
    return row | {"amount": Decimal(amount), "printed": str(amount)}
