"""Findings about what the forms promise: between columns, between forms, against budgets, and what is left open.

Rows that are `uncertain` accuse nobody, and a row that may be the lost half of one excuses the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations

from analysis.columns import AT_MOST, PERIODS
from analysis.disclosure import Disclosure
from analysis.figure import least, total
from analysis.measures.costs.budgets import Fit
from analysis.measures.costs.promises import forms
from analysis.measures.figures import figures, grouped
from analysis.measures.quality.additions import additions, is_alike
from analysis.measures.quality.finding import Finding
from analysis.measures.records import Indicator
from analysis.text import fold, key, matched

_PERMANENT = 99
_TERM = re.compile(r"(\d+)\s*年")
_SPELLED_ALIKE = 0.8
_GENERIC = re.compile(
    r"培训|会议|活动|调研|检查|宣传|次数|数量|场次|人数|人次|个数|开展|举办|组织|召开|参加|完成|购置|采购|更新|设备|资料|"
    r"印刷|验收|项目|业务|工作|人员|专家|服务|管理|建设|维护|维修|[^\u4e00-\u9fff]"
)
_SPECIFIC = 4
_ENOUGH = 2
_DATE = re.compile(
    r"(?:于|在|截至|截止)?(?P<year>(?:19|20)\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日|上旬|中旬|下旬|初|底|末)?(?:之?前|以前|内)?(?:完成|达成)?"
)
_PLACEHOLDER = re.compile(r"[xX×*_?]{2,}|[xX×]|待定|待补充|待填|待明确|TBD|…+|/|无", re.IGNORECASE)
_BLANK = ("/", "无")
_COST = re.compile(r"成本")
_OTHER_COST = re.compile(r"社会|生态|环境")
_DIGIT = re.compile(r"[\d一二三四五六七八九十百千万零〇两]")

_Pair = tuple[Indicator, Indicator]  # of the term, of the year
_Results = dict[int, dict[tuple[str, Decimal | None, str], Indicator]]


def annual_above_term(disclosure: Disclosure) -> Iterator[Finding]:
    """A year that promises (or allows) more of one thing than the whole term, within which the year lies."""
    for form, pairs in _pairs(disclosure).items():
        yield from _columns("annual_above_term", disclosure, form, [pair for pair in pairs if _is_above(*pair)])


def columns_disagree(disclosure: Disclosure) -> Iterator[Finding]:
    """Two targets for one thing in columns that are about the same: the same money, one year or a permanent term."""
    same = _forms_of_one_year(disclosure)
    for form, pairs in _pairs(disclosure).items():
        differ = [pair for pair in pairs if pair[0].value != pair[1].value and not _is_above(*pair)]
        yield from _columns("columns_disagree", disclosure, form, differ if form in same else [])


def in_one_column_only(disclosure: Disclosure) -> Iterator[Finding]:
    """Results that stand in one column of a form whose columns are about the same money and time."""
    held = figures(disclosure)
    for form in _forms_of_one_year(disclosure):
        rows = [row for row in held.indicators if row.form == form]
        term, annual = (_alone(rows, period) for period in PERIODS)
        if term or annual:
            only_term, only_annual = ([row.said for row in rows] for rows in (term, annual))
            named = {"project": held.project(form), "only_term": only_term, "only_annual": only_annual}
            yield Finding("in_one_column_only", "note", term + annual, named, bears_on="promise")


def promised_twice(disclosure: Disclosure) -> Iterator[Finding]:
    """The same countable results in the forms of two projects: who is to deliver them, and who pays?

    Forms of different units need two results in common, or one whose name says more than what every office
    does; two units that have a project of one name do the same by design.
    """
    results = _results(disclosure)
    funds = {row.form: row for row in figures(disclosure).annual}
    for one, other in combinations(sorted(results), 2):
        shared = [name for name in results[one] if name in results[other]]
        specific = [name for name in shared if len(_GENERIC.sub("", name[0])) >= _SPECIFIC]
        first, second = funds.get(one), funds.get(other)
        if not specific or not first or not second or key(first.project) == key(second.project):
            continue
        is_one_unit = key(first.budget_unit or "") == key(second.budget_unit or "")
        if not is_one_unit and len(specific) < _ENOUGH:
            continue
        yield Finding(
            "promised_twice",
            "warning",
            [results[form][name] for name in specific for form in (one, other)],
            {
                "project": first.project,
                "other": second.project,
                "items": [results[one][name].said for name in specific],
            },
            first.total and second.total and least(first.total, second.total),
            "strong" if len(specific) >= _ENOUGH else "weak",
            bears_on="money",
        )


def department_against_project(disclosure: Disclosure) -> Iterator[Finding]:
    """A target of the department's own form that the one project which promises that result puts otherwise."""
    annual = grouped((row.bare, row) for row in figures(disclosure).certain if row.period == "annual")
    for own in figures(disclosure).of_department:
        same = annual.get(own.bare, [])
        if len(same) != 1 or not all(row.is_quantity for row in (own, *same)):
            continue  # what several projects promise together may add up to it
        row = same[0]
        if is_alike(row.unit, own.unit) and row.value != own.value:
            named = {"project": row.project, "name": own.name, "text": own.printed, "target": row.printed}
            yield Finding("department_against_project", "warning", (own, row), named, bears_on="promise")


