"""The classes of a template's description: what each entry of its file means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from analysis.columns import PHASES
from analysis.templates.form_spec import FormSpec, Words
from analysis.text import name_key, without_ordinal, year_blind

_LONGEST_HEADING, _OWN_WORDS = 50, 8  # characters
_IN_A_SENTENCE = re.compile(r"[,。;:!?\d]")


@dataclass(frozen=True)
class ColumnSpec:
    """A column of a table: either what it says of the row (`role`) or which figure it holds (`measure`).

    `words` are the printings of its lowest header cell, the first one is what a writer prints;
    `under` the headers above it, from the top. A code may stand in several columns, each with as
    many `digits` of it. In a side of kind items a column is a row: `level`, `subject` and `schedule`
    say which one; where its lowest word does not tell it from others, one of the words `over` stands above it. A column
    of another year than the document's (`year` = -1: the one before) or of another
    `phase` (adjusted, outturn, accounts) says so, as 执行数 of the year before beside 预算数. A column that `states`
    the change between two others (change 增减额, change_pct 增减%) is one of its measure.
    """

    words: Words
    role: str = ""  # label | function_code | function_name | economic_code | economic_item | government_item
    measure: str = ""
    under: Words = ()
    over: Words = ()
    digits: int = 0
    optional: bool = False  # not every document prints it
    level: str = ""
    subject: str = ""
    schedule: str = ""
    year: int = 0
    phase: str = ""
    states: str = ""  # change | change_pct

    def __post_init__(self) -> None:
        if self.phase not in ("", *PHASES) or not isinstance(self.year, int):
            raise TypeError(f"column {self.words[0]}: expected a year such as -1 and a phase of {', '.join(PHASES)}")
        if self.states not in ("", "change", "change_pct"):
            raise TypeError(f"column {self.words[0]}: states change or change_pct, not {self.states}")

    @property
    def own(self) -> bool:
        """True where its figures are of the document's own year and phase."""
        return not self.year and not self.phase and not self.states

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(map(year_blind, self.words))

    @cached_property
    def over_keys(self) -> frozenset[str]:
        """The keys of the header cells above it that tell it from others."""
        return frozenset(map(year_blind, self.over))


@dataclass(frozen=True)
class RowSpec:
    """A row that a table prints by name; `labels` are other printings of it."""

    label: str
    level: str
    subject: str = ""
    foot: bool = False  # at the foot of its side, beside the other's totals
    labels: Words = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its printings, which any other printing of the same name has too."""
        return frozenset(map(name_key, (self.label, *self.labels)))


@dataclass(frozen=True)
class SideSpec:
    """One side of a table: `kind` says how its rows are told apart.

    labels: every row by its name (`rows`); functions: by code of the functional classification;
    economic: groups and their items; units: a total and budget units; projects: a department, its
    units and their projects; items: one row of figures, each column a row of the dataset.
    """

    flow: str
    kind: str
    columns: tuple[ColumnSpec, ...]
    rows: tuple[RowSpec, ...] = ()


@dataclass(frozen=True)
class TableSpec:
    """One budget table: its number in the template, its schedule, its title ({year} for any year).

    `titles` are other printings of the title; `variants` the same table with other columns, as some offices
    print it; `headings` are other words that stand above its columns.
    """

    number: int
    schedule: str
    title: str
    sides: tuple[SideSpec, ...]
    titles: Words = ()
    mark: str = ""
    required: bool = True
    numbered_columns: bool = False
    variants: tuple[TableSpec, ...] = ()
    headings: Words = ()

    def __hash__(self) -> int:
        return hash((self.number, self.schedule, self.title))

    @property
    def name(self) -> str:
        """The title without a year."""
        return self.title.replace("{year}", "")

    @cached_property
    def printings(self) -> tuple[TableSpec, ...]:
        """The table and its variants."""
        return (self, *self.variants)

    @cached_property
    def schedules(self) -> Words:
        """The schedules that the table holds; most tables hold one."""
        held = [c.schedule or self.schedule for _, c in self.columns if c.measure]
        return tuple(dict.fromkeys(held)) or (self.schedule,)

    @cached_property
    def columns(self) -> tuple[tuple[SideSpec, ColumnSpec], ...]:
        return tuple((side, column) for side in self.sides for column in side.columns)

    @cached_property
    def header_keys(self) -> frozenset[str]:
        """Every word that the table's header prints, in any of its rows."""
        words = {word for _, c in self.columns for word in c.keys}
        above = (word for _, c in self.columns for word in (*c.under, *c.over))
        return frozenset(words | {year_blind(word) for word in (*above, *self.headings)})

    @cached_property
    def row_keys(self) -> frozenset[str]:
        """Every name that the template gives a row of the table, and each with its ordinal."""
        rows = [row for side in self.sides for row in side.rows]
        return frozenset({year_blind(row.label) for row in rows}.union(*(row.keys for row in rows)))


