"""The cells of a comparison by one kind of base throughout, for a page's reader to choose; see `measures.bases`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.measures.bases import READINGS, bases
from analysis.present.answers import Change
from analysis.present.changes_trace import ChangesTrace
from analysis.present.formula import Input, difference, ratio, sum_of
from analysis.present.parts import cell
from analysis.present.phrases import Figure, Phrase, amount, percent

Key = tuple[str, str | None, str]


class Readings:
    """The readings of every row of an answer on changes."""

    def __init__(self, changes: pl.DataFrame, trace: ChangesTrace) -> None:
        self.trace = trace
        self._rows: dict[tuple[Key, str], Mapping[str, Any]] = {
            ((row["subject"], row["flow"], row["measure"]), row["reading"]): row for row in bases(changes).to_dicts()
        }

    def cells(self, row: Change) -> dict[str, Sequence[Phrase]]:
        """Base, change and percentage of a row, by reading."""
        return {name: [cell(figure) for figure in self._figures(row, name)] for name in READINGS}

    def _figures(self, row: Change, reading: str) -> Sequence[Figure | None]:
        held, trace = self._rows[row.key, reading], self.trace
        base, change, pct = (held[name] for name in ("base", "change", "change_pct"))
        if reading == "stated":
            return (
                trace.base(row) if base is not None else None,
                None if change is None else self._stated(row),
                trace.stated_pct(row),
            )
        if row.stated_change is None or row.current is None:
            known = (base, change, pct)
            return [one if value is not None else None for one, value in zip(self._own(row), known, strict=True)]
        current, stated = trace.operand(row, "current"), self._operand(row)
        if current is None:
            return None, None, None
        below = difference(current, stated)
        by_base = trace.computed(base, amount(base), below)
        share = None if pct is None else trace.computed(pct, percent(pct, signed=True), ratio(sum_of(stated), below))
        return by_base, self._stated(row), share

    def _own(self, row: Change) -> Sequence[Figure | None]:
        return self.trace.base(row), self.trace.change(row), self.trace.pct(row)

    def _operand(self, row: Change) -> Input:
        """The stated change, as the narrative prints it, else as the answer has it."""
        value = row.stated_change
        found = self.trace.input(f"{row.change_ref}:change") if " " not in (row.change_ref or " ") else None
        if found is not None and found.value == value:
            return found
        return Input(value or Decimal(0), f"{row.name}:stated_change")

    def _stated(self, row: Change) -> Figure:
        """The stated change as a figure."""
        one = self._operand(row)
        shown = amount(one.value, signed=True)
        if self.trace.row(one.ref) is not None:
            return self.trace.printed(one.value, one.ref, shown)
        words = self.trace.pick("文件所述", "stated in the document")
        return Figure(one.value, shown, one.ref, words, dataset=self.trace.id)
