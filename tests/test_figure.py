"""Figures that are computed with: exact, with the interval of the expression, and a text that gives them again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import how
from analysis.catalog import load
from analysis.figure import (
    Cell,
    Figure,
    Told,
    added,
    count,
    growth,
    least,
    less,
    made,
    outward,
    percent,
    places,
    root,
    rounded,
    told,
    total,
)
from analysis.measures.figures import agreement, figures, in_wan, in_yuan

CENT = Decimal("0.01")
TINY = Decimal("1e-20")
NAMES = "abcd"
FINITE = st.sampled_from([Decimal(n) for n in (2, 4, 5, 8, 100, 10000, "0.5", "1.25")])  # whose quotients end


def cell(name: str, value: str | Decimal, step: str | Decimal = "0.01", unit: str = "") -> Cell:
    return Cell(f"amounts/{name}", "amount", Decimal(value), Decimal(step), unit=unit)


HUNDREDTHS = st.integers(-(10**6), 10**6).map(lambda n: Decimal(n) / 100)
STEPS = st.sampled_from([Decimal(0), CENT, Decimal("0.1"), Decimal(1)])


@st.composite
def cells(draw: st.DrawFn) -> list[Cell]:
    """A few cells; the same name is the same cell."""
    return [cell(name, draw(HUNDREDTHS), draw(STEPS)) for name in NAMES[: draw(st.integers(1, len(NAMES)))]]


@st.composite
def sums(draw: st.DrawFn, among: Sequence[Cell]) -> Figure:
    """A sum of cells, each times a number; a cell may stand in it more than once."""
    made = draw(st.sampled_from(among))
    for _ in range(draw(st.integers(0, 5))):
        other = draw(st.sampled_from(among))
        by = draw(FINITE)
        made = draw(
            st.sampled_from(
                (made + other, made - other, other - made, -made, by * made, made * by, made / by, total([made, other]))
            )
        )
    return made


@st.composite
def expressions(draw: st.DrawFn, *, rounds: bool = True) -> Figure:
    """Any operations on cells of one unit."""
    made: list[Figure] = list(draw(cells()))
    for _ in range(draw(st.integers(1, 6))):
        one, other = draw(st.sampled_from(made)), draw(st.sampled_from(made))
        made.append(draw(st.sampled_from([*_operations(one, other, draw(FINITE), rounds=rounds)])))
    return made[-1]


def _operations(one: Figure, other: Figure, by: Decimal, *, rounds: bool) -> Iterator[Figure]:
    yield from (
        one - other,
        -one,
        abs(one),
        one * other,
        by * one,
        one / by,
        least(one, other),
        made("max", one, other),
    )
    yield total([one, other, one])
    if other.op != "+":  # a sum of sums is told without parentheses: sums are the same in any order, while they end
        yield one + other
    if other.value:
        yield from (one / other, 1 / other)
        yield percent(one, other).to("")
    if one.value > 0:
        yield root(one, 3)
    if rounds:
        yield from (rounded(one, CENT), rounded(one, Decimal(1)), count([one, other]))


def at(figure: Figure, ends: Mapping[str, Decimal]) -> Decimal:
    """What an expression comes to with other values of its cells."""
    return how.read(figure.how, lambda name: Cell(*name.split("#"), ends[name])).value


def vertices(figure: Figure) -> Iterator[dict[str, Decimal]]:
    """All combinations of the ends of its cells' intervals."""
    held = figure.cells
    for ends in product(*((one.low, one.high) for one in held)):
        yield {one.name: end for one, end in zip(held, ends, strict=True)}


def brute(figure: Figure) -> tuple[Decimal, Decimal]:
    found = [at(figure, ends) for ends in vertices(figure)]
    return min(found), max(found)


# --- values --------------------------------------------------------------------------------------


def test_values_are_exact() -> None:
    a, b, c = cell("a", "0.1"), cell("b", "0.2"), cell("c", "12345678901234567.01")
    assert (a + b).value == Decimal("0.3")
    assert (a - b).value == Decimal("-0.1")
    assert (c * c).value == Decimal("152415787532388345773510333702180.3401")
    assert total([a, b, c]).value == Decimal("12345678901234567.31")
    assert (a / cell("d", "0.3")).value == Decimal("0." + "3" * 60)
    assert (-a).value == -abs(a).value == Decimal("-0.1")
    assert (least(a, b).value, made("max", a, b).value) == (Decimal("0.1"), Decimal("0.2"))
    assert count([a, b, a], "个").value == 3
    long = cell("e", "1234567890123456789012345678901234.565")
    assert rounded(long, CENT).value == Decimal("1234567890123456789012345678901234.57")
    assert less(c, []) is c
    assert less(c, [a, b]).value == Decimal("12345678901234566.71")
    assert added([]) == 0


