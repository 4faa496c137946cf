"""The narrative by section: the text between a heading that the template has and the next one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.ingest.document import Document, Grid, Text
from analysis.ingest.errors import Place
from analysis.templates import SectionSpec, Template
from analysis.text import fold, whole, without_ordinal, year_blind

#: A line that ends without a mark, and one that begins a sentence of its own.
_ENDS_IN_A_WORD = re.compile(r"[\u4e00-\u9fff)]")
_BEGINS = re.compile(r"\(?[一二三四五六七八九十]{1,3}[)、.]|\(?\d{1,2}[)、.](?!\d)|[^。;]{2,40}如下:$")


@dataclass(slots=True)
class Section:
    """A section's text: one folded stream, and the place of each character."""

    spec: SectionSpec
    heading: str
    text: str = ""  # folded, character by character what `printed` is
    printed: str = ""
    places: list[Place] = field(default_factory=list)

    def add(self, block: Text) -> None:
        """Takes in one more line of the section."""
        printed = whole(block.text)
        folded = fold(printed)
        if _ENDS_IN_A_WORD.search(self.text[-1:]) and _BEGINS.match(folded):  # the full stop before it is missing
            self.printed, self.text = f"{self.printed}。", f"{self.text}。"
            self.places.append(self.places[-1])
        self.printed += printed
        self.text += folded
        self.places += [block.at] * len(printed)


def find(document: Document, template: Template, skip: Iterable[Place] = ()) -> list[Section]:
    """The narrative by section; text between a heading and the next, tables left out."""
    found: list[Section] = []
    current: Section | None = None
    ended = set(skip)
    for block in document.blocks:
        if isinstance(block, Grid):
            continue
        spec = template.sections_by_key.get(year_blind(without_ordinal(block.text)).rstrip(":"))
        if spec is not None:
            current = Section(spec, whole(block.text))
            found.append(current)
        elif block.at in ended:
            current = None
        elif current is not None:
            current.add(block)
    return [section for section in found if section.text]
