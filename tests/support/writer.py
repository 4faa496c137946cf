"""Prints any dataset as a document in its template's layout.

The prose is ours; the template is known only by its description. Reading what is
written gives the dataset back in every column but page, line and uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.disclosure import Disclosure
from analysis.templates import Template
from support import forms, narrative, tables
from support.layout import Break, Layout
from support.words import FILLER, example

__all__ = ["Break", "Layout", "write"]


def write(disclosure: Disclosure, template: Template, layout: Layout | None = None) -> str:
    """The document as text; its encoding is the caller's."""
    layout = layout or Layout()
    return layout.end.join("\n".join(_lines(disclosure, template, layout)).split("\n")) + layout.end


def _lines(disclosure: Disclosure, template: Template, layout: Layout) -> Iterator[str]:
    metadata = disclosure.metadata
    if not layout.whole:
        yield from tables.tables(disclosure, template, layout)
        return
    yield metadata.department
    kind = "单位" if metadata.level == "unit" else "部门"
    title = example(template.document.title, {"year": str(metadata.year)})
    title = title.replace("部门", kind) if "部门" in title else title.replace("预算", f"{kind}预算", 1)
    yield from (layout.prose(title), "")
    if layout.contents:
        yield from (layout.heading + "目录", "")
        yield from (f"{table['title']}.....{number}" for number, table in enumerate(disclosure.tables.to_dicts(), 3))
        titles = (section.title.replace("{year}", f"{metadata.year}年") for section in template.sections)
        yield from (f"{title}.....{number}" for number, title in enumerate(titles, 19))
        yield ""
    yield from (layout.heading + "概况", "", FILLER[1] + "。", "")
    yield from tables.tables(disclosure, template, layout)
    printed = list(forms.forms(disclosure, template, layout))
    behind = next((i for i, s in reversed(list(enumerate(template.sections))) if s.into == "statements"), 0)
    for number, (_, lines) in enumerate(narrative.narrative(disclosure, template, layout)):
        yield from lines
        if number == behind and layout.forms == "inside":
            yield from printed
    if layout.forms == "end":
        yield from ("附件", "", *printed)
