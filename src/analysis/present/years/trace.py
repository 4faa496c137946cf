"""Figures of comparisons over years, each with its row in the right year's dataset or its formula."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from analysis.measures.places import of_other
from analysis.present.formula import Formula, Input, difference, percentage
from analysis.present.phrases import Figure, amount, percent
from analysis.present.trace import Trace


def ref(table: str, *key: object) -> str:
    """The reference of a row of an answer."""
    return "/".join((table, *(quote(str(part), safe="") for part in key)))


class YearsTrace(Trace):
    """Figures of this year's budget and those of other years, in one language."""

    def beside(self, value: Decimal | None, refs: str | None, id: str) -> Figure | None:
        """A figure that another year's budget prints."""
        return None if value is None or not refs else self.printed(value, of_other(id, refs))

    def here(self, value: Decimal | None, refs: str | None) -> Figure | None:
        """A figure that this year's budget prints."""
        return None if value is None or not refs else self.printed(value, refs)

    def change(self, row: Mapping[str, Any], name: str, id: str) -> Figure:
        """The difference of both years' figures, of which one may not be printed; `name` is the row's reference."""
        now = self._operand(row["current"], row["current_ref"] or "", f"{name}:current")
        before = self._operand(row["base"], of_other(id, row["base_ref"] or ""), f"{name}:base")
        shown, own = amount(row["change"], signed=True), f"{name}:change"
        if now is None or before is None:
            one = now or before
            assert one is not None
            said = self.pick("另一年没有印出，按0计算", "not printed in the other year, taken as 0")
            return self.computed(row["change"], shown, Formula("{}" if now else "-{}", (one,)), own, [said])
        return self.computed(row["change"], shown, difference(now, before), own)

    def change_pct(self, row: Mapping[str, Any], name: str, id: str) -> Figure | None:
        """The change in percent of the base year's figure."""
        if row["change_pct"] is None:
            return None
        change = Input(row["change"], f"{name}:change")
        before = self._operand(row["base"], of_other(id, row["base_ref"] or ""), f"{name}:base")
        assert before is not None
        shown = percent(row["change_pct"], signed=True)
        return self.computed(row["change_pct"], shown, percentage(change, before), f"{name}:change_pct")

    def _operand(self, value: Decimal | None, printed: str, own: str) -> Input | None:
        """A figure as an operand: the document's own where one row prints it, else the answer's."""
        if value is None:
            return None
        found = self.input(printed) if printed and " " not in printed else None
        return found if found is not None and found.value == value else Input(value, own)
