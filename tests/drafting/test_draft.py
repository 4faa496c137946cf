"""A first template for a document that none fits: drafted by words and sums, and the document read by it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from analysis import cli, templates
from analysis.disclosure import Disclosure
from analysis.drafting import draft
from analysis.ingest import DocumentError, ingest
from support import published
from support.formats import FORMATS
from support.national import STYLES, national
from support.turns import first_ones, in_turn
from support.writer import write

NATIONAL = templates.load("national")
#: Headings that no base knows, for ones that it knows.
STRANGE = {
    "合计": "全部数额", "基本支出": "日常部分", "人员经费": "人头部分", "增减额": "差额", "增减%": "差额率",
    "小计": "计", "一般公共预算财政拨款": "公共财力", "上年结转": "旧年余下",
}  # fmt: skip


@pytest.fixture(autouse=True)
def without_the_national_template(monkeypatch: pytest.MonkeyPatch) -> None:
    others = {name: path for name, path in templates._files().items() if name != "national"}
    monkeypatch.setattr(templates, "_files", lambda: others)


def right(expected: Disclosure, found: Disclosure) -> float:
    """How many of the amounts are there with their row, measure, year and phase, of one."""
    names = ("schedule", "flow", "row", "measure", "year", "phase", "amount")
    held, wanted = (Counter(one.all_amounts.select(names).rows()) for one in (found, expected))
    return sum((held & wanted).values()) / sum(wanted.values())


def drafted(document: Path) -> tuple[str, Disclosure]:
    """The draft for a document, and what is read by it."""
    said = draft(document)
    path = document.with_name("drafted.toml")
    path.write_text(said, encoding="utf-8")
    return said, ingest(document, template=str(path)).disclosure


def reworded(text: str) -> str:
    """The text with strange words in the headers of its tables."""
    lines = []
    for line in text.split("\n"):
        is_header = (
            "\t" in line and not re.search(r"\d\.\d\d", line) and not re.match(r"[（一二三四五六七八九十]", line)
        )
        cells = line.split("\t")
        lines.append("\t".join(STRANGE.get(cell, cell) for cell in cells) if is_header else line)
    return "\n".join(lines)


@pytest.mark.parametrize(("style", "strange"), in_turn(STYLES, [False, True]))
def test_nine_of_ten_amounts_are_right(style: str, strange: bool, tmp_path: Path) -> None:
    """They all are, whether words or only sums say what a column is."""
    text = write(national(style), NATIONAL, STYLES[style].layout)
    document = tmp_path / "budget.txt"
    document.write_text(reworded(text) if strange else text, encoding="utf-8")
    said, found = drafted(document)
    assert right(national(style), found) >= 0.99
    assert said.count("# ? by its sums") > 6 if strange else "identities hold" in said
    held = re.findall(r"# (\d+) of (\d+) identities hold", said)
    assert len(held) >= 7
    assert all(some == of for some, of in held)
    changes = found.statements.filter(found.statements["table"].is_not_null())
    assert changes.height == national(style, narrative=False).statements.height


@pytest.mark.parametrize("kind", ["xlsx", "pdf", "docx"])
def test_other_formats(kind: str, tmp_path: Path) -> None:
    document = tmp_path / f"budget.{kind}"
    document.write_bytes(FORMATS[kind](write(national("three columns"), NATIONAL, STYLES["three columns"].layout)))
    assert right(national("three columns"), drafted(document)[1]) >= 0.99


@pytest.mark.parametrize(
    "name",
    first_ones(
        ["322-2026.txt", "shanghai-putuo-justice-2026.pdf", "shanghai-putuo-government-office-unit-2025.pdf"], 2
    ),
)
def test_real_documents_of_other_publishers(name: str, tmp_path: Path) -> None:
    document = tmp_path / name
    document.write_bytes(published.document(name).read_bytes())
    assert right(ingest(document).disclosure, drafted(document)[1]) >= 0.99


def test_the_command_writes_a_file_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document, out = tmp_path / "budget.txt", tmp_path / "mine.toml"
    document.write_text(write(national("numbered"), NATIONAL, STYLES["numbered"].layout), encoding="utf-8")
    assert cli.main(["template", "draft", str(document)]) == 0
    assert 'name = "draft"' in capsys.readouterr().out
    assert cli.main(["template", "draft", str(document), "--out", str(out)]) == 0
    assert 'name = "mine"' in out.read_text(encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["template", "check", str(document), "--template", str(out)]) == 0
    assert "a column that the template has not" not in capsys.readouterr().out
    assert cli.main(["template", "draft", str(document), "--out", str(out)]) == 2
    assert "is there already" in capsys.readouterr().err


def test_unknown_headings_and_second_tables_are_left_to_a_person(tmp_path: Path) -> None:
    text = write(national("ministry"), NATIONAL, STYLES["ministry"].layout)
    table = text[text.index("公开03表") : text.index("公开04表")].replace("部门支出总表", "部门支出预算明细表")
    document = tmp_path / "budget.txt"
    document.write_text(text + "\n" + table + "\n十一、重大政策落实情况\n\n按工作部署有序推进。\n", encoding="utf-8")
    said = draft(document)
    assert re.search(r"# \? 部门支出预算明细表 \(\d+\): like another one", said)
    assert "[[more]]  # ? a section of the narrative" in said
    assert 'title = "重大政策落实情况"' in said
    assert ingest(document, template=_saved(said, tmp_path)).disclosure.amounts.height > 400


def _saved(said: str, folder: Path) -> str:
    path = folder / "drafted.toml"
    path.write_text(said, encoding="utf-8")
    return str(path)


def test_a_document_without_a_table(tmp_path: Path) -> None:
    document = tmp_path / "letter.txt"
    document.write_text("关于印发通知的函\n\n按工作部署有序推进。\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="no table of a budget recognised"):
        draft(document)
