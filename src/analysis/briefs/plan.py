"""The plan of a build: each disclosure with each notebook in each language, with which parameters, and where to.

Everything that can be wrong with a call is found here, before any kernel starts.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis import catalog
from analysis.briefs.documents import FORMS
from analysis.briefs.notebooks import GIVEN, Notebook, Parameter, PlanError, notebooks, notebooks_folder
from analysis.catalog import Catalog
from analysis.metadata import Metadata, Source
from analysis.present import messages
from analysis.present.phrases import Lang

#: What briefs can be built as: pages, Word and PDF documents of each notebook; one workbook of all answers.
Format = str
FORMATS: tuple[Format, ...] = tuple(FORMS)
_BASE_YEAR = "base_year"
#: The ID under which the outputs on all budgets at once stand.
PANEL = "panel"
_SEVERAL = 2


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One notebook to run for one disclosure in one language."""

    data: Path
    metadata: Metadata
    notebook: Notebook
    lang: Lang
    parameters: Mapping[str, Any]  # those that are not the defaults
    bases: tuple[Path | None, ...] = ()  # the datasets of the base year, as `Catalog.bases` has them
    others: tuple[Path, ...] = ()  # further datasets: of other years, or all
    series: str = ""  # the budgets of its department, as catalog.SERIES has them
    titles: Mapping[str, Mapping[Lang, str]] = field(default_factory=dict)  # of all notebooks, in their order
    counterpart: Metadata | None = None  # the accounts of its department and year, or their budget

    @property
    def base_year(self) -> int | None:
        """The base year asked for; None is the year before."""
        year: int | None = self.parameters.get(_BASE_YEAR)
        return year

    @property
    def has_base(self) -> bool:
        """True if the notebook compares with a base year."""
        return _BASE_YEAR in self.notebook.parameters

    @property
    def is_panel(self) -> bool:
        """True if it is about all budgets at once."""
        return self.notebook.is_panel

    @property
    def folder(self) -> Path:
        """The folder of its outputs, within that of all outputs."""
        return Path(self.metadata.id) / variant(self.parameters)

    def place(self, form: str) -> Path:
        """The output in that form (a format, or ipynb for the executed notebook); the workbook is the set's own."""
        stem = self.metadata.id if form == "xlsx" else self.notebook.name
        return self.folder / self.lang / f"{stem}.{form}"

    @property
    def page(self) -> Path:
        return self.place("html")

    @property
    def executed(self) -> Path:
        return self.place("ipynb")

    @property
    def name(self) -> str:
        """The job in words, for messages."""
        values = "".join(f" {name}={value}" for name, value in sorted(self.parameters.items()))
        return f"{self.metadata.id} {self.notebook.name} {self.lang}{values}"


@dataclass(frozen=True)
class Plan:
    """All jobs of a build, in order, and the formats asked for."""

    jobs: tuple[Job, ...] = field(default_factory=tuple)
    formats: tuple[Format, ...] = ("html",)

    @property
    def ids(self) -> frozenset[str]:
        """The disclosures that it is about."""
        return frozenset(job.metadata.id for job in self.jobs)

    def sets(self) -> list[list[Job]]:
        """The jobs by disclosure and parameters: each set has its answers computed once."""
        sets: dict[Path, list[Job]] = {}
        for job in self.jobs:
            sets.setdefault(job.folder, []).append(job)
        return list(sets.values())


def make(
    ids: Sequence[str],
    *,
    data: Path,
    names: Sequence[str] = (),
    langs: Sequence[Lang] | None = None,
    values: Mapping[str, str] | None = None,
    formats: Sequence[Format] = ("html",),
    folder: Path | None = None,
    own: Path | None = None,
) -> Plan:
    """The plan for disclosures (all in `data` if none is named), notebooks (all), languages, parameters and formats.

    `folder` takes the place of the package's notebooks, those in `own` are built beside them.

    Raises PlanError or DatasetError, saying what there is, for whatever is not.
    """
    known = notebooks(folder or notebooks_folder(), *([own] if own else []))
    titles = {name: notebook.title for name, notebook in known.items()}
    langs = messages.languages() if langs is None else langs
    chosen = [_choose(name, known) for name in names] if names else list(known.values())
    given = _parse(values or {}, chosen)
    year = given.get(_BASE_YEAR)
    jobs = []
    for shelf, entry in _disclosures(ids, data):
        if year is not None:
            _check_base_year(shelf, entry, year)
        earlier = tuple(shelf.before(entry))
        series = catalog.known_series(shelf, entry)
        cycle = () if entry.kind == "budget" else shelf.cycle(entry)
        around = tuple(shelf.folder(one) for one in cycle if one is not None)
        for notebook in chosen:
            if notebook.is_panel or entry.kind not in notebook.kinds or (notebook.is_series and not earlier):
                continue
            needed = (shelf.folder(entry) / f"{table}.csv" for table in notebook.needs)
            if not names and not all(map(_has_rows, needed)):
                continue
            set_ = _own(notebook, given)
            bases = shelf.bases(entry, set_.get(_BASE_YEAR))
            others = earlier if notebook.is_series else around
            read = (set_, bases, others, series, titles, shelf.counterpart(entry))
            jobs += [Job(shelf.data, entry, notebook, lang, *read) for lang in langs]
    panels = [notebook for notebook in chosen if notebook.is_panel and (names or not ids)]
    jobs += [replace(job, titles=titles) for job in _panels(panels, Catalog(data), langs, given)]
    if not jobs:
        raise PlanError(f"--notebook {', '.join(names)}: it compares budgets, and there is only one: ingest another")
    return Plan(tuple(jobs), tuple(formats))


