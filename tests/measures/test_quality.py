"""Identities and findings counted."""

from __future__ import annotations

from analysis import templates
from analysis.catalog import load
from analysis.measures.findings import findings
from analysis.measures.quality import SCHEMA, coverage, severities, verdicts
from analysis.measures.reconcile import reconciliations
from support.small import amount, disclosure, indicator

TEMPLATE = templates.load("shanxi")


def test_the_committed_budget():
    budget = load("322-2026")
    rows = reconciliations(budget, TEMPLATE)
    counted = verdicts(rows)
    assert counted.columns == SCHEMA.names
    assert counted["total"].sum() == rows.height
    assert counted["violated"].sum() == 0
    assert counted["exact"].sum() + counted["rounding"].sum() == rows.height
    assert sum(severities(findings(budget)).values()) == findings(budget).height
    covered = coverage(budget, rows)
    assert covered.checked == covered.amounts == budget.amounts.height
    assert covered.damaged == 0 < covered.uncertain


def test_a_figure_that_nothing_repeats_is_not_covered():
    lone = disclosure(amounts=[amount("carryover", "3", 1)])
    found = coverage(lone, reconciliations(lone, TEMPLATE))
    assert (found.amounts, found.checked) == (1, 0)


def test_damage_is_counted_where_it_is():
    damaged = amount("carryover", "3", 1) | {"amount": None, "uncertain": True}
    budget = disclosure(amounts=[damaged], indicators=[indicator(1, "参展人数", "≥5人", uncertain=True)])
    found = coverage(budget, reconciliations(budget, TEMPLATE))
    assert (found.amounts, found.damaged, found.uncertain) == (0, 1, 1)


def test_nothing_at_all():
    empty = disclosure()
    assert verdicts(reconciliations(empty, TEMPLATE)).is_empty()
    assert severities(findings(empty)) == {"error": 0, "warning": 0, "note": 0}
