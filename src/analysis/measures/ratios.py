"""Money and space per head, and posts that are filled: only where both figures are of the same people and place.

Where they are not, the answer says why there is none. Where two readings can be defended, it is the range
that both leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure, frame
from analysis.measures.figures import Figures
from analysis.money import AMOUNT_SCALE, quotient
from analysis.schema import AMOUNTS, DEPARTMENT, Column, Schema

RATIOS = ("posts_filled", "personnel_per_head", "basic_per_head", "operating_per_head", "area_per_head")
#: Why there is no answer: retirees are paid too and nobody prints how many; one unit's money, and staff
#: only of all units; no count of those in established posts; a denominator of 0.
REASONS = ("retirees", "units", "not_counted", "zero")
#: Function and economic items that pay retirees; 养老保险 is paid for people at work, 管理机构 is an office.
RETIREES = re.compile("离退休|离休|退休|退职")
_PAY = "工资福利支出"
_PLACES = Decimal(1).scaleb(-AMOUNT_SCALE)

SCHEMA = Schema(
    "ratios",
    "Ratios of money, space and posts to people, with what both sides cover",
    ("ratio",),
    (
        Column("ratio", "text", "Which ratio", required=True, among=RATIOS),
        Column("verdict", "text", "What it comes to", required=True, among=("value", "range", "not_computable")),
        Column("reason", "text", "Why it is not computable", among=REASONS),
        Column("numerator_low", "decimal", "The lower reading of the numerator, in `numerator_unit`", required=True),
        Column("numerator_high", "decimal", "Its higher reading", required=True),
        Column("numerator_unit", "text", "Unit of the numerator", required=True),
        Column("denominator_low", "decimal", "The lower reading of the denominator; empty where none is printed"),
        Column("denominator_high", "decimal", "Its higher reading"),
        Column("denominator_unit", "text", "Unit of the denominator"),
        Column("low", "decimal", "Lower end of the ratio; of posts_filled in percent"),
        Column("high", "decimal", "Higher end of the ratio"),
        Column("excluded", "decimal", "Money of retirees that the numerator holds or leaves out", unit="万元"),
        Column("numerator_ref", "text", "Rows of the dataset of the numerator", required=True),
        Column("denominator_ref", "text", "Rows of the dataset of the denominator"),
        Column("excluded_ref", "text", "Rows of the dataset of the retirees’ money"),
    ),
)


def ratios(disclosure: Disclosure) -> pl.DataFrame:
    """The ratios for which a disclosure prints a count of people at all, as SCHEMA's columns."""
    people = _Ratios(disclosure)
    return frame(SCHEMA, list(people.all()) if people.heads else [])


@dataclass(frozen=True, slots=True)
class _Side:
    """The readings of a numerator or denominator: one figure, or several."""

    values: tuple[Decimal, ...]
    unit: str
    ref: str


