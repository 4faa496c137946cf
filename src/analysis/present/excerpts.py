"""A piece of the original with the figure marked: the part of a PDF's page, a row with its header, a sentence."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from importlib import import_module

from analysis import how
from analysis.originals import Line, Original, Spot
from analysis.present import messages, theme
from analysis.present.html import Block
from analysis.present.phrases import Lang, isolated
from analysis.text import escaped, short

#: Ten-thousandths of a page's width that a piece shows, of an upright page and of one that lies; and around a row.
_UPRIGHT, _LYING, _MARGIN = 8000, 5500, 150
_HIGHEST = 1200  # ten-thousandths around what is marked
_LONGEST = 120  # characters of words on each side of a figure
_ENDS = "。；;"  # of a sentence


def excerpt(spot: Spot, lang: Lang, picture: str = "") -> str:
    """The piece of the document as HTML; of a PDF as `picture` shows its page, which it leads to.

    Everything from the document is escaped; the look is the style sheet's.
    """
    line = spot.line
    if picture and line.box is not None:
        words = escaped(messages.words("original", lang)["page"].format(page=line.page))
        shown = f'<a href="{escaped(picture)}" aria-label="{words}">{_framed(spot, picture)}</a>'
        return f'<figure class="bb-original">{shown}<figcaption>{words}</figcaption></figure>'
    body = _row(line, spot.marked) if line.is_row else _sentence(line, spot.marked)
    return f'<figure class="bb-original" lang="zh">{body}</figure>'


def shown(refs: str, words: str, original: Original | None, lang: Lang) -> Block:
    """Words on where references stand, with the original there; see `analysis.face.where`."""
    pieces = ""
    for name in how.cells(refs) or refs.split() if original is not None else ():
        if original is not None and (spot := original.spot(name)) is not None:
            pieces += excerpt(spot, lang, _drawn(original, spot.line.page) if original.pages else "")
    lines = "".join(f"<p>{escaped(line)}</p>" for line in words.splitlines())
    return Block(f'<div lang="{lang}">{lines}{pieces}</div>', words)


def _drawn(original: Original, page: str | None) -> str:
    """The picture of a page, to stand in a notebook."""
    apart = import_module("analysis.ingest.formats.apart")  # by name: no brief depends on it
    (picture,) = apart.pictures(original.file, [int(page or 1)])
    return f"data:image/png;base64,{b64encode(picture).decode('ascii')}"


def _framed(spot: Spot, picture: str) -> str:
    """The part of the page around the figure, which is framed; the page is 1,000 wide."""
    wide, high = spot.line.size
    tall, nothing = high / wide, (0, 0, 0, 0)
    (x0, y0, x1, y1), (left, top, right, bottom) = spot.line.box or nothing, spot.box or nothing
    west, east = _window(x0, x1, left, right, _LYING if wide > high else _UPRIGHT)
    north, south = _window(y0, y1, top, bottom, _HIGHEST)
    shown = (west / 10, north * tall / 10, (east - west) / 10, (south - north) * tall / 10)
    frame = (left / 10 - 4, top * tall / 10 - 3, (right - left) / 10 + 8, (bottom - top) * tall / 10 + 6)
    x, y, width, height = (f"{number:.1f}" for number in frame)
    return (
        f'<svg viewBox="{" ".join(f"{number:.1f}" for number in shown)}" width="100%" aria-hidden="true">'
        f'<image href="{escaped(picture)}" width="1000" height="{1000 * tall:.1f}" preserveAspectRatio="none"/>'
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="2"'
        f' fill="{theme.FRAMED}" fill-opacity=".4" stroke="{theme.FRAME}" stroke-width="2"/></svg>'
    )


def _window(start: int, end: int, first: int, last: int, least: int) -> tuple[int, int]:
    """So much of a page that what stands there is in sight, `least` of it: all around it, or around the figure."""
    if end - start + 2 * _MARGIN > least:
        start, end = first, last
    spare = max(least - (end - start), 2 * _MARGIN) // 2
    low, high = start - spare, end + spare
    shift = max(-low, 0) - max(high - 10_000, 0)
    return max(low + shift, 0), min(high + shift, 10_000)


def _row(line: Line, marked: int | None) -> str:
    """A row below its header; columns in which it prints nothing are left out."""
    shown = [place for place, cell in enumerate(line.cells) if cell.strip()]
    above = [row for row in line.header if any(row[place].strip() for place in shown if place < len(row))]
    head = "".join(f"<tr>{_cells(row, shown, None, 'th')}</tr>" for row in above)
    head = f"<thead>{head}</thead>" if head else ""
    return f"<table>{head}<tbody><tr>{_cells(line.cells, shown, marked, 'td')}</tr></tbody></table>"


def _cells(cells: Sequence[str], shown: Sequence[int], marked: int | None, tag: str) -> str:
    held = ((place, isolated(cells[place]) if place < len(cells) else "") for place in shown)
    return "".join(f"<{tag}>{f'<mark>{text}</mark>' if place == marked else text}</{tag}>" for place, text in held)


def _sentence(line: Line, marked: int | None) -> str:
    """The sentence with the figure; of a long one what stands near it."""
    if marked is None:
        return f"<p>{isolated(short(''.join(line.cells), 2 * _LONGEST))}</p>"
    before, after = "".join(line.cells[:marked]), "".join(line.cells[marked + 1 :])
    before = before[max(map(before.rfind, _ENDS)) + 1 :]
    after = after[: min((at + 1 for end in _ENDS if (at := after.find(end)) >= 0), default=len(after))]
    lead = f"…{before[-_LONGEST:]}" if len(before) > _LONGEST else before
    figure, rest = line.cells[marked], short(after, _LONGEST)
    return f"<p>{isolated(lead)}<mark>{escaped(figure)}</mark>{isolated(rest)}</p>"
