"""The brief on a series of budgets, part by part, as blocks and a chart for a notebook and its page.

Each takes the budgets of one department (`analysis.series` gives them, the latest last), the language, and where there
is one an index of prices with the year whose prices are wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from analysis.disclosure import Disclosure
from analysis.figure import Cell, Told
from analysis.figure import percent as in_percent
from analysis.how import named
from analysis.measures.years.deflators import TABLE, Deflators
from analysis.measures.years.series import gaps
from analysis.measures.years.series import series as over_years
from analysis.present import theme, vocabulary
from analysis.present.html import Block, Row, callout, listing, paragraph, section
from analysis.present.parts import amounts, cell, part, source
from analysis.present.phrases import Chinese, Lang, Phrase, Shown, amount, language, of, percent
from analysis.present.specification import Behind, Chart, fixed, hints, layered, plot
from analysis.present.trace import Trace

_TOTAL = ("revenue_total", "revenue", "total", "-")
_ROW = 44  # height of a bar with its label


class _Trace(Trace):
    """Figures of budgets of several years, and of an index of prices."""

    def __init__(self, budgets: Sequence[Disclosure], lang: Lang, deflators: Deflators | None) -> None:
        super().__init__(budgets[-1], lang, budgets)
        self.deflators = deflators

    def cell(self, name: str) -> Cell:
        """The cell of that name. Raises KeyError where it is not at hand."""
        found = named(name)
        return self.deflators.index[int(*found.key)] if found.table == TABLE and self.deflators else super().cell(name)

    def place(self, ref: str, *, titled: bool = True) -> str:
        """The place of a row in words; the index of prices by its year."""
        found = named(ref)
        if found.table == TABLE:
            return self.pick(f"{found.key[0]}年价格指数", f"index of prices, {found.key[0]}")
        return super().place(ref, titled=titled)


class _Series:
    """The rows of a series by what they are of, with their figures in one language."""

    def __init__(
        self, budgets: Sequence[Disclosure], lang: str, deflators: Deflators | None, prices: int | None
    ) -> None:
        self.budgets, self.deflators = budgets, deflators
        self.trace = _Trace(budgets, language(lang), deflators)
        self.prices = prices or budgets[-1].metadata.year
        self.rows: dict[tuple[str, str, str, str], dict[int, dict[str, Any]]] = {}
        for row in over_years(budgets, deflators, prices).to_dicts():
            key = row["subject"], row["flow"], row["measure"], row["key"]
            self.rows.setdefault(key, {})[row["year"]] = row
        self.years = sorted({year for own in self.rows.values() for year in own})

    def figure(self, row: dict[str, Any] | None) -> Shown | None:
        """A year's figure."""
        return None if row is None else self.trace.told(row, "amount")

    def grown(self, row: dict[str, Any], column: str) -> Shown | None:
        """A rate of growth of a year's row, in percent."""
        return None if row[column] is None else self.trace.told(row, column, percent(row[column], signed=True))

    def heading(self, key: tuple[str, str, str, str], label: str | None) -> Phrase:
        """What a row is called: by the document's own name for a functional class."""
        if key[0] == "function":
            return of(Chinese(f"{key[3]} {label or ''}"))
        name = vocabulary.subject(key[0], self.trace.lang, key[2]) or key[0].replace("_", " ")
        side = {"revenue": ("收入", "revenue"), "expenditure": ("支出", "expenditure")}[key[1]]
        both = sum(other[0] == key[0] and other[2] == key[2] for other in self.rows) > 1
        name = vocabulary.capital(name.removeprefix("the "))
        return of(name + (self.trace.pick(f"（{side[0]}）", f" ({side[1]})") if both else ""))


