"""The index's entry of a disclosure: its headline figures and its numbers of findings, as plain values.

They are stored in the site's manifest when the answers are computed, so that the index of ten thousand disclosures
reads none of their files.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from analysis.money import plain

if TYPE_CHECKING:
    import polars as pl

    from analysis.disclosure import Disclosure
    from analysis.measures.answers import Answers

_TOTAL = "changes/revenue_total/revenue/total/budget"
_SPENT = "structure/expenditure/expenditure_total/total"
#: Each headline figure with its place in the answers: row and column.
FIGURES: dict[str, str] = {
    "total": f"{_TOTAL}#current",
    "base": f"{_TOTAL}#base",
    "change": f"{_TOTAL}#change",
    "change_pct": f"{_TOTAL}#change_pct",
    "without_carryover": "changes/revenue_total/revenue/current_year/budget#current",
    "basic": "structure/expenditure/basic/total#amount",
    "project": "structure/expenditure/project/total#amount",
}
SEVERITIES = ("error", "warning", "note")
_VERDICTS = ("exact", "rounding", "violated")


def headline(disclosure: Disclosure, found: Answers) -> dict[str, Any]:
    """Headline figures (万元 and %, exact, as text; absent where the document does not give them) and counts.

    `total, base, base_origin, base_year, change, change_pct, without_carryover, basic, project, projects, findings,
    reconciliations`, and of the dataset `code, level, region, kind, title, publisher, sha256` and `english`, its
    department's English name.
    """
    metadata, source = disclosure.metadata, disclosure.metadata.source
    said: dict[str, Any] = {"code": metadata.code, "level": metadata.level}
    said |= {"region": metadata.region, "kind": metadata.kind}
    said |= {"title": source.title, "publisher": source.publisher, "sha256": source.sha256}
    said["english"] = disclosure.names.get(metadata.department)
    held = {ref.partition("/")[0] for ref in FIGURES.values()}
    tables = ((table, frame) for table, frame in found.tables() if table.name in held)
    rows = {table.reference(row): row for table, frame in tables for row in frame.to_dicts()}
    for name, ref in FIGURES.items():
        row, _, column = ref.partition("#")
        said[name] = rows.get(row, {}).get(column)
    said["total"] = said["total"] or rows.get(_SPENT, {}).get("amount")  # where its change is not known
    total = rows.get(_TOTAL, {})
    said |= {name: total.get(name) for name in ("base_origin", "base_year")}
    projects = found.structure.filter(dimension="project", measure="total").height
    said["projects"] = projects or None
    said["findings"] = _counts(found.findings["severity"], SEVERITIES)
    said["reconciliations"] = _counts(found.reconciliations["verdict"], _VERDICTS)
    kept = {name: value for name, value in said.items() if value is not None and value != ""}
    return {name: plain(value) if isinstance(value, Decimal) else value for name, value in kept.items()}


def _counts(values: pl.Series, names: tuple[str, ...]) -> dict[str, int]:
    return {name: int((values == name).sum()) for name in names}
