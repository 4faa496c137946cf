"""Findings that only final accounts have: what was spent of which budget, and what the narrative says it went to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.columns import VOTED
from analysis.disclosure import Disclosure
from analysis.figure import percent, total
from analysis.measures.figures import figures, grouped
from analysis.measures.quality.finding import Finding
from analysis.measures.quality.tables import tables_of
from analysis.measures.records import Statement
from analysis.text import name_key

_SPENDING = ("basic", "project")
_PARTS: Mapping[str, tuple[str, ...]] = {"personnel": ("301", "303"), "non_personnel": ("302", "310")}


def execution_of_nothing(disclosure: Disclosure) -> Iterator[Finding]:
    """Percentages of a budget that was 0; where the figures give it for the budget of another phase, that one."""
    statements = figures(disclosure).statements
    voted = grouped((_place(row), row) for row in statements if row.measure in VOTED and row.value)
    for row in statements:
        stated = {budget.measure: budget for budget in voted.get(_place(row), ())}
        base = stated.get(row.share_of or "")
        pct = row.share_pct
        if not (base and base.value and pct and pct.value) or base.value.value:
            continue
        made = {
            phase: share
            for phase, other in stated.items()
            if (share := percent(row.value, other.value)) and share.interval
        }
        meant = next((phase for phase, share in made.items() if abs(share.value - pct.value) <= pct.step), "none")
        shown = (row, base, *([stated[meant]] if meant in stated else []))
        named = {"label": row.named, "pct": pct, "phase": row.share_of, "meant": meant}
        yield Finding("execution_of_nothing", "warning", shown, named, bears_on="money")


def _place(row: Statement) -> tuple[str, str, str | None]:
    return row.section, row.subject, row.function_name


def named_but_not_spent(disclosure: Disclosure) -> Iterator[Finding]:
    """Items that the narrative names as what money was spent on, and of which the table prints 0 or nothing.

    Those that it does not name and that the table prints under the same sum are told with them.
    """
    statements = {row.number: row for row in figures(disclosure).statements}
    printed = [row for row in figures(disclosure).of("basic_by_economic") if row.level == "item"]
    spent = {name_key(row.named): row for row in printed if row.value}
    named = [row for row in statements.values() if row.subject == "named_item"]
    for parent, rows in grouped((row.parent, row) for row in named if row.parent in statements).items():
        whole = statements[parent or 0]
        empty = [row for row in rows if name_key(row.label) not in spent]
        if not printed or not empty:
            continue
        said = {name_key(row.label) for row in rows}
        codes = _PARTS.get(whole.subject, ())
        left = [row for key, row in spent.items() if key not in said and (row.economic_code or "").startswith(codes)]
        labels, items = [row.label for row in empty], [row.label for row in left]
        yield Finding(
            "named_but_not_spent",
            "warning",
            (*empty, whole, *left),
            {"label": whole.named, "labels": labels, "items": items},
            total(row.figure for row in left),
            bears_on="money",
        )


def spent_the_other_way(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items that are said to be basic spending whose table prints project spending alone, or the reverse."""
    spent = figures(disclosure).of("general_public_expenditure")
    for row, of in _purposes(disclosure):
        if row.subject not in _SPENDING:
            continue
        code = tables_of(disclosure).code_of(of.function_name or "")
        cells = {one.measure: one for one in spent if one.function_code == code}
        (other,) = (one for one in _SPENDING if one != row.subject)
        printed, said = cells.get(other), cells.get(row.subject)
        if printed and printed.value and not (said and said.value):
            named = {"label": of.function_name or of.named, "said": row.subject, "stands": other}
            yield Finding(
                "spent_the_other_way",
                "warning",
                (row, printed),
                {"total": printed.figure, **named},
                printed.figure,
                bears_on="money",
            )


def purpose_of_another(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items whose text says that they are for what another item is for."""
    for row, of in _purposes(disclosure):
        if row.subject == "function" and of.value is not None:
            named = {"label": of.function_name or of.named, "name": row.function_name or ""}
            yield Finding("purpose_of_another", "warning", (row, of), named, of.value, bears_on="money")


def _purposes(disclosure: Disclosure) -> Iterator[tuple[Statement, Statement]]:
    """The purposes that the text of a functional item names, each with the item."""
    statements = {row.number: row for row in figures(disclosure).statements}
    for row in statements.values():
        if row.measure == "purpose" and row.parent in statements:
            yield row, statements[row.parent]
