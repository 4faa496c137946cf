"""What changed against the base year: total, sources, and every subject whose change is stated.

A base-year figure is `published` where the base year's own disclosure is given,
`stated` where the narrative prints it, `implied` where it is this year's figure
less the stated change, and `residual` where it is what the others leave of the
total. Each comes with the interval that the printed rounding leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure, frame
from analysis.measures.figures import Figure, Figures
from analysis.measures.places import of_other
from analysis.money import AMOUNT_SCALE, WAN, Interval, quotient, resolution, rounding, to_wan
from analysis.schema import BASE_KINDS, FLOWS, SOURCES, SPENT, STATEMENTS, Column, Schema

VERDICTS = ("exact", "rounding", "violated", "unstated", "undefined")
ORIGINS = ("published", "stated", "implied", "residual")
#: The sources that are neither published nor stated for the base year, taken together.
OTHER_SOURCES = "other_sources"

SCHEMA = Schema(
    "changes",
    "Changes against the base year, one row per subject, flow and measure",
    ("subject", "flow", "measure"),
    (
        Column("subject", "text", "What changed, as in statements; other_sources is the residual", required=True),
        Column("flow", "text", "Side of the budget", among=FLOWS),
        Column(
            "measure",
            "text",
            "total, or current_year for the budget of the year without carryover;"
            " with _outturn behind it where a row against the budget stands beside one against the outturn",
            required=True,
        ),
        Column("current", "decimal", "Figure of the budget year", unit="万元", decimals=2),
        Column("base", "decimal", "Figure of the base year", unit="万元", decimals=2),
        Column("base_low", "decimal", "Least value that rounding leaves for base", unit="万元"),
        Column("base_high", "decimal", "Greatest value that rounding leaves for base", unit="万元"),
        Column("base_origin", "text", "Where base comes from", required=True, among=ORIGINS),
        Column("base_kind", "text", "What the base is: budget, outturn, unstated (上年)", among=BASE_KINDS),
        Column("base_year", "year", "The year compared with", required=True),
        Column("change", "decimal", "current - base", unit="万元", required=True, decimals=2),
        Column("change_pct", "decimal", "change / base; empty where base is 0: undefined", unit="%"),
        Column("change_low", "decimal", "Least value that rounding leaves for change", unit="万元"),
        Column("change_high", "decimal", "Greatest value that rounding leaves for change", unit="万元"),
        Column("change_pct_low", "decimal", "Least value that rounding leaves for change_pct", unit="%"),
        Column("change_pct_high", "decimal", "Greatest value that rounding leaves for change_pct", unit="%"),
        Column("stated_change", "decimal", "The change that the narrative states", unit="万元", decimals=2),
        Column("stated_change_pct", "decimal", "The percentage that the narrative states", unit="%"),
        Column(
            "verdict",
            "text",
            "exact: what is computed rounds to what is stated; rounding: it may, within the interval;"
            " violated: it can't; unstated: nothing is stated that can be computed; undefined: the base is 0",
            required=True,
            among=VERDICTS,
        ),
        Column("contribution_pp", "decimal", "change / base of the total, for its sources", unit="percentage points"),
        Column("reason", "text", "Whether the document gives a reason: given, restates, missing"),
        Column("current_ref", "text", "Rows of the dataset that current is taken from", required=True),
        Column("change_ref", "text", "Rows of the dataset that the change is taken from", required=True),
    ),
)

_Place = tuple[str, str | None, str]
_PLACES = Decimal(1).scaleb(-AMOUNT_SCALE)
_HUNDRED = Decimal(100)
_SUMMARY = (("revenue_total", "revenue", "total"), ("expenditure_total", "expenditure", "total"))


@dataclass(frozen=True, slots=True)
class Change:
    """A change with all that rounding leaves open; `stated` is the row of `statements` that states it."""

    subject: str
    flow: str | None
    measure: str
    current: Figure
    base: Decimal
    base_interval: Interval
    change: Decimal
    change_interval: Interval
    origin: str
    kind: str | None
    year: int
    change_ref: str
    stated: Mapping[str, Any] | None = None

    @property
    def percent(self) -> Decimal | None:
        """change / base in percent, None where base is 0."""
        share = quotient(self.change, self.base)
        return None if share is None else share * _HUNDRED

    @property
    def percent_interval(self) -> Interval | None:
        """What rounding leaves for `percent`, the current figure and the change (or base) taken as independent."""
        if self.base_interval.low <= 0 <= self.base_interval.high:
            return None
        if self.origin in ("published", "stated"):
            pairs = [(c - b, b) for c in _ends(self.current.interval) for b in _ends(self.base_interval)]
        else:
            pairs = [(d, c - d) for c in _ends(self.current.interval) for d in _ends(self.change_interval)]
        shares = [share * _HUNDRED for change, base in pairs if (share := quotient(change, base)) is not None]
        return Interval(min(shares), max(shares)) if shares else None


def changes(current: Disclosure, base: Disclosure | None = None, base_year: int | None = None) -> pl.DataFrame:
    """Every change against `base_year` (default: the year before), as SCHEMA's columns, exact.

    `base` is the base year's own disclosure; its figures are preferred to implied ones. Rows are in the
    order total, sources, residual, the year's budget without carryover, then all other stated changes. A
    base year of which nothing is known gives no rows.
    """
    year = base_year if base_year is not None else current.metadata.year - 1
    found = _Changes(current, base, year)
    rows = list(found.rows())
    total = next((row for row in rows if (row.subject, row.measure) == ("revenue_total", "total")), None)
    return frame(SCHEMA, [_record(row, total) for row in rows])


def base_years(current: Disclosure) -> list[int]:
    """The years that the narrative states changes against, the latest first."""
    stated = current.statements.filter(pl.col("change").is_not_null())["base_year"].unique().drop_nulls().to_list()
    return sorted(stated, reverse=True)


class _Changes:
    def __init__(self, current: Disclosure, base: Disclosure | None, year: int) -> None:
        self.current = Figures(current)
        self.base = Figures(base) if base is not None else None
        self.base_id = base.metadata.id if base is not None else ""
        self.year = year
        #: what is stated against a budget, and against an outturn (执行数): two bases, never mixed
        self.stated, self.outturns = dict[_Place, Mapping[str, Any]](), dict[_Place, Mapping[str, Any]]()
        for row in self.current.statements:
            if (
                row["change"] is not None
                and row["base_year"] == year
                and row["unit"] in WAN
                and row["subject"] != "function"
            ):
                place = (row["subject"], row["flow"], row["measure"])
                found = self.outturns if row["base_kind"] in SPENT else self.stated
                if place not in found or (found[place]["change_pct"] is None and row["change_pct"] is not None):
                    found[place] = row

    def rows(self) -> Iterator[Change]:
        """All changes, in order."""
        total = self.row("revenue_total", "revenue")
        sources = {source: row for source in SOURCES if (row := self.row(source, "revenue"))}
        if total:
            yield total
        yield from sources.values()
        if total and (rest := self._rest(total, sources)):
            yield rest
        year = self.row("revenue_total", "revenue", "current_year") or self._without(total, sources.get("carryover"))
        if year:
            yield year
        done = {("revenue_total", "revenue", "total"), ("revenue_total", "revenue", "current_year")}
        done |= {(source, "revenue", "total") for source in SOURCES}
        others = dict.fromkeys((*_SUMMARY, *self.stated))
        for subject, flow, measure in others:
            if (subject, flow, measure) not in done and (row := self.row(subject, flow, measure)):
                yield row
        for place, statement in self.outturns.items():
            if row := self._stated(*place, statement):
                beside = place in self.stated or (self.base is not None and self.base.find(*place))
                beside = beside or (year is not None and place == (year.subject, year.flow, year.measure))
                yield replace(row, measure=f"{row.measure}_outturn") if beside else row

    def row(self, subject: str, flow: str | None, measure: str = "total") -> Change | None:
        """One subject's change against a budget: published, stated or implied; None where nothing is known of it."""
        statement = self.stated.get((subject, flow, measure))
        figure = self.current.find(subject, flow, measure)
        if figure is not None and self.base is not None and (before := self.base.find(subject, flow, measure)):
            return self._against(subject, flow, measure, figure, before, "published", statement)
        return None if statement is None else self._stated(subject, flow, measure, statement)

    def _stated(self, subject: str, flow: str | None, measure: str, statement: Mapping[str, Any]) -> Change | None:
        """One subject's change as the narrative states it, against what it compares with."""
        figure = self.current.find(subject, flow, measure)
        if figure is None:
            return None
        if statement["base_value"] is not None:
            before = Figure(
                to_wan(statement["base_value"], statement["unit"]),
                self.current.section_step(statement),
                STATEMENTS.reference(statement),
            )
            return self._against(subject, flow, measure, figure, before, "stated", statement)
        change = to_wan(statement["change"], statement["unit"])
        step = self.current.section_step(statement)
        # "unchanged" says that both figures print alike: the two may differ by a step at most
        interval = rounding(change, step if statement["change_printed"] else 2 * step)
        return Change(
            subject,
            flow,
            measure,
            figure,
            figure.value - change,
            figure.interval - interval,
            change,
            interval,
            "implied",
            statement["base_kind"],
            self.year,
            STATEMENTS.reference(statement),
            statement,
        )

    def _against(
        self,
        subject: str,
        flow: str | None,
        measure: str,
        figure: Figure,
        before: Figure,
        origin: str,
        statement: Mapping[str, Any] | None,
    ) -> Change:
        kind = statement["base_kind"] if statement is not None and origin == "stated" else "budget"
        return Change(
            subject,
            flow,
            measure,
            figure,
            before.value,
            before.interval,
            figure.value - before.value,
            figure.interval - before.interval,
            origin,
            kind,
            self.year,
            before.ref if origin == "stated" else of_other(self.base_id, before.ref),
            statement,
        )

    def _rest(self, total: Change, sources: Mapping[str, Change]) -> Change | None:
        """What the known sources leave of the total: of the others only the sum is known for the base year."""
        if not sources or len(sources) == len(SOURCES):
            return None
        parts = list(sources.values())
        return self._difference(OTHER_SOURCES, "total", total, parts, "residual")

    def _without(self, total: Change | None, carryover: Change | None) -> Change | None:
        """The budget of the year: the total without what was carried over."""
        if total is None or carryover is None:
            return None
        return self._difference("revenue_total", "current_year", total, [carryover], "implied")

    def _difference(self, subject: str, measure: str, total: Change, parts: list[Change], origin: str) -> Change:
        rows = [total, *parts]
        current = Figure(
            total.current.value - sum((part.current.value for part in parts), Decimal(0)),
            sum((row.current.step for row in rows), Decimal(0)),
            " ".join(row.current.ref for row in rows),
        )
        if measure == "current_year" and (printed := self.current.find(subject, total.flow, measure)):
            current = printed
        change, interval = total.change, total.change_interval
        for part in parts:
            change, interval = change - part.change, interval - part.change_interval
        return Change(
            subject,
            total.flow,
            measure,
            current,
            current.value - change,
            current.interval - interval,
            change,
            interval,
            origin,
            total.kind,
            self.year,
            " ".join(row.change_ref for row in rows),
        )


