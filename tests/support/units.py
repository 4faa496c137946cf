"""A unit's own budget, made of its department's: real tables, smaller figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.disclosure import Disclosure
from support.years import published

UNIT = "山西省科学技术馆"


Change = Callable[[dict[str, Any]], Any]


def unit(name: str = UNIT, share: str = "0.25", change: Change = lambda row: row) -> Disclosure:
    """A unit's budget: a share of each amount of the department's, to the last digit printed."""
    above = published()
    tables = {table: frame.to_dicts() for table, frame in above.frames().items()}
    amounts = []
    for row in tables["amounts"]:
        amount = (row["amount"] * Decimal(share)).quantize(Decimal("0.01")) if row["amount"] is not None else None
        amounts.append(change(row | {"amount": amount, "printed": str(amount)}))
    named = {"id": f"{name}-unit-2026", "department": name, "level": "unit", "code": ""}
    metadata = replace(above.metadata, **named, parent=above.metadata.department)
    return Disclosure.of(
        metadata, {**tables, "amounts": [row for row in amounts if row], "statements": [], "reasons": []}
    )
