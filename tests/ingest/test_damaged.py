"""What `make fuzz` has brought to light, each with the least damage that shows it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.ingest import DocumentError, Ingested, ingest_bytes
from analysis.measures.quality.reconcile import reconciliations
from support.datasets import Plan, dataset
from support.writer import Layout, write


def printed(**plan: object) -> str:
    made = dataset(Plan(seed=1, units=1, classes=1, projects=1, **plan))  # type: ignore[arg-type]
    return write(made, templates.load("shanxi"), Layout(heading="", contents=False))


@pytest.fixture(scope="module")
def text() -> str:
    return printed(forms=0, department_form=False)


def read(text: str, folder: Path) -> Ingested:
    """The document read, reconciled, written and loaded again."""
    found = ingest_bytes(text.encode(), "budget.txt")
    reconciliations(found.disclosure, templates.load("shanxi"))
    found.disclosure.save(folder)
    assert Disclosure.load(folder).files() == found.disclosure.files()
    return found


def put(text: str, before: str, after: str) -> str:
    assert before in text
    return text.replace(before, after, 1)


@pytest.mark.parametrize("whole", [True, False])
def test_a_table_declared_empty_twice(text: str, tmp_path: Path, whole: bool) -> None:
    """With its header, or with no more than its title and the note."""
    start = text.index("2025年政府性基金预算支出表")
    end = text.index("本表无数据", start) + len("本表无数据\n")
    later = text.index("一、部门预算收支数据变动情况及原因")
    again = text[start:end] if whole else text[start : text.index("\n", start)] + "\n\n注:本表无数据\n"
    found = read(text[:later] + again + "\n" + text[later:], tmp_path / "data")
    assert [remark.text for remark in found.remarks if "second time" in remark.text]
    assert found.disclosure.tables["table"].to_list() == sorted(set(found.disclosure.tables["table"].to_list()))


def test_a_day_that_no_calendar_has(text: str, tmp_path: Path) -> None:
    found = read(text.replace("截至2024年12月31日", "截至2024年12月34日"), tmp_path / "data")
    assert found.disclosure.department.height
    assert found.disclosure.department["as_of"].null_count() == found.disclosure.department.height


@pytest.mark.parametrize("figure", ["99999999999999999999999", "123456789012345678901234567890.12", "9" * 14])
def test_figures_of_a_table_that_no_dataset_has_room_for(text: str, tmp_path: Path, figure: str) -> None:
    found = read(put(text, "工资福利支出\t\t", f"工资福利支出\t\t{figure}"), tmp_path / "data")
    damaged = found.disclosure.amounts.filter(found.disclosure.amounts["printed"].str.starts_with(figure))
    assert damaged["amount"].to_list() == [None]
    assert damaged["uncertain"].all()
    assert [remark.text for remark in found.remarks if "is no figure" in remark.text]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("预算收入总计", "预算收入总计99999999999999万元。预算收入总计"),
        ("预算收入总计", "预算收入总计9999999999亿元。预算收入总计"),
        ("预算收入总计", "预算收入总计1.23456789亿元。预算收入总计"),
        ("预算收入总计", "预算收入总计" + "9" * 40 + "万元。预算收入总计"),
        ("公务用车编制", "公务用车编制" + "1" * 20 + "辆。公务用车编制"),
    ],
)
def test_figures_of_the_narrative_that_no_dataset_has_room_for(
    text: str, tmp_path: Path, before: str, after: str
) -> None:
    found = read(put(text, before, after), tmp_path / "data")
    left_out = [remark.text for remark in found.remarks if "has too many digits: left out" in remark.text]
    assert len(left_out) == 1
    assert after[len(before) : -len(before) - 1] in left_out[0]
    assert found.disclosure.statements.height == ingest_bytes(text.encode(), "x").disclosure.statements.height


def test_funds_of_a_form_in_a_unit_that_makes_them_too_large(tmp_path: Path) -> None:
    form = printed(forms=1, department_form=False)
    found = read(put(form, "项目资金（元）", "项目资金（亿元）"), tmp_path / "data")
    assert found.disclosure.projects["total_yuan"].null_count() == found.disclosure.projects.height
    assert found.disclosure.projects["uncertain"].all()
    assert [remark.text for remark in found.remarks if "funds left empty" in remark.text]


def test_a_document_that_ends_with_a_form(tmp_path: Path) -> None:
    """Its message whole: the place, what was expected, what to do."""
    form = printed(forms=1, department_form=False)
    end = form.index("国有资产占有使用情况")
    line = form[:end].rstrip("\n").count("\n") + 1
    with pytest.raises(DocumentError) as caught:
        read(form[:end], tmp_path / "data")
    assert re.fullmatch(
        rf"budget.txt:{line}: the document ends with a form, and its section \S+ is nowhere: get the whole document",
        str(caught.value),
    )


def test_a_percentage_beyond_all_columns_is_reconciled(text: str, tmp_path: Path) -> None:
    """A change of trillions on a base of a hundredth."""
    stated = (
        "财政拨款收支总预算999999999999.0000万元，比2024年预算数增加999999999998.9990万元，增长9%。财政拨款收支总预算"
    )
    found = read(put(text, "财政拨款收支总预算", stated), tmp_path / "data")
    checked = reconciliations(found.disclosure, templates.load("shanxi"))
    (percentage,) = checked.filter((checked["kind"] == "change") & (checked["right"] > 10**13)).to_dicts()
    assert percentage["verdict"] == "violated"
    assert percentage["right"] == 10**14 - Decimal("0.000001")


def test_figures_without_a_rows_name(text: str, tmp_path: Path) -> None:
    bare = re.sub(r"(?m)^工资福利支出\t", "-\t", text, count=1)
    assert bare != text
    found = read(bare, tmp_path / "data")
    rows = found.disclosure.amounts.filter(found.disclosure.amounts["label"] == "（未具名）")
    assert rows.height
    assert rows["uncertain"].all()
    assert [remark.text for remark in found.remarks if "figures without a row's name" in remark.text]
