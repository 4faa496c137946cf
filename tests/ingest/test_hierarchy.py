"""Which rows of a table of projects are units."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analysis.ingest.hierarchy import add_up, units

CENT = Decimal("0.01")
#: Amounts well above what rounding may move a sum of nine of them.
FIGURES = st.integers(100, 10**6).map(lambda cents: cents * CENT)


def _rows(*totals: str) -> list[dict[str, Decimal]]:
    return [{"total": Decimal(total)} for total in totals]


@given(st.lists(st.lists(FIGURES, min_size=2, max_size=8), min_size=1, max_size=8))
def test_units_are_the_sums_of_their_projects(groups: list[list[Decimal]]) -> None:
    rows, expected = [], set()
    for group in groups:
        expected.add(len(rows))
        rows += [{"total": sum(group, Decimal(0))}, *({"total": amount} for amount in group)]
    found = units(rows, [False] * len(rows), CENT)
    # Other readings may add up as well; the one that is taken must, and has no more units.
    assert 0 in found
    assert len(found) <= len(expected)
    bounds = [*sorted(found), len(rows)]
    for start, end in pairwise(bounds):
        assert add_up(rows[start], rows[start + 1 : end], CENT)


def test_names_decide_where_sums_leave_it_open() -> None:
    rows = _rows("10.00", "10.00", "5.00", "5.00")
    assert units(rows, [True, False, True, False], CENT) == {0, 2}
    assert units(rows, [False] * 4, CENT) == {0, 2}


def test_a_damaged_project_does_not_merge_its_unit_with_the_one_above() -> None:
    rows = _rows("30.00", "10.00", "20.00", "45.00", "20.00", "99.00")
    assert units(rows, [True, False, False, False, False, False], CENT) == {0, 3}


def test_rounding_tails() -> None:
    assert add_up({"total": Decimal("1.00")}, _rows("0.33", "0.33", "0.33"), CENT)
    assert not add_up({"total": Decimal("1.00")}, _rows("0.33", "0.33", "0.30"), CENT)


def test_many_rows_take_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        rows = [row for i in range(count) for row in _rows(f"{3 * i + 3}.00", f"{i + 1}.00", f"{2 * i + 2}.00")]
        start = time.process_time()
        assert len(units(rows, [False] * len(rows), CENT)) == count
        return time.process_time() - start

    assert min(seconds(800) for _ in range(2)) < 24 * min(seconds(100) for _ in range(3))


def test_no_rows() -> None:
    assert units([], [], CENT) == set()


def test_rows_without_any_figure() -> None:
    assert units([{}, {}], [True, False], CENT) == {0}
    assert units([], [], CENT) == set()
