"""Where a figure comes from, in words: the table, row and line it is printed in, or how it is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from analysis.disclosure import Disclosure
from analysis.measures import places
from analysis.measures.uses import share as percent_of
from analysis.money import YUAN_PER_WAN
from analysis.present.formula import Formula, Input, dataset, difference, grouped, ratio, split, sum_of
from analysis.present.phrases import Figure, Lang, Part, Phrase, Place, amount, percent, say
from analysis.schema import OTHER

#: Operands whose places are told one by one; where there are more, so few of them, and how many there are besides.
_MOST, _FEW = 8, 3
_LONGEST = 60  # characters of a name in a place


class Trace:
    """Figures as `Figure`s that know their source, and sentences, in one language.

    Without a disclosure no figure knows its place; computed ones still carry their formula.
    """

    def __init__(self, disclosure: Disclosure | None, lang: Lang, others: Iterable[Disclosure | None] = ()) -> None:
        self.disclosure, self.lang = disclosure, lang
        self.others = {one.metadata.id: Trace(one, lang) for one in others if one is not None}

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

    def printed(self, value: Decimal, refs: str, shown: str = "", notes: Iterable[str] = ()) -> Figure:
        """A figure that rows of the dataset hold: printed by one of them, or what several of them make.

        Rows that all print it are named; else it is their sum, or the first less the others.
        """
        inputs = [found for ref in refs.split() if (found := self.input(ref)) is not None]
        text = shown or amount(value)
        if not inputs:  # no disclosure to look in
            return Figure(value, text, refs.partition(" ")[0], dataset=self.id)
        first = next((one for one in inputs if one.value == value), inputs[0])
        formula = self.making(value, inputs)
        if formula is not None and first.value != value:
            return self.computed(value, text, formula, notes=notes)
        same = " ".join(one.ref for one in inputs if one.value == value)
        words = [self.places(same)] if same else [self.pick("取自：", "taken from:"), self.places(refs)]
        return Figure(value, text, first.ref, "\n".join([*words, *notes]), place=self.at(first.ref), dataset=self.id)

    def made(self, value: Decimal, refs: str) -> Formula:
        """How rows of the dataset make a value, as a part of another formula."""
        found = self.making(value, self.inputs(refs))
        return found or sum_of(Input(value, refs.partition(" ")[0]))

    @staticmethod
    def making(value: Decimal, inputs: Sequence[Input]) -> Formula | None:
        """The arithmetic by which operands make a value: one of them, their sum, or the first less the others.

        Where all of them do not, the first ones that do; one alone may be in another unit.
        """
        values = [one.value for one in inputs]
        if (place := next((n for n, held in enumerate(values) if held == value), None)) is not None:
            return sum_of(inputs[place])
        for number in range(len(values), 1, -1):
            if sum(values[:number], Decimal(0)) == value:
                return sum_of(*inputs[:number])
            if values[0] - sum(values[1:number], Decimal(0)) == value:
                return difference(*inputs[:number])
        if values and values[0] == value * YUAN_PER_WAN:
            return Formula(f"{{}} / {YUAN_PER_WAN}", (inputs[0],))
        return None

    def computed(
        self, value: Decimal, shown: str, formula: Formula, ref: str = "", notes: Iterable[str] = ()
    ) -> Figure:
        """A figure that no row prints, with how it is made: its formula, `notes`, and where the operands stand.

        `ref` names the answer's file, row and column that hold it too.
        """
        said = [f"= {formula.words()}", *notes]
        most = len(formula.inputs) if len(formula.inputs) <= _MOST else _FEW
        for one in formula.inputs[:most]:
            if words := self.place(one.ref, titled=False):
                said.append(self.pick(f"{grouped(one.value)}：{words}", f"{grouped(one.value)}: {words}"))
        if (more := len(formula.inputs) - most) > 0:
            said.append(self.pick(f"另有{more}个数", f"and {more} more figures"))
        return Figure(value, shown, ref, "\n".join(said), formula=formula, dataset=self.id)

    def share(self, part: Input, *whole: Input, ref: str = "") -> Figure | None:
        """A part in percent of a whole, or of what the whole's parts add up to; None where that is 0."""
        return self.shares([part], whole, ref)

    def shares(self, parts: Sequence[Input], whole: Sequence[Input], ref: str = "") -> Figure | None:
        """What parts add up to, in percent of what the whole's parts do; None where that is 0."""
        above, below = (sum((one.value for one in held), Decimal(0)) for held in (parts, whole))
        value = percent_of(above, below)
        if value is None:
            return None
        return self.computed(value, percent(value), ratio(sum_of(*parts), sum_of(*whole)), ref)

    def input(self, ref: str, value: Decimal | None = None) -> Input | None:
        """The operand that a reference names; `value` where the dataset does not hold it, but an answer does."""
        if value is None:
            row, column = self.row(ref), split(ref)[2]
            value = None if row is None else row.get(column)
        if value is None:
            return None
        return Input(value, ref)

    def inputs(self, refs: str) -> tuple[Input, ...]:
        """The operands that references name."""
        return tuple(one for ref in refs.split() if (one := self.input(ref)) is not None)

    @property
    def id(self) -> str:
        """The dataset's ID, empty without a disclosure."""
        return "" if self.disclosure is None else self.disclosure.metadata.id

    # --- places of the document ---------------------------------------------------------

    def places(self, refs: str | None) -> str:
        """The places that `refs` names in words, a line each; nothing where there is no disclosure to look in."""
        found = [self.place(ref) for ref in (refs or "").split()]
        return "\n".join(dict.fromkeys(place for place in found if place))

    def place(self, ref: str, *, titled: bool = True) -> str:
        """One place of the document: `amounts/1/revenue/8/total/2026/budget`, `statements/4`; a table by title too."""
        if (other := self._other(ref)) is not None:
            words = other.place(ref.rpartition(OTHER)[2], titled=titled)
            return self.pick(f"{other.year}年预算，{words}", f"budget of {other.year}, {words}") if words else ""
        row = self.row(ref)
        if row is None:
            return ""
        table, at = ref.partition("/")[0], self._line(row)
        if table in ("amounts", "tables"):
            number, title = row["table"], self._titles.get(row["table"], "")
            if table == "tables":
                return self.pick(f"表{number}（{title}），{at}", f"table {number} ({title}), {at}")
            label, name = short(row["label"]), self.pick(f"（{title}）", f" ({title})") if titled else ""
            return self.pick(f"表{number}{name}“{label}”，{at}", f"table {number}{name}, row “{label}”, {at}")
        if table == "statements":
            return self.pick(f"文件文字说明“{row['section']}”，{at}", f"narrative “{row['section']}”, {at}")
        if project := short(self._project(table, row)):
            return self.pick(f"“{project}”绩效目标表，{at}", f"form of “{project}”, {at}")
        return at

    def line(self, refs: str | None) -> str:
        """The line (and page) of the first place, in words."""
        found = (self.row(ref) for ref in (refs or "").split())
        return next((self._line(row) for row in found if row is not None), "")

    def lines(self, refs: str | None, most: int = 4) -> str:
        """The lines (and pages) of all places, each once; of more than `most` how many there are besides."""
        rows = [row for ref in (refs or "").split() if (row := self.row(ref)) is not None]
        found = list(dict.fromkeys(self._line(row) for row in rows))
        more = len(found) - most
        if more > 0:
            rest = self.pick(f"等{len(found)}处", f" and {more} more")
            return self.pick("、", ", ").join(found[:most]) + rest
        return self.pick("、", ", ").join(found)

    def row(self, ref: str) -> dict[str, Any] | None:
        """The row of the dataset, or of another one, that a reference names."""
        if (other := self._other(ref)) is not None:
            return other.row(ref.rpartition(OTHER)[2])
        return self._rows.get(ref.partition(":")[0])

    def _other(self, ref: str) -> Trace | None:
        """Where another dataset's rows are looked up."""
        return self.others.get(dataset(ref)) if OTHER in ref else None

    def at(self, ref: str) -> Place | None:
        """Where the document prints the row of a reference."""
        if (other := self._other(ref)) is not None:
            return other.at(ref.rpartition(OTHER)[2])
        row = self.row(ref)
        if row is None:
            return None
        table = ref.partition("/")[0]
        label = row.get("label") if table == "amounts" else row.get("section") or self._project(table, row)
        number = row["table"] if table in ("amounts", "tables") else None
        return Place(self.id, label or "", row["line"], row["page"] or "", number)

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


def short(name: str, most: int = _LONGEST) -> str:
    """A name of the document, cut where it is longer than there is room for."""
    return name if len(name) <= most else f"{name[: most - 1]}…"
