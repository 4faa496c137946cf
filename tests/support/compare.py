"""What two datasets differ in, row by row, in the columns that a document's layout must not change."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from analysis.disclosure import Disclosure
from analysis.text import fold

LAYOUT = frozenset({"page", "line", "uncertain"})


def differences(
    expected: Disclosure, found: Disclosure, *, ignore: Collection[str] = (), metadata: bool = True
) -> list[str]:
    """One line for each difference; texts are compared in one width and figures as printed without separators.

    `ignore` are columns, as `column` or `table.column`.
    """
    said: list[str] = []
    if metadata:
        for name in ("id", "department", "code", "level", "region", "year", "kind", "template"):
            left, right = getattr(expected.metadata, name), getattr(found.metadata, name)
            if left != right:
                said.append(f"metadata.{name}: {left!r} became {right!r}")
    parents = set(expected.statements["parent"].to_list())  # their reasons name what the statements below them state
    for name, frame in expected.frames().items():
        left, right = frame.to_dicts(), found.frames()[name].to_dicts()
        if name == "reasons":
            left, right = ([row for row in rows if row["statement"] not in parents] for rows in (left, right))
        if len(left) != len(right):
            said.append(f"{name}: {len(left)} rows became {len(right)}")
        for number, (old, new) in enumerate(zip(left, right, strict=False), 1):
            for column, value in old.items():
                if column in LAYOUT or column in ignore or f"{name}.{column}" in ignore:
                    continue
                if _plain(column, value) != _plain(column, new[column]):
                    said.append(f"{name}[{number}].{column}: {value!r} became {new[column]!r}")
    return said


def _plain(column: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = fold(value)
    return text.replace(",", "") if "printed" in column else text
