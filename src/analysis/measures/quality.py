"""How well a document's figures agree, counted: identities by kind and verdict, findings by severity, coverage."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from analysis import columns as c
from analysis import how
from analysis.disclosure import Disclosure, frame
from analysis.measures import findings as found
from analysis.measures import reconcile
from analysis.measures.figures import figures
from analysis.schema import Schema

SCHEMA = Schema(
    "verdicts",
    "各类勾稽关系有多少成立",
    "How many identities of each kind hold",
    "How many identities of each kind hold, one row per kind that the document has",
    ("kind",),
    (
        c.KIND.of("Kind of identity", among=reconcile.KINDS),
        c.integer("exact", "相等", "Exact", "Identities judged exact", required=True),
        c.integer("rounding", "尾差", "Rounding", "Identities judged rounding", required=True),
        c.integer("violated", "不符", "Violated", "Identities judged violated", required=True),
        c.integer("total", "合计", "Total", "All identities of the kind", required=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the tables' printed amounts take part in an identity, and what could not be read for sure."""

    amounts: int  # that could be read
    checked: int  # of these, those that take part in an identity
    damaged: int  # amounts that could not be read for sure
    uncertain: int  # rows of narrative and forms that could not be read for sure


def verdicts(reconciliations: pl.DataFrame) -> pl.DataFrame:
    """The identities of `analysis.measures.reconcile.reconciliations` counted, as SCHEMA's columns."""
    rows = []
    for kind in reconcile.KINDS:
        of_kind = reconciliations.filter(pl.col("kind") == kind)
        if of_kind.height:
            counts = {name: of_kind.filter(pl.col("verdict") == name).height for name in reconcile.VERDICTS}
            rows.append({"kind": kind, **counts, "total": of_kind.height})
    return frame(SCHEMA, rows)


def severities(findings: pl.DataFrame) -> dict[str, int]:
    """How many findings of each severity, the gravest first; those that there are none of too."""
    return {name: findings.filter(pl.col("severity") == name).height for name in found.SEVERITIES}


def kinds(findings: pl.DataFrame) -> dict[str, dict[str, int]]:
    """How many findings of each kind, by severity, in the order in which the findings name them."""
    counted: dict[str, dict[str, int]] = {}
    for severity, kind in findings.select("severity", "kind").iter_rows():
        numbers = counted.setdefault(severity, {})
        numbers[kind] = numbers.get(kind, 0) + 1
    return counted


def coverage(disclosure: Disclosure, reconciliations: pl.DataFrame) -> Coverage:
    """The amounts of the budget tables that take part in at least one identity."""
    texts = (*reconciliations["left_how"].drop_nulls(), *reconciliations["right_how"].drop_nulls())
    refs = {ref for text in texts for ref in how.refs(text)}
    readable = figures(disclosure).amounts
    checked = sum(row.ref in refs for row in readable)
    marked = {name: frame["uncertain"].sum() for name, frame in disclosure.frames().items() if "uncertain" in frame}
    damaged = int(marked.pop("amounts"))
    return Coverage(len(readable), checked, damaged, int(sum(marked.values())))
