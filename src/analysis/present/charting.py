"""An Altair chart as pages show it: its data made plain, its axes labelled, the project's look, the table behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import polars as pl

from analysis.present import theme
from analysis.present.html import Block
from analysis.present.phrases import Phrase
from analysis.present.specification import PICKED, Chart, fitted
from analysis.text import printable

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
Plain = Callable[[pl.DataFrame], pl.DataFrame]


def finished(
    drawing: Any, title: Phrase, height: float | None, table: Callable[[pl.DataFrame], Block], plain: Plain, label: Any
) -> Chart:
    """The chart; see `analysis.present.notebook.chart`."""
    from analysis.present.notebook import _ABOUT

    lang = _ABOUT.trace.lang
    frames: list[pl.DataFrame] = []
    held = drawing.copy(deep=True)
    for part in _parts(held):
        if isinstance(part.data, pl.DataFrame):
            if not any(part.data is frame for frame in frames):
                frames.append(part.data)
            part.data = plain(part.data)
    if not frames or not frames[0].height:
        return Chart(None, str(title), str(title), lang)
    spec = held.to_dict(validate=False)
    for encoding in _encodings(spec):
        _titled(encoding, label)
    shown = fitted(str(title), theme.WIDTH * 2 // theme.TITLE)
    spec = _seen(spec)
    behind = table(frames[0])
    said = {"title": str(title), "caption": title.html(), "alt": printable(f"{title}\n{behind.text}"), "lang": lang}
    said |= {"table": behind.html, "csv": "", "source": ""}
    spec |= {"width": theme.WIDTH, "title": [*map(printable, shown)], "description": said["alt"]}
    if height is not None:
        spec["height"] = height
    params = [*spec.get("params", ()), {"name": PICKED, "value": ""}]
    spec |= {"$schema": _SCHEMA, "config": theme.config(), "usermeta": said, "params": params}
    return Chart(spec, str(title), said["alt"], lang)


def _parts(chart: Any) -> Iterator[Any]:
    """A chart and all that it is made of."""
    yield chart
    for name in ("layer", "hconcat", "vconcat", "concat"):
        held = getattr(chart, name, None)
        if isinstance(held, list):
            for part in held:
                yield from _parts(part)


def _encodings(spec: Any) -> Iterator[dict[str, Any]]:
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name == "encoding" and isinstance(value, dict):
                yield value
            else:
                yield from _encodings(value)
    elif isinstance(spec, list):
        for part in spec:
            yield from _encodings(part)


def _titled(encoding: dict[str, Any], label: Callable[[str], str]) -> None:
    """Gives each axis that names none the label of its field."""
    for channel in encoding.values():
        if isinstance(channel, dict) and "field" in channel and "title" not in channel:
            channel["title"] = label(channel["field"])


def _seen(value: Any) -> Any:
    """A piece of a specification with what acts instead of being read made visible: drawing it would fail."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: _seen(part) for name, part in value.items()}
    return [_seen(part) for part in value] if isinstance(value, list | tuple) else value
