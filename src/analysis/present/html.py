"""Blocks that a notebook shows and a page takes over: HTML with everything escaped, and the same as plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from csv import writer as csv_writer
from dataclasses import dataclass
from io import StringIO

from analysis.money import plain
from analysis.present.phrases import Foreign, Lang, Phrase, Shown, isolated, width
from analysis.text import escaped, opens_formula, printable

#: JupyterLab sets every cell of a table to the right; a page's own style sheet does without this.
LEFT = ' style="text-align:left"'


_MOST_DECIMALS = 6  # for which the page's style sheet leaves room


@dataclass(frozen=True)
class Block:
    """A piece of a brief: HTML for JupyterLab and the page, plain text for everything else."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Row:
    """A row of a table: its heading and its cells; `level` 1 is set in under the row above."""

    heading: Phrase
    cells: Sequence[Phrase]
    level: int = 0
    strong: bool = False
    project: str = ""  # by which a page points at it from elsewhere


def paragraph(sentences: Sequence[Phrase], lang: Lang) -> Block:
    """Sentences as one paragraph; nothing where there are none."""
    if not sentences:
        return Block("", "")
    between = "" if lang == "zh" else " "
    said = between.join(sentence.html() for sentence in sentences)
    return Block(f"<p>{said}</p>", between.join(map(str, sentences)))


def listing(items: Sequence[Phrase], kind: str = "") -> Block:
    """Phrases as a list of points."""
    if not items:
        return Block("", "")
    attribute = f' class="bb-{kind}"' if kind else ""
    points = "".join(f"<li>{item.html()}</li>" for item in items)
    return Block(f"<ul{attribute}>{points}</ul>", "\n".join(f"- {item}" for item in items))


def table(
    caption: Phrase,
    columns: Sequence[str],
    rows: Sequence[Row],
    words: Sequence[int] = (),
    *,
    source: Phrase | None = None,
    levels: Sequence[str] = (),
) -> Block:
    """A table of figures: the first column is each row's heading, the columns named in `words` hold words.

    It has a caption, a scope for every heading, and an empty corner only where `columns` says so. `source` stands
    below it and says where its figures are from. `levels` names the levels of rows that form a tree.
    """
    kinds = ["bb-words" if place in words else "bb-figures" for place in range(1, len(columns))]
    head = f'<th scope="col"{LEFT}>{escaped(columns[0])}</th>' + "".join(
        f'<th scope="col" class="{kind}"{_side(kind)}>{escaped(name)}</th>'
        for name, kind in zip(columns[1:], kinds, strict=True)
    )
    decimals = [max((_decimals(row.cells[n]) or 0 for row in rows), default=0) for n in range(len(kinds))]
    body = "".join(_row(row, kinds, decimals) for row in rows)
    shape = ' class="bb-flat"' if _is_flat(rows) else ""
    if levels:
        shape = f' data-levels="{escaped("|".join(levels))}"'
    html = (
        f'<div class="bb-wide" role="region" tabindex="0" aria-label="{escaped(str(caption))}">'
        f"<table{shape}><caption{LEFT}>{caption.html()}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    text = _aligned(str(caption), columns, rows)
    if source:
        html, text = f'{html}<p class="bb-source">{source.html()}</p>', f"{text}\n{source}"
    return Block(html, text)


def csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The rows as CSV: figures as their exact values, words as text that no spreadsheet takes for a formula."""
    out = StringIO()
    writer = csv_writer(out, lineterminator="\r\n")
    writer.writerow([_inert(name) for name in columns])
    writer.writerows([[_inert(str(row.heading)), *map(_value, row.cells)] for row in rows])
    return out.getvalue()


def _value(cell: Phrase) -> str:
    figure = _lone(cell)
    return plain(figure.value) if figure else _inert(str(cell))


def _inert(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{printable(text)}" if opens_formula(text.lstrip()) else printable(text)


def _is_flat(rows: Sequence[Row]) -> bool:
    """True if rows can be put in another order: none stands under another."""
    return not any(row.level for row in rows)


def _lone(cell: Phrase) -> Shown | None:
    """The figure that a cell holds, where it holds nothing else."""
    return cell.parts[0] if len(cell.parts) == 1 and isinstance(cell.parts[0], Shown) else None


def _decimals(cell: Phrase) -> int | None:
    """The decimals that a cell's figure shows; None for a cell that is no figure."""
    figure = _lone(cell)
    if figure is None or figure.unit:
        return None
    return len(re.match(r"\d*", figure.shown.partition(".")[2])[0])  # type: ignore[index]


def _row(row: Row, kinds: Sequence[str], decimals: Sequence[int]) -> str:
    marks = (("bb-part", row.level), (f"bb-part{row.level}", row.level > 1), ("bb-total", row.strong))
    names = [name for name, on in marks if on]
    attribute = f' class="{" ".join(names)}"' if names else ""
    if row.project:
        attribute += f' data-project="{escaped(row.project)}"'
    cells = "".join(
        f'<td class="{kind}{_short(cell, most)}"{_side(kind)}>{cell.html()}</td>'
        for cell, kind, most in zip(row.cells, kinds, decimals, strict=True)
    )
    named = row.heading.parts
    if len(named) == 1 and isinstance(named[0], Foreign):  # a name alone
        return f'<tr{attribute}><th scope="row" lang="zh"{LEFT}>{isolated(named[0].text)}</th>{cells}</tr>'
    return f'<tr{attribute}><th scope="row"{LEFT}>{row.heading.html()}</th>{cells}</tr>'


def _short(cell: Phrase, most: int) -> str:
    """The class of a figure with fewer decimals than its column, for which the page leaves room."""
    own = _decimals(cell)
    if own is None or own == most or most > _MOST_DECIMALS:
        return ""
    return f" bb-short-{most - own}" if own else f" bb-short-p{most}"


def _side(kind: str) -> str:
    return LEFT if kind == "bb-words" else ""


def _aligned(caption: str, columns: Sequence[str], rows: Sequence[Row]) -> str:
    lines = [list(columns)]
    lines += [["  " * row.level + str(row.heading), *(str(cell) for cell in row.cells)] for row in rows]
    widths = [max(width(line[place]) for line in lines) for place in range(len(columns))]
    text = [caption]
    for line in lines:
        first = line[0] + " " * (widths[0] - width(line[0]))
        rest = (" " * (wide - width(cell)) + cell for cell, wide in zip(line[1:], widths[1:], strict=True))
        text.append("  ".join((first, *rest)))
    return "\n".join(text)
