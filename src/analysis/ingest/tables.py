"""The budget tables of a document, found by their titles or, without one, by their columns.

A table runs over page breaks, repeated headers and blank lines until other text
begins. Its unit is the one that it prints, else the one that its total proves; a unit is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal

from analysis.ingest import headers, titles
from analysis.ingest.document import Document, Grid, Row, Text
from analysis.ingest.errors import Place, Remark
from analysis.money import UNITS, WAN, UnreadableFigureError, is_blank, parse_amount
from analysis.templates import Template
from analysis.templates.spec import DocumentSpec, TableSpec
from analysis.text import fold, key, name_key, whole

_UNIT = re.compile(rf"(?:人民币)?({UNITS})")
_BEHIND_A_NAME = re.compile(r"\s*(?:20\d\d[年./-]|[(（\[【]\s*$).*")
_LEADERS = re.compile(r"(?<![.…·])[.…·]{2,200}\s{0,9}\d{0,4}$")  # of a table of contents
_LONGEST_PHRASE, _LONGEST_NOTE = 40, 100  # characters
_ENDS_A_SENTENCE = re.compile(r"[。；;]")


@dataclass
class Table:
    """A table as found: its rows below the header, and the lines that frame it."""

    spec: TableSpec
    title: str
    at: Place  # where its title stands
    unit: str = ""
    declared_empty: bool = False
    header: headers.Header | None = None
    rows: list[Row] = field(default_factory=list)
    last: Grid | None = None

    def call(self) -> str:
        """Its name in errors."""
        return f"table {self.spec.number} ({whole(self.title)})"

    def figures(self) -> Iterator[tuple[headers.Column, str]]:
        """The cells of its columns of figures, row by row."""
        columns = self.header.figures if self.header else []
        for row in self.rows:
            yield from ((c, row.cells[c.place]) for c in columns if c.place < len(row.cells))


def find(document: Document, template: Template, *, required: bool = True) -> Found:
    """Every budget table of the document; `required`: those that the template requires must be there and readable.

    Raises DocumentError where none is recognised, one that the template requires is missing or can't
    be read, or the document ends inside one.
    """
    found = Found(document, template, strict=required)
    for block in document.blocks:
        if isinstance(block, Text):
            found.text(block)
        else:
            found.grid(block)
    found.settle()
    if required:
        _require(document, template, found.by_number)
        _refuse_blank(document, found.tables)
        found.remarks += _lost(document, template, found.by_number)
    return found


def _refuse_blank(document: Document, tables: Sequence[Table]) -> None:
    """A template that nobody has filled in is no budget."""
    printed = "".join(cell for table in tables for _, cell in table.figures())
    if not any(map(str.isdigit, printed)):
        said = "a blank form: not one figure in its tables"
        raise document.error(tables[0].at, said, "get the one that is filled in")


def _lost(document: Document, template: Template, found: Mapping[int, Table]) -> Iterator[Remark]:
    """Tables that the document names and that are not there: the template requires none of them."""
    named: dict[int, Remark] = {}
    for line in document.texts:
        spec = titles.find(template, _LEADERS.sub("", line.text))
        if spec and spec.number not in found:
            named[spec.number] = Remark(line.at, f"table {spec.number} ({spec.name}) is named here and nowhere printed")
    yield from named.values()


def with_columns(document: Document, template: Template) -> dict[int, Place]:
    """The tables all of whose columns stand at the head of rows of the document, with the place of the first one.

    Tables that have the same columns are told apart by their order.
    """
    found: dict[int, Place] = {}
    for grid in document.grids:
        left = (spec for spec in template.tables if spec.number not in found)
        fits = (spec for spec in left if (h := headers.match(grid.rows, spec)) and h.whole and not h.guessed)
        if spec := next(fits, None):
            found[spec.number] = grid.at
    return found


class Found:
    """The tables of a document in the template's order, and whose they are: a budget unit's name the `parent` too.

    `grids` are the identities of the grids that belong to them, `unread` the headers that are not understood where
    these end nothing. `above` is a unit read right above, which the next title may have below it; `begun` are rows of
    a header, which may go on with the next page.
    """

    def __init__(self, document: Document, template: Template, *, strict: bool) -> None:
        self.document, self.template, self.strict = document, template, strict
        self.by_number: dict[int, Table] = {}
        self.grids: set[int] = set()
        self.remarks: list[Remark] = []
        self.unread: list[Remark] = []
        self.department = ""
        self.parent = ""
        self.current: Table | None = None
        self.pending: Table | None = None
        self.unit = ""
        self.above = ""
        self.recent: list[Text] = []
        self.begun: list[tuple[Grid, list[Row]]] = []

    @property
    def tables(self) -> list[Table]:
        """The tables by their numbers."""
        return [self.by_number[number] for number in sorted(self.by_number)]

    def text(self, block: Text) -> None:
        """Takes in a line between tables: a title, a unit, a note, a page mark, or the end of a table."""
        spec, title = self._title(block)
        above, self.above = self.above, ""
        table = self.pending if self.begun else self.current
        if table and name_key(block.text) in table.spec.row_keys:  # a row that prints its name only
            (self.begun[-1][1] if self.begun else table.rows).append(Row((block.text,), block.at))
        elif spec:
            if not self._awaits(spec):
                self.settle()
            if self.current and self.current.spec.number == spec.number:
                self.pending = None
            elif not self._awaits(spec):
                self.pending = Table(spec, whole("".join(line.text for line in title)), title[0].at, above)
                self.current, self.unit = None, ""
            self.recent = []
        elif is_frame(self.template.document, block.text):
            self._read_frame(block.text, above)
        elif self._says_empty(block.text):
            self.settle()
            self._empty(block)
        elif not self.template.document.note.search(fold(block.text)):
            self.recent = [*self.recent[-2:], block]
            if _ENDS_A_SENTENCE.search(block.text) or len(block.text) > 60:
                self.recent = []
            if self.current or _ENDS_A_SENTENCE.search(block.text):
                self.settle()
                self.current = self.pending = None
                self.unit = ""

    def grid(self, grid: Grid) -> None:
        """Takes in rows: of the table whose title was read, of the one that goes on, or of one by its columns."""
        rows = list(grid.rows)
        above, self.above = self.above, ""
        while rows and is_frame(self.template.document, joined := " ".join(filter(None, rows[0].cells))):
            self._read_frame(joined, above)
            rows.pop(0)
        self.recent = []
        if not rows:
            return
        printings = self.pending.spec.printings if self.pending else ()
        if any(all(headers.is_header_row(row.cells, printing) for row in rows) for printing in printings):
            self.begun.append((grid, rows))
            return
        self._take([*self.begun, (grid, rows)])

    def settle(self) -> None:
        """Takes a title and a header with no row below them for a table that prints none."""
        header = self.pending and headers.match([row for _, rows in self.begun for row in rows], self.pending.spec)
        if header and header.usable:
            self._take(self.begun)
        self.begun = []

    def _awaits(self, spec: TableSpec) -> bool:
        """True where a header of the table was read and its rows are still to come."""
        return bool(self.begun and self.pending and self.pending.spec.number == spec.number)

    def _take(self, parts: Sequence[tuple[Grid, list[Row]]]) -> None:
        """Gives the rows of one or more grids to their table."""
        self.begun = []
        rows = [row for _, some in parts for row in some]
        table = self.pending or self._continued(rows) or self._untitled(rows)
        self.pending = None
        self.current = table
        if table is None:
            return
        if table.header:
            rows = [row for row in rows if not _repeats_header(row, table)]
        if self._is_there(table) or _begins_again(table, rows):
            self._leave_out(table, parts[0][0].at)
            return
        if table.header is None and not self._open(table, rows):
            self.current = None
            return
        table.rows += [row for row in rows if not _repeats_header(row, table)]
        table.unit, self.unit = table.unit or self.unit, ""
        table.last = parts[-1][0]
        self.grids.update(id(grid) for grid, _ in parts)
        self.by_number[table.spec.number] = table

    def _leave_out(self, table: Table, at: Place) -> None:
        self.remarks.append(Remark(at, f"{table.call()} stands a second time here: left out"))
        self.current = None

    def _open(self, table: Table, rows: list[Row]) -> bool:
        """Takes the header off the rows; whether it was understood."""
        header = headers.match(rows, table.spec)
        if header is None or not header.usable:
            wanted = "、".join(c.words[0].replace("{year}", "年") for _, c in table.spec.columns)
            said = f"the header of {table.call()} is not understood, expected {wanted}"
            if self.strict:
                raise self.document.error(rows[0].at, said, "mend the header row or describe it in the template")
            self.unread.append(Remark(rows[0].at, said))
            return False
        for words, what in ((header.unknown, "a column that the template has not"), (header.missing, "no column")):
            for word in words:
                self.remarks.append(Remark(rows[0].at, f"{table.call()}: {what}: {whole(word)}"))
        table.header, table.spec = header, header.spec
        units = {c.unit for c in header.figures}
        if len(units) == 1:
            table.unit = units.pop() or table.unit
        del rows[: header.rows]
        if header.shared and rows:
            rows[0] = replace(rows[0], cells=header.shared)
        return True

    def _continued(self, rows: list[Row]) -> Table | None:
        current = self.current
        if current is None:
            return None
        again = headers.match(rows, current.spec)
        if again and not again.guessed and current.header and again.repeats(current.header):
            return current
        return self._untitled(rows, guess=not again) or current

    def _untitled(self, rows: list[Row], *, guess: bool = True) -> Table | None:
        """The one table not yet found whose columns are just these; of several, the one that is next in order."""
        fits = [
            spec
            for spec in self.template.tables
            if spec.number not in self.by_number
            and (header := headers.match(rows, spec))
            and header.whole
            and (guess or not header.guessed)
        ]
        if len(fits) > 1:
            last = max(self.by_number, default=0)
            fits = [spec for spec in fits if spec.number > last][:1]
        if len(fits) != 1:
            return None
        spec = fits[0]
        return Table(spec, spec.name, rows[0].at)

    def _title(self, block: Text) -> tuple[TableSpec | None, list[Text]]:
        for count in (3, 2, 1):
            lines = [*self.recent, block][-count:]
            if len(lines) == count:
                spec = titles.find(self.template, "".join(line.text for line in lines), exact=count > 1)
                if spec:
                    return spec, lines
        return None, []

    def _read_frame(self, text: str, above: str) -> None:
        spec = self.template.document
        folded = fold(text)
        end = len(text)
        if unit := _unit(spec.unit, folded):
            end, self.unit = unit
        if (found := spec.department.match(folded)) and not self.department:
            self.department = _whose(text[found.end() : end])
        if spec.parent and (found := spec.parent.match(folded)) and not self.parent:
            self.parent = _whose(text[found.end() : end])
        if self.pending and self.unit:
            self.pending.unit = self.unit
        elif self.pending is None:
            self.above = self.unit or above

    def _says_empty(self, text: str) -> bool:
        spec, folded = self.template.document, fold(text)
        longest = _LONGEST_NOTE if spec.note.search(folded) else _LONGEST_PHRASE
        return len(text) <= longest and bool(spec.empty.search(folded))

    def _empty(self, block: Text) -> None:
        table = self.pending or self.current
        if table is None:
            return
        self.current, self.pending = table, None
        if self._is_there(table):
            self._leave_out(table, block.at)
        else:
            table.declared_empty = True
            self.by_number[table.spec.number] = table

    def _is_there(self, table: Table) -> bool:
        """True where the same table stood before, as another one."""
        return self.by_number.get(table.spec.number, table) is not table


def is_frame(spec: DocumentSpec, text: str) -> bool:
    """True where a line frames a table: its mark, that it goes on, whose it is, its unit."""
    folded = fold(text)
    if len(folded) > 120 or _ENDS_A_SENTENCE.search(folded):
        return False
    named = spec.department.match(folded) or (spec.parent and spec.parent.match(folded))
    return bool(spec.mark.match(key(text)) or titles.goes_on(text) or named or _unit(spec.unit, folded))


def _whose(printed: str) -> str:
    """The name in a frame, without a date or an open bracket (（单位：万元）) behind it."""
    return whole(_BEHIND_A_NAME.sub("", printed.strip()))


def _repeats_header(row: Row, table: Table) -> bool:
    """True where a row repeats the table's header, or parts of it in other words."""
    if headers.is_header_row(row.cells, table.spec):
        return True
    return table.header is not None and headers.heads_columns(row.cells, table.header)


