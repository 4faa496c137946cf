"""Promised figures: comparators, multipliers, units, ranges; and what is no figure."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.mentions import read as mentions
from analysis.ingest.targets import COMPARATORS, Target, parse_target


@pytest.mark.parametrize(
    ("printed", "comparator", "value", "unit"),
    [
        ("≥30万人次", ">=", "300000", "人次"),
        ("≧30万人次", ">=", "300000", "人次"),
        (">=5场", ">=", "5", "场"),
        ("不少于200节", ">=", "200", "节"),
        ("200节以上", ">=", "200", "节"),
        ("6个月及以上", ">=", "6", "个月"),
        ("≤12.5万元", "<=", "125000", "元"),
        ("不超过1.5亿元", "<=", "150000000", "元"),
        ("3天以内", "<=", "3", "天"),
        (">6个", ">", "6", "个"),
        ("大于6个", ">", "6", "个"),
        ("<3天", "<", "3", "天"),
        ("低于3次", "<", "3", "次"),
        ("=100%", "=", "100", "%"),
        ("100％", "=", "100", "%"),
        ("２９项", "=", "29", "项"),
        ("6000册", "=", "6000", "册"),
        ("1,200元/人", "=", "1200", "元/人"),
        ("73.93元/平方米", "=", "73.93", "元/平方米"),
        ("3万元/个", "=", "30000", "元/个"),
        ("≤58672㎡", "<=", "58672", "㎡"),
        ("0.8万人", "=", "8000", "人"),
        ("≥ 95 %", ">=", "95", "%"),
        ("1", "=", "1", None),
        ("99年", "=", "99", "年"),
        ("不超过15日", "<=", "15", "日"),
        ("大于等于2000年", ">=", "2000", "年"),
        ("3平方千米", "=", "3", "平方千米"),
        ("3元/平方千米", "=", "3", "元/平方千米"),
        ("=3项以上", ">=", "3", "项"),
        (">3项以下", ">", "3", "项"),
        ("2千元", "=", "2000", "元"),
        ("3百元以下", "<=", "300", "元"),
    ],
)
def test_one_figure(printed: str, comparator: str, value: str, unit: str | None) -> None:
    assert parse_target(printed) == Target(comparator, Decimal(value), None, unit)


@pytest.mark.parametrize(
    ("printed", "low", "high", "unit"),
    [
        ("10-12期", "10", "12", "期"),
        ("10至12期", "10", "12", "期"),
        ("1-2万人", "10000", "20000", "人"),
        ("5~8场", "5", "8", "场"),
        ("1万-2万人", "10000", "20000", "人"),
        ("1万-20000人", "10000", "20000", "人"),
    ],
)
def test_between(printed: str, low: str, high: str, unit: str) -> None:
    assert parse_target(printed) == Target("between", Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize(
    "printed",
    [
        "12月底前",
        "12月",
        "2026年",
        "2026年12月31日前",
        "12月25日前",
        "每月15日前",
        "有效提升",
        "副高以上",
        "按标准",
        "24小时安保无忧",
        "提高90%",
        "分辨率像素值不低于2.1MP",
        "及时",
        "",
        "1.2.3",
        "第3届",
        "15日",
        "3号",
        "3个工作小时",
        "3元/平方千米年",
        "3元/人次/月份",
        "3万万元",
    ],
)
def test_words_and_dates_are_text(printed: str) -> None:
    assert parse_target(printed) == Target("text")


@pytest.mark.parametrize("printed", ["≥99999999999999场", "≤200000亿元", "10-99999999999999期", "0.1234567%"])
def test_a_figure_that_a_dataset_has_no_room_for_is_text(printed: str) -> None:
    assert parse_target(printed) == Target("text")
    text = f"讲座{printed}。"
    assert [m["printed"] for m in mentions(text)] == []


_WORDS = [(sign, word) for sign, words in COMPARATORS.items() for word in words.split("|")]


@given(st.sampled_from(_WORDS), st.integers(0, 10**7), st.sampled_from(("场", "人次", "%", "元/份", "㎡", "")))
def test_every_comparator_before_any_figure(word: tuple[str, str], figure: int, unit: str) -> None:
    assert parse_target(f"{word[1]}{figure}{unit}") == Target(word[0], Decimal(figure), None, unit or None)


@given(st.decimals(0, 10**4, places=2), st.sampled_from((("万", 10**4), ("亿", 10**8), ("百万", 10**6))))
def test_multipliers_are_exact(figure: Decimal, times: tuple[str, int]) -> None:
    assert parse_target(f"≤{figure}{times[0]}元").value == figure * times[1]


def test_mentions_of_a_text() -> None:
    text = "2026年6月前完成巡展26站，受众不少于78万人次，成本控制在27.1万元；第三届论坛邀请4位专家。"
    found = list(mentions(text))
    assert [(m["kind"], m["printed"], m.get("comparator"), m.get("value"), m["unit"]) for m in found] == [
        ("date", "2026年6月前", None, None, "year month"),
        ("number", "26站", "=", 26, "站"),
        ("number", "不少于78万人次", ">=", 780000, "人次"),
        ("money", "控制在27.1万元", "<=", 271000, "元"),
        ("number", "4位", "=", 4, "位"),
    ]
    assert [m["about"] for m in found] == ["完成巡展", "完成巡展", "受众", "成本", "专家"]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("培训1-2万人", 10000, 20000),
        ("培训1万-2万人", 10000, 20000),
        ("培训1万-20000人", 10000, 20000),
        ("培训8万-1百万人", 80000, 1000000),
        ("补助5千元-1万元", 5000, None),
        ("补助3万万元", 300000000, None),
    ],
)
def test_a_mention_of_a_range(text: str, low: int, high: int | None) -> None:
    first = next(mentions(text))
    assert (first["value"], first["value_high"]) == (low, high)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("1.开发短剧1项，受众0.8万人，总成本不超过27.1万元。2.巡展26站。", [1, 1, 1, 2]),
        ("巡展26站；讲座30场。加强领导。现场直播15次", [1, 1, 2]),
        ("（1）走访3人（2）慰问4人", [1, 2]),
        ("每万人1.5个，2.5万人次", [1, 1]),
        ("国发〔2021〕9号。1210会议室。慰问4人", [1]),
    ],
)
def test_mentions_of_one_sentence_belong_together(text: str, sentences: list[int]) -> None:
    assert [m["sentence"] for m in mentions(text)] == sentences


@pytest.mark.parametrize(
    "text",
    [
        "《全民科学素质行动规划纲要(2021-2035年)》",
        "国发〔2021〕9号文件",
        "晋科协函[2020]29号",
        "第3次会议第12条",
        "1.加强领导；2.强化检查",
    ],
)
def test_titles_and_numbers_of_documents_are_no_mentions(text: str) -> None:
    assert list(mentions(text)) == []