def message(
    budgets: Sequence[Disclosure], lang: str = "zh", deflators: Deflators | None = None, prices: int | None = None
) -> Block:
    """What the reader is to know first: from where to where, how fast, and how sure that is."""
    held = _Series(budgets, lang, deflators, prices)
    trace, own = held.trace, held.rows.get(_TOTAL, {})
    if len(own) < 2:
        title = trace.say("没有可以相比的各年总数", "No totals of several years to compare")
        return section("message", trace.lang, parts=[Block(f"<h1>{title.html()}</h1>", str(title))])
    first, last = own[min(own)], own[max(own)]
    change = last["amount"] - first["amount"]
    start, end = _amount(first), _amount(last)
    rate = trace.share(in_percent(end - start if change > 0 else start - end, start))
    words = [("增长", "up"), ("下降", "down"), ("不变", "unchanged")][0 if change > 0 else 1 if change < 0 else 2]
    title = trace.say(
        "{first}年至{last}年：预算总计{word}{grown}",
        "{first} to {last}: the total is {word} {grown}",
        first=str(first["year"]),
        last=str(last["year"]),
        word=trace.pick(*words),
        grown=of(rate) if rate and change else "",
    )
    lead = trace.say(
        "预算总计{first}年为{start}，{last}年为{end}。",
        "The total was {start} in {first} and is {end} in {last}.",
        first=str(first["year"]),
        last=str(last["year"]),
        start=vocabulary.money(held.figure(first), trace.lang),
        end=vocabulary.money(held.figure(last), trace.lang),
    )
    sure = callout(vocabulary.section("sure", trace.lang), listing(_sure(held), "points"))
    heading = Block(f"<h1>{title.html()}</h1>", str(title))
    return section("message", trace.lang, parts=[heading, paragraph([lead], trace.lang, "lead"), sure])


def table(
    budgets: Sequence[Disclosure], lang: str = "zh", deflators: Deflators | None = None, prices: int | None = None
) -> Block:
    """Every subject's figure of each year, and the functional classes'."""
    held = _Series(budgets, lang, deflators, prices)
    trace, columns = held.trace, [vocabulary.column("subject", language(lang)), *map(str, held.years)]
    blocks = []
    for kind, of_class in (("series", False), ("series_functions", True)):
        rows = [
            Row(held.heading(key, _label(own)), [cell(held.figure(own.get(year))) for year in held.years])
            for key, own in held.rows.items()
            if (key[0] == "function") == of_class
        ]
        blocks.append(amounts(kind, columns, rows, trace))
    return part("series", trace, *blocks)


def growth(
    budgets: Sequence[Disclosure], lang: str = "zh", deflators: Deflators | None = None, prices: int | None = None
) -> Block:
    """Growth from year to year, as printed and, with an index of prices, in real terms."""
    held = _Series(budgets, lang, deflators, prices)
    trace = held.trace
    names = ["subject", "year", "current", "change", "growth_pct", "growth_per_year_pct"]
    names += ["real", "real_growth_pct"] if deflators else []
    rows = []
    for key, own in held.rows.items():
        for row in own.values():
            if row["since"] is None:
                continue
            change = trace.told(row, "change", amount(row["change"], signed=True))
            cells = [of(f"{row['since']}–{row['year']}"), cell(held.figure(row)), cell(change)]
            cells += [cell(held.grown(row, name)) for name in ("growth_pct", "growth_per_year_pct")]
            if deflators:
                shown = "" if row["real"] is None else amount(round(row["real"], 2))
                cells += [cell(trace.told(row, "real", shown)), cell(held.grown(row, "real_growth_pct"))]
            rows.append(Row(held.heading(key, _label(own)), cells))
    columns = [vocabulary.column(name, trace.lang, held.prices if name == "real" else None) for name in names]
    columns[2] = trace.pick("当年数", "Figure")
    return part("growth", trace, amounts("growth", columns, rows, trace, words=(1,)))