def _record(row: Change, total: Change | None) -> dict[str, Any]:
    percent, bounds = row.percent, row.percent_interval
    stated = row.stated
    part = row.flow == "revenue" and (row.subject in (*SOURCES, OTHER_SOURCES) or row is total)
    share = quotient(row.change, total.base) if part and total is not None else None
    return {
        "subject": row.subject,
        "flow": row.flow,
        "measure": row.measure,
        "current": row.current.value,
        "base": row.base,
        "base_low": row.base_interval.low,
        "base_high": row.base_interval.high,
        "base_origin": row.origin,
        "base_kind": row.kind,
        "base_year": row.year,
        "change": row.change,
        "change_pct": None if percent is None else percent.quantize(_PLACES, ROUND_HALF_UP),
        "change_low": row.change_interval.low,
        "change_high": row.change_interval.high,
        "change_pct_low": bounds.low.quantize(_PLACES, ROUND_FLOOR) if bounds else None,
        "change_pct_high": bounds.high.quantize(_PLACES, ROUND_CEILING) if bounds else None,
        "stated_change": to_wan(stated["change"], stated["unit"]) if stated else None,
        "stated_change_pct": stated["change_pct"] if stated else None,
        "verdict": _verdict(row),
        "contribution_pp": None if share is None else (share * _HUNDRED).quantize(_PLACES, ROUND_HALF_UP),
        "reason": stated["reason"] if stated else None,
        "current_ref": row.current.ref,
        "change_ref": row.change_ref,
    }


