"""Changes against the base year: total, sources, and every subject whose change is stated.

A base-year figure is `published` where the base year's own disclosure is given,
`stated` where a table or the narrative prints it, `implied` where it is this year's figure
less the stated change, and `residual` where it is what the others leave of the
total. Each comes with the interval that the printed rounding leaves. What was voted, spent
and settled in the base year are three phases, each compared in rows of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.columns import PHASES, SOURCES, SPENT
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, less, percent, rounded
from analysis.measures.figures import Figures, figures, follows
from analysis.measures.records import Statement
from analysis.money import rounding
from analysis.schema import Schema

VERDICTS = ("exact", "rounding", "violated", "unstated", "undefined")
ORIGINS = ("published", "stated", "implied", "residual")
#: The sources that are neither published nor stated for the base year, taken together.
OTHER_SOURCES = "other_sources"

SCHEMA = Schema(
    "changes",
    "与上年相比的变动，每行一项",
    "Changes against the base year, a row each",
    "Changes against the base year",
    ("subject", "flow", "measure", "base_phase"),
    (
        c.SUBJECT.of("What changed, as in statements; other_sources is the residual"),
        c.FLOW,
        c.MEASURE.of("total, or current_year for the budget of the year without carryover"),
        c.BASE_PHASE.of("Phase of the base year's figure", among=PHASES),
        c.CURRENT,
        c.BASE,
        *c.BASE.bounds(),
        c.BASE_ORIGIN.of("Where base comes from", required=True, among=ORIGINS),
        c.BASE_KIND.of("What the base is: budget, outturn, accounts, unstated (上年)"),
        c.BASE_YEAR.of("The year compared with", required=True),
        c.CHANGE,
        c.CHANGE_PCT,
        *c.CHANGE.bounds(),
        *c.CHANGE_PCT.bounds(),
        c.money("stated_change", "所述增减", "Stated change", "The change that is stated"),
        c.percent("stated_change_pct", "所述增减幅度", "Stated percentage", "The percentage that is stated"),
        c.VERDICT.of(
            "exact: what is computed rounds to what is stated; rounding: it may, within the interval;"
            " violated: it can't; unstated: nothing is stated that can be computed; undefined: the base is 0",
            among=VERDICTS,
        ),
        c.CONTRIBUTION_PP.of("change / base of the total, for its sources"),
        c.REASON.of("Whether the document gives a reason: given, restates, missing"),
        c.STATEMENT.of("The statement that states the change", required=False),
    ),
)

_Place = tuple[str, str | None, str]
#: What a published budget of the base year is compared in, whether or not the narrative states its change.
_SPENDING: tuple[_Place, ...] = tuple(
    (subject, "expenditure", "total")
    for subject in ("basic", "project", "operating", "three_public", "overseas", "vehicles", "reception", "procurement")
)
_TOTAL: _Place = ("revenue_total", "revenue", "total")
_YEAR: _Place = ("revenue_total", "revenue", "current_year")
_EXPENDITURE: _Place = ("expenditure_total", "expenditure", "total")
_OTHERS: _Place = (OTHER_SOURCES, "revenue", "total")
_SOURCES: tuple[_Place, ...] = tuple((source, "revenue", "total") for source in SOURCES)


@dataclass(frozen=True, slots=True)
class Change:
    """A change; `stated` is the statement that states it, `kind` what that compares with."""

    place: _Place
    phase: str
    current: Figure
    base: Figure
    change: Figure
    origin: str
    kind: str | None
    stated: Statement | None = None


def changes(
    current: Disclosure,
    base: Disclosure | None = None,
    accounts: Disclosure | None = None,
    *,
    base_year: int | None = None,
) -> pl.DataFrame:
    """Every change against `base_year` (default: the year before), as SCHEMA's columns, exact.

    `base` is the base year's own disclosure of the same kind, `accounts` what was settled in that year; within a
    phase their figures are preferred to stated ones, these to implied ones. Rows are in the order total, sources,
    residual, the year's budget without carryover, then all other stated changes; behind them those against each other
    phase of the base year. A base year of which nothing is known gives no rows.
    """
    year = current.metadata.compared_with(base_year)
    published = {one.metadata.kind: figures(one, other=True) for one in (accounts, base) if one}
    rows = list(_Changes(figures(current), published, year).rows())
    whole = next((row for row in rows if (row.place, row.phase) == (_TOTAL, current.metadata.kind)), None)
    return frame(SCHEMA, [_record(row, whole, year) for row in rows])


class _Changes:
    def __init__(self, current: Figures, published: Mapping[str, Figures], year: int) -> None:
        self.current, self.published, self.own = current, published, current.phase
        #: what is stated against a budget, an outturn (执行数) or accounts (决算数): bases that are never mixed
        self.phases: dict[str, dict[_Place, Statement]] = {phase: {} for phase in (self.own, "budget", *SPENT)}
        for row in (*current.statements, *current.printed):
            is_one = row.is_money and row.subject not in ("function", "other" if row.table else "")
            if row.change and row.base_year == year and is_one:
                found = self.phases[row.base_kind if row.base_kind in self.phases else self.own]
                known = found.get(row.place)
                if not known or (row.table is None and row.change_pct and not known.change_pct):
                    found[row.place] = row
        #: the base year's figures that the tables print beside this year's
        self.printed = {phase: figures(current.disclosure, of=(year, phase)) for phase in self.phases}

    def rows(self) -> Iterator[Change]:
        """All changes, in order."""
        whole = self.row(_TOTAL)
        sources = {source: row for source in SOURCES if (row := self.row((source, "revenue", "total")))}
        if whole:
            yield whole
        yield from sources.values()
        if whole and 0 < len(sources) < len(SOURCES):
            yield self._rest(whole, list(sources.values()))
        if year := self.row(_YEAR) or self._without(whole, sources.get("carryover")):
            yield year
        done = {_TOTAL, _YEAR, *_SOURCES}
        yield from (row for place in self._places(self.own) if place not in done and (row := self.row(place)))
        for phase in self.phases:
            if phase != self.own:
                yield from (row for place in self._places(phase) if (row := self.row(place, phase)))

    def _places(self, phase: str) -> dict[_Place, None]:
        """The places in which a phase is compared: published, stated, or printed by name or as a schedule's total."""
        known = phase in self.published
        places = [_TOTAL, *_SOURCES, _YEAR, _EXPENDITURE] if known or phase == self.own else []
        places += self.phases[phase]
        for row in self.printed[phase].amounts:
            if row.measure == "total" and (row.subject or row.level == "total"):
                places.append((row.subject or row.schedule, row.flow, row.measure))
        return dict.fromkeys((*places, *(_SPENDING if known else ())))

    def row(self, place: _Place, phase: str = "") -> Change | None:
        """One subject's change against a phase (its own): published, stated or implied; None without a base."""
        phase = phase or self.own
        stated, now, held = self.phases[phase].get(place), self.current.expenditure(*place), self.published.get(phase)
        before = held.expenditure(*place) if held else None
        if now is not None and before is not None:
            return Change(place, phase, now, before, now - before, "published", phase, stated)
        now, kind = self.current.find(*place), stated.base_kind if stated else phase
        if now is None:
            return None
        printed = self.printed[phase].in_tables(*place) or (stated.base if stated else None)
        if printed is not None:
            return Change(place, phase, now, printed, now - printed, "stated", kind, stated)
        if stated is None or stated.change is None:
            return None
        return Change(place, phase, now, now - stated.change, stated.change, "implied", kind, stated)

    def _rest(self, whole: Change, parts: list[Change]) -> Change:
        """The rest that the known sources leave of the total: of the others only the sum is known for the base year."""
        current = less(whole.current, (part.current for part in parts))
        base = less(whole.base, (part.base for part in parts))
        change = less(whole.change, (part.change for part in parts))
        return Change(_OTHERS, self.own, current, base, change, "residual", whole.kind)

    def _without(self, whole: Change | None, carryover: Change | None) -> Change | None:
        """The budget of the year: the total without what was carried over."""
        if whole is None or carryover is None:
            return None
        current = self.current.find(*_YEAR) or whole.current - carryover.current
        change = whole.change - carryover.change
        return Change(_YEAR, self.own, current, current - change, change, "implied", whole.kind)


