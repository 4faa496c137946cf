"""Counts that forms give in parts and as a whole: a plan's quarters to the year, parts to a sum, years to a span.

The dataset keeps the figures of a plan's text and not the text, so that few of these are beyond doubt.
`is_sure` are those whose dates or words say that they are parts: they must add up. The others stand in
the form of parts and whole; where they add up, that proves it, and where they do not, it may be that
they are something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.columns import AT_LEAST, AT_MOST
from analysis.disclosure import Disclosure
from analysis.figure import Cell, added
from analysis.measures.figures import figures, grouped
from analysis.measures.records import Indicator, Mention
from analysis.text import fold, key

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
    comparator: str | None
    parts: tuple[Cell, ...]
    is_sure: bool = False

    @property
    def total(self) -> Decimal:
        """The sum of the parts."""
        return added(part.value for part in self.parts)

    @property
    def holds(self) -> bool:
        """True where the parts make exactly the whole."""
        return self.total == self.whole.value

    @property
    def is_kept(self) -> bool:
        """True where the parts keep what the whole promises: 32 keep at least 30."""
        more = self.comparator in AT_LEAST and self.total > self.whole.value
        less = self.comparator in AT_MOST and self.total < self.whole.value
        return self.holds or more or less


def additions(disclosure: Disclosure) -> list[Addition]:
    """Every whole that a form gives in parts, by form and place."""
    annual = [row for row in figures(disclosure).certain if row.period == "annual" and row.is_quantity]
    said = (row for row in figures(disclosure).mentions if row.field == "plan" and row.form is not None)
    found: list[Addition] = []
    for form, plan in grouped((row.form, row) for row in said).items():
        dated = list(_dated_quarters(plan))
        known = {part.ref for addition in dated for part in addition.parts}
        indicators = [row for row in annual if row.form == form]
        found += [*dated, *_four_of_a_kind(plan, indicators, known), *_sums(plan)]
    return found + list(_years(disclosure, annual))


def is_alike(one: str, other: str) -> bool:
    """True where two units count alike: 场 and 场次."""
    return one == other or one + "次" == other or one == other + "次"


def _dated_quarters(plan: Sequence[Mention]) -> Iterator[Addition]:
    """A figure of the whole year, then the same unit once for each quarter, which its first and last day name."""
    for n, whole in enumerate(plan):
        if whole.kind != "number" or not _OF_THE_YEAR.search(key(whole.about)):
            continue
        run = plan[n + 1 : n + 1 + 3 * len(_QUARTERS)]
        firsts, lasts, parts = run[::3], run[1::3], run[2::3]
        if (
            len(parts) == len(_QUARTERS)
            and all(map(_is_quarter, firsts, lasts, _QUARTERS))
            and all(part.value and part.unit == whole.unit for part in parts)
        ):
            is_exact = all(row.comparator == "=" for row in (whole, *parts))
            yield from _addition("quarters", whole, [part.value for part in parts], is_exact)


def _is_quarter(first: Mention, last: Mention, months: tuple[int, int]) -> bool:
    start, end = (_DAY.search(fold(row.printed)) for row in (first, last))
    if not start or not end or first.kind != "date" or last.kind != "date":
        return False
    begins = (int(start["month"]), int(start["day"])) == (months[0], 1)
    return begins and int(end["month"]) == months[1] and int(end["day"]) in _MONTH_ENDS


def _four_of_a_kind(plan: Sequence[Mention], indicators: Sequence[Indicator], known: set[str]) -> Iterator[Addition]:
    """Four figures of one noun in a plan, and the one annual target whose name ends in that noun."""
    counted = (row for row in plan if row.kind == "number" and row.comparator == "=" and row.about)
    nouns = grouped(((key(row.about), row.unit), row) for row in counted if row.ref not in known)
    for (noun, unit), said in nouns.items():
        parts = [row.value for row in said if row.value]
        if len(said) != len(_QUARTERS) or len(noun) < _SHORTEST_NOUN:
            continue
        same = [row for row in indicators if row.bare.endswith(noun) and is_alike(row.unit, unit)]
        if len(same) == 1 and same[0].value not in [part.value for part in parts]:  # the last may be cumulative
            target, unit = same[0], same[0].unit
            yield from _addition("quarters", target, [part.to(unit) for part in parts])


def _sums(plan: Sequence[Mention]) -> Iterator[Addition]:
    """A figure that is said to be a sum, right after two or more of one noun, kind and unit."""
    for n, whole in enumerate(plan):
        if whole.value is None or not _IN_ALL.search(key(whole.about)):
            continue
        parts: list[Mention] = []
        for row in reversed([row for row in plan[:n] if row.kind != "date"]):
            same = (row.kind, row.unit) == (whole.kind, whole.unit) and row.about
            if not same or (parts and key(row.about) != key(parts[0].about)):
                break
            parts.insert(0, row)
        if len(parts) > 1 and all(row.comparator == "=" for row in (*parts, whole)):
            yield from _addition("sum", whole, [part.value for part in parts])


def _years(disclosure: Disclosure, annual: Sequence[Indicator]) -> Iterator[Addition]:
    """A target of the department's own form for several years, and those of one project's form for each of them."""
    for row in figures(disclosure).of_department:
        span = _SPAN.match(row.bare)
        if not span or not span["tail"] or not row.is_quantity or row.comparator != "=":
            continue
        years = range(int(span["first"]), int(span["last"]) + 1)
        found: list[tuple[int, Indicator]] = []
        for part in annual:
            one = _ONE_YEAR.match(part.bare)
            alike = one and (one["head"], part.unit, part.comparator) == (span["head"], row.unit, "=")
            if one and alike and int(one["year"]) in years and one["tail"].endswith(span["tail"]):
                found.append((int(one["year"]), part))
        if len({part.form for _, part in found}) == 1 and sorted(year for year, _ in found) == list(years):
            yield from _addition("years", row, [part.figure for _, part in found])


def _addition(
    kind: str, whole: Mention | Indicator, parts: Iterable[Cell | None], sure: bool = False
) -> Iterator[Addition]:
    """The addition of parts to a whole, where that has a figure."""
    figure, name = (whole.value, whole.about) if isinstance(whole, Mention) else (whole.figure, whole.name)
    if figure is not None:
        held = tuple(part for part in parts if part is not None)
        yield Addition(kind, whole.form, name, whole.printed, figure, whole.comparator, held, sure)
