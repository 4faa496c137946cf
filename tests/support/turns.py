"""Pairs of things that are tried together: each thing in the usual run, every pair in the long one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import pytest

_T = TypeVar("_T")


def in_turn(ones: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """All pairs as parameters, `long` but for as few as meet each one and each other."""
    held, beside = list(ones), list(others)
    kept = {(held[n % len(held)], beside[n % len(beside)]) for n in range(max(len(held), len(beside)))}
    return [
        pytest.param(one, other, marks=() if (one, other) in kept else pytest.mark.long)
        for one in held
        for other in beside
    ]


def first_ones(things: Sequence[Any], number: int) -> list[Any]:
    """All as parameters, `long` but for the first few."""
    return [pytest.param(one, marks=() if n < number else pytest.mark.long) for n, one in enumerate(things)]


def some(things: Iterable[_T]) -> list[_T]:
    """What a test goes through one by one, of which there must be some: through none it would say nothing."""
    held = list(things)
    assert held, "nothing to go through"
    return held
