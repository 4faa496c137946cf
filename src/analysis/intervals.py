"""The interval that printed rounding leaves of a figure: that of the expression that it is.

Each printed cell is one variable, with the interval that its own printing leaves, however often it stands in the
expression: for 100 * c / (a - c) the interval is narrower than one taken step by step.
"""

from __future__ import annotations

from decimal import Context, Decimal

from analysis.money import Interval

#: Every sum and product of printed figures is exact in it, a quotient to its last digit.
EXACT = Context(prec=60)
_ZERO = Decimal(0)


class Expression:
    """A value, and the operation on `parts` (expressions and plain numbers) that makes it."""

    __slots__ = ("op", "parts", "value")
    op: str
    parts: tuple[Part, ...]
    value: Decimal

    @property
    def interval(self) -> Interval | None:
        """All values that printed rounding leaves; None where a divisor may be 0.

        Each cell is one variable, however often it stands in the expression. Sums and one quotient of sums are exact;
        any other expression is taken operation by operation.
        """
        form = _Linear.of(self)
        if form is not None:
            return form.interval
        above, below = map(_Linear.of, self.parts) if self.op == "/" else (None, None)
        return _by_operation(self) if above is None or below is None else _quotient_interval(above, below)

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
        held = inner.own if isinstance(inner, Expression) and factor is not None else None
        return None if held is None or factor is None else EXACT.multiply(held, abs(factor))

    @property
    def is_coarse(self) -> bool:
        """True if it is printed with fewer digits than its table is."""
        return self.own is not None and self.own > 2 * self.slack


class Printed(Expression):
    """A printed cell: its name, and the least and the greatest value that its printing leaves."""

    __slots__ = ()
    name: str
    low: Decimal
    high: Decimal

    @property
    def interval(self) -> Interval:
        """The interval that its own printing leaves."""
        return Interval(self.low, self.high)


Part = Expression | Decimal


class _Linear:
    """A sum of cells, each times a number, and a constant."""

    def __init__(self) -> None:
        self.constant = _ZERO
        self.terms: dict[str, tuple[Printed, Decimal]] = {}

    @classmethod
    def of(cls, part: Part) -> _Linear | None:
        form = cls()
        return form if form._add(part, Decimal(1)) else None

    def _add(self, part: Part, times: Decimal) -> bool:
        if isinstance(part, Decimal):
            self.constant = EXACT.fma(part, times, self.constant)
        elif isinstance(part, Printed):
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
        for cell, own in other.terms.values():
            found._add(cell, EXACT.multiply(-times, own))
        return found


def _scaled(part: Expression) -> tuple[Decimal | None, Part]:
    """A product or quotient by a plain number: that factor, and what it is applied to."""
    one, other = part.parts
    if isinstance(other, Decimal):
        return (other if part.op == "*" else EXACT.divide(1, other)), one
    if isinstance(one, Decimal) and part.op == "*":
        return one, other
    return None, part


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


def _by_operation(part: Expression) -> Interval | None:
    """The interval of an operation on the intervals of its parts; None where one is not known."""
    held = [one.interval if isinstance(one, Expression) else Interval(one, one) for one in part.parts]
    known = [one for one in held if one is not None]
    if len(known) < len(held):
        return None
    first, second = known[0], known[-1]
    if part.op in ("+", "sum"):
        low, high = (sum((getattr(one, end) for one in known), _ZERO) for end in ("low", "high"))
        return Interval(low, high)
    if part.op == "-":
        return first - second
    if part.op in ("*", "/"):
        if part.op == "/" and second.low <= 0 <= second.high:
            return None
        made = EXACT.multiply if part.op == "*" else EXACT.divide
        ends = [made(a, b) for a in (first.low, first.high) for b in (second.low, second.high)]
        return Interval(min(ends), max(ends))
    if part.op in ("min", "max"):
        pick = min if part.op == "min" else max
        return Interval(pick(one.low for one in known), pick(one.high for one in known))
    if part.op == "abs":
        ends = [abs(first.low), abs(first.high)]
        return Interval(_ZERO if first.low < 0 < first.high else min(ends), max(ends))
    if part.op == "root":
        degree = EXACT.divide(1, second.low)
        if first.low <= 0:
            return None
        return Interval(EXACT.power(first.low, degree), EXACT.power(first.high, degree))
    return first  # round
