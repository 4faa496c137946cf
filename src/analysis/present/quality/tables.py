"""The brief on quality, part by part, as blocks for a notebook and its page.

Each takes the Disclosure, the answers of `analysis.measures.reconcile.reconciliations`
or `analysis.measures.findings.findings` about it, and the language.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.measures import quality
from analysis.measures.reconcile import VERDICTS
from analysis.present import sentences, vocabulary
from analysis.present.html import Block, Row, callout, listing, paragraph, section, table, titled
from analysis.present.parts import amounts, note, part, source
from analysis.present.phrases import language, of
from analysis.present.quality import wording
from analysis.present.trace import Trace


def message(reconciliations: pl.DataFrame, findings: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """What the reader is to know first: whether the figures agree, and the gravest of what was found."""
    trace = Trace(disclosure, language(lang))
    counts, found = _counts(reconciliations), quality.severities(findings)
    covered, rows = quality.coverage(disclosure, reconciliations), findings.to_dicts()
    title = wording.headline(counts, found, trace)
    parts = [
        Block(f"<h1>{title.html()}</h1>", str(title)),
        paragraph(wording.agreement(counts, covered, trace), trace.lang, "lead"),
        paragraph(wording.found(found, trace), trace.lang),
        listing(wording.kinds(quality.kinds(findings), trace), "points"),
        callout(vocabulary.section("sure", trace.lang), listing(wording.sure(covered, rows, trace), "points")),
    ]
    return section("message", trace.lang, parts=parts)


def identities(reconciliations: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """How many identities of each kind are exact, within rounding, violated; the violated ones one by one."""
    trace = Trace(disclosure, language(lang))
    counts = _counts(reconciliations)
    rows = [
        Row(of(vocabulary.capital(vocabulary.pick(sentences.IDENTITIES[row["kind"]], trace.lang))), _numbers(row))
        for row in quality.verdicts(reconciliations).to_dicts()
    ]
    rows.append(Row(of(trace.pick("合计", "All")), _numbers(counts), strong=True))
    names = ("identity", "count", *VERDICTS)
    columns = [vocabulary.column(name, trace.lang) for name in names]
    caption = of(trace.pick("勾稽关系的条数", "Number of identities"))
    wrong = reconciliations.filter(pl.col("verdict") == "violated").to_dicts()
    listed = _listed("violated", wrong, trace) if wrong else note([wording.none_violated(counts, trace)], trace)
    counted = table(caption, columns, rows) if counts["total"] else Block("", "")
    return part("identities", trace, counted, titled(vocabulary.section("violated", trace.lang), listed))


def tails(reconciliations: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Every identity that holds only within what rounding leaves."""
    trace = Trace(disclosure, language(lang))
    rows = reconciliations.filter(pl.col("verdict") == "rounding").to_dicts()
    nothing = trace.say("没有尾差。", "There are none: what agrees, agrees exactly.")
    return part("tails", trace, _listed("tails_table", rows, trace) if rows else note([nothing], trace))


def findings(findings: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """What was found, the gravest first, with lines and money at stake."""
    trace = Trace(disclosure, language(lang))
    groups = []
    for name, number in quality.severities(findings).items():
        rows = findings.filter(pl.col("severity") == name).to_dicts()
        points = listing([wording.finding(row, trace) for row in rows], "findings")
        groups.append(titled(wording.severity(name, number, trace), points))
    if findings.is_empty():
        groups = [note([wording.no_findings(trace)], trace)]
    return part("findings", trace, *groups)


def method(disclosure: Disclosure, lang: str = "zh") -> Block:
    """How the verdicts are made, what must hold and what need not, and the source."""
    trace = Trace(disclosure, language(lang))
    return part("method", trace, listing([*wording.method(trace), source(trace, disclosure.metadata)]))


# --- parts of the tables -----------------------------------------------------------------


def _counts(reconciliations: pl.DataFrame) -> dict[str, int]:
    rows = quality.verdicts(reconciliations)
    return {name: int(rows[name].sum()) for name in ("total", *VERDICTS)}


def _numbers(row: dict[str, Any]) -> list[Any]:
    return [of(str(row[name])) for name in ("total", *VERDICTS)]


def _listed(kind: str, rows: Sequence[dict[str, Any]], trace: Trace) -> Block:
    names = ("figure", "against", "left", "right", "difference", "tolerance", "place")
    columns = [vocabulary.column(name, trace.lang) for name in names]
    return amounts(kind, columns, [_identity(row, trace) for row in rows], trace, words=(1, 6))


def _identity(row: dict[str, Any], trace: Trace) -> Row:
    cells = [
        wording.against(row["kind"], trace),
        wording.side(row, "left", trace),
        wording.side(row, "right", trace),
        wording.difference(row, trace),
        wording.tolerance(row, trace),
        of(trace.line(row["left_how"] or row["right_how"])),
    ]
    return Row(wording.figure_name(row, trace), cells)
