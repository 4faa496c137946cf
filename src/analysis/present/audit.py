"""The report of `check`: identities and findings in words, in both languages, with their places in the document."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import polars as pl

from analysis import figure
from analysis.disclosure import Disclosure
from analysis.measures import places
from analysis.measures.quality.finding import SEVERITIES
from analysis.measures.quality.findings import findings
from analysis.measures.quality.reconcile import judged
from analysis.measures.recompute import Disagreement
from analysis.money import AMOUNT_SCALE, plain
from analysis.present import messages
from analysis.present.phrases import Foreign, Lang, Part, Phrase, amount, join, percent
from analysis.templates import Template

_SIGNED = ("change", "named", "rest", "base")
_WHOLE = ("term", "annual", "budget")
_PLAIN = ("figure", "count", "ceiling", "sum")
_NAMES = ("project", "other", "name", "text", "target", "form", "table", "label", "unit", "years", "of", "money")
_AS_PRINTED = ("form", "table")  # names that differ where they should not
_CODES = {"phase": "phase", "meant": "phase", "said": "", "stands": ""}  # with their columns
_QUOTED = ("labels", "projects")
_MOST = 6  # names that a sentence lists

#: Makes what stands in a sentence of a figure, its value with how it came to be, and its text.
Show = Callable[[Mapping[str, Any], str], Part]
#: Makes what stands in a sentence of a name that the document prints.
Call = Callable[[str], Part]


def plainly(figure: Mapping[str, Any], text: str) -> Part:
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
                "id": row.id,
                "description": messages.word(row.kind, "en", "kind"),
                "left": _six(row.left.value),
                "right": _six(row.right.value),
                "difference": _six(row.left.value - row.right.value),
                "tolerance": plain(row.tolerance),
                "unit": row.unit,
                "verdict": row.verdict,
                "severity": severity,
                "where": _where(row.refs, rows),
            }
            for row, severity in judged(disclosure, template)
        ],
        "findings": [
            {
                "id": row["id"],
                "kind": row["kind"],
                "severity": row["severity"],
                "evidence": row["evidence"],
                "amount_yuan": None if row["amount_yuan"] is None else plain(row["amount_yuan"]),
                **{
                    f"message_{lang}": str(sentence(row["kind"], json.loads(row["figures"]), lang))
                    for lang in messages.languages()
                },
                "where": _where(row["refs"].split(), rows),
            }
            for row in findings(disclosure).to_dicts()
        ],
    }


def recomputed(id: str, count: int, wrong: Sequence[Disagreement]) -> dict[str, Any]:
    """The report of `check --recompute --json` on a disclosure."""
    told = [{name: _plainly(value) for name, value in asdict(one).items()} for one in wrong]
    return {"disclosure": id, "recomputed": count, "disagree": told}


def disagreements(report: Mapping[str, Any]) -> list[str]:
    """The same for people."""
    wrong = report["disagree"]
    said = [f"{report['disclosure']}: {report['recomputed']} figures computed again, {len(wrong)} disagree"]
    return said + [
        f"  {one['row']}: {one['column']} is {one['value']}, {one['how']} gives {one['gives']}" for one in wrong
    ]


def _six(value: Decimal) -> str:
    """A value to the decimals that answers keep."""
    return plain(figure.places(value, AMOUNT_SCALE))


def _plainly(value: Any) -> Any:
    return plain(value) if isinstance(value, Decimal) else value


def _of_unit(row: Mapping[str, Any]) -> dict[str, Any]:
    """A figure of a unit's budget against its department's."""
    subject = "/".join(row[name] for name in ("subject", "flow", "measure"))
    return {
        "id": f"{row['rule']}/{row['unit']}/{subject}",
        "rule": row["rule"],
        "description": messages.word(row["rule"], "en", "rule"),
        "left": plain(row["amount"]),
        "right": plain(row["department"]),
        "share_pct": None if row["share_pct"] is None else plain(row["share_pct"]),
        "unit": "万元",
        "verdict": row["verdict"],
        "left_how": row["amount_how"],
        "right_how": row["department_how"],
    }


def is_violated(checked: Mapping[str, Any]) -> bool:
    """True if any identity of a report is violated that no baseline knows."""
    return any(not row.get("known", False) for row in _violated(checked))


def mark_known(checked: Mapping[str, Any], known: Collection[str]) -> set[str]:
    """Marks the violated identities and the findings that a baseline lists; gives the entries that it needs.

    An entry is an id, or `<disclosure>!<id>` for one disclosure alone.
    """
    used: set[str] = set()
    for row in (*_violated(checked), *checked["findings"]):
        listed = {row["id"], f"{checked['disclosure']}!{row['id']}"}.intersection(known)
        row["known"] = bool(listed)
        used |= listed
    return used


def _violated(checked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    rows = (*checked["reconciliations"], *checked.get("units", ()))
    return (row for row in rows if row["verdict"] == "violated")


def lines(checked: Mapping[str, Any], lang: Lang) -> list[str]:
    """A report for people: how many identities hold, then the violated ones and the findings, the gravest first."""
    words = messages.words("check", lang)
    counted = Counter(row["verdict"] for row in checked["reconciliations"])
    counts = ", ".join(f"{counted[verdict]} {name}" for verdict, name in words.items())
    head = f"{checked['disclosure']}: {counted.total()} reconciliations: {counts}"
    said = [(row.get("severity", "error"), row, _of_identity(row, lang)) for row in _violated(checked)]
    said += [(row["severity"], row, row[f"message_{lang}"]) for row in checked["findings"]]
    told = []
    for severity, row, sentence in sorted(said, key=lambda one: SEVERITIES.index(one[0])):
        grade = messages.word(severity, lang, "severity")
        if row.get("known"):
            grade = messages.text("list.known", lang, grade=grade)
        told.append(f"  {grade}: {sentence}{_at(row.get('where', []))}")
    return [head, *told]


def _of_identity(row: Mapping[str, Any], lang: Lang) -> str:
    """A violated identity of a report in words."""
    name = f"{messages.words('check', lang)['violated']} {row['id']}"
    if "rule" in row:
        against = messages.word(row["rule"], lang, "rule")
        return f"{name}: {against}: {row['left']}, {row['right']} {row['unit']}"
    return f"{name}: {row['left']} != {row['right']} ({row['difference']} {row['unit']})"


def sentence(
    kind: str, figures: Mapping[str, Any], lang: Lang, shown: Show = plainly, called: Call = Foreign
) -> Phrase:
    """A finding in words; `shown` makes a figure of a value and its text, `called` a name. KeyError for other kinds."""
    parts = {name: _part(name, value, lang, shown, called) for name, value in figures.items()}
    return _say(messages.catalog(lang)[f"finding.{kind}.said"], **parts)


def fact(subject: str, measure: str, lang: Lang) -> str:
    """The name of a figure of the department's own form."""
    named = messages.words("fact", lang).get(subject) or subject.replace("_", " ")
    if measure == "total":
        return named
    return messages.text("list.measure", lang, subject=named, measure=messages.word(measure, lang))


