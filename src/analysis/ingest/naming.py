"""What final accounts name without a figure: the items that money was spent on, and what each item is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.ingest.sections import Section
from analysis.ingest.sentence import Words
from analysis.text import name_key, whole

_NEXT = re.compile(r"[;。:]")
_LONGEST = 30  # characters of an item's name
_SPENDING = {"basic": "基本支出", "project": "项目支出"}


def items(words: Words, part: Section, rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The economic items that are named as what a stated figure was spent on (主要包括：基本工资、津贴补贴)."""
    if words.spends_on is None:
        return
    for found in words.spends_on.finditer(part.text):
        stop = _NEXT.search(part.text, found.end())
        end = stop.start() if stop else len(part.text)
        before = [row for row in rows if row["at"] < found.start() and row.get("value") is not None]
        at = found.end()
        for name in re.split("[、,]", part.printed[at:end].replace("，", "、")):
            if before and 0 < len(name) <= _LONGEST:
                yield _named(part, at, before[-1], "named_item", whole(name), "total")
            at += len(name) + 1


def purposes(
    words: Words, part: Section, rows: Sequence[Mapping[str, Any]], topics: Sequence[tuple[int, str]]
) -> Iterator[dict[str, Any]]:
    """What the text of a functional item says that it is for: basic or project spending, or another item's name.

    `topics` are the items of the section in order, with the place where each one's text begins.
    """
    if words.used_for is None:
        return
    last = [(path, name_key(path.split("-")[-1]).removesuffix("支出")) for _, path in topics]
    for number, (start, _) in enumerate(topics):
        end = topics[number + 1][0] if number + 1 < len(topics) else len(part.text)
        used = words.used_for.search(part.text, start, end)
        own = [row for row in rows if start <= row["at"] < end and row["measure"] == "total"]
        if used is None or not own:
            continue
        stop = _NEXT.search(part.text, used.end(), end)
        said = part.text[used.end() : stop.start() if stop else end]
        for subject, word in _SPENDING.items():
            if said.endswith(word):
                yield _named(part, used.end(), own[0], subject, word, "purpose")
        others = {other: name for other, name in last if name in said and name != last[number][1]}
        if last[number][1] not in said and len(others) == 1:
            (other,) = others
            named = _named(part, used.end(), own[0], "function", other, "purpose")
            yield named | {"function_name": other}


def _named(part: Section, at: int, parent: Mapping[str, Any], subject: str, label: str, measure: str) -> dict[str, Any]:
    place = part.places[min(at, len(part.places) - 1)]
    return {
        "parent": parent["statement"],
        "subject": subject,
        "label": label,
        "flow": "expenditure",
        "measure": measure,
        "year": parent["year"],
        "unit": parent["unit"],
        "section": part.heading,
        "uncertain": False,
        "page": place.page,
        "line": place.line,
    }
