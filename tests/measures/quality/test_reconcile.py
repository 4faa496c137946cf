"""Identities between figures: none of the real dataset's is violated, and a wrong digit is seen where it stands."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import how, templates
from analysis.catalog import load
from analysis.disclosure import DECIMAL, Disclosure
from analysis.figure import Cell
from analysis.measures.places import rows
from analysis.measures.quality.finding import distinct
from analysis.measures.quality.identity import Reconciliation, Side
from analysis.measures.quality.reconcile import KINDS, SCHEMA, reconciliations
from analysis.measures.recompute import Cells, recompute
from analysis.money import resolution
from analysis.schema import AMOUNTS
from support.small import amount, disclosure, project, statement

TEMPLATE = templates.load("shanxi")
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def committed() -> Disclosure:
    return load("322-2026")


def with_amount(disclosure: Disclosure, row: int, amount: Decimal) -> Disclosure:
    """The disclosure with one amount of its tables changed, as a misprint would."""
    changed = disclosure.amounts.with_row_index().with_columns(
        amount=pl.when(pl.col("index") == row).then(pl.lit(amount, dtype=DECIMAL)).otherwise(pl.col("amount")),
        printed=pl.when(pl.col("index") == row).then(pl.lit(f"{amount:.2f}")).otherwise(pl.col("printed")),
    )
    return replace(disclosure, all_amounts=changed.drop("index"))


def test_the_committed_dataset_keeps_its_identities(committed):
    found = reconciliations(committed, TEMPLATE)
    assert found.height >= 350
    assert found.filter(pl.col("verdict") == "violated").is_empty()
    assert found.columns == SCHEMA.names
    assert set(found["kind"]) == set(KINDS)


def test_every_reference_names_rows_of_the_dataset(committed):
    found = reconciliations(committed, TEMPLATE)
    assert refs(found) <= rows(committed).keys()
    assert {ref.partition("/")[0] for ref in refs(found)} == {
        "amounts", "statements", "projects", "mentions", "indicators", "department"
    }  # fmt: skip


def test_every_side_and_difference_is_what_its_cells_give(committed):
    found = reconciliations(committed, TEMPLATE)
    count, wrong = recompute([(SCHEMA, found)], Cells(committed))
    assert wrong == []
    assert count == 3 * found.height - found["left"].null_count() - found["right"].null_count()


def side(*figures: tuple[str, str]) -> Side:
    """Figures with the size of their table's last digit, each printed with its own digits."""
    return Side(
        *(
            Cell(f"amounts/{n}", "amount", Decimal(value), Decimal(step), resolution(value), unit="万元")
            for n, (value, step) in enumerate(figures)
        )
    )


@pytest.mark.parametrize(
    ("printed", "other", "verdict"),
    [
        ("87.70", "87.7080", "rounding"),  # cut off
        ("-87.70", "-87.7080", "rounding"),
        ("0.00", "0.0080", "rounding"),
        ("87.71", "87.7080", "rounding"),  # rounded
        ("87.72", "87.7080", "violated"),
        ("87.69", "87.7080", "violated"),
        ("-87.70", "87.7080", "violated"),
        ("87.7", "87.7800", "violated"),  # fewer digits than its table: a dropped zero, not cut off
    ],
)
def test_a_figure_that_is_cut_off(printed: str, other: str, verdict: str) -> None:
    for left, right in ((printed, "0.01"), (other, "0.0001")), ((other, "0.0001"), (printed, "0.01")):
        identity = Reconciliation("x", side(left), side(right))
        assert identity.verdict == verdict
        cut = printed in ("87.70", "-87.70", "0.00") and verdict == "rounding"
        assert (identity.truncated is not None) == cut


@given(st.decimals(-1000, 1000, places=4))
def test_what_is_rounded_or_cut_off_is_never_violated(value: Decimal) -> None:
    for way in (ROUND_HALF_UP, ROUND_DOWN):
        printed = value.quantize(CENT, way)
        cell = Side(Cell("statements/1", "value", printed, CENT, CENT, unit="万元"))
        assert Reconciliation("x", cell, side((f"{value:.4f}", "0.0001"))).verdict != "violated"


