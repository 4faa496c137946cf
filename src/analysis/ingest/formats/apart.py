"""Files are read in a process of their own, with bounded time and memory.

PDFs, Word files and workbooks come from anywhere, and the libraries that take them apart are partly native code: a
file made to exhaust memory, to go on for ever or to crash its reader must not take the caller with it. The process
gets the file's bytes and gives back lines and rows; it opens nothing and has nothing to send to.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Literal

from analysis.ingest.document import Block, Grid, Row, Text
from analysis.ingest.errors import DocumentError, Place, Remark

#: Seconds and bytes that the reading of one file takes at most.
MOST_SECONDS = 120
MOST_MEMORY = 2_000_000_000

Kind = Literal["pdf", "docx", "workbook", "html"]
REMEDY = "get the document from its publisher again, or as text"


def parse(kind: Kind, content: bytes, name: str, remarks: list[Remark]) -> tuple[list[Block], Place]:
    """The blocks of a file by the reader of its kind, and where it ends.

    Raises DocumentError as that reader does, and where the process passes its limits or breaks down.
    """
    command = [sys.executable, "-m", "analysis.ingest.formats.child", kind, name, str(MOST_MEMORY)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise DocumentError(name, None, f"a file that takes more than {MOST_SECONDS} seconds to read", REMEDY) from None
    try:
        said = json.loads(done.stdout)
    except ValueError:
        limit = f"{MOST_MEMORY // 1_000_000:,} MB"
        raise DocumentError(
            name, None, f"a damaged file, or one that takes more than {limit} to read", REMEDY
        ) from None
    if error := said.get("error"):
        raise DocumentError(name, _place(error["at"]), error["expected"], error["remedy"])
    remarks += [Remark(Place(*at), text) for at, text in said["remarks"]]
    return [_block(block) for block in said["blocks"]], Place(*said["end"])


def dumped(blocks: list[Block], end: Place, remarks: list[Remark]) -> dict[str, Any]:
    """What the process gives back."""
    return {
        "blocks": [
            [block.text, *block.at] if isinstance(block, Text) else [[[*row.at], *row.cells] for row in block.rows]
            for block in blocks
        ],
        "end": list(end),
        "remarks": [[list(remark.at), remark.text] for remark in remarks],
    }


def _block(said: list[Any]) -> Block:
    if isinstance(said[0], str):
        text, page, line = said
        return Text(text, line, page)
    return Grid(tuple(Row(tuple(cells), line, page) for (page, line), *cells in said))


def _place(at: list[Any] | None) -> Place | None:
    return None if at is None else Place(*at)
