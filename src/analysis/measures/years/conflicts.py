"""Whether what a budget says of the year before agrees with what that year's own budget published.

A narrative that states a change against last year's budget (预算数) implies that year's figure; where that year's
budget is at hand, the two are compared. The published figure is preferred everywhere; a conflict beyond rounding is
reported by figure. Changes against the outturn (执行数) are about another base and not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure, frame
from analysis.measures.figures import Figure, Figures
from analysis.money import WAN, Interval, rounding, to_wan
from analysis.schema import BASE_KINDS, FLOWS, STATEMENTS, Column, Schema

VERDICTS = ("exact", "rounding", "conflict")

SCHEMA = Schema(
    "conflicts",
    "Published figures of the base year against those that this year's narrative implies, one row per figure",
    ("statement",),
    (
        Column("statement", "integer", "The statement that implies the base", required=True),
        Column("subject", "text", "What changed, as in statements", required=True),
        Column("flow", "text", "Side of the budget", among=FLOWS),
        Column("measure", "text", "Which part of the subject", required=True),
        Column("base_kind", "text", "What the narrative compares with", required=True, among=BASE_KINDS),
        Column(
            "published",
            "decimal",
            "Figure that the base year's budget publishes",
            unit="万元",
            required=True,
            decimals=2,
        ),
        Column(
            "implied", "decimal", "Figure that the narrative states or implies", unit="万元", required=True, decimals=2
        ),
        Column("implied_low", "decimal", "Least value that rounding leaves for implied", unit="万元", required=True),
        Column(
            "implied_high", "decimal", "Greatest value that rounding leaves for implied", unit="万元", required=True
        ),
        Column("difference", "decimal", "implied - published", unit="万元", required=True, decimals=2),
        Column(
            "verdict", "text", "Whether both can be true: exact, rounding or conflict", required=True, among=VERDICTS
        ),
        Column("current_ref", "text", "Row of the dataset of this year's figure and the statement", required=True),
        Column("base_ref", "text", "Row of the base year's dataset", required=True),
    ),
)


def conflicts(current: Disclosure, base: Disclosure) -> pl.DataFrame:
    """Every figure of the base year that both years' budgets give, as SCHEMA's columns, in the narrative's order."""
    return frame(SCHEMA, list(_compared(Figures(current), Figures(base), base.metadata.year)))


def _compared(current: Figures, base: Figures, year: int) -> Iterator[dict[str, Any]]:
    for said in current.statements:
        if said["subject"] == "function" or said["base_year"] != year or said["unit"] not in WAN:
            continue
        if said["base_kind"] not in ("budget", "unstated"):
            continue
        place = said["subject"], said["flow"], said["measure"]
        published = base.find(*place)
        implied = _implied(said, current)
        if published is None or implied is None:
            continue
        value, interval, refs = implied
        exact = value == published.value
        verdict = "exact" if exact else "rounding" if interval.meets(published.interval) else "conflict"
        yield {
            "statement": said["statement"],
            "subject": said["subject"],
            "flow": said["flow"],
            "measure": said["measure"],
            "base_kind": said["base_kind"],
            "published": published.value,
            "implied": value,
            "implied_low": interval.low,
            "implied_high": interval.high,
            "difference": value - published.value,
            "verdict": verdict,
            "current_ref": refs,
            "base_ref": published.ref,
        }


def _implied(said: Any, current: Figures) -> tuple[Any, Interval, str] | None:
    """The base year's figure that a statement gives: as such, or as this year's less the change."""
    ref, step = STATEMENTS.reference(said), current.section_step(said)
    if said["base_value"] is not None:
        value = to_wan(said["base_value"], said["unit"])
        return value, rounding(value, step), ref
    if said["change"] is None:
        return None
    figure = _stated_value(said, step, ref) or current.find(said["subject"], said["flow"], said["measure"])
    if figure is None:
        return None
    change = to_wan(said["change"], said["unit"])
    interval = figure.interval - rounding(change, step if said["change_printed"] else 2 * step)
    return figure.value - change, interval, f"{figure.ref} {ref}" if figure.ref != ref else ref


def _stated_value(said: Any, step: Any, ref: str) -> Figure | None:
    """This year's figure as the statement itself prints it."""
    if said["value"] is None:
        return None
    return Figure(to_wan(said["value"], said["unit"]), step, ref)
