"""Findings that only final accounts have: what was spent of which budget, and what the narrative says it went to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis import templates
from analysis.columns import VOTED
from analysis.disclosure import Disclosure
from analysis.figure import Cell, Figure, percent, total
from analysis.measures.figures import figures, in_yuan
from analysis.measures.quality.findings import Finding
from analysis.measures.quality.tables import Tables
from analysis.measures.records import Amount, Statement
from analysis.text import name_key

_SPENDING = ("basic", "project")
_PARTS: Mapping[str, tuple[str, ...]] = {"personnel": ("301", "303"), "non_personnel": ("302", "310")}


def voted(disclosure: Disclosure) -> dict[tuple[str, str, str | None], dict[str, Statement]]:
    """What the narrative states of each subject's budgets, by section, subject and functional item, then by phase."""
    found: dict[tuple[str, str, str | None], dict[str, Statement]] = {}
    for row in figures(disclosure).statements:
        if row.measure in VOTED and row.value is not None:
            found.setdefault((row.section, row.subject, row.function_name), {})[row.measure] = row
    return found


def execution_of_nothing(disclosure: Disclosure) -> Iterator[Finding]:
    """Percentages of a budget that was 0; where the figures give it for the budget of another phase, that one."""
    budgets = voted(disclosure)
    for row in figures(disclosure).statements:
        stated = budgets.get((row.section, row.subject, row.function_name), {})
        base = stated.get(row.share_of or "")
        pct = row.share_pct
        if base is None or base.value is None or base.value.value or pct is None or not pct.value:
            continue
        made = {
            phase: share
            for phase, other in stated.items()
            if row.value is not None and other.value and (share := percent(row.value, other.value)) is not None
        }
        meant = next((phase for phase, share in made.items() if _gives(share, pct)), "none")
        named = {"label": row.named, "pct": pct, "phase": row.share_of, "meant": meant}
        refs = (row.ref, base.ref, *([stated[meant].ref] if meant in stated else []))
        yield Finding("execution_of_nothing", "warning", "strong", refs, None, named)


def _gives(share: Figure, stated: Cell) -> bool:
    return share.interval is not None and abs(share.value - stated.value) <= stated.step


def named_but_not_spent(disclosure: Disclosure) -> Iterator[Finding]:
    """Items that the narrative names as what money was spent on, and of which the table prints 0 or nothing.

    Those that it does not name and that the table prints under the same sum are told with them.
    """
    statements = {row.number: row for row in figures(disclosure).statements}
    printed = [row for row in figures(disclosure).of("basic_by_economic") if row.level == "item"]
    spent = {name_key(row.economic_item or row.label): row for row in printed if row.value}
    named: dict[int, list[Statement]] = {}
    for row in statements.values():
        if row.subject == "named_item" and row.parent in statements:
            named.setdefault(row.parent, []).append(row)
    for parent, rows in named.items():
        whole = statements[parent]
        empty = [row for row in rows if name_key(row.label) not in spent]
        if not printed or not empty:
            continue
        said = {name_key(row.label) for row in rows}
        left = [row for key, row in spent.items() if key not in said and _is_of(row, whole.subject)]
        refs = (*(one.ref for one in empty), whole.ref, *(one.ref for one in left))
        names = {"label": whole.named, "labels": [row.label for row in empty], "items": [row.label for row in left]}
        missed = total(row.figure for row in left)
        kind = "named_but_not_spent"
        yield Finding(kind, "warning", "strong", refs, None if missed is None else in_yuan(missed), names)


def _is_of(row: Amount, subject: str) -> bool:
    return (row.economic_code or "").startswith(_PARTS.get(subject, ()))


def spent_the_other_way(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items that are said to be basic spending whose table prints project spending alone, or the reverse."""
    for row, of, tables, code in _purposes(disclosure):
        if row.subject not in _SPENDING:
            continue
        (other,) = (one for one in _SPENDING if one != row.subject)
        cells = {
            one.measure: one for one in tables.figures.of("general_public_expenditure") if one.function_code == code
        }
        printed = cells.get(other)
        if printed is not None and printed.value and not (row.subject in cells and cells[row.subject].value):
            named = {
                "label": of.function_name or of.named,
                "total": printed.figure,
                "said": row.subject,
                "stands": other,
            }
            refs = (row.ref, printed.ref)
            yield Finding("spent_the_other_way", "warning", "strong", refs, in_yuan(printed.figure), named)


def purpose_of_another(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items whose text says that they are for what another item is for."""
    for row, of, _, _ in _purposes(disclosure):
        if row.subject == "function" and of.value is not None:
            named = {"label": of.function_name or of.named, "name": row.function_name or ""}
            yield Finding("purpose_of_another", "warning", "strong", (row.ref, of.ref), in_yuan(of.value), named)


def _purposes(disclosure: Disclosure) -> Iterator[tuple[Statement, Statement, Tables, str]]:
    """What the text of a functional item says it is for, the item, and its code in the tables."""
    template = templates.load(disclosure.metadata.template)
    statements = {row.number: row for row in figures(disclosure).statements}
    purposes = [row for row in statements.values() if row.measure == "purpose" and row.parent in statements]
    tables = Tables(disclosure, template) if purposes else None
    for row in purposes:
        of = statements[row.parent or 0]
        assert tables is not None
        yield row, of, tables, tables.code_of(of.function_name or "", template.identities.functions)


RULES = (execution_of_nothing, named_but_not_spent, spent_the_other_way, purpose_of_another)
