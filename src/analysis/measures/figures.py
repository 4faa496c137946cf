"""The rows that a disclosure prints, typed (`records`), with amounts that are figures, looked up by what they mean.

Each row is made once for a disclosure. Its figures know their resolution: the finest that their table (of the
narrative, their section) prints in their unit, since offices drop trailing zeros. Counts stand for themselves, and so
do the funds of forms, which are printed to the yuan.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from analysis.columns import SCHEDULES
from analysis.disclosure import Disclosure
from analysis.figure import Cell, Figure, difference, rounded
from analysis.measures.records import Amount, Fact, Funds, Indicator, Mention, Statement
from analysis.money import WAN, YUAN_PER_WAN, finest, in_unit, plain, resolution, rounding, to_wan, unit_of
from analysis.schema import AMOUNTS, DEPARTMENT, INDICATORS, MENTIONS, OTHER, PROJECTS, STATEMENTS, Schema, quoted

_WAN, _YUAN = "万元", "元"
_K = TypeVar("_K", bound=Hashable)
_V = TypeVar("_V")
_R = TypeVar("_R")
_Row = Mapping[str, Any]
_SUMS = ("total", "central", "provincial", "local", "own", "other")


class Figures:
    """The rows of one disclosure; `id` stands before all references where an answer is about another one."""

    def __init__(self, disclosure: Disclosure, id: str = "", of: tuple[int, str] | None = None) -> None:
        """The figures of a disclosure's own year and phase, or those of another one that its tables print."""
        self.disclosure, self.id = disclosure, id
        self.year, self.phase = of or (disclosure.metadata.year, disclosure.metadata.kind)

    # --- what a subject is printed as ---------------------------------------------------------

    def find(self, subject: str, flow: str | None, measure: str = "total") -> Figure | None:
        """The figure of `subject` in 万元, in the tables first, else in the narrative; None where none prints it.

        `subject` is a schedule's name (then its total) or one of the subjects of `amounts` and `statements`.
        """
        return self.in_tables(subject, flow, measure) or self._stated(subject, flow, measure)

    def expenditure(self, subject: str, flow: str | None, measure: str) -> Figure | None:
        """As `find`, with basic and project expenditure as the columns of all expenditure."""
        if flow == "expenditure" and subject in ("basic", "project"):
            return self.find("expenditure_total", flow, subject) or self.find("expenditure", None, subject)
        return self.find(subject, flow, measure)

    def in_tables(self, subject: str, flow: str | None, measure: str) -> Figure | None:
        """The figure of `subject` that the tables print, as `find`."""
        if (subject, flow) == ("carryover", "expenditure"):
            return self._row("expenditure_total", flow, "carryover")
        if (subject, flow) == ("general_public_budget", "expenditure"):
            subject = "general_public_expenditure"
        if subject in SCHEDULES:
            return self._row(subject, None, measure) or self._total(subject, measure)
        if measure == "current_year":
            part = subject.removesuffix("_total") + "_current_year"
            return self._row(part, flow, "total") if flow == "revenue" else self._row(subject, flow, "current_year")
        return self._row(subject, flow, measure)

    def _row(self, subject: str, flow: str | None, measure: str) -> Figure | None:
        rows = [row for row in self._by_subject.get((subject, measure), ()) if flow in (None, row.flow)]
        return min(rows, key=lambda row: SCHEDULES.index(row.schedule)).figure if rows else None

    def _total(self, schedule: str, measure: str) -> Figure | None:
        rows = (row for row in self.of(schedule, measure) if row.level in ("total", "department"))
        return next((row.figure for row in rows), None)

    def _stated(self, subject: str, flow: str | None, measure: str) -> Figure | None:
        told = (row for row in self.statements if (row.subject, row.measure) == (subject, measure) and row.is_money)
        return next((row.value for row in told if row.value and flow in (None, row.flow)), None)

    # --- rows --------------------------------------------------------------------------------

    def of(self, schedule: str, measure: str = "") -> list[Amount]:
        """The amounts of a schedule that could be read, of one measure or all, in their order."""
        rows = self._by_schedule.get(schedule, [])
        return [row for row in rows if row.measure == measure] if measure else rows

    def projects(self, schedule: str, measure: str = "") -> list[Amount]:
        """Those of a schedule's projects."""
        return [row for row in self.of(schedule, measure) if row.level == "project"]

    @cached_property
    def amounts(self) -> list[Amount]:
        """The amounts of the tables that could be read."""
        return [self._amount(row) for row in self._amounts if row["amount"] is not None]

    @cached_property
    def illegible(self) -> list[_Row]:
        """The rows of `amounts` whose cell could not be read."""
        return [row for row in self._amounts if row["amount"] is None]

    @cached_property
    def statements(self) -> list[Statement]:
        """The statements of the narrative."""
        return [self._statement(row) for row in self._statements if row["table"] is None]

    @cached_property
    def printed(self) -> list[Statement]:
        """The changes that tables print beside their figures."""
        return [self._statement(row) for row in self._statements if row["table"] is not None]

    @cached_property
    def funds(self) -> list[Funds]:
        """The money of the forms."""
        return [self._funds(row) for row in self.disclosure.projects.to_dicts()]

    @cached_property
    def annual(self) -> list[Funds]:
        """The money of the forms for the year."""
        return [row for row in self.funds if row.period == "annual"]

    @cached_property
    def facts(self) -> dict[tuple[str, str], Fact]:
        """Facts about the department, by subject and measure."""
        rows = self.disclosure.department.to_dicts()
        return {(row["subject"], row["measure"]): self._fact(row) for row in rows}

    @cached_property
    def mentions(self) -> list[Mention]:
        """Figures and dates that the texts of the forms name."""
        return [self._mention(row) for row in self.disclosure.mentions.to_dicts()]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """The indicators of the forms."""
        return [self._indicator(row) for row in self.disclosure.indicators.to_dicts()]

    @cached_property
    def certain(self) -> list[Indicator]:
        """The indicators of projects that are named and read beyond doubt: no rule may speak of others."""
        return [row for row in self.indicators if row.form is not None and row.name and not row.uncertain]

    @cached_property
    def of_department(self) -> list[Indicator]:
        """Those of the department's own form."""
        return [row for row in self.indicators if row.form is None and row.name and not row.uncertain]

    def project(self, form: int | None) -> str | None:
        """The name of a form's project."""
        return next((row.project for row in self.funds if row.form == form), None)

    def implied(self, year: int) -> Iterator[tuple[Statement, Figure]]:
        """Statements against a year's budget, with its figure: stated as such, or this year's less the change."""
        for said in self.statements:
            is_one = said.is_money and said.subject != "function" and said.base_year == year
            if is_one and said.base_kind in ("budget", "unstated"):
                base = said.base or difference(said.value or self.find(*said.place), said.change)
                if base is not None:
                    yield said, base

    def ref(self, table: Schema, row: _Row) -> str:
        """The reference of a row, with the dataset's ID before it where answers are about another one."""
        own = table.reference(row)
        return f"{quoted(self.id)}{OTHER}{own}" if self.id else own

    # --- making them -----------------------------------------------------------------------------

    @cached_property
    def _amounts(self) -> list[dict[str, Any]]:
        return self.disclosure.amounts_of(self.year, self.phase).to_dicts()

    @cached_property
    def _statements(self) -> list[dict[str, Any]]:
        return self.disclosure.statements.to_dicts()

    # How finely a table, a section or the form prints its figures: 15 among figures of two decimals is 15.00.

    @cached_property
    def _table_steps(self) -> dict[tuple[int, str], Decimal]:
        readable = (row for row in self._amounts if row["amount"] is not None)
        return _finest(((row["table"], row["printed_unit"]), row["printed"]) for row in readable)

    @cached_property
    def _section_steps(self) -> dict[tuple[str, str], Decimal]:
        money = ("value_printed", "base_printed", "change_printed")
        told = ((row, row[name]) for row in self._statements for name in money if row[name])
        return _finest(((row["section"], unit_of(printed, row["unit"])), printed) for row, printed in told)

    @cached_property
    def _share_steps(self) -> dict[str, Decimal]:
        return _finest((row["section"], row["share_printed"]) for row in self._statements if row["share_printed"])

    @cached_property
    def _fact_step(self) -> Decimal:
        """Of the money on the department's own form, in 万元: the dataset keeps no printing of it."""
        facts = self.disclosure.department.to_dicts()
        held = (to_wan(_last(row["value"]), row["unit"]) for row in facts if row["unit"] in WAN)
        return min(held, default=Decimal(0))

    @cached_property
    def _by_schedule(self) -> dict[str, list[Amount]]:
        return grouped((row.schedule, row) for row in self.amounts)

    @cached_property
    def _by_subject(self) -> dict[tuple[str, str], list[Amount]]:
        return grouped(((row.subject, row.measure), row) for row in self.amounts if row.subject)

    def _amount(self, row: _Row) -> Amount:
        ref, unit = self.ref(AMOUNTS, row), row["printed_unit"]
        step, last = (to_wan(of, unit) for of in (self._table_steps[row["table"], unit], resolution(row["printed"])))
        return _made(Amount, row, ref=ref, figure=Cell(ref, "amount", row["amount"], step, last, unit=_WAN))

    def _statement(self, row: _Row) -> Statement:
        ref, unit = self.ref(STATEMENTS, row), row["unit"]

        def stated(column: str, printed: str | None) -> Figure | None:
            if row[column] is None:
                return None
            if unit not in WAN:
                return Cell(ref, column, row[column], unit=unit)
            own = unit_of(printed or "", unit)
            usual = self._section_steps.get((row["section"], own), Decimal(1))
            # "the same" prints no change: both figures print alike, so that they may differ by a step at most
            step, last = (usual, resolution(printed)) if printed else (2 * usual, None)
            step, last = in_unit(step, own, unit), last and in_unit(last, own, unit)
            return _in_wan(Cell(ref, column, row[column], step, last, unit=_WAN), unit)

        def percentage(column: str, printed: str | None, step: Decimal | None) -> Cell | None:
            if row[column] is None:
                return None
            last = resolution(printed or "")
            return Cell(ref, column, row[column], step or last, last, unit="%")

        return _made(
            Statement,
            row,
            ref=ref,
            number=row["statement"],
            label=row["label"] or "",
            value=stated("value", row["value_printed"] or "0"),
            base=stated("base_value", row["base_printed"] or "0"),
            change=stated("change", row["change_printed"]),
            change_pct=percentage("change_pct", row["change_pct_printed"], None),
            share_pct=percentage("share_pct", row["share_printed"], self._share_steps.get(row["section"])),
        )

    def _funds(self, row: _Row) -> Funds:
        ref = self.ref(PROJECTS, row)
        sums = {name: _cell(ref, row, f"{name}_yuan", _YUAN) for name in _SUMS}
        return _made(Funds, row, ref=ref, **sums)

    def _fact(self, row: _Row) -> Fact:
        ref, unit = self.ref(DEPARTMENT, row), row["unit"]
        figure: Figure = Cell(ref, "value", row["value"], unit=unit)
        if unit in WAN:
            cell = Cell(ref, "value", row["value"], self._fact_step / WAN[unit], _last(row["value"]), unit=_WAN)
            figure = _in_wan(cell, unit)
        return _made(Fact, row, ref=ref, figure=figure)

    def _mention(self, row: _Row) -> Mention:
        ref, unit = self.ref(MENTIONS, row), row["unit"] or ""
        value = _cell(ref, row, "value", unit)
        return _made(Mention, row, ref=ref, about=row["about"] or "", value=value, unit=unit)

    def _indicator(self, row: _Row) -> Indicator:
        ref, unit = self.ref(INDICATORS, row), row["unit"] or ""
        return _made(
            Indicator,
            row,
            ref=ref,
            number=row["indicator"],
            level1=row["level1"] or "",
            level2=row["level2"] or "",
            name=row["level3"] or "",
            printed=row["target"] or "",
            figure=_cell(ref, row, "value", unit),
            unit=unit,
        )


