"""The promises of the forms as costs need them: each project's money, results that can be counted, and prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from analysis.columns import AT_MOST, PERIODS
from analysis.disclosure import Disclosure
from analysis.figure import Cell
from analysis.measures.costs import names
from analysis.measures.figures import figures, grouped
from analysis.measures.records import Indicator, Mention
from analysis.text import key

#: Words of the levels of indicators, which the provinces' forms share with 《中央部门项目支出核心绩效目标和指标设置及
#: 取值指引（试行）》 (财预〔2021〕101号, unverified).
_COST, _SATISFACTION, _TIMELINESS, _QUALITY, _QUANTITY, _BENEFIT = "成本", "满意度", "时效", "质量", "数量", "效益"
_TIME_UNITS = frozenset(("年", "月", "天", "日", "小时", "分钟", "个月", "周"))
_FIELDS = tuple(Indicator.__dataclass_fields__)
_PEOPLE = frozenset(("人", "人次"))


class Promise(Indicator):
    """An indicator of a project; `unit` in one spelling, `figure` of costs in 元, of others without a unit."""

    @property
    def is_cost(self) -> bool:
        """True for an indicator of cost."""
        return _COST in self.level2 or _COST in self.level1

    @property
    def is_satisfaction(self) -> bool:
        """True for one of satisfaction."""
        return _SATISFACTION in self.level1 or _SATISFACTION in self.level2

    @property
    def is_result(self) -> bool:
        """True where it promises a number of something that money can be divided by.

        Not: indicators of cost, satisfaction and timeliness; percentages, money, points in time and rates per head;
        durations but under quantities (220 days of free entry are a result, three days to repair a lift are none);
        faults, which a quality indicator caps.
        """
        if self.value is None or self.value <= 0 or not self.unit or self.is_cost or self.is_satisfaction:
            return False
        if _TIMELINESS in self.level2 or "%" in self.unit or "元" in self.unit or "/" in self.unit:
            return False
        if self.unit in _TIME_UNITS and _QUANTITY not in self.level2:
            return False
        if _QUALITY in self.level2 and self.comparator in AT_MOST:
            return False
        return not names.is_rate(self.name)

    @property
    def is_output(self) -> bool:
        """True for a quantity that the project produces."""
        return _QUANTITY in self.level2

    @property
    def is_outcome(self) -> bool:
        """True for a benefit, which the project does not itself produce."""
        return _BENEFIT in self.level1

    @property
    def reaches_people(self) -> bool:
        """True where it counts people that a benefit reaches."""
        return self.unit in _PEOPLE and self.is_outcome

    @property
    def subject(self) -> names.Subject:
        """The thing that a cost is for."""
        return names.subject(self.name, self.unit)


@dataclass(frozen=True)
class Form:
    """One period of one project's form: its money and what it promises for it."""

    number: int
    project: str
    term: str | None
    period: str
    budget: Cell | None
    year: int
    indicators: tuple[Promise, ...]
    mentions: tuple[Mention, ...]

    @property
    def place(self) -> dict[str, Any]:
        """The columns that say which form and period a row is of."""
        return {"form": self.number, "project": self.project, "period": self.period}

    @cached_property
    def results(self) -> tuple[Promise, ...]:
        """The promised numbers, each once."""
        return _once(row for row in self.indicators if row.is_result)

    def step(self, cost: Promise) -> Decimal:
        """The resolution of a total: the finest that the form prints among costs in its unit (万元 or 元), in 元."""
        return min(row.step for row in self.costs if row is cost or (row.value is not None and row.times == cost.times))

    @cached_property
    def costs(self) -> tuple[Promise, ...]:
        """The indicators of cost, each once; some state no figure."""
        return _once(row for row in self.indicators if row.is_cost)


@lru_cache(maxsize=4)
def forms(disclosure: Disclosure) -> Sequence[Form]:
    """Every period of every project's form, in the document's order, the term before the year; made once."""
    held = figures(disclosure)
    named = (row for row in held.indicators if row.form is not None and row.name)
    rows = grouped(((row.form, row.period), _promise(row)) for row in named)
    mentions = grouped((said.form, said) for said in held.mentions if said.value is not None)
    funds = {(row.form, row.period): row for row in held.funds}
    found = []
    for (form, period), row in funds.items():
        own = rows.get((form, period), [])
        other = funds.get((form, PERIODS[1 - PERIODS.index(period)]))
        if other and (other.total and other.total.value) == (row.total and row.total.value):
            own = list(_mended(own, rows.get((form, other.period), [])))
        goals = ("plan", f"goal_{period}")
        goal = tuple(said for said in mentions.get(form, ()) if said.field in goals)
        found.append(Form(form, row.project, row.term, period, row.total, held.year, tuple(own), goal))
    return found


def _promise(row: Indicator) -> Promise:
    head, slash, per = row.unit.partition("/")
    unit = head + slash + names.unit(per) if slash else names.unit(head)
    made = Promise(**{name: getattr(row, name) for name in _FIELDS} | {"unit": unit})
    if row.value is None:
        return made
    return replace(made, figure=Cell(row.ref, "value", row.value, unit="元" if made.is_cost else ""))


def _mended(own: list[Promise], other: list[Promise]) -> Iterator[Promise]:
    """The rows of one period; what a damaged page lost of them stands in the other one, of the same money.

    A row that has lost its target takes the other period's under the same name, and a row that only the other
    period has is taken where it is itself damaged. Both stay uncertain.
    """
    twins = {key(row.name): row for row in other}
    for row in own:
        twin = twins.get(key(row.name))
        yield _uncertain(row, twin) if twin and row.uncertain and not row.printed else row
    for row in other:
        if row.uncertain and row.printed and not any(_is_one(row, held) for held in own):
            yield _uncertain(row, row)


def _is_one(one: Promise, other: Promise) -> bool:
    """True where two rows are one, though a damaged page prints a name cut or with a letter more."""
    shorter, longer = sorted((key(one.name), key(other.name)), key=len)
    same = one.printed == other.printed or not other.printed
    return longer.startswith(shorter) or (same and names.nearly(shorter, longer))


def _uncertain(row: Promise, twin: Promise) -> Promise:
    return replace(twin, level1=row.level1, level2=row.level2, name=row.name, uncertain=True)


def _once(rows: Iterator[Promise]) -> tuple[Promise, ...]:
    found: dict[tuple[str, str], Promise] = {}
    for row in rows:
        found.setdefault((key(row.name), key(row.printed)), row)
    return tuple(found.values())
