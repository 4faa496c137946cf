"""Changes against the base year: the committed dataset's headlines, and rules that hold for any figures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis import how
from analysis.catalog import load
from analysis.columns import SOURCES
from analysis.disclosure import Disclosure
from analysis.measures import places
from analysis.measures.changes import SCHEMA, changes
from analysis.measures.recompute import Cells, recompute
from analysis.schema import AMOUNTS
from support.small import METADATA, amount, change, disclosure, statement
from support.years import earlier

CENTS = st.integers(-(10**7), 10**7).map(lambda n: Decimal(n) / 100)
POSITIVE = st.integers(1, 10**7).map(lambda n: Decimal(n) / 100)


def rows(frame: pl.DataFrame) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(row["subject"], row["flow"], row["measure"]): row for row in frame.to_dicts()}


@pytest.fixture(scope="module")
def committed() -> dict[tuple[str, str, str], dict[str, Any]]:
    return rows(changes(load("322-2026")))


@pytest.mark.parametrize(
    ("place", "current", "base", "delta", "percent", "origin"),
    [
        (("revenue_total", "revenue", "total"), "10808.91", "12347.87", "-1538.96", "-12.46", "implied"),
        (("general_public_budget", "revenue", "total"), "7734.64", "8416.91", "-682.27", "-8.11", "implied"),
        (("carryover", "revenue", "total"), "462.36", "1202.76", "-740.40", "-61.56", "implied"),
        (("other_sources", "revenue", "total"), "2611.91", "2728.20", "-116.29", "-4.26", "residual"),
        (("revenue_total", "revenue", "current_year"), "10346.55", "11145.11", "-798.56", "-7.17", "implied"),
        (("operating", "expenditure", "total"), "216.89", "213.63", "3.26", "1.53", "implied"),
        (("three_public", "expenditure", "total"), "20.20", "20.20", "0", "0.00", "implied"),
    ],
)
def test_the_committed_dataset_gives_the_headlines(committed, place, current, base, delta, percent, origin):
    row = committed[place]
    assert (row["current"], row["base"], row["change"]) == (Decimal(current), Decimal(base), Decimal(delta))
    assert round(row["change_pct"], 2) == Decimal(percent)
    assert row["base_origin"] == origin


def test_every_stated_percentage_agrees_with_its_figures(committed):
    stated = {place[0]: row["verdict"] for place, row in committed.items() if row["stated_change_pct"] is not None}
    assert stated == dict.fromkeys(
        ("revenue_total", "expenditure_total", "general_public_expenditure", "operating"), "exact"
    )


def test_contributions_of_the_sources_make_up_the_total(committed):
    parts = [row for (subject, flow, _), row in committed.items() if flow == "revenue" and subject != "revenue_total"]
    total = committed["revenue_total", "revenue", "total"]
    assert sum(row["change"] for row in parts) == total["change"]
    assert abs(sum(row["contribution_pp"] for row in parts) - total["contribution_pp"]) < Decimal("0.00001")


def test_every_figure_names_the_rows_it_is_taken_from():
    dataset = load("322-2026")
    keys = places.rows(dataset).keys()
    frame = changes(dataset)
    assert frame.height
    for column in SCHEMA.figures:
        for value, said in frame.select(column.name, column.how).rows():
            assert (value is None) == (said is None)
            assert said is None or how.refs(said)
            assert set(how.refs(said or "")) <= keys
    assert recompute([(SCHEMA, frame)], Cells(dataset))[1] == []


def test_the_total_tells_its_percentage_and_what_rounding_leaves_of_it(committed):
    row = committed["revenue_total", "revenue", "total"]
    total = AMOUNTS.reference(row_of_total(load("322-2026")))
    cell = f"[{total}#amount]"
    assert row["change_pct_how"] == f"100 * [statements/1#change] / ({cell} - [statements/1#change])"
    assert (row["change_pct"], row["change_pct_low"], row["change_pct_high"]) == (
        Decimal("-12.463364"),
        Decimal("-12.463405"),
        Decimal("-12.463323"),
    )


def row_of_total(dataset: Disclosure) -> dict[str, Any]:
    found = dataset.amounts.filter(schedule="budget_summary", subject="revenue_total", measure="total")
    return found.row(0, named=True)


def test_a_year_of_which_nothing_is_known_gives_no_rows():
    dataset = load("322-2026")
    empty = changes(dataset, base_year=2019)
    assert empty.height == 0
    assert empty.columns == SCHEMA.names


@given(before=POSITIVE, after=POSITIVE)
def test_rounded_figures_never_contradict_their_own_percentage(before, after):
    """A percentage computed from the true figures and printed to two digits lies within what rounding leaves."""
    percent = round((after - before) / before * 100, 2)
    data = disclosure(
        amounts=[amount("revenue_total", after, 1)],
        statements=[
            statement(
                "revenue_total",
                1,
                **change(after - before),
                change_pct=percent,
                change_pct_printed=f"{abs(percent):.2f}",
            )
        ],
    )
    row = rows(changes(data))["revenue_total", "revenue", "total"]
    assert row["base"] == before
    assert row["base_low"] <= before <= row["base_high"]
    assert row["verdict"] in ("exact", "rounding")


@given(after=POSITIVE, delta=CENTS, off=st.integers(2, 500))
def test_a_wrong_percentage_is_seen(after, delta, off):
    """A percentage off by more than the interval and its own rounding is a violation."""
    before = after - delta
    assume(abs(before) >= 10)
    percent = round(delta / before * 100, 2)
    honest = disclosure(
        amounts=[amount("revenue_total", after, 1)], statements=[statement("revenue_total", 1, **change(delta))]
    )
    interval = rows(changes(honest))["revenue_total", "revenue", "total"]
    wrong = percent + Decimal(off) / 100
    assume(wrong - Decimal("0.005") > interval["change_pct_high"])
    data = disclosure(
        amounts=[amount("revenue_total", after, 1)],
        statements=[
            statement("revenue_total", 1, **change(delta), change_pct=wrong, change_pct_printed=f"{abs(wrong):.2f}")
        ],
    )
    assert rows(changes(data))["revenue_total", "revenue", "total"]["verdict"] == "violated"


def test_a_percentage_on_a_base_of_zero_is_undefined_whatever_is_printed():
    data = disclosure(
        amounts=[amount("revenue_total", Decimal(5), 1)],
        statements=[
            statement("revenue_total", 1, **change(Decimal(5)), change_pct=Decimal(100), change_pct_printed="100")
        ],
    )
    row = rows(changes(data))["revenue_total", "revenue", "total"]
    assert (row["base"], row["change_pct"], row["verdict"]) == (Decimal(0), None, "undefined")


@given(
    st.lists(POSITIVE, min_size=6, max_size=6),
    st.lists(CENTS, min_size=3, max_size=3),
    st.sets(st.sampled_from(SOURCES), min_size=1),
)
def test_the_residual_is_what_the_stated_sources_leave(values, deltas, stated):
    stated_sources = sorted(stated)[:3]
    total = sum(values, Decimal(0))
    amounts = [
        amount("revenue_total", total, 1),
        *(amount(s, v, i + 2) for i, (s, v) in enumerate(zip(SOURCES, values, strict=True))),
    ]
    statements = [statement("revenue_total", 1, **change(Decimal("-7.31")))]
    statements += [
        statement(s, i + 2, parent=1, **change(d)) for i, (s, d) in enumerate(zip(stated_sources, deltas, strict=False))
    ]
    found = rows(changes(disclosure(amounts=amounts, statements=statements)))
    rest = found["other_sources", "revenue", "total"]
    known = [found[s, "revenue", "total"] for s in stated_sources]
    assert rest["current"] == total - sum(row["current"] for row in known)
    assert rest["change"] == Decimal("-7.31") - sum(row["change"] for row in known)
    assert rest["base_high"] - rest["base_low"] > known[0]["base_high"] - known[0]["base_low"]


def test_a_published_base_is_preferred_and_a_wrong_stated_change_is_seen():
    base = Disclosure.of(METADATA, {"amounts": [amount("revenue_total", Decimal(100), 1)]})
    now = [amount("revenue_total", Decimal(90), 1)]
    right = changes(
        disclosure(amounts=now, statements=[statement("revenue_total", 1, **change(Decimal(-10)))]), base
    ).row(0, named=True)
    wrong = changes(
        disclosure(amounts=now, statements=[statement("revenue_total", 1, **change(Decimal(-12)))]), base
    ).row(0, named=True)
    assert (right["base_origin"], right["base"], right["change"]) == ("published", Decimal(100), Decimal(-10))
    assert (right["verdict"], wrong["verdict"]) == ("exact", "violated")


def test_a_change_of_printed_figures_within_rounding_is_said_to_be_so():
    """The two totals are printed to two digits and their change in whole 万元, the percentage agrees exactly."""
    base = Disclosure.of(METADATA, {"amounts": [amount("revenue_total", "100.40", 1)]})
    stated = change("-10") | {"change_printed": "10.0", "change_pct": Decimal("-10.36"), "change_pct_printed": "10.36"}
    now = disclosure(
        amounts=[amount("revenue_total", "90.00", 1)], statements=[statement("revenue_total", 1, **stated)]
    )
    row = changes(now, base).row(0, named=True)
    assert (row["change"], row["verdict"]) == (Decimal("-10.40"), "violated")
    near = change("-10.39") | {"change_pct": Decimal("-10.36"), "change_pct_printed": "10.36"}
    now = disclosure(amounts=[amount("revenue_total", "90.00", 1)], statements=[statement("revenue_total", 1, **near)])
    assert changes(now, base).row(0, named=True)["verdict"] == "rounding"


def test_a_year_s_budget_against_an_outturn_stands_beside_the_one_that_is_implied():
    """Total and carryover are stated against a budget, the year's budget against an outturn: two bases, two rows."""
    budget = disclosure(
        amounts=[
            amount("revenue_total", "120.00", 1, level="total"),
            amount("carryover", "20.00", 2),
            amount("revenue_current_year", "100.00", 3, level="subtotal"),
        ],
        statements=[
            statement("revenue_total", 1, value=Decimal(120), **change("12.00")),
            statement("carryover", 2, value=Decimal(20), **change("4.00")),
            statement("revenue_total", 3, measure="current_year", base_kind="outturn", **change("-5.00")),
        ],
    )
    found = changes(budget).filter(subject="revenue_total", flow="revenue", measure="current_year")
    implied, outturn = (found.filter(base_phase=phase).row(0, named=True) for phase in ("budget", "outturn"))
    assert (implied["change"], implied["base_kind"]) == (8, "unstated")
    assert (outturn["change"], outturn["base_kind"]) == (-5, "outturn")


