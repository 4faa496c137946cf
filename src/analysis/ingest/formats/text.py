"""A text or Markdown document as lines of text and rows of tables.

A table row is a line with tabs, or a Markdown row between pipes; rows that a line break
went through are put together again where the table's own width proves that they belong
together. A form feed begins a page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from analysis.ingest.document import Block, Grid, Row, Text
from analysis.ingest.errors import DocumentError, Place
from analysis.text import fold

_TAG = re.compile(r"</?(?:p|b|i|u|em|strong|span|div|sub|sup|font|center|a)(?:\s[^<>]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"</p>\s*<p(?:\s[^<>]*)?>|<br\s*/?>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
PAGE_NUMBER = re.compile(r"^\W{0,3}(?:第\s*)?\d{1,4}(?:\s*页)?(?:\W{0,3}(?:共|of)?\s*\d{1,4}\s*页?)?\W{0,3}$")
_PIPE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_FRAMES_A_TABLE = re.compile(r"表\d*(?:\([^()]*\))?$|^.{1,10}:")
_LONGEST_PIECE = 8  # lines
_LONGER_THAN_A_NAME = 40  # characters
#: Of a run's lines have to fit the width by which its rows are put together.
_MOST = 0.8
#: Rows of cells, each with the number of the line that it begins on.
_Rows = list[tuple[int, list[str]]]
_FIGURE = re.compile(r"[-+△▲(]?[\d,]{0,40}(?:\.\d{1,40}|(?<=\d))\)?%?")


def parse(content: bytes, name: str) -> tuple[list[Block], Place]:
    """The blocks of a text, whatever its encoding, and where it ends. Raises DocumentError."""
    remedy = "save the document as text (UTF-8 or GB18030)"
    text = decoded(content, name, remedy, "utf-8-sig", "gb18030")
    if not text.strip():
        raise DocumentError(name, None, "an empty file", "get the document again")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        at = Place(None, text.count("\n", 0, found.start()) + 1)
        raise DocumentError(name, at, f"a binary character (U+{ord(found[0]):04X}), no text", remedy)
    return list(_blocks(text)), Place(None, text.count("\n") + 1)


def decoded(content: bytes, name: str, remedy: str, *encodings: str) -> str:
    """A file's text in UTF-16 where its mark says so, else in the first encoding that it fits. Raises DocumentError."""
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else encodings:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise DocumentError(name, None, "bytes that are no text in UTF-8 or GB18030", remedy)


def _blocks(text: str) -> Iterator[Block]:
    """Text lines and grids; page numbers and what a form feed ends are furniture and left out."""
    lines = text.split("\n")
    run = _Run(stripped=not any(line.rstrip(" ").endswith(("\t", "|")) for line in lines))
    page = "1" if "\f" in text else None
    blank = True
    for number, raw in enumerate(lines, 1):
        if "\f" in raw:
            yield from run.flush(page)
            before, _, raw = raw.rpartition("\f")
            if before.strip("\f \t"):
                yield Text(clean(before), Place(page, number))
            page, blank = str(int(page or "1") + (before + "\f").count("\f")), True
        if not raw.strip():
            if "\t" in raw and run.lines:
                continue  # an empty row of the table
            yield from run.flush(page)
            blank = True
            continue
        cells = _cells(raw)
        if cells is None and (run.lines or run.above) and _is_inside(lines, number):
            if PAGE_NUMBER.match(fold(raw)):
                continue
            cells = [raw]
        if cells is not None:
            if cells:
                run.lines.append((number, cells))
            continue
        below = run.lines and _blank_after(lines, number)  # a row of a name alone may end the page
        yield from run.flush(page)
        if not (PAGE_NUMBER.match(fold(raw)) and blank and _blank_after(lines, number)):
            yield Text(clean(raw), Place(page, number))
            if not below:
                run.above, run.ragged = 0, False
        blank = False
    yield from run.flush(page)


