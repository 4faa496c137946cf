"""Damaged documents, a few of the many that `make fuzz` tries."""

from __future__ import annotations

import pytest

from support.fuzzing import outcome

RIGHT = ("dataset", "flagged", "refused")


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_damaged_texts(start: int) -> None:
    wrong = {n: said for n in range(start, start + 50) if (said := outcome("text", n)) not in RIGHT}
    assert wrong == {}


def test_damaged_pdfs() -> None:
    wrong = {n: said for n in range(20) if (said := outcome("pdf", n)) not in RIGHT}
    assert wrong == {}
