"""Lines and rows of a text, whatever made it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.document import Grid, Text
from analysis.ingest.sources import parse

CELL = st.text(alphabet="预算支出科目0123456789.,-（）", min_size=0, max_size=8)


def blocks(text: str) -> list[Grid | Text]:
    return list(parse(text.encode(), "x").blocks)


def rows(text: str) -> list[list[str]]:
    return [list(row.cells) for block in blocks(text) if isinstance(block, Grid) for row in block.rows]


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_rows_of_one_width_are_as_printed(table: list[list[str]]) -> None:
    table = [row for row in table if any(row)]
    if table:
        assert rows("\n".join("\t".join(row) for row in table)) == table


def test_a_name_over_lines() -> None:
    assert rows("名称\t合计\t其中\n改制单位离休费及\n退休人员补贴\t1.00\t2.00\n甲\t3.00\t\n") == [
        ["名称", "合计", "其中"],
        ["改制单位离休费及退休人员补贴", "1.00", "2.00"],
        ["甲", "3.00", ""],
    ]


def test_a_name_over_three_lines_and_one_in_the_middle() -> None:
    text = "甲\t1\t乙\t2\t3\n改制\n单位\n补贴\t1.00\t一般公共\n服务\t2.00\t\n"
    assert rows(text) == [["甲", "1", "乙", "2", "3"], ["改制单位补贴", "1.00", "一般公共服务", "2.00", ""]]


def test_short_rows_of_a_stripped_text_stay_rows() -> None:
    text = "名称\t合计\t甲\t乙\n收入\n支出\t1.00\t1.00\n结转\t2.00\n合计\t3.00\t1.00\t2.00"
    assert rows(text) == [
        ["名称", "合计", "甲", "乙"],
        ["收入"],
        ["支出", "1.00", "1.00"],
        ["结转", "2.00"],
        ["合计", "3.00", "1.00", "2.00"],
    ]


def test_a_title_right_above_a_table_is_no_piece_of_it() -> None:
    found = blocks("甲\t乙\t\n1\t2\t\n2026年预算支出总表\n单位：万元\n丙\t丁\t\n")
    assert [type(block).__name__ for block in found] == ["Grid", "Text", "Text", "Grid"]


def test_long_text_of_a_last_cell_goes_on_below() -> None:
    text = "项目概况\t" + "本项目用于维修馆舍并更新设备，" * 4 + "\n分两批实施。\n立项依据\t按年度计划\n"
    assert rows(text)[0][1].endswith("分两批实施。")
    assert rows(text)[1] == ["立项依据", "按年度计划"]


def test_page_numbers_are_furniture() -> None:
    for number in ("12", "- 12 -", "第 12 页", "第12页 共40页", "— 12 —", "12/40", "－１２－"):
        found = blocks(f"正文。\n\n{number}\n\n下文。\n")
        assert [block.text for block in found if isinstance(block, Text)] == ["正文。", "下文。"], number
    assert len(blocks("正文。\n12\n下文。")) == 3  # within a paragraph it is text


def test_form_feeds_count_pages() -> None:
    found = blocks("一\n\f二\n三\n\f\n四")
    assert [(block.text, *block.at) for block in found if isinstance(block, Text)] == [
        ("一", "1", 1),
        ("二", "2", 2),
        ("三", "2", 3),
        ("四", "3", 5),
    ]
    assert blocks("一")[0].at.page is None


def test_marks_of_markdown_and_html() -> None:
    found = blocks("## 标题\n\n**粗体**文字 &lt;办法&gt; <b>重点</b>\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2\\|3 |\n")
    assert [block.text for block in found if isinstance(block, Text)] == ["标题", "粗体文字 <办法> 重点"]
    assert rows("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2\\|3 |\n") == [["甲", "乙"], ["1", "2|3"]]
    assert rows("<p>甲</p>\t<p>乙</p><p>丙</p>\n")[0] == ["甲", "乙\n丙"]


def test_lines_are_counted_alike_for_all_line_ends() -> None:
    text = "一\n\n甲\t乙\n1\t2\n\n二"
    for end in ("\n", "\r\n", "\r"):
        assert [block.at.line for block in blocks(text.replace("\n", end))] == [1, 3, 6]


@given(st.text(alphabet="预算表12.\t\n|-# \f", max_size=60))
def test_any_text_becomes_blocks(text: str) -> None:
    if text.strip():
        for block in blocks("甲" + text):
            assert 1 <= block.at.line <= text.count("\n") + 1
