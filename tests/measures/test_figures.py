"""The figure of a subject: its table's, else the one that the narrative states."""

from __future__ import annotations

import pytest

from analysis.catalog import load
from analysis.measures.figures import Figures


@pytest.fixture(scope="module")
def figures() -> Figures:
    return Figures(load("322-2026"))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("revenue_total", "revenue"), "10808.91"),
        (("general_public_budget", "revenue"), "7734.64"),
        (("general_public_budget", "expenditure"), "7734.64"),
        (("carryover", "revenue"), "462.36"),
        (("carryover", "expenditure"), "462.36"),
        (("operating", "expenditure"), "216.89"),
        (("three_public", "expenditure"), "20.20"),
        (("nothing", "expenditure"), None),
    ],
)
def test_a_subject_of_the_committed_budget(figures: Figures, place: tuple[str, str], value: str | None) -> None:
    found = figures.find(*place)
    assert (None if found is None else f"{found.value:.2f}") == value
