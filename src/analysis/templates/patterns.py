"""Patterns tried with lines made against them: one that backtracks without end is found before a document is read.

A line is made for each repetition of a pattern (what it repeats, again and again, behind what leads there) and for
each kind of character; the number of repeats grows until the time is up, so that the trial itself is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from time import process_time
from typing import Any

#: One character of each kind that documents hold.
KINDS = " 1一aA,.:;-(<\n\t、。（%"
_ENDS = ("", "\x00", "一")
_SAMPLES = "1一 a,-(\t\nA.;\x00"
_AS_PATTERNS = ("rise", "fall", "same", "reasons", "carries_on", "function", "function_parts", "restates")
_REPEATED = (names.MAX_REPEAT, names.MIN_REPEAT, names.POSSESSIVE_REPEAT)
#: Repeats that are worth a line.
_MANY = 8


def of(template: Any) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern of a template with the entry that it stands in, words that are read as patterns among them."""
    yield from _patterns("", template)
    for name in _AS_PATTERNS:
        said = getattr(template.narrative, name)
        for word in (said,) if isinstance(said, str) else said:
            yield f"narrative.{name}", re.compile(word)


def _patterns(entry: str, value: Any) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield entry, value
    elif isinstance(value, tuple):
        for number, part in enumerate(value, 1):
            yield from _patterns(f"{entry} {number}", part)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _patterns(f"{entry}.{part.name}".lstrip("."), getattr(value, part.name))


def lines_against(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """The lines that a pattern is tried with: what leads there, what is repeated, and what stands behind."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    told = [(lead, pump) for lead, body in _repeats(tree, "") for pump in body if pump]
    for lead, pump in dict.fromkeys([*told, *(("", pump) for pump in KINDS)]):
        for end in _ENDS:
            yield lead, pump, end


def breaks_down(pattern: re.Pattern[Any], most: int, seconds: float) -> str | None:
    """The line of at most `most` characters over which a pattern takes longer, as people read it; else None.

    A trial ends at the first line that takes longer, so it lasts little more than that.
    """
    is_bytes = isinstance(pattern.pattern, bytes)
    for lead, pump, end in lines_against(pattern):
        count = 4
        while count * len(pump) <= most:
            line: Any = lead + pump * count + end
            if is_bytes:
                line = line.encode("utf-8", "replace")
            began = process_time()
            for _ in pattern.finditer(line):
                pass
            pattern.fullmatch(line)
            if process_time() - began > seconds:
                return f"{lead + pump!r} and {count} times {pump!r} more"
            count = count + 3 if count < 40 else count * 2
    return None


def _repeats(tree: Sequence[Any], lead: str) -> Iterator[tuple[str, set[str]]]:
    """Each repetition of a parsed pattern: what leads to it, and samples of what it repeats."""
    for op, value in tree:
        if op in _REPEATED:
            _, most, body = value
            if most >= _MANY:
                yield lead, {_sample(body, least) for least in (True, False)} | _choices(body)
            yield from _repeats(body, lead)
        for inner in _inside(op, value):
            yield from _repeats(inner, lead)
        lead += _sample([(op, value)], least=False)


def _inside(op: Any, value: Any) -> Iterator[Sequence[Any]]:
    if op is names.SUBPATTERN:
        yield value[-1]
    elif op is names.BRANCH:
        yield from value[1]
    elif op in (names.ASSERT, names.ASSERT_NOT):
        yield value[1]
    elif op is names.ATOMIC_GROUP:
        yield value


def _choices(body: Sequence[Any]) -> set[str]:
    """Every character that a repeated set or choice of one character may be, as far as samples go."""
    if len(body) != 1:
        return set()
    op, value = body[0]
    if op is names.IN:
        return set(_matching(op, value))
    if op is names.BRANCH:
        return {_sample(branch, least=False) for branch in value[1]}
    return {found for inner in _inside(op, value) for found in _choices(inner)}


def _sample(tree: Sequence[Any], least: bool) -> str:
    """One text that the tree matches; `least`: without what may be left out."""
    said = ""
    for op, value in tree:
        if op is names.LITERAL:
            said += chr(value)
        elif op is names.NOT_LITERAL:
            said += _matching(op, value)[0]
        elif op is names.ANY:
            said += "a"
        elif op is names.IN:
            said += next(iter(_matching(op, value)), _first(value))
        elif op in _REPEATED:
            lowest, most, body = value
            said += _sample(body, least) * min(lowest if least else max(lowest, min(1, most)), _MANY)
        elif op is names.BRANCH:
            said += _sample(value[1][0], least)
        elif op in (names.SUBPATTERN, names.ATOMIC_GROUP):
            said += _sample(value[-1] if op is names.SUBPATTERN else value, least)
    return said


def _matching(op: Any, value: Any) -> list[str]:
    """The samples that a parsed pattern of one character matches."""
    state = parser.State()
    state.flags = re.UNICODE
    pattern = compiler.compile(parser.SubPattern(state, [(op, value)]))
    return [char for char in _SAMPLES if pattern.fullmatch(char)]


def _first(tests: Sequence[Any]) -> str:
    op, value = tests[0]
    return chr(value if op is names.LITERAL else value[0] if op is names.RANGE else 0x61)
