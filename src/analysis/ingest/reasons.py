"""The changes of a section that have a reason, and whether it says more than the change itself."""

from __future__ import annotations

import re
from decimal import Decimal

from analysis.ingest import causes
from analysis.ingest.document import Record
from analysis.ingest.sections import Section
from analysis.ingest.sentence import Stream, Words

_PARTS = re.compile(r"[,;:。]")


class Reasons:
    """Takes in the statements of a section that state a change, in order, and judges the words that explain them."""

    def __init__(self, words: Words, stream: Stream, part: Section) -> None:
        self.words, self.stream, self.part, self.text = words, stream, part, part.text
        self._changed: list[Record] = []
        self._ends: dict[int, int] = {}  # where the figure of each change ends
        self._spans: dict[int, list[tuple[int, int]]] = {}  # where the words that explain it stand

    @property
    def last(self) -> Record | None:
        """The statement that stated a change last."""
        return self._changed[-1] if self._changed else None

    def take(self, row: Record, end: int, early: tuple[int, int] | None = None) -> None:
        """Takes in a statement whose figure ends there; one without a change of its own is none of these.

        `early` is where words stand before the change that explain it.
        """
        if row["statement"] in self._ends or not _states_change(row):
            return
        self._changed.append(row)
        row["reason"] = "missing" if _moved(row) and not row.get("parent") else None
        self._ends[row["statement"]] = end
        if early and row["reason"] == "missing":
            row["reason"], self._spans[row["statement"]] = self._weight(*early, row), [early]

    def said_before(self, start: int, stop: int) -> list[Record]:
        """The changes of which a sentence without figures says that they rose or fell, before it gives the reason."""
        if self.words.spec.compared == "first":
            return []
        found = list(self.words.direction.finditer(self.text, start, stop))
        signs = {1 if found[-1][1] else -1} if found else set()
        if self.words.either.search(self.text, start, stop):  # 增加（减少）, 变动
            signs = {1, -1}
        return [row for row in self._changed if _moved(row).compare(0) in signs and row["reason"] == "missing"]

    def judge(self, explained: Record, start: int, stop: int) -> None:
        """Judges the words: for the change that is explained, and each of its reasons with one of its own."""
        is_open = explained.get("reason") != "given"
        if _states_change(explained) and _moved(explained) and is_open:
            explained["reason"] = self._weight(start, stop, explained)
        spans = [(start, stop)]
        for child in reversed(self._changed):
            end = self._ends[child["statement"]]
            if end < start:
                break
            if child.get("parent") != explained["statement"] or end > stop:
                continue
            following = self.stream.next(end, stop)
            upto = following.start if following else stop
            if own := self.words.reason.search(self.text, end, upto):
                child["reason"] = self._weight(own.end(), upto, child)
                last = max((m.end() for m in _PARTS.finditer(self.text, own.end(), upto)), default=upto)
                within = own.end(), last if following else stop
                self._spans[child["statement"]] = [within]
                spans[:1] = [(spans[0][0], own.start()), (within[1], spans[0][1])]
        if is_open:
            self._spans.setdefault(explained["statement"], []).extend(spans)

    def named(self) -> list[Record]:
        """Rows of `reasons`: what the reasons name that say more than the change."""
        rows = []
        for changed in self._changed:
            explains = changed["reason"] in ("given", "contradicts")
            spans = self._spans.get(changed["statement"], ()) if explains else ()
            for number, one in enumerate(causes.named(self.stream, self.part.printed, spans), 1):
                said = {"direction": one.direction or "other", "about": one.about, "amount": one.amount}
                place = self.part.places[one.start]._asdict()
                rows.append({"statement": changed["statement"], "reason": number} | said | place)
        return rows

    def _weight(self, start: int, stop: int, explained: Record) -> str:
        named = self.stream.named(start, stop) + (explained.get("function_name") or "").split("-")
        return self.words.weight(self.text[start:stop], named, _moved(explained))


def _states_change(row: Record) -> bool:
    """True for a statement of a change: its amount, its percentage beside the base, or accounts beside a budget."""
    by_base = row.get("change_pct") is not None and row.get("base_value") is not None
    return row.get("change") is not None or by_base or row.get("budgeted") is not None


def _moved(row: Record) -> Decimal:
    """The change that a statement states, its percentage where it states no other, else from its budget; 0 for none."""
    spent = row["value"] - row["budgeted"] if row.get("budgeted") is not None else 0
    return Decimal(row.get("change") or row.get("change_pct") or spent)
