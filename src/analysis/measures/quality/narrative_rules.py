"""Findings about what the narrative states, and about its words for what the tables print.

Statements that the reading doubts accuse nobody. What an item is told twice counts once.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from analysis import classification
from analysis.disclosure import Disclosure
from analysis.figure import difference, total
from analysis.measures.figures import Figures, figures, grouped
from analysis.measures.quality.finding import Finding
from analysis.measures.quality.narrative import again, told
from analysis.measures.quality.tables import tables_of
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
    parts = grouped((row.parent, row) for row in statements if row.change)
    alike = []
    for row in statements:
        reasons = [(part, part.change) for part in parts.get(row.number, ()) if part.change]
        named = total(change for _, change in reasons)
        if row.change is None or named is None or not row.is_money:
            continue
        rest = row.change - named
        if abs(rest.value) > rest.slack:
            amounts = tuple(sorted(change.value for _, change in reasons))
            shown = [row, *(part for part, _ in reasons)]
            alike.append(((row.section, row.change.value, amounts), (row, shown, row.change, named, rest)))
    for rows in grouped(alike).values():
        _, _, change, named, rest = rows[0]
        labels, shown = [row.named for row, *_ in rows], [one for _, several, *_ in rows for one in several]
        yield Finding(
            "reasons_do_not_add_up",
            "warning",
            shown,
            {"labels": labels, "change": change, "named": named, "rest": rest},
            abs(rest),
            bears_on="money",
        )


def reason_missing(disclosure: Disclosure) -> Iterator[Finding]:
    """Stated changes without a reason, or with one that is empty, repeats or contradicts them; equal ones are one.

    A whole whose change is that of one of its parts has the part's reason, and so has a change of one amount that
    another section states with a reason.
    """
    held = figures(disclosure)
    explained = [row for row in told(disclosure) if row.change and row.reason == "given"]
    alike = []
    for row in told(disclosure):
        if row.reason not in _WEAK_REASONS or not row.is_money:
            continue
        if row.reason == "missing" and any(_is_one(row, other, held) for other in explained):
            continue
        if (change := row.change or difference(row.value, row.base)) is not None:
            alike.append(((row.reason, row.section, change.value), (row, change)))
    for (reason, *_), rows in grouped(alike).items():
        change, (kind, severity, evidence) = rows[0][1], _WEAK_REASONS[reason]
        shown = [row for row, _ in rows]
        labels = [row.named for row in shown]
        yield Finding(
            kind,
            severity,
            shown,
            {"labels": labels, "change": change},
            abs(change),
            evidence,
            bears_on="reason",
        )


def _is_one(row: Statement, other: Statement, held: Figures) -> bool:
    """True where two statements tell one change: in one section, or of what the tables print the same figure of."""
    if row.change is None or other.change is None or row.change.value != other.change.value:
        return False
    now = [held.find(*one.place) for one in (row, other)]
    return row.section == other.section or (None not in now and len({one.value for one in now if one}) == 1)


def percent_of_nothing(disclosure: Disclosure) -> Iterator[Finding]:
    """Percentages that are stated on a base of 0, by accounts also of a change as great as the figure: undefined."""
    for row in told(disclosure):
        pct, base = row.change_pct, row.base
        if not base and row.base_kind == "accounts" and row.value and row.change:
            base = row.value - row.change
        if base is not None and not base.value and pct is not None and pct.value:
            yield Finding(
                "percent_of_nothing",
                "warning",
                [row],
                {"label": row.named, "pct": pct, "year": str(row.base_year)},
                bears_on="money",
            )


def function_not_in_tables(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items that the narrative names and no table has; the items of their class with the same amount."""
    tables = tables_of(disclosure)
    for row in told(disclosure) if tables.items else ():
        name, value = row.function_name or "", row.value
        if row.subject != "function" or row.uncertain or not (value and row.is_money) or tables.code_of(name):
            continue
        of_class = [(path, code) for path, code in tables.items if path.partition("-")[0] == name.partition("-")[0]]
        sides = [(path, tables.function(code)) for path, code in of_class]
        alike = [(path, side) for path, side in sides if abs(side.value - value.value) <= 2 * value.slack]
        labels, refs = [path for path, _ in alike], [row.ref, *(ref for _, side in alike for ref in side.refs)]
        yield Finding(
            "function_not_in_tables",
            "warning",
            refs,
            {"label": name, "total": value, "labels": labels},
            bears_on="money",
        )


