"""Identities of the forms: their funds, their number, the department's own budget, and counts that add up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from analysis.disclosure import Disclosure
from analysis.figure import Cell, count
from analysis.measures.figures import figures, in_wan
from analysis.measures.quality.additions import additions
from analysis.measures.quality.identity import Reconciliation, Side
from analysis.measures.quality.narrative import Narrative
from analysis.measures.quality.tables import Tables
from analysis.measures.records import Funds
from analysis.templates.spec import Term

#: What the department's own form gives in parts: subject, and the measures that are no part of its total.
_WHOLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("staff", ()),
    ("vehicles", ("posts",)),
    ("budget_by_source", ()),
    ("budget_by_use", ()),
)


def forms(disclosure: Disclosure, tables: Tables) -> Iterator[Reconciliation]:
    """Funds of the forms: sources to totals, and to the table of this year's projects."""
    funds = figures(disclosure).funds
    for form in funds:
        if form.total and form.sources:
            name, parts = f"forms/{form.form}/{form.period}/sources", Side(*form.sources)
            is_open = parts.value < form.total.value  # a source that it does not print
            yield Reconciliation(name, Side(form.total), parts, "元", is_open)
        if form.period == "annual":
            yield from _to_table(form, tables)
    annual = [form.total for form in figures(disclosure).annual if form.total]
    current = tables.terms([Term("projects_current", "expenditure", "total")])
    if annual and current.parts and len(annual) == len(_projects(tables)):
        yield Reconciliation("forms/sum", current, Side(*map(in_wan, annual)))


def _projects(tables: Tables) -> list[tuple[int, str]]:
    """The projects of this year's table: row and name."""
    rows = tables.rows.get(("projects_current", "expenditure"), {})
    return [(n, row.label) for n, row in rows.items() if row.level == "project"]


def _to_table(form: Funds, tables: Tables) -> Iterator[Reconciliation]:
    named = [n for n, label in _projects(tables) if label == form.table_project]
    if len(named) != 1:
        return
    pairs = {
        "total": [form.total],
        "unit_funds": [form.own],
        "general_public_budget": [form.central, form.provincial, form.local],
    }
    for measure, held in pairs.items():
        left = tables.side("projects_current", "expenditure", named, measure)
        right = Side(*(figure and in_wan(figure) for figure in held))
        if right.parts and (left.parts or right.value):
            yield Reconciliation(f"forms/{form.form}/annual/{measure}", left, right)


def narrated(disclosure: Disclosure, narrative: Narrative) -> Iterator[Reconciliation]:
    """The number of forms that the narrative says are disclosed, and the money that it says they hold."""
    annual = figures(disclosure).annual
    stated = {
        (row.subject, row.measure): row.value
        for row in narrative.certain
        if row.subject in ("forms", "forms_disclosed") and row.value
    }
    totals = [form.total for form in annual if form.total and not form.uncertain]
    for subject in ("forms", "forms_disclosed") if annual else ():
        number, money = stated.get((subject, "count")), stated.get((subject, "total"))
        if number and subject == "forms_disclosed":
            disclosed = count((Cell(form.ref, "form", Decimal(form.form)) for form in annual), number.unit)
            yield Reconciliation(f"forms/{subject}/count", Side(number), Side(disclosed), number.unit)
        whole = number and number.value == len(totals) == len(annual)
        if whole and money and money.unit == "万元":
            yield Reconciliation(f"forms/{subject}/total", Side(money), Side(*map(in_wan, totals)))


def department(disclosure: Disclosure, tables: Tables) -> Iterator[Reconciliation]:
    """The budget on the department's own form, by source and by use, against the tables."""
    facts = figures(disclosure).facts
    for spec in tables.identities.department:
        subject, _, measure = spec.fact.partition(".")
        if (subject, measure) not in facts or not tables.holds(spec.when):
            continue
        left, right = tables.terms([spec.term]), Side(facts[subject, measure].figure)
        is_printed = (spec.term.schedule, spec.term.flow) in tables.rows  # what it leaves blank is zero
        if left.parts or (right.value and is_printed):
            yield Reconciliation(f"forms/department/{spec.fact}", left, right)


def counts(disclosure: Disclosure, tables: Tables) -> Iterator[Reconciliation]:
    """Staff, vehicles, the department's budget and plans: the parts that the document gives, to their total."""
    facts = figures(disclosure).facts
    listed = [tuple(spec.fact.split(".")) for spec in tables.identities.department]
    for subject, apart in _WHOLES:
        parts = [fact.figure for (s, m), fact in facts.items() if s == subject and m not in ("total", *apart)]
        is_whole = all(fact in facts for fact in listed if fact[0] == subject)  # no source left out
        if (subject, "total") in facts and parts and is_whole:
            left, right = facts[subject, "total"].figure, Side(*parts)
            is_open = right.value < left.value  # a use that it does not list
            yield Reconciliation(f"counts/{subject}", Side(left), right, left.unit, is_open=is_open)
    for found in additions(disclosure):
        if found.is_sure or found.holds:
            name = f"counts/{found.kind}/{found.whole.ref}/{found.parts[0].ref}"
            yield Reconciliation(name, Side(found.whole), Side(*found.parts), found.whole.unit)
