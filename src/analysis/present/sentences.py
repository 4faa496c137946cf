"""Sentences with figures, in the page's language, and what all that a notebook shows is about.

about(load("322-2026"), "en")
paragraph(say("最多的是{change}。", "The most is {change}.", change=first(sources).change))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import polars as pl

from analysis import classification
from analysis.disclosure import Disclosure
from analysis.figure import Figure, places
from analysis.money import AMOUNT_SCALE, YUAN_PER_WAN
from analysis.present import messages
from analysis.present.frames import Code
from analysis.present.html import Block, listing
from analysis.present.html import paragraph as html_paragraph
from analysis.present.phrases import MINUS, THIN, Foreign, Link, Phrase, Shown, capital, join
from analysis.present.phrases import Part as Shape
from analysis.present.phrases import amount as amount_text
from analysis.present.phrases import percent as percent_text
from analysis.present.trace import Trace
from analysis.present.words import language
from analysis.text import printable

#: Units of money, and what stands behind a rate.
MONEY, RATES = ("万元", "元"), {"%": "%", "percentage points": ""}
_QUANTITY = re.compile(r"(?P<sign>[≥≤><]?)(?P<number>\d+(?:\.\d+)?)(?P<wan>万?)(?P<unit>.+?)(?P<mark>※?)")


@dataclass
class _About:
    """The budget and the language that tables, charts and sentences are about."""

    trace: Trace


_ABOUT = _About(Trace(None, "zh"))


def about(budget: Disclosure | None, lang: str = "zh", *others: Disclosure | None) -> None:
    """Sets what the tables, charts and sentences that follow are about, and their language.

    `others` are disclosures whose cells stand beside the budget's own, such as the base year's. Raises ValueError for
    a language that there is not.
    """
    _ABOUT.trace = Trace(budget, language(lang), others)


@contextmanager
def speaking(budget: Disclosure | None, lang: str) -> Iterator[None]:
    """Has what is shown meanwhile be about another budget, in another language."""
    before = _ABOUT.trace
    about(budget, lang)
    try:
        yield
    finally:
        _ABOUT.trace = before


def spoken() -> Trace:
    """The budget and language that all is about."""
    return _ABOUT.trace


def say(zh: str, en: str | None = None, /, **named: Any) -> Phrase:
    """The sentence in the page's language, with what the names bear; nothing where a figure or a name is missing.

    `{name}` stands for a figure, a word or a phrase, `{change, select, rise {...} fall {...} other {...}}` chooses by a
    word or a figure's sign, `{n, plural, one {...} other {...}}` by a number, which `#` is; one text serves all
    languages. Figures are rounded as people read: 亿元 with two decimals, 万元 and percentages with one; the exact one
    is a click away. `{name:exact}` has all digits, `{name:size}` no sign, `{name:signed}` always one,
    `{name:exact-signed}` both.
    Raises MessageError for a text that can't be read or asks for a name that is not given.
    """
    trace = spoken()
    text = zh if en is None else trace.pick(zh, en)
    said = messages.filled(messages.catalog(trace.lang).get(text, text), named, _part) or Phrase()
    if en is None or messages.is_translated(en, trace.lang):
        return said
    return Phrase(tuple(Foreign(part, "en") if isinstance(part, str) else part for part in said.parts))


def _part(value: Any, style: str) -> Shape:
    """A value as a sentence shows it: figures as people read them, names as the page's language has them."""
    if isinstance(value, Figure):
        return prose(value, style)
    if isinstance(value, Phrase | Shown | Foreign | Link):
        return value
    if isinstance(value, list | tuple):
        return join([_part(one, style) for one in value], spoken().text("list.comma"))
    return word(str(value), value.column if isinstance(value, Code) else "")


