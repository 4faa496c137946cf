"""Documents beside their datasets, for who doubts a figure: what was read, and where in it each figure stands.

`<data>/.sources/<id>/` holds the document as it came and `places.json`: its lines and rows, for a PDF each with its
place on the page, and which of them prints each cell of the dataset. Nothing rests on it: where it is not there,
figures have words alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.files import write_folder
from analysis.metadata import Metadata
from analysis.text import FIGURE

FOLDER = ".sources"
_PLACES = "places.json"
_SUFFIXES = {"text": ".txt", "pdf": ".pdf", "docx": ".docx", "workbook": ".xlsx", "html": ".html"}
_LONGEST_HEADER = 3  # rows

#: A place on a page: left, top, right and bottom, in ten-thousandths of its width and height.
Box = Sequence[int]
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line of text or a row of a table: its cells, a line of text parted at its figures.

    `header` are the rows that say what the columns are; `boxes` are where the cells stand on a PDF's page, those of
    words between figures left out. `size` is the page's width and height.
    """

    page: str | None
    line: int
    cells: Cells
    is_row: bool
    header: tuple[Cells, ...] = ()
    boxes: Sequence[Box | None] = ()
    size: Sequence[float] = (1.0, 1.0)

    @property
    def box(self) -> tuple[int, int, int, int] | None:
        """The box of the whole line."""
        held = [box for box in self.boxes if box]
        if not held:
            return None
        left, top, right, bottom = zip(*held, strict=True)
        return min(left), min(top), max(right), max(bottom)


@dataclass(frozen=True)
class Spot:
    """The place of a cell of the dataset: the line, and which of its cells it is, if one is."""

    line: Line
    marked: int | None

    @property
    def box(self) -> Box | None:
        """The box of the figure on its page; of the line where no figure is meant."""
        boxes = self.line.boxes
        return self.line.box if self.marked is None or not boxes else boxes[self.marked]


@dataclass(frozen=True, eq=False)
class Original:
    """A document, in `file`; `cells` are the line and its part for each cell of the dataset, `sizes` those of pages."""

    file: Path
    kind: str
    blocks: Sequence[Any]
    cells: Mapping[str, tuple[int, int | None]]
    sizes: Sequence[Sequence[float]]

    @property
    def pages(self) -> int:
        """The number of pages to draw; 0 for what is no PDF."""
        return len(self.sizes)

    def spot(self, name: str) -> Spot | None:
        """The place of a cell, `amounts/1/revenue/8/total/2026/budget#amount`, or of a row of the dataset."""
        found = self.cells.get(name)
        return None if found is None else Spot(self.lines[found[0]], found[1])

    @cached_property
    def lines(self) -> list[Line]:
        """Its lines and rows in order."""
        return list(lines(self.blocks, self.sizes))


def lines(blocks: Sequence[Any], sizes: Sequence[Sequence[float]] = ()) -> Iterator[Line]:
    """The lines and rows of blocks as `places.json` has them, with `sizes` of the pages of a PDF."""
    above: tuple[Cells, ...] = ()
    goes_on = False  # directly below the table above

    def size(page: str | None) -> Sequence[float]:
        return sizes[int(page) - 1] if sizes and page else (1.0, 1.0)

    for block in blocks:
        if isinstance(block[0], str):
            text, page, line, boxes = block
            parts = [found.span() for found in FIGURE.finditer(text)]
            bounds = [0, *(at for span in parts for at in span), len(text)]
            pieces = tuple(text[start:end] for start, end in pairwise(bounds))
            # between the figures nothing, and behind them the whole line
            places = [box for figure in boxes[1:] for box in (None, figure)] + [boxes[0]] if boxes else ()
            yield Line(page, line, pieces, False, (), places, size(page))
            goes_on = False
            continue
        rows = [(page, line, boxes, tuple(cells)) for (page, line), boxes, *cells in block]
        fits = bool(above) and len(above[0]) == len(rows[0][3])
        top = _header([cells for *_, cells in rows], above if goes_on and fits else ())
        above, goes_on = top or (above if fits else ()), True
        for number, (page, line, boxes, cells) in enumerate(rows):
            yield Line(page, line, cells, True, () if number < len(top) else above, boxes, size(page))


def _header(rows: Sequence[Cells], above: Sequence[Cells]) -> tuple[Cells, ...]:
    """The rows at the top of a table above the first figures; where it goes on with another one, only that one's."""
    figured = (any(FIGURE.fullmatch(cell.strip()) for cell in cells) for cells in rows)
    first = next((number for number, has_figure in enumerate(figured) if has_figure), 1)
    top = tuple(rows[: min(first, _LONGEST_HEADER)])
    return top if not above or top[:1] == tuple(above[:1]) else ()


def keep(data: Path, metadata: Metadata, content: bytes, original: Original) -> None:
    """Keeps a document beside its dataset, whole or not at all. Raises OSError."""
    held = {name: getattr(original, name) for name in ("kind", "blocks", "cells", "sizes")}
    held["sha256"] = metadata.source.sha256
    places = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    files = {f"document{_SUFFIXES[original.kind]}": content, _PLACES: places.encode("utf-8", "replace")}
    write_folder(data / FOLDER / metadata.id, files)


def there(data: Path, metadata: Metadata) -> Path | None:
    """The file that says where the figures of a dataset's document stand; None where that was not kept."""
    file = data / FOLDER / metadata.id / _PLACES
    return file if file.is_file() else None


def of(data: Path, metadata: Metadata) -> Original | None:
    """The document of a dataset; None where it was not kept, or where what was kept is another one or damaged."""
    file = there(data, metadata)
    return None if file is None else _read(file, metadata.source.sha256, file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(file: Path, sha256: str, _changed: int) -> Original | None:
    try:
        held = json.loads(file.read_bytes())
        if held["sha256"] != sha256:
            return None
        document = file.with_name(f"document{_SUFFIXES[held['kind']]}")
        made = Original(document, held["kind"], held["blocks"], held["cells"], held["sizes"])
        if any(line >= len(made.lines) for line, _ in made.cells.values()):
            return None
        return made
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
