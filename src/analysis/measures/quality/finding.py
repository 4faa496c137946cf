"""One finding: its kind, how grave and how sure it is, the money at stake, and the rows that show it.

It says nothing in words: `analysis.present` makes the sentence from the kind and the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from analysis.figure import Figure

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


class _Row(Protocol):
    """A printed row or cell, which has a reference."""

    @property
    def ref(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `figures` are what its sentence needs: figures, names and what is printed."""

    kind: str
    severity: str
    evidence: str
    refs: tuple[str, ...]
    amount_yuan: Figure | None
    figures: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.refs[0]}"

    @property
    def consequence(self) -> str:
        """The limit, money, promise or reason that it bears on, else a slip."""
        return _OF_KIND.get(self.kind, "slip")

    @property
    def rank(self) -> tuple[int, int, Decimal]:
        """Its place among findings: graver, surer, dearer first."""
        money = self.amount_yuan.value if self.amount_yuan else Decimal(0)
        return SEVERITIES.index(self.severity), EVIDENCE.index(self.evidence), -money


def finding(
    kind: str,
    severity: str,
    shown_by: Iterable[_Row | str],
    figures: dict[str, Any],
    amount_yuan: Figure | None = None,
    evidence: str = "strong",
) -> Finding:
    """A finding that rows, or references to them, show; with what its sentence needs and the money at stake."""
    refs = tuple(one if isinstance(one, str) else one.ref for one in shown_by)
    return Finding(kind, severity, evidence, refs, amount_yuan, figures)


def distinct(ids: Iterable[str]) -> list[str]:
    """Each name once: a name that another had before it has its ordinal behind it."""
    counted: Counter[str] = Counter()
    found = []
    for id in ids:
        counted[id] += 1
        found.append(id if counted[id] == 1 else f"{id}~{counted[id]}")
    return found
