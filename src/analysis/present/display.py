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
from analysis.present.html import Block, Row, paragraph, section, table
from analysis.present.phrases import Foreign, Lang, Phrase, of
from analysis.present.sentences import speaking
from analysis.text import printable


def display(what: Any, lang: Lang, about: Disclosure | None = None, rows: int = 100) -> Block:
    """A Disclosure, Answers, or a frame of either in one language; raises TypeError for anything else."""
    match what:
        case Disclosure():
            return _disclosure(what, lang)
        case Answers():
            frames = {answer.name: rows for answer, rows in what.tables()}
            return section("display", lang, parts=[_counts(frames, lang)])
        case pl.DataFrame():
            with speaking(about, lang):
                return tables.table(what, rows=rows)
    raise TypeError(f"expected a budget, answers or a frame of them, got {type(what).__name__}")


def both(what: Any) -> Block:
    """The same in Chinese and in English, one under the other, for a display that no language was asked of."""
    zh, en = display(what, "zh"), display(what, "en")
    return Block(zh.html + en.html, f"{zh.text}\n\n{en.text}")


def _disclosure(budget: Disclosure, lang: Lang) -> Block:
    """A budget: its department and source, and the rows of its tables."""
    metadata = budget.metadata
    kind = messages.words("page", lang)["kind"].format(year=metadata.year)
    title = Phrase((Foreign(printable(metadata.department)), f" · {kind}"))
    said = messages.words("page", lang)["source"].format(
        title=printable(metadata.source.title), publisher=printable(metadata.source.publisher), year=metadata.year
    )
    parts = [paragraph([title], lang, "lead"), paragraph([of(said)], lang, "note"), _counts(budget.frames(), lang)]
    return section("display", lang, parts=parts)


def _counts(frames: Mapping[str, pl.DataFrame], lang: Lang) -> Block:
    """Frames by name, with what each holds and its number of rows."""
    holds = {table.name: messages.pick(table.label, lang) for table in (*schema.ALL, *ALL)}
    lines = [Row(of(name), [of(holds[name]), of(str(frame.height))]) for name, frame in frames.items()]
    heads = [("属性", "Attribute"), ("内容", "What it holds"), ("行数", "Rows")]
    caption = of(messages.pick(("各是一个 polars 表", "Each is a polars frame"), lang))
    return table(caption, [messages.pick(head, lang) for head in heads], lines, words=(1,))
