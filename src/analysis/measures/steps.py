"""The finest step that a document prints its figures to: in a table, a section of the narrative, the department's form.

Offices drop trailing zeros: 15 among figures of two decimals is 15.00.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from analysis.money import WAN, finest, plain, resolution, to_wan

_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")
_Row = Mapping[str, Any]


class Steps:
    """The finest steps of a dataset, from its rows of `amounts`, `statements` and `department`."""

    def __init__(self, amounts: Sequence[_Row], statements: Sequence[_Row], department: Sequence[_Row]) -> None:
        readable = [row for row in amounts if row["amount"] is not None]
        self._tables = _finest((_table(row), row["printed"]) for row in readable)
        money = ("value_printed", "base_printed", "change_printed")
        self._sections = _finest((_section(row), row[name]) for row in statements for name in money if row[name])
        self._shares = _finest((row["section"], row["share_printed"]) for row in statements if row["share_printed"])
        held = (to_wan(own(row["value"]), row["unit"]) for row in department if row["unit"] in WAN)
        #: of the money on the department's own form, in 万元: the dataset keeps no printing of it
        self.of_facts = min(held, default=Decimal(0))

    def of_table(self, row: _Row) -> Decimal:
        """Of the table of a row of `amounts` in its unit, in 万元."""
        return to_wan(self._tables[_table(row)], row["printed_unit"])

    def of_section(self, row: _Row) -> Decimal:
        """Of the section of a row of `statements`, in its unit of money."""
        return self._sections.get(_section(row), Decimal(1))

    def of_share(self, row: _Row) -> Decimal | None:
        """Of the shares in the section of a row of `statements`."""
        return self._shares.get(row["section"])


def own(value: Decimal) -> Decimal:
    """The size of the last digit of a value that the dataset keeps no printing of."""
    return resolution(plain(value))


def grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    """The values of each key, in their order."""
    found: dict[_K, list[_V]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _finest(printed: Iterable[tuple[_K, str]]) -> dict[_K, Decimal]:
    return {place: finest(figures) for place, figures in grouped(printed).items()}


def _table(row: _Row) -> tuple[int, str]:
    return row["table"], row["printed_unit"]


def _section(row: _Row) -> tuple[str, str]:
    return row["section"], row["unit"]
