"""A chart as a notebook shows it: a Vega-Lite specification with one message as its title and a text alternative."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from analysis.present import theme
from analysis.present.phrases import Lang, width

#: The parameter that holds the name of the project that a reader has picked, empty where none is.
PICKED = "picked"
# What stays on one line: an amount with its unit, a Chinese character with the marks after it, or all up to a blank.
_MARKS = r"[\u3000-\u303f\uff00-\uffef,.;:]* *"
_WORDS = re.compile(
    rf"[\d,.]+\u202f?万元{_MARKS}|[\u2e80-\u9fff]{_MARKS}|[^ \u2e80-\u9fff]+[\u3000-\u303f\uff00-\uffef]* *"
)


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


def fading(least: float = 0.35) -> dict[str, Any]:
    """The opacity of marks that belong to a project: less where another one is picked."""
    test = f"{PICKED} == '' || datum.picks == {PICKED}"
    return {"condition": {"test": test, "value": 1}, "value": least}


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
