"""A budget, its answers and any frame of them, as JupyterLab shows them: names of columns, units, all digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from analysis import schema
from analysis.disclosure import Disclosure
from analysis.measures.answers import Answers
from analysis.measures.recompute import ALL
from analysis.present import messages, tables
from analysis.present.html import Block, Row, table
from analysis.present.phrases import Foreign, Lang, Phrase, of
from analysis.present.sentences import paragraph, say, speaking, spoken, with_language
from analysis.text import printable


def display(what: Any, lang: Lang, about: Disclosure | None = None, rows: int = 100) -> Block:
    """A Disclosure, Answers, or a frame of either in one language; raises TypeError for anything else."""
    with speaking(about, lang):
        match what:
            case Disclosure():
                return _disclosure(what)
            case Answers():
                return _counts({answer.name: rows for answer, rows in what.tables()})
            case pl.DataFrame():
                return tables.table(what, rows=rows)
    raise TypeError(f"expected a budget, answers or a frame of them, got {type(what).__name__}")


def both(what: Any) -> Block:
    """The same in Chinese and in English, one under the other, for a display that no language was asked of."""
    zh, en = display(what, "zh"), display(what, "en")
    return Block(zh.html + en.html, f"{zh.text}\n\n{en.text}")


def _disclosure(budget: Disclosure) -> Block:
    """A budget: its department and source, and the rows of its tables."""
    metadata, lang = budget.metadata, spoken().lang
    kind = messages.text("page.kind", lang, year=metadata.year)
    title, publisher = printable(metadata.source.title), printable(metadata.source.publisher)
    source = messages.text("page.source", lang, title=title, publisher=publisher)
    named = Phrase((Foreign(printable(metadata.department)), f" · {kind}"))
    parts = [paragraph(named), paragraph(of(source)), _counts(budget.frames())]
    return Block("".join(part.html for part in parts), "\n\n".join(part.text for part in parts))


def _counts(frames: Mapping[str, pl.DataFrame]) -> Block:
    """Frames by name, with what each holds and its number of rows."""
    trace = spoken()
    holds = {table.name: trace.pick(*table.label) for table in (*schema.ALL, *ALL)}
    lines = [Row(of(name), [of(holds[name]), of(str(frame.height))]) for name, frame in frames.items()]
    heads = [trace.pick("属性", "Attribute"), trace.pick("内容", "What it holds"), trace.pick("行数", "Rows")]
    return with_language(table(say("各是一个 polars 表", "Each is a polars frame"), heads, lines, words=(1,)))
