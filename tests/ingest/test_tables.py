"""Budget tables in the printings that offices use, on a small document of our own."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.ingest import DocumentError, Ingested, ingest_bytes, sources, tables
from analysis.templates import Template
from support.compare import differences
from support.datasets import Plan, dataset
from support.national import STYLES, national
from support.turns import some
from support.writer import Layout, write

PLAN = Plan(seed=11, projects=6, forms=2, units=3)


@pytest.fixture(scope="module")
def expected() -> Disclosure:
    return dataset(PLAN)


@pytest.fixture(scope="module")
def text(expected: Disclosure, template: Template) -> str:
    return write(expected, template)


def read(printed: str) -> Ingested:
    return ingest_bytes(printed.encode(), "budget.txt")


def same(expected: Disclosure, printed: str, *ignore: str) -> Ingested:
    found = read(printed)
    assert differences(expected, found.disclosure, ignore=ignore) == []
    return found


@pytest.mark.parametrize(
    "title",
    [
        "表三2025年预算支出总表",
        "附表3：2025年度预算支出总表",
        "2025 年 预算支出 总表",
        "２０２５年预算支出总表",
        "示例省档案文化局2025年预算支出总表",
        "**2025年预算支出总表**",
        "三、2025年预算支出总表",
        "<p>2025年预算支出总表</p>",
    ],
)
def test_titles(expected: Disclosure, text: str, title: str) -> None:
    same(expected, text.replace("## 2025年预算支出总表", title), "tables.title")


def test_a_title_over_lines(expected: Disclosure, text: str) -> None:
    same(expected, text.replace("## 2025年预算支出总表", "2025年预算\n支出总表"))
    same(expected, text.replace("## 2025年一般公共预算安排基本支出分经济", "2025年一般公共预算\n安排基本支出\n分经济"))


def test_titles_in_running_text_begin_no_table(expected: Disclosure, text: str) -> None:
    said = "本部门按要求公开预算收支总表、预算收入总表、预算支出总表等十三张表格，详见下文。"
    same(expected, text.replace("## 概况\n", f"## 概况\n\n{said}\n\n见2025年预算支出总表。\n"))


@pytest.mark.parametrize(
    "unit", ["单位：万元", "金额单位：万元", "单位: 人民币万元", "（单位：万元）", "　　　　单位：万元"]
)
def test_unit_lines(expected: Disclosure, text: str, unit: str) -> None:
    same(expected, text.replace("单位:万元", unit))


@pytest.mark.parametrize(
    "line",
    [
        "部门名称：示例省档案文化局\t\t\t\t单位：万元",
        "部门公开名称：示例省档案文化局    金额单位：万元",
        "部门名称：示例省档案文化局 （单位：万元）",
        "部门名称：示例省档案文化局    2025年2月20日    单位：万元",
        "部门名称：示例省档案文化局\t2025-02-20\t单位：万元",
        "\t\t\t单位：万元",
    ],
)
def test_the_unit_in_a_row_of_the_table(expected: Disclosure, text: str, line: str) -> None:
    same(expected, text.replace("部门名称:示例省档案文化局\n\n单位:万元\n\n", f"{line}\n"))


def test_units_in_header_cells_beat_the_units_of_lines(text: str) -> None:
    """One column in 元 beside others in 万元."""
    header = "科目编码\t科目名称\t合计\t基本支出\t项目支出"
    found = read(text.replace(header, header.replace("项目支出", "项目支出（元）"), 1)).disclosure
    project = found.amounts.filter(table=3, measure="project")
    assert set(project["printed_unit"]) == {"元"}
    assert set(found.amounts.filter(table=3, measure="basic")["printed_unit"]) == {"万元"}
    for row in some(project.to_dicts()):
        assert row["amount"] == Decimal(row["printed"].replace(",", "")) / 10000


def test_a_header_damaged_in_one_word(expected: Disclosure, text: str) -> None:
    found = same(
        expected,
        text.replace("科目编码\t科目名称\t合计\t基本支出\t项目支出", "科目编码\t科日名称\t合计\t基本支出\t项目支出", 1),
    )
    assert not found.disclosure.amounts["uncertain"].any()


def test_columns_in_another_order(expected: Disclosure, text: str) -> None:
    """Columns are known by their words, not by their places."""
    start = text.index("## 2025年一般公共预算支出预算表")
    end = text.index("## ", start + 3)
    swapped = []
    for line in text[start:end].split("\n"):
        cells = line.split("\t")
        swapped.append("\t".join([*cells[:3], cells[4], cells[3]]) if len(cells) == 5 else line)
    found = read(text[:start] + "\n".join(swapped) + text[end:]).disclosure
    order = ["table", "flow", "row", "measure"]
    columns = [*order, "label", "amount"]
    assert found.amounts.select(columns).sort(order).equals(expected.amounts.select(columns).sort(order))


def test_a_year_alone_heads_a_column(expected: Disclosure, text: str) -> None:
    """A header cell, though it looks like a figure."""
    printed = re.sub(r"(?m)^项目\t2025年\t", "项目\t2025\t", text)
    assert printed != text
    same(expected, printed)


def test_a_column_that_the_template_has_not(expected: Disclosure, text: str) -> None:
    start = text.index("## 2025年预算支出总表")
    end = text.index("## ", start + 3)
    lines = [
        line + "\t备注" if "基本支出" in line else line + "\t1.00" if "\t" in line else line
        for line in text[start:end].split("\n")
    ]
    lines = [line.replace("\t\t\t1.00", "\t\t\t") if "预算数" in line else line for line in lines]
    found = same(expected, text[:start] + "\n".join(lines) + text[end:])
    assert any("a column that the template has not: 备注" in remark.text for remark in found.remarks)


@pytest.mark.parametrize("kind", ["header", "blank", "title"])
def test_pages_that_begin_with_the_header_or_with_nothing(expected: Disclosure, template: Template, kind: str) -> None:
    from support.writer import Break

    breaks = tuple(Break(table, row, kind) for table in range(1, 14) for row in range(1, 40))
    same(expected, write(expected, template, Layout(breaks=breaks)))


@pytest.mark.parametrize("damaged", ["1\t2\t3\t4\t5\t7\t7", "l\t2\t3\t4\t5\t6\t7", "1\t2\t3\t4\t5\t6\t"])
def test_a_damaged_number_among_those_of_the_columns(expected: Disclosure, text: str, damaged: str) -> None:
    numbers = "\n1\t2\t3\t4\t5\t6\t7\n"
    assert numbers in text
    found = same(expected, text.replace(numbers, f"\n{damaged}\n"))
    assert not [remark for remark in found.remarks if "table" in remark.text]


def test_a_table_twice_is_read_once(expected: Disclosure, text: str) -> None:
    start = text.index("## 2025年预算支出总表")
    end = text.index("## ", start + 3)
    found = same(expected, text[:end] + text[start:end] + text[end:])
    assert [remark for remark in found.remarks if "second time" in remark.text]
    moved = same(expected, text + "\n" + text[start:end].replace("1", "2"))
    assert [remark for remark in moved.remarks if "second time" in remark.text]


def test_page_numbers_between_rows_are_no_rows(expected: Disclosure, text: str) -> None:
    lines = text.split("\n")
    printed: list[str] = []
    for number, line in enumerate(lines):
        printed.append(line)
        if (
            "\t" in line
            and "\t" in lines[number + 1]
            and number % 5 == 0
            and number < lines.index("## 一、部门预算收支数据变动情况及原因")
        ):
            printed.append(str(number))
    same(expected, "\n".join(printed))


def test_a_row_unknown_to_the_template_is_kept_and_marked(text: str) -> None:
    """A new class that a later year's table has."""
    old = "\t\t三十、抗疫特别国债安排的支出\t\t\t\n"
    assert old in text
    found = read(text.replace(old, "\t\t三十一、数字经济支出\t12.00\t12.00\t\n", 1))
    row = found.disclosure.amounts.filter(label="三十一、数字经济支出").row(0, named=True)
    assert (row["level"], row["amount"], row["uncertain"]) == ("class", 12, True)
    assert any("the template has no row" in remark.text for remark in found.remarks)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (r"(?m)^合计\t", "总计\t"),
        (r"(?m)^部门合计\t", "合计\t"),
        ("公务用车购置及运行费", "公务用车购置及运行维护费"),
        ("“三公”", "三公"),
        ("“三公”", "「三公」"),
        (r"(?m)^(\d{3}|\d{5}|\d{7})\t(?=[一-鿿])", r"\1\t[\1]"),
        (r"(?m)(^|\t)科目(编码|名称)", r"\1功能分类科目\2"),
        (r"(?m)^(\d{5}\t.*)$", r"\1\n\n续表\n"),
        (r"(?m)^(\d{5}\t.*)$", r"\1\n\n（续上表）\n"),
        (r"(?m)^(?=工资福利支出\t)", "一、"),
        (r"(\t三级指标\t)指标值", r"\1目标值"),
        (r"\t三级指标(\t指标值)", r"\t指标内容\1"),
    ],
)
def test_other_words_for_the_same_rows(expected: Disclosure, text: str, ours: str, theirs: str) -> None:
    printed, count = re.subn(ours, theirs, text)
    assert count
    found = same(expected, printed, "label", "title", "section")
    assert [remark.text for remark in found.remarks] == [remark.text for remark in read(text).remarks]
    assert not found.disclosure.amounts["uncertain"].any()


