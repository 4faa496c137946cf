"""The chart on costs: how much of each project's money its form's own prices explain."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import altair as alt
import polars as pl

from analysis.disclosure import Disclosure
from analysis.money import YUAN_PER_WAN
from analysis.present import theme
from analysis.present.costs import wording
from analysis.present.costs.trace import CENT, CostsTrace, Row
from analysis.present.phrases import amount, language, percent
from analysis.present.specification import Chart, fitted, fixed, layered

_NAME = theme.WIDTH * 13 // theme.SIZE // 10  # columns of a name beside its figure


def explained(fits: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Chart:
    """A bar for each project, as long as its budget, dark as far as prices explain it."""
    trace = CostsTrace(disclosure, language(lang))
    title = str(wording.headline(fits, trace))
    rows = fits.filter((pl.col("period") == "annual") & (pl.col("budget_yuan") > 0))
    rows = rows.sort("budget_yuan", descending=True, maintain_order=True)
    if rows.is_empty():
        return Chart(None, title, title, trace.lang)
    return _bars(rows.to_dicts(), title, trace)


def _bars(rows: Sequence[Row], title: str, trace: CostsTrace) -> Chart:
    longest = max(row["budget_yuan"] for row in rows)
    bars: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    top = 8
    for row in rows:
        names = fitted(row["project"], _NAME)
        middle = top + 17 * len(names)
        whole, part = (float(row[name] / longest * theme.WIDTH) for name in ("budget_yuan", "explained_yuan"))
        bars.append({"x": 0, "to": part, "top": middle, "bottom": middle + 12, "part": "1"})
        bars.append({"x": part, "to": whole, "top": middle, "bottom": middle + 12, "part": "2"})
        labels.append({"top": top, "name": names, "figure": _figure(row, trace)})
        top = middle + 24
    high = top + 4
    down = alt.Scale(domain=[0, high], nice=False, reverse=True)
    across = alt.Scale(domain=[0, theme.WIDTH], nice=False)
    fill = alt.Scale(domain=["1", "2"], range=[theme.TOTAL, theme.BASE])
    rects = alt.Chart({"values": [bar for bar in bars if bar["to"] > bar["x"]]}).mark_rect(
        stroke=theme.TOTAL, strokeWidth=0.75
    )
    base = alt.Chart({"values": labels})
    y = alt.Y("top:Q", scale=down, axis=None)
    layers = [
        rects.encode(
            x=alt.X("x:Q", scale=across, axis=None),
            x2=alt.X2("to:Q"),
            y=y,
            y2=alt.Y2("bottom:Q"),
            fill=alt.Fill("part:N", scale=fill, legend=None),
        ),
        base.mark_text(align="left", baseline="top", lineHeight=17).encode(x=fixed(0), y=y, text=alt.Text("name:N")),
        base.mark_text(align="right", baseline="top", fontSize=theme.SMALL, color=theme.MUTED).encode(
            x=fixed(theme.WIDTH), y=y, text=alt.Text("figure:N")
        ),
    ]
    return layered(layers, high, title, _alt(rows, trace), trace.lang)


def _figure(row: Row, trace: CostsTrace) -> str:
    """The budget, and how much of it is explained."""
    money = amount((row["budget_yuan"] / YUAN_PER_WAN).quantize(CENT, ROUND_HALF_UP))
    share = percent(row["explained_pct"] or Decimal(0), decimals=0)
    return trace.pick(f"{money}万元，价格解释{share}", f"{money} 万元, {share} explained")


def _alt(rows: Sequence[Row], trace: CostsTrace) -> str:
    said = [f"{row['project']} {_figure(row, trace)}" for row in rows]
    what = trace.pick(
        "条形图，每条为一个项目的预算，深色为价格解释的部分：",
        "Bars, one for each project’s budget, dark where prices explain it: ",
    )
    return what + trace.pick("；", "; ").join(said) + trace.pick("。", ".")
