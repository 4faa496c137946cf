"""A published document becomes a Disclosure.

`ingest` is the way in. The rooms: `sources` and `formats` (a file to the lines and rows of `document`), `choice`
(its template), `reading` (the whole of it, and whose it is), `frames`, `titles`, `tables`, `headers`, `rows`, `lines`
and `hierarchy` (the budget tables), `sections`, `statements`, `sentence`, `reasons`, `causes` and `naming` (the
narrative), `forms`, `performance`, `own_form` and `indicators` (the forms), `targets` and `mentions` (figures in
words), `spots` (where each cell is printed), `inspection` (the part of a document that a template knows), `limits`
(the time and memory that one may take), `batch` (many documents).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.ingest.reading import DocumentError, Ingested, Remark, ingest, ingest_bytes, read_document

__all__ = ["DocumentError", "Ingested", "Remark", "ingest", "ingest_bytes", "read_document"]


def __getattr__(name: str) -> Any:
    """Imports what is asked for only then: the process that reads a file apart needs no tables of figures."""
    if name in __all__:
        from analysis.ingest import reading

        return getattr(reading, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
