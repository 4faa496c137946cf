"""Sentences by message id, from one file a language: the languages that there are are those of `words/`.

`[language]` says what a language is called, its `tag` in HTML and its `order` among the others, the first of which is
that of `index.html`. What a catalog lacks is said in English. Sentences of notebooks stand there in Chinese and in
English; another language has them under `[texts]`, by the English one.

`[finding.KIND]` has the `name` of a kind of findings, its sentence `said`, and what to `ask`; the English file also
what such a finding points at, `about`, for the page of definitions.

A message is text with `{name}` for what bears the name, `{name:style}` for a figure in other digits, and choices:
`{change, select, rise {more} fall {less} other {as much}}`, by a word or by a figure's sign, and
`{n, plural, one {# item} other {# items}}`, by a number, which `#` is. Plurals and choices are the language's own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.figure import Figure
from analysis.present.phrases import Lang, Part, Phrase, of
from analysis.present.words import catalogs


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
#: The languages that notebooks are written in.
WRITTEN = ("zh", "en")


def catalog(lang: Lang) -> Mapping[str, str]:
    """All messages of a language by id; those of a section have its name before them: `changes.headline`.

    Raises MessageError for a file that is no catalog.
    """
    return own(lang) if lang in WRITTEN else _with_english(catalogs()[lang])


def own(lang: Lang) -> Mapping[str, str]:
    """The messages that stand in the language's file."""
    return _read_file(catalogs()[lang])


@cache
def _with_english(path: Path) -> Mapping[str, str]:
    return {**own("en"), **_read_file(path)}


@cache
def _read_file(path: Path) -> Mapping[str, str]:
    try:
        return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    except (OSError, ValueError) as error:
        raise MessageError(f"{path}: {error}: expected words as in en.toml") from None


def languages() -> tuple[Lang, ...]:
    """The languages that there are, in their order."""
    return tuple(sorted(catalogs(), key=lambda lang: (catalog(lang)["language.order"], lang)))


def pick(pair: tuple[str, str], lang: Lang) -> str:
    """A text given in Chinese and in English, in `lang`; in English where it is not translated."""
    return pair[0] if lang == "zh" else own(lang).get(f"texts.{pair[1]}", pair[1])


def is_translated(english: str, lang: Lang) -> bool:
    """True if a language has the text; it is one of the two that notebooks are written in, or has it in its file."""
    return lang in WRITTEN or f"texts.{english}" in own(lang)


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


def text(id: str, lang: Lang, /, **named: object) -> str:
    """A message of plain words, with what its names stand for."""
    return catalog(lang)[id].format(**named)


def line(page: str | None, number: int, lang: Lang) -> str:
    """A line of the document in words, and its page where it has pages."""
    return text("place.page_line" if page else "place.line", lang, page=page, line=number)


def word(code: str, lang: Lang, column: str = "") -> str:
    """The name of a code of a column in a language; the code with blanks where it has none."""
    return coded(code, lang, column) or code.replace("_", " ")


def coded(code: str, lang: Lang, *columns: str) -> str:
    """The name that a code has in one of the columns, as a finding's kind or in any column; empty where it has none."""
    known = catalog(lang)
    ids = (*(f"codes.{column}.{code}" for column in columns), f"codes.{code}")
    return next((known[id] for id in ids if id in known), known.get(f"finding.{code}.name", ""))


def findings(lang: Lang) -> list[str]:
    """The kinds of findings that a language has words for."""
    found = (id.split(".") for id in catalog(lang) if id.startswith("finding."))
    return list(dict.fromkeys(kind for _, kind, _ in found))


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


def filled(
    text: str, named: Mapping[str, Any], part: Callable[[Any, str], Part] = lambda value, style: value
) -> Phrase | None:
    """A message with what bears its names, each made a part by its style; None where one of them is None.

    Raises MessageError for a text that can't be read or asks for a name that is not given.
    """
    return _filled(pieces(text), named, part, text, "")


def _filled(
    held: Sequence[Piece], named: Mapping[str, Any], part: Callable[[Any, str], Part], text: str, number: str
) -> Phrase | None:
    phrase = Phrase()
    for piece in held:
        if isinstance(piece, str):
            phrase += piece.replace("#", number) if number else piece
            continue
        if piece.name not in named:
            raise MessageError(f"{text!r}: nothing given for {piece.name}")
        value = named[piece.name]
        if value is None:
            return None
        if piece.kind:
            counted = str(value) if piece.kind == "plural" and not isinstance(value, Figure) else number
            inner = _filled(chosen(piece, value, text), named, part, text, counted)
            if inner is None:
                return None
            phrase += inner
        else:
            phrase += of(part(value, piece.style))
    return phrase


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
