"""The published PDF budgets of a Shanghai district: every cell, every stated change, and what is wrong in them."""

from __future__ import annotations

import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.how import refs
from analysis.ingest import Ingested, ingest, sources
from analysis.ingest.document import Grid
from analysis.measures.places import place, rows
from analysis.measures.quality.findings import findings
from analysis.measures.quality.reconcile import reconciliations
from analysis.text import fold
from support import published
from support.turns import first_ones, some

DATA = Path(__file__).parents[2] / "data"
OFFICE = "上海市普陀区人民政府办公室-unit-2025"
WANLI_2024 = "上海市普陀区人民政府万里街道办事处-2024"
WANLI_2025 = "上海市普陀区人民政府万里街道办事处-2025"
FILES = {
    OFFICE: "shanghai-putuo-government-office-unit-2025.pdf",
    WANLI_2024: "shanghai-putuo-wanli-2024.pdf",
    WANLI_2025: "shanghai-putuo-wanli-2025.pdf",
}
#: Amounts by table, counted on the pages by eye.
COUNTS = {
    OFFICE: {1: 18, 2: 42, 3: 47, 4: 12, 5: 47, 8: 61, 9: 4},
    WANLI_2024: {1: 13, 2: 335, 3: 201, 4: 22, 5: 201, 8: 96, 9: 7},
    WANLI_2025: {1: 13, 2: 335, 3: 201, 4: 22, 5: 201, 8: 96, 9: 7},
}


