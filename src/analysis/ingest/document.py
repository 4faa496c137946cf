"""A text or Markdown document as lines of text and rows of tables, each with its page and line.

Nothing here knows what a budget is. A table row is a line with tabs, or a Markdown
row between pipes; rows that a line break went through are put together again where
the table's own width proves that they belong together.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.ingest.errors import DocumentError
from analysis.text import fold

_TAG = re.compile(r"</?(?:p|b|i|u|em|strong|span|div|sub|sup|font|center|a)(?:\s[^<>]*)?>", re.IGNORECASE)
_BREAK = re.compile(r"</p>\s*<p(?:\s[^<>]*)?>|<br\s*/?>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_PAGE_NUMBER = re.compile(r"^\W{0,3}(?:第\s*)?\d{1,4}(?:\s*页)?(?:\W{0,3}(?:共|of)?\s*\d{1,4}\s*页?)?\W{0,3}$")
_PIPE_ROW = re.compile(r"^\s*\|.*\|\s*$")
_PIPE_RULE = re.compile(r"^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_FIGURE = re.compile(r"[-+△▲(]?[\d,]*\.?\d+\)?%?")
_NOT_TEXT = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word, Excel or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
}


@dataclass(frozen=True, slots=True)
class Text:
    """One printed line that is no table row."""

    text: str
    line: int
    page: str | None
    after_blank: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells as printed, and the line that it begins on."""

    cells: tuple[str, ...]
    line: int
    page: str | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that stand together without a line between them."""

    rows: tuple[Row, ...]

    @property
    def line(self) -> int:
        return self.rows[0].line


Block = Text | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A document's blocks in order. `name` is how errors call it, `sha256` that of its bytes."""

    name: str
    sha256: str
    blocks: tuple[Block, ...]
    lines: int

    def error(self, line: int | None, expected: str, remedy: str) -> DocumentError:
        """An error at `line` of this document, to raise."""
        return DocumentError(self.name, line, expected, remedy)


def read(path: Path) -> Document:
    """The document at `path`. Raises DocumentError where it is no readable text."""
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        raise DocumentError(str(path), None, "a folder where a document was expected", "name a file") from None
    except FileNotFoundError:
        raise DocumentError(str(path), None, "no such document", "check the path") from None
    except OSError as error:
        raise DocumentError(str(path), None, f"can't be read ({error.strerror})", "make it readable") from None
    return parse(content, path.name)


def parse(content: bytes, name: str) -> Document:
    """The document that `content` holds, whatever its encoding. Raises DocumentError."""
    text = _decode(content, name)
    blocks = tuple(_blocks(text))
    return Document(name, hashlib.sha256(content).hexdigest(), blocks, text.count("\n") + 1)


def _decode(content: bytes, name: str) -> str:
    remedy = "save the document as text (UTF-8 or GB18030)"
    if not content.strip():
        raise DocumentError(name, None, "an empty file where a budget document was expected", "get the document again")
    for magic, kind in _NOT_TEXT.items():
        if content.startswith(magic):
            raise DocumentError(name, None, f"{kind}, which this version does not read", remedy)
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise DocumentError(name, None, "bytes that are no text in UTF-8 or GB18030", remedy)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise DocumentError(name, line, f"a binary character (U+{ord(found[0]):04X}) where text was expected", remedy)
    return text


def _blocks(text: str) -> Iterator[Block]:
    """Text lines and grids; page numbers and what a form feed ends are furniture and left out."""
    page = "1" if "\f" in text else None
    run: list[tuple[int, list[str]]] = []
    blank = True
    lines = text.split("\n")
    for number, raw in enumerate(lines, 1):
        if "\f" in raw:
            yield from _flush(run, page)
            before, _, raw = raw.rpartition("\f")
            if before.strip("\f \t"):
                yield Text(clean(before), number, page, blank)
            page, blank = str(int(page or "1") + (before + "\f").count("\f")), True
        if not raw.strip():
            if "\t" in raw and run:
                continue  # an empty row of the table
            yield from _flush(run, page)
            blank = True
            continue
        cells = _cells(raw)
        if cells is None and run and _is_inside(lines, number):
            cells = [raw]
        if cells is not None:
            if cells:
                run.append((number, cells))
            continue
        yield from _flush(run, page)
        if not (_PAGE_NUMBER.match(fold(raw)) and blank and _blank_after(lines, number)):
            yield Text(clean(raw), number, page, blank)
        blank = False
    yield from _flush(run, page)


def clean(raw: str) -> str:
    """A printed line or cell without Markdown and HTML marks; paragraphs of a cell are lines of it."""
    text = _HEADING.sub("", raw)
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
    """Whether a line without tabs stands right between two rows: the rest of a cell, broken over lines."""
    following = lines[number] if number < len(lines) else ""
    return "\t" in following and bool(following.strip()) and not _HEADING.match(lines[number - 1])


def _blank_after(lines: list[str], number: int) -> bool:
    return number >= len(lines) or not lines[number].strip("\f \t") or "\f" in lines[number]


def _flush(run: list[tuple[int, list[str]]], page: str | None) -> Iterator[Grid]:
    if run:
        yield Grid(tuple(Row(tuple(clean(c) for c in cells), line, page) for line, cells in _whole_rows(run)))
        run.clear()


def _whole_rows(run: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Rows that line breaks went through, put together: their pieces add up to the width of the table."""
    widths = Counter(len(cells) for _, cells in run)
    width, votes = max(widths.items(), key=lambda item: (item[1], item[0]))
    if len(widths) == 1 or width == 1 or votes * 2 < len(run):
        return run
    rows: list[tuple[int, list[str]]] = []
    i = 0
    while i < len(run):
        line, cells = run[i]
        cells = list(cells)
        i += 1
        while len(cells) < width and i < len(run):
            more = run[i][1]
            if len(cells) + len(more) - 1 > width or not _joins(cells[-1], more[0]):
                break
            cells[-1:] = [cells[-1] + more[0], *more[1:]]
            i += 1
        if (
            len(cells) == 1
            and rows
            and rows[-1][1][-1].strip()
            and not _FIGURE.fullmatch(fold(rows[-1][1][-1]).strip())
        ):
            rows[-1][1][-1] += cells[0]
        elif len(cells) == 1 and i < len(run):
            run[i] = (line, [cells[0] + run[i][1][0], *run[i][1][1:]])
        else:
            rows.append((line, cells))
    return rows


def _joins(end: str, start: str) -> bool:
    """Whether two cells can be one word that a line break went through."""
    return all(text.strip() and not _FIGURE.fullmatch(fold(text).strip()) for text in (end, start))