def test_a_figure_of_zero_is_there() -> None:
    assert cell("a", "0")
    assert cell("a", "5") - cell("b", "5")
    assert total([None, cell("a", "0")]) is not None


def test_a_sum_of_one_is_itself_and_of_none_there_is_none() -> None:
    one = cell("a", "5")
    assert total([one]) is one
    assert total([]) is None


@pytest.mark.parametrize(
    ("value", "step", "made"),
    [("0.005", "0.01", "0.01"), ("-0.005", "0.01", "-0.01"), ("2.5", "1", "3"), ("-2.5", "1", "-3"), ("2.4", "1", "2")],
)
def test_rounded_half_away_from_zero(value: str, step: str, made: str) -> None:
    assert rounded(cell("a", value), Decimal(step)).value == Decimal(made)


@pytest.mark.parametrize(("value", "made"), [("0.0000005", "0.000001"), ("-0.0000005", "-0.000001"), ("1", "1")])
def test_places_too(value: str, made: str) -> None:
    assert places(Decimal(value), 6) == Decimal(made)


@pytest.mark.parametrize("degree", [2, 3, 5])
def test_a_root(degree: int) -> None:
    found = root(cell("a", "1.21"), degree)
    assert abs(found.value**degree - Decimal("1.21")) < Decimal("1e-25")
    assert found.how == f"root([amounts/a#amount], {degree})"
    for wrong in ("0", "-1"):
        with pytest.raises(ValueError, match="the root of"):
            root(cell("a", wrong), degree)


def test_growth() -> None:
    now, before = cell("a", "121", unit="万元"), cell("b", "100", unit="万元")
    assert (growth(now, before).value, growth(now, before).unit) == (21, "%")
    compound = growth(now, before, 2)
    assert (places(compound.value, 30), compound.unit) == (10, "%")
    assert compound.how == "100 * (root([amounts/a#amount] / [amounts/b#amount], 2) - 1)"
    assert compound.interval.low < 10 < compound.interval.high
    nothing = cell("c", "0", unit="万元")
    assert growth(now, nothing) is growth(None, before) is growth(now, None) is growth(nothing, before, 2) is None
    assert growth(now, -before, 2) is growth(-now, before, 2) is growth(nothing, now, 2) is None
    assert growth(cell("d", "0.36"), cell("e", "0.25"), 2).value == 20
    assert growth(nothing, before).value == -100


def test_there_is_no_percentage_of_nothing() -> None:
    one, nothing = cell("a", "1"), cell("b", "0")
    assert percent(one, nothing) is percent(None, one) is percent(one, None) is None
    assert percent(nothing, one).value == 0
    for make in (lambda: one / nothing, lambda: one / 0, lambda: 1 / nothing):
        with pytest.raises(ZeroDivisionError, match=r"^(<1 = .*> / 0|1 / <0 = .*>)$"):
            make()


# --- units ---------------------------------------------------------------------------------------


WAN, YUAN = cell("a", "2", unit="万元"), cell("b", "20000", unit="元")


@pytest.mark.parametrize(
    "make",
    [
        lambda: WAN + YUAN,
        lambda: WAN - YUAN,
        lambda: total([WAN, YUAN]),
        lambda: least(WAN, YUAN),
        lambda: made("max", WAN, YUAN),
        lambda: less(WAN, [YUAN]),
        lambda: growth(WAN, YUAN),
    ],
)
def test_figures_in_other_units_are_not_added_or_compared(make: Callable[[], Figure]) -> None:
    with pytest.raises(ValueError, match=r"^<2万元 = .*> and <20000元 = .*>: 万元 and 元 can't be added or compared$"):
        make()


def test_units_of_what_is_computed() -> None:
    assert (WAN + WAN).unit == (3 * WAN).unit == (WAN / 3).unit == abs(-WAN).unit == "万元"
    assert (WAN / WAN).unit == ""
    assert (YUAN / cell("c", "3", unit="人")).unit == "元"
    assert percent(WAN, WAN).unit == "%"
    assert (in_wan(YUAN) + WAN).value == 4
    assert (in_yuan(WAN).value, in_yuan(WAN).unit) == (20000, "元")
    assert in_wan(YUAN).how == "[amounts/b#amount] / 10000"


