"""Pages as pictures and pages with places marked: what is drawn, in bounded time and memory, and nothing that runs."""

from __future__ import annotations

import base64
import io
import json
import zlib
from pathlib import Path

import pdfplumber
import PIL.Image
import pypdf
import pypdf.annotations
import pytest
from pypdf.generic import NameObject, TextStringObject

from analysis import templates
from analysis.ingest import DocumentError, ingest
from analysis.ingest.formats import apart, marked, pictures
from support.datasets import Plan, dataset
from support.formats import as_pdf
from support.turns import first_ones
from support.writer import Layout, write

SMALL = Plan(seed=5, units=1, classes=2, projects=2, forms=1, department_form=False)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return as_pdf(write(dataset(SMALL), templates.load("shanxi"), Layout(heading="")))


def written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def turned(content: bytes, angle: int) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    for page in writer.pages:
        page.rotate(angle)
    return written(writer)


def letters(page: pdfplumber.page.Page, box: tuple[int, int, int, int]) -> str:
    """What another reader finds in a place of a page as it is shown."""
    sides = (float(page.width), float(page.height)) * 2
    left, top, right, bottom = (share * side / 10_000 for share, side in zip(box, sides, strict=True))
    held = page.crop((left - 1, top - 1, right + 1, bottom + 1), strict=False).chars
    return "".join(char["text"] for char in held)


@pytest.mark.parametrize("angle", first_ones([90, 0, 180, 270], 1))
def test_places_are_those_of_the_page_as_it_is_shown(pdf: bytes, angle: int, tmp_path: Path) -> None:
    file = tmp_path / "budget.pdf"
    file.write_bytes(turned(pdf, angle))
    original = ingest(file).original(file)
    seen = 0
    with pdfplumber.open(file) as pages:
        for name in original.cells:
            spot = original.spot(name)
            if spot is None or spot.marked is None or spot.box is None or not name.startswith("amounts"):
                continue
            found = letters(pages.pages[int(spot.line.page or 0) - 1], tuple(spot.box))
            printed = spot.line.cells[spot.marked]
            assert sorted(found) == sorted(printed) if angle else found == printed
            seen += 1
    assert seen > 50


@pytest.mark.parametrize("angle", [0, 90])
def test_a_page_is_drawn_as_it_is_shown(pdf: bytes, angle: int, tmp_path: Path) -> None:
    file = tmp_path / "budget.pdf"
    file.write_bytes(turned(pdf, angle))
    (wide, high), *_ = ((float(page.width), float(page.height)) for page in pdfplumber.open(file).pages)
    (picture,) = apart.pictures(file, [1])
    with PIL.Image.open(io.BytesIO(picture)) as drawn:
        assert drawn.format == "PNG"
        assert max(drawn.size) == pictures.LONGEST
        assert drawn.width / drawn.height == pytest.approx(wide / high, rel=0.01)
        assert len(drawn.getcolors() or ()) > 1
    assert len(picture) < 200_000


def test_thirty_pages_take_less_than_five_megabytes(pdf: bytes, tmp_path: Path) -> None:
    file = tmp_path / "budget.pdf"
    file.write_bytes(pdf)
    drawn = apart.pictures(file, range(1, len(pypdf.PdfReader(file).pages) + 1))
    assert sum(map(len, drawn)) / len(drawn) < 5_000_000 / 30


def page_of(size: str, content: bytes, more: bytes = b"") -> bytes:
    """A PDF of one page of that size."""
    head = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
    ) % size.encode()
    stream = b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(content), content)
    return head + stream + more + b"trailer<</Root 1 0 R>>"


def test_a_page_as_large_as_a_town_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "budget.pdf"
    file.write_bytes(page_of("200000 200000", b""))
    with pytest.raises(DocumentError) as caught:
        ingest(file)
    assert str(caught.value) == (
        "budget.pdf:1:1: a page of 200,000 by 200,000 points where at most 14,400 are read: get the document again"
    )


def test_a_picture_of_a_thousand_million_pixels_is_refused(tmp_path: Path) -> None:
    image = (
        b"5 0 obj<</Type/XObject/Subtype/Image/Width 30000/Height 34000/BitsPerComponent 8/ColorSpace/DeviceRGB"
        b"/Filter/FlateDecode/Length 8>>stream\n%s\nendstream endobj\n" % zlib.compress(b"")
    )
    file = tmp_path / "budget.pdf"
    file.write_bytes(page_of("842 595", b"q 800 0 0 500 0 0 cm /I Do Q", image))
    with pytest.raises(DocumentError) as caught:
        ingest(file)
    said = "a picture of 30,000 by 34,000 pixels where at most 400,000,000 are read"
    assert str(caught.value) == f"budget.pdf:1:1: {said}: get the document again"


def test_drawing_ends_within_its_limits(pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "budget.pdf"
    file.write_bytes(pdf)
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.01)
    with pytest.raises(DocumentError, match=r"^budget\.pdf: a file that takes more than 0\.01 seconds to read: "):
        apart.pictures(file, [1])


def test_a_file_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "budget.pdf"
    file.write_bytes(b"%PDF-1.7 and nothing else")
    with pytest.raises(DocumentError, match=r"^budget\.pdf:.*: "):
        apart.pictures(file, [1])


@pytest.mark.parametrize("angle", first_ones([90, 0, 180, 270], 1))
def test_a_place_is_framed_and_numbered(pdf: bytes, angle: int) -> None:
    document, box = turned(pdf, angle), [2000, 1000, 3000, 1200]
    said = marked.draw(pdf[:0] + pdf + document, "budget.pdf", str(len(pdf)), json.dumps({"2": [[*box, 17]]}))
    pages = len(pypdf.PdfReader(io.BytesIO(document)).pages)
    with pdfplumber.open(io.BytesIO(base64.b64decode(said["pdf"]))) as made:
        assert len(made.pages) == 2 * pages
        page = made.pages[pages + 1]
        red = [one for one in page.rects if one["stroking_color"] == (0.8, 0, 0)]
        assert len(red) == 1
        sides = zip(("x0", "top", "x1", "bottom"), (page.width, page.height) * 2, strict=True)
        shown = [red[0][side] / size for side, size in sides]
        assert shown == pytest.approx([side / 10_000 for side in box], abs=0.006)
        label = [char for char in page.chars if "Helvetica" in char["fontname"]]
        assert sorted(char["text"] for char in label) == ["1", "7"]
        assert all(char["non_stroking_color"] == (0.8, 0, 0) for char in label)
        assert all(abs(char["x0"] / page.width - 0.2) < 0.05 and char["bottom"] <= red[0]["top"] + 2 for char in label)


def test_what_may_run_or_lead_somewhere_is_left_out(pdf: bytes) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    script = pypdf.generic.DictionaryObject()
    script.update({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")})
    writer._root_object[NameObject("/OpenAction")] = script
    writer.add_annotation(0, pypdf.annotations.Link(rect=(0, 0, 100, 100), url="leadssomewhere"))
    document = written(writer)
    assert b"leadssomewhere" in document
    assert b"JavaScript" in document
    made = base64.b64decode(marked.draw(pdf + document, "budget.pdf", str(len(pdf)), "{}")["pdf"])
    assert b"leadssomewhere" not in made
    assert b"JavaScript" not in made
    assert not [page for page in pypdf.PdfReader(io.BytesIO(made)).pages if page.get("/Annots")]
