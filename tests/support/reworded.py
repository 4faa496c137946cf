"""What other offices print around the same figures: titles inside the rules, other words, codes in brackets.

Each takes a written text and gives the same budget in another printing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_TABLE = re.compile(
    r"^(?P<title>\S{6,60}表)\n\n(?P<department>[^\n]+[:：][^\n]+)\n\n(?P<unit>[^\n]*单位[:：][^\n]+)\n\n(?P<rows>(?:[^\n]*\t[^\n]*\n)+)",
    re.M,
)
Reword = Callable[[str], str]


def _tables(text: str, printed: Callable[[re.Match[str], str], str]) -> str:
    """Every table printed anew; what is given back gets the tabs that fill a row of its width."""

    def anew(found: re.Match[str]) -> str:
        width = found["rows"].partition("\n")[0].count("\t")
        return printed(found, "\t" * width)

    said, count = _TABLE.subn(anew, text)
    assert count > 5
    return said


def titles_inside(text: str) -> str:
    """Title, name and unit are the first rows of the grid."""

    def printed(found: re.Match[str], tabs: str) -> str:
        framed = f"{found['department']}{tabs[:-1]}\t{found['unit']}" if len(tabs) > 1 else found["department"] + tabs
        return f"{found['title']}{tabs}\n{framed}\n{found['rows']}"

    return _tables(text, printed)


def units_above(text: str) -> str:
    """The unit stands above the title, both inside the grid, below a mark."""
    return _tables(
        text,
        lambda found, tabs: (
            f"{found['department']}{tabs}\n{found['unit']}{tabs}\n{found['title']}{tabs}\n{found['rows']}"
        ),
    )


def one_grid(text: str) -> str:
    """Tables below each other are one grid, their titles rows of it."""
    inside = titles_inside(text)
    return re.sub(r"(?<=\t)\n\n(?=\S{6,60}表\t)|(?<=\d)\n\n(?=\S{6,60}表\t)", "\n", inside)


def years_inside(text: str) -> str:
    """The year is a row of its own below the title."""
    return _tables(
        text,
        lambda found, tabs: (
            (
                f"{found['title'][5:]}{tabs}\n（{found['title'][:4]}年度）{tabs}\n"
                f"{found['department']}{tabs}\n{found['unit']}{tabs}\n{found['rows']}"
            )
            if found["title"][:2] == "20"
            else found[0]
        ),
    )


def headers_again(text: str) -> str:
    """The header stands a second time in the midst of a table, half of its words others."""

    def printed(found: re.Match[str], tabs: str) -> str:
        rows = found["rows"].splitlines(keepends=True)
        head = [row for row in rows if not re.search(r"\d", row)][:3]
        if len(rows) < len(head) + 4 or rows[: len(head)] != head:
            return found[0]
        words = "".join(head).replace("功能分类", "部门预算功能分类").replace("经济分类", "部门预算经济分类")
        at = len(head) + 2
        return found[0].replace(found["rows"], "".join([*rows[:at], words, *rows[at:]]))

    return _tables(text, printed)


def rows_renamed(text: str) -> str:
    """Names of rows in other words, with other ordinals."""
    for old, new in (
        ("1、一般公共预算资金", "1.一般公共预算"),
        ("2、政府性基金", "（2）政府性基金预算"),
        ("3、国有资本经营预算", "③国有资本经营预算资金"),
        ("一、一般公共预算资金", "（一）一般公共预算拨款"),
        ("二、政府性基金", "其中：政府性基金预算"),
        ("四、其他收入", "四、其它收入"),
        ("收入总计", "收入合计"),
    ):
        assert f"\n{old}\t" in text
        text = text.replace(f"\n{old}\t", f"\n{new}\t")
    return text


def sections_renamed(text: str) -> str:
    """Headings with something behind them, or before them."""
    for old, new in (
        ("机关运行经费预算", "二、机关运行经费预算（增加内容）"),
        ("政府采购预算情况", "三、政府采购预算情况如下："),
        ("国有资产占有使用情况", "五、国有资产占有使用情况（含所属单位）"),
    ):
        text, count = re.subn(rf"(?m)^(?:[一二三四五]、)?{old}$", new, text)
        assert count == 1, old
    return text


ALL: dict[str, Reword] = {
    reword.__name__: reword
    for reword in (titles_inside, units_above, one_grid, years_inside, headers_again, rows_renamed, sections_renamed)
}
