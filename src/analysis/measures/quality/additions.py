"""Counts that forms give in parts and as a whole: a plan's quarters to the year, parts to a sum, years to a span.

The dataset keeps the figures of a plan's text and not the text, so that few of these are beyond doubt.
`is_sure` are those whose dates or words say that they are parts: they must add up. The others stand in
the form of parts and whole; where they add up, that proves it, and where they do not, it may be that
they are something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.figure import Cell, added
from analysis.measures.quality import indicators as promised
from analysis.schema import INDICATORS, MENTIONS, Schema
from analysis.text import fold, key

Row = dict[str, Any]

_DAY = re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_QUARTERS = ((1, 3), (4, 6), (7, 9), (10, 12))
_MONTH_ENDS = (30, 31)
_OF_THE_YEAR = re.compile(r"^全年|年度?共")
_IN_ALL = re.compile(r"^(?:以上)?(?:合计|共计|总计)")
_SPAN = re.compile(r"^(?P<head>.*?)(?P<first>20\d\d)(?:年)?[-—–~至到](?P<last>20\d\d)年?(?P<tail>.*)$")
_ONE_YEAR = re.compile(r"^(?P<head>\D*?)(?P<year>20\d\d)年(?P<tail>\D*)$")
_SHORTEST_NOUN = 2


@dataclass(frozen=True, slots=True)
class Addition:
    """A whole and its parts; `form` is empty for the department's own."""

    kind: str  # quarters, sum or years
    form: int | None
    name: str
    printed: str
    whole: Cell
    comparator: str
    parts: tuple[Cell, ...]
    is_sure: bool

    @property
    def unit(self) -> str:
        """What is counted."""
        return self.whole.unit

    @property
    def total(self) -> Decimal:
        """What the parts make."""
        return added(part.value for part in self.parts)

    @property
    def holds(self) -> bool:
        """Whether the parts make exactly the whole."""
        return self.total == self.whole.value

    @property
    def is_kept(self) -> bool:
        """Whether the parts keep what the whole promises: 32 keep at least 30."""
        more, less = self.comparator in (">=", ">"), self.comparator in ("<=", "<")
        return self.holds or (more and self.total > self.whole.value) or (less and self.total < self.whole.value)


def additions(disclosure: Disclosure) -> list[Addition]:
    """Every whole that a form gives in parts, by form and place."""
    annual = [row for row in promised.certain(disclosure) if row["period"] == "annual" and promised.is_quantity(row)]
    plans = disclosure.mentions.filter((pl.col("field") == "plan") & pl.col("form").is_not_null()).to_dicts()
    found: list[Addition] = []
    for form, rows in groupby(plans, key=lambda row: row["form"]):
        plan, indicators = list(rows), [row for row in annual if row["form"] == form]
        dated = list(_dated_quarters(plan))
        known = {part.ref for addition in dated for part in addition.parts}
        found += [*dated, *_four_of_a_kind(plan, indicators, known), *_sums(plan)]
    return found + list(_years(disclosure, annual))


def _dated_quarters(plan: Sequence[Row]) -> Iterator[Addition]:
    """A figure of the whole year, then the same unit once for each quarter, which its first and last day name."""
    for n, whole in enumerate(plan):
        if whole["kind"] != "number" or not _OF_THE_YEAR.search(key(whole["about"] or "")):
            continue
        run = plan[n + 1 : n + 1 + 3 * len(_QUARTERS)]
        quarters = [run[i : i + 3] for i in range(0, len(run), 3)]
        if len(quarters) == len(_QUARTERS) and all(
            len(quarter) == 3  # its first day, its last day, its figure
            and _is_quarter(quarter[0], quarter[1], months)
            and quarter[2]["unit"] == whole["unit"]
            and quarter[2]["value"] is not None
            for quarter, months in zip(quarters, _QUARTERS, strict=True)
        ):
            parts = [part for *_, part in quarters]
            is_exact = all(row["comparator"] == "=" for row in (whole, *parts))
            yield _addition("quarters", whole, parts, is_sure=is_exact)


