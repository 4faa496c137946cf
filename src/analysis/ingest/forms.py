"""The performance-target forms of a document, found and whole: the project's and the department's own.

A form begins with its title or, where the title is lost, with the field that names its project.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from analysis.ingest.document import Document, Grid, Record, Row, Text, place_of
from analysis.ingest.errors import Place
from analysis.templates import Template
from analysis.text import key, without_ordinal, year_blind


@dataclass
class Form:
    """A form as found: its lines in order. `own`: the department's, not a project's."""

    own: bool
    at: Place  # where it begins
    grids: list[list[Row]] = field(default_factory=list)
    blocks: list[Grid] = field(default_factory=list)  # the document's own, whole
    texts: list[Text] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [row for rows in self.grids for row in rows]


def find(document: Document, template: Template, taken: Set[int]) -> list[Form]:
    """The document's forms; `taken` are the grids of budget tables."""
    spec = template.form
    forms: list[Form] = []
    current: Form | None = None
    for block in document.blocks:
        if isinstance(block, Text):
            title = key(without_ordinal(block.text))
            if len(title) <= 60 and spec.has_title(title):
                current = Form(bool(spec.department.titles.search(title)), block.at)
                current.places.append(block.at)
                forms.append(current)
            elif template.section(block.text) or template.document.note.match(title):
                current = None
            elif current:
                current.texts.append(block)
                current.places.append(block.at)
            continue
        if id(block) in taken:
            current = None
            continue
        for number, row in enumerate(block.rows):
            names_project = key(row.first).rstrip(":") in spec.name_keys
            if names_project and (current is None or current.own or current.grids):
                current = Form(False, row.at)
                forms.append(current)
            if current and (names_project or not number):
                current.grids.append([])
                current.blocks.append(block)
            if current:
                current.grids[-1].append(row)
    return forms


def refuse_without_rows(document: Document, template: Template, form: Form) -> None:
    """Ends the reading where the document breaks off between a form's heading and its first row."""
    begun = any(template.form.year.match(key(text.text)) for text in form.texts)
    if begun and document.blocks[-1].at == form.places[-1]:
        raise document.cut_off(form.places[-1], "inside a form, before its first row")


def refuse_cut_off(document: Document, template: Template, form: Form, found: Sequence[Record], name: str) -> None:
    """Ends the reading where the document breaks off before the form's last indicators, or in the midst of them.

    The template's last section stands behind the forms, or before them where these are attached: a document
    that ends with a form and does not have it has lost its end. `found` are the form's indicators,
    `name` is whose it is.
    """
    if document.blocks[-1].at not in {form.grids[-1][0].at, *form.places[-1:]}:
        return
    last = template.form.level2[-1]
    ended = any(indicator["level2"] == last.label for indicator in found)
    if not ended or found[-1]["target"] is None or place_of(found[-1]) != form.rows[-1].at:
        where = f"inside the form of {name}, before a target under {last.label}"
        raise document.cut_off(form.rows[-1].at, where)
    closing = template.sections[-1]
    lines = (key(without_ordinal(line.text)).rstrip(":") for line in document.texts)
    if not any(line.endswith(year_blind(closing.title)) for line in lines):
        where = f"with a form, and its section {closing.title} is nowhere"
        raise document.cut_off(form.rows[-1].at, where)
