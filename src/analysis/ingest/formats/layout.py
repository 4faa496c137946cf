"""Pages of letters and ruled lines as lines of text and rows of tables.

A ruled table that goes on over pages keeps its columns, and a row that a page break went through is put together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from operator import itemgetter

from analysis.ingest.document import Block, Box, Grid, Row, Text
from analysis.ingest.errors import Place
from analysis.ingest.formats import glyphs, ruling
from analysis.ingest.formats.columns import Line, Piece, Table, unruled
from analysis.ingest.formats.glyphs import Glyph
from analysis.ingest.formats.ruling import Frame
from analysis.ingest.formats.text import PAGE_NUMBER
from analysis.text import FIGURE, fold, key

#: Of the pages print a running head or foot.
_RUNNING = 0.6
_RUNNING_PAGES = 4
#: Of a letter's height that a cell leaves free at its sides.
_PADDING = 0.8
_FIGURE = re.compile(r"[-+△▲(（]?[\d,，.．]+[)）%]?")
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_CLOSING, _OPENING = "，。、；：？！）》】”’％%,.;:?!)", "（《【“‘("

Letters = list[tuple[int, Glyph]]  # of a cell, with their lines' numbers


@dataclass
class Part:
    """The part of a table on one page: its rows, and the ends of the cells of the first and last one.

    `begins`: how wide the first word of a cell is, by column; `room`: how much of its width a cell's last line leaves.
    """

    top: float
    rows: list[Row]
    begins: dict[int, float] = field(default_factory=dict)
    room: dict[int, float] = field(default_factory=dict)


@dataclass
class Page:
    """A page's letters as lines from the top, and its ruled tables.

    `boxed` makes left, top, right and bottom a place on the page; `texts` are lines outside of tables, with their
    tops. `goes_on`: its first table is the last one of the page before; `by_place`: it has tables without ruled lines.
    """

    number: int
    lines: list[list[Glyph]]
    frames: list[Frame]
    has_picture: bool
    boxed: Callable[[float, float, float, float], Box]
    goes_on: bool = False
    by_place: bool = False
    tables: list[Part] = field(default_factory=list)
    texts: list[tuple[float, Text]] = field(default_factory=list)

    def box(self, letters: Iterable[Glyph]) -> Box:
        """The box of letters, all together; there is one at least."""
        held = [g for g in letters if not g.char.isspace()]
        return self.boxed(
            min(g.left for g in held),
            min(g.top for g in held),
            max(g.right for g in held),
            max(g.bottom for g in held),
        )

    def text(self, line: Sequence[Glyph], number: int) -> Text:
        """A line of text, with the places of its figures."""
        words = glyphs.text(line)
        letters = glyphs.spaced(line)
        spans = [letters[found.start() : found.end()] for found in FIGURE.finditer(words)]
        boxes = [self.box(line), *(self.box(filter(None, span)) for span in spans)]
        return Text(words, self.at(number), tuple(boxes))

    def at(self, line: int) -> Place:
        """The place of a line."""
        return Place(str(self.number), line)

    def row(self, line: Sequence[Glyph], cells: Sequence[Piece], number: int) -> Row:
        """A row of pieces of a line."""
        top, bottom = min(g.top for g in line), max(g.bottom for g in line)
        boxes = tuple(self.boxed(left, top, right, bottom) if text else None for left, right, text in cells)
        return Row(tuple(text for _, _, text in cells), self.at(number), boxes)


def blocks(pages: Sequence[Page]) -> Iterator[Block]:
    """Lines and tables from the top of each page; running heads, feet and page numbers are left out."""
    running = _running_lines(pages)
    _run_on(pages, running)
    above: Table | None = None
    for page in pages:
        above = _fill(page, running, above)
    _mend(pages)
    for page in pages:
        found: list[tuple[float, Block]] = [*page.texts]
        found += [(part.top, Grid(tuple(part.rows))) for part in page.tables if part.rows]
        yield from (block for _, block in sorted(found, key=itemgetter(0)))


def _run_on(pages: Sequence[Page], running: frozenset[str]) -> None:
    """Gives parts of one table on following pages the columns of all its parts."""
    chains: list[list[tuple[Page, int]]] = []
    for page in pages:
        for i, frame in enumerate(page.frames):
            if not i and chains and _follows(chains[-1][-1], page, frame, running):
                page.goes_on = True
                chains[-1].append((page, i))
            else:
                chains.append([(page, i)])
    for chain in chains:
        whole = ruling.together([page.frames[i] for page, i in chain])
        for (page, i), frame in zip(chain, whole, strict=True):
            page.frames[i] = frame


def _follows(above: tuple[Page, int], page: Page, frame: Frame, running: frozenset[str]) -> bool:
    """True where a page's first table can go on with the last one of the page above: no title stands between."""
    before, i = above
    if before.number != page.number - 1:
        return False
    between = [line for line in before.lines if line[0].y > before.frames[i].bottom]
    between += [line for line in page.lines if line[0].y < frame.top]
    words = (glyphs.text(line).strip() for line in between)
    titles = [w for w in words if w and not PAGE_NUMBER.match(fold(w)) and _blind(w) not in running]
    return not titles and ruling.goes_on(before.frames[i], frame)


