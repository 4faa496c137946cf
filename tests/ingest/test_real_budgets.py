"""Publishers' budgets as PDF, every cell of every budget table against a reading by another library.

The other reading knows headers by their words and nothing of templates; the documents are not in the repository.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest

from analysis.text import key, without_ordinal
from support.published import documents, needed, read
from support.turns import first_ones

pytestmark = needed
_BUDGETS = [path for path in documents("*.pdf") if "accounts" not in path.name]

_TITLES = {
    "财务收支预算总表": 1,
    "收入预算总表": 2,
    "支出预算总表": 3,
    "财政拨款收支预算总表": 4,
    "一般公共预算支出功能分类预算表": 5,
    "政府性基金预算支出功能分类预算表": 6,
    "国有资本经营预算支出功能分类预算表": 7,
    "基本支出部门预算经济分类预算表": 8,
    "机关运行经费预算表": 9,
}
_MEASURES = {
    "预算数": "total",
    "合计": "total",
    "基本支出": "basic",
    "项目支出": "project",
    "人员经费": "personnel",
    "公用经费": "non_personnel",
    "财政拨款收入": "fiscal",
    "事业收入": "business",
    "事业单位经营收入": "business_operation",
    "其他收入": "other",
    "一般公共预算": "general_public_budget",
    "政府性基金预算": "government_funds",
    "国有资本经营预算": "state_capital",
}
_FIGURE = re.compile(r"-?[\d,]+\.\d+|-?\d{1,3}(?:,\d{3})+|\d+")
_CODES = ("类", "款", "项")

Cell = tuple[int, str, str, str]  # table, row's name, measure, figure as printed


def other_reading(path: Path) -> Counter[Cell]:
    """Every figure of the budget tables with the name of its row and the meaning of its column."""
    found: Counter[Cell] = Counter()
    table, heads = 0, dict[int, str]()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            grids = page.extract_tables()
            if not grids:
                continue
            lines = [key(line) for line in (page.extract_text() or "").split("\n")]
            if any("绩效目标" in line for line in lines[:3]):
                break
            title = next((title for line in lines[:3] for title in sorted(_TITLES, key=len, reverse=True)
                          if line.endswith(title)), None)  # fmt: skip
            if title:
                table, heads = _TITLES[title], {}
            for grid in grids:
                rows = [[key(cell or "") for cell in row] for row in grid]
                found.update((table, *cell) for cell in _cells(rows, heads))
    return found


def _cells(rows: list[list[str]], heads: dict[int, str]) -> Iterator[tuple[str, str, str]]:
    """The figures of a page's rows; `heads` are the lowest words of its columns, which the next page may not repeat."""
    for row in rows:
        lost = max(heads, default=0) + 1 - len(row)  # a page with the total alone has no columns of codes
        cells = [""] * max(lost if heads else 0, 0) + row
        codes = {i for i, head in heads.items() if head in _CODES}
        figures = [i for i, cell in enumerate(cells) if i not in codes and _FIGURE.fullmatch(cell)]
        if not figures:
            if not any(cell.isdigit() for cell in cells):
                heads.update({i: cell for i, cell in enumerate(cells) if cell})
            continue
        for i in figures:
            names = [cell for j, cell in enumerate(cells[:i]) if cell and j not in figures and not cell.isdigit()]
            yield (names[-1], _MEASURES[heads[i]], cells[i]) if names else (heads[i], "total", cells[i])


@pytest.mark.parametrize("path", first_ones(_BUDGETS, 1), ids=lambda path: path.stem)
def test_every_cell_of_every_table_is_read_as_another_library_reads_it(path: Path) -> None:
    amounts = read(path).disclosure.amounts.to_dicts()
    ours = Counter((row["table"], key(row["label"]), row["measure"], key(row["printed"])) for row in amounts)
    assert len(amounts) > 200
    assert ours == other_reading(path)


@pytest.mark.parametrize("path", _BUDGETS, ids=lambda path: path.stem)
def test_nothing_is_uncertain_unknown_or_left_out(path: Path) -> None:
    found = read(path)
    assert found.remarks == []
    for name, frame in found.disclosure.frames().items():
        if "uncertain" in frame.columns:
            assert frame.filter("uncertain").height == 0, name
    assert found.disclosure.statements.filter(subject="other").height <= 4  # amounts of single projects
    assert found.disclosure.tables["table"].n_unique() == 9


@pytest.mark.parametrize("path", _BUDGETS, ids=lambda path: path.stem)
def test_every_functional_item_of_the_narrative_is_one_of_the_tables_or_misnamed(path: Path) -> None:
    disclosure = read(path).disclosure
    known = {key(without_ordinal(name)).replace("其它", "其他") for name in disclosure.amounts["function_name"] if name}
    said = disclosure.statements.filter(subject="function")["function_name"].to_list()
    parts = {key(part).replace("其它", "其他") for name in said for part in name.split("-")}
    assert parts - known <= {"医疗卫生与计划生育支出"}  # a name that its class has not had since 2019
