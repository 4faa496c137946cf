"""Identities of the forms: their funds, their number, the department's own budget, and counts that add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from analysis.disclosure import Disclosure
from analysis.measures.additions import additions
from analysis.measures.identity import Cell, Reconciliation, Side, exact
from analysis.measures.stated import Narrative
from analysis.measures.tables import Tables
from analysis.money import WAN, YUAN_PER_WAN, plain, resolution, rounding, to_wan
from analysis.schema import PROJECTS, STATEMENTS
from analysis.templates import Term

#: What the department's own form gives in parts: subject, and the measures that are no part of its total.
_WHOLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("staff", ()),
    ("vehicles", ("posts",)),
    ("budget_by_source", ()),
    ("budget_by_use", ()),
)


def forms(disclosure: Disclosure, tables: Tables) -> Iterator[Reconciliation]:
    """Funds of the forms: sources to totals, and to the table of this year's projects."""
    projects = disclosure.projects.to_dicts()
    sources = ("central_yuan", "provincial_yuan", "local_yuan", "own_yuan", "other_yuan")
    for form in projects:
        ref = PROJECTS.reference(form)
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


def narrated(disclosure: Disclosure, narrative: Narrative) -> Iterator[Reconciliation]:
    """The number of forms that the narrative says are disclosed, and the money that it says they hold."""
    annual = [row for row in disclosure.projects.to_dicts() if row["period"] == "annual"]
    stated = {
        (row["subject"], row["measure"]): row
        for row in narrative.certain
        if row["subject"] in ("forms", "forms_disclosed") and row["value"] is not None
    }
    for subject in ("forms", "forms_disclosed") if annual else ():
        count, total = stated.get((subject, "count")), stated.get((subject, "total"))
        if count and subject == "forms_disclosed":
            cells = tuple(exact(Decimal(1), f"projects/{form['form']}/annual") for form in annual)
            left = Side((exact(count["value"], STATEMENTS.reference(count)),))
            yield Reconciliation(f"forms/{subject}/count", "forms", left, Side(cells), count["unit"])
        known = all(form["total_yuan"] is not None and not form["uncertain"] for form in annual)
        if count and total and known and total["unit"] in WAN and count["value"] == len(annual):
            cells = tuple(exact(f["total_yuan"] / YUAN_PER_WAN, f"projects/{f['form']}/annual") for f in annual)
            left = Side((narrative.figure(total),))
            yield Reconciliation(f"forms/{subject}/total", "forms", left, Side(cells))


def department(disclosure: Disclosure, tables: Tables) -> Iterator[Reconciliation]:
    """The budget on the department's own form, by source and by use, against the tables."""
    facts = _facts(disclosure)
    for spec in tables.template.identities.department:
        subject, _, measure = spec.fact.partition(".")
        if (subject, measure) not in facts or (spec.when and not tables.holds(spec.when)):
            continue
        left, right = tables.terms([spec.term], "total", ""), Side((_fact(facts, subject, measure),))
        is_printed = (spec.term.schedule, spec.term.flow) in tables.rows  # what it leaves blank is zero
        if left.cells or (right.value and is_printed):
            yield Reconciliation(f"forms/department/{spec.fact}", "forms", left, right)


def counts(disclosure: Disclosure, tables: Tables) -> Iterator[Reconciliation]:
    """Staff, vehicles, the department's budget and plans: the parts that the document gives, to their total."""
    facts = _facts(disclosure)
    listed = [tuple(spec.fact.split(".")) for spec in tables.template.identities.department]
    for subject, apart in _WHOLES:
        parts = [m for s, m in facts if s == subject and m not in ("total", *apart)]
        is_whole = all(fact in facts for fact in listed if fact[0] == subject)  # no source left out
        if (subject, "total") in facts and parts and is_whole:
            left, right = _fact(facts, subject, "total"), tuple(_fact(facts, subject, m) for m in parts)
            unit = facts[subject, "total"]["unit"]
            name = f"counts/{subject}"
            yield Reconciliation(name, "counts", Side((left,)), Side(right), "万元" if unit in WAN else unit)
    for found in additions(disclosure):
        if found.is_sure or found.holds:
            left = exact(found.whole, found.ref)
            right = tuple(exact(value, ref) for ref, value in found.parts)
            name = f"counts/{found.kind}/{found.ref}/{found.parts[0][0]}"
            yield Reconciliation(name, "counts", Side((left,)), Side(right), found.unit)


_Facts = Mapping[tuple[str, str], Mapping[str, Any]]


def _facts(disclosure: Disclosure) -> _Facts:
    return {(row["subject"], row["measure"]): row for row in disclosure.department.to_dicts()}


def _fact(facts: _Facts, subject: str, measure: str) -> Cell:
    """A fact of the department: a count stands for itself, money for all that rounds to it.

    The dataset keeps no printing of it: money counts as printed to the finest digit of its form.
    """
    row, ref = facts[subject, measure], f"department/{subject}/{measure}"
    if row["unit"] not in WAN:
        return exact(row["value"], ref)
    own = to_wan(_step(row), row["unit"])
    step = min(to_wan(_step(r), r["unit"]) for r in facts.values() if r["unit"] in WAN)
    value = to_wan(row["value"], row["unit"])
    return Cell(value, rounding(value, step), own, ref)


def _step(row: Mapping[str, Any]) -> Decimal:
    return resolution(plain(row["value"]))
