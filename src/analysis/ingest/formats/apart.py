"""Files are read in a process of their own, with bounded time and memory.

PDFs, Word files and workbooks come from anywhere, and the libraries that take them apart are partly native code: a
file made to exhaust memory, to go on for ever or to crash its reader must not take the caller with it. The process
gets the file's bytes and gives back lines and rows; it opens nothing and has nothing to send to.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from analysis.ingest.document import Block, Grid, Row, Text
from analysis.ingest.errors import DocumentError, Place, Remark
from analysis.ingest.formats import kinds

#: Seconds and bytes that the reading of one file takes at most.
MOST_SECONDS = 120
MOST_MEMORY = 2_000_000_000

Sizes = tuple[tuple[float, float], ...]
REMEDY = "get the document from its publisher again, or as text"


def parse(kind: kinds.Kind, content: bytes, name: str, remarks: list[Remark]) -> tuple[list[Block], Place, Sizes]:
    """The blocks of a file by the reader of its kind, where it ends, and the sizes of a PDF's pages.

    Raises DocumentError as that reader does, and where the process passes its limits or breaks down.
    """
    said = done(kind, content, name)
    remarks += [Remark(Place(*at), text) for at, text in said["remarks"]]
    return [_block(block) for block in said["blocks"]], Place(*said["end"]), tuple(map(tuple, said["sizes"]))


def pictures(file: Path, pages: Iterable[int]) -> list[bytes]:
    """Pages of a PDF as PNG pictures. Raises DocumentError, for one that can't be drawn within the limits."""
    numbers = [str(page) for page in pages]
    drawn = done("pictures", file.read_bytes(), file.name, *numbers)
    return [base64.b64decode(drawn[number]) for number in numbers]


def marked(file: Path, ahead: bytes, marks: str) -> bytes:
    """A PDF's pages with places framed, behind those of another PDF (`formats.marked`). Raises DocumentError."""
    said = done("marked", ahead + file.read_bytes(), file.name, str(len(ahead)), marks)
    return base64.b64decode(said["pdf"])


def done(what: str, content: bytes, name: str, *asked: str) -> dict[str, Any]:
    """The answer of the process for a file: `what` is the kind to read it as, or another work on it, as `asked`.

    Raises DocumentError where the work does, and where the process passes its limits or breaks down.
    """
    command = [sys.executable, "-m", "analysis.ingest.formats.child", what, name, str(MOST_MEMORY), *asked]
    try:
        ended = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise DocumentError(name, None, f"a file that takes more than {MOST_SECONDS} seconds to read", REMEDY) from None
    try:
        said: dict[str, Any] = json.loads(ended.stdout)
    except ValueError:
        what = f"a damaged file, or one that takes more than {MOST_MEMORY // 1_000_000:,} MB to read"
        raise DocumentError(name, None, what, REMEDY) from None
    if error := said.get("error"):
        at, expected, remedy = error
        raise DocumentError(name, at and Place(*at), expected, remedy)
    return said


def dumped_blocks(blocks: Sequence[Block]) -> list[list[Any]]:
    """Lines and rows as JSON has them, as `analysis.originals.lines` and this module read them."""
    return [
        [block.text, *block.at, block.boxes]
        if isinstance(block, Text)
        else [[[*row.at], row.boxes, *row.cells] for row in block.rows]
        for block in blocks
    ]


def _block(said: list[Any]) -> Block:
    if isinstance(said[0], str):
        text, page, line, boxes = said
        return Text(text, Place(page, line), tuple(map(tuple, boxes)))
    return Grid(
        tuple(Row(tuple(cells), Place(*at), tuple(box and tuple(box) for box in boxes)) for at, boxes, *cells in said)
    )
