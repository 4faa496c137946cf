"""The uses of the money: by function, economic item, unit, project and source, and which source pays for which use.

One long table, so that a notebook, a chart or a spreadsheet picks the dimension it
needs. Shares are of the dimension's own total in the same measure: the one that the document
prints where the parts add up to it, else their sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.columns import SOURCES
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, less, percent, total
from analysis.measures.figures import Figures, above, figures, grouped
from analysis.measures.records import Amount
from analysis.schema import Schema

DIMENSIONS = (
    "expenditure",
    "function",
    "economic",
    "government_item",
    "unit",
    "project",
    "project_carryover",
    "source",
    "use",
    "use_by_function",
    "budget_of_year",
    "procurement",
)

SCHEMA = Schema(
    "structure",
    "钱用在哪里：每行是一个维度的一个部分",
    "Where the money goes: a row is one part of one dimension",
    "Where the money goes",
    ("dimension", "key", "measure"),
    (
        c.DIMENSION.of(among=DIMENSIONS),
        c.KEY.of("The part: code, name, source, or row of its table"),
        c.PARENT.of("Key of the part that it belongs to, in the same dimension"),
        c.LABEL,
        c.MEASURE.of("Which figure of the part"),
        c.AMOUNT,
        c.percent("share", *c.SHARE_PCT.label, "Share of the dimension's total in this measure; empty where that is 0"),
        c.boolean("with_carryover", "含上年结转", "With carryover", "Whether the figure holds money carried over"),
    ),
)
_NAMES = ("dimension", "key", "parent", "label", "measure", "amount", "with_carryover")
_Row = tuple[str, str, str | None, str, str, Figure | None, bool]
#: Sources that are not the treasury's: what of them pays basic expenditure is only known by difference.
_NOT_FISCAL = ("special_account", "unit_funds")
#: dimension -> the schedule whose total its rows make.
_PRINTED = {
    "function": "expenditure",
    "economic": "basic_by_economic",
    "government_item": "basic_by_economic",
    "unit": "projects_current",
    "project": "projects_current",
    "project_carryover": "projects_carryover",
}


def structure(disclosure: Disclosure, *, other: bool = False) -> pl.DataFrame:
    """All dimensions of a disclosure's budget, as SCHEMA's columns; a dimension that it does not print is left out.

    `other` names its cells with its ID: it stands beside another one.
    """
    found = _Structure(figures(disclosure, other=other)).dimensions()
    return frame(SCHEMA, [row for dimension in found for row in dimension])


def whole(printed: Figures, dimension: str, measure: str, parts: Iterable[Figure]) -> Figure | None:
    """The total of a dimension's rows: as the document prints it where they make it, else their sum."""
    made, schedule = total(parts), _PRINTED.get(dimension)
    found = printed.find(schedule, None, measure) if schedule else None
    return found if found and made and found.value == made.value else made


