"""What other offices print around the same figures: titles inside the rules, other words, codes in brackets.

Each takes a written text and gives the same budget in another printing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

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
    assert count
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


def titles_again(text: str) -> str:
    """A table goes on below its title once more (续), with its header again."""

    def printed(found: re.Match[str], tabs: str) -> str:
        rows = found["rows"].splitlines(keepends=True)
        head = next((i for i, row in enumerate(rows) if re.search(r"\d", row)), len(rows))
        if len(rows) < head + 4:
            return found[0]
        first, rest = "".join(rows[: head + 2]), "".join([*rows[:head], *rows[head + 2 :]])
        again = f"\n{found['title']}（续）\n\n{found['department']}\n\n{found['unit']}\n\n{rest}"
        return found[0].replace(found["rows"], first + again)

    return _tables(text, printed)


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


def _items(text: str, printed: str) -> str:
    """Functional items of the narrative in another printing, of class, section and item, each with its code."""
    codes = {
        (found[1], found[2], found[3]): found[4]
        for found in re.finditer(r"(?m)^(\d{3})\t(\d{2})?\t(\d{2})?\t([^\t\n]+)", text)
    }
    by_names = {
        (codes.get((a, None, None)), codes.get((a, b, None)), name): (a, b, c) for (a, b, c), name in codes.items() if c
    }

    def anew(found: re.Match[str]) -> str:
        a, b, c = by_names[found[1], found[2], found[3]]
        return printed.format(*found.groups(), a, b, c)

    text, count = re.subn(r"“([^“”-]+)-([^“”-]+)-([^“”-]+)”(?:科目)?", anew, text)
    assert count > 3
    return text


def codes_in_brackets(text: str) -> str:
    """公共安全支出（204类）司法（06款）行政运行（01项）."""
    return _items(text, "{0}（{3}类）{1}（{4}款）{2}（{5}项）")


def levels_in_brackets(text: str) -> str:
    """“公共安全支出（类）司法（款）行政运行（项）”."""
    return _items(text, "“{0}（类）{1}（款）{2}（项）”")


def bare_codes_in_brackets(text: str) -> str:
    """公共安全支出（204）司法（06）行政运行（01）."""
    return _items(text, "{0}（{3}）{1}（{4}）{2}（{5}）")


def codes_before_names(text: str) -> str:
    """“204公共安全支出-20406司法-2040601行政运行”."""
    return _items(text, "“{3}{0}-{3}{4}{1}-{3}{4}{5}{2}”")


def titles_renamed(text: str) -> str:
    """Titles of tables in other words that offices use for them."""
    for old, new in (
        ("年预算单位财务收支预算总表", "年度单位财务收支预算总表"),
        ("年预算单位收入预算总表", "年收入预算总表"),
        ("年预算单位支出预算总表", "年部门支出预算总表"),
        ("年预算单位财政拨款收支预算总表", "年度财政拨款收支预算总表"),
        ("年预算单位一般公共预算支出功能分类预算表", "年单位一般公共预算支出功能分类预算表"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


def other_characters(text: str) -> str:
    """其它 for 其他, and figures with full-width marks in the narrative."""
    assert "其他" in text
    return re.sub(
        r"(?m)^[^\t\n]*万元[^\t\n]*$", lambda line: line[0].replace(".", "．").replace("%", "％"), text
    ).replace("其他", "其它")


FRAMES = (titles_inside, units_above, years_inside, titles_again)
ITEMS = (codes_in_brackets, levels_in_brackets, bare_codes_in_brackets, codes_before_names)
WORDS = (headers_again, rows_renamed, sections_renamed, titles_renamed, other_characters)
ALL: dict[str, Reword] = {reword.__name__: reword for reword in (*FRAMES, one_grid, *ITEMS, *WORDS)}


def mixed(number: int) -> Reword:
    """Several of these at once, by a number: each table with its title inside the rules or out of them."""

    def printed(text: str) -> str:
        random = Random(f"printing:{number}")
        words = [random.choice(ITEMS), *random.sample(WORDS, random.randrange(len(WORDS) + 1))]
        for reword in sorted(words, key=(*ITEMS, *WORDS).index):  # characters last: the others look for words
            text = reword(text)
        tables = list(_TABLE.finditer(text))
        chosen = [random.choice((None, *FRAMES)) for _ in tables]
        for found, frame in reversed(list(zip(tables, chosen, strict=True))):
            if frame is not None:
                text = text[: found.start()] + frame(found[0]) + text[found.end() :]
        return text

    return printed
