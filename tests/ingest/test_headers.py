"""Which header cell a column belongs to: the words say it, then their order, then what all others leave."""

from __future__ import annotations

import pytest

from analysis import templates
from analysis.ingest import headers
from analysis.ingest.document import Row
from analysis.ingest.errors import Place
from analysis.ingest.headers import Header
from analysis.templates.spec import TableSpec

USUAL = "科目编码|科目名称|合计|基本支出|项目支出"
FIGURES = "20607|科学技术普及|3.00|1.00|2.00"
FIVE = ["function_code", "function_name", "total", "basic", "project"]


def spec(schedule: str, template: str = "shanxi") -> TableSpec:
    return next(table for table in templates.load(template).tables if table.schedule == schedule)


def rows(*printed: str) -> list[Row]:
    return [Row(tuple(line.split("|")), Place(None, number)) for number, line in enumerate(printed, 1)]


def match(*printed: str, of: TableSpec | None = None) -> Header:
    found = headers.match(rows(*printed), of or spec("expenditure"))
    assert found is not None
    return found


def meaning(header: Header) -> list[str]:
    """What each column is, with the place that it stands in where that is not its number."""
    return [
        (column.spec.role or column.spec.measure) + ("" if column.place == number else f" in {column.place}")
        for number, column in enumerate(header.columns)
    ]


# --- columns by their words ------------------------------------------------------------------------


def test_columns_are_those_of_their_words() -> None:
    found = match(USUAL, FIGURES)
    assert meaning(found) == FIVE
    assert (found.rows, found.width, found.unknown, found.missing) == (1, 5, (), ())
    assert (found.guessed, found.whole, found.usable, found.shared, found.year) == (False, True, True, (), None)
    assert found.printed == dict(enumerate(USUAL.split("|")))


def test_columns_in_another_order_are_those_of_their_words_too() -> None:
    found = match("科目编码|科目名称|项目支出|基本支出|合计", FIGURES)
    assert meaning(found) == ["function_code", "function_name", "project", "basic", "total"]
    assert (found.guessed, found.whole) == (False, True)


@pytest.mark.parametrize("place", range(5))
def test_one_damaged_word_is_the_column_that_all_others_leave(place: int) -> None:
    words = USUAL.split("|")
    words[place] = "甲"
    found = match("|".join(words), FIGURES)
    assert meaning(found) == FIVE
    assert (found.guessed, found.whole, found.printed[place]) == (True, True, "甲")


def test_two_damaged_words_are_no_columns() -> None:
    found = match("科目编码|科目名称|甲|乙|项目支出", FIGURES)
    assert meaning(found) == ["function_code", "function_name", "project in 4"]
    assert (found.unknown, found.missing) == (("甲", "乙"), ("合计", "基本支出"))
    assert (found.guessed, found.whole, found.usable) == (False, False, True)


def test_columns_that_changed_places_make_no_guess() -> None:
    swapped = match("科目编码|科目名称|甲|项目支出|基本支出", FIGURES)
    assert (swapped.guessed, swapped.unknown, swapped.missing) == (False, ("甲",), ("合计",))


def test_a_damaged_word_elsewhere_than_the_missing_column_is_no_guess() -> None:
    moved = match("科目编码|科目名称|甲|合计|项目支出", FIGURES)
    assert (moved.guessed, moved.unknown, moved.missing) == (False, ("甲",), ("基本支出",))


def test_a_column_too_many_and_one_too_few_are_told() -> None:
    more = match(f"{USUAL}|备注", f"{FIGURES}|x")
    assert (meaning(more), more.unknown, more.missing, more.width) == (FIVE, ("备注",), (), 6)
    less = match("科目编码|科目名称|合计|基本支出", "20607|科学技术普及|3.00|1.00")
    assert (meaning(less), less.unknown, less.missing, less.whole) == (FIVE[:4], (), ("项目支出",), False)


