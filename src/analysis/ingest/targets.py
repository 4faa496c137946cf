"""A promised figure as a form prints it: ≥30万人次 is at least 300000 人次."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from analysis.ingest.sentence import NUMBER
from analysis.money import fits
from analysis.text import fold

_AT_LEAST = "≥|>=|=>|不少于|不低于|不小于|大于等于|大于或等于|至少"
_AT_MOST = "≤|<=|=<|不超过|不高于|不大于|不多于|小于等于|小于或等于|至多|控制在"
_MORE = ">|大于|多于|高于|超过"
_LESS = "<|小于|少于|低于"
_EQUAL = "=|等于|达到|达"
COMPARATORS = {">=": _AT_LEAST, "<=": _AT_MOST, ">": _MORE, "<": _LESS, "=": _EQUAL}
#: Words before a figure that bound it, longest meaning first.
BEFORE = "|".join(f"(?P<c{i}>{words})" for i, words in enumerate(COMPARATORS.values()))
AFTER = r"(?P<up>及?以上)|(?P<down>及?以下|[之以]内)"
_MULTIPLIER = r"[百千]?万|亿|[千百](?=元)"
TIMES = {"百万": 10**6, "千万": 10**7, "万": 10**4, "亿": 10**8, "千": 1000, "百": 100}
#: A figure, or two with a dash between.
RANGE = rf"(?P<low>{NUMBER})(?P<mid>{_MULTIPLIER})?(?:[-~—–至到](?P<high>{NUMBER}))?(?P<times>{_MULTIPLIER})?"

_TARGET = re.compile(rf"(?:{BEFORE})?{RANGE}(?P<unit>[^\d<>=≤≥]{{0,9}}?)(?:{AFTER})?")
_NOT_A_UNIT = re.compile(r"[前后底内以及或和与等不无是为的了初旬,，。;；:：]")
_UNIT_IN_BRACKETS = re.compile(r"(?<=\d)\(([^()\d]{1,6})\)$")  # ≥100.00(人次)
_UNIT_LENGTH = 4
_YEAR_DIGITS = 4


@dataclass(frozen=True)
class Target:
    """`value` in `unit` (base units); `comparator` is `text` where the target is words or a date."""

    comparator: str
    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str | None = None


TEXT = Target("text")


# A cell is held against its neighbours more than once.
@lru_cache(maxsize=4096)
def parse_target(printed: str) -> Target:
    """A target as one figure with a unit, as far as it is one.

    >>> parse_target("≥30万人次")
    Target(comparator='>=', value=Decimal('300000'), value_high=None, unit='人次')
    >>> parse_target("12月底前").comparator
    'text'
    """
    text = _UNIT_IN_BRACKETS.sub(r"\1", "".join(fold(printed).split()))
    found = _TARGET.fullmatch(text)
    if found is None:
        return TEXT
    unit = found["unit"]
    first, _, per = unit.partition("/")
    if len(first) > _UNIT_LENGTH or len(per) > _UNIT_LENGTH or _NOT_A_UNIT.search(unit):
        return TEXT
    bounded = comparator(found)
    is_date = unit in ("月", "日", "号") or (unit == "年" and len(found["low"]) == _YEAR_DIGITS)
    if bounded is None and is_date:
        return TEXT
    low, high = figures(found)
    if not fits(low) or (high is not None and not fits(high)):
        return TEXT
    if high is not None:
        return Target("between", low, high, unit or None)
    if found["mid"] and found["times"]:
        return TEXT
    return Target(bounded or "=", low, None, unit or None)


def comparator(found: re.Match[str]) -> str | None:
    """The comparator that the words before or after a figure make, None where there are none."""
    before = next((sign for i, sign in enumerate(COMPARATORS) if found[f"c{i}"]), None)
    after = ">=" if found["up"] else "<=" if found["down"] else None
    return after if before in (None, "=") and after else before


def figures(found: re.Match[str]) -> tuple[Decimal, Decimal | None]:
    """The figure, or the two ends of a range, in base units.

    A multiplier before the dash is the low end's own, one behind the range is of both that have none:
    1-2万 is 10000 to 20000, 1万-20000 too.
    """
    mid, times = TIMES.get(found["mid"] or "", 1), TIMES.get(found["times"] or "", 1)
    if not found["high"]:
        return number(found["low"]) * mid * times, None
    return number(found["low"]) * (mid if found["mid"] else times), number(found["high"]) * times


def number(printed: str) -> Decimal:
    """A figure of running text, thousands separators taken out."""
    return Decimal(printed.replace(",", ""))
