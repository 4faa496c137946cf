"""The narrative by section: the text between a heading that the template has and the next one."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from analysis.ingest.document import Document, Text
from analysis.ingest.errors import Place
from analysis.templates import Template
from analysis.templates.spec import SectionSpec
from analysis.text import fold, whole

#: A line that ends without a mark, and one that begins a sentence of its own.
_ENDS_IN_A_WORD = re.compile(r"[\u4e00-\u9fff)]")
_LATER_ITEM = re.compile(r"\(?(?:[二三四五六七八九十]|[2-9]|1\d)[)、.](?!\d)")
_BEGINS = re.compile(r"\(?[一二三四五六七八九十]{1,3}[)、.]|\(?\d{1,2}[)、.](?!\d)|[^。;]{2,40}如下:$")


@dataclass
class Section:
    """A section's text: one folded stream, and the place of each character."""

    spec: SectionSpec
    heading: str
    places: list[Place] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def add(self, block: Text) -> None:
        """Takes in one more line of the section."""
        printed = whole(block.text)
        last = fold(self._lines[-1][-1:]) if self._lines else ""
        follows = _LATER_ITEM if last == ":" else _BEGINS if _ENDS_IN_A_WORD.fullmatch(last) else None
        if follows and follows.match(fold(printed)):  # the full stop before it is missing
            self._lines.append("。")
            self.places.append(self.places[-1])
        self._lines.append(printed)
        self.places += [block.at] * len(printed)

    @cached_property
    def printed(self) -> str:
        """Its lines as one, as printed."""
        return "".join(self._lines)

    @cached_property
    def text(self) -> str:
        """The same folded, character by character, 其它 as 其他."""
        return fold(self.printed).replace("其它", "其他")


def find(document: Document, template: Template, skip: Collection[Place] = ()) -> list[Section]:
    """The narrative by section; text between a heading and the next, tables left out."""
    found: list[Section] = []
    current: Section | None = None
    for block in document.texts:
        spec = template.section(block.text)
        if spec:
            current = Section(spec, whole(block.text))
            found.append(current)
        elif block.at in skip:
            current = None
        elif current:
            current.add(block)
    return [section for section in found if section.places]
