"""Files that are no budget documents, damaged, locked or made to harm: one line each, in bounded time and memory."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pypdf
import pytest

from analysis import cli, templates
from analysis.disclosure import Disclosure
from analysis.ingest import DocumentError, ingest_bytes
from analysis.ingest.formats import apart, kinds
from support.compare import differences
from support.datasets import Plan, dataset
from support.formats import FORMATS, as_docx, as_pdf, as_xlsx
from support.turns import in_turn
from support.writer import Layout, write

SMALL = Plan(seed=5, units=1, classes=2, projects=2, forms=0, department_form=False)


@pytest.fixture(scope="module")
def expected() -> Disclosure:
    return dataset(SMALL)


@pytest.fixture(scope="module")
def text(expected: Disclosure) -> str:
    return write(expected, templates.load("shanxi"), Layout(heading=""))


@pytest.fixture(scope="module")
def pdf(text: str) -> bytes:
    return as_pdf(text)


def refused(content: bytes, name: str = "budget.pdf") -> str:
    with pytest.raises(DocumentError) as caught:
        ingest_bytes(content, name)
    message = str(caught.value)
    assert message.startswith(name)
    assert "\n" not in message
    assert message.count(": ") >= 2
    return message


def written(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def blank(pages: int) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(842, 595)
    return written(writer)


def test_a_pdf_without_text_is_refused_with_a_remedy() -> None:
    assert "a PDF without text, such as a scan: run text recognition over it" in refused(blank(3))


def test_a_pdf_of_two_thousand_pages() -> None:
    assert "2,000 pages where at most 1,000 are read" in refused(blank(2000))


def test_a_pdf_with_a_password(pdf: bytes, expected: Disclosure) -> None:
    locked = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    locked.encrypt("secret")
    assert "a PDF with a password" in refused(written(locked))
    only_owner = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    only_owner.encrypt("", "owner")  # anyone may read it
    found = ingest_bytes(written(only_owner), "budget.pdf").disclosure
    assert differences(expected, found, metadata=False) == []


def test_a_pdf_cut_off(pdf: bytes) -> None:
    assert "a damaged PDF" in refused(pdf[: len(pdf) // 3])


def test_a_pdf_with_a_broken_cross_reference(pdf: bytes, expected: Disclosure) -> None:
    broken = pdf.replace(b"startxref", b"startxxxx")
    assert broken != pdf
    assert differences(expected, ingest_bytes(broken, "budget.pdf").disclosure) == []


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages(pdf: bytes, expected: Disclosure, angle: int) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        page.rotate(angle)
    assert differences(expected, ingest_bytes(written(writer), "budget.pdf").disclosure) == []


def test_pages_whose_content_is_turned(pdf: bytes, expected: Disclosure) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        page.add_transformation(pypdf.Transformation().rotate(90).translate(height, 0))
        page.mediabox = page.cropbox = pypdf.generic.RectangleObject((0, 0, height, width))
    assert differences(expected, ingest_bytes(written(writer), "budget.pdf").disclosure) == []


def test_a_page_without_text_among_others_is_remarked(pdf: bytes, expected: Disclosure) -> None:
    pixel = b"q 500 0 0 500 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    page = writer.add_blank_page(842, 595)
    stream = pypdf.generic.DecodedStreamObject()
    stream.set_data(pixel)
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
    found = ingest_bytes(written(writer), "budget.pdf")
    assert differences(expected, found.disclosure) == []
    assert [remark.text for remark in found.remarks if "a page without text" in remark.text]


def bomb(size: int) -> bytes:
    """A PDF of a few kilobytes whose page draws `size` lines."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"0 0 m 1 1 l S\n" * 100_000) for _ in range(size // 100_000)) + packer.flush()
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Contents 4 0 R>>endobj\n"
    )
    length = f"4 0 obj<</Length {len(data)}/Filter/FlateDecode>>stream\n".encode()
    return head + length + data + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"


def test_a_pdf_that_unpacks_to_more_than_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_MEMORY", 400_000_000)
    assert "a damaged file, or one that takes more than 400 MB to read" in refused(bomb(5_000_000))


def test_a_file_that_takes_too_long(monkeypatch: pytest.MonkeyPatch, pdf: bytes) -> None:
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.01)
    assert "takes more than 0.01 seconds to read" in refused(pdf)


