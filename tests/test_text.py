"""Words made comparable: width, breaks, ordinals, years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import text
from analysis.text import fold, key, whole, without_ordinal, year_blind


@given(st.text())
def test_folding_keeps_every_position(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("７，７３４．６４", "7,734.64"),
        ("（％）", "(%)"),
        ("−5", "-5"),
        ("〔2021〕", "[2021]"),
        ("≧≦", "≥≤"),
        ("\u3000\u00a0", "  "),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("printed", "made"),
    [
        ("改制单位离休费及退休人员取暖 费、补贴", "改制单位离休费及退休人员取暖费、补贴"),
        ("目 录", "目录"),
        ("ISO  9001  认证", "ISO 9001认证"),
        ("第 2 期", "第2期"),
        ("two  words", "two words"),
        (" 前后 ", "前后"),
        ("行\n断\t开", "行断开"),
    ],
)
def test_whole(printed: str, made: str) -> None:
    assert whole(printed) == made


@given(st.text(alphabet="预算收支表（）、“”2026年AB ", max_size=20), st.integers(0, 20))
def test_a_break_in_a_chinese_name_leaves_no_trace(name: str, at: int) -> None:
    assert whole(whole(name)) == whole(name)
    assert key(name[:at] + "\n" + name[at:]) == key(name)


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("二十二、国有资本经营预算支出", "国有资本经营预算支出"),
        ("（一）基本支出", "基本支出"),
        ("1、整体绩效目标", "整体绩效目标"),
        ("2.项目", "项目"),
        ("①公务用车购置费", "公务用车购置费"),
        ("(3)其他", "其他"),
        ("一般公共预算", "一般公共预算"),
        ("2024年科技馆免费开放中央补助资金", "2024年科技馆免费开放中央补助资金"),
        ("10.5万元", "10.5万元"),
        ("三公经费", "三公经费"),
    ],
)
def test_ordinals(printed: str, bare: str) -> None:
    assert without_ordinal(printed) == bare


def test_years_do_not_count() -> None:
    assert year_blind("2026 年合计") == year_blind("２０２５年度合计") == "{year}合计"
    assert year_blind("2026预算数") == year_blind("2026年预算数")
    assert year_blind("合计") == "合计"


def test_quotes_and_brackets_do_not_count() -> None:
    assert key("“三公”经费（境）") == key('"三公"经费(境)')


def test_long_texts_are_folded_and_not_kept() -> None:
    before = text._known.cache_info().currsize
    assert fold("７，" * 10_000) == "7," * 10_000
    assert text._known.cache_info().currsize == before
