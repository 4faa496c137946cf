"""What `check` says: identities and findings in words, in both languages, with their places in the document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analysis.disclosure import Disclosure
from analysis.measures import places
from analysis.measures.findings import findings
from analysis.measures.reconcile import reconciliations
from analysis.money import plain
from analysis.present import vocabulary
from analysis.present.phrases import LANGS, Chinese, Lang, Phrase, amount, say
from analysis.templates import Template

#: kind of finding -> its sentence in Chinese and in English; names of the document stay Chinese.
SENTENCES: dict[str, tuple[str, str]] = {
    "goal_against_indicator": (
        "“{project}”的目标或计划文字写“{text}”，而指标“{name}”为“{target}”，两处不一致。",
        "{project}: the text of the goal or plan says {text}, the indicator {name} says {target}.",
    ),
    "impossible_date": (
        "“{project}”写有日历上没有的日期：{dates}。",
        "{project} names days that no calendar has: {dates}.",
    ),
    "years_of_money_for_one_output": (
        "“{project}”实施期（{years}）资金{term}元，年度资金{annual}元，而两栏都只承诺“{name}”{target}：几年的钱对着一年的产出。",
        "{project} has {term} yuan for its term ({years}) and {annual} for the year, but both columns promise the same "
        "{name}, {target}: the money of several years stands against the output of one.",
    ),
    "coverage_leaves_out_carryover": (
        "文件称绩效目标覆盖项目支出的100%，但所列{covered}万元不含上年结转；项目支出共{whole}万元。",
        "The forms are said to cover 100% of project expenditure, but their {covered} 万元 leave out what was carried "
        "over: project expenditure is {whole} 万元.",
    ),
    "project_named_two_ways": (
        "同一项目有两个名称：绩效目标表作“{form}”，项目支出预算表作“{table}”。",
        "One project has two names: {form} on its form, {table} in the table of projects.",
    ),
    "unit_named_two_ways": (
        "“{project}”的实施单位在绩效目标表作“{form}”，在项目支出预算表作“{table}”。",
        "The unit that implements {project} is {form} on its form and {table} in the table of projects.",
    ),
    "reasons_do_not_add_up": (
        "“{label}”变动{change}万元，所列原因合计{named}万元，其余{rest}万元没有说明。",
        "{label} changed by {change} 万元; the reasons given make {named}, and {rest} are left unexplained.",
    ),
    "reason_missing": (
        "“{label}”变动{change}万元，文件没有说明原因。",
        "{label} changed by {change} 万元, and the document gives no reason.",
    ),
    "reason_restates": (
        "“{label}”变动{change}万元，所写原因只是重复变动本身。",
        "{label} changed by {change} 万元; the reason says no more than that.",
    ),
    "count_above_ceiling": (
        "{subject}实有{count}{unit}，高于核定的{ceiling}{unit}。",
        "{subject}: {count} where {ceiling} are approved.",
    ),
    "pay_outside_personnel": (
        "工资福利类科目有{total}万元列在公用经费：{items}。",
        "Items of pay stand under running costs, {total} 万元 in all: {items}.",
    ),
    "declared_empty_but_filled": (
        "“{title}”注明无数据，但表中有金额。",
        "{title} is said to hold no data, but prints amounts.",
    ),
    "empty_without_a_word": ("“{title}”没有金额，也没有注明无数据。", "{title} prints no amount and does not say why."),
    "another_year": (
        "“{title}”的年份与文件年度（{year}年）不符。",
        "{title} names another year than the document’s, {year}.",
    ),
    "price_that_can_not_be_meant": (
        "“{project}”的“{name}”为“{target}”，金额小得不合情理，可能漏写“万”。",
        "{project}: {name} is {target}, too little to be meant; 万 (ten thousand) may be missing.",
    ),
    "money_without_unit": (
        "“{project}”的“{name}”为“{target}”，没有写货币单位。",
        "{project}: {name} is {target}, without a unit of money.",
    ),
    "indicator_twice": (
        "“{project}”在同一栏中两次列出“{name}”{target}。",
        "{project} lists {name}, {target}, twice in one column.",
    ),
    "ceiling_above_budget": (
        "“{project}”的“{name}”上限为“{target}”，高于该项目全年预算{budget}元。",
        "{project}: the ceiling for {name}, {target}, is above all that the project has this year, {budget} yuan.",
    ),
}
#: kind of identity -> what it holds against what.
IDENTITIES: dict[str, tuple[str, str]] = {
    "rows": ("下级各行之和应等于上级行", "rows add up to the row above them"),
    "columns": ("分列之和应等于合计列", "columns add up to their total"),
    "tables": ("两张表所列应相同", "two tables print the same"),
    "narrative": ("文字说明应与表格相同", "the narrative repeats the table"),
    "change": ("所述百分比应由所述变动得出", "the stated percentage follows from the stated change"),
    "share": ("所述占比应由所述数额得出", "the stated share follows from the stated values"),
    "forms": ("绩效目标表资金应与项目表相同", "the form's funds are those of the table of projects"),
    "counts": ("分项之和应等于总数", "the parts add up to the count"),
}
VERDICTS = {"exact": ("一致", "exact"), "rounding": ("尾差", "rounding"), "violated": ("不符", "violated")}
SEVERITIES = {"error": ("错误", "error"), "warning": ("提醒", "warning"), "note": ("备注", "note")}
SUBJECTS = {"vehicles": ("公务用车", "Official vehicles"), "staff": ("在编人员", "Established staff")}
_AMOUNTS = ("covered", "whole", "change", "named", "rest", "total", "term", "annual", "budget")
_NAMES = ("project", "name", "text", "target", "form", "table", "label", "title", "unit", "years")


def report(disclosure: Disclosure, template: Template) -> dict[str, Any]:
    """The identities and findings of a disclosure, in the shape that `check --json` prints."""
    rows = places.rows(disclosure)
    return {
        "disclosure": disclosure.metadata.id,
        "reconciliations": [
            {
                "id": row["id"],
                "description": vocabulary.pick(IDENTITIES[row["kind"]], "en"),
                "left": plain(row["left"]),
                "right": plain(row["right"]),
                "difference": plain(row["difference"]),
                "tolerance": plain(row["tolerance"]),
                "unit": row["unit"],
                "verdict": row["verdict"],
                "where": _where(f"{row['left_ref']} {row['right_ref']}", rows),
            }
            for row in reconciliations(disclosure, template).to_dicts()
        ],
        "findings": [
            {
                "id": row["id"],
                "kind": row["kind"],
                "severity": row["severity"],
                "evidence": row["evidence"],
                "amount_yuan": None if row["amount_yuan"] is None else plain(row["amount_yuan"]),
                **{f"message_{lang}": str(sentence(row["kind"], json.loads(row["figures"]), lang)) for lang in LANGS},
                "where": _where(row["refs"], rows),
            }
            for row in findings(disclosure).to_dicts()
        ],
    }


def is_violated(checked: Mapping[str, Any]) -> bool:
    """Whether any identity of a report is violated."""
    return any(row["verdict"] == "violated" for row in checked["reconciliations"])


def lines(checked: Mapping[str, Any], lang: Lang) -> list[str]:
    """A report for people: how many identities hold, the violated ones, the findings with their lines."""
    counted = dict.fromkeys(VERDICTS, 0)
    for row in checked["reconciliations"]:
        counted[row["verdict"]] += 1
    counts = ", ".join(f"{number} {vocabulary.pick(VERDICTS[verdict], lang)}" for verdict, number in counted.items())
    said = [f"{checked['disclosure']}: {len(checked['reconciliations'])} reconciliations: {counts}"]
    for row in checked["reconciliations"]:
        if row["verdict"] == "violated":
            difference = f"{row['left']} != {row['right']} ({row['difference']} {row['unit']})"
            said.append(f"  violated {row['id']}: {difference}{_at(row['where'])}")
    for row in checked["findings"]:
        severity = vocabulary.pick(SEVERITIES[row["severity"]], lang)
        said.append(f"  {severity}: {row[f'message_{lang}']}{_at(row['where'])}")
    return said


def sentence(kind: str, figures: Mapping[str, Any], lang: Lang) -> Phrase:
    """A finding in words. Raises KeyError for a kind that has no sentence."""
    return say(
        vocabulary.pick(SENTENCES[kind], lang), **{name: _part(name, value, lang) for name, value in figures.items()}
    )


def _part(name: str, value: Any, lang: Lang) -> str | Chinese:
    if isinstance(value, list):
        return Chinese("、".join(value))
    if name == "subject":
        return vocabulary.pick(SUBJECTS[value], lang)
    if name in _AMOUNTS:
        return amount(Decimal(value), signed=name in ("change", "named", "rest")).removesuffix(
            ".00" if name in ("term", "annual", "budget") else ""
        )
    if name in _NAMES and value is not None:
        return Chinese(value)
    return str(value or "")


def _where(refs: str, rows: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The places of references, each once, in order."""
    found = [places.place(ref.partition("/")[0], rows[ref]) for ref in refs.split() if ref in rows]
    return [place for i, place in enumerate(found) if place not in found[:i]]


def _at(where: list[dict[str, Any]]) -> str:
    spots = [f"{place['page']}:{place['line']}" if place["page"] else str(place["line"]) for place in where]
    return f" [{', '.join(dict.fromkeys(spots))}]" if spots else ""