def chart(
    budgets: Sequence[Disclosure], lang: str = "zh", deflators: Deflators | None = None, prices: int | None = None
) -> Chart:
    """The total of each year as a bar."""
    held = _Series(budgets, lang, deflators, prices)
    trace, own = held.trace, held.rows.get(_TOTAL, {})
    title = trace.say("预算总计：各年", "The total, year by year")
    if len(own) < 2:
        return Chart(None, str(title), str(title), trace.lang)
    first, last = own[min(own)], own[max(own)]
    word = trace.pick(*(("增加", "rose") if last["amount"] > first["amount"] else ("减少", "fell")))
    high, low = (last, first) if last["amount"] > first["amount"] else (first, last)
    gap = trace.figure(_amount(high) - _amount(low))
    title = trace.say(
        "预算总计{first}年以来{word}{gap}",
        "Since {first} the total {word} by {gap}",
        first=str(first["year"]),
        word=word,
        gap=vocabulary.money(gap, trace.lang),
    )
    records = [
        {
            "to": float(row["amount"]),
            "top": place + 0.42,
            "bottom": place + 0.86,
            "label": place + 0.2,
            "name": str(year),
            "figure": amount(row["amount"]),
            "dashed": row["origin"] == "implied",
            "hint": str(year),
            "exact": amount(row["amount"]),
        }
        for place, (year, row) in enumerate(own.items())
    ]
    said = trace.pick("；", "; ").join(f"{one['name']} {one['figure']}" for one in records)
    text = trace.pick(f"条形图，各年预算总计（万元）：{said}。", f"Bars of each year’s total, in 10,000 yuan: {said}.")
    rows = [
        Row(of(str(year)), [cell(held.figure(row)), cell(held.grown(row, "growth_pct"))]) for year, row in own.items()
    ]
    names = [vocabulary.column(name, trace.lang) for name in ("year", "growth_pct")]
    behind = Behind([names[0], trace.pick("预算总计", "Total"), names[1]], rows)
    base = plot(records).encode(y=alt.Y("top:Q", scale=alt.Scale(domain=[0, len(records)], reverse=True), axis=None))
    bars = base.mark_bar(color=theme.TOTAL, stroke=theme.TOTAL).encode(
        x=alt.X("to:Q", axis=None),
        x2=alt.datum(0),
        y2="bottom:Q",
        strokeDash=alt.condition("datum.dashed", alt.value([4, 3]), alt.value([1, 0])),
        fillOpacity=alt.condition("datum.dashed", alt.value(0.25), alt.value(1)),
        tooltip=hints(trace.lang),
    )
    labels = base.mark_text(align="left", baseline="middle").encode(x=fixed(0), y="label:Q", text="name:N")
    figures = base.mark_text(align="right", baseline="middle").encode(
        x=fixed(theme.WIDTH), y="label:Q", text="figure:N"
    )
    return layered([bars, labels, figures], _ROW * len(records), title, text, trace.lang, behind)


def method(
    budgets: Sequence[Disclosure], lang: str = "zh", deflators: Deflators | None = None, prices: int | None = None
) -> Block:
    """How the figures were made, and the documents that they are from."""
    held = _Series(budgets, lang, deflators, prices)
    trace = held.trace
    said = [
        trace.say(
            "各年的数取自该年公开的预算；第一年之前一年的数由第一年文件所述的变动反推，以虚线表示。",
            "Each year’s figures are those of its own published budget; those of the year before the first are implied "
            "by the first document’s stated change, with a broken outline.",
        ),
        trace.say(
            "年均增长是把相隔几年的增长折成每年相同的比率：(末年 ÷ 首年)的年数次方根，减1。",
            "Growth per year is the constant rate that leads from one year to another: "
            "(last ÷ first) to the power of 1 ÷ years, less 1.",
        ),
    ]
    if deflators:
        said.append(
            trace.say(
                "“{year}年价格”按价格指数换算，来源：{sources}。",
                "Amounts in prices of {year} are converted by an index of prices, source: {sources}.",
                year=str(held.prices),
                sources=Chinese("；".join(deflators.sources)),
            )
        )
    said += [source(Trace(budget, trace.lang), budget.metadata) for budget in budgets]
    return part("method", trace, listing(said))


# --- parts -------------------------------------------------------------------------------


def _sure(held: _Series) -> list[Phrase]:
    trace, said = held.trace, []
    published = [str(budget.metadata.year) for budget in held.budgets]
    said.append(
        trace.say(
            "{years}年的数取自各年公开的预算。",
            "Figures of {years} are from each year’s own budget.",
            years=trace.listed(published),
        )
    )
    if missing := gaps(held.budgets):
        said.append(
            trace.say(
                "{years}年没有公开的预算可用：跨过它的增长是几年合计的。",
                "No budget of {years} is at hand: growth across it is that of several years.",
                years=trace.listed(map(str, missing)),
            )
        )
    if len({budget.metadata.template for budget in held.budgets}) > 1:
        said.append(
            trace.say(
                "各年文件的样式不同：总计在一种样式里含上年结转，在另一种里不含，比较时请注意。",
                "The documents are of different templates: the total holds carryover in one and not in the other.",
            )
        )
    names = list(dict.fromkeys(budget.metadata.department for budget in held.budgets))
    if len(names) > 1:
        said.append(
            trace.say(
                "部门曾用名：{names}。",
                "The department has had several names: {names}.",
                names=Chinese("、".join(names)),
            )
        )
    return said


def _amount(row: dict[str, Any]) -> Told:
    return Told(row["amount"], row["amount_how"])


def _label(own: dict[int, dict[str, Any]]) -> str | None:
    return next((row["label"] for row in own.values() if row["label"]), None)
