"""Money and space per head, and posts that are filled: only where both figures are of the same people and place.

Where they are not, the answer says why there is none. Where two readings can be defended, it is the range
that both leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, difference, less, total, value_of
from analysis.measures.figures import Figures, figures, is_finest
from analysis.measures.inference.project_names import named
from analysis.schema import Schema

RATIOS = ("posts_filled", "personnel_per_head", "basic_per_head", "operating_per_head", "area_per_head")
#: Why there is no answer: retirees are paid too and nobody prints how many; other money pays the same people too; one
#: unit's money, and staff only of all units; no count of those in established posts; a denominator of 0.
REASONS = ("retirees", "paid_elsewhere", "units", "not_counted", "zero")
#: Function and economic items that pay retirees; 养老保险 is paid for people at work, 管理机构 is an office.
RETIREES = re.compile("离退休|离休|退休|退职")
_PAY = "工资福利支出"

SCHEMA = Schema(
    "ratios",
    "资金、房屋、编制与人数之比",
    "Ratios of money, space and posts to people",
    "Ratios of money, space and posts to people, with what both sides cover",
    ("ratio",),
    (
        c.text("ratio", "比率", "Ratio", "Which ratio", required=True, among=RATIOS),
        c.VERDICT.of("What it comes to", among=("value", "range", "not_computable")),
        c.REASON.of("Why it is not computable", among=REASONS),
        c.figure(
            "numerator_low",
            "分子，下限",
            "Numerator, least",
            "The lower reading of the numerator, in `numerator_unit`",
            required=True,
        ),
        c.figure("numerator_high", "分子，上限", "Numerator, most", "Its higher reading", required=True),
        c.text("numerator_unit", "分子单位", "Unit of the numerator", "Unit of the numerator", required=True),
        c.figure(
            "denominator_low",
            "分母，下限",
            "Denominator, least",
            "The lower reading of the denominator; empty where none is printed",
        ),
        c.figure("denominator_high", "分母，上限", "Denominator, most", "Its higher reading"),
        c.text("denominator_unit", "分母单位", "Unit of the denominator", "Unit of the denominator"),
        c.figure("low", "下限", "Least", "Lower end of the ratio; of posts_filled in percent"),
        c.figure("high", "上限", "Most", "Higher end of the ratio"),
        c.money(
            "excluded",
            "离退休人员经费",
            "Money of retirees",
            "Money of retirees that the numerator holds or leaves out",
            decimals=0,
        ),
    ),
)


def ratios(disclosure: Disclosure, *, other: bool = False) -> pl.DataFrame:
    """The ratios for which a disclosure prints a count of people at all, as SCHEMA's columns.

    `other` names its cells with its ID: it stands beside another one.
    """
    people = _Ratios(disclosure, figures(disclosure, other=other))
    return frame(SCHEMA, people.all() if people.heads else ())


class _Ratios:
    def __init__(self, disclosure: Disclosure, held: Figures) -> None:
        self.disclosure, self.figures = disclosure, held
        self.facts = {name: fact.figure for name, fact in self.figures.facts.items()}
        counted = (self.facts.get(("staff", measure)) for measure in ("total", "established"))
        self.heads = [count for count in counted if count]

    def all(self) -> Iterator[dict[str, Any]]:
        """The ratios in their order; one without a numerator is left out."""
        yield from self._posts()
        yield from self._personnel()
        yield from self._basic()
        yield from self._operating()
        if area := self.facts.get(("office_floor_area", "total")):
            yield _ratio("area_per_head", [area], self.heads)

    def _posts(self) -> Iterator[dict[str, Any]]:
        """Staff in established posts against posts; other staff hold none, so they fill none."""
        posts, staff = self.facts.get(("posts", "total")), self.facts.get(("staff", "established"))
        if posts is not None:
            reason = "not_counted" if staff is None else None
            yield _ratio("posts_filled", [staff or self.facts["staff", "total"]], [posts], reason=reason)

    def _personnel(self) -> Iterator[dict[str, Any]]:
        """The general budget's personnel money for people at work: its group of pay, or all but retirees' items."""
        whole = self.figures.find("basic_by_economic", None, "personnel")
        if whole is None or whole.value <= 0:
            return
        rows = self.figures.of("basic_by_economic", "personnel")
        retired = [row.figure for row in rows if row.level == "item" and RETIREES.search(row.label)]
        pay = [row.figure for row in rows if row.level == "class" and row.label == _PAY]
        reason = "paid_elsewhere" if self._paid_elsewhere() else None
        yield _ratio("personnel_per_head", [less(whole, retired), *pay], self.heads, retired, reason)

    def _basic(self) -> Iterator[dict[str, Any]]:
        """The general budget's basic expenditure, which also pays those who have retired."""
        whole = self.figures.find("general_public_expenditure", None, "basic")
        if whole is None or whole.value <= 0:
            return
        rows = self.figures.of("general_public_expenditure", "basic")
        codes = [row.function_code for row in rows if row.function_code]
        named = [(row.named, row) for row in rows if is_finest(row.function_code, codes)]
        paid = [row for name, row in named if RETIREES.search(name) and "管理机构" not in name]
        retired = [row.figure for row in paid if row.value]
        reason = "retirees" if retired else "paid_elsewhere" if self._paid_elsewhere() else None
        yield _ratio("basic_per_head", [whole], self.heads, retired, reason)

    def _paid_elsewhere(self) -> bool:
        """True where other sources pay basic expenditure too, or a project pays people at work by its name."""
        held = [self.figures.find(of, None, "basic") for of in ("expenditure", "general_public_expenditure")]
        rest = difference(*held)
        projects = named(self.disclosure).filter(kind="people")["project"].to_list()
        return bool(rest and rest.value > rest.slack) or any(not RETIREES.search(name) for name in projects)

    def _operating(self) -> Iterator[dict[str, Any]]:
        """Operating expenses, which only some units have, while staff are counted for all."""
        whole = self.figures.find("operating", None)
        if whole is None or whole.value <= 0:
            return
        units = {row.budget_unit for row in self.figures.amounts if row.budget_unit}
        below = self.facts.get(("subordinate_units", "total"))
        single = len(units) == 1 and (below is None or below.value <= 1)
        yield _ratio("operating_per_head", [whole], self.heads, reason=None if single else "units")


def _ratio(
    name: str,
    above: Sequence[Figure],
    below: Sequence[Figure],
    excluded: Sequence[Figure] = (),
    reason: str | None = None,
) -> dict[str, Any]:
    """A ratio of the readings of a numerator to those of a denominator, or why there is none."""
    (low, high), (few, many) = (_ends(side) for side in (above, below))
    if reason is None and few.value <= 0:
        reason = "zero"
    found = None if reason else [_over(name, low, many), _over(name, high, few)]
    return {
        "ratio": name,
        "verdict": "not_computable" if not found else "value" if found[0].value == found[1].value else "range",
        "reason": reason,
        "numerator_low": low,
        "numerator_high": high,
        "numerator_unit": low.unit,
        "denominator_low": few,
        "denominator_high": many,
        "denominator_unit": few.unit,
        "low": found and found[0],
        "high": found and found[1],
        "excluded": total(excluded),
    }


def _ends(readings: Sequence[Figure]) -> tuple[Figure, Figure]:
    return min(readings, key=value_of), max(readings, key=value_of)


def _over(name: str, above: Figure, below: Figure) -> Figure:
    return 100 * above / below if name == "posts_filled" else above / below
