"""Sentences by message id, from one file a language: `words/zh.toml`, `words/en.toml`.

A message is text with `{name}` for what bears the name, `{name:style}` for a figure in other digits, and choices:
`{change, select, rise {more} fall {less} other {as much}}`, by a word or by a figure's sign, and
`{n, plural, one {# item} other {# items}}`, by a number, which `#` is. Plurals and choices are the language's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from analysis.figure import Figure
from analysis.present.phrases import Lang


class MessageError(ValueError):
    """A message that is not there, or can't be read; the text says which and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a message: what bears `name`, in a `style`; or one of `choices`, by `kind`."""

    name: str
    style: str = ""
    kind: str = ""
    choices: tuple[tuple[str, tuple[Piece, ...]], ...] = ()


Piece = str | Slot


@cache
def catalog(lang: Lang) -> Mapping[str, str]:
    """All messages of a language by id; those of a section have its name before them: `changes.headline`."""
    text = (resources.files("analysis.present") / "words" / f"{lang}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(text)))


def _flat(held: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in held.items():
        if isinstance(value, str):
            yield before + name, value
        else:
            yield from _flat(value, f"{before}{name}.")


def words(section: str, lang: Lang) -> dict[str, str]:
    """The messages of a section by their own names."""
    before = f"{section}."
    return {id.removeprefix(before): text for id, text in catalog(lang).items() if id.startswith(before)}


def word(code: str, lang: Lang, column: str = "") -> str:
    """What a code of a column is called in a language; itself with blanks where it has no name."""
    known = catalog(lang)
    return known.get(f"codes.{column}.{code}") or known.get(f"codes.{code}") or code.replace("_", " ")


@cache
def pieces(text: str) -> tuple[Piece, ...]:
    """A message in its pieces. Raises MessageError."""
    found, rest = _read(text, 0, nested=False)
    if rest != len(text):
        raise MessageError(f"{text!r}: nothing expected at {text[rest : rest + 10]!r}")
    return found


def names(text: str) -> frozenset[str]:
    """The names that a message asks for, in its choices too."""
    return frozenset(_names(pieces(text)))


def _names(held: Sequence[Piece]) -> Iterator[str]:
    for piece in held:
        if isinstance(piece, Slot):
            yield piece.name
            for _, inner in piece.choices:
                yield from _names(inner)


def chosen(slot: Slot, value: Any, text: str) -> tuple[Piece, ...]:
    """The choice that a value makes. Raises MessageError where there is none for it."""
    held = dict(slot.choices)
    if slot.kind == "plural":
        number = value.value if isinstance(value, Figure) else value
        wanted = "one" if number == 1 else "other"
    elif isinstance(value, Figure):
        wanted = "rise" if value.value > 0 else "fall" if value.value < 0 else "same"
    else:
        wanted = str(value)
    found = held.get(wanted, held.get("other"))
    if found is None:
        raise MessageError(f"{text!r}: no choice for {slot.name}={wanted}, and none for other")
    return found


def _read(text: str, at: int, *, nested: bool) -> tuple[tuple[Piece, ...], int]:
    """The pieces from a place on, up to the end or to the brace that closes a choice."""
    found: list[Piece] = []
    start = at
    while at < len(text) and not (nested and text[at] == "}"):
        if text[at] == "{":
            if at > start:
                found.append(text[start:at])
            slot, at = _slot(text, at + 1)
            found.append(slot)
            start = at
        else:
            at += 1
    if at > start:
        found.append(text[start:at])
    return tuple(found), at


def _slot(text: str, at: int) -> tuple[Slot, int]:
    end = next((place for place in range(at, len(text)) if text[place] in ",}"), -1)
    if end < 0:
        raise MessageError(f"{text!r}: a brace is not closed")
    name, _, style = text[at:end].strip().partition(":")
    if text[end] == "}":
        return Slot(name, style), end + 1
    comma = text.find(",", end + 1)
    kind = text[end + 1 : comma].strip()
    if comma < 0 or kind not in ("select", "plural"):
        raise MessageError(f"{text!r}: expected select or plural behind {name}")
    at, choices = comma + 1, list[tuple[str, tuple[Piece, ...]]]()
    while True:
        opening = text.find("{", at)
        closing = text.find("}", at)
        if closing >= 0 and (opening < 0 or closing < opening):
            return Slot(name, kind=kind, choices=tuple(choices)), closing + 1
        if opening < 0:
            raise MessageError(f"{text!r}: the choices of {name} are not closed")
        inner, end = _read(text, opening + 1, nested=True)
        if end >= len(text):
            raise MessageError(f"{text!r}: a choice of {name} is not closed")
        choices.append((text[at:opening].strip(), inner))
        at = end + 1
