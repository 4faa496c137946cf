"""A PDF's own pages with places framed and numbered, behind pages that say what they are; nothing in it is executed."""

from __future__ import annotations

import base64
import ctypes
import io
import json
from collections.abc import Sequence
from typing import Any

import pypdfium2
from pypdfium2 import PdfPage, raw

from analysis.ingest.errors import DocumentError

_RED = (204, 0, 0, 255)
_ROOM, _LINE, _LETTERS = 2.0, 1.2, 9.0  # points: around a figure, of the frame, of its number
#: Of a page's width and height.
_WHOLE = 10_000


def draw(content: bytes, name: str, length: str, marks: str) -> dict[str, Any]:
    """The pages as one PDF in base 64: the first `length` bytes are the PDF that goes before, the rest is the document.

    `marks` is JSON: for each page number, places and the number that each is given. Raises DocumentError.
    """
    ahead, behind = content[: int(length)], content[int(length) :]
    try:
        with (
            pypdfium2.PdfDocument.new() as made,
            pypdfium2.PdfDocument(ahead) as front,
            pypdfium2.PdfDocument(behind) as document,
        ):
            made.import_pages(front)
            for number in range(len(document)):
                _plain(document[number])
            made.import_pages(document)
            font = raw.FPDFText_LoadStandardFont(made, b"Helvetica-Bold")
            for number, places in json.loads(marks).items():
                page = made[len(front) + int(number) - 1]
                for *box, label in places:
                    _frame(made, page, box, str(label), font)
                raw.FPDFPage_GenerateContent(page)
            out = io.BytesIO()
            made.save(out)
    except (pypdfium2.PdfiumError, IndexError):
        raise DocumentError(name, None, "a PDF whose pages can't be copied", "save it anew as PDF") from None
    return {"pdf": base64.b64encode(out.getvalue()).decode("ascii")}


def _plain(page: PdfPage) -> None:
    """Takes off what is no print: links, notes and forms, which may lead or run somewhere."""
    for number in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        raw.FPDFPage_RemoveAnnot(page, number)


def _frame(document: Any, page: PdfPage, box: Sequence[int], label: str, font: Any) -> None:
    """A frame around a place of the page as it is shown, with its number at the upper left."""
    (xa, ya), (xb, yb) = _point(page, box[0], box[1]), _point(page, box[2], box[3])
    left, bottom = min(xa, xb) - _ROOM, min(ya, yb) - _ROOM
    frame = raw.FPDFPageObj_CreateNewRect(left, bottom, abs(xb - xa) + 2 * _ROOM, abs(yb - ya) + 2 * _ROOM)
    raw.FPDFPageObj_SetStrokeColor(frame, *_RED)
    raw.FPDFPageObj_SetStrokeWidth(frame, _LINE)
    raw.FPDFPath_SetDrawMode(frame, raw.FPDF_FILLMODE_NONE, True)
    raw.FPDFPage_InsertObject(page, frame)
    text = raw.FPDFPageObj_CreateTextObj(document, font, _LETTERS)
    words = (label + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(text, ctypes.cast(ctypes.create_string_buffer(words), ctypes.POINTER(ctypes.c_ushort)))
    raw.FPDFPageObj_SetFillColor(text, *_RED)
    across = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[page.get_rotation()]
    up = (-across[1], across[0])
    x, y = xa - _ROOM * across[0], ya - _ROOM * across[1]
    raw.FPDFPageObj_Transform(text, *across, *up, x + up[0] * 1.5 * _ROOM, y + up[1] * 1.5 * _ROOM)
    raw.FPDFPage_InsertObject(page, text)


def _point(page: PdfPage, across: int, down: int) -> tuple[float, float]:
    """A place of the page as it is shown as one of the PDF's page."""
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDF_DeviceToPage(page, 0, 0, _WHOLE, _WHOLE, 0, across, down, x, y)
    return x.value, y.value
