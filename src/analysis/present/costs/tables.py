"""The brief on costs, part by part, as blocks for a notebook and its page.

Each takes one or more of the answers of `analysis.measures.costs` (unit costs, prices, prices against
budgets, ratios), the Disclosure that they are about, and the language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import polars as pl

from analysis.disclosure import Disclosure
from analysis.figure import Figure
from analysis.figure import percent as in_percent
from analysis.measures.costs.ratios import per_million
from analysis.present import vocabulary
from analysis.present.costs import wording, words
from analysis.present.costs.trace import CostsTrace, Row, added
from analysis.present.formula import grouped
from analysis.present.html import Block, callout, listing, paragraph, section, table
from analysis.present.html import Row as Line
from analysis.present.parts import cell, footing, note, part, source
from analysis.present.phrases import Chinese, Phrase, join, language, of, percent


def message(costs: pl.DataFrame, fits: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """What the reader is to know first: how much money prices explain, and where they do not fit."""
    trace = _trace(disclosure, lang)
    title = wording.headline(fits, trace)
    parts = [
        Block(f"<h1>{title.html()}</h1>", str(title)),
        paragraph(wording.lead(costs, fits, trace), trace.lang, "lead"),
        listing(wording.points(costs, fits, trace), "points"),
        callout(vocabulary.section("sure", trace.lang), listing(wording.sure(costs, trace), "points")),
    ]
    return section("message", trace.lang, parts=parts)


def budgets(fits: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Each project's budget, what its prices come to, and whether the two fit."""
    trace = _trace(disclosure, lang)
    rows = fits.filter(pl.col("period") == "annual")
    lines = [_budget(row, trace) for row in rows.sort("budget_yuan", descending=True, nulls_last=True).to_dicts()]
    if len(lines) > 1:
        every = rows.to_dicts()
        cells = [trace.wan(every, "budget_yuan"), trace.wan(every, "priced_yuan")]
        cells += [cell(wording.explained_share(fits, trace)), Phrase()]
        lines.append(Line(of(trace.pick("合计", "All")), cells, strong=True))
    names = ("project_name", "budget", "priced", "explained", "fit")
    return part("fits", trace, _table("fits_table", names, lines, trace, words=(4,)), _no_forms(fits, trace))