def test_a_figure_that_is_called_by_another_unit_is_the_same() -> None:
    answer = Told(Decimal(2), "[x#y]")
    assert answer.unit == ""
    for one in (WAN, WAN + WAN, answer):
        other = one.to("人")
        assert (other.value, other.how, other.unit) == (one.value, one.how, "人")
        assert (other.interval, other.refs, type(other)) == (one.interval, one.refs, type(one))
        assert one.unit != "人"


# --- intervals -----------------------------------------------------------------------------------


def test_a_cell_stands_for_what_rounds_to_it() -> None:
    one = Cell("amounts/1", "amount", Decimal("15"), CENT, Decimal(1))
    assert (one.low, one.high) == (Decimal("14.995"), Decimal("15.005"))
    assert (one.interval.low, one.interval.high, one.slack) == (one.low, one.high, CENT / 2)
    assert one.is_coarse
    assert (100 * one).own == 100
    assert (one / 10000).is_coarse
    assert not cell("a", "15").is_coarse
    assert Cell("a", "b", Decimal(15), Decimal("0.8"), Decimal(1)).is_coarse
    assert not Cell("a", "b", Decimal(15), Decimal(1), Decimal(1)).is_coarse
    assert (Cell("a", "b", Decimal(15), CENT).own, Cell("a", "b", Decimal(15)).unit) == (CENT, "")
    assert not (one * one).is_coarse
    assert (one * one).own is (one + one).own is ((one + one) * 2).own is None
    assert (one + one).own is None
    exact = Cell("mentions/1", "value", Decimal(4))
    assert (exact.low, exact.high, exact.slack, exact.is_coarse) == (4, 4, 0, False)


def test_the_pinned_case() -> None:
    held = figures(load("322-2026"))
    now = held.find("revenue_total", "revenue", "total")
    stated = next(row.change for row in held.statements if row.place == ("revenue_total", "revenue", "total"))
    found = percent(stated, now - stated)
    assert places(found.value, 6) == Decimal("-12.463364")
    assert outward(found.interval, 6) == (Decimal("-12.463405"), Decimal("-12.463323"))
    change, base = stated.interval, (now - stated).interval  # taken for two figures: wider than the truth
    assert 100 * change.low / base.low < found.interval.low
    assert 100 * change.high / base.high > found.interval.high


@given(st.data())
def test_the_interval_of_a_sum_is_that_of_all_vertices(data: st.DataObject) -> None:
    found = data.draw(sums(data.draw(cells())))
    assert found.interval.holds(found.value)
    assert (found.interval.low, found.interval.high) == brute(found)


@given(st.data())
def test_the_interval_of_a_quotient_of_sums_is_that_of_all_vertices(data: st.DataObject) -> None:
    among = data.draw(cells())
    above, below = data.draw(sums(among)), data.draw(sums(among))
    assume(below.value)
    found = data.draw(st.sampled_from((above / below, percent(above, below), above / below / 4)))
    divisor = below.interval
    assume(divisor.low > 0 or divisor.high < 0)
    low, high = brute(found)
    near = TINY * max(1, abs(low), abs(high))
    assert abs(found.interval.low - low) <= near
    assert abs(found.interval.high - high) <= near
    assert found.interval.low - near <= found.value <= found.interval.high + near


@given(st.data(), HUNDREDTHS.filter(bool), st.integers(2, 9))
def test_a_divisor_that_may_be_nothing_leaves_no_interval(data: st.DataObject, value: Decimal, times: int) -> None:
    above, below = data.draw(sums(data.draw(cells()))), cell("z", value, times * abs(value))
    assert (above / below).interval is None
    assert percent(above, below).interval is None


@given(expressions(rounds=False), st.lists(st.integers(0, 8), min_size=len(NAMES), max_size=len(NAMES)))
def test_the_interval_holds_what_any_values_give(found: Figure, eighths: list[int]) -> None:
    interval = found.interval
    assume(interval is not None)
    inside = {
        one.name: one.low + (one.high - one.low) * part / 8 for one, part in zip(found.cells, eighths, strict=False)
    }
    for ends in (inside, *vertices(found)):
        given_by = at(found, ends)
        near = TINY * max(1, abs(interval.low), abs(interval.high))
        assert interval.low - near <= given_by <= interval.high + near


def test_a_cell_in_numerator_and_denominator_is_one_variable() -> None:
    a, b = cell("a", "1.00"), cell("b", "3.00")
    share = percent(a, a + b)
    low, high = (100 * x / (x + y) for x, y in ((a.low, b.high), (a.high, b.low)))
    assert outward(share.interval, 20) == outward(type(share.interval)(low, high), 20)
    assert (a - a).interval.low == (a - a).interval.high == 0
    assert (a / a).interval.low == (a / a).interval.high == 1


