"""Which changes of a section have a reason, and whether it says more than the change itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analysis.ingest.sentence import Stream, Words

Statement = dict[str, Any]


class Reasons:
    """Takes in the statements of a section that state a change, in order, and judges the words that explain them."""

    def __init__(self, words: Words, stream: Stream, text: str) -> None:
        self.words, self.stream, self.text = words, stream, text
        self._changed: list[Statement] = []
        self._ends: dict[int, int] = {}  # where the figure of each change ends

    @property
    def last(self) -> Statement | None:
        """The statement that stated a change last."""
        return self._changed[-1] if self._changed else None

    def take(self, row: Statement, end: int) -> None:
        """Takes in a statement whose figure ends there; one without a change of its own is none of these."""
        if row["statement"] in self._ends or not _states_change(row):
            return
        self._changed.append(row)
        row["reason"] = "missing" if _moved(row) and row.get("parent") is None else None
        self._ends[row["statement"]] = end

    def said_before(self, start: int, stop: int) -> list[Statement]:
        """The changes of which a sentence without figures says that they rose or fell, before it gives the reason."""
        found = list(self.words.direction.finditer(self.text, start, stop))
        if self.words.spec.compared == "first" or not found:
            return []
        sign = 1 if found[-1][1] else -1
        return [row for row in self._changed if _moved(row) * sign > 0 and row.get("reason") == "missing"]

    def judge(self, explained: Statement, start: int, stop: int) -> None:
        """Given or restates, for the change that is explained and for each of its reasons that has one of its own."""
        if _states_change(explained) and _moved(explained) and explained.get("reason") != "given":
            explained["reason"] = self._weight(start, stop, explained)
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

    def _weight(self, start: int, stop: int, explained: Statement) -> str:
        named = self.stream.named(start, stop) + (explained.get("function_name") or "").split("-")
        return self.words.weight(self.text[start:stop], named, _moved(explained))


def _states_change(row: Statement) -> bool:
    """Whether a statement states a change: its amount, or its percentage beside the base."""
    by_base = row.get("change_pct") is not None and row.get("base_value") is not None
    return row.get("change") is not None or by_base


def _moved(row: Statement) -> Decimal:
    """The change that a statement states, its percentage where it states no other; 0 for none."""
    return Decimal(row.get("change") or row.get("change_pct") or 0)
