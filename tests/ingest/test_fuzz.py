"""Damaged documents, a few of the many that `make fuzz` tries; and any lines of text and rows at all."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import templates
from analysis.ingest import DocumentError, ingest_bytes
from analysis.measures.quality.reconcile import reconciliations
from support.damage import published, small
from support.fuzzing import judged, outcome
from support.turns import first_ones

RIGHT = ("dataset", "flagged", "refused", "excused")


def wrong(kind: str, numbers: range) -> dict[int, str]:
    said = {number: outcome(kind, number) for number in numbers}
    return {number: what for number, what in said.items() if what.partition(":")[0] not in RIGHT}


@pytest.mark.parametrize("start", first_ones(range(0, 400, 100), 1))
def test_damaged_texts(start: int) -> None:
    assert wrong("text", range(start, start + 100)) == {}


@pytest.mark.parametrize("start", first_ones(range(0, 20, 5), 1))
def test_damaged_pdfs(start: int) -> None:
    assert wrong("pdf", range(start, start + 5)) == {}


@pytest.mark.skipif(not os.environ.get("BUDGET_DISCLOSURES"), reason="BUDGET_DISCLOSURES is not set")
def test_the_publishers_documents_are_damaged_too() -> None:
    assert len(published(".txt")) == 1
    assert len(published(".pdf")) == 3


def test_the_judge_tells_a_total_that_is_contradicted_from_one_that_nothing_depends_on() -> None:
    base = small()[0]
    found = ingest_bytes(base.content, "budget.txt")
    assert judged(base, found) == "dataset"
    rows = base.expected.amounts.to_dicts()
    total = next(row for row in rows if row["level"] == "total" and row["schedule"] == "expenditure")
    total["amount"] += 1
    tables = {name: frame.to_dicts() for name, frame in base.expected.frames().items()} | {"amounts": rows}
    other = base.expected.of(base.expected.metadata, tables)
    assert judged(base, replace(found, disclosure=other)) == "flagged"
    assert judged(replace(base, expected=other), found).startswith("excused")


# --- anything at all --------------------------------------------------------------------------

_LINES = [line for base in small() for line in base.content.decode().split("\n")]
_WORDS = sorted({cell for line in _LINES for cell in line.split("\t") if len(cell) < 30})
_CELLS = st.one_of(st.sampled_from(_WORDS), st.text(max_size=6), st.decimals(-(10**6), 10**6, places=2).map(str))
_ROWS = st.lists(_CELLS, min_size=1, max_size=9).map("\t".join)


@given(st.lists(st.one_of(st.sampled_from(_LINES), _ROWS, st.text(max_size=40)), max_size=60), st.data())
def test_any_lines_and_rows_are_a_dataset_or_an_error_of_one_line(lines: list[str], data: st.DataObject) -> None:
    """Alone they are hardly ever a document; in the midst of one they are read."""
    inside = data.draw(st.booleans())
    if inside:
        whole = data.draw(st.sampled_from(small())).content.decode().split("\n")
        at = data.draw(st.integers(0, len(whole)))
        lines = [*whole[:at], *lines[:6], *whole[at:]]
    said = ""
    try:
        found = ingest_bytes("\n".join(lines).encode("utf-8", "surrogatepass"), "budget.txt").disclosure
        assert found.files().keys() >= {"datapackage.json", "amounts.csv"}
        reconciliations(found, templates.load(found.metadata.template))
    except DocumentError as error:
        said = str(error)
    assert "\n" not in said
    assert not said or said.startswith("budget.txt")