@pytest.mark.parametrize("header", ["科目编码|科目名称|甲|乙|丙", "甲|乙|合计|基本支出|项目支出"])
def test_without_names_of_rows_or_without_figures_nothing_can_be_read(header: str) -> None:
    found = headers.match(rows(header, FIGURES), spec("expenditure"))
    assert found is None or not found.usable


def test_each_side_names_its_own_rows() -> None:
    of = spec("budget_summary", "shanghai")
    both = match("本年收入||本年支出", "项目|预算数|项目|预算数", "财政拨款收入|1.00|教育支出|1.00", of=of)
    assert [(c.place, c.side.flow, c.spec.role or c.spec.measure) for c in both.columns] == [
        (0, "revenue", "label"),
        (1, "revenue", "total"),
        (2, "expenditure", "label"),
        (3, "expenditure", "total"),
    ]
    assert both.usable
    half = headers.match(rows("本年收入||本年支出", "项目|预算数|项目|甲乙", "财政拨款收入|1.00|教育支出|1.00"), of)
    assert half is not None
    assert half.guessed


def test_nothing_that_opens_with_figures_is_a_header() -> None:
    assert headers.match(rows(FIGURES), spec("expenditure")) is None
    assert headers.match(rows("按照有关规定|现予公开"), spec("expenditure")) is None


# --- units, numbers, headings over several columns --------------------------------------------------


def test_a_column_has_the_unit_that_its_header_names() -> None:
    found = match("科目编码|科目名称|合计（万元）|基本支出(单位：元)|项目支出", FIGURES)
    assert [column.unit for column in found.columns] == ["", "", "万元", "元", ""]
    assert meaning(found) == FIVE
    assert found.printed[2] == "合计"
    assert found.printed[3] == "基本支出"


@pytest.mark.parametrize("numbers", ["1|2|3|4|5", "１|２|３|４|５", "1|2|3|9|5", "栏次|1|2|3|4"])
def test_numbers_of_the_columns_belong_to_the_header(numbers: str) -> None:
    found = match(USUAL, numbers, FIGURES)
    assert (found.rows, meaning(found), found.whole) == (2, FIVE, True)


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1", "2", "3"], True),
        (["1", "2"], False),
        (["1", "2", "4"], False),  # of three every one is to be right
        (["1", "2", "3", "9"], True),
        (["1", "2", "9", "9"], False),
        (["2", "3", "4", "5"], False),
        (["栏次", "1", "2"], True),
        (["栏次", "1", "3"], False),
        (["栏次", "1", "2", "3", "9"], False),
        (["栏 次", "１", "２"], True),
        (["甲", "1", "2"], False),
    ],
)
def test_which_rows_number_columns(cells: list[str], numbers: bool) -> None:
    assert headers.numbers_columns(cells) is numbers


def test_a_heading_over_several_columns_is_no_column() -> None:
    found = match("项目||2025年预算数||", USUAL, FIGURES)
    assert (found.rows, meaning(found), found.unknown, found.year) == (2, FIVE, (), 2025)
    alone = match("||2025年预算数||", USUAL, FIGURES)  # a row with this cell only
    assert (alone.rows, meaning(alone)) == (2, FIVE)


def test_the_lowest_cell_that_prints_anything_is_the_columns() -> None:
    found = match("科目编码|科目名称|2025年预算数||", "||合计|基本支出|项目支出", FIGURES)
    assert (found.rows, meaning(found), found.whole) == (2, FIVE, True)
    assert found.printed == dict(enumerate(USUAL.split("|")))


def test_a_row_of_figures_that_holds_the_headers_last_words_is_taken_apart() -> None:
    of = spec("expenditure", "shanghai")
    top, figures = "功能分类科目编码|||功能分类科目名称|合计|基本支出|项目支出", "8.00|3.00|5.00"
    found = match(top, f"类|款|项|合计|{figures}", f"201|||x|{figures}", of=of)
    assert (found.rows, found.whole) == (1, True)
    assert meaning(found) == ["function_code"] * 3 + FIVE[1:]
    assert found.shared == ("", "", "", "合计", "8.00", "3.00", "5.00")
    whole = match(top, "类|款|项||||", f"|||合计|{figures}", of=of)
    assert (whole.rows, whole.shared, meaning(whole)) == (2, (), meaning(found))


