"""The datasets in `data/`, and the base year of each."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import metadata as package
from analysis import originals
from analysis.metadata import DatasetError, Metadata
from analysis.originals import Original

if TYPE_CHECKING:
    from analysis.disclosure import Disclosure

#: Which names and codes are of one department, in the folder of datasets.
ALIASES = "aliases.toml"
VARIABLE = "BUDGET_BRIEFS_DATA"
#: In a build, the IDs of the budgets and accounts of one department, so that its notebooks look through no others.
SERIES = "BUDGET_BRIEFS_SERIES"


def data_folder(explicit: str | Path | None = None) -> Path:
    """The folder of datasets: the one named, else BUDGET_BRIEFS_DATA, else the nearest `data/` upwards.

    Raises DatasetError where there is none.
    """
    named = explicit or os.environ.get(VARIABLE)
    if named:
        folder = Path(named)
        if not folder.is_dir():
            raise DatasetError(f"{folder}: no such folder of datasets: name one with --data or {VARIABLE}")
        return folder
    here = Path.cwd()
    for parent in (here, *here.parents):
        if any((parent / "data").glob(f"*/{package.FILE}")):
            return parent / "data"
    raise DatasetError(f"{here}: no folder data/ with datasets here or above: name one with --data or {VARIABLE}")


def original(metadata: Metadata, data: str | Path | None = None) -> Original | None:
    """The document of a dataset, where it was kept beside those of `data` (or the nearest); else None."""
    try:
        return originals.of(data_folder(data), metadata)
    except DatasetError:
        return None


def are_paths(ids: Sequence[str]) -> bool:
    """True if these, some at least, are folders of datasets and no names of any."""
    return bool(ids) and all((Path(id) / package.FILE).is_file() for id in ids)


class Catalog:
    """The datasets in one folder, each read once; the folder is taken not to change meanwhile.

    Two budgets are of one department where they have the same code (else the same name) in the same region, or
    where `aliases.toml` in the folder names both:

        [[department]]
        names = ["某市科学技术委员会", "某市科学技术局"]
        codes = ["322"]

    With `ids` the catalog is of these datasets alone.
    """

    def __init__(self, data: Path, ids: Sequence[str] | None = None) -> None:
        self.data, self._ids = data, ids

    @cached_property
    def entries(self) -> list[Metadata]:
        """The metadata of each dataset by ID. Raises DatasetError for one that is damaged."""
        places = folders(self.data) if self._ids is None else [self.data / id for id in sorted(self._ids)]
        files = [folder / package.FILE for folder in places]
        return [package.read(package.content(file), str(file)) for file in files]

    @property
    def budgets(self) -> list[Metadata]:
        """The datasets that are budgets, by ID."""
        return [entry for entry in self.entries if entry.kind == "budget"]

    def entry(self, id: str) -> Metadata | None:
        """The metadata of the dataset of that ID, None where there is none."""
        return self._by_id.get(id)

    def folder(self, entry: Metadata) -> Path:
        """The folder of a dataset."""
        return self.data / entry.id

    def bases(self, of: Metadata, base_year: int | None = None) -> tuple[Path | None, Path | None]:
        """The bases of a dataset: that of its own kind for `base_year` (the year before); the accounts.

        None where there is none, and for the accounts that accounts are compared with already.
        """
        year = of.compared_with(base_year)
        found = {entry.kind: self.folder(entry) for entry in self.history(of) if entry.year == year}
        return found.get(of.kind), found.get("accounts") if of.kind == "budget" else None

    def before(self, of: Metadata) -> list[Path]:
        """The other budgets and accounts of its department up to its own year, in order."""
        return [self.folder(entry) for entry in self.history(of) if entry.year <= of.year and entry.id != of.id]

    def history(self, of: Metadata) -> list[Metadata]:
        """The budgets and accounts of the same department and level, one of a year and kind, in order; its own too.

        Where two datasets are of one year and kind, the one whose ID comes first is taken.
        """
        same = [entry for kind in package.KINDS for entry in self._like(of, kind) if self.is_same(entry, of)]
        found = {(entry.year, entry.kind): entry for entry in reversed(same)} | {(of.year, of.kind): of}
        return sorted(found.values(), key=lambda entry: (entry.year, package.KINDS.index(entry.kind)))

    def counterpart(self, of: Metadata) -> Metadata | None:
        """The accounts of a budget's department and year, or the budget of its accounts."""
        return next((one for one in self.history(of) if one.year == of.year and one.kind != of.kind), None)

    def cycle(self, accounts: Metadata) -> list[Metadata | None]:
        """The budgets of the same department for the year of its accounts and for the next one."""
        found = {entry.year: entry for entry in self.history(accounts) if entry.kind == "budget"}
        return [found.get(accounts.year), found.get(accounts.year + 1)]

    def years(self, of: Metadata) -> list[int]:
        """The years of which there is a dataset of the same department, level and kind, its own among them."""
        return [entry.year for entry in self.history(of) if entry.kind == of.kind]

    def department(self, unit: Metadata) -> Metadata | None:
        """The budget of the year of the department that a unit's own budget names, or that bears its code or name."""
        if unit.level != "unit":
            return None
        return next((entry for entry in self._year(unit, "department") if self._holds(entry, unit)), None)

    def units(self, department: Metadata) -> list[Metadata]:
        """The budgets of the year of a department's units that publish one of their own."""
        if department.level == "unit":
            return []
        return [entry for entry in self._year(department, "unit") if self._holds(department, entry)]

    def is_same(self, one: Metadata, other: Metadata) -> bool:
        """True if two budgets are of one department or unit."""
        if one.region and other.region and one.region != other.region:
            return False
        if (group := self._group(one)) is not None and group == self._group(other):
            return True
        return one.code == other.code if one.code and other.code else one.department == other.department

    def _holds(self, department: Metadata, unit: Metadata) -> bool:
        """True if a unit is named as one of a department: by the parent that it prints, else by code or name."""
        if not unit.parent:
            return self.is_same(department, unit)
        named = replace(unit, department=unit.parent, code="")
        return self.is_same(replace(department, code=""), named) or self.is_same(department, unit)

    def _group(self, entry: Metadata) -> int | None:
        for number, (names, codes) in enumerate(self._aliases):
            if entry.department in names or entry.code in codes:
                return number
        return None

    def _like(self, of: Metadata, kind: str) -> list[Metadata]:
        """The datasets of a level and kind that have a department's code, name or aliases: no others can be its own."""
        numbers = {n for sign in self._signs(of) for n in self._signed.get((of.level, kind, *sign), ())}
        return [self.entries[n] for n in sorted(numbers)]

    def _signs(self, entry: Metadata) -> Iterable[tuple[str, str | int]]:
        """By what a department is told: its name, its code, its group of aliases."""
        yield "name", entry.department
        if entry.code:
            yield "code", entry.code
        if (group := self._group(entry)) is not None:
            yield "group", group

    def _year(self, of: Metadata, level: str) -> list[Metadata]:
        return self._by_year.get((level, of.kind, of.year), [])

    @cached_property
    def _by_id(self) -> dict[str, Metadata]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def _by_year(self) -> dict[tuple[str, str, int], list[Metadata]]:
        found: dict[tuple[str, str, int], list[Metadata]] = {}
        for entry in self.entries:
            found.setdefault((entry.level, entry.kind, entry.year), []).append(entry)
        return found

    @cached_property
    def _signed(self) -> dict[tuple[str | int, ...], list[int]]:
        """Places among `entries` by level, kind and what tells a department."""
        found: dict[tuple[str | int, ...], list[int]] = {}
        for number, entry in enumerate(self.entries):
            for sign in self._signs(entry):
                found.setdefault((entry.level, entry.kind, *sign), []).append(number)
        return found

    @cached_property
    def _aliases(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        path = self.data / ALIASES
        try:
            listed = tomllib.loads(path.read_text(encoding="utf-8"))["department"]
            return [(frozenset(one.get("names", ())), frozenset(one.get("codes", ())) - {""}) for one in listed]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DatasetError(
                f"{path}: expected [[department]] with names and codes ({error}): see the README on years"
            ) from None


def folders(data: Path) -> list[Path]:
    """The folders of the datasets in `data`, by ID."""
    return [path.parent for path in sorted(data.glob(f"[!.]*/{package.FILE}"))]


def entries(data: Path) -> list[Metadata]:
    """The metadata of each dataset in `data` by ID. Raises DatasetError for one that is damaged."""
    return Catalog(data).entries


def find(data: Path, id: str) -> Path:
    """The folder of the dataset `id`: a name under `data`, or a path to a dataset.

    Raises DatasetError, naming the datasets that there are.
    """
    if (data / id / package.FILE).is_file() and Path(id).name == id:
        return data / id
    if (Path(id) / package.FILE).is_file():
        return Path(id)
    known = ", ".join(folder.name for folder in folders(data)) or "none"
    raise DatasetError(f"{data}: no dataset {id!r}: there are {known}")


def load(id: str | Path, data: str | Path | None = None) -> Disclosure:
    """The dataset `id` (a name under `data`, or a path) as a Disclosure.

    Raises DatasetError where there is none or it is damaged.

    >>> from analysis import load
    >>> load("322-2026").metadata.department
    '山西省科学技术协会'
    """
    from analysis.disclosure import Disclosure

    if (Path(id) / package.FILE).is_file():
        return Disclosure.load(Path(id))
    return Disclosure.load(find(data_folder(data), str(id)))


def published(budget: Disclosure, base_year: int | None = None, data: str | Path | None = None) -> Disclosure | None:
    """The published budget of the year that a budget is compared with (the year before), None where there is none.

    Raises DatasetError where there is no folder of datasets, or it is damaged.
    """
    found, _ = bases(data_folder(data), budget.metadata, base_year)
    return load(found) if found else None


def series(budget: Disclosure, data: str | Path | None = None) -> list[Disclosure]:
    """The budgets and accounts of the same department up to a budget's own year, itself last.

    Raises DatasetError as `published` does.
    """
    shelf = _shelf(data_folder(data), budget.metadata)
    return [*map(load, shelf.before(budget.metadata)), budget]


def departments(data: Path, ids: Sequence[str]) -> dict[str, str]:
    """The ID of its department's budget by that of each unit's own budget, for those of `ids` that have both.

    Raises DatasetError for a dataset that is damaged.
    """
    shelf = Catalog(data, ids)
    return {unit.id: found.id for unit in shelf.entries if (found := shelf.department(unit))}


def bases(data: Path, of: Metadata, base_year: int | None = None) -> tuple[Path | None, Path | None]:
    """The bases of a budget, as `Catalog.bases`."""
    return _shelf(data, of).bases(of, base_year)


def known_series(shelf: Catalog, of: Metadata) -> str:
    """The budgets and accounts of a department as the environment variable SERIES tells a notebook of them."""
    return json.dumps([str(shelf.data.resolve()), *(entry.id for entry in shelf.history(of))])  # ASCII, in any locale


def _shelf(data: Path, of: Metadata) -> Catalog:
    """The catalog in which a department's other budgets are looked up: of them alone, where a build has told them."""
    folder, *ids = json.loads(os.environ.get(SERIES, '[""]'))
    return Catalog(data, ids if folder and of.id in ids and Path(folder) == data.resolve() else None)
