"""WordprocessingML (ECMA-376): the elements of a Word document that python-docx has no words for.

Every function makes an element; none of them knows what a brief is. Lengths are in twips, a twentieth of a point.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

#: A4 with these margins leaves a text of 170 mm.
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 11906, 16838, 1134
TEXT_WIDTH, TEXT_HEIGHT = PAGE_WIDTH - 2 * MARGIN, PAGE_HEIGHT - 2 * MARGIN


def element(name: str, *children: Element | None, **attributes: Any) -> Element:
    """`element("w:shd", w_fill="F3F5F8")`: an element with attributes (`w_` stands for `w:`) and children."""
    made: Element = OxmlElement(name)
    for key, value in attributes.items():
        prefix, _, local = key.partition("_")
        made.set(qn(f"{prefix}:{local}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


def text(words: str) -> Element:
    """A piece of text, its blanks kept."""
    made = element("w:t")
    made.text = words
    made.set(qn("xml:space"), "preserve")
    return made


def run(
    words: str, *, style: str = "", strong: bool = False, chinese: bool = False, extra: Iterable[Element] = ()
) -> Element:
    """A run of text; a newline in it breaks the line. `chinese` sets quotes and dashes as Chinese ones."""
    properties = element("w:rPr")
    if style:
        properties.append(element("w:rStyle", w_val=style))
    if chinese:
        properties.append(element("w:rFonts", w_hint="eastAsia"))
    if strong:
        properties.append(element("w:b"))
    properties.extend(extra)
    if chinese:
        properties.append(element("w:lang", w_eastAsia="zh-CN"))
    made = element("w:r")
    if len(properties):
        made.append(properties)
    for number, line in enumerate(words.split("\n")):
        if number:
            made.append(element("w:br"))
        if line:
            made.append(text(line))
    return made


def tab() -> Element:
    """A run that goes on at the next tab stop."""
    return element("w:r", element("w:tab"))


def paragraph(style: str, *content: Element, keep: bool = False, extra: Iterable[Element] = ()) -> Element:
    """A paragraph of a style; `keep` keeps it on the page of the next one."""
    properties = element("w:pPr", element("w:pStyle", w_val=style))
    if keep:
        properties.append(element("w:keepNext"))
    properties.extend(extra)
    return element("w:p", properties, *content)


def field(instruction: str, shown: str, *, chinese: bool = False) -> list[Element]:
    """A field that Word computes, with what it shows until then."""
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    return [
        element("w:r", element("w:fldChar", w_fldCharType="begin")),
        element("w:r", code),
        element("w:r", element("w:fldChar", w_fldCharType="separate")),
        run(shown, chinese=chinese),
        element("w:r", element("w:fldChar", w_fldCharType="end")),
    ]


def link(anchor: str, *content: Element) -> Element:
    """Content that leads to a bookmark of the same document."""
    return element("w:hyperlink", *content, w_anchor=anchor, w_history=1)


def bookmark(name: str, number: int, *content: Element) -> list[Element]:
    """Content with a bookmark around it."""
    begin = element("w:bookmarkStart", w_id=number, w_name=name)
    return [begin, *content, element("w:bookmarkEnd", w_id=number)]


def table(style: str, widths: Iterable[int], *rows: Element, title: str = "", indent: int = 0) -> Element:
    """A table of fixed widths; `title` is its text alternative."""
    wide = list(widths)
    properties = element(
        "w:tblPr",
        element("w:tblStyle", w_val=style),
        element("w:tblW", w_w=sum(wide), w_type="dxa"),
        element("w:tblInd", w_w=indent, w_type="dxa"),
        element("w:tblLayout", w_type="fixed"),
        element(
            "w:tblLook",
            w_val="0420",
            w_firstRow=1,
            w_lastRow=0,
            w_firstColumn=0,
            w_lastColumn=0,
            w_noHBand=0,
            w_noVBand=1,
        ),
        element("w:tblCaption", w_val=title[:255]) if title else None,
    )
    grid = element("w:tblGrid", *(element("w:gridCol", w_w=width) for width in wide))
    return element("w:tbl", properties, grid, *rows)


def row(*cells: Element, head: bool = False) -> Element:
    """A row, kept on one page; a `head` is repeated on each."""
    properties = element("w:trPr", element("w:cantSplit"), element("w:tblHeader") if head else None)
    return element("w:tr", properties, *cells)


def cell(
    width: int, *content: Element, span: int = 1, fill: str = "", head: bool = False, whole: bool = False
) -> Element:
    """A cell of paragraphs; what is `whole` is not broken into lines."""
    properties = element(
        "w:tcPr",
        element("w:tcW", w_w=width, w_type="dxa"),
        element("w:gridSpan", w_val=span) if span > 1 else None,
        element("w:shd", w_val="clear", w_color="auto", w_fill=fill) if fill else None,
        element("w:noWrap") if whole else None,
        element("w:vAlign", w_val="bottom") if head else None,
    )
    return element("w:tc", properties, *(content or (element("w:p"),)))
