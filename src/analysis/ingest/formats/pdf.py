"""A PDF with a text layer as lines of text and rows of tables, by positions on the page.

Letters become lines, ruled lines become cells, a table that goes on over pages keeps its columns.
What a page draws as a picture is not read. Nothing in the file is executed: PDFium is asked for
letters and lines only.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import PdfMatrix, PdfPage, raw

from analysis.ingest.document import Block, Box
from analysis.ingest.errors import DocumentError, Place, Remark, locked
from analysis.ingest.formats import glyphs, layout, ruling
from analysis.ingest.formats.glyphs import Glyph
from analysis.ingest.formats.layout import Page
from analysis.ingest.formats.ruling import Stroke

#: Pages, letters and drawn objects that a PDF has at most.
MOST_PAGES = 1_000
MOST_LETTERS = 3_000_000
MOST_DRAWN = 1_000_000
#: Points that a page is wide and high at most, by the standard; pixels of a picture on it.
MOST_POINTS, MOST_PIXELS = 14_400, 400_000_000

_Point = tuple[float, float]

#: Points: a filled box as thin as this is a ruled line.
_THIN = 3.0
#: Points by which a ruled line may lean.
_SLANT = 0.5
_TILT = math.radians(8)  # the most at which a letter is part of the text
_DEEPEST = 8  # forms within forms
_WHOLE_PAGE = 0.95
_ANEW = "get the document again, or save it anew as PDF"


def parse(content: bytes, name: str, remarks: list[Remark]) -> tuple[list[Block], Place]:
    """The blocks of a PDF, and where it ends; pages without text are remarks.

    Raises DocumentError for a PDF that is damaged, has a password or no text, or is larger than the limits.
    """
    pages = list(_pages(content, name))
    if not any(line for page in pages for line in page.lines):
        remedy = "run text recognition over it (ocrmypdf -l chi_sim), or get it as text, Word or Excel"
        raise DocumentError(name, None, "a PDF without text, such as a scan", remedy)
    for page in pages:
        if page.has_picture and not page.lines:
            remarks.append(Remark(page.at(1), "a page without text, such as a scan: left out"))
    blocks = list(layout.blocks(pages))
    for page in pages:
        if page.by_place:
            said = "tables without ruled lines: cells are where words stand, compare them with the page"
            remarks.append(Remark(page.at(1), said))
    return blocks, pages[-1].at(max(len(pages[-1].lines), 1))


def sizes(content: bytes) -> list[_Point]:
    """The pages' widths and heights as they are shown, in points."""
    with pypdfium2.PdfDocument(content) as document:
        return [document.get_page_size(number) for number in range(len(document))]


# --- what PDFium gives ---------------------------------------------------------------------


def _pages(content: bytes, name: str) -> Iterator[Page]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise locked(name, "a PDF") from None
        raise DocumentError(name, None, "a damaged PDF", _ANEW) from None
    with document:
        if len(document) > MOST_PAGES:
            said = f"{len(document):,} pages where at most {MOST_PAGES:,} are read"
            raise DocumentError(name, None, said, "split the document by department")
        budget = _Budget(name, Place("1", 1))
        for number in range(1, len(document) + 1):
            budget.at = at = Place(str(number), 1)
            try:
                with closing(document[number - 1]) as page:
                    wide, high = page.get_size()
                    if max(wide, high) > MOST_POINTS:
                        said = f"a page of {wide:,.0f} by {high:,.0f} points where at most {MOST_POINTS:,} are read"
                        raise DocumentError(name, at, said, "get the document again")
                    yield _page(page, number, budget)
            except pypdfium2.PdfiumError:
                raise DocumentError(name, at, "a damaged page", _ANEW) from None


@dataclass
class _Budget:
    """The rest of the limits; `at` is the page that is read."""

    name: str
    at: Place
    letters: int = MOST_LETTERS
    drawn: int = MOST_DRAWN

    def take(self, *, letters: int = 0, drawn: int = 0) -> None:
        """Raises DocumentError where a limit is passed."""
        self.letters -= letters
        self.drawn -= drawn
        if self.letters < 0 or self.drawn < 0:
            said = f"more than {MOST_LETTERS:,} letters or {MOST_DRAWN:,} drawn objects"
            raise DocumentError(self.name, self.at, said, "split the document by department")


