"""Charts on structure: an icicle of functions, stacked bars by source and by unit.

Each has one message as its title, direct labels with exact figures, and a text
alternative. Fills differ in lightness, so that they read in grey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl

from analysis.disclosure import Disclosure
from analysis.measures.uses import uses
from analysis.present import theme, vocabulary
from analysis.present.html import Row
from analysis.present.parts import cell, footing
from analysis.present.phrases import Lang, Phrase, amount, language, of, width
from analysis.present.specification import Behind, Chart, fitted, fixed, hints, layered, plot
from analysis.present.structure import captions, icicle
from analysis.present.structure.trace import Item, StructureTrace
from analysis.present.trace import short

#: Dark and light by turns, for the parts of a bar in their order.
_FILLS = (theme.TOTAL, theme.RISE, theme.BASE, theme.FALL, theme.LINE, theme.GRID)
_USES = ("basic", "project")
_ROW = 64  # height of a stacked bar with its labels
_LINE = 17  # height of one more line of them
_NAME = theme.WIDTH // theme.SIZE * 3 // 5  # characters of a name beside its figure
_COLUMNS = theme.WIDTH * 19 // theme.SMALL // 10  # of small letters in a line


def functions(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Chart:
    """Classes, sections and items of the functional classification, as high as they are large."""
    trace = StructureTrace(structure, disclosure, language(lang))
    return icicle.functions(trace)


def by_use(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Chart:
    """A bar for each source, of what it pays of basic and of project expenditure."""
    trace = StructureTrace(structure, disclosure, language(lang))
    held: dict[str, dict[str, Decimal]] = {}
    for row in uses(structure).to_dicts():
        held.setdefault(row["source"], {})[row["use"]] = row["amount"]
    bars = [
        _Bar(
            vocabulary.capital(_called(name, trace)),
            [paid.get(use, Decimal(0)) for use in _USES],
            trace.get("source", name),
        )
        for name, paid in held.items()
    ]
    names = [_called(use, trace) for use in _USES]
    uses_of = {name: [trace.get("use", name, use) for use in _USES] for name in held}
    rows = [
        Row(of(bar.name), [cell(trace.amount(one)) for one in uses_of[name]])
        for name, bar in zip(held, bars, strict=True)
    ]
    behind = Behind(
        [vocabulary.column("source", trace.lang), *map(vocabulary.capital, names)], rows, footing(rows, trace)
    )
    return _stacked(bars, names, captions.uses_title(trace), trace, behind, mixed=trace.is_mixed("use"))


def by_unit(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Chart:
    """A bar for each unit, of the sources that pay for its projects of the year."""
    trace = StructureTrace(structure, disclosure, language(lang))
    sources = [name for name in trace.measures("unit") if name not in ("total", "carryover")]
    units = sorted(trace.of("unit"), key=lambda item: -item.amount)
    bars = [
        _Bar(short(unit.label, _NAME), [_amount(trace.get("unit", unit.key, name)) for name in sources], unit)
        for unit in units
    ]
    names = [_called(name, trace) for name in sources]
    measures = (*sources, "total")
    rows = [
        Row(trace.heading(unit), [cell(trace.amount(trace.get("unit", unit.key, name))) for name in measures])
        for unit in units
    ]
    columns = [vocabulary.capital(_called(name, trace)) for name in measures]
    behind = Behind([vocabulary.column("unit", trace.lang), *columns], rows, footing(rows, trace))
    return _stacked(bars, names, captions.units_title(trace), trace, behind, mixed=trace.is_mixed("unit"))


# --- stacked bars ----------------------------------------------------------------------------


def _called(name: str, trace: StructureTrace) -> str:
    """A source's or a use's name; the Chinese font has a typographic apostrophe as wide as a character."""
    return vocabulary.measure(name, trace.lang).replace("’", "'")


def _amount(item: Item | None) -> Decimal:
    return Decimal(0) if item is None else item.amount


@dataclass(frozen=True)
class _Bar:
    """A bar's name, its parts in the order of the fills, and the row that prints its total."""

    name: str
    parts: Sequence[Decimal]
    whole: Item | None

    @property
    def total(self) -> Decimal:
        return sum(self.parts, Decimal(0)) if self.whole is None else self.whole.amount


