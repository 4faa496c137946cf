"""What charts say: titles with one message each, labels, and text alternatives."""

from __future__ import annotations

from decimal import Decimal

from analysis.figure import percent, told
from analysis.present import vocabulary
from analysis.present.answers import Change
from analysis.present.changes_trace import ChangesTrace
from analysis.present.html import Row
from analysis.present.parts import cell, footing
from analysis.present.phrases import Phrase, amount, join, of
from analysis.present.specification import Behind
from analysis.present.wording import by_sign


def waterfall_title(trace: ChangesTrace) -> Phrase:
    """How the total changed, and which source changed most."""
    row = trace.answer.total
    if row is None or not row.is_known:
        return trace.say("总计的变动无从得知", "The change of the total is not known")
    total = trace.say("总计{moved}", "The total {moved}", moved=_moved(row, trace))
    parts = [part for part in trace.answer.sources if part.direction]
    if not parts:
        return total
    top = max(parts, key=lambda part: abs(part.change or Decimal(0)))
    return total + trace.say(
        "；变动最大的是{name}，{moved}",
        "; the largest part: {name} {moved}",
        name=trace.name(top),
        moved=_moved(top, trace),
    )


def waterfall_alt(trace: ChangesTrace) -> str:
    """What the waterfall shows, for those who can't see it."""
    row = trace.answer.total
    if row is None or not row.is_known:
        return str(waterfall_title(trace))
    parts = [part for part in trace.answer.sources if part.direction]
    steps = [trace.say("{n}{m}", "{n} {m}", n=trace.name(part), m=_moved(part, trace)) for part in parts]
    said = trace.say(
        "瀑布图：{base_year}年总计{base}；{steps}{year}年总计{current}。",
        "Waterfall chart: {base} in {base_year}; {steps}{current} in {year}.",
        base_year=str(row.base_year),
        base=vocabulary.money(trace.base(row), trace.lang),
        steps=join([step + trace.say("；", "; ") for step in steps], ""),
        year=str(trace.year),
        current=vocabulary.money(trace.current(row), trace.lang),
    )
    return str(said)


def sources_title(trace: ChangesTrace) -> Phrase:
    """Which source is the largest, and its share of the total."""
    rows, total = [row for row in trace.answer.sources if row.current], trace.answer.total
    if not rows or total is None or not total.current:
        return trace.say("收入来源不详", "The sources are not known")
    top = max(rows, key=lambda row: row.current or Decimal(0))
    share = trace.share(percent(told(top.row, "current"), told(total.row, "current")))
    return trace.say(
        "最大的来源是{name}：{size}，占总计{share}",
        "The largest source is {name}: {size}, {share} of the total",
        name=trace.name(top),
        size=vocabulary.money(trace.current(top), trace.lang),
        share=share,
    )


def sources_alt(trace: ChangesTrace) -> str:
    """What the bars of the sources show, for those who can't see them."""
    bars = [
        trace.say(
            "{name}{year}年{current}，{base_year}年{base}",
            "{name} {current} in {year}, {base} in {base_year}",
            name=trace.name(row),
            year=str(trace.year),
            current=vocabulary.money(trace.current(row), trace.lang),
            base_year=str(row.base_year),
            base=vocabulary.money(trace.base(row), trace.lang),
        )
        for row in trace.answer.sources
    ]
    return str(
        trace.say("条形图：{bars}。", "Bar chart: {bars}.", bars=join(bars, "；" if trace.lang == "zh" else "; "))
    )


def waterfall_table(trace: ChangesTrace) -> Behind:
    """The figures that the waterfall shows: both totals, and each source's change."""
    row, rows = trace.answer.total, list[Row]()
    if row is not None:
        rows.append(Row(of(total_label(row.base_year, trace)), [cell(trace.base(row)), cell(None)], strong=True))
    for part in trace.answer.sources:
        rows.append(Row(of(bar_name(part, trace)), [cell(trace.change(part)), cell(trace.pct(part))]))
    if row is not None:
        rows.append(
            Row(of(total_label(trace.year, trace)), [cell(trace.current(row)), cell(trace.pct(row))], strong=True)
        )
    columns = [vocabulary.column(name, trace.lang) for name in ("subject", "amount", "change_pct")]
    return Behind(columns, rows, footing(rows, trace))


def sources_table(trace: ChangesTrace) -> Behind:
    """The figures that the bars of the sources show."""
    rows = [
        Row(
            of(bar_name(row, trace)),
            [cell(figure(row)) for figure in (trace.base, trace.current, trace.change, trace.pct)],
        )
        for row in trace.answer.sources
    ]
    names = ("subject", "base", "current", "change", "change_pct")
    return Behind(
        [vocabulary.column(name, trace.lang, trace.year, trace.answer.base_year) for name in names],
        rows,
        footing(rows, trace),
    )


def bar_name(row: Change, trace: ChangesTrace) -> str:
    """What a source is called beside its bar; a residual is named so."""
    said = of(vocabulary.capital(trace.name(row).removeprefix("the ")))
    return str(said + trace.say("（差额推算）", " (residual)") if row.base_origin == "residual" else said)


def total_label(year: int | None, trace: ChangesTrace) -> str:
    """What the bar of a year's total is called."""
    return str(trace.say("{year}年总计", "Total {year}", year=str(year)))


def rest_label(trace: ChangesTrace) -> str:
    """What is called that part of the total's change which no source accounts for."""
    return str(trace.say("其余（来源不详）", "The rest, source not known"))


def change_label(row: Change, trace: ChangesTrace) -> str:
    """A source's change with its sign, and in percent: `−740.40（−61.56%）`."""
    if row.change is None:
        return str(trace.say("变动不详", "change not known"))
    if not row.direction:
        return str(trace.say("持平", "unchanged"))
    size, pct = amount(row.change, signed=True), trace.pct(row)
    return str(trace.say("{size}（{pct}）", "{size} ({pct})", size=size, pct=pct) if pct else size)


def bar_label(row: Change, trace: ChangesTrace, *, of_base: bool) -> str:
    """A bar's year and figure."""
    figure = trace.base(row) if of_base else trace.current(row)
    year = row.base_year if of_base else trace.year
    shown = figure.shown if figure else vocabulary.NOTHING
    return str(trace.say("{year}年 {shown}", "{year}: {shown}", year=str(year), shown=shown))


def _moved(row: Change, trace: ChangesTrace) -> Phrase:
    if not row.direction:
        return trace.say("持平", "did not change")
    return trace.say(
        "{less}{size}",
        "{fell} {size}",
        less=by_sign(row, "增加", "减少"),
        fell=by_sign(row, "rose by", "fell by"),
        size=vocabulary.money(trace.change(row, bare=True), trace.lang),
    )
