"""A page made ready for paper: without what is for a screen, its figures' sources listed behind its text.

No pointer can rest on a figure of paper. Each figure of a page is a `<data>` element that says its source; the list
has all of them, table by table, and each figure names its line of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

import lxml.html
from lxml.html import HtmlElement

from analysis.present import messages
from analysis.present.phrases import Lang
from analysis.text import printable

#: The attribute by which a `<data>` element names its line of the list.
ANCHOR = "data-listed"


#: What a page has for a screen alone; to lay it out unseen would take as long as what is seen.
_FOR_SCREENS = "//script | //noscript | //template | //button | //dialog | //form | //details | //*[@hidden]" + "".join(
    f" | //*[contains(concat(' ', @class, ' '), ' {kind} ')]"
    for kind in ("bb-behind", "bb-code", "bb-skip", "bb-original")
)
_FOR_SCREENS += " | //a[starts-with(@href, '#note-')][contains(@href, '-at')]"  # from a note back to its mark
_EMPTY = "//section[not(*[not(self::h2)][normalize-space() or descendant::svg or descendant::img])]"


@dataclass
class Listed:
    """One line of the list: where figures stand, each with its anchor and as shown, and their source in words."""

    where: str
    source: str
    figures: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Group:
    """The figures of one table, or of the text under one heading."""

    title: str
    lines: list[Listed] = field(default_factory=list)


def for_paper(page: str, lang: Lang) -> HtmlElement:
    """The page's tree without what is for a screen; its main part ends with the colophon and the list of sources."""
    tree = lxml.html.document_fromstring(page)
    clear(tree)
    groups, main = number(tree), tree.find(".//main")
    if main is not None:
        main.extend(tree.xpath("//footer"))  # so that it never stands alone on a page
        if groups:
            main.append(lxml.html.fragment_fromstring(_list(groups, lang)))
    return tree


def _list(groups: list[Group], lang: Lang) -> str:
    """The list of sources as HTML: a paragraph for each line, under the title of its group."""
    words = {name: escape(text) for name, text in messages.words("paper", lang).items()}
    parts = []
    for group in groups:
        parts.append(f'<p class="bb-group">{escape(group.title)}</p>')
        for line in group.lines:
            figures = ", ".join(f'<b id="{anchor}">{escape(figure)}</b>' for anchor, figure in line.figures)
            where = f"{escape(line.where)}: " if line.where else ""
            between = " " if line.source.startswith("=") else " — "
            parts.append(f"<p>{where}{figures}{between}{escape(line.source)}</p>")
    top = f'<h2>{words["sources"]}</h2><p class="bb-note">{words["sources_note"]}</p>'
    return f'<section class="bb-sources-list">{top}{"".join(parts)}</section>'


def clear(tree: HtmlElement) -> None:
    """Takes from a page what is for a screen, and the parts of which nothing is left but their heading."""
    for kind in (_FOR_SCREENS, _EMPTY):
        for element in tree.xpath(kind):
            element.drop_tree()


def number(tree: HtmlElement) -> list[Group]:
    """The figures of a page in their order, each `<data>` element marked with its anchor in the list.

    Figures of one place and one source share a line; one that stands there twice is listed once.
    """
    groups: list[Group] = []
    lines: dict[tuple[str, str], Listed] = {}
    count = 0
    for title, where, element in _figures(tree):
        if not groups or groups[-1].title != title:
            groups.append(Group(title))
            lines = {}
        source, figure = printable(_on_one_line(element.get("title") or "")), text_of(element)
        line = lines.get((where, source))
        if line is None:
            line = lines[where, source] = Listed(where, source)
            groups[-1].lines.append(line)
        anchor = next((anchor for anchor, known in line.figures if known == figure), "")
        if not anchor:
            count += 1
            anchor = f"source{count}"
            line.figures.append((anchor, figure))
        element.set(ANCHOR, anchor)
    return groups


def _on_one_line(source: str) -> str:
    """A source in words, which stands on a line for each piece, on one."""
    between = "；" if any("\u4e00" <= letter <= "\u9fff" for letter in source.partition("\n")[0]) else "; "
    return between.join(filter(None, source.split("\n")))


def text_of(element: HtmlElement) -> str:
    """An element's text on one line, without the marks of notes."""
    pieces = element.xpath(".//text()[not(ancestor::sup)]")
    numbers = element.find_class("bb-number")
    spaced = (f"{piece} " if piece.getparent() in numbers and piece.is_text else piece for piece in pieces)
    return printable(" ".join("".join(spaced).split()))


def _figures(tree: HtmlElement) -> Iterator[tuple[str, str, HtmlElement]]:
    """Each figure that has a source: the title of its group, its place in that, and its element."""
    heading = ""
    for element in tree.iter("h1", "h2", "h3", "h4", "data"):
        if element.tag != "data":
            heading = text_of(element)
        if element.tag == "data" and element.get("title"):
            cell = _above(element, "td", "th")
            table = None if cell is None else _above(cell, "table")
            if cell is None or table is None:
                yield heading, "", element
            else:
                caption = table.find("caption")
                yield heading if caption is None else text_of(caption), _place(cell, table), element


def _place(cell: HtmlElement, table: HtmlElement) -> str:
    """A cell's place in its table: the row's heading and the column's."""
    row = cell.getparent()
    cells = list(row)
    head = table.find("thead/tr")
    heads = [] if head is None else list(map(text_of, head))
    at = cells.index(cell)
    column = heads[at] if at < len(heads) else ""
    first = text_of(cells[0]) if at else ""
    return " · ".join(part for part in (first, column) if part)


def _above(element: HtmlElement, *tags: str) -> HtmlElement | None:
    return next((parent for parent in element.iterancestors(*tags)), None)