def date_outside_the_year(disclosure: Disclosure) -> Iterator[Finding]:
    """Targets of the year that are to be met in another year, one finding for each form."""
    year = disclosure.metadata.year
    dated = [
        (int(date["year"]), row)
        for row in figures(disclosure).certain
        if row.period == "annual" and (date := _DATE.fullmatch(key(row.printed)))
    ]
    for rows in grouped((row.form, (named, row)) for named, row in dated if named != year).values():
        severity = "error" if any(named < year for named, _ in rows) else "warning"
        found = [row for _, row in rows]
        items = [row.said for row in found]
        yield Finding(
            "date_outside_the_year",
            severity,
            found,
            {"project": found[0].project, "items": items, "year": str(year)},
            bears_on="promise",
        )


def left_open(disclosure: Disclosure) -> Iterator[Finding]:
    """Results whose name or target was never filled in, one finding for each form.

    A row that says nothing twice (无 and 无) is left blank on purpose, and 无 for a target may be one: no accidents.
    """

    def is_open(row: Indicator) -> bool:
        name, target = key(fold(row.name)), key(fold(row.printed))
        lacks = (_PLACEHOLDER.fullmatch(target) and target != "无") or _PLACEHOLDER.fullmatch(name)
        return bool(lacks) and not (name in _BLANK and target in (*_BLANK, ""))

    for rows in grouped((row.form, row) for row in figures(disclosure).certain if is_open(row)).values():
        yield Finding(
            "left_open",
            "warning",
            rows,
            {"project": rows[0].project, "items": [row.said for row in rows]},
            bears_on="promise",
        )


def half_a_result(disclosure: Disclosure) -> Iterator[Finding]:
    """Results without a target, and targets without a name, one finding for each form."""
    rows = (row for row in figures(disclosure).indicators if row.form is not None and not row.uncertain)
    for half in grouped((row.form, row) for row in rows if bool(row.name) != bool(row.printed)).values():
        names = list(dict.fromkeys(row.name for row in half if row.name))
        targets = list(dict.fromkeys(row.printed for row in half if row.printed))
        yield Finding(
            "half_a_result",
            "note",
            half,
            {"project": half[0].project, "names": names, "targets": targets},
            bears_on="promise",
        )


def cost_without_a_figure(disclosure: Disclosure) -> Iterator[Finding]:
    """Cost indicators whose target names no figure (按标准), all of a document in one finding."""

    def is_open(row: Indicator) -> bool:
        kind = row.level1 + row.level2
        is_cost = _COST.search(kind) and not _OTHER_COST.search(kind)
        return bool(is_cost and row.comparator == "text" and row.printed) and not _DIGIT.search(fold(row.printed))

    costs = (row for row in figures(disclosure).certain if is_open(row))
    found = grouped(((row.form, key(row.name), key(row.printed)), row) for row in costs)
    if found:
        by_project = grouped((rows[0].project, rows[0].said) for rows in found.values())
        named = {"count": str(len(found)), "by_project": [[name, *items] for name, items in by_project.items()]}
        yield Finding("cost_without_a_figure", "note", chain(*found.values()), named, bears_on="promise")


def parts_do_not_add_up(disclosure: Disclosure) -> Iterator[Finding]:
    """Figures that look like the parts of another of their form, and make something else."""
    held = figures(disclosure)
    for one in additions(disclosure):
        if one.is_sure or one.is_kept:
            continue
        made, unit = total(one.parts), one.whole.unit
        yield Finding(
            "parts_do_not_add_up",
            "note",
            (one.whole, *one.parts),
            {
                "project": held.project(one.form) if one.form else disclosure.metadata.department,
                "name": one.name,
                "target": one.printed,
                "sum": made,
                "of": unit,
                "count": str(len(one.parts)),
            },
            abs(made - one.whole) if made and unit == "元" else None,
            "weak",
            bears_on="money",
        )


