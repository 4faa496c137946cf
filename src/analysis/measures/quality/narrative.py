"""Identities between what the narrative states and the tables, and between its own figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from analysis.columns import PHASES, VOTED
from analysis.disclosure import Disclosure
from analysis.figure import Figure, percent, rounded
from analysis.measures.figures import figures, grouped
from analysis.measures.quality.identity import Reconciliation, Side
from analysis.measures.quality.tables import Tables
from analysis.measures.records import Statement
from analysis.templates.spec import Term


class Narrative:
    """The statements of the narrative, held against the tables and against each other."""

    def __init__(self, disclosure: Disclosure, tables: Tables) -> None:
        self.tables = tables
        self.figures = figures(disclosure)
        stated = tables.identities.stated
        self._scopes = {(spec.subject, spec.measure, spec.flow): spec for spec in stated}
        self.certain = [row for row in told(disclosure) if not row.uncertain]

    def values(self) -> Iterator[Reconciliation]:
        """Stated values against what the tables print for the same subject.

        Where a section may speak of one of two tables, and the other one prints the value, the identity is open.
        """
        for row in self.certain:
            if row.value is None or not row.is_money or row.measure in VOTED:
                continue
            if sides := self._printed_for(row):
                name, left = f"narrative/{row.section}/{row.named}", Side(row.value)
                is_open = any(side.interval.meets(left.interval) for side in sides[1:])
                yield Reconciliation(name, left, sides[0], is_open=is_open)

    def sums(self) -> Iterator[Reconciliation]:
        """Stated values that are the sum of others of their section, by the template's identities."""
        for spec in self.tables.identities.narrative:
            subject, _, measure = spec.whole.partition(".")
            for row in self.certain:
                if not row.value or (row.subject, row.measure) != (subject, measure or row.measure):
                    continue
                parts = Side(*(self._part(name, row) for name in spec.parts))
                if len(parts.parts) == len(spec.parts):
                    name = f"stated/{row.section}/{row.subject}.{row.measure}/{'+'.join(spec.parts)}"
                    yield Reconciliation(name, Side(row.value), parts, row.value.unit)

    def _part(self, name: str, whole: Statement) -> Figure | None:
        """The one value that the whole's section states for this part of it, in the same kind of unit."""
        subject, _, measure = name.partition(".")
        place = whole.section, subject, measure or whole.measure
        said = (row for row in self.figures.statements if (row.section, row.subject, row.measure) == place)
        alike = (row for row in said if None in (row.flow, whole.flow) or row.flow == whole.flow)
        found = [(row, row.value) for row in alike if row.value is not None]
        if len({(value.value, row.unit) for row, value in found}) != 1:
            return None
        row, value = found[0]
        return None if row.uncertain or row.is_money != whole.is_money else value

    def changes(self) -> Iterator[Reconciliation]:
        """Stated changes against the two years' values, and percentages against what the changes make of them."""
        for row in self.certain:
            if not row.is_money:
                continue
            if row.change is not None and row.value is not None:
                base, of = (self._before(row), "table") if row.base is None else (Side(row.base), "base")
                if base is not None:
                    name = f"change/{row.section}/{row.named}/{of}"
                    yield Reconciliation(name, Side(row.value), Side(*base.parts, row.change))
            yield from self._percentage(row)

    def shares(self) -> Iterator[Reconciliation]:
        """Stated shares against the stated value over the whole that its section states, or over its own budget."""
        wholes: dict[tuple[str, ...], Statement] = {}
        for row in self.certain:
            item = (row.section, row.subject, row.function_name or "")
            if row.value:
                wholes.setdefault(item[:2], row)
                wholes[*item, row.measure] = row
            whole = wholes.get((row.section, row.share_of or ""))
            if row.share_of in VOTED:
                whole = wholes.get((*item, row.share_of))
            if not (row.share_pct and whole and row.is_money) or whole.unit != row.unit:
                continue
            share = percent(row.value, whole.value)
            if share and share.interval:
                computed = rounded(share, row.share_pct.step)
                name = f"share/{row.section}/{row.named}"
                yield Reconciliation(name, Side(row.share_pct), Side(computed), "%")

    def _printed_for(self, row: Statement) -> list[Side]:
        """The tables' figures of a statement's subject: as its section's words say, then in the other scope."""
        if row.subject == "function" and row.function_name:
            sides = self._function(row, row.function_name)
        elif spec := self._scopes.get((row.subject, row.measure, row.flow or "")):
            if not self.tables.holds(spec.when):
                return []
            scopes = [terms for terms in (spec.terms, spec.fiscal) if terms]
            if self._tells(row, "fiscal_summary"):
                scopes.reverse()
            sides = [self.tables.terms(terms) for terms in scopes]
        else:
            return []
        return sides if sides[0].parts else []

    def _before(self, row: Statement) -> Side | None:
        """The tables' figures of a statement's base year, in the phase that it is compared with."""
        if row.base_year in (None, self.figures.year) or row.base_kind not in PHASES:
            return None
        base = self.tables.before(row.base_year, row.base_kind)
        if row.subject == "function" and row.function_name:
            side = base.function(self.tables.code_of(row.function_name))
        else:
            side = Side(base.figures.in_tables(*row.place))
        return side if side.parts else None

    def _function(self, row: Statement, name: str) -> list[Side]:
        """A functional class or item, in the schedules that hold them; by its names, which give its code."""
        if self.tables.identities.functions:
            return [self.tables.function(self.tables.code_of(name))]
        scopes = ["general_public_expenditure", "fiscal_summary"]
        if not self._tells(row, scopes[0]):
            scopes.reverse()
        return [self.tables.terms([Term(scope, "expenditure", "total")], "class", name) for scope in scopes]

    def _tells(self, row: Statement, subject: str) -> bool:
        """True where the statement's section speaks of a subject: of all fiscal funds, a source holds its carryover."""
        return subject in self._subjects.get(row.section, ())

    @cached_property
    def _subjects(self) -> dict[str, list[str]]:
        return grouped((row.section, row.subject) for row in self.figures.statements)

    def _percentage(self, row: Statement) -> Iterator[Reconciliation]:
        """A stated percentage against the one that the stated change makes of its own figure.

        The figure is the one stated beside it, whose scope it has, else that of the tables; where no change is
        stated, the one that value and base give. A base that may be zero or less has no percentage that must hold.
        """
        stated, base = row.change_pct, row.base
        value = row.value if row.value or not row.change else self.figures.find(*row.place)
        if stated is None or value is None:
            return
        if row.change is not None:
            base = value - row.change
            computed = percent(row.change, base)
        else:
            computed = base and percent(value - base, base)
        known = base.interval if base else None
        if computed is None or known is None or known.low <= 0:
            return
        name, right = f"change/{row.section}/{row.named}", Side(rounded(computed, stated.own))
        yield Reconciliation(name, Side(stated), right, "%", is_open=row.value is None)


@lru_cache(maxsize=2)
def again(disclosure: Disclosure) -> Mapping[int, Statement]:
    """Statements of functional items that say once more what one before in their section said: by number, that one."""
    first: dict[tuple[object, ...], Statement] = {}
    found: dict[int, Statement] = {}
    for row in figures(disclosure).statements:
        if row.subject != "function" or row.value is None:
            continue
        said = tuple(figure and figure.value for figure in (row.value, row.base, row.change, row.change_pct))
        before = first.setdefault((row.section, row.function_name, row.measure, row.unit, *said), row)
        if before is not row:
            found[row.number] = before
    return found


def told(disclosure: Disclosure) -> list[Statement]:
    """The statements of the narrative, each fact once."""
    repeated = again(disclosure)
    return [row for row in figures(disclosure).statements if row.number not in repeated]
