"""The department's own performance-target form: its name, posts and staff, and the budget that it states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from analysis.ingest.document import Record, Row
from analysis.ingest.errors import Remark
from analysis.ingest.targets import parse_target
from analysis.money import UnreadableFigureError, fits, parse_number
from analysis.templates.form_spec import DepartmentFormSpec, FactSpec, Words
from analysis.text import key, whole

_BY_SOURCE, _BY_USE = "budget_by_source", "budget_by_use"
_USES = ("basic", "project")
_YEARS = re.compile(r"(?<!\d)(\d+)年")


class OwnForm:
    """Takes in the rows above the indicators; `facts` are rows of the dataset's `department`."""

    def __init__(self, spec: DepartmentFormSpec, remarks: list[Remark]) -> None:
        self.spec, self.remarks = spec, remarks
        self.department = ""
        self.facts: list[Record] = []
        self._units: dict[str, str] = {}  # side of the budget -> its header's unit

    def row(self, row: Row) -> str:
        """Reads a row; what it says of the year's goals is returned, for its figures to be read."""
        cells = row.printed
        words = [key(cell).rstrip(":") for cell in cells]
        for i, word in enumerate(words):
            value = cells[i + 1] if i + 1 < len(cells) else None
            if _is(word, self.spec.name) and value:
                self.department = self.department or whole(value)
            elif fact := _by_words(self.spec.facts, word):
                self._fact(fact, value, row)
            elif _is(word, self.spec.goals):
                return "\n".join(cells[i + 1 :])
        self._budget(row, words, cells)
        return ""

    def _budget(self, row: Row, words: list[str], cells: list[str]) -> None:
        """The budget by source at the left, by use at the right, each with the unit of its header."""
        spec = self.spec.budget
        for i, word in enumerate(words):
            side = _BY_SOURCE if _is(word, spec.source) else _BY_USE if _is(word, spec.use) else ""
            if side:
                unit = spec.unit.match(words[i + 1]) if i + 1 < len(words) else None
                self._units[side] = unit[1] if unit else ""
        if not self._units:
            return
        totals = 0
        for i, word in enumerate(words[:-1]):
            fact = _by_words(spec.rows, word)
            if _is(word, spec.total):
                side = list(self._units)[min(totals, len(self._units) - 1)]
                totals += 1
                self._fact(FactSpec((), "total", side, self._units[side]), cells[i + 1], row)
            elif fact:
                side = _BY_USE if fact.measure in _USES else _BY_SOURCE
                self._fact(FactSpec((), fact.measure, side, self._units.get(side, "")), cells[i + 1], row)

    def _fact(self, fact: FactSpec, printed: str | None, row: Row) -> None:
        if not printed or any((f["subject"], f["measure"]) == (fact.subject, fact.measure) for f in self.facts):
            return
        found = parse_target(printed)
        value, unit = found.value, found.unit or fact.unit
        if value is None and (years := _YEARS.fullmatch(key(printed))):
            value = Decimal(years[1])
        if value is None and unit:
            with suppress(UnreadableFigureError):
                value = parse_number(printed)
        if value is None or not unit or not fits(value):
            self.remarks.append(Remark(row.at, f"{whole(printed)!r} is no figure with a unit: left out"))
            return
        said = {"subject": fact.subject, "measure": fact.measure, "value": value, "unit": unit}
        self.facts.append(said | row.at._asdict())


def _is(word: str, words: Words) -> bool:
    return word in map(key, words)


def _by_words(facts: Sequence[FactSpec], word: str) -> FactSpec | None:
    return next((fact for fact in facts if _is(word, fact.words)), None)
