"""Money as a disclosure prints it: exact decimals, their unit, and the interval that rounding leaves.

A printed figure stands for every value that rounds to it: 12.46 printed to two
decimals is some value in [12.455, 12.465]. Sums and percentages of printed
figures are judged by such intervals, so that a rounding tail (尾差) is never
called an error and an error is never excused as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from analysis.text import fold

#: What one of each printed unit is in 万元 (ten thousand yuan), the unit of all amounts in a dataset.
WAN = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "亿元": Decimal(10000),
}
#: The units as a pattern, the longest first.
UNITS = "|".join(sorted(WAN, key=len, reverse=True))
YUAN_PER_WAN = Decimal(10000)
#: Decimals kept of an amount in 万元: enough for 分, a hundredth of a yuan.
AMOUNT_SCALE = 6
#: Below this is every figure that is read, whatever its unit: the columns of datasets have room for sums of them.
TOO_LARGE = Decimal(10) ** 13

_DASHES = "-—–‐‑‒―─ー_"
_NOTHING = re.compile(rf"[\s/\\{re.escape(_DASHES)}]*")
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+")
_BROKEN = re.compile(r"(?<=[.,])\s+(?=\d)|(?<=\d)\s+(?=[.,])")
_MOST_DIGITS = 28  # with which sums and products are exact


class UnreadableFigureError(ValueError):
    """A cell that should hold a figure and does not: `1,2O3.45`, `12.3.4`, two figures in one cell."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All values that a printed figure, or what is computed of such figures, may stand for: both ends belong to it."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"an interval from {self.low} down to {self.high}")

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def holds(self, value: Decimal) -> bool:
        """True if `value` is one of them."""
        return self.low <= value <= self.high

    def meets(self, other: Interval) -> bool:
        """True if the two have a value in common, so that both figures can be true at once."""
        return self.low <= other.high and other.low <= self.high


def resolution(printed: str) -> Decimal:
    """The size of a printed figure's last digit: `7,734.64` -> 0.01, `15` -> 1."""
    _, _, decimals = fold(printed).partition(".")
    return Decimal(1).scaleb(-len("".join(c for c in decimals if c.isdigit())))


def finest(printed: Iterable[str]) -> Decimal:
    """The finest resolution among figures of one table or section; 1 where there are none.

    Offices drop trailing zeros: 15 among figures with two decimals is 15.00.
    """
    return min((resolution(p) for p in printed), default=Decimal(1))


def rounding(value: Decimal, step: Decimal) -> Interval:
    """The values that a figure printed to `step` may stand for: half a step to each side."""
    return Interval(value - step / 2, value + step / 2)


def is_blank(printed: str) -> bool:
    """True if a cell prints no figure at all: empty, or only dashes."""
    return not printed or _NOTHING.fullmatch(fold(printed)) is not None


@lru_cache(maxsize=4096)  # figures stand in several tables
def parse_number(printed: str) -> Decimal | None:
    """The number that a cell prints, exactly; None for a blank (empty or dashes).

    Full-width digits, thousands separators and the four ways to print a
    negative are one number: `(12.5)`, `−12.5`, `-12.5`, `△12.5`.

    Raises UnreadableFigureError where the cell holds anything else.
    """
    folded = fold(printed)
    if _NOTHING.fullmatch(folded):
        return None
    text = _BROKEN.sub("", folded.strip())
    negative = False
    if text.startswith("(") and text.endswith(")"):
        negative, text = True, text[1:-1].strip()
    elif text[0] in "-–△▲":
        negative, text = True, text[1:].strip()
    elif text[0] == "+":
        text = text[1:].strip()
    if not _NUMBER.fullmatch(text) or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        raise UnreadableFigureError(printed)
    value = Decimal(text.replace(",", ""))
    return -value if negative and value else value


def fits(value: Decimal) -> bool:
    """True if a dataset has room for a figure: less than ten trillion, with at most six decimals."""
    return abs(value) < TOO_LARGE and value == round(value, AMOUNT_SCALE)


def in_unit(value: Decimal, unit: str, other: str) -> Decimal:
    """`value` in `unit`, in another unit of money; as it is where one of them is none."""
    return value * (WAN[unit] / WAN[other]) if unit != other and {unit, other} <= WAN.keys() else value


def unit_of(printed: str, usual: str) -> str:
    """The unit that stands behind a printed figure, else the usual one: `1.08亿元`."""
    return next(filter(printed.endswith, UNITS.split("|")), usual)


def to_wan(value: Decimal, unit: str) -> Decimal:
    """`value` in `unit`, as 万元, exact. Raises KeyError for a unit that is none of WAN."""
    return value * WAN[unit]


@lru_cache(maxsize=4096)
def parse_amount(printed: str, unit: str) -> Decimal | None:
    """The amount in 万元 that a cell prints in `unit`, or None for a blank.

    Raises UnreadableFigureError where the cell is no figure, is finer than 分 or larger than any budget.
    """
    value = parse_number(printed)
    if value is None:
        return None
    amount = to_wan(value, unit)
    if not fits(amount):
        raise UnreadableFigureError(printed)
    return amount


def plain(value: Decimal, least: int = 0) -> str:
    """The number without exponent or trailing zeros, with at least `least` decimals.

    >>> plain(Decimal("7734.640000"), 2), plain(Decimal("1E+2"))
    ('7734.64', '100')
    """
    text = format(value, "f")
    head, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0").ljust(least, "0")
    text = f"{head}.{decimals}" if decimals else head
    return text.removeprefix("-") if text.strip("-0.") == "" else text
