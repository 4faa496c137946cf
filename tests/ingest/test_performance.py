"""Forms as pages damage them: fields known by their labels, indicators by their order, doubt marked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from analysis.disclosure import Disclosure
from analysis.ingest import Ingested, ingest_bytes
from analysis.templates import Template
from support.datasets import Plan, dataset
from support.writer import Layout, write

TITLE = "某省省级预算部门（单位）项目支出绩效目标表"
HEADER = "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t二级指标\t三级指标\t指标值"
FIELDS = """项目名称\t古籍修复
主管部门及代码\t517-示例省档案文化局\t\t\t实施单位\t示例省古籍馆
项目属性\t延续性项目（阶段开展）\t\t\t项目期\t3年
项目资金（元）\t实施期资金总额：\t3,000,000\t\t年度资金总额：\t1,000,000.5
\t其中：中央财政资金\t1,000,000\t\t其中：中央财政资金\t0
\t省级财政资金\t2,000,000\t\t省级财政资金\t1,000,000.5
\t市县（区）财政资金\t0\t\t市县（区）财政资 金\t0
\t单位自筹\t\t\t单位自筹\t-
项目概况\t修复馆藏古籍。
\t实施期目标\t\t\t年度目标
总体目标\t三年修复古籍900册。\t\t\t年内修复古籍不少于300册。"""
BOTH = [("修复册数", 900, False), ("修复册数", 300, False)]
NO_TARGET = [("修复册数", None, True), ("修复册数", 300, True)]
NO_NAME = [(None, 900, True), ("修复册数", 300, True)]
LAST = "\t满意度指标\t服务对象满意度\t读者满意度\t≥90%\t服务对象满意度\t读者满意度\t≥95%"


@pytest.fixture(scope="module")
def frame(template: Template) -> str:
    """A document without forms, before the section that follows them."""
    return write(dataset(Plan(seed=2, forms=0, department_form=False, changes=False)), template)


@pytest.fixture
def read(frame: str) -> Any:
    def read(*forms: str) -> Ingested:
        at = frame.index("## 国有资产占有使用情况")
        return ingest_bytes((frame[:at] + "\n".join(forms) + "\n\n" + frame[at:]).encode(), "forms.txt")

    return read


def form(*rows: str, fields: str = FIELDS, title: str = f"## {TITLE}\n\n(2025年度)\n") -> str:
    return "\n".join([title, fields, HEADER, *rows, LAST, ""])


def promised(found: Ingested, *columns: str) -> list[tuple[Any, ...]]:
    return found.disclosure.indicators.select(columns).rows()[:-2]


def test_fields_and_funds(read: Any) -> None:
    found = read(form())
    term, annual = found.disclosure.projects.to_dicts()
    assert (term["project"], term["budget_unit"], term["nature"], term["term"]) == (
        "古籍修复",
        "示例省古籍馆",
        "延续性",
        "3年",
    )
    assert (term["total_yuan"], term["central_yuan"], term["provincial_yuan"]) == (3_000_000, 1_000_000, 2_000_000)
    assert (annual["total_yuan"], annual["local_yuan"], annual["own_yuan"]) == (Decimal("1000000.5"), 0, None)
    assert not term["uncertain"]
    assert not annual["uncertain"]
    assert found.disclosure.metadata.code == "517"


def test_mentions_know_their_field(read: Any) -> None:
    said = read(form()).disclosure.mentions.select("field", "about", "comparator", "value", "unit").rows()
    assert said == [("goal_term", "三年修复古籍", "=", 900, "册"), ("goal_annual", "年内修复古籍", ">=", 300, "册")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("项目资金（元）", "项目资金 (元)"),
        ("项目属性\t延续性项目（阶段开展）\t\t\t项目期\t3年", "项目属性\t延续性项目（阶段开展）\t项目日期\t3年"),
        ("主管部门及代码\t517", "<p>主管部门及代码</p>\t517"),
        ("\t\t\t实施单位\t示例省古籍馆", "\t实施单位 示例省古籍馆"),
        ("年度资金总额：\t1,000,000.5", "年度资金总额: 1,000,000.5"),
        ("市县（区）财政资 金", "市县（区）财政资"),
        ("\t\t", "\t"),
        ("3,000,000", "３，０００，０００"),
        ("3,000,000", "3,000,000元"),
        ("3,000,000", "300万元"),
    ],
)
def test_fields_in_other_printings(read: Any, old: str, new: str) -> None:
    expected = read(form()).disclosure.projects.drop("line")
    assert read(form(fields=FIELDS.replace(old, new))).disclosure.projects.drop("line").equals(expected)


def test_funds_in_wan(read: Any) -> None:
    fields = FIELDS.replace("（元）", "（万元）").replace("3,000,000", "300").replace("1,000,000.5", "100.00005")
    found = read(form(fields=fields)).disclosure.projects
    assert found["total_yuan"].to_list() == [3_000_000, Decimal("1000000.5")]


def test_funds_without_a_unit_are_uncertain(read: Any) -> None:
    found = read(form(fields=FIELDS.replace("（元）", "")))
    assert found.disclosure.projects["uncertain"].all()


def test_funds_that_print_their_unit_each(read: Any) -> None:
    fields = FIELDS.replace("（元）", "").replace("3,000,000", "300万元").replace("1,000,000.5", "1,000,000.5元")
    expected = read(form()).disclosure.projects["total_yuan"]
    assert read(form(fields=fields)).disclosure.projects["total_yuan"].equals(expected)


def test_a_fund_that_is_no_figure(read: Any) -> None:
    found = read(form(fields=FIELDS.replace("3,000,000", "3,0O0,000")))
    assert found.disclosure.projects["total_yuan"].to_list() == [None, Decimal("1000000.5")]
    assert found.disclosure.projects["uncertain"].all()
    assert any("'3,0O0,000' is no figure" in remark.text for remark in found.remarks)


def test_a_form_without_its_title(read: Any) -> None:
    found = read(form(), form(fields=FIELDS.replace("古籍修复", "馆舍维修"), title=""))
    assert found.disclosure.projects["project"].to_list() == ["古籍修复"] * 2 + ["馆舍维修"] * 2
    assert found.disclosure.projects["form"].to_list() == [1, 1, 2, 2]


def test_a_form_without_its_project(read: Any, tmp_path: Any) -> None:
    found = read(form(fields=FIELDS.replace("项目名称\t古籍修复\n", "")))
    assert found.disclosure.projects["project"].to_list() == ["（未具名）"] * 2
    assert found.disclosure.projects["uncertain"].all()
    assert any("names no project" in remark.text for remark in found.remarks)
    found.disclosure.save(tmp_path / "x")
    assert Disclosure.load(tmp_path / "x").files() == found.disclosure.files()


def test_a_form_that_promises_for_the_year_alone(read: Any) -> None:
    text = form("产出指标\t数量指标\t修复册数\t≥300册").replace(HEADER, "一级指标\t二级指标\t三级指标\t指标值")
    found = read(text.replace(LAST, "满意度指标\t服务对象满意度\t读者满意度\t≥95%"))
    said = found.disclosure.indicators.select("period", "level1", "level2", "level3", "target")
    assert said.rows() == [
        ("annual", "产出指标", "数量指标", "修复册数", "≥300册"),
        ("annual", "满意度指标", "服务对象满意度", "读者满意度", "≥95%"),
    ]


def test_rows_that_prove_themselves(read: Any) -> None:
    found = read(
        form(
            "\t产出指标\t数量指标\t修复册数\t900册\t数量指标\t修复册数\t300册",
            "\t\t\t培训人次\t≥1万人次\t\t培训人次\t≥3000人次",
            "\t\t质量指标\t合格率\t100%\t质量指标\t合格率\t100%",
        )
    )
    assert promised(found, "period", "level2", "level3", "value", "uncertain") == [
        ("term", "数量指标", "修复册数", 900, False),
        ("annual", "数量指标", "修复册数", 300, False),
        ("term", "数量指标", "培训人次", 10000, False),
        ("annual", "数量指标", "培训人次", 3000, False),
        ("term", "质量指标", "合格率", 100, False),
        ("annual", "质量指标", "合格率", 100, False),
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # Shifted by a cell: whole, but labels of both sides stand before whole results.
        (
            "\t数量指标\t修复册数\t900册\t\t数量指标\t修复册数\t300册",
            [("修复册数", 900, False), ("修复册数", 300, False)],
        ),
        # The label of the first side is lost.
        (
            "\t产出指标\t\t修复册数\t900册\t数量指标\t修复册数\t300册",
            [("修复册数", 900, False), ("修复册数", 300, False)],
        ),
        # Shifted and unlabelled: nothing proves it.
        ("\t\t修复册数\t900册\t\t修复册数\t300册\t", [("修复册数", 900, True), ("修复册数", 300, True)]),
        # Several rows in one cell.
        (
            "\t产出指标\t数量指标\t修复册数 展出册数\t900册 30册\t数量指标\t修复册数\t300册",
            [("修复册数", 900, True), ("展出册数", 30, True), ("修复册数", 300, False)],
        ),
        (
            "\t产出指标\t数量指标\t修复册数 展出册数\t≥ 900册 ≤ 30册\t数量指标\t修复册数\t300册",
            [("修复册数", 900, True), ("展出册数", 30, True), ("修复册数", 300, False)],
        ),
        # A target is lost.
        (
            "\t产出指标\t数量指标\t修复册数\t\t数量指标\t修复册数\t300册",
            [("修复册数", None, True), ("修复册数", 300, True)],
        ),
        # A name is lost.
        ("\t产出指标\t数量指标\t\t900册\t数量指标\t修复册数\t300册", NO_NAME),
    ],
)
def test_damaged_rows(read: Any, row: str, expected: list[tuple[Any, ...]]) -> None:
    whole = "\t产出指标\t数量指标\t采购册数\t10册\t数量指标\t采购册数\t10册"
    found = read(form(whole, row, "\t\t质量指标\t合格率\t100%\t质量指标\t合格率\t100%"))
    got = promised(found, "level3", "value", "uncertain")[2 : 2 + len(expected)]
    assert [(name, value) for name, value, _ in got] == [(name, value) for name, value, _ in expected]
    for (_, _, uncertain), (_, _, must) in zip(got, expected, strict=True):
        assert uncertain or not must


def test_labels_that_contradict_each_other_are_doubted(read: Any) -> None:
    found = read(form("\t效益指标\t数量指标\t修复册数\t900册\t质量指标\t合格率\t100%"))
    assert all(uncertain for (uncertain,) in promised(found, "uncertain"))


def test_every_damaged_row_is_listed(read: Any) -> None:
    found = read(form("\t\t修复册数\t900册\t\t修复册数\t300册\t"))
    uncertain = set(found.disclosure.indicators.filter("uncertain")["line"].to_list())
    assert uncertain == {remark.at.line for remark in found.remarks if "damaged row" in remark.text}


def test_forms_that_are_counted_and_not_there(template: Template) -> None:
    """The narrative states three forms as disclosed and the document goes on after two."""
    text = write(dataset(Plan(seed=3, projects=8, forms=3)), template, Layout())
    titles = [i for i in range(len(text)) if text.startswith(f"## {template.form.project.title}", i)]
    found = ingest_bytes((text[: titles[1]] + text[titles[2] :]).encode(), "forms.txt")
    assert any("2 of the 3 forms" in remark.text for remark in found.remarks)
