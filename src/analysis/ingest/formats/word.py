"""A Word document (.docx) as lines of text and rows of tables, in the order of its body.

A line is the ordinal of a paragraph or a table row. What was deleted under revision is left out, what was
inserted is read. Macros, fields, links and embedded objects are not looked at.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from analysis.ingest.document import Block, Grid, Row, Text
from analysis.ingest.errors import DocumentError, Place, Remark
from analysis.ingest.formats.table import Cell, laid_out

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WITHIN = {f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink")}
_LEFT_OUT = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "rPr", "pPr")} | {_FALLBACK}
#: Twentieths of a point between the edges of two cells that stand in one column.
_NEAR = 60


def parse(content: bytes, name: str, remarks: list[Remark]) -> tuple[list[Block], Place]:
    """The blocks of a Word document, and where it ends. Raises DocumentError for a damaged one."""
    try:
        body = docx.Document(io.BytesIO(content)).element.body
    except (OpcError, etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, OSError) as error:
        if "content type is" in str(error):
            what = "document with macros" if "macroEnabled" in str(error) else "file that is no document"
            raise DocumentError(name, None, f"a Word {what}", "save it as .docx") from None
        said = f"a damaged Word document ({type(error).__name__})"
        raise DocumentError(name, None, said, "open it and save it anew") from None
    blocks: list[Block] = []
    line = 0
    for element in _within(body, "p", "tbl"):
        if element.tag == f"{_W}p":
            line += 1
            if text := _text(element).strip():
                blocks.append(Text(" ".join(text.split("\n")), Place(None, line)))
            continue
        rows = []
        for cells in _table(element):
            line += 1
            if any(cell.strip() for cell in cells):
                rows.append(Row(cells, Place(None, line)))
        if rows:
            blocks.append(Grid(tuple(rows)))
    return blocks, Place(None, max(line, 1))


def _within(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names in order, those inside content controls and revisions among them."""
    tags = {f"{_W}{name}" for name in names}
    for element in parent:
        if element.tag in tags:
            yield element
        elif element.tag in _WITHIN:
            yield from _within(element, *names)


def _text(element: etree._Element) -> str:
    """The text of a paragraph or of a cell, a line end between paragraphs."""
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag in (f"{_W}tab", f"{_W}ptab"):
        return "    "
    if element.tag in (f"{_W}br", f"{_W}cr"):
        return "\n"
    if element.tag == f"{_W}noBreakHyphen":
        return "-"
    if element.tag in _LEFT_OUT:
        return ""
    inner = "".join(_text(child) for child in element if isinstance(child.tag, str))
    return inner + "\n" if element.tag == f"{_W}p" and element.getparent().tag == f"{_W}tc" else inner


def _table(table: etree._Element) -> list[tuple[str, ...]]:
    """The rows of a table, each with all columns of its grid; a merged cell's text stands in its first one."""
    widths = [_number(column, "w") for column in table.findall(f"{_W}tblGrid/{_W}gridCol")]
    columns = _columns(widths)
    rows: list[list[Cell]] = []
    for row in _within(table, "tr"):
        at = _number(row.find(f"{_W}trPr/{_W}gridBefore"), "val")
        cells: list[Cell] = []
        for cell in _within(row, "tc"):
            properties = cell.find(f"{_W}tcPr")
            span = max(_number(_child(properties, "gridSpan"), "val"), 1)
            merge = _child(properties, "vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart"
            place = columns[min(at, len(columns) - 1)] if columns else at
            cells.append((place, "" if goes_on else _text(cell).strip()))
            at += span
        rows.append(cells)
    return laid_out(rows)


def _columns(widths: list[int]) -> list[int]:
    """For each column of the grid the visible one that it belongs to: edges that nearly meet are one edge."""
    places: list[int] = []
    left = last = 0
    for i, width in enumerate(widths):
        if i and left - last > _NEAR:
            places.append(places[-1] + 1)
            last = left
        else:
            places.append(places[-1] if places else 0)
        left += width
    return places


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return None if element is None else element.find(f"{_W}{name}")


def _number(element: etree._Element | None, attribute: str) -> int:
    value = "" if element is None else element.get(f"{_W}{attribute}", "")
    return int(value) if value.isdigit() and len(value) < 9 else 0