def _fill(page: Page, running: frozenset[str], above: Table | None) -> Table | None:
    """Puts the page's letters into cells, and what is left into lines of text.

    `above` is the table without ruled lines that the page before ends with; gives back this page's.
    """
    cells: list[dict[tuple[int, int], Letters]] = [{} for _ in page.frames]
    outside: list[Line] = []
    last = len(page.lines)
    for number, line in enumerate(page.lines, 1):
        rest = []
        for glyph in line:
            for frame, found in zip(page.frames, cells, strict=True):
                if frame.top <= glyph.y <= frame.bottom and (cell := frame.cell(glyph.x, glyph.y)):
                    found.setdefault(cell, []).append((number, glyph))
                    break
            else:
                rest.append(glyph)
        words = glyphs.text(rest).strip()
        at_edge = number <= 2 or number >= last - 1
        if words and not (at_edge and (PAGE_NUMBER.match(fold(words)) or _blind(words) in running)):
            outside.append((number, rest))
    page.tables = [_part(page, frame, found) for frame, found in zip(page.frames, cells, strict=True) if found]
    page.texts = [(min(g.top for g in line), page.text(line, number)) for number, line in outside]
    return None if page.frames else _find_unruled(page, outside, above)


def _find_unruled(page: Page, lines: Sequence[Line], above: Table | None) -> Table | None:
    """Tables that are set in columns without ruled lines; gives back the one that the page ends with."""
    found, by_number = list(unruled(lines, above)), dict(lines)
    for table in found:
        rows = [page.row(by_number[number], cells, number) for number, cells in table.rows]
        top = min(g.top for number in table.numbers for g in by_number[number])
        page.tables.append(Part(top, rows))
        page.texts = [(at, text) for at, text in page.texts if text.at.line not in table.numbers]
    page.by_place = bool(found)
    return found[-1] if found and lines[-1][0] in found[-1].numbers else None


def _part(page: Page, frame: Frame, cells: dict[tuple[int, int], Letters]) -> Part:
    """The rows of a ruled table that print anything; a merged cell's text stands in its first one."""
    width = len(frame.down) - 1
    part = Part(frame.top, [])
    for i, places in groupby(sorted(cells), key=itemgetter(0)):
        row = {j: cells[i, j] for _, j in places}
        printed = {j: _cell(letters, *frame.width_of((i, j))) for j, letters in row.items()}
        if any(printed.values()):
            number = min(number for letters in row.values() for number, _ in letters)
            lines = {j: _lines(letters) for j, letters in row.items() if printed[j]}
            boxes = {j: page.box(glyph for _, glyph in row[j]) for j in lines}
            texts = tuple(printed.get(j, "") for j in range(width))
            part.rows.append(Row(texts, page.at(number), tuple(map(boxes.get, range(width)))))
            if len(part.rows) == 1:
                part.begins = {j: _first_word(some[0]) for j, some in lines.items()}
            part.room = {j: _room(some[-1], *frame.width_of((i, j))) for j, some in lines.items()}
    return part


def _lines(letters: Letters) -> list[list[Glyph]]:
    """A cell's letters line by line; lines of blanks are none."""
    lines: dict[int, list[Glyph]] = {}
    for number, glyph in letters:
        if not glyph.char.isspace():
            lines.setdefault(number, []).append(glyph)
    return [lines[number] for number in sorted(lines)]


