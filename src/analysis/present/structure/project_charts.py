"""Charts on projects: a bar for each, and the Lorenz curve of how concentrated they are.

A project that is picked in one of them shows in the other, and in the tables of the page.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl

from analysis.disclosure import Disclosure
from analysis.present import theme, vocabulary
from analysis.present.html import Row
from analysis.present.parts import cell, footing
from analysis.present.phrases import amount, language
from analysis.present.specification import PICKED, Behind, Chart, fading, fitted, fixed, halo, hints, layered, plot
from analysis.present.structure import captions, wording
from analysis.present.structure.trace import Item, StructureTrace
from analysis.present.trace import short

_NAME = theme.WIDTH * 14 // theme.SIZE // 10  # columns of a name beside its figure
_LINE = 17
_MOST = 30  # bars; what is smaller is told together


def projects(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Chart:
    """A bar for each of the largest projects of the year, and what all others make together."""
    trace = StructureTrace(structure, disclosure, language(lang))
    title, items = captions.projects_title(trace), [item for item in trace.projects if item.amount]
    if not items or trace.is_mixed("project"):
        return Chart(None, str(title), str(title), trace.lang)
    records, top = list[dict[str, Any]](), 8
    total = sum((item.amount for item in items), Decimal(0))
    shown, rest = (items, []) if len(items) <= _MOST else (items[:_MOST], items[_MOST:])
    for item in shown:
        names = fitted(short(item.label), _NAME)
        bar = top + _LINE * len(names)
        place = {
            "top": top,
            "bar": bar,
            "end": bar + 12,
            "from": 0,
            "to": float(item.amount / items[0].amount) * theme.WIDTH,
        }
        records.append({**place, "name": names, "figure": captions.item_label(item, trace)[1], **_pointed(item, trace)})
        top = bar + 24
    if rest:
        name, figure = captions.rest_label(rest, total, trace)
        place = {"top": top, "bar": top + _LINE, "end": top + _LINE, "from": 0, "to": 0}  # too many to draw
        records.append({**place, "name": [name], "figure": figure, **_pointed(None, trace)})
        top += _LINE + 12
    high = top + 4
    down, across = (alt.Scale(domain=[0, size], nice=False) for size in (high, theme.WIDTH))
    down.reverse = True
    base = plot(records)
    x = alt.X("from:Q", scale=across, axis=None)
    bars = base.mark_rect(fill=theme.TOTAL)
    y = alt.Y("top:Q", scale=down, axis=None)
    layers = [
        bars.encode(
            x=x,
            x2=alt.X2("to:Q"),
            y=alt.Y("bar:Q", scale=down, axis=None),
            y2=alt.Y2("end:Q"),
            tooltip=hints(trace.lang),
            opacity=fading(),
        ),
        base.mark_text(align="left", baseline="top", lineHeight=_LINE).encode(x=fixed(0), y=y, text=alt.Text("name:N")),
        base.mark_text(align="right", baseline="top", fontSize=theme.SMALL, color=theme.MUTED).encode(
            x=fixed(theme.WIDTH), y=y, text=alt.Text("figure:N")
        ),
    ]
    return layered(layers, high, title, captions.projects_alt(items, trace), trace.lang, _behind(trace, shares=True))


def lorenz(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Chart:
    """How much of the money the smaller projects hold, up to all of them."""
    trace = StructureTrace(structure, disclosure, language(lang))
    found, title = trace.concentration, captions.lorenz_title(trace)
    if found is None or len(found.amounts) <= wording.TOP:
        return Chart(None, str(title), str(title), trace.lang)
    items = [None, *(item for item in reversed(trace.projects) if item.amount > 0)]
    points = [
        {"x": float(x), "y": float(y), **_pointed(item, trace)}
        for (x, y), item in zip(found.lorenz, items, strict=True)
    ]
    across, up, equal, top = captions.lorenz_labels(trace)
    mark = points[-1 - wording.TOP]
    scale = alt.Scale(domain=[0, 100], nice=False)
    steps = [0, 25, 50, 75, 100]
    x = alt.X("x:Q", scale=scale, axis=alt.Axis(title=across, values=steps))
    y = alt.Y("y:Q", scale=scale, axis=alt.Axis(title=up, values=steps))
    curve = plot(points)
    even = plot([{"x": 0, "y": 0}, {"x": 100, "y": 100}])
    middle = plot([{"x": 50, "y": 50, "label": equal}])
    largest = plot([{"x": mark["x"], "y": mark["y"], "end": 100, "label": top}])
    layers: list[alt.Chart] = [
        curve.mark_area(color=theme.BASE, opacity=0.6).encode(x=x, y=y),
        even.mark_line(color=theme.MUTED, strokeDash=[5, 4], strokeWidth=1.5).encode(x=x, y=y),
        curve.mark_line(color=theme.TOTAL, strokeWidth=2.5).encode(x=x, y=y),
        curve.transform_filter("datum.project != ''")
        .mark_point(color=theme.TOTAL, filled=True, size=36)
        .encode(x=x, y=y, tooltip=hints(trace.lang), opacity=fading(0.15), size=_larger()),
        largest.mark_rule(color=theme.FALL, strokeWidth=2.5).encode(x=x, y=y, y2=alt.Y2("end:Q")),
        largest.mark_point(color=theme.FALL, filled=True, size=70, opacity=1).encode(x=x, y=y),
    ]
    for words, mark_of in ((middle, {"align": "right", "dx": -10, "dy": -6}), (largest, {"align": "right", "dx": -10})):
        layers += [text.encode(x=x, y=y, text=alt.Text("label:N")) for text in halo(words, **mark_of)]
    return layered(layers, 340, title, captions.lorenz_alt(trace), trace.lang, _behind(trace, shares=False))


def _pointed(item: Item | None, trace: StructureTrace) -> dict[str, str]:
    """What a mark says of its project when it is pointed at, and by which name it is picked."""
    if item is None:
        return {"project": "", "hint": "", "exact": ""}
    return {"project": item.label, "hint": short(item.label), "exact": f"{amount(item.amount)} 万元"}


def _larger() -> dict[str, Any]:
    """The size of a project's point: larger where it is picked."""
    return {"condition": {"test": f"datum.project == {PICKED}", "value": 140}, "value": 36}


def _behind(trace: StructureTrace, *, shares: bool) -> Behind:
    """The projects of the year with their amounts, and their shares where the chart names them, the largest first."""
    rows = [
        Row(
            trace.heading(item),
            [cell(trace.amount(item)), *([cell(trace.part(item))] if shares else [])],
            project=item.label,
        )
        for item in trace.projects
    ]
    return Behind(
        [vocabulary.column(name, trace.lang) for name in ("project_name", "amount", *(["share"] if shares else []))],
        rows,
        footing(rows, trace),
    )
