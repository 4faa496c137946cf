"""The figures of a brief on costs with how they are known. Money of the forms is in 元, of the tables in 万元."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from analysis.money import YUAN_PER_WAN, plain, quotient
from analysis.present import vocabulary
from analysis.present.phrases import THIN, Chinese, Figure, Phrase, amount, of, percent
from analysis.present.trace import Trace

Row = Mapping[str, Any]
CENT = Decimal("0.01")
#: Behind a name whose figures stand in a damaged place.
UNCERTAIN = "※"


class CostsTrace(Trace):
    """Figures of the answers of `analysis.measures.costs`, in one language."""

    # --- money --------------------------------------------------------------------------

    def yuan(self, value: Decimal | None, refs: str, source: str = "") -> Figure | None:
        """An amount in 元; whole yuan without decimals."""
        if value is None:
            return None
        shown = grouped(value) if value == value.to_integral_value() else amount(value)
        return Figure(value, shown, refs, source or self.places(refs), self._yuan)

    def wan(self, yuan: Decimal | None, refs: str, source: str = "") -> Phrase:
        """An amount of 元 in 万元 to two decimals; the exact yuan stand in its source."""
        if yuan is None:
            return of(vocabulary.NOTHING)
        value, exact = yuan / YUAN_PER_WAN, f"{grouped(yuan)} 元"
        places = source or self.places(refs)
        said = f"{exact}{self.pick('；', '; ')}{places}" if places else exact
        shown = amount(value.quantize(CENT, ROUND_HALF_UP))
        return vocabulary.money(Figure(value, shown, refs, said), self.lang)

    @property
    def _yuan(self) -> tuple[str | Chinese, ...]:
        return ("元",) if self.lang == "zh" else (THIN, Chinese("元"))

    # --- results ------------------------------------------------------------------------

    def unit_cost(self, row: Row) -> Figure:
        """What one unit costs, with the division and its places."""
        value = row["unit_cost_yuan"]
        formula = f"{grouped(row['numerator_yuan'])} 元 ÷ {grouped(row['target'])} {row['unit']}"
        places = self.places(f"{row['refs']} indicators/{row['result']}")
        ref = "/".join(("costs", str(row["form"]), row["period"], str(row["result"]), row["basis"]))
        return Figure(value, rounded(value), ref, f"{formula}{self.pick('；', '; ')}{places}" if places else formula)

    def bounded(self, row: Row | None) -> Phrase:
        """A unit cost with what it bounds, for a cell."""
        if row is None:
            return of(vocabulary.NOTHING)
        words = vocabulary.pick(BOUNDS[row["bound"]], self.lang)
        return self.say(words, words, cost=self.unit_cost(row))

    def each(self, row: Row) -> Phrase:
        """A unit cost with its unit, for a sentence: 至多18.30元/人次."""
        cost = self.unit_cost(row)
        of_unit = Figure(cost.value, cost.shown, cost.ref, cost.source, (*self._yuan, "/", Chinese(row["unit"])))
        words = vocabulary.pick(BOUNDS[row["bound"]], self.lang)
        return self.say(words, words, cost=of_unit)

    def promise(self, row: Row) -> Phrase:
        """The promised number as its form prints it."""
        found = self.row(f"indicators/{row['result']}")
        printed = found["target"] if found and found["target"] else f"{grouped(row['target'])}{row['unit']}"
        return of(Chinese(printed))

    def name(self, text: str, *, uncertain: bool = False) -> Phrase:
        """A name of the document; one that stands in a damaged place, or rests on one, bears a mark."""
        return of(Chinese(text + UNCERTAIN * uncertain))

    def percent(self, part: Decimal | None, whole: Decimal, ref: str) -> Figure | None:
        """A share of money, with the division."""
        if part is None or not whole:
            return None
        value = quotient(part * 100, whole) or Decimal(0)
        source = f"{amount(part / YUAN_PER_WAN)} ÷ {amount(whole / YUAN_PER_WAN)} × 100"
        return Figure(value, percent(value), ref, source)


#: What a unit cost bounds, as words around it.
BOUNDS: dict[str, tuple[str, str]] = {
    "upper": ("至多{cost}", "at most {cost}"),
    "lower": ("至少{cost}", "at least {cost}"),
    "exact": ("{cost}", "{cost}"),
    "range": ("至多{cost}（区间）", "at most {cost} (a range)"),
    "at_target": ("{cost}（按承诺数）", "{cost} (at the promise)"),
}


def grouped(value: Decimal) -> str:
    """A number with separators, without decimals that are zero.

    >>> grouped(Decimal("9150000.000000")), grouped(Decimal("2945640.30"))
    ('9,150,000', '2,945,640.3')
    """
    head, _, decimals = plain(abs(value)).partition(".")
    sign = "−" if value < 0 else ""
    return f"{sign}{int(head):,}" + (f".{decimals}" if decimals else "")


def rounded(value: Decimal) -> str:
    """A unit cost to the cent, finer where it would look like zero.

    >>> rounded(Decimal("18.300000")), rounded(Decimal("0.0012"))
    ('18.30', '0.0012')
    """
    places = 2
    while value and places < 6 and value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == 0:
        places += 2
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
