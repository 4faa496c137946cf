"""The changes against the year before that a table prints beside its figures, as statements about their rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.money import WAN
from analysis.text import whole

if TYPE_CHECKING:
    from analysis.ingest.lines import Line
    from analysis.ingest.tables import Table


def printed_changes(table: Table, flow: str, number: int, line: Line, year: int) -> Iterator[dict[str, Any]]:
    """The changes that a row prints beside its figures, one statement for each measure."""
    for measure in dict.fromkeys(cell.column.spec.measure for cell in line.changes):
        own = {cell.column.spec.states: cell for cell in line.changes if cell.column.spec.measure == measure}
        base = next(
            (c.column.spec for c in line.cells if not c.column.spec.own and c.column.spec.measure == measure), None
        )
        if base is None:
            base = next((c for _, c in table.spec.columns if c.year and c.measure == measure and not c.states), None)
        level, subject = line.meaning.get("level"), line.meaning.get("subject")
        function = line.meaning.get("function_name")
        change, share = own.get("change"), own.get("change_pct")
        yield {
            "subject": subject or ("function" if function else table.spec.schedule if level == "total" else "other"),
            "label": line.label,
            "table": table.spec.number,
            "flow": flow,
            "row": number,
            "function_name": function,
            "measure": measure,
            "year": year,
            "base_kind": (base.phase if base is not None else "") or "budget",
            "base_year": year + (base.year if base is not None else -1),
            "change": None if change is None or change.amount is None else change.amount / WAN[change.unit],
            "change_printed": None if change is None else change.printed,
            "change_pct": share.amount if share is not None else None,
            "change_pct_printed": None if share is None else share.printed,
            "unit": change.unit if change is not None else table.unit,
            "section": whole(table.title),
            "uncertain": line.uncertain or any(cell.amount is None for cell in line.changes),
            "page": line.row.page,
            "line": line.row.line,
        }
