"""What a dataset says of itself: its `datapackage.json`, by the Frictionless Data Package standard.

https://specs.frictionlessdata.io/data-package/ and, for the columns' `columnType`,
https://specs.frictionlessdata.io/fiscal-data-package/.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from analysis import schema
from analysis.schema import Column, Schema

FILE = "datapackage.json"
ID_LENGTH = 60
_TYPES = {
    "text": "string",
    "integer": "integer",
    "decimal": "number",
    "boolean": "boolean",
    "year": "integer",
    "date": "date",
}


class DatasetError(ValueError):
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
    parent: str = ""  # the department of a unit's own budget, where the document names it

    @property
    def title(self) -> str:
        return f"{self.department} {self.year}"


def dataset_id(code: str, name: str, year: int, *, unit: bool = False) -> str:
    """`<code>-<year>`, or the name where the document prints no code; `-unit` before a unit's own year.

    >>> dataset_id("322", "山西省科学技术协会", 2026)
    '322-2026'
    >>> dataset_id("", "上海市普陀区司法局", 2026)
    '上海市普陀区司法局-2026'
    """
    stem = code or unicodedata.normalize("NFKC", name)
    stem = re.sub(r'[\s<>:"/\\|?*\x00-\x1f\x7f\u200e\u200f\u202a-\u202e]', "", stem).strip(".-")
    tail = f"{'-unit' if unit else ''}-{year}"
    if len(stem) + len(tail) > ID_LENGTH:
        short = hashlib.sha256(stem.encode()).hexdigest()[:8]
        stem = f"{stem[: ID_LENGTH - len(tail) - 9]}-{short}"
    return stem + tail


def describe(metadata: Metadata) -> bytes:
    """`datapackage.json` of a dataset, the same bytes for the same metadata."""
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
        "source": {
            "title": metadata.source.title,
            "publisher": metadata.source.publisher,
            "year": metadata.source.year,
            "sha256": metadata.source.sha256,
        },
        "resources": [_resource(table) for table in schema.ALL],
    }
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def read(content: bytes, where: str) -> Metadata:
    """The metadata of a `datapackage.json`.

    Raises DatasetError, naming `where`, for JSON that is none, a missing
    property, or a schema version that this version does not know.
    """
    try:
        package = json.loads(content)
        version = package["schema_version"]
        if version != schema.VERSION:
            newer = "update budget-briefs" if version > schema.VERSION else "ingest the document again"
            raise DatasetError(f"{where}: schema version {version}, this budget-briefs reads {schema.VERSION}: {newer}")
        source = package["source"]
        return Metadata(
            id=package["id"],
            department=package["department"],
            code=package["code"],
            level=package["level"],
            region=package["region"],
            year=int(package["year"]),
            kind=package["kind"],
            template=package["template"],
            parent=package.get("parent", ""),
            source=Source(source["title"], source["publisher"], int(source["year"]), source["sha256"]),
        )
    except DatasetError:
        raise
    except KeyError as error:
        raise DatasetError(
            f"{where}: no property {error}: ingest the document again to write a whole dataset"
        ) from None
    except (ValueError, TypeError) as error:
        raise DatasetError(
            f"{where}: not a data package ({error}): ingest the document again to write it anew"
        ) from None


def _resource(table: Schema) -> dict[str, Any]:
    return {
        "name": table.name,
        "description": table.description,
        "path": f"{table.name}.csv",
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
    if column.unit:
        field["unit"] = column.unit
    if column.role:
        field["columnType"] = column.role
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.among:
        constraints["enum"] = list(column.among)
    if constraints:
        field["constraints"] = constraints
    return field