@dataclass(frozen=True)
class SubjectSpec:
    """Words of the narrative and what they speak of.

    `pattern` matches the words beside the figure; with a group `value` it holds the figure itself.
    `head` opens a sentence: what follows is part of it. `under` limits the words to one such head.
    """

    pattern: re.Pattern[str]
    subject: str
    measure: str = ""
    flow: str = ""
    head: bool = False
    under: str = ""


@dataclass(frozen=True)
class SectionSpec:
    """A section of the narrative; `into` is the dataset's table for its figures, empty for none.

    `titles` are other printings of the heading; {year} stands for any year.
    """

    title: str
    titles: Words = ()
    subjects: tuple[SubjectSpec, ...] = ()
    flow: str = ""
    share_of: str = ""
    functions: bool = False
    into: str = "statements"

    @property
    def keys(self) -> frozenset[str]:
        """The keys of its headings, which those of other years have too."""
        return frozenset(map(year_blind, (self.title, *self.titles)))


@dataclass(frozen=True)
class NarrativeSpec:
    """The words by which a publisher states changes, shares and reasons.

    `compared`: whose change a comparison states, the `first` value of its sentence or the `nearest` one before
    it. `function` is what stands before the figure of a functional item: its first group that matches holds the
    names of class, section and item, which `function_parts` parts. `restates` are words after which the value
    of the sentence before is printed once more. `either` are words of a change whose figure says its direction.
    `unstated` is the kind of a base that only its year names. Of final accounts: `phases` are words right before a
    figure of another phase of the year, `settled` those of the accounts' own, `executed` what stands before the
    percentage of a budget (`of`) that was spent, `topic` names the functional item that an item's text is about,
    `used_for` opens what it says the item is for, and `spends_on` a list of the items that money was spent on.
    """

    rise: Words
    fall: Words
    same: str
    base_kinds: Mapping[str, Words]
    share: str
    reasons: Words
    says_nothing: Words
    money: Words
    counts: Words
    carries_on: str
    compared: str = "first"
    function: str = r"([\u4e00-\u9fff]{2,24}支出)(?:\(类\))?$"
    function_parts: str = ""
    restates: str = ""
    either: Words = ()
    unstated: str = "unstated"
    phases: Mapping[str, Words] = field(default_factory=dict)
    settled: str = ""
    executed: str = ""
    topic: str = ""
    used_for: str = ""
    spends_on: str = ""


@dataclass(frozen=True)
class SumSpec:
    """In a schedule, one row (or column) is the sum of others: rows by subject or economic code, or all of a level."""

    schedule: str
    flow: str
    whole: str
    parts: Words = ()
    level: str = ""


@dataclass(frozen=True)
class Term:
    """Figures of a table: a column, and the row printed by name (`subject`), else the coded rows or the total."""

    schedule: str
    flow: str
    measure: str
    subject: str = ""


@dataclass(frozen=True)
class EqualSpec:
    """Figures of one table are those of another, by row (`by`: code, class) or in total, `when` a condition holds."""

    by: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    when: str = ""


