"""What is to build: each disclosure with each notebook in each language, with which parameters, and where to.

Everything that can be wrong with a call is found here, before any kernel starts.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import itertools
import json
import os
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Any, Literal, get_args

from analysis import catalog
from analysis.catalog import Catalog
from analysis.metadata import KINDS, Metadata, Source
from analysis.present import messages
from analysis.present.phrases import BETWEEN, Lang
from analysis.text import UserError

#: Parameters that every notebook has and the command line sets by other means.
GIVEN = {"disclosure": "name it as ID", "lang": "use --lang"}
#: What briefs can be built as: pages, Word and PDF documents of each notebook; one workbook of all answers.
Format = Literal["html", "docx", "pdf", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
_LANG, _BASE_YEAR = "lang", "base_year"
#: Where a notebook's metadata says what it is, and what it may be about.
METADATA = "budget_briefs"
ABOUT = ("budget", "department", "all")
#: Of which kinds of datasets a notebook that does not say has pages.
_OF_BUDGETS = ("budget",)
#: The environment variable that names a folder of notebooks of one's own.
VARIABLE = "BUDGET_BRIEFS_NOTEBOOKS"
_LAST = 100  # the place of a notebook that names none
#: The ID under which the outputs on all budgets at once stand.
PANEL = "panel"
_SEVERAL = 2
_TYPES: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool}
_WORDS = {"int": "a whole number", "float": "a number", "str": "text", "bool": "true or false", "None": "none"}


class PlanError(UserError):
    """A build that can't be done as asked; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a notebook: `types` are the names of the types that its value may have."""

    name: str
    default: Any
    types: tuple[str, ...]
    comment: str = ""

    def parse(self, text: str) -> Any:
        """The value that `text` gives. Raises PlanError where it fits none of the types."""
        for kind in self.types:
            if kind == "None" and text.lower() in ("none", ""):
                return None
            if kind == "bool" and text.lower() in ("true", "false"):
                return text.lower() == "true"
            if kind in ("int", "float"):
                try:
                    return _TYPES[kind](text)
                except ValueError:
                    continue
            if kind == "str":
                return text
        expected = " or ".join(_WORDS[kind] for kind in self.types)
        raise PlanError(f"-p {self.name}={text}: expected {expected}: {self.comment or 'see the notebook'}")


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook that briefs are made of, as its metadata says under `budget_briefs`.

    `about` is what each of its pages is about: a budget, all years of a department, or all budgets at once. `order` is
    its place among the others, `data` the answers that its page leads to; the title, in each language, is its heading.
    `kinds` are the kinds of datasets that it is about: budgets, final accounts, or both. Where a table that it `needs`
    has no rows it has nothing to tell, and no page unless it is asked for by its name.
    """

    name: str
    path: Path
    parameters: Mapping[str, Parameter]
    about: str = ABOUT[0]
    title: Mapping[Lang, str] = field(default_factory=dict)
    order: int = _LAST
    data: tuple[str, ...] = ()
    kinds: tuple[str, ...] = _OF_BUDGETS
    needs: tuple[str, ...] = ()

    @property
    def is_panel(self) -> bool:
        """Whether it is about all budgets at once."""
        return self.about == "all"

    @property
    def is_series(self) -> bool:
        """Whether it reads all years of a department."""
        return self.about == "department"


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One notebook to run for one disclosure in one language."""

    data: Path
    metadata: Metadata
    notebook: Notebook
    lang: Lang
    parameters: Mapping[str, Any]  # those that are not the defaults
    bases: tuple[Path | None, ...] = ()  # the datasets of the base year, as `Catalog.bases` has them
    others: tuple[Path, ...] = ()  # further datasets that the notebook reads: of other years, or all there are
    series: str = ""  # the budgets of its department, as catalog.SERIES has them
    titles: Mapping[str, Mapping[Lang, str]] = field(default_factory=dict)  # of all notebooks, in their order

    @property
    def base_year(self) -> int | None:
        """The base year asked for; None is the year before."""
        year: int | None = self.parameters.get(_BASE_YEAR)
        return year

    @property
    def has_base(self) -> bool:
        """Whether the notebook compares with a base year."""
        return _BASE_YEAR in self.notebook.parameters

    @property
    def is_panel(self) -> bool:
        """Whether it is about all budgets at once."""
        return self.notebook.is_panel

    @property
    def folder(self) -> Path:
        """Where its outputs go, within the outputs' folder."""
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

    def sets(self) -> list[list[Job]]:
        """The jobs by disclosure and parameters: each set has its answers computed once."""
        sets: dict[Path, list[Job]] = {}
        for job in self.jobs:
            sets.setdefault(job.folder, []).append(job)
        return list(sets.values())