def test_the_only_row_of_a_table_of_units_is_the_total(expected: Disclosure, text: str) -> None:
    printed, count = re.subn(r"(?m)^部门合计(\t.+\n)(?:.+\t.*\n)+", r"示例省档案文化局\1", text)
    assert count == 1
    row = read(printed).disclosure.amounts.filter(schedule="operating", measure="total").row(0, named=True)
    held = expected.amounts.filter(subject="operating", measure="total")["amount"][0]
    assert (row["level"], row["subject"], row["amount"]) == ("total", "operating", held)


def test_rows_whose_cells_have_moved_are_refused(expected: Disclosure, template: Template) -> None:
    """Names broken over lines in a text that has lost its tabs: no row can be told from a piece."""
    broken = write(expected, template, Layout(stripped=True, labels="line"))
    with pytest.raises(DocumentError, match=r"budget\.txt:\d+: most rows of table \d+ .* the template knows"):
        read(broken)


def test_code_and_name_in_one_cell(expected: Disclosure, text: str) -> None:
    """206科学技术支出 in the column of codes."""
    start = text.index("## 2025年一般公共预算支出预算表")
    end = text.index("## ", start + 3)
    lines = []
    for line in text[start:end].split("\n"):
        cells = line.split("\t")
        if cells[0].isdigit():
            cells[:2] = [cells[0] + cells[1], ""]
        lines.append("\t".join(cells))
    same(expected, text[:start] + "\n".join(lines) + text[end:])