def price_list(prices: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Every price of the forms: what it is for, times how many, what it comes to."""
    trace = _trace(disclosure, lang)
    rows = prices.filter(pl.col("period") == "annual").to_dicts()
    lines = _grouped(rows, "indicator", 3, lambda same: _price(same[0], trace), trace)
    names = ("price", "printed_price", "counted", "comes_to")
    nothing = note([wording.silent_costs(trace)], trace) if not lines else Block("", "")
    return part("prices", trace, _table("prices_table", names, lines, trace, words=(1, 2)), nothing)


def results(costs: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Every promised result with both unit costs: by the form's own price, and by the project's whole budget."""
    trace = _trace(disclosure, lang)
    rows = costs.filter(pl.col("period") == "annual").to_dicts()
    lines = _grouped(rows, "result", 4, lambda same: _results(same, trace), trace)
    names = ("result_name", "promise", "own_price", "per_unit", "place")
    nothing = note([wording.no_results(trace)], trace) if not lines else Block("", "")
    return part("results", trace, _table("results_table", names, lines, trace, words=(1,)), nothing)


def terms(costs: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Results whose unit cost is another by the term's money than by the year's."""
    trace = _trace(disclosure, lang)
    lines = [
        Line(trace.name(annual["indicator"], uncertain=annual["uncertain"]), _both(term, annual, trace))
        for term, annual in wording.pairs(costs)
    ]
    names = ("result_name", "promise", "by_year", "by_term", "place")
    nothing = trace.say(
        "没有。两列预算相同，或承诺的数量不同。",
        "There are none: the money of both columns is the same, or the numbers differ.",
    )
    shown = _table("terms_table", names, lines, trace, words=(1,))
    return part("terms", trace, shown, note([] if lines else [nothing], trace))


def scorecard(card: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """How far each project's promises can be checked."""
    trace = _trace(disclosure, lang)
    rows = card.to_dicts()
    lines = [_scored(row, trace) for row in rows]
    if len(rows) > 1:
        lines.append(_all_scored(card, trace))
    names = ("project_name", *_SCORES)
    return part("scorecard", trace, _table("scorecard_table", names, lines, trace, words=(5, 6)))


def method(disclosure: Disclosure, lang: str = "zh") -> Block:
    """How the figures were made, and the document that they are from."""
    trace = _trace(disclosure, lang)
    said = [trace.say(zh, en) for zh, en in words.METHOD]
    return part("method", trace, listing([*said, source(trace, disclosure.metadata)]))


# --- rows of the tables ------------------------------------------------------------------

_SCORES = (
    *("indicators", "with_figure", "results_count", "without_cost"),
    *("term_year", "satisfaction", "per_million", "elsewhere"),
)


def _budget(row: Row, trace: CostsTrace) -> Line:
    cells = [
        trace.wan([row], "budget_yuan"),
        trace.wan([row], "priced_yuan"),
        cell(wording.explained_part(row, trace) if row["verdict"] != "no_cost" else None),
        wording.verdict(row, trace),
    ]
    return Line(trace.name(row["project"], uncertain=row["uncertain"]), cells, project=trace.project(row))


def _price(row: Row, trace: CostsTrace) -> Line:
    cells = [
        of(Chinese(row["target"])) if row["target"] else of(vocabulary.NOTHING),
        wording.counted(row, trace),
        cell(trace.yuan(row, "amount_yuan")),
    ]
    return Line(trace.name(row["name"], uncertain=row["uncertain"]), cells, level=1)


def _results(rows: Sequence[Row], trace: CostsTrace) -> Line:
    """One result: its own price, and the whole budget over the promised number."""
    by = {row["basis"]: row for row in rows}
    first = rows[0]
    cells = [
        trace.promise(first),
        trace.bounded(by.get("cost_indicator")),
        trace.bounded(by.get("project_budget")),
        of(trace.line(first["target_how"])),
    ]
    return Line(trace.name(first["indicator"], uncertain=any(row["uncertain"] for row in rows)), cells, level=1)


def _both(term: Row, annual: Row, trace: CostsTrace) -> list[Phrase]:
    place = of(trace.line(annual["target_how"]))
    return [trace.promise(annual), trace.bounded(annual), trace.bounded(term), place]


def _grouped(
    rows: Sequence[Row], by: str, cells: int, line: Callable[[Sequence[Row]], Line], trace: CostsTrace
) -> list[Line]:
    """A line for the rows of each `by`, below a heading for each project."""
    found: list[Line] = []
    for _, group in groupby(rows, key=lambda row: row["form"]):
        held = list(group)
        name, project = held[0]["project"], trace.project(held[0])
        found.append(Line(of(Chinese(name)), [Phrase()] * cells, strong=True, project=project))
        found += [line(list(same)) for _, same in groupby(held, key=lambda row: row[by])]
    return found


def _scored(row: Row, trace: CostsTrace) -> Line:
    cells = _scores([row], _against_term(row, trace), _thresholds(row, trace), trace)
    return Line(of(Chinese(row["project"])), cells, project=trace.project(row))


def _all_scored(card: pl.DataFrame, trace: CostsTrace) -> Line:
    return Line(of(trace.pick("合计", "All")), _scores(card.to_dicts(), Phrase(), Phrase(), trace), strong=True)


def _scores(rows: Sequence[Row], against_term: Phrase, thresholds: Phrase, trace: CostsTrace) -> list[Phrase]:
    """The figures of one project's scorecard, or of all together."""
    dense = per_million(added(rows, "indicators"), added(rows, "budget_yuan"))
    return [
        _number(added(rows, "indicators"), trace),
        _counted(rows, "with_figure", "indicators", trace),
        _number(added(rows, "results"), trace),
        _counted(rows, "without_cost", "results", trace),
        against_term,
        thresholds,
        cell(trace.figure(dense, f"{dense.value:.2f}") if dense and dense.value >= 0 else None),
        _number(added(rows, "elsewhere"), trace),
    ]


def _number(figure: Figure | None, trace: CostsTrace) -> Phrase:
    return cell(trace.figure(figure, grouped(figure.value)) if figure else None)


def _counted(rows: Sequence[Row], part: str, whole: str, trace: CostsTrace) -> Phrase:
    """A count, and what part it is of another one."""
    number, share = added(rows, part), in_percent(added(rows, part), added(rows, whole))
    if share is None:
        return _number(number, trace)
    shown = trace.figure(share, percent(share.value, decimals=0))
    return trace.say("{number} ({share})", "{number} ({share})", number=_number(number, trace), share=shown)


def _against_term(row: Row, trace: CostsTrace) -> Phrase:
    said = [
        trace.pick(zh, en).replace("{n}", str(row[name]))
        for name, zh, en in (
            ("term_equal", "相同{n}", "{n} equal"),
            ("term_scaled", "按年数{n}", "{n} times years"),
            ("term_below", "实施期更少{n}", "{n} less in term"),
            ("term_other", "不同{n}", "{n} other"),
        )
        if row[name]
    ]
    return of(trace.pick("，", ", ").join(said) or vocabulary.NOTHING)


def _thresholds(row: Row, trace: CostsTrace) -> Phrase:
    low, high = row["satisfaction_low"], row["satisfaction_high"]
    if low is None:
        return of(vocabulary.NOTHING)
    names = ["satisfaction_low"] if low == high else ["satisfaction_low", "satisfaction_high"]
    said = (trace.told(row, name, percent(row[name], decimals=0)) for name in names)
    return of("≥") + join([one for one in said if one], "–")


def _table(
    kind: str, names: Iterable[str], lines: Sequence[Line], trace: CostsTrace, words: Sequence[int] = ()
) -> Block:
    if not lines:
        return Block("", "")
    columns = [vocabulary.column(name, trace.lang) for name in names]
    return table(of(vocabulary.section(kind, trace.lang)), columns, lines, words, source=footing(lines, trace))


def _no_forms(fits: pl.DataFrame, trace: CostsTrace) -> Block:
    return note([wording.nothing(trace)] if fits.is_empty() else [], trace)


def _trace(disclosure: Disclosure, lang: str) -> CostsTrace:
    return CostsTrace(disclosure, language(lang))