def prose(figure: Figure, style: str = "") -> Shape:
    """A figure in a sentence, in the digits that people read; its exact value is a click away."""
    trace = spoken()
    (shown, after), (exact, unit) = _digits(figure, style), _digits(figure, "exact")
    found = trace.shown(places(figure.value, AMOUNT_SCALE), figure.how, shown)
    rounded = [str(Phrase((exact, *unit)))] if exact.lstrip(MINUS) != shown.lstrip(f"{MINUS}+") else []
    return replace(found, unit=after, source="\n".join([*rounded, found.source]))


def _digits(figure: Figure, style: str) -> tuple[str, tuple[str | Foreign, ...]]:
    """The digits of a figure in a sentence, and the unit behind them."""
    value = figure.value
    size = abs(value)
    sign = MINUS if value < 0 else "+" if style.endswith("signed") and value else ""
    after: tuple[str | Foreign, ...] = ()
    if figure.unit in RATES:
        shown = percent_text(size, decimals=2 if style.startswith("exact") else 1, mark=RATES[figure.unit])
    elif figure.unit in MONEY:
        shown, after = _money(size, figure.unit, style)
    else:
        whole = style == "exact" or size == int(size)
        shown = amount_text(size).removesuffix(".00") if whole else _short(size)
        after = (Foreign(figure.unit),) if figure.unit else ()
    return shown if style == "size" else sign + shown, after


def _money(size: Decimal, unit: str, style: str) -> tuple[str, tuple[str | Foreign, ...]]:
    """An amount as people read it, and its unit."""
    chinese = spoken().lang == "zh"
    wan = size if unit == "万元" else size / YUAN_PER_WAN
    if style.startswith("exact") or (unit == "元" and wan < 1):
        held = size if size == places(size, AMOUNT_SCALE) else places(size, 2)
        if unit == "元" and not chinese:
            return f"CNY{THIN}{cents(held)}", ()
        shown = amount_text(held) if unit == "万元" else cents(held)
        return shown, ((unit,) if chinese else (THIN, Foreign(unit)))
    if not chinese and wan >= 100:
        return f"CNY{THIN}{_short(wan / 100)}", (" million",)
    if not chinese:
        return f"CNY{THIN}{wan * YUAN_PER_WAN:,.0f}", ()
    if wan >= YUAN_PER_WAN:
        return amount_text(places(wan / YUAN_PER_WAN, 2)), ("亿元",)
    return _short(wan), ("万元",)


def _short(value: Decimal) -> str:
    """One decimal, from 1,000 on and of whole ones none, below 1 two."""
    whole = value >= 1000 or value == value.to_integral_value()
    return f"{places(value, 0 if whole else 1 if value >= 1 else 2):,f}"


def word(text: str, column: str = "", row: Mapping[str, Any] | None = None, *, alone: bool = False) -> Shape:
    """A code as the page's language calls it; a name of the document, in English with its English name where known.

    With the `row` that it stands in, the document's own name stands behind the English one, unless it is to be `alone`.
    """
    trace = spoken()
    measure = (row or {}).get("measure")
    if called := messages.coded(text, trace.lang, column, column.removeprefix("base_"), str(measure)):
        return called
    if "; " in text:  # several prices of one result
        return join([word(one, column, row, alone=True) for one in text.split("; ")], trace.text("list.semicolon"))
    shown = printable(text)
    if trace.lang == "zh" or not _is_chinese(text):
        return shown
    if (counted := _quantity(text)) is not None:
        return counted
    english = trace.names.get(text) or _english(text, row or {})
    if not english and "、" in text and all(isinstance(word(part), str) for part in text.split("、")):
        return ", ".join(str(word(part)) for part in text.split("、"))
    if row is not None and english and not alone:
        return Phrase((f"{heading(english)} ", Foreign(shown)))
    return english or Foreign(shown)


def _quantity(text: str) -> Shape | None:
    """A promised number with its unit, `≥50万人次`, in the page's language; None for what is none."""
    if (found := _QUANTITY.fullmatch(text)) is None or f"quantities.{found['unit']}" not in messages.catalog("zh"):
        return None
    number = Decimal(found["number"]) * (YUAN_PER_WAN if found["wan"] else 1)
    said = say(f"quantities.{found['unit']}", n=f"{number.normalize():,f}")
    return Foreign(f"{found['sign']}{said}{found['mark']}", spoken().lang)


