"""The story of a figure as text: an expression over cells of datasets, by which anybody can compute it again.

A cell is `[row#column]`, the row as `Schema.reference` names it, with `<id>!` before it where another dataset holds
it. Between cells stand + - * / and parentheses, plain decimal numbers, sum(a, b), count(a, b), min(a, b), max(a, b),
abs(a), root(a, n) and round(a, places), which rounds half away from zero. A cell alone means: printed there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from analysis.figure import COLUMN, OPERATIONS, Figure, Part, made, root, rounded, value_of
from analysis.schema import OTHER, quoted

_TOKENS = re.compile(
    r"(?P<blank>\s)|(?P<cell>\[[^\[\]]+\])|(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z]+)|(?P<sign>[-+*/(),])"
)
_CELL = re.compile(r"\[([^\[\]]+)\]")


class HowError(ValueError):
    """A text that should say how a figure came to be, and is not in the grammar."""


class Name(NamedTuple):
    """The name of a cell, part by part: `dataset` is empty for the one that is spoken of."""

    dataset: str
    table: str
    key: tuple[str, ...]
    column: str
    ref: str  # dataset, table and key as written


@lru_cache(maxsize=8192)
def named(cell: str) -> Name:
    """A cell's name, or a row's, in its parts.

    >>> named("322-2025!amounts/1/revenue/8/total/2025/budget#amount")[:4]
    ('322-2025', 'amounts', ('1', 'revenue', '8', 'total', '2025', 'budget'), 'amount')
    """
    ref, _, column = cell.partition(COLUMN)
    dataset, _, row = ref.rpartition(OTHER)
    table, *key = row.split("/")
    return Name(unquote(dataset), table, tuple(unquote(part) for part in key), column, ref)


def cells(how: str) -> list[str]:
    """The names of the cells in a text that says how a figure came to be, each once."""
    return list(dict.fromkeys(_CELL.findall(how)))


def refs(how: str) -> list[str]:
    """The rows of these cells, each once."""
    return list(dict.fromkeys(name.partition(COLUMN)[0] for name in cells(how)))


def elsewhere(how: str, id: str) -> str:
    """The text as it stands where another dataset than `id` is spoken of: with the ID before each of its cells.

    >>> elsewhere("[statements/1#change] / [322-2025!statements/1#change]", "322-2026")
    '[322-2026!statements/1#change] / [322-2025!statements/1#change]'
    """
    return _CELL.sub(lambda found: found[0] if OTHER in found[1] else f"[{quoted(id)}{OTHER}{found[1]}]", how)


def read(how: str, cell: Callable[[str], Figure]) -> Figure:
    """The figure that a text says, with `cell` for the figure of each cell's name.

    Raises HowError for a text that is not in the grammar, ZeroDivisionError for a quotient by 0, and what `cell` does.
    """
    found = _Reader(how, cell).whole()
    if not isinstance(found, Figure):
        raise HowError(f"{how}: names no cell")
    return found


class _Reader:
    """Reads an expression from its text, by descent."""

    def __init__(self, text: str, cell: Callable[[str], Figure]) -> None:
        self.text, self.cell = text, cell
        self.tokens = list(_tokens(text))
        self.at = 0

    def whole(self) -> Part:
        found = self._sum()
        if self.at < len(self.tokens):
            raise HowError(f"{self.text}: nothing expected at {self.tokens[self.at][1]}")
        return found

    def _next(self, *expected: str) -> str:
        """The next sign where it is one of these, else nothing."""
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign" and self.tokens[self.at][1] in expected:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def _sum(self) -> Part:
        found = self._product()
        while sign := self._next("+", "-"):
            found = _made(sign, found, self._product())
        return found

    def _product(self) -> Part:
        found = self._single()
        while sign := self._next("*", "/"):
            other = self._single()
            if sign == "/" and not value_of(other):
                raise ZeroDivisionError(self.text)
            found = _made(sign, found, other)
        return found

    def _single(self) -> Part:
        if self._next("("):
            found = self._sum()
            self._close()
            return found
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "its end")
        self.at += 1
        if kind == "cell":
            return self.cell(text[1:-1])
        if kind == "number":
            return Decimal(text)
        if kind == "name" and self._next("("):
            parts = [self._sum()]
            while self._next(","):
                parts.append(self._sum())
            self._close()
            return self._call(text, parts)
        raise HowError(f"{self.text}: a cell, a number or a name expected, see {text}")

    def _close(self) -> None:
        if not self._next(")"):
            raise HowError(f"{self.text}: a parenthesis is not closed")

    def _call(self, name: str, parts: Sequence[Part]) -> Part:
        figures = [part for part in parts if isinstance(part, Figure)]
        if name in ("round", "root"):
            if len(parts) != 2 or not figures or not isinstance(parts[1], Decimal):
                raise HowError(f"{self.text}: {name} takes a figure and a number")
            degree = int(parts[1])
            if name == "root":
                return root(figures[0], degree)
            return rounded(figures[0], Decimal(1).scaleb(-degree))
        if name not in OPERATIONS or (name == "abs" and len(parts) != 1):
            raise HowError(f"{self.text}: no function {name} of {len(parts)}")
        return _made(name, *parts)


def _made(op: str, *parts: Part) -> Part:
    """What an operation makes of its parts: a figure, of plain numbers a number."""
    found = made(op, *parts, unit="")
    return found if any(isinstance(part, Figure) for part in parts) else found.value


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKENS.match(text, at)
        if found is None:
            raise HowError(f"{text}: not understood from {text[at : at + 20]}")
        kind = found.lastgroup or ""
        if kind != "blank":
            yield kind, found[kind]
        at = found.end()
