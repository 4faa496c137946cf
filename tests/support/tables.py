"""Budget tables of a written document, by their template's description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.disclosure import Disclosure
from analysis.templates import Template
from analysis.templates.spec import ColumnSpec, SideSpec, TableSpec
from analysis.text import name_key
from support.layout import Layout
from support.words import example

Record = Mapping[str, Any]
Place = tuple[Any, ...]  # what a column holds: subject or measure, year and phase; or the change of a measure
_NAMES = {
    "label": "label",
    "function_code": "function_code",
    "function_name": "function_name",
    "economic_code": "economic_code",
    "economic_item": "economic_item",
    "government_item": "government_item",
    "unit_code": "economic_code",
}


@dataclass
class _Line:
    """A row of one side: its names by role, its figures by measure."""

    names: dict[str, str]
    figures: dict[Place, Record] = field(default_factory=dict)
    code: str = ""
    foot: bool = False


def tables(disclosure: Disclosure, template: Template, layout: Layout) -> Iterator[str]:
    """The lines of all tables, in the order of the dataset."""
    amounts = disclosure.all_amounts.to_dicts()
    year = disclosure.metadata.year
    heads = {table["table"]: table for table in reversed(disclosure.tables.to_dicts())}  # one may hold two schedules
    for number, table in sorted(heads.items()):
        rows = [row for row in amounts if row["table"] == number]
        changes = disclosure.statements.filter(table=number).to_dicts()
        spec = _printing(next(spec for spec in template.tables if spec.number == number), rows, changes, layout, year)
        yield from _Table(spec, template, layout, disclosure, table, rows, changes).lines()


def _printing(
    spec: TableSpec, rows: Sequence[Record], changes: Sequence[Record], layout: Layout, year: int
) -> TableSpec:
    """The variant of the table that has a column for every figure, and no more than it needs."""
    chosen = [spec.printings[layout.variants[spec.number]]] if spec.number in layout.variants else spec.printings
    held = []
    for n, printing in enumerate(chosen):
        sides = [_needed(side, rows, changes, layout, year) for side in printing.sides]
        if None not in sides:
            held.append((sum(len(side.columns) for side in sides if side), n, sides))
    return replace(spec, sides=tuple(min(held, key=lambda one: one[:2])[2]), variants=())


def _needed(
    side: SideSpec, rows: Sequence[Record], changes: Sequence[Record], layout: Layout, year: int
) -> SideSpec | None:
    """The side without the optional columns that nothing stands in; None where it has no place for something."""
    own = [row for row in rows if row["flow"] == side.flow]
    levels = {row["level"] for row in own}
    if (side.kind == "functions" and "budget_unit" in levels) or (side.kind == "units" and "class" in levels):
        return None
    printed = {_place(side, row, year) for row in own}
    printed |= {(row["measure"], name) for row in changes for name in ("change", "change_pct") if row[name] is not None}
    if not printed <= {_holds(side, column) for column in side.columns}:
        return None
    kept = [c for c in side.columns if not c.optional or _holds(side, c) in printed or _codes(c, layout)]
    return replace(side, columns=tuple(kept))


def _codes(column: ColumnSpec, layout: Layout) -> bool:
    """Whether a column that not every printing has holds codes in this one."""
    return bool(column.role) and layout.codes == ("three" if column.digits else "one")


def _holds(side: SideSpec, column: ColumnSpec) -> Place:
    if column.states:
        return column.measure, column.states
    return (column.subject if side.kind == "items" else column.measure), column.year, column.phase or "budget"


def _place(side: SideSpec, row: Record, year: int) -> Place:
    return (row["subject"] if side.kind == "items" else row["measure"]), row["year"] - year, row["phase"]


class _Table:
    def __init__(
        self,
        spec: TableSpec,
        template: Template,
        layout: Layout,
        disclosure: Disclosure,
        table: Record,
        rows: Sequence[Record],
        changes: Sequence[Record],
    ) -> None:
        self.spec, self.template, self.layout, self.table, self.rows = spec, template, layout, table, rows
        self.changes = {(row["flow"], row["row"]): row for row in changes}
        self.department = disclosure.metadata.department
        self.year = disclosure.metadata.year
        self.unit = layout.units.get(spec.number) or table["printed_unit"] or ""

    def lines(self) -> Iterator[str]:
        """Title, unit, header, body with its page breaks, and the note that there are no data."""
        if mark := self.layout.marks.get(self.spec.number, self.spec.mark):
            yield from (mark, "")
        yield from self._frame("")
        header = list(self._header())
        yield from header
        if self.layout.pipes:
            yield "|" + " --- |" * len(self.spec.columns)
        body = list(self._body())
        for number, line in enumerate(body):
            for cut in self.layout.breaks:
                if cut.table == self.spec.number and cut.row == number > 0:
                    yield from self._break(cut.kind, header)
            yield line
        yield ""
        if self.table["declared_empty"]:
            yield from (example(self.template.document.note) + "本表" + example(self.template.document.empty), "")

    def _frame(self, more: str) -> Iterator[str]:
        if self.spec.number not in self.layout.untitled:
            yield from (self.layout.heading + self.layout.prose(self.table["title"]) + more, "")
        spec = self.template.document
        department = example(spec.department) + self.department
        unit = example(spec.unit) + self.unit if self.unit and self.layout.unit_at != "header" else ""
        if self.layout.unit_at == "same":
            yield from (f"{department}    {unit}".rstrip(), "")
        else:
            yield from (department, "", *((unit, "") if unit else ()))

    def _break(self, kind: str, header: list[str]) -> Iterator[str]:
        if kind == "feed":
            yield "\f"
        elif kind == "number":
            yield from ("", "- 12 -", "")
        else:
            yield ""
        if kind == "title":
            yield from self._frame("（续）")
        if kind in ("title", "header"):
            yield from header

    def _header(self) -> Iterator[str]:
        columns = [column for _, column in self.spec.columns]
        depth = max(len(column.under) for column in columns) + 1
        for level in range(depth):
            cells: list[str] = []
            above: tuple[str, ...] = ("",)
            for column in columns:
                path = tuple(self._word(word, column) for word in column.under[: level + 1])
                if level < len(column.under):
                    cells.append("" if path == above else path[level])
                    above = path
                else:
                    above = ("",)
                    cells.append(self._leaf(column) if level == len(column.under) else "")
            yield self._row(cells)
        if self.spec.numbered_columns:
            yield self._row([str(i + 1) for i in range(len(columns))])

    def _leaf(self, column: ColumnSpec) -> str:
        own = next((row["label"] for row in self.rows if column.subject and row["subject"] == column.subject), None)
        word = self.layout.prose(own) if own else self._word(self.layout.word(column.words), column)
        named = column.measure and self.unit and self.layout.unit_at == "header"
        return f"{word}（{self.unit}）" if named else word

    def _word(self, word: str, column: ColumnSpec) -> str:
        """A heading with its years: that of the column; a comparison names the document's own first."""
        first = self.year + column.year
        return self.layout.prose(word.replace("{year}", f"{first}年", 1).replace("{year}", f"{first - 1}年"))

    def _body(self) -> Iterator[str]:
        sides = [list(self._side(side)) for side in self.spec.sides]
        upper = [[line for line in lines if not line.foot] for lines in sides]
        lower = [[line for line in lines if line.foot] for lines in sides]
        height = max(map(len, upper))
        foot = max(map(len, lower))
        for number in range(height + foot):
            cells: list[str] = []
            for side, top, bottom in zip(self.spec.sides, upper, lower, strict=True):
                line = top[number] if number < len(top) else None
                if number >= height and bottom:  # the last row of the foot stands on the ground, the others on top
                    place = number - height
                    at = len(bottom) - 1 if place == foot - 1 else place if place < len(bottom) - 1 else -1
                    line = bottom[at] if at >= 0 else None
                cells += self._cells(side, line)
            yield self._row(cells)

    def _cells(self, side: SideSpec, line: _Line | None) -> Iterator[str]:
        for column in side.columns:
            if line is None:
                yield ""
            elif column.role:
                name = line.names.get(column.role, "")
                yield _part(side, column, name) if column.role.endswith("_code") else self._name(side, line, name)
            elif (row := line.figures.get(_holds(side, column))) is None:
                yield self.layout.blank
            elif column.states:
                yield row[f"{column.states}_printed"]
            else:
                unit = self.unit or row["printed_unit"]
                yield self.layout.amount(row["amount"], row["printed"], row["printed_unit"], unit)

    def _name(self, side: SideSpec, line: _Line, name: str) -> str:
        if not line.code or self.layout.codes not in ("name", "bracket"):
            return self.layout.label(name)
        return f"{line.code}{name}" if self.layout.codes == "name" else f"[{line.code}]{name}"

    def _side(self, side: SideSpec) -> Iterator[_Line]:
        """The side's rows with those that print no figure: the template's where it names rows, filler elsewhere."""
        known: dict[int, _Line] = {}
        if side.kind == "items":
            yield _Line({}, {_place(side, row, self.year): row for row in self.rows})
            return
        for row in self.rows:
            if row["flow"] == side.flow:
                line = known.setdefault(row["row"], _Line(self._names(side, row)))
                line.figures[_place(side, row, self.year)] = row
                line.code = row["function_code"] or row["economic_code"] or ""
                if told := self.changes.get((side.flow, row["row"])):
                    names = (name for name in ("change", "change_pct") if told[name] is not None)
                    line.figures |= {(told["measure"], name): told for name in names}
        keys = [row.keys for row in side.rows]
        at = 0
        last = max([*known, len(side.rows) if side.kind == "labels" else bool(side.rows)])
        if known and side.kind == "labels":
            end = name_key(known[max(known)].names.get("label", ""))
            if end in keys[-1] and max(known) < len(keys):
                last = max(known)  # the document prints only the rows that it needs
        for number in range(1, last + 1):
            if line := known.get(number):
                word = name_key(line.names.get("label", ""))
                at = next((i for i in range(at, len(keys)) if word in keys[i]), at)
            elif at < len(keys):
                line = _Line(dict.fromkeys((column.role for column in side.columns if column.role), ""))
                line.names[self._first_name(side)] = side.rows[at].label
            else:
                line = _Line({self._first_name(side): "预留"})
            line.foot = side.kind == "labels" and at < len(keys) and side.rows[at].foot
            at += 1
            yield line

    def _names(self, side: SideSpec, row: Record) -> dict[str, str]:
        roles = [column.role for column in side.columns if column.role]
        names = {role: row[_NAMES[role]] or "" for role in roles}
        if row["government_item"] and names.get("economic_item") == "":
            names["economic_item"] = row["government_item"]
        if not any(names.values()):
            names[self._first_name(side)] = row["label"]
        return names

    def _first_name(self, side: SideSpec) -> str:
        roles = [column.role for column in side.columns if column.role]
        return roles[self.layout.spelling % len(roles)] if side.kind == "functions" else roles[0]

    def _row(self, cells: Sequence[str]) -> str:
        if self.layout.pipes:
            return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "<br>") for cell in cells) + " |"
        row = "\t".join(cells)
        return row.rstrip("\t") if self.layout.stripped else row


def _part(side: SideSpec, column: ColumnSpec, code: str) -> str:
    """What of a code stands in a column: 款 is the fourth and fifth digit. A word (合计) stands in the first one."""
    if not column.digits:
        return code
    columns = [c for c in side.columns if c.role == column.role]
    start = sum(c.digits for c in columns[: columns.index(column)])
    if not code.isdigit():
        return code if start == 0 else ""
    return code[start : start + column.digits]
