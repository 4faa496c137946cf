"""Exact money: every way to print a number, units, intervals, resolution."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.money import (
    TOO_LARGE,
    UNITS,
    WAN,
    YUAN_PER_WAN,
    Interval,
    UnreadableFigureError,
    finest,
    fits,
    is_blank,
    parse_amount,
    parse_number,
    plain,
    resolution,
    rounding,
    to_wan,
)

DIGITS = "1234567890123456789012345678"  # as many as sums and products are exact with
NUMBERS = st.decimals(-(10**12), 10**12, places=2)
INTERVALS = st.tuples(NUMBERS, NUMBERS).map(lambda ends: Interval(min(ends), max(ends)))
_WIDE = str.maketrans({chr(0x21 + i): chr(0xFF01 + i) for i in range(0x5E)})


@given(NUMBERS, st.sampled_from(("-", "−", "－", "△", "▲", "(")), st.booleans(), st.booleans())
def test_every_printing_of_a_number_is_that_number(value: Decimal, minus: str, wide: bool, grouped: bool) -> None:
    printed = f"{abs(value):,}" if grouped else f"{abs(value)}"
    if value < 0:
        printed = f"({printed})" if minus == "(" else minus + printed
    assert parse_number(printed.translate(_WIDE) if wide else printed) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("7734.64", "7734.64"),
        ("7,734.64", "7734.64"),
        ("7, 734. 64", "7734.64"),
        ("（12.5）", "-12.5"),
        ("+3", "3"),
        (".5", "0.5"),
        (DIGITS, DIGITS),
        (f"{DIGITS[:20]}.{DIGITS[20:]}", f"{DIGITS[:20]}.{DIGITS[20:]}"),
        ("0.00", "0.00"),
        ("-0", "0"),
        (" 15 ", "15"),
        ("１２３．４", "123.4"),
    ],
)
def test_printings(printed: str, value: str) -> None:
    assert parse_number(printed) == Decimal(value)


@pytest.mark.parametrize("printed", ["", " ", "-", "—", "——", "－", "/", "\u3000", "- -"])
def test_blanks(printed: str) -> None:
    assert is_blank(printed)
    assert parse_number(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "1,2O3.45",
        "12.3.4",
        "1 2",
        "1,23",
        "12,34.5",
        "万",
        "(12.5",
        "12.5)",
        "1e3",
        "NaN",
        "1-2",
        "12%",
        "1,2345",
        "X",
        "\\x",
        DIGITS + "9",
    ],
)
def test_what_is_no_figure(printed: str) -> None:
    assert not is_blank(printed)
    with pytest.raises(UnreadableFigureError):
        parse_number(printed)


@given(st.text(max_size=12) | st.text("0123456789０１,，.．-－—△+()（） \n", max_size=9))
def test_any_text_is_a_figure_blank_or_unreadable(printed: str) -> None:
    try:
        value = parse_number(printed)
    except UnreadableFigureError:
        assert not is_blank(printed)
    else:
        assert (value is None) == is_blank(printed)
        assert value is None or value.is_finite()


@pytest.mark.parametrize(
    ("unit", "wan"), [("元", "0.0001"), ("千元", "0.1"), ("万元", "1"), ("百万元", "100"), ("亿元", "10000")]
)
def test_units(unit: str, wan: str) -> None:
    assert to_wan(Decimal(1), unit) == Decimal(wan)
    assert parse_amount("3", unit) == 3 * Decimal(wan)


def test_the_longest_unit_is_found_first() -> None:
    assert UNITS == "百万元|千元|万元|亿元|元"
    assert YUAN_PER_WAN * WAN["元"] == 1


@pytest.mark.parametrize("figure", ["9999999999999.999999", "0.000001", "0", "1E+12"])
def test_what_a_dataset_has_room_for(figure: str) -> None:
    assert fits(Decimal(figure))
    assert fits(-Decimal(figure))


@pytest.mark.parametrize("figure", ["10000000000000", "0.0000001", "1.0000001", "1E+30"])
def test_what_a_dataset_has_no_room_for(figure: str) -> None:
    assert not fits(Decimal(figure))
    assert not fits(-Decimal(figure))
    with pytest.raises(UnreadableFigureError):
        parse_amount(plain(Decimal(figure)), "万元")


def test_room_is_a_tenth_of_what_the_columns_hold() -> None:
    from analysis.disclosure import DECIMAL

    assert DECIMAL.precision is not None
    assert Decimal(10) ** (DECIMAL.precision - DECIMAL.scale) == 10 * TOO_LARGE


def test_amounts_are_exact_to_the_hundredth_of_a_yuan() -> None:
    assert parse_amount("2,945,640.37", "元") == Decimal("294.564037")
    with pytest.raises(UnreadableFigureError):
        parse_amount("1.001", "元")
    with pytest.raises(KeyError):
        parse_amount("1", "美元")


@given(st.decimals(-(10**10), 10**10, places=2), st.sampled_from(sorted(WAN)))
def test_a_unit_changes_no_amount(value: Decimal, unit: str) -> None:
    """What is printed in another unit is the same amount, to the last digit."""
    assert parse_amount(plain(value / WAN[unit]), unit) == value


@given(INTERVALS, INTERVALS, st.data())
def test_intervals_hold_what_their_values_make(a: Interval, b: Interval, data: st.DataObject) -> None:
    x = data.draw(st.sampled_from((a.low, a.high, (a.low + a.high) / 2)))
    y = data.draw(st.sampled_from((b.low, b.high, (b.low + b.high) / 2)))
    assert (a - b).holds(x - y)


@given(INTERVALS, INTERVALS)
def test_intervals_meet_both_ways(a: Interval, b: Interval) -> None:
    assert a.meets(b) == b.meets(a)
    assert a.meets(b) == (a - b).holds(Decimal(0))
    assert a.meets(a)


def test_an_interval_has_its_ends_in_order() -> None:
    with pytest.raises(ValueError, match="down to"):
        Interval(Decimal(2), Decimal(1))


@pytest.mark.parametrize(
    ("printed", "step"),
    [
        ("7,734.64", "0.01"),
        ("15", "1"),
        ("12.5%", "0.1"),
        ("(3.140)", "0.001"),
        ("１．５", "0.1"),
        ("0", "1"),
        ("462.36万元", "0.01"),
    ],
)
def test_resolution(printed: str, step: str) -> None:
    assert resolution(printed) == Decimal(step)


def test_the_finest_figure_of_a_table_tells_how_all_are_rounded() -> None:
    assert finest(["15", "12.34", "7.5"]) == Decimal("0.01")
    assert finest([]) == 1


@given(NUMBERS, st.sampled_from((Decimal(1), Decimal("0.1"), Decimal("0.01"))))
def test_rounding_holds_what_rounds_to_it(value: Decimal, step: Decimal) -> None:
    printed = value.quantize(step)
    assert rounding(printed, step).holds(value)
    assert rounding(printed, step).high - printed == step / 2


@given(NUMBERS)
def test_plain_is_the_same_number(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value * 10**6)
    assert len(plain(value, 2).partition(".")[2]) >= 2


def test_plain() -> None:
    assert [plain(Decimal(text), 2) for text in ("1E+2", "-0.00", "5.5", "3.123456")] == [
        "100.00",
        "0.00",
        "5.50",
        "3.123456",
    ]


def test_a_printed_figure_stands_for_half_a_step_to_each_side() -> None:
    assert rounding(Decimal("12.46"), Decimal("0.01")) == Interval(Decimal("12.455"), Decimal("12.465"))


@pytest.mark.parametrize("printed", ["(5", "5)", "X5", "X-5", "12X"])
def test_half_a_bracket_and_letters_are_no_figure(printed: str) -> None:
    with pytest.raises(UnreadableFigureError) as caught:
        parse_number(printed)
    assert caught.value.args == (printed,)


def test_a_figure_finer_than_a_hundredth_of_a_yuan_says_which() -> None:
    with pytest.raises(UnreadableFigureError) as caught:
        parse_amount("0.001", "元")
    assert caught.value.args == ("0.001",)


@pytest.mark.parametrize(
    ("value", "printed"),
    [("5", "5"), ("5.50", "5.5"), ("100", "100"), ("-0.00", "0"), ("-0.5", "-0.5"), ("10.0", "10")],
)
def test_plain_numbers(value: str, printed: str) -> None:
    assert plain(Decimal(value)) == printed