@pytest.mark.parametrize(
    "scaled",
    [
        lambda quotient: 100 * quotient,
        lambda quotient: quotient * 100,
        lambda quotient: quotient / CENT,
        lambda quotient: rounded(100 * quotient, CENT),
        lambda quotient: 200 * rounded(quotient, CENT) / 2,
        lambda quotient: -100 * (quotient * -1),
    ],
)
def test_a_quotient_times_a_number_keeps_its_cells_one_variable(scaled: Callable[[Figure], Figure]) -> None:
    """Step by step the interval would be wider: the cell above the line stands below it too."""
    a, b = cell("a", "1.00"), cell("b", "3.00")
    assert outward(scaled(a / (a + b)).interval, 20) == outward(percent(a, a + b).interval, 20)


def test_no_interval_where_the_divisor_may_be_nothing() -> None:
    tail = cell("a", "0.00") + cell("b", "0.005", "0")
    assert percent(cell("c", "1"), tail).interval is None
    assert percent(cell("c", "1"), tail + cell("d", "1")).interval is not None
    assert (abs(cell("c", "1")) / tail).interval is None
    assert (cell("c", "1") + cell("c", "1") / tail).interval is None
    assert root(cell("a", "0.004"), 2).interval is root(cell("a", "0.005"), 2).interval is None
    assert (cell("c", "1") / tail).slack == 0
    for end in ("0.005", "-0.005"):  # nothing is its least or its greatest value
        assert percent(cell("c", "1"), cell("e", end)).interval is None


def test_intervals_keep_every_digit() -> None:
    third = Cell("amounts/a", "amount", Decimal(1)) / 3
    assert third.interval.low == third.interval.high == third.value == Decimal("0." + "3" * 60)


def test_other_expressions_are_taken_operation_by_operation() -> None:
    a, b = cell("a", "1.00"), cell("b", "-2.00")
    assert outward(abs(b).interval, 3) == (Decimal("1.995"), Decimal("2.005"))
    assert outward(abs(cell("c", "0.00")).interval, 3) == (Decimal(0), Decimal("0.005"))
    assert outward(least(a, b).interval, 3) == (Decimal("-2.005"), Decimal("-1.995"))
    assert outward(made("max", a, b).interval, 3) == (Decimal("0.995"), Decimal("1.005"))
    assert (a * b).interval.holds(Decimal(-2))
    assert outward(rounded(a, Decimal(1)).interval, 3) == (Decimal("0.995"), Decimal("1.005"))
    assert outward(None, 6) == (None, None)


P, Q = cell("p", "0.50"), cell("q", "0.40")  # 0.495 to 0.505, 0.395 to 0.405


@pytest.mark.parametrize(
    ("made", "low", "high"),
    [
        (P / Q, "1.222222", "1.278482"),  # both below 1
        (P / -Q, "-1.278482", "-1.222222"),
        (rounded(P / Q, CENT), "1.222222", "1.278482"),
        (100 * (P / Q), "122.222222", "127.848102"),
        (count([P, Q]), "2", "2"),
        (P + count([P, Q]), "2.495", "2.505"),
        (P - abs(Q), "0.090", "0.110"),
        (abs(Q) + P, "0.890", "0.910"),
        (total([abs(Q), P, Q]), "1.285", "1.315"),
        (P * Q, "0.195525", "0.204525"),
        (-P * Q, "-0.204525", "-0.195525"),
        (abs(Q) * 2, "0.79", "0.81"),
        (P / abs(Q), "1.222222", "1.278482"),
        (1 / P, "1.980198", "2.020203"),
        (root(P, 2), "0.703562", "0.710634"),
        (least(P, Q), "0.395", "0.405"),
        (made("max", P, Q), "0.495", "0.505"),
        (made("max", Q, P), "0.495", "0.505"),
        (least(Q, P), "0.395", "0.405"),
        (abs(-P), "0.495", "0.505"),
        (abs(cell("r", "0.003", "0.01")), "0", "0.008"),
        (P - P + Q, "0.395", "0.405"),
        (rounded(P + Q, CENT) - P, "0.395", "0.405"),
        (Decimal(3) * (P - 2 * Q), "-0.945", "-0.855"),
        (percent(Q, P + Q), "43.888888", "45"),
        (100 * (Q / (P + Q)), "43.888888", "45"),
        (rounded(Q / (P + Q), CENT), "0.438888", "0.45"),
        (rounded(Q / (P + Q), CENT) * 100 / 2, "21.944444", "22.5"),
        (-100 * (Q / (P + Q)), "-45", "-43.888888"),
    ],
)
def test_intervals_by_hand(made: Figure, low: str, high: str) -> None:
    assert outward(made.interval, 6) == (
        Decimal(low).quantize(Decimal("1e-6")),
        Decimal(high).quantize(Decimal("1e-6")),
    )