def _mend(pages: Sequence[Page]) -> None:
    """Puts together the rows that page breaks went through.

    A page's first row goes on with the last one of the page before where each of its cells goes on with one that
    is full: the first word below would not have fitted there. Figures, rows of other cells and the table's header
    begin anew.
    """
    before: Part | None = None
    header: tuple[str, ...] = ()
    for page in pages:
        first = page.tables[0] if page.tables else None
        if page.goes_on and before and first and before.rows and first.rows:
            above, below, room = before.rows[-1], first.rows[0], before.room
            printed = {j for j, cell in enumerate(below.cells) if cell}
            figures = any(_FIGURE.fullmatch(row.cells[j]) for row in (above, below) for j in printed & room.keys())
            full = printed <= room.keys() and all(first.begins[j] > room[j] for j in printed)
            if full and not figures and below.cells != header and len(above.cells) == len(below.cells):
                cells = zip(above.cells, below.cells, strict=True)
                before.rows[-1] = replace(above, cells=tuple(a + _joint(a, b) + b for a, b in cells))
                del first.rows[0]
        last = page.tables[-1] if page.tables else None
        if last and last.rows:
            before = last
            if not page.goes_on or len(page.tables) > 1:
                header = last.rows[0].cells


def _cell(letters: Letters, left: float, right: float) -> str:
    """A cell's text, a line end between its lines; `left` and `right` are the cell's sides.

    A line goes on with the next one where that one's first word would not have fitted behind it. Figures one
    below the other are one figure only where they make one and are none by themselves.
    """
    lines: dict[int, list[Glyph]] = {}
    for number, glyph in letters:
        lines.setdefault(number, []).append(glyph)
    texts = [(text, lines[n]) for n in sorted(lines) if (text := glyphs.text(lines[n]).strip())]
    words = [text for text, _ in texts]
    if len(words) > 1 and all(map(_FIGURE.fullmatch, words)):
        joined = "".join(words)
        is_one = _GROUPED.fullmatch(fold(joined)) and not _GROUPED.fullmatch(fold(words[0]))
        return joined if is_one else "\n".join(words)
    said = ""
    above: list[Glyph] = []
    for text, line in texts:
        if above:
            said += _joint(said, text) if _first_word(line) > _room(above, left, right) else "\n"
        said += text
        above = line
    return said


def _room(line: Sequence[Glyph], left: float, right: float) -> float:
    """The part of a cell's width that a line leaves at its end, or on both sides where it is centred."""
    before, behind = line[0].left - left, right - line[-1].right
    height = max(glyph.height for glyph in line)
    return (before + behind if abs(before - behind) < height else behind) - _PADDING * height


def _first_word(line: Sequence[Glyph]) -> float:
    """The width of the part of a line that no line break parts: a character with its mark, a word, a figure."""
    for glyph, behind in pairwise(line):
        one_word = _is_latin(glyph.char) and _is_latin(behind.char)
        if behind.char not in _CLOSING and glyph.char not in _OPENING and not one_word:
            return glyph.right - line[0].left
    return line[-1].right - line[0].left


def _is_latin(char: str) -> bool:
    return char.isascii() and not char.isspace()


def _joint(above: str, below: str) -> str:
    """The text between a line and the one that goes on with it: a blank between words of Latin letters."""
    return " " if (above[-1:] + below[:1]).isascii() and above[-1:].isalnum() and below[:1].isalpha() else ""


def _running_lines(pages: Sequence[Page]) -> frozenset[str]:
    """Words of running heads and feet: what most pages print as one of their outer lines."""
    if len(pages) < _RUNNING_PAGES:
        return frozenset()
    votes: Counter[str] = Counter()
    for page in pages:
        outer = [*page.lines[:2], *page.lines[-2:]]
        votes.update({_blind(glyphs.text(line)) for line in outer})
    return frozenset(words for words, count in votes.items() if words and count >= _RUNNING * len(pages))


def _blind(words: str) -> str:
    """Words without their figures, which count the pages."""
    return re.sub(r"\d+", "#", key(words))
