"""What a publisher's document looks like, as data: tables, columns, words, forms.

A template is a TOML file in this folder. Readers (`analysis.ingest`) and the tests'
document writer take it from here and know nothing else of any publisher. To add a
province, add a file; the classes in `spec` and `form_spec` say what each entry means.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from analysis.columns import PHASES
from analysis.templates import patterns
from analysis.templates.form_spec import (
    BudgetSpec,
    DepartmentFormSpec,
    FactSpec,
    FormSpec,
    LevelSpec,
    ProjectFormSpec,
    Words,
)
from analysis.templates.spec import (
    ColumnSpec,
    DocumentSpec,
    EqualSpec,
    FactTermSpec,
    IdentitySpec,
    NarrativeSpec,
    RowSpec,
    SectionSpec,
    SideSpec,
    StatedSpec,
    StatedSumSpec,
    SubjectSpec,
    SumSpec,
    TableSpec,
    Template,
    Term,
)
from analysis.text import UserError, fold

__all__ = [
    "FOLDER",
    "BudgetSpec",
    "ColumnSpec",
    "DepartmentFormSpec",
    "DocumentSpec",
    "EqualSpec",
    "FactSpec",
    "FactTermSpec",
    "FormSpec",
    "IdentitySpec",
    "LevelSpec",
    "NarrativeSpec",
    "ProjectFormSpec",
    "RowSpec",
    "SectionSpec",
    "SideSpec",
    "StatedSpec",
    "StatedSumSpec",
    "SubjectSpec",
    "SumSpec",
    "TableSpec",
    "Template",
    "TemplateError",
    "Term",
    "Words",
    "base",
    "load",
    "names",
    "parse",
]


class TemplateError(UserError):
    """A template's description that contradicts itself; the message names file and entry."""


#: A folder of templates of one's own, beside those that come with the package.
FOLDER = "BUDGET_BRIEFS_TEMPLATES"
_SUFFIX = ".toml"
_TRIAL = 1_000, 0.05  # characters of a line, and seconds that a pattern may take over it


def names() -> list[str]:
    """Names of the templates that come with the package, and of those in the folder that FOLDER names."""
    return sorted(_files())


def load(name: str) -> Template:
    """The template `name`, or the one in a file of that path.

    Raises TemplateError where there is none or it is not sound.
    """
    if name.endswith(_SUFFIX) and Path(name).is_file():
        return _own(Path(name))
    files = _files()
    if name not in files:
        raise TemplateError(f"no template {name!r}: there are {', '.join(sorted(files))}, or name a .toml file")
    path = files[name]
    return _load(path) if path.name in _packaged() else _own(path)


@cache
def _packaged() -> frozenset[str]:
    return frozenset(path.name for path in resources.files(__package__).iterdir())


def _files() -> dict[str, Traversable]:
    own = os.environ.get(FOLDER)
    folders: list[Traversable] = [resources.files(__package__), *([Path(own)] if own and Path(own).is_dir() else [])]
    return {path.name.removesuffix(_SUFFIX): path for folder in folders for path in folder.iterdir() if _is_one(path)}


def _is_one(path: Traversable) -> bool:
    return path.name.endswith(_SUFFIX) and path.is_file()


def _load(path: Traversable) -> Template:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path.name}: can't be read ({error}): expected a template in UTF-8") from None
    return _parsed(text, path.name)


@cache
def _parsed(text: str, where: str) -> Template:
    return parse(text, where)


def _own(path: Traversable) -> Template:
    """A template of one's own: its patterns must come to an end over any line."""
    template = _load(path)
    _try_patterns(template, path.name)
    return template


@cache
def _try_patterns(template: Template, where: str) -> None:
    """Raises TemplateError, naming the entry, where one of the template's patterns backtracks without end."""
    for entry, pattern in patterns.of(template):
        if line := patterns.breaks_down(pattern, *_TRIAL):
            raise TemplateError(
                f"{where}: {entry}: {pattern.pattern!r} takes without end over lines like {line}: "
                "repeat nothing that repeats itself"
            )


def parse(text: str, where: str) -> Template:
    """A template from its TOML text. Raises TemplateError, naming `where` and the entry that is wrong."""
    try:
        return _template(_extended(tomllib.loads(text), where))
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{where}: not TOML: {error}") from None
    except KeyError as error:
        raise TemplateError(f"{where}: no entry {error}") from None
    except (TypeError, re.error) as error:
        raise TemplateError(f"{where}: {error}") from None


def _extended(raw: dict[str, Any], where: str) -> dict[str, Any]:
    """A description with what it leaves to its base."""
    name = raw.pop("extends", "")
    if not name:
        return raw
    path = resources.files(__package__) / "bases" / f"{name}{_SUFFIX}"
    if not path.is_file():
        raise TemplateError(f"{where}: extends {name!r}, which is no base")
    return _merged(_extended(tomllib.loads(path.read_text(encoding="utf-8")), path.name), raw)


def base(name: str) -> dict[str, Any]:
    """The entries of a base, with those of its own base."""
    return _extended({"extends": name}, name)


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Tables entry by entry; anything else is the template's own."""
    both = {name: _merged(base[name], own[name]) for name in base.keys() & own.keys() if isinstance(own[name], dict)}
    return base | own | both