def _panels(
    notebooks: Sequence[Notebook], shelf: Catalog, langs: Sequence[Lang], given: Mapping[str, Any]
) -> Iterator[Job]:
    """The jobs about all budgets at once; none where there is but one."""
    entries = shelf.budgets if notebooks else []
    if len(entries) < _SEVERAL:
        return
    year = max(entry.year for entry in entries)
    folders = tuple(shelf.folder(entry) for entry in shelf.entries)
    for notebook in notebooks:
        for lang in langs:
            words = messages.words("page", lang)
            name, title = words["everything"], words["everything_published"].format(count=len(entries))
            about = Metadata(PANEL, name, "", "", "", year, "", Source(title, "", year, ""))
            yield Job(shelf.data, about, notebook, lang, _own(notebook, given), others=folders)


def _own(notebook: Notebook, given: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the parameters given that a notebook has, other than its defaults."""
    known = notebook.parameters
    return {name: value for name, value in given.items() if name in known and value != known[name].default}


def variant(values: Mapping[str, Any]) -> str:
    """The folder's name for parameters other than the defaults, empty without any: `base_year=2024`."""
    plain = ",".join(f"{name}={value}" for name, value in sorted(values.items()))
    safe = re.sub(r'[\s<>:"/\\|?*\x00-\x1f\x7f]', "_", plain)
    if safe == plain and len(safe) <= 60:
        return safe
    return f"{safe[:50]}-{hashlib.sha256(plain.encode()).hexdigest()[:8]}"


def _disclosures(ids: Sequence[str], data: Path) -> list[tuple[Catalog, Metadata]]:
    """Each disclosure with the folder that its dataset lies in."""
    if not ids:
        shelf = Catalog(data)
        if not shelf.entries:
            raise PlanError(f"{data}: no datasets: `budget-briefs ingest DOCUMENT --into {data}` makes one")
        return [(shelf, entry) for entry in shelf.entries]
    shelves: dict[Path, Catalog] = {}
    result: dict[str, tuple[Catalog, Metadata]] = {}
    for place in dict.fromkeys(catalog.find(data, id).resolve() for id in ids):
        shelf = shelves.setdefault(place.parent, Catalog(place.parent))
        entry = shelf.entry(place.name)
        if entry is None:
            raise PlanError(f"{place}: the dataset's ID is not its folder's name: name the folder by its ID")
        if entry.id in result:
            raise PlanError(f"{place}: another dataset of the same ID {entry.id} is asked for: build them apart")
        result[entry.id] = shelf, entry
    return list(result.values())


def _choose(name: str, known: Mapping[str, Notebook]) -> Notebook:
    if name not in known:
        raise PlanError(f"--notebook {name}: expected one of {', '.join(known)}: see `budget-briefs build --help`")
    return known[name]


def _parse(values: Mapping[str, str], chosen: Iterable[Notebook]) -> dict[str, Any]:
    named: dict[str, Parameter] = {}
    for notebook in chosen:
        named |= {name: p for name, p in notebook.parameters.items() if name not in GIVEN}
    parsed = {}
    for name, text in values.items():
        if name in GIVEN:
            raise PlanError(f"-p {name}={text}: not set this way: {GIVEN[name]}")
        if name not in named:
            there = ", ".join(f"{p.name} (default {p.default})" for p in named.values()) or "none"
            raise PlanError(f"-p {name}={text}: expected one of the notebook's parameters: {there}")
        parsed[name] = named[name].parse(text)
    return parsed


def _check_base_year(shelf: Catalog, entry: Metadata, year: int) -> None:
    """A base year must be one of which something is known: published beside the dataset, or stated in it."""
    known = {*_stated_against(shelf.folder(entry)), *shelf.years(entry)} - {entry.year}
    if year not in known:
        there = ", ".join(str(one) for one in sorted(known, reverse=True)) or "none"
        raise PlanError(f"-p {_BASE_YEAR}={year}: expected a year that {entry.id} can be compared with: {there}")


def _has_rows(table: Path) -> bool:
    """True if there is anything below a table's header."""
    with table.open("rb") as lines:
        return len(list(itertools.islice(lines, 2))) > 1


def _stated_against(folder: Path) -> set[int]:
    """The years that a dataset's narrative states changes against; what loads whole datasets takes long to import."""
    try:
        with (folder / "statements.csv").open(encoding="utf-8", newline="") as file:
            return {int(row["base_year"]) for row in csv.DictReader(file) if row["change"] and row["base_year"]}
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        catalog.load(folder)  # says what is wrong with it
        return set()