def test_amounts_printed_in_yuan_keep_their_own_resolution():
    in_yuan = amount("revenue_total", Decimal("12.3456"), 1, printed="123456", printed_unit="元")
    row = changes(
        disclosure(amounts=[in_yuan], statements=[statement("revenue_total", 1, **change(Decimal("1.00")))])
    ).row(0, named=True)
    assert row["base"] == Decimal("11.3456")
    assert row["base_high"] - row["base"] == Decimal("0.00505")


def test_figures_that_can_not_be_read_are_not_used():
    data = disclosure(
        amounts=[amount("revenue_total", Decimal(1), 1, amount=None, printed="1O.00", uncertain=True)],
        statements=[statement("revenue_total", 1, **change(Decimal(1)))],
    )
    assert changes(data).height == 0


def test_the_year_s_own_revenue_is_the_printed_one() -> None:
    """Though the total without what was carried over says another one."""
    data = disclosure(
        amounts=[
            amount("revenue_total", 110, 1, level="total"),
            amount("carryover", 5, 2),
            amount("revenue_current_year", 100, 3, level="subtotal"),
        ],
        statements=[statement("revenue_total", 1, measure="current_year", value=Decimal(100), **change(10))],
    )
    year = rows(changes(data))["revenue_total", "revenue", "current_year"]
    assert (year["current"], year["change"]) == (100, 10)


