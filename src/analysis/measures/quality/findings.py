"""All that a careful auditor would ask about a disclosure: contradictions, gaps and figures that can't be meant."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from inspect import isfunction
from types import ModuleType

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, places
from analysis.measures.quality import (
    document_rules,
    execution_rules,
    form_rules,
    name_rules,
    narrative_rules,
    promise_rules,
)
from analysis.measures.quality.finding import CONSEQUENCES, EVIDENCE, SEVERITIES, Finding, distinct
from analysis.money import AMOUNT_SCALE, plain
from analysis.schema import Schema

SCHEMA = Schema(
    "findings",
    "需要追问之处，重要的在前",
    "What to ask about, the gravest first",
    "Findings about a document, the gravest first",
    ("finding",),
    (
        c.integer("finding", "发现", "Finding", "Ordinal: by severity, evidence and money at stake", required=True),
        c.ID.of("Name of the finding: its kind and the first row that shows it"),
        c.KIND.of("What kind of finding it is"),
        c.text("consequence", "后果", "Bears on", "What it bears on", required=True, among=CONSEQUENCES),
        c.SEVERITY.of(among=SEVERITIES),
        c.text("evidence", "证据", "Evidence", "How strong the evidence is", required=True, among=EVIDENCE),
        c.AMOUNT_YUAN.of("Money at stake; empty where there is none"),
        c.text(
            "figures",
            "数字和名称",
            "Figures and names",
            "The figures and names in question, as JSON; a figure as its value and how it came to be",
            required=True,
        ),
        c.text("refs", "数据行", "Rows", "Rows of the dataset that show it", required=True),
    ),
)
_MODULES = (document_rules, narrative_rules, execution_rules, name_rules, form_rules, promise_rules)


def findings(disclosure: Disclosure) -> pl.DataFrame:
    """Every finding about a disclosure, as SCHEMA's columns, in order of severity, evidence and money."""
    found = [one for module in _MODULES for rule in rules(module) for one in rule(disclosure)]
    found.sort(key=lambda finding: finding.rank)
    rows = [
        {
            "finding": number,
            "id": id,
            "kind": finding.kind,
            "consequence": finding.bears_on,
            "severity": finding.severity,
            "evidence": finding.evidence,
            "amount_yuan": finding.amount_yuan,
            "figures": json.dumps(finding.figures, ensure_ascii=False, sort_keys=True, default=_told),
            "refs": " ".join(finding.refs),
        }
        for number, (id, finding) in enumerate(zip(distinct(one.id for one in found), found, strict=True), 1)
    ]
    return frame(SCHEMA, rows)


def rules(module: ModuleType) -> list[Callable[[Disclosure], Iterator[Finding]]]:
    """The rules that a module has: its own functions with a public name, in their order."""
    held = (one for name, one in vars(module).items() if isfunction(one) and not name.startswith("_"))
    return [one for one in held if one.__module__ == module.__name__]


def _told(figure: Figure) -> dict[str, str]:
    """A figure as JSON: its value and how it came to be."""
    return {"value": plain(places(figure.value, AMOUNT_SCALE)), "how": figure.how}
