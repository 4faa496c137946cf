"""What `check` says: identities and findings in words, in both languages, with their places in the document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.measures import places
from analysis.measures.findings import findings
from analysis.measures.reconcile import reconciliations
from analysis.money import plain
from analysis.present import sentences, vocabulary
from analysis.present.phrases import LANGS, Chinese, Lang, Part, Phrase, amount, join, say
from analysis.templates import Template
from analysis.text import fold

_AMOUNTS = ("covered", "whole", "change", "named", "rest", "total", "term", "annual", "budget", "made", "difference")
_NAMES = ("project", "other", "name", "text", "target", "form", "table", "label", "unit", "years", "sum", "money")
_QUOTED = ("labels", "projects")
_MOST = 6  # names that a sentence lists

#: Makes what stands in a sentence of a figure's value and its text.
Shown = Callable[[Decimal, str], Part]


def plainly(value: Decimal, text: str) -> Part:
    """The figure as text, where nobody can ask it for its source."""
    return text


def report(disclosure: Disclosure, template: Template, units: pl.DataFrame | None = None) -> dict[str, Any]:
    """The identities and findings of a disclosure, in the shape that `check --json` prints.

    `units` are `analysis.measures.units.units` of it and its department or its units.
    """
    rows = places.rows(disclosure)
    beside = {} if units is None else {"units": [_of_unit(row) for row in units.to_dicts()]}
    return beside | {
        "disclosure": disclosure.metadata.id,
        "reconciliations": [
            {
                "id": row["id"],
                "description": vocabulary.pick(sentences.IDENTITIES[row["kind"]], "en"),
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


def _of_unit(row: Mapping[str, Any]) -> dict[str, Any]:
    """A figure of a unit's budget against its department's."""
    subject = "/".join(row[name] for name in ("subject", "flow", "measure"))
    return {
        "id": f"{row['rule']}/{row['unit']}/{subject}",
        "rule": row["rule"],
        "description": vocabulary.pick(sentences.RULES[row["rule"]], "en"),
        "left": plain(row["amount"]),
        "right": plain(row["department"]),
        "share_pct": None if row["share_pct"] is None else plain(row["share_pct"]),
        "unit": "万元",
        "verdict": row["verdict"],
        "left_ref": row["ref"],
        "right_ref": row["department_ref"],
    }


def is_violated(checked: Mapping[str, Any]) -> bool:
    """Whether any identity of a report is violated."""
    return any(row["verdict"] == "violated" for row in (*checked["reconciliations"], *checked.get("units", ())))


def lines(checked: Mapping[str, Any], lang: Lang) -> list[str]:
    """A report for people: how many identities hold, the violated ones, the findings with their lines."""
    counted = dict.fromkeys(sentences.VERDICTS, 0)
    for row in checked["reconciliations"]:
        counted[row["verdict"]] += 1
    counts = ", ".join(
        f"{number} {vocabulary.pick(sentences.VERDICTS[verdict], lang)}" for verdict, number in counted.items()
    )
    said = [f"{checked['disclosure']}: {len(checked['reconciliations'])} reconciliations: {counts}"]
    for row in checked["reconciliations"]:
        if row["verdict"] == "violated":
            difference = f"{row['left']} != {row['right']} ({row['difference']} {row['unit']})"
            said.append(f"  violated {row['id']}: {difference}{_at(row['where'])}")
    for row in checked.get("units", ()):
        if row["verdict"] == "violated":
            against = vocabulary.pick(sentences.RULES[row["rule"]], lang)
            said.append(f"  violated {row['id']}: {against}: {row['left']}, {row['right']} {row['unit']}")
    for row in checked["findings"]:
        severity = vocabulary.pick(sentences.SEVERITIES[row["severity"]], lang)
        said.append(f"  {severity}: {row[f'message_{lang}']}{_at(row['where'])}")
    return said


def sentence(kind: str, figures: Mapping[str, Any], lang: Lang, shown: Shown = plainly) -> Phrase:
    """A finding in words; `shown` makes a figure of a value and its text. Raises KeyError for an unknown kind."""
    parts = {name: _part(name, value, lang, shown) for name, value in figures.items()}
    return say(vocabulary.pick(sentences.SENTENCES[kind], lang), **parts)


def fact(subject: str, measure: str, lang: Lang) -> str:
    """What a figure of the department's own form is called."""
    named = vocabulary.pick(sentences.FACTS[subject], lang) if subject in sentences.FACTS else subject.replace("_", " ")
    if measure == "total":
        return named
    return vocabulary.pick(
        (f"{named}：{vocabulary.measure(measure, lang)}", f"{named}, {vocabulary.measure(measure, lang)}"), lang
    )


def _part(name: str, value: Any, lang: Lang, shown: Shown) -> Part:
    if name == "place":
        return _place(value[0], value[1], lang)
    if name == "fact":
        return fact(value[0], value[1], lang)
    if isinstance(value, list):
        return _listed(name, value, lang)
    if name == "subject":
        return vocabulary.pick(sentences.SUBJECTS[value], lang)
    if name == "measure":
        named = "" if value == "total" else vocabulary.measure(value, lang)
        return named if lang == "zh" or not named else f" ({named})"
    if name == "pct":
        printed = fold(value).rstrip("%").strip()
        return shown(Decimal(printed), printed)
    if name in _AMOUNTS:
        text = amount(Decimal(value), signed=name in ("change", "named", "rest"))
        return shown(Decimal(value), text.removesuffix(".00" if name in ("term", "annual", "budget") else ""))
    if name in _NAMES and value is not None:
        return Chinese(value)
    return str(value or "")


def _listed(name: str, values: list[Any], lang: Lang) -> str | Chinese | Phrase:
    """Names of the document one after another; where there are none, that."""
    if not values:
        return vocabulary.pick(("无", "none"), lang)
    if name == "pairs":
        shown = [
            say(
                vocabulary.pick(("{of}实施期{term}、年度{annual}", "{of}, term {term}, year {annual}"), lang),
                of=Chinese(of),
                term=Chinese(term),
                annual=Chinese(annual),
            )
            for of, term, annual in values
        ]
        return join(shown, vocabulary.pick(("；", "; "), lang))
    if name == "by_project":
        shown = [
            say(
                vocabulary.pick(("“{project}”{items}", "{project}: {items}"), lang),
                project=Chinese(project),
                items=Chinese("、".join(items)),
            )
            for project, *items in values
        ]
        return join(shown, vocabulary.pick(("；", "; "), lang))
    quoted = [f"“{value}”" for value in values] if name in _QUOTED and lang == "zh" else values
    named, more = Chinese("、".join(quoted[:_MOST])), len(quoted) - _MOST
    if more <= 0:
        return named
    return say(vocabulary.pick((f"{{named}}等{len(quoted)}项", f"{{named}} and {more} more"), lang), named=named)


def _place(table: str, named: str, lang: Lang) -> str | Phrase:
    """Where a figure is printed, at the head of a sentence."""
    if table == "amounts":
        return vocabulary.pick((f"表{named}", f"Table {named}"), lang)
    return say(vocabulary.pick(("文字说明", "Narrative {section}"), lang), section=Chinese(named))


def _where(refs: str, rows: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The places of references, each once, in order."""
    found = [places.place(ref.partition("/")[0], rows[ref]) for ref in refs.split() if ref in rows]
    return [place for i, place in enumerate(found) if place not in found[:i]]


def _at(where: list[dict[str, Any]]) -> str:
    spots = [f"{place['page']}:{place['line']}" if place["page"] else str(place["line"]) for place in where]
    return f" [{', '.join(dict.fromkeys(spots))}]" if spots else ""
