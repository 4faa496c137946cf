"""The narrative of the Shanghai template in the wordings that offices use."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from analysis import templates
from analysis.ingest import statements
from analysis.ingest.document import Text
from analysis.ingest.errors import Place, Remark
from analysis.ingest.sections import Section

MAIN = "{year}部门预算编制说明"
Stated = tuple[str, str | None, str | None, str | None]


def said(text: str, title: str = MAIN) -> tuple[list[dict[str, Any]], list[Remark]]:
    template = templates.load("shanghai")
    part = Section(next(s for s in template.sections if s.title == title), title)
    for line, words in enumerate(text.split("\n"), 1):
        part.add(Text(words, Place(None, line)))
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


ITEM = "公共安全支出-司法-行政运行"


@pytest.mark.parametrize(
    "printed",
    [
        "公共安全支出（204类）司法（06款）行政运行（01项）",
        "“公共安全支出（类）司法（款）行政运行（项）”",
        "公共安全支出（类）司法（款）行政运行（项）",
        "公共安全支出（204）司法（20406）行政运行（2040601）",
        "204公共安全支出（类）20406司法（款）2040601行政运行（项）",
        "“公共安全支出-司法-行政运行”",
    ],
)
def test_functional_items_with_codes_in_brackets_or_before_the_name(printed: str) -> None:
    rows, remarks = said(
        f"1、{printed}1672.67万元。主要用于：行政单位的基本支出。2024年当年预算执行数为1690.69万元，"
        f"2025年预算安排1672.67万元，比2024年预算执行数减少1.07%。主要原因是：部分人员退休。"
    )
    (row,) = rows
    assert remarks == []
    assert (row["function_name"], row["value"], row["base_value"]) == (ITEM, Decimal("1672.67"), Decimal("1690.69"))
    assert (row["change_pct"], row["reason"], row["uncertain"]) == (Decimal("-1.07"), "given", False)


def test_a_count_in_a_bracket_is_one_where_it_is_no_code() -> None:
    rows, _ = said("编报绩效目标的项目（含二级）共12项。", "绩效目标设置情况")
    assert [(row["value"], row["unit"]) for row in rows] == [(Decimal(12), "项")]


@pytest.mark.parametrize(
    ("printed", "change"),
    [
        ("比2024年预算减少（50）万元", "-50"),
        ("比2024年预算增加(50)万元", "50"),
        ("较上年增减0万元", "0"),
        ("较上年增减-3.5万元", "-3.5"),
        ("与2024年预算一致0万元", "0"),
        ("比2024年（上一年度，下同）预算增加7万元", "7"),
    ],
)
def test_changes_in_other_printings(printed: str, change: str) -> None:
    rows, remarks = said(f"财政拨款收入100万元，{printed}，主要原因是新开设一处窗口。")
    assert [(row["subject"], row["change"]) for row in rows] == [("fiscal", Decimal(change))]
    assert remarks == []
    assert "2024" not in printed or "一致" in printed or rows[0]["base_kind"] == "budget"


def test_a_reason_ends_where_a_list_begins() -> None:
    rows, _ = said(
        "财政拨款收入100万元，比2024年预算增加7万元。\n财政拨款收入支出增加的主要原因是承接了新的服务窗口\n"
        "财政拨款支出主要内容如下：\n1、“教育支出（类）普通教育（款）学前教育（项）”100万元。"
    )
    assert [row.get("reason") for row in rows] == ["given", None]


def test_vehicles_by_all_their_uses() -> None:
    facts, remarks = said(
        "截至2024年12月31日，本部门流动资产12.50万元，固定资产30万元，其中：房屋100平方米；车辆7辆（一般公务用车3辆，"
        "执法执勤用车4辆）；专用设备8台/套。在建工程1项20万元。",
        "国有资产占有使用情况",
    )
    found = {(fact["subject"], fact["measure"]): str(fact["value"]) for fact in facts}
    assert remarks == []
    assert found == {
        ("current_assets", "total"): "12.50",
        ("fixed_assets", "total"): "30",
        ("floor_area", "total"): "100",
        ("vehicles", "total"): "7",
        ("vehicles", "general"): "3",
        ("vehicles", "law_enforcement"): "4",
        ("equipment", "special"): "8",
        ("construction_in_progress", "total"): "20",
    }
