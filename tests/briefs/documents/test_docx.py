"""Word documents of the committed notebooks, taken apart."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import docx
import lxml.html
import pytest
from docx.document import Document

from analysis.briefs import render
from analysis.briefs.documents import sources
from analysis.briefs.documents.docx import document
from analysis.present import drawing
from support.executed import BRIEFS, committed, job, showing
from support.office import NEEDS_OFFICE, W, converted, parts, squeezed, text_of, xml

_MATH = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@cache
def made(name: str) -> bytes:
    drawn = {id: drawing.draw(spec, id) for spec, id, _ in render.charts(committed(name), "zh")}
    return document(render.page(committed(name), job(name), "1.2.3"), job(name), "1.2.3", drawn)


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def page(name: str) -> lxml.html.HtmlElement:
    """What the page shows that is for paper, without the numbers that Word gives itself."""
    tree = lxml.html.document_fromstring(render.page(committed(name), job(name), "1.2.3")).find(".//main")
    assert tree is not None
    sources.clear(tree)
    for number in tree.find_class("bb-number"):
        number.drop_tree()
    return tree


def of(*html: str) -> Document:
    return opened(document(render.page(showing(*html), job(), "1.2.3"), job(), "1.2.3", {}))


@pytest.mark.parametrize("name", BRIEFS)
def test_says_what_the_page_says(name: str) -> None:
    tree, body = page(name), opened(made(name))
    headings = [squeezed(element.text_content()) for element in tree.iter("h2", "h3")]
    styles = [(p.style.style_id[:7], squeezed(p.text)) for p in body.paragraphs if p.style]
    titles = [text for style, text in styles if style == "Title"]
    for heading in headings:
        assert ("Heading", heading) in styles
    assert titles == [squeezed(tree.find(".//h1").text_content())]
    said = squeezed(text_of(body.element.body))
    for element in tree.iter("p", "li", "th", "td", "caption", "figcaption"):
        assert squeezed(element.text_content()) in said


@pytest.mark.parametrize("name", BRIEFS)
def test_tables_repeat_their_heads_and_hold_the_same_cells(name: str) -> None:
    for table, element in zip(opened(made(name)).tables, page(name).iter("table"), strict=True):
        rows = element.findall(".//tr")
        assert len(table.rows) == len(rows)
        for row, line in zip(table.rows, rows, strict=True):
            assert [squeezed(cell.text) for cell in row.cells] == [squeezed(cell.text_content()) for cell in line]
        heads = [row for row in table._tbl.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
        assert len(heads) == len(element.findall(".//thead/tr"))
        grid = [int(column.get(f"{W}w")) for column in table._tbl.iter(f"{W}gridCol")]
        assert sum(grid) == 9638
        assert min(grid) > 400


@pytest.mark.parametrize("name", BRIEFS)
def test_every_figure_leads_to_its_source(name: str) -> None:
    body = xml(made(name), "word/document.xml")
    marks = [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")]
    assert len(marks) == len(set(marks))
    links = [(link.get(f"{W}anchor"), "".join(link.itertext())) for link in body.iter(f"{W}hyperlink")]
    assert {anchor for anchor, _ in links} <= set(marks)
    rows = {
        anchor.get(f"{W}name"): row
        for row in body.iter(f"{W}p")
        for anchor in row.iter(f"{W}bookmarkStart")
        if anchor.get(f"{W}name").startswith("source")
    }
    figures = [element for element in page(name).iter("data") if element.get("title")]
    shown = [(anchor, text) for anchor, text in links if anchor.startswith("source")]
    assert [text for _, text in shown] == [" ".join(figure.text_content().split()) for figure in figures]
    for (anchor, text), figure in zip(shown, figures, strict=True):
        assert text in text_of(rows[anchor])
        for line in figure.get("title").split("\n"):
            assert squeezed(line) in squeezed(text_of(rows[anchor]))


def test_charts_have_a_text_alternative_and_fit_the_page() -> None:
    for name in BRIEFS:
        body, count = opened(made(name)), len(list(page(name).iter("figure")))
        assert len(body.inline_shapes) == count
        drawn = list(body.element.iter(f"{_MATH}docPr"))
        assert all(len(element.get("descr")) > 20 for element in drawn)
        assert len({element.get("id") for element in drawn}) == count
        for shape in body.inline_shapes:
            assert shape.width <= 6_120_130  # 170 mm
            assert shape.height < 8_400_000


def test_captions_are_numbered_fields_and_stay_with_what_they_name() -> None:
    body = xml(made("changes"), "word/document.xml")
    codes = [element.text.strip() for element in body.iter(f"{W}instrText")]
    assert codes.count("SEQ 表 \\* ALPHABETIC") == len(list(page("changes").iter("table"))) > 1
    assert codes.count("SEQ 图 \\* ARABIC") == len(list(page("changes").iter("figure"))) > 0
    assert codes[0].startswith("TOC ")
    captions = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Caption"]
    assert captions
    assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in captions)


def test_the_contents_lead_to_the_headings() -> None:
    body = xml(made("changes"), "word/document.xml")
    entries = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val").startswith("TOC1")]
    headings = {
        p.find(f"{W}bookmarkStart").get(f"{W}name"): "".join(p.itertext(f"{W}t"))
        for p in body.iter(f"{W}p")
        if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Heading1"
    }
    assert len(entries) == len(headings) == len(list(page("changes").iter("h2"))) + 1  # the list of sources
    for number, entry in enumerate(entries, 1):
        anchor = entry.find(f"{W}hyperlink").get(f"{W}anchor")
        assert "".join(entry.itertext(f"{W}t")) == f"{number}\u2002{headings[anchor]}"


def test_properties_name_the_document_and_no_time() -> None:
    properties = opened(made("changes")).core_properties
    assert properties.title == "山西省科学技术协会 · 2026年部门预算简报 · 与上年相比的变动"
    assert properties.author == "budget-briefs 1.2.3"
    assert properties.language == "zh-Hans"
    core = parts(made("changes"))["docProps/core.xml"]
    assert b"created" not in core
    assert b"modified" not in core


def test_fonts_are_named_for_both_scripts() -> None:
    styles = parts(made("changes"))["word/styles.xml"].decode()
    assert 'w:ascii="Arial"' in styles
    assert 'w:eastAsia="Microsoft YaHei"' in styles
    assert "Noto Sans CJK SC" in parts(made("changes"))["word/fontTable.xml"].decode()


class TestBlocks:
    def test_lists_within_lists_and_numbers(self) -> None:
        body = of("<h1>T</h1><ol><li>a<ul><li>b</li></ul></li><li>c</li></ol><ol><li>d</li></ol>")
        items = [p for p in body.paragraphs if p.style and p.style.style_id in ("ListNumber", "ListBullet")]
        assert [p.text for p in items] == ["a", "b", "c", "d"]
        places = [p._p.pPr.numPr for p in items]  # type: ignore[union-attr]
        assert [place.ilvl.val for place in places] == [0, 1, 0, 0]
        ids = [place.numId.val for place in places]
        assert ids[0] == ids[2] != ids[3]  # the second list counts from 1 again

    def test_spans_short_rows_and_tables_of_others(self) -> None:
        table = "<table><tr><th colspan=2>ab</th><th>c</th></tr><tr><td>1</td></tr><tr><td>1<td>2<td>3</table>"
        body = of(f"<h1>T</h1><style>.x{{}}</style>{table}")
        assert [[cell.text for cell in row.cells] for row in body.tables[0].rows][2] == ["1", "2", "3"]
        assert "style" not in text_of(body.element.body)

    def test_what_is_for_the_screen_is_left_out(self) -> None:
        body = of('<h1>T</h1><p>seen<button>press</button><script>x</script></p><p hidden>not</p><input value="v">')
        assert [p.text for p in body.paragraphs if p.text in ("seen", "seenpress", "not")] == ["seen"]

    def test_text_of_cells_that_print(self) -> None:
        body = of("<pre>a  b\n  c &lt;</pre>")
        assert "a  b\n  c <" in [p.text for p in body.paragraphs]

    def test_a_notebook_without_a_heading_has_a_title(self) -> None:
        assert [p.text for p in of("<p>x</p>").paragraphs if p.style and p.style.style_id == "Title"] == [
            "与上年相比的变动"
        ]


def test_the_same_bytes_wherever_it_is_made(tmp_path: Path) -> None:
    code = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); from support.executed import committed, job;"
        "from analysis.briefs.documents.docx import document; from analysis.briefs.render import page;"
        "made = page(committed('quality'), job('quality'), '1.2.3');"
        "print(hashlib.sha256(document(made, job('quality'), '1.2.3', {})).hexdigest())"
    )
    tests = str(Path(__file__).parents[2])
    found = set()
    for zone, seed, locale in (("Asia/Shanghai", "1", "C"), ("America/New_York", "2", "C.UTF-8")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale, "HOME": str(tmp_path)}
        done = subprocess.run([sys.executable, "-c", code, tests], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1


@pytest.mark.long
@NEEDS_OFFICE
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    import pypdf

    pdf = pypdf.PdfReader(converted(made("changes"), "docx", "pdf", tmp_path))
    said = squeezed("".join(page.extract_text() for page in pdf.pages))
    assert squeezed(page("changes").find(".//h1").text_content()) in said
    assert re.search("第1页，共[0-9]+页", said)
    assert pdf.metadata is not None
    assert pdf.metadata.title == "山西省科学技术协会 · 2026年部门预算简报 · 与上年相比的变动"
