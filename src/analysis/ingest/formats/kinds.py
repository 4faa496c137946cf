"""The kind of a file, by its first bytes, since names and suffixes lie."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from analysis.ingest.errors import DocumentError, locked

Kind = Literal["text", "pdf", "docx", "workbook", "html"]

#: The most that the parts of a Word or Excel file may be, unpacked, and how much one byte may unpack to.
MOST_UNPACKED = 400_000_000
MOST_TIMES = 200
MOST_PARTS = 5_000

_AGAIN = "get the document as PDF, Word (.docx), Excel (.xlsx), HTML or text"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_READ = {
    "a picture": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"),
    "a compressed file": (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"),
    "an RTF file": (b"{\\rtf",),
}
_XML = re.compile(rb"<\?xml[^>]*>\s*", re.I)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table)\b", re.I)


def of(content: bytes, name: str) -> Kind:
    """The kind of a file's content.

    Raises DocumentError for kinds that are not read (pictures, archives, old Word files, files with a
    password) and for packed files that would unpack to more than the limits of this module.
    """
    start = content[:8]
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return _packed(content, name)
    if start.startswith(_OLE):
        return _old_office(content, name)
    for kind, beginnings in _NOT_READ.items():
        if start.startswith(beginnings):
            raise DocumentError(name, None, f"{kind}, where a document was expected", _AGAIN)
    bare = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        bare = content[:8192].decode("utf-16", "ignore").encode()
    return "html" if _is_html(bare) else "text"


def _is_html(bare: bytes) -> bool:
    """True where a page begins here, behind its declaration and any comments."""
    bare = bare.lstrip()
    if found := _XML.match(bare):
        bare = bare[found.end() :]
    while bare.startswith(b"<!--"):
        _, closed, bare = bare.partition(b"-->")
        bare = bare.lstrip() if closed else b""
    return bool(_HTML.match(bare))


def _packed(content: bytes, name: str) -> Kind:
    """A Word or Excel file, whose parts are bounded before one of them is unpacked."""
    broken = DocumentError(name, None, "a damaged Word, Excel or zip file", "get the document again")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, OSError, EOFError, RuntimeError):
        raise broken from None
    names = {part.filename for part in parts}
    total = sum(part.file_size for part in parts)
    dense = [p for p in parts if p.file_size > max(10_000_000, MOST_TIMES * p.compress_size)]
    if len(parts) > MOST_PARTS or total > MOST_UNPACKED or dense:
        said = f"{len(parts):,} parts of {total:,} bytes unpacked, where at most {MOST_PARTS:,} parts of "
        said += f"{MOST_UNPACKED:,} bytes, each of at most {MOST_TIMES} times its packed size, are read"
        raise DocumentError(name, None, said, "get the document from its publisher")
    if any(part.flag_bits & 1 for part in parts):
        raise locked(name, "a file")
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "workbook"
    raise DocumentError(name, None, "a zip file that is no Word or Excel document", f"unpack it, or {_AGAIN}")


def _old_office(content: bytes, name: str) -> Kind:
    """An .xls; .doc files, and Office files with a password, which come in the same container, are not read."""

    def entry(word: str) -> bool:
        return word.encode("utf-16-le") in content

    if entry("EncryptedPackage") or entry("EncryptionInfo"):
        raise locked(name, "a Word or Excel file")
    if entry("WordDocument"):
        raise DocumentError(name, None, "an old Word file (.doc)", "save it as .docx or PDF")
    if entry("Workbook") or entry("Book"):
        return "workbook"
    raise DocumentError(name, None, "an old Office file that is no workbook", _AGAIN)
