"""The narrative of the Shanghai template in the wordings that offices use."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from analysis import templates
from analysis.ingest import statements
from analysis.ingest.document import Text
from analysis.ingest.errors import Remark
from analysis.ingest.sections import Section

MAIN = "{year}部门预算编制说明"
Stated = tuple[str, str | None, str | None, str | None]


def said(text: str, title: str = MAIN) -> tuple[list[dict[str, Any]], list[Remark]]:
    template = templates.load("shanghai")
    part = Section(next(s for s in template.sections if s.title == title), title)
    for line, words in enumerate(text.split("\n"), 1):
        part.add(Text(words, line))
    remarks: list[Remark] = []
    rows, _, facts = statements.read(template, [part], 2025, remarks)
    return rows or facts, remarks


def plain(rows: list[dict[str, Any]]) -> list[Stated]:
    names = ("subject", "value", "change", "change_pct")
    return [tuple(str(v) if (v := row.get(n)) is not None else None for n in names) for row in rows]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2025年，某局收入预算1,234.56万元，其中：财政拨款收入1,200.00万元，比2024年预算增加10.50万元，增长0.88%；"
            "事业收入30万元；事业单位经营收入0万元；其他收入4.56万元。",
            [
                ("revenue_total", "1234.56", None, None),
                ("fiscal", "1200.00", "10.50", "0.88"),
                ("business", "30", None, None),
                ("business_operation", "0", None, None),
                ("other_revenue", "4.56", None, None),
            ],
        ),
        (
            "支出预算500万元，其中：财政拨款支出预算500万元，较2024年预算下降3.2%。一般公共预算拨款支出预算490万元，"
            "与2024年预算基本持平；国有资本经营预算拨款支出预算0万元，与上年一致。",
            [
                ("expenditure_total", "500", None, None),
                ("fiscal", "500", None, "-3.2"),
                ("general_public_budget", "490", "0", None),
                ("state_capital", "0", "0", None),
            ],
        ),
    ],
)
def test_totals_and_their_changes(text: str, expected: list[Stated]) -> None:
    rows, remarks = said(text)
    assert plain(rows) == expected
    assert remarks == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1．“教育支出”科目345万元，主要用于学校。", "教育支出"),
        ("1. “教育支出（类）普通教育（款）学前教育（项）”：345万元。", "教育支出-普通教育-学前教育"),
        ("4、教育支出（类）普通教育（款）学前教育（项）345万元。", "教育支出-普通教育-学前教育"),
        ("2. “教育支出-普通教育-学前教育”科目预算３４５万元。", "教育支出-普通教育-学前教育"),
        ("3. “教育支出（类）普通教育（款）学前\n教育（项）”科目345万元。", "教育支出-普通教育-学前教育"),
        ("5. “国有资本经营预算支出（类）其他（款）其他（项）”科目345万元。", "国有资本经营预算支出-其他-其他"),
    ],
)
def test_functional_items(text: str, name: str) -> None:
    (row,), remarks = said(text)
    assert (row["subject"], row["function_name"], row["value"]) == ("function", name, Decimal(345))
    assert remarks == []


def test_a_base_in_the_next_sentence_and_the_value_once_more() -> None:
    text = (
        "1. “教育支出”科目30万元，主要用于学校。2024年当年预算执行数为15万元，2025年预算安排30万元，"
        "比2024年预算执行数增加100%。"
    )
    (row,), _ = said(text)
    assert (row["base_kind"], row["base_year"], row["base_value"]) == ("outturn", 2024, Decimal(15))
    assert (row["value"], row["change_pct"]) == (Decimal(30), Decimal(100))


def test_another_value_in_the_same_item_is_a_statement_of_its_own() -> None:
    text = "1. “教育支出”科目30万元。2024年当年预算执行数为15万元，2025年预算安排33万元，比2024年预算执行数增加100%。"
    (first, second), _ = said(text)
    assert (first["value"], first.get("base_value"), first.get("change_pct")) == (Decimal(30), None, None)
    assert (second["value"], second["base_value"], second["change_pct"]) == (Decimal(33), Decimal(15), Decimal(100))
    assert first["function_name"] == second["function_name"] == "教育支出"


@pytest.mark.parametrize(
    ("reason", "weight"),
    [
        ("人员调动", "given"),
        ("教育支出经费增加", "restates"),
        ("教育支出经费减少", "contradicts"),
        ("教育支出经费减少，学生人数变动", "given"),
    ],
)
def test_what_a_reason_says(reason: str, weight: str) -> None:
    text = f"1. “教育支出”科目30万元。2024年当年预算执行数为15万元，比2024年预算执行数增加100%。主要原因是：{reason}。"
    (row,), _ = said(text)
    assert row["reason"] == weight


def test_vehicles_there_are_and_vehicles_to_buy() -> None:
    facts, remarks = said(
        "截至2024年8月31日，某局共有车辆9辆，其中：执法执勤用车3辆、其他用车6辆；单价50万元（含）以上通用设备2台（套）。"
        "2025年部门预算安排购置车辆1辆，其中：执法执勤用车1辆。",
        "国有资产占有使用情况",
    )
    held = {(f["subject"], f["measure"]): (f["value"], f["as_of"] is not None) for f in facts}
    assert held == {
        ("vehicles", "total"): (9, True),
        ("vehicles", "law_enforcement"): (3, True),
        ("vehicles", "other"): (6, True),
        ("equipment", "from_50_wan"): (2, True),
        ("vehicles_to_buy", "total"): (1, False),
        ("vehicles_to_buy", "law_enforcement"): (1, False),
    }
    assert remarks == []


@pytest.mark.parametrize(
    "text",
    [
        "收入预算30万元，比2024年预算增长3%，主要原因是人员增加，其中新进5人。",
        "比2024年预算增加3万元，主要原因是增加。",
    ],
)
def test_a_reason_for_a_percentage_alone_is_judged_of_nothing(text: str) -> None:
    """What damaged documents brought to light: a reason, and no change beside it whose reason it is."""
    rows, _ = said(text)
    assert [row.get("reason") for row in rows if row["subject"] == "revenue_total"] in ([None], [])
