"""Findings about the tables, the narrative and the department: each rule is a function of a disclosure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from analysis.disclosure import Disclosure
from analysis.measures.figures import Figures
from analysis.measures.findings import Finding
from analysis.money import WAN, YUAN_PER_WAN, plain, to_wan
from analysis.text import year_of

#: Groups of the departmental economic classification that are pay and allowances of staff (科目 301),
#: by 《政府收支分类科目》 (unverified: the edition of the year is not at hand).
_PAY = "工资福利支出"
_FULL = Decimal(100)


def reasons_do_not_add_up(disclosure: Disclosure) -> Iterator[Finding]:
    """A stated change whose reasons' amounts leave more unexplained than rounding does."""
    figures = Figures(disclosure)
    rows = figures.statements
    for row in rows:
        reasons = [r for r in rows if r["parent"] == row["statement"] and r["change"] is not None]
        if row["change"] is None or not reasons or row["unit"] not in WAN:
            continue
        named = sum((to_wan(r["change"], r["unit"]) for r in reasons), Decimal(0))
        change = to_wan(row["change"], row["unit"])
        tolerance = figures.section_step(row) * (len(reasons) + 1) / 2
        if abs(change - named) > tolerance:
            yield Finding(
                "reasons_do_not_add_up",
                "warning",
                "strong",
                tuple(f"statements/{r['statement']}" for r in (row, *reasons)),
                abs(change - named) * YUAN_PER_WAN,
                {
                    "label": row["label"],
                    "change": plain(change, 2),
                    "named": plain(named, 2),
                    "rest": plain(change - named, 2),
                },
            )


def reason_missing(disclosure: Disclosure) -> Iterator[Finding]:
    """A stated change without a reason, or with one that says no more than the change."""
    for row in disclosure.statements.filter(pl.col("reason").is_in(["missing", "restates"])).to_dicts():
        if row["unit"] in WAN:
            yield Finding(
                f"reason_{row['reason']}",
                "note",
                "strong" if row["reason"] == "missing" else "weak",
                (f"statements/{row['statement']}",),
                abs(to_wan(row["change"], row["unit"])) * YUAN_PER_WAN,
                {"label": row["label"], "change": plain(to_wan(row["change"], row["unit"]), 2)},
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
                (f"statements/{row['statement']}", whole.ref),
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
            tuple(f"amounts/{r['table']}/{r['flow']}/{r['row']}/{r['measure']}" for r in inside),
            total * YUAN_PER_WAN,
            {"items": [row["label"] for row in inside], "total": plain(total, 2)},
        )


def emptiness(disclosure: Disclosure) -> Iterator[Finding]:
    """A table that is said to be empty and is not, or that prints nothing and does not say so."""
    filled = set(disclosure.amounts.filter(pl.col("amount") != 0)["schedule"])
    for row in disclosure.tables.to_dicts():
        if row["declared_empty"] == (row["schedule"] in filled):
            kind = "declared_empty_but_filled" if row["declared_empty"] else "empty_without_a_word"
            ref = f"tables/{row['table']}/{row['schedule']}"
            yield Finding(
                kind, "warning" if row["declared_empty"] else "note", "strong", (ref,), None, {"title": row["title"]}
            )


def another_year_in_a_title(disclosure: Disclosure) -> Iterator[Finding]:
    """A table whose title names a year that is not the document's."""
    for row in disclosure.tables.to_dicts():
        year = year_of(row["title"])
        if year is not None and year != disclosure.metadata.year:
            figures = {"title": row["title"], "year": str(disclosure.metadata.year)}
            yield Finding(
                "another_year", "warning", "strong", (f"tables/{row['table']}/{row['schedule']}",), None, figures
            )


def _group(starts: dict[int, str], row: int) -> str:
    return starts[max((start for start in starts if start <= row), default=min(starts))] if starts else ""


RULES = (
    reasons_do_not_add_up,
    reason_missing,
    coverage_leaves_out_carryover,
    count_above_ceiling,
    pay_outside_personnel,
    emptiness,
    another_year_in_a_title,
)
