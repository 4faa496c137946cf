"""Which datasets are in `data/`, and which is whose base year."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import metadata as package
from analysis.metadata import DatasetError, Metadata

if TYPE_CHECKING:
    from analysis.disclosure import Disclosure

VARIABLE = "BUDGET_BRIEFS_DATA"


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


class Catalog:
    """The datasets in one folder, each read once; the folder is taken not to change meanwhile."""

    def __init__(self, data: Path) -> None:
        self.data = data

    @cached_property
    def entries(self) -> list[Metadata]:
        """What each dataset says of itself, by ID. Raises DatasetError for one that is damaged."""
        found = sorted(self.data.glob(f"*/{package.FILE}"))
        return [_metadata(path) for path in found if not path.parent.name.startswith(".")]

    def base(self, of: Metadata, year: int) -> Path | None:
        """The dataset of the same department, level and kind for `year`, or None where there is none."""
        for entry in self._of_year.get((of.level, of.kind, year), ()):
            if entry.code == of.code if of.code and entry.code else entry.department == of.department:
                return self.data / entry.id
        return None

    def years(self, of: Metadata) -> list[int]:
        """The years of which there is a budget of the same department, level and kind, its own among them."""
        return sorted({entry.year for entry in self.entries if self.base(of, entry.year)})

    @cached_property
    def _of_year(self) -> dict[tuple[str, str, int], list[Metadata]]:
        found: dict[tuple[str, str, int], list[Metadata]] = {}
        for entry in self.entries:
            found.setdefault((entry.level, entry.kind, entry.year), []).append(entry)
        return found


def entries(data: Path) -> list[Metadata]:
    """What each dataset in `data` says of itself, by ID. Raises DatasetError for one that is damaged."""
    return Catalog(data).entries


def find(data: Path, id: str) -> Path:
    """The folder of the dataset `id`: a name under `data`, or a path to a dataset.

    Raises DatasetError, naming the datasets that there are.
    """
    if (data / id / package.FILE).is_file() and Path(id).name == id:
        return data / id
    if (Path(id) / package.FILE).is_file():
        return Path(id)
    known = ", ".join(path.parent.name for path in sorted(data.glob(f"*/{package.FILE}"))) or "none"
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


def base(data: Path, of: Metadata, year: int) -> Path | None:
    """The dataset of the same department, level and kind for `year`, or None where `data` has none."""
    return Catalog(data).base(of, year)


def _metadata(path: Path) -> Metadata:
    try:
        return package.read(path.read_bytes(), str(path))
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}: make it readable") from None
