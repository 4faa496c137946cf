"""The classes of a template's performance-target forms: what each entry of its file's [form] means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.columns import PERIODS
from analysis.text import key

Words = tuple[str, ...]
_SHORTEST_LABEL = 2


@dataclass(frozen=True)
class FactSpec:
    """A field of a form that holds one figure."""

    words: Words
    measure: str
    subject: str = ""
    unit: str = ""


@dataclass(frozen=True)
class LevelSpec:
    """A second-level indicator and the first-level one that it belongs to."""

    label: str
    level1: str
    words: Words = ()


@dataclass(frozen=True)
class ProjectFormSpec:
    """The labels of a project's performance-target form.

    `periods` are the columns of its indicators, where the header of these does not say it. `begins` and `ends`
    are the term's two days, `carried` what a period's fiscal money has from the year before.
    """

    title: str
    titles: re.Pattern[str]
    name: Words
    department: Words
    unit: Words
    nature: Words
    term: Words
    funds: Words
    funds_unit: str
    total_term: Words
    total_annual: Words
    goals: Words
    goal_term: Words
    goal_annual: Words
    sources: Mapping[str, Words]
    texts: Mapping[str, Words]
    periods: Words = PERIODS
    begins: Words = ()
    ends: Words = ()
    carried: Words = ()


@dataclass(frozen=True)
class BudgetSpec:
    """The budget on the department's own form, by source and by use."""

    source: Words
    use: Words
    unit: re.Pattern[str]
    total: Words
    rows: tuple[FactSpec, ...]


@dataclass(frozen=True)
class DepartmentFormSpec:
    """The labels of the department's own performance-target form."""

    title: str
    titles: re.Pattern[str]
    name: Words
    goals: Words
    facts: tuple[FactSpec, ...]
    budget: BudgetSpec


@dataclass(frozen=True)
class FormSpec:
    """The common part of the forms."""

    year: re.Pattern[str]
    blocks: Words
    headers: Words
    natures: Mapping[str, str]
    level1: Words
    level2: tuple[LevelSpec, ...]
    project: ProjectFormSpec
    department: DepartmentFormSpec

    def has_title(self, line: str) -> bool:
        """True where a line, given as its key, has the title of either form."""
        return any(form.titles.search(line) for form in (self.project, self.department))

    @cached_property
    def quiet_keys(self) -> frozenset[str]:
        """The keys of words that the grid of indicators prints and that are no indicators."""
        return frozenset(map(key, (*self.blocks, *self.headers)))

    @cached_property
    def name_keys(self) -> frozenset[str]:
        """The keys of words that a project's name stands behind."""
        return frozenset(map(key, self.project.name))

    @cached_property
    def level1_by_key(self) -> Mapping[str, str]:
        """First-level indicators by the key of their label."""
        return {key(label): label for label in self.level1}

    @cached_property
    def level2_by_key(self) -> Mapping[str, LevelSpec]:
        """Second-level indicators by the key of their label, whole or cut off after two characters or more."""
        names = [(key(name), level) for level in self.level2 for name in (level.label, *level.words)]
        cut = {name[:end]: level for name, level in reversed(names) for end in range(_SHORTEST_LABEL, len(name))}
        return cut | dict(names)
