"""Figures as people see them, each with how it came to be in words: the places that print it, or its arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from analysis import catalog, how, schema
from analysis.disclosure import Disclosure, english_names
from analysis.figure import Cell, Figure
from analysis.how import Name, named
from analysis.measures import places
from analysis.metadata import DatasetError
from analysis.present import formula, messages
from analysis.present.phrases import Lang, Place, Shown, amount
from analysis.schema import OTHER
from analysis.text import short

#: Operands whose places are told one by one; where there are more, so few of them, and how many there are besides.
_MOST, _FEW = 8, 3
_LONGEST = 60  # characters of a name in a place
#: The columns that name the rows of each table.
_KEYS = {table.name: table.key for table in schema.ALL}


class Trace:
    """Figures with their sources, and sentences, in one language.

    Without a disclosure no figure knows its place; `others` are those whose cells stand beside its own.
    """

    def __init__(self, disclosure: Disclosure | None, lang: Lang, others: Iterable[Disclosure | None] = ()) -> None:
        self.disclosure, self.lang = disclosure, lang
        self.others = {one.metadata.id: Trace(one, lang) for one in others if one is not None}

    @property
    def year(self) -> int | None:
        """The year that the disclosure is of."""
        return None if self.disclosure is None else self.disclosure.metadata.year

    @property
    def id(self) -> str:
        """The dataset's ID, empty without a disclosure."""
        return "" if self.disclosure is None else self.disclosure.metadata.id

    @cached_property
    def names(self) -> Mapping[str, str]:
        """English names by those of the document; where no budget is spoken of alone, those of all datasets."""
        if self.disclosure is not None:
            return self.disclosure.names
        try:
            folders = sorted(catalog.data_folder().iterdir())
        except DatasetError:
            return {}
        return {zh: en for folder in folders for zh, en in english_names(folder).items()}

    def pick(self, zh: str, en: str) -> str:
        """The one of the two that is in the trace's language."""
        return messages.pick((zh, en), self.lang)

    def text(self, id: str, /, **named: object) -> str:
        """The message of that id in the trace's language."""
        return messages.text(id, self.lang, **named)

    # --- figures ----------------------------------------------------------------------

    def shown(self, value: Decimal, text: str, shown: str = "") -> Shown:
        """A figure in digits, with the expression that says how it came to be, and that in words."""
        figure = self._read(text)
        cell = None if figure is None else formula.printed(figure)
        place = None if cell is None else self.at(cell.ref)
        said = "\n".join(self._words(figure) if figure is not None else self._elsewhere(text))
        return Shown(value, shown or amount(value), text, said, place=place, dataset=self.id)

    def _read(self, text: str) -> Figure | None:
        """The expression with the values of its cells; None where one of them is not at hand."""
        try:
            return how.read(text, self.cell)
        except KeyError:
            return None

    def _elsewhere(self, text: str) -> list[str]:
        """The rows of datasets that are not at hand, a line for each dataset."""
        held: dict[str, list[str]] = {}
        for ref in how.refs(text):
            found = named(ref)
            held.setdefault(found.dataset or found.table, []).append(ref.rpartition(OTHER)[2])
        return [self.text("place.dataset", id=id, rows=self._first(refs, _FEW, "rows")) for id, refs in held.items()]

    def _first(self, listed: Sequence[str], most: int, what: str) -> str:
        """The first of what is listed, and how many there are besides."""
        said = self.text("list.comma").join(listed[:most])
        more = len(listed) - most
        return self.text(f"list.more_{what}", listed=said, count=len(listed), more=more) if more > 0 else said

    def _words(self, figure: Figure) -> list[str]:
        """The place that prints a figure, or its arithmetic and the places of its operands, a line each."""
        if (cell := formula.printed(figure)) is not None:
            return [words for words in (self.place(cell.ref),) if words]
        said, cells = [f"= {formula.words(figure)}"], figure.cells
        most = len(cells) if len(cells) <= _MOST else _FEW
        for one in cells[:most]:
            words, name = self.place(one.ref, titled=False), named(one.name)
            if words and name.column in _KEYS.get(name.table, ()):  # counted, not computed with
                said.append(words)
            elif words:
                said.append(amount(one.value, least=0) + self.text("list.colon") + words)
        if (more := len(cells) - most) > 0:
            said.append(self.text("place.more", more=more))
        return said

    def cell(self, name: str) -> Cell:
        """The cell of that name. Raises KeyError where it is not at hand."""
        found = named(name)
        row = self._row(found)
        if row is None:
            raise KeyError(name)
        held = row[found.column]
        value = Decimal(held) if isinstance(held, int | Decimal) else Decimal(0)
        return Cell(found.ref, found.column, value)

    # --- places of the document ---------------------------------------------------------

    def places(self, text: str | None) -> str:
        """The places of the cells of a `how` in words, a line each; nothing where there is no disclosure to look in."""
        found = [self.place(ref) for ref in _refs(text)]
        return "\n".join(dict.fromkeys(place for place in found if place))

    def place(self, ref: str, *, titled: bool = True) -> str:
        """The place of one row of the dataset, `statements/4`; a table by its title too."""
        name = named(ref)
        if (other := self.others.get(name.dataset)) is not None:
            words = other.place(ref.partition("!")[2], titled=titled)
            return self.text("place.year", year=other.year, at=words) if words else ""
        row = self._row(name)
        if row is None:
            return ""
        table, at = name.table, self._line(row)
        if table in ("amounts", "tables") or row.get("table"):
            number, title = row["table"], self._titles.get(row["table"], "")
            if table == "tables":
                return self.text("place.table", number=number, title=title, at=at)
            label, kind = short(row["label"], _LONGEST), "place.titled_row" if titled else "place.row"
            return self.text(kind, number=number, title=title, label=label, at=at)
        if table == "statements":
            return self.text("place.narrative", section=row["section"], at=at)
        if project := short(self._project(table, row), _LONGEST):
            return self.text("place.form", project=project, at=at)
        return at

    def line(self, text: str | None) -> str:
        """The line (and page) of the first place, in words."""
        found = (self.row(ref) for ref in _refs(text))
        return next((self._line(row) for row in found if row is not None), "")

    def lines(self, text: str | None, most: int = 4) -> str:
        """The lines (and pages) of all places, each once; of more than `most` how many there are besides."""
        rows = [row for ref in _refs(text) if (row := self.row(ref)) is not None]
        return self._first(list(dict.fromkeys(map(self._line, rows))), most, "places")

    def row(self, ref: str) -> dict[str, Any] | None:
        """The row of the dataset, or of another one, that a reference names."""
        return self._row(named(ref))

    def at(self, ref: str) -> Place | None:
        """The place of a reference's row in the document."""
        name = named(ref)
        if (other := self.others.get(name.dataset)) is not None:
            return other.at(ref.partition("!")[2])
        row = self._row(name)
        if row is None:
            return None
        label = row.get("label") if name.table == "amounts" else row.get("section")
        label = label or self._project(name.table, row)
        number = row["table"] if name.table in ("amounts", "tables") else None
        return Place(self.id, label or "", row["line"], row["page"] or "", number)

    def _row(self, name: Name) -> dict[str, Any] | None:
        ref = name.ref.partition("!")[2] if name.dataset else name.ref
        if (other := self.others.get(name.dataset)) is not None:
            return other.row(ref)
        return self._rows.get(ref) if name.dataset in ("", self.id) else None

    def _line(self, row: dict[str, Any]) -> str:
        return messages.line(row["page"], row["line"], self.lang)

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


def _refs(text: str | None) -> list[str]:
    """The rows of a `how`, or those that a text names one after another."""
    return how.refs(text) if text and "[" in text else (text or "").split()
