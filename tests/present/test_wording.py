"""Falls read as falls, rises as rises, nothing as nothing, and what is not known is said."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from analysis import load
from analysis.measures.changes import changes
from analysis.present import captions, wording
from analysis.present.answers import Answer
from analysis.present.changes_trace import ChangesTrace
from analysis.present.phrases import LANGS, Lang
from support.compared import compared
from support.small import change, disclosure, statement


def trace(lang: Lang, *args: str | None, **sources: str) -> ChangesTrace:
    frame, budget = compared(*args, **sources)  # type: ignore[arg-type]
    return ChangesTrace(Answer.of(frame), budget, lang)


def said(lang: Lang, *args: str | None, **sources: str) -> str:
    held = trace(lang, *args, **sources)
    parts = [wording.headline(held), *wording.how_much(held), *wording.by_source(held), *wording.why(held)]
    return "\n".join(map(str, [*parts, captions.waterfall_title(held), captions.sources_title(held)]))


@pytest.mark.parametrize(
    ("delta", "lang", "expected", "never"),
    [
        ("-20", "zh", "比2025年下降16.67%", "增"),
        ("-20", "en", "down 16.67% from 2025", "rise|rose|up "),
        ("25", "zh", "比2025年增长33.33%", "减少|下降"),
        ("25", "en", "up 33.33% from 2025", "fall|fell|down"),
        ("0", "zh", "与2025年持平", "增长|下降|增加|减少"),
        ("0", "en", "unchanged from 2025", "rose|fell|rise|fall"),
    ],
)
def test_direction(delta: str, lang: Lang, expected: str, never: str) -> None:
    text = said(lang, "100", delta, general_public_budget=f"100 {delta}")
    assert expected in text.splitlines()[0]
    assert not re.search(never, text)


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("zh", "增加100.00万元（2025年为0，百分比无意义）"), ("en", "(no percentage: the base is 0)")],
)
def test_no_percentage_on_a_base_of_zero(lang: Lang, expected: str) -> None:
    text = said(lang, "100", "100")
    assert expected in text
    assert "%" not in text.splitlines()[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_change_stated(lang: Lang) -> None:
    text = said(lang, "100", None)
    assert "None" not in text
    assert ("无法比较" if lang == "zh" else "can’t be compared") in text


def test_sources_from_the_largest_change_down() -> None:
    held = trace("zh", "100", "-20", general_public_budget="60 -5", carryover="10 -12")
    assert [str(line) for line in wording.by_source(held)] == [
        "上年结转减少12.00万元，下降54.55%",
        "一般公共预算减少5.00万元，下降7.69%",
        "其他各项来源合计减少3.00万元，下降9.09%",
    ]
    assert "合计减少的3.00万元，文件既没有列出，也没有说明原因" in str(wording.why(held)[0])
    assert "（政府性基金预算、国有资本经营预算、财政专户管理资金、单位资金）" in str(wording.why(held)[0])


def test_a_rest_of_one_source_is_that_source() -> None:
    known = {"government_funds": "1 0", "state_capital": "1 0", "special_account": "1 0", "unit_funds": "1 0"}
    held = trace("zh", "100", "-20", carryover="10 -12", **known)
    assert str(wording.by_source(held)[1]) == "一般公共预算减少8.00万元，下降8.51%"
    assert str(wording.why(held)[0]).startswith("一般公共预算的2025年数，文件没有给出，由差额推算")


def test_a_subject_without_a_name_of_ours_is_called_as_the_document_calls_it() -> None:
    stated = statement(
        "songs", 1, **change("-2"), value=Decimal(3), value_printed="3.00", label="歌咏经费", flow="expenditure"
    )
    budget = disclosure(statements=[stated])
    for lang in LANGS:
        held = ChangesTrace(Answer.of(changes(budget)), budget, lang)
        assert [str(held.heading(row)) for row in held.answer.rows] == ["歌咏经费"]


def test_a_rest_that_rose_while_the_total_fell() -> None:
    held = trace("en", "100", "-20", general_public_budget="60 -25")
    assert "Their rise of 5.00\u202f万元 is neither stated nor explained" in str(wording.why(held)[0])


@pytest.mark.parametrize(
    ("pct", "expected"),
    [("-16.67", "都与重算相符|与重算相符"), ("-16.7", "与重算相符|尾差"), ("-17.50", "不符的是：预算收入总计")],
)
def test_what_is_stated_is_checked(pct: str, expected: str) -> None:
    frame, budget = compared("100", "-20", pct=pct)
    held = ChangesTrace(Answer.of(frame), budget, "zh")
    assert re.search(expected, str(wording.how_sure(held)[-1]))
    row = held.answer.total
    assert row is not None
    assert ("文件称−17.50%" in str(wording.verdict(row, held))) == (pct == "-17.50")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_at_all(lang: Lang) -> None:
    frame, budget = compared("100", None)
    held = ChangesTrace(Answer(()), budget, lang)
    assert str(wording.how_much(held)[0])
    assert wording.how_sure(held) == wording.by_source(held) == wording.why(held) == []
    assert captions.waterfall_alt(held)
    assert frame.is_empty()


@pytest.fixture(scope="module")
def held() -> ChangesTrace:
    budget = load("322-2026")
    return ChangesTrace(Answer.of(changes(budget)), budget, "zh")


class TestCommitted:
    """The committed budget's message, as the issue states it."""

    def test_message(self, held: ChangesTrace) -> None:
        text = "".join(map(str, wording.how_much(held)))
        for part in (
            "10,808.91",
            "12,347.87",
            "减少1,538.96万元，下降12.46%",
            "10,346.55",
            "减少798.56万元，下降7.17%",
        ):
            assert part in text

    def test_residual_is_named(self, held: ChangesTrace) -> None:
        assert "116.29万元，文件既没有列出，也没有说明原因" in str(wording.why(held)[0])

    def test_places(self, held: ChangesTrace) -> None:
        assert held.place("amounts/1/revenue/8/total/2026/budget") == "表1（2026年预算收支总表）“收入总计”，第126行"
        assert "第489行" in held.place("statements/1")

    def test_every_row_has_a_name_in_both_languages(self, held: ChangesTrace) -> None:
        for row in held.answer.rows:
            assert "_" not in held.name(row)
            assert held.name(row) != ChangesTrace(held.answer, held.disclosure, "en").name(row)