def test_one_word_of_a_header_beside_figures_is_a_rows_name() -> None:
    found = match(USUAL, "|基本支出|3.00|1.00|2.00", FIGURES)
    assert (found.rows, found.shared, meaning(found)) == (1, (), FIVE)
    assert match(USUAL, "科目编码|基本支出||||", FIGURES).shared == ()


def test_the_totals_of_both_sides_end_a_header_though_no_figure_stands_beside_them() -> None:
    of = spec("budget_summary")
    found = match(
        "收入||支出|||", "项目|2025年|项目|2025年合计|当年预算安排|上年结转安排", "收入总计||支出总计|||", of=of
    )
    assert found.rows == 2
    assert found.whole


# --- years -----------------------------------------------------------------------------------------

TWO_YEARS = (
    "功能分类科目||2024年执行数|2025年预算数|||2025年预算数比2024年执行数|",
    "科目编码|科目名称||小计|基本支出|项目支出|增减额|增减%",
    "201|a|1.00|2.00|3.00|4.00|5.00|6.00",
)


def years(header: Header) -> list[tuple[int, int, str]]:
    return [(c.place, c.spec.year, c.spec.phase or c.spec.states) for c in header.columns if c.spec.measure]


def test_the_year_of_a_column_is_the_one_above_it() -> None:
    found = match(*TWO_YEARS, of=spec("general_public_expenditure", "national"))
    assert (found.year, found.rows, found.whole) == (2025, 2, True)
    assert years(found) == [
        (2, -1, "outturn"), (3, 0, ""), (4, 0, ""), (5, 0, ""), (6, 0, "change"), (7, 0, "change_pct")
    ]  # fmt: skip


def test_the_later_year_may_stand_first() -> None:
    of = spec("general_public_expenditure", "national")
    found = match("功能分类科目||2025年预算数|2024年预算数", "科目编码|科目名称||", "201|a|1.00|2.00", of=of)
    later = match("功能分类科目||2024年预算数|2025年预算数", "科目编码|科目名称||", "201|a|1.00|2.00", of=of)
    assert {c.place: c.spec.year for c in found.columns if c.spec.measure and c.spec.year} == {3: -1}
    assert {c.place: c.spec.year for c in later.columns if c.spec.measure and c.spec.year} == {2: -1}


@pytest.mark.parametrize(
    ("above", "told", "latest"),
    [
        (["项目||2025年预算数|"], [None, None, 0, 0], 2025),
        (["2024年|2025年"], [-1, 0], 2025),
        (["2025年|2024年"], [0, -1], 2025),
        (["2023年|2025年"], [-2, 0], 2025),
        (["2024年|2025年比2024年"], [-1, None], 2025),  # two years: a comparison
        (["上年预算数|本年预算数"], [-1, 0], None),
        (["去年决算数|当年预算数"], [-1, 0], None),
        (["上年执行数|2025年预算数"], [-1, 0], 2025),
        (["2024年|", "上年预算数|2025年预算数"], [-1, None], 2025),
        (["甲|乙"], [None, None], None),
        (["2024年||2025年|", "a|b|c"], [-1, -1, 0, 0], 2025),  # a row below may be shorter
    ],
)
def test_years_above(above: list[str], told: list[int | None], latest: int | None) -> None:
    cells = [tuple(line.split("|")) for line in above]
    assert headers.years_above(cells, max(map(len, cells))) == (told, latest)


# --- whether rows are a header --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "is_header"),
    [
        (USUAL, True),
        ("科目编码|科目名称|||", True),
        ("1|2|3|4|5", True),
        ("||2025年预算数||", True),  # a heading over several columns
        ("||合计||", False),  # the name of a row
        ("||备注||", False),
        ("科目编码|科目名称|甲||", False),
        (FIGURES, False),
        ("合计|科目名称|3.00||", False),
        ("||||", False),
    ],
)
def test_rows_that_only_repeat_a_header(cells: str, is_header: bool) -> None:
    assert headers.is_header_row(cells.split("|"), spec("expenditure")) is is_header


