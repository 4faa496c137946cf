"""The tree of functions as an icicle: classes, sections and items beside each other, as high as they are large.

It is drawn as rectangles with their names inside, prints in grey, and needs no legend.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import altair as alt

from analysis.present import theme, vocabulary
from analysis.present.html import Row
from analysis.present.parts import cell, footing
from analysis.present.phrases import Lang, width
from analysis.present.specification import Behind, Chart, fitted, hints, layered, plot
from analysis.present.structure import captions
from analysis.present.structure.trace import Item, StructureTrace

_HIGH = 480
_COLUMNS = ((0.0, 0.27), (0.275, 0.60), (0.605, 1.0))  # classes, sections, items, in parts of the width
_FILLS = (theme.TOTAL, theme.SECTION, theme.ITEM)
_LINE = 16  # height of a line of small letters
_LEAST = 13  # height of a rectangle that has room for a line
_TINY, _TINY_LINE = 10, 11  # letters, and their line, for what would not fit whole in small ones


def functions(trace: StructureTrace) -> Chart:
    """The icicle; without a drawing where there are no functions, or amounts below 0."""
    title = captions.functions_title(trace)
    tops = sorted(trace.top("function"), key=lambda item: -item.amount)
    total = sum((item.amount for item in tops), Decimal(0))
    if not tops or total <= 0 or trace.is_mixed("function"):
        return Chart(None, str(title), str(title), trace.lang)
    records = list(_rectangles(tops, Decimal(0), 0, total, trace))
    text, behind = captions.functions_alt(trace), _behind(trace)
    return layered(_layers(records, trace.lang), _HIGH, title, text, trace.lang, behind)


def _behind(trace: StructureTrace) -> Behind:
    """Every row of the functional classification with its amount and share, each below the one that it is part of."""
    rows = [
        Row(trace.heading(item), [cell(trace.amount(item)), cell(trace.part(item))], trace.depth(item))
        for item in sorted(trace.of("function"), key=lambda item: item.key)
    ]
    return Behind(
        [vocabulary.column(name, trace.lang) for name in ("function", "amount", "share")], rows, footing(rows, trace)
    )


def _layers(records: list[dict[str, Any]], lang: Lang) -> list[alt.Chart]:
    base = plot(records)
    fill = alt.Scale(domain=["0", "1", "2"], range=list(_FILLS))
    across = alt.Scale(domain=[0, 1], nice=False)
    down = alt.Scale(domain=[0, _HIGH], nice=False, reverse=True)
    left = alt.X("left:Q", scale=across, axis=None)
    layers: list[alt.Chart] = [
        base.mark_rect(stroke=theme.LINE, strokeWidth=0.75).encode(
            x=left,
            x2=alt.X2("right:Q"),
            y=alt.Y("top:Q", scale=down, axis=None),
            y2=alt.Y2("bottom:Q"),
            fill=alt.Fill("level:N", scale=fill, legend=None),
            tooltip=hints(lang),
        )
    ]
    for dark, colour in ((True, theme.GROUND), (False, theme.INK)):
        for tiny in sorted({record["tiny"] for record in records if record["dark"] == dark and record["label"]}):
            size, line = (_TINY, _TINY_LINE) if tiny else (theme.SMALL, _LINE)
            chosen = f"datum.dark == {_bool(dark)} && datum.tiny == {_bool(tiny)} && datum.label.length > 0"
            mark = base.transform_filter(chosen).mark_text(
                align="left", baseline="middle", dx=6, fontSize=size, color=colour, lineHeight=line
            )
            layers.append(mark.encode(x=left, y=alt.Y("at:Q", scale=down, axis=None), text=alt.Text("label:N")))
    return layers


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _rectangles(
    items: Sequence[Item], start: Decimal, level: int, total: Decimal, trace: StructureTrace
) -> Iterator[dict[str, Any]]:
    """The rectangles of a level and those right of them, from the top down.

    The largest come first, so those too low for a name of their own follow each other: they are one
    rectangle with one name, and the table says the rest.
    """
    at, high = start, {item.key: item.amount / total * _HIGH for item in items}
    small = [item for item in items if high[item.key] < _LEAST]
    for item in items if len(small) < 2 else items[: -len(small)]:
        name, figure = captions.item_label(item, trace)
        end = at + high[item.key]
        yield _rectangle(at, end, level, name, figure, _label(name, figure, level, float(high[item.key])))
        if level < len(_COLUMNS) - 1:
            yield from _rectangles(captions.children(item, trace), at, level + 1, total, trace)
        at = end
    if len(small) > 1:
        name, figure = captions.rest_label(small, total, trace)
        end = at + sum((high[item.key] for item in small), Decimal(0))
        yield _rectangle(at, end, level, name, figure, _label(name, figure, level, float(end - at)))


def _rectangle(
    start: Decimal, end: Decimal, level: int, name: str, figure: str, written: tuple[list[str], bool]
) -> dict[str, Any]:
    left, right = _COLUMNS[level]
    label, tiny = written
    return {
        "left": left,
        "right": right,
        "top": float(start),
        "bottom": float(end),
        "at": float(start + end) / 2 - (len(label) - 1) * (_TINY_LINE if tiny else _LINE) / 2,
        "level": str(level),
        "dark": level == 0,
        "tiny": tiny,
        "label": label,
        "hint": name,
        "exact": figure,
    }


def _label(name: str, figure: str, level: int, high: float) -> tuple[list[str], bool]:
    """The name and figure in as many lines as there is room for, and whether in tiny letters.

    Tiny letters are for what does not fit whole in small ones; where not even these do, the amount is left out,
    then the share. A name is cut only where it has no room by itself. There is none where no line has room.
    """
    if high < _LEAST:
        return [], False
    small, tiny = ((_columns(level, theme.SMALL), _LINE, False), (_columns(level, _TINY), _TINY_LINE, True))
    for columns, line, is_tiny in (small, tiny):
        lines = [*fitted(name, columns), figure]
        if width(f"{name} {figure}") <= columns:
            return [f"{name} {figure}"], is_tiny
        if high >= line * len(lines) and max(map(width, lines)) <= columns:
            return lines, is_tiny
    share = figure.rpartition("（" if "（" in figure else "(")[2].rstrip("）)")
    for text in (f"{name} {share}", name):
        for columns, _, is_tiny in (small, tiny):
            if width(text) <= columns:
                return [text], is_tiny
    return [_cut(name, tiny[0])], True


def _columns(level: int, size: int) -> int:
    """How many columns of letters of that size have room in a rectangle of a level."""
    left, right = _COLUMNS[level]
    return int(((right - left) * theme.WIDTH - 12) / size * 1.9)


def _cut(name: str, columns: int) -> str:
    while width(name) > columns - 2:
        name = name[:-1]
    return f"{name}…"