def _begins_again(table: Table, rows: Sequence[Row]) -> bool:
    """True where rows that seem to go on with a table begin with its first row: the table stands here once more."""
    if len(table.rows) < 2 or not rows:
        return False  # a department and its only unit print the same row
    first, again = (["" if is_blank(c) else key(c) for c in row.cells] for row in (table.rows[0], rows[0]))
    return sum(map(bool, first)) > 1 and first == again


def _unit(pattern: re.Pattern[str], folded: str) -> tuple[int, str] | None:
    """The place where a line names a unit, and the unit (单位：万元); None where it names none that is money."""
    for found in pattern.finditer(folded):
        if unit := _UNIT.match(folded[found.end() :].strip()):
            return found.start(), unit[1]
    return None


def _require(document: Document, template: Template, found: Mapping[int, Table]) -> None:
    remedy = "get the whole document, or choose its template with --template"
    if not found:
        said = f"no budget table recognised, expected one titled {template.tables[0].name}"
        raise document.error(None, said, remedy)
    for spec in template.tables:
        if spec.required and spec.number not in found:
            before = found.get(max((n for n in found if n < spec.number), default=0))
            at = before.rows[-1].at if before and before.rows else document.end
            after = f" after {before.call()}" if before else ""
            raise document.error(at, f"table {spec.number} ({spec.name}) was expected{after}", remedy)


