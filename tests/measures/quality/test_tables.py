"""Identities inside a table, and the conditions under which figures of two tables are one."""

from __future__ import annotations

from typing import Any

import pytest

from analysis import templates
from analysis.measures.quality.tables import Tables
from analysis.schema import AMOUNTS
from support.small import amount, disclosure

SHANXI = templates.load("shanxi")
PLACE = {"table": 6, "schedule": "basic_by_economic", "flow": "expenditure", "measure": "total"}


def economic(row: int, level: str, value: str) -> dict[str, Any]:
    return amount(None, value, row, level=level, **PLACE)


@pytest.mark.parametrize(
    ("items", "verdicts"),
    [
        (("10.00", "20.00", "5.00"), ["exact", "exact", "exact"]),
        (("10.00", "20.01", "5.00"), ["rounding", "exact", "exact"]),
        (("10.00", "21.00", "5.00"), ["violated", "exact", "exact"]),
        (("10.00", "20.00", "6.00"), ["exact", "violated", "exact"]),
    ],
)
def test_items_make_the_class_above_them_and_classes_the_total(items: tuple[str, ...], verdicts: list[str]) -> None:
    rows = [
        economic(1, "total", "35.00"),
        economic(2, "class", "30.00"),
        economic(3, "item", items[0]),
        economic(4, "item", items[1]),
        economic(5, "class", "5.00"),
        economic(6, "item", items[2]),
    ]
    budget = disclosure(amounts=rows)
    found = list(Tables(budget, SHANXI).row_sums())
    assert [identity.verdict for identity in found] == verdicts
    refs = [AMOUNTS.reference(row) for row in budget.amounts.to_dicts()]
    classes = [identity for identity in found if identity.left.refs == (refs[1],)]
    assert [one.verdict for one in classes] == [verdicts[0]]
    assert classes[0].right.refs == (refs[2], refs[3])
    assert classes[0].difference is not None
    assert classes[0].difference.how == f"[{refs[1]}#amount] - sum([{refs[2]}#amount], [{refs[3]}#amount])"


CARRIED = "carryover_is_fiscal", "carryover_is_general_public_budget"


def carried(total: str, fiscal: str | None, general: str | None) -> Tables:
    rows = [amount("carryover", total, 1)]
    named = (("carryover", fiscal), ("carryover_general_public_budget", general))
    for row, (subject, value) in enumerate(named, 1):
        if value is not None:
            rows.append(amount(subject, value, row, table=4, schedule="fiscal_summary"))
    return Tables(disclosure(amounts=rows), SHANXI)


@pytest.mark.parametrize(
    ("total", "fiscal", "general", "holds"),
    [
        ("8.00", "8.00", "8.00", (True, True)),
        ("8.00", "8.01", "8.00", (True, True)),
        ("8.00", "8.00", "7.00", (True, False)),
        ("8.00", "8.00", None, (True, False)),
        ("8.00", "7.98", "7.98", (False, False)),
        ("8.00", None, "8.00", (False, False)),
        ("0.00", None, None, (True, True)),
    ],
)
def test_whose_money_was_carried_over(
    total: str, fiscal: str | None, general: str | None, holds: tuple[bool, bool]
) -> None:
    tables = carried(total, fiscal, general)
    assert tuple(map(tables.holds, CARRIED)) == holds


def test_without_a_row_of_carryover_nothing_was() -> None:
    assert Tables(disclosure(amounts=[amount("general_public_budget", "5.00", 1)]), SHANXI).holds(CARRIED[0])
