"""Two budgets side by side: their parts by use, source, function and economic item, and money per head.

They may be of two years of one department, or of two departments; a part is paired by its code, else by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, difference, percent, told
from analysis.measures.figures import figures
from analysis.measures.ratios import ratios
from analysis.measures.structure import structure
from analysis.measures.years import details
from analysis.schema import Schema

DIMENSIONS = ("expenditure", "source", "function", "economic", "head")

SCHEMA = Schema(
    "comparison",
    "两份预算逐项比较",
    "Two budgets side by side",
    "Two budgets side by side",
    ("dimension", "key"),
    (
        c.DIMENSION.of("What the part is a part of; head: money per head", among=DIMENSIONS),
        c.KEY.of("Code of the part, else its name"),
        c.LABEL,
        c.money("one", "第一份", "First", "Figure of the first budget"),
        c.money("other", "第二份", "Second", "Figure of the second"),
        c.CHANGE.of("one - other, where both are there", required=False),
        c.CHANGE_PCT.of("change / other"),
        c.percent(
            "one_share", "第一份占比", "Share in the first", "Share of the first budget's expenditure or sources"
        ),
        c.percent("other_share", "第二份占比", "Share in the second", "Share of the second's"),
    ),
)


class _Share(NamedTuple):
    label: str
    figure: Figure
    share: Figure | None


def compare(one: Disclosure, other: Disclosure | None) -> pl.DataFrame:
    """Both budgets as SCHEMA's columns, first the first's parts; empty for none.

    Per-head figures are those of money in `analysis.measures.ratios` that come to one value.
    """
    if other is None:
        return frame(SCHEMA, [])
    parts, beside = dict(_parts(one, other=False)), dict(_parts(other, other=True))
    every = parts | {key: part for key, part in beside.items() if key not in parts}
    return frame(SCHEMA, [_row(key, part.label, parts.get(key), beside.get(key)) for key, part in every.items()])


_WAN = "万元"
_Key = tuple[str, str]


def _row(key: _Key, label: str, one: _Share | None, other: _Share | None) -> dict[str, object]:
    change = difference(one and one.figure, other and other.figure)
    return {
        "dimension": key[0],
        "key": key[1],
        "label": label,
        "one": one and one.figure,
        "other": other and other.figure,
        "change": change,
        "change_pct": percent(change, other and other.figure),
        "one_share": one and one.share,
        "other_share": other and other.share,
    }


def _parts(budget: Disclosure, *, other: bool) -> Iterator[tuple[_Key, _Share]]:
    """The parts of a budget by dimension and key; `other` has its cells named with its ID."""
    for row in structure(budget, other=other).filter(pl.col("dimension").is_in(["expenditure", "source"])).to_dicts():
        if figure := told(row, "amount", _WAN):
            yield (row["dimension"], row["key"]), _Share(row["label"], figure, told(row, "share", "%"))
    held = figures(budget, other=other)
    for dimension, found in (("function", details.functions(held)), ("economic", details.economic(held))):
        whole = held.find("expenditure" if dimension == "function" else "basic_by_economic", None, "total")
        for part in found:
            yield (dimension, part.key), _Share(part.label, part.figure, percent(part.figure, whole))
    for row in ratios(budget, other=other).filter(verdict="value").to_dicts():
        if row["numerator_unit"] == _WAN and (figure := told(row, "low", _WAN)):
            yield ("head", row["ratio"]), _Share(row["ratio"], figure, None)
