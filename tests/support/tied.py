"""Small budgets of function items and projects whose tie no table prints."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analysis.disclosure import Disclosure
from support.small import amount, disclosure


def budget(
    items: dict[str, str],
    projects: list[tuple[str, str]],
    *,
    carried: tuple[dict[str, str], list[tuple[str, str]]] | None = None,
    rest: tuple[dict[str, str], list[tuple[str, str]]] | None = None,
    names: list[str] | None = None,
    **more: Any,
) -> Disclosure:
    """Project money by function code and, as (unit, amount), by project, of the general public budget.

    `carried` is the same for money carried over, `rest` for units' own funds, of which only
    expenditure of all sources shows the codes. Each code has a class of its first three digits.
    """
    rows: list[dict[str, Any]] = []
    held, over = Counter(items), Counter(carried[0] if carried else {})
    own = Counter(rest[0] if rest else {})
    codes = sorted({*held, *over, *own})
    for code in sorted({code[:3] for code in codes}):
        inside = [c for c in codes if c.startswith(code)]
        total = sum((held[c] + over[c] + own[c] for c in inside), Decimal(0))
        rows += _code(len(rows), 3, "expenditure", code, {"project": total, "total": total}, "class")
    for code in codes:
        total = held[code] + over[code] + own[code]
        rows += _code(len(rows), 3, "expenditure", code, {"project": total, "total": total}, "item")
    for code in held:
        rows += _code(len(rows), 5, "general_public_expenditure", code, {"project": held[code]}, "item")
    for code in over:
        rows += _code(len(rows), 2, "revenue", code, {"carryover": over[code]}, "item")
    current = [(unit, value, "general_public_budget") for unit, value in projects]
    current += [(unit, value, "unit_funds") for unit, value in (rest[1] if rest else [])]
    for n, (unit, value, source) in enumerate(current, 1):
        rows += _project(n, 12, "projects_current", unit, value, ("total", source), names)
    for n, (unit, value) in enumerate(carried[1] if carried else [], 1):
        rows += _project(n, 13, "projects_carryover", unit, value, ("total",), None)
    return disclosure(amounts=[row | more for row in rows])


class Counter(dict[str, Decimal]):
    """Amounts by code, 0 for a code that is not there."""

    def __init__(self, held: dict[str, str]) -> None:
        super().__init__({code: Decimal(value) for code, value in held.items()})

    def __missing__(self, code: str) -> Decimal:
        return Decimal(0)


def _code(
    place: int, table: int, schedule: str, code: str, held: dict[str, Decimal], level: str
) -> list[dict[str, Any]]:
    named = {"function_code": code, "function_name": f"第{code}项", "label": f"第{code}项", "level": level}
    flow = "revenue" if schedule == "revenue" else "expenditure"
    common = {"table": table, "schedule": schedule, "flow": flow, **named}
    return [amount(None, value, place + 1, measure=measure, **common) for measure, value in held.items()]


def _project(
    n: int, table: int, schedule: str, unit: str, value: str, measures: tuple[str, ...], names: list[str] | None
) -> list[dict[str, Any]]:
    name = names[n - 1] if names else f"项目{n}"
    common = {"table": table, "schedule": schedule, "flow": "expenditure", "level": "project", "label": name}
    return [amount(None, value, n, measure=m, budget_unit=unit, project=name, **common) for m in measures]
