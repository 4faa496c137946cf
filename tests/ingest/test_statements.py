"""What sentences state, in phrasings of our own: values, changes, bases, shares, reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analysis import templates
from analysis.ingest import statements
from analysis.ingest.document import Text
from analysis.ingest.errors import Place, Remark
from analysis.ingest.sections import Section

CHANGES = "部门预算收支数据变动情况及原因"
THREE = "“三公”经费增减变动原因说明"
OPERATING = "机关运行经费增减变动原因说明"
REVENUE = "收入预算情况说明"
SHAPE = "一般公共预算当年支出结构情况"


def read(title: str, *lines: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Remark]]:
    template = templates.load("shanxi")
    part = Section(next(s for s in template.sections if s.title == title), title)
    for number, line in enumerate(lines, 1):
        part.add(Text(line, Place(None, number)))
    remarks: list[Remark] = []
    rows, _, facts = statements.read(template, [part], 2026, remarks)
    return rows, facts, remarks


def of(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(str(row[name]) if isinstance(row.get(name), Decimal) else row.get(name) for name in names)


CHANGE = ("value", "change", "change_pct", "base_kind", "base_year", "reason")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("比上年减少30.5万元，下降5.75%", ("500", "-30.5", "-5.75", "unstated", 2025, "missing")),
        ("较上年增加20万元，增长4.17%", ("500", "20", "4.17", "unstated", 2025, "missing")),
        ("与2025年预算数相比，增加20万元，增长4.17%", ("500", "20", "4.17", "budget", 2025, "missing")),
        ("比2025年执行数减少20万元，降低3.85%", ("500", "-20", "-3.85", "outturn", 2025, "missing")),
        ("比2025年预算执行数减少20万元，降低3.85%", ("500", "-20", "-3.85", "outturn", 2025, "missing")),
        ("比2025年年初预算数减少20万元，降低3.85%", ("500", "-20", "-3.85", "budget", 2025, "missing")),
        ("比2025年决算数压减20万元", ("500", "-20", None, "accounts", 2025, "missing")),
        ("比2024年预算增加20万元，增幅4.17%", ("500", "20", "4.17", "budget", 2024, "missing")),
        ("同比增长4.17%", ("500", None, "4.17", "unstated", 2025, None)),
        ("与上年预算数相同", ("500", "0", None, "budget", 2025, None)),
        ("与2025年持平", ("500", "0", None, "unstated", 2025, None)),
        ("同上年一致", ("500", "0", None, "unstated", 2025, None)),
        ("比上年预算增加20万元，主要原因是新增人员工资", ("500", "20", None, "budget", 2025, "given")),
        ("比上年预算增加20万元，主要原因是预算支出增加", ("500", "20", None, "budget", 2025, "restates")),
        ("比上年预算增加20万元，主要是由于工资标准调整", ("500", "20", None, "budget", 2025, "given")),
        ("比上年增加０．５０万元，增长０．１％", ("500", "0.50", "0.1", "unstated", 2025, "missing")),
        ("较上年调减20万元，降幅3.85%，主要系压缩会议费", ("500", "-20", "-3.85", "unstated", 2025, "given")),
        ("比上年核增20万元，是由于新增人员工资", ("500", "20", None, "unstated", 2025, "given")),
        ("与上年预算数保持不变", ("500", "0", None, "budget", 2025, None)),
        ("比上年多20万元，增长4.17%", ("500", "20", "4.17", "unstated", 2025, "missing")),
        ("比上年预算少了20.5万元", ("500", "-20.5", None, "budget", 2025, "missing")),
        ("比上年增长4.17%，增加20万元", ("500", "20", "4.17", "unstated", 2025, "missing")),
        ("比上年增加1,020.55万元", ("500", "1020.55", None, "unstated", 2025, "missing")),
        ("比上年增加-20万元，增长-3.85%", ("500", "-20", "-3.85", "unstated", 2025, "missing")),
        ("比上年增减-20万元，增减幅-3.85%", ("500", "-20", "-3.85", "unstated", 2025, "missing")),
        ("增减幅度为下降3.85%", ("500", None, "-3.85", "unstated", 2025, None)),
        ("上年为520万元，减少20万元，下降3.85%", ("500", "-20", "-3.85", "unstated", 2025, "missing")),
        ("2025年为520万元，减少20万元，下降3.85%", ("500", "-20", "-3.85", "unstated", 2025, "missing")),
        ("比上年增加（减少）20万元，增长（下降）4.17%", ("500", "20", "4.17", "unstated", 2025, "missing")),
        ("比上年减少（增加）20万元，下降（增长）3.85%", ("500", "-20", "-3.85", "unstated", 2025, "missing")),
        ("比上年增加20万元，主要原因是", ("500", "20", None, "unstated", 2025, "empty")),
        ("比上年增加20万元。主要原因是：无", ("500", "20", None, "unstated", 2025, "empty")),
        ("比上年增加20万元，系新增人员工资", ("500", "20", None, "unstated", 2025, "given")),
        ("比上年增加20万元，由于新增人员工资", ("500", "20", None, "unstated", 2025, "given")),
        ("因新增人员工资，比上年增加20万元", ("500", "20", None, "unstated", 2025, "given")),
        ("由于收入增加，比上年增加20万元", ("500", "20", None, "unstated", 2025, "restates")),
    ],
)
def test_a_change(sentence: str, expected: tuple[Any, ...]) -> None:
    rows, _, remarks = read(CHANGES, f"2026年某局预算收入总计500万元，{sentence}。")
    assert [of(row, *CHANGE) for row in rows] == [expected]
    assert not remarks


@pytest.mark.parametrize(
    ("sentence", "unit", "value", "base", "change"),
    [
        ("1.08亿元，比上年减少1538.96万元", "万元", (10800, "1.08亿元"), None, ("-1538.96", "1538.96")),
        ("10800万元，比上年减少0.15亿元", "万元", (10800, "10800"), None, (-1500, "0.15亿元")),
        ("10800万元，比上年减少15389612元", "元", (108000000, "10800万元"), None, (-15389612, "15389612")),
        (
            "1.08亿元，比2025年预算12300万元减少15000000元",
            "元",
            (108000000, "1.08亿元"),
            (123000000, "12300万元"),
            (-15000000, "15000000"),
        ),
    ],
)
def test_figures_of_one_statement_are_in_one_unit(sentence: str, unit: str, value: Any, base: Any, change: Any) -> None:
    """Those that are printed in another one say so."""
    (row,), _, remarks = read(CHANGES, f"2026年某局预算收入总计{sentence}。")
    assert row["unit"] == unit
    for name, printed, expected in (
        ("value", "value_printed", value),
        ("base_value", "base_printed", base),
        ("change", "change_printed", change),
    ):
        assert (row.get(name), row.get(printed)) == ((Decimal(expected[0]), expected[1]) if expected else (None, None))
    assert not remarks


@pytest.mark.parametrize(
    "change",
    [
        "1.08亿元，其中：本年收入10346.55万元，比上年减少1538.96万元，下降12.47%",
        "10800万元，其中：本年收入10346.55万元，比上年增加-1538.96万元，增长-12.47%",
    ],
)
def test_whose_change_a_percentage_proves(change: str) -> None:
    """In another unit, or as less than nothing."""
    said = f"2026年某局预算收入总计{change}"
    (total, part), _, remarks = read(CHANGES, f"{said}。")
    assert (total["change"], part.get("change")) == (Decimal("-1538.96"), None)
    assert not remarks


@pytest.mark.parametrize(
    "sentence",
    [
        "比2025年预算数480万元增加20万元，增长4.17%",
        "2025年预算数为480万元，比2025年预算数增加20万元，增长4.17%",
        "较2025年预算（480万元）增加20万元，增长4.17%",
    ],
)
def test_a_stated_base(sentence: str) -> None:
    rows, _, _ = read(CHANGES, f"预算收入总计500万元，{sentence}。")
    assert [of(row, "value", "base_value", "change", "change_pct", "base_kind") for row in rows] == [
        ("500", "480", "20", "4.17", "budget")
    ]


@pytest.mark.parametrize("change", ["增加3.26万元，增长1.53%", "增长1.53%，增加3.26万元"])
def test_a_count_before_the_amount_is_not_what_changed(change: str) -> None:
    rows, _, remarks = read(OPERATING, f"2026年某局等2家单位机关运行经费预算216.89万元，比2025年预算{change}。")
    assert [of(row, "measure", "value", "change", "change_pct") for row in rows] == [
        ("units", "2", None, None),
        ("total", "216.89", "3.26", "1.53"),
    ]
    assert not remarks


def test_an_amount_is_no_change_of_a_count() -> None:
    rows, _, _ = read(OPERATING, "2026年某局等2家单位机关运行经费预算比2025年预算213.63万元增加3.26万元，增长1.53%。")
    assert [of(row, "measure", "value", "change", "change_pct") for row in rows] == [
        ("units", "2", None, None),
        ("total", None, "3.26", "1.53"),
    ]


def test_an_equal_base() -> None:
    rows, _, remarks = read(THREE, "“三公”经费预算为20.20万元，与2025年预算数20.20万元持平。")
    assert [of(row, "value", "base_value", "change", "base_kind") for row in rows] == [
        ("20.20", "20.20", "0", "budget")
    ]
    assert not remarks


def test_two_comparisons_in_one_sentence() -> None:
    rows, _, _ = read(
        CHANGES,
        "预算收入总计500万元，比2025年预算增加20万元，增长4.17%；预算支出总计480万元，比上年执行数减少5万元，下降1.03%。",
    )
    assert [of(row, "subject", "change", "base_kind") for row in rows] == [
        ("revenue_total", "20", "budget"),
        ("expenditure_total", "-5", "outturn"),
    ]


def test_a_comparison_behind_the_parts_belongs_to_the_value_that_its_percentage_proves() -> None:
    words = "预算收入总计500万元，其中：本年收入400万元，上年结转100万元，比上年减少100万元，下降{}%。"
    for percent, subject in (("16.67", "revenue_total"), ("50", "carryover")):
        rows, _, remarks = read(CHANGES, words.format(percent))
        assert [row["subject"] for row in rows if row.get("change")] == [subject]
        assert not remarks
        assert not any(row["uncertain"] for row in rows)


def test_a_comparison_that_nothing_proves_is_uncertain() -> None:
    rows, _, remarks = read(REVENUE, "收入预算500万元，其中：一般公共预算拨款收入400万元，占80%，比上年减少10万元。")
    assert [row["uncertain"] for row in rows] == [True, True]
    assert "may be the change of 收入预算、一般公共预算拨款收入" in remarks[0].text


def test_reasons_with_amounts_explain_the_change_before_them() -> None:
    rows, _, _ = read(
        CHANGES,
        "预算收入总计500万元，比上年减少30万元。主要原因是（1）一般公共预算收入减少20万元，主要是人员退休；（2）上年结转减少10万元。",
    )
    assert [of(row, "statement", "parent", "subject", "change", "reason") for row in rows] == [
        (1, None, "revenue_total", "-30", "given"),
        (2, 1, "general_public_budget", "-20", "given"),
        (3, 1, "carryover", "-10", None),
    ]


def test_reasons_counted_in_words() -> None:
    rows, _, _ = read(
        CHANGES, "预算收入总计500万元，比上年增加20万元。主要原因：一是人员经费增加12万元；二是项目经费增加8万元。"
    )
    assert [of(row, "parent", "label", "change") for row in rows] == [
        (None, "预算收入总计", "20"),
        (1, "人员经费", "12"),
        (1, "项目经费", "8"),
    ]
    assert rows[1]["uncertain"]


def test_a_later_reason_that_only_restates_takes_nothing_back() -> None:
    rows, _, _ = read(
        CHANGES, "预算收入总计500万元，比上年减少30万元，主要原因是新办公楼落成。主要原因：单位资金收入减少30万元。"
    )
    assert rows[0]["reason"] == "given"


def test_parts_of_a_part() -> None:
    rows, _, _ = read(
        THREE,
        "“三公”经费预算20万元，比2025年减少5万元，下降20%。其中：因公出国（境）费0万元，与2025年持平；公务接待费5万元，"
        "比2025年减少1万元，下降16.67%，原因是落实节约要求；公务用车购置及运行费15万元，比上年减少4万元，其中公务用车购置费0万元，"
        "与上年无变化；公务用车运行维护费15万元，比上年减少4万元，下降21.05%。",
    )
    assert [of(row, "subject", "value", "change") for row in rows] == [
        ("three_public", "20", "-5"),
        ("overseas", "0", "0"),
        ("reception", "5", "-1"),
        ("vehicles", "15", "-4"),
        ("vehicle_purchase", "0", "0"),
        ("vehicle_operation", "15", "-4"),
    ]
    assert [row["reason"] for row in rows] == ["missing", None, "given", "missing", None, "missing"]


def test_shares_and_what_they_are_of() -> None:
    rows, _, _ = read(
        REVENUE, "2026年收入预算500万元，其中：一般公共预算拨款收入400万元，占80%；单位资金收入100万元，占比20%。"
    )
    assert [of(row, "subject", "share_pct", "share_printed", "share_of") for row in rows] == [
        ("revenue_total", None, None, None),
        ("general_public_budget", "80", "80", "revenue_total"),
        ("unit_funds", "20", "20", "revenue_total"),
    ]


def test_functions_by_name() -> None:
    rows, _, _ = read(
        SHAPE, "一般公共预算当年支出400万元，用于：教育支出（类）100万元，占25%；国有资本经营预算支出300万元，占75%。"
    )
    assert [of(row, "subject", "function_name", "value") for row in rows[1:]] == [
        ("function", "教育支出", "100"),
        ("function", "国有资本经营预算支出", "300"),
    ]
    fiscal, _, _ = read(
        "财政拨款收支预算总体情况说明", "财政拨款收支总预算40万元。支出包括：国有资本经营预算支出40万元。"
    )
    assert fiscal[1]["subject"] == "function"


def test_counts_and_the_amounts_behind_them() -> None:
    rows, _, _ = read(
        "项目绩效目标", "纳入绩效目标管理的项目12个，涉及金额300万元。其中：特定目标类项目2个，金额50万元。"
    )
    assert [of(row, "subject", "measure", "value", "unit") for row in rows] == [
        ("forms", "count", "12", "个"),
        ("forms", "total", "300", "万元"),
        ("forms_specific", "count", "2", "个"),
        ("forms_specific", "total", "50", "万元"),
    ]


def test_one_word_means_another_subject_below_another_head() -> None:
    rows, _, _ = read(
        "项目绩效目标",
        "纳入绩效目标管理的项目12个。其中：特定目标类项目2个。公开项目绩效目标5个。其中：特定目标类项目1个。",
    )
    assert [row["subject"] for row in rows] == [
        "forms",
        "forms_specific",
        "forms_disclosed",
        "forms_disclosed_specific",
    ]


def test_facts_have_their_day() -> None:
    _, facts, remarks = read(
        "车辆情况", "截至2025年12月31日，本部门共有车辆12辆，其中：机要通信用车2辆、其他用车10辆。"
    )
    assert [of(fact, "measure", "value", "as_of") for fact in facts] == [
        ("total", "12", date(2025, 12, 31)),
        ("communication", "2", date(2025, 12, 31)),
        ("other", "10", date(2025, 12, 31)),
    ]
    _, posts, _ = read("车辆情况", "本部门共有公务用车编制5辆，实有21辆。")
    assert [of(fact, "measure", "value") for fact in posts] == [("posts", "5"), ("total", "21")]
    assert not remarks


def test_equipment_by_value() -> None:
    _, facts, _ = read(
        "其他国有资产占有使用情况", "单位价值50万元以上通用设备3台（套），单价100万元（含）以上专用设备2台（套）。"
    )
    assert [of(fact, "measure", "value") for fact in facts] == [("from_50_wan", "3"), ("from_100_wan", "2")]


def test_words_that_the_template_has_not_are_kept_and_marked() -> None:
    rows, _, remarks = read(REVENUE, "收入预算500万元，其中：彩票公益金收入30万元。")
    assert of(rows[1], "subject", "label", "value", "uncertain") == ("other", "彩票公益金收入", "30", True)
    assert remarks[0].at.line == 1


def test_years_and_codes_are_no_amounts() -> None:
    rows, _, _ = read(CHANGES, "根据晋财〔2025〕48号文件，2026年第1次会议，预算收入总计500万元。")
    assert [of(row, "value") for row in rows] == [("500",)]


def test_negative_values() -> None:
    rows, _, _ = read(REVENUE, "收入预算500万元，其中：上年结转-12.5万元。单位资金△3万元。")
    assert [of(row, "value", "value_printed") for row in rows[1:]] == [("-12.5", "-12.5"), ("-3", "△3")]


def test_a_sentence_over_lines_is_one_sentence() -> None:
    text = "预算收入总计1,234.50万元，比上年减少1538.96万元，下降12.46%，主要原因是退休人员减少。"
    whole, _, _ = read(CHANGES, text)
    for width in range(1, 20):
        rows, _, _ = read(CHANGES, *[text[i : i + width] for i in range(0, len(text), width)])
        assert [{**row, "line": 1} for row in rows] == whole


def test_each_statement_has_its_line() -> None:
    rows, _, _ = read(REVENUE, "收入预算500万元，其中：", "单位资金100万元，", "上年结转400万元。")
    assert [row["line"] for row in rows] == [1, 2, 3]


@pytest.mark.parametrize("printed", ["政府采购货物预算{}万元", "货物类采购预算{}万元", "货物{}万元"])
def test_procurement_by_kind(printed: str) -> None:
    kinds = "、".join(printed.format(n).replace("货物", kind) for n, kind in enumerate(("货物", "工程", "服务"), 1))
    rows, _, remarks = read("政府采购情况", f"2026年某局政府采购预算总额6万元。其中：{kinds}。")
    assert [(row["subject"], row["value"]) for row in rows[1:]] == [
        ("procurement_goods", 1),
        ("procurement_works", 2),
        ("procurement_services", 3),
    ]
    assert not remarks