def _record(row: Change, whole: Change | None, year: int) -> dict[str, Any]:
    pct, stated = percent(row.change, row.base), row.stated
    subject, flow, _ = row.place
    of_total = flow == "revenue" and (subject in (*SOURCES, OTHER_SOURCES) or row is whole)
    return {
        **dict(zip(("subject", "flow", "measure"), row.place, strict=True)),
        "base_phase": row.phase,
        "current": row.current,
        "base": row.base,
        "base_origin": row.origin,
        "base_kind": row.kind,
        "base_year": year,
        "change": row.change,
        "change_pct": pct,
        "stated_change": stated and stated.change,
        "stated_change_pct": stated and stated.change_pct,
        "verdict": _verdict(row, pct),
        "contribution_pp": percent(row.change, whole.base) if of_total and whole and row.phase == whole.phase else None,
        "reason": stated and stated.reason,
        "statement": stated and stated.number,
    }


def _verdict(row: Change, pct: Figure | None) -> str:
    """The agreement of a stated change with the figures themselves.

    The change too where its base is printed; the percentage alone where the base is only known by the change.
    """
    of_change = _verdict_of_change(row)
    if of_change == "violated":
        return of_change
    if pct is None:
        return "undefined"
    stated = row.stated.change_pct if row.stated else None
    if stated is None:
        return of_change or "unstated"
    verdict = follows(stated, pct)
    return of_change or verdict if verdict == "exact" else verdict


def _verdict_of_change(row: Change) -> str:
    """The agreement of a stated change with the difference of two printed figures; empty where one is not printed.

    A narrative takes the difference of what it prints itself: the two figures rounded to its own digits.
    """
    stated = row.stated.change if row.stated else None
    if stated is None or row.origin not in ("published", "stated"):
        return ""
    step = stated.own or stated.slack
    if rounded(row.change, step).value == stated.value:
        return "exact"
    now, before = (rounding(one.value, max(2 * one.slack, step)) for one in (row.current, row.base))
    return "rounding" if rounding(stated.value, step).meets(now - before) else "violated"
