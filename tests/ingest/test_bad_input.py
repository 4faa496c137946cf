"""Documents that can't be read: one line that names file, place, what was expected and the remedy."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.ingest import DocumentError, Ingested, ingest, ingest_bytes
from analysis.templates import Template
from support.datasets import Plan, dataset
from support.writer import Layout, write

SMALL = Plan(seed=3, projects=5, forms=2)


def refused(content: bytes, *, line: bool = False) -> str:
    """The message with which a document is refused: one line, file (and line), what is wrong, what to do."""
    with pytest.raises(DocumentError) as caught:
        ingest_bytes(content, "budget.txt")
    message = str(caught.value)
    assert "\n" not in message
    assert re.match(r"budget\.txt:\d+: " if line else r"budget\.txt(:\d+)?: ", message), message
    assert message.count(": ") >= 2
    return message


@pytest.fixture(scope="module")
def small(template: Template) -> str:
    return write(dataset(SMALL), template)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "a damaged PDF"),
        (b"PK\x03\x04rest", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (bytes(range(256)) * 4, "text"),
        ("预算\x00公开".encode(), "binary character"),
        (b"\xff\xff\xff\xff", "no text"),
    ],
    ids=["empty", "blanks", "BOM only", "PDF", "zip", "doc", "PNG", "binary", "NUL", "no encoding"],
)
def test_what_is_no_text(content: bytes, says: str) -> None:
    assert says in refused(content)


def test_prose_without_tables() -> None:
    text = "关于做好工作的通知\n\n各单位要高度重视，2026年部门预算公开工作安排如下。\n" * 20
    assert "no budget table recognised" in refused(text.encode())


def test_tables_of_something_else() -> None:
    text = "\n".join(["姓名\t年龄\t城市", "甲\t31\t太原", "乙\t28\t大同"])
    assert "no budget table recognised" in refused(text.encode())


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="a folder where a document was expected: name a file"):
        ingest(tmp_path)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.txt: no such document"):
        ingest(tmp_path / "gone.txt")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("x", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(DocumentError, match="make it readable"):
        ingest(path)


def test_a_file_that_can_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(DocumentError, match=r"can't be read \(Permission denied\): make it readable"):
        ingest(tmp_path / "closed.txt")


@pytest.mark.parametrize("number", range(1, 14))
def test_a_required_table_missing(small: str, template: Template, number: int) -> None:
    """Title, unit and rows of one table are cut out."""
    title = template.tables[number - 1].title.replace("{year}", "2025年")
    start = small.index(f"## {title}")
    following = small.find("\n## ", start + 1)
    message = refused((small[:start] + small[following:]).encode(), line=True)
    assert f"table {number} (" in message


def test_a_header_that_says_nothing(small: str) -> None:
    broken = small.replace("科目编码\t科目名称\t合计\t基本支出\t项目支出", "甲\t乙\t丙\t丁\t戊", 1)
    message = refused(broken.encode(), line=True)
    assert "table 3 (" in message
    assert "科目编码" in message


@pytest.mark.parametrize("unit", ["单位:万美元", "单位:亩", "单位:"])
def test_a_unit_that_is_none(template: Template, unit: str) -> None:
    """A table's unit is unknown, and all other tables print none: nothing proves it."""
    text = write(dataset(SMALL), template).replace("单位:万元", unit)
    stated = re.sub(r"[0-9.,]+万元", "", text)
    message = refused(stated.encode(), line=True)
    assert "prints no unit, and no total of another table proves one" in message


def test_a_unit_is_not_asked_of_readable_figures_only(template: Template) -> None:
    """All figures of a table without a unit are unreadable: no row of the dataset is to lack its unit."""
    text = write(dataset(SMALL), template)
    start = text.index("## 2025年预算收入总表")
    end = text.index("## ", start + 3)
    table = re.sub(r"(?<=\t)-?[0-9.]+(?=[\t\n])", "1O", text[start:end].replace("单位:万元", "", 1))
    message = refused((text[:start] + table + text[end:]).encode(), line=True)
    assert "prints no unit, and no total of another table proves one" in message


def test_a_missing_unit_is_proven_by_another_table(template: Template) -> None:
    expected = dataset(SMALL)
    text = write(expected, template)
    start = text.index("## 2025年预算收入总表")
    without = text[:start] + text[start:].replace("单位:万元", "", 1)
    found = ingest_bytes(without.encode(), "budget.txt")
    assert found.disclosure.amounts["amount"].to_list() == expected.amounts["amount"].to_list()
    assert any("prints no unit; its total proves 万元" in remark.text for remark in found.remarks)


def test_a_missing_unit_that_is_yuan(template: Template) -> None:
    expected = dataset(Plan(seed=3, projects=5, forms=2, units_printed={2: "元"}))
    text = write(expected, template)
    start = text.index("## 2025年预算收入总表")
    found = ingest_bytes((text[:start] + text[start:].replace("单位:元", "", 1)).encode(), "budget.txt")
    assert found.disclosure.amounts["amount"].to_list() == expected.amounts["amount"].to_list()
    assert found.disclosure.tables.row(1, named=True)["printed_unit"] == "元"


def test_no_department(small: str) -> None:
    nobody = "\n".join(
        line for line in small.split("\n") if not re.match("部门名称|主管部门|基本情况|示例省档案文化局$", line)
    )
    assert "department's name" in refused(nobody.encode())


def test_an_unknown_template(small: str) -> None:
    with pytest.raises(templates.TemplateError, match="no template 'hebei'"):
        ingest_bytes(small.encode(), "budget.txt", template="hebei")