def test_a_budget_is_compared_with_the_accounts_of_the_year_before_in_rows_of_their_own() -> None:
    """Published accounts before what a narrative says of them, and neither in place of a budget."""
    now, spent = load("上海市普陀区财政局-2025"), load("上海市普陀区财政局-2024-accounts")
    alone, both = changes(now), changes(now, None, spent)
    assert both.filter(pl.col("base_phase") != "accounts").equals(alone)
    found = rows(both.filter(base_phase="accounts"))
    basic = found["basic", "expenditure", "total"]
    assert (basic["current"], basic["base"], basic["base_origin"]) == (
        Decimal("2512.1091"),
        Decimal("2336.91"),
        "published",
    )
    assert basic["base_how"].startswith("[上海市普陀区财政局-2024-accounts!amounts/")
    assert found["three_public", "expenditure", "total"]["verdict"] == "undefined"  # nothing was spent


def test_accounts_are_compared_with_the_accounts_before_them() -> None:
    """What they state of the year before gives way to what was published of it."""
    now = load("上海市普陀区财政局-2024-accounts")
    before = earlier(2023, of=now)
    stated, published = (rows(changes(now, *base))["revenue_total", "revenue", "total"] for base in ((), (before,)))
    assert (stated["base_phase"], stated["base_origin"], stated["base"]) == ("accounts", "implied", Decimal("3052.34"))
    assert (published["base_phase"], published["base_origin"], published["change"]) == ("accounts", "published", 0)
    assert published["verdict"] == "violated"