def test_figures_that_rounding_may_bring_together() -> None:
    assert agreement(cell("a", "1.00") - cell("b", "1.00")) == "exact"
    assert agreement(cell("a", "1.00") - cell("b", "1.01")) == "rounding"
    assert agreement(cell("a", "1.00") - cell("b", "1.02")) == "violated"
    assert agreement(cell("a", "1.00") - cell("b", "-1.00")) == "violated"


# --- text ----------------------------------------------------------------------------------------


@given(expressions())
def test_the_text_gives_the_figure_again(found: Figure) -> None:
    held = {one.name: one for one in found.cells}
    again = how.read(found.how, held.__getitem__)
    assert again.value == found.value
    assert again.how == found.how
    assert how.cells(found.how) == list(held)
    assert found.how[0] in "[(0123456789abcdefghijklmnopqrstuvwxyz"


@given(expressions(), expressions())
def test_a_sum_of_sums_is_the_same_sum(one: Figure, other: Figure) -> None:
    held = {cell.name: cell for cell in (*one.cells, *other.cells)}
    assume(all(held[cell.name].value == cell.value for cell in (*one.cells, *other.cells)))
    both = one + (other + one)
    near = Decimal("1e-30") * max(1, abs(both.value), abs(one.value), abs(other.value))
    assert abs(how.read(both.how, held.__getitem__).value - both.value) <= near


A, B, C = (cell(name, value) for name, value in (("a", "1"), ("b", "2"), ("c", "4")))


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (A - (B - C), "[a] - ([b] - [c])"),
        (A - B - C, "[a] - [b] - [c]"),
        (A + (B + C), "[a] + [b] + [c]"),
        ((A + B) * C, "([a] + [b]) * [c]"),
        (A / (B / C), "[a] / ([b] / [c])"),
        (A / (B * C), "[a] / ([b] * [c])"),
        (A * B / C, "[a] * [b] / [c]"),
        (A + B * C, "[a] + [b] * [c]"),
        (-A, "0 - [a]"),
        (-A * B, "(0 - [a]) * [b]"),
        (-2 * A, "(0 - 2) * [a]"),
        (A * Decimal("-0.5"), "[a] * (0 - 0.5)"),
        (abs(A - B), "abs([a] - [b])"),
        (total([A - B, C]), "sum([a] - [b], [c])"),
        (count([A, B]), "count([a], [b])"),
        (least(A, made("max", B, C)), "min([a], max([b], [c]))"),
        (rounded(A / B, CENT), "round([a] / [b], 2)"),
        (Decimal("1E+3") * A, "1000 * [a]"),
        (A * 3, "[a] * 3"),
        (3 * A, "3 * [a]"),
        (A / 3, "[a] / 3"),
        (3 / A, "3 / [a]"),
        (A - B * C, "[a] - [b] * [c]"),
        (total([A + B, C]), "sum([a] + [b], [c])"),
    ],
)
def test_parentheses_stand_where_they_must(made: Figure, said: str) -> None:
    for name in "abc":
        said = said.replace(f"[{name}]", f"[amounts/{name}#amount]")
    assert made.how == said
    assert how.read(said, {one.name: one for one in (A, B, C)}.__getitem__).value == made.value


def test_what_an_answer_tells_is_gone_on_with() -> None:
    row = {"amount": Decimal("3"), "amount_how": "[x#y] - [x#z]", "one": Decimal(1), "one_how": "[x#y]", "none": None}
    assert told(row, "none") is None
    amount, one = told(row, "amount", "万元"), told(row, "one", "万元")
    assert (amount.unit, told(row, "one").unit) == ("万元", "")
    assert percent(one, amount).how == "100 * [x#y] / ([x#y] - [x#z])"
    assert (amount + one).value == 4
    assert amount.how == "[x#y] - [x#z]"
    assert total([amount, amount]).how == "sum([x#y] - [x#z], [x#y] - [x#z])"
    assert (amount.interval.low, amount.interval.high) == (3, 3)


def test_the_rows_that_a_figure_rests_on_each_once() -> None:
    row = [Cell("projects/1/annual", name, Decimal(1)) for name in ("total_yuan", "own_yuan")]
    made = row[0] / (row[1] + row[0]) * A
    assert [one.name for one in made.cells] == [
        "projects/1/annual#total_yuan", "projects/1/annual#own_yuan", "amounts/a#amount"
    ]  # fmt: skip
    assert made.refs == ("projects/1/annual", "amounts/a")
