"""Findings about what the forms promise: between the columns of a form, between forms, and of what is left open.

Rows that are `uncertain` accuse nobody, and a row that may be the lost half of one excuses the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.figure import least, total
from analysis.measures.figures import figures
from analysis.measures.quality import indicators as promised
from analysis.measures.quality.additions import additions
from analysis.measures.quality.findings import Finding
from analysis.text import fold, key

Row = dict[str, Any]

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


def annual_above_term(disclosure: Disclosure) -> Iterator[Finding]:
    """A year that promises (or allows) more of one thing than the whole term, within which the year lies."""
    for form, pairs in _pairs(disclosure).items():
        above = [(term, annual) for term, annual in pairs if _is_above(term, annual)]
        if above:
            refs = tuple(ref for pair in above for ref in promised.refs(pair))
            yield Finding("annual_above_term", "warning", "strong", refs, None, _columns(disclosure, form, above))


def columns_disagree(disclosure: Disclosure) -> Iterator[Finding]:
    """Two targets for one thing in columns that are about the same: the same money, one year or a permanent term."""
    same = _forms_of_one_year(disclosure)
    for form, pairs in _pairs(disclosure).items():
        differ = [
            (term, annual)
            for term, annual in pairs
            if form in same and term["value"] != annual["value"] and not _is_above(term, annual)
        ]
        if differ:
            refs = tuple(ref for pair in differ for ref in promised.refs(pair))
            yield Finding("columns_disagree", "warning", "strong", refs, None, _columns(disclosure, form, differ))


def in_one_column_only(disclosure: Disclosure) -> Iterator[Finding]:
    """Results that stand in one column of a form whose columns are about the same money and time."""
    rows = disclosure.indicators.filter(pl.col("form").is_not_null()).to_dicts()
    for form in _forms_of_one_year(disclosure):
        of_form = [row for row in rows if row["form"] == form]
        alone = {period: _alone(of_form, period) for period in ("term", "annual")}
        if found := alone["term"] + alone["annual"]:
            named = {
                "project": promised.project(disclosure, form),
                "only_term": [promised.printed(row) for row in alone["term"]],
                "only_annual": [promised.printed(row) for row in alone["annual"]],
            }
            yield Finding("in_one_column_only", "note", "strong", promised.refs(found), None, named)


def promised_twice(disclosure: Disclosure) -> Iterator[Finding]:
    """The same countable results in the forms of two projects: who is to deliver them, and who pays?

    Forms of different units need two results in common, or one whose name says more than what every office
    does; two units that have a project of one name do the same by design.
    """
    results = _results(disclosure)
    funds = {row.form: row for row in figures(disclosure).funds if row.period == "annual"}
    for one, other in combinations(sorted(results), 2):
        shared = [name for name in results[one] if name in results[other]]
        specific = [name for name in shared if len(_GENERIC.sub("", name[0])) >= _SPECIFIC]
        first, second = funds.get(one), funds.get(other)
        if not specific or not first or not second or key(first.project) == key(second.project):
            continue
        is_one_unit = key(first.budget_unit or "") == key(second.budget_unit or "")
        if not is_one_unit and len(specific) < _ENOUGH:
            continue
        rows = [results[form][name] for name in specific for form in (one, other)]
        named = {
            "project": first.project,
            "other": second.project,
            "items": [promised.printed(results[one][name]) for name in specific],
        }
        yield Finding(
            "promised_twice",
            "warning",
            "strong" if len(specific) >= _ENOUGH else "weak",
            promised.refs(rows),
            least(first.total, second.total) if first.total is not None and second.total is not None else None,
            named,
        )


def department_against_project(disclosure: Disclosure) -> Iterator[Finding]:
    """A target of the department's own form that the one project which promises that result puts otherwise."""
    annual = [row for row in promised.certain(disclosure) if row["period"] == "annual"]
    for own in promised.of_department(disclosure):
        name = promised.bare(own["level3"])
        same = [row for row in annual if promised.bare(row["level3"]) == name]
        if len(same) != 1 or not all(promised.is_quantity(row) for row in (own, *same)):
            continue  # what several projects promise together may add up to it
        row = same[0]
        if promised.is_alike(row["unit"], own["unit"]) and row["value"] != own["value"]:
            named = {
                "project": row["project"],
                "name": own["level3"],
                "text": own["target"],
                "target": row["target"],
            }
            refs = promised.refs((own, row))
            yield Finding("department_against_project", "warning", "strong", refs, None, named)