def _page(page: PdfPage, number: int, budget: _Budget) -> Page:
    turned, letters = _letters(page, budget)
    rows, columns, has_picture = _drawn(page, budget, turned)
    place = _Place(page.get_bbox(), page.get_rotation(), turned)
    return Page(number, glyphs.lines(letters), ruling.frames(rows, columns), has_picture, place.boxed)


@dataclass(frozen=True)
class _Turn:
    """The turn of a page's letters: (a, b) is the direction in which they run."""

    a: float = 1.0
    b: float = 0.0

    def point(self, x: float, y: float) -> _Point:
        """A place of the PDF's page as one of the page as it is read, from the top down; and the other way round."""
        return x * self.a + y * self.b, x * self.b - y * self.a


@dataclass(frozen=True)
class _Place:
    """A page's left, bottom, right and top, how far it is turned to be shown (clockwise), and how its letters are."""

    sides: tuple[float, float, float, float]
    rotation: int
    turn: _Turn

    def boxed(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A place of the page as it is read as one of the page as it is shown, of its width and height."""
        corners = [self._shown(*self.turn.point(x, y)) for x, y in ((left, top), (right, bottom))]
        xs, ys = zip(*corners, strict=True)
        return (_of_page(min(xs)), _of_page(min(ys)), _of_page(max(xs)), _of_page(max(ys)))

    def _shown(self, x: float, y: float) -> _Point:
        left, bottom, right, top = self.sides
        across = (x - left) / max(right - left, 1)
        down = (top - y) / max(top - bottom, 1)
        for _ in range(self.rotation // 90):
            across, down = 1 - down, across
        return across, down


def _of_page(share: float) -> int:
    return round(10_000 * min(max(share, 0), 1))


def _letters(page: PdfPage, budget: _Budget) -> tuple[_Turn, list[Glyph]]:
    """The page's letters, turned upright; those at another angle than most (a watermark) are left out."""
    with closing(page.get_textpage()) as textpage:
        count = max(raw.FPDFText_CountChars(textpage), 0)
        budget.take(letters=count)
        left, bottom, right, top = page.get_bbox()
        angles = [_quarter(raw.FPDFText_GetCharAngle(textpage, i)) for i in range(count)]
        printed = [i for i in range(count) if raw.FPDFText_IsGenerated(textpage, i) != 1]
        votes = Counter(angles[i] for i in printed if angles[i] is not None)
        if not votes:
            return _Turn(), []
        most = votes.most_common(1)[0][0]
        chosen = [i for i in printed if angles[i] == most]
        turn = _direction(textpage, chosen[0])
        x0, y0 = ctypes.c_double(), ctypes.c_double()
        box = raw.FS_RECTF()
        letters = []
        for i in chosen:
            code = raw.FPDFText_GetUnicode(textpage, i)
            unknown = code in (0, 0xFFFD, 0xFFFE, 0xFFFF) or raw.FPDFText_HasUnicodeMapError(textpage, i) == 1
            char = "\ufffd" if unknown else glyphs.character(code)
            if raw.FPDFText_IsHyphen(textpage, i) == 1:
                char = "-"
            if not char or not raw.FPDFText_GetLooseCharBox(textpage, i, box):
                continue
            raw.FPDFText_GetCharOrigin(textpage, i, x0, y0)
            (xa, ya), (xb, yb) = turn.point(box.left, box.bottom), turn.point(box.right, box.top)
            if not sum(map(abs, (xa, ya, xb, yb))) < 1e6:
                continue  # far off, or no number
            x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
            if not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1):
                continue  # outside of the page
            base = turn.point(x0.value, y0.value)[1]
            letters.append(Glyph(char, min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb), base))
        return turn, letters


def _quarter(angle: float) -> int | None:
    """The one of four directions that an angle is, None for a slanted one."""
    if angle < 0 or not math.isfinite(angle):
        return None
    turns = angle / (math.pi / 2)
    return round(turns) % 4 if abs(turns - round(turns)) * (math.pi / 2) <= _TILT else None


def _direction(textpage: pypdfium2.PdfTextPage, index: int) -> _Turn:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(textpage, index, matrix):
        return _Turn()
    a, b = matrix.a, matrix.b
    if abs(a) >= abs(b):
        return _Turn(1.0 if a >= 0 else -1.0, 0.0)
    return _Turn(0.0, 1.0 if b > 0 else -1.0)


