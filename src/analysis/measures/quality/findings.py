"""What a careful auditor would ask about a disclosure: contradictions, gaps and figures that can't be meant.

A finding says what kind it is, how grave, how strong the evidence, how much money is
at stake, and names the rows of the dataset that show it. It says nothing in words:
`analysis.present` makes the sentence from the kind and the figures.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, places
from analysis.money import AMOUNT_SCALE, plain
from analysis.schema import Schema

SEVERITIES = ("error", "warning", "note")
EVIDENCE = ("strong", "weak")
#: What a finding bears on, and the kinds that do: limits, money, promises, reasons. All others are slips.
CONSEQUENCES: dict[str, tuple[str, ...]] = {
    "limit": ("count_above_ceiling", "ceiling_above_budget"),
    "money": (
        *("years_of_money_for_one_output", "coverage_leaves_out_carryover", "prices_above_budget"),
        *("prices_below_budget", "parts_do_not_add_up", "declared_empty_but_filled", "function_not_in_tables"),
        *("promised_twice", "pay_outside_personnel", "item_left_out", "base_below_zero", "compared_with_own_year"),
        *("percent_of_nothing", "code_of_another", "reasons_do_not_add_up"),
        *("execution_of_nothing", "named_but_not_spent", "spent_the_other_way", "purpose_of_another"),
    ),
    "promise": (
        *("goal_against_indicator", "department_against_project", "annual_above_term", "columns_disagree"),
        *("in_one_column_only", "half_a_result", "left_open", "cost_without_a_figure", "date_outside_the_year"),
    ),
    "reason": ("reason_missing", "empty_reason", "reason_restates", "reason_contradicts", "reason_names_no_item"),
    "slip": (),
}
_OF_KIND = {kind: name for name, kinds in CONSEQUENCES.items() for kind in kinds}

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
        c.text("consequence", "后果", "Bears on", "What it bears on", required=True, among=tuple(CONSEQUENCES)),
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


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `figures` are what its sentence needs: figures, names and what is printed."""

    kind: str
    severity: str
    evidence: str
    refs: tuple[str, ...]
    amount_yuan: Figure | None = None
    figures: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.refs[0]}"

    @property
    def rank(self) -> tuple[int, int, Decimal]:
        """Graver, surer, dearer first."""
        return (
            SEVERITIES.index(self.severity),
            EVIDENCE.index(self.evidence),
            -(self.amount_yuan.value if self.amount_yuan else Decimal(0)),
        )


def findings(disclosure: Disclosure) -> pl.DataFrame:
    """Every finding about a disclosure, as SCHEMA's columns, in order of severity, evidence and money."""
    found = sorted(_all(disclosure), key=lambda finding: finding.rank)
    return frame(
        SCHEMA,
        [
            {
                "finding": number,
                "id": id,
                "kind": finding.kind,
                "consequence": _OF_KIND.get(finding.kind, "slip"),
                "severity": finding.severity,
                "evidence": finding.evidence,
                "amount_yuan": finding.amount_yuan,
                "figures": json.dumps(finding.figures, ensure_ascii=False, sort_keys=True, default=_told),
                "refs": " ".join(finding.refs),
            }
            for number, (id, finding) in enumerate(zip(distinct(one.id for one in found), found, strict=True), 1)
        ],
    )


def distinct(ids: Iterable[str]) -> list[str]:
    """Each name once: what bears one that another had before it has its ordinal behind it."""
    counted: Counter[str] = Counter()
    found = []
    for id in ids:
        counted[id] += 1
        found.append(id if counted[id] == 1 else f"{id}~{counted[id]}")
    return found


def _told(figure: Figure) -> dict[str, str]:
    """A figure as JSON: its value and how it came to be."""
    return {"value": plain(places(figure.value, AMOUNT_SCALE)), "how": figure.how}


def _all(disclosure: Disclosure) -> Iterator[Finding]:
    from analysis.measures.quality import (
        cost_rules,
        document_rules,
        execution_rules,
        form_rules,
        name_rules,
        narrative_rules,
        promise_rules,
    )

    for rules in (document_rules, narrative_rules, execution_rules, name_rules, form_rules, promise_rules, cost_rules):
        for rule in rules.RULES:
            yield from rule(disclosure)