# --- which figure is the base, and what of it is told ---------------------------------------------


def stated(number: int = 1, subject: str = "revenue_total", delta: str = "-10.00", **more: Any) -> dict[str, Any]:
    """A statement of a change, with a percentage where `pct` gives one."""
    if pct := more.pop("pct", ""):
        more |= {"change_pct": Decimal(pct), "change_pct_printed": pct.removeprefix("-")}
    return statement(subject, number, **(change(delta) | more))


def total_of(*statements: dict[str, Any], printed: str = "90.00", base: Disclosure | None = None) -> dict[str, Any]:
    """The total's change by what is stated."""
    now = disclosure(amounts=[amount("revenue_total", printed, 1, level="total")], statements=list(statements))
    return rows(changes(now, base))["revenue_total", "revenue", "total"]


def of_2025(*amounts: dict[str, Any]) -> Disclosure:
    """The budget of the year before, as published."""
    return Disclosure.of(replace(METADATA, id="x-2025", year=2025), {"amounts": list(amounts)})


@pytest.mark.parametrize(
    ("statements", "taken"),
    [
        ([stated(1), stated(2, delta="-11.00")], 1),  # the first one
        ([stated(1), stated(2, delta="-11.00", pct="-10.89")], 2),  # but a percentage tells more
        ([stated(1, pct="-10.00"), stated(2, delta="-11.00")], 1),
        ([stated(1, pct="-10.00"), stated(2, delta="-11.00", pct="-10.89")], 1),
        # a table's change gives way to the narrative's that has a percentage, and to no other
        ([stated(1, table=1, row=1), stated(2, delta="-11.00")], 2),
        ([stated(1, pct="-10.00", table=1, row=1), stated(2, delta="-11.00", pct="-10.89")], 2),
        ([stated(2, delta="-11.00"), stated(3, pct="-10.00", table=1, row=1)], 2),
    ],
)
def test_of_two_statements_the_one_that_tells_more(statements: list[dict[str, Any]], taken: int) -> None:
    assert total_of(*statements)["statement"] == taken


@pytest.mark.parametrize(
    "more",
    [
        {"base_year": 2024},  # another year
        {"change": None, "change_printed": None},  # no change
        {"unit": "人"},  # no money
        {"subject": "function"},
        {"subject": "other", "table": 1, "row": 1},
    ],
)
def test_what_is_no_change_against_the_base_year(more: dict[str, Any]) -> None:
    now = [amount(subject, "90.00", n) for n, subject in enumerate(("revenue_total", "function", "other"), 1)]
    assert not changes(disclosure(amounts=now, statements=[stated() | more])).height
    assert changes(disclosure(amounts=now, statements=[stated()])).height


