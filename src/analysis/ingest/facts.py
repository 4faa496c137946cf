"""What the narrative says of the department's assets, as facts with the day that they are of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from operator import itemgetter

from analysis.ingest.document import Record
from analysis.ingest.sections import Section

_ANEW = re.compile(r"[。;]\s*20\d\d年")
_AS_OF = re.compile(r"截[至止]到?(20\d\d)年(\d{1,2})月(\d{1,2})日")


def facts_of(part: Section, rows: Sequence[Record]) -> Iterator[Record]:
    """Statements of a section about the department's assets, as facts with the day that they are of.

    A day holds for its sentence and those after it, up to one that begins with a year of its own.
    """
    days = [(found.end(), _day(found)) for found in _AS_OF.finditer(part.text)]
    anew = [found.end() for found in _ANEW.finditer(part.text)]
    for row in rows:
        at = row.pop("at")
        before = bisect_right(days, at, key=itemgetter(0)) - 1
        holds = before >= 0 and bisect_right(anew, at) == bisect_right(anew, days[before][0])
        if row.get("value") is not None and row["subject"] != "other":
            yield {
                "subject": row["subject"],
                "measure": "total" if row["measure"] == "count" else row["measure"],
                "value": row["value"],
                "unit": row["unit"],
                "as_of": days[before][1] if holds else None,
                "page": row["page"],
                "line": row["line"],
            }


def _day(found: re.Match[str]) -> date | None:
    with suppress(ValueError):  # a day that no calendar has
        return date(int(found[1]), int(found[2]), int(found[3]))
    return None
