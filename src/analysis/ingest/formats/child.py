"""The process that reads one file apart: kind and name are its arguments, the file's bytes its input."""

from __future__ import annotations

import contextlib
import json
import sys
from importlib import import_module

from analysis.ingest.errors import DocumentError, Remark
from analysis.ingest.formats.apart import dumped

_READERS = {"pdf": "pdf", "docx": "word", "workbook": "workbook", "html": "web"}


def main() -> None:
    """Reads the file and prints its blocks, or the error that it is refused with, as JSON."""
    kind, name, memory = sys.argv[1:]
    content = sys.stdin.buffer.read()
    reader = import_module(f"analysis.ingest.formats.{_READERS[kind]}")
    _limit(int(memory))
    remarks: list[Remark] = []
    try:
        blocks, end = reader.parse(content, name, remarks)
        said = dumped(blocks, end, remarks)
    except DocumentError as error:
        at = None if error.at is None else list(error.at)
        said = {"error": {"at": at, "expected": error.expected, "remedy": error.remedy}}
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace"))


def _limit(memory: int) -> None:
    """Ends the process where it takes more memory; systems without such limits have none."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
