"""Figures that are computed with: each knows its exact value, what printed rounding leaves, and how it came to be.

A figure is a printed cell, or arithmetic on figures:

>>> now = Cell("amounts/1/revenue/8/total/2026/budget", "amount", Decimal("10808.91"), Decimal("0.01"), unit="万元")
>>> change = Cell("statements/1", "change", Decimal("-1538.96"), Decimal("0.01"), unit="万元")
>>> pct = percent(change, now - change)
>>> round(pct.value, 6), pct.unit
(Decimal('-12.463364'), '%')
>>> outward(pct.interval, 6)
(Decimal('-12.463405'), Decimal('-12.463323'))
>>> pct.how
'100 * [statements/1#change] / ([amounts/1/revenue/8/total/2026/budget#amount] - [statements/1#change])'

`how` is text that `analysis.how.read` turns into the same figure again, given the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Any, Self

from analysis.intervals import EXACT, Expression, Printed
from analysis.money import Interval, plain

#: What stands between a row and its column in the name of a cell.
COLUMN = "#"
_ZERO = Decimal(0)


class Figure(Expression):
    """A value with its unit, and the operation on `parts` (figures and plain numbers) that makes it."""

    __slots__ = ("unit",)
    parts: tuple[Part, ...]

    def __init__(self, op: str, parts: tuple[Part, ...], value: Decimal, unit: str) -> None:
        self.op, self.parts, self.value, self.unit = op, parts, value, unit

    def __repr__(self) -> str:
        return f"<{plain(self.value)}{self.unit} = {self.how}>"

    def __bool__(self) -> bool:
        """True: a figure of zero is there, too; what is not printed is None."""
        return True

    # --- arithmetic ---------------------------------------------------------------------

    def __add__(self, other: Figure) -> Figure:
        return made("+", self, other)

    def __sub__(self, other: Figure) -> Figure:
        return made("-", self, other)

    def __neg__(self) -> Figure:
        return made("-", _ZERO, self)

    def __abs__(self) -> Figure:
        return made("abs", self)

    def __mul__(self, other: Figure | int | Decimal) -> Figure:
        """The product, in this figure's unit."""
        by = other if isinstance(other, Figure) else Decimal(other)
        return made("*", self, by, unit=self.unit)

    def __rmul__(self, other: int | Decimal) -> Figure:
        return made("*", Decimal(other), self, unit=self.unit)

    def __truediv__(self, other: Figure | int | Decimal) -> Figure:
        """The quotient: of one unit by the same a pure number, else in this unit. Raises ZeroDivisionError."""
        by = other if isinstance(other, Figure) else Decimal(other)
        if not value_of(by):
            raise ZeroDivisionError(f"{self!r} / 0")
        unit = "" if isinstance(by, Figure) and by.unit == self.unit else self.unit
        return made("/", self, by, unit=unit)

    def __rtruediv__(self, other: int | Decimal) -> Figure:
        if not self.value:
            raise ZeroDivisionError(f"{other} / {self!r}")
        return made("/", Decimal(other), self, unit="")

    def to(self, unit: str) -> Self:
        """The same figure, called by another unit: what a price times a number comes to."""
        made = copy(self)
        made.unit = unit
        return made

    # --- how it came to be -------------------------------------------------------------------

    @property
    def how(self) -> str:
        """The expression over cells, in the grammar of this module."""
        return _text(self, 0)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that it rests on, each once, in their order."""
        return tuple({cell.name: cell for cell in _cells(self)}.values())

    @property
    def refs(self) -> tuple[str, ...]:
        """The rows of these cells, each once."""
        return tuple(dict.fromkeys(cell.ref for cell in self.cells))


class Cell(Figure, Printed):
    """A printed figure: the row and column of a dataset that hold it, and the values that rounding leaves.

    `step` is what its table prints figures to, 0 for what stands for itself; `own` is the size of its own last digit.
    """

    __slots__ = ("column", "high", "low", "name", "own", "ref", "step")
    own: Decimal

    def __init__(
        self,
        ref: str,
        column: str,
        value: Decimal,
        step: Decimal = _ZERO,
        own: Decimal | None = None,
        *,
        unit: str = "",
    ) -> None:
        super().__init__("cell", (), value, unit)
        self.ref, self.column, self.step, self.own = ref, column, step, step if own is None else own
        self.name = f"{ref}{COLUMN}{column}"
        self.low, self.high = value - step / 2, value + step / 2


class Told(Figure):
    """A figure of an answer, with the text that says how it came to be; exact, whatever it rests on."""

    __slots__ = ("text",)

    def __init__(self, value: Decimal, text: str, unit: str = "") -> None:
        super().__init__("told", (), value, unit)
        self.text = text


Part = Figure | Decimal


def added(values: Iterable[Decimal]) -> Decimal:
    """The exact sum of values."""
    return reduce(EXACT.add, values, _ZERO)


#: What an operation makes of the values of its parts.
OPERATIONS: Mapping[str, Callable[..., Decimal]] = {
    "+": EXACT.add,
    "-": EXACT.subtract,
    "*": EXACT.multiply,
    "/": EXACT.divide,
    "abs": EXACT.abs,
    "sum": lambda *values: added(values),
    "count": lambda *values: Decimal(len(values)),
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
}


def made(op: str, *parts: Part, unit: str | None = None) -> Figure:
    """The figure that an operation makes of its parts, in their unit. Raises ValueError where that differs."""
    value = OPERATIONS[op](*map(value_of, parts))
    return Figure(op, parts, value, _same(parts) if unit is None else unit)


def told(row: Mapping[str, Any], column: str, unit: str = "") -> Told | None:
    """The figure that a row of an answer holds in a column; None where it is empty."""
    return None if row[column] is None else Told(row[column], row[f"{column}_how"], unit)


def total(figures: Iterable[Figure | None]) -> Figure | None:
    """The sum of those that are known; one figure is itself, of none there is no sum."""
    parts = tuple(one for one in figures if one is not None)
    if len(parts) < 2:
        return parts[0] if parts else None
    return made("sum", *parts)


def less(whole: Figure, parts: Iterable[Figure | None]) -> Figure:
    """The rest of a whole that the known ones of its parts leave."""
    rest = total(parts)
    return whole if rest is None else whole - rest


def difference(one: Figure | None, other: Figure | None) -> Figure | None:
    """One less the other; None where one of them is not known."""
    return None if one is None or other is None else one - other


def count(cells: Iterable[Figure], unit: str = "") -> Figure:
    """The number of cells."""
    return made("count", *cells, unit=unit)


def percent(part: Figure | None, whole: Figure | None) -> Figure | None:
    """A part in percent of a whole; None where one of them is not known or the whole is 0: then it is undefined."""
    if part is None or whole is None or not whole.value:
        return None
    share = 100 * part / whole
    share.unit = "%"
    return share


def least(one: Figure, other: Figure) -> Figure:
    """The smaller of two."""
    return made("min", one, other)


def rounded(figure: Figure, step: Decimal) -> Figure:
    """The figure rounded half away from zero to a power of ten; it may stand for what it did before."""
    value = figure.value.quantize(step, ROUND_HALF_UP, EXACT)
    return Figure("round", (figure, Decimal(max(0, -int(step.adjusted())))), value, figure.unit)


def root(figure: Figure, degree: int) -> Figure:
    """The positive root of a figure above 0. Raises ValueError for any other."""
    if figure.value <= 0:
        raise ValueError(f"the root of {figure!r}")
    value = EXACT.power(figure.value, EXACT.divide(1, degree))
    return Figure("root", (figure, Decimal(degree)), value, figure.unit)


def growth(now: Figure | None, before: Figure | None, years: int = 1) -> Figure | None:
    """The change in percent a year, compound where there are several years; None where it is undefined."""
    if now is None or before is None or not before.value:
        return None
    if years == 1:
        return percent(now - before, before)
    if min(now.value, before.value) <= 0:
        return None
    rate = root(now / before, years)
    return 100 * made("-", rate, Decimal(1), unit="%")


def places(value: Decimal, decimals: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The value to so many decimals, half away from zero unless asked for otherwise."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding, EXACT)


def outward(interval: Interval | None, decimals: int) -> tuple[Decimal | None, Decimal | None]:
    """Both ends of an interval to so many decimals, rounded outward; None for none."""
    if interval is None:
        return None, None
    return places(interval.low, decimals, ROUND_FLOOR), places(interval.high, decimals, ROUND_CEILING)


# --- text ------------------------------------------------------------------------------------------

_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2}


def _text(part: Part, level: int) -> str:
    """A part as text; in parentheses where what stands around it binds as much as `level` says."""
    if isinstance(part, Decimal):
        return plain(part) if part >= 0 else f"(0 - {plain(-part)})"
    if isinstance(part, Cell):
        return f"[{part.name}]"
    if isinstance(part, Told):
        is_one = part.text.startswith("[") and part.text.find("]") == len(part.text) - 1
        return part.text if is_one or not level else f"({part.text})"
    own = _LEVELS.get(part.op)
    if own is None:
        return f"{part.op}({', '.join(_text(one, 0) for one in part.parts)})"
    one, other = part.parts
    said = f"{_text(one, own)} {part.op} {_text(other, own if part.op == '+' else own + 1)}"
    return f"({said})" if own < level else said


# --- small helpers -----------------------------------------------------------------------------------


def _cells(part: Part) -> Iterator[Cell]:
    if isinstance(part, Cell):
        yield part
    elif isinstance(part, Figure):
        for one in part.parts:
            yield from _cells(one)


def value_of(part: Part) -> Decimal:
    """The value of a figure, or the number itself."""
    return part.value if isinstance(part, Figure) else part


def _same(parts: Iterable[Part]) -> str:
    one, *others = (part for part in parts if isinstance(part, Figure))
    for other in others:
        if other.unit != one.unit:
            raise ValueError(f"{one!r} and {other!r}: {one.unit} and {other.unit} can't be added or compared")
    return one.unit
