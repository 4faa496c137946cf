"""The chart on costs: how much of each project's money its form's own prices explain."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl

from analysis.disclosure import Disclosure
from analysis.figure import places
from analysis.money import YUAN_PER_WAN
from analysis.present import theme, vocabulary
from analysis.present.costs import wording
from analysis.present.costs.trace import CostsTrace, Row
from analysis.present.html import Row as Line
from analysis.present.parts import cell, footing
from analysis.present.phrases import Chinese, Phrase, amount, language, of, percent
from analysis.present.specification import Behind, Chart, fading, fitted, fixed, hints, layered, plot
from analysis.present.trace import short

_NAME = theme.WIDTH * 13 // theme.SIZE // 10  # columns of a name beside its figure


def explained(fits: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Chart:
    """A bar for each project, as long as its budget, dark as far as prices explain it."""
    trace = CostsTrace(disclosure, language(lang))
    title = wording.headline(fits, trace)
    rows = fits.filter((pl.col("period") == "annual") & (pl.col("budget_yuan") > 0))
    rows = rows.sort("budget_yuan", descending=True, maintain_order=True)
    if rows.is_empty():
        return Chart(None, str(title), str(title), trace.lang)
    return _bars(rows.to_dicts(), title, trace)


def _bars(rows: Sequence[Row], title: Phrase, trace: CostsTrace) -> Chart:
    longest = max(row["budget_yuan"] for row in rows)
    bars: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    top = 8
    for row in rows:
        names = fitted(short(row["project"]), _NAME)
        pointed = {"project": trace.project(row), "hint": short(row["project"])}
        money = {name: amount(row[f"{name}_yuan"] / YUAN_PER_WAN) for name in ("budget", "explained")}
        said = trace.pick(
            f"预算{money['budget']}万元，价格解释{money['explained']}万元",
            f"budget {money['budget']} 万元, explained {money['explained']} 万元",
        )
        middle = top + 17 * len(names)
        whole, part = (float(row[name] / longest * theme.WIDTH) for name in ("budget_yuan", "explained_yuan"))
        place = {"top": middle, "bottom": middle + 12, **pointed, "exact": said}
        bars.append({"x": 0, "to": part, "part": "1", **place})
        bars.append({"x": part, "to": whole, "part": "2", **place})
        labels.append({"top": top, "name": names, "figure": _figure(row, trace)})
        top = middle + 24
    high = top + 4
    down = alt.Scale(domain=[0, high], nice=False, reverse=True)
    across = alt.Scale(domain=[0, theme.WIDTH], nice=False)
    fill = alt.Scale(domain=["1", "2"], range=[theme.TOTAL, theme.BASE])
    rects = plot([bar for bar in bars if bar["to"] > bar["x"]]).mark_rect(stroke=theme.TOTAL, strokeWidth=0.75)
    base = plot(labels)
    y = alt.Y("top:Q", scale=down, axis=None)
    layers = [
        rects.encode(
            x=alt.X("x:Q", scale=across, axis=None),
            x2=alt.X2("to:Q"),
            y=y,
            y2=alt.Y2("bottom:Q"),
            fill=alt.Fill("part:N", scale=fill, legend=None),
            tooltip=hints(trace.lang),
            opacity=fading(),
        ),
        base.mark_text(align="left", baseline="top", lineHeight=17).encode(x=fixed(0), y=y, text=alt.Text("name:N")),
        base.mark_text(align="right", baseline="top", fontSize=theme.SMALL, color=theme.MUTED).encode(
            x=fixed(theme.WIDTH), y=y, text=alt.Text("figure:N")
        ),
    ]
    return layered(layers, high, title, _alt(rows, trace), trace.lang, _behind(rows, trace))


def _behind(rows: Sequence[Row], trace: CostsTrace) -> Behind:
    """Each project's budget, what its prices come to, and the share that they explain."""
    lines = [
        Line(
            of(Chinese(row["project"])),
            [
                trace.wan([row], "budget_yuan"),
                trace.wan([row], "priced_yuan"),
                cell(wording.explained_part(row, trace)),
            ],
            project=trace.project(row),
        )
        for row in rows
    ]
    names = ("project_name", "budget", "priced", "explained")
    return Behind([vocabulary.column(name, trace.lang) for name in names], lines, footing(lines, trace))


def _figure(row: Row, trace: CostsTrace) -> str:
    """The budget, and how much of it is explained."""
    money = amount(places(row["budget_yuan"] / YUAN_PER_WAN, 2))
    share = percent(row["explained_pct"] or Decimal(0), decimals=0)
    return trace.pick(f"{money}万元，价格解释{share}", f"{money} 万元, {share} explained")


def _alt(rows: Sequence[Row], trace: CostsTrace) -> str:
    said = [f"{row['project']} {_figure(row, trace)}" for row in rows]
    what = trace.pick(
        "条形图，每条为一个项目的预算，深色为价格解释的部分：",
        "Bars, one for each project’s budget, dark where prices explain it: ",
    )
    return what + trace.pick("；", "; ").join(said) + trace.pick("。", ".")
