"""Any Altair chart in the project's look: its data made plain, axes and codes in words, the table behind it.

bars = alt.Chart(sources).mark_bar().encode(x="change", y=alt.Y("subject", sort=None), color=rise_or_fall("change"))
chart(labelled(bars, "change"), say("...", "..."))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.present import theme
from analysis.present.html import Block, Row, csv
from analysis.present.phrases import Phrase, of
from analysis.present.sentences import heading, spoken, word
from analysis.present.specification import PICKED, Chart, fading, fitted
from analysis.present.tables import cell, figure_text, label, table, unit
from analysis.text import printable

if TYPE_CHECKING:
    import altair as alt

_BEYOND, _LETTER = 0.42, 0.065  # room for figures behind the longest bars, in parts of them
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def chart(
    drawing: alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart,
    title: Phrase | str = "",
    height: float | None = None,
) -> Chart:
    """The chart with a message for a title. Frames in it lose their hows; decimals become floats here.

    Each figure stands beside itself as text in `<name>_shown`, and words are those of the page's language.
    """
    held: Any = drawing.copy(deep=True)
    frames: list[pl.DataFrame] = []
    for part in _parts(held):
        if isinstance(part.data, pl.DataFrame):
            if not any(part.data is frame for frame in frames):
                frames.append(part.data)
            part.data = _plain(part.data)
    said, lang = str(title), spoken().lang
    if not frames or not frames[0].height:
        return Chart(None, said, said, lang)
    spec = _readable(held.to_dict(validate=False))
    shown = _shown(spec, frames[0])
    _point(spec, {name: frame.schema[name].is_decimal() for frame in frames for name in frame.columns})
    behind: Block = table(frames[0], *shown, title=title)
    heads = [label(name) for name in shown]
    cells = ([of(cell(row, name)) for name in shown] for row in frames[0].to_dicts())
    rows = [Row(first, rest) for first, *rest in cells]
    text = printable(behind.text)
    notes = {"title": said, "caption": of(title).html(), "alt": text, "lang": lang, "source": ""}
    notes |= {"table": behind.html, "csv": csv(heads, rows)}
    lines = fitted(said, theme.WIDTH * 2 // theme.TITLE)
    spec |= {"$schema": _SCHEMA, "config": theme.config(), "usermeta": notes, "description": text}
    spec |= {"title": [*map(printable, lines)]} | ({"height": height} if height is not None else {})
    if not any(name in spec for name in ("hconcat", "vconcat", "concat", "facet")):
        spec["width"] = theme.WIDTH
    spec["params"] = [
        *spec.get("params", ()),
        {"name": PICKED, "value": ""},
        {"name": theme.ROOM, "value": theme.WIDTH},
    ]
    return Chart(spec, said, text, lang)


def labelled(bars: alt.Chart, column: str) -> alt.LayerChart | alt.FacetChart:
    """Bars with each figure at its end, on the side to which the bar grows."""
    import altair as alt

    marks: dict[str, Any] = {"fontSize": theme.SMALL, "baseline": "middle"}
    right = bars.transform_filter(alt.datum[column] >= 0).mark_text(align="left", dx=5, **marks)
    left = bars.transform_filter(alt.datum[column] < 0).mark_text(align="right", dx=-5, **marks)
    if bars.encoding.x["scale"] is alt.Undefined and isinstance(bars.data, pl.DataFrame):
        values = bars.data[column].drop_nulls().to_list()
        low, high = (float(end([0, *values])) for end in (min, max))
        letters = max((len(figure_text(column, value)) for value in values), default=0)
        beside = _LETTER * letters * (1.5 if low < 0 < high else 1)
        room = max(_BEYOND, beside) * (high - low or 1)
        domain = [low - room * (low < 0), high + room * (high > 0 or low == 0)]
        bars = bars.encode(x=bars.encoding.x.scale(domain=domain, nice=False))
    ink, named = alt.value(theme.INK), alt.Text(f"{column}_shown:N")
    return alt.layer(bars, *(mark.encode(text=named, color=ink) for mark in (right, left)))


def rise_or_fall(column: str) -> Any:
    """The colour of a bar by the sign of its figure."""
    import altair as alt

    return alt.when(alt.datum[column] < 0).then(alt.value(theme.FALL)).otherwise(alt.value(theme.RISE))


def picked(least: float = 0.35) -> Any:
    """The opacity of marks with a `project`: less where a reader has picked another one."""
    import altair as alt

    return alt.OpacityValue(**fading(least))


def _parts(chart: Any) -> Iterator[Any]:
    """A chart and all that it is made of."""
    yield chart
    for name in ("layer", "hconcat", "vconcat", "concat"):
        held = getattr(chart, name, None)
        for part in held if isinstance(held, list) else ():
            yield from _parts(part)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame for a picture: floats, words, and each figure as text too."""
    held: dict[str, list[Any]] = {}
    for name in frame.columns:
        values = frame[name].to_list()
        if frame.schema[name].is_decimal():
            held[name] = [None if value is None else float(value) for value in values]
            held[f"{name}_shown"] = [None if value is None else figure_text(name, value) for value in values]
        elif not name.endswith("_how"):
            held[name] = _named(frame, name)
        if name == "project":  # by which a page knows what is picked
            held["picks"] = values
    return pl.DataFrame(held)


