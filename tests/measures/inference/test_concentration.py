"""Concentration of the committed budget's projects: figures worked out by hand, and laws of the measures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import how
from analysis.catalog import load
from analysis.figure import Cell
from analysis.measures.inference.concentration import TOP, concentrated, concentration
from analysis.measures.structure import structure

AMOUNTS = st.lists(st.integers(1, 10**7).map(lambda n: Decimal(n) / 100), min_size=1, max_size=30)


def cells(amounts: Sequence[Decimal]) -> list[Cell]:
    return [Cell(f"amounts/{n}", "amount", amount, unit="万元") for n, amount in enumerate(amounts)]


def projects() -> list[Decimal]:
    frame = structure(load("322-2026"))
    return list(frame.filter((pl.col("dimension") == "project") & (pl.col("measure") == "total"))["amount"])


def test_concentration_of_the_committed_projects():
    amounts = projects()
    found = concentration(cells(amounts))
    assert found["items"] == 18
    assert round(found["top_share"].value, 2) == Decimal("55.04")
    assert round(found["gini"].value, 4) == Decimal("0.5779")
    assert round(found["hhi"].value, 1) == Decimal("1410.4")
    assert round(found["effective_number"].value, 2) == Decimal("7.09")
    held = {cell.name: cell for cell in cells(amounts)}
    for made in (found["top_share"], found["gini"], found["hhi"], found["effective_number"]):
        assert how.read(made.how, held.__getitem__).value == made.value
        assert len(made.cells) == len(held)


def test_concentration_as_a_frame():
    found = concentrated(structure(load("322-2026")))
    projects, units = found.to_dicts()
    assert (projects["dimension"], projects["items"], round(projects["top_share"], 2)) == (
        "project",
        18,
        Decimal("55.04"),
    )
    assert round(projects["gini"], 4) == Decimal("0.5779")
    assert (units["dimension"], units["items"]) == ("unit", 4)
    assert concentrated(structure(load("322-2026")).clear()).is_empty()


def gini(amounts: Sequence[Decimal]) -> Decimal:
    """By its definition: half the relative mean difference of all pairs."""
    pairs = sum((abs(one - other) for one in amounts for other in amounts), Decimal(0))
    return pairs / (2 * len(amounts) * sum(amounts))


@given(AMOUNTS)
def test_laws_of_concentration(amounts):
    found = concentration(cells(amounts))
    n = len(amounts)
    tiny = Decimal("1e-20")
    assert -tiny <= found["gini"].value <= Decimal(n - 1) / n + tiny
    assert found["gini"].value == pytest.approx(gini(amounts), abs=tiny)
    assert 1 - tiny <= found["effective_number"].value <= n + tiny
    if n <= TOP:
        assert abs(found["top_share"].value - 100) < tiny


@given(AMOUNTS, st.integers(2, 9))
def test_concentration_does_not_hang_on_the_unit(amounts, factor):
    one, other = concentration(cells(amounts)), concentration(cells([a * factor for a in amounts]))
    assert abs(one["gini"].value - other["gini"].value) < Decimal("1e-20")
    assert abs(one["hhi"].value - other["hhi"].value) < Decimal("1e-20")


def test_equal_projects_are_not_concentrated_and_none_has_no_measure():
    equal = concentration(cells([Decimal(5)] * 4))
    assert (equal["gini"].value, equal["hhi"].value, equal["effective_number"].value) == (0, 2500, 4)
    assert concentration([]) == {}
