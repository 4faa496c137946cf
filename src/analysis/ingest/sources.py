"""A file becomes a Document by the reader of its format, which its first bytes tell, not its name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from analysis.ingest.document import Block, Document
from analysis.ingest.errors import DocumentError, Place, Remark
from analysis.ingest.formats import kinds, text

#: Suffixes that a folder's documents have; what a file is, its content tells.
SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".xlsx", ".xlsm", ".xls", ".html", ".htm")
#: The longest file that is read.
MOST_BYTES = 200_000_000


def read(path: Path) -> Document:
    """The document at `path`. Raises DocumentError where it can't be read."""
    try:
        size = path.stat().st_size if path.is_file() else 0
        if size > MOST_BYTES:
            raise DocumentError(
                path.name, None, f"{size:,} bytes where at most {MOST_BYTES:,} are read", "name the budget document"
            )
        content = path.read_bytes()
    except IsADirectoryError:
        raise DocumentError(str(path), None, "a folder where a document was expected", "name a file") from None
    except FileNotFoundError:
        raise DocumentError(str(path), None, "no such document", "check the path") from None
    except OSError as error:
        raise DocumentError(str(path), None, f"can't be read ({error.strerror})", "make it readable") from None
    return parse(content, path.name)


def parse(content: bytes, name: str) -> Document:
    """The document that `content` holds, whatever its format. Raises DocumentError."""
    remarks: list[Remark] = []
    kind = kinds.of(content, name)
    blocks: list[Block]
    end: Place
    if kind == "pdf":
        from analysis.ingest.formats import pdf

        blocks, end = pdf.parse(content, name, remarks)
    elif kind == "docx":
        from analysis.ingest.formats import word

        blocks, end = word.parse(content, name)
    elif kind == "workbook":
        from analysis.ingest.formats import workbook

        blocks, end = workbook.parse(content, name)
    elif kind == "html":
        from analysis.ingest.formats import web

        blocks, end = web.parse(content, name)
    else:
        blocks, end = text.parse(content, name)
    if not blocks:
        raise DocumentError(
            name, None, "nothing to read where a budget document was expected", "get the document again"
        )
    by_page = kind in ("pdf", "workbook")
    return Document(name, hashlib.sha256(content).hexdigest(), tuple(blocks), end, tuple(remarks), by_page)