def _named(frame: pl.DataFrame, name: str) -> list[Any]:
    """A column's words in the page's language; a label that several keys bear has the key behind it."""
    rows = frame.to_dicts()
    said = [
        # the Chinese font has a typographic apostrophe as wide as a character
        heading(str(of(word(row[name], name, row, alone=True)))).replace("’", "'")
        if isinstance(row[name], str)
        else row[name]
        for row in rows
    ]
    if name != "label" or "key" not in frame.columns:
        return said
    keys: dict[Any, set[Any]] = {}
    for one, row in zip(said, rows, strict=True):
        keys.setdefault(one, set()).add(row["key"])
    return [f"{one} {row['key']}" if len(keys[one]) > 1 else one for one, row in zip(said, rows, strict=True)]


def _readable(value: Any) -> Any:
    """A specification whose axes have labels, and whose texts show what would act: drawing these would fail."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        found = {name: _readable(part) for name, part in value.items()}
        encoded = found.get("encoding")
        channels = encoded if isinstance(encoded, dict) else {}
        for channel in channels.values():
            if isinstance(channel, dict) and "field" in channel and "title" not in channel:
                channel["title"] = _axis(channel["field"])
        upright = channels.get("y")
        if isinstance(upright, dict) and upright.get("type") == "nominal":
            axis = upright.get("axis", {})
            upright["axis"] = axis if axis is None else theme.LABELS | axis
        return found
    return [_readable(part) for part in value] if isinstance(value, list | tuple) else value


def _point(value: Any, columns: Mapping[str, bool]) -> None:
    """Has each mark without a tooltip of its own say its words and exact figures; `columns` says which are figures."""
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _point(part, columns)
    if not isinstance(value, dict) or "mark" not in value:
        return
    encoded = value.get("encoding", {})
    if "tooltip" not in encoded:
        names = [name for name in dict.fromkeys(_fields(encoded)) if name in columns]
        value["encoding"] = encoded | {
            "tooltip": [
                {"field": f"{name}_shown" if columns[name] else name, "type": "nominal", "title": _axis(name)}
                for name in sorted(names, key=columns.__getitem__)
            ]
        }


def _axis(name: str) -> str:
    name = name.removesuffix("_shown")
    return f"{label(name)} ({of(word(unit(name)))})" if unit(name) else label(name)


def _shown(spec: Any, frame: pl.DataFrame) -> list[str]:
    """The columns of a frame that a chart draws, words first."""
    named = [name for name in dict.fromkeys(_fields(spec)) if name in frame.columns]
    return sorted(named, key=lambda name: frame.schema[name].is_numeric()) or frame.columns


def _fields(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("field"), str):
            yield value["field"].removesuffix("_shown")
        for part in value.values():
            yield from _fields(part)
    elif isinstance(value, list):
        for part in value:
            yield from _fields(part)
