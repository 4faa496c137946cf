"""An identity between printed figures, and the verdict that intervals give."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from analysis.figure import Figure, places, total, value_of
from analysis.money import AMOUNT_SCALE, Interval, rounding

_NOTHING = Interval(Decimal(0), Decimal(0))


class Side:
    """One side of an identity: figures that are added up; one without any is a blank, and counts as 0."""

    def __init__(self, *parts: Figure | None) -> None:
        self.parts = tuple(part for part in parts if part is not None)

    @cached_property
    def figure(self) -> Figure | None:
        """The sum; None for a blank."""
        return total(self.parts)

    @property
    def value(self) -> Decimal:
        return self.figure.value if self.figure else Decimal(0)

    @cached_property
    def interval(self) -> Interval:
        return (self.figure and self.figure.interval) or _NOTHING

    @property
    def refs(self) -> tuple[str, ...]:
        """The rows that it rests on."""
        return self.figure.refs if self.figure else ()


@dataclass(frozen=True)
class Reconciliation:
    """An identity and its two sides; `unit` is that of both.

    Its name begins with its kind. `is_open`: something that the document does not print may make it true.
    """

    id: str
    left: Side
    right: Side
    unit: str = "万元"
    is_open: bool = False

    @property
    def kind(self) -> str:
        """Its kind, one of `reconcile.KINDS`."""
        return self.id.partition("/")[0]

    @property
    def refs(self) -> tuple[str, ...]:
        """The rows of both sides, each once."""
        return tuple(dict.fromkeys((*self.left.refs, *self.right.refs)))

    @property
    def difference(self) -> Figure | None:
        """The left side less the right one; None where both are blank."""
        left, right = self.left.figure, self.right.figure
        if left is None or right is None:
            return left if right is None else -right
        return left - right

    @cached_property
    def verdict(self) -> str:
        """exact where both sides print the same, rounding where both can be true at once, else violated.

        A figure with fewer digits than its table counts at the table's resolution: offices drop trailing
        zeros. Where that breaks the identity, but the figure is what the others give when rounded to its
        own digits, or cut off there, the verdict is rounding too.
        """
        if self.left.value == self.right.value:
            return "exact"
        return "rounding" if self._meets or self.coarse or self.truncated else "violated"

    @property
    def is_doubted(self) -> bool:
        """True where a blank, or something that is not printed, may make it true."""
        return self.is_open or not self.left.parts or not self.right.parts

    @cached_property
    def _meets(self) -> bool:
        """True where both sides can be true at once."""
        return self.left.interval.meets(self.right.interval)

    @property
    def coarse(self) -> Figure | None:
        """The figure with fewer digits than its table that is what the others give, rounded to its own digits.

        None where both sides can be true at the table's resolution, and where no such figure explains it.
        """
        if self._meets:
            return None
        sides = ((self.left, 1), (self.right, -1))
        return next((part for side, sign in sides for part in side.parts if self._is_rounded(part, sign)), None)

    @property
    def truncated(self) -> Figure | None:
        """The figure that stands alone on its side and is what the other side gives, cut off behind its last digit.

        None where both sides can be true at once, and for a figure with fewer digits than its table.
        """
        if self._meets:
            return None
        for side, other in ((self.left, self.right), (self.right, self.left)):
            if side.figure and other.figure and _is_cut_off(side.figure, other.figure):
                return side.figure
        return None

    def _is_rounded(self, part: Figure, sign: int) -> bool:
        """True for a figure of one side that has fewer digits than its table, and that the others make at these."""
        if not part.is_coarse or part.own is None:
            return False
        if self.unit == "%":
            return rounding(part.value, part.own).meets(self.right.interval)
        others = part.value - sign * (self.left.value - self.right.value)
        return others.quantize(part.own, ROUND_HALF_UP) == part.value

    @property
    def tolerance(self) -> Decimal:
        """The greatest difference that rounding leaves between the two sides, to the decimals that answers keep."""
        left, right = self.left.interval, self.right.interval
        return places((left.high - left.low + right.high - right.low) / 2, AMOUNT_SCALE)


def _is_cut_off(figure: Figure, other: Figure) -> bool:
    """True where a figure is another one without what stands behind its own last digit."""
    if figure.own is None or figure.is_coarse:
        return False
    exact = other.parts[0] if other.op == "round" else other
    more = abs(value_of(exact)) - abs(figure.value)
    return 0 < more < figure.own and figure.value * value_of(exact) >= 0
