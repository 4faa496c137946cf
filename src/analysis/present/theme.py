"""The look of charts, pages, documents and workbooks: all colours, and the charts' fonts and sizes, as an altair theme.

Colours differ in lightness as much as in hue, so that they can be told apart without
colour and in print; rises and falls carry their signs besides.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

NAME = "budget_briefs"
#: By which a notebook says that an output is a chart; what JupyterLab 4.6 draws.
MIME = "application/vnd.vegalite.v5+json"

#: The first is the one that comes with the package; the others are what systems and phones have.
FONT = (
    "'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Hiragino Sans GB', "
    "'Microsoft YaHei', 'WenQuanYi Micro Hei', 'Droid Sans Fallback', sans-serif"
)

INK = "#1a1f27"
MUTED = "#5b6470"
LINE = "#8b94a0"
GROUND = "#ffffff"
TOTAL = "#2b3b52"  # dark: this year, and totals
BASE = "#c3ccd8"  # light: the base year
FALL = "#a63d00"  # dark
RISE = "#74b3e0"  # light
EDGE = "#2a6f9e"  # around RISE
GRID = "#e3e7ec"
SECTION, ITEM = "#dbe2eb", "#f1f4f8"  # below a dark class
ACCENT = "#1d4e7e"  # links and headings
SOFT = "#f3f6f9"  # below what stands out
RULE = "#d4dae2"  # between rows
MARK = "#fff3c4"  # below what a reader is led to
FRAME, FRAMED = "#cc0000", "#ffe08a"  # around a figure of an original, and below it

SIZE = 14
SMALL = 12
TITLE = 16
#: Pixels of a picture, its axes' labels included; a page draws it at the width that there is.
WIDTH = 640
NARROW = 480  # pixels that a legend in one line needs
#: The parameter that holds the width there is, and the most room of a label.
ROOM = "room"
_LABELS = {"expr": f"{ROOM} * 0.44"}
_LONGEST = f"floor({ROOM} * 0.44 / (test(regexp('[\u4e00-\u9fff]'), datum.label) ? 12 : 6))"  # letters of a line
_LINE = f"regexp('(.{{0,' + ({_LONGEST} - 1) + '}}(?: |$|[\u4e00-\u9fff]))', 'g')"
_LINES = f"split(trim(replace(datum.label, {_LINE}, '$1\\n')), '\\n')"
#: Labels of bars in two lines where one has no room for them: between words, or behind a Chinese character.
LABELS = {
    "labelExpr": f"length({_LINES}) > 2 ? [{_LINES}[0], {_LINES}[1] + '…'] : {_LINES}",
    "labelLineHeight": SMALL,
    "labelOffset": {"condition": {"test": f"length({_LINES}) > 1", "value": -SMALL / 2}, "value": 0},
}


def config() -> dict[str, Any]:
    """The configuration of every chart."""
    return {
        "background": "transparent",  # the page's own, light or dark
        "autosize": {"type": "fit-x", "contains": "padding"},  # as wide as a page has room
        "font": FONT,
        "padding": 8,
        "aria": False,  # not one a mark
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": SMALL,
            "titleFontSize": SMALL,
            "titleFontWeight": "normal",
            "titlePadding": 8,
            "labelColor": MUTED,
            "titleColor": INK,
            "gridColor": GRID,
            "domainColor": LINE,
            "tickColor": LINE,
        },
        "axisBand": {"domain": False, "ticks": False, "labelFontSize": SMALL, "labelColor": INK, "labelLimit": _LABELS},
        "bar": {"color": EDGE},
        "line": {"color": EDGE},
        "point": {"color": EDGE},
        "range": {"category": [TOTAL, RISE, BASE, FALL, LINE, GRID]},
        "numberFormat": ",.0f",
        "legend": {
            "orient": "top",
            "labelFontSize": SMALL,
            "titleFontSize": SMALL,
            "labelColor": INK,
            "columns": {"expr": f"{ROOM} < {NARROW} ? 1 : 0"},  # below one another on a phone
        },
        "text": {"font": FONT, "fontSize": SIZE, "color": INK},
        "title": {
            "anchor": "start",
            "fontSize": TITLE,
            "fontWeight": "normal",
            "color": INK,
            "offset": 14,
            "lineHeight": 22,
        },
    }


#: Each colour on a dark ground; what is dark on white becomes light, so that lightness still tells fills apart.
_DARK = {
    INK: "#e7eaef",
    MUTED: "#a6b0bd",
    LINE: "#6b7684",
    GROUND: "#181d25",
    TOTAL: "#b9cde6",
    BASE: "#4a596d",
    FALL: "#ff9d63",
    RISE: "#3b76a6",
    EDGE: "#9fd0f5",
    GRID: "#343d49",
    SECTION: "#33404f",
    ITEM: "#232b36",
}


#: The colours of pages, by their names in the style sheets: on screens, on dark ones, on paper.
_PAGES = {
    "all": {
        "ink": INK,
        "muted": MUTED,
        "line": RULE,
        "soft": SOFT,
        "ground": GROUND,
        "accent": ACCENT,
        "mark": MARK,
        "frame": FRAME,
        "framed": FRAMED,
    },
    "screen and (prefers-color-scheme: dark)": {
        "ink": _DARK[INK],
        "muted": _DARK[MUTED],
        "line": "#39424e",
        "soft": "#1d232c",
        "ground": "#12161c",
        "accent": "#8fbfea",
        "mark": "#4b4216",
    },
    "print": {"ink": "#000000", "muted": "#444444", "line": "#bbbbbb", "soft": "#f3f3f3", "mark": "transparent"},
}


def style() -> str:
    """CSS with the colours of pages as `var(--ink)` and so on, and with those of charts on a dark ground."""
    rules = []
    for medium, colours in _PAGES.items():
        named = " ".join(f"--{name}: {colour};" for name, colour in colours.items())
        rules.append(f"@media {medium} {{ :root {{ {named} }} }}")
    marks = [
        f'.bb-chart [{part}="{light}"] {{ {part}: {colour}; }}'
        for light, colour in _DARK.items()
        for part in ("fill", "stroke")
    ]
    below = f".bb-chart {{ background: {_DARK[GROUND]}; }}"
    return "\n".join([*rules, "@media screen and (prefers-color-scheme: dark) {", below, *marks, "}"])


def theme() -> dict[str, Any]:
    """The altair theme, an entry point: `alt.theme.enable("budget_briefs")` for charts of one's own."""
    return {"config": config()}


@cache
def register_font() -> None:
    """Makes the Chinese font known to what draws charts."""
    import vl_convert

    vl_convert.register_font_directory(str(fonts_folder()))


def fonts_folder() -> Path:
    """The folder of the fonts that the project brings along: Noto Sans SC and Noto Serif SC."""
    from pylopdf_fonts_zh_cn import sans_path

    return sans_path().parent
