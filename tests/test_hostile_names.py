"""Names that try to be code, formulas, paths or commands to a terminal are names everywhere, and no more."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from pathlib import Path

import docx
import lxml.html
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from analysis import cli, metadata
from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.disclosure import Disclosure
from analysis.metadata import DatasetError, dataset_id, is_id
from analysis.text import guarded, opens_formula, printable, unguarded
from support.hostile import ACTING, FORMULA, NAMES, SCRIPT, hostile
from support.office import parts, text_of, xml

_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    budget = hostile()
    budget.save(folder / budget.metadata.id)
    return folder


@pytest.fixture(scope="module")
def built(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built") / "out"
    names = ["structure", "costs"]
    plan = plans.make([], data=data, names=names, langs=["en"], formats=("html", "docx", "pdf", "xlsx"))
    assert [failure.error for failure in publish.build(plan, out).failures] == []
    return out


def made(built: Path, suffix: str) -> list[Path]:
    found = sorted(built.rglob(f"*.{suffix}"))
    assert found
    return found


def test_the_dataset_comes_back_as_it_was(data: Path) -> None:
    before = hostile()
    after = Disclosure.load(data / before.metadata.id)
    assert after.metadata == before.metadata
    for name, frame in before.frames().items():
        assert frame.equals(after.frames()[name])


def test_no_cell_of_a_csv_is_a_formula(data: Path, built: Path) -> None:
    cells = [cell for path in (*made(data, "csv"), *made(built, "csv")) for row in _rows(path) for cell in row]
    assert f"'{FORMULA}" in cells
    assert not [cell for cell in cells if opens_formula(cell)]


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))


def test_files_stay_in_their_folder_and_have_plain_names(built: Path) -> None:
    assert not [path for path in built.parent.iterdir() if path.name not in ("out", ".out.lock")]
    for path in built.rglob("*"):
        assert re.fullmatch(r"[-\w.=,~]+", path.name), path


def test_pages_hold_names_as_text(built: Path) -> None:
    for path in made(built, "html"):
        html = path.read_text(encoding="utf-8")
        assert "<script>alert" not in html
        tree = lxml.html.document_fromstring(html)
        assert not tree.xpath("//*[@onerror]")
    assert "{{ 7*7 }}" in (built / hostile().metadata.id / "en" / "structure.html").read_text(encoding="utf-8")


def test_word_documents(built: Path) -> None:
    for path in made(built, "docx"):
        content = path.read_bytes()
        text = text_of(xml(content, "word/document.xml"))
        assert not [letter for letter in ACTING if letter in text]
        assert SCRIPT in text
        assert "\\u202e" in text
        assert docx.Document(io.BytesIO(content)).core_properties.title
        for name, part in parts(content).items():
            assert not name.endswith(".xml") or etree.fromstring(part) is not None
            assert b"DDE" not in part


def test_workbooks(built: Path) -> None:
    for path in made(built, "xlsx"):
        content = parts(path.read_bytes())
        assert FORMULA.encode() in content["xl/sharedStrings.xml"]
        assert b"quotePrefix" in content["xl/styles.xml"]
        for name, part in content.items():
            tree = etree.fromstring(part)
            formulas = [element.text or "" for element in tree.iter("{*}f")]
            assert not [formula for formula in formulas if "cmd" in formula]
            assert not [letter for letter in ACTING if letter in part.decode()], name
            assert b"externalLink" not in part
            assert b'TargetMode="External"' not in part


def test_pdfs_run_nothing_and_lead_nowhere(built: Path) -> None:
    for path in made(built, "pdf"):
        assert b"/JavaScript" not in path.read_bytes()
        with pypdfium2.PdfDocument(path) as pdf:
            said = "".join(sheet.get_textpage().get_text_bounded() for sheet in pdf)
        assert "<script>alert(1)" in said
        assert not set(ACTING) & set(said)


def called(capfd: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """The exit code of a call, and what it says."""
    try:
        code = cli.main([str(word) for word in words])
    except SystemExit as end:
        code = int(end.code or 0)
    return code, *capfd.readouterr()


def test_the_terminal_is_told_no_more_than_names(data: Path, built: Path, capfd: pytest.CaptureFixture[str]) -> None:
    id = hostile().metadata.id
    calls = (["list"], ["check", id], ["check", id, "--lang", "zh"], ["build", "--dry-run", "--explain"])
    for words in (*calls, ["list", "x\x1b[2J"]):
        words += ["--data", str(data)] if "x\x1b[2J" not in words else []
        words += ["--out", str(built)] if words[0] == "build" else []
        said = "".join(called(capfd, *words)[1:])
        assert said
        assert "Traceback" not in said
        assert not [letter for letter in ACTING if letter in said]
        assert max(map(len, said.splitlines())) < 30_000
    code, listed, _ = called(capfd, "list", "--json", "--data", data)
    assert code == 0
    assert json.loads(listed)[0]["department"] == hostile().metadata.department


@given(st.text(alphabet=st.sampled_from("=+-@'\t\r\n＝＋－＠1.,%aA甲\"")))
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not opens_formula(guarded(text))


@given(st.text())
def test_what_is_printed_acts_on_nothing(text: str) -> None:
    shown = printable(text)
    assert not [letter for letter in shown if unicodedata.category(letter) in ("Cc", "Cs")]
    assert not [letter for letter in shown if unicodedata.bidirectional(letter) in _TURNS]
    shown.encode()


@given(st.one_of(st.text(min_size=1), st.sampled_from(NAMES)), st.booleans())
def test_every_name_gives_an_id_that_is_a_folder(name: str, unit: bool) -> None:
    assert is_id(dataset_id("", f"局{name}", 2026, unit=unit))
    assert is_id(dataset_id(f"局{name}", "x", 2026, unit=unit))


@pytest.mark.parametrize("id", ["../x", "..", "/etc/x", "a/b", "CON", "nul.txt", "x\u202ey", "a" * 61, ""])
def test_a_dataset_that_would_be_written_elsewhere_is_refused(data: Path, id: str) -> None:
    path = data / hostile().metadata.id / metadata.FILE
    package = json.loads(path.read_text(encoding="utf-8")) | {"id": id}
    with pytest.raises(DatasetError, match="expected a folder's name"):
        metadata.read(json.dumps(package).encode(), "x")


def test_an_id_that_leads_elsewhere_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from analysis import templates
    from support.writer import write

    (tmp_path / "a.txt").write_text(write(hostile_free(), templates.load("shanxi")), encoding="utf-8")
    for id in ("..", "../x", "CON"):
        code, _, err = called(capfd, "ingest", tmp_path / "a.txt", "--into", tmp_path / "d", "--id", id)
        assert code == 2
        assert "expected a folder's name" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt"]


def hostile_free() -> Disclosure:
    from support.datasets import Plan, dataset

    return dataset(Plan(seed=3))
