"""Every frame that there is, and each of its figures computed again, from cells and by what it says of itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from analysis import how
from analysis.disclosure import Disclosure
from analysis.figure import Cell
from analysis.figure import places as to_places
from analysis.how import named
from analysis.measures import comparison, execution, places, ratios, units
from analysis.measures.answers import SCHEMAS, Answers
from analysis.measures.costs import later_years
from analysis.measures.inference import carryover, concentration, kinds, project_names, purposes, ties
from analysis.measures.panel import rows as panel
from analysis.measures.years import series
from analysis.money import AMOUNT_SCALE
from analysis.schema import OTHER, Schema

#: What the frames hold, each under its name: the answers, and what pages and questions make besides.
ALL = (
    *SCHEMAS,
    ties.SCHEMA,
    ties.PROVEN,
    purposes.SCHEMA,
    project_names.SCHEMA,
    carryover.SCHEMA,
    ratios.SCHEMA,
    concentration.SCHEMA,
    kinds.SCHEMA,
    comparison.SCHEMA,
    later_years.SCHEMA,
    panel.SCHEMA,
    units.SCHEMA,
    execution.SCHEMA,
    series.SCHEMA,
)
#: The row that a table's name and a reference in it name; None where there is none.
Lookup = Callable[[str, str], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A figure that its own expression does not give; `gives` is what it gives, or why it gives nothing."""

    answer: str
    row: str
    column: str
    value: Decimal | None
    how: str | None
    gives: Decimal | str | None


class Cells:
    """The cells of datasets by their names, as the datasets hold them."""

    def __init__(self, disclosure: Disclosure | None, others: Iterable[Disclosure] = (), beside: Lookup | None = None):
        self.disclosure = disclosure
        self.others = {one.metadata.id: one for one in others}
        if disclosure is not None:
            self.others.setdefault(disclosure.metadata.id, disclosure)
        self.beside = beside

    def __call__(self, name: str) -> Cell:
        """The cell. Raises KeyError where there is none, or it is empty."""
        cell = named(name)
        held = self.others.get(cell.dataset) if cell.dataset else self.disclosure
        row: Mapping[str, Any] | None = places.rows(held).get(cell.ref.rpartition(OTHER)[2]) if held else None
        if row is None and self.beside is not None:
            row = self.beside(cell.table, cell.ref)
        value = None if row is None else row[cell.column]
        if value is None:
            raise KeyError(name)
        return Cell(cell.ref, cell.column, Decimal(value) if isinstance(value, int | Decimal) else Decimal(0))


def recompute(answers: Iterable[tuple[Schema, pl.DataFrame]], cells: Cells) -> tuple[int, list[Disagreement]]:
    """The number of figures of answers that were computed again, and those that disagree with what their `how` gives.

    A value without a `how`, and a `how` without a value, disagree too.
    """
    count, wrong = 0, list[Disagreement]()
    for schema, frame in answers:
        for row in frame.to_dicts():
            for column, value, text in _figures(schema, row):
                if value is None and not text:
                    continue
                count += 1
                gives = _given(text, cells)
                if gives != value or value is None:
                    wrong.append(Disagreement(schema.name, schema.reference(row), column, value, text, gives))
    return count, wrong


def _figures(schema: Schema, row: Mapping[str, Any]) -> Iterator[tuple[str, Decimal | None, str | None]]:
    """The figures of a row: column, value, how; of a finding those of its sentence too."""
    for column in schema.figures:
        yield column.name, row[column.name], row[column.how]
    if schema.name == "findings":
        for name, held in json.loads(row["figures"]).items():
            if isinstance(held, dict):
                yield f"figures.{name}", Decimal(held["value"]), held["how"]


def _given(text: str | None, cells: Cells) -> Decimal | str | None:
    """The value of an expression, or the reason why it has none."""
    if not text:
        return None
    try:
        return to_places(how.read(text, cells).value, AMOUNT_SCALE)
    except KeyError as error:
        return f"no cell {error}"
    except (ValueError, ArithmeticError) as error:
        return str(error)


def every(
    disclosure: Disclosure, before: Disclosure | None = None, accounts: Disclosure | None = None
) -> Iterator[tuple[Schema, pl.DataFrame]]:
    """All answers, and the frames that pages make besides, each with its schema."""
    found = Answers(disclosure, before, accounts)
    yield from found.tables()
    links = ties.ties(disclosure)
    yield ties.SCHEMA, links
    yield ties.PROVEN, ties.proven(disclosure, links)
    yield purposes.SCHEMA, purposes.purposes(disclosure, links)
    yield project_names.SCHEMA, project_names.named(disclosure)
    yield carryover.SCHEMA, carryover.carried(found.structure)
    yield ratios.SCHEMA, ratios.ratios(disclosure)
    yield later_years.SCHEMA, later_years.inferred_rates(disclosure)
    yield concentration.SCHEMA, concentration.concentrated(found.structure)
    yield kinds.SCHEMA, kinds.by_kind(disclosure)
    yield execution.SCHEMA, execution.execution(disclosure)
    if before is not None:
        yield comparison.SCHEMA, comparison.compare(disclosure, before)
    counted = pl.col("dimension") == "findings"  # counts, which rest on no cell
    yield panel.SCHEMA, panel.rows(disclosure, found).filter(~counted)
