"""The look of a Word brief: its styles, lists, paper and fonts, read from styles.xml and numbering.xml."""

from __future__ import annotations

from functools import cache
from string import Template

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml.etree import _Element as Element

from analysis.briefs.documents import file
from analysis.briefs.documents.word import MARGIN, PAGE_HEIGHT, PAGE_WIDTH, element
from analysis.present import theme
from analysis.present.phrases import Lang

#: Colours as Word writes them; the fill of rows that stand out.
_COLOURS = {name: getattr(theme, name).lstrip("#").upper() for name in ("INK", "ACCENT", "MUTED", "RULE", "SOFT")}
SOFT = _COLOURS["SOFT"]
#: The lists of numbering.xml: bullets; the first number that a list of a brief's own may have.
BULLETS, FIRST_LIST = 1, 3
_COUNTED = 2  # the kind of list that counts
#: What stands in for fonts that Word has on Windows and macOS.
_INSTEAD = {"Arial": "Liberation Sans", "Microsoft YaHei": "微软雅黑,Noto Sans CJK SC,Noto Sans SC"}


def dress(document: Document, lang: Lang) -> None:
    """Gives the document the styles of a brief, A4 paper and fonts; what it had of its own goes."""
    styles = document.styles.element
    styles[:] = list(parse_xml(_read("styles.xml")))
    if lang == "zh":  # quotes and dashes are Chinese ones
        styles.find("w:docDefaults/w:rPrDefault/w:rPr/w:rFonts", styles.nsmap).set(*_HINT)
    section = document.sections[0]._sectPr
    edges = {f"w_{side}": MARGIN for side in ("top", "right", "bottom", "left")}
    section[:] = [
        element("w:pgSz", w_w=PAGE_WIDTH, w_h=PAGE_HEIGHT),
        element("w:pgMar", **edges, w_header=567, w_footer=567, w_gutter=0),
        element("w:titlePg"),
    ]
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = _fonts()


def numbering(count: int) -> Element:
    """The lists of a document: those of every brief, and `count` that count from 1."""
    lists: Element = parse_xml(_read("numbering.xml"))
    for number in range(FIRST_LIST, FIRST_LIST + count):
        begin = element("w:lvlOverride", element("w:startOverride", w_val=1), w_ilvl=0)
        lists.append(element("w:num", element("w:abstractNumId", w_val=_COUNTED), begin, w_numId=number))
    return lists


def _fonts() -> bytes:
    """The font table: what stands in for each font where it is not there."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in sorted(_INSTEAD.items())
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:fonts {nsdecls("w")}>{rows}</w:fonts>'.encode()


@cache
def _read(name: str) -> bytes:
    return Template(file(name)).substitute(_COLOURS).encode()


_HINT = ("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}hint", "eastAsia")
