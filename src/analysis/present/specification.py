"""A chart as a notebook shows it: a Vega-Lite specification with one message as its title and a text alternative."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import altair as alt

from analysis.present import theme
from analysis.present.phrases import Lang, width

#: What JupyterLab 4.6 draws.
MIME = "application/vnd.vegalite.v5+json"
_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
# What stays on one line: an amount with its unit, a Chinese character with the marks after it, or all up to a blank.
_MARKS = r"[\u3000-\u303f\uff00-\uffef,.;:]* *"
_WORDS = re.compile(
    rf"[\d,.]+\u202f?万元{_MARKS}|[\u2e80-\u9fff]{_MARKS}|[^ \u2e80-\u9fff]+[\u3000-\u303f\uff00-\uffef]* *"
)


@dataclass(frozen=True)
class Chart:
    """A chart's Vega-Lite specification with its title and text alternative; without data only these."""

    spec: dict[str, Any] | None
    title: str
    alt: str
    lang: Lang

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The same bundle every time: the specification, and the text alternative as plain text."""
        if self.spec is None:
            return {
                "text/plain": self.alt,
                "text/html": f'<p class="bb-note" lang="{self.lang}">{escape(self.alt)}</p>',
            }
        return {"text/plain": self.alt, MIME: self.spec}


def layered(layers: Sequence[alt.Chart], height: float, title: str, text: str, lang: Lang) -> Chart:
    """The layers as one chart of the theme's width."""
    shown = fitted(title, theme.WIDTH * 2 // theme.TITLE)
    chart = alt.layer(*layers).properties(width=theme.WIDTH, height=height, description=text, title=shown)
    spec = chart.to_dict(validate=False)  # which takes as long as all the rest; a test validates every chart
    spec |= {"$schema": _SCHEMA, "config": theme.config(), "usermeta": {"title": title, "alt": text, "lang": lang}}
    return Chart(spec, title, text, lang)


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
