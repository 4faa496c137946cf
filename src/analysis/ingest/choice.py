"""The choice of a document's template: the one whose tables it prints, by their titles and by their columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis import templates
from analysis.ingest import frames, tables, titles
from analysis.ingest.document import Document
from analysis.ingest.errors import Place
from analysis.templates import Template
from analysis.templates.spec import TableSpec
from analysis.text import key

_ACCOUNTS = re.compile(r"决算(?:总|公开)?表(?:\([^()]*\))?$")
#: Tables of final accounts.
_FEW = 3
#: One in so many of a template's required tables has to be there.
_FITS = 2


@dataclass(frozen=True)
class Evidence:
    """The parts of a template that a document has: places of tables by number, headings of sections."""

    document: Document  # as the template frames its tables
    template: Template
    titles: Mapping[int, Place]
    columns: Mapping[int, Place]
    sections: frozenset[str]

    @property
    def tables(self) -> frozenset[int]:
        """The numbers of the tables that are there, by title or by columns."""
        return frozenset({*self.titles, *self.columns})

    @property
    def missing(self) -> list[TableSpec]:
        """The required tables that are not."""
        return [s for s in self.template.tables if s.required and s.number not in self.tables]

    @property
    def fits(self) -> bool:
        """True where enough is there to read the document by this template, and to say what it lacks."""
        required = [spec for spec in self.template.tables if spec.required]
        return bool(self.tables) and len(self.missing) * _FITS <= len(required)

    @property
    def weight(self) -> tuple[int, int, int, int, int]:
        """More tables by title and columns at once, then by either, titles, sections; the narrower template."""
        both = self.titles.keys() & self.columns.keys()
        return len(both), len(self.tables), len(self.titles), len(self.sections), -len(self.template.tables)

    def __str__(self) -> str:
        whole = len(self.template.tables)
        sections = len([section for section in self.template.sections if section.subjects])
        return (
            f"template {self.template.name}: {len(self.tables)} of {whole} tables ({len(self.titles)} by title, "
            f"{len(self.columns)} by columns), {len(self.sections)} of {sections} sections"
        )


def evidence(document: Document, template: Template) -> Evidence:
    """The parts of the template that the document has."""
    document = frames.lifted(document, template)
    titled = {s.number: line.at for line in document.texts if (s := titles.find(template, line.text))}
    headings = (template.section(line.text) for line in document.texts)
    sections = frozenset(section.title for section in headings if section and section.subjects)
    return Evidence(document, template, titled, tables.with_columns(document, template), sections)


def choose(document: Document) -> Evidence:
    """The template most of which the document has.

    Raises DocumentError where none fits: what of each was recognised, and what was missing.
    """
    every = [templates.load(name) for name in templates.names()]
    known: dict[str, Evidence] = {}
    most = _most_titled(document, every)
    for template in sorted(every, key=lambda one: -most[one.name]):
        held = max((found.weight[0] for found in known.values()), default=0)
        if most[template.name] >= held:  # else it can't win
            known[template.name] = evidence(document, template)
    best = max((known[t.name] for t in every if t.name in known), key=lambda found: found.weight)
    if best.fits:
        return best
    found_all = [known.get(one.name) or evidence(document, one) for one in every]
    remedy = "get the whole document, choose its template with --template, or describe it in a new one"
    if at := _accounts(document):
        said = "final accounts (决算), whose tables are none that a template has"
        raise document.error(at, said, remedy)
    if not best.tables:
        wanted = " or ".join(one.tables[0].name for one in every)
        raise document.error(None, f"no budget table recognised, expected one titled {wanted}", remedy)
    raise document.error(None, f"no template fits: {'; '.join(map(_said, found_all))}", remedy)


def _most_titled(document: Document, every: Sequence[Template]) -> dict[str, int]:
    """By template's name how many of its tables the document titles at most, in lines or cells."""
    lines = {line.text for line in document.texts}
    lines |= {cell for grid in document.grids for row in grid.rows for cell in row.cells if "表" in cell}
    return {one.name: len({s.number for line in lines if (s := titles.find(one, line))}) for one in every}


def _accounts(document: Document) -> Place | None:
    """The place where the first table of final accounts is named, if several are."""
    lines = [(line.at, line.text) for line in document.texts]
    lines += [(grid.at, grid.rows[0].first) for grid in document.grids]
    named = [at for at, line in lines if len(line) <= titles.LONGEST and _ACCOUNTS.search(key(line))]
    return min(named, key=document.order) if len(named) >= _FEW else None


def _said(found: Evidence) -> str:
    there = "、".join(s.name for s in found.template.tables if s.number in found.tables) or "nothing"
    missing = "、".join(spec.name for spec in found.missing)
    return f"of {found.template.name} there is {there}, and missing are {missing}"
