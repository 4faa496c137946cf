"""Any frame as a table: labels and words in the page's language, figures with how they came to be.

    sources = answer.filter(pl.col("subject").is_in(SOURCES)).sort("change")
    table(sources, "subject", "current", "change", "change_pct", title=say("按来源", "By source"))

A figure keeps how it came to be in the column `<name>_how`, which is not shown but told when the figure is clicked; one
without it says that it was computed in the notebook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from analysis import schema
from analysis.columns import Column
from analysis.measures import recompute
from analysis.present import messages
from analysis.present.footing import footing
from analysis.present.frames import Record, how
from analysis.present.html import Block, Row
from analysis.present.html import table as html_table
from analysis.present.phrases import NOTHING, Phrase, Shown, of
from analysis.present.phrases import Part as Shape
from analysis.present.phrases import amount as amount_text
from analysis.present.phrases import percent as percent_text
from analysis.present.sentences import MONEY, RATES, cents, heading, say, spoken, with_language, word

_SIGNED = ("change", "contribution", "difference", "growth")
#: Columns whose texts name places of the document.
_PLACES = ("ref", "refs", "place")
#: Promised results: their figures lead to the document's own words.
_LED = ("indicator",)
#: Whole numbers that count or name, and are no figures.
_NAMES = ("year", "line", "page", "row", "table", "form")


def first(frame: pl.DataFrame, **named: Any) -> Record:
    """The first row of a frame in which these columns hold these values; its figures know how they came to be."""
    found = frame.filter(**named) if named else frame
    row = found.row(0, named=True) if found.height else {}
    return Record(row, {name: unit(name) for name in row})


def table(
    frame: pl.DataFrame,
    *columns: str,
    title: Phrase | str = "",
    labels: Mapping[str, Any] | None = None,
    strong: pl.Expr | None = None,
    level: pl.Expr | None = None,
    levels: Sequence[Phrase] = (),
    rows: int = 200,
) -> Block:
    """Any frame as a table: labels and words in the page's language, figures with how they came to be.

    Shows `columns`, all where none are named; those of hows are told and not shown. The first is the heading of each
    row, `labels` renames some (a year as a number). `strong` (yes or no) and `level` (0, 1, 2) are expressions that say
    how a row looks; `levels` names them, so that a page lets its reader choose how deep the table goes. At most `rows`
    rows are shown, and the caption says how many there are. A column in which nothing stands is left out, and a frame
    without rows shows nothing.
    """
    held = {f"{name}_how" for name in frame.columns}
    names = list(columns) or [name for name in frame.columns if name not in held]
    names = [name for name in names if frame[name].null_count() < frame.height]
    looks = [] if strong is None else [strong.alias("_strong")]
    looks += [] if level is None else [level.alias("_level")]
    if not frame.height or not names:
        return Block("", "")
    lines = [
        Row(
            of(cell(row, names[0])),
            [of(cell(row, name, alone=True)) for name in names[1:]],
            level=row.get("_level") or 0,
            strong=bool(row.get("_strong")),
            project=str(row.get("project") or ""),
        )
        for row in frame.with_columns(looks).head(rows).to_dicts()
    ]
    words = [at for at, name in enumerate(names) if at and not _is_figure(frame, name)]
    units = {unit(name) for name in names if frame.schema[name].is_decimal() and unit(name) in MONEY}
    caption = of(title)
    if len(units) == 1 and not str(title)[:-1].endswith(called := str(of(word(next(iter(units)))))):
        put = ("（{unit}）", " ({unit})") if title else ("{unit}", "{unit}")
        caption += say(*put, unit=called)
    if frame.height > rows:
        caption += say("，前{n}行，共{all}行", ", the first {n} of {all} rows", n=rows, all=frame.height)
    heads = [_head(name, units, labels or {}) for name in names]
    named = [*map(str, levels)]
    return with_language(html_table(caption, heads, lines, words, source=footing(lines), levels=named))


def cell(row: Mapping[str, Any], name: str, *, alone: bool = False) -> Shape:
    """The cell of a row in a column: a figure with how it came to be, a word in the page's language.

    A name of the document has its English name before it, or only that where it is to stand `alone`.
    """
    trace, value = spoken(), row[name]
    if value is None:
        return NOTHING if _kind(name) in ("decimal", "integer") else ""
    if isinstance(value, bool):
        return trace.pick("是" if value else "否", "yes" if value else "no")
    if isinstance(value, int) and (text := how(row, name)):
        return trace.shown(Decimal(value), text, f"{value:,}")
    if isinstance(value, Decimal):
        shown = figure_text(name, value, str(row.get("unit") or ""))
        if text := how(row, name):
            return trace.shown(value, text, shown)
        if ref := _ref(row, name):
            said = f"{label(name)}{trace.pick('：取整所容许', ': what rounding leaves')}"
            return Shown(value, shown, source=said, dataset=trace.id, ref=ref)
        return Shown(value, shown, source=trace.pick("在这里算出", "computed here"), dataset=trace.id)
    if isinstance(value, Phrase | int | float):
        return value if isinstance(value, Phrase) else str(value)
    if name in _PLACES:
        return trace.lines(str(value)) or str(value)
    known = word(str(value), name, row, alone=alone or name in _LED)
    return heading(known) if isinstance(known, str) else known


def _ref(row: Mapping[str, Any], name: str) -> str:
    """The place of an answer that holds a figure without saying how, as the ends of intervals; empty for none."""
    for one in recompute.ALL:
        column = next((column for column in one.columns if column.name == name), None)
        if column is not None and not column.computed and set(one.key) <= set(row):
            return f"{one.reference(row)}#{name}"
    return ""


def figure_text(name: str, value: Decimal, beside: str = "") -> str:
    """A figure as its column shows it: money with separators, rates with two decimals, changes with their sign.

    `beside` is the unit that its row names, for a column that has none.
    """
    signed, kind = name.startswith(_SIGNED), unit(name) or beside
    if kind in RATES:
        return percent_text(value, signed=signed, mark=RATES[kind] if unit(name) else "")
    return amount_text(value, signed=signed) if kind == MONEY[0] else cents(value, signed=signed)


def _is_figure(frame: pl.DataFrame, name: str) -> bool:
    return frame.schema[name].is_numeric() and name not in _NAMES


def _head(name: str, units: set[str], labels: Mapping[str, Any]) -> str:
    given = labels.get(name, int(name) if name.isdecimal() else None)
    if isinstance(given, int):
        return spoken().pick(f"{given}年", str(given))
    said = str(given) if given is not None else label(name)
    return f"{said} ({of(word(unit(name)))})" if unit(name) in MONEY and len(units) > 1 else said


def label(name: str) -> str:
    """The label of a column in the page's language; one that is in no schema has its own name.

    `basic_amount` and the like are called as the figure: basic expenditure.
    """
    column, lang = _columns().get(name), spoken().lang
    if column is not None:
        return messages.pick((column.zh, column.en), lang)
    known = messages.catalog(lang)
    said = known.get(f"columns.{name}") or known.get(f"codes.{name.removesuffix('_amount')}")
    return heading(said) if said is not None else name.replace("_", " ")


def unit(name: str) -> str:
    """The unit of a column's figures: its schema's, else what its name says; a column named by a year holds amounts."""
    column = _columns().get(name)
    if column is not None:
        return column.unit
    if name.endswith(("share", "pct")):
        return "%"
    return MONEY[0] if name.isdecimal() or name.endswith("amount") else ""


def _kind(name: str) -> str:
    column = _columns().get(name)
    return column.kind if column is not None else ""


@cache
def _columns() -> dict[str, Column]:
    held: dict[str, Column] = {}
    for one in (*recompute.ALL, *schema.ALL):
        for column in one.columns:
            held.setdefault(column.name, column)
    return held
