"""Identities between the narrative or the forms and the tables, and of counts that add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from analysis.disclosure import Disclosure
from analysis.measures.figures import Figures
from analysis.measures.identity import Cell, Reconciliation, Side, exact
from analysis.measures.tables import Tables
from analysis.money import WAN, YUAN_PER_WAN, Interval, finest, quotient, resolution, rounding, to_wan
from analysis.templates import Term

_HUNDRED = Decimal(100)

#: What a statement's subject is in the tables, by subject, measure and flow: the figure itself, then
#: the carryover that belongs to it where a section speaks of all fiscal funds.
_SCOPES: dict[tuple[str, str, str | None], tuple[str, ...]] = {
    ("revenue_total", "total", "revenue"): ("budget_summary.revenue.total.revenue_total",),
    ("revenue_total", "current_year", "revenue"): ("budget_summary.revenue.total.revenue_current_year",),
    ("expenditure_total", "total", "expenditure"): ("budget_summary.expenditure.total.expenditure_total",),
    ("expenditure_total", "current_year", "expenditure"): (
        "budget_summary.expenditure.current_year.expenditure_total",
    ),
    ("carryover", "total", "revenue"): ("budget_summary.revenue.total.carryover",),
    ("carryover", "total", "expenditure"): ("budget_summary.expenditure.carryover.expenditure_total",),
    ("government_funds", "total", "revenue"): ("budget_summary.revenue.total.government_funds",),
    ("state_capital", "total", "revenue"): ("budget_summary.revenue.total.state_capital",),
    ("special_account", "total", "revenue"): ("budget_summary.revenue.total.special_account",),
    ("unit_funds", "total", "revenue"): ("budget_summary.revenue.total.unit_funds",),
    ("general_public_budget", "total", "revenue"): (
        "budget_summary.revenue.total.general_public_budget",
        "fiscal_summary.revenue.total.carryover_general_public_budget",
    ),
    ("basic", "total", "expenditure"): ("expenditure.expenditure.basic",),
    ("project", "total", "expenditure"): ("expenditure.expenditure.project",),
    ("fiscal_summary", "total", None): ("fiscal_summary.revenue.total.revenue_total",),
    ("fiscal_summary", "current_year", "revenue"): ("fiscal_summary.revenue.total.revenue_current_year",),
    ("general_public_expenditure", "total", "expenditure"): ("general_public_expenditure.expenditure.total",),
    ("basic_by_economic", "total", "expenditure"): ("basic_by_economic.expenditure.total",),
    ("personnel", "total", "expenditure"): ("basic_by_economic.expenditure.personnel",),
    ("non_personnel", "total", "expenditure"): ("basic_by_economic.expenditure.non_personnel",),
    ("three_public", "total", "expenditure"): ("three_public.expenditure.total",),
    ("overseas", "total", "expenditure"): ("three_public.expenditure.total.overseas",),
    ("reception", "total", "expenditure"): ("three_public.expenditure.total.reception",),
    ("vehicles", "total", "expenditure"): ("three_public.expenditure.total.vehicles",),
    ("vehicle_purchase", "total", "expenditure"): ("three_public.expenditure.total.vehicle_purchase",),
    ("vehicle_operation", "total", "expenditure"): ("three_public.expenditure.total.vehicle_operation",),
    ("operating", "total", "expenditure"): ("operating.expenditure.total",),
    ("overall_targets", "current_year", "expenditure"): ("budget_summary.revenue.total.revenue_current_year",),
    ("project", "current_year", "expenditure"): ("projects_current.expenditure.total",),
    ("forms", "total", "expenditure"): ("projects_current.expenditure.total",),
}


class Narrative:
    """What the narrative states, held against the tables and against itself."""

    def __init__(self, disclosure: Disclosure, tables: Tables) -> None:
        self.tables = tables
        self.figures = Figures(disclosure)
        self.certain = [row for row in self.figures.statements if not row["uncertain"]]

    def values(self) -> Iterator[Reconciliation]:
        """Stated values against what the tables print for the same subject."""
        for row in self.certain:
            if row["value"] is not None and row["unit"] in WAN and (told := self._printed_for(row)) is not None:
                name = f"narrative/{row['section']}/{row['label'] or row['subject']}"
                yield Reconciliation(name, "narrative", Side((self._stated(row, "value"),)), told)

    def changes(self) -> Iterator[Reconciliation]:
        """Stated percentages against what the stated changes make of the figures themselves."""
        for row in self.certain:
            if row["change_pct"] is not None and row["change"] is not None and row["unit"] in WAN:
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
        unit = row["unit"]
        value = to_wan(row[column], unit) if unit in WAN else row[column]
        own = resolution(row[f"{column}_printed"])
        step = self.figures.section_step(row) if unit in WAN else own
        return Cell(
            value, rounding(value, step), to_wan(own, unit) if unit in WAN else own, f"statements/{row['statement']}"
        )

    def _printed_for(self, row: Mapping[str, Any]) -> Side | None:
        """What the tables print for a statement's subject; its words decide, not its number."""
        scope = _SCOPES.get((row["subject"], row["measure"], row["flow"]))
        if row["subject"] == "function" and row["function_name"]:
            schedule = "general_public_expenditure" if self._is_current(row) else "fiscal_summary"
            side = self.tables.terms([Term(schedule, "expenditure", "total")], "class", row["function_name"])
        elif scope:
            side = self.tables.terms([Term(*term.split(".")) for term in scope[:1]], "total", "")
            if self._is_fiscal_whole(row):
                side = self.tables.terms([Term(*term.split(".")) for term in scope], "total", "")
        else:
            return None
        return side if side.cells else None

    def _is_current(self, row: Mapping[str, Any]) -> bool:
        section = [s for s in self.figures.statements if s["section"] == row["section"]]
        return any(s["subject"] == "general_public_expenditure" for s in section)

    def _is_fiscal_whole(self, row: Mapping[str, Any]) -> bool:
        """Whether the section speaks of all fiscal funds, so that a source's part of them holds its carryover."""
        section = [s for s in self.figures.statements if s["section"] == row["section"]]
        return any(s["subject"] == "fiscal_summary" for s in section)

    def _change(self, row: Mapping[str, Any]) -> Iterator[Reconciliation]:
        """A stated percentage against the one that the stated change makes of its own figure."""
        figure = self.figures.find(row["subject"], row["flow"], row["measure"])
        if figure is None or row["unit"] not in WAN:
            return
        change = self._stated(row, "change")
        base = figure.value - change.value
        percent = quotient(change.value * _HUNDRED, base)
        if percent is None:
            return
        corners = [
            quotient(d * _HUNDRED, c - d)
            for c in (figure.interval.low, figure.interval.high)
            for d in (change.interval.low, change.interval.high)
        ]
        known = [corner for corner in corners if corner is not None]
        step = resolution(row["change_pct_printed"])
        stated = Cell(row["change_pct"], rounding(row["change_pct"], step), step, change.ref)
        computed = Cell(
            percent.quantize(step, ROUND_HALF_UP), Interval(min(known), max(known)), step, f"{figure.ref} {change.ref}"
        )
        name = f"change/{row['section']}/{row['label'] or row['subject']}"
        yield Reconciliation(
            name, "change", Side((stated,)), Side((computed,)), "%", (stated.interval, computed.interval)
        )

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


