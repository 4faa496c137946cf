"""Publishers' final accounts as PDF: every cell of their nine tables against a reading by another library.

The other reading knows the words of headers and nothing of templates; the documents are not in the repository.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pdfplumber
import polars as pl
import pytest

from analysis.text import key
from support.published import documents, needed, read
from support.turns import first_ones

pytestmark = needed
_ACCOUNTS = documents("*accounts*.pdf")

_TITLES = (
    "收入支出决算总表",
    "收入决算表",
    "支出决算表",
    "财政拨款收入支出决算总表",
    "一般公共预算财政拨款支出决算表",
    "一般公共预算财政拨款基本支出决算表",
    "财政拨款三公经费支出决算表",
    "政府性基金预算财政拨款收入支出决算表",
    "国有资本经营预算财政拨款收入支出决算表",
)
_MEASURES = {
    "决算数": "total",
    "合计": "total",
    "本年收入合计": "total",
    "本年支出合计": "total",
    "财政拨款收入": "fiscal",
    "其他收入": "other",
    "基本支出": "basic",
    "项目支出": "project",
    "一般公共预算财政拨款": "general_public_budget",
}
_KINDS = ("three_public", "overseas", "vehicles", "vehicle_purchase", "vehicle_operation", "reception")
_FIGURE = re.compile(r"-?[\d,]+\.\d\d")

Cell = tuple[int, str, str, str, str]  # table, row's name, measure, phase, figure as printed


def other_reading(path: Path) -> Counter[Cell]:
    """Every figure of the nine tables with the name of its row and the meaning of its column."""
    found: Counter[Cell] = Counter()
    table, heads = 0, dict[int, str]()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            lines = [key(line).replace('"', "") for line in (page.extract_text() or "").split("\n")]
            title = max((t for line in lines[:4] for t in _TITLES if line.endswith(t)), key=len, default="")
            if title:
                table, heads = _TITLES.index(title) + 1, {}
            for grid in page.extract_tables() if table else ():
                for row in grid:
                    cells = [key(cell or "") for cell in row]
                    figures = [i for i, cell in enumerate(cells) if _FIGURE.fullmatch(cell)]
                    if not any(cell.isdigit() for cell in cells) and not figures:
                        heads.update({i: cell for i, cell in enumerate(cells) if cell in (*_MEASURES, "预算数")})
                    for i in figures:
                        names = [cell for j, cell in enumerate(cells[:i]) if cell and j not in figures]
                        name = next((cell for cell in reversed(names) if not cell.isdigit()), "")
                        phase = "budget" if heads[i] == "预算数" else "accounts"
                        name = name if table != 7 else _KINDS[i // 2]
                        found[table, name, _MEASURES.get(heads[i], "total"), phase, cells[i]] += 1
    return found


@pytest.mark.parametrize("path", first_ones(_ACCOUNTS, 1), ids=lambda path: path.stem)
def test_every_cell_of_the_nine_tables_is_read_as_another_library_reads_it(path: Path) -> None:
    amounts = read(path).disclosure.all_amounts.to_dicts()
    ours = Counter(
        (row["table"], row["subject"] if row["table"] == 7 else key(row["label"]), row["measure"], row["phase"],
         key(row["printed"]))
        for row in amounts
    )  # fmt: skip
    assert len(amounts) > 190
    assert ours == other_reading(path)


@pytest.mark.parametrize("path", _ACCOUNTS, ids=lambda path: path.stem)
def test_nothing_is_uncertain_unknown_or_left_out(path: Path) -> None:
    found = read(path)
    assert found.remarks == []
    assert found.disclosure.metadata.kind == "accounts"
    assert found.disclosure.metadata.id.endswith("-2024-accounts")
    assert found.disclosure.tables["table"].to_list() == list(range(1, 10))
    for name, frame in found.disclosure.frames().items():
        if "uncertain" in frame.columns:
            assert frame.filter("uncertain").height == 0, name
    assert found.disclosure.statements.filter(subject="other").height == 0


@pytest.mark.parametrize("path", _ACCOUNTS, ids=lambda path: path.stem)
def test_each_functional_item_of_the_table_is_told_with_its_budget_and_its_accounts(path: Path) -> None:
    disclosure = read(path).disclosure
    items = disclosure.amounts.filter(schedule="general_public_expenditure", level="item", measure="total")
    said = disclosure.statements.filter(subject="function").filter(section="（三）一般公共预算财政拨款支出决算具体情况")
    assert said.filter(measure="total")["value"].to_list() == items["amount"].to_list()
    assert said.filter(pl.col("measure").is_in(["budget", "adjusted"])).height == items.height
    told = [name.split("-")[-1] for name in said.filter(measure="total")["function_name"]]
    assert told == items["function_name"].to_list()