@pytest.mark.parametrize(
    ("kind", "name"), in_turn(["docx", "pdf", "xlsx", "html"], ["budget.pdf", "budget.docx", "budget.txt"])
)
def test_the_content_tells_what_a_file_is(text: str, expected: Disclosure, kind: str, name: str) -> None:
    assert differences(expected, ingest_bytes(FORMATS[kind](text), name).disclosure) == []


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in files.items():
            parts.writestr(name, content)
    return out.getvalue()


def test_a_zip_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "unpacked, where at most" in refused(packed({"word/document.xml": bytes(30_000_000)}), "budget.docx")
    monkeypatch.setattr(kinds, "MOST_UNPACKED", 1_000)
    assert "unpacked, where at most" in refused(packed({"xl/workbook.xml": bytes(2_000)}), "budget.xlsx")
    monkeypatch.setattr(kinds, "MOST_PARTS", 3)
    assert "parts" in refused(packed({f"{n}": b"" for n in range(9)}), "budget.xlsx")


def test_other_archives() -> None:
    assert "a zip file that is no Word or Excel document" in refused(packed({"a.txt": b"x"}), "budget.zip")


@pytest.mark.parametrize("made", [as_docx, as_xlsx], ids=["docx", "xlsx"])
def test_damaged_office_files(text: str, made: object) -> None:
    content = made(text)  # type: ignore[operator]
    assert "damaged" in refused(content[: len(content) // 2], "budget")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = {name: parts.read(name) for name in parts.namelist()}
    cut = {n: c[: len(c) // 2] if n.endswith(("document.xml", "sheet1.xml")) else c for n, c in names.items()}
    assert "damaged" in refused(packed(cut), "budget")


def test_entities_of_xml_are_not_looked_up(text: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("秘密", encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(as_docx(text))) as parts:
        names = {name: parts.read(name) for name in parts.namelist()}
    document = names["word/document.xml"].decode()
    head, _, rest = document.partition("?>")
    entity = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    rest = rest.replace("</w:t>", "&x;</w:t>", 1)
    names["word/document.xml"] = f"{head}?>{entity}{rest}".encode()
    try:
        files = ingest_bytes(packed(names), "budget.docx").disclosure.files()
        said = "".join(content.decode() for content in files.values())
    except DocumentError as error:
        said = str(error)
    assert said
    assert "秘密" not in said


def test_old_office_files_with_a_password_and_old_word() -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert "with a password" in refused(head + "EncryptedPackage".encode("utf-16-le"), "budget.xlsx")
    assert "an old Word file" in refused(head + "WordDocument".encode("utf-16-le"), "budget.doc")
    assert "damaged workbook" in refused(head + "Workbook".encode("utf-16-le") + bytes(4096), "budget.xls")


def with_macros(content: bytes, folder: str) -> bytes:
    """An Office file as one whose macros nobody has to run."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = {name: parts.read(name) for name in parts.namelist()}
    types = names["[Content_Types].xml"].decode()
    plain = "application/vnd.openxmlformats-officedocument.{}.main+xml"
    for of, kind in (("spreadsheetml.sheet", "ms-excel.sheet"), ("wordprocessingml.document", "ms-word.document")):
        types = types.replace(plain.format(of), f"application/vnd.{kind}.macroEnabled.main+xml")
    assert "macroEnabled" in types
    return packed(names | {"[Content_Types].xml": types.encode(), f"{folder}/vbaProject.bin": b"\xd0\xcf" + bytes(512)})


def test_a_workbook_with_macros_is_read_without_them(text: str, expected: Disclosure) -> None:
    found = ingest_bytes(with_macros(as_xlsx(text), "xl"), "budget.xlsm").disclosure
    assert differences(expected, found) == []


def test_a_word_document_with_macros_is_refused(text: str) -> None:
    content = with_macros(as_docx(text), "word")
    assert refused(content, "budget.docm").endswith("a Word document with macros: save it as .docx")


def test_nothing_of_a_page_is_run_or_fetched(text: str, expected: Disclosure) -> None:
    evil = (
        "<script>document.write('9')</script><img src='http://192.0.2.1/x'><iframe src='file:///etc/passwd'></iframe>"
    )
    page = FORMATS["html"](text).replace(b"<body>", f"<body>{evil}".encode())
    assert differences(expected, ingest_bytes(page, "budget.html").disclosure) == []


def test_the_command_says_it_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(blank(1))
    code = cli.main(["ingest", str(path), "--into", str(tmp_path / "data")])
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "scan.pdf: a PDF without text" in err
    assert not list((tmp_path / "data").glob("*")) if (tmp_path / "data").exists() else True
