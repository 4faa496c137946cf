"""Takes a figure of a page and computes it anew from the cells of datasets, or finds it in an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any, ClassVar

import polars as pl

from analysis import how
from analysis.disclosure import Disclosure
from analysis.figure import places
from analysis.measures.answers import Answers
from analysis.measures.places import rows
from analysis.measures.recompute import Cells, Lookup
from analysis.money import AMOUNT_SCALE
from analysis.schema import Schema

Attributes = Mapping[str, str | None]


class Tracer:
    """Where the figures of one disclosure's pages must come from; `beside` looks up rows of no dataset."""

    def __init__(
        self, disclosure: Disclosure, answers: Answers, *others: Disclosure, beside: Lookup | None = None
    ) -> None:
        self.cells = Cells(disclosure, others, beside)
        self.answers: dict[str, Mapping[str, Any]] = {}
        for table, frame in answers.tables():
            self.hold(table, frame)

    def hold(self, table: Schema, frame: pl.DataFrame) -> None:
        """Takes in the rows of an answer."""
        self.answers |= {table.reference(row): row for row in frame.to_dicts()}

    def complaints(self, figure: Attributes) -> Iterator[str]:
        """What is wrong with a <data> element, nothing where it can be found or computed."""
        value = Decimal(figure["value"] or "")
        if not figure.get("title"):
            yield f"{value}: nothing tells a reader where it is from"
        if text := figure.get("data-how"):
            gives = places(how.read(text, self.cells).value, AMOUNT_SCALE)
            if gives != value:
                yield f"{value}: {text} gives {gives}"
            yield from self._place(value, how.refs(text)[0], figure)
        if ref := figure.get("data-ref"):
            row, _, column = ref.partition("#")
            held = self.answers.get(row, {})
            if (found := held.get(column)) != value:
                yield f"{value}: {ref} is {found}"
            if text and (recorded := held.get(f"{column}_how")) != text:
                yield f"{value}: {text}, where {ref} is recorded as {recorded}"
        elif not text:
            yield f"{value}: neither how it came to be nor a row"

    def _place(self, value: Decimal, ref: str, figure: Attributes) -> Iterator[str]:
        name = how.named(ref)
        held = self.cells.others[name.dataset] if name.dataset else self.cells.disclosure
        row = rows(held).get(name.ref.rpartition("!")[2]) if held else None
        line = figure.get("data-line")
        if line and row is not None and (int(line), figure.get("data-page") or "") != (row["line"], row["page"] or ""):
            yield f"{value}: {ref} does not stand in line {line}"


class Figures(HTMLParser):
    """The figures of a page, and the amounts that are none.

    A figure is a `<data>` element's attributes with what it shows. Names that the document prints (marked as Chinese),
    pictures and scripts are left out of the amounts.
    """

    _VOID: ClassVar = {"meta", "br", "img", "input", "hr", "link", "wbr"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.figures: list[tuple[dict[str, str | None], str]] = []
        self.loose: list[str] = []
        self._open: list[tuple[str, bool]] = []  # tags, and whether what is inside is a figure's or no text of ours
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "data":
            self.figures.append((attributes, ""))
        if tag in self._VOID:
            return
        silent = tag in ("data", "svg", "script", "style", "head", "pre") or attributes.get("lang") == "zh"
        silent = silent or (tag == "span" and "lang" in attributes)  # a promise, with its unit in another language
        silent = silent or "bb-method" in (attributes.get("class") or "").split()  # which explains by examples
        self._open.append((tag, silent or (bool(self._open) and self._open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "data":
            attributes, shown = self.figures[-1]
            self.figures[-1] = attributes, shown + data
        elif not (self._open and self._open[-1][1]):
            self.loose += re.findall(r"[^\s]*\d\.\d\d(?![\d.])[^\s]*", data)