@pytest.mark.parametrize(
    ("cells", "heads"),
    [
        ("编码|名称|合计|基本|项目", True),
        ("编码|名称|合计|基本|", True),  # two of three
        ("编码|名称|合计||", False),
        ("编码|名称|全部|日常|专项", False),  # none of its words
        ("编码|名称|合计|1.00|项目", False),
        ("编码|名称", False),
    ],
)
def test_a_header_that_is_printed_again_in_other_words(cells: str, heads: bool) -> None:
    assert headers.heads_columns(cells.split("|"), match(USUAL, FIGURES)) is heads


def test_a_header_repeats_another_by_its_columns() -> None:
    one = match(USUAL, FIGURES)
    assert one.repeats(match("项目||2025年预算数||", USUAL, FIGURES))
    assert not one.repeats(match("科目编码|科目名称|基本支出|合计|项目支出", FIGURES))
    assert not one.repeats(match(f"{USUAL}|备注", f"{FIGURES}|x"))


@pytest.mark.parametrize(
    ("cell", "figure"),
    [("1,234.50", True), ("-3", True), ("(3.00)", True), ("△3", True), ("１２", True), ("2025", False), ("1999", False),
     ("3025", True), ("2025.00", True), ("", False), ("合计", False), ("3.", False)],
)  # fmt: skip
def test_what_is_a_figure_and_no_year(cell: str, figure: bool) -> None:
    assert headers.is_figure(cell) is figure


@pytest.mark.parametrize(
    ("cells", "apart"), [("a||b", True), ("a|b|", False), ("a|||b", True), ("|a||", True), ("a|-|b", True)]
)
def test_cells_that_stand_apart(cells: str, apart: bool) -> None:
    assert headers.stand_apart(cells.split("|")) is apart


# --- what stands above a column --------------------------------------------------------------------


SIX = ("合计", "因公出国（境）费", "小计", "公务用车购置费", "公务用车运行费", "公务接待费")
BEHIND = [
    f"{subject} {phase}"
    for subject in ("three_public", "overseas", "vehicles", "vehicle_purchase", "vehicle_operation", "reception")
    for phase in ("budget", "accounts")
]


def told(header: Header) -> list[str]:
    """Each column's row and phase, by place."""
    assert [column.place for column in header.columns] == list(range(len(header.columns)))
    return [f"{column.spec.subject} {column.spec.phase or 'accounts'}" for column in header.columns]


def test_columns_of_one_word_are_told_by_what_stands_above_them() -> None:
    of = spec("three_public", "accounts")
    figures = "|".join(f"{number}.00" for number in range(12))
    found = match("|".join(f"{name}|" for name in SIX), "|".join(["预算数|决算数"] * 6), figures, of=of)
    assert (told(found), found.whole, found.guessed) == (BEHIND, True, False)
    assert found.over == {place: SIX[place // 2] for place in range(12)}
    turned = match("|".join(f"{name}|" for name in SIX), "|".join(["决算数|预算数"] * 6), figures, of=of)
    assert [one.partition(" ")[2] for one in told(turned)] == ["accounts", "budget"] * 6
    assert told(turned)[::2] == BEHIND[1::2]


def test_a_cell_above_reaches_to_the_next_one_and_below_none_reaches_beyond_it() -> None:
    of = spec("three_public", "accounts")
    figures = "|".join(f"{number}.00" for number in range(12))
    found = match("预算数||||||决算数|||||", "|".join([*SIX, *SIX]), figures, of=of)
    assert told(found) == BEHIND[::2] + BEHIND[1::2]
    assert found.over == {place: "预算数" if place < 6 else "决算数" for place in range(12)}
    cars = "合计|因公出国（境）费|小计|||公务接待费"
    lowest = "|".join(SIX)
    deeper = match("预算数||||||决算数|||||", f"{cars}|{cars}", f"{lowest}|{lowest}", figures, of=of)
    assert told(deeper) == BEHIND[::2] + BEHIND[1::2]
