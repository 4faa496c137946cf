"""PDF documents of pages, read back."""

from __future__ import annotations

import builtins
import io
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pdfplumber
import pypdf
import pytest

from analysis.briefs import render
from analysis.briefs.documents import pdf
from analysis.present import drawing
from support.executed import committed, job
from support.office import squeezed


@cache
def page(name: str = "changes") -> str:
    return render.page(committed(name), job(name), "1.2.3")


@cache
def made(name: str = "changes") -> bytes:
    drawn = {id: drawing.draw(spec, id) for spec, id, _ in render.charts(committed(name), "zh")}
    return pdf.document(page(name), job(name), "1.2.3", drawn)


def read(name: str = "changes") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made(name)))


def test_text_can_be_searched_and_copied() -> None:
    said = squeezed("".join(page.extract_text() for page in read().pages))
    tree = lxml.html.document_fromstring(page())
    for element in tree.xpath("//main//*[self::h1 or self::h2 or self::caption][not(ancestor::details)]"):
        assert squeezed(element.text_content()) in said
    folded = tree.xpath("//main//details[@class='bb-fold']//caption")  # what a reader may open is not for paper
    assert folded
    for element in folded:
        assert squeezed(element.text_content()) not in said


def test_fonts_are_the_projects_own_and_embedded() -> None:
    names = set()
    for sheet in read().pages:
        for font in sheet["/Resources"]["/Font"].values():  # type: ignore[index]
            own = font.get_object()
            names.add(own["/BaseFont"])
            file = own["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile3" in file or "/FontFile2" in file
    assert {name.partition("+")[2] for name in names} == {"Noto-Sans-SC"}


def test_it_is_tagged_and_has_bookmarks_and_a_title() -> None:
    document = read()
    catalog: Any = document.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert catalog["/Lang"] == "zh-Hans"
    assert "pdfuaid" in catalog["/Metadata"].get_object().get_data().decode().lower()
    titles = [entry["/Title"] for entry in _flat(document.outline)]
    tree = lxml.html.document_fromstring(page())
    assert titles[:2] == [element.text_content() for element in tree.iter("h1", "h2")][:2]
    assert titles[-1] == "数字的来源"
    assert document.metadata is not None
    assert document.metadata.title == tree.findtext(".//title")


def _flat(outline: Any) -> list[Any]:
    return [entry for part in outline for entry in (_flat(part) if isinstance(part, list) else [part])]


def test_it_holds_no_date() -> None:
    assert b"CreationDate" not in made()
    assert read().metadata is not None
    assert not {"/CreationDate", "/ModDate"} & set(read().metadata or {})


def test_every_figure_leads_to_its_source() -> None:
    tree = lxml.html.document_fromstring(pdf._for_paper(page(), "zh", "1"))
    places = {element.get("id"): element for element in tree.iter("b") if element.get("id")}
    before = lxml.html.document_fromstring(page()).xpath("//main//data[@title][not(ancestor::details)]")
    figures = tree.findall(".//a[@class='bb-listed']")
    assert len(figures) == len(before) > 40
    for link, figure in zip(figures, before, strict=True):
        mark = places[link.get("href")[1:]]
        assert squeezed(figure.text_content()) == squeezed(mark.text_content())
        for line in figure.get("title").split("\n"):
            assert squeezed(line) in squeezed(mark.getparent().text_content())
    targets = set(read().named_destinations)
    assert {link.get("href")[1:] for link in figures} <= targets


def test_no_heading_stands_alone_and_the_colophon_stands_before_the_list() -> None:
    tree = lxml.html.document_fromstring(pdf._for_paper(page("quality"), "zh", "1"))
    headings = [element.text_content() for element in tree.xpath("//section/h2")]
    assert any("该问什么" in heading for heading in headings)
    assert not any("核对了什么" in heading for heading in headings)  # its tables are folded
    *_, colophon, sources = tree.find(".//main")
    assert (colophon.tag, sources.get("class")) == ("footer", "bb-sources-list")


def test_english_quotes_are_as_narrow_as_its_letters() -> None:
    page = '<html lang="en"><body><main><p>The year’s “own” <span lang="zh">“本年”</span></p></main></body></html>'
    with pdfplumber.open(io.BytesIO(pdf.typeset(pdf._for_paper(page, "en", "1")))) as read:
        quotes = [(c["text"], c["width"] < c["size"] / 2) for c in read.pages[0].chars if c["text"] in "’“”"]
    assert quotes == [("’", True), ("“", True), ("”", True), ("“", False), ("”", False)]


def test_charts_are_drawn_as_curves() -> None:
    assert not any(sheet.images for sheet in read().pages)


def test_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    links = (
        f'<img src="{secret.as_uri()}"><img src="http://127.0.0.1:9/x"><link rel="attachment" href="{secret.as_uri()}">'
    )
    made = pdf.document(page().replace("<main", links + "<main"), job(), "1", {})
    assert b"SECRET" not in made
    assert not pypdf.PdfReader(io.BytesIO(made)).attachments


def test_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    source = tmp_path / "page.html"
    source.write_text(page("brief"), encoding="utf-8")
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); from support.executed import job;"
        "from analysis.briefs.documents import pdf; from pathlib import Path;"
        "page = Path(sys.argv[2]).read_text(encoding='utf-8');"
        "print(hashlib.sha256(pdf.document(page, job('brief'), '1.2.3', {})).hexdigest())"
    )
    found = set()
    for zone, seed, locale in (("Asia/Shanghai", "1", "C"), ("America/New_York", "2", "C.UTF-8")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale, "HOME": str(tmp_path)}
        command = [sys.executable, "-c", code, str(Path(__file__).parents[2]), str(source)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1


def test_without_pango_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: Any, **options: Any) -> Any:
        if name.partition(".")[0] == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(pdf.PdfError, match="Pango") as refused:
        pdf.document("<p>x</p>", job(), "1", {})
    assert "apt-get install" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "FONTCONFIG_FILE" not in os.environ
