"""The metadata of a dataset: its `datapackage.json`, by the Frictionless Data Package standard.

https://specs.frictionlessdata.io/data-package/ and, for the columns' `columnType`,
https://specs.frictionlessdata.io/fiscal-data-package/.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis import schema
from analysis.columns import Column
from analysis.schema import Schema
from analysis.text import UserError

FILE = "datapackage.json"
ID_LENGTH = 60
KINDS = ("budget", "accounts")
#: What to do about a table that is not as `datapackage.json` says.
RESEAL = "ingest the document again, or run `budget-briefs seal` where the change is meant"
#: What parsing JSON that is none, or that no people would write, raises.
UNREADABLE = (ValueError, TypeError, RecursionError, OverflowError)
# What a file's name can't hold on every system, or what would turn or hide the rest of it; names of devices on Windows.
_RESERVED = re.compile(r'[\s<>:"/\\|?*\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]')
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\.|$)", re.IGNORECASE)
_TEXTS = ("id", "department", "code", "level", "region", "kind", "template")
_TYPES = {
    "text": "string",
    "integer": "integer",
    "decimal": "number",
    "boolean": "boolean",
    "year": "integer",
    "date": "date",
}


class DatasetError(UserError):
    """A dataset that can't be used; the message names file, place and remedy."""


@dataclass(frozen=True, slots=True)
class Source:
    """The document that a dataset was read from."""

    title: str
    publisher: str
    year: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """Identity of a dataset: one budget of one department (or unit) in one year."""

    id: str
    department: str
    code: str
    level: str  # department | unit
    region: str
    year: int
    template: str
    source: Source
    kind: str = "budget"
    parent: str = ""  # of a unit's own budget, where it is named

    @property
    def title(self) -> str:
        return f"{self.department} {self.year}"

    def compared_with(self, base_year: int | None = None) -> int:
        """The year that it is compared with: the one that is asked for, else the year before."""
        return self.year - 1 if base_year is None else base_year


@dataclass(frozen=True, slots=True)
class Seal:
    """The seal of a table's file: its rows, its size, and the SHA-256 of its bytes."""

    rows: int
    size: int
    sha256: str

    @classmethod
    def of(cls, rows: int, content: bytes) -> Seal:
        """The seal of a file that holds just these bytes."""
        return cls(rows, len(content), hashlib.sha256(content).hexdigest())


def dataset_id(code: str, name: str, year: int, *, unit: bool = False, kind: str = "budget") -> str:
    """`<code>-<year>`, or the name where the document prints no code; `-unit` before a unit's own year.

    Behind the year stands what it is, where that is no budget: `-accounts`.

    >>> dataset_id("322", "山西省科学技术协会", 2026)
    '322-2026'
    >>> dataset_id("", "上海市普陀区司法局", 2026)
    '上海市普陀区司法局-2026'
    """
    stem = code or unicodedata.normalize("NFKC", name)
    stem = _RESERVED.sub("", stem).strip(".-")
    tail = f"{'-unit' if unit else ''}-{year}{'' if kind == KINDS[0] else f'-{kind}'}"
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    if len(stem) + len(tail) > ID_LENGTH:
        short = hashlib.sha256(stem.encode()).hexdigest()[:8]
        stem = f"{stem[: ID_LENGTH - len(tail) - 9]}-{short}"
    return stem + tail


def is_id(text: str) -> bool:
    """True if a dataset's folder, on any system, may have this name.

    >>> is_id("322-2026"), is_id("../x"), is_id(".."), is_id("CON"), is_id("a b")
    (True, False, False, False, False)
    """
    bad = _RESERVED.search(text) or _DEVICE.match(text) or text.startswith((".", "-")) or text.endswith(".")
    return bool(text) and len(text) <= ID_LENGTH and not bad