def test_a_code_that_is_none_is_marked(expected: Disclosure, text: str) -> None:
    code = expected.amounts.filter(table=3, level="item")["function_code"][0]
    start = text.index("## 2025年预算支出总表")
    found = read(text[:start] + text[start:].replace(f"{code}\t", "20X\t", 1))
    row = found.disclosure.amounts.filter(table=3, function_code="20X")
    assert row["uncertain"].all()
    assert row.height
    assert found.disclosure.amounts.height == expected.amounts.height


def test_the_department_where_no_table_names_it(expected: Disclosure, text: str) -> None:
    """The forms name it, with its code."""
    found = same(expected, text.replace("部门名称:示例省档案文化局\n", ""))
    assert found.disclosure.metadata.code == "517"


@pytest.mark.parametrize("code", ["[517]", "517-", "[517]-", "（517）"])
def test_a_code_before_the_departments_name(expected: Disclosure, text: str, code: str) -> None:
    same(expected, text.replace("部门名称:示例省", f"部门名称:{code}示例省"))
    alone = text.replace("517-示例省", "示例省")
    assert read(alone).disclosure.metadata.code == ""
    assert read(alone.replace("部门名称:示例省", f"部门名称:{code}示例省")).disclosure.metadata.id == "517-2025"


@pytest.mark.parametrize(
    ("printed", "name"),
    [("120急救中心", "120急救中心"), ("示例省  档  案  局", "示例省档案局"), ("[不编码]局", "[不编码]局")],
)
def test_a_departments_name_is_taken_whole(text: str, printed: str, name: str) -> None:
    assert read(text.replace("部门名称:示例省档案文化局", f"部门名称:{printed}")).disclosure.metadata.department == name


def test_a_unit_budget(text: str) -> None:
    found = read(text.replace("2025年部门预算公开", "2025年单位预算公开")).disclosure
    assert (found.metadata.level, found.metadata.id) == ("unit", "517-unit-2025")


def test_an_id_of_ones_own(text: str) -> None:
    assert ingest_bytes(text.encode(), "x", id="mine").disclosure.metadata.id == "mine"


