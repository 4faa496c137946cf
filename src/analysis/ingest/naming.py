"""Names in the narrative: functional items; in final accounts the items that money was spent on, and their purposes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.ingest.document import Record
from analysis.ingest.sections import Section
from analysis.ingest.sentence import Words, stretches
from analysis.templates import Template
from analysis.text import name_key, whole, without_ordinal

_CODE = re.compile(r"^\d{2,7}|(?<=[\u4e00-\u9fff])\d{2,7}$")  # 2040601行政运行
_LISTED = re.compile("[、,]")
_NEXT = re.compile(r"[;。:]")
#: Characters of an item's name.
_LONGEST = 30
_SPENDING = {"basic": "基本支出", "project": "项目支出"}


class Functions:
    """The functional items that a section names; none in a section that is not about them.

    `topics` are those that text of their own follows, with the place where it begins.
    """

    def __init__(self, words: Words, part: Section) -> None:
        self.words, self.part = words, part
        topics = words.topic.finditer(part.text) if part.spec.functions else ()
        self.topics = [(found.end(), self._parted(found[1], found.start(1))) for found in topics]

    def before(self, at: int, lead: str) -> str | None:
        """The class or item (教育支出-普通教育-学前教育) that the words `lead` before a figure name; else the topic."""
        if not self.part.spec.functions:
            return None
        found = self.words.function.search(lead)
        if found is None:
            return next((path for begins, path in reversed(self.topics) if begins <= at), None)
        group = next(i for i, name in enumerate(found.groups(), 1) if name)
        return self._parted(found[group], at - len(lead) + found.start(group))

    def _parted(self, text: str, start: int) -> str:
        """A functional item's names as a path from its class down."""
        if not self.words.spec.function_parts:
            return text
        printed = self.part.printed[start : start + len(text)]
        parts = stretches(self.words.parts, text, 0, len(text))
        names = [_CODE.sub("", whole(printed[begin:end])) for begin, end in parts]
        if len(names) > 1 and names[-1] == "支出":
            names[-2:] = [names[-2] + names[-1]]  # 科学技术（类）支出
        return "-".join(name for name in names if name)


def classes(template: Template) -> frozenset[str]:
    """Names of the functional classes that the template's tables print."""
    rows = (row for table in template.tables for side in table.sides for row in side.rows)
    return frozenset(without_ordinal(row.label) for row in rows if row.level == "class")


def items(words: Words, part: Section, rows: Sequence[Record]) -> Iterator[Record]:
    """The economic items that are named as what a stated figure was spent on (主要包括：基本工资、津贴补贴)."""
    for found in words.spends_on.finditer(part.text):
        stop = _NEXT.search(part.text, found.end())
        end = stop.start() if stop else len(part.text)
        before = [r for r in rows if r["at"] < found.start() and r.get("value") is not None]
        for at, upto in stretches(_LISTED, part.text, found.end(), end):
            if before and 0 < upto - at <= _LONGEST:
                yield _named(part, at, before[-1], "named_item", whole(part.printed[at:upto]), "total")


def purposes(
    words: Words, part: Section, rows: Sequence[Record], topics: Sequence[tuple[int, str]]
) -> Iterator[Record]:
    """The purpose that the text of a functional item states: basic or project spending, or another item's name.

    `topics` are the items of the section in order, with the place where each one's text begins.
    """
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


def _named(part: Section, at: int, parent: Record, subject: str, label: str, measure: str) -> Record:
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
        **part.places[min(at, len(part.places) - 1)]._asdict(),
    }
