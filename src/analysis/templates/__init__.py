"""What a publisher's document looks like, as data: tables, columns, words, forms.

A template is a TOML file in this folder. Readers (`analysis.ingest`) and the tests'
document writer take it from here and know nothing else of any publisher. To add a
province, add a file; these classes say what each entry means.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any

from analysis.text import fold, key, year_blind

Words = tuple[str, ...]
_SHORTEST_LABEL = 2


class TemplateError(ValueError):
    """A template's description that contradicts itself; the message names file and entry."""


@dataclass(frozen=True)
class ColumnSpec:
    """A column of a table: either what it says of the row (`role`) or which figure it holds (`measure`).

    `words` are the printings of its lowest header cell, the first one is what a writer prints;
    `under` the headers above it, from the top.
    """

    words: Words
    role: str = ""  # label | function_code | function_name | economic_item | government_item
    measure: str = ""
    under: Words = ()

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(year_blind(word) for word in self.words)


@dataclass(frozen=True, slots=True)
class RowSpec:
    """A row that a table prints by name."""

    label: str
    level: str
    subject: str = ""
    foot: bool = False  # stands at the foot of its side, beside the other side's totals


@dataclass(frozen=True, slots=True)
class SideSpec:
    """One side of a table: `kind` says how its rows are told apart.

    labels: every row by its name (`rows`); functions: by code of the functional classification;
    economic: groups and their items; units: a total and budget units; projects: a department, its
    units and their projects.
    """

    flow: str
    kind: str
    columns: tuple[ColumnSpec, ...]
    rows: tuple[RowSpec, ...] = ()


@dataclass(frozen=True)
class TableSpec:
    """One budget table: its number in the template, its schedule, its title ({year} for any year)."""

    number: int
    schedule: str
    title: str
    sides: tuple[SideSpec, ...]
    mark: str = ""
    required: bool = True
    numbered_columns: bool = False

    @cached_property
    def columns(self) -> tuple[tuple[SideSpec, ColumnSpec], ...]:
        return tuple((side, column) for side in self.sides for column in side.columns)

    @cached_property
    def header_keys(self) -> frozenset[str]:
        """Every word that the table's header prints, in any of its rows."""
        words = {k for _, column in self.columns for k in column.keys}
        return frozenset(words | {year_blind(word) for _, column in self.columns for word in column.under})


@dataclass(frozen=True, slots=True)
class SubjectSpec:
    """Words of the narrative and what they speak of.

    `pattern` matches the words beside the figure; with a group `value` it holds the figure itself.
    `head` opens a sentence: what follows is part of it. `under` limits the words to one such head.
    """

    pattern: re.Pattern[str]
    subject: str
    measure: str = ""
    flow: str = ""
    head: bool = False
    under: str = ""


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section of the narrative; `into` is the dataset's table for its figures, empty for none."""

    title: str
    subjects: tuple[SubjectSpec, ...] = ()
    flow: str = ""
    share_of: str = ""
    functions: bool = False
    into: str = "statements"

    @property
    def key(self) -> str:
        return key(self.title)


@dataclass(frozen=True, slots=True)
class NarrativeSpec:
    """The words by which a publisher states changes, shares and reasons."""

    rise: Words
    fall: Words
    same: str
    base_kinds: Mapping[str, Words]
    share: str
    reasons: Words
    says_nothing: Words
    money: Words
    counts: Words
    carries_on: str


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A field of a form that holds one figure."""

    words: Words
    measure: str
    subject: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LevelSpec:
    """A second-level indicator and the first-level one that it belongs to."""

    label: str
    level1: str
    words: Words = ()


@dataclass(frozen=True, slots=True)
class ProjectFormSpec:
    """The labels of a project's performance-target form."""

    title: str
    titles: re.Pattern[str]
    name: Words
    department: Words
    unit: Words
    nature: Words
    term: Words
    funds: Words
    funds_unit: str
    total_term: Words
    total_annual: Words
    goals: Words
    goal_term: Words
    goal_annual: Words
    sources: Mapping[str, Words]
    texts: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class BudgetSpec:
    """The budget on the department's own form, by source and by use."""

    source: Words
    use: Words
    unit: re.Pattern[str]
    total: Words
    rows: tuple[FactSpec, ...]


@dataclass(frozen=True, slots=True)
class DepartmentFormSpec:
    """The labels of the department's own performance-target form."""

    title: str
    titles: re.Pattern[str]
    name: Words
    goals: Words
    goal_texts: Words
    facts: tuple[FactSpec, ...]
    budget: BudgetSpec


@dataclass(frozen=True)
class FormSpec:
    """What the forms have in common."""

    year: re.Pattern[str]
    blocks: Words
    headers: Words
    natures: Mapping[str, str]
    level1: Words
    level2: tuple[LevelSpec, ...]
    project: ProjectFormSpec
    department: DepartmentFormSpec

    @cached_property
    def level2_by_key(self) -> Mapping[str, LevelSpec]:
        """Second-level indicators by the key of their label, whole or cut off after two characters or more."""
        names = [(key(name), level) for level in self.level2 for name in (level.label, *level.words)]
        cut = {name[:end]: level for name, level in reversed(names) for end in range(_SHORTEST_LABEL, len(name))}
        return cut | dict(names)


