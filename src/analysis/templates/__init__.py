"""Publishers' documents as data: their tables, columns, words, forms.

A template is a TOML file in this folder. Readers (`analysis.ingest`) and the tests'
document writer take it from here and know nothing else of any publisher. To add a
province, add a file; the classes in `spec` and `form_spec` say what each entry means.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_args, get_type_hints

from analysis.templates import patterns
from analysis.templates.spec import Template, Term
from analysis.text import UserError, fold

__all__ = ["FOLDER", "Entry", "Template", "TemplateError", "base", "load", "names", "parse"]

#: What a file says of one thing, by name.
Entry = dict[str, Any]


class TemplateError(UserError):
    """A template's description that contradicts itself; the message names file and entry."""


#: A folder of templates of one's own, beside those that come with the package.
FOLDER = "BUDGET_BRIEFS_TEMPLATES"
_SUFFIX = ".toml"
_FOLDED = ("pattern", "titles")  # patterns that may have full-width marks
_TRIAL = 1_000, 0.05  # characters of a line, and seconds over it


def names() -> list[str]:
    """Names of the templates that come with the package, and of those in the folder that FOLDER names."""
    return sorted(_files())


def load(name: str) -> Template:
    """The template `name`, or the one in a file of that path.

    Raises TemplateError where there is none or it is not sound.
    """
    own = name.endswith(_SUFFIX) and Path(name).is_file()
    path = Path(name) if own else _files().get(name)
    if path is None:
        raise TemplateError(f"no template {name!r}: there are {', '.join(names())}, or name a .toml file")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path.name}: can't be read ({error}): expected a template in UTF-8") from None
    template = _parsed(text, path.name)
    if own or path.name not in _packaged():
        _try_patterns(template, path.name)
    return template


@cache
def _packaged() -> frozenset[str]:
    return frozenset(path.name for path in resources.files(__package__).iterdir())


def _files() -> dict[str, Traversable]:
    folders: list[Traversable] = [resources.files(__package__)]
    if own := os.environ.get(FOLDER):
        folders += [Path(own)] if Path(own).is_dir() else []
    files = (path for folder in folders for path in folder.iterdir() if path.is_file())
    return {path.name.removesuffix(_SUFFIX): path for path in files if path.name.endswith(_SUFFIX)}


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
    except (TypeError, AttributeError, re.error) as error:
        raise TemplateError(f"{where}: {error}") from None


_parsed = cache(parse)


def _extended(raw: Entry, where: str) -> Entry:
    """A description with what it leaves to its base."""
    name = raw.pop("extends", "")
    if not name:
        return raw
    path = resources.files(__package__) / "bases" / f"{name}{_SUFFIX}"
    if not path.is_file():
        raise TemplateError(f"{where}: extends {name!r}, which is no base")
    return _merged(_extended(tomllib.loads(path.read_text(encoding="utf-8")), path.name), raw)


def base(name: str) -> Entry:
    """The entries of a base, with those of its own base."""
    return _extended({"extends": name}, name)


def _merged(base: Entry, own: Entry) -> Entry:
    """Tables entry by entry; anything else is the template's own."""
    both = {name: _merged(base[name], one) for name, one in own.items() if name in base and isinstance(one, dict)}
    return base | own | both


def _template(raw: Entry) -> Template:
    labels, sets = raw.get("labels", {}), raw.get("columns", {})
    row_sets = {name: [labelled(row, labels) for row in rows] for name, rows in raw["rows"].items()}

    def columns(side: Entry) -> list[Entry]:
        """The columns of a side; a part of a code has no other heads."""
        heads = raw.get("heads", {})
        return [
            one if "digits" in one else one | {"words": [*one["words"], *heads.get(one.get("role"), ())]}
            for one in _listed(side["columns"], sets)
        ]

    def sides(entry: Entry) -> list[Entry]:
        return [
            side | {"columns": columns(side), "rows": row_sets[side["rows"]] if "rows" in side else []}
            for side in entry["side"]
        ]

    def table(entry: Entry) -> Entry:
        """A table with the headings of all, and its variants, which differ in their sides only."""
        own = {name: value for name, value in entry.items() if name not in ("side", "variant")}
        own = {"headings": raw.get("headings", [])} | own | {"sides": sides(entry)}
        return own | {"variants": [own | {"sides": sides(variant)} for variant in entry.get("variant", ())]}

    plain = ("name", "title", "region", "level", "document", "codes", "form")
    made: Template = _made(
        Template,
        {name: raw[name] for name in plain}
        | {"kind": raw.get("kind", "budget"), "economic_codes": raw.get("economic_codes", {})}
        | {"tables": [table(entry) for entry in raw["table"]]}
        | {"narrative": {"base_kinds": {}} | raw["narrative"]}
        | {"sections": [_section(entry) for entry in (*raw["section"], *raw.get("more", ()))]}
        | {"identities": _identities(raw["identities"])},
    )
    return made


def labelled(row: Entry, labels: Mapping[str, Sequence[str]]) -> Entry:
    """A row with the other printings of its name: its own, and those of what it is of, or of its level."""
    subject = row.get("subject", "")
    known = labels.get(subject) or labels.get(subject.removeprefix("carryover_")) or labels.get(row["level"], ())
    return row | {"labels": [*row.get("labels", ()), *known]}


def _listed(columns: Sequence[Any], sets: Mapping[str, Sequence[Any]]) -> list[Entry]:
    """Columns, with those of a set where only its name stands."""
    return [one for entry in columns for one in (_listed(sets[entry], sets) if isinstance(entry, str) else [entry])]


def _section(raw: Entry) -> Entry:
    subjects = raw.pop("subject", [])
    return raw | {"subjects": subjects}


def _identities(raw: Entry) -> Entry:
    """The identities, the figure of a stated one (`subject.measure`) taken apart."""
    stated = []
    for entry in raw.get("stated", ()):
        subject, _, measure = entry.pop("figure").partition(".")
        stated.append({"flow": ""} | entry | {"subject": subject, "measure": measure})
    return raw | {"stated": stated}


_kinds = cache(get_type_hints)
_SCALARS = {str: "text", int: "a whole number", bool: "true or false"}


def _made(kind: Any, raw: Any, name: str = "") -> Any:
    """An entry of a file, called `name`, as what its class in `spec` or `form_spec` says that it is."""
    expected = str if kind in (Term, re.Pattern[str]) else kind
    if expected in _SCALARS and not isinstance(raw, expected):
        raise TypeError(f"{name} = {raw!r}: expected {_SCALARS[expected]}")
    if kind is Term:
        return Term(*raw.split("."))
    if isinstance(kind, type) and is_dataclass(kind):
        kinds = _kinds(kind)
        if left_out := [p.name for p in fields(kind) if p.name not in raw and _is_required(p)]:
            raise KeyError(left_out[0])
        return kind(**{entry: _made(kinds.get(entry), value, entry) for entry, value in raw.items()})
    if kind in (re.Pattern[str], re.Pattern[str] | None):
        return re.compile(fold(raw) if name in _FOLDED else raw)
    if isinstance(raw, list):
        of_part, *_ = get_args(kind) or (None,)
        return tuple(_made(of_part, one) for one in raw)
    if isinstance(raw, dict):
        of_key, of_value = get_args(kind) or (str, None)
        return {of_key(key): _made(of_value, value) for key, value in raw.items()}
    return raw


def _is_required(part: Field[Any]) -> bool:
    return part.default is MISSING and part.default_factory is MISSING
