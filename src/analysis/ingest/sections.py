"""The narrative by section: the text between a heading that the template has and the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from analysis.ingest.document import Document, Grid, Text
from analysis.ingest.errors import Place
from analysis.templates import SectionSpec, Template
from analysis.text import fold, whole


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
        self._lines.append(printed)
        self.places += [block.at] * len(printed)

    @cached_property
    def printed(self) -> str:
        """Its lines as one, as printed."""
        return "".join(self._lines)

    @cached_property
    def text(self) -> str:
        """The same folded, character by character."""
        return fold(self.printed)


def find(document: Document, template: Template, skip: Iterable[Place] = ()) -> list[Section]:
    """The narrative by section; text between a heading and the next, tables left out."""
    found: list[Section] = []
    current: Section | None = None
    ended = set(skip)
    for block in document.blocks:
        if isinstance(block, Grid):
            continue
        spec = template.section(block.text)
        if spec is not None:
            current = Section(spec, whole(block.text))
            found.append(current)
        elif block.at in ended:
            current = None
        elif current is not None:
            current.add(block)
    return [section for section in found if section.places]
