"""Findings about the performance-target forms: each rule is a function of a disclosure.

Rows that are `uncertain` accuse nobody: what the page has lost, no rule may call a
contradiction of its author.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.figure import Cell
from analysis.measures.figures import figures
from analysis.measures.quality import indicators as promised
from analysis.measures.quality.findings import Finding
from analysis.measures.records import Funds
from analysis.schema import INDICATORS, MENTIONS, Schema
from analysis.text import fold, key

_DATE = re.compile(r"(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?")
_LEAP_YEAR = 2024  # a date without a year may be of a leap year
_GRANT = re.compile(r"补助|奖补|资助|补贴|奖励")
_BODIES = ("个", "家", "项", "站", "所", "户")
_LEAST_GRANT_YUAN = Decimal(10)
_GOALS = {"goal_term": "term", "goal_annual": "annual", "plan": "annual"}
_SHORTEST_NAME = 4
_LONG_OVERLAP = 6


def impossible_date(disclosure: Disclosure) -> Iterator[Finding]:
    """Days that no calendar has, one finding for each form."""
    found: dict[int | None, list[tuple[str, str]]] = {}
    for row in disclosure.mentions.filter(pl.col("kind") == "date").to_dicts():
        if _is_impossible(row["printed"]):
            found.setdefault(row["form"], []).append((row["printed"], MENTIONS.reference(row)))
    for row in disclosure.indicators.filter(pl.col("target").is_not_null()).to_dicts():
        if row["comparator"] == "text" and _is_impossible(row["target"]):
            found.setdefault(row["form"], []).append((row["target"], INDICATORS.reference(row)))
    for form, places in found.items():
        dates = list(dict.fromkeys(printed for printed, _ in places))
        named = {"project": promised.project(disclosure, form), "dates": dates}
        yield Finding("impossible_date", "error", "strong", tuple(ref for _, ref in places), None, named)


def goal_against_indicator(disclosure: Disclosure) -> Iterator[Finding]:
    """A goal's or plan's text that names a figure, and the indicator of the same name that names another."""
    indicators = promised.certain(disclosure)
    said: set[tuple[str, ...]] = set()
    for mention in disclosure.mentions.filter(
        pl.col("field").is_in(list(_GOALS)) & pl.col("value").is_not_null()
    ).to_dicts():
        same = [
            row
            for row in indicators
            if (row["form"], row["period"]) == (mention["form"], _GOALS[mention["field"]])
            and row["unit"] == mention["unit"]
            and row["value"] is not None
            and _same_thing(mention["about"], row["level3"])
        ]
        if not same or any(row["value"] == mention["value"] for row in same):
            continue
        row = max(same, key=lambda row: len(row["level3"]))
        what = (str(row["form"]), key(row["level3"]), row["target"], mention["printed"])
        if what in said:
            continue
        said.add(what)
        is_money = mention["kind"] == "money" and "/" not in mention["unit"]
        money = abs(_cell(INDICATORS, row) - _cell(MENTIONS, mention)) if is_money else None
        yield Finding(
            "goal_against_indicator",
            "error" if mention["field"] != "plan" else "warning",
            "strong" if key(row["level3"]) in key(mention["about"] or "") else "weak",
            (MENTIONS.reference(mention), INDICATORS.reference(row)),
            money,
            {"project": row["project"], "name": row["level3"], "text": mention["printed"], "target": row["target"]},
        )


def project_named_two_ways(disclosure: Disclosure) -> Iterator[Finding]:
    """A form whose project the table of projects calls otherwise, though its amount proves that it is the same."""
    for row in figures(disclosure).funds:
        if row.period == "annual" and row.table_project and key(row.table_project) != key(row.project):
            names = {"form": row.project, "table": row.table_project}
            yield Finding("project_named_two_ways", "warning", "strong", (row.ref,), row.total, names)


def unit_named_two_ways(disclosure: Disclosure) -> Iterator[Finding]:
    """Forms whose implementing unit the table of projects calls otherwise, one finding for each pair of names."""
    held = figures(disclosure)
    owners: dict[str, set[str]] = {}
    for amount in held.of("projects_current"):
        if amount.level == "project":
            owners.setdefault(key(amount.label), set()).add(amount.budget_unit or "")
    pairs: dict[tuple[str, str], list[Funds]] = {}
    for row in held.funds:
        units = owners.get(key(row.table_project or ""), set())
        is_alone = row.period == "annual" and row.budget_unit and len(units) == 1
        if is_alone and row.budget_unit and key(row.budget_unit) not in {key(unit) for unit in units}:
            pairs.setdefault((row.budget_unit, next(iter(units))), []).append(row)
    for (form, table), rows in pairs.items():
        names = {"projects": [row.project for row in rows], "form": form, "table": table}
        yield Finding("unit_named_two_ways", "note", "strong", tuple(row.ref for row in rows), None, names)


def price_that_can_not_be_meant(disclosure: Disclosure) -> Iterator[Finding]:
    """Grants of a few yuan to a body: most likely 万 is missing."""

    def is_too_little(row: Mapping[str, Any]) -> bool:
        body = (row["unit"] or "").partition("元/")[2]
        is_grant = body in _BODIES and _GRANT.search(row["level3"])
        return bool(is_grant) and row["value"] is not None and row["value"] < _LEAST_GRANT_YUAN

    for rows in _by_form([row for row in promised.certain(disclosure) if is_too_little(row)]):
        yield Finding("price_that_can_not_be_meant", "warning", "weak", promised.refs(rows), None, _items(rows))


def money_without_unit(disclosure: Disclosure) -> Iterator[Finding]:
    """Prices that print no unit of money: 2万/项."""
    for rows in _by_form([row for row in promised.certain(disclosure) if (row["unit"] or "").startswith("/")]):
        yield Finding("money_without_unit", "note", "strong", promised.refs(rows), None, _items(rows))


def indicator_twice(disclosure: Disclosure) -> Iterator[Finding]:
    """The same result with the same target twice in one column of a form, one finding for each form."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in promised.certain(disclosure):
        groups.setdefault((row["form"], row["period"], key(row["level3"]), key(row["target"] or "")), []).append(row)
    for rows in _by_form([row for same in groups.values() if len(same) > 1 for row in same]):
        yield Finding("indicator_twice", "warning", "strong", promised.refs(rows), None, _items(rows))


