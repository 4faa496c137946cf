"""What every brief is made of: parts under a heading, tables of amounts, cells that may be empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from analysis import how
from analysis.metadata import Metadata
from analysis.present import vocabulary
from analysis.present.html import Block, Row, paragraph, section, table
from analysis.present.phrases import Chinese, Phrase, See, Shown, join, of
from analysis.present.trace import Trace


def part(kind: str, trace: Trace, *parts: Block) -> Block:
    """A part of the brief under the heading of that kind."""
    return section(kind, trace.lang, heading=vocabulary.section(kind, trace.lang), parts=parts)


def amounts(
    kind: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    trace: Trace,
    words: Sequence[int] = (),
    levels: Sequence[str] = (),
) -> Block:
    """A table of amounts in 万元, its caption of that kind; nothing where it would have no rows."""
    caption = trace.say(
        "{name}（单位：万元）",
        "{name} (in {unit}, CNY 10,000)",
        name=vocabulary.section(kind, trace.lang),
        unit=Chinese("万元"),
    )
    if not rows:
        return Block("", "")
    return table(caption, columns, rows, words, source=footing(rows, trace), levels=levels)


def footing(rows: Sequence[Row], trace: Trace) -> Phrase | None:
    """Where the figures of rows are printed, for the foot of a table: the document's tables with their lines."""
    found: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for ref in dict.fromkeys(_refs(rows)):
        table = ref.partition("/")[0]
        row = trace.row(ref) if table in _KINDS else None
        if row is not None:
            kind = "projects" if table in _FORMS else table
            found.setdefault((_KINDS.index(kind), row.get("table") or 0), []).append(row)
    said = [
        trace.say("{what}（{where}）", "{what} ({where})", what=_printed(kind, number, trace), where=_span(held, trace))
        for (kind, number), held in sorted(found.items())
    ]
    if not said:
        return None
    before = vocabulary.pick(vocabulary.SOURCE, trace.lang)
    return trace.say("{before}{said}。", "{before}{said}.", before=before, said=join(said, trace.pick("、", ", ")))


#: Tables of the dataset, in the order in which a foot names what they hold.
_FORMS = ("projects", "indicators", "mentions")
_KINDS = ("amounts", "statements", *_FORMS, "department")


def _refs(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for cell_of in row.cells:
            for figure in cell_of.parts:
                if isinstance(figure, Shown):
                    yield from how.refs(figure.how)


def _printed(kind: int, number: int, trace: Trace) -> str:
    """What of the document rows of a table of the dataset are read from."""
    words = {
        "amounts": (f"文件表{number}", f"table {number} of the document"),
        "statements": ("文字说明", "narrative"),
        "department": ("部门概况和部门绩效目标表", "what the department says of itself"),
    }
    return trace.pick(*words.get(_KINDS[kind], ("项目绩效目标表", "forms of the projects")))


def _span(rows: Sequence[dict[str, Any]], trace: Trace) -> str:
    """The pages that rows stand on, or their lines where the document has no pages."""
    pages = [row["page"] for row in rows if row["page"]]
    if pages:
        first, last = (pick(pages, key=lambda page: (len(page), page)) for pick in (min, max))
        return (
            trace.pick(f"第{first}页", f"page {first}")
            if first == last
            else trace.pick(f"第{first}–{last}页", f"pages {first}–{last}")
        )
    lines = [row["line"] for row in rows]
    first, last = min(lines), max(lines)
    if first == last:
        return trace.pick(f"第{first}行", f"line {first}")
    return trace.pick(f"第{first}–{last}行", f"lines {first}–{last}")


def see(kind: str, trace: Trace) -> See:
    """A reference to another part of the brief."""
    return See(vocabulary.section(kind, trace.lang), kind)


def cell(figure: Shown | Phrase | None) -> Phrase:
    """What stands in a cell; a dash for nothing."""
    return of(figure) if figure else of(vocabulary.NOTHING)


def note(sentences: Sequence[Phrase], trace: Trace) -> Block:
    """Sentences in small print; nothing where there are none."""
    return paragraph(sentences, trace.lang, "note")


def source(trace: Trace, metadata: Metadata) -> Phrase:
    """The document that all figures are from, for the end of a page's method."""
    return trace.say(
        "资料来源：{publisher}《{title}》，SHA-256 {sha}。点按任一数字，或把鼠标停在上面，可见它印在文件的哪一处，"
        "或如何算出。",
        "Source: {title}, {publisher}, SHA-256 {sha}. "
        "Click a figure, or rest the pointer on it, to see where the document prints it or how it was computed.",
        title=Chinese(metadata.source.title),
        publisher=Chinese(metadata.source.publisher),
        sha=metadata.source.sha256,
    )
