"""One finding: its kind, how grave and how sure it is, the money at stake, and the rows that show it.

It says nothing in words: `analysis.present` makes the sentence from the kind and the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import InitVar, dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from analysis.figure import Figure
from analysis.measures.figures import in_yuan

SEVERITIES = ("error", "warning", "note")
EVIDENCE = ("strong", "weak")
#: What a finding bears on, the gravest first; what bears on none of the others is a slip.
CONSEQUENCES = ("limit", "money", "promise", "reason", "slip")


class _Row(Protocol):
    """A printed row or cell, which has a reference."""

    @property
    def ref(self) -> str: ...


@dataclass(slots=True)
class Finding:
    """One finding, which rows or references to them show; `figures` are what its sentence needs: figures and names."""

    kind: str
    severity: str
    shown_by: InitVar[Iterable[_Row | str]]
    figures: dict[str, Any]
    money: Figure | None = None  # at stake, in 元 or 万元
    evidence: str = "strong"
    bears_on: str = "slip"
    refs: tuple[str, ...] = field(init=False)

    def __post_init__(self, shown_by: Iterable[_Row | str]) -> None:
        self.refs = tuple(one if isinstance(one, str) else one.ref for one in shown_by)

    @property
    def amount_yuan(self) -> Figure | None:
        """The money at stake, in 元."""
        return in_yuan(self.money) if self.money and self.money.unit == "万元" else self.money

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.refs[0]}"

    @property
    def rank(self) -> tuple[int, int, Decimal]:
        """Its place among findings: graver, surer, dearer first."""
        amount = self.amount_yuan
        return SEVERITIES.index(self.severity), EVIDENCE.index(self.evidence), -amount.value if amount else Decimal(0)


def distinct(ids: Iterable[str]) -> list[str]:
    """Each name once: a name that another had before it has its ordinal behind it."""
    counted: Counter[str] = Counter()
    found = []
    for id in ids:
        counted[id] += 1
        found.append(id if counted[id] == 1 else f"{id}~{counted[id]}")
    return found
