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

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import reduce
from typing import Any

from analysis.money import Interval, plain

#: What stands between a row and its column in the name of a cell.
COLUMN = "#"
#: Every sum and product of printed figures is exact in it, a quotient to its last digit.
EXACT = Context(prec=60)
_ZERO, _HUNDRED = Decimal(0), Decimal(100)


class Figure:
    """A value with its unit, and the operation on `parts` (figures and plain numbers) that makes it."""

    __slots__ = ("op", "parts", "unit", "value")

    def __init__(self, op: str, parts: tuple[Part, ...], value: Decimal, unit: str) -> None:
        self.op, self.parts, self.value, self.unit = op, parts, value, unit

    def __repr__(self) -> str:
        return f"<{plain(self.value)}{self.unit} = {self.how}>"

    # --- arithmetic ---------------------------------------------------------------------

    def __add__(self, other: Figure) -> Figure:
        return Figure("+", (self, other), EXACT.add(self.value, other.value), _same(self, other))

    def __sub__(self, other: Figure) -> Figure:
        return Figure("-", (self, other), EXACT.subtract(self.value, other.value), _same(self, other))

    def __neg__(self) -> Figure:
        return Figure("-", (_ZERO, self), EXACT.minus(self.value), self.unit)

    def __abs__(self) -> Figure:
        return Figure("abs", (self,), EXACT.abs(self.value), self.unit)

    def __mul__(self, other: Figure | int | Decimal) -> Figure:
        """The product, in this figure's unit."""
        by = other if isinstance(other, Figure) else Decimal(other)
        return Figure("*", (self, by), EXACT.multiply(self.value, value_of(by)), self.unit)

    def __rmul__(self, other: int | Decimal) -> Figure:
        by = Decimal(other)
        return Figure("*", (by, self), EXACT.multiply(by, self.value), self.unit)

    def __truediv__(self, other: Figure | int | Decimal) -> Figure:
        """The quotient: of one unit by the same a pure number, else in this unit. Raises ZeroDivisionError."""
        by = other if isinstance(other, Figure) else Decimal(other)
        below = value_of(by)
        if not below:
            raise ZeroDivisionError(f"{self!r} / 0")
        unit = "" if isinstance(by, Figure) and by.unit == self.unit else self.unit
        return Figure("/", (self, by), EXACT.divide(self.value, below), unit)

    def __rtruediv__(self, other: int | Decimal) -> Figure:
        if not self.value:
            raise ZeroDivisionError(f"{other} / {self!r}")
        over = Decimal(other)
        return Figure("/", (over, self), EXACT.divide(over, self.value), "")

    def to(self, unit: str) -> Figure:
        """The same figure, called by another unit: what a price times a number comes to."""
        return _with_unit(self, unit)

    # --- what it may stand for -------------------------------------------------------------

    @property
    def interval(self) -> Interval | None:
        """All values that printed rounding leaves; None where a divisor may be 0.

        Each cell is one variable, however often it stands in the expression. Sums and one quotient of sums are exact;
        any other expression is taken operation by operation.
        """
        form = _Linear.of(self)
        if form is not None:
            return form.interval
        fraction = _fraction(self)
        return _quotient_interval(*fraction) if fraction is not None else _by_operation(self)

    @property
    def slack(self) -> Decimal:
        """Half of what rounding leaves: how far the printed value may be from the true one."""
        interval = self.interval
        return _ZERO if interval is None else (interval.high - interval.low) / 2

    @property
    def own(self) -> Decimal | None:
        """The size of the last digit that it is printed with, its unit brought to this one; None where computed."""
        if self.op not in ("*", "/"):
            return None
        factor, inner = _scaled(self)
        held = inner.own if isinstance(inner, Figure) and factor is not None else None
        return None if held is None or factor is None else EXACT.multiply(held, abs(factor))

    @property
    def is_coarse(self) -> bool:
        """Whether it is printed with fewer digits than its table is."""
        return self.own is not None and self.own > 2 * self.slack

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


class Cell(Figure):
    """A printed figure: the row and column of a dataset that hold it, and the values that rounding leaves.

    `step` is what its table prints figures to, 0 for what stands for itself; `own` is the size of its own last digit.
    """

    __slots__ = ("_own", "column", "high", "low", "ref", "step")

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
        self.ref, self.column, self.step, self._own = ref, column, step, step if own is None else own
        self.low, self.high = value - step / 2, value + step / 2

    @property
    def name(self) -> str:
        """Row and column, as `how` names them."""
        return f"{self.ref}{COLUMN}{self.column}"

    @property
    def own(self) -> Decimal:
        """The size of its own last digit."""
        return self._own


