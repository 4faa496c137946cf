"""A unit's own budget inside its department's: its share, and what must hold between the two.

A department's budget is made of its own and of those of its units (预算法, the Budget Law, article 8), so that no
unit's figure is above its department's, nor all units' together; what the department's document prints for a unit by
name is what the unit's own budget prints; and where a unit's total is its department's whole total, as that of a
department of one unit is, every other figure is the same, too. The two are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.catalog import Catalog
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, percent, total
from analysis.measures.figures import Figures, agreement, figures
from analysis.measures.years.series import SUBJECTS
from analysis.schema import Schema
from analysis.text import key

RULES = ("part", "whole", "printed", "together")
VERDICTS = ("exact", "rounding", "violated")

SCHEMA = Schema(
    "units",
    "单位预算与部门预算的比较",
    "Units’ own budgets against their department’s",
    "Figures of units' own budgets against their department's",
    ("unit", "rule", "subject", "flow", "measure"),
    (
        c.UNIT.of("ID of the unit's dataset; - for all units together"),
        c.NAME.of("Name of the unit; of the department for all together"),
        c.text(
            "rule",
            "应成立的关系",
            "Rule",
            "part: not above the department's; whole: the same, as the totals are; printed: the same as the "
            "department's document prints for the unit; together: all units not above the department's",
            required=True,
            among=RULES,
        ),
        c.SUBJECT.of("What the figure is of, as in statements, or a schedule"),
        c.FLOW.of(required=True),
        c.MEASURE,
        c.AMOUNT.of("The unit's figure", decimals=0),
        c.money("department", *c.DEPARTMENT.label, "The department's figure", required=True, decimals=0),
        c.SHARE_PCT.of("amount in percent of department; empty where that is 0"),
        c.VERDICT.of("Whether it holds: exact, rounding or violated", among=VERDICTS),
    ),
)
_PRINTED = ("operating", "projects_current", "projects_carryover")  # that list a department's units
_TOTAL = ("revenue_total", "revenue", "total")
#: The keys of a panel by which units are held against their departments, the total first.
INSIDE = (
    "revenue_total/revenue/total",
    "basic/expenditure/total",
    "project/expenditure/total",
    "operating/expenditure/total",
    "three_public/expenditure/total",
)


def units(department: Disclosure, own: Sequence[Disclosure]) -> pl.DataFrame:
    """The budgets of units (`own`) against their department's of the same year, as SCHEMA's columns.

    Raises ValueError where a budget is of another year.
    """
    for unit in own:
        if unit.metadata.year != department.metadata.year:
            raise ValueError(f"{unit.metadata.id}: a budget of another year than {department.metadata.id}")
    above, below = figures(department, other=True), [figures(unit, other=True) for unit in own]
    return frame(SCHEMA, [*_each(above, below), *_together(above, below)])


def known(budget: Disclosure, shelf: Catalog) -> pl.DataFrame | None:
    """`units` of a budget and those that the catalogue has of its department, or of its units; None without any.

    Raises DatasetError for one that is damaged.
    """
    if (department := shelf.department(budget.metadata)) is not None:
        return units(Disclosure.load(shelf.folder(department)), [budget])
    own = [Disclosure.load(shelf.folder(unit)) for unit in shelf.units(budget.metadata)]
    return units(budget, own) if own else None


def inside(panel: pl.DataFrame | pl.LazyFrame, departments: Mapping[str, str]) -> pl.DataFrame:
    """Units' own budgets in a panel against their departments', of each key of INSIDE that both print.

    `departments` has the ID of the department's budget by the unit's (`catalog.departments`). Columns: disclosure (the
    unit's), department (that of the department), key, value and of (in 万元), share_pct (empty where `of` is 0), and
    how each of the three came to be; by department, then the largest unit first.
    """
    pairs = pl.LazyFrame(list(departments.items()), {"disclosure": pl.String, "in": pl.String}, orient="row")
    held = panel.lazy().filter(pl.col("dimension") == "budget", pl.col("key").is_in(list(INSIDE)))
    above = held.select(
        pl.col("disclosure").alias("in"), "key", pl.col("value").alias("of"), pl.col("value_how").alias("of_how")
    )
    share = pl.col("value").cast(pl.Decimal(38, 10)) * 100 / pl.when(pl.col("of") != 0).then(pl.col("of"))
    order, figures = pl.Enum(list(INSIDE)), ("value", "of", "share_pct")
    return (
        held.join(pairs, on="disclosure")
        .join(above, on=["in", "key"])
        .with_columns(
            share.cast(pl.Decimal(20, 6)).alias("share_pct"),
            pl.when(pl.col("of") != 0)
            .then(pl.format("100 * ({}) / ({})", "value_how", "of_how"))
            .alias("share_pct_how"),
            pl.col("value").filter(pl.col("key") == INSIDE[0]).first().over("disclosure").alias("total"),
        )
        .sort(
            ["in", "total", "disclosure", pl.col("key").cast(order)],
            descending=[False, True, False, False],
            nulls_last=True,
        )
        .select("disclosure", pl.col("in").alias("department"), "key", *figures, *(f"{name}_how" for name in figures))
        .collect()
    )


def _each(above: Figures, own: Sequence[Figures]) -> Iterator[dict[str, Any]]:
    whole = above.expenditure(*_TOTAL)
    for unit in own:
        own_total = unit.expenditure(*_TOTAL)
        same = own_total and whole and whole.value > 0 and agreement(own_total - whole) != "violated"
        name = unit.disclosure.metadata.department
        named = {"unit": unit.id, "name": name}
        for subject in SUBJECTS:
            if (amount := unit.expenditure(*subject)) and (held := above.expenditure(*subject)):
                yield named | _compared("whole" if same else "part", subject, amount, held)
        for schedule in _PRINTED:
            if (held := _of_unit(above, name, schedule)) and (amount := unit.find(schedule, None)):
                yield named | _compared("printed", (schedule, "expenditure", "total"), amount, held)


def _of_unit(above: Figures, unit: str, schedule: str) -> Figure | None:
    """The figure that a schedule prints for a unit by its name: its own row, else its projects together."""
    rows = [row for row in above.of(schedule, "total") if row.budget_unit and key(row.budget_unit) == key(unit)]
    own = [row for row in rows if row.level == "budget_unit"] or [row for row in rows if row.level == "project"]
    return total(row.figure for row in own)


def _together(above: Figures, own: Sequence[Figures]) -> Iterator[dict[str, Any]]:
    for subject in SUBJECTS:
        found = [amount for unit in own if (amount := unit.expenditure(*subject))]
        amount, held = total(found), above.expenditure(*subject)
        if len(found) > 1 and amount and held:
            named = {"unit": "-", "name": above.disclosure.metadata.department}
            yield named | _compared("together", subject, amount, held)


def _compared(rule: str, subject: tuple[str, str, str], amount: Figure, held: Figure) -> dict[str, Any]:
    difference = amount - held
    verdict, interval = agreement(difference), difference.interval
    if rule in ("part", "together"):
        may_hold = interval is not None and interval.low <= 0
        verdict = "exact" if difference.value <= 0 else "rounding" if may_hold else "violated"
    return {
        "rule": rule,
        **dict(zip(("subject", "flow", "measure"), subject, strict=True)),
        "amount": amount,
        "department": held,
        "share_pct": percent(amount, held),
        "verdict": verdict,
    }
