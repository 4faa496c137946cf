"""Findings about the tables, the narrative and the department: each rule is a function of a disclosure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.figure import Figure, total
from analysis.measures import places
from analysis.measures.figures import Amount, Statement, figures, in_yuan
from analysis.measures.findings import Finding
from analysis.measures.identity import Reconciliation
from analysis.measures.reconcile import identities
from analysis.measures.tables import Tables
from analysis.money import WAN
from analysis.schema import TABLES
from analysis.text import year_of

Row = dict[str, Any]

#: Groups of the departmental economic classification that are pay and allowances of staff (科目 301),
#: by 《政府收支分类科目》 (unverified: the edition of the year is not at hand).
_PAY = "工资福利支出"
_FULL = Decimal(100)


def coarser_figure(disclosure: Disclosure) -> Iterator[Finding]:
    """A figure with fewer digits than its table, which the others make otherwise: rounded harder, or wrong."""
    template = templates.load(disclosure.metadata.template)
    found: dict[str, tuple[Figure, list[Reconciliation]]] = {}
    for identity in identities(disclosure, template):
        if (figure := identity.coarse) is not None:
            found.setdefault(figure.refs[0], (figure, []))[1].append(identity)
    rows = places.rows(disclosure)
    for ref, (figure, broken) in found.items():
        widest = max(broken, key=lambda identity: abs(identity.left.value - identity.right.value))
        difference = widest.difference
        assert difference is not None
        table, row = ref.partition("/")[0], rows[ref]
        if table == "department":
            kind, named = "coarser_fact", {"fact": [row["subject"], row["measure"]]}
        else:
            place = [table, str(row["table"] if table == "amounts" else row["section"])]
            kind, named = "coarser_figure", {"place": place, "label": row["label"] or row["subject"]}
            named["measure"] = row["measure"]
        yield Finding(
            kind,
            "warning",
            "strong",
            tuple(dict.fromkeys((ref, *widest.refs))),
            in_yuan(abs(difference)) if widest.unit in WAN else None,
            {
                **named,
                "figure": figure,
                "made": figure - difference if ref in widest.left.refs else figure + difference,
                "difference": abs(difference),
                "money": widest.unit,
            },
        )


def reasons_do_not_add_up(disclosure: Disclosure) -> Iterator[Finding]:
    """Stated changes whose reasons' amounts leave more unexplained than rounding does.

    Income and spending that give the same change and the same reasons are one finding.
    """
    statements = figures(disclosure).statements
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
    """Stated changes without a reason, or with one that only repeats or contradicts them; equal ones are one."""
    alike: dict[tuple[Any, ...], list[tuple[Statement, Figure]]] = {}
    for row in figures(disclosure).statements:
        if row.reason not in ("missing", "restates", "contradicts") or not row.is_money:
            continue
        made = row.value - row.base if row.value is not None and row.base is not None else None
        if (change := row.change or made) is not None:
            alike.setdefault((row.reason, row.section, change.value), []).append((row, change))
    for (reason, *_), rows in alike.items():
        change = rows[0][1]
        yield Finding(
            f"reason_{reason}",
            "warning" if reason == "contradicts" else "note",
            "weak" if reason == "restates" else "strong",
            tuple(row.ref for row, _ in rows),
            in_yuan(abs(change)),
            {"labels": [row.named for row, _ in rows], "change": change},
        )


def percent_of_nothing(disclosure: Disclosure) -> Iterator[Finding]:
    """Percentages that are stated on a base of 0: undefined, whatever the document prints."""
    for row in figures(disclosure).statements:
        pct = row.change_pct
        if row.base is not None and not row.base.value and pct is not None and pct.value:
            named = {"label": row.named, "pct": pct, "year": str(row.base_year)}
            yield Finding("percent_of_nothing", "warning", "strong", (row.ref,), None, named)


def function_not_in_tables(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items that the narrative names and no table has; the items of their class with the same amount."""
    template = templates.load(disclosure.metadata.template)
    schedules = template.identities.functions
    if not schedules:
        return
    tables = Tables(disclosure, template)
    for row in figures(disclosure).statements:
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
    for row in figures(disclosure).statements:
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


def count_above_ceiling(disclosure: Disclosure) -> Iterator[Finding]:
    """More vehicles than posts for vehicles, more established staff than posts (other staff hold none)."""
    facts = figures(disclosure).facts
    for counted, allowed in (
        (("vehicles", "total"), ("vehicles", "posts")),
        (("staff", "established"), ("posts", "total")),
    ):
        count, ceiling = facts.get(counted), facts.get(allowed)
        if count and ceiling and count.figure.value > ceiling.figure.value:
            named = {"subject": counted[0], "count": count.figure, "ceiling": ceiling.figure, "unit": count.unit}
            yield Finding("count_above_ceiling", "warning", "strong", (count.ref, ceiling.ref), None, named)


def pay_outside_personnel(disclosure: Disclosure) -> Iterator[Finding]:
    """An economic item of pay that is printed under 公用经费, which are not personnel funds."""
    group, inside = "", list[Amount]()
    for row in figures(disclosure).of("basic_by_economic"):
        if row.level == "class":
            group = row.label
        elif row.level == "item" and row.measure == "non_personnel" and row.value and group == _PAY:
            inside.append(row)
    if (money := total(row.figure for row in inside)) is not None:
        named = {"items": [row.label for row in inside], "total": money}
        refs = tuple(row.ref for row in inside)
        yield Finding("pay_outside_personnel", "note", "strong", refs, in_yuan(money), named)


def emptiness(disclosure: Disclosure) -> Iterator[Finding]:
    """Tables that are said to be empty and are not, and tables that print nothing and do not say so."""
    filled = {row.schedule for row in figures(disclosure).amounts if row.value}
    for kind, severity, declared in (
        ("declared_empty_but_filled", "warning", True),
        ("empty_without_a_word", "note", False),
    ):
        rows = [
            row
            for row in disclosure.tables.to_dicts()
            if row["declared_empty"] == declared == (row["schedule"] in filled)
        ]
        if rows:
            titles = list(dict.fromkeys(row["title"] for row in rows))  # one table may hold two schedules
            yield Finding(kind, severity, "strong", _tables(rows), None, {"labels": titles})


def another_year_in_a_title(disclosure: Disclosure) -> Iterator[Finding]:
    """Tables whose title names a year that is not the document's."""
    rows = [
        row
        for row in disclosure.tables.to_dicts()
        if (year := year_of(row["title"])) is not None and year != disclosure.metadata.year
    ]
    if rows:
        named = {"labels": [row["title"] for row in rows], "year": str(disclosure.metadata.year)}
        yield Finding("another_year", "warning", "strong", _tables(rows), None, named)


def _tables(rows: list[Row]) -> tuple[str, ...]:
    return tuple(TABLES.reference(row) for row in rows)


RULES = (
    coarser_figure,
    reasons_do_not_add_up,
    reason_missing,
    percent_of_nothing,
    function_not_in_tables,
    coverage_leaves_out_carryover,
    count_above_ceiling,
    pay_outside_personnel,
    emptiness,
    another_year_in_a_title,
)
