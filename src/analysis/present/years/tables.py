"""What changed against a published budget of the base year, part by part, as blocks for a notebook and its page.

Each takes the Disclosure of the year, the base year's own Disclosure (None where there is none: then there is nothing
to show) and the language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.figure import told, total
from analysis.measures.years import conflicts as both
from analysis.measures.years import details as parts
from analysis.measures.years import projects
from analysis.present import vocabulary
from analysis.present.html import Block, Row, titled
from analysis.present.parts import amounts, cell, note, part
from analysis.present.phrases import Chinese, Shown, amount, language, of, percent
from analysis.present.trace import Trace
from analysis.present.years import wording

_NOTHING = Block("", "")
_LEVELS = ("class", "section", "item")
#: dimension -> what the levels of its tree are called.
_TREES: dict[str, tuple[tuple[str, str], ...]] = {
    "function": (("类", "class"), ("款", "section"), ("项", "item")),
    "economic": (("类", "class"), ("款", "item")),
}


def conflicts(current: Disclosure, before: Disclosure | None, lang: str = "zh") -> Block:
    """Whether what this year's document says of the base year agrees with what that year published."""
    if before is None:
        return _NOTHING
    trace, found = Trace(current, language(lang), (before,)), both.conflicts(current, before)
    rows = []
    for row in found.to_dicts():
        cells = [
            cell(trace.told(row, "published")),
            cell(trace.told(row, "implied")),
            cell(trace.told(row, "difference", amount(row["difference"], signed=True))),
            of(vocabulary.pick(wording.AGREEMENT[row["verdict"]], trace.lang)),
        ]
        rows.append(Row(wording.subject(row, trace), cells, strong=row["verdict"] == "conflict"))
    names = ("subject", "published_base", "implied_base", "difference", "agrees")
    columns = _columns(names, current, before, trace)
    said = note([wording.on_conflicts(found, before, trace)], trace)
    return part("conflicts", trace, said, amounts("conflicts_table", columns, rows, trace, words=(4,)))


def details(current: Disclosure, before: Disclosure | None, lang: str = "zh") -> Block:
    """The change of each function item, economic item and project, and how much of it is new, ended, grown, shrunk."""
    if before is None:
        return _NOTHING
    trace, found = Trace(current, language(lang), (before,)), parts.details(current, before)
    blocks = [note(wording.on_details(found, before, trace), trace)]
    for dimension in parts.DIMENSIONS:
        held = found.filter(pl.col("dimension") == dimension).to_dicts()
        if held:
            blocks += [_decomposed(found, dimension, trace), _table(held, dimension, current, before, trace)]
    return part("in_depth", trace, *blocks, _candidates(current, before, trace))


# --- parts of the tables -----------------------------------------------------------------


def _decomposed(found: pl.DataFrame, dimension: str, trace: Trace) -> Block:
    """New, ended, grown and shrunk parts with their changes, which add up to the whole."""
    held = parts.decomposed(found, dimension).to_dicts()
    rows = [
        Row(
            of(vocabulary.pick(wording.KINDS[row["kind"]], trace.lang)),
            [of(str(row["parts"])), cell(trace.told(row, "change", amount(row["change"], signed=True)))],
        )
        for row in held
    ]
    whole = total(change for row in held if (change := told(row, "change")))
    shown = trace.figure(whole, "" if whole is None else amount(whole.value, signed=True))
    rows.append(
        Row(of(trace.pick("合计", "All")), [of(str(sum(row["parts"] for row in held))), cell(shown)], strong=True)
    )
    columns = [vocabulary.column(name, trace.lang) for name in ("kind_of_change", "parts", "change")]
    label = vocabulary.pick(wording.DIMENSIONS[dimension], trace.lang)
    return titled(label, amounts(f"decomposed_{dimension}", columns, rows, trace))


def _table(
    held: Sequence[Mapping[str, Any]], dimension: str, current: Disclosure, before: Disclosure, trace: Trace
) -> Block:
    rows = []
    for row in held:
        pct = row["change_pct"]
        cells = [
            cell(trace.told(row, "current")),
            cell(trace.told(row, "base")),
            cell(_change(row, trace)),
            cell(trace.told(row, "change_pct", "" if pct is None else percent(pct, signed=True))),
            of(vocabulary.pick(wording.KINDS[row["kind"]], trace.lang)),
        ]
        level = _LEVELS.index(row["level"]) if row["level"] in _LEVELS else 0
        level -= 1 if dimension == "economic" and level else 0
        code = f"{row['key']} " if dimension == "function" else ""
        rows.append(Row(of(Chinese(f"{code}{row['label']}")), cells, level))
    names = ("part", "current", "base", "change", "change_pct", "kind_of_change")
    columns, named = _columns(names, current, before, trace), [trace.pick(*pair) for pair in _TREES.get(dimension, ())]
    return amounts(f"details_{dimension}", columns, rows, trace, words=(5,), levels=named)


def _candidates(current: Disclosure, before: Disclosure, trace: Trace) -> Block:
    """Projects that may be one under two names: for the reader to decide."""
    rows = []
    for row in projects.candidates(current, before).to_dicts():
        likeness = Shown(
            row["confidence"], f"{row['confidence']:.2f}", source=wording.likeness(trace), dataset=trace.id
        )
        cells = [
            of(Chinese(row["base"])),
            of(vocabulary.pick(wording.MATCHES[row["kind"]], trace.lang)),
            cell(trace.told(row, "current_amount")),
            cell(trace.told(row, "base_amount")),
            of(likeness),
        ]
        rows.append(Row(of(Chinese(row["current"])), cells))
    names = ("names_current", "names_base", "may_be", "current", "base", "confidence")
    return amounts("matches", _columns(names, current, before, trace), rows, trace, words=(1, 2))


def _change(row: Mapping[str, Any], trace: Trace) -> Shown | None:
    """The difference of both years' figures, of which one may not be printed."""
    is_alone = row["current"] is None or row["base"] is None
    said = trace.pick("另一年没有印出，按0计算", "not printed in the other year, taken as 0")
    return trace.told(row, "change", amount(row["change"], signed=True), [said] if is_alone else ())


def _columns(names: Sequence[str], current: Disclosure, before: Disclosure, trace: Trace) -> list[str]:
    return [vocabulary.column(name, trace.lang, current.metadata.year, before.metadata.year) for name in names]
