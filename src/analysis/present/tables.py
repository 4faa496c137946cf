"""The brief on changes, part by part, as blocks for a notebook and its page.

Each takes the answer of `analysis.measures.changes.changes`, the Disclosure that it is
about (to say where each figure is printed), the language, and the base year's own
Disclosure where there is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from analysis.disclosure import Disclosure
from analysis.present import methods, vocabulary, wording
from analysis.present.answers import PARTS, Answer, Change
from analysis.present.changes_trace import ChangesTrace
from analysis.present.html import Block, Row, callout, listing, paragraph, section
from analysis.present.parts import amounts, cell, note, part, see
from analysis.present.phrases import Phrase, language, of
from analysis.present.readings import Readings


def message(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh", before: Disclosure | None = None) -> Block:
    """What the reader is to know first: how much, why, and how sure that is."""
    trace = _trace(changes, disclosure, lang, before)
    title = wording.headline(trace)
    parts = [
        Block(f"<h1>{title.html()}</h1>", str(title)),
        paragraph(wording.how_much(trace), trace.lang, "lead"),
        listing(wording.by_source(trace), "points"),
        paragraph(wording.why(trace), trace.lang),
        callout(vocabulary.section("sure", trace.lang), listing(wording.how_sure(trace), "points")),
        note([_read_on(trace)], trace),
    ]
    return section("message", trace.lang, parts=parts)


def sources(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh", before: Disclosure | None = None) -> Block:
    """The total and its sources, this year beside the base year."""
    trace = _trace(changes, disclosure, lang, before)
    held, readings = trace.answer.revenue, Readings(changes, trace)
    rows = [_change_row(row, readings, strong=row is trace.answer.total) for row in held]
    return part("sources", trace, _change_table("revenue", rows, trace))


def expenditure(
    changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh", before: Disclosure | None = None
) -> Block:
    """What the document states of the expenditure side's changes."""
    trace = _trace(changes, disclosure, lang, before)
    totals, readings = ("expenditure_total", "total"), Readings(changes, trace)
    rows = [_change_row(row, readings, strong=(row.subject, row.measure) == totals) for row in trace.answer.expenditure]
    return part("expenditure", trace, _change_table("expenditure", rows, trace))


def running(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh", before: Disclosure | None = None) -> Block:
    """Operating expenses, and the three public expenses with their parts."""
    trace = _trace(changes, disclosure, lang, before)
    held, readings = trace.answer.running, Readings(changes, trace)
    rows = [_change_row(row, readings, level=_level(row), strong=row.subject not in PARTS) for row in held]
    notes = wording.reasons([row for row in held if row.direction], trace)
    notes += wording.missing(held, ("operating", "three_public"), trace)
    parts = [_change_table("running", rows, trace)] if rows else []
    return part("running", trace, *parts, note(notes, trace))


def certainty(
    changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh", before: Disclosure | None = None
) -> Block:
    """What the printed rounding leaves for each figure, and whether the stated percentage lies in it."""
    trace = _trace(changes, disclosure, lang, before)
    rows = [
        Row(
            trace.heading(row),
            [
                _interval(row, "base", trace),
                _interval(row, "change", trace),
                _interval(row, "change_pct", trace),
                cell(trace.stated_pct(row)),
                wording.verdict(row, trace),
            ],
        )
        for row in trace.answer.rows
        if row.is_known
    ]
    names = ("subject", "base_interval", "change_interval", "pct_interval", "stated_change_pct", "verdict")
    return part("certainty", trace, _table("intervals", names, rows, trace, words=(5,)))


def method(changes: pl.DataFrame, disclosure: Disclosure, lang: str = "zh", before: Disclosure | None = None) -> Block:
    """How the figures were made and where they come from."""
    trace = _trace(changes, disclosure, lang, before)
    return part("method", trace, listing(methods.method(trace, disclosure.metadata)))


def _read_on(trace: ChangesTrace) -> Phrase:
    """Which parts of the brief tell more."""
    return trace.say(
        "各来源见“{sources}”，支出见“{expenditure}”，每个数的区间见“{certainty}”，算法见“{method}”。",
        "Source by source: {sources}. Expenditure: {expenditure}. The interval of each figure: {certainty}. "
        "How it is computed: {method}.",
        **{kind: see(kind, trace) for kind in ("sources", "expenditure", "certainty", "method")},
    )


# --- parts of the tables -----------------------------------------------------------------


def _trace(changes: pl.DataFrame, disclosure: Disclosure, lang: str, before: Disclosure | None) -> ChangesTrace:
    return ChangesTrace(Answer.of(changes), disclosure, language(lang), before)


def _table(kind: str, names: Sequence[str], rows: Sequence[Row], trace: ChangesTrace, words: Sequence[int]) -> Block:
    """The table, or a note where it would have no rows."""
    if not rows:
        return note([trace.say("没有可比较的数。", "There is nothing to compare.")], trace)
    columns = [vocabulary.column(name, trace.lang, trace.year, trace.answer.base_year) for name in names]
    return amounts(kind, columns, rows, trace, words)


def _change_table(kind: str, rows: Sequence[Row], trace: ChangesTrace) -> Block:
    names = ["subject", "current", "base", "change", "change_pct", "contribution_pp", "base_origin", "verdict"]
    if any(row.cells[4] for row in rows):
        return _table(kind, names, rows, trace, words=(6, 7))
    names.remove("contribution_pp")  # no row is part of the total
    rows = [
        replace(
            row,
            cells=[*row.cells[:4], *row.cells[5:]],
            others={name: [*cells[:4], *cells[5:]] for name, cells in row.others.items()},
        )
        for row in rows
    ]
    return _table(kind, names, rows, trace, words=(5, 6))


def _change_row(row: Change, readings: Readings, *, level: int = 0, strong: bool = False) -> Row:
    trace = readings.trace
    contribution = trace.contribution(row)
    cells = [
        cell(trace.current(row)),
        cell(trace.base(row)),
        cell(trace.change(row)),
        cell(trace.pct(row)),
        of(contribution) if contribution else Phrase(),
        wording.origin(row, trace),
        wording.verdict(row, trace),
    ]
    others = {name: [None, *held, *[None] * 3] for name, held in readings.cells(row).items()}
    return Row(trace.heading(row), cells, level, strong, others)


def _interval(row: Change, column: str, trace: ChangesTrace) -> Phrase:
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