def _english(text: str, row: Mapping[str, Any]) -> str:
    """The English name of a row in the national classification; empty where that has none for it, or several."""
    known = classification.load()
    coded = ("function_code", "economic_code", "key", "code")
    codes = [str(row[name]) for name in coded if row.get(name)]
    called = known.called(text, "")
    held = {name.en for name in called if name.code in codes} or {name.en for name in called}
    if not held and "-" in text and all(parts := [_english(part, {}) for part in text.split("-")]):
        return " – ".join(heading(part) for part in parts)  # class, section and item
    if not held and text in (row.get("label"), row.get("function_name"), row.get("economic_item")):
        held = {name.en for code in codes for name in known.of(code)}
    return held.pop() if len(held) == 1 else ""


def _is_chinese(text: str) -> bool:
    return any("\u2e80" <= letter <= "\u9fff" for letter in text)


def reasons(budget: Disclosure) -> pl.DataFrame:
    """The reasons that the document names for changes: `statement`, and `named`, in words of the page's language."""
    lines = [
        (
            row["statement"],
            str(
                say(
                    "{about}{direction, select, more {增加} less {减少} other {}}",
                    "{direction, select, more {more } less {less } other {}}{about}",
                    **row,
                )
            ),
        )
        for row in budget.reasons.select("statement", "about", "direction").to_dicts()
    ]
    held = pl.DataFrame(lines, {"statement": pl.Int64, "named": pl.String}, orient="row")
    between = spoken().text("list.comma")
    return held.group_by("statement", maintain_order=True).agg(
        pl.col("named").unique(maintain_order=True).str.join(between)
    )


def page(notebook: str, said: Phrase | None = None) -> Link:
    """Words that lead to another notebook on the same budget; on a page its title, where no words are given."""
    return Link(str(said or notebook), notebook)


def headline(title: Phrase) -> Block:
    """The message of a page."""
    return Block(f"<h1>{title.html()}</h1>", str(title)) if title else Block("", "")


def paragraph(*sentences: Phrase) -> Block:
    """Sentences as a paragraph; those that say nothing are left out."""
    return with_language(html_paragraph(_begun(sentences), spoken().lang))


def points(*sentences: Phrase) -> Block:
    """Sentences as a list; those that say nothing are left out."""
    return with_language(listing(_begun(sentences), "points"))


def _begun(sentences: Sequence[Phrase]) -> list[Phrase]:
    """Those of the sentences that say something, each with a capital."""
    held = (sentence.parts for sentence in sentences if sentence)
    return [Phrase((capital(one) if isinstance(one, str) else one, *more)) for one, *more in held]


def folded(title: Phrase, *blocks: Block) -> Block:
    """Blocks behind a line that opens them; nothing where they are empty."""
    inner = [block for block in blocks if block.text]
    if not inner:
        return Block("", "")
    html = "".join(block.html for block in inner)
    return with_language(
        Block(
            f'<details class="bb-fold"><summary>{title.html()}</summary>{html}</details>',
            "\n".join([str(title), *(block.text for block in inner)]),
        )
    )


def with_language(block: Block) -> Block:
    """The block with its language, for readers aloud."""
    return Block(f'<div lang="{spoken().lang}">{block.html}</div>', block.text) if block.text else block


def heading(words: str) -> str:
    """Words as they stand alone: without an article, with a capital."""
    return capital(words.removeprefix("the "))


def cents(value: Decimal, *, signed: bool = False) -> str:
    """Two decimals, more where it would look like zero, none where it is whole.

    >>> cents(Decimal("18.300000")), cents(Decimal("137931.034483")), cents(Decimal("0.0012"))
    ('18.30', '137,931.03', '0.0012')
    """
    decimals = next((n for n in (2, 4) if places(value, n) or not value), 6)
    return amount_text(places(value, decimals), signed=signed).removesuffix(".00")
