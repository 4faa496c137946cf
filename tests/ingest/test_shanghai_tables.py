"""Tables of Shanghai's template as other offices print them: codes in three columns, words where there is room."""

from __future__ import annotations

import pytest

from analysis import templates
from analysis.catalog import load
from analysis.disclosure import Disclosure
from analysis.ingest import ingest_bytes
from support.writer import Layout, write


@pytest.fixture(scope="module")
def expected() -> Disclosure:
    return load("上海市普陀区人民政府办公室-unit-2025")


@pytest.fixture(scope="module")
def text(expected: Disclosure) -> str:
    return write(expected, templates.load("shanghai"), Layout(heading="", contents=False))


@pytest.mark.parametrize(
    ("printed", "moved"),
    [("合计\t\t\t\t", "\t\t\t合计\t"), ("合计\t\t\t\t", "\t合计\t\t\t"), ("合计\t\t\t2", "\t\t合计\t2")],
)
def test_the_word_of_the_total_stands_in_any_column_of_words(
    expected: Disclosure, text: str, printed: str, moved: str
) -> None:
    assert f"\n{printed}" in text
    found = ingest_bytes(text.replace(f"\n{printed}", f"\n{moved}").encode(), "budget.txt")
    columns = ["table", "flow", "row", "label", "function_code", "level", "measure", "amount", "uncertain"]
    assert found.disclosure.amounts.select(columns).rows() == expected.amounts.select(columns).rows()
    assert not found.remarks
