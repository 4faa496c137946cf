"""Cells of a workbook: every value written as what it is, nothing taken for a formula or a link by accident."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from analysis.money import plain
from analysis.present import messages, theme
from analysis.present.phrases import Lang, width
from analysis.text import opens_formula, printable

#: Of Excel: letters of a cell, letters of a sheet's name, digits of a number, and what a formula may be long.
LONGEST, NAME, DIGITS, FORMULA = 32_767, 31, 15, 8_000
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_WIDEST, _NARROWEST = 60, 8

AMOUNT, PERCENT, INTEGER, DATE = "#,##0.00####", "0.00####", "0", "yyyy-mm-dd"
_BASE: Mapping[str, Any] = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_LOOKS: dict[str, Mapping[str, Any]] = {
    "big": {"bold": True, "font_size": 16},
    "head": {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": theme.SOFT, "valign": "bottom"},
    "name": {"font_color": theme.MUTED, "italic": True, "bottom": 2, "font_size": 9},
    "note": {"font_color": theme.MUTED},
    "link": {"font_color": theme.ACCENT, "underline": 1},
    "strong": {"bold": True},
    "doubt": {"bg_color": theme.MARK},
}


@dataclass
class Sheet:
    """One sheet being written, with the widths that its columns ask for."""

    book: Book
    inner: Worksheet
    name: str
    widths: dict[int, int] = field(default_factory=dict)

    def write(self, row: int, column: int, value: Any, *looks: str, number: str = "", measured: bool = True) -> None:
        """Writes a value: text, exact number, whole number, yes or no, day; nothing for None.

        `number` is the number's format. A number that Excel would round is written as text.
        """
        if value is None or value == "":
            if looks:
                self.inner.write_blank(row, column, None, self.book.format(*looks))
            return
        shown = str(value)
        if isinstance(value, bool):
            self.inner.write_boolean(row, column, value, self.book.format(*looks))
        elif isinstance(value, Decimal) and not _fits(value):
            self.inner.write_string(row, column, plain(value), self.book.format(*looks, align="right"))
        elif isinstance(value, (int, Decimal)):
            self.inner.write_number(row, column, float(value), self.book.format(*looks, number=number or INTEGER))
            shown = f"{value:,.2f}" if isinstance(value, Decimal) else shown
        elif isinstance(value, date):
            self.inner.write_datetime(row, column, value, self.book.format(*looks, number=DATE))
        else:
            shown = self.book.text(value)
            self.inner.write_string(row, column, shown, self.book.format(*looks, quoted=opens_formula(shown)))
        if measured:
            self.measure(column, shown)

    def head(self, column: int, label: str, name: str) -> None:
        """Writes what a column is called, and its name in the data, on the two rows above the values."""
        self.write(1, column, label, "head")
        self.write(2, column, name, "name")

    def formula(self, row: int, column: int, formula: str, value: Decimal, number: str) -> None:
        """Writes a formula with the value that it has, for readers that compute nothing."""
        self.inner.write_formula(row, column, formula, self.book.format(number=number), float(value))
        self.measure(column, f"{value:,.2f}")

    def link(self, row: int, column: int, sheet: str) -> None:
        """Writes the name of another sheet, which leads to it."""
        target = f"internal:{quote_sheetname(sheet)}!A1"
        self.inner.write_url(row, column, target, self.book.format("link"), sheet)
        self.measure(column, sheet)

    def cell(self, row: int, column: int) -> str:
        """The address of a cell, for a formula on another sheet."""
        return f"{quote_sheetname(self.name)}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def measure(self, column: int, text: str) -> None:
        """Takes note of how wide a cell would be."""
        self.widths[column] = max(self.widths.get(column, _NARROWEST), min(_WIDEST, width(text[:200]) + 2))

    def finish(self, *, frozen: tuple[int, int] = (0, 0), heads: tuple[int, int] | None = None) -> None:
        """Sets widths, what stays in view, and how it prints: across, as wide as a page, heads on each."""
        for column, wide in self.widths.items():
            self.inner.set_column(column, column, wide)
        self.inner.freeze_panes(*frozen)
        self.inner.set_landscape()
        self.inner.set_paper(9)  # A4
        self.inner.fit_to_pages(1, 0)
        self.inner.set_footer("&L&A&R&P / &N")
        self.inner.hide_gridlines(2)
        if heads:
            self.inner.repeat_rows(*heads)


@dataclass
class Book:
    """A workbook being written in one language."""

    inner: Workbook
    lang: Lang
    _formats: dict[tuple[Any, ...], Format] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def sheet(self, name: str) -> Sheet:
        """A new sheet; its name is made one that Excel takes, and that no other sheet has."""
        plain_name = _FORBIDDEN.sub("_", printable(name)).strip("' ") or "_"
        if plain_name.lower() in ("history", "历史记录"):
            plain_name += "_"
        shown, count = plain_name[:NAME].strip("' "), 1
        while shown.lower() in self._names:
            count += 1
            shown = f"{plain_name[: NAME - len(str(count)) - 1].strip(chr(39) + ' ')}~{count}"
        self._names.add(shown.lower())
        return Sheet(self, self.inner.add_worksheet(shown), shown)

    def format(self, *looks: str, number: str = "", quoted: bool = False, align: str = "") -> Format:
        """The format of a cell; `quoted` keeps Excel from reading its text as a formula when it is edited."""
        key = (looks, number, quoted, align)
        if key not in self._formats:
            properties: dict[str, Any] = dict(_BASE)
            for look in looks:
                properties |= _LOOKS[look]
            if number:
                properties["num_format"] = number
            if quoted:
                properties["quote_prefix"] = True
            if align:
                properties["align"] = align
            self._formats[key] = self.inner.add_format(properties)
        return self._formats[key]

    def text(self, value: Any) -> str:
        """A text that acts on nothing and fits into a cell."""
        text = printable(str(value), "\n")
        if len(text) <= LONGEST:
            return text
        more = self.say("more", number=len(text) - LONGEST + 100)
        return text[: LONGEST - 100] + more

    def say(self, name: str, **named: Any) -> str:
        """A text of the workbook's own."""
        said = messages.words("workbook", self.lang)[name]
        for key, value in named.items():
            said = said.replace(f"{{{key}}}", str(value))
        return said


def _fits(value: Decimal) -> bool:
    """True if Excel shows the number as it is."""
    return len(value.normalize().as_tuple().digits) <= DIGITS
