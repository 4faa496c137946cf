"""Findings about the tables, the narrative and the department: each rule is a function of a disclosure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

import polars as pl

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.measures import places
from analysis.measures.figures import Figures
from analysis.measures.findings import Finding
from analysis.measures.identity import Reconciliation
from analysis.measures.reconcile import identities
from analysis.measures.tables import Tables
from analysis.money import WAN, YUAN_PER_WAN, plain, to_wan
from analysis.schema import AMOUNTS, STATEMENTS
from analysis.text import year_of

Row = dict[str, Any]

#: Groups of the departmental economic classification that are pay and allowances of staff (科目 301),
#: by 《政府收支分类科目》 (unverified: the edition of the year is not at hand).
_PAY = "工资福利支出"
_FULL = Decimal(100)


def coarser_figure(disclosure: Disclosure) -> Iterator[Finding]:
    """A figure with fewer digits than its table, which the others make otherwise: rounded harder, or wrong."""
    template = templates.load(disclosure.metadata.template)
    found: dict[str, list[Reconciliation]] = {}
    for identity in identities(disclosure, template):
        if (cell := identity.coarse) is not None:
            found.setdefault(cell.ref, []).append(identity)
    rows = places.rows(disclosure)
    for ref, broken in found.items():
        widest = max(broken, key=lambda identity: abs(identity.left.value - identity.right.value))
        difference = widest.left.value - widest.right.value
        cell = next(cell for cell in (*widest.left.cells, *widest.right.cells) if cell.ref == ref)
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
            tuple(dict.fromkeys((ref, *widest.left.ref.split(), *widest.right.ref.split()))),
            abs(difference) * YUAN_PER_WAN if widest.unit in WAN else None,
            {
                **named,
                "figure": plain(cell.value),
                "made": plain(cell.value - difference if cell in widest.left.cells else cell.value + difference),
                "difference": plain(abs(difference)),
                "money": widest.unit,
            },
        )


def reasons_do_not_add_up(disclosure: Disclosure) -> Iterator[Finding]:
    """Stated changes whose reasons' amounts leave more unexplained than rounding does.

    Income and spending that give the same change and the same reasons are one finding.
    """
    figures = Figures(disclosure)
    alike: dict[tuple[Any, ...], list[tuple[Row, list[Row]]]] = {}
    for row in figures.statements:
        reasons = [r for r in figures.statements if r["parent"] == row["statement"] and r["change"] is not None]
        if row["change"] is None or not reasons or row["unit"] not in WAN:
            continue
        parts = [to_wan(r["change"], r["unit"]) for r in reasons]
        change = to_wan(row["change"], row["unit"])
        tolerance = figures.section_step(row) * (len(reasons) + 1) / 2
        if abs(change - sum(parts, Decimal(0))) > tolerance:
            alike.setdefault((row["section"], change, tuple(sorted(parts))), []).append((row, reasons))
    for (_, change, parts), rows in alike.items():
        named = sum(parts, Decimal(0))
        yield Finding(
            "reasons_do_not_add_up",
            "warning",
            "strong",
            tuple(STATEMENTS.reference(r) for row, reasons in rows for r in (row, *reasons)),
            abs(change - named) * YUAN_PER_WAN,
            {
                "labels": [row["label"] or row["subject"] for row, _ in rows],
                "change": plain(change, 2),
                "named": plain(named, 2),
                "rest": plain(change - named, 2),
            },
        )


def reason_missing(disclosure: Disclosure) -> Iterator[Finding]:
    """Stated changes without a reason, or with one that only repeats or contradicts them; equal ones are one."""
    alike: dict[tuple[Any, ...], list[Row]] = {}
    weak = pl.col("reason").is_in(["missing", "restates", "contradicts"])
    for row in disclosure.statements.filter(weak).to_dicts():
        if row["unit"] in WAN and (change := _stated_change(row)) is not None:
            alike.setdefault((row["reason"], row["section"], to_wan(change, row["unit"])), []).append(row)
    for (reason, _, change), rows in alike.items():
        yield Finding(
            f"reason_{reason}",
            "warning" if reason == "contradicts" else "note",
            "weak" if reason == "restates" else "strong",
            tuple(STATEMENTS.reference(row) for row in rows),
            abs(change) * YUAN_PER_WAN,
            {"labels": [row["label"] or row["subject"] for row in rows], "change": plain(change, 2)},
        )


def _stated_change(row: Row) -> Decimal | None:
    """The change that a statement states, or makes by its value and base; None where only a percentage is."""
    if row["change"] is not None or row["value"] is None or row["base_value"] is None:
        return cast("Decimal | None", row["change"])
    return cast("Decimal", row["value"] - row["base_value"])


def percent_of_nothing(disclosure: Disclosure) -> Iterator[Finding]:
    """Percentages that are stated on a base of 0: undefined, whatever the document prints."""
    for row in disclosure.statements.filter((pl.col("base_value") == 0) & (pl.col("change_pct") != 0)).to_dicts():
        yield Finding(
            "percent_of_nothing",
            "warning",
            "strong",
            (STATEMENTS.reference(row),),
            None,
            {"label": row["label"] or row["subject"], "pct": row["change_pct_printed"], "year": str(row["base_year"])},
        )


def function_not_in_tables(disclosure: Disclosure) -> Iterator[Finding]:
    """Functional items that the narrative names and no table has; the items of their class with the same amount."""
    template = templates.load(disclosure.metadata.template)
    schedules = template.identities.functions
    if not schedules:
        return
    tables, figures = Tables(disclosure, template), Figures(disclosure)
    for row in figures.statements:
        if row["subject"] != "function" or row["uncertain"] or row["value"] is None or row["unit"] not in WAN:
            continue
        if tables.code_of(row["function_name"], schedules):
            continue
        value, step = to_wan(row["value"], row["unit"]), figures.section_step(row)
        alike = [
            (path, refs)
            for path, amount, refs in tables.items(schedules)
            if abs(amount - value) <= step and path.partition("-")[0] == row["function_name"].partition("-")[0]
        ]
        yield Finding(
            "function_not_in_tables",
            "warning",
            "strong",
            (STATEMENTS.reference(row), *(ref for _, refs in alike for ref in refs)),
            None,
            {"label": row["function_name"], "total": plain(value, 2), "labels": [path for path, _ in alike]},
        )


def coverage_leaves_out_carryover(disclosure: Disclosure) -> Iterator[Finding]:
    """Forms that are said to cover all project expenditure, while what was carried over has none."""
    figures = Figures(disclosure)
    whole = figures.find("expenditure", "expenditure", "project")
    for row in figures.statements:
        claims = row["share_of"] == "project" and row["share_pct"] == _FULL and row["value"] is not None
        if not claims or row["unit"] not in WAN or whole is None:
            continue
        covered = to_wan(row["value"], row["unit"])
        if whole.value - covered > whole.step:
            yield Finding(
                "coverage_leaves_out_carryover",
                "warning",
                "strong",
                (STATEMENTS.reference(row), whole.ref),
                (whole.value - covered) * YUAN_PER_WAN,
                {"covered": plain(covered, 2), "whole": plain(whole.value, 2)},
            )


def count_above_ceiling(disclosure: Disclosure) -> Iterator[Finding]:
    """More vehicles than posts for vehicles, more established staff than posts (other staff hold none)."""
    facts = {(row["subject"], row["measure"]): row for row in disclosure.department.to_dicts()}
    for counted, allowed in (
        (("vehicles", "total"), ("vehicles", "posts")),
        (("staff", "established"), ("posts", "total")),
    ):
        count, ceiling = facts.get(counted), facts.get(allowed)
        if count and ceiling and count["value"] > ceiling["value"]:
            yield Finding(
                "count_above_ceiling",
                "warning",
                "strong",
                (f"department/{counted[0]}/{counted[1]}", f"department/{allowed[0]}/{allowed[1]}"),
                None,
                {
                    "subject": counted[0],
                    "count": plain(count["value"]),
                    "ceiling": plain(ceiling["value"]),
                    "unit": count["unit"],
                },
            )


def pay_outside_personnel(disclosure: Disclosure) -> Iterator[Finding]:
    """An economic item of pay that is printed under 公用经费, which are not personnel funds."""
    rows = disclosure.amounts.filter(
        (pl.col("schedule") == "basic_by_economic")
        & (pl.col("measure") == "non_personnel")
        & pl.col("amount").is_not_null()
    ).to_dicts()
    groups = disclosure.amounts.filter((pl.col("schedule") == "basic_by_economic") & (pl.col("level") == "class"))
    starts = {row["row"]: row["label"] for row in groups.to_dicts()}
    inside = [row for row in rows if row["level"] == "item" and row["amount"] and _group(starts, row["row"]) == _PAY]
    if inside:
        total = sum((row["amount"] for row in inside), Decimal(0))
        yield Finding(
            "pay_outside_personnel",
            "note",
            "strong",
            tuple(AMOUNTS.reference(r) for r in inside),
            total * YUAN_PER_WAN,
            {"items": [row["label"] for row in inside], "total": plain(total, 2)},
        )


def emptiness(disclosure: Disclosure) -> Iterator[Finding]:
    """Tables that are said to be empty and are not, and tables that print nothing and do not say so."""
    filled = set(disclosure.amounts.filter(pl.col("amount") != 0)["schedule"])
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
        figures = {"labels": [row["title"] for row in rows], "year": str(disclosure.metadata.year)}
        yield Finding("another_year", "warning", "strong", _tables(rows), None, figures)


def _tables(rows: list[Row]) -> tuple[str, ...]:
    return tuple(f"tables/{row['table']}/{row['schedule']}" for row in rows)


def _group(starts: dict[int, str], row: int) -> str:
    return starts[max((start for start in starts if start <= row), default=min(starts))] if starts else ""


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