def _part(name: str, value: Any, lang: Lang, shown: Show, called: Call) -> Part:
    if name == "place":
        return _place(value[0], value[1], lang)
    if name == "fact":
        return fact(value[0], value[1], lang)
    if isinstance(value, list):
        return _listed(name, value, lang, called)
    if isinstance(value, dict):
        return shown(value, _text(name, Decimal(value["value"])))
    if name == "subject":
        return messages.words("above", lang)[value]
    if name == "measure":
        named = "" if value == "total" else messages.word(value, lang)
        return named if lang == "zh" or not named else f" ({named})"
    if name in _CODES:
        return messages.word(value, lang, _CODES[name])
    if name in _NAMES and value is not None:
        return Foreign(value) if name in _AS_PRINTED else called(value)
    return str(value or "")


def _text(name: str, value: Decimal) -> str:
    """A figure of a sentence, by what it stands for there."""
    if name == "pct":
        return percent(abs(value), mark="")
    if name in _PLAIN:
        return plain(value)
    return amount(value, signed=name in _SIGNED).removesuffix(".00" if name in _WHOLE else "")


def _listed(name: str, values: list[Any], lang: Lang, called: Call) -> Part:
    """Names of the document one after another; where there are none, that."""
    words = messages.words("list", lang)
    if not values:
        return words["none"]
    if name == "pairs":
        pairs = [dict(zip(("of", "term", "annual"), map(called, one), strict=True)) for one in values]
        return join([_say(words[name], **pair) for pair in pairs], words["semicolon"])
    if name == "by_project":
        told = [(called(project), join(map(called, items), words["comma"])) for project, *items in values]
        return join([_say(words[name], project=one, items=items) for one, items in told], words["semicolon"])
    put = words["quoted"] if name in _QUOTED else "{name}"
    named = join([_say(put, name=called(one)) for one in values[:_MOST]], words["comma"])
    count, more = len(values), len(values) - _MOST
    return _say(words["more"], named=named, count=str(count), more=str(more)) if more > 0 else named


def _say(text: str, /, **named: Part) -> Phrase:
    return messages.filled(text, named) or Phrase()


def _place(table: str, named: str, lang: Lang) -> str | Phrase:
    """The table or section that prints a figure, at the head of a sentence."""
    if table == "amounts":
        return messages.text("place.in_table", lang, number=named)
    return _say(messages.catalog(lang)["place.in_narrative"], section=Foreign(named))


def _where(refs: Iterable[str], rows: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The places of references, each once, in order."""
    found = [places.place(ref.partition("/")[0], rows[ref]) for ref in refs if ref in rows]
    return [place for i, place in enumerate(found) if place not in found[:i]]


def _at(where: list[dict[str, Any]]) -> str:
    spots = [":".join(str(place[name]) for name in ("page", "line") if place[name]) for place in where]
    return f" [{', '.join(dict.fromkeys(spots))}]" if spots else ""
