"""A budget, its answers and any frame of them, as JupyterLab shows them: names of columns, units, all digits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from analysis import schema
from analysis.columns import Column
from analysis.disclosure import Disclosure
from analysis.measures.answers import ALL, COLUMNS, Answers
from analysis.money import plain
from analysis.present import messages
from analysis.present.html import Block, Row, paragraph, section, table
from analysis.present.phrases import MINUS, Chinese, Lang, Phrase, of, pick
from analysis.present.trace import Trace
from analysis.text import printable

#: Decimals that a frame's figures have at least, by their unit.
_DECIMALS = {"万元": 2, "元": 2, "%": 2}
_GROUPED = ("万元", "元")


def display(what: Any, lang: Lang, about: Disclosure | None = None, rows: int = 100) -> Block:
    """A Disclosure, Answers, or a frame of either in one language; raises TypeError for anything else."""
    match what:
        case Disclosure():
            return _disclosure(what, lang)
        case Answers():
            frames = {field.name: getattr(what, field.name) for field in fields(what)}
            return section("display", lang, parts=[_counts(frames, lang)])
        case pl.DataFrame():
            return _frame(what, lang, about, rows)
    raise TypeError(f"expected a budget, answers or a frame of them, got {type(what).__name__}")


def both(what: Any) -> Block:
    """The same in Chinese and in English, one under the other, for a display that no language was asked of."""
    zh, en = display(what, "zh"), display(what, "en")
    return Block(zh.html + en.html, f"{zh.text}\n\n{en.text}")


def _disclosure(budget: Disclosure, lang: Lang) -> Block:
    """What a budget is, and what its tables hold."""
    metadata = budget.metadata
    kind = messages.words("page", lang)["kind"].format(year=metadata.year)
    title = Phrase((Chinese(printable(metadata.department)), f" · {kind}"))
    said = messages.words("page", lang)["source"].format(
        title=printable(metadata.source.title), publisher=printable(metadata.source.publisher), year=metadata.year
    )
    parts = [paragraph([title], lang, "lead"), paragraph([of(said)], lang, "note"), _counts(budget.frames(), lang)]
    return section("display", lang, parts=parts)


def _counts(frames: Mapping[str, pl.DataFrame], lang: Lang) -> Block:
    """Frames by name, with what each holds and its number of rows."""
    holds = {table.name: pick(table.label, lang) for table in (*schema.ALL, *ALL)}
    lines = [Row(of(name), [of(holds[name]), of(str(frame.height))]) for name, frame in frames.items()]
    heads = [("属性", "Attribute"), ("内容", "What it holds"), ("行数", "Rows")]
    caption = of(pick(("各是一个 polars 表", "Each is a polars frame"), lang))
    return table(caption, [pick(head, lang) for head in heads], lines, words=(1,))


def _frame(frame: pl.DataFrame, lang: Lang, about: Disclosure | None, most: int) -> Block:
    if not frame.width:
        return paragraph([of(pick(("没有字段。", "No columns."), lang))], lang, "note")
    known = _columns(frame.columns)
    held, frame = frame, frame.drop([f"{name}_how" for name in frame.columns], strict=False)
    heads = [_called(name, known.get(name), lang) for name in frame.columns]
    figures = [name for name in frame.columns if frame.schema[name].is_numeric() and name not in _PLAIN]
    words = [place for place, name in enumerate(frame.columns) if place and name not in figures]
    trace = Trace(about, lang)
    lines = [
        Row(cells[0], cells[1:])
        for row in held.head(most).to_dicts()
        if (cells := [_cell(name, row, known.get(name), trace) for name in frame.columns])
    ]
    zh, en = f"共{frame.height}行", f"{frame.height} row{'s' * (frame.height != 1)}"
    if frame.height > most:
        zh, en = f"{zh}，以下是前{most}行", f"{en}, the first {most} of them"
    return table(of(pick((zh, en), lang)), heads, lines, words)


#: Numbers that count or name, and are no figures.
_PLAIN = ("table", "row", "line", "year", "base_year", "statement", "parent", "form", "indicator", "mention", "result")


def _cell(name: str, row: Mapping[str, Any], column: Column | None, trace: Trace) -> Phrase:
    """A value as a cell shows it; a figure with how it came to be, where its row says that."""
    value = row[name]
    if value is None:
        return Phrase()
    if isinstance(value, bool):
        return of(trace.pick("是" if value else "否", "yes" if value else "no"))
    if isinstance(value, Decimal):
        unit = column.unit if column else ""
        head, point, decimals = plain(abs(value), _DECIMALS.get(unit, 0)).partition(".")
        grouped = f"{int(head):,}" if unit in _GROUPED else head
        text = f"{MINUS if value < 0 else ''}{grouped}{point}{decimals}"
        return of((trace.told(row, name, text) if row.get(f"{name}_how") else None) or text)
    if isinstance(value, (int, float, date)):
        return of(str(value))
    if name.endswith(("ref", "refs")) and trace.disclosure is not None:
        return of(trace.places(str(value)) or str(value))
    text = printable(str(value))
    return Phrase((Chinese(text),)) if _is_chinese(text) else of(text)


def _is_chinese(text: str) -> bool:
    return any("\u2e80" <= letter <= "\u9fff" for letter in text)


def _called(name: str, column: Column | None, lang: Lang) -> str:
    """A column's name with its unit."""
    named = pick(COLUMNS[name].label, lang) if name in COLUMNS else name
    return f"{named} ({column.unit})" if column is not None and column.unit else named


def _columns(names: Iterable[str]) -> dict[str, Column]:
    """What the schemas say of a frame's columns, where all schemas that have them say the same."""
    held = [name for name in names if name in COLUMNS]
    every = (*schema.ALL, *ALL)
    tables = [table for table in every if set(held) <= set(table.names)] or every
    found: dict[str, Column] = {}
    for name in held:
        columns = [column for table in tables for column in table.columns if column.name == name]
        if len({column.unit for column in columns}) == 1:
            found[name] = columns[0]
    return found
