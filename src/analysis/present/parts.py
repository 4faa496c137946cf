"""What every brief is made of: parts under a heading, tables of amounts, cells that may be empty."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.metadata import Metadata
from analysis.present import vocabulary
from analysis.present.html import Block, Row, paragraph, section, table
from analysis.present.phrases import Chinese, Figure, Phrase, of
from analysis.present.trace import Trace


def part(kind: str, trace: Trace, *parts: Block) -> Block:
    """A part of the brief under the heading of that kind."""
    return section(kind, trace.lang, heading=vocabulary.section(kind, trace.lang), parts=parts)


def amounts(kind: str, columns: Sequence[str], rows: Sequence[Row], trace: Trace, words: Sequence[int] = ()) -> Block:
    """A table of amounts in 万元, its caption of that kind; nothing where it would have no rows."""
    caption = trace.say(
        "{name}（单位：万元）",
        "{name} (in {unit}, CNY 10,000)",
        name=vocabulary.section(kind, trace.lang),
        unit=Chinese("万元"),
    )
    return table(caption, columns, rows, words) if rows else Block("", "")


def cell(figure: Figure | Phrase | None) -> Phrase:
    """What stands in a cell; a dash for nothing."""
    return of(figure) if figure else of(vocabulary.NOTHING)


def note(sentences: Sequence[Phrase], trace: Trace) -> Block:
    """Sentences in small print; nothing where there are none."""
    return paragraph(sentences, trace.lang, "note")


def source(trace: Trace, metadata: Metadata) -> Phrase:
    """The document that all figures are from, for the end of a page's method."""
    return trace.say(
        "资料来源：{publisher}《{title}》，SHA-256 {sha}。把鼠标停在任一数字上，可见它印在文件的哪一处，或如何算出。",
        "Source: {title}, {publisher}, SHA-256 {sha}. "
        "Rest the pointer on a figure to see where the document prints it, or how it was computed.",
        title=Chinese(metadata.source.title),
        publisher=Chinese(metadata.source.publisher),
        sha=metadata.source.sha256,
    )
