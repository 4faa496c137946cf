"""What the narrative says of the department's assets, as facts with the day that they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from analysis.ingest.sections import Section

_ANEW = re.compile(r"[。;]\s*20\d\d年")
_AS_OF = re.compile(r"截[至止]到?(20\d\d)年(\d{1,2})月(\d{1,2})日")


def facts_of(part: Section, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Statements of a section about the department's assets, as facts with the day that they are of.

    A day holds for its sentence and those after it, up to one that begins with a year of its own.
    """
    for row in rows:
        as_of = _as_of(part.text[: row.pop("at")])
        if row.get("value") is not None and row["subject"] != "other":
            yield {
                "subject": row["subject"],
                "measure": "total" if row["measure"] == "count" else row["measure"],
                "value": row["value"],
                "unit": row["unit"],
                "as_of": as_of,
                "page": row["page"],
                "line": row["line"],
            }


def _as_of(text: str) -> date | None:
    """The last day that a text names as the one that its figures are of, where no later sentence begins anew."""
    days = list(_AS_OF.finditer(text))
    if not days or _ANEW.search(text, days[-1].end()):
        return None
    day = days[-1]
    with suppress(ValueError):  # a day that no calendar has
        return date(int(day[1]), int(day[2]), int(day[3]))
    return None
