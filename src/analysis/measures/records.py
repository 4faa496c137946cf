"""The rows that a disclosure prints, each with its figures: one small type a table; `figures` makes and finds them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from analysis.figure import Cell, Figure
from analysis.money import WAN, resolution
from analysis.text import fold, key

_COUNTERS = re.compile(r"(?:次数|场次|数量|个数|人数|期数|场数|件数|总数|数)$")
_RATES = re.compile(r"平均|人均|每|单位|率$|比例|占比|标准")
_TIMES = ("年", "月", "个月", "天", "日", "工作日", "周", "小时", "分钟", "秒", "秒钟")


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of the budget tables, in 万元."""

    ref: str
    table: int
    schedule: str
    flow: str
    row: int
    label: str
    subject: str | None
    function_code: str | None
    function_name: str | None
    economic_code: str | None
    economic_item: str | None
    government_item: str | None
    budget_unit: str | None
    level: str
    measure: str
    figure: Cell
    uncertain: bool

    @property
    def named(self) -> str:
        """The name of its functional or economic item, else its label."""
        return self.function_name or self.economic_item or self.label

    @property
    def value(self) -> Decimal:
        """The amount in 万元."""
        return self.figure.value


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the narrative about a subject: money in 万元, anything else in `unit`; percentages in %."""

    ref: str
    number: int
    parent: int | None
    subject: str
    label: str
    flow: str | None
    function_name: str | None
    measure: str
    year: int
    unit: str
    base_kind: str | None
    base_year: int | None
    share_of: str | None
    reason: str | None
    section: str
    uncertain: bool
    value: Figure | None
    base: Figure | None
    change: Figure | None
    change_pct: Cell | None
    share_pct: Cell | None
    table: int | None = None  # with row: that prints the change
    row: int | None = None

    @property
    def is_money(self) -> bool:
        """True where value, base and change are amounts."""
        return self.unit in WAN

    @property
    def place(self) -> tuple[str, str | None, str]:
        """Its subject, side of the budget and measure."""
        return self.subject, self.flow, self.measure

    @property
    def named(self) -> str:
        """The document's name of its subject, else the subject."""
        return self.label or self.subject


@dataclass(frozen=True, slots=True)
class Funds:
    """A form's money of one period, in 元; a source that the form leaves blank is None."""

    ref: str
    form: int
    project: str
    table_project: str | None
    budget_unit: str | None
    term: str | None
    period: str
    uncertain: bool
    total: Cell | None
    central: Cell | None
    provincial: Cell | None
    local: Cell | None
    own: Cell | None
    other: Cell | None

    @property
    def sources(self) -> list[Cell]:
        """The sources that it prints."""
        held = (self.central, self.provincial, self.local, self.own, self.other)
        return [source for source in held if source is not None]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about the department: a count in its unit, or money in 万元."""

    ref: str
    subject: str
    measure: str
    unit: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure or date that the texts of a form name; `value` in base units, None for a date."""

    ref: str
    form: int | None
    field: str
    sentence: int | None
    kind: str
    about: str
    printed: str
    comparator: str | None
    value: Cell | None
    unit: str


@dataclass(frozen=True)
class Indicator:
    """An indicator of a form (None: the department's own); `figure` is its target in `unit`, None for words."""

    ref: str
    number: int
    form: int | None
    project: str | None
    period: str
    level1: str
    level2: str
    name: str
    printed: str
    comparator: str | None
    figure: Cell | None
    value_high: Decimal | None
    unit: str
    uncertain: bool
    page: str | None
    line: int

    @property
    def value(self) -> Decimal | None:
        """The target; None for words."""
        return None if self.figure is None else self.figure.value

    @property
    def times(self) -> int:
        """The factor from the unit printed to the unit of `value`: 万元 -> 10000."""
        return 10**8 if "亿" in self.printed else 10**4 if "万" in self.printed else 1

    @property
    def step(self) -> Decimal:
        """The size of its target's last digit, in `unit`: ≤7.5万元 -> 1000."""
        digits = "".join(c for c in fold(self.printed) if c.isdigit() or c == ".")
        return resolution(digits.strip(".")) * self.times

    @property
    def is_quantity(self) -> bool:
        """True where the target counts things: no percentage, price, sum of money, span of time, average or rate."""
        is_number = self.value is not None and bool(self.unit) and self.unit not in _TIMES
        return is_number and not any(mark in self.unit for mark in "%‰元/") and not _RATES.search(key(self.name))

    @property
    def bare(self) -> str:
        """Its name without the word that says it counts: 评选工作站个数 -> 评选工作站."""
        return _COUNTERS.sub("", key(self.name))

    @property
    def said(self) -> str:
        """Its name and target as the form prints them."""
        return f"{self.name} {self.printed}".rstrip()

    @property
    def cell(self) -> Cell:
        """The cell that names it, to be counted."""
        return Cell(self.ref, "indicator", Decimal(self.number))