@dataclass(frozen=True, slots=True)
class DocumentSpec:
    """The lines that frame tables and text; all are patterns."""

    title: re.Pattern[str]
    department: re.Pattern[str]
    unit: re.Pattern[str]
    mark: re.Pattern[str]
    note: re.Pattern[str]
    empty: re.Pattern[str]
    code: re.Pattern[str]


@dataclass(frozen=True)
class Template:
    """A publisher's template, whole."""

    name: str
    title: str
    region: str
    level: str
    document: DocumentSpec
    codes: Mapping[int, str]
    tables: tuple[TableSpec, ...]
    narrative: NarrativeSpec
    sections: tuple[SectionSpec, ...]
    form: FormSpec
    sections_by_key: Mapping[str, SectionSpec] = field(default_factory=dict, repr=False, compare=False)

    def table(self, schedule: str) -> TableSpec:
        """The table that holds `schedule`. Raises KeyError."""
        return next((t for t in self.tables if t.schedule == schedule), None) or _no_schedule(schedule)


def names() -> list[str]:
    """Names of the templates that come with the package."""
    return sorted(path.name[:-5] for path in resources.files(__package__).iterdir() if path.name.endswith(".toml"))


@cache
def load(name: str) -> Template:
    """The template `name`. Raises TemplateError where there is none or it is not sound."""
    if name not in names():
        raise TemplateError(f"no template {name!r}: there are {', '.join(names())}")
    return parse((resources.files(__package__) / f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def parse(text: str, where: str) -> Template:
    """A template from its TOML text. Raises TemplateError, naming `where` and the entry that is wrong."""
    try:
        return _template(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{where}: not TOML: {error}") from None
    except KeyError as error:
        raise TemplateError(f"{where}: no entry {error}") from None
    except (TypeError, re.error) as error:
        raise TemplateError(f"{where}: {error}") from None


def _template(raw: dict[str, Any]) -> Template:
    row_sets = {name: tuple(RowSpec(**row) for row in rows) for name, rows in raw["rows"].items()}
    sections = tuple(_section(entry) for entry in raw["section"])
    return Template(
        name=raw["name"],
        title=raw["title"],
        region=raw["region"],
        level=raw["level"],
        document=DocumentSpec(**{name: re.compile(pattern) for name, pattern in raw["document"].items()}),
        codes={int(digits): level for digits, level in raw["codes"].items()},
        tables=tuple(_table(entry, row_sets) for entry in raw["table"]),
        narrative=NarrativeSpec(**_tuples(raw["narrative"]) | {"base_kinds": _tuples(raw["narrative"]["base_kinds"])}),
        sections=sections,
        form=_form(raw["form"]),
        sections_by_key={section.key: section for section in sections},
    )


def _table(raw: dict[str, Any], row_sets: Mapping[str, tuple[RowSpec, ...]]) -> TableSpec:
    sides = tuple(
        SideSpec(
            flow=side["flow"],
            kind=side["kind"],
            columns=tuple(ColumnSpec(**_tuples(column)) for column in side["columns"]),
            rows=row_sets[side["rows"]] if "rows" in side else (),
        )
        for side in raw["side"]
    )
    return TableSpec(**{name: value for name, value in raw.items() if name != "side"}, sides=sides)


def _section(raw: dict[str, Any]) -> SectionSpec:
    subjects = tuple(
        SubjectSpec(**subject | {"pattern": re.compile(fold(subject["pattern"]))}) for subject in raw.get("subject", ())
    )
    return SectionSpec(**{name: value for name, value in raw.items() if name != "subject"}, subjects=subjects)


def _form(raw: dict[str, Any]) -> FormSpec:
    project, department = dict(raw["project"]), dict(raw["department"])
    budget = dict(department.pop("budget"))
    return FormSpec(
        year=re.compile(raw["year"]),
        blocks=tuple(raw["blocks"]),
        headers=tuple(raw["headers"]),
        natures=raw["natures"],
        level1=tuple(raw["level1"]),
        level2=tuple(LevelSpec(**_tuples(level)) for level in raw["level2"]),
        project=ProjectFormSpec(
            **_tuples(project)
            | {
                "titles": re.compile(fold(project["titles"])),
                "sources": _tuples(project["sources"]),
                "texts": _tuples(project["texts"]),
            }
        ),
        department=DepartmentFormSpec(
            **_tuples(department)
            | {
                "titles": re.compile(fold(department["titles"])),
                "facts": tuple(FactSpec(**_tuples(fact)) for fact in department["facts"]),
                "budget": BudgetSpec(
                    **_tuples(budget)
                    | {
                        "unit": re.compile(budget["unit"]),
                        "rows": tuple(FactSpec(**_tuples(row)) for row in budget["rows"]),
                    }
                ),
            }
        ),
    )


def _tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}


def _no_schedule(schedule: str) -> TableSpec:
    raise KeyError(schedule)