@lru_cache(maxsize=12)
def figures(disclosure: Disclosure, *, other: bool = False, of: tuple[int, str] | None = None) -> Figures:
    """The figures of a disclosure, made once; of `other` than the one that an answer is about, with its ID.

    `of` is another year and phase than its own, of which its tables print figures too.
    """
    return Figures(disclosure, disclosure.metadata.id if other else "", of)


def in_wan(yuan: Figure) -> Figure:
    """An amount in 元, in 万元."""
    return (yuan / YUAN_PER_WAN).to(_WAN)


def in_yuan(wan: Figure) -> Figure:
    """An amount in 万元, in 元."""
    return (wan * YUAN_PER_WAN).to(_YUAN)


def _made(kind: type[_R], row: _Row, **own: Any) -> _R:
    """A typed row: its `own` values, the others as the table's row has them."""
    return kind(**own, **{name: row[name] for name in kind.__annotations__ if name not in own})


def _cell(ref: str, row: _Row, column: str, unit: str) -> Cell | None:
    return None if row[column] is None else Cell(ref, column, row[column], unit=unit)


def _in_wan(cell: Cell, unit: str) -> Figure:
    """A cell that prints money in another unit, in 万元; the factor stays in sight."""
    times = WAN[unit]
    if times == 1:
        return cell
    return cell * times if times > 1 else cell / (1 / times)


