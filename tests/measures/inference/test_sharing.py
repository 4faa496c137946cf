"""Sharing parts out over wholes: every way is found, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.figure import Cell
from analysis.measures.inference.sharing import fitting, share_out

SMALL = st.lists(st.integers(1, 12), min_size=1, max_size=6)


def figure(value: Decimal, slack: Decimal = Decimal(0)) -> Cell:
    return Cell("amounts/1", "amount", value, 2 * slack)


def exact(*values: int) -> list[Cell]:
    return [figure(Decimal(value)) for value in values]


@given(SMALL, st.lists(st.integers(1, 20), min_size=1, max_size=3))
def test_every_way_and_no_other(parts, wholes):
    found = share_out(exact(*parts), exact(*wholes), steps=10**9)
    expected = set()
    for places in product(range(len(wholes)), repeat=len(parts)):
        way = tuple(frozenset(i for i, at in enumerate(places) if at == whole) for whole in range(len(wholes)))
        if all(way) and all(sum(parts[i] for i in way[n]) == wholes[n] for n in range(len(wholes))):
            expected.add(way)
    if found.complete:
        assert set(found.ways) == expected
    else:
        assert set(found.ways) < expected


@given(SMALL, st.integers(1, 40))
def test_every_set_that_fits(parts, whole):
    sums = [sum(p for p, on in zip(parts, chosen, strict=True) if on) for chosen in product((0, 1), repeat=len(parts))]
    assert fitting(exact(*parts), exact(whole)[0]) == sums.count(whole)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=8), st.data())
def test_rounded_figures_keep_the_true_way(units, data):
    # True amounts in tenths of a hundredth, printed to the hundredth.
    owner = [data.draw(st.integers(0, 1)) for _ in units]
    hundredth = Decimal("0.01")
    parts = [figure((Decimal(u) / 1000).quantize(hundredth), hundredth / 2) for u in units]
    sums = [sum((Decimal(u) for u, at in zip(units, owner, strict=True) if at == side), Decimal(0)) for side in (0, 1)]
    assume(all(sums))
    wholes = [figure((total / 1000).quantize(hundredth), hundredth / 2) for total in sums]
    found = share_out(parts, wholes)
    true = tuple(frozenset(i for i, at in enumerate(owner) if at == side) for side in (0, 1))
    assert not found.complete or true in found.ways


def test_too_many_to_try():
    many = exact(*[1] * 40)
    assert fitting(many, exact(20)[0]) is None
    assert not share_out(many, exact(20, 20)).complete
    assert not share_out(exact(*range(101, 141)), exact(2410, 2410)).complete


def test_nothing_to_share():
    assert share_out(exact(1), []).ways == ()
    assert share_out(exact(1), exact(1, 1)).ways == ()