def _stacked(
    bars: Sequence[_Bar], names: Sequence[str], title: Phrase, trace: StructureTrace, behind: Behind, *, mixed: bool
) -> Chart:
    """Bars of parts in one order, each under its name and above its figures; what a fill means stands above all."""
    longest = max((sum(bar.parts, Decimal(0)) for bar in bars), default=Decimal(0))
    if mixed or longest <= 0:
        return Chart(None, str(title), str(title), trace.lang)
    described = [(bar.name, list(zip(names, bar.parts, strict=True))) for bar in bars]
    notes = [fitted(captions.noted(parts, trace), _COLUMNS) for _, parts in described]
    step = _ROW + _LINE * (max(len(note) for note in notes) - 1)
    keys, fills, labels = _key(names), list[dict[str, Any]](), []
    first = keys[-1]["bottom"] + 16
    for place, (bar, note) in enumerate(zip(bars, notes, strict=True)):
        top, at = first + place * step, Decimal(0)
        for number, value in enumerate(bar.parts):
            if value:
                ends = [float(edge / longest * theme.WIDTH) for edge in (at, at + value)]
                place_of = {"x": ends[0], "to": ends[1], "top": top + 18, "bottom": top + 36, "part": str(number)}
                fills.append({**place_of, "hint": f"{bar.name} · {names[number]}", "exact": amount(value)})
                at += value
        figure = captions.rounded(bar.total)
        labels.append({"top": top + 9, "note": top + 46, "name": bar.name, "figure": figure, "parts": note})
    high = first + step * len(bars)
    layers = _bars(keys, fills, labels, len(names), high, trace.lang)
    return layered(layers, high, title, captions.bars_alt(described, trace), trace.lang, behind)


def _bars(
    keys: list[dict[str, Any]],
    fills: list[dict[str, Any]],
    labels: list[dict[str, Any]],
    parts: int,
    high: float,
    lang: Lang,
) -> list[alt.Chart]:
    across = alt.Scale(domain=[0, theme.WIDTH], nice=False)
    down = alt.Scale(domain=[0, high], nice=False, reverse=True)
    fill = alt.Scale(domain=[str(number) for number in range(parts)], range=list(_FILLS[:parts]))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=down, axis=None)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=across, axis=None)

    shapes: list[Any] = [plot(held).mark_rect(stroke=theme.TOTAL, strokeWidth=0.75) for held in (keys, fills)]
    shapes = [
        mark.encode(
            x=x("x"),
            x2=alt.X2("to:Q"),
            y=y("top"),
            y2=alt.Y2("bottom:Q"),
            fill=alt.Fill("part:N", scale=fill, legend=None),
        )
        for mark in shapes
    ]
    of_key = plot(keys).mark_text(align="left", dx=5, fontSize=theme.SMALL)
    base = plot(labels)
    small = base.mark_text(align="left", fontSize=theme.SMALL, color=theme.MUTED, lineHeight=_LINE)
    return [
        shapes[0],
        shapes[1].encode(tooltip=hints(lang)),
        of_key.encode(x=x("to"), y=y("middle"), text=alt.Text("name:N")),
        base.mark_text(align="left").encode(x=fixed(0), y=y("top"), text=alt.Text("name:N")),
        base.mark_text(align="right").encode(x=fixed(theme.WIDTH), y=y("top"), text=alt.Text("figure:N")),
        small.encode(x=fixed(0), y=y("note"), text=alt.Text("parts:N")),
    ]


def _key(names: Sequence[str]) -> list[dict[str, Any]]:
    """A square with its name for each fill, side by side, in as many lines as that takes."""
    squares, at, top = [], 0.0, 2.0
    for number, name in enumerate(names):
        room = 12 + 5 + width(name) * theme.SMALL * 0.54 + 16
        if at and at + room > theme.WIDTH:
            at, top = 0.0, top + _LINE
        place = {"x": at, "to": at + 12, "top": top, "bottom": top + 12, "middle": top + 6.5}
        squares.append({**place, "part": str(number), "name": vocabulary.capital(name)})
        at += room
    return squares
