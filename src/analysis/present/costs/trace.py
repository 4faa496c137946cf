"""The figures of a brief on costs with how they are known. Money of the forms is in 元, of the tables in 万元."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from analysis.money import YUAN_PER_WAN
from analysis.present import vocabulary
from analysis.present.formula import Formula, Input, grouped, ratio, sum_of
from analysis.present.phrases import THIN, Chinese, Figure, Phrase, amount, of
from analysis.present.trace import Trace

Row = Mapping[str, Any]
CENT = Decimal("0.01")
#: Behind a name whose figures stand in a damaged place.
UNCERTAIN = "※"


class CostsTrace(Trace):
    """Figures of the answers of `analysis.measures.costs`, in one language."""

    # --- money --------------------------------------------------------------------------

    def yuan(self, value: Decimal, formula: Formula, refs: str = "", ref: str = "") -> Figure:
        """An amount in 元, whole yuan without decimals; `refs` are the rows that the formula's operands rest on."""
        shown = grouped(value) if value == value.to_integral_value() else amount(value)
        return replace(self.computed(value, shown, formula, ref, [self.places(refs)] if refs else ()), unit=self._yuan)

    def wan(self, *inputs: Input | None, refs: str = "") -> Phrase:
        """Amounts of 元 together, in 万元 to two decimals; the exact yuan stand in the formula."""
        held = [one for one in inputs if one is not None]
        if not held:
            return of(vocabulary.NOTHING)
        value = sum((one.value for one in held), Decimal(0)) / YUAN_PER_WAN
        above = sum_of(*held)
        text = above.text if len(held) == 1 else f"({above.text})"
        formula = Formula(f"{text} / {YUAN_PER_WAN}", above.inputs)
        shown = amount(value.quantize(CENT, ROUND_HALF_UP))
        return vocabulary.money(
            self.computed(value, shown, formula, notes=[self.places(refs)] if refs else ()), self.lang
        )

    def budget(self, row: Row) -> Input | None:
        """A project's money of a period in 元, as an operand: as its form prints it, else as the answer has it."""
        value, place = row["budget_yuan"], f"{row['form']}/{row.get('period', 'annual')}"
        if value is None:
            return None
        found = self.input(f"projects/{place}:total_yuan")
        return found if found is not None and found.value == value else Input(value, f"explained/{place}:budget_yuan")

    def of_prices(self, row: Row, column: str) -> Input:
        """What a project's prices come to in 元 (`priced_yuan`), or explain (`explained_yuan`), as an operand."""
        return Input(row[column], f"explained/{row['form']}/{row['period']}:{column}")

    def project(self, row: Row) -> str:
        """The project's name in the budget tables, by which all pages know it; else the one on its form."""
        found = self.row(f"projects/{row['form']}/annual") or {}
        return str(found.get("table_project") or row["project"])

    @property
    def _yuan(self) -> tuple[str | Chinese, ...]:
        return ("元",) if self.lang == "zh" else (THIN, Chinese("元"))

    # --- results ------------------------------------------------------------------------

    def unit_cost(self, row: Row) -> Figure:
        """What one unit costs, with the division and its places."""
        value = row["unit_cost_yuan"]
        name = "/".join(("costs", str(row["form"]), row["period"], str(row["result"]), row["basis"]))
        above = next((f for ref in row["refs"].split() if (f := self._yuan_of(row["numerator_yuan"], ref))), None)
        if above is None:
            above = sum_of(Input(row["numerator_yuan"], f"{name}:numerator_yuan"))
        target = self.input(f"indicators/{row['result']}")
        if target is None or target.value != row["target"]:
            target = Input(row["target"], f"{name}:target")
        formula = ratio(above, sum_of(target), 1)
        notes = [self.places(row["refs"])] if above.inputs[0].ref.startswith("costs/") else []
        return self.computed(value, rounded(value), formula, f"{name}:unit_cost_yuan", notes)

    def _yuan_of(self, value: Decimal, ref: str) -> Formula | None:
        """An amount in 元 as a row of the dataset prints it, in 元 or 万元; None where the row is another."""
        found = self.input(ref)
        if found is None or found.value not in (value, value / YUAN_PER_WAN):
            return None
        return Formula("{}" if found.value == value else f"{{}} * {YUAN_PER_WAN}", (found,))

    def bounded(self, row: Row | None) -> Phrase:
        """A unit cost with what it bounds, for a cell."""
        if row is None:
            return of(vocabulary.NOTHING)
        words = vocabulary.pick(BOUNDS[row["bound"]], self.lang)
        return self.say(words, words, cost=self.unit_cost(row))

    def each(self, row: Row) -> Phrase:
        """A unit cost with its unit, for a sentence: 至多18.30元/人次."""
        cost = self.unit_cost(row)
        of_unit = replace(cost, unit=(*self._yuan, "/", Chinese(row["unit"])))
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


#: What a unit cost bounds, as words around it.
BOUNDS: dict[str, tuple[str, str]] = {
    "upper": ("至多{cost}", "at most {cost}"),
    "lower": ("至少{cost}", "at least {cost}"),
    "exact": ("{cost}", "{cost}"),
    "range": ("至多{cost}（区间）", "at most {cost} (a range)"),
    "at_target": ("{cost}（按承诺数）", "{cost} (at the promise)"),
}


def rounded(value: Decimal) -> str:
    """A unit cost to the cent, finer where it would look like zero.

    >>> rounded(Decimal("18.300000")), rounded(Decimal("0.0012"))
    ('18.30', '0.0012')
    """
    places = 2
    while value and places < 6 and value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) == 0:
        places += 2
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
