"""A published document becomes a Disclosure.

`ingest` is the way in. The rooms: `sources` and `formats` (a file to the lines and rows of `document`), `choice`
(its template), `reading` (the whole of it), `frames`, `tables`, `headers`, `printed_units`, `rows`, `hierarchy` and
`printed_changes` (the budget tables), `cover` (whose they are), `sections`, `statements`, `sentence`, `reasons` and
`facts` (the narrative), `forms`, `performance`, `own_form` and `indicators` (the forms), `targets` and `mentions`
(figures in words), `inspection` (what a template knows of a document), `limits` (what one document may take).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.ingest.errors import DocumentError, Remark
    from analysis.ingest.reading import Ingested, ingest, ingest_bytes, read_document

__all__ = ["DocumentError", "Ingested", "Remark", "ingest", "ingest_bytes", "read_document"]

_HOMES = {
    **dict.fromkeys(("DocumentError", "Remark"), "analysis.ingest.errors"),
    **dict.fromkeys(("Ingested", "ingest", "ingest_bytes", "read_document"), "analysis.ingest.reading"),
}


def __getattr__(name: str) -> Any:
    """Imports what is asked for only then: the process that reads a file apart needs no tables of figures."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'analysis.ingest' has no attribute {name!r}")
