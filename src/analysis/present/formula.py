"""How a computed figure is made: arithmetic on operands that name their file, row and column.

A reference is a table and the key of a row, `amounts/1/revenue/8/total/2026/budget`, with the column after a colon
where it is not the table's own figure: `statements/4:change_pct`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from analysis.money import plain
from analysis.schema import OTHER

#: table -> the column that a reference means where it names none.
FIGURES = {
    "amounts": "amount",
    "statements": "value",
    "reasons": "amount",
    "projects": "total_yuan",
    "indicators": "value",
    "mentions": "value",
    "department": "value",
}
_ROW = re.compile(r"(amounts/\d+/\w+/)(\d+)((?:/\w+)+)")
_LONG_SUM = re.compile(r"((?:[\d,.]+ \+ ){3})(?:[\d,.]+ \+ ){6,}")
_SIGNS = {" / ": " ÷ ", " * ": " × ", " - ": " − "}


@dataclass(frozen=True, slots=True)
class Input:
    """An operand: its value, and the row and column that it is taken from."""

    value: Decimal
    ref: str


@dataclass(frozen=True, slots=True)
class Formula:
    """`text` with `{}` for each operand in turn: `{} / {} * 100`; or the name of a measure and its operands.

    >>> change, base = Input(Decimal("-1538.96"), "statements/1:change"), Input(Decimal("12347.87"), "")
    >>> formula = Formula("{} / {} * 100", (change, base))
    >>> str(formula), formula.words()
    ('-1538.96 / 12347.87 * 100', '−1,538.96 ÷ 12,347.87 × 100')
    """

    text: str
    inputs: tuple[Input, ...] = ()

    def __str__(self) -> str:
        return self.text.format(*(plain(one.value) for one in self.inputs))

    def words(self) -> str:
        """The formula as people write it; of a long sum the first terms and the last."""
        text = self.text
        for sign, written in _SIGNS.items():
            text = text.replace(sign, written)
        shown = [grouped(one.value) for one in self.inputs]
        pieces = text.split("{}")
        said = pieces[0]
        for number, (one, after) in enumerate(zip(shown, pieces[1:], strict=True)):
            said += (f"({one})" if number and one.startswith("−") else one) + after
        return _LONG_SUM.sub(r"\1… + ", said)


def sum_of(*inputs: Input) -> Formula:
    """The operands added up."""
    return Formula(" + ".join("{}" for _ in inputs), inputs)


def difference(first: Input, *others: Input) -> Formula:
    """The first operand less the others."""
    return Formula(" - ".join("{}" for _ in (first, *others)), (first, *others))


def ratio(above: Formula, below: Formula, times: int = 100) -> Formula:
    """What one formula makes over what another does, in percent or times another number."""
    text = " / ".join(one.text if len(one.inputs) == 1 else f"({one.text})" for one in (above, below))
    return Formula(f"{text} * {times}" if times != 1 else text, above.inputs + below.inputs)


def percentage(part: Input, *whole: Input) -> Formula:
    """A part in percent of a whole, or of what the whole's parts add up to."""
    return ratio(sum_of(part), sum_of(*whole))


def folded(refs: Iterable[str]) -> str:
    """References in one text, those that follow each other and differ in their row alone as one: `a/1/{2,3}/total`.

    >>> folded(["amounts/1/revenue/3/total/2026/budget", "amounts/1/revenue/5/total/2026/budget", "statements/4"])
    'amounts/1/revenue/{3,5}/total/2026/budget statements/4'
    """
    groups: list[tuple[str, list[str], str]] = []
    for ref in refs:
        found = _ROW.fullmatch(ref)
        before, row, after = found.groups() if found else (ref, "", "")
        if row and groups and (groups[-1][0], groups[-1][2]) == (before, after):
            groups[-1][1].append(row)
        else:
            groups.append((before, [row], after))
    return " ".join(
        f"{before}{rows[0] if len(rows) == 1 else '{' + ','.join(rows) + '}'}{after}" for before, rows, after in groups
    )


def grouped(value: Decimal) -> str:
    """A figure with separators, its decimals as they stand: `−1,538.96`, `9,150,000`.

    >>> grouped(Decimal("-1538.960000")), grouped(Decimal("9150000.00"))
    ('−1,538.96', '9,150,000')
    """
    head, _, decimals = plain(abs(value)).partition(".")
    return ("−" if value < 0 else "") + f"{int(head):,}" + (f".{decimals}" if decimals else "")


def dataset(ref: str) -> str:
    """The ID of the dataset that a reference names before the row; empty where it is the page's own."""
    return ref.partition(OTHER)[0] if OTHER in ref else ""


def split(ref: str) -> tuple[str, str, str]:
    """A reference as table, key and column, without the dataset that it may name."""
    row, _, column = ref.rpartition(OTHER)[2].partition(":")
    table, _, key = row.partition("/")
    return table, key, column or FIGURES.get(table, "")
