"""Which price is for which result, told by their names."""

from __future__ import annotations

import time

import pytest

from analysis.measures.costs.names import allows, cores, holds, is_rate, likeness, subject


@pytest.mark.parametrize(
    ("name", "unit", "stem", "per"),
    [
        ("展品维修总成本", "元", "展品维修", ""),
        ("项目总成本控制数", "元", "", ""),
        ("项目管理总成本", "元", "项目管理", ""),
        ("现场直播费", "元", "现场直播", ""),
        ("馆藏免费", "元", "馆藏免费", ""),
        ("专家讲座平均成本", "元", "专家讲座", "*"),
        ("平均每场摄影展", "元", "摄影展", "场"),
        ("平均每个课题研究补助", "元", "课题研究", "个"),
        ("制服人均成本", "元", "制服", "人"),
        ("单位供暖成本", "元/平方米", "供暖", "平方米"),
        ("补助标准", "元/名", "", "人"),
        ("特色活动奖补", "/项", "特色活动", "项"),
        ("《每周一书》制作成本", "元", "《每周一书》制作", ""),
        ("参展单位补助", "元", "参展单位", ""),
    ],
)
def test_what_a_price_is_for(name: str, unit: str, stem: str, per: str) -> None:
    found = subject(name, unit)
    assert (found.stem, found.per) == (stem, per)


@pytest.mark.parametrize(
    ("name", "result", "year", "allowed"),
    [
        ("新建驿站补助", "新建驿站", None, True),
        ("新建驿站补助", "补助驿站", None, False),
        ("优秀驿站补助", "评选优秀驿站", None, True),
        ("驿站补助", "评选优秀驿站", None, True),
        ("新建驿站前两年补助", "补助2026年新建驿站", 2026, True),
        ("新建驿站前两年补助", "补助2025年新建驿站", 2025, True),
        ("新建驿站前两年补助", "补助2024年新建驿站", 2024, False),
        ("新建驿站前两年补助", "补助2027年新建驿站", 2027, False),
        ("新建驿站前两年补助", "补助新建驿站", None, False),
        ("新建驿站前3年补助", "补助2024年新建驿站", 2024, True),
        ("新建驿站首年补助", "补助2025年新建驿站", 2025, False),
    ],
)
def test_a_price_with_a_condition_is_for_results_that_carry_it(
    name: str, result: str, year: int | None, allowed: bool
) -> None:
    assert allows(subject(name, "元/站"), result, year, 2026) is allowed


@pytest.mark.parametrize(
    ("name", "expected"),
    [("人均制服数量", True), ("每季度平均讲座场次", True), ("《每周听书》播出期数", False), ("全年讲座场次", False)],
)
def test_rates_are_no_numbers_to_divide_by(name: str, expected: bool) -> None:
    assert is_rate(name) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("短剧、科学实验受众人数", ("短剧", "科学实验")),
        ("年观众接待量", ()),
        ("巡展受众人数", ("巡展",)),
        ("全年举办讲座场次", ("讲座",)),
    ],
)
def test_what_a_result_counts(name: str, expected: tuple[str, ...]) -> None:
    assert cores(name) == expected


@pytest.mark.parametrize("word", ["总成本", "受众", "学生", "人数", "费x"])
def test_long_names_take_no_time_by_their_square(word: str) -> None:
    started = time.process_time()
    assert cores(f"{word * 30_000}讲座") is not None
    assert subject(f"{word * 30_000}讲座", "元").per == ""
    assert time.process_time() - started < 2


def test_common_words_make_no_names_alike() -> None:
    assert not likeness("活动经费", "举办活动数量")
    assert not holds("活动", "举办活动数量")
    assert not holds("", "讲座场次")
    assert holds("讲座直播", "讲座场次")
    assert likeness("驿站工作站", "考核工作站数量") > likeness("驿站工作", "工作数量")