def _last(value: Decimal) -> Decimal:
    """The size of the last digit of a value that the dataset keeps no printing of."""
    return resolution(plain(value))


def agreement(difference: Figure, violated: str = "violated") -> str:
    """The agreement of two figures: exact, rounding where both can be true at once, else `violated`."""
    interval = difference.interval
    may_agree = interval is not None and interval.holds(Decimal(0))
    return "exact" if not difference.value else "rounding" if may_agree else violated


def follows(stated: Cell, made: Figure) -> str:
    """The agreement of a stated percentage with what figures make of it: exact, rounding or violated."""
    if rounded(made, stated.own).value == stated.value:
        return "exact"
    interval = made.interval
    return "rounding" if interval is None or rounding(stated.value, stated.own).meets(interval) else "violated"


def above(code: str, codes: Iterable[str]) -> str | None:
    """The code of the class or section that a functional code is directly part of; None where it is part of none."""
    return max((other for other in codes if other != code and code.startswith(other)), key=len, default=None)


def is_finest(code: str | None, codes: Iterable[str]) -> bool:
    """True for a functional code of which no other one is part."""
    return bool(code) and not any(other != code and other.startswith(code or "") for other in codes)


def grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, list[_V]]:
    """The values of each key, in their order."""
    found: dict[_K, list[_V]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _finest(printed: Iterable[tuple[_K, str]]) -> dict[_K, Decimal]:
    return {place: finest(figures) for place, figures in grouped(printed).items()}
