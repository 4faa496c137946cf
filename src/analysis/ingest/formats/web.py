"""An HTML page as lines of text and rows of tables.

A line is the ordinal of a paragraph or a table row. Nothing is fetched or run; what a page hides
(scripts, styles, elements without display) is not read. Tables that only lay out a page are looked through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from analysis.ingest.document import Block, Grid, Row, Text
from analysis.ingest.errors import DocumentError, Place, Remark
from analysis.ingest.formats.table import WIDEST, Cell, laid_out
from analysis.ingest.formats.text import decoded

_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([-\w]+)", re.IGNORECASE)
_QUIET = {"script", "style", "noscript", "head", "template", "select", "button", "nav", "svg", "iframe", "object"}
_LINES = {
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
    "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DEEPEST = 200
_ENCODINGS = ("utf-8-sig", "gb18030")


def parse(content: bytes, name: str, remarks: list[Remark]) -> tuple[list[Block], Place]:
    """The blocks of an HTML page, and where it ends. Raises DocumentError where nothing can be read."""
    text = _decoded(content, name)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise DocumentError(name, None, "an HTML page that can't be read", "save the page anew") from None
    reader = _Reader()
    reader.element(root, 0)
    reader.end()
    return reader.blocks, Place(None, max(reader.line, 1))


def _decoded(content: bytes, name: str) -> str:
    """The page as text, by its mark or its own word for its encoding, else UTF-8 or GB18030."""
    said = _CHARSET.search(content[:4096])
    in_gb = said and b"gb" in said[1].lower()
    text = decoded(content, name, "save the page as UTF-8", *(_ENCODINGS[::-1] if in_gb else _ENCODINGS))
    # A page that is text already must not say that it is bytes of some encoding.
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\x00", "")


class _Reader:
    """Goes through the elements in order; text gathers until an element begins a new line."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line = 0
        self.words: list[str] = []

    def end(self) -> None:
        """Ends the line that has gathered."""
        text = " ".join("".join(self.words).split())
        self.words = []
        if text:
            self.line += 1
            self.blocks.append(Text(text, Place(None, self.line)))

    def element(self, element: html.HtmlElement, depth: int) -> None:
        """Takes in an element; its tail is the parent's."""
        if _is_unseen(element, depth):
            return
        if element.tag == "table" and not _lays_out(element):
            self.end()
            self.table(element)
            return
        begins = element.tag in _LINES or element.tag == "br"
        if begins:
            self.end()
        self.words.append(element.text or "")
        for child in element:
            self.element(child, depth + 1)
            self.words.append(child.tail or "")
        if begins:
            self.end()

    def table(self, table: html.HtmlElement) -> None:
        """Takes in a table of data."""
        for caption in table.iterfind("caption"):
            self.element(caption, 0)
        rows = []
        for cells in laid_out(list(_cells(table))):
            self.line += 1
            if any(cells):
                rows.append(Row(cells, Place(None, self.line)))
        if rows:
            self.blocks.append(Grid(tuple(rows)))


def _lays_out(table: html.HtmlElement) -> bool:
    """True where a table only lays out a page: it holds other tables, or has a single column."""
    if next(table.iterdescendants("table"), None) is not None:
        return True
    return all(sum(cell.tag in ("td", "th") for cell in row) < 2 for row in table.iterdescendants("tr"))


def _cells(table: html.HtmlElement) -> Iterator[list[Cell]]:
    """The rows' cells by column; a cell over rows or columns stands in its first one."""
    taken: dict[int, int] = {}  # column -> rows that a cell from above still covers
    for row in table.iterdescendants("tr"):
        covered = {column for column, left in taken.items() if left > 0}
        for column in covered:
            taken[column] -= 1
        cells: list[Cell] = []
        at = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while at in covered:
                at += 1
            columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            if at + columns > WIDEST:
                break
            cells.append((at, _words(cell)))
            for column in range(at, at + columns):
                taken[column] = rows - 1
            at += columns
        yield cells


def _span(cell: html.HtmlElement, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), WIDEST) if value.isdigit() and len(value) < 6 else 1


def _words(cell: html.HtmlElement) -> str:
    """A cell's text, a line end between its paragraphs."""
    reader = _Reader()
    reader.element(cell, 0)
    return "\n".join(block.text for block in reader.blocks if isinstance(block, Text))


def _is_unseen(element: html.HtmlElement, depth: int) -> bool:
    if not isinstance(element.tag, str) or element.tag in _QUIET or depth > _DEEPEST:
        return True
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
