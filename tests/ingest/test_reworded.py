"""The same budget in the printings of offices that nobody has seen: the same figures, or a word on what is lost."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from analysis import templates
from analysis.catalog import load
from analysis.disclosure import Disclosure
from analysis.ingest import DocumentError, ingest_bytes
from analysis.ingest.inspection import inspect
from support import reworded
from support.compare import differences
from support.formats import FORMATS, as_pdf
from support.turns import in_turn
from support.writer import Layout, write

OFFICE = "上海市普陀区人民政府办公室-unit-2025"
_NAMES = (
    "amounts.label", "amounts.function_name", "amounts.economic_item", "tables.title", "statements.section",
    "statements.label", "statements.function_name", "source",
)  # fmt: skip


@pytest.fixture(scope="module")
def expected() -> Disclosure:
    return load(OFFICE)


@pytest.fixture(scope="module")
def text(expected: Disclosure) -> str:
    return write(expected, templates.load("shanghai"), Layout(heading="", contents=False))


@pytest.mark.parametrize(("reword", "kind"), in_turn(reworded.ALL, FORMATS))
def test_another_printing_gives_the_same_figures(expected: Disclosure, text: str, reword: str, kind: str) -> None:
    found = ingest_bytes(FORMATS[kind](reworded.ALL[reword](text)), "budget")
    assert differences(expected, found.disclosure, ignore=_NAMES) == []
    assert found.remarks == []


def same(expected: Disclosure, text: str, number: int) -> None:
    found = ingest_bytes(reworded.mixed(number)(text).encode(), "budget.txt")
    assert differences(expected, found.disclosure, ignore=_NAMES) == [], number
    assert found.remarks == [], number


def test_several_of_these_at_once_give_the_same_figures(expected: Disclosure, text: str) -> None:
    for number in range(20):
        same(expected, text, number)


@pytest.mark.long
def test_many_mixtures_give_the_same_figures(expected: Disclosure, text: str) -> None:
    for number in range(20, 1000):
        same(expected, text, number)


def test_names_and_codes_of_items_are_the_same_in_every_printing(expected: Disclosure, text: str) -> None:
    names = expected.statements["function_name"].to_list()
    for reword in reworded.ITEMS:
        found = ingest_bytes(reword(text).encode(), "budget.txt").disclosure
        assert found.statements["function_name"].to_list() == names, reword.__name__


def test_a_pdf_without_ruled_lines_is_read_by_where_its_words_stand_and_says_so(
    expected: Disclosure, text: str
) -> None:
    found = ingest_bytes(as_pdf(text, "td { border: none }"), "budget.pdf")
    assert differences(expected, found.disclosure, ignore=("source",)) == []
    assert {remark.text.partition(":")[0] for remark in found.remarks} == {"tables without ruled lines"}


def test_tables_that_are_named_and_not_printed_are_told(expected: Disclosure) -> None:
    text = write(expected, templates.load("shanghai"), Layout(heading=""))  # with a table of contents
    at = text.rindex("2025年预算单位国有资本经营预算支出功能分类预算表")
    end = text.index("2025年预算单位一般公共预算基本支出部门预算经济分类预算表", at)
    found = ingest_bytes((text[:at] + text[end:]).encode(), "budget.txt")
    assert any("table 7" in remark.text and "nowhere printed" in remark.text for remark in found.remarks)


def test_a_header_whose_last_words_stand_beside_the_figures_of_the_total(expected: Disclosure, text: str) -> None:
    for word in ("2025年预算单位支出预算总表", "2025年预算单位收入预算总表"):
        at = text.index("类\t款\t项", text.index(f"\n{word}\n"))
        end = text.index("\n\n", at)
        _, *rows, total = text[at:end].split("\n")
        assert total.startswith("合计\t")
        both = "\t".join(["类", "款", "项", "合计", *total.split("\t")[4:]])
        text = text[:at] + "\n".join([both, *rows]) + text[end:]
    found = ingest_bytes(text.encode(), "budget.txt").disclosure
    names = ["table", "label", "function_code", "level", "measure", "amount", "uncertain"]
    assert set(found.amounts.select(names).rows()) == set(expected.amounts.select(names).rows())


def test_a_header_row_of_one_cell(expected: Disclosure, text: str) -> None:
    for one in ("收入预算", "支出预算"):
        text = text.replace(f"项目\t\t\t\t{one}", f"\t\t\t\t{one}")
    found = ingest_bytes(text.encode(), "budget.txt")
    assert differences(expected, found.disclosure, ignore=_NAMES) == []


def test_the_department_stands_on_the_cover_only(expected: Disclosure, text: str) -> None:
    bare = "\n".join(line for line in text.split("\n") if not line.startswith("预算单位:"))
    assert bare != text
    assert ingest_bytes(bare.encode(), "budget.txt").disclosure.metadata.department == expected.metadata.department
    named = bare.replace(expected.metadata.department, "目录", 1).replace(
        "2025年单位预算", "示例区水务局2025年单位预算", 1
    )
    assert ingest_bytes(named.encode(), "budget.txt").disclosure.metadata.department == "示例区水务局"


def test_a_blank_form_is_refused_by_that_name(text: str) -> None:
    blank = "\n".join(
        "\t".join("" if re.fullmatch(r"0|[\d,]+\.\d+", cell) else cell for cell in line.split("\t"))
        if "\t" in line
        else line
        for line in text.split("\n")
    )
    with pytest.raises(
        DocumentError, match="a blank form: not one figure in its tables: get the one that is filled in"
    ):
        ingest_bytes(blank.encode(), "budget.txt")


def test_final_accounts_on_other_forms_are_refused_by_that_name() -> None:
    titles = ("全区收入决算总表", "全区支出决算总表", "全区基金收支决算总表")
    printed = "\n\n".join(f"{title}\n\n项目\t决算数\n收入\t1.00\n支出\t1.00" for title in titles)
    with pytest.raises(DocumentError, match=r"budget\.txt:1: final accounts \(决算\), whose tables are none that a"):
        ingest_bytes(printed.encode(), "budget.txt")


def test_every_header_that_is_not_understood_is_told(text: str, tmp_path: Path) -> None:
    for word in ("2025年预算单位支出预算总表", "2025年预算单位收入预算总表"):
        at = text.index("功能分类科目编码", text.index(f"\n{word}\n"))
        end = text.index("\n", at)
        text = text[:at] + "\t".join("甲乙丙丁戊己庚辛壬"[: text[at:end].count("\t") + 1]) + text[end:]
        text = text[:at] + text[at:].replace("类\t款\t项", "子\t丑\t寅", 1)
    path = tmp_path / "budget.txt"
    path.write_text(text, encoding="utf-8")
    said = [line for line in inspect(path, template="shanghai").lines if "is not understood" in line and "!" in line]
    assert len(said) == 2
    with pytest.raises(DocumentError, match="the header of table 2"):
        ingest_bytes(text.encode(), "budget.txt", template="shanghai")


FORM = """财政项目支出绩效目标填报表\t\t\t\t\t
（2025年度）\t\t\t\t\t
项目名称\t\t街区照明维护经费\t项目性质\t经常性项目\t特定目标类
主管部门\t\t示例街道办事处\t实施单位\t示例街道服务中心\t
计划开始日期\t\t2025-01-01\t计划完成日期\t2025-12-31\t
项目资金（元）\t\t项目资金总额\t900,000\t年度资金申请总额\t900,000
\t\t其中：财政资金\t900,000\t其中：当年财政拨款\t850,000
\t\t\t\t上年结转资金\t50,000
\t\t其他资金\t0\t其他资金\t0
项目绩效目标\t项目总目标\t\t\t年度总体目标\t
\t维护路灯300盏。\t\t\t维护路灯120盏。\t
\t一级指标\t二级指标\t三级指标\t年度(/项目)指标值\t
绩效指标\t产出指标\t数量指标\t维护路灯\t≥120.00(盏)\t
\t\t质量指标\t完好率\t≥98.00(%)\t
\t\t\t巡查覆盖\t全覆盖\t
\t效益指标\t社会效益指标\t受益居民\t=1.50(万人次)\t
\t满意度指标\t服务对象满意度指标\t居民满意度\t≥90.00(%)\t
"""


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_a_form_whose_year_has_labels_of_its_own(text: str, kind: str) -> None:
    found = ingest_bytes(FORMATS[kind](text + "\n" + FORM), "budget")
    term, annual = found.disclosure.projects.to_dicts()
    assert (annual["project"], annual["nature"], annual["term"]) == (
        "街区照明维护经费",
        "经常性",
        "2025-01-01至2025-12-31",
    )
    assert (term["total_yuan"], term["local_yuan"]) == (Decimal(900000), Decimal(900000))
    assert (annual["total_yuan"], annual["local_yuan"], annual["other_yuan"]) == (
        Decimal(900000),
        Decimal(900000),  # with what the year before left
        Decimal(0),
    )
    rows = found.disclosure.indicators.to_dicts()
    assert [(r["level3"], r["comparator"], r["value"], r["unit"], r["uncertain"]) for r in rows] == [
        ("维护路灯", ">=", Decimal(120), "盏", False),
        ("完好率", ">=", Decimal(98), "%", False),
        ("巡查覆盖", "text", None, None, False),
        ("受益居民", "=", Decimal(15000), "人次", False),
        ("居民满意度", ">=", Decimal(90), "%", False),
    ]
    said = [(m["field"], m["printed"]) for m in found.disclosure.mentions.to_dicts()]
    assert (
        said == [("goal_term", "300盏"), ("goal_annual", "120盏")] or not said
    )  # a lamp is no unit that mentions know


def test_money_of_the_year_above_the_whole_stays_as_printed(text: str) -> None:
    found = ingest_bytes(FORMATS["pdf"](text + "\n" + FORM.replace("850,000", "980,000")), "budget")
    assert [row["local_yuan"] for row in found.disclosure.projects.to_dicts()] == [Decimal(900000), Decimal(980000)]
