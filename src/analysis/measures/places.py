"""The places of a dataset's rows in their document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from analysis import schema
from analysis.disclosure import Disclosure


@lru_cache(maxsize=2)
def rows(disclosure: Disclosure) -> Mapping[str, dict[str, Any]]:
    """Every row of a dataset by its reference; the same for all who ask, and not to be changed."""
    return {
        table.reference(row): row
        for table, frame in zip(schema.ALL, disclosure.frames().values(), strict=True)
        for row in frame.to_dicts()
    }


def place(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The place of one row: its table's number, its section or its project, with page and line."""
    if table in ("tables", "amounts") or row.get("table"):
        named = {"table": row["table"]}
    elif table == "statements":
        named = {"section": row["section"]}
    elif table in ("projects", "indicators"):
        named = {"project": row["project"]}
    else:
        named = {}
    return named | {"page": row["page"], "line": row["line"]}
