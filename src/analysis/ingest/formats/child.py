"""The process that works on one file apart: what to do, name and what is asked are its arguments, bytes its input."""

from __future__ import annotations

import contextlib
import json
import sys
from importlib import import_module
from typing import Any

from analysis.ingest.errors import DocumentError, Remark
from analysis.ingest.formats.apart import dumped_blocks

#: What there is to do -> the module that does it; `parse` of a reader, `draw` of what makes pictures and pages.
_READERS = {"pdf": "pdf", "docx": "word", "workbook": "workbook", "html": "web"}
_DRAWERS = {"pictures": "pictures", "marked": "marked"}


def main() -> None:
    """Does the work and prints what comes of it, or the error that the file is refused with, as JSON."""
    what, name, memory, *asked = sys.argv[1:]
    content = sys.stdin.buffer.read()
    worker = import_module(f"analysis.ingest.formats.{(_READERS | _DRAWERS)[what]}")
    _limit(int(memory))
    try:
        said: dict[str, Any] = worker.draw(content, name, *asked) if what in _DRAWERS else _read(worker, content, name)
    except DocumentError as error:
        said = {"error": [error.at, error.expected, error.remedy]}
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))


def _read(reader: Any, content: bytes, name: str) -> dict[str, Any]:
    remarks: list[Remark] = []
    blocks, end = reader.parse(content, name, remarks)
    sizes = reader.sizes(content) if hasattr(reader, "sizes") else ()
    marked = [[remark.at, remark.text] for remark in remarks]
    return {"blocks": dumped_blocks(blocks), "end": end, "remarks": marked, "sizes": sizes}


def _limit(memory: int) -> None:
    """Ends the process where it takes more memory; systems without such limits have none."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
