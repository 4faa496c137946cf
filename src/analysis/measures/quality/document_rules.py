"""Findings about the tables and the department: each rule is a function of a disclosure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.figure import Figure, total
from analysis.measures import places
from analysis.measures.figures import figures
from analysis.measures.quality.finding import Finding
from analysis.measures.quality.identity import Reconciliation
from analysis.measures.quality.reconcile import identities
from analysis.measures.records import Amount
from analysis.money import WAN
from analysis.schema import TABLES
from analysis.text import year_of

#: Groups of the departmental economic classification that are pay and allowances of staff (科目 301),
#: by 《政府收支分类科目》 (unverified: the edition of the year is not at hand).
_PAY = "工资福利支出"


def rounded_harder(disclosure: Disclosure) -> Iterator[Finding]:
    """Figures that are right as printed only: rounded to fewer digits than their table has, or cut off there."""
    template = templates.load(disclosure.metadata.template)
    found: dict[str, tuple[str, Figure, list[Reconciliation]]] = {}
    for identity in identities(disclosure, template):
        kind, figure = ("coarser", identity.coarse) if identity.coarse else ("truncated", identity.truncated)
        if figure is not None:
            found.setdefault(figure.refs[0], (kind, figure, []))[2].append(identity)
    for ref, (kind, figure, broken) in found.items():
        widest = max(broken, key=lambda identity: abs(identity.left.value - identity.right.value))
        difference = widest.difference
        assert difference is not None
        of, named = _named(ref, places.rows(disclosure)[ref])
        yield Finding(
            f"{kind}_{of}",
            "note",
            dict.fromkeys((ref, *widest.refs)),
            {
                "figure": figure,
                "made": figure - difference if ref in widest.left.refs else figure + difference,
                "difference": abs(difference),
                "money": widest.unit,
                **named,
            },
            abs(difference) if widest.unit in WAN else None,
        )


def _named(ref: str, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The kind of a row (a fact about the department, or a figure), and the names by which its sentence calls it."""
    table = ref.partition("/")[0]
    if table == "department":
        return "fact", {"fact": [row["subject"], row["measure"]]}
    place = [table, str(row["table"] if table == "amounts" else row["section"])]
    return "figure", {"place": place, "label": row["label"] or row["subject"], "measure": row["measure"]}


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
            yield Finding("count_above_ceiling", "warning", (count, ceiling), named, bears_on="limit")


def pay_outside_personnel(disclosure: Disclosure) -> Iterator[Finding]:
    """An economic item of pay that is printed under 公用经费, which are not personnel funds."""
    group, inside = "", list[Amount]()
    for row in figures(disclosure).of("basic_by_economic"):
        if row.level == "class":
            group = row.label
        elif row.level == "item" and row.measure == "non_personnel" and row.value and group == _PAY:
            inside.append(row)
    if money := total(row.figure for row in inside):
        labels = [row.label for row in inside]
        yield Finding(
            "pay_outside_personnel", "note", inside, {"items": labels, "total": money}, money, bears_on="money"
        )


def emptiness(disclosure: Disclosure) -> Iterator[Finding]:
    """Tables that are said to be empty and are not, and tables that print nothing and do not say so."""
    every = disclosure.all_amounts  # accounts may print a budget and nothing spent
    is_filled = pl.col("schedule").is_in(every.filter(pl.col("amount") != 0)["schedule"].unique().to_list())
    declared = pl.col("declared_empty")
    for kind, severity, bears_on, rows in (
        ("declared_empty_but_filled", "warning", "money", disclosure.tables.filter(declared, is_filled)),
        ("empty_without_a_word", "note", "slip", disclosure.tables.filter(~declared, ~is_filled)),
    ):
        if rows.height:
            titles = list(dict.fromkeys(rows["title"]))  # one table may hold two schedules
            shown = map(TABLES.reference, rows.to_dicts())
            yield Finding(kind, severity, shown, {"labels": titles}, bears_on=bears_on)


def another_year_in_a_title(disclosure: Disclosure) -> Iterator[Finding]:
    """Tables whose title names a year that is not the document's."""
    year = disclosure.metadata.year
    rows = [row for row in disclosure.tables.to_dicts() if year_of(row["title"]) not in (None, year)]
    if rows:
        titles = [row["title"] for row in rows]
        yield Finding("another_year", "warning", map(TABLES.reference, rows), {"labels": titles, "year": str(year)})