def settle_units(document: Document, tables: Sequence[Table], stated: Iterable[Decimal]) -> list[Remark]:
    """Gives every table a unit: the printed one, or the one that makes its total a figure known elsewhere.

    `stated` are amounts in 万元 that the narrative states. Raises DocumentError where neither helps.
    """
    unnamed = [t for t in tables if not t.unit and not all(is_blank(cell) for _, cell in t.figures())]
    if not unnamed:
        return []
    known = {*stated, *(abs(amount) for t in tables if t.unit for amount in _amounts(t, t.unit))}
    remarks = []
    for table in unnamed:
        largest = max(map(abs, _amounts(table, "万元")), default=0)
        fits = [unit for unit, factor in WAN.items() if largest and largest * factor in known]
        if len(fits) != 1:
            said = f"{table.call()} prints no unit, and no total of another table proves one"
            raise document.error(table.at, said, "add a line such as 单位：万元 below its title")
        table.unit = fits[0]
        remarks.append(Remark(table.at, f"{table.call()} prints no unit; its total proves {table.unit}"))
    return remarks


def _amounts(table: Table, unit: str) -> Iterator[Decimal]:
    """The amounts among a table's figures, in `unit` where their column names none."""
    for column, cell in table.figures():
        with suppress(UnreadableFigureError):
            if (amount := parse_amount(cell, column.unit or unit)) is not None:
                yield amount