def _drawn(page: PdfPage, budget: _Budget, turn: _Turn) -> tuple[list[Stroke], list[Stroke], bool]:
    """Straight lines from left to right and from top to bottom, and whether the page has pictures."""
    rows: list[Stroke] = []
    columns: list[Stroke] = []
    left, bottom, right, top = page.get_bbox()
    has_picture = False

    def edge(start: _Point, end: _Point) -> None:
        (xa, ya), (xb, yb) = turn.point(*start), turn.point(*end)
        if not math.isfinite(xa + ya + xb + yb):
            return
        if abs(yb - ya) <= _SLANT < abs(xb - xa):
            rows.append(Stroke((ya + yb) / 2, min(xa, xb), max(xa, xb)))
        elif abs(xb - xa) <= _SLANT < abs(yb - ya):
            columns.append(Stroke((xa + xb) / 2, min(ya, yb), max(ya, yb)))

    def box(points: Sequence[_Point], *, filled: bool) -> None:
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        if width > _WHOLE_PAGE * (right - left) and height > _WHOLE_PAGE * (top - bottom):
            return  # the page's own ground
        if filled and min(width, height) <= _THIN:
            x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
            if width >= height:
                edge((min(xs), y), (max(xs), y))
            else:
                edge((x, min(ys)), (x, max(ys)))
            return
        for start, end in zip(points, [*points[1:], points[0]], strict=True):
            edge(start, end)

    for item, matrix in _objects(page, budget):
        kind = raw.FPDFPageObj_GetType(item)
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            has_picture = True
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            _refuse_bomb(item, budget)
        if kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, mode, stroked)
        if not (mode.value or stroked.value):
            continue
        for points, straight in _outlines(item, matrix, budget):
            if not straight or len(points) < 2:
                continue
            if len(points) in (4, 5) and _is_box(points):
                box(points[:4], filled=bool(mode.value))
            else:
                for start, end in pairwise(points):
                    edge(start, end)
    return rows, columns, has_picture


def _refuse_bomb(picture: raw.FPDF_PAGEOBJECT, budget: _Budget) -> None:
    """Raises DocumentError for a picture that would take long to draw."""
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    if not raw.FPDFImageObj_GetImagePixelSize(picture, wide, high) or wide.value * high.value <= MOST_PIXELS:
        return
    said = f"a picture of {wide.value:,} by {high.value:,} pixels where at most {MOST_PIXELS:,} are read"
    raise DocumentError(budget.name, budget.at, said, "get the document again")


def _objects(page: PdfPage, budget: _Budget) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, PdfMatrix]]:
    """The page's objects with their matrix, those of its forms among them."""
    stack: list[tuple[raw.FPDF_PAGEOBJECT | None, PdfMatrix, int]] = [(None, PdfMatrix(), 0)]
    while stack:
        form, outer, depth = stack.pop()
        count = raw.FPDFPage_CountObjects(page) if form is None else raw.FPDFFormObj_CountObjects(form)
        budget.take(drawn=max(count, 0))
        for i in range(count):
            item = raw.FPDFPage_GetObject(page, i) if form is None else raw.FPDFFormObj_GetObject(form, i)
            if not item:
                continue
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_TEXT:
                continue
            matrix = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(item, matrix)
            whole = PdfMatrix.from_raw(matrix).multiply(outer)
            if kind != raw.FPDF_PAGEOBJ_FORM:
                yield item, whole
            elif depth < _DEEPEST:
                stack.append((item, whole, depth + 1))


def _outlines(path: raw.FPDF_PAGEOBJECT, matrix: PdfMatrix, budget: _Budget) -> Iterator[tuple[list[_Point], bool]]:
    """The path's lines, each with its points and whether it is straight from point to point."""
    points: list[_Point] = []
    straight = True
    x, y = ctypes.c_float(), ctypes.c_float()
    count = max(raw.FPDFPath_CountSegments(path), 0)
    budget.take(drawn=count)
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        if not segment:
            continue
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if points:
                yield points, straight
            points, straight = [point], True
        else:
            straight &= kind == raw.FPDF_SEGMENT_LINETO
            points.append(point)
            if raw.FPDFPathSegment_GetClose(segment) and points[0] != point:
                points.append(points[0])
    if points:
        yield points, straight


def _is_box(points: Sequence[_Point]) -> bool:
    """True where four points are the corners of an upright box (a fifth closes it)."""
    if len(points) == 5 and max(abs(points[4][0] - points[0][0]), abs(points[4][1] - points[0][1])) > _SLANT:
        return False
    sides = zip(points[:4], [*points[1:4], points[0]], strict=True)
    return all(min(abs(x1 - x0), abs(y1 - y0)) <= _SLANT for (x0, y0), (x1, y1) in sides)
