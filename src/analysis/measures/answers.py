"""All answers to one disclosure, each computed once: for the build's files, and for the notebooks that ask for some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import polars as pl

from analysis import templates
from analysis.disclosure import Disclosure, frame
from analysis.measures import changes, structure
from analysis.measures.costs import budgets, pricing, scorecard, unit_costs
from analysis.measures.quality import findings, reconcile
from analysis.measures.years import conflicts, details, projects
from analysis.schema import Schema

#: What the frames of all answers hold, each under its name.
SCHEMAS = (
    changes.SCHEMA,
    structure.SCHEMA,
    unit_costs.SCHEMA,
    pricing.SCHEMA,
    budgets.SCHEMA,
    scorecard.SCHEMA,
    reconcile.SCHEMA,
    findings.SCHEMA,
    details.SCHEMA,
    projects.SCHEMA,
    conflicts.SCHEMA,
)


class Answers:
    """The frames of all measures, each made when it is first asked for; its columns are those of its module's SCHEMA.

    `before` is the base year's own disclosure of the same kind, `accounts` what was settled in it, where there are
    such: without `before`, details, matches and conflicts are empty. `base_year` is None for the year before.
    """

    def __init__(
        self,
        disclosure: Disclosure,
        before: Disclosure | None = None,
        accounts: Disclosure | None = None,
        *,
        base_year: int | None = None,
    ) -> None:
        self._of, self._before, self._accounts, self._base_year = disclosure, before, accounts, base_year

    def __repr__(self) -> str:
        return f"<Answers: {', '.join(f'{frame.height} {table.name}' for table, frame in self.tables())}>"

    def tables(self) -> Iterator[tuple[Schema, pl.DataFrame]]:
        """Every answer with its schema."""
        for table in SCHEMAS:
            yield table, getattr(self, table.name)

    @cached_property
    def changes(self) -> pl.DataFrame:
        """Changes against the base year."""
        return changes.changes(self._of, self._before, self._accounts, base_year=self._base_year)

    @cached_property
    def structure(self) -> pl.DataFrame:
        """The parts of the budget with their shares."""
        return structure.structure(self._of)

    @cached_property
    def costs(self) -> pl.DataFrame:
        """The cost of one unit of each promised result."""
        return unit_costs.costs(self._of)

    @cached_property
    def prices(self) -> pl.DataFrame:
        """The prices that the forms themselves name."""
        return pricing.prices(self._of)

    @cached_property
    def explained(self) -> pl.DataFrame:
        """The part of each project's money that its form itemises."""
        return budgets.explained(self._of)

    @cached_property
    def scorecard(self) -> pl.DataFrame:
        """The promises of each project, and how far they can be checked."""
        return scorecard.scorecard(self._of, self.costs)

    @cached_property
    def reconciliations(self) -> pl.DataFrame:
        """Identities between figures, with verdicts."""
        return reconcile.reconciliations(self._of, templates.load(self._of.metadata.template))

    @cached_property
    def findings(self) -> pl.DataFrame:
        """Questions of an auditor."""
        return findings.findings(self._of)

    @cached_property
    def details(self) -> pl.DataFrame:
        """Changes against the published budget, item by item."""
        return self._against(details.details, details.SCHEMA)

    @cached_property
    def matches(self) -> pl.DataFrame:
        """Projects of the two years that may be the same."""
        return self._against(projects.candidates, projects.SCHEMA)

    @cached_property
    def conflicts(self) -> pl.DataFrame:
        """The base year's figures, as stated now and as published."""
        return self._against(conflicts.conflicts, conflicts.SCHEMA)

    def _against(self, measure: Callable[[Disclosure, Disclosure], pl.DataFrame], table: Schema) -> pl.DataFrame:
        return frame(table, []) if self._before is None else measure(self._of, self._before)
