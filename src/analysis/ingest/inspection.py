"""The parts of a document that a template knows, and those that it does not, for the writer of a new template.

Where `ingest` ends at the first thing that it can't read, this goes through the whole document and says
all of them, each at its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis import templates
from analysis.ingest import choice, headers, performance, rows, sources, statements, tables, titles
from analysis.ingest.choice import Evidence
from analysis.ingest.document import Document, Text
from analysis.ingest.errors import DocumentError, Place, Remark, called
from analysis.ingest.forms import Form
from analysis.ingest.forms import find as find_forms
from analysis.ingest.limits import bounded
from analysis.ingest.reading import read_by
from analysis.ingest.sections import find as find_sections
from analysis.text import fold, whole


@dataclass(frozen=True)
class Report:
    """The findings, line by line; `fits` where the document can be read by the template."""

    lines: list[str]
    fits: bool


def inspect(source: Path, *, template: str | None = None) -> Report:
    """Holds the document at `source` against a template, else against the one that fits best.

    Raises DocumentError for a file that can't be read, TemplateError for a template that is not sound.
    """
    with bounded(source.name):
        return _inspect(sources.read(source), template)


def _inspect(document: Document, template: str | None) -> Report:
    names = [template] if template else templates.names()
    known = [choice.evidence(document, templates.load(name)) for name in names]
    best = max(known, key=lambda found: found.weight)
    document = best.document
    size = f"{len(document.texts)} lines of text, {len(document.grids)} tables"
    size += f" of {sum(len(grid.rows) for grid in document.grids)} rows"
    lines = [f"{document.name}: {size}", *(f"  {found}" for found in known)]
    found = tables.find(document, best.template, required=False)
    forms = find_forms(document, best.template, found.grids)
    lines += ["", f"Tables of {best.template.name}", *_tables(best, found)]
    lines += ["", "Other tables of the document", *(_others(best, found, forms) or ["  none"])]
    lines += ["", "Sections of the narrative"]
    for section in (section for section in best.template.sections if section.subjects):
        there = "found" if section.title in best.sections else "missing"
        lines.append(f"  {section.title.replace('{year}', '')}: {there}")
    remarks = _remarks(found, forms)
    lines += ["", "Rows and words that the template does not know", *(remarks or ["  none"])]
    try:
        read_by(document, best.template)
    except DocumentError as error:
        return Report([*lines, "", f"ingest: {error}"], fits=False)
    return Report([*lines, "", "ingest: reads the document"], fits=True)


def _at(found: tables.Found, place: Place) -> str:
    return called("", found.document.called(place)).removeprefix(":")


def _tables(best: Evidence, found: tables.Found) -> list[str]:
    """Each table of the template: where it is, and which of its columns are not as the template has them."""
    said = [f"  ! {remark.text} at {_at(found, remark.at)}" for remark in found.unread]
    for spec in best.template.tables:
        name = f"  {spec.number} {spec.name}"
        if table := found.by_number.get(spec.number):
            place, unit = _at(found, table.at), table.unit or "no unit"
            said.append(f"{name}: at {place}, {len(table.rows)} rows, {unit}")
            if table.header:
                said += [f"      a column that the template has not: {whole(word)}" for word in table.header.unknown]
                said += [f"      no column {word}" for word in table.header.missing]
        elif place_of := best.titles.get(spec.number) or best.columns.get(spec.number):
            said.append(f"{name}: named at {_at(found, place_of)}, but no table with its columns")
        else:
            said.append(f"{name}: missing" + ("" if spec.required else " (not required)"))
    return said


def _others(best: Evidence, found: tables.Found, forms: Sequence[Form]) -> list[str]:
    """Tables that are none of the template's: the line above, the first row, and which table's words it has."""
    said = []
    above = ""
    of_forms = {id(grid) for form in forms for grid in form.blocks}
    if of_forms:
        said.append(f"  {len(of_forms)} of performance-target forms")
    taken = found.grids | of_forms
    for block in best.document.blocks:
        if isinstance(block, Text):
            above = block.text
            continue
        if id(block) in taken:
            continue
        first = " | ".join(map(whole, block.rows[0].printed))
        near = []
        for spec in best.template.tables:
            header = headers.match(block.rows, spec)
            if header and len(header.columns) * 2 >= len(spec.columns):
                unknown, missing = "、".join(map(whole, header.unknown)), "、".join(header.missing)
                near.append(f"like table {spec.number}, unknown {unknown or 'none'}, missing {missing or 'none'}")
        title = f"below {above!r}" if above and len(above) <= titles.LONGEST else "without a title"
        said.append(f"  at {_at(found, block.at)}, {title}: {first[:120]}")
        said += [f"      {line}" for line in near[:2]]
    return said


def _remarks(found: tables.Found, forms: Sequence[Form]) -> list[str]:
    """The remarks of the readers of rows and of the narrative, as far as these come."""
    document, template = found.document, found.template
    remarks: list[Remark] = []
    for table in found.tables:
        table.unit = table.unit or "元"  # the figures are not kept here
        try:
            rows.read(document, template, table, 2000, (), remarks)
        except DocumentError as error:
            remarks.append(Remark(error.at or table.at, error.expected))
    try:
        places = performance.read(document, template, forms, remarks).places
        statements.read(template, find_sections(document, template, places), 2000, remarks)
    except DocumentError as error:
        remarks.append(Remark(error.at or document.end, error.expected))
    ordered = sorted(dict.fromkeys(remarks), key=lambda remark: document.order(remark.at))
    return [f"  {_at(found, remark.at)}: {fold(remark.text)}" for remark in ordered]