def describe(metadata: Metadata, seals: Mapping[str, Seal], tables: Sequence[Schema] = schema.ALL) -> bytes:
    """`datapackage.json` of a dataset, or of other `tables` about it, with the seal of each table's file.

    The same bytes for the same metadata and seals.
    """
    package: dict[str, Any] = {}
    if re.fullmatch(r"[-a-z0-9._]+", metadata.id):
        package["name"] = metadata.id
    package |= {
        "id": metadata.id,
        "title": metadata.title,
        "schema_version": schema.VERSION,
        "department": metadata.department,
        "code": metadata.code,
        "level": metadata.level,
        **({"parent": metadata.parent} if metadata.parent else {}),
        "region": metadata.region,
        "year": metadata.year,
        "kind": metadata.kind,
        "template": metadata.template,
        "source": asdict(metadata.source),
        "resources": [_resource(table, seals[table.name]) for table in tables],
    }
    return f"{json.dumps(package, ensure_ascii=False, indent=2)}\n".encode()


def read(content: bytes, where: str) -> Metadata:
    """The metadata of a `datapackage.json`.

    Raises DatasetError, naming `where`, for JSON that is none, a missing
    property, or a schema version that this version does not know.
    """
    try:
        package = json.loads(content)
        version = package["schema_version"]
        if version != schema.VERSION:
            older = "`budget-briefs migrate` brings it there" if version > 0 else "ingest the document again"
            remedy = "update budget-briefs" if version > schema.VERSION else older
            raise DatasetError(
                f"{where}: schema version {version}, this budget-briefs reads {schema.VERSION}: {remedy}"
            )
        source = package["source"]
        _hold(package, where, _TEXTS)
        _hold(source, f"{where}: source", ("title", "publisher", "sha256"))
        if not is_id(package["id"]):
            raise DatasetError(f"{where}: id: expected a folder's name of at most {ID_LENGTH} characters: mend it")
        if package["kind"] not in KINDS:
            raise DatasetError(f"{where}: kind is {package['kind']!r}, expected {' or '.join(KINDS)}: mend it")
        return Metadata(
            **{name: package[name] for name in _TEXTS},
            year=package["year"],
            parent=package.get("parent", ""),
            source=Source(source["title"], source["publisher"], source["year"], source["sha256"]),
        )
    except DatasetError:
        raise
    except KeyError as error:
        raise DatasetError(f"{where}: no property {error}: ingest the document again") from None
    except UNREADABLE as error:
        raise DatasetError(f"{where}: not a data package ({error}): ingest the document again") from None


def content(path: Path) -> bytes:
    """A file of a dataset. Raises DatasetError where it can't be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DatasetError(f"{path}: not there: ingest the document again") from None
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}: make it readable") from None


def _hold(package: Mapping[str, Any], where: str, texts: Sequence[str]) -> None:
    """Raises DatasetError where one of `texts` is no text, or `year` no year; KeyError where one is missing."""
    for name in texts:
        if not isinstance(package[name], str):
            raise DatasetError(f"{where}: {name} is {str(package[name])[:40]!r}, expected a text in quotes: mend it")
    year = package["year"]
    if not isinstance(year, int) or not 1000 <= year <= 9999:
        raise DatasetError(f"{where}: year is {str(year)[:40]!r}, expected a year in four digits: mend it")


def seals(content: bytes, where: str) -> dict[str, Seal]:
    """The seal of each table's file by its table. Raises DatasetError, naming `where`, where one is missing."""
    try:
        found = {
            resource["name"]: Seal(resource["rows"], resource["bytes"], resource["hash"].removeprefix("sha256:"))
            for resource in json.loads(content)["resources"]
        }
        return {table.name: found[table.name] for table in schema.ALL}
    except (KeyError, AttributeError, *UNREADABLE):
        raise DatasetError(f"{where}: expected a resource with rows, bytes and hash for each table: {RESEAL}") from None


def _resource(table: Schema, seal: Seal) -> dict[str, Any]:
    return {
        "name": table.name,
        "description": table.description,
        "path": f"{table.name}.csv",
        "bytes": seal.size,
        "hash": f"sha256:{seal.sha256}",
        "rows": seal.rows,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind]}
    if column.kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    field["description"] = column.description
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.among:
        constraints["enum"] = list(column.among)
    more = {"unit": column.unit, "columnType": column.role, "constraints": constraints}
    field |= {name: value for name, value in more.items() if value}
    return field
