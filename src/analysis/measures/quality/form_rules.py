"""Findings about the performance-target forms: each rule is a function of a disclosure.

Rows that are `uncertain` accuse nobody: no rule may call a contradiction of its author what the page has lost.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from analysis.disclosure import Disclosure
from analysis.measures.figures import figures, grouped
from analysis.measures.quality.finding import Finding
from analysis.measures.records import Indicator, Mention
from analysis.text import fold, key, matched

_DATE = re.compile(r"(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?")
_LEAP_YEAR = 2024  # a date without a year may be of a leap year
_GRANT = re.compile(r"补助|奖补|资助|补贴|奖励")
_BODIES = ("个", "家", "项", "站", "所", "户")
_LEAST_GRANT_YUAN = Decimal(10)
_GOALS = {"goal_term": "term", "goal_annual": "annual", "plan": "annual"}
_NOT_COUNTED = ("", "%", "年", "天", "月")
_SHORTEST_NAME = 4
_LONG_OVERLAP = 6


def impossible_date(disclosure: Disclosure) -> Iterator[Finding]:
    """Days that no calendar has, one finding for each form."""
    held = figures(disclosure)
    dates: list[Mention | Indicator] = [row for row in held.mentions if row.kind == "date"]
    dates += [row for row in held.indicators if row.comparator == "text"]
    for form, rows in grouped((row.form, row) for row in dates if _is_impossible(row.printed)).items():
        printed = list(dict.fromkeys(row.printed for row in rows))
        yield Finding("impossible_date", "error", rows, {"project": held.project(form), "dates": printed})


def goal_against_indicator(disclosure: Disclosure) -> Iterator[Finding]:
    """A goal's or plan's text that names a figure, and the indicator of the same name that names another."""
    said: set[tuple[object, ...]] = set()
    for mention in figures(disclosure).mentions:
        if mention.field not in _GOALS or mention.value is None:
            continue
        same = [
            row
            for row in figures(disclosure).certain
            if (row.form, row.period, row.unit) == (mention.form, _GOALS[mention.field], mention.unit)
            and row.value is not None
            and _same_thing(mention.about, row.name)
        ]
        if not same or any(row.value == mention.value.value for row in same):
            continue
        row = max(same, key=lambda row: len(row.name))
        what = (row.form, key(row.name), row.printed, mention.printed)
        if what in said:
            continue
        said.add(what)
        is_money = mention.kind == "money" and "/" not in mention.unit
        yield Finding(
            "goal_against_indicator",
            "error" if mention.field != "plan" else "warning",
            (mention, row),
            {"project": row.project, "name": row.name, "text": mention.printed, "target": row.printed},
            abs(row.figure - mention.value) if is_money and row.figure else None,
            "strong" if key(row.name) in key(mention.about) else "weak",
            bears_on="promise",
        )


def project_named_two_ways(disclosure: Disclosure) -> Iterator[Finding]:
    """A form whose project the table of projects calls otherwise, though its amount proves that it is the same."""
    for row in figures(disclosure).annual:
        if row.table_project and key(row.table_project) != key(row.project):
            names = {"form": row.project, "table": row.table_project}
            yield Finding("project_named_two_ways", "warning", [row], names, row.total)


def unit_named_two_ways(disclosure: Disclosure) -> Iterator[Finding]:
    """Forms whose implementing unit the table of projects calls otherwise, one finding for each pair of names."""
    held = figures(disclosure)
    owners = grouped((key(row.label), row.budget_unit or "") for row in held.projects("projects_current"))
    pairs = []
    for row in held.annual:
        units = set(owners.get(key(row.table_project or ""), ()))
        if row.budget_unit and len(units) == 1 and key(row.budget_unit) != key(*units):
            pairs.append(((row.budget_unit, *units), row))
    for (form, table), rows in grouped(pairs).items():
        projects = [row.project for row in rows]
        yield Finding("unit_named_two_ways", "note", rows, {"projects": projects, "form": form, "table": table})


def price_that_can_not_be_meant(disclosure: Disclosure) -> Iterator[Finding]:
    """Grants of a few yuan to a body: most likely 万 is missing."""
    small = (row for row in figures(disclosure).certain if row.value is not None and row.value < _LEAST_GRANT_YUAN)
    grants = (row for row in small if row.unit.partition("元/")[2] in _BODIES and _GRANT.search(row.name))
    yield from _by_form("price_that_can_not_be_meant", "warning", grants, "weak")


def money_without_unit(disclosure: Disclosure) -> Iterator[Finding]:
    """Prices that print no unit of money: 2万/项."""
    bare = (row for row in figures(disclosure).certain if row.unit.startswith("/"))
    yield from _by_form("money_without_unit", "note", bare)


def indicator_twice(disclosure: Disclosure) -> Iterator[Finding]:
    """The same result with the same target twice in one column of a form, one finding for each form."""
    certain = figures(disclosure).certain
    same = grouped(((row.form, row.period, key(row.name), key(row.printed)), row) for row in certain)
    twice = (row for rows in same.values() if len(rows) > 1 for row in rows)
    yield from _by_form("indicator_twice", "warning", twice)


def years_of_money_for_one_output(disclosure: Disclosure) -> Iterator[Finding]:
    """A term's money that is a multiple of the year's, for the very results that the year alone promises."""
    funds = {(row.form, row.period): row for row in figures(disclosure).funds}
    said = (row for row in figures(disclosure).certain if row.value is not None and "元" not in row.unit)
    results = grouped(((row.form, row.period), row) for row in said if row.unit not in _NOT_COUNTED)
    for form in dict.fromkeys(form for form, _ in funds):
        term, annual = funds.get((form, "term")), funds.get((form, "annual"))
        if not (term and annual and term.total and annual.total):
            continue
        if not 0 < annual.total.value < term.total.value:
            continue
        whole, year = ({key(row.name): row for row in results.get((form, of), ())} for of in ("term", "annual"))
        same = [row for name, row in whole.items() if name in year and year[name].value == row.value]
        if same:
            yield Finding(
                "years_of_money_for_one_output",
                "warning",
                (term, annual, same[0]),
                {
                    "project": term.project,
                    "term": term.total,
                    "annual": annual.total,
                    "years": term.term,
                    "name": same[0].name,
                    "target": same[0].printed,
                },
                term.total - annual.total,
                bears_on="money",
            )


def ceiling_above_budget(disclosure: Disclosure) -> Iterator[Finding]:
    """A ceiling for one cost of a project that is more than all the project has this year."""
    budgets = {row.form: row.total for row in figures(disclosure).annual}
    for row in figures(disclosure).certain:
        budget, ceiling = budgets.get(row.form or 0), row.figure
        if (row.period, row.unit) != ("annual", "元") or not (ceiling and budget):
            continue
        if ceiling.value - budget.value > row.step / 2:
            named = {"project": row.project, "name": row.name, "target": row.printed, "budget": budget}
            yield Finding(
                "ceiling_above_budget", "warning", (ceiling, budget), named, ceiling - budget, bears_on="limit"
            )


def _is_impossible(printed: str) -> bool:
    for found in _DATE.finditer(fold(printed)):
        month, day, year = int(found["month"]), found["day"], int(found["year"] or _LEAP_YEAR)
        if not 1 <= month <= 12 or (day and not 1 <= int(day) <= calendar.monthrange(year, month)[1]):
            return True
    return False


def _by_form(kind: str, severity: str, rows: Iterable[Indicator], evidence: str = "strong") -> Iterator[Finding]:
    """One finding for each form: its project and the results in question, each once, whatever the column."""
    for of_form in grouped((row.form, row) for row in rows).values():
        items = list(dict.fromkeys(row.said for row in of_form))
        yield Finding(kind, severity, of_form, {"project": of_form[0].project, "items": items}, None, evidence)


def _same_thing(about: str, name: str) -> bool:
    """True where a text's noun and an indicator's name end in one another, or share most of the shorter one."""
    one, other = key(about), key(name)
    if min(len(one), len(other)) < _SHORTEST_NAME:
        return False
    if one.endswith(other) or other.endswith(one):
        return True
    shared = matched(one, other).find_longest_match().size
    return shared >= _LONG_OVERLAP and shared * 4 >= min(len(one), len(other)) * 3
