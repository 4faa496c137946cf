"""The national forms, as four kinds of publishers print them, in every format."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.ingest import DocumentError, Ingested, ingest_bytes
from support.compare import differences
from support.datasets import Plan, layouts
from support.formats import FORMATS, as_xlsx
from support.layout import Layout
from support.national import STYLES, national
from support.turns import in_turn
from support.writer import write

NATIONAL = templates.load("national")
NARRATIVE = """
一、关于示例省档案文化局2025年收支总表的说明
按照综合预算的原则，所有收入和支出均纳入部门预算管理。示例省档案文化局2025年收支总预算14,520.60万元。
二、关于示例省档案文化局2025年收入总表的说明
2025年收入预算14520.60万元，其中：上年结转20.60万元，占0.14%；一般公共预算拨款收入14000万元，占96.41%。
五、关于示例省档案文化局2025年一般公共预算支出表的说明
（一）一般公共预算当年拨款规模变化情况。
2025年一般公共预算当年拨款14000万元，比2024年执行数增加1200.50万元，增长9.38%。主要原因是新增档案馆改造项目。
（二）一般公共预算当年拨款结构情况。
科学技术（类）支出4000万元，占28.57%；教育支出（类）10000万元，占71.43%。
（三）一般公共预算当年拨款具体使用情况。
1.科学技术支出（类）科学技术普及（款）机构运行（项）2025年预算数为3000万元，比2024年执行数减少120.33万元，下降3.86%。主要是人员调出。
2.教育支出（类）普通教育（款）学前教育（项）2025年预算数为10000万元，与2024年执行数持平。
七、关于示例省档案文化局2025年“三公”经费支出表的说明
2025年“三公”经费预算数为52.30万元，比2024年预算减少3.10万元，下降5.60%。其中：因公出国（境）费10万元，与2024年持平；公务用车购置及运行费40万元（公务用车购置费0万元，公务用车运行费40万元），比2024年减少3.10万元，主要原因是报废车辆；公务接待费2.30万元。
十、其他重要事项的情况说明
（一）机关运行经费情况说明
2025年机关运行经费财政拨款预算820.15万元，比2024年预算增加15.15万元，增长1.88%，主要原因是办公用房维修。
（三）国有资产占有使用情况说明
截至2024年12月31日，共有车辆12辆，其中，机要通信用车2辆、应急保障用车3辆。单价100万元（含）以上设备（不含车辆）3台（套）。
"""


def printed(style: str, expected: Disclosure | None = None) -> str:
    return write(expected or national(style), NATIONAL, STYLES[style].layout)


def read(text: str) -> Ingested:
    return ingest_bytes(text.encode(), "budget.txt")


@pytest.mark.parametrize("head", ["本年预算数", "2025年预算数", "2025年预算"])
@pytest.mark.parametrize("style", STYLES)
def test_other_heads_of_the_amounts(style: str, head: str) -> None:
    text = printed(style)
    found = read(re.sub(r"(?<=项目\t)预算数", head, text))
    assert differences(national(style), found.disclosure, ignore=["printed", "printed_unit"]) == []


@pytest.mark.parametrize(("style", "kind"), in_turn(STYLES, FORMATS))
def test_each_style_comes_back_from_each_format(style: str, kind: str) -> None:
    found = ingest_bytes(FORMATS[kind](printed(style)), "budget")
    assert differences(national(style), found.disclosure, ignore=["printed", "printed_unit"]) == []
    assert not found.disclosure.all_amounts["uncertain"].any()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("style", STYLES)
def test_other_departments(style: str, seed: int) -> None:
    plan = Plan(
        seed=seed, year=2026, units=1 + seed, classes=2 + seed, projects=5 * seed, forms=0, department_form=False,
        government=bool(seed % 2), capital=seed > 2, carryover=seed != 1, tails=seed == 3, operating=seed != 2,
    )  # fmt: skip
    expected = national(style, plan)
    assert differences(expected, read(printed(style, expected)).disclosure, ignore=["printed", "printed_unit"]) == []


def test_tables_that_print_two_years() -> None:
    found = read(printed("ministry")).disclosure
    year = found.metadata.year
    spent, before = found.amounts_of(year - 1, "outturn"), found.amounts_of(year - 1, "budget")
    assert set(spent["schedule"]) == {"general_public_expenditure"}
    assert before["subject"].to_list() == [
        "three_public", "overseas", "vehicles", "vehicle_purchase", "vehicle_operation", "reception"
    ]  # fmt: skip
    told = found.statements.filter(table=5)
    assert told.height == spent.height
    assert set(told["base_kind"]) == {"outturn"}
    assert told["section"].unique().to_list() == ["一般公共预算支出表"]


def test_the_later_year_first() -> None:
    """Which year a column is of is said by its header, not by its place."""
    text = printed("ministry")
    later = text.replace("2025年预算数", "20xx年预算数").replace("2024年预算数", "2025年预算数")
    swapped = later.replace("20xx年预算数", "2024年预算数")
    found = read(swapped).disclosure
    expected = national("ministry")
    three = pick(expected, 2025, "budget")
    assert pick(found, 2024, "budget") == three
    assert pick(found, 2025, "budget") == pick(expected, 2024, "budget")


def pick(found: Disclosure, year: int, phase: str) -> dict[str, Decimal]:
    rows = found.amounts_of(year, phase).filter(schedule="three_public").to_dicts()
    return {row["subject"]: row["amount"] for row in rows}


def test_the_ministrys_narrative() -> None:
    text = write(national("ministry", narrative=False), NATIONAL, STYLES["ministry"].layout)
    text = text[: text.rindex("收支总表的说明")].rpartition("\n")[0] + NARRATIVE
    found = read(text)
    told = {
        (row["subject"], row["function_name"]): row
        for row in found.disclosure.statements.to_dicts()
        if not row["table"]
    }
    item = told["function", "科学技术支出-科学技术普及-机构运行"]
    assert (item["value"], item["change"], item["change_pct"]) == (3000, Decimal("-120.33"), Decimal("-3.86"))
    assert (item["base_kind"], item["base_year"], item["reason"]) == ("outturn", 2024, "given")
    assert told["function", "教育支出-普通教育-学前教育"]["change"] == 0
    assert told["function", "科学技术支出"]["share_pct"] == Decimal("28.57")
    whole = told["general_public_expenditure", None]
    assert (whole["change"], whole["base_kind"], whole["reason"]) == (Decimal("1200.5"), "outturn", "given")
    assert told["three_public", None]["base_kind"] == "budget"
    assert told["vehicles", None]["change"] == Decimal("-3.1")
    assert told["vehicle_operation", None]["change"] is None
    assert told["operating", None]["change_pct"] == Decimal("1.88")
    assert told["carryover", None]["share_of"] == "revenue_total"
    assert not any(row["uncertain"] for row in told.values())
    facts = {(row["subject"], row["measure"]): row["value"] for row in found.disclosure.department.to_dicts()}
    assert facts["vehicles", "total"] == 12
    assert facts["equipment", "from_100_wan"] == 3


@pytest.mark.parametrize("style", STYLES)
def test_tables_alone_are_a_document(style: str) -> None:
    expected = national(style, narrative=False)
    layout = STYLES[style].layout
    alone = Layout(**{**vars(layout), "whole": False})
    name = f"{expected.metadata.department}{expected.metadata.year}年部门预算公开表.xlsx"
    found = ingest_bytes(as_xlsx(write(expected, NATIONAL, alone)), name)
    assert differences(expected, found.disclosure, ignore=["printed", "printed_unit"]) == []
    assert "no narrative: the dataset holds what the tables print" in [remark.text for remark in found.remarks]


def test_a_department_that_only_the_file_names() -> None:
    expected = national("economic", narrative=False)
    text = write(expected, NATIONAL, Layout(**{**vars(STYLES["economic"].layout), "whole": False}))
    nameless = re.sub("(?m)^部门:.*$", "", text)
    found = ingest_bytes(nameless.encode(), f"{expected.metadata.department}2025年预算公开.txt").disclosure
    assert differences(expected, found, ignore=["printed", "printed_unit"]) == []
    with pytest.raises(DocumentError, match="no department's name"):
        ingest_bytes(nameless.encode(), "预算公开.txt")


def test_no_year_anywhere() -> None:
    text = write(national("numbered", narrative=False), NATIONAL, STYLES["numbered"].layout)
    with pytest.raises(DocumentError, match="no year, on the cover or in a table's title"):
        read(text.replace("2025年", "").replace("2024年", ""))


@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    style=st.sampled_from(sorted(STYLES)), seed=st.integers(0, 10**6), layout=layouts(),
    flags=st.lists(st.booleans(), min_size=4, max_size=4), size=st.integers(1, 6),
)  # fmt: skip
def test_any_budget_in_any_layout(style: str, seed: int, layout: Layout, flags: list[bool], size: int) -> None:
    plan = Plan(
        seed=seed, year=2019 + size, units=size, classes=size, projects=2 * size, forms=0, department_form=False,
        government=flags[0], capital=flags[1], carryover=flags[2], unit_funds=flags[3],
    )  # fmt: skip
    own = STYLES[style].layout
    kept = {name: getattr(own, name) for name in ("codes", "marks", "variants")}
    kept |= {"labels": "whole"} if style == "economic" else {}  # 其中：（1）… broken over lines is no row of a text
    expected = national(style, plan)
    text = write(expected, NATIONAL, replace(layout, breaks=(), spelling=0, stripped=False, **kept))
    found = read(text).disclosure
    assert differences(expected, found, ignore=["printed", "printed_unit", "tables.printed_unit"]) == []
