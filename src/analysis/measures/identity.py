"""An identity between printed figures, and the verdict that intervals give."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from analysis.money import Interval, rounding


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed figure: its value, what it may stand for, the size of its own last digit, its reference."""

    value: Decimal
    interval: Interval
    own_step: Decimal
    ref: str

    @property
    def is_coarse(self) -> bool:
        """Whether it prints fewer digits than its table does."""
        return self.own_step > self.interval.high - self.interval.low


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an identity: the sum of its cells."""

    cells: tuple[Cell, ...]

    @property
    def value(self) -> Decimal:
        return sum((cell.value for cell in self.cells), Decimal(0))

    @property
    def interval(self) -> Interval:
        total = Interval(Decimal(0), Decimal(0))
        for cell in self.cells:
            total = total + cell.interval
        return total

    @property
    def ref(self) -> str:
        return " ".join(cell.ref for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """An identity and its two sides; `unit` is that of both."""

    id: str
    kind: str
    left: Side
    right: Side
    unit: str = "万元"
    bounds: tuple[Interval, Interval] | None = None  # where a side is no plain sum: what it may stand for

    @property
    def verdict(self) -> str:
        """exact where both sides print the same, rounding where both can be true at once, else violated.

        A figure with fewer digits than its table counts at the table's resolution: offices drop trailing
        zeros. Where that breaks the identity, but the figure is what the others give when rounded to its
        own digits, the verdict is rounding too.
        """
        if self.left.value == self.right.value:
            return "exact"
        left, right = self.bounds or (self.left.interval, self.right.interval)
        return "rounding" if left.meets(right) or self.is_rounded_harder else "violated"

    @property
    def is_rounded_harder(self) -> bool:
        """Whether one coarse figure explains a difference that the table's resolution does not."""
        return self.coarse is not None

    @property
    def coarse(self) -> Cell | None:
        """The figure with fewer digits than its table that is what the others give, rounded to its own digits.

        None where both sides can be true at the table's resolution, and where no such figure explains it.
        """
        left, right = self.bounds or (self.left.interval, self.right.interval)
        if self.left.value == self.right.value or left.meets(right):
            return None
        if self.bounds:  # a stated percentage, which stands alone
            cell = self.left.cells[0]
            return cell if cell.is_coarse and rounding(cell.value, cell.own_step).meets(right) else None
        difference = self.left.value - self.right.value
        for side, sign in ((self.left, 1), (self.right, -1)):
            for cell in side.cells:
                others = cell.value - sign * difference
                if cell.is_coarse and others.quantize(cell.own_step, ROUND_HALF_UP) == cell.value:
                    return cell
        return None

    @property
    def tolerance(self) -> Decimal:
        """The greatest difference that rounding leaves between the two sides."""
        left, right = self.bounds or (self.left.interval, self.right.interval)
        return (left.high - left.low + right.high - right.low) / 2


def exact(value: Decimal, ref: str) -> Cell:
    """A figure that stands for itself: counts, and funds that a form prints to the yuan."""
    return Cell(value, Interval(value, value), Decimal(0), ref)