def test_other_money_of_the_narrative_is_a_subject_of_its_own() -> None:
    now = disclosure(amounts=[amount("other", "90.00", 1)], statements=[stated(subject="other")])
    assert changes(now)["subject"].to_list() == ["other"]


@pytest.mark.parametrize(
    ("kind", "phase"), [("budget", "budget"), ("unstated", "budget"), ("outturn", "outturn"), ("accounts", "accounts")]
)
def test_a_change_is_told_in_the_phase_that_it_is_stated_against(kind: str, phase: str) -> None:
    row = total_of(stated(base_kind=kind))
    assert (row["base_phase"], row["base_kind"], row["base"], row["base_origin"]) == (phase, kind, 100, "implied")
    assert (row["contribution_pp"] is None) == (phase != "budget")


def test_a_stated_base_is_stated_and_its_change_the_difference() -> None:
    """The change that the sentence states beside it is compared with that, and not taken."""
    row = total_of(stated(delta="-12.00", base_value=Decimal(100), base_printed="100.00", base_kind="budget"))
    assert (row["base"], row["change"], row["base_origin"], row["base_kind"]) == (100, -10, "stated", "budget")
    assert (row["stated_change"], row["verdict"]) == (-12, "violated")
    assert row["base_how"] == "[statements/1#base_value]"
    assert row["change_how"] == "[amounts/1/revenue/1/total/2026/budget#amount] - [statements/1#base_value]"


def test_a_published_base_before_a_stated_one_and_only_where_both_years_print_it() -> None:
    told = stated(base_value=Decimal(99), base_printed="99.00", base_kind="unstated")
    row = total_of(told, base=of_2025(amount("revenue_total", "100.00", 1)))
    assert (row["base"], row["base_origin"], row["base_kind"]) == (100, "published", "budget")
    assert row["base_how"].startswith("[x-2025!")
    row = total_of(told, base=of_2025(amount("carryover", "100.00", 1)))
    assert (row["base"], row["base_origin"], row["base_kind"]) == (99, "stated", "unstated")
    gone = disclosure(amounts=[amount("carryover", "1.00", 1)])
    assert changes(gone, of_2025(amount("revenue_total", "100.00", 1))).is_empty()


def test_what_no_table_prints_is_compared_as_the_narrative_states_it() -> None:
    told = stated(subject="procurement", flow="expenditure", value=Decimal(90), value_printed="90.00")
    row = rows(changes(disclosure(statements=[told])))["procurement", "expenditure", "total"]
    assert (row["current"], row["base"], row["contribution_pp"]) == (90, 100, None)
    assert row["current_how"] == "[statements/1#value]"
    assert changes(disclosure(statements=[stated(subject="procurement", flow="expenditure")])).is_empty()


def test_a_published_year_has_rows_for_its_spending_though_nothing_is_stated() -> None:
    place = {"flow": "expenditure", "schedule": "expenditure", "table": 3}
    columns = [
        amount("expenditure_total", value, 1, **place, level="total", measure=measure)
        for measure, value in (("total", "90.00"), ("basic", "60.00"), ("project", "30.00"))
    ]
    columns.append(amount("three_public", "3.00", 2, flow="expenditure", schedule="three_public", table=10))
    now, before = disclosure(amounts=columns), of_2025(*(row | {"amount": row["amount"] + 1} for row in columns))
    assert changes(now).is_empty()
    found = changes(now, before)
    assert found.select("subject", "change", "base_origin", "base_phase").rows() == [
        (subject, Decimal(-1), "published", "budget")
        for subject in ("expenditure_total", "basic", "project", "three_public")
    ]


SIX = [amount(source, "10.00", n) for n, source in enumerate(SOURCES, 2)]


