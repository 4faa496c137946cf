"""Which template a document has: by its own tables, one of one's own among them, and what is said where none fits."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from analysis import cli, templates
from analysis.disclosure import Disclosure
from analysis.ingest import DocumentError, ingest_bytes
from analysis.ingest.inspection import inspect
from support.compare import differences
from support.datasets import Plan, dataset
from support.writer import Layout, write

PLAN = Plan(seed=31, units=2, projects=4, forms=1)
#: Another publisher's words for the same tables.
WORDS = {
    'name = "shanxi"': 'name = "example"',
    "预算收支总表": "资金来源与运用总览",
    "预算收入总表": "资金来源明细",
    "预算支出总表": "资金运用明细",
    "财政拨款收支总表": "财政资金来源与运用总览",
    "科目编码": "代号",
    "科目名称": "名目",
    "项目名称": "事项名称",
    "收入总计": "来源共计",
    "支出总计": "运用共计",
    "基本支出": "日常支出",
    "项目支出": "专项支出",
    "部门预算收支数据变动情况及原因": "增减情况",
    "[narrative]\n": '[narrative]\nrise = ["调增"]\nfall = ["调减"]\n',
}


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A third template: a file in a folder, and no line of code."""
    text = (resources.files("analysis.templates") / "shanxi.toml").read_text(encoding="utf-8")
    for old, new in WORDS.items():
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "example.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(templates.FOLDER, str(tmp_path))
    return path


def test_a_third_template_is_a_file(third: Path) -> None:
    assert templates.names() == ["accounts", "example", "national", "shanghai", "shanxi"]
    expected = dataset(PLAN, "example")
    printed = write(expected, templates.load("example"), Layout())
    assert "资金来源与运用总览" in printed
    found = ingest_bytes(printed.encode(), "budget.txt")
    assert found.disclosure.metadata.template == "example"
    assert differences(expected, found.disclosure) == []
    assert str(found.evidence).startswith("template example: 13 of 13 tables (13 by title, ")


def test_a_template_named_by_its_file(third: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = dataset(PLAN, "example")
    printed = write(expected, templates.load("example"), Layout()).encode()
    monkeypatch.delenv(templates.FOLDER)
    with pytest.raises(DocumentError):
        ingest_bytes(printed, "budget.txt")
    assert differences(expected, ingest_bytes(printed, "budget.txt", template=str(third)).disclosure) == []


def test_a_header_that_runs_into_the_first_row_counts_by_its_columns() -> None:
    folder = Path(__file__).parents[2] / "data" / "上海市普陀区人民政府万里街道办事处-2024"
    said = write(Disclosure.load(folder), templates.load("shanghai"), Layout())
    joined = re.sub(r"(类\t款\t项\t+)\n", r"\1", said, count=1)
    assert joined != said
    whole, run_in = (ingest_bytes(text.encode(), "budget.txt").evidence for text in (said, joined))
    assert run_in.columns.keys() == whole.columns.keys()


@pytest.mark.parametrize("name", ["shanxi", "shanghai"])
def test_each_template_is_known_by_its_own_tables(name: str) -> None:
    data = Path(__file__).parents[2] / "data"
    folder = {"shanxi": "322-2026", "shanghai": "上海市普陀区人民政府万里街道办事处-2024"}[name]
    printed = write(Disclosure.load(data / folder), templates.load(name), Layout())
    assert ingest_bytes(printed.encode(), "budget.txt").evidence.template.name == name


def test_another_template_than_the_document_s_is_refused() -> None:
    printed = write(dataset(PLAN), templates.load("shanxi"), Layout())
    with pytest.raises(DocumentError, match=r"部门财务收支预算总表"):
        ingest_bytes(printed.encode(), "budget.txt", template="shanghai")


def test_where_no_table_is_there_the_error_names_what_was_expected() -> None:
    with pytest.raises(DocumentError) as caught:
        ingest_bytes("示例市2026年部门预算公开\n\n按工作部署有序推进。\n".encode(), "budget.txt")
    assert str(caught.value) == (
        "budget.txt: no budget table recognised, expected one titled 收入支出决算总表 or 部门收支总表 or "
        "部门财务收支预算总表 or 预算收支总表: get the whole document, choose its template with --template, or "
        "describe it in a new one"
    )


def test_where_none_fits_the_error_lists_what_is_there_and_what_is_missing() -> None:
    text = (
        "示例市2026年部门预算公开\n\n2026年预算收入总表\n\n单位：万元\n\n代号\t名目\t金额\n206\t科学技术支出\t12.00\n"
    )
    with pytest.raises(DocumentError) as caught:
        ingest_bytes(text.encode(), "budget.txt")
    said = str(caught.value)
    assert "no template fits" in said
    assert "of shanxi there is 预算收入总表, and missing are 预算收支总表、预算支出总表" in said
    assert "of shanghai there is" in said
    assert said.endswith("or describe it in a new one")


def test_inspection_says_what_a_template_does_not_know(tmp_path: Path) -> None:
    printed = write(dataset(PLAN), templates.load("shanxi"), Layout())
    start, end = printed.index("## 2025年预算支出总表"), printed.index("## 2025年财政拨款收支总表")
    table = printed[start:end].replace("基本支出", "日常开支").replace("项目支出", "专门开支")
    path = tmp_path / "budget.txt"
    path.write_text(printed[:start] + table + printed[end:], encoding="utf-8")
    report = inspect(path)
    said = "\n".join(report.lines)
    assert "template shanxi: 13 of 13 tables (13 by title, 12 by columns)" in said
    assert "a column that the template has not: 日常开支" in said
    assert "no column 基本支出" in said
    path.write_text(printed.replace("科目编码\t科目名称", "甲\t乙"), encoding="utf-8")
    report = inspect(path)
    assert not report.fits
    assert "is not understood" in report.lines[-1]


def test_inspection_says_where_the_reading_of_forms_ends(tmp_path: Path) -> None:
    printed = write(dataset(replace(PLAN, projects=3, forms=2)), templates.load("shanxi"), Layout(forms="end"))
    lines = printed.splitlines()
    last = max(n for n, line in enumerate(lines) if "一级指标" in line)
    path = tmp_path / "budget.txt"
    path.write_text("\n".join(lines[: last + 2]), encoding="utf-8")
    said = [line for line in inspect(path).lines if "the document ends inside the form" in line]
    assert [line.partition(": the document")[0] for line in said] == [f"  {last + 2}", f"ingest: budget.txt:{last + 2}"]


def test_inspection_of_a_document_that_fits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "budget.txt"
    path.write_text(write(dataset(PLAN), templates.load("shanxi"), Layout()), encoding="utf-8")
    assert cli.main(["template", "check", str(path)]) == 0
    said = capsys.readouterr().out
    assert "ingest: reads the document" in said
    assert "Sections of the narrative" in said
