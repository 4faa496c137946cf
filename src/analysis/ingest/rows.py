"""A budget table's rows as amounts: what each row is, from its code, its name, or the sums that it keeps."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from analysis.classification import GOVERNMENT
from analysis.ingest import hierarchy
from analysis.ingest.document import NAMELESS, Document, Record, Row
from analysis.ingest.errors import Remark
from analysis.ingest.headers import Column, Header
from analysis.ingest.lines import Cell, Line, adds_up, refuse_cut_off, refuse_unknown, step
from analysis.ingest.tables import Table
from analysis.money import WAN, UnreadableFigureError, is_blank, parse_amount, parse_number
from analysis.templates import Template
from analysis.templates.spec import RowSpec, SideSpec
from analysis.text import fold, key, name_key, whole, without_ordinal

_NOTHING = ("", "无", "空", "无数据")  # names in the one row of an empty table
_CODE_THEN_NAME = re.compile(r"^\[?(\d{3,9})\]?[-—–_ ]?\s*([^\d\s\]].*)$")  # 2060701机构运行 [206]科学技术支出


def read(
    document: Document, template: Template, table: Table, year: int, units: Collection[str], remarks: list[Remark]
) -> tuple[list[Record], list[Record]]:
    """The rows of `amounts` for one table of a document of `year`, and those of `statements` for its printed changes.

    Both in the order of the page; `column` of an amount is the cell that prints it. `units` are keys of budget units
    named elsewhere in the document: evidence, where sums alone leave open which rows of a table of projects are units.
    Raises DocumentError where the document ends inside the table.
    """
    if table.header is None:
        return [], []
    reader = _Reader(template, table, table.header, units, remarks)
    sides = [(side, list(reader.lines(side))) for side in table.spec.sides]
    sides = [(one, list(reader.items(one, some)) if one.kind == "items" else some) for one, some in sides]
    _spread(sides)
    lines: dict[str, list[Line]] = {}  # by flow, of which a table may have two sides
    for side, some in sides:
        reader.tell(side, some)
        lines.setdefault(side.flow, []).extend(some)
    refuse_unknown(document, table, [line for some in lines.values() for line in some if line.cells])
    refuse_cut_off(document, table, lines)
    numbered = [(flow, n, line) for flow, some in lines.items() for n, line in enumerate(some, 1)]
    amounts = [_amount(table, flow, n, line, cell, year) for flow, n, line in numbered for cell in line.cells]
    return amounts, [row for flow, n, line in numbered for row in _changes(table, flow, n, line, year)]


def _amount(table: Table, flow: str, number: int, line: Line, cell: Cell, year: int) -> Record:
    spec = cell.column.spec
    return {
        "table": table.spec.number,
        "schedule": table.spec.schedule,
        "flow": flow,
        "row": number,
        "label": line.label,
        "measure": spec.measure,
        "year": year + spec.year,
        "phase": spec.phase or None,
        "amount": cell.amount,
        "printed": cell.printed,
        "printed_unit": cell.unit,
        "uncertain": line.uncertain or cell.amount is None,
        **line.row.at._asdict(),
        "column": cell.column.place,
    } | line.meaning


def _changes(table: Table, flow: str, number: int, line: Line, year: int) -> Iterator[Record]:
    """The changes that a row prints beside its figures, one statement for each measure."""
    for measure in dict.fromkeys(cell.column.spec.measure for cell in line.changes):
        own = {c.column.spec.states: c for c in line.changes if c.column.spec.measure == measure}
        printed = [c.column.spec for c in line.cells if not c.column.spec.own]
        described = [c for _, c in table.spec.columns if c.year and not c.states]
        base = next((c for c in (*printed, *described) if c.measure == measure), None)
        subject, function = line.meaning.get("subject"), line.meaning.get("function_name")
        change, share = own.get("change"), own.get("change_pct")
        yield {
            "subject": subject
            or ("function" if function else table.spec.schedule if line.level == "total" else "other"),
            "label": line.label,
            "table": table.spec.number,
            "flow": flow,
            "row": number,
            "function_name": function,
            "measure": measure,
            "year": year,
            "base_kind": (base.phase if base else "") or "budget",
            "base_year": year + (base.year if base else -1),
            "change": None if change is None or change.amount is None else change.amount / WAN[change.unit],
            "change_printed": change.printed if change else None,
            "change_pct": share.amount if share else None,
            "change_pct_printed": share.printed if share else None,
            "unit": change.unit if change else table.unit,
            "section": whole(table.title),
            "uncertain": line.uncertain or any(c.amount is None for c in line.changes),
            **line.row.at._asdict(),
        }


@dataclass(frozen=True)
class _Reader:
    """Takes a table's rows apart, side by side, and tells what they are."""

    template: Template
    table: Table
    header: Header
    units: Collection[str]
    remarks: list[Remark]

    def lines(self, side: SideSpec) -> Iterator[Line]:
        """The rows that print anything on this side."""
        width = self.header.width
        columns = [c for c in self.header.columns if c.side is side]
        naming = [c for c in columns if c.spec.role]
        figures = [c for c in columns if c.spec.measure]
        overflow = side is self.table.spec.sides[-1]
        codes: dict[str, list[str]] = {}
        for row in self.table.rows:
            cells = row.cells + ("",) * (width - len(row.cells))
            names = _names(naming, cells, codes)
            printed = [self._cell(c, cells[c.place], row) for c in figures if not is_blank(cells[c.place])]
            changes = [c for c in printed if c.column.spec.states]
            line = Line(row, names, [c for c in printed if not c.column.spec.states], {}, changes)
            if overflow and not all(map(is_blank, cells[width:])):
                line.uncertain = True
                self._remark(row, f"{self.table.call()}: a cell more than the table has columns")
            if printed or any(name not in _NOTHING for name in names.values()):
                yield line

    def _cell(self, column: Column, printed: str, row: Row) -> Cell:
        unit = column.unit or self.table.unit
        printed = " ".join(printed.split())
        try:
            if column.spec.states == "change_pct":
                return Cell(column, printed, "%", parse_number(fold(printed).removesuffix("%")))
            return Cell(column, printed, unit, parse_amount(printed, unit))
        except UnreadableFigureError:
            said = f"{printed!r} in column {column.spec.words[0]} is no figure: kept as printed"
            self._remark(row, f"{self.table.call()}: {said}")
            return Cell(column, printed, unit, None)

    def _remark(self, row: Row, said: str) -> None:
        self.remarks.append(Remark(row.at, said))

    def items(self, side: SideSpec, lines: Sequence[Line]) -> Iterator[Line]:
        """Each column of the table's row of figures as a row; a second row of figures is none that the template has."""
        header = self.header
        columns = [c for c in header.columns if c.side is side]
        subjects = dict.fromkeys((c.spec.schedule, c.spec.subject) for c in columns)
        for number, line in enumerate(line for line in lines if line.cells):
            for schedule, subject in subjects:
                own = [c for c in columns if (c.spec.schedule, c.spec.subject) == (schedule, subject)]
                column = next((c for c in own if c.spec.own), own[0])
                meaning = {"level": column.spec.level, "subject": subject or None}
                if schedule:
                    meaning["schedule"] = schedule
                printed = {header.printed.get(other.place, "") for other in own}
                label = header.over.get(column.place, "") if len(printed) > 1 else ""  # 决算数 is no name
                label = label or header.printed.get(column.place, "") or column.spec.words[0]
                cells, changes = (
                    [cell for held in own for cell in some if cell.column is held]
                    for some in (line.cells, line.changes)
                )
                yield Line(line.row, {"label": label}, cells, meaning, changes, uncertain=line.uncertain or number > 0)
            if number:
                self._remark(line.row, f"{self.table.call()}: a second row of figures, read like the first")

    def tell(self, side: SideSpec, lines: Sequence[Line]) -> None:
        """Gives each row its meaning, by the kind of its side, and a name to those that print figures and none."""
        if side.kind != "items":  # whose columns have told the rows apart
            readers = {
                "labels": self._labels,
                "functions": self._functions,
                "economic": self._economic,
                "units": self._units,
                "projects": self._projects,
            }
            readers[side.kind](side, lines)
        for line in lines:
            if line.cells and not line.label:
                line.names, line.uncertain = {"label": NAMELESS}, True
                line.meaning = {name: value or None for name, value in line.meaning.items()}
                self._remark(line.row, f"{self.table.call()}: figures without a row's name: called {NAMELESS}")

    def _labels(self, side: SideSpec, lines: Sequence[Line]) -> None:
        """Rows by name, in the template's order, since one name may stand twice."""
        keys = [row.keys for row in side.rows]
        usual = side.rows[0].level
        at = 0
        for line in lines:
            word = name_key(line.label)
            after = [i for i in range(at, len(keys)) if word in keys[i]]
            if places := after or [i for i, k in enumerate(keys) if word in k]:
                at = places[0] + 1
                _mean(line, side.rows[places[0]])
            else:
                _mean(line, RowSpec(line.label, usual))
                line.uncertain = line.unknown = True
                if line.cells:
                    self._remark(line.row, f"the template has no row {line.label!r}: read as {usual}")
            if line.level == "class":
                line.meaning["function_name"] = without_ordinal(line.label)

    def _functions(self, side: SideSpec, lines: Sequence[Line]) -> None:
        """Rows by the length of their code: 206 a class, 20607 a section, 2060702 an item."""
        named, codes = _named(side), self.template.codes
        for line in lines:
            printed, name = line.names.get("function_code", ""), line.names.get("function_name", "")
            code = "".join(fold(printed).split()).strip("[]")
            own, bare = _parted(name or printed)
            if own == code or not (name and code):
                code, name = own, bare
            line.names = {"label": name or code}
            if spec := named.get(name_key(name)):
                _mean(line, spec)
                continue
            level = codes.get(len(code)) if code.isdigit() else None
            if level is None:
                line.uncertain = line.unknown = True
                level = codes[max(codes)]
                self._remark(line.row, f"{code or 'no code'} is no code of the functional classification")
            line.meaning |= {"level": level, "function_code": code or None, "function_name": name or None}

    def _economic(self, side: SideSpec, lines: Sequence[Line]) -> None:
        """By the length of the code; without one, groups are the rows without a governmental item, items the others."""
        named = _named(side)
        coded = any(column.role == "economic_code" for column in side.columns)
        for line in lines:
            item, government = line.names.get("economic_item", ""), line.names.get("government_item", "")
            printed = line.names.get("economic_code", "")
            code = "".join(fold(printed).split())
            own, bare = _parted(item or printed)
            if own == code or (not (item and code) and (coded or _CODE_THEN_NAME.match(fold(item)))):
                code, item = own, bare
            line.names = {"label": item or code}
            if spec := named.get(name_key(item)):
                _mean(line, spec)
                continue
            if code.startswith(GOVERNMENT) and item:
                item, government = "", item
            level = self.template.economic_codes.get(len(code)) if code.isdigit() else None
            if coded and level is None:
                line.uncertain = line.unknown = True
                self._remark(line.row, f"{code or 'no code'} is no code of the economic classification")
            line.meaning |= {
                "level": level or ("item" if government or coded else "class"),
                "economic_code": code or None,
                "economic_item": without_ordinal(item) or None,
                "government_item": without_ordinal(government) or None,
            }

    def _units(self, side: SideSpec, lines: Sequence[Line]) -> None:
        """A total, and a budget unit in every other row; the only row is the total where it names one that is known."""
        named = _named(side)
        for line in lines:
            alone = len(lines) == 1 and key(line.label) in self.units
            if spec := named.get(name_key(line.label), side.rows[0] if alone and side.rows else None):
                _mean(line, spec)
            else:
                line.meaning |= {"level": "budget_unit", "budget_unit": line.label}

    def _projects(self, side: SideSpec, lines: Sequence[Line]) -> None:
        """The department, its units, and under each unit its projects, told apart by sums and known names."""
        if not lines:
            return
        head, body = lines[0], lines[1:]
        head.meaning |= {"level": "department"}
        known = [key(line.label) in self.units for line in body]
        unit_rows = hierarchy.units([line.figures for line in body], known, step(body))
        for i, line in enumerate(body):
            if i in unit_rows:
                unit = line
                last = min((j for j in unit_rows if j > i), default=len(body))
                proven = known[i] or adds_up(line, body[i + 1 : last])
                line.meaning |= {"level": "budget_unit", "budget_unit": line.label}
                if not proven:
                    self._remark(line.row, f"{line.label} is read as a budget unit, with no sum or name as proof")
            else:
                line.meaning |= {"level": "project", "budget_unit": unit.label, "project": line.label}
            line.uncertain |= not proven