def _is_quarter(first: Row, last: Row, months: tuple[int, int]) -> bool:
    start, end = (_DAY.search(fold(row["printed"])) for row in (first, last))
    if not start or not end or first["kind"] != "date" or last["kind"] != "date":
        return False
    begins = (int(start["month"]), int(start["day"])) == (months[0], 1)
    return begins and int(end["month"]) == months[1] and int(end["day"]) in _MONTH_ENDS


def _four_of_a_kind(plan: Sequence[Row], indicators: Sequence[Row], known: set[str]) -> Iterator[Addition]:
    """Four figures of one noun in a plan, and the one annual target whose name ends in that noun."""
    nouns: dict[tuple[str, str], list[Row]] = {}
    for row in plan:
        if (
            row["kind"] == "number"
            and row["comparator"] == "="
            and row["about"]
            and MENTIONS.reference(row) not in known
        ):
            nouns.setdefault((key(row["about"]), row["unit"] or ""), []).append(row)
    for (noun, unit), parts in nouns.items():
        if len(parts) != len(_QUARTERS) or len(noun) < _SHORTEST_NOUN:
            continue
        same = [
            row
            for row in indicators
            if promised.bare(row["level3"]).endswith(noun) and promised.is_alike(row["unit"], unit)
        ]
        values = [part["value"] for part in parts]
        if len(same) == 1 and same[0]["value"] not in values:  # the last of them may be cumulative
            row = same[0]
            yield Addition(
                "quarters",
                row["form"],
                row["level3"],
                row["target"],
                _cell(INDICATORS, row),
                row["comparator"],
                tuple(_cell(MENTIONS, part, row["unit"]) for part in parts),
                is_sure=False,
            )


def _sums(plan: Sequence[Row]) -> Iterator[Addition]:
    """A figure that is said to be a sum, right after two or more of one noun, kind and unit."""
    for n, whole in enumerate(plan):
        if whole["value"] is None or not _IN_ALL.search(key(whole["about"] or "")):
            continue
        before = [row for row in plan[:n] if row["kind"] != "date"]
        parts: list[Row] = []
        for row in reversed(before):
            same = (row["kind"], row["unit"]) == (whole["kind"], whole["unit"]) and row["about"]
            if not same or (parts and key(row["about"]) != key(parts[0]["about"])):
                break
            parts.insert(0, row)
        if len(parts) > 1 and all(row["comparator"] == "=" for row in (*parts, whole)):
            yield _addition("sum", whole, parts, is_sure=False)


def _years(disclosure: Disclosure, annual: Sequence[Row]) -> Iterator[Addition]:
    """A target of the department's own form for several years, and those of one project's form for each of them."""
    for row in promised.of_department(disclosure):
        span = _SPAN.match(promised.bare(row["level3"]))
        if not span or not promised.is_quantity(row) or row["comparator"] != "=":
            continue
        years = range(int(span["first"]), int(span["last"]) + 1)
        forms: dict[int, dict[int, list[Row]]] = {}
        for part in annual:
            one = _ONE_YEAR.match(promised.bare(part["level3"]))
            if (
                one
                and int(one["year"]) in years
                and (one["head"], part["unit"], part["comparator"]) == (span["head"], row["unit"], "=")
                and span["tail"]
                and one["tail"].endswith(span["tail"])
            ):
                forms.setdefault(part["form"], {}).setdefault(int(one["year"]), []).append(part)
        whole = [found for found in forms.values() if set(found) == set(years)]
        if len(forms) == len(whole) == 1 and all(len(parts) == 1 for parts in whole[0].values()):
            yield Addition(
                "years",
                None,
                row["level3"],
                row["target"],
                _cell(INDICATORS, row),
                "=",
                tuple(_cell(INDICATORS, parts[0]) for parts in whole[0].values()),
                is_sure=False,
            )


def _addition(kind: str, whole: Row, parts: Sequence[Row], *, is_sure: bool) -> Addition:
    return Addition(
        kind,
        whole["form"],
        whole["about"],
        whole["printed"],
        _cell(MENTIONS, whole),
        whole["comparator"],
        tuple(_cell(MENTIONS, part) for part in parts),
        is_sure,
    )


def _cell(table: Schema, row: Row, unit: str | None = None) -> Cell:
    """The number of a row, in its own unit or in another word for it."""
    return Cell(table.reference(row), "value", row["value"], unit=unit or row["unit"] or "")
