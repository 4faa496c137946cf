"""A written document in other formats: the same lines and rows as Word, Excel, HTML and PDF.

What the writer prints as text is taken line by line: a line with tabs is a row of a table, any other one a
paragraph. Each format is printed by a library that readers here do not use.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from html import escape

from analysis.present.theme import fonts_folder
from analysis.text import fold

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_CODE = re.compile(r"0\d+|\d{3}|\d{5}|\d{7}|20\d\d")
_FONT = f"@font-face {{ font-family: Own; src: url({fonts_folder().as_uri()}/NotoSansSC-Regular.otf) }}"
_PAGE = "@page { size: A4 landscape; margin: 1.5cm } body { font-family: Own; font-size: 8pt }"
_CELL = "border: 0.5pt solid black; padding: 1pt 2pt; orphans: 1; widows: 1; vertical-align: top"
_TABLE = f"table {{ border-collapse: collapse; width: 100% }} td {{ {_CELL} }}"


def parts(text: str) -> Iterator[str | list[list[str]]]:
    """Paragraphs, and tables as lists of rows of one width."""
    rows: list[list[str]] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        if "\t" in line:
            rows.append([cell.strip() for cell in line.split("\t")])
            continue
        if rows:
            width = max(map(len, rows))
            yield [row + [""] * (width - len(row)) for row in rows]
            rows = []
        if line.strip():
            yield line.strip().lstrip("#").strip()


def as_html(text: str) -> bytes:
    """An HTML page, header cells that are repeated by blanks merged as pages have them."""
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{_body(text)}</body></html>".encode()


def _body(text: str) -> str:
    said = []
    for part in parts(text):
        if isinstance(part, str):
            said.append(f"<p>{escape(part)}</p>")
            continue
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in part)
        said.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return "\n".join(said)


def as_docx(text: str) -> bytes:
    """A Word document."""
    import docx

    document = docx.Document()
    for part in parts(text):
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(rows=0, cols=len(part[0]))
        for row in part:
            for cell, printed in zip(table.add_row().cells, row, strict=True):
                cell.text = printed
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_xlsx(text: str) -> bytes:
    """A workbook of one sheet: figures as numbers in the format that prints them as they are."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("预算公开")
        formats: dict[str, object] = {}
        at = 0
        for part in parts(text):
            if isinstance(part, str):
                sheet.merge_range(at, 0, at, 6, part)
                at += 2
                continue
            for row in part:
                for column, cell in enumerate(row):
                    code = _format_of(cell)
                    if code:
                        style = formats.setdefault(code, book.add_format({"num_format": code}))
                        sheet.write_number(at, column, float(cell.replace(",", "")), style)
                    elif cell:
                        sheet.write_string(at, column, cell)
                at += 1
            at += 1
    return out.getvalue()


def _format_of(cell: str) -> str:
    """The number format that prints a cell as it stands; empty for one that is no number."""
    if not _NUMBER.fullmatch(cell) or fold(cell) != cell or _CODE.fullmatch(cell) or len(cell) > 14:
        return ""
    decimals = len(cell.partition(".")[2])
    whole = "#,##0" if "," in cell or len(cell.partition(".")[0].lstrip("-")) < 4 else "0"
    return whole + ("." + "0" * decimals if decimals else "")


def as_pdf(text: str, style: str = "") -> bytes:
    """A PDF with ruled tables that run over pages; `style` is CSS of the caller's, as for page breaks."""
    import weasyprint

    page = f"<html><head><style>{_FONT} {_PAGE} {_TABLE} {style}</style></head><body>{_body(text)}</body></html>"
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"file"})
    printed = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf()
    assert isinstance(printed, bytes)
    return printed


FORMATS: dict[str, Callable[[str], bytes]] = {
    "text": str.encode,
    "docx": as_docx,
    "xlsx": as_xlsx,
    "html": as_html,
    "pdf": as_pdf,
}
