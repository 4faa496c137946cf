"""The base year's figures, as a budget states them, against those that the base year's own budget published.

A narrative that states a change against last year's budget (预算数) implies that year's figure; where that year's
budget is at hand, the two are compared. The published figure is preferred everywhere; a conflict beyond rounding is
reported by figure. Changes against the outturn (执行数) are about another base and not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.measures.figures import Figures, agreement, figures
from analysis.schema import Schema

VERDICTS = ("exact", "rounding", "conflict")

_IMPLIED = c.money(
    "implied", "本年文件所述或推出的数", "Implied", "Figure that the narrative states or implies", required=True
)
SCHEMA = Schema(
    "conflicts",
    "本年文件所述的上年数与上年公开的预算",
    "The base year’s figures, as stated now and as published",
    "Published figures of the base year against those that this year's narrative implies",
    ("statement",),
    (
        c.STATEMENT.of("The statement that implies the base"),
        c.SUBJECT.of("What changed, as in statements"),
        c.FLOW,
        c.MEASURE,
        c.BASE_KIND.of("What the narrative compares with", required=True),
        c.money(
            "published", "基年公开的数", "Published", "Figure that the base year's budget publishes", required=True
        ),
        _IMPLIED,
        *_IMPLIED.bounds(required=True),
        c.DIFFERENCE.of("implied - published"),
        c.VERDICT.of("Whether both can be true: exact, rounding or conflict", among=VERDICTS),
    ),
)


def conflicts(current: Disclosure, base: Disclosure) -> pl.DataFrame:
    """Every figure of the base year that both years' budgets give, as SCHEMA's columns, in the narrative's order."""
    return frame(SCHEMA, list(_compared(figures(current), figures(base, other=True))))


def _compared(current: Figures, base: Figures) -> Iterator[dict[str, Any]]:
    for said, implied in current.implied(base.year):
        published = base.find(*said.place)
        if published is None:
            continue
        yield {
            "statement": said.number,
            "subject": said.subject,
            "flow": said.flow,
            "measure": said.measure,
            "base_kind": said.base_kind,
            "published": published,
            "implied": implied,
            "difference": (difference := implied - published),
            "verdict": agreement(difference, "conflict"),
        }