def _template(raw: dict[str, Any]) -> Template:
    labels = {subject: tuple(words) for subject, words in raw.get("labels", {}).items()}
    row_sets = {name: tuple(_row(row, labels) for row in rows) for name, rows in raw["rows"].items()}
    sections = tuple(_section(entry) for entry in (*raw["section"], *raw.get("more", ())))
    return Template(
        name=raw["name"],
        title=raw["title"],
        region=raw["region"],
        level=raw["level"],
        kind=raw.get("kind", "budget"),
        document=DocumentSpec(**{name: re.compile(pattern) for name, pattern in raw["document"].items()}),
        codes={int(digits): level for digits, level in raw["codes"].items()},
        economic_codes={int(digits): level for digits, level in raw.get("economic_codes", {}).items()},
        tables=tuple(_table(_shared(entry, raw), row_sets) for entry in raw["table"]),
        narrative=NarrativeSpec(
            **_tuples(raw["narrative"])
            | {name: _tuples(raw["narrative"].get(name, {})) for name in ("base_kinds", "phases")}
        ),
        sections=sections,
        form=_form(raw["form"]),
        identities=_identities(raw["identities"]),
        sections_by_key={key: section for section in sections for key in section.keys},
    )


def _row(raw: dict[str, Any], labels: Mapping[str, Words]) -> RowSpec:
    """A row with the other printings of its name: its own, and those of what it is of."""
    row = RowSpec(**_tuples(raw))
    known = labels.get(row.subject) or labels.get(row.subject.removeprefix("carryover_"), ())
    return replace(row, labels=(*row.labels, *known))


def _shared(table: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    """A table with the headings of all, and with the columns that it names by their set."""
    sets = raw.get("columns", {})

    def sides(entry: dict[str, Any]) -> dict[str, Any]:
        return entry | {"side": [side | {"columns": _listed(side["columns"], sets)} for side in entry["side"]]}

    variants = [sides(variant) for variant in table.get("variant", ())]
    return {"headings": raw.get("headings", [])} | sides(table) | ({"variant": variants} if variants else {})


def _listed(columns: Sequence[Any], sets: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Columns, with those of a set where only its name stands."""
    return [one for entry in columns for one in (_listed(sets[entry], sets) if isinstance(entry, str) else [entry])]


def _table(raw: dict[str, Any], row_sets: Mapping[str, tuple[RowSpec, ...]]) -> TableSpec:
    """A table with its variants, which differ in their sides only."""
    table = TableSpec(
        **{name: value for name, value in _tuples(raw).items() if name not in ("side", "variant")},
        sides=_sides(raw["side"], row_sets),
    )
    variants = (replace(table, sides=_sides(variant["side"], row_sets)) for variant in raw.get("variant", ()))
    return replace(table, variants=tuple(variants))


def _sides(raw: Sequence[dict[str, Any]], row_sets: Mapping[str, tuple[RowSpec, ...]]) -> tuple[SideSpec, ...]:
    return tuple(
        SideSpec(
            flow=side["flow"],
            kind=side["kind"],
            columns=tuple(_column(column) for column in side["columns"]),
            rows=row_sets[side["rows"]] if "rows" in side else (),
        )
        for side in raw
    )


def _column(raw: dict[str, Any]) -> ColumnSpec:
    column = ColumnSpec(**_tuples(raw))
    if column.phase not in ("", *PHASES) or not isinstance(column.year, int):
        raise TypeError(f"column {column.words[0]}: expected a year such as -1 and a phase of {', '.join(PHASES)}")
    if column.states not in ("", "change", "change_pct"):
        raise TypeError(f"column {column.words[0]}: states change or change_pct, not {column.states}")
    return column


def _section(raw: dict[str, Any]) -> SectionSpec:
    subjects = tuple(
        SubjectSpec(**subject | {"pattern": re.compile(fold(subject["pattern"]))}) for subject in raw.get("subject", ())
    )
    rest = {name: value for name, value in _tuples(raw).items() if name != "subject"}
    return SectionSpec(**rest, subjects=subjects)


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


def _identities(raw: dict[str, Any]) -> IdentitySpec:
    return IdentitySpec(
        rows=tuple(SumSpec(**_tuples(entry)) for entry in raw["rows"]),
        columns=tuple(SumSpec(**_tuples(entry)) for entry in raw["columns"]),
        tables=tuple(
            EqualSpec(
                by=entry["by"],
                left=_terms(entry["left"]),
                right=_terms(entry["right"]),
                when=entry.get("when", ""),
            )
            for entry in raw["tables"]
        ),
        stated=tuple(
            StatedSpec(
                subject=entry["figure"].partition(".")[0],
                measure=entry["figure"].partition(".")[2],
                flow=entry.get("flow", ""),
                terms=_terms(entry["terms"]),
                fiscal=_terms(entry.get("fiscal", ())),
                when=entry.get("when", ""),
            )
            for entry in raw.get("stated", ())
        ),
        functions=tuple(raw.get("functions", ())),
        narrative=tuple(StatedSumSpec(**_tuples(entry)) for entry in raw.get("narrative", ())),
        department=tuple(
            FactTermSpec(entry["fact"], Term(*entry["term"].split(".")), entry.get("when", ""))
            for entry in raw.get("department", ())
        ),
    )


def _terms(raw: Sequence[str]) -> tuple[Term, ...]:
    return tuple(Term(*term.split(".")) for term in raw)


def _tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}
