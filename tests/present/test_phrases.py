from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.present.messages import filled
from analysis.present.phrases import Foreign, Phrase, Place, Shown, amount, join, of, percent, width
from analysis.present.words import language


@pytest.mark.parametrize(
    ("value", "signed", "shown"),
    [
        ("10808.910000", False, "10,808.91"),
        ("-1538.96", True, "−1,538.96"),
        ("3.26", True, "+3.26"),
        ("0", True, "0.00"),
        ("-0.00", True, "0.00"),
        ("0.1234", False, "0.1234"),
        ("1E+6", False, "1,000,000.00"),
    ],
)
def test_amounts(value: str, signed: bool, shown: str) -> None:
    assert amount(Decimal(value), signed=signed) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("-12.463364", "−12.46%"),
        ("1.525", "+1.53%"),
        ("0", "0.00%"),
        ("0.0004", "+0.0004%"),
        ("12345.6", "+12,345.60%"),
    ],
)
def test_percentages_round_half_up_and_never_look_like_zero(value: str, shown: str) -> None:
    assert percent(Decimal(value), signed=True) == shown


@given(st.decimals(-(10**9), 10**9, places=4))
def test_an_amount_reads_back(value: Decimal) -> None:
    assert Decimal(amount(value, signed=True).replace(",", "").replace("−", "-")) == value


def test_a_sentence_keeps_its_figures() -> None:
    how = "[statements/1#change] / 10000"
    place = Place("322-2026", "<一>", 3, "7")
    figure = Shown(Decimal("-1.50"), "−1.50", how, 'line "3"', place=place, dataset="322-2026")
    said = filled("{name} fell: {size}", {"name": "<b>", "size": figure}) or Phrase()
    assert str(said) == "<b> fell: −1.50"
    assert said.html() == (
        '&lt;b&gt; fell: <data value="-1.5" data-dataset="322-2026" data-how="[statements/1#change] / 10000" '
        'data-label="&lt;一&gt;" data-page="7" data-line="3" title="line &quot;3&quot;">−1.50</data>'
    )


def test_an_end_of_an_interval_tells_the_answer_that_holds_it() -> None:
    figure = Shown(Decimal("1.5"), "1.50", ref="changes/x#base_low", source="least", unit=(Foreign("万元"),))
    assert of(figure).html() == (
        '<span class="bb-money"><data value="1.5" data-ref="changes/x#base_low" title="least">1.50</data>'
        '<span lang="zh">万元</span></span>'
    )


def test_chinese_is_marked_in_html_only() -> None:
    said = join([Foreign("万元"), "x"], ", ")
    assert (str(said), said.html()) == ("万元, x", '<span lang="zh">万元</span>, x')


def test_an_unknown_language_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="lang=fr: expected one of en, zh"):
        language("fr")


def test_chinese_takes_two_columns() -> None:
    assert width("万元 1") == 6