@dataclass(frozen=True)
class StatedSpec:
    """A figure of the narrative (`subject.measure`, on side `flow`) is that of tables.

    In a section that speaks of all fiscal funds it is the sum of `fiscal`, where these are given: a source's
    part of the whole holds what was carried over of it. It holds `when` a condition does.
    """

    subject: str
    measure: str
    flow: str
    terms: tuple[Term, ...]
    fiscal: tuple[Term, ...] = ()
    when: str = ""


@dataclass(frozen=True)
class StatedSumSpec:
    """In one section of the narrative, a stated figure is the sum of others, where all of them are stated.

    `whole` and `parts` are subjects, or `subject.measure`; without a measure the parts have that of the whole.
    """

    whole: str
    parts: Words


@dataclass(frozen=True)
class FactTermSpec:
    """A figure of the department's own form (`subject.measure`) is that of a table, `when` a condition holds."""

    fact: str
    term: Term
    when: str = ""


@dataclass(frozen=True)
class IdentitySpec:
    """The identities between the figures of a document.

    `functions` are the schedules that together hold the functional items of which the narrative speaks.
    """

    rows: tuple[SumSpec, ...]
    columns: tuple[SumSpec, ...]
    tables: tuple[EqualSpec, ...]
    stated: tuple[StatedSpec, ...] = ()
    functions: Words = ()
    narrative: tuple[StatedSumSpec, ...] = ()
    department: tuple[FactTermSpec, ...] = ()


@dataclass(frozen=True)
class DocumentSpec:
    """The lines that frame tables and text; all are patterns.

    `unit_budget` is found in the title of a unit's own budget, or of its tables; `parent` names the department
    of such a unit; `region` is the part of a title or name that says where it is.
    """

    title: re.Pattern[str]
    department: re.Pattern[str]
    unit_budget: re.Pattern[str]
    unit: re.Pattern[str]
    mark: re.Pattern[str]
    note: re.Pattern[str]
    empty: re.Pattern[str]
    code: re.Pattern[str]
    parent: re.Pattern[str] | None = None
    region: re.Pattern[str] | None = None


@dataclass(frozen=True, eq=False)
class Template:
    """A publisher's template, whole. Equal to itself only."""

    name: str
    title: str
    region: str
    level: str
    document: DocumentSpec
    codes: Mapping[int, str]
    economic_codes: Mapping[int, str]
    tables: tuple[TableSpec, ...]
    narrative: NarrativeSpec
    sections: tuple[SectionSpec, ...]
    form: FormSpec
    identities: IdentitySpec
    kind: str = "budget"  # budget | accounts: its documents, and the phase of their figures

    @cached_property
    def sections_by_key(self) -> Mapping[str, SectionSpec]:
        """The sections by what each printing of their headings has in common with other years'."""
        return {key: section for section in self.sections for key in section.keys}

    def section(self, heading: str) -> SectionSpec | None:
        """The section that a line is the heading of.

        Behind a numbered heading may stand a few words or a bracket, before one whose the section is; a sentence
        or a figure may not.
        """
        if len(heading) > _LONGEST_HEADING:
            return None
        bare = without_ordinal(heading)
        numbered = bare != heading.strip() or bare.endswith((")", "）"))
        word = year_blind(bare).rstrip(":。" if numbered else ":")
        known = self.sections_by_key
        if word in known or _IN_A_SENTENCE.search(word.replace("{year}", "")):
            return known.get(word)
        fits = [k for k in known if (numbered and word.startswith(k)) or (word.endswith(k) and len(k) >= _OWN_WORDS)]
        return known[max(fits, key=len)] if fits else None

    def may_lack(self, schedule: str, flow: str, measure: str) -> bool:
        """True where some printings of a schedule's table have no column for a measure, or there is no such table."""
        if not any(schedule in table.schedules for table in self.tables):
            return True
        return any(
            not any(c.measure == measure and not c.optional for side, c in printing.columns if side.flow == flow)
            for printing in self.table(schedule).printings
        )

    def table(self, schedule: str) -> TableSpec:
        """The table that holds `schedule`. Raises KeyError."""
        return {schedule: table for table in self.tables for schedule in table.schedules}[schedule]
