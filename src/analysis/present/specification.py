"""A chart as a notebook shows it: a Vega-Lite specification with one message as its title and a text alternative."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from analysis.present import theme
from analysis.present.html import Row, csv, table
from analysis.present.phrases import Lang, Phrase, width
from analysis.text import printable

#: The parameter that holds the name of the project that a reader has picked, empty where none is.
PICKED = "picked"
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
# What stays on one line: an amount with its unit, a Chinese character with the marks after it, or all up to a blank.
_MARKS = r"[\u3000-\u303f\uff00-\uffef,.;:]* *"
_WORDS = re.compile(
    rf"[\d,.]+\u202f?万元{_MARKS}|[\u2e80-\u9fff]{_MARKS}|[^ \u2e80-\u9fff]+[\u3000-\u303f\uff00-\uffef]* *"
)


@dataclass(frozen=True)
class Behind:
    """The table behind a chart: the figures that it shows, exact, and where they are printed."""

    columns: Sequence[str]
    rows: Sequence[Row]
    source: Phrase | None = None

    def html(self, caption: Phrase) -> str:
        """The table for a page; all but the first column hold figures."""
        return table(caption, self.columns, self.rows).html

    def csv(self) -> str:
        """The table for a spreadsheet."""
        return csv(self.columns, self.rows)


@dataclass(frozen=True)
class Chart:
    """A chart's Vega-Lite specification with its title and text alternative; without data only these.

    Under `usermeta` the specification holds what a page shows besides: the title with the sources of its figures
    (`caption`), where they are printed (`source`), the table behind the chart (`table`, as HTML, and `csv`), the
    text alternative and the language.
    """

    spec: dict[str, Any] | None
    title: str
    alt: str
    lang: Lang

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The same bundle every time: the specification, and the text alternative as plain text."""
        if self.spec is None:
            return {"text/plain": "", "text/html": ""}
        return {"text/plain": self.alt, theme.MIME: self.spec}


def plot(records: Iterable[Mapping[str, Any]]) -> alt.Chart:
    """A chart of these records: as a tuple, since altair copies lists with each step of making a chart."""
    return alt.Chart({"values": tuple(records)})


def layered(layers: Sequence[alt.Chart], height: float, title: Phrase, text: str, lang: Lang, behind: Behind) -> Chart:
    """The layers as one chart of the theme's width; the page's script sets the parameter `picked` to a project."""
    shown = fitted(str(title), theme.WIDTH * 2 // theme.TITLE)
    spec = _seen(_together(layers))
    spec |= {"width": theme.WIDTH, "height": height, "description": printable(text), "title": [*map(printable, shown)]}
    said = {"title": str(title), "caption": title.html(), "alt": printable(text), "lang": lang}
    said |= {"table": behind.html(title), "csv": behind.csv(), "source": behind.source.html() if behind.source else ""}
    spec |= {
        "$schema": _SCHEMA,
        "config": theme.config(),
        "usermeta": said,
        "params": [{"name": PICKED, "value": ""}, {"name": theme.ROOM, "value": theme.WIDTH}],
    }
    return Chart(spec, str(title), text, lang)


def _together(layers: Sequence[alt.Chart]) -> dict[str, Any]:
    """What `alt.layer` makes of the layers, without its copies of them; a test validates every chart."""
    held: dict[str, Any] = {}
    parts = [layer.to_dict(validate=False, context={"top_level": False, "datasets": held}) for layer in layers]
    data = [part["data"] for part in parts]
    if data.count(data[0]) < len(data):
        return {"layer": parts, "datasets": held}
    for part in parts:
        del part["data"]
    return {"data": data[0], "layer": parts, "datasets": held}


def _seen(value: Any) -> Any:
    """A piece of a specification with what acts instead of being read made visible: drawing it would fail."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {name: _seen(part) for name, part in value.items()}
    return [_seen(part) for part in value] if isinstance(value, list | tuple) else value


def fading(least: float = 0.35) -> dict[str, Any]:
    """The opacity of marks that belong to a project: less where another one is picked."""
    test = f"{PICKED} == '' || datum.project == {PICKED}"
    return {"condition": {"test": test, "value": 1}, "value": least}


def hints(lang: Lang) -> list[alt.Tooltip]:
    """What pointing at a mark shows: its name and its exact figure, in its fields `hint` and `exact`."""
    names = (("hint", "项目", "Item"), ("exact", "数额", "Amount"))
    return [alt.Tooltip(f"{field}:N", title=zh if lang == "zh" else en) for field, zh, en in names]


def fixed(place: float) -> alt.XValue:
    """A place so many pixels from the left, whatever the data say."""
    return alt.XValue(place)  # type: ignore[no-untyped-call]


def halo(base: alt.Chart, **mark: Any) -> tuple[alt.Chart, alt.Chart]:
    """Text marks: first what keeps lines and fills away from the letters, then the letters."""
    edge: dict[str, Any] = {"stroke": theme.GROUND, "strokeWidth": 5, "strokeJoin": "round"}
    return base.mark_text(**mark, **edge), base.mark_text(**mark)


def fitted(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns, broken between words."""
    lines, line = [], ""
    for word in _WORDS.findall(text):
        if line and width(line + word) > columns:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()]