@pytest.mark.parametrize(
    ("printed", "verdict"),
    [("1.08亿元", "rounding"), ("1.0809亿元", "rounding"), ("1.0808亿元", "rounding"), ("1.0810亿元", "violated")],
)
def test_what_a_statement_prints_in_another_unit_is_rounded_in_that(printed: str, verdict: str) -> None:
    value = Decimal(printed.removesuffix("亿元")) * 10000
    stated = {"value": value, "value_printed": printed, "label": "预算收入总计"}
    total = amount("revenue_total", "10808.91", 1, level="total")
    found = reconciliations(
        disclosure(amounts=[total], statements=[statement("revenue_total", 1, **stated)]), TEMPLATE
    ).filter(kind="narrative")
    assert found["verdict"].to_list() == [verdict]


def test_a_sum_is_never_cut_off() -> None:
    identity = Reconciliation("x", side(("1.00", "0.01"), ("2.00", "0.01")), side(("3.0080", "0.0001")))
    assert (identity.verdict, identity.truncated) == ("rounding", None)
    identity = Reconciliation("x", side(("5.00", "0.01")), side(("3.00", "0.01"), ("2.01", "0.01")))
    assert identity.verdict == "rounding"


class TestSeverity:
    def severities(self, **tables: list[dict[str, Any]]) -> list[str | None]:
        return reconciliations(disclosure(**tables), TEMPLATE)["severity"].to_list()

    def parts(self, whole: str, **more: Any) -> list[dict[str, Any]]:
        return [
            amount("general_public_budget", "7.70", 1),
            amount("unit_funds", "7.40", 2),
            amount("revenue_current_year", whole, 3, level="subtotal", **more),
        ]

    def test_what_can_not_be_true_any_other_way_is_an_error(self) -> None:
        assert self.severities(amounts=self.parts("15.10")) == [None]
        assert self.severities(amounts=self.parts("15.11")) == [None]
        assert self.severities(amounts=self.parts("15.20")) == ["error"]
        assert self.severities(amounts=self.parts("15", printed="15")) == ["note"]

    def test_what_was_not_read_for_sure_makes_it_a_warning(self) -> None:
        assert self.severities(amounts=self.parts("15.20", uncertain=True)) == ["warning"]
        lost = amount("special_account", "0", 4) | {"amount": None, "printed": "?", "uncertain": True}
        assert self.severities(amounts=[*self.parts("15.20"), lost]) == ["warning"]

    def test_a_whole_whose_parts_are_blank_is_held_against_nothing(self) -> None:
        assert self.severities(amounts=[amount("revenue_current_year", "15.20", 3, level="subtotal")]) == []

    def test_a_source_that_a_form_may_not_print(self) -> None:
        def form(local: int) -> list[str | None]:
            return self.severities(projects=[project(1, "term", 10, local_yuan=Decimal(local))])

        assert (form(10), form(9), form(11)) == ([None], ["warning"], ["error"])

    def test_vehicles_whose_use_is_not_listed(self) -> None:
        def vehicles(general: int) -> list[str | None]:
            rows = [("total", 7), ("general", general)]
            return self.severities(
                department=[{"subject": "vehicles", "measure": name, "value": Decimal(value), "unit": "辆", "line": 1}
                            for name, value in rows]
            )  # fmt: skip

        assert (vehicles(7), vehicles(4), vehicles(8)) == ([None], ["warning"], ["error"])


def test_ids_are_told_apart(committed: Disclosure) -> None:
    found = reconciliations(committed, TEMPLATE)
    assert found["id"].is_unique().all()
    assert distinct(["a", "b", "a", "a"]) == ["a", "b", "a~2", "a~3"]