class Told(Figure):
    """A figure of an answer, with the text that says how it came to be; exact, whatever it rests on."""

    __slots__ = ("text",)

    def __init__(self, value: Decimal, text: str, unit: str = "") -> None:
        super().__init__("told", (), value, unit)
        self.text = text

    def to(self, unit: str) -> Told:
        """The same figure, called by another unit."""
        return Told(self.value, self.text, unit)


Part = Figure | Decimal


def told(row: Mapping[str, Any], column: str, unit: str = "") -> Told | None:
    """The figure that a row of an answer holds in a column; None where it is empty."""
    return None if row[column] is None else Told(row[column], row[f"{column}_how"], unit)


def total(figures: Iterable[Figure]) -> Figure | None:
    """The sum; one figure is itself, of none there is no sum."""
    parts = tuple(figures)
    if len(parts) < 2:
        return parts[0] if parts else None
    return Figure("sum", parts, added(part.value for part in parts), _same(*parts))


def less(whole: Figure, parts: Iterable[Figure]) -> Figure:
    """What parts leave of a whole."""
    rest = total(parts)
    return whole if rest is None else whole - rest


def added(values: Iterable[Decimal]) -> Decimal:
    """The exact sum of values."""
    return reduce(EXACT.add, values, _ZERO)


def count(cells: Iterable[Figure], unit: str = "") -> Figure:
    """How many cells there are."""
    parts = tuple(cells)
    return Figure("count", parts, Decimal(len(parts)), unit)


def percent(part: Figure | None, whole: Figure | None) -> Figure | None:
    """A part in percent of a whole; None where one of them is not known or the whole is 0: then it is undefined."""
    if part is None or whole is None or not whole.value:
        return None
    return _with_unit(100 * part / whole, "%")


def least(one: Figure, other: Figure) -> Figure:
    """The smaller of two."""
    return Figure("min", (one, other), min(one.value, other.value), _same(one, other))


def most(one: Figure, other: Figure) -> Figure:
    """The larger of two."""
    return Figure("max", (one, other), max(one.value, other.value), _same(one, other))


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
    if now.value <= 0 or before.value <= 0:
        return None
    rate = root(now / before, years)
    return 100 * Figure("-", (rate, Decimal(1)), EXACT.subtract(rate.value, 1), "%")


def may_agree(one: Figure, other: Figure) -> bool:
    """Whether rounding leaves the two a value in common."""
    interval = (one - other).interval
    return interval is not None and interval.holds(_ZERO)


