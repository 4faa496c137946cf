"""The published document of the committed dataset: counts, values, and the same figures however it is printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analysis.disclosure import Disclosure
from analysis.ingest import Ingested, ingest, ingest_bytes
from support.compare import differences
from support.turns import some

COUNTS = (20, 78, 57, 17, 57, 130, 0, 0, 0, 8, 4, 49, 36)
FIGURES = {
    "amounts": ("table", "flow", "row", "function_code", "level", "measure", "amount"),
    "statements": (
        "parent",
        "subject",
        "measure",
        "value",
        "base_value",
        "change",
        "change_pct",
        "share_pct",
        "reason",
    ),
    "projects": ("form", "period", "total_yuan", "central_yuan", "provincial_yuan", "local_yuan", "own_yuan"),
    "indicators": ("form", "period", "level1", "level2", "comparator", "value", "value_high", "unit"),
    "department": ("subject", "measure", "value", "unit"),
}
_MONEY = re.compile(r"-?\d+\.\d+")
_WIDE = str.maketrans({chr(0x30 + i): chr(0xFF10 + i) for i in range(10)})


@pytest.fixture(scope="module")
def found(document: Path) -> Ingested:
    return ingest(document)


@pytest.fixture(scope="module")
def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def body(text: str, committed: Disclosure) -> tuple[list[str], dict[int, range]]:
    """The document's lines, and for each table the indexes from its title to the next one's."""
    lines = text.split("\n")
    starts = committed.tables.select("table", "line").rows()
    end = next(i for i, line in enumerate(lines) if "情况说明" in line and line.startswith("#"))
    ends = [line - 1 for _, line in starts[1:]] + [end]
    return lines, {table: range(line - 1, stop) for (table, line), stop in zip(starts, ends, strict=True)}


def test_ingest_gives_the_committed_dataset_to_the_byte(found: Ingested, committed: Disclosure) -> None:
    assert found.disclosure.files() == committed.files()


def test_every_printed_amount_is_there(found: Ingested) -> None:
    counts = Counter(found.disclosure.amounts["table"].to_list())
    assert tuple(counts[table] for table in range(1, 14)) == COUNTS
    assert found.disclosure.amounts.height == 456
    assert not found.disclosure.amounts["uncertain"].any()
    empty = found.disclosure.tables.filter(pl.col("declared_empty"))["table"].to_list()
    assert empty == [7, 8, 9]


def test_every_amount_stands_in_its_line(found: Ingested, text: str) -> None:
    lines = text.split("\n")
    for row in some(found.disclosure.amounts.to_dicts()):
        assert row["printed"] in lines[row["line"] - 1]


def test_rows_of_one_name_stay_rows_and_broken_names_are_whole(found: Ingested) -> None:
    amounts = found.disclosure.amounts
    carried = amounts.filter((pl.col("table") == 13) & (pl.col("measure") == "total"))["label"].to_list()
    assert carried.count("科技馆新馆运行费") == 7
    assert carried.count("全民科学素质行动") == 2
    labels = set(amounts["label"].to_list())
    assert "改制单位离休费及退休人员取暖费、补贴" in labels
    assert "科技馆运行费-常设展厅展品改造项目造价咨询服务及项目管理（含监理）服务" in labels
    assert not [label for label in labels if " " in label]


def test_named_statements(found: Ingested) -> None:
    def one(subject: str, section: str, **more: object) -> dict[str, object]:
        rows = found.disclosure.statements.filter(
            (pl.col("subject") == subject) & pl.col("section").str.contains(section), **more
        ).to_dicts()
        return rows[0]

    total = one("revenue_total", "变动情况")
    assert (total["value"], total["change"], total["change_pct"]) == (
        Decimal("10808.91"),
        Decimal("-1538.96"),
        Decimal("-12.46"),
    )
    assert (total["base_kind"], total["base_year"], total["reason"]) == ("unstated", 2025, "given")
    general = one("general_public_expenditure", "规模变化")
    assert (general["change"], general["change_pct"], general["reason"]) == (
        Decimal("-682.27"),
        Decimal("-8.11"),
        "missing",
    )
    operating = one("operating", "机关运行经费", measure="total")
    assert (operating["value"], operating["change"], operating["change_pct"], operating["base_kind"]) == (
        Decimal("216.89"),
        Decimal("3.26"),
        Decimal("1.53"),
        "budget",
    )
    children = found.disclosure.statements.filter(pl.col("parent") == total["statement"])
    assert children["change"].to_list() == [Decimal("-682.27"), Decimal("-740.40")]
    assert one("forms", "项目绩效目标", measure="count")["value"] == 18
    assert one("procurement_services", "采购")["value"] == Decimal("676.90")


def test_uncertain_rows_are_the_damaged_ones(found: Ingested, text: str) -> None:
    """Where both periods print the same whole row, nothing is uncertain; where a label is lost, all is."""
    indicators = found.disclosure.indicators
    assert indicators.height == 569
    uncertain = indicators.filter("uncertain")
    own = indicators.filter(pl.col("form").is_null())
    assert own.filter("uncertain").height == 16
    assert own.head(10).filter("uncertain").is_empty()
    merged = uncertain.filter(pl.col("level3") == "科普视频")
    assert merged["value"].to_list() == [50, 50]
    assert {row.at.line for row in found.remarks} == set(uncertain["line"].to_list())


def test_forms(found: Ingested) -> None:
    projects = found.disclosure.projects
    assert projects.height == 36
    assert not projects["uncertain"].any()
    annual = projects.filter(period="annual")
    assert annual["total_yuan"].sum() == Decimal("52625664")
    new = projects.filter(project="科技馆新馆运行费").sort("period")["total_yuan"].to_list()
    assert new == [4_000_000, 12_000_000]
    views = found.disclosure.indicators.filter(pl.col("target") == "≥30万人次")
    assert set(zip(views["comparator"], views["value"], views["unit"], strict=True)) == {(">=", 300000, "人次")}


# --- the same figures, however it is printed ---------------------------------------------------------------


def _figures(disclosure: Disclosure) -> dict[str, list[tuple[object, ...]]]:
    frames = disclosure.frames()
    return {name: frames[name].select(columns).rows() for name, columns in FIGURES.items()}


def _same(expected: Disclosure, printed: str, encoding: str = "utf-8") -> None:
    found = ingest_bytes(printed.encode(encoding), "printed.txt").disclosure
    assert differences(expected, found) == []


def _wrap(line: str, width: int) -> str:
    if "\t" in line or "。" not in line or line.startswith("#") or "<" in line:
        return line
    return "\n".join(line[i : i + width] for i in range(0, len(line), width))


@pytest.mark.parametrize("width", [13, 29, 40])
def test_lines_wrapped_otherwise(text: str, committed: Disclosure, width: int) -> None:
    _same(committed, "\n".join(_wrap(line, width) for line in text.split("\n")))


def test_full_width_digits(text: str, committed: Disclosure) -> None:
    _same(committed, text.translate(_WIDE))


@pytest.mark.parametrize("separator", [",", "，"])
def test_thousands_separators(body: tuple[list[str], dict[int, range]], committed: Disclosure, separator: str) -> None:
    def separated(cell: str) -> str:
        return f"{Decimal(cell):,}".replace(",", separator) if _MONEY.fullmatch(cell) else cell

    _same(committed, _cells(body, range(1, 14), separated))


@pytest.mark.parametrize("dash", ["-", "—", "－－", "/"])
def test_dashes_for_blanks(body: tuple[list[str], dict[int, range]], committed: Disclosure, dash: str) -> None:
    _same(committed, _cells(body, range(1, 14), lambda cell: cell or dash))


def test_line_ends(text: str, committed: Disclosure) -> None:
    _same(committed, text.replace("\n", "\r\n"))
    _same(committed, text.replace("\n", "\r"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings(text: str, committed: Disclosure, encoding: str) -> None:
    _same(committed, text, encoding)


@pytest.mark.parametrize("tables", [*[(n,) for n, count in enumerate(COUNTS, 1) if count], tuple(range(1, 14))])
def test_yuan_instead_of_wan(
    body: tuple[list[str], dict[int, range]], committed: Disclosure, tables: tuple[int, ...]
) -> None:
    def in_yuan(cell: str) -> str:
        return f"{Decimal(cell) * 10000:.2f}" if _MONEY.fullmatch(cell) else cell.replace("单位：万元", "单位：元")

    found = ingest_bytes(_cells(body, tables, in_yuan).encode(), "printed.txt").disclosure
    ignore = ["printed", "printed_unit", "projects.table_project"]
    assert differences(committed, found, ignore=ignore) == []
    units = dict(found.tables.select("table", "printed_unit").rows())
    assert {units[table] for table in tables} == {"元"}


@pytest.mark.parametrize("cut", ["", "\f", "\n- 7 -\n", "\n第 7 页 共 50 页\n", "7"])
def test_other_page_breaks(body: tuple[list[str], dict[int, range]], committed: Disclosure, cut: str) -> None:
    lines, tables = body
    inside = {i for rows in tables.values() for i in rows if "\t" in lines[i] and re.search(r"\d\.\d", lines[i])}
    printed: list[str] = []
    for i, line in enumerate(lines):
        if not line and i - 1 in inside and i + 1 in inside:
            continue
        if i in inside and i - 1 in inside and i % 7 == 0:
            printed.append(cut)
        printed.append(line)
    _same(committed, "\n".join(printed))


def test_no_empty_lines(text: str, committed: Disclosure) -> None:
    _same(committed, re.sub(r"\n\s*\n+", "\n", text))


def test_tabs_at_line_ends_stripped(text: str, committed: Disclosure) -> None:
    stripped = ingest_bytes("\n".join(line.rstrip() for line in text.split("\n")).encode(), "printed.txt").disclosure
    assert differences(committed, stripped) == []


def test_another_department_code_and_year(text: str, committed: Disclosure) -> None:
    printed = text.replace("山西省科学技术协会", "某省图书馆").replace("322-", "40901-")
    printed = printed.replace("2026", "2031").replace("2025", "2030")
    found = ingest_bytes(printed.encode(), "printed.txt").disclosure
    assert found.metadata.id == "40901-2031"
    assert found.metadata.department == "某省图书馆"
    assert _figures(found) == _figures(committed)
    assert set(found.statements["base_year"].drop_nulls().to_list()) == {2030}


def _cells(
    body: tuple[list[str], dict[int, range]], tables: range | tuple[int, ...], change: Callable[[str], str]
) -> str:
    """The document with each cell of these tables' rows that print a figure, and each line beside them, changed."""
    lines, places = body
    changed = list(lines)
    for table in tables:
        for i in places[table]:
            if "\t" not in lines[i]:
                changed[i] = change(lines[i]) if lines[i] else ""
            elif any(_MONEY.fullmatch(cell) for cell in lines[i].split("\t")):
                changed[i] = "\t".join(change(cell) for cell in lines[i].split("\t"))
    return "\n".join(changed)


@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "1", "LC_ALL": "C"}, {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo"}]
)
def test_ingest_is_deterministic(document: Path, committed: Disclosure, environment: dict[str, str]) -> None:
    code = (
        "import hashlib, sys, pathlib; from analysis.ingest import ingest\n"
        "files = ingest(pathlib.Path(sys.argv[1])).disclosure.files()\n"
        "print(hashlib.sha256(b''.join(files[name] for name in sorted(files))).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(document)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    import hashlib

    files = committed.files()
    assert run.stdout.strip() == hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()
