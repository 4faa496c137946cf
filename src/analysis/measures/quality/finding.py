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
#: What a finding bears on, the gravest first; what bears on none of the others is a slip.
CONSEQUENCES = ("limit", "money", "promise", "reason", "slip")


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
    consequence: str

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.refs[0]}"

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
    bears_on: str = "slip",
) -> Finding:
    """A finding that rows, or references to them, show; with what its sentence needs and the money at stake."""
    refs = tuple(one if isinstance(one, str) else one.ref for one in shown_by)
    return Finding(kind, severity, evidence, refs, amount_yuan, figures, bears_on)


def distinct(ids: Iterable[str]) -> list[str]:
    """Each name once: a name that another had before it has its ordinal behind it."""
    counted: Counter[str] = Counter()
    found = []
    for id in ids:
        counted[id] += 1
        found.append(id if counted[id] == 1 else f"{id}~{counted[id]}")
    return found
