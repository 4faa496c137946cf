"""The line below a table that says where its figures are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from analysis import how
from analysis.present.html import Row
from analysis.present.phrases import Phrase, Shown
from analysis.present.sentences import say, spoken
from analysis.present.trace import Trace


def footing(rows: Sequence[Row]) -> Phrase | None:
    """The places that print the figures of rows, for the foot of a table: the document's tables with their lines."""
    trace = spoken()
    found: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for ref in dict.fromkeys(_refs(rows)):
        table = ref.partition("/")[0]
        row = trace.row(ref) if table in _KINDS else None
        if row is not None:
            kind = "projects" if table in _FORMS else table
            found.setdefault((_KINDS.index(kind), row.get("table") or 0), []).append(row)
    said = [
        say("{what}（{where}）", "{what} ({where})", what=_printed(kind, number, trace), where=_span(held, trace))
        for (kind, number), held in sorted(found.items())
    ]
    if not said:
        return None
    return say("资料来源：{said}。", "Source: {said}.", said=said)


#: Tables of the dataset, in the order in which a foot names what they hold.
_FORMS = ("projects", "indicators", "mentions")
_KINDS = ("amounts", "statements", *_FORMS, "department")


def _refs(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for cell_of in row.cells:
            for figure in cell_of.parts:
                if isinstance(figure, Shown):
                    yield from how.refs(figure.how)


def _printed(kind: int, number: int, trace: Trace) -> str:
    """The part of the document that rows of a table of the dataset are read from."""
    table = _KINDS[kind]
    return trace.text(f"printed.{'forms' if table in _FORMS else table}", number=number)


def _span(rows: Sequence[dict[str, Any]], trace: Trace) -> str:
    """The pages that rows stand on, or their lines where the document has no pages."""
    pages = [row["page"] for row in rows if row["page"]]
    held = sorted(pages or [str(row["line"]) for row in rows], key=lambda place: (len(place), place))
    first, last, kind = held[0], held[-1], "page" if pages else "line"
    return trace.text(f"place.{kind}" if first == last else f"place.{kind}s", **{kind: first}, first=first, last=last)