# --- documents that break off --------------------------------------------------------------------------------


def _read_or_refuse(text: str) -> Ingested | str:
    try:
        return ingest_bytes(text.encode(), "budget.txt")
    except DocumentError as error:
        return str(error)


def _check_cuts(text: str, template: Template, every: int) -> None:
    """Cut after any line of its tables or forms a document is refused, or what is left is right and complete."""
    whole = ingest_bytes(text.encode(), "budget.txt").disclosure
    lines = text.split("\n")
    last_table = whole.amounts["line"].max()
    heads = (template.form.project.title, template.form.department.title)
    in_forms = [i for i, line in enumerate(lines, 1) if any(line.lstrip("# ").endswith(title) for title in heads)]
    forms_end = whole.indicators["line"].max()
    assert isinstance(last_table, int)
    assert isinstance(forms_end, int)
    final = template.form.level2[-1].label
    ends = whole.indicators.filter(whole.indicators["level2"] == final)["line"].to_list()
    for cut in [*range(1, last_table, every), *range(in_forms[0] + 2, forms_end, every)]:
        found = _read_or_refuse("\n".join(lines[:cut]))
        if isinstance(found, str):
            assert re.match(r"budget\.txt(:\d+)?: .+: .+", found)
            continue
        # Not refused: all tables are whole, and the last form has come to its last level.
        assert found.disclosure.amounts.drop("line").equals(whole.amounts.drop("line")), cut
        assert found.remarks, cut
        titled = any(lines[cut - 1 - back].lstrip("# ").endswith(title) for title in heads for back in (0, 1))
        assert titled or cut >= min(end for end in ends if end >= cut - 8)
        kept = whole.indicators.head(found.disclosure.indicators.height)
        assert found.disclosure.indicators.drop("uncertain").equals(kept.drop("uncertain")), cut


@pytest.mark.parametrize(
    "layout", [Layout(), Layout(forms="end"), Layout(labels="line")], ids=["inside", "end", "broken"]
)
def test_documents_that_break_off(template: Template, layout: Layout) -> None:
    _check_cuts(write(dataset(SMALL), template, layout), template, every=5)


def test_a_document_that_breaks_off_in_the_last_rows_of_its_last_form(
    committed: Disclosure, template: Template
) -> None:
    """Each of these rows is whole: only the sections that should follow tell that the end is lost."""
    text = write(committed, template)
    lines = text.split("\n")
    last = ingest_bytes(text.encode(), "budget.txt").disclosure.indicators["line"].to_list()[-1]
    for cut in range(last - 5, last + 1):
        found = _read_or_refuse("\n".join(lines[:cut]))
        assert isinstance(found, str), cut
        assert found.startswith(f"budget.txt:{cut}: ")


@pytest.mark.long
@pytest.mark.parametrize("layout", [Layout(), Layout(forms="end")])
def test_the_committed_dataset_broken_off_at_every_line(
    committed: Disclosure, template: Template, layout: Layout
) -> None:
    _check_cuts(write(committed, template, layout), template, every=1)


@pytest.mark.long
def test_the_real_document_broken_off_at_every_line(document: Path, template: Template) -> None:
    _check_cuts(document.read_text(encoding="utf-8"), template, every=1)


def test_the_real_document_broken_off(document: Path, template: Template) -> None:
    _check_cuts(document.read_text(encoding="utf-8"), template, every=53)


# --- damage that does not cost the rest ----------------------------------------------------------------------


@pytest.mark.parametrize("damaged", ["1,2O3.45", "12.3.4", "12 34", "1,23.4", "约百万", "3.14159265"])
def test_a_damaged_cell_is_kept_marked_and_listed(template: Template, damaged: str) -> None:
    expected = dataset(SMALL)
    row = expected.amounts.filter(table=3, level="item", measure="total").row(0, named=True)
    lines = write(expected, template).split("\n")
    at = next(
        i for i, line in enumerate(lines) if line.startswith(row["function_code"]) and f"\t{row['printed']}\t" in line
    )
    at = next(
        i for i in range(lines.index("## 2025年预算支出总表"), len(lines)) if lines[i].startswith(row["function_code"])
    )
    lines[at] = lines[at].replace(row["printed"], damaged, 1)
    found = ingest_bytes("\n".join(lines).encode(), "budget.txt")
    cell = found.disclosure.amounts.filter(line=at + 1, measure="total").row(0, named=True)
    assert (cell["amount"], cell["printed"], cell["uncertain"]) == (None, damaged, True)
    assert [remark.at.line for remark in found.remarks if "no figure" in remark.text] == [at + 1]
    assert found.disclosure.amounts.height == expected.amounts.height
    rest = found.disclosure.amounts.filter(found.disclosure.amounts["amount"].is_not_null())
    assert rest.height == expected.amounts.height - 1
    assert not rest["uncertain"].any()


def test_a_cell_more_than_the_table_has_columns(template: Template) -> None:
    expected = dataset(SMALL)
    lines = write(expected, template).split("\n")
    at = next(i for i in range(lines.index("## 2025年预算支出总表"), len(lines)) if lines[i].startswith("合计"))
    lines[at] += "\t77.00"
    found = ingest_bytes("\n".join(lines).encode(), "budget.txt")
    assert found.disclosure.amounts["amount"].to_list() == expected.amounts["amount"].to_list()
    assert found.disclosure.amounts.filter(line=at + 1)["uncertain"].all()
    assert any(remark.at.line == at + 1 and "a cell more" in remark.text for remark in found.remarks)