def places(value: Decimal, decimals: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    """The value to so many decimals, half away from zero unless asked for otherwise."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding, EXACT)


def outward(interval: Interval | None, decimals: int) -> tuple[Decimal | None, Decimal | None]:
    """Both ends of an interval to so many decimals, rounded outward; None for none."""
    if interval is None:
        return None, None
    return places(interval.low, decimals, ROUND_FLOOR), places(interval.high, decimals, ROUND_CEILING)


# --- intervals -------------------------------------------------------------------------------------


class _Linear:
    """A sum of cells, each times a number, and a constant."""

    def __init__(self) -> None:
        self.constant = _ZERO
        self.terms: dict[str, tuple[Cell, Decimal]] = {}

    @classmethod
    def of(cls, part: Part) -> _Linear | None:
        form = cls()
        return form if form._add(part, Decimal(1)) else None

    def _add(self, part: Part, times: Decimal) -> bool:
        if isinstance(part, Decimal):
            self.constant = EXACT.fma(part, times, self.constant)
        elif isinstance(part, Cell):
            name = part.name
            self.terms[name] = (part, EXACT.add(self.terms[name][1] if name in self.terms else _ZERO, times))
        elif part.op in ("+", "sum"):
            return all(self._add(one, times) for one in part.parts)
        elif part.op == "-":
            return self._add(part.parts[0], times) and self._add(part.parts[1], -times)
        elif part.op == "round":
            return self._add(part.parts[0], times)
        elif part.op in ("*", "/"):
            factor, rest = _scaled(part)
            return factor is not None and self._add(rest, EXACT.multiply(times, factor))
        elif part.op in ("count", "told"):
            self.constant = EXACT.fma(part.value, times, self.constant)
        else:
            return False
        return True

    @property
    def interval(self) -> Interval:
        return Interval(self.at(self.ends(-1)), self.at(self.ends(1)))

    def ends(self, side: int) -> dict[str, Decimal]:
        """The end of each cell's interval at which the form is least (-1) or greatest (1)."""
        return {name: cell.high if times * side > 0 else cell.low for name, (cell, times) in self.terms.items()}

    def at(self, ends: dict[str, Decimal]) -> Decimal:
        value = self.constant
        for name, (cell, times) in self.terms.items():
            value = EXACT.fma(times, ends.get(name, cell.value), value)
        return value

    def less(self, other: _Linear, times: Decimal) -> _Linear:
        """This form less another one times a number."""
        found = _Linear()
        found.terms = dict(self.terms)
        for name, (cell, own) in other.terms.items():
            held = found.terms[name][1] if name in found.terms else _ZERO
            found.terms[name] = (cell, EXACT.fma(-times, own, held))
        return found


def _scaled(part: Figure) -> tuple[Decimal | None, Part]:
    """A product or quotient by a plain number: that factor, and what it is applied to."""
    one, other = part.parts
    if isinstance(other, Decimal):
        return (other if part.op == "*" else EXACT.divide(1, other)), one
    if isinstance(one, Decimal) and part.op == "*":
        return one, other
    return None, part


def _fraction(part: Figure) -> tuple[_Linear, _Linear] | None:
    """An expression as one sum over another, or None where it is no such thing."""
    factor = Decimal(1)
    while True:
        if part.op == "round":
            inner: Part = part.parts[0]
        elif part.op in ("*", "/"):
            by, inner = _scaled(part)
            if by is None:
                break
            factor = EXACT.multiply(factor, by)
        else:
            return None
        if not isinstance(inner, Figure):
            return None
        part = inner
    if part.op != "/":
        return None
    above, below = _Linear(), _Linear.of(part.parts[1])
    return None if below is None or not above._add(part.parts[0], factor) else (above, below)


def _quotient_interval(above: _Linear, below: _Linear) -> Interval | None:
    """The least and greatest quotient: at ends of the cells' intervals, found by Dinkelbach's method.

    A quotient of sums is monotone in each cell, so that it is extreme where `above - t * below` is, with t the extreme.
    """
    divisor = below.interval
    if divisor.low <= 0 <= divisor.high:
        return None
    sign = 1 if divisor.low > 0 else -1
    found = []
    for side in (-1, 1):
        best = EXACT.divide(above.at({}), below.at({}))
        while True:
            ends = above.less(below, best).ends(side * sign)
            reached = EXACT.divide(above.at(ends), below.at(ends))
            if (reached - best) * side <= 0:
                break
            best = reached
        found.append(best)
    return Interval(*found)


def _by_operation(part: Part) -> Interval | None:
    """The interval of an operation on the intervals of its parts; None where one is not known."""
    if isinstance(part, Decimal):
        return Interval(part, part)
    held = [one.interval if isinstance(one, Figure) else Interval(one, one) for one in part.parts]
    known = [one for one in held if one is not None]
    if len(known) < len(held):
        return None
    first, second = known[0], known[-1]
    if part.op in ("+", "sum"):
        low, high = (sum((getattr(one, end) for one in known), _ZERO) for end in ("low", "high"))
        return Interval(low, high)
    if part.op == "-":
        return first - second
    if part.op == "*":
        ends = [EXACT.multiply(a, b) for a in (first.low, first.high) for b in (second.low, second.high)]
        return Interval(min(ends), max(ends))
    if part.op == "/":
        return first.over(second)
    if part.op in ("min", "max"):
        pick = min if part.op == "min" else max
        return Interval(pick(one.low for one in known), pick(one.high for one in known))
    if part.op == "abs":
        ends = [abs(first.low), abs(first.high)]
        return Interval(_ZERO if first.low < 0 < first.high else min(ends), max(ends))
    if part.op == "root":
        degree = EXACT.divide(1, second.low)
        return Interval(*(EXACT.power(end, degree) for end in (first.low, first.high))) if first.low > 0 else None
    return first  # round


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


def _same(*figures: Figure) -> str:
    """The unit of all. Raises ValueError where they differ."""
    unit = figures[0].unit
    for figure in figures:
        if figure.unit != unit:
            raise ValueError(f"{figures[0]!r} and {figure!r}: {unit} and {figure.unit} can't be added or compared")
    return unit


def _with_unit(figure: Figure, unit: str) -> Figure:
    return Figure(figure.op, figure.parts, figure.value, unit)
