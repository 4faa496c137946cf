"""Office documents taken apart, and opened by LibreOffice where that is installed."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from analysis.present.theme import fonts_folder

SOFFICE = shutil.which("soffice")
_PARTS = {"Writer": "libswlo.so", "Calc": "libsclo.so"}


def _lacks(part: str) -> bool:
    """Whether LibreOffice is not here, or without one of its parts, which systems package one by one."""
    there = {name for name, file in _PARTS.items() if SOFFICE and (Path(SOFFICE).resolve().parent / file).is_file()}
    return not SOFFICE or (bool(there) and part not in there)


NEEDS_OFFICE = pytest.mark.skipif(_lacks("Writer"), reason="LibreOffice Writer is not installed")
NEEDS_CALC = pytest.mark.skipif(_lacks("Calc"), reason="LibreOffice Calc is not installed")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(document: bytes) -> dict[str, bytes]:
    """The parts of a document by name."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


def xml(document: bytes, name: str) -> etree._Element:
    """One part as XML."""
    return etree.fromstring(parts(document)[name])


def converted(document: bytes, suffix: str, to: str, folder: Path) -> Path:
    """The document as LibreOffice opens it and saves it again in another format."""
    source = folder / f"document.{suffix}"
    source.write_bytes(document)
    fonts = folder / "fonts.conf"  # the project's own beside the machine's, which may have none for Chinese
    fonts.write_text(
        f"<fontconfig><dir>{fonts_folder()}</dir><dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    command = [SOFFICE or "", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", to, "--outdir", str(folder / "out"), str(source)],
        check=True,
        capture_output=True,
        timeout=180,
        env={**os.environ, "HOME": str(folder), "FONTCONFIG_FILE": str(fonts)},
    )
    return folder / "out" / f"document.{to.partition(':')[0]}"


def text_of(element: etree._Element) -> str:
    """The text of a part of a Word document, a blank between paragraphs."""
    return " ".join("".join(p.itertext(f"{W}t")) for p in element.iter(f"{W}p"))


def squeezed(text: str) -> str:
    """Text without white space, which no two programs set alike."""
    return re.sub(r"\s+", "", text)
