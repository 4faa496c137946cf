"""Findings about what the narrative states, and about its words for what the tables print.

Statements that the reading doubts accuse nobody. What an item is told twice counts once.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl

from analysis import classification, templates
from analysis.disclosure import Disclosure
from analysis.figure import Figure, total
from analysis.measures.figures import Figures, figures, in_yuan
from analysis.measures.quality.findings import Finding
from analysis.measures.quality.narrative import again, told
from analysis.measures.quality.tables import Tables
from analysis.measures.records import Statement
from analysis.schema import REASONS
from analysis.text import name_key

_FULL = Decimal(100)
#: What a statement says of its reason -> the kind of finding, how grave, how sure.
_WEAK_REASONS = {
    "missing": ("reason_missing", "note", "strong"),
    "restates": ("reason_restates", "note", "weak"),
    "contradicts": ("reason_contradicts", "warning", "strong"),
    "empty": ("empty_reason", "warning", "strong"),
}
#: One item may be left out where at least so many others are told.
_TOLD = 4
#: Subjects whose money stands in the table by economic item.
_BASIC = ("operating", "basic", "personnel", "non_personnel", "basic_by_economic")
_ITEM = 5  # digits of the code of an economic item


def reasons_do_not_add_up(disclosure: Disclosure) -> Iterator[Finding]:
    """Stated changes whose reasons' amounts leave more unexplained than rounding does.

    Income and spending that give the same change and the same reasons are one finding.
    """
    statements = told(disclosure)
    alike: dict[tuple[Any, ...], list[tuple[Statement, list[Statement], Figure]]] = {}
    for row in statements:
        reasons = [other for other in statements if other.parent == row.number and other.change is not None]
        named = total(reason.change for reason in reasons if reason.change is not None)
        if row.change is None or named is None or not row.is_money:
            continue
        rest = row.change - named
        if abs(rest.value) > rest.slack:
            parts = tuple(sorted(reason.change.value for reason in reasons if reason.change is not None))
            alike.setdefault((row.section, row.change.value, parts), []).append((row, reasons, named))
    for rows in alike.values():
        change, named = rows[0][0].change, rows[0][2]
        assert change is not None
        yield Finding(
            "reasons_do_not_add_up",
            "warning",
            "strong",
            tuple(one.ref for row, reasons, _ in rows for one in (row, *reasons)),
            in_yuan(abs(change - named)),
            {"labels": [row.named for row, *_ in rows], "change": change, "named": named, "rest": change - named},
        )


def reason_missing(disclosure: Disclosure) -> Iterator[Finding]:
    """Stated changes without a reason, or with one that is empty, repeats or contradicts them; equal ones are one.

    A whole whose change is that of one of its parts has the part's reason, and so has a change of one amount that
    another section states with a reason.
    """
    held = figures(disclosure)
    explained = [row for row in told(disclosure) if row.change and row.reason == "given"]
    alike: dict[tuple[Any, ...], list[tuple[Statement, Figure]]] = {}
    for row in told(disclosure):
        if row.reason not in _WEAK_REASONS or not row.is_money:
            continue
        if row.reason == "missing" and any(_is_one(row, other, held) for other in explained):
            continue
        made = row.value - row.base if row.value is not None and row.base is not None else None
        if (change := row.change or made) is not None:
            alike.setdefault((row.reason, row.section, change.value), []).append((row, change))
    for (reason, *_), rows in alike.items():
        change, (kind, severity, evidence) = rows[0][1], _WEAK_REASONS[reason]
        yield Finding(
            kind,
            severity,
            evidence,
            tuple(row.ref for row, _ in rows),
            in_yuan(abs(change)),
            {"labels": [row.named for row, _ in rows], "change": change},
        )


def _is_one(row: Statement, other: Statement, held: Figures) -> bool:
    """Whether two statements tell one change: in one section, or of what the tables print the same figure of."""
    if row.change is None or other.change is None or row.change.value != other.change.value:
        return False
    now = [held.find(*one.place) for one in (row, other)]
    return row.section == other.section or (None not in now and len({one.value for one in now if one}) == 1)


def percent_of_nothing(disclosure: Disclosure) -> Iterator[Finding]:
    """Percentages that are stated on a base of 0, by accounts also of a change as great as the figure: undefined."""
    for row in told(disclosure):
        pct, base = row.change_pct, row.base
        if base is None and row.base_kind == "accounts" and row.value is not None and row.change is not None:
            base = row.value - row.change
        if base is not None and not base.value and pct is not None and pct.value:
            named = {"label": row.named, "pct": pct, "year": str(row.base_year)}
            yield Finding("percent_of_nothing", "warning", "strong", (row.ref,), None, named)


def function_not_in_tables(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items that the narrative names and no table has; the items of their class with the same amount."""
    template = templates.load(disclosure.metadata.template)
    schedules = template.identities.functions
    if not schedules:
        return
    tables = Tables(disclosure, template)
    for row in told(disclosure):
        name, value = row.function_name or "", row.value
        if row.subject != "function" or row.uncertain or value is None or not row.is_money:
            continue
        if tables.code_of(name, schedules):
            continue
        alike = [
            (path, side)
            for path, side in tables.items(schedules)
            if abs(side.value - value.value) <= 2 * value.slack and path.partition("-")[0] == name.partition("-")[0]
        ]
        yield Finding(
            "function_not_in_tables",
            "warning",
            "strong",
            (row.ref, *(ref for _, side in alike for ref in side.refs)),
            None,
            {"label": name, "total": value, "labels": [path for path, _ in alike]},
        )