def years_of_money_for_one_output(disclosure: Disclosure) -> Iterator[Finding]:
    """A term's money that is a multiple of the year's, for the very results that the year alone promises."""
    funds = {(row.form, row.period): row for row in figures(disclosure).funds}
    countable = [
        row
        for row in promised.certain(disclosure)
        if row["value"] is not None and row["unit"] not in (None, "%", "元") and "元" not in row["unit"]
    ]
    for form in dict.fromkeys(form for form, _ in funds):
        term, annual = funds.get((form, "term")), funds.get((form, "annual"))
        if term is None or annual is None or term.total is None or annual.total is None:
            continue
        if not 0 < annual.total.value < term.total.value:
            continue
        quantities = {
            period: {
                key(row["level3"]): row
                for row in countable
                if (row["form"], row["period"]) == (form, period) and row["unit"] not in ("年", "天", "月")
            }
            for period in ("term", "annual")
        }
        same = [
            name
            for name, row in quantities["term"].items()
            if name in quantities["annual"] and quantities["annual"][name]["value"] == row["value"]
        ]
        if same:
            row = quantities["term"][same[0]]
            yield Finding(
                "years_of_money_for_one_output",
                "warning",
                "strong",
                (term.ref, annual.ref, INDICATORS.reference(row)),
                term.total - annual.total,
                {
                    "project": term.project,
                    "term": term.total,
                    "annual": annual.total,
                    "years": term.term,
                    "name": row["level3"],
                    "target": row["target"],
                },
            )


def ceiling_above_budget(disclosure: Disclosure) -> Iterator[Finding]:
    """A ceiling for one cost of a project that is more than all the project has this year."""
    budgets = {row.form: row.total for row in figures(disclosure).funds if row.period == "annual"}
    for row in promised.certain(disclosure):
        budget = budgets.get(row["form"])
        if row["period"] != "annual" or row["unit"] != "元" or row["value"] is None or budget is None:
            continue
        ceiling = _cell(INDICATORS, row)
        if ceiling.value - budget.value > _resolution_yuan(row["target"]) / 2:
            named = {"project": row["project"], "name": row["level3"], "target": row["target"], "budget": budget}
            refs = (ceiling.ref, budget.ref)
            yield Finding("ceiling_above_budget", "warning", "strong", refs, ceiling - budget, named)


def _is_impossible(printed: str) -> bool:
    for found in _DATE.finditer(fold(printed)):
        month, day, year = int(found["month"]), found["day"], int(found["year"] or _LEAP_YEAR)
        if not 1 <= month <= 12 or (day and not 1 <= int(day) <= calendar.monthrange(year, month)[1]):
            return True
    return False


def _cell(table: Schema, row: Mapping[str, Any]) -> Cell:
    """The figure that a row of the forms names."""
    return Cell(table.reference(row), "value", row["value"], unit=row["unit"])


def _by_form(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    groups: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["form"], []).append(row)
    yield from groups.values()


def _items(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A project and the results in question, each once, whatever the column."""
    return {"project": rows[0]["project"], "items": list(dict.fromkeys(promised.printed(row) for row in rows))}


def _same_thing(about: str | None, name: str) -> bool:
    """Whether a text's noun and an indicator's name end in one another, or share most of the shorter one."""
    one, other = key(about or ""), key(name)
    if min(len(one), len(other)) < _SHORTEST_NAME:
        return False
    if one.endswith(other) or other.endswith(one):
        return True
    shared = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return shared >= _LONG_OVERLAP and shared * 4 >= min(len(one), len(other)) * 3


def _resolution_yuan(printed: str) -> Decimal:
    """The size of a target's last digit in 元: ≤7.5万元 -> 1000."""
    found = re.search(r"\d+(?:\.(\d+))?\s*(万|亿)?", fold(printed))
    if not found:
        return Decimal(1)
    return Decimal({"万": 10**4, "亿": 10**8}.get(found[2] or "", 1)).scaleb(-len(found[1] or ""))


RULES = (
    impossible_date,
    goal_against_indicator,
    project_named_two_ways,
    unit_named_two_ways,
    price_that_can_not_be_meant,
    money_without_unit,
    indicator_twice,
    years_of_money_for_one_output,
    ceiling_above_budget,
)
