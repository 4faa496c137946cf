"""Office documents are zip archives: the same content gives the same bytes, whoever writes it, where and when."""

from __future__ import annotations

import io
import re
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a zip archive knows
_TYPES, _PROPERTIES = "[Content_Types].xml", "docProps/core.xml"
_DATES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def reproducible(archive: bytes) -> bytes:
    """The archive with its parts in order and without times: neither the parts' nor those of writing.

    The list of content types comes first, as readers of Office documents expect.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        names = sorted(old.namelist(), key=lambda name: (name != _TYPES, not name.startswith("_rels/"), name))
        for name in names:
            content = old.read(name)
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            part.external_attr = 0
            new.writestr(part, _DATES.sub(b"", content) if name == _PROPERTIES else content)
    return out.getvalue()
