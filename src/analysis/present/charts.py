"""Charts on changes: a waterfall from the base year's total to this year's, and the sources of both years.

Each chart has one message as its title, direct labels with exact figures, and a text
alternative. A notebook shows the specification; a page draws it (`drawing.draw`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl

from analysis.disclosure import Disclosure
from analysis.present import captions, theme
from analysis.present.answers import RESIDUAL, Answer, Change
from analysis.present.changes_trace import ChangesTrace
from analysis.present.phrases import Lang, Phrase, amount, language
from analysis.present.specification import Behind, Chart, fixed, halo, hints, layered, plot

_STEP = 50  # height of a row
_ROOM = 1.45  # how much longer than its longest bar a scale is that has labels at the ends of bars
_COLOURS = {"base": theme.BASE, "total": theme.TOTAL, "fall": theme.FALL, "rise": theme.RISE}
_EDGES = {"base": theme.MUTED, "total": theme.TOTAL, "fall": theme.FALL, "rise": theme.EDGE}


def waterfall(
    changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh", before: Disclosure | None = None
) -> Chart:
    """From the base year's total to this year's, source by source; a residual has a broken outline."""
    trace = ChangesTrace(Answer.of(changes), disclosure, language(lang), before)
    total, title = trace.answer.total, captions.waterfall_title(trace)
    if total is None or total.current is None or total.base is None:
        return Chart(None, str(title), str(title), trace.lang)
    bars = [_Bar(0, total.base, "base", captions.total_label(total.base_year, trace), amount(total.base))]
    at = total.base
    for part in trace.answer.sources:
        if part.direction and part.change is not None:
            bars.append(_Bar(at, at + part.change, *_step(part, trace), dashed=part.subject == RESIDUAL))
            at += part.change
    if rest := total.current - at:
        kind, figure = _kind(rest), amount(rest, signed=True)
        bars.append(_Bar(at, total.current, kind, captions.rest_label(trace), figure, dashed=True))
    bars.append(_Bar(0, total.current, "total", captions.total_label(trace.year, trace), amount(total.current)))
    records: list[dict[str, Any]] = []
    for place, bar in enumerate(bars):
        record = bar.record(Decimal(place), Decimal("0.42"), Decimal("0.86"))
        record |= {"link": float(bar.end), "link_to": place + 1.42 if bar is not bars[-1] else place + 0.86}
        records.append(record)
    behind = captions.waterfall_table(trace)
    return _chart(records, len(bars), title, captions.waterfall_alt(trace), trace.lang, behind)


def by_source(
    changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh", before: Disclosure | None = None
) -> Chart:
    """The sources of this year beside those of the base year; a residual has a broken outline."""
    trace = ChangesTrace(Answer.of(changes), disclosure, language(lang), before)
    title = captions.sources_title(trace)
    records: list[dict[str, Any]] = []
    high = Decimal("1.5")
    parts = [part for part in trace.answer.sources if part.current or part.base]
    for place, part in enumerate(parts):
        top, dashed = place * high, part.subject == RESIDUAL
        _, name, figure = _step(part, trace)
        first = _Bar(0, part.base or Decimal(0), "base", name, figure, dashed)
        second = _Bar(0, part.current or Decimal(0), "total", "", "")
        for bar, ends, of_base in ((first, ("0.40", "0.78"), True), (second, ("0.82", "1.20"), False)):
            note = captions.bar_label(part, trace, of_base=of_base)
            records.append(bar.record(top, *map(Decimal, ends)) | {"note": note, "hint": name, "exact": note})
    if not records:
        return Chart(None, str(title), str(title), trace.lang)
    longest = max(record["to"] for record in records)
    text, behind = captions.sources_alt(trace), captions.sources_table(trace)
    return _chart(records, float(high * len(parts)), title, text, trace.lang, behind, longest * _ROOM)


@dataclass(frozen=True)
class _Bar:
    """A bar from one amount to another, with its name and figure above it."""

    start: Decimal | int
    end: Decimal
    kind: str
    name: str
    figure: str
    dashed: bool = False

    def record(self, top: Decimal, above: Decimal, below: Decimal) -> dict[str, Any]:
        """The bar as a row of the chart's data: amounts as floats, and its place in rows from the top."""
        return {
            "from": float(self.start),
            "to": float(self.end),
            "top": float(top + above),
            "bottom": float(top + below),
            "middle": float(top + (above + below) / 2),
            "label": float(top) + 0.17,
            "kind": self.kind,
            "dashed": self.dashed,
            "name": self.name,
            "figure": self.figure,
            "hint": self.name,
            "exact": self.figure,
        }


def _step(part: Change, trace: ChangesTrace) -> tuple[str, str, str]:
    """Colour, name and figure of a source's change."""
    name = captions.bar_name(part, trace)
    return _kind(part.change or Decimal(0)), name, captions.change_label(part, trace)


def _kind(change: Decimal) -> str:
    return "fall" if change < 0 else "rise"


def _chart(
    records: Sequence[dict[str, Any]],
    rows: float,
    title: Phrase,
    text: str,
    lang: Lang,
    behind: Behind,
    end: float | None = None,
) -> Chart:
    """The bars with their labels, drawn to one scale; `end` is where the scale ends."""
    high = rows * _STEP
    ends = [record[side] for record in records for side in ("from", "to")]
    scale = alt.Scale(domain=[min(0, *ends), end or max(ends) or 1], nice=False, zero=False)
    down = alt.Scale(domain=[0, rows], nice=False, reverse=True)
    base = plot(records)
    kinds = list(_COLOURS)
    fill = alt.Scale(domain=kinds, range=list(_COLOURS.values()))
    edge = alt.Scale(domain=kinds, range=list(_EDGES.values()))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=down, axis=None)

    def bars(mark: alt.Chart) -> alt.Chart:
        return mark.encode(
            x=alt.X("from:Q", scale=scale, axis=None),
            x2=alt.X2("to:Q"),
            y=y("top"),
            y2=alt.Y2("bottom:Q"),
            fill=alt.Fill("kind:N", scale=fill, legend=None),
            stroke=alt.Stroke("kind:N", scale=edge, legend=None),
            tooltip=hints(lang),
        )

    layers: list[alt.Chart] = []
    if any("link" in record for record in records):
        layers.append(
            base.mark_rule(color=theme.LINE, strokeWidth=1).encode(
                x=alt.X("link:Q", scale=scale, axis=None), y=y("bottom"), y2=alt.Y2("link_to:Q")
            )
        )
    layers.append(bars(base.transform_filter("!datum.dashed").mark_rect(strokeWidth=1.5)))
    broken = base.transform_filter("datum.dashed").mark_rect(strokeWidth=1.5, strokeDash=[4, 3], fillOpacity=0.35)
    layers.append(bars(broken))
    layers += [mark.encode(x=fixed(0), y=y("label"), text=alt.Text("name:N")) for mark in halo(base, align="left")]
    end_of = fixed(theme.WIDTH)
    layers += [mark.encode(x=end_of, y=y("label"), text=alt.Text("figure:N")) for mark in halo(base, align="right")]
    if any("note" in record for record in records):
        note = base.mark_text(align="left", dx=6, fontSize=theme.SMALL, color=theme.MUTED)
        layers.append(note.encode(x=alt.X("to:Q", scale=scale, axis=None), y=y("middle"), text=alt.Text("note:N")))
    return layered(layers, high, title, text, lang, behind)
