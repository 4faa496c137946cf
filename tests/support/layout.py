"""How a written document is printed: everything about a page that must not change what is read from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.money import WAN, plain
from analysis.text import fold

_WIDE = str.maketrans({chr(0x30 + i): chr(0xFF10 + i) for i in range(10)} | {".": "．", ",": "，", "%": "％"})
_DIGITS = re.compile(r"[0-9][0-9.,]*%?")
_CHINESE_PAIR = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Break:
    """A page break in a table, before row `row` of its body (counted from 0).

    `kind`: blank (an empty line), feed (a form feed), number (a page number between empty lines),
    header (the table's header again), title (its title with （续）, unit and header again).
    """

    table: int
    row: int
    kind: str


@dataclass(frozen=True)
class Layout:
    """One way to print a document; the default prints figures as the dataset has them."""

    wrap: int = 0  # characters of a narrative line, 0 for a paragraph in one line
    heading: str = "## "
    end: str = "\n"
    wide: bool = False  # full-width digits
    separators: str = ""  # of thousands: "," or "，"; empty as in the dataset
    blank: str = ""  # what a cell without a figure prints
    minus: str = "-"  # - − △ or (
    units: Mapping[int, str] = field(default_factory=dict)  # table -> the unit that it is printed in
    unit_at: str = "line"  # line | same (beside the department's name) | header (in a header cell)
    breaks: tuple[Break, ...] = ()
    labels: str = "whole"  # whole | blank (broken by one) | line (broken by a line end)
    stripped: bool = False  # tabs at the end of a line are lost
    untitled: frozenset[int] = frozenset()  # tables without a title line
    contents: bool = True
    spelling: int = 0  # which of several printings of a word
    pipes: bool = False  # tables as Markdown
    forms: str = "inside"  # inside the narrative | end of the document
    levels: str = "first"  # labels of indicators on their first row | each row
    joint: str = "。"  # between statements
    codes: str = "one"  # where a template allows each: in one column | three | name (before it) | bracket ([206]名称)
    marks: Mapping[int, str] = field(default_factory=dict)  # table -> the line above its title
    variants: Mapping[int, int] = field(default_factory=dict)  # table -> which of its printings
    whole: bool = True  # with cover, narrative and forms

    def word(self, words: tuple[str, ...]) -> str:
        """One of several printings."""
        return words[self.spelling % len(words)]

    def prose(self, text: str) -> str:
        """Text in this layout's width."""
        return _DIGITS.sub(lambda found: found[0].translate(_WIDE), text) if self.wide else text

    def label(self, text: str) -> str:
        """A row's name, broken where this layout breaks names."""
        places = [found.start() for found in _CHINESE_PAIR.finditer(text)]
        if self.labels == "whole" or len(text) < 6 or not places:
            return text
        at = places[len(places) // 2]
        return text[:at] + {"blank": " ", "line": "\n"}[self.labels] + text[at:]

    def amount(self, amount: Decimal | None, printed: str, printed_unit: str, unit: str) -> str:
        """A table's figure in `unit`; one that can't be read stays as it is."""
        if amount is None:
            return printed
        as_printed = len(fold(printed).rstrip(")").partition(".")[2])
        decimals = as_printed if unit == printed_unit else 2 * (self.spelling % 2)
        value = amount / WAN[unit]
        if unit == printed_unit and not (self.separators or self.wide or value < 0):
            return printed
        return self.prose(self._signed(value < 0, self._grouped(plain(abs(value), decimals), printed)))

    def figure(self, printed: str) -> str:
        """A figure of the narrative or a form."""
        return self.prose(self._grouped(fold(printed).replace(",", ""), printed))

    def _grouped(self, digits: str, printed: str) -> str:
        if not self.separators and "," not in fold(printed):
            return digits
        head, point, tail = digits.partition(".")
        if head.startswith("-"):
            return "-" + self._grouped(digits[1:], printed)
        return f"{int(head):,}".replace(",", self.separators or ",") + point + tail

    def _signed(self, negative: bool, digits: str) -> str:
        if not negative:
            return digits
        return f"({digits})" if self.minus == "(" else self.minus + digits
