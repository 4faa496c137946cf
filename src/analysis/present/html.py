"""Blocks that a notebook shows and a page takes over: HTML with everything escaped, and the same as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from analysis.present.phrases import Chinese, Lang, Phrase, width

#: JupyterLab sets every cell of a table to the right; a page's own style sheet does without this.
LEFT = ' style="text-align:left"'


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


def section(kind: str, lang: Lang, *, heading: str = "", parts: Sequence[Block] = ()) -> Block:
    """A part of the brief under its heading."""
    top = f"<h2>{escape(heading)}</h2>" if heading else ""
    inner = "".join(part.html for part in parts)
    body = f'<section class="bb bb-{kind}" lang="{lang}">{top}{inner}</section>'
    return Block(body, "\n\n".join(([heading] if heading else []) + [part.text for part in parts if part.text]))


def paragraph(sentences: Sequence[Phrase], lang: Lang, kind: str = "") -> Block:
    """Sentences as one paragraph; nothing where there are none."""
    if not sentences:
        return Block("", "")
    between = "" if lang == "zh" else " "
    attribute = f' class="bb-{kind}"' if kind else ""
    return Block(
        f"<p{attribute}>{between.join(sentence.html() for sentence in sentences)}</p>",
        between.join(str(sentence) for sentence in sentences),
    )


def listing(items: Sequence[Phrase], kind: str = "") -> Block:
    """Phrases as a list of points."""
    if not items:
        return Block("", "")
    attribute = f' class="bb-{kind}"' if kind else ""
    points = "".join(f"<li>{item.html()}</li>" for item in items)
    return Block(f"<ul{attribute}>{points}</ul>", "\n".join(f"- {item}" for item in items))


def titled(label: str, inner: Block) -> Block:
    """A block under a small heading; nothing where it would be empty."""
    if not inner.text:
        return inner
    return Block(f"<h3>{escape(label)}</h3>{inner.html}", f"{label}\n{inner.text}")


def callout(label: str, inner: Block) -> Block:
    """A block that stands out under a label; nothing where it would be empty."""
    if not inner.text:
        return inner
    html = f'<div class="bb-sure" role="note"><h2>{escape(label)}</h2>{inner.html}</div>'
    return Block(html, f"{label}\n{inner.text}")


def table(caption: Phrase, columns: Sequence[str], rows: Sequence[Row], words: Sequence[int] = ()) -> Block:
    """An accessible table: caption, a heading for each column and row, figures to the right.

    `columns` begins with the heading of the rows' headings; `words` are the places (from 1)
    of columns that hold words instead of figures.
    """
    kinds = ["bb-words" if place in words else "bb-figures" for place in range(1, len(columns))]
    head = f'<th scope="col"{LEFT}>{escape(columns[0])}</th>' + "".join(
        f'<th scope="col" class="{kind}"{_side(kind)}>{escape(name)}</th>'
        for name, kind in zip(columns[1:], kinds, strict=True)
    )
    body = "".join(_row(row, kinds) for row in rows)
    html = (
        f'<div class="bb-wide" role="region" tabindex="0" aria-label="{escape(str(caption))}"><table>'
        f"<caption{LEFT}>{caption.html()}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    return Block(html, _aligned(str(caption), columns, rows))


def _row(row: Row, kinds: Sequence[str]) -> str:
    marks = (("bb-part", row.level), (f"bb-part{row.level}", row.level > 1), ("bb-total", row.strong))
    names = [name for name, on in marks if on]
    attribute = f' class="{" ".join(names)}"' if names else ""
    cells = "".join(
        f'<td class="{kind}"{_side(kind)}>{cell.html()}</td>' for cell, kind in zip(row.cells, kinds, strict=True)
    )
    named = row.heading.parts
    if len(named) == 1 and isinstance(named[0], Chinese):  # a name of the document, and nothing beside it
        return f'<tr{attribute}><th scope="row" lang="zh"{LEFT}>{escape(named[0].text)}</th>{cells}</tr>'
    return f'<tr{attribute}><th scope="row"{LEFT}>{row.heading.html()}</th>{cells}</tr>'


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