def coverage_leaves_out_carryover(disclosure: Disclosure) -> Iterator[Finding]:
    """Forms that are said to cover all project expenditure, while what was carried over has none."""
    whole = figures(disclosure).find("expenditure", "expenditure", "project")
    for row in told(disclosure):
        claims = row.share_of == "project" and row.share_pct is not None and row.share_pct.value == _FULL
        if not claims or row.value is None or not row.is_money or whole is None:
            continue
        if whole.value - row.value.value > 2 * whole.slack:
            yield Finding(
                "coverage_leaves_out_carryover",
                "warning",
                "strong",
                (row.ref, *whole.refs),
                in_yuan(whole - row.value),
                {"covered": row.value, "whole": whole},
            )


def compared_with_own_year(disclosure: Disclosure) -> Iterator[Finding]:
    """Changes that are stated against the budget's own year, one finding for each section."""
    alike: dict[tuple[str, int], list[Statement]] = {}
    for row in told(disclosure) if disclosure.metadata.kind == "budget" else ():
        if row.base_year is not None and row.base_year >= row.year and row.change is not None and not row.uncertain:
            alike.setdefault((row.section, row.base_year), []).append(row)
    for (_, year), rows in alike.items():
        named = {"labels": [row.named for row in rows], "year": str(year), "own": str(disclosure.metadata.year)}
        yield Finding("compared_with_own_year", "error", "strong", tuple(row.ref for row in rows), None, named)


def base_below_zero(disclosure: Disclosure) -> Iterator[Finding]:
    """Figures that are said to have risen by more than they are: the base year's would be below zero."""
    for row in told(disclosure):
        if row.value is None or row.change is None or row.uncertain or not row.is_money or row.value.value < 0:
            continue
        base = row.value - row.change
        if base.interval is not None and base.interval.high < 0:
            named = {"label": row.named, "total": row.value, "change": row.change, "base": base}
            yield Finding("base_below_zero", "error", "strong", (row.ref,), in_yuan(abs(base)), named)


def told_twice(disclosure: Disclosure) -> Iterator[Finding]:
    """Items of the narrative that stand there twice with the same figures, one finding for each section."""
    sections: dict[str, list[Statement]] = {}
    rows = {row.number: row for row in figures(disclosure).statements}
    repeated = again(disclosure)
    for number in repeated:
        sections.setdefault(rows[number].section, []).append(rows[number])
    for found in sections.values():
        refs = tuple(ref for row in found for ref in (repeated[row.number].ref, row.ref))
        yield Finding("told_twice", "note", "strong", refs, None, {"labels": [row.named for row in found]})


def item_left_out(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items of the tables that the narrative does not name, where it names nearly all others."""
    template = templates.load(disclosure.metadata.template)
    schedules = template.identities.functions
    if not schedules:
        return
    tables, rows = Tables(disclosure, template), [row for row in told(disclosure) if row.subject == "function"]
    codes = {row.number: tables.code_of(row.function_name or "", schedules) for row in rows}
    items = [(path, tables.code_of(path, schedules), side) for path, side in tables.items(schedules)]
    longest = max((len(code) for _, code, _ in items), default=0)
    named = {code for code in codes.values() if len(code) == longest}
    unknown = [row.value for row in rows if row.value is not None and not codes[row.number]]  # under another name
    left = [
        (path, side)
        for path, code, side in items
        if len(code) == longest and code not in named and side.value
        if all(abs(value.value - side.value) > 2 * value.slack for value in unknown)
    ]
    whole = total(part for _, side in left for part in side.parts)
    if whole is not None and len(left) * _TOLD <= len(named):
        paths = {"labels": [path for path, _ in left], "total": whole}
        yield Finding("item_left_out", "warning", "strong", whole.refs, in_yuan(whole), paths)


def reason_names_no_item(disclosure: Disclosure) -> Iterator[Finding]:
    """Economic items that rose, as a reason says, and of which the table by economic item prints nothing."""
    items = {name_key(row.economic_item or row.label) for row in figures(disclosure).of("basic_by_economic")}
    statements = {row.number: row for row in told(disclosure)}
    known = classification.load()
    for reason in disclosure.reasons.filter(pl.col("direction") == "more").to_dicts():
        row, name = statements.get(reason["statement"]), reason["about"]
        if not items or row is None or row.subject not in _BASIC or name_key(name) in items:
            continue
        if any(len(one.code) == _ITEM for one in known.called(name, classification.ECONOMIC)):
            refs = (REASONS.reference(reason), row.ref)
            yield Finding("reason_names_no_item", "warning", "strong", refs, None, {"name": name, "label": row.named})


RULES = (
    reasons_do_not_add_up,
    reason_missing,
    percent_of_nothing,
    function_not_in_tables,
    coverage_leaves_out_carryover,
    compared_with_own_year,
    base_below_zero,
    told_twice,
    item_left_out,
    reason_names_no_item,
)
