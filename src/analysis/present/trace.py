"""Where a figure comes from, in words: the table, row and line it is printed in, or how it is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from analysis.disclosure import Disclosure
from analysis.measures import places
from analysis.present.phrases import Figure, Lang, Part, Phrase, amount, percent, say


class Trace:
    """Figures as `Figure`s that know their source, and sentences, in one language.

    Without a disclosure no figure knows its place; computed ones still carry their formula.
    """

    def __init__(self, disclosure: Disclosure | None, lang: Lang) -> None:
        self.disclosure, self.lang = disclosure, lang

    @property
    def year(self) -> int | None:
        """The year that the disclosure is of."""
        return None if self.disclosure is None else self.disclosure.metadata.year

    def pick(self, zh: str, en: str) -> str:
        """The one of the two that is in the trace's language."""
        return zh if self.lang == "zh" else en

    def say(self, zh: str, en: str, /, **named: Part | None) -> Phrase:
        """The sentence in the trace's language, with `{name}` replaced by what bears the name."""
        return say(self.pick(zh, en), **{name: part or "" for name, part in named.items()})

    def listed(self, names: Iterable[str]) -> str:
        """Names one after another: `甲、乙、丙`, `a, b and c`."""
        *most, last = [*names] or [""]
        return self.pick("、", ", ").join(most) + self.pick("、", " and ") * bool(most) + last

    # --- figures ----------------------------------------------------------------------

    def printed(self, value: Decimal, refs: str) -> Figure:
        """An amount that the document prints at `refs`; where these are several, one made of them."""
        return Figure(value, amount(value), refs, self.places(refs))

    def share(self, value: Decimal | None, ref: str, source: str) -> Figure | None:
        """A percentage, with how it is computed."""
        return None if value is None else Figure(value, percent(value), ref, source)

    # --- places of the document ---------------------------------------------------------

    def places(self, refs: str | None) -> str:
        """The places that `refs` names, in words; nothing where there is no disclosure to look in."""
        found = [self.place(ref) for ref in (refs or "").split()]
        return self.pick("；", "; ").join(dict.fromkeys(place for place in found if place))

    def place(self, ref: str) -> str:
        """One place of the document: `amounts/1/revenue/8/total` or `statements/4`."""
        row = self._rows.get(ref)
        if row is None:
            return ""
        table, at = ref.partition("/")[0], self._line(row)
        if table in ("amounts", "tables"):
            number, title = row["table"], self._titles.get(row["table"], "")
            if table == "tables":
                return self.pick(f"表{number}（{title}），{at}", f"table {number} ({title}), {at}")
            label = row["label"]
            return self.pick(f"表{number}（{title}）“{label}”，{at}", f"table {number} ({title}), row “{label}”, {at}")
        if table == "statements":
            return self.pick(f"文件文字说明“{row['section']}”，{at}", f"narrative “{row['section']}”, {at}")
        if project := self._project(table, row):
            return self.pick(f"“{project}”绩效目标表，{at}", f"form of “{project}”, {at}")
        return at

    def line(self, refs: str | None) -> str:
        """The line (and page) of the first place, in words."""
        found = (self._rows.get(ref) for ref in (refs or "").split())
        return next((self._line(row) for row in found if row is not None), "")

    def lines(self, refs: str | None, most: int = 4) -> str:
        """The lines (and pages) of all places, each once; of more than `most` how many there are besides."""
        rows = [row for ref in (refs or "").split() if (row := self._rows.get(ref)) is not None]
        found = list(dict.fromkeys(self._line(row) for row in rows))
        more = len(found) - most
        if more > 0:
            rest = self.pick(f"等{len(found)}处", f" and {more} more")
            return self.pick("、", ", ").join(found[:most]) + rest
        return self.pick("、", ", ").join(found)

    def row(self, ref: str) -> dict[str, Any] | None:
        """The row of the dataset that a reference names."""
        return self._rows.get(ref)

    def _line(self, row: dict[str, Any]) -> str:
        line, page = row["line"], row["page"]
        if page:
            return self.pick(f"第{page}页第{line}行", f"page {page}, line {line}")
        return self.pick(f"第{line}行", f"line {line}")

    def _project(self, table: str, row: dict[str, Any]) -> str:
        if table in ("projects", "indicators"):
            return row["project"] or ""
        return self._forms.get(row["form"], "") if table == "mentions" else ""

    @cached_property
    def _rows(self) -> Mapping[str, dict[str, Any]]:
        return {} if self.disclosure is None else places.rows(self.disclosure)

    @cached_property
    def _titles(self) -> dict[int, str]:
        if self.disclosure is None:
            return {}
        return {row["table"]: row["title"] for row in self.disclosure.tables.iter_rows(named=True)}

    @cached_property
    def _forms(self) -> dict[int, str]:
        if self.disclosure is None:
            return {}
        return {row["form"]: row["project"] or "" for row in self.disclosure.projects.iter_rows(named=True)}
