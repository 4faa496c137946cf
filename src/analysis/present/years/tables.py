"""What changed against a published budget of the base year, part by part, as blocks for a notebook and its page.

Each takes the Disclosure of the year, the base year's own Disclosure (None where there is none: then there is nothing
to show) and the language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.measures.years import conflicts as both
from analysis.measures.years import details as parts
from analysis.measures.years import projects
from analysis.present import vocabulary
from analysis.present.formula import Input, difference, sum_of
from analysis.present.html import Block, Row, titled
from analysis.present.parts import amounts, cell, note, part
from analysis.present.phrases import Chinese, Figure, amount, language, of
from analysis.present.years import wording
from analysis.present.years.trace import YearsTrace, ref

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
    trace, found = YearsTrace(current, language(lang), (before,)), both.conflicts(current, before)
    rows = []
    for row in found.to_dicts():
        name = ref("conflicts", row["statement"])
        cells = [
            cell(trace.beside(row["published"], row["base_ref"], before.metadata.id)),
            cell(_implied(row, name, trace)),
            cell(_difference(row, name, trace)),
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
    trace, found = YearsTrace(current, language(lang), (before,)), parts.details(current, before)
    blocks = [note(wording.on_details(found, before, trace), trace)]
    for dimension in parts.DIMENSIONS:
        held = found.filter(pl.col("dimension") == dimension).to_dicts()
        if held:
            blocks += [_decomposed(found, dimension, trace), _table(held, dimension, current, before, trace)]
    return part("in_depth", trace, *blocks, _candidates(current, before, trace))


# --- parts of the tables -----------------------------------------------------------------


def _decomposed(found: pl.DataFrame, dimension: str, trace: YearsTrace) -> Block:
    """New, ended, grown and shrunk parts with their changes, which add up to the whole."""
    finest = found.filter(pl.col("dimension") == dimension, pl.col("level").is_in(["item", "project"]))
    rows, every = [], []
    for row in parts.decomposed(found, dimension).to_dicts():
        of_kind = finest.filter(pl.col("kind") == row["kind"]).to_dicts()
        inputs = [_input(one) for one in of_kind]
        every += inputs
        figure = trace.computed(row["change"], amount(row["change"], signed=True), sum_of(*inputs))
        count = str(row["parts"])
        rows.append(Row(of(vocabulary.pick(wording.KINDS[row["kind"]], trace.lang)), [of(count), of(figure)]))
    whole = sum((one.value for one in every), Decimal(0))
    figure = trace.computed(whole, amount(whole, signed=True), sum_of(*every))
    rows.append(Row(of(trace.pick("合计", "All")), [of(str(len(every))), of(figure)], strong=True))
    columns = [vocabulary.column(name, trace.lang) for name in ("kind_of_change", "parts", "change")]
    label = vocabulary.pick(wording.DIMENSIONS[dimension], trace.lang)
    return titled(label, amounts(f"decomposed_{dimension}", columns, rows, trace))


def _table(
    held: Sequence[Mapping[str, Any]], dimension: str, current: Disclosure, before: Disclosure, trace: YearsTrace
) -> Block:
    rows = []
    for row in held:
        name, id = ref("details", dimension, row["key"]), before.metadata.id
        cells = [
            cell(trace.here(row["current"], row["current_ref"])),
            cell(trace.beside(row["base"], row["base_ref"], id)),
            of(trace.change(row, name, id)),
            cell(trace.change_pct(row, name, id)),
            of(vocabulary.pick(wording.KINDS[row["kind"]], trace.lang)),
        ]
        level = _LEVELS.index(row["level"]) if row["level"] in _LEVELS else 0
        level -= 1 if dimension == "economic" and level else 0
        code = f"{row['key']} " if dimension == "function" else ""
        rows.append(Row(of(Chinese(f"{code}{row['label']}")), cells, level))
    names = ("part", "current", "base", "change", "change_pct", "kind_of_change")
    columns, named = _columns(names, current, before, trace), [trace.pick(*pair) for pair in _TREES.get(dimension, ())]
    return amounts(f"details_{dimension}", columns, rows, trace, words=(5,), levels=named)


def _candidates(current: Disclosure, before: Disclosure, trace: YearsTrace) -> Block:
    """Projects that may be one under two names: for the reader to decide."""
    rows = []
    for row in projects.candidates(current, before).to_dicts():
        name = ref("matches", row["match"])
        shown, said = f"{row['confidence']:.2f}", wording.likeness(trace)
        cells = [
            of(Chinese(row["base"])),
            of(vocabulary.pick(wording.MATCHES[row["kind"]], trace.lang)),
            cell(trace.here(row["current_amount"], row["current_ref"])),
            cell(trace.beside(row["base_amount"], row["base_ref"], before.metadata.id)),
            of(Figure(row["confidence"], shown, f"{name}:confidence", said, dataset=trace.id)),
        ]
        rows.append(Row(of(Chinese(row["current"])), cells))
    names = ("names_current", "names_base", "may_be", "current", "base", "confidence")
    return amounts("matches", _columns(names, current, before, trace), rows, trace, words=(1, 2))


def _input(row: Mapping[str, Any]) -> Input:
    """The change of a part as an operand."""
    return Input(row["change"], f"{ref('details', row['dimension'], row['key'])}:change")


def _implied(row: Mapping[str, Any], name: str, trace: YearsTrace) -> Figure:
    """The base year's figure as this year's narrative gives it: this year's less the stated change, or as it stands."""
    *figures, statement = row["current_ref"].split()
    figure, change = trace.input((figures or [statement])[0]), trace.input(f"{statement}:change")
    if figure is not None and change is not None and figure.value - change.value == row["implied"]:
        made = difference(figure, change)
        return trace.computed(row["implied"], amount(row["implied"]), made, f"{name}:implied")
    return trace.printed(row["implied"], f"{statement}:base_value")


def _difference(row: Mapping[str, Any], name: str, trace: YearsTrace) -> Figure:
    operands = Input(row["implied"], f"{name}:implied"), Input(row["published"], f"{name}:published")
    shown = amount(row["difference"], signed=True)
    return trace.computed(row["difference"], shown, difference(*operands), f"{name}:difference")


def _columns(names: Sequence[str], current: Disclosure, before: Disclosure, trace: YearsTrace) -> list[str]:
    return [vocabulary.column(name, trace.lang, current.metadata.year, before.metadata.year) for name in names]
