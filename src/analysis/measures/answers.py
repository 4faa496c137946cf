"""All answers to one disclosure, computed once: for the build's files, and for the brief that draws on all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from analysis import schema, templates
from analysis.disclosure import Disclosure, frame
from analysis.measures import (
    carried,
    changes,
    comparison,
    concentration,
    execution,
    findings,
    kinds,
    named,
    purposes,
    ratios,
    reconcile,
    structure,
    ties,
    units,
    uses,
)
from analysis.measures.costs import budgets, later_years, pricing, unit_costs
from analysis.measures.costs import ratios as scorecards
from analysis.measures.panel import rows as panel
from analysis.measures.years import conflicts, details, projects, series
from analysis.schema import Schema

#: What the frames of all answers hold, each under its name.
SCHEMAS = (
    changes.SCHEMA,
    structure.SCHEMA,
    unit_costs.SCHEMA,
    pricing.SCHEMA,
    budgets.SCHEMA,
    scorecards.SCHEMA,
    reconcile.SCHEMA,
    findings.SCHEMA,
    details.SCHEMA,
    projects.SCHEMA,
    conflicts.SCHEMA,
)


#: And those of the frames that pages and questions make besides.
ALL = (
    *SCHEMAS,
    uses.SCHEMA,
    ties.SCHEMA,
    ties.PROVEN,
    purposes.SCHEMA,
    named.SCHEMA,
    carried.SCHEMA,
    ratios.SCHEMA,
    concentration.SCHEMA,
    kinds.SCHEMA,
    comparison.SCHEMA,
    later_years.SCHEMA,
    panel.SCHEMA,
    units.SCHEMA,
    execution.SCHEMA,
    series.SCHEMA,
    details.DECOMPOSED,
)
#: Every column of a dataset or of these, by its name: what it is called is the same in all.
COLUMNS = {column.name: column for table in reversed((*schema.ALL, *ALL)) for column in table.columns}


@dataclass(frozen=True)
class Answers:
    """The frames of all measures; each has the columns of its module's SCHEMA."""

    changes: pl.DataFrame
    structure: pl.DataFrame
    costs: pl.DataFrame
    prices: pl.DataFrame
    explained: pl.DataFrame
    scorecard: pl.DataFrame
    reconciliations: pl.DataFrame
    findings: pl.DataFrame
    details: pl.DataFrame
    matches: pl.DataFrame
    conflicts: pl.DataFrame

    def __repr__(self) -> str:
        return f"<Answers: {', '.join(f'{frame.height} {table.name}' for table, frame in self.tables())}>"

    def tables(self) -> Iterator[tuple[Schema, pl.DataFrame]]:
        """Every answer with its schema."""
        for table in SCHEMAS:
            yield table, getattr(self, table.name)


def every(disclosure: Disclosure, before: Disclosure | None = None) -> Iterator[tuple[Schema, pl.DataFrame]]:
    """All answers, and the frames that pages make besides, each with its schema."""
    found = answers(disclosure, before)
    yield from found.tables()
    yield uses.SCHEMA, uses.uses(found.structure)
    links = ties.ties(disclosure)
    yield ties.SCHEMA, links
    yield ties.PROVEN, ties.proven(disclosure, links)
    yield purposes.SCHEMA, purposes.purposes(disclosure, links)
    yield named.SCHEMA, named.named(disclosure)
    yield carried.SCHEMA, carried.carried(found.structure)
    yield ratios.SCHEMA, ratios.ratios(disclosure)
    yield later_years.SCHEMA, later_years.inferred_rates(disclosure)
    yield concentration.SCHEMA, concentration.concentrated(found.structure)
    yield kinds.SCHEMA, kinds.by_kind(disclosure)
    yield execution.SCHEMA, execution.execution(disclosure)
    if before is not None:
        yield comparison.SCHEMA, comparison.compare(disclosure, before)
    counted = pl.col("dimension") == "findings"  # counts of rules and identities, which rest on no cell
    yield panel.SCHEMA, panel.rows(disclosure, found).filter(~counted)


def answers(disclosure: Disclosure, before: Disclosure | None = None, base_year: int | None = None) -> Answers:
    """All answers; `before` is the published budget of the base year, where there is one.

    `base_year` is the year compared with, None for the year before. Without `before`, details, matches and conflicts
    are empty.
    """
    costs = unit_costs.costs(disclosure)
    return Answers(
        changes=changes.changes(disclosure, before, base_year),
        structure=structure.structure(disclosure),
        costs=costs,
        prices=pricing.prices(disclosure),
        explained=budgets.explained(disclosure),
        scorecard=scorecards.scorecard(disclosure, costs),
        reconciliations=reconcile.reconciliations(disclosure, templates.load(disclosure.metadata.template)),
        findings=findings.findings(disclosure),
        details=details.details(disclosure, before) if before else frame(details.SCHEMA, []),
        matches=projects.candidates(disclosure, before) if before else frame(projects.SCHEMA, []),
        conflicts=conflicts.conflicts(disclosure, before) if before else frame(conflicts.SCHEMA, []),
    )