def coverage_leaves_out_carryover(disclosure: Disclosure) -> Iterator[Finding]:
    """Forms that are said to cover all project expenditure, while what was carried over has none."""
    whole = figures(disclosure).find("expenditure", "expenditure", "project")
    for row in told(disclosure):
        claims = row.share_of == "project" and row.share_pct and row.share_pct.value == _FULL
        if not claims or row.value is None or not row.is_money or whole is None:
            continue
        if whole.value - row.value.value > 2 * whole.slack:
            yield Finding(
                "coverage_leaves_out_carryover",
                "warning",
                [row.ref, *whole.refs],
                {"covered": row.value, "whole": whole},
                whole - row.value,
                bears_on="money",
            )


def compared_with_own_year(disclosure: Disclosure) -> Iterator[Finding]:
    """Changes that are stated against the budget's own year, one finding for each section."""
    stated = [row for row in told(disclosure) if row.change and not row.uncertain]
    wrong = (row for row in stated if row.base_year is not None and row.base_year >= row.year)
    own = disclosure.metadata
    for (_, year), rows in grouped(((row.section, row.base_year), row) for row in wrong).items():
        if own.kind == "budget":
            labels = [row.named for row in rows]
            yield Finding(
                "compared_with_own_year",
                "error",
                rows,
                {"labels": labels, "year": str(year), "own": str(own.year)},
                bears_on="money",
            )


def base_below_zero(disclosure: Disclosure) -> Iterator[Finding]:
    """Figures that are said to have risen by more than they are: the base year's would be below zero."""
    for row in told(disclosure):
        if not (row.value and row.change and row.is_money) or row.uncertain or row.value.value < 0:
            continue
        base = row.value - row.change
        if base.interval is not None and base.interval.high < 0:
            named = {"label": row.named, "total": row.value, "change": row.change, "base": base}
            yield Finding("base_below_zero", "error", [row], named, abs(base), bears_on="money")


def told_twice(disclosure: Disclosure) -> Iterator[Finding]:
    """Items of the narrative that stand there twice with the same figures, one finding for each section."""
    repeated = again(disclosure)
    twice = [row for row in figures(disclosure).statements if row.number in repeated]
    for rows in grouped((row.section, row) for row in twice).values():
        shown = [one for row in rows for one in (repeated[row.number], row)]
        yield Finding("told_twice", "note", shown, {"labels": [row.named for row in rows]})


def item_left_out(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items of the tables that the narrative does not name, where it names nearly all others."""
    tables = tables_of(disclosure)
    longest = max((len(tables.code_of(path)) for path, _ in tables.items), default=0)
    rows = [(row, tables.code_of(row.function_name or "")) for row in told(disclosure) if row.subject == "function"]
    named = {code for _, code in rows if len(code) == longest}
    unknown = [row.value for row, code in rows if row.value and not code]  # under another name
    unnamed = [path for path, _ in tables.items if len(code := tables.code_of(path)) == longest and code not in named]
    left = [
        (path, side)
        for path in unnamed
        if (side := tables.function(tables.code_of(path))).value
        and all(abs(value.value - side.value) > 2 * value.slack for value in unknown)
    ]
    whole = total(part for _, side in left for part in side.parts)
    if whole is not None and len(left) * _TOLD <= len(named):
        labels = [path for path, _ in left]
        yield Finding(
            "item_left_out", "warning", whole.refs, {"labels": labels, "total": whole}, whole, bears_on="money"
        )


def reason_names_no_item(disclosure: Disclosure) -> Iterator[Finding]:
    """Economic items that rose, as a reason says, and of which the table by economic item prints nothing."""
    items = {name_key(row.named) for row in figures(disclosure).of("basic_by_economic")}
    statements = {row.number: row for row in told(disclosure)}
    known = classification.load()
    for reason in disclosure.reasons.filter(direction="more").to_dicts():
        row, name = statements.get(reason["statement"]), reason["about"]
        if not items or row is None or row.subject not in _BASIC or name_key(name) in items:
            continue
        if any(len(one.code) == _ITEM for one in known.called(name, classification.ECONOMIC)):
            yield Finding(
                "reason_names_no_item",
                "warning",
                (REASONS.reference(reason), row),
                {"name": name, "label": row.named},
                bears_on="reason",
            )
