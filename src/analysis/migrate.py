"""Datasets of an older schema become datasets of this one, without their documents.

What an older version did not hold stays empty: where it matters, ingest the document again. A dataset is replaced
whole or not at all, and its tables are checked by this version's schema before anything is written.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from analysis import metadata as package
from analysis import schema
from analysis.disclosure import Disclosure, parsed
from analysis.files import restore_folder
from analysis.metadata import DatasetError

#: The version from which on datasets have a table, where it is not the first.
_SINCE = {"reasons": 4}


def migrate(folder: Path) -> int | None:
    """Brings the dataset in `folder` to this version's schema; the version that it had, None where it had this one.

    Raises DatasetError, naming file and remedy, for a newer or unknown version and for a damaged dataset.
    """
    restore_folder(folder)
    path = folder / package.FILE
    try:
        described = json.loads(path.read_text(encoding="utf-8"))
        version = described["schema_version"]
    except (OSError, KeyError, *package.UNREADABLE) as error:
        raise DatasetError(
            f"{path}: not a data package ({error}): ingest the document again to write it anew"
        ) from None
    if version == schema.VERSION:
        return None
    if not isinstance(version, int) or version > schema.VERSION or version < 1:
        raise DatasetError(
            f"{path}: schema version {version}, this budget-briefs knows 1 to {schema.VERSION}: update it"
        )
    metadata = package.read(json.dumps(described | {"schema_version": schema.VERSION}).encode(), str(path))
    rows = {}
    for table in schema.ALL:
        if version >= _SINCE.get(table.name, 1):
            path = folder / f"{table.name}.csv"
            rows[table.name] = parsed(table, _read(path), path)
    try:
        migrated = Disclosure.of(metadata, rows)
    except ValueError as error:
        raise DatasetError(f"{folder}: {error}: mend it or ingest the document again") from None
    migrated.save(folder)
    return version


def _read(path: Path) -> list[dict[str, str]]:
    try:
        lines = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        return [{name: cell or "" for name, cell in row.items() if name is not None} for row in lines]
    except (OSError, ValueError, csv.Error) as error:
        raise DatasetError(f"{path}: can't be read ({error}): mend it or ingest the document again") from None