def date_outside_the_year(disclosure: Disclosure) -> Iterator[Finding]:
    """Targets of the year that are to be met in another year, one finding for each form."""
    year = disclosure.metadata.year
    found: dict[int, list[Row]] = {}
    for row in promised.certain(disclosure):
        date = _DATE.fullmatch(key(row["target"] or "")) if row["period"] == "annual" else None
        if date and int(date["year"]) != year:
            found.setdefault(row["form"], []).append(row)
    for form, rows in found.items():
        earlier = any(int(_DATE.fullmatch(key(row["target"]))["year"]) < year for row in rows)  # type: ignore[index]
        named = {
            "project": promised.project(disclosure, form),
            "items": [promised.printed(row) for row in rows],
            "year": str(year),
        }
        severity = "error" if earlier else "warning"
        yield Finding("date_outside_the_year", severity, "strong", promised.refs(rows), None, named)


def left_open(disclosure: Disclosure) -> Iterator[Finding]:
    """Results whose name or target was never filled in, one finding for each form.

    A row that says nothing twice (无 and 无) is left blank on purpose, and 无 for a target may be one: no accidents.
    """
    found: dict[int, list[Row]] = {}
    for row in promised.certain(disclosure):
        name, target = key(fold(row["level3"])), key(fold(row["target"] or ""))
        is_open = bool(_PLACEHOLDER.fullmatch(target)) and target != "无"
        is_nameless = bool(_PLACEHOLDER.fullmatch(name))
        if (is_open or is_nameless) and not (name in _BLANK and target in (*_BLANK, "")):
            found.setdefault(row["form"], []).append(row)
    for rows in found.values():
        named = {"project": rows[0]["project"], "items": [promised.printed(row) for row in rows]}
        yield Finding("left_open", "warning", "strong", promised.refs(rows), None, named)


def half_a_result(disclosure: Disclosure) -> Iterator[Finding]:
    """Results without a target, and targets without a name, one finding for each form."""
    rows = disclosure.indicators.filter(~pl.col("uncertain") & pl.col("form").is_not_null()).to_dicts()
    found: dict[int, list[Row]] = {}
    for row in rows:
        if bool(row["level3"]) != bool(row["target"]):
            found.setdefault(row["form"], []).append(row)
    for half in found.values():
        named = {
            "project": half[0]["project"],
            "names": list(dict.fromkeys(row["level3"] for row in half if row["level3"])),
            "targets": list(dict.fromkeys(row["target"] for row in half if row["target"])),
        }
        yield Finding("half_a_result", "note", "strong", promised.refs(half), None, named)


def cost_without_a_figure(disclosure: Disclosure) -> Iterator[Finding]:
    """Cost indicators whose target names no figure (按标准), all of a document in one finding."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in promised.certain(disclosure):
        kind = f"{row['level1'] or ''}{row['level2'] or ''}"
        is_cost = _COST.search(kind) and not _OTHER_COST.search(kind)
        if is_cost and row["comparator"] == "text" and row["target"] and not _DIGIT.search(fold(row["target"])):
            found.setdefault((row["form"], key(row["level3"]), key(row["target"])), []).append(row)
    if found:
        by_project: dict[str, list[str]] = {}
        for rows in found.values():
            by_project.setdefault(rows[0]["project"], []).append(promised.printed(rows[0]))
        refs = promised.refs(row for rows in found.values() for row in rows)
        named = {"count": str(len(found)), "by_project": [[name, *items] for name, items in by_project.items()]}
        yield Finding("cost_without_a_figure", "note", "strong", refs, None, named)


def parts_do_not_add_up(disclosure: Disclosure) -> Iterator[Finding]:
    """Figures that look like the parts of another of their form, and make something else."""
    for found in additions(disclosure):
        if found.is_sure or found.is_kept:
            continue
        made = total(found.parts)
        named = {
            "project": promised.project(disclosure, found.form) if found.form else disclosure.metadata.department,
            "name": found.name,
            "target": found.printed,
            "sum": made,
            "of": found.unit,
            "count": str(len(found.parts)),
        }
        refs = (found.whole.ref, *(part.ref for part in found.parts))
        money = abs(made - found.whole) if made is not None and found.unit == "元" else None
        yield Finding("parts_do_not_add_up", "note", "weak", refs, money, named)


# --- the two columns of a form ---------------------------------------------------------------------------


def _pairs(disclosure: Disclosure) -> dict[int, list[tuple[Row, Row]]]:
    """Quantities that both columns of a form name once, in the same unit."""
    found: dict[tuple[int, str], dict[str, list[Row]]] = {}
    for row in promised.certain(disclosure):
        found.setdefault((row["form"], key(row["level3"])), {}).setdefault(row["period"], []).append(row)
    pairs: dict[int, list[tuple[Row, Row]]] = {}
    for (form, _), columns in found.items():
        term, annual = columns.get("term", []), columns.get("annual", [])
        both = (*term, *annual)
        if (
            len(term) == len(annual) == 1
            and all(promised.is_quantity(row) and row["comparator"] != "between" for row in both)
            and term[0]["unit"] == annual[0]["unit"]
        ):
            pairs.setdefault(form, []).append((term[0], annual[0]))
    return pairs


def _is_above(term: Mapping[str, Any], annual: Mapping[str, Any]) -> bool:
    """Whether the year's target is more than the term's; a ceiling of the year says nothing of a term's promise."""
    ceilings = ("<=", "<")
    is_loose = annual["comparator"] in ceilings and term["comparator"] not in ceilings
    return bool(annual["value"] > term["value"]) and not is_loose


