"""One budget in every format gives one dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import templates
from analysis.catalog import Catalog
from analysis.disclosure import Disclosure
from analysis.ingest import ingest, ingest_bytes
from analysis.templates import Template
from support.compare import differences
from support.datasets import Plan, dataset
from support.formats import FORMATS, as_pdf, as_xlsx
from support.office import NEEDS_CALC, converted
from support.turns import in_turn
from support.writer import Layout, write

DATA = Path(__file__).parents[2] / "data"
SHANGHAI = [entry.id for entry in Catalog(DATA).entries if entry.template == "shanghai"]
PAGE = Layout(heading="")


@pytest.fixture(scope="module")
def made_up() -> Disclosure:
    return dataset(Plan(seed=23, units=3, classes=4, projects=9, forms=3, separators=True))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_same_rows(made_up: Disclosure, template: Template, kind: str) -> None:
    content = FORMATS[kind](write(made_up, template, PAGE))
    assert differences(made_up, ingest_bytes(content, "budget").disclosure) == []


@pytest.mark.parametrize(("name", "kind"), in_turn(SHANGHAI, FORMATS))
def test_committed_datasets_come_back_in_every_format(name: str, kind: str) -> None:
    expected = Disclosure.load(DATA / name)
    content = FORMATS[kind](write(expected, templates.load("shanghai"), PAGE))
    assert differences(expected, ingest_bytes(content, "budget").disclosure) == []


@NEEDS_CALC
def test_an_old_workbook_gives_the_same_amounts(made_up: Disclosure, template: Template, tmp_path: Path) -> None:
    """An .xls as LibreOffice saves it; its cells are read without their formats: 5751.20 is 5751.2."""
    old = converted(as_xlsx(write(made_up, template, PAGE)), "xlsx", "xls", tmp_path)
    assert old.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    found = ingest(old).disclosure
    assert [told for told in differences(made_up, found) if "printed" not in told] == []


@pytest.mark.parametrize(("table", "row"), in_turn([1, 4], [2, 3]))
def test_a_page_break_inside_a_header_loses_nothing(table: int, row: int) -> None:
    expected = Disclosure.load(DATA / SHANGHAI[-1])
    style = f"table:nth-of-type({table}) tr:nth-child({row}) {{ break-before: page }}"
    content = as_pdf(write(expected, templates.load("shanghai"), PAGE), style)
    assert differences(expected, ingest_bytes(content, "budget").disclosure) == []
