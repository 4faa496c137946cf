"""The cells of a comparison by one kind of base throughout, for a page's reader to choose; see `measures.bases`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis.measures.bases import READINGS, bases
from analysis.present.answers import Change
from analysis.present.changes_trace import ChangesTrace
from analysis.present.parts import cell
from analysis.present.phrases import Phrase, amount, percent


class Readings:
    """The readings of every row of an answer on changes."""

    def __init__(self, changes: pl.DataFrame, trace: ChangesTrace) -> None:
        self.trace = trace
        names = ("subject", "flow", "measure", "base_phase", "reading")
        self._rows = {tuple(row[name] for name in names): row for row in bases(changes).to_dicts()}

    def cells(self, row: Change) -> dict[str, Sequence[Phrase]]:
        """Base, change and percentage of a row, by reading."""
        return {name: self._shown(self._rows[*row.key, row.base_phase, name]) for name in READINGS}

    def _shown(self, held: Mapping[str, Any]) -> Sequence[Phrase]:
        change, pct = held["change"], held["change_pct"]
        return [
            cell(self.trace.told(held, "base")),
            cell(self.trace.told(held, "change", "" if change is None else amount(change, signed=True))),
            cell(self.trace.told(held, "change_pct", "" if pct is None else percent(pct, signed=True))),
        ]