@dataclass
class _Run:
    """Lines of cells that stand together. `stripped`: the document has lost the tabs at the ends of its lines.

    `above` is the width of the grid above, where nothing but a page break stands between, and a line right below it;
    `ragged`: its rows are of several lengths, so that pieces of names can't be told from rows of a name.
    """

    stripped: bool
    lines: _Rows = field(default_factory=list)
    above: int = 0
    ragged: bool = False

    def flush(self, page: str | None) -> Iterator[Grid]:
        """The grid that the lines make, if there are any."""
        if self.lines:
            rows = self.lines if self.ragged else _whole_rows(self.lines, self.stripped, self.above)
            widths = {len(cells) for _, cells in rows}
            self.above, self.ragged = max(widths), self.stripped and len(widths) > 1
            self.lines = []
            yield Grid(tuple(Row(tuple(map(clean, cells)), Place(page, line)) for line, cells in rows))


def clean(raw: str) -> str:
    """A printed line or cell without Markdown and HTML marks; paragraphs of a cell are lines of it."""
    text = _HEADING.sub("", raw) if "#" in raw else raw
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "&" in text:
        text = html.unescape(text)
    return text.replace("**", "").strip()


def _cells(raw: str) -> list[str] | None:
    """The cells of a table row, none for the rule below a Markdown header, None for no row."""
    if _PIPE_ROW.match(raw):
        if _PIPE_RULE.match(raw):
            return []
        return [cell.replace("\\|", "|") for cell in _PIPE.split(raw.strip()[1:-1])]
    return raw.split("\t") if "\t" in raw else None


def _is_inside(lines: list[str], number: int) -> bool:
    """True where a line without tabs stands between two rows: a piece of a cell that is broken over lines."""
    for raw in lines[number - 1 : number - 1 + _LONGEST_PIECE]:
        if "\t" in raw:
            return bool(raw.strip())
        if not raw.strip() or "\f" in raw or _HEADING.match(raw) or _FRAMES_A_TABLE.search(fold(raw).strip()):
            return False
    return False


def _blank_after(lines: list[str], number: int) -> bool:
    return number >= len(lines) or not lines[number].strip("\f \t") or "\f" in lines[number]


def _whole_rows(run: _Rows, stripped: bool, above: int) -> _Rows:
    """Rows that line breaks went through, put together: their pieces add up to the width of the table.

    Rows of several tables in one run have no common width and stay as they are. Where the document has lost
    the tabs at the ends of its lines (`stripped`), short rows are no proof of a break, and rows are put
    together only where that makes every row of the table whole. Of widths that
    make as many lines whole that of the page above is taken, else the one that puts fewest together.
    """
    widths = {len(cells) for _, cells in run} | {above}
    if len(widths - {0}) == 1:
        return run
    tried = [(*_grouped(run, width), width == above) for width in sorted(widths - {0, 1}, reverse=True)]
    rows, covered, _ = max(tried, key=lambda found: (found[1], found[2], len(found[0])), default=(run, 0, False))
    needed = len(run) if stripped else len(run) * _MOST
    return rows if covered >= needed else run


def _grouped(run: _Rows, width: int) -> tuple[_Rows, int]:
    """The run with pieces put together to rows of `width`, and how many of its lines make whole rows."""
    rows: _Rows = []
    covered = i = 0
    while i < len(run):
        line, cells = run[i]
        if len(cells) == 1 and rows and _goes_on(rows[-1][1], cells[0], width):
            rows[-1] = (rows[-1][0], [*rows[-1][1][:-1], rows[-1][1][-1] + cells[0]])
            covered, i = covered + 1, i + 1
            continue
        end = i + 1
        while len(cells) < width and end < len(run):
            more = run[end][1]
            if len(cells) + len(more) - 1 > width or not _joins(cells[-1], more[0]):
                break
            cells = [*cells[:-1], cells[-1] + more[0], *more[1:]]
            end += 1
        if len(cells) != width:
            cells, end = run[i][1], i + 1
        else:
            covered += end - i
        rows.append((line, cells))
        i = end
    return rows, covered


def _goes_on(row: list[str], piece: str, width: int) -> bool:
    """True where a piece goes on with the last cell of the row above rather than begins the row below."""
    return len(row) == width and len(row[-1]) >= _LONGER_THAN_A_NAME and _joins(row[-1], piece)


def _joins(end: str, start: str) -> bool:
    """True where two cells can be one word that a line break went through."""
    return all(text.strip() and not _FIGURE.fullmatch(fold(text).strip()) for text in (end, start))
