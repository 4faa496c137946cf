"""Where the money goes: by function, economic item, unit, project and source, and which source pays for which use.

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
from analysis.measures.figures import Figures, figures
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
    "Where the money goes, one row per dimension, key and measure",
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
    reader = _Structure(figures(disclosure, other=other))
    rows = [row for dimension in reader.dimensions() for row in dimension]
    return frame(SCHEMA, rows)


def whole(printed: Figures | None, dimension: str, measure: str, parts: Iterable[Figure]) -> Figure | None:
    """What a dimension's rows make together: the total that the document prints where it is that, else they."""
    made, schedule = total(parts), _PRINTED.get(dimension)
    found = printed.find(schedule, None, measure) if printed is not None and schedule else None
    return found if found is not None and made is not None and found.value == made.value else made


class _Structure:
    def __init__(self, held: Figures) -> None:
        self.figures = held

    def dimensions(self) -> Iterator[list[dict[str, Any]]]:
        """The rows of each dimension, shares filled in."""
        yield self._shares(list(self._expenditure()))
        yield self._shares(list(self._functions()))
        yield self._shares(list(self._economic()))
        yield self._shares(list(self._government_items()))
        yield self._shares(list(self._units()))
        yield self._shares(list(self._projects("projects_current", "project", carried=False)))
        yield self._shares(list(self._projects("projects_carryover", "project_carryover", carried=True)))
        yield self._shares(list(self._sources()))
        yield self._shares(list(self._uses()), of_all=True)
        yield self._shares(list(self._uses_by_function()), of_all=True)
        yield self._shares(list(self._budget_of_year()))
        yield self._shares(list(self._procurement()))

    def _expenditure(self) -> Iterator[dict[str, Any]]:
        """The total of all expenditure, and below it basic and project expenditure."""
        whole = "expenditure_total"
        for key, measure, parent in ((whole, "total", None), ("basic", "basic", whole), ("project", "project", whole)):
            if (figure := self._total("expenditure", measure)) is not None:
                yield _row("expenditure", key, parent, key, "total", figure, True)

    def _functions(self) -> Iterator[dict[str, Any]]:
        """Every code of the functional classification: spending by use, income by source, carryover.

        Where both tables have a column of one meaning, as the total, it is the spending. A code that a table prints
        in two rows, one of them by mistake, has the row's number behind it in the second.
        """
        spent: set[tuple[str | None, str]] = set()
        first: dict[tuple[str, str], int] = {}
        for schedule in ("expenditure", "revenue"):
            codes = {row.function_code for row in self.figures.of(schedule) if row.function_code}
            for row in self.figures.of(schedule):
                if schedule == "expenditure":
                    spent.add((row.function_code, row.measure))
                elif (row.function_code, row.measure) in spent:
                    continue
                if code := row.function_code:
                    above = [other for other in codes if code != other and code.startswith(other)]
                    carried = schedule == "expenditure" or row.measure == "carryover"
                    parent = max(above, key=len, default=None)
                    place = first.setdefault((schedule, code), row.row)
                    own = code if place == row.row else f"{code}-{row.row}"
                    yield _row("function", own, parent, row.function_name, row.measure, row.figure, carried)

    def _economic(self) -> Iterator[dict[str, Any]]:
        """Departmental economic items below their groups; one item may stand twice, so the row is the key."""
        group: str | None = None
        for row in self.figures.of("basic_by_economic"):
            key = f"{row.row:03}"
            if row.level == "class":
                group = key
            if row.level in ("class", "item"):
                parent = group if row.level == "item" else None
                yield _row("economic", key, parent, row.label, row.measure, row.figure, False)

    def _government_items(self) -> Iterator[dict[str, Any]]:
        """Governmental economic items, added up over the departmental ones."""
        sums: dict[tuple[str, str], list[Figure]] = {}
        for row in self.figures.of("basic_by_economic"):
            if row.government_item:
                sums.setdefault((row.government_item, row.measure), []).append(row.figure)
        for (item, measure), parts in sums.items():
            yield _row("government_item", item, None, item, measure, total(parts), False)

    def _units(self) -> Iterator[dict[str, Any]]:
        """Project money of budget units: this year's by source, and what was carried over.

        Of two rows with one unit's name, one of them by mistake, the second has its number behind it.
        """
        for schedule, carried in (("projects_current", False), ("projects_carryover", True)):
            first: dict[str, int] = {}
            for row in self.figures.of(schedule):
                if row.level == "budget_unit" and (row.measure == "total" or not carried):
                    place = first.setdefault(row.label, row.row)
                    own = row.label if place == row.row else f"{row.label}-{row.row}"
                    yield _row(
                        "unit", own, None, row.label, "carryover" if carried else row.measure, row.figure, carried
                    )

    def _projects(self, schedule: str, dimension: str, *, carried: bool) -> Iterator[dict[str, Any]]:
        """Projects below their units; names repeat, so the row of the table is the key."""
        for row in self.figures.of(schedule):
            if row.level == "project":
                yield _row(dimension, f"{row.row:03}", row.budget_unit, row.label, row.measure, row.figure, carried)

    def _sources(self) -> Iterator[dict[str, Any]]:
        """The sources of the total, carryover from the year before among them."""
        for source in SOURCES:
            if (figure := self._source(source)) is not None:
                yield _row("source", source, None, source, "total", figure, source == "carryover")

    def _uses(self) -> Iterator[dict[str, Any]]:
        """Which source pays basic expenditure, which projects: by what tables print, the rest by difference."""
        budget = {use: self.figures.find("general_public_expenditure", None, use) for use in ("basic", "project")}
        for use, figure in budget.items():
            if figure is not None:
                yield _row("use", "general_public_budget", None, "general_public_budget", use, figure, False)
        funds = {use: self.figures.find("government_funds_expenditure", None, use) for use in ("basic", "project")}
        for use, figure in funds.items():
            if figure is not None:
                yield _row("use", "government_funds", None, "government_funds", use, figure, False)
        capital = self._capital()
        for use, figure in capital.items():
            yield _row("use", "state_capital", None, "state_capital", use, figure, False)
        others = {source: whole for source in _NOT_FISCAL if (whole := self._source(source)) and whole.value}
        basic = self._total("expenditure", "basic")
        for source, whole in others.items():
            projects = self._total("projects_current", source) or 0 * whole
            yield _row("use", source, None, source, "project", projects, False)
            if len(others) == 1 and basic is not None:  # all basic expenditure that is not the treasury's
                treasury = (budget["basic"], funds["basic"], capital.get("basic"))
                rest = less(basic, [figure for figure in treasury if figure is not None])
            else:
                rest = less(whole, [projects])
            yield _row("use", source, None, source, "basic", rest, False)
        if (carried := self._total("projects_carryover", "total")) is not None:
            yield _row("use", "carryover", None, "carryover", "project", carried, True)

    def _capital(self) -> dict[str, Figure]:
        """What state capital pays: projects as printed, the rest basic, unless rounding explains the rest."""
        whole, projects = self._source("state_capital"), self._total("projects_current", "state_capital")
        if whole is None or not whole.value or projects is None:
            return {}
        rest = less(whole, [projects])
        return {"project": projects} | ({"basic": rest} if abs(rest.value) > rest.slack else {})

    def _uses_by_function(self) -> Iterator[dict[str, Any]]:
        """For each function item what the general public budget leaves of basic and project expenditure."""
        spent = self._by_code("expenditure")
        budget = self._by_code("general_public_expenditure")
        income = self._by_code("revenue")
        for (code, measure), row in spent.items():
            if row.level != "item" or measure not in ("basic", "project"):
                continue
            parts = [budget.get((code, measure))]
            if measure == "project":
                parts.append(income.get((code, "carryover")))
            rest = less(row.figure, (part.figure for part in parts if part is not None))
            yield _row("use_by_function", code, None, row.function_name, f"not_fiscal_{measure}", rest, False)

    def _budget_of_year(self) -> Iterator[dict[str, Any]]:
        """The budget of the year, without what was carried over."""
        if (figure := self.figures.find("revenue_total", "revenue", "current_year")) is not None:
            yield _row("budget_of_year", "current_year", None, "current_year", "total", figure, False)

    def _procurement(self) -> Iterator[dict[str, Any]]:
        """Government procurement as the narrative states it, and its goods, works and services."""
        whole = "procurement"
        for key in (whole, *(f"{whole}_{part}" for part in ("goods", "works", "services"))):
            if (figure := self.figures.find(key, None)) is not None:
                yield _row("procurement", key, None if key == whole else whole, key, "total", figure, False)

    def _by_code(self, schedule: str) -> dict[tuple[str, str], Amount]:
        return {(row.function_code, row.measure): row for row in self.figures.of(schedule) if row.function_code}

    def _source(self, source: str) -> Figure | None:
        return self.figures.find(source, "revenue")

    def _total(self, schedule: str, measure: str) -> Figure | None:
        return self.figures.find(schedule, None, measure)

    def _shares(self, rows: list[dict[str, Any]], *, of_all: bool = False) -> list[dict[str, Any]]:
        """Shares of the parts that have no parent among the rows; `of_all` takes all measures together."""
        keys = {row["key"] for row in rows}
        parts: dict[str, list[Figure]] = {}
        for row in rows:
            if row["parent"] not in keys:
                parts.setdefault("" if of_all else row["measure"], []).append(row["amount"])
        wholes = {measure: whole(self.figures, rows[0]["dimension"], measure, held) for measure, held in parts.items()}
        for row in rows:
            row["share"] = percent(row["amount"], wholes.get("" if of_all else row["measure"]))
        return rows


def _row(
    dimension: str,
    key: str,
    parent: str | None,
    label: str | None,
    measure: str,
    figure: Figure | None,
    with_carryover: bool,
) -> dict[str, Any]:
    return {
        "dimension": dimension,
        "key": key,
        "parent": parent,
        "label": label or key,
        "measure": measure,
        "amount": figure,
        "with_carryover": with_carryover,
    }
