"""The chart of the brief on all budgets: the changes of their totals."""

from __future__ import annotations

import altair as alt
import polars as pl

from analysis.measures.panel import questions
from analysis.present import theme
from analysis.present.html import Row
from analysis.present.panel import wording
from analysis.present.panel.trace import PanelTrace
from analysis.present.parts import cell
from analysis.present.phrases import language, of, percent
from analysis.present.specification import Behind, Chart, fixed, hints, layered, plot
from analysis.present.trace import short

_TOTAL = "revenue_total/revenue/total"
_ROW = 44  # height of a bar with its label
_MOST = 20  # bars: the ends of a longer ranking
_NAME = theme.WIDTH // theme.SIZE * 3 // 5


def ranking(panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh") -> Chart:
    """The change of each budget's total as a bar, the largest rise first; of many the first and the last."""
    trace = PanelTrace(panel, year, level, language(lang))
    held = {row["disclosure"]: row for row in trace.of("budget", _TOTAL) if row["change_pct"] is not None}
    rows = [held[id] for id in questions.ranking(panel, year, _TOTAL, level)["disclosure"] if id in held]
    title = trace.say("各部门预算总计比上年的增减", "How the totals changed against the year before")
    if not rows:
        return Chart(None, str(title), str(wording.nothing(trace)), trace.lang)
    if len(rows) > _MOST:
        rows = [*rows[: _MOST // 2], *rows[-_MOST // 2 :]]
    rose = sum(row["change_pct"] > 0 for row in held.values())
    title = trace.say(
        "有可比数的{count}个预算中，{rose}个增加",
        "Of {count} budgets that can be compared, {rose} rose",
        count=str(len(held)),
        rose=str(rose),
    )
    records = [
        {
            "to": float(row["change_pct"]),
            "top": place + 0.42,
            "bottom": place + 0.86,
            "label": place + 0.2,
            "name": short(row["department"], _NAME),
            "figure": percent(row["change_pct"], signed=True),
            "fall": row["change_pct"] < 0,
            "hint": row["department"],
            "exact": percent(row["change_pct"], signed=True),
        }
        for place, row in enumerate(rows)
    ]
    said = trace.pick("；", "; ").join(f"{one['name']} {one['figure']}" for one in records)
    text = trace.pick(f"条形图，预算总计比上年的增减幅度：{said}。", f"Bars of each total’s change in percent: {said}.")
    names = [wording.column(name, trace) for name in ("department", "current", "change_pct")]
    table = [Row(of(trace.name(row)), [cell(trace.told(row)), cell(trace.told(row, "change_pct"))]) for row in rows]
    base = plot(records).encode(y=alt.Y("top:Q", scale=alt.Scale(domain=[0, len(records)], reverse=True), axis=None))
    bars = base.mark_bar().encode(
        x=alt.X("to:Q", axis=None),
        x2=alt.datum(0),
        y2="bottom:Q",
        color=alt.condition("datum.fall", alt.value(theme.FALL), alt.value(theme.RISE)),
        tooltip=hints(trace.lang),
    )
    labels = base.mark_text(align="left", baseline="middle").encode(x=fixed(0), y="label:Q", text="name:N")
    figures = base.mark_text(align="right", baseline="middle").encode(
        x=fixed(theme.WIDTH), y="label:Q", text="figure:N"
    )
    return layered([bars, labels, figures], _ROW * len(records), title, text, trace.lang, Behind(names, table))