def test_the_year_is_that_of_most_tables_where_the_cover_has_none(expected: Disclosure, text: str) -> None:
    bare = text.replace("2025年部门预算公开", "部门预算公开", 1)
    same(expected, bare.replace("## 2025年预算收入总表", "## 2024年预算收入总表"), "tables.title", "metadata")
    headers_only = re.sub(r"(?m)^(.*)20\d\d年(.*(?:表|公开))", r"\1\2", text)
    same(expected, headers_only, "tables.title", "metadata")


def test_a_fact_that_is_no_figure_is_left_out_and_said(expected: Disclosure, text: str) -> None:
    printed = next(line for line in text.splitlines() if "核定的人员编制数" in line)
    found = read(text.replace(printed, printed.replace(printed.split("\t")[2], "若干"), 1))
    assert found.disclosure.department.filter(subject="posts").is_empty()
    (said,) = [remark for remark in found.remarks if "若干" in remark.text]
    assert said.text == "'若干' is no figure with a unit: left out"
    assert text.splitlines()[said.at.line - 1] == printed


def section(text: str, title: str) -> tuple[str, str, str]:
    """What stands before a table's title, the table with it, and what stands behind."""
    start = text.index(f"## 2025年{title}")
    end = text.index("## ", start + 3)
    return text[:start], text[start:end], text[end:]


@pytest.mark.parametrize("title", ["预算支出总表", "一般公共预算支出预算表", "一般公共预算安排基本支出分经济科目表"])
def test_a_table_without_its_title_is_known_by_its_columns_and_its_place(
    expected: Disclosure, text: str, title: str
) -> None:
    """Three tables have the columns of the first two of these: each is the next one that is not there yet."""
    before, table, after = section(text, title)
    found = same(expected, before + table.partition("\n")[2] + after, "tables.title").disclosure
    number = expected.tables.filter(pl.col("title").str.contains(title))["table"].item()
    row = found.tables.filter(table=number).row(0, named=True)
    assert row["title"].startswith(title)  # as the template calls it, without the year
    assert row["line"] > before.count("\n")


def test_the_unit_above_a_title_is_that_tables(expected: Disclosure, text: str) -> None:
    """And of no other: the next one prints its own."""
    before, table, after = section(text, "预算支出总表")
    assert table.count("单位:万元\n") == 1
    moved = table.replace("单位:万元\n", "")
    same(expected, f"{before}单位:万元\n\n{moved}{after}")
    found = read(f"{before}单位:元\n\n{moved}{after}").disclosure
    units = dict(found.amounts.group_by("table").agg(pl.col("printed_unit").unique().first()).rows())
    assert units == {table: "元" if table == 3 else "万元" for table in units}
    assert len(units) > 8


def test_a_unit_above_text_is_of_no_table(expected: Disclosure, text: str) -> None:
    before, table, after = section(text, "预算支出总表")
    same(expected, f"{before}单位:元\n\n按照有关规定，现将本部门预算公开如下。\n\n{table}{after}")


@pytest.mark.parametrize("said", ["本部门无此项预算", "注：此表无数据"])
def test_a_table_that_is_said_to_be_empty_a_second_time(text: str, said: str) -> None:
    before, table, after = section(text, "政府性基金预算支出表")
    once = read(f"{before}{table.splitlines()[0]}\n\n{said}\n\n{after}")
    empty = once.disclosure.tables.filter(schedule="government_funds_expenditure")
    assert empty["declared_empty"].to_list() == [True]
    twice = read(f"{before}{table.splitlines()[0]}\n\n{said}\n\n{after}\n\n{table.splitlines()[0]}\n\n{said}\n")
    assert differences(once.disclosure, twice.disclosure, ignore=("source",)) == []
    (remark,) = [one for one in twice.remarks if "second time" in one.text]
    assert remark.text.startswith("table 8 (2025年政府性基金预算支出表（不含上年结转）) stands a second time")


def test_what_begins_with_the_first_row_again_is_the_table_once_more(expected: Disclosure, text: str) -> None:
    """Without a title, a header or anything between: it would double every figure."""
    before, table, after = section(text, "预算支出总表")
    rows = [line for line in table.split("\n") if re.search(r"\t[\d,]+\.\d\d", line)]
    assert len(rows) > 2
    found = same(expected, before + table + "\n" + "\n".join(rows) + "\n\n" + after)
    assert [one.text for one in found.remarks if "table 3" in one.text and "second time" in one.text]


