"""The brief on all budgets at once, part by part, as blocks for a notebook and its page.

Each takes a panel (`analysis.measures.panel.store`), the budget year, the level (department or unit) and the language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.figure import percent, total
from analysis.measures.panel import questions
from analysis.present import vocabulary
from analysis.present.html import Block, Row, callout, listing, paragraph, section, table
from analysis.present.panel import wording
from analysis.present.panel.trace import PanelTrace, value
from analysis.present.parts import cell
from analysis.present.phrases import Chinese, Phrase, amount, language, of

_TOTAL = "revenue_total/revenue/total"
_MOST = 50  # rows of a table; all of them are in the data


def message(panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh") -> Block:
    """What the reader is to know first: how many budgets, how much together, who rose and who fell."""
    trace = PanelTrace(panel, year, level, language(lang))
    totals = trace.of("budget", _TOTAL)
    title = wording.headline(len(totals), trace)
    parts = [Block(f"<h1>{title.html()}</h1>", str(title))]
    if totals:
        lead = [wording.together(totals, trace)] if level == "department" else []
        parts += [paragraph(lead, trace.lang, "lead"), listing(wording.movers(totals, trace), "points")]
    parts.append(callout(vocabulary.section("sure", trace.lang), listing(wording.sure(totals, trace), "points")))
    return section("message", trace.lang, parts=parts)


def ranking(panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh") -> Block:
    """Budgets by how much their total changed against the year before."""
    trace = PanelTrace(panel, year, level, language(lang))
    held = {row["disclosure"]: row for row in trace.of("budget", _TOTAL)}
    order = questions.ranking(panel, year, _TOTAL, level)["disclosure"].to_list()
    rows = []
    for id in order:
        row = held[id]
        origin = vocabulary.pick(wording.ORIGINS[row["base_origin"]], trace.lang) if row["base_origin"] else "—"
        figures = [cell(trace.told(row, name)) for name in ("value", "base", "change", "change_pct")]
        rows.append(Row(of(trace.name(row)), [*figures, of(origin)]))
    names = ("department", "current", "base", "change", "change_pct", "known_from")
    return _part("panel_ranking", names, rows, trace, words=(5,))


def composition(panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh") -> Block:
    """Functional classes: how much all departments spend on each, and which gives the largest part of its budget."""
    trace = PanelTrace(panel, year, level, language(lang))
    held: dict[str, list[dict[str, Any]]] = {}
    for row in trace.of("function"):
        held.setdefault(row["key"], []).append(row)
    whole = total(value(row) for own in held.values() for row in own)
    rows = []
    for key, own in sorted(held.items()):
        together = total(map(value, own))
        top = max(own, key=lambda row: (row["share_pct"] or Decimal(0), row["disclosure"]))
        sums = [cell(trace.figure(together)), cell(trace.share(percent(together, whole)))]
        cells = [
            of(str(len(own))),
            *(sums if level == "department" else []),
            of(trace.name(top)),
            cell(trace.told(top, "share_pct")),
        ]
        rows.append(Row(of(Chinese(f"{key} {own[0]['label'] or ''}")), cells))
    both = ("amount", "share") if level == "department" else ()
    names = ("function", "budgets", *both, "largest_in", "share_there")
    return _part("panel_composition", names, rows, trace, words=(len(names) - 2,))


def units(
    panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh", *, departments: Mapping[str, str]
) -> Block:
    """Units' own budgets inside their departments', which are never added up (`catalog.departments` has the pairs)."""
    trace = PanelTrace(panel, year, level, language(lang))
    held = {
        (row["disclosure"], row["key"]): row
        for row in panel.filter(pl.col("year") == year, pl.col("dimension") == "budget").to_dicts()
    }
    rows = []
    for found in questions.inside(panel.filter(pl.col("year") == year), departments).to_dicts():
        own, above = held[found["disclosure"], found["key"]], held[found["department"], found["key"]]
        cells = [
            of(trace.name(above)),
            of(wording.subject(own, trace)),
            cell(trace.told(own)),
            cell(trace.told(above)),
            cell(trace.share(percent(value(own), value(above)))),
        ]
        rows.append(Row(of(trace.name(own)), cells))
    names = ("unit_name", "of_department", "what", "own", "above", "share_of_it")
    return _part("panel_units", names, rows, trace, words=(1, 2), said=[wording.on_units(trace)])


def heads(panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh") -> Block:
    """Ratios per head and of posts, where the documents give them beyond doubt."""
    trace = PanelTrace(panel, year, level, language(lang))
    rows = [
        Row(
            of(trace.name(row)),
            [
                of(vocabulary.pick(wording.RATIOS.get(row["key"], (row["key"],) * 2), trace.lang)),
                cell(trace.told(row, shown=amount(round(row["value"], 2)))),
                of(Chinese(row["unit"])),
            ],
        )
        for row in sorted(trace.of("ratio"), key=lambda row: (row["key"], -row["value"]))
    ]
    return _part("panel_heads", ("department", "ratio", "figure", "unit"), rows, trace, words=(1, 3))


def like(panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh") -> Block:
    """Unit costs of like results, from the cheapest to the dearest; what is alike, and what that does not say."""
    trace = PanelTrace(panel, year, level, language(lang))
    rows = []
    for row in questions.like(trace.own).to_dicts():
        own = [one for one in trace.of("unit_cost") if _named(one) == (row["label"], row["unit"], row["basis"])]
        low, high = (pick(own, key=lambda one: one["value"]) for pick in (min, max))
        cells = [
            of(Chinese(row["unit"])),
            of(vocabulary.pick(wording.BASES[row["basis"]], trace.lang)),
            of(str(row["budgets"])),
            cell(trace.told(low)),
            of(trace.name(low)),
            cell(trace.told(high)),
            of(trace.name(high)),
        ]
        rows.append(Row(of(Chinese(row["label"])), cells))
    names = ("result", "unit", "basis", "budgets", "lowest", "lowest_in", "highest", "highest_in")
    said = [wording.on_like(trace)]
    return _part("panel_like", names, rows, trace, words=(1, 2, 5, 7), said=said)


def outliers(panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh") -> Block:
    """Figures far from those of the other budgets."""
    trace = PanelTrace(panel, year, level, language(lang))
    held = {(row["disclosure"], row["dimension"], row["key"]): row for row in trace.own.to_dicts()}
    rows = []
    for found in questions.outliers(panel, year, level).to_dicts():
        row = held[found["disclosure"], found["dimension"], found["key"]]
        cells = [wording.what(row, trace), cell(trace.told(row, found["what"])), of(f"{found['z']:+.1f}")]
        rows.append(Row(of(trace.name(row)), cells))
    names = ("department", "what", "figure", "score")
    return _part("panel_outliers", names, rows, trace, words=(1,), said=[wording.on_outliers(trace)])


def findings(panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh") -> Block:
    """Findings and violated identities of each budget, per million yuan too."""
    trace = PanelTrace(panel, year, level, language(lang))
    held = {(row["disclosure"], row["key"]): row for row in trace.of("findings")}
    kinds, rows = ("error", "warning", "note", "violated"), []
    for found in questions.findings(panel, year, level).to_dicts():
        counts = [held.get((found["disclosure"], kind)) for kind in kinds]
        per = held.get((found["disclosure"], "error_per_million"))
        cells = [cell(trace.told(one, shown=str(int(one["value"])))) if one else cell(None) for one in counts]
        cells.append(cell(trace.told(per, shown=f"{per['value']:.4f}")) if per else cell(None))
        rows.append(Row(of(Chinese(found["department"])), cells))
    names = ("department", "errors", "warnings", "notes", "violated_count", "errors_per_million")
    return _part("panel_findings", names, rows, trace)


def method(panel: pl.DataFrame, year: int, level: str = "department", lang: str = "zh") -> Block:
    """How the figures were made."""
    trace = PanelTrace(panel, year, level, language(lang))
    return section(
        "method", trace.lang, heading=vocabulary.section("method", trace.lang), parts=[listing(wording.method(trace))]
    )


# --- parts of the tables -----------------------------------------------------------------


def _named(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["label"], row["unit"], row["basis"]


def _part(
    kind: str,
    names: Sequence[str],
    rows: Sequence[Row],
    trace: PanelTrace,
    words: Sequence[int] = (),
    said: Sequence[Phrase] = (),
) -> Block:
    """A table under its heading, cut where it is long; a note where there is nothing to show."""
    heading = vocabulary.section(kind, trace.lang)
    if not rows:
        block = paragraph([wording.nothing(trace)], trace.lang, "note")
        return section(kind.replace("_", "-"), trace.lang, heading=heading, parts=[block])
    columns = [wording.column(name, trace) for name in names]
    block = table(of(heading), columns, rows[:_MOST], words)
    notes = [*said, *([wording.cut(len(rows), _MOST, trace)] if len(rows) > _MOST else [])]
    parts = [block, paragraph(notes, trace.lang, "note")]
    return section(kind.replace("_", "-"), trace.lang, heading=heading, parts=parts)
