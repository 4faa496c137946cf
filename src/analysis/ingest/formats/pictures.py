"""Pages of a PDF as pictures, for who doubts a figure; nothing in the file is executed."""

from __future__ import annotations

import base64
import io
from typing import Any

import pypdfium2

from analysis.ingest.errors import DocumentError, Place

#: Pixels of a picture's longer side, and shades of its grey.
LONGEST = 1500
_SHADES = 16


def draw(content: bytes, name: str, *numbers: str) -> dict[str, Any]:
    """The pages of these numbers as PNG pictures in base 64, by number. Raises DocumentError."""
    made = {}
    with pypdfium2.PdfDocument(content) as document:
        for number in numbers:
            try:
                made[number] = base64.b64encode(_picture(document[int(number) - 1])).decode("ascii")
            except (pypdfium2.PdfiumError, IndexError, MemoryError):
                remedy = "read the original in its own program"
                raise DocumentError(name, Place(number, 1), "a page that can't be drawn", remedy) from None
    return made


def _picture(page: pypdfium2.PdfPage) -> bytes:
    scale = LONGEST / max(*page.get_size(), 1)
    grey = page.render(scale=scale, grayscale=True).to_pil()
    out = io.BytesIO()
    grey.quantize(_SHADES).save(out, "PNG")
    return out.getvalue()
