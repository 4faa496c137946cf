"""A document as lines of text and rows of tables, each with its page and line, whatever format it comes in.

Nothing here knows what a budget is; the readers of `formats` make it, those of tables,
narrative and forms take it. `page` is None where the format has none; `line` counts the
lines of a text, the visual lines of a PDF's page, the paragraphs and table rows of a Word or
HTML file, the rows of a sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import Any

from analysis.ingest.errors import DocumentError, Place, Remark

#: What rows and forms are called that print no name.
NAMELESS = "（未具名）"
_LONGER_THAN_A_NAME = 40  # characters

#: A row of a dataset's table, by column.
Record = dict[str, Any]
#: A place on a page as it is read: left, top, right and bottom, in ten-thousandths of its width and height.
Box = tuple[int, int, int, int]


def place_of(record: Record) -> Place:
    """The place of a row of a dataset in the document."""
    return Place(record["page"], record["line"])


@dataclass(frozen=True, slots=True)
class Text:
    """One printed line that is no table row; of a PDF, `boxes` are its own and each figure's (`text.FIGURE`)."""

    text: str
    at: Place
    boxes: tuple[Box, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells as printed, and where it begins; of a PDF, `boxes` are its cells'."""

    cells: tuple[str, ...]
    at: Place
    boxes: tuple[Box | None, ...] = field(default=(), compare=False)

    @property
    def printed(self) -> list[str]:
        """The cells that print anything."""
        return [cell for cell in self.cells if cell.strip()]

    @property
    def first(self) -> str:
        """The first of them."""
        return next(iter(self.printed), "")


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that stand together without a line between them."""

    rows: tuple[Row, ...]

    @property
    def at(self) -> Place:
        """The place of its first row."""
        return self.rows[0].at


Block = Text | Grid


@dataclass(frozen=True)
class Document:
    """A document's blocks in order. `name` is how errors call it, `sha256` that of its bytes, `end` its last place.

    `remarks` are places that its reader could not read. `by_page`: lines are counted on each page anew. `content` is
    the file itself, of the format `kind`; `sizes` are the widths and heights of a PDF's pages, in points.
    """

    name: str
    sha256: str
    blocks: tuple[Block, ...]
    end: Place
    remarks: tuple[Remark, ...] = field(default=())
    by_page: bool = False
    kind: str = "text"
    content: bytes = field(default=b"", repr=False, compare=False)
    sizes: tuple[tuple[float, float], ...] = field(default=(), repr=False)

    @cached_property
    def texts(self) -> list[Text]:
        """Its lines, tables left out."""
        return [block for block in self.blocks if isinstance(block, Text)]

    @cached_property
    def grids(self) -> list[Grid]:
        """Its tables."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    def ends_at(self, grid: Grid) -> bool:
        """True where the document ends with this grid: nothing but a few words stands below it."""
        below = takewhile(lambda block: block is not grid, reversed(self.blocks))
        return all(isinstance(block, Text) and len(block.text) <= _LONGER_THAN_A_NAME for block in below)

    def error(self, at: Place | None, expected: str, remedy: str) -> DocumentError:
        """An error at a place of this document, to raise."""
        return DocumentError(self.name, self.called(at), expected, remedy)

    def cut_off(self, at: Place, where: str) -> DocumentError:
        """The error for a document that ends `where` more has to follow, to raise."""
        return self.error(at, f"the document ends {where}", "get the whole document")

    def called(self, at: Place | None) -> Place | None:
        """A place as messages name it: without its page where the line alone says it."""
        return at if at is None or self.by_page else Place(None, at.line)

    def order(self, at: Place) -> tuple[int, int]:
        """A key that sorts places as the document has them."""
        return (self._pages.get(at.page, len(self._pages)) if self.by_page else 0, at.line)

    @cached_property
    def _pages(self) -> dict[str | None, int]:
        pages = dict.fromkeys(block.at.page for block in self.blocks)
        return {page: number for number, page in enumerate(pages)}
