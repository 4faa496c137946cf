"""The story of a figure in words: its expression with the values of the cells, as people write it."""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.figure import Cell, Figure, Part, Told
from analysis.present.phrases import amount

_LONG_SUM = re.compile(r"((?:[\d,.]+ \+ ){3})(?:[\d,.]+ \+ ){6,}")
_SIGNS = {"*": "×", "/": "÷", "-": "−", "+": "+"}
_LEVELS = {"+": 1, "sum": 1, "-": 1, "*": 2, "/": 2}
_SINGLE = 9


def words(figure: Figure) -> str:
    """The expression with its values; of a long sum the first terms and the last, of a count how many there are.

    >>> now, less = Cell("amounts/1", "amount", Decimal("150")), Cell("statements/1", "change", Decimal("-1538.96"))
    >>> words(100 * less / (now - less))
    '100 × (−1,538.96) ÷ (150 − (−1,538.96))'
    """
    return _LONG_SUM.sub(r"\1… + ", _said(figure, 0, first=True))


def printed(figure: Figure) -> Cell | None:
    """The cell that prints a figure, in this unit or in another one; None for what is computed."""
    if isinstance(figure, Cell):
        return figure
    inner = [part for part in figure.parts if isinstance(part, Figure)]
    scaled = figure.op in ("*", "/") and len(inner) == 1 and isinstance(inner[0], Cell)
    factor = next((part for part in figure.parts if isinstance(part, Decimal)), None)
    is_unit = factor is not None and factor > 1 and not factor.normalize().as_tuple().digits[1:]
    return inner[0] if scaled and is_unit and factor != 100 and isinstance(inner[0], Cell) else None


def _said(part: Part, level: int, *, first: bool) -> str:
    if isinstance(part, Decimal):
        return amount(part, least=0)
    if isinstance(part, Cell | Told):
        value = amount(part.value, least=0)
        return value if first or part.value >= 0 else f"({value})"
    if part.op == "count":
        return amount(part.value, least=0)
    own = _LEVELS.get(part.op, _SINGLE)
    if own == _SINGLE:
        return f"{part.op}({', '.join(_said(one, 0, first=True) for one in part.parts)})"
    if part.op == "sum":
        said = " + ".join(_said(one, 1, first=not at) for at, one in enumerate(part.parts))
    else:
        one, other = part.parts
        right = own if part.op in "+*" else own + 1
        said = f"{_said(one, own, first=first)} {_SIGNS[part.op]} {_said(other, right, first=False)}"
    return f"({said})" if own < level else said