class _Structure:
    def __init__(self, held: Figures) -> None:
        self.figures = held

    def dimensions(self) -> Iterator[list[dict[str, Any]]]:
        """The rows of each dimension, shares filled in."""
        for rows in (
            self._expenditure(),
            self._functions(),
            self._economic(),
            self._government_items(),
            self._units(),
            self._projects("projects_current", "project", carried=False),
            self._projects("projects_carryover", "project_carryover", carried=True),
            self._sources(),
            self._uses(),
            self._uses_by_function(),
            self._budget_of_year(),
            self._procurement(),
        ):
            yield self._shares([dict(zip(_NAMES, row, strict=True)) for row in rows])

    def _expenditure(self) -> Iterator[_Row]:
        """The total of all expenditure, and below it basic and project expenditure."""
        whole = "expenditure_total"
        for key, measure, parent in ((whole, "total", None), ("basic", "basic", whole), ("project", "project", whole)):
            if figure := self._total("expenditure", measure):
                yield "expenditure", key, parent, key, "total", figure, True

    def _functions(self) -> Iterator[_Row]:
        """Every code of the functional classification: spending by use, income by source, carryover.

        Where both tables have a column of one meaning, as the total, it is the spending. A code that a table prints
        in two rows, one of them by mistake, has the row's number behind it in the second.
        """
        spent = {(row.function_code, row.measure) for row in self.figures.of("expenditure")}
        for schedule in ("expenditure", "revenue"):
            rows = [row for row in self.figures.of(schedule) if row.function_code]
            codes, first = {row.function_code or "" for row in rows}, dict[str, int]()
            for row in rows:
                code, is_spending = row.function_code or "", schedule == "expenditure"
                if is_spending or (code, row.measure) not in spent:
                    key, carried = _key(first, code, row), is_spending or row.measure == "carryover"
                    label = row.function_name or key
                    yield "function", key, above(code, codes), label, row.measure, row.figure, carried

    def _economic(self) -> Iterator[_Row]:
        """Departmental economic items below their groups; one item may stand twice, so the row is the key."""
        group: str | None = None
        for row in self.figures.of("basic_by_economic"):
            key = f"{row.row:03}"
            if row.level == "class":
                group = key
            if row.level in ("class", "item"):
                parent = group if row.level == "item" else None
                yield "economic", key, parent, row.label or key, row.measure, row.figure, False

    def _government_items(self) -> Iterator[_Row]:
        """Governmental economic items, added up over the departmental ones."""
        rows = (row for row in self.figures.of("basic_by_economic") if row.government_item)
        for (item, measure), parts in grouped(((row.government_item, row.measure), row.figure) for row in rows).items():
            yield "government_item", item or "", None, item or "", measure, total(parts), False

    def _units(self) -> Iterator[_Row]:
        """Project money of budget units: this year's by source, and what was carried over.

        Of two rows with one unit's name, one of them by mistake, the second has its number behind it.
        """
        for schedule, carried in (("projects_current", False), ("projects_carryover", True)):
            first = dict[str, int]()
            for row in self.figures.of(schedule):
                if row.level == "budget_unit" and (row.measure == "total" or not carried):
                    key, measure = _key(first, row.label, row), "carryover" if carried else row.measure
                    yield "unit", key, None, row.label or key, measure, row.figure, carried

    def _projects(self, schedule: str, dimension: str, *, carried: bool) -> Iterator[_Row]:
        """Projects below their units; names repeat, so the row of the table is the key."""
        for row in self.figures.projects(schedule):
            key = f"{row.row:03}"
            yield dimension, key, row.budget_unit, row.label or key, row.measure, row.figure, carried

    def _sources(self) -> Iterator[_Row]:
        """The sources of the total, carryover from the year before among them."""
        for source in SOURCES:
            if figure := self.figures.find(source, "revenue"):
                yield "source", source, None, source, "total", figure, source == "carryover"

    def _uses(self) -> Iterator[_Row]:
        """Basic expenditure and projects by the source that pays them: what tables print, the rest by difference."""
        treasury = {
            "general_public_budget": self._parts("general_public_expenditure"),
            "government_funds": self._parts("government_funds_expenditure"),
            "state_capital": self._capital(),
        }
        for source, uses in treasury.items():
            for use, figure in uses.items():
                yield "use", source, None, source, use, figure, False
        others = {
            source: whole for source in _NOT_FISCAL if (whole := self.figures.find(source, "revenue")) and whole.value
        }
        basic = self._total("expenditure", "basic")
        for source, whole in others.items():
            projects = self._total("projects_current", source) or 0 * whole
            yield "use", source, None, source, "project", projects, False
            if len(others) == 1 and basic is not None:  # all that is not the treasury's
                rest = less(basic, [uses.get("basic") for uses in treasury.values()])
            else:
                rest = less(whole, [projects])
            yield "use", source, None, source, "basic", rest, False
        if carried := self._total("projects_carryover", "total"):
            yield "use", "carryover", None, "carryover", "project", carried, True

    def _parts(self, schedule: str) -> dict[str, Figure]:
        """The basic and project expenditure that a schedule prints."""
        return {use: figure for use in ("basic", "project") if (figure := self._total(schedule, use))}

    def _capital(self) -> dict[str, Figure]:
        """The uses of state capital: projects as printed, the rest basic, unless rounding explains the rest."""
        whole = self.figures.find("state_capital", "revenue")
        projects = self._total("projects_current", "state_capital")
        if not (whole and whole.value and projects):
            return {}
        rest = less(whole, [projects])
        return {"project": projects} | ({"basic": rest} if abs(rest.value) > rest.slack else {})

    def _uses_by_function(self) -> Iterator[_Row]:
        """For each function item what the general public budget leaves of basic and project expenditure."""
        budget = self._by_code("general_public_expenditure")
        income = self._by_code("revenue")
        for (code, measure), row in self._by_code("expenditure").items():
            if row.level == "item" and measure in ("basic", "project"):
                parts = [budget.get((code, measure)), income.get((code, "carryover")) if measure == "project" else None]
                rest = less(row.figure, (part.figure for part in parts if part))
                label = row.function_name or code
                yield "use_by_function", code, None, label, f"not_fiscal_{measure}", rest, False

    def _budget_of_year(self) -> Iterator[_Row]:
        """The budget of the year, without what was carried over."""
        if figure := self.figures.find("revenue_total", "revenue", "current_year"):
            yield "budget_of_year", "current_year", None, "current_year", "total", figure, False

    def _procurement(self) -> Iterator[_Row]:
        """Government procurement as the narrative states it, and its goods, works and services."""
        whole = "procurement"
        for key in (whole, *(f"{whole}_{part}" for part in ("goods", "works", "services"))):
            if figure := self.figures.find(key, None):
                yield "procurement", key, None if key == whole else whole, key, "total", figure, False

    def _by_code(self, schedule: str) -> dict[tuple[str, str], Amount]:
        return {(row.function_code, row.measure): row for row in self.figures.of(schedule) if row.function_code}

    def _total(self, schedule: str, measure: str) -> Figure | None:
        return self.figures.find(schedule, None, measure)

    def _shares(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Shares of the parts that have no parent among the rows; of the uses' all measures together."""
        keys = {row["key"] for row in rows}

        def share_of(row: dict[str, Any]) -> str:
            return "" if row["dimension"] in ("use", "use_by_function") else row["measure"]

        parts = grouped((share_of(row), row["amount"]) for row in rows if row["parent"] not in keys)
        wholes = {measure: whole(self.figures, rows[0]["dimension"], measure, held) for measure, held in parts.items()}
        for row in rows:
            row["share"] = percent(row["amount"], wholes.get(share_of(row)))
        return rows


def _key(first: dict[str, int], name: str, row: Amount) -> str:
    """The key of a row: its name, with the row's number behind it where another row had the name `first`."""
    return name if first.setdefault(name, row.row) == row.row else f"{name}-{row.row}"