def _verdict(row: Change) -> str:
    """How what the narrative states of a change agrees with the figures themselves.

    The change too where its base is printed; the percentage alone where the base is only known by the change.
    """
    of_change, percent = _verdict_of_change(row), row.percent
    if of_change == "violated":
        return of_change
    if percent is None:
        return "undefined"
    if row.stated is None or row.stated["change_pct"] is None:
        return of_change or "unstated"
    of_percent = _verdict_of_percent(row, percent)
    return "rounding" if "rounding" in (of_change, of_percent) and of_percent != "violated" else of_percent


def _verdict_of_change(row: Change) -> str:
    """Whether a stated change is the difference of two printed figures; empty where they are not both printed.

    A narrative takes the difference of what it prints itself: the two figures rounded to its own digits.
    """
    if row.stated is None or row.origin not in ("published", "stated"):
        return ""
    change, printed = to_wan(row.stated["change"], row.stated["unit"]), row.stated["change_printed"]
    step = to_wan(resolution(printed), row.stated["unit"]) if printed else row.current.step * 2
    if row.change.quantize(step, ROUND_HALF_UP) == change:
        return "exact"
    current = rounding(row.current.value, max(row.current.step, step))
    base = rounding(row.base, max(row.base_interval.high - row.base_interval.low, step))
    return "rounding" if rounding(change, step).meets(current - base) else "violated"


def _verdict_of_percent(row: Change, percent: Decimal) -> str:
    assert row.stated is not None
    step = resolution(row.stated["change_pct_printed"])
    if percent.quantize(step, ROUND_HALF_UP) == row.stated["change_pct"]:
        return "exact"
    bounds = row.percent_interval
    return "rounding" if bounds is None or rounding(row.stated["change_pct"], step).meets(bounds) else "violated"


def _ends(interval: Interval) -> tuple[Decimal, Decimal]:
    return interval.low, interval.high
