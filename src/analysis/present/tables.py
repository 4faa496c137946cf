"""The brief on changes, part by part, as blocks for a notebook and its page.

Each takes the answer of `analysis.measures.changes.changes`, the Disclosure that it is
about (to say where each figure is printed) and the language.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analysis.disclosure import Disclosure
from analysis.present import methods, vocabulary, wording
from analysis.present.answers import PARTS, Answer, Change
from analysis.present.html import Block, Row, callout, listing, paragraph, section, table
from analysis.present.phrases import Chinese, Figure, Phrase, language, of
from analysis.present.trace import Trace


def message(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """What the reader is to know first: how much, why, and how sure that is."""
    trace = _trace(changes, disclosure, lang)
    title = wording.headline(trace)
    parts = [
        Block(f"<h1>{title.html()}</h1>", str(title)),
        paragraph(wording.how_much(trace), trace.lang, "lead"),
        listing(wording.by_source(trace), "points"),
        paragraph(wording.why(trace), trace.lang),
        callout(vocabulary.section("sure", trace.lang), listing(wording.how_sure(trace), "points")),
    ]
    return section("message", trace.lang, parts=parts)


def sources(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """The total and its sources, this year beside the base year."""
    trace = _trace(changes, disclosure, lang)
    held = trace.answer.revenue
    rows = [_change_row(row, trace, strong=row is trace.answer.total) for row in held]
    return _section("sources", trace, _change_table("revenue", rows, trace))


def expenditure(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """What the document states of the expenditure side's changes."""
    trace = _trace(changes, disclosure, lang)
    totals = ("expenditure_total", "total")
    rows = [_change_row(row, trace, strong=(row.subject, row.measure) == totals) for row in trace.answer.expenditure]
    return _section("expenditure", trace, _change_table("expenditure", rows, trace))


def running(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Operating expenses, and the three public expenses with their parts."""
    trace = _trace(changes, disclosure, lang)
    held = trace.answer.running
    rows = [_change_row(row, trace, level=_level(row), strong=row.subject not in PARTS) for row in held]
    notes = wording.reasons([row for row in held if row.direction], trace)
    notes += wording.missing(held, ("operating", "three_public"), trace)
    parts = [_change_table("running", rows, trace)] if rows else []
    return _section("running", trace, *parts, paragraph(notes, trace.lang, "note"))


def certainty(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """What the printed rounding leaves for each figure, and whether the stated percentage lies in it."""
    trace = _trace(changes, disclosure, lang)
    rows = [
        Row(
            trace.heading(row),
            [
                _interval(row, "base", trace),
                _interval(row, "change", trace),
                _interval(row, "change_pct", trace),
                _cell(trace.stated_pct(row)),
                wording.verdict(row, trace),
            ],
        )
        for row in trace.answer.rows
        if row.is_known
    ]
    names = ("subject", "base_interval", "change_interval", "pct_interval", "stated_change_pct", "verdict")
    return _section("certainty", trace, _table("intervals", names, rows, trace, words=(5,)))


def method(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """How the figures were made and where they come from."""
    trace = _trace(changes, disclosure, lang)
    return _section("method", trace, listing(methods.method(trace, disclosure.metadata)))


# --- parts of the tables -----------------------------------------------------------------


def _trace(changes: pl.DataFrame, disclosure: Disclosure, lang: str) -> Trace:
    return Trace(Answer.of(changes), disclosure, language(lang))


def _section(kind: str, trace: Trace, *parts: Block) -> Block:
    return section(kind, trace.lang, heading=vocabulary.section(kind, trace.lang), parts=parts)


def _table(kind: str, names: Sequence[str], rows: Sequence[Row], trace: Trace, words: Sequence[int]) -> Block:
    """The table, or a note where it would have no rows."""
    if not rows:
        nothing = trace.say("没有可比较的数。", "There is nothing to compare.")
        return paragraph([nothing], trace.lang, "note")
    caption = trace.say(
        "{name}（单位：万元）",
        "{name} (in {unit}, CNY 10,000)",
        name=vocabulary.section(kind, trace.lang),
        unit=Chinese("万元"),
    )
    columns = [vocabulary.column(name, trace.lang, trace.year, trace.answer.base_year) for name in names]
    return table(caption, columns, rows, words)


def _change_table(kind: str, rows: Sequence[Row], trace: Trace) -> Block:
    names = ["subject", "current", "base", "change", "change_pct", "contribution_pp", "base_origin", "verdict"]
    if any(row.cells[4] for row in rows):
        return _table(kind, names, rows, trace, words=(6, 7))
    names.remove("contribution_pp")  # no row is part of the total
    rows = [Row(row.heading, [*row.cells[:4], *row.cells[5:]], row.level, row.strong) for row in rows]
    return _table(kind, names, rows, trace, words=(5, 6))


def _change_row(row: Change, trace: Trace, *, level: int = 0, strong: bool = False) -> Row:
    contribution = trace.contribution(row)
    cells = [
        _cell(trace.current(row)),
        _cell(trace.base(row)),
        _cell(trace.change(row)),
        _cell(trace.pct(row)),
        of(contribution) if contribution else Phrase(),
        wording.origin(row, trace),
        wording.verdict(row, trace),
    ]
    return Row(trace.heading(row), cells, level, strong)


def _cell(figure: Figure | None) -> Phrase:
    return of(figure) if figure else of(vocabulary.NOTHING)


def _interval(row: Change, column: str, trace: Trace) -> Phrase:
    low, high = trace.end(row, f"{column}_low"), trace.end(row, f"{column}_high")
    if low is None or high is None:
        return of(vocabulary.NOTHING)
    if low.shown == high.shown:
        return of(low)
    return trace.say("{low}～{high}", "{low} – {high}", low=low, high=high)


def _level(row: Change) -> int:
    if row.subject not in PARTS:
        return 0
    return 2 if row.subject in ("vehicle_purchase", "vehicle_operation") else 1