def refs(found: pl.DataFrame) -> set[str]:
    """The rows that identities rest on."""
    sides = (side for column in ("left_how", "right_how") for side in found[column].drop_nulls())
    return {ref for side in sides for ref in how.refs(side)}


@pytest.mark.parametrize("row", range(0, 456, 23))
def test_a_wrong_digit_is_seen_at_its_row(committed, row):
    """One yuan in ten thousand more than rounding allows: some identity with that figure is violated."""
    printed = committed.amounts.row(row, named=True)
    found = reconciliations(with_amount(committed, row, printed["amount"] + 10), TEMPLATE)
    assert AMOUNTS.reference(printed) in refs(found.filter(pl.col("verdict") == "violated"))


@pytest.mark.long
def test_every_amount_that_takes_part_in_an_identity_is_guarded(committed):
    unseen = []
    for row, ref in enumerate(map(AMOUNTS.reference, committed.amounts.to_dicts())):
        amount = committed.amounts["amount"][row]
        found = reconciliations(with_amount(committed, row, amount + 10), TEMPLATE).filter(
            pl.col("verdict") == "violated"
        )
        if ref not in refs(found):
            unseen.append(ref)
    assert unseen == []


def cell(value: str, step: str = "0.01", own: str | None = None) -> Cell:
    return Cell(value, "amount", Decimal(value), Decimal(step), Decimal(own or step), unit="万元")


def named(value: Decimal, name: object) -> Cell:
    """A cell of its own: one that stood twice would be one variable."""
    return Cell(f"amounts/{name}", "amount", value, CENT, unit="万元")


def identity(whole: Cell, *parts: Cell) -> Reconciliation:
    return Reconciliation("x", Side(whole), Side(*parts))


@pytest.mark.parametrize(
    ("whole", "parts", "verdict"),
    [
        ("10.00", ("3.33", "6.67"), "exact"),
        ("10.00", ("3.33", "6.66"), "rounding"),  # three figures leave 0.015
        ("10.00", ("3.33", "6.65"), "violated"),
        ("0.95", ("0.00",), "violated"),
    ],
)
def test_verdicts_by_what_rounding_leaves(whole, parts, verdict):
    assert identity(cell(whole), *(cell(part) for part in parts)).verdict == verdict


def test_dropped_zeros_are_zeros_and_a_figure_rounded_harder_is_rounding():
    assert identity(cell("15.00"), cell("7.50"), cell("7.5", own="0.1")).verdict == "exact"
    assert identity(cell("15", own="1"), cell("7.70"), cell("7.40")).verdict == "rounding"
    assert identity(cell("15", own="1"), cell("7.70"), cell("7.90")).verdict == "violated"
    assert identity(cell("15.10"), cell("7", own="1"), cell("7.70")).verdict == "rounding"


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=30))
def test_true_sums_printed_rounded_are_never_violated(parts):
    """Whatever the true parts are, printing them and their sum to two digits keeps the identity."""
    true = [Decimal(part) / 10000 for part in parts]
    shown = [named(value.quantize(CENT), n) for n, value in enumerate(true)]
    total = named(sum(true, Decimal(0)).quantize(CENT), "total")
    assert identity(total, *shown).verdict in ("exact", "rounding")


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=20), st.integers(1, 1000))
def test_one_unit_beyond_what_rounding_leaves_is_violated(parts, beyond):
    shown = [named(Decimal(part) / 100, n) for n, part in enumerate(parts)]
    total = sum((c.value for c in shown), Decimal(0))
    allowed = CENT * (len(shown) + 1) / 2
    wrong = named((total + allowed).quantize(CENT) + CENT * beyond, "total")
    assert identity(wrong, *shown).verdict == "violated"


def test_counts_are_exact():
    sides = (Side(Cell(name, "value", Decimal(count), unit="人")) for name, count in (("a", 21), ("b", 20)))
    assert Reconciliation("x", *sides, unit="人").verdict == "violated"
