"""Identities between what the narrative states and the tables, and between its own figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from analysis.disclosure import Disclosure
from analysis.measures.figures import Figure, Figures
from analysis.measures.identity import Cell, Reconciliation, Side, exact
from analysis.measures.tables import Tables
from analysis.money import WAN, Interval, finest, quotient, resolution, rounding, to_wan
from analysis.schema import STATEMENTS
from analysis.templates import StatedSumSpec, Term

_HUNDRED = Decimal(100)
_PRINTED = {"value": "value_printed", "base_value": "base_printed", "change": "change_printed"}


class Narrative:
    """What the narrative states, held against the tables and against itself."""

    def __init__(self, disclosure: Disclosure, tables: Tables) -> None:
        self.tables = tables
        self.figures = Figures(disclosure)
        stated = tables.template.identities.stated
        self._scopes = {(spec.subject, spec.measure, spec.flow): spec for spec in stated}
        self.certain = [row for row in self.figures.statements if not row["uncertain"]]

    def values(self) -> Iterator[Reconciliation]:
        """Stated values against what the tables print for the same subject."""
        for row in self.certain:
            if row["value"] is not None and row["unit"] in WAN and (told := self._printed_for(row)) is not None:
                name = f"narrative/{row['section']}/{row['label'] or row['subject']}"
                yield Reconciliation(name, "narrative", Side((self._stated(row, "value"),)), told)

    def sums(self) -> Iterator[Reconciliation]:
        """Stated values that are the sum of others of their section, by the template's identities."""
        for spec in self.tables.template.identities.narrative:
            for row in self.certain:
                measure = spec.whole.partition(".")[2] or row["measure"]
                if (row["subject"], row["measure"]) == (spec.whole.partition(".")[0], measure):
                    yield from self._sum_of_parts(spec, row)

    def _sum_of_parts(self, spec: StatedSumSpec, whole: Mapping[str, Any]) -> Iterator[Reconciliation]:
        parts = [self._part(name, whole) for name in spec.parts]
        known = [part for part in parts if part is not None]
        if whole["value"] is None or len(known) < len(parts):
            return
        name = f"stated/{whole['section']}/{whole['subject']}.{whole['measure']}/{'+'.join(spec.parts)}"
        right = Side(tuple(self.figure(part) for part in known))
        unit = "万元" if whole["unit"] in WAN else whole["unit"]
        yield Reconciliation(name, "stated", Side((self.figure(whole),)), right, unit)

    def _part(self, name: str, whole: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The one statement of the whole's section that gives this part of it in the same kind of unit."""
        subject, _, measure = name.partition(".")
        found = [
            row
            for row in self.figures.statements
            if row["section"] == whole["section"]
            and (row["subject"], row["measure"]) == (subject, measure or whole["measure"])
            and (None in (row["flow"], whole["flow"]) or row["flow"] == whole["flow"])
            and row["value"] is not None
        ]
        is_same = {(row["value"], row["unit"]) for row in found}
        if len(is_same) != 1 or found[0]["uncertain"] or (found[0]["unit"] in WAN) != (whole["unit"] in WAN):
            return None
        return found[0]

    def figure(self, row: Mapping[str, Any]) -> Cell:
        """A stated value: an amount stands for all that rounds to it, a count for itself."""
        return self._stated(row, "value") if row["unit"] in WAN else exact(row["value"], STATEMENTS.reference(row))

    def changes(self) -> Iterator[Reconciliation]:
        """Stated changes against the two years' values, and percentages against what the changes make of them."""
        for row in self.certain:
            if row["unit"] not in WAN:
                continue
            if row["change"] is None:
                yield from self._percentage_alone(row)
                continue
            if row["value"] is not None and row["base_value"] is not None:
                name = f"change/{row['section']}/{row['label'] or row['subject']}/base"
                parts = Side((self._stated(row, "base_value"), self._stated(row, "change")))
                yield Reconciliation(name, "change", Side((self._stated(row, "value"),)), parts)
            if row["change_pct"] is not None:
                yield from self._change(row)

    def shares(self) -> Iterator[Reconciliation]:
        """Stated shares against the stated value over the stated whole."""
        wholes: dict[tuple[str, str], Mapping[str, Any]] = {}
        for row in self.certain:
            if row["value"] is not None:
                wholes.setdefault((row["section"], row["subject"]), row)
            if row["share_pct"] is not None:
                yield from self._share(row, wholes)

    def _stated(self, row: Mapping[str, Any], column: str) -> Cell:
        """A stated figure; a change that is no more than "the same" prints none and counts as its section's."""
        unit = row["unit"]
        value = to_wan(row[column], unit) if unit in WAN else row[column]
        own = resolution(row[_PRINTED[column]] or "0")
        step = self.figures.section_step(row) if unit in WAN else own
        return Cell(value, rounding(value, step), to_wan(own, unit) if unit in WAN else own, STATEMENTS.reference(row))

    def _printed_for(self, row: Mapping[str, Any]) -> Side | None:
        """What the tables print for a statement's subject; its words decide, not its number."""
        if row["subject"] == "function" and row["function_name"]:
            side = self._function(row)
        elif spec := self._scopes.get((row["subject"], row["measure"], row["flow"] or "")):
            is_fiscal = spec.fiscal and self._is_fiscal_whole(row)
            side = self.tables.terms(spec.fiscal if is_fiscal else spec.terms, "total", "")
        else:
            return None
        return side if side.cells else None

    def _function(self, row: Mapping[str, Any]) -> Side:
        """A functional class or item, in the schedules that hold them; by its names, which give its code."""
        schedules = self.tables.template.identities.functions
        if schedules:
            terms = [Term(schedule, "expenditure", "total") for schedule in schedules]
            code = self.tables.code_of(row["function_name"], schedules)
            return self.tables.terms(terms, "code", code) if code else Side(())
        schedule = "general_public_expenditure" if self._is_current(row) else "fiscal_summary"
        return self.tables.terms([Term(schedule, "expenditure", "total")], "class", row["function_name"])

    def _is_current(self, row: Mapping[str, Any]) -> bool:
        section = [s for s in self.figures.statements if s["section"] == row["section"]]
        return any(s["subject"] == "general_public_expenditure" for s in section)

    def _is_fiscal_whole(self, row: Mapping[str, Any]) -> bool:
        """Whether the section speaks of all fiscal funds, so that a source's part of them holds its carryover."""
        section = [s for s in self.figures.statements if s["section"] == row["section"]]
        return any(s["subject"] == "fiscal_summary" for s in section)

    def _percentage_alone(self, row: Mapping[str, Any]) -> Iterator[Reconciliation]:
        """A stated percentage against the value and the base that are stated beside it, where no change is."""
        if row["change_pct"] is None or row["value"] is None or row["base_value"] is None:
            return
        value, base = self._stated(row, "value"), self._stated(row, "base_value")
        percent = quotient((value.value - base.value) * _HUNDRED, base.value)
        if percent is None or base.interval.low <= 0:
            return
        ends = [quotient(v * _HUNDRED, b) for v in _ends(value.interval) for b in _ends(base.interval)]
        known = [end - _HUNDRED for end in ends if end is not None]
        yield self._percent(row, percent, Interval(min(known), max(known)), value.ref)

    def _percent(self, row: Mapping[str, Any], percent: Decimal, interval: Interval, refs: str) -> Reconciliation:
        """A stated percentage and the computed one, with what rounding leaves of that."""
        step = resolution(row["change_pct_printed"])
        stated = Cell(row["change_pct"], rounding(row["change_pct"], step), step, STATEMENTS.reference(row))
        computed = Cell(percent.quantize(step, ROUND_HALF_UP), interval, step, refs)
        name = f"change/{row['section']}/{row['label'] or row['subject']}"
        return Reconciliation(
            name, "change", Side((stated,)), Side((computed,)), "%", (stated.interval, computed.interval)
        )

    def _change(self, row: Mapping[str, Any]) -> Iterator[Reconciliation]:
        """A stated percentage against the one that the stated change makes of its own figure.

        The figure is the one stated beside it, whose scope it has, else that of the tables. A base that
        may be zero or less has no percentage that must hold.
        """
        if row["value"] is not None:
            figure: Cell | Figure | None = self._stated(row, "value")
        else:
            figure = self.figures.find(row["subject"], row["flow"], row["measure"])
        if figure is None:
            return
        change = self._stated(row, "change")
        percent = quotient(change.value * _HUNDRED, figure.value - change.value)
        if percent is None or (figure.interval - change.interval).low <= 0:
            return
        corners = [
            quotient(d * _HUNDRED, c - d)
            for c in (figure.interval.low, figure.interval.high)
            for d in (change.interval.low, change.interval.high)
        ]
        known = [corner for corner in corners if corner is not None]
        refs = " ".join(dict.fromkeys((figure.ref, change.ref)))
        yield self._percent(row, percent, Interval(min(known), max(known)), refs)

    def _share(
        self, row: Mapping[str, Any], wholes: Mapping[tuple[str, str], Mapping[str, Any]]
    ) -> Iterator[Reconciliation]:
        """A stated share against its own value over the whole that its section states."""
        whole = wholes.get((row["section"], row["share_of"] or ""))
        if whole is None or row["value"] is None or whole["unit"] != row["unit"] or row["unit"] not in WAN:
            return
        part, total = self._stated(row, "value"), self._stated(whole, "value")
        share = quotient(part.value * _HUNDRED, total.value)
        bounds = part.interval.scaled(_HUNDRED).over(total.interval)
        if share is None or bounds is None:
            return
        step = finest(
            s["share_printed"] for s in self.figures.statements if s["section"] == row["section"] and s["share_printed"]
        )
        stated = Cell(row["share_pct"], rounding(row["share_pct"], step), resolution(row["share_printed"]), part.ref)
        computed = Cell(share.quantize(step, ROUND_HALF_UP), bounds, step, f"{part.ref} {total.ref}")
        name = f"share/{row['section']}/{row['label'] or row['subject']}"
        yield Reconciliation(name, "share", Side((stated,)), Side((computed,)), "%", (stated.interval, bounds))


def _ends(interval: Interval) -> tuple[Decimal, Decimal]:
    return interval.low, interval.high