def _columns(disclosure: Disclosure, form: int, pairs: list[tuple[Row, Row]]) -> dict[str, Any]:
    return {
        "project": promised.project(disclosure, form),
        "pairs": [[term["level3"], term["target"], annual["target"]] for term, annual in pairs],
    }


def _forms_of_one_year(disclosure: Disclosure) -> list[int]:
    """Forms whose columns are about the same: a term of one year or a permanent one, with the money of the year."""
    funds: dict[int, dict[str, Row]] = {}
    for row in disclosure.projects.filter(~pl.col("uncertain")).to_dicts():
        funds.setdefault(row["form"], {})[row["period"]] = row
    found = []
    for form, periods in funds.items():
        if {"term", "annual"} <= set(periods):
            years = _TERM.search(fold(periods["term"]["term"] or ""))
            is_year = years and (int(years[1]) == 1 or int(years[1]) >= _PERMANENT)
            totals = {periods[period]["total_yuan"] for period in ("term", "annual")}
            if is_year and len(totals) == 1 and None not in totals:
                found.append(form)
    return found


def _alone(rows: list[Row], period: str) -> list[Row]:
    """Certain rows of one column that the other one does not have, nor any row that could be theirs."""
    others = [row for row in rows if row["period"] != period]
    mine = [row for row in rows if row["period"] == period]
    if not others:
        return []
    alone = []
    for row in mine:
        if row["uncertain"] or not row["level3"] or not row["target"]:
            continue
        if any(_is_named_alike(row["level3"], other["level3"]) for other in others):
            continue
        level = [other for other in others if other["level2"] == row["level2"]]
        lost = [
            other
            for other in level
            if other["uncertain"]
            and not any(_is_named_alike(mate["level3"], other["level3"]) for mate in mine if mate["level3"])
        ]
        if not lost and all(other["level3"] for other in level):
            alone.append(row)
    return alone


def _is_named_alike(one: str, other: str | None) -> bool:
    """Whether two names may be one: cut off by the page, or spelled alike."""
    a, b = key(one), key(other or "")
    if not b:
        return False
    if a in b or b in a:
        return True
    common = min(sum(letter in b for letter in a), len(b))  # no more letters than these can match
    if 2 * common / (len(a) + len(b)) < _SPELLED_ALIKE:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _SPELLED_ALIKE


def _results(disclosure: Disclosure) -> dict[int, dict[tuple[str, Decimal, str], Row]]:
    """The countable results of each form by name, target and unit; the year's column first."""
    found: dict[int, dict[tuple[str, Decimal, str], Row]] = {}
    rows = sorted(promised.certain(disclosure), key=lambda row: row["period"] != "annual")
    for row in rows:
        if promised.is_quantity(row):
            result = (key(row["level3"]), row["value"], f"{row['comparator']}{row['unit']}")
            found.setdefault(row["form"], {}).setdefault(result, row)
    return found


RULES = (
    annual_above_term,
    columns_disagree,
    in_one_column_only,
    promised_twice,
    department_against_project,
    date_outside_the_year,
    left_open,
    half_a_result,
    cost_without_a_figure,
    parts_do_not_add_up,
)
