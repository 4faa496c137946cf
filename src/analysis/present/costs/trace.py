"""The figures of a brief on costs with how they are known. Money of the forms is in 元, of the tables in 万元."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.figure import Figure, Told, places, total
from analysis.present import vocabulary
from analysis.present.phrases import THIN, Chinese, Phrase, of
from analysis.present.trace import Trace
from analysis.schema import PROJECTS

Row = Mapping[str, Any]
#: Behind a name whose figures stand in a damaged place.
UNCERTAIN = "※"


class CostsTrace(Trace):
    """Figures of the answers of `analysis.measures.costs`, in one language."""

    def funds(self, row: Row) -> Row:
        """The money of a project's year, as its form prints it; nothing where it is not at hand."""
        return self.row(PROJECTS.reference({"form": row["form"], "period": "annual"})) or {}

    @property
    def _yuan(self) -> tuple[str | Chinese, ...]:
        return ("元",) if self.lang == "zh" else (THIN, Chinese("元"))

    def bounded(self, row: Row | None, unit: tuple[str | Chinese, ...] = ()) -> Phrase:
        """A unit cost with what it bounds, for a cell."""
        cost = None if row is None else self.told(row, "unit_cost_yuan", rounded(row["unit_cost_yuan"]))
        if row is None or cost is None:
            return of(vocabulary.NOTHING)
        words = vocabulary.pick(BOUNDS[row["bound"]], self.lang)
        return self.say(words, words, cost=replace(cost, unit=unit))

    def each(self, row: Row) -> Phrase:
        """A unit cost with its unit, for a sentence: 至多18.30元/人次."""
        return self.bounded(row, (*self._yuan, "/", Chinese(row["unit"])))


#: What a unit cost bounds, as words around it.
BOUNDS: dict[str, tuple[str, str]] = {
    "upper": ("至多{cost}", "at most {cost}"),
    "lower": ("至少{cost}", "at least {cost}"),
    "exact": ("{cost}", "{cost}"),
    "range": ("至多{cost}（区间）", "at most {cost} (a range)"),
    "at_target": ("{cost}（按承诺数）", "{cost} (at the promise)"),
}


def added(rows: Iterable[Row], column: str) -> Figure | None:
    """What rows of an answer hold in a column, together; None where all are empty."""
    return total(Told(Decimal(row[column]), row[f"{column}_how"]) for row in rows if row[column] is not None)


def rounded(value: Decimal) -> str:
    """A unit cost to the cent, finer where it would look like zero.

    >>> rounded(Decimal("18.300000")), rounded(Decimal("0.0012"))
    ('18.30', '0.0012')
    """
    decimals = 2
    while value and decimals < 6 and not places(value, decimals):
        decimals += 2
    return f"{places(value, decimals):,f}"