@pytest.mark.parametrize("known", [0, 1, 5, 6])
def test_a_residual_where_some_sources_are_known_and_some_are_not(known: int) -> None:
    told = [stated(n, source, "1.00", parent=9) for n, source in enumerate(SOURCES[:known], 1)]
    whole = [amount("revenue_total", "60.00", 1, level="total"), *SIX]
    found = rows(changes(disclosure(amounts=whole, statements=[stated(9, delta="7.00"), *told])))
    rest = found.get(("other_sources", "revenue", "total"))
    assert (rest is not None) == (0 < known < 6)
    if rest is not None:
        left = (60 - 10 * known, 53 - 9 * known, 7 - known, "residual", "budget")
        assert tuple(rest[name] for name in ("current", "base", "change", "base_origin", "base_phase")) == left
        assert rest["contribution_pp"] == (Decimal(100) * (7 - known) / 53).quantize(Decimal("0.000001"))
    alone = rows(changes(disclosure(amounts=whole, statements=told)))
    assert ("other_sources", "revenue", "total") not in alone
    assert all(row["contribution_pp"] is None for row in alone.values())


def test_a_year_s_own_budget_is_implied_only_by_total_and_carryover() -> None:
    whole = [amount("revenue_total", "60.00", 1, level="total"), *SIX]
    total, carried = stated(1, delta="7.00", base_kind="budget"), stated(2, "carryover", "-2.00")
    year = ("revenue_total", "revenue", "current_year")
    row = rows(changes(disclosure(amounts=whole, statements=[total, carried])))[year]
    assert (row["current"], row["base"], row["change"]) == (50, 41, 9)
    assert (row["base_origin"], row["base_kind"], row["verdict"]) == ("implied", "budget", "unstated")
    for told in ([total], [carried]):
        assert year not in rows(changes(disclosure(amounts=whole, statements=told)))
    own = [*whole, amount("revenue_current_year", "49.00", 9, level="subtotal")]
    row = rows(changes(disclosure(amounts=own, statements=[total, carried])))[year]
    assert (row["current"], row["base"], row["change"]) == (49, 40, 9)


BASE_OF = {"delta": "-10.00", "base_value": Decimal(100), "base_printed": "100.00"}


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (stated(), "unstated"),  # the base is only known by the change
        (stated(pct="-10.00"), "exact"),
        (stated(pct="-10.01"), "rounding"),  # 89.995 and -10.005 give it
        (stated(pct="-10.02"), "violated"),
        (stated(**BASE_OF), "exact"),
        (stated(**BASE_OF, pct="-10.00"), "exact"),
        (stated(**BASE_OF, pct="-10.02"), "violated"),
        (stated(**BASE_OF | {"delta": "-10.01"}), "rounding"),
        (stated(**BASE_OF | {"delta": "-10.02"}), "violated"),
        (stated(**BASE_OF | {"delta": "-10.02"}, pct="-10.00"), "violated"),  # though the percentage is right
        (stated(**BASE_OF | {"delta": "-10.01"}, pct="-10.02"), "violated"),
    ],
)
def test_the_verdict_of_change_and_percentage(told: dict[str, Any], verdict: str) -> None:
    assert total_of(told)["verdict"] == verdict


def test_a_base_of_nothing_is_undefined_but_a_wrong_change_is_violated_even_so() -> None:
    nothing = {"base_value": Decimal(0), "base_printed": "0.00"}
    assert total_of(stated(delta="90.00", **nothing))["verdict"] == "undefined"
    assert total_of(stated(delta="91.00", **nothing))["verdict"] == "violated"


def test_a_change_in_whole_units_is_held_to_them() -> None:
    """Half a unit rounds away from zero: 10.50 is 11, and 10.49 is 10."""
    for base, whole, verdict in (
        ("100.50", "-11", "exact"),
        ("100.49", "-10", "exact"),
        ("100.51", "-10", "rounding"),
        ("101.60", "-10", "violated"),
        ("102.00", "-10", "violated"),
    ):
        told = stated() | {"change": Decimal(whole), "change_printed": whole.lstrip("-")}
        row = total_of(told, base=of_2025(amount("revenue_total", base, 1)))
        assert row["verdict"] == verdict, base


