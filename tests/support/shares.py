"""Small budgets with expenditure by function, unit and source, for tests of what people see."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analysis.disclosure import Disclosure
from support.small import amount, disclosure


def spending(
    functions: dict[str, str] | None = None,
    projects: dict[str, str] | None = None,
    *,
    unit: str = "甲馆",
    carried: dict[str, str] | None = None,
    **more: list[dict[str, Any]],
) -> Disclosure:
    """A budget of function classes (code to amount), this year's projects, and projects carried over, of one unit."""
    rows = []
    held = functions or {}
    total = sum(map(Decimal, held.values()), Decimal(0))
    if held:
        rows.append(_row("expenditure", 3, 1, "合计", total, "total"))
    for n, (code, value) in enumerate(held.items(), 2):
        rows.append(
            _row(
                "expenditure",
                3,
                n,
                f"第{code}类支出",
                value,
                "class",
                function_code=code,
                function_name=f"第{code}类支出",
            )
        )
    for schedule, table, named in (("projects_current", 12, projects), ("projects_carryover", 13, carried)):
        if named:
            whole = sum(map(Decimal, named.values()), Decimal(0))
            rows.append(_row(schedule, table, 1, unit, whole, "department"))
            rows.append(_row(schedule, table, 2, unit, whole, "budget_unit", budget_unit=unit))
        for n, (name, value) in enumerate((named or {}).items(), 3):
            rows.append(_row(schedule, table, n, name, value, "project", budget_unit=unit, project=name))
    return disclosure(amounts=rows, **more)


def _row(
    schedule: str, table: int, n: int, label: str, value: Decimal | str, level: str, **more: Any
) -> dict[str, Any]:
    return amount(None, value, n, schedule=schedule, table=table, flow="expenditure", label=label, level=level, **more)
