"""Sentences in the making: words, names and figures, to be shown as plain text or as HTML.

A figure keeps its exact value and where it comes from on its way into a sentence,
so that a page can tell it. Whatever comes from a document is untrusted: HTML is
made here and nowhere else, with everything escaped.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from analysis.money import plain
from analysis.text import escaped

Lang = str

_TURNING = ("R", "AL")  # directions of letters
#: What a missing figure is shown as.
NOTHING = "—"
MINUS = "\u2212"
#: What stands between the languages of a notebook's heading.
BETWEEN = " · "
#: A narrow space that keeps a figure and its unit on one line.
THIN = "\u202f"


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words of another language than the page's: a name of the document, a unit, a sentence not translated."""

    text: str
    lang: Lang = "zh"


@dataclass(frozen=True, slots=True)
class Place:
    """The place where a document prints a figure: its table (or section, or form), the row's name, page and line."""

    dataset: str
    label: str
    line: int
    page: str = ""
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as shown, and how it came to be.

    `how` is the expression over cells (see `analysis.how`), `source` says the same in words, a line for each piece,
    and `place` is where the document prints it, if one cell does. What an answer holds without saying how, as the ends
    of an interval, has the answer's row and column in `ref`. `unit` stands after it, on the same line.
    """

    value: Decimal
    shown: str
    how: str = ""
    source: str = ""
    unit: tuple[str | Foreign, ...] = ()
    place: Place | None = None
    dataset: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to another notebook of the same disclosure; on a page, to its page."""

    text: str
    notebook: str


@dataclass(frozen=True, slots=True)
class At:
    """Words that say where rows of the dataset are printed; `refs` names them, one after another."""

    text: str
    refs: str


@dataclass(frozen=True, slots=True, repr=False)
class Phrase:
    """Words, names, figures, places and links in their order."""

    parts: tuple[str | Shown | Foreign | Link | At, ...] = ()

    def __add__(self, other: Phrase | str) -> Phrase:
        return Phrase(self.parts + (other.parts if isinstance(other, Phrase) else (other,)))

    def __bool__(self) -> bool:
        return bool(str(self))

    def __str__(self) -> str:
        return "".join(_plain(part) for part in self.parts)

    def _repr_html_(self) -> str:
        return f"<p>{self.html()}</p>" if self else ""

    def __repr__(self) -> str:
        return str(self)

    def html(self) -> str:
        """The phrase as HTML: everything escaped, figures as <data>, words of other languages marked as such."""
        return "".join(_html(part) for part in self.parts)


Part = str | Shown | Foreign | Link | At | Phrase


def capital(text: str) -> str:
    """The text with a capital at its beginning; Chinese stays as it is."""
    return text[:1].upper() + text[1:]


def of(part: Part) -> Phrase:
    """The part as a phrase."""
    return part if isinstance(part, Phrase) else Phrase((part,))


def join(phrases: Iterable[Part], between: str) -> Phrase:
    """The phrases one after another, with `between` between them."""
    result = Phrase()
    for number, phrase in enumerate(phrases):
        result += of(phrase) if number == 0 else of(between) + of(phrase)
    return result


def amount(value: Decimal, *, signed: bool = False, least: int = 2) -> str:
    """An amount with separators and at least two decimals, or as many as asked for: `10,808.91`, signed `+3.26`.

    >>> amount(Decimal("10808.910000")), amount(Decimal("-1538.96"), signed=True), amount(Decimal("0.12345"))
    ('10,808.91', '−1,538.96', '0.12345')
    >>> amount(Decimal("9150000.00"), least=0)
    '9,150,000'
    """
    head, point, decimals = plain(abs(value), least).partition(".")
    return f"{_sign(value, signed)}{int(head):,}{point}{decimals}"


def percent(value: Decimal, *, signed: bool = False, decimals: int = 2, mark: str = "%") -> str:
    """A percentage with two decimals, more where it would else look like zero.

    >>> percent(Decimal("-12.463313"), signed=True), percent(Decimal("0.0004"), signed=True)
    ('−12.46%', '+0.0004%')
    """
    rounded = abs(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    while value and not rounded and decimals < 6:
        decimals += 1
        rounded = abs(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{_sign(value, signed)}{rounded:,f}{mark}"


def width(text: str) -> int:
    """Columns that a text takes in a terminal: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _sign(value: Decimal, signed: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""


def _plain(part: str | Shown | Foreign | Link | At) -> str:
    if isinstance(part, Shown):
        return part.shown + "".join(_plain(unit) for unit in part.unit)
    return part if isinstance(part, str) else part.text


def _html(part: str | Shown | Foreign | Link | At) -> str:
    if isinstance(part, Link):
        return f'<a href="{escaped(part.notebook)}.ipynb">{escaped(part.text)}</a>'
    if isinstance(part, At):
        return f'<span data-at="{escaped(part.refs)}">{escaped(part.text)}</span>'
    if isinstance(part, Foreign):
        return f'<span lang="{part.lang}">{isolated(part.text)}</span>'
    if isinstance(part, str):
        return escaped(part)
    figure = f'<data value="{plain(part.value)}"{_attributes(part)}>{escaped(part.shown)}</data>'
    if not part.unit:
        return figure
    return f'<span class="bb-money">{figure}{"".join(_html(unit) for unit in part.unit)}</span>'


def _attributes(figure: Shown) -> str:
    """The source of a figure as attributes: for a machine, and (in the title) for a reader."""
    held = {"dataset": figure.dataset, "how": figure.how, "ref": figure.ref}
    if (place := figure.place) is not None:
        held |= {"table": str(place.table or ""), "label": place.label, "page": place.page, "line": str(place.line)}
    said = "".join(f' data-{name}="{escaped(text)}"' for name, text in held.items() if text)
    return said + (f' title="{escaped(figure.source)}"' if figure.source else "")


def isolated(text: str) -> str:
    """The text escaped; one in letters that run from right to left can't turn what stands beside it."""
    turns = any(unicodedata.bidirectional(character) in _TURNING for character in text)
    return f"<bdi>{escaped(text)}</bdi>" if turns else escaped(text)