def test_the_first_line_that_names_a_department_names_it(expected: Disclosure, text: str) -> None:
    first = text.index("部门名称:示例省档案文化局")
    later = text[first + 5 :].replace("部门名称:示例省档案文化局", "部门名称:别的局")
    assert "别的局" in later
    same(expected, text[: first + 5] + later)


def test_columns_that_a_table_lacks_are_told_with_its_name(text: str) -> None:
    before, table, after = section(text, "预算支出总表")
    lines = [line.rpartition("\t")[0] if "\t" in line else line for line in table.split("\n")]
    said = [one.text for one in read(before + "\n".join(lines) + after).remarks]
    assert "table 3 (2025年预算支出总表): no column: 项目支出" in said


def test_only_a_table_names_the_department(template: Template) -> None:
    """Neither the cover nor a form does; of two lines the first counts, without the unit behind it."""
    made = dataset(replace(PLAN, forms=0, department_form=False))
    text = write(made, template)
    name = made.metadata.department
    bare = text.replace(f"{name}\n2025年部门预算公开", "2025年部门预算公开", 1)
    assert bare != text
    assert read(bare).disclosure.metadata.department == name
    first, rest = bare.split(f"部门名称:{name}", 1)
    printed = f"{first}部门名称:{name} 单位:万元{rest}".replace(f"\n部门名称:{name}\n", "\n部门名称:别的局\n")
    assert "别的局" in printed
    assert read(printed).disclosure.metadata.department == name


def test_a_header_without_a_row_ends_at_the_next_title(expected: Disclosure, text: str) -> None:
    before, table, after = section(text, "政府性基金预算收入表")
    bare = "\n".join(line for line in table.split("\n") if "合计\t" not in line and "注:" not in line)
    assert bare.count("\t")
    found = same(expected, before + bare + after, "tables.declared_empty").disclosure
    assert found.tables["table"].to_list() == list(range(1, 14))


def test_a_title_again_between_header_and_rows_is_the_same_table(expected: Disclosure, text: str) -> None:
    before, table, after = section(text, "预算支出总表")
    title = table.split("\n", 1)[0]
    header = next(line for line in table.split("\n") if line.startswith("科目编码"))
    head, rows = table.split(f"{header}\n")
    found = same(expected, f"{before}{head}{header}\n\n{title}\n\n{rows}{after}")
    assert not [one for one in found.remarks if "second time" in one.text]


def test_a_unit_that_all_figures_columns_name_is_the_tables(text: str) -> None:
    before, table, after = section(text, "预算支出总表")
    header = next(line for line in table.split("\n") if line.startswith("科目编码"))
    in_yuan = "\t".join(cell if cell.startswith("科目") else f"{cell}（元）" for cell in header.split("\t"))
    found = read(before + table.replace(header, in_yuan) + after).disclosure
    units = dict(found.tables.select("table", "printed_unit").rows())
    assert (units[3], units[2]) == ("元", "万元")
    assert set(found.amounts.filter(table=3)["printed_unit"]) == {"元"}


def test_a_header_that_is_not_understood_is_told_with_its_place_and_what_was_expected(
    text: str, template: Template
) -> None:
    before, table, after = section(text, "预算支出总表")
    header = next(line for line in table.split("\n") if line.startswith("科目编码"))
    printed = (before + table.replace(header, "\t".join("甲乙丙丁戊")) + after).encode()
    wanted = "科目编码、科目名称、合计、基本支出、项目支出"
    said = f"the header of table 3 (2025年预算支出总表) is not understood, expected {wanted}"
    with pytest.raises(DocumentError) as caught:
        ingest_bytes(printed, "budget.txt")
    assert said in str(caught.value)
    (remark,) = tables.find(sources.parse(printed, "budget.txt"), template, required=False).unread
    assert remark.text == said
    assert printed.decode().split("\n")[remark.at.line - 1].startswith("项目\t")


@pytest.mark.parametrize("style", ["ministry", "three columns"])
def test_the_first_table_without_its_title_is_the_first_of_those_with_its_columns(style: str) -> None:
    printed = write(national(style), templates.load("national"), STYLES[style].layout)
    title = {"ministry": "## 部门收支总表", "three columns": "## 2025年部门收支总表（部门公开表1）"}[style]
    bare = printed.replace(f"\n{title}\n", "\n", 1)
    assert bare != printed
    found = ingest_bytes(bare.encode(), "budget.txt").disclosure
    ignored = ["printed", "printed_unit", "tables.title"]
    assert differences(national(style), found, ignore=ignored) == []
