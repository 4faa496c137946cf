"""A page becomes a PDF: its print style set by WeasyPrint, in the fonts that the project brings along.

The PDF is tagged (PDF/UA-1), has bookmarks and a title, and its text can be searched and copied. The same page gives
the same bytes: no date, an identifier made of the content, and no font of the machine. What the machine adds is the
layout by Pango, HarfBuzz and fontconfig, whose versions `system.versions` tells.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import lxml.html

from analysis.briefs.documents import file, sources, word
from analysis.briefs.documents.blocks import table_of
from analysis.briefs.documents.system import MISSING, PdfError
from analysis.briefs.documents.widths import widths
from analysis.briefs.outline import PICTURE
from analysis.briefs.plan import Job
from analysis.present.phrases import Lang
from analysis.present.theme import fonts_folder

_LOCK = threading.Lock()  # fontconfig reads it; one at a time saves memory
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
"""


def document(page: str, job: Job, version: str, drawn: Mapping[str, str]) -> bytes:
    """The PDF of a job's page; `version` is that of the program that made it, `drawn` its charts as SVG, by their IDs.

    Raises PdfError where the system lacks Pango.
    """
    for id, svg in drawn.items():
        page = page.replace(PICTURE.format(id=id), svg)
    return typeset(_for_paper(page, job.lang, version))


def typeset(html: str) -> bytes:
    """A page that holds all that it shows as a PDF, in the project's own fonts. Raises PdfError."""
    with _LOCK, _own_fonts():
        weasyprint = _weasyprint()
        from weasyprint.text.fonts import FontConfiguration

        fonts = FontConfiguration()
        held = weasyprint.urls.URLFetcher(allowed_protocols={"data"})  # a page holds all that it shows
        pdf: bytes = weasyprint.HTML(string=html, url_fetcher=held).write_pdf(
            font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=True
        )
    return pdf


def _weasyprint() -> Any:
    """WeasyPrint, which finds the system's libraries as it is imported."""
    import contextlib
    import io
    import logging
    import warnings

    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a library that it will want
            import weasyprint
    except OSError:
        raise PdfError(MISSING) from None
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it names each rule for screens
    return weasyprint


@contextmanager
def _own_fonts() -> Iterator[None]:
    """Lets fontconfig see the project's own fonts and no others, whatever the machine has."""
    name, before = "FONTCONFIG_FILE", os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory(prefix="budget-briefs-fonts-") as folder:
        file = Path(folder) / "fonts.conf"
        file.write_text(_FONTS.format(folder=escape(str(fonts_folder()))), encoding="utf-8")
        os.environ[name] = str(file)
        try:
            yield
        finally:
            if before is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = before


# --- the page made ready ---------------------------------------------------------------------------


def _for_paper(page: str, lang: Lang, version: str) -> str:
    """The page without its scripts, each figure leading to its line in a list of sources behind the text."""
    tree = sources.for_paper(page, lang)
    for svg in tree.iter("{*}svg", "svg"):
        for text in svg.iter():
            if isinstance(text.tag, str) and text.get("font-family"):
                text.set("font-family", "Noto Sans SC")
    for table in tree.iter("table"):
        _set_widths(table)
    for figure in list(tree.iter("data")):
        if anchor := figure.attrib.pop(sources.ANCHOR, None):
            figure.attrib.pop("title")
            link = lxml.html.Element("a", {"href": f"#{anchor}", "class": "bb-listed"})
            figure.addprevious(link)
            link.tail, figure.tail = figure.tail, None
            link.append(figure)
    for dated in tree.xpath("//meta[starts-with(@name, 'dcterms.')]"):  # no day of a build
        dated.drop_tree()
    style = lxml.html.Element("style")
    style.text = file("paper.css")
    if (head := tree.find("head")) is None:
        head = lxml.html.Element("head")
        tree.insert(0, head)
    head.append(style)
    if (kind := tree.find(".//meta[@name='generator']")) is not None:
        kind.set("content", f"budget-briefs {version}")
    html: str = lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return html


def _set_widths(table: lxml.html.HtmlElement) -> None:
    """Gives the table's columns the widths that they have in Word.

    To find widths of its own WeasyPrint breaks every cell at every letter, for which a cell of a thousand letters
    takes seconds.
    """
    if (read := table_of(table)) is None:
        return
    wide = widths(read, word.TEXT_WIDTH)
    columns = "".join(f'<col style="width: {100 * width / sum(wide):.3f}%">' for width in wide)
    caption = table.find("caption")
    table.insert(0 if caption is None else 1, lxml.html.fragment_fromstring(f"<colgroup>{columns}</colgroup>"))
    table.set("style", "table-layout: fixed; width: 100%")