def _spread(sides: Sequence[tuple[SideSpec, list[Line]]]) -> None:
    """Gives a name that goes over several halves of a table (公用经费合计) to the one that prints its figure."""
    above: SideSpec | None = None
    for side, lines in sides:
        if above is None or above.flow != side.flow:
            before: dict[int, tuple[list[Line], Line]] = {}  # named rows of the halves to the left
        named = _named(side)
        for line in lines:
            some, left = before.get(line.row.at.line, ([], line))
            printed = next(filter(None, left.names.values()), "")
            if line.cells and not any(line.names.values()) and not left.cells and name_key(printed) in named:
                line.names = left.names
                some.remove(left)
        before |= {line.row.at.line: (lines, line) for line in lines if any(line.names.values())}
        above = side


def _names(columns: Sequence[Column], cells: Sequence[str], codes: dict[str, list[str]]) -> dict[str, str]:
    """The row's names by role; a code that stands in several columns made one, of full length."""
    names: dict[str, str] = {}
    parts: dict[str, list[tuple[str, int]]] = {}
    for column in columns:
        spec, cell = column.spec, cells[column.place]
        name = "" if is_blank(cell) else whole(cell)
        names.setdefault(spec.role, "")
        if spec.digits:
            parts.setdefault(spec.role, []).append((name, spec.digits))
        else:
            names[spec.role] = name
    for role, printed in parts.items():
        names[role] = _code(printed, codes.setdefault(role, []))
    return names