@pytest.fixture(params=FILES, ids=["office 2025", "sub-district 2024", "sub-district 2025"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def committed(name: str) -> Disclosure:
    return Disclosure.load(DATA / name)


@pytest.fixture
def pdf(name: str) -> Path:
    return published.document(FILES[name])


def test_ingest_gives_the_committed_dataset_to_the_byte(pdf: Path, committed: Disclosure) -> None:
    found: Ingested = ingest(pdf)
    assert found.disclosure.files() == committed.files()
    assert found.remarks == []


@pytest.mark.parametrize("name", first_ones(list(FILES), 1), indirect=True)
def test_every_cell_is_what_another_reader_finds(pdf: Path) -> None:
    """pdfplumber, slower and by other means, finds the same texts in the same cells of every ruled table."""
    import pdfplumber

    expected = []
    with pdfplumber.open(pdf) as document:
        for number, page in enumerate(document.pages, 1):
            for table in page.find_tables():
                for row in table.extract(x_tolerance=3, y_tolerance=5):
                    cells = ["".join((cell or "").split()) for cell in row]
                    if any(cells) and len(row) > 1:
                        expected.append((str(number), [cell for cell in cells if cell]))
    found = [
        (row.at.page, ["".join(cell.split()) for cell in row.cells if cell.strip()])
        for block in sources.read(pdf).blocks
        if isinstance(block, Grid) and len(block.rows[0].cells) > 1
        for row in block.rows
    ]
    assert found == expected


def test_every_printed_amount_is_there(name: str, committed: Disclosure) -> None:
    assert dict(sorted(Counter(committed.amounts["table"].to_list()).items())) == COUNTS[name]
    assert not committed.amounts["uncertain"].any()
    assert not committed.statements["uncertain"].any()
    for row in some(committed.amounts.to_dicts()):
        unit = {"元": Decimal("0.0001"), "万元": Decimal(1)}[row["printed_unit"]]
        assert row["amount"] == Decimal(fold(row["printed"]).replace(",", "")) * unit


def test_codes_are_whole(committed: Disclosure) -> None:
    """301 and 2 are 30102; every functional code has its level's digits and the code above it."""
    codes = committed.amounts.to_dicts()
    levels = {"class": 3, "section": 5, "item": 7}
    for row in codes:
        if code := row["function_code"]:
            assert len(code) == levels[row["level"]]
        if code := row["economic_code"]:
            assert len(code) == {"class": 3, "item": 5}[row["level"]]
    economic = {row["economic_code"] for row in codes if row["economic_code"]}
    assert all(code[:3] in economic for code in economic)


def test_both_bases_of_one_document_are_kept_apart() -> None:
    """Against the budget a change without percentage, against the outturn a base and a percentage without change."""
    stated = Disclosure.load(DATA / WANLI_2024).statements.to_dicts()
    budget = [row for row in stated if row["base_kind"] == "budget"]
    outturn = [row for row in stated if row["base_kind"] == "outturn"]
    assert len(outturn) == 33
    assert all(row["subject"] == "function" and row["base_value"] is not None for row in outturn)
    assert all(row["change_pct"] is None and row["base_value"] is None and row["change"] is not None for row in budget)
    moved = [row for row in outturn if row["change_pct"] is not None]
    assert len(moved) + sum(row["change"] == 0 for row in outturn) == 33
    assert {row["base_year"] for row in outturn} == {2023}


def test_stated_changes_are_those_of_the_published_year_before() -> None:
    """Each change that 2025 states against the budget of 2024 is that of 2024's own document."""
    before = {
        (row["subject"], row["flow"], row["measure"]): row["value"]
        for row in Disclosure.load(DATA / WANLI_2024).statements.to_dicts()
        if row["subject"] != "function"
    }
    checked = 0
    for row in Disclosure.load(DATA / WANLI_2025).statements.to_dicts():
        if row["change"] is not None and row["subject"] != "function":
            checked += 1
            assert row["value"] - row["change"] == before[row["subject"], row["flow"], row["measure"]]
    assert checked == 11


def wrong(name: str) -> tuple[set[str], set[tuple[str, str]]]:
    """Places of violated identities, and kinds of findings with the place of their first row; not the mere notes."""
    disclosure = Disclosure.load(DATA / name)
    table = rows(disclosure)

    def at(ref: str) -> str:
        found = place(ref.partition("/")[0], table[ref])
        return f"{found['page']}:{found['line']}"

    checked = reconciliations(disclosure, templates.load("shanghai"))
    violated = {
        f"{row['kind']} {at(refs(row['left_how'])[0])}" for row in checked.to_dicts() if row["verdict"] == "violated"
    }
    found = {
        (row["kind"], at(row["refs"].split()[0]))
        for row in findings(disclosure).to_dicts()
        if row["severity"] != "note"
    }
    return violated, found


def test_what_is_wrong_in_the_sub_district_s_2024() -> None:
    """住房公积金 has two values in one item, of which the tables have the first, and the percentage too; a base of 0
    has a percentage; a reason says rise where the amount falls; a table with figures is said to be empty."""
    violated, found = wrong(WANLI_2024)
    assert violated == {"narrative 9:19", "change 9:19"}
    assert found == {
        ("reason_contradicts", "6:17"),
        ("percent_of_nothing", "7:5"),
        ("declared_empty_but_filled", "31:1"),
    }


def test_what_is_wrong_in_the_sub_district_s_2025() -> None:
    """An item is called 卫生健康支出-计划生育事务, which in the tables is a section of that class."""
    assert wrong(WANLI_2025) == (set(), {("function_not_in_tables", "7:17")})


def test_nothing_is_wrong_in_the_office_s_2025() -> None:
    assert wrong(OFFICE) == (set(), set())


def test_tails_of_one_yuan_are_rounding() -> None:
    checked = reconciliations(Disclosure.load(DATA / WANLI_2025), templates.load("shanghai")).to_dicts()
    tails = [row for row in checked if row["verdict"] == "rounding" and abs(row["difference"]) == Decimal("0.0001")]
    assert {row["id"].split("/")[2] for row in tails if row["kind"] == "rows"} == {"212", "21201"}


def test_thirty_pages_take_less_than_a_second(pdf: Path) -> None:
    from analysis.ingest.formats import pdf as reader  # noqa: F401  (imported before the clock runs)

    content = pdf.read_bytes()
    assert any(_seconds(content) < 1.0 for _ in range(3))


def _seconds(content: bytes) -> float:
    start = time.process_time()
    sources.parse(content, "budget.pdf")
    return time.process_time() - start
