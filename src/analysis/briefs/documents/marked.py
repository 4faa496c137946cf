"""A document's own pages with what was found in it marked and numbered, and a list of it in front."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from analysis import how
from analysis.briefs.documents import file, pdf
from analysis.disclosure import Disclosure
from analysis.figure import COLUMN
from analysis.ingest.formats import apart
from analysis.measures.quality.finding import SEVERITIES
from analysis.measures.quality.findings import findings
from analysis.measures.quality.reconcile import reconciliations
from analysis.money import plain
from analysis.originals import Line, Original, Spot
from analysis.present import audit, messages, theme
from analysis.present.phrases import Lang
from analysis.templates import Template
from analysis.text import escaped

ZERO = Decimal(0)
_MOST = 12  # places of one point that are marked
#: The points' numbers by the cell of a line; by None where the whole line is meant.
_Marks = Mapping[int | None, Sequence[int]]


@dataclass(frozen=True)
class Point:
    """A finding in words, with how grave it is and where it stands; `is_violated`: figures do not agree."""

    text: str
    grade: str
    spots: Sequence[Spot]
    is_violated: bool


def points(disclosure: Disclosure, template: Template, original: Original, lang: Lang) -> list[Point]:
    """The violated identities and the findings of a disclosure, the gravest first, where the document prints them."""
    found: list[tuple[str, str, list[str], bool]] = []
    for row in reconciliations(disclosure, template).filter(verdict="violated").to_dicts():
        kind = messages.word(row["kind"], lang, "kind")
        left, right, between = (plain(row[name] or ZERO) for name in ("left", "right", "difference"))
        said = f"{kind}: {left} ≠ {right} ({between} {row['unit']})"
        hows = f"{row['left_how'] or ''} {row['right_how'] or ''}"
        found.append((row["severity"], said, how.cells(hows), True))
    for row in findings(disclosure).to_dicts():
        figures = json.loads(row["figures"])
        values = (value for value in figures.values() if isinstance(value, dict))
        hows = " ".join(value["how"] for value in values if "how" in value)
        named = {name.partition(COLUMN)[0]: name for name in reversed(how.cells(hows))}
        cells = [named.get(ref, ref) for ref in row["refs"].split()]
        said = str(audit.sentence(row["kind"], figures, lang))
        found.append((row["severity"], said, cells, False))
    told = []
    for severity, said, cells, violated in sorted(found, key=lambda one: SEVERITIES.index(one[0])):
        held = [spot for name in cells if (spot := original.spot(name)) is not None]
        told.append(Point(said, messages.word(severity, lang, "severity"), held[:_MOST], violated))
    return told


def document(title: str, points: Sequence[Point], original: Original, lang: Lang) -> bytes:
    """The PDF: a list of the points, then the document, of a PDF its own pages, each place framed and numbered.

    Raises DocumentError where the document's pages can't be copied, PdfError where the system lacks Pango.
    """
    numbered = [(number, spot) for number, point in enumerate(points, 1) for spot in point.spots]
    front = _list(title, points, lang)
    if not original.pages:
        marks: dict[int, dict[int | None, list[int]]] = {}
        for number, spot in numbered:
            marks.setdefault(id(spot.line), {}).setdefault(spot.marked, []).append(number)
        return pdf.typeset(_page(title, front + "".join(_lines(original.lines, marks)), lang))
    places: dict[str, list[list[int]]] = {}
    for number, spot in numbered:
        if spot.box is not None:
            places.setdefault(spot.line.page or "1", []).append([*spot.box, number])
    ahead = pdf.typeset(_page(title, front, lang))
    return apart.marked(original.file, ahead, json.dumps(places))


def _page(title: str, body: str, lang: Lang) -> str:
    head = f"<title>{escaped(title)}</title><style>{theme.style()}{file('marked.css')}</style>"
    return f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def _list(title: str, points: Sequence[Point], lang: Lang) -> str:
    words = messages.words("marked", lang)
    items = []
    for point in points:
        held = dict.fromkeys(messages.line(spot.line.page, spot.line.line, lang) for spot in point.spots)
        where = messages.text("list.clause", lang).join([point.grade, *held])
        items.append(f'<li><p>{escaped(point.text)}</p><p class="where">{escaped(where)}</p></li>')
    lead = words["lead"].format(count=len(points)) if points else words["nothing"]
    return f"<h1>{escaped(title)}</h1><p>{escaped(lead)}</p><ol>{''.join(items)}</ol>"


def _lines(lines: Sequence[Line], marks: Mapping[int, _Marks]) -> Iterator[str]:
    """The document's lines and rows, with what is marked of them."""
    yield '<div class="original" lang="zh">'
    for width, held in groupby(lines, key=lambda line: len(line.cells) if line.is_row else 0):
        rows = [_cells(line, marks.get(id(line), {})) for line in held]
        if width:
            cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
            yield f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
        else:
            yield "".join(f"<p>{''.join(row)}</p>" for row in rows)
    yield "</div>"


def _cells(line: Line, marks: _Marks) -> list[str]:
    """The cells of a row or the pieces of a line as HTML; the first one marked where the whole is meant."""
    cells = [escaped(cell) for cell in line.cells]
    for place, numbers in marks.items():
        first = next((at for at, cell in enumerate(cells) if cell.strip()), 0)
        at = first if place is None else place
        cells[at] = f"<mark><b>{', '.join(map(str, numbers))}</b> {cells[at]}</mark>"
    return cells