def _code(printed: Sequence[tuple[str, int]], above: list[str]) -> str:
    """类, 款 and 项 as one code: 301 and 2 are 30102. `above` are the parts of the row above, for merged cells.

    A part that is not printed but has another one behind it is that of the row above; a part that is longer than
    its digits holds the whole code up to there. Words (合计) stay as they are.
    """
    last = max((i for i, (part, _) in enumerate(printed) if part), default=-1)
    parts: list[str] = []
    for i, (part, digits) in enumerate(printed[: last + 1]):
        folded = fold(part)
        if not folded.isdigit():
            parts.append(part or (above[i] if i < len(above) else ""))
        elif len(folded) > digits and (not parts or folded.startswith("".join(parts))):
            parts = [folded]
        else:
            parts.append(folded.zfill(digits))
    if parts and all(part.isdigit() for part in parts):
        above[:] = parts
    return "".join(parts)


def _named(side: SideSpec) -> dict[str, RowSpec]:
    """The rows that the side has by name, by every printing."""
    return {word: row for row in reversed(side.rows) for word in row.keys}


def _mean(line: Line, spec: RowSpec) -> None:
    line.meaning |= {"level": spec.level, "subject": spec.subject or None}


def _parted(printed: str) -> tuple[str, str]:
    """Code and name of a cell that holds either or both."""
    folded = "".join(fold(printed).split())
    if both := _CODE_THEN_NAME.match(fold(printed)):
        return both[1], whole(printed[both.start(2) :])
    return (folded, "") if folded.strip("[]").isdigit() else ("", printed)
