"""The meanings of a printed table's columns and rows, by their words; of several readings sums choose one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from analysis import classification, templates
from analysis.columns import MEASURES
from analysis.drafting.printed import Column, Printed
from analysis.drafting.sums import Place, Sums, best
from analysis.money import is_blank
from analysis.templates.spec import SumSpec
from analysis.text import name_key, year_blind

#: What a title says of a schedule, the narrower first; economic ones are told by their codes.
_TITLES = (
    ("财政拨款收支|财政拨款收入支出|财政拨款预算收支", "fiscal_summary"),
    ("收支|收入支出", "budget_summary"),
    ('[“"]?三公', "three_public"),
    ("机关运行", "operating"),
    ("政府性基金.*收入", "government_funds_revenue"),
    ("政府性基金", "government_funds_expenditure"),
    ("国有资本经营", "state_capital"),
    ("基本支出", "basic_by_economic"),
    ("结转.*项目|项目.*结转", "projects_carryover"),
    ("项目", "projects_current"),
    ("一般公共预算|财政拨款支出", "general_public_expenditure"),
    ("收入", "revenue"),
    ("支出", "expenditure"),
)
_OF_KIND = {
    ("basic_by_economic", "5"): "basic_by_government",
    ("expenditure", "3"): "expenditure_by_economic",
    ("expenditure", "5"): "expenditure_by_government",
    ("general_public_expenditure", "3"): "basic_by_economic",
    ("general_public_expenditure", "5"): "basic_by_government",
}
#: The table of a kind that is meant where no title says so.
_USUAL = {"labels": "budget_summary", "functions": "expenditure", "economic": "basic_by_economic", "units": "revenue"}
_WHOLE = frozenset(map(year_blind, ("合计", "小计", "总计", "金额", "预算数", "{year}预算数", "{year}预算", "{year}")))
_SPENT = re.compile("执行")
_ACCOUNTS = re.compile("决算")
_TRAVEL = ("overseas", "reception", "vehicles")


@dataclass(frozen=True)
class Reading:
    """The reading of a column; `sure` where its words say it."""

    role: str = ""
    measure: str = ""
    states: str = ""
    subject: str = ""
    level: str = ""
    digits: int = 0
    year: int = 0
    phase: str = ""
    schedule: str = ""
    sure: bool = True

    @property
    def place(self) -> Place:
        """The part that no two columns of a side may share."""
        return self.measure, self.states, self.subject, self.year, self.phase


@dataclass
class Side:
    """One side of a table: its flow, how its rows are told apart, its columns with their readings, its rows."""

    flow: str
    kind: str
    columns: list[Column]
    readings: list[Reading] = field(default_factory=list)
    rows: list[templates.Entry] = field(default_factory=list)
    row_set: str = ""

    @property
    def pairs(self) -> Iterator[tuple[Column, Reading]]:
        """Its columns with their readings."""
        return zip(self.columns, self.readings, strict=True)


class Meanings:
    """The words of a base: its columns, rows and identities."""

    def __init__(self, raw: Mapping[str, Any], columns: Sequence[SumSpec], rows: Sequence[SumSpec]) -> None:
        self.raw, self.columns, self.sums = raw, columns, Sums(columns, rows)
        self.rows = {name: [templates.labelled(r, raw["labels"]) for r in some] for name, some in raw["rows"].items()}
        self.classes = classification.load()
        self.elsewhere: dict[Decimal, set[str]] = {}  # what rows of summaries are of, by amount

    @cached_property
    def row_keys(self) -> frozenset[str]:
        """Keys of all names that rows have: those of the base, and of the national classification."""
        told = {name_key(label) for labels in self.raw["labels"].values() for label in labels}
        rows = {word for name in self.rows for word in self._labels(name)}
        return frozenset(told | rows | {name_key(name.zh) for name in self.classes.names})

    @cached_property
    def _words(self) -> dict[str, list[Reading]]:
        """Readings by the words of columns."""
        found: dict[str, list[Reading]] = {}
        for columns in self.raw["columns"].values():
            for column in columns:
                names = ("role", "measure", "states", "subject", "level", "digits", "schedule")
                reading = Reading(**{name: column[name] for name in names if name in column})
                for word in column["words"]:
                    known = found.setdefault(year_blind(word), [])
                    if reading not in known:
                        known.append(reading)
        for subject, labels in self.raw["labels"].items():
            measure = "other" if subject == "other_revenue" else subject
            for word in labels if measure in MEASURES else ():
                found.setdefault(year_blind(word), [Reading(measure=measure)])
        return found

    # --- sides ---------------------------------------------------------------------------------------------

    def sides(self, table: Printed) -> list[Side]:
        """The table's sides: columns of names, and the figures behind them."""
        parts: list[list[Column]] = []
        for column in table.columns:
            names = not self._is_figures(column)
            if not parts or (names and any(self._is_figures(c) for c in parts[-1])):
                parts.append([])
            parts[-1].append(column)
        if len(parts) > 1 and not any(self._is_figures(c) for c in parts[-1]):
            parts[-2:] = [parts[-2]]  # 备注
        flows = ("revenue", "expenditure") if len(parts) > 1 else ()
        words = table.title + "".join(column.leaf for column in table.columns)
        told = "revenue" if "收入" in words and "支出" not in words else "expenditure"
        sides = []
        for number, columns in enumerate(parts):
            named = self._names(columns)
            kind = "items" if not named else "labels" if flows else self._kind(named)
            sides.append(Side(flows[number] if number < len(flows) else told, kind, columns))
        return sides

    def _names(self, columns: Sequence[Column]) -> list[Column]:
        """Those of the columns that hold no figures."""
        return [c for c in columns if not self._is_figures(c)]

    def _is_figures(self, column: Column) -> bool:
        known = self._readings(column.leaf)
        if column.codes and not any(r.measure for r in known):
            return False
        return column.holds_figures or (not any(map(str.strip, column.cells)) and bool(known) and not known[0].role)

    def _kind(self, names: Sequence[Column]) -> str:
        """The way to tell rows apart: by functional or economic codes, by names, or as units."""
        first = code_digit(names)
        if first:
            return "functions" if first == "2" else "economic"
        if any("经济" in column.leaf for column in names):
            return "economic"
        cells = [cell for cell in names[-1].cells if not is_blank(cell)]
        travel = self._labels("three_public")
        known = sum(travel.get(name_key(cell), {}).get("subject") in _TRAVEL for cell in cells)
        words = {reading.role for column in names for reading in self._readings(column.leaf)}
        if known > 1:
            return "labels"
        if not cells and "function_code" in words and "unit_code" not in words:
            return "functions"
        return "units" if cells or "unit_code" in words else "functions"

    def schedule(self, table: Printed, sides: Sequence[Side]) -> str:
        """The schedule that title, kind and codes speak for."""
        kind = sides[0].kind
        word = name_key(table.title)
        told = next((schedule for pattern, schedule in _TITLES if re.search(pattern, word)), "")
        if not told and kind == "labels" and len(sides) == 1:
            told = "three_public"
        usual = told or _USUAL.get(kind, "three_public")
        return _OF_KIND.get((usual, code_digit(self._names(sides[0].columns))), usual)

    # --- columns -------------------------------------------------------------------------------------------

    def read(self, side: Side, schedule: str) -> None:
        """Gives each column of a side its reading: the one under which most sums hold, else what its words say."""
        choices = [self._choices(side, column, schedule) for column in side.columns]

        def score(taken: Sequence[int]) -> tuple[int, int, int]:
            readings = [some[i] for some, i in zip(choices, taken, strict=True)]
            places = [reading.place for reading in readings if reading.measure or reading.states]
            doubled = len(places) - len(set(places))
            at = {r.place: c.values for c, r in zip(side.columns, readings, strict=True) if r.measure}
            told = self.sums.held(side.kind, side.flow, schedule, at) + self._named_elsewhere(side, readings)
            return -doubled, told, -sum(taken)

        taken = best([len(some) for some in choices], score)
        side.readings = [some[i] for some, i in zip(choices, taken, strict=True)]
        seen: set[Place] = set()
        for number, reading in enumerate(side.readings):
            if (reading.measure or reading.states) and reading.place in seen:
                side.readings[number] = Reading(sure=False)  # nothing tells it from the other one
            seen.add(reading.place)

    def _choices(self, side: Side, column: Column, schedule: str) -> list[Reading]:
        """The readings of a column, the likeliest first."""
        if not self._is_figures(column):
            return [self._named(side, column)]
        known = [r for r in self._readings(column.leaf) if r.measure or r.states]
        above = [r for word in reversed(column.above) for r in self._readings(word)]
        if side.kind == "items":
            known = [r for r in known if r.subject] or [r for r in above if r.subject]
            above = []
        else:
            known = [_bare(r) for r in known if not r.subject or r.states]
        own = self._measures(side, schedule)
        is_whole = year_blind(column.leaf) in _WHOLE
        if not known or is_whole:
            if is_whole and side.kind != "items":
                known += [Reading(measure=m) for m in ("total", "current_year") if m in own]
            known += [_bare(r) for r in above if r.measure and not r.states]
        if not self._readings(column.leaf) or not known:
            known += [replace(reading, sure=False) for reading in self._any(side, schedule)]
        likely = sorted(dict.fromkeys(known), key=lambda r: not (r.measure in own or r.subject or r.states))
        return [self._dated(column, reading) for reading in likely]

    def _any(self, side: Side, schedule: str) -> list[Reading]:
        """Every reading of a column of figures that no word explains."""
        if side.kind == "items":
            subjects = [(r["subject"], r["level"]) for r in self.raw["rows"]["three_public"]]
            return [Reading(measure="total", subject=subject, level=level) for subject, level in subjects]
        changes = [Reading(measure="total", states=name) for name in ("change", "change_pct")]
        measures = dict.fromkeys((*self._measures(side, schedule), "other"))
        return [*(Reading(measure=measure) for measure in measures), *changes]

    def _measures(self, side: Side, schedule: str) -> list[str]:
        sums = [s for s in self.columns if (s.schedule, s.flow) == (schedule, side.flow)]
        return list(dict.fromkeys(["total", *(m for s in sums for m in (s.whole, *s.parts))]))

    def _dated(self, column: Column, reading: Reading) -> Reading:
        """A reading with the year and phase that the words above its column tell."""
        if reading.states or reading.role:
            return reading
        words = "".join((*column.above, column.leaf))
        phase = "outturn" if _SPENT.search(words) else "accounts" if _ACCOUNTS.search(words) else ""
        return replace(reading, year=column.year or (-1 if phase else 0), phase=phase)

    def _named(self, side: Side, column: Column) -> Reading:
        """The reading of a column of names or codes."""
        prefix = {"functions": "function", "economic": "economic", "units": "unit"}.get(side.kind, "")
        known = [reading.role for reading in self._readings(column.leaf) if reading.role]
        digits = {"类": 3, "款": 2, "项": 2}.get(column.leaf, 0)
        bare = sum(map(bool, map(str.strip, column.cells))) <= 1 and any(role.endswith("_code") for role in known)
        if prefix and (column.codes or digits or bare):
            return Reading(role=f"{prefix}_code", digits=digits)
        role = {"functions": "function_name", "economic": "economic_item"}.get(side.kind, "label")
        if side.kind == "economic" and "政府" in column.leaf and len(self._names(side.columns)) > 1:
            role = "government_item" if not any(c.codes for c in side.columns) else role
        return Reading(role=role, sure=bool(known))

    def _readings(self, word: str) -> list[Reading]:
        """By the whole word, else by the longest known one within it."""
        wanted = year_blind(word)
        if wanted in self._words:
            return self._words[wanted]
        inside = [w for w in self._words if len(w) > 1 and w in wanted and w not in _WHOLE]
        return self._words[max(inside, key=len)] if inside else []

    # --- rows ----------------------------------------------------------------------------------------------

    def _labels(self, name: str) -> dict[str, templates.Entry]:
        return {name_key(word): row for row in self.rows[name] for word in (row["label"], *row["labels"])}

    def name_rows(self, side: Side, schedule: str) -> None:
        """Gives a side whose rows have names the base's set of rows, with those that it has not."""
        revenue = "fiscal_revenue_summary" if schedule == "fiscal_summary" else "revenue_summary"
        usual = revenue if side.flow == "revenue" else "classes"
        side.row_set = schedule if schedule in ("three_public", "operating") else usual
        if side.kind != "labels":
            side.row_set = "" if side.kind == "items" else side.row_set if schedule == "operating" else "total"
            return
        known = self._labels(side.row_set)
        named = next((c for c, r in side.pairs if r.role), None)
        values = next((c.values for c, r in side.pairs if r.measure == "total"), [])
        for number, cell in enumerate(named.cells if named else ()):
            word = name_key(cell)
            if word and not is_blank(cell) and word not in known:
                side.rows.append({"label": cell.strip().replace("\n", ""), **self._row(cell, number, values)})
                known[word] = {}

    def _row(self, cell: str, number: int, values: Sequence[Decimal | None]) -> templates.Entry:
        """The meaning of a row that the base has not: a class, a subject by another name, a sum of those below it."""
        if self.classes.called(cell, classification.FUNCTION):
            return {"level": "class"}
        named = ((of, label) for of, labels in self.raw["labels"].items() for label in labels)
        subject = next((of for of, label in named if name_key(label) == name_key(cell)), "")
        below = [value or 0 for value in values[number + 1 :]]
        own = values[number] if number < len(values) else None
        sums = (sum(below[:end]) == own for end in range(2, len(below) + 1))
        level = "subtotal" if own and any(sums) else "source"
        return {"level": level} | ({"subject": subject} if subject else {})

    # --- amounts of other tables -----------------------------------------------------------------------------

    def _named_elsewhere(self, side: Side, readings: Sequence[Reading]) -> int:
        """The number of columns that hold the amount of a row of a summary."""
        told = 0
        for column, reading in zip(side.columns, readings, strict=True):
            largest = max((abs(value) for value in column.values if value), default=Decimal(0))
            if reading.measure and not reading.year:
                told += reading.measure in self.elsewhere.get(largest, ())
        return told

    def take_names(self, side: Side) -> None:
        """Keeps the amounts of a summary's rows by what they are of, for the columns of other tables."""
        known = self._labels("revenue_summary") | self._labels("classes")
        named = next(iter(self._names(side.columns)), None)
        values = next((c.values for c in side.columns if self._is_figures(c)), [])
        for cell, value in zip(named.cells if named else (), values, strict=False):
            subject = known.get(name_key(cell), {}).get("subject")
            if subject and value:
                self.elsewhere.setdefault(abs(value), set()).add("other" if subject == "other_revenue" else subject)


def code_digit(names: Sequence[Column]) -> str:
    """The first digit of the codes that columns of names print; empty where they print none."""
    for column in names:
        first = [code[:1] for code in column.codes if len(code) >= 3]
        if not first and column.names_codes:
            found = (re.search(r"\d", cell) for cell in column.cells)
            first = [digit[0] for digit in found if digit]
        if first:
            return max(set(first), key=first.count)
    return ""


def _bare(reading: Reading) -> Reading:
    """A reading of a column whose rows have names of their own."""
    return replace(reading, subject="", level="", schedule="")