class _Ratios:
    def __init__(self, disclosure: Disclosure) -> None:
        self.figures = Figures(disclosure)
        self.rows = [row for row in disclosure.amounts.to_dicts() if row["amount"] is not None]
        self.facts = {(row["subject"], row["measure"]): row for row in disclosure.department.to_dicts()}
        found = [self.facts[name] for name in (("staff", "total"), ("staff", "established")) if name in self.facts]
        self.heads = self._facts(found) if found else None

    def all(self) -> Iterator[dict[str, Any]]:
        """The ratios in their order; one without a numerator is left out."""
        yield from self._posts()
        yield from self._personnel()
        yield from self._basic()
        yield from self._operating()
        if area := self.facts.get(("office_floor_area", "total")):
            yield _ratio("area_per_head", self._facts([area]), self.heads)

    def _posts(self) -> Iterator[dict[str, Any]]:
        """Staff in established posts against posts; other staff hold none, so they fill none."""
        posts = self.facts.get(("posts", "total"))
        staff = self.facts.get(("staff", "established"))
        if posts is None:
            return
        if staff is None:
            counted = self._facts([self.facts["staff", "total"]])
            yield _ratio("posts_filled", counted, self._facts([posts]), reason="not_counted")
        else:
            yield _ratio("posts_filled", self._facts([staff]), self._facts([posts]), factor=100)

    def _personnel(self) -> Iterator[dict[str, Any]]:
        """The general budget's personnel money for people at work: its group of pay, or all but retirees' items."""
        whole = self.figures.find("basic_by_economic", None, "personnel")
        if whole is None or whole.value <= 0:
            return
        rows = [r for r in self.rows if (r["schedule"], r["measure"]) == ("basic_by_economic", "personnel")]
        retired = [row for row in rows if row["level"] == "item" and RETIREES.search(row["label"])]
        excluded = sum((row["amount"] for row in retired), Decimal(0))
        values, refs = [whole.value - excluded], [whole.ref, *(AMOUNTS.reference(row) for row in retired)]
        for row in rows:
            if row["level"] == "class" and row["label"] == _PAY:
                values.append(row["amount"])
                refs.append(AMOUNTS.reference(row))
        side = _Side(tuple(values), "万元", " ".join(refs))
        yield _ratio("personnel_per_head", side, self.heads) | _retirees(retired, excluded)

    def _basic(self) -> Iterator[dict[str, Any]]:
        """The general budget's basic expenditure, which also pays those who have retired."""
        whole = self.figures.find("general_public_expenditure", None, "basic")
        if whole is None or whole.value <= 0:
            return
        rows = [r for r in self.rows if (r["schedule"], r["measure"]) == ("general_public_expenditure", "basic")]
        codes = {row["function_code"] for row in rows if row["function_code"]}
        leaves = [r for r in rows if r["function_code"] and not _has_parts(r["function_code"], codes)]
        retired = [row for row in leaves if row["amount"] and _pays_retirees(row["function_name"] or row["label"])]
        excluded = sum((row["amount"] for row in retired), Decimal(0))
        reason = "retirees" if retired else None
        side = _Side((whole.value,), "万元", whole.ref)
        yield _ratio("basic_per_head", side, self.heads, reason=reason) | _retirees(retired, excluded)

    def _operating(self) -> Iterator[dict[str, Any]]:
        """Operating expenses, which only some units have, while staff are counted for all."""
        whole = self.figures.find("operating", None)
        if whole is None or whole.value <= 0:
            return
        units = {row["budget_unit"] for row in self.rows if row["budget_unit"]}
        below = self.facts.get(("subordinate_units", "total"))
        single = len(units) == 1 and (below is None or below["value"] <= 1)
        side = _Side((whole.value,), "万元", whole.ref)
        yield _ratio("operating_per_head", side, self.heads, reason=None if single else "units")

    def _facts(self, rows: Sequence[dict[str, Any]]) -> _Side:
        values = tuple(row["value"] for row in rows)
        return _Side(values, rows[0]["unit"], " ".join(DEPARTMENT.reference(row) for row in rows))


def _has_parts(code: str, codes: set[str]) -> bool:
    return any(other != code and other.startswith(code) for other in codes)


def _pays_retirees(name: str) -> bool:
    return bool(RETIREES.search(name)) and "管理机构" not in name


def _retirees(rows: Sequence[dict[str, Any]], amount: Decimal) -> dict[str, Any]:
    return {"excluded": amount, "excluded_ref": " ".join(AMOUNTS.reference(row) for row in rows)} if rows else {}


def _ratio(
    name: str, above: _Side, below: _Side | None, *, factor: int = 1, reason: str | None = None
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "ratio": name,
        "verdict": "not_computable",
        "reason": reason,
        "numerator_low": min(above.values),
        "numerator_high": max(above.values),
        "numerator_unit": above.unit,
        "numerator_ref": above.ref,
    }
    if below is not None:
        row |= {
            "denominator_low": min(below.values),
            "denominator_high": max(below.values),
            "denominator_unit": below.unit,
            "denominator_ref": below.ref,
        }
    if reason is not None or below is None:
        return row
    if min(below.values) <= 0:
        return row | {"reason": "zero"}
    low = _over(row["numerator_low"] * factor, row["denominator_high"])
    high = _over(row["numerator_high"] * factor, row["denominator_low"])
    return row | {"verdict": "value" if low == high else "range", "low": low, "high": high}


def _over(value: Decimal, by: Decimal) -> Decimal | None:
    found = quotient(value, by)
    return None if found is None else found.quantize(_PLACES, ROUND_HALF_UP)