def forms(disclosure: Disclosure, tables: Tables) -> Iterator[Reconciliation]:
    """Funds of the forms: sources to totals, and to the table of this year's projects."""
    projects = disclosure.projects.to_dicts()
    sources = ("central_yuan", "provincial_yuan", "local_yuan", "own_yuan", "other_yuan")
    for form in projects:
        ref = f"projects/{form['form']}/{form['period']}"
        parts = [form[source] for source in sources if form[source] is not None]
        if form["total_yuan"] is not None and parts:
            whole = Side((exact(form["total_yuan"], ref),))
            name = f"forms/{form['form']}/{form['period']}/sources"
            yield Reconciliation(name, "forms", whole, Side(tuple(exact(p, ref) for p in parts)), "元")
        if form["period"] == "annual":
            yield from _to_table(form, ref, tables)
    annual = [form for form in projects if form["period"] == "annual" and form["total_yuan"] is not None]
    current = tables.terms([Term("projects_current", "expenditure", "total")], "total", "")
    if annual and current.cells and _all_linked(annual, tables):
        cells = tuple(exact(f["total_yuan"] / YUAN_PER_WAN, f"projects/{f['form']}/annual") for f in annual)
        yield Reconciliation("forms/sum", "forms", current, Side(cells))


def _all_linked(annual: Sequence[Mapping[str, Any]], tables: Tables) -> bool:
    rows = tables.rows.get(("projects_current", "expenditure"), {})
    return len(annual) == len([row for row in rows.values() if row["level"] == "project"])


def _to_table(form: Mapping[str, Any], ref: str, tables: Tables) -> Iterator[Reconciliation]:
    rows = tables.rows.get(("projects_current", "expenditure"), {})
    named = [n for n, row in rows.items() if row["level"] == "project" and row["label"] == form["table_project"]]
    if len(named) != 1:
        return
    fiscal = [form[s] for s in ("central_yuan", "provincial_yuan", "local_yuan") if form[s] is not None]
    pairs: list[tuple[str, list[Decimal]]] = [
        ("total", [form["total_yuan"]] if form["total_yuan"] is not None else []),
        ("unit_funds", [form["own_yuan"]] if form["own_yuan"] is not None else []),
        ("general_public_budget", fiscal),
    ]
    for measure, yuan in pairs:
        left = tables.side("projects_current", "expenditure", named, measure)
        if yuan and (left.cells or sum(yuan)):
            right = Side(tuple(exact(value / YUAN_PER_WAN, ref) for value in yuan))
            yield Reconciliation(f"forms/{form['form']}/annual/{measure}", "forms", left, right)


def counts(disclosure: Disclosure) -> Iterator[Reconciliation]:
    """Staff and vehicles: the parts that the document counts to their total."""
    facts = {(row["subject"], row["measure"]): row for row in disclosure.department.to_dicts()}
    for subject, whole, apart in (("staff", "total", ()), ("vehicles", "total", ("posts",))):
        parts = [m for s, m in facts if s == subject and m not in (whole, *apart)]
        if (subject, whole) in facts and parts:
            left = Side((exact(facts[subject, whole]["value"], f"department/{subject}/{whole}"),))
            cells = tuple(exact(facts[subject, m]["value"], f"department/{subject}/{m}") for m in parts)
            yield Reconciliation(f"counts/{subject}", "counts", left, Side(cells), facts[subject, whole]["unit"])
