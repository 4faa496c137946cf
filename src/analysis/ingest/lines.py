"""Logical rows of a budget table, the sums that they keep, and what a table is refused for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.ingest import hierarchy
from analysis.ingest.document import Document, Record, Row
from analysis.ingest.headers import Column
from analysis.ingest.tables import Table
from analysis.money import resolution, to_wan


@dataclass(frozen=True)
class Cell:
    """A printed figure: its column, the cell as it stands, its amount in 万元 or None where it can't be read."""

    column: Column
    printed: str
    unit: str
    amount: Decimal | None


@dataclass
class Line:
    """One logical row of one side of a table, with what is known of it so far.

    `names` are made whole, by role; `changes` 增减额 and 增减%, which are no amounts. `unknown`: neither name nor
    code is one that the template has.
    """

    row: Row
    names: dict[str, str]
    cells: list[Cell]
    meaning: Record
    changes: list[Cell] = field(default_factory=list)
    uncertain: bool = False
    unknown: bool = False

    @property
    def label(self) -> str:
        return next((name for role, name in self.names.items() if name and not role.endswith("_code")), "")

    @property
    def level(self) -> str | None:
        return self.meaning.get("level")

    @property
    def figures(self) -> dict[str, Decimal]:
        """Its amounts of the document's own year and phase, by measure."""
        own = (c for c in self.cells if c.column.spec.own)
        return {c.column.spec.measure: c.amount for c in own if c.amount is not None}


def adds_up(unit: Line, projects: Sequence[Line]) -> bool:
    """True where rows make up the one that they are under."""
    return hierarchy.add_up(unit.figures, [line.figures for line in projects], step((unit, *projects)))


def step(lines: Sequence[Line]) -> Decimal:
    """The finest resolution printed in these rows, in 万元."""
    cells = (cell for line in lines for cell in line.cells)
    return min((to_wan(resolution(cell.printed), cell.unit) for cell in cells), default=Decimal(1))


def refuse_unknown(document: Document, table: Table, lines: Sequence[Line]) -> None:
    """Ends the reading where most rows with figures are unknown: their cells are not where the header says."""
    unknown = [line for line in lines if line.unknown]
    if len(unknown) * 2 > len(lines):
        said = f"most rows of {table.call()}, such as {unknown[0].label!r}, are none that the template knows"
        remedy = "mend its rows, whose cells may be lost or moved, or choose its template with --template"
        raise document.error(unknown[0].row.at, said, remedy)


def refuse_cut_off(document: Document, table: Table, lines: dict[str, list[Line]]) -> None:
    """Ends the reading where the document breaks off in this table: its rows do not make up its total."""
    if table.last is None or table.declared_empty or not document.ends_at(table.last):
        return
    for side in table.spec.sides:
        own = lines[side.flow]
        top = [line for line in own if line.level in ("total", "department")]
        parts = [line for line in own if line.level in ("class", "budget_unit", "source")]
        projects = side.kind == "projects"
        if side.kind == "items" and any(line.cells for line in own):
            continue
        if top and (adds_up(top[-1], parts) or not (parts or projects)) and (not projects or _ends_whole(own)):
            continue
        at = table.rows[-1].at if table.rows else table.at
        raise document.cut_off(at, f"inside {table.call()}, whose rows do not make up its total")


def _ends_whole(lines: Sequence[Line]) -> bool:
    """True where the last budget unit of a table of projects has all its projects."""
    last = max((i for i, line in enumerate(lines) if line.level == "budget_unit"), default=None)
    return last is not None and adds_up(lines[last], lines[last + 1 :])