def of_kind(kind: str, year: int, *amounts: dict[str, Any], statements: tuple[dict[str, Any], ...] = ()) -> Disclosure:
    """A disclosure of a kind and year."""
    own = replace(METADATA, id=f"x-{year}-{kind}", year=year, kind=kind)
    return Disclosure.of(own, {"amounts": list(amounts), "statements": list(statements)})


@pytest.mark.parametrize("phase", ["budget", "outturn", "accounts"])
@pytest.mark.parametrize("subject", [None, "operating"])
def test_a_base_that_a_table_prints_beside_is_stated_in_its_phase(phase: str, subject: str | None) -> None:
    """By a row's own name, or of a row without one by its table's where it is the total."""
    schedule = "operating" if subject else "general_public_expenditure"
    place = {"schedule": schedule, "table": 5, "flow": "expenditure"}
    now = amount(subject, "90.00", 1, **place, level="item" if subject else "total")
    rows_of = [now, now | {"amount": Decimal(100), "printed": "100.00", "year": 2025, "phase": phase}]
    items = [row | {"row": 2, "subject": None, "level": "item", "amount": row["amount"] / 2} for row in rows_of]
    assert changes(disclosure(amounts=items)).is_empty()  # an item of it is nothing by itself
    (row,) = changes(disclosure(amounts=rows_of)).to_dicts()
    assert changes(disclosure(amounts=[*rows_of, *items])).rows(named=True) == [row]
    assert (row["subject"], row["flow"], row["measure"], row["base_phase"]) == (schedule, "expenditure", "total", phase)
    assert (row["current"], row["base"], row["change"], row["base_origin"]) == (90, 100, -10, "stated")
    assert (row["base_kind"], row["verdict"], row["statement"]) == (phase, "unstated", None)
    assert row["base_how"] == f"[amounts/5/expenditure/1/total/2025/{phase}#amount]"


def test_a_printed_base_has_the_kind_that_its_statement_names_and_its_verdict() -> None:
    place = {"schedule": "operating", "table": 11, "flow": "expenditure", "level": "item"}
    now = amount("operating", "90.00", 1, **place)
    before = now | {"amount": Decimal(100), "printed": "100.00", "year": 2025, "phase": "budget"}
    for delta, verdict in (("-10.00", "exact"), ("-12.00", "violated")):
        told = stated(subject="operating", delta=delta, flow="expenditure")
        (row,) = changes(disclosure(amounts=[now, before], statements=[told])).to_dicts()
        assert (row["base"], row["base_origin"], row["base_kind"], row["verdict"]) == (
            100,
            "stated",
            "unstated",
            verdict,
        )


def test_accounts_that_state_a_change_against_the_budget_keep_it_apart() -> None:
    told = (stated(1, base_kind="budget"), stated(2, delta="-20.00", base_kind="unstated"))
    found = changes(of_kind("accounts", 2026, amount("revenue_total", "90.00", 1), statements=told))
    assert found.select("base_phase", "base", "statement").rows() == [("accounts", 110, 2), ("budget", 100, 1)]


def test_published_accounts_are_compared_in_total_sources_and_expenditure_too() -> None:
    spent = {"flow": "expenditure", "schedule": "expenditure", "table": 3, "level": "total"}
    held = [
        amount("revenue_total", "90.00", 1, level="total"),
        amount("general_public_budget", "80.00", 2),
        amount("expenditure_total", "70.00", 1, **spent),
    ]
    before = [row | {"amount": row["amount"] - 1, "phase": "accounts", "year": 2025} for row in held]
    found = changes(disclosure(amounts=held), None, of_kind("accounts", 2025, *before))
    assert found.select("subject", "base_phase", "change").rows() == [
        (subject, "accounts", Decimal(1)) for subject in ("revenue_total", "general_public_budget", "expenditure_total")
    ]
    assert set(found["contribution_pp"]) == {None}
