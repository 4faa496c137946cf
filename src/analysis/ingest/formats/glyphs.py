"""The letters of a PDF page as visual lines: by where they stand, not by the order in which they were written.

Positions are in points from the top left corner of the page as it is read, so that a page
set sideways is a page like any other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Of a letter's height between the base lines of one line's letters.
_SAME_LINE = 0.35
#: Of a letter's height between two letters that a blank parts.
_GAP = 0.6
#: Of a letter's height between the two impressions of a letter that is printed bold by drawing it twice.
_TWICE = 0.3

# Radicals that faulty fonts give for the characters of which they are the form; NFKC knows the others.
_FAULTY = "⺁⻁⻄⻅⻉⻋⻑⻓⻔⻙⻚⻛⻜⻝⻢⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳"
_RADICALS = dict(zip(_FAULTY, "厂虎西见贝车長长门韦页风飞食马鱼鸟卤麦黄黾齐齿龙龟", strict=True))


@dataclass(slots=True)
class Glyph:
    """One letter: its box, and the base line that it stands on."""

    char: str
    left: float
    right: float
    top: float
    bottom: float
    base: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def x(self) -> float:
        """The middle of the box."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """The middle of the box."""
        return (self.top + self.bottom) / 2


def character(code: int) -> str:
    """The character of a code point as it is meant; empty for one that prints nothing."""
    char = chr(code)
    if char in _RADICALS:
        return _RADICALS[char]
    if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
        return unicodedata.normalize("NFKC", char)
    category = unicodedata.category(char)
    return "" if category in ("Cc", "Cf", "Cs") and char not in "\t" else char


def lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The letters as lines from the top, each from the left, none twice."""
    found: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda g: g.base):
        if found and glyph.base - base <= _SAME_LINE * max(glyph.height, found[-1][0].height):
            found[-1].append(glyph)
            base += (glyph.base - base) / len(found[-1])
        else:
            found.append([glyph])
            base = glyph.base
    return [_once(sorted(line, key=lambda g: g.left)) for line in found]


def _once(line: list[Glyph]) -> list[Glyph]:
    """A line without the second impression of letters that are drawn twice to look bold."""
    kept: list[Glyph] = []
    for glyph in line:
        near = [k for k in kept[-3:] if k.char == glyph.char and abs(k.left - glyph.left) < _TWICE * glyph.height]
        advance = glyph.right - glyph.left
        if not any(abs(k.left - glyph.left) < 0.5 * advance for k in near):
            kept.append(glyph)
    return kept


def text(line: Sequence[Glyph]) -> str:
    """A line's text; a blank stands where a wide gap does, or one that is printed between letters of Latin words."""
    return "".join(glyph.char if glyph else " " for glyph in spaced(line))


def spaced(line: Sequence[Glyph]) -> list[Glyph | None]:
    """The letters of a line's text, one a character; None for a blank."""
    parts: list[Glyph | None] = []
    before: Glyph | None = None
    blank = False
    for glyph in line:
        if glyph.char.isspace():
            blank = True
            continue
        if before is not None:
            gap, both = glyph.left - before.right, before.char + glyph.char
            latin = blank and both.isascii() and any(map(str.isalpha, both))
            if gap > _GAP * min(before.height, glyph.height) or latin:
                parts.append(None)
        parts.append(glyph)
        before, blank = glyph, False
    return parts