def prices_against_budget(disclosure: Disclosure) -> Iterator[Finding]:
    """Prices and ceilings of the year that come to more than the project has, or to less, where the two compare.

    One ceiling that is alone above the budget is a finding of its own.
    """
    for form in forms(disclosure):
        fit = Fit(form)
        is_short, difference, budget = fit.verdict[0] == "short", fit.difference, form.budget
        if form.period != "annual" or fit.verdict[0] == "covered" or not (difference and budget):
            continue
        if any(part.amount and not part.per and part.amount.value > budget.value for part in fit.parts):
            continue
        yield Finding(
            "prices_above_budget" if is_short else "prices_below_budget",
            "warning" if is_short else "note",
            difference.refs,
            {
                "project": form.project,
                "made": fit.priced,
                "budget": budget,
                "difference": abs(difference),
                "items": [part.indicator.said for part in fit.parts],
            },
            abs(difference),
            bears_on="money",
        )


# --- the two columns of a form ---------------------------------------------------------------------------


def _pairs(disclosure: Disclosure) -> dict[int | None, list[_Pair]]:
    """Quantities that both columns of a form name once, in the same unit."""
    named = grouped(((row.form, key(row.name)), row) for row in figures(disclosure).certain)
    pairs = []
    for (form, _), rows in named.items():
        term, annual = ([row for row in rows if row.period == period] for period in PERIODS)
        is_pair = len(term) == len(annual) == 1 and term[0].unit == annual[0].unit
        if is_pair and all(row.is_quantity and row.comparator != "between" for row in rows):
            pairs.append((form, (term[0], annual[0])))
    return grouped(pairs)


def _is_above(term: Indicator, annual: Indicator) -> bool:
    """True where the year's target is more than the term's; a ceiling of the year says nothing of a term's promise."""
    is_loose = annual.comparator in AT_MOST and term.comparator not in AT_MOST
    return (annual.value or 0) > (term.value or 0) and not is_loose


def _columns(kind: str, disclosure: Disclosure, form: int | None, pairs: Sequence[_Pair]) -> Iterator[Finding]:
    """The finding about pairs of one form, if there are any."""
    if pairs:
        said = [[term.name, term.printed, annual.printed] for term, annual in pairs]
        shown = [row for pair in pairs for row in pair]
        yield Finding(
            kind, "warning", shown, {"project": figures(disclosure).project(form), "pairs": said}, bears_on="promise"
        )


def _forms_of_one_year(disclosure: Disclosure) -> list[int]:
    """Forms whose columns are about the same: a term of one year or a permanent one, with the money of the year."""
    funds = grouped((row.form, row) for row in figures(disclosure).funds if not row.uncertain)
    found = []
    for form, rows in funds.items():
        periods = {row.period: row for row in rows}
        term, annual = periods.get("term"), periods.get("annual")
        if term and annual and term.total and annual.total:
            years = _TERM.search(fold(term.term or ""))
            is_year = years and (int(years[1]) == 1 or int(years[1]) >= _PERMANENT)
            if is_year and term.total.value == annual.total.value:
                found.append(form)
    return found


def _alone(rows: Sequence[Indicator], period: str) -> list[Indicator]:
    """Certain rows of one column that the other one does not have, nor any row that could be theirs."""
    others = [row for row in rows if row.period != period]
    mine = [row for row in rows if row.period == period and row.name]
    alone = []
    for row in mine if others else ():
        if row.uncertain or not row.printed or any(_is_named_alike(row.name, other.name) for other in others):
            continue
        level = [other for other in others if other.level2 == row.level2]
        lost = (
            other
            for other in level
            if other.uncertain and not any(_is_named_alike(mate.name, other.name) for mate in mine)
        )
        if all(other.name for other in level) and not any(lost):
            alone.append(row)
    return alone


def _is_named_alike(one: str, other: str) -> bool:
    """True where two names may be one: cut off by the page, or spelled alike."""
    a, b = key(one), key(other)
    if not b:
        return False
    if a in b or b in a:
        return True
    common = min(sum(letter in b for letter in a), len(b))  # no more letters than these can match
    if 2 * common / (len(a) + len(b)) < _SPELLED_ALIKE:
        return False
    return matched(a, b).ratio() >= _SPELLED_ALIKE


def _results(disclosure: Disclosure) -> _Results:
    """The countable results of each form by name, target and unit; the year's column first."""
    found: _Results = {}
    for row in sorted(figures(disclosure).certain, key=lambda row: row.period != "annual"):
        if row.is_quantity:
            result = (key(row.name), row.value, f"{row.comparator}{row.unit}")
            found.setdefault(row.form or 0, {}).setdefault(result, row)
    return found
