"""A page as headings, paragraphs, tables and charts, for a document to set.

The blocks are read from the same HTML that the page is made of, so that a document says what the page says.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from analysis.briefs.documents.sources import ANCHOR
from analysis.text import printable

_SPACE = re.compile(r"[ \t\n\r\f]+")
_HEADING = re.compile(r"h([1-6])")
#: Elements of a notebook's own output that say nothing on paper.
_SKIPPED = {"style", "input", "select", "svg", "head"}
#: Classes of paragraphs, or of what they stand in, that a document sets in a way of their own.
_PARAGRAPHS = {"bb-note": "note", "bb-source": "note", "bb-foot": "note"}
_PARAGRAPHS |= {"bb-group": "group", "bb-sources-list": "listed"}
#: Elements that begin a block of their own.
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figure", "footer", "header"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
}


@dataclass(frozen=True)
class Run:
    """Text of one look: `chinese` where it says its language, `source` the anchor of a figure's source.

    `anchor` is its own, to which figures lead.
    """

    text: str
    strong: bool = False
    code: bool = False
    raised: bool = False
    chinese: bool | None = None
    source: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the document's own."""

    level: int
    runs: Sequence[Run]
    boxed: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: `kind` is note, code, item, group, listed or empty; `depth` counts lists around an item."""

    runs: Sequence[Run]
    kind: str = ""
    depth: int = 0
    number: int = 0
    boxed: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell of a table, `span` columns wide; `figures` are set to the right."""

    runs: Sequence[Run]
    figures: bool = False
    heading: bool = False
    span: int = 1

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Line:
    """A row of a table; `level` 1 is set in under the row above."""

    cells: Sequence[Cell]
    level: int = 0
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption; `head` are the rows to repeat on every page."""

    caption: Sequence[Run]
    head: Sequence[Line]
    body: Sequence[Line]

    @property
    def width(self) -> int:
        return max(sum(cell.span for cell in line.cells) for line in (*self.head, *self.body))


@dataclass(frozen=True)
class Picture:
    """A picture: the chart of a figure, by its ID, or the bytes of a PNG or JPEG."""

    caption: Sequence[Run]
    alt: str
    chart: str = ""
    content: bytes = b""


Block = Heading | Paragraph | Table | Picture


def read(tree: HtmlElement) -> Iterator[Block]:
    """The blocks that a tree of HTML shows."""
    return _Reader().read(tree)


def table_of(element: HtmlElement) -> Table | None:
    """The table that an element is, None where it has no cells."""
    table = _Reader()._table(element, Run(""))
    return table if table.width else None


@dataclass
class _Reader:
    _runs: list[Run] = field(default_factory=list)

    def read(self, element: HtmlElement, look: Run = Run(""), boxed: bool = False) -> Iterator[Block]:
        """The blocks of an element; text between blocks is a paragraph."""
        self._text(element.text, look)
        for child in element:
            if _is_shown(child):
                if child.tag in _BLOCKS:
                    yield from self._flush(boxed)
                    yield from self._block(child, _look(child, look), boxed)
                else:
                    self._inline(child, look)
            self._text(child.tail, look)
        yield from self._flush(boxed)

    def _block(self, element: HtmlElement, look: Run, boxed: bool) -> Iterator[Block]:
        kinds = (element.get("class") or "").split()
        if found := _HEADING.fullmatch(element.tag):
            if runs := self._runs_of(element, look):
                yield Heading(int(found[1]), runs, boxed)
        elif element.tag == "p":
            around = (element.getparent().get("class") or "").split()
            kind = next((_PARAGRAPHS[kind] for kind in kinds or around if kind in _PARAGRAPHS), "")
            if runs := self._runs_of(element, look):
                yield Paragraph(runs, kind, boxed=boxed)
        elif element.tag == "pre":
            if text := element.text_content().rstrip():
                yield Paragraph([replace(look, text=printable(text, "\n\t"), code=True)], "code")
        elif element.tag in ("ul", "ol"):
            yield from self._items(element, look, boxed)
        elif element.tag == "table":
            if (table := self._table(element, look)).width:
                yield table
        elif element.tag == "figure":
            yield from self._figure(element, look)
        elif element.tag != "hr":
            yield from self.read(element, look, boxed or "bb-sure" in kinds or element.get("role") == "note")

    def _items(self, element: HtmlElement, look: Run, boxed: bool, depth: int = 0) -> Iterator[Block]:
        for number, item in enumerate(element.iterchildren("li"), 1):
            self._text(item.text, look)
            lists = []
            for child in item:
                if child.tag in ("ul", "ol"):
                    lists.append(child)
                elif _is_shown(child):
                    self._inline(child, look)
                self._text(child.tail, look)
            if runs := self._take():
                yield Paragraph(runs, "item", depth, number if element.tag == "ol" else 0, boxed)
            for child in lists:
                yield from self._items(child, look, boxed, depth + 1)

    def _table(self, element: HtmlElement, look: Run) -> Table:
        head: list[Line] = []
        body: list[Line] = []
        caption = element.find("caption")
        for row in element.iter("tr"):
            line = self._line(row, look)
            if line.cells:
                is_head = row.getparent().tag == "thead" or all(cell.tag == "th" for cell in row)
                (head if is_head and not body else body).append(line)
        if not head and not body:
            return Table([], [], [Line([])])
        return Table([] if caption is None else self._runs_of(caption, look), head, body)

    def _line(self, row: HtmlElement, look: Run) -> Line:
        kinds = (row.get("class") or "").split()
        level = next((int(kind[7:] or 1) for kind in reversed(kinds) if re.fullmatch(r"bb-part\d?", kind)), 0)
        cells = []
        for cell in row.iterchildren("th", "td"):
            span = cell.get("colspan") or "1"
            cells.append(
                Cell(
                    self._runs_of(cell, _look(cell, look)),
                    figures="bb-figures" in (cell.get("class") or ""),
                    heading=cell.tag == "th",
                    span=int(span) if span.isdecimal() and 0 < int(span) < 64 else 1,
                )
            )
        return Line(cells, level, "bb-total" in kinds)

    def _figure(self, element: HtmlElement, look: Run) -> Iterator[Block]:
        said = element.find(".//figcaption")
        caption = [] if said is None else self._runs_of(said, look)
        for chart in element.find_class("bb-chart"):
            yield Picture(caption, chart.get("aria-label") or "", element.get("id") or "")
        for image in element.iter("img"):
            if (source := image.get("src") or "").startswith("data:image/"):
                yield Picture(caption, image.get("alt") or "", content=base64.b64decode(source.partition(",")[2]))

    # --- text ------------------------------------------------------------------------

    def _runs_of(self, element: HtmlElement, look: Run) -> list[Run]:
        self._inside(element, look)
        return self._take()

    def _inline(self, element: HtmlElement, look: Run) -> None:
        if element.tag == "br":
            self._runs.append(replace(look, text="\n"))
            return
        self._inside(element, _look(element, look))

    def _inside(self, element: HtmlElement, look: Run) -> None:
        self._text(element.text, look)
        for child in element:
            if _is_shown(child):
                self._inline(child, look)
                if child.tag in _BLOCKS:
                    self._text(" ", look)
            self._text(child.tail, look)

    def _text(self, text: str | None, look: Run) -> None:
        if not text:
            return
        text = printable(_SPACE.sub(" ", text))
        if self._runs and self._runs[-1].text.endswith((" ", "\n")):
            text = text.removeprefix(" ")
        if text:
            self._runs.append(replace(look, text=text))

    def _take(self) -> list[Run]:
        """The runs gathered, without white space at both ends."""
        runs, self._runs = self._runs, []
        while runs and not runs[0].text.strip(" \n"):
            runs.pop(0)
        while runs and not runs[-1].text.strip(" \n"):
            runs.pop()
        if runs:
            runs[0] = replace(runs[0], text=runs[0].text.lstrip(" \n"))
            runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip(" \n"))
        return runs

    def _flush(self, boxed: bool) -> Iterator[Block]:
        if runs := self._take():
            yield Paragraph(runs, boxed=boxed)


def _is_shown(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and element.tag not in _SKIPPED


def _look(element: HtmlElement, look: Run) -> Run:
    """The look of the text in an element, where `look` is that around it."""
    if element.tag in ("strong", "b"):
        look = replace(look, strong=True, anchor=element.get("id") or "")
    elif element.tag in ("code", "kbd"):
        look = replace(look, code=True)
    elif element.tag == "sup":
        look = replace(look, raised=True)
    if anchor := element.get(ANCHOR):
        look = replace(look, source=anchor)
    if lang := element.get("lang"):
        look = replace(look, chinese=lang.startswith("zh"))
    return look