def notebooks_folder() -> Path:
    """The notebooks that came with the package, else those beside its sources. Raises PlanError."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "notebooks", package.parents[1] / "notebooks"):
        if any(folder.glob("*.ipynb")):
            return folder
    raise PlanError(f"{package}: no notebooks were installed: install budget-briefs again")


def own_folder(given: str | Path | None = None) -> Path | None:
    """The folder of notebooks of one's own: `given`, what the environment names, or the nearest `notebooks/` upwards.

    Raises PlanError where a folder that is named is none.
    """
    named = given or os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_dir():
            raise PlanError(f"{named}: no folder of notebooks: name one by --notebooks or {VARIABLE}")
        return Path(named)
    here = Path.cwd()
    return next((folder for at in (here, *here.parents) if (folder := at / "notebooks").is_dir()), None)


def notebooks(*folders: Path) -> dict[str, Notebook]:
    """The notebooks in these folders that say that they are built, by name, in their order; later folders win."""
    found = {}
    for folder in folders:
        for path in sorted(folder.glob("*.ipynb")):
            if (notebook := read_notebook(path)) is not None:
                found[notebook.name] = notebook
    return dict(sorted(found.items(), key=lambda one: (one[1].order, one[0])))


def read_notebook(path: Path) -> Notebook | None:
    """The notebook at `path`; None for one that is not built. Raises PlanError where it can't be read."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        cells, said = held["cells"], held.get("metadata", {}).get(METADATA)
        if said is None:
            return None
        sources = [_source(c) for c in cells if "parameters" in c.get("metadata", {}).get("tags", ())]
        named = {parameter.name: parameter for source in sources for parameter in parameters(source)}
        about, order, data = said.get("about", ABOUT[0]), int(said.get("order", _LAST)), tuple(said.get("data", ()))
        kinds, needs = tuple(said.get("kinds", _OF_BUDGETS)), tuple(said.get("needs", ()))
        title = _title([_source(cell) for cell in cells if cell["cell_type"] == "markdown"], path.stem)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise PlanError(f"{path}: not a notebook that can be run ({error}): mend it in JupyterLab") from None
    if about not in ABOUT:
        raise PlanError(f"{path}: metadata {METADATA}.about is {about!r}: expected one of {', '.join(ABOUT)}")
    if not set(kinds) <= set(KINDS):
        raise PlanError(f"{path}: metadata {METADATA}.kinds is {list(kinds)}: expected some of {', '.join(KINDS)}")
    if _LANG not in named:
        raise PlanError(f"{path}: no cell tagged parameters sets {_LANG}: give it one as in changes.ipynb")
    return Notebook(path.stem, path, named, about, title, order, data, kinds, needs)


def _title(markdown: Iterable[str], name: str) -> dict[Lang, str]:
    """The first heading, `# 中文 · English`, in each language; the file's name where there is none."""
    lines = [line[2:].strip() for source in markdown for line in source.splitlines() if line.startswith("# ")]
    zh, _, en = (lines[0] if lines else name).partition(BETWEEN)
    return {lang: messages.pick((zh, en or zh), lang) for lang in messages.languages()}


def parameters(source: str) -> list[Parameter]:
    """The parameters that a cell names: `base_year: int | None = None  # the year compared with`."""
    body, comments, found = ast.parse(source).body, _comments(source), []
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, annotation, value = node.targets[0].id, None, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            name, annotation, value = node.target.id, node.annotation, node.value
        else:
            continue
        default = ast.literal_eval(value)
        types = _types(annotation) if annotation else (type(default).__name__,)
        unknown = [kind for kind in types if kind not in _WORDS]
        found.append(Parameter(name, default, ("str",) if unknown else types, comments.get(node.lineno, "")))
    return found


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
        cycle = [] if entry.kind == "budget" else [shelf.folder(one) for one in shelf.cycle(entry) if one is not None]
        for notebook in chosen:
            if notebook.is_panel or entry.kind not in notebook.kinds or (notebook.is_series and not earlier):
                continue
            if not names and not all(_has_rows(shelf.folder(entry) / f"{table}.csv") for table in notebook.needs):
                continue
            set_ = _own(notebook, given)
            bases = shelf.bases(entry, set_.get(_BASE_YEAR))
            others = earlier if notebook.is_series else tuple(cycle)
            jobs += [Job(shelf.data, entry, notebook, lang, set_, bases, others, series, titles) for lang in langs]
    panels = [notebook for notebook in chosen if notebook.is_panel and (names or not ids)]
    jobs += [replace(Job(data, *job), titles=titles) for job in _panels(panels, Catalog(data), langs, given)]
    if not jobs:
        raise PlanError(f"--notebook {', '.join(names)}: it compares budgets, and there is only one: ingest another")
    return Plan(tuple(jobs), tuple(formats))


def _panels(
    notebooks: Sequence[Notebook], shelf: Catalog, langs: Sequence[Lang], given: Mapping[str, Any]
) -> Iterator[tuple[Metadata, Notebook, Lang, Mapping[str, Any], tuple[()], tuple[Path, ...]]]:
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
            yield about, notebook, lang, _own(notebook, given), (), folders


def _own(notebook: Notebook, given: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the parameters given that a notebook has, other than its defaults."""
    return {k: v for k, v in given.items() if k in notebook.parameters and v != notebook.parameters[k].default}


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
    """Whether there is anything below a table's header."""
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


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _types(annotation: ast.expr) -> tuple[str, ...]:
    """The names in an annotation: `int | None` -> int, None."""
    return tuple(part.strip() for part in ast.unparse(annotation).split("|"))


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}
