"""A file becomes a Document by the reader of its format, which its first bytes tell, not its name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from analysis.ingest.document import Document
from analysis.ingest.errors import DocumentError, Remark
from analysis.ingest.formats import apart, kinds, text

#: Suffixes that a folder's documents have; what a file is, its content tells.
SUFFIXES = (".txt", ".md", ".pdf", ".docx", ".xlsx", ".xlsm", ".xls", ".html", ".htm")
#: The longest file that is read, and the longest text: pictures and fonts have no place there.
MOST_BYTES = 200_000_000
MOST_TEXT = 20_000_000


def read(path: Path) -> Document:
    """The document at `path`. Raises DocumentError where it can't be read."""
    try:
        size = path.stat().st_size if path.is_file() else 0
        if size > MOST_BYTES:
            said = f"{size:,} bytes where at most {MOST_BYTES:,} are read"
            raise DocumentError(path.name, None, said, "name the budget document")
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
    if kind == "text":
        if len(content) > MOST_TEXT:
            said = f"a text of {len(content):,} bytes where at most {MOST_TEXT:,} are read"
            raise DocumentError(name, None, said, "name the budget document")
        sizes: apart.Sizes = ()
        blocks, end = text.parse(content, name)
    else:
        blocks, end, sizes = apart.parse(kind, content, name, remarks)
    if not blocks:
        raise DocumentError(name, None, "nothing to read in it", "get the document again")
    by_page = kind in ("pdf", "workbook")
    sha256 = hashlib.sha256(content).hexdigest()
    return Document(name, sha256, tuple(blocks), end, tuple(remarks), by_page, kind, content, sizes)
