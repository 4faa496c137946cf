"""Small budgets with changes against the year before, for tests of what people see."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.measures.changes import changes
from support.small import METADATA, amount, change, disclosure, statement


def compared(
    total: str = "100", delta: str | None = "-20", *, pct: str | None = None, department: str = "某部门", **sources: str
) -> tuple[pl.DataFrame, Disclosure]:
    """The answer and the budget: `total` changed by `delta`; each source is given as "current change"."""
    levels = {"revenue_total": "total"}
    figures = {"revenue_total": (total, delta)} | {name: tuple(text.split()) for name, text in sources.items()}
    amounts, statements = [], []
    for number, (subject, (current, moved)) in enumerate(figures.items(), start=1):
        amounts.append(
            amount(subject, current, number, level=levels.get(subject, "source"), label=f"{department}{subject}")
        )
        if moved is not None:
            stated: dict[str, Any] = change(moved) | {"reason": "given"}
            if subject == "revenue_total" and pct is not None:
                stated |= {"change_pct": Decimal(pct), "change_pct_printed": pct.lstrip("-")}
            statements.append(statement(subject, number, **stated))
    tables = [{"table": 1, "schedule": "budget_summary", "title": "收支总表", "declared_empty": False, "line": 1}]
    held = disclosure(tables=tables, amounts=amounts, statements=statements)
    held = replace(held, metadata=replace(METADATA, department=department))
    return changes(held), held
