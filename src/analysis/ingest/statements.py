"""The statements of the narrative: values, changes, percentages, shares, and the amounts of reasons.

A section's text is read as one stream of characters, whatever its line breaks, and
every figure in it is taken in order. The words before a figure say what it is: a
value of the subject named last, a change, a percentage, a share. Which subject a
comparison belongs to is the sentence's own, unless arithmetic proves another one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from operator import itemgetter

from analysis.ingest import naming
from analysis.ingest.document import Record
from analysis.ingest.errors import Remark
from analysis.ingest.reasons import Reasons
from analysis.ingest.sections import Section
from analysis.ingest.sentence import Figure, Mention, Stream, Words
from analysis.money import WAN, finest, in_unit, rounding, unit_of
from analysis.templates import Template
from analysis.templates.spec import SubjectSpec

_ABOUT = ("subject", "label", "flow", "function_name")
_WORKING = ("at", "budgeted")  # of a row while it is read
#: Figures of a statement that are in its unit, and how they are printed.
_MONEY = {"value": "value_printed", "base_value": "base_printed", "change": "change_printed"}
#: Characters before a figure in which its reason may begin.
_NEAR = 160
_ANEW = re.compile(r"[。;]\s*20\d\d年")
_AS_OF = re.compile(r"截[至止]到?(20\d\d)年(\d{1,2})月(\d{1,2})日")
#: Values of one sentence whose change a comparison may state.
_MOST_COMPARED = 50


def read(
    template: Template, parts: Sequence[Section], year: int, remarks: list[Remark]
) -> tuple[list[Record], list[Record], list[Record]]:
    """Rows of `statements` and `reasons`, and those of `department` that the narrative gives."""
    statements: list[Record] = []
    reasons: list[Record] = []
    facts: list[Record] = []
    words, functions = Words(template.narrative), naming.classes(template)
    for part in parts:
        if not part.spec.into:
            continue
        reader = _Reader(words, part, year, remarks, len(statements), functions)
        rows = reader.read()
        if part.spec.into == "department":
            facts += _facts(part, rows)
        else:
            named = [*naming.items(words, part, rows), *naming.purposes(words, part, rows, reader.named.topics)]
            rows += [{"statement": number} | row for number, row in enumerate(named, len(statements) + len(rows) + 1)]
            statements += [{name: value for name, value in row.items() if name not in _WORKING} for row in rows]
            reasons += reader.reasons.named()
    return statements, reasons, facts


class _Reader:
    """Reads one section's figures in order."""

    def __init__(
        self, words: Words, part: Section, year: int, remarks: list[Remark], numbered: int, functions: frozenset[str]
    ) -> None:
        self.words, self.part, self.year, self.remarks, self.functions = words, part, year, remarks, functions
        self.rows: list[Record] = []
        self.valued: list[Record] = []  # those of the sentence that is read
        self.stop = 0  # where it ends
        self.numbered = numbered
        self.text = part.text
        self.stream = Stream(part, words)
        self.head: Record | None = None
        self.flow = part.spec.flow
        self.reasons = Reasons(words, self.stream, part)
        self.named = naming.Functions(words, part)

    def read(self) -> list[Record]:
        for figure in self.stream.too_long:
            self._remark(figure, f"in {self.part.heading} has too many digits: left out")
        for start, stop in self.stream.sentences():
            self._sentence(start, stop)
        return self.rows

    def _remark(self, figure: Figure, said: str) -> None:
        self.remarks.append(Remark(self.part.places[figure.start], f"{figure.printed}{figure.unit} {said}"))

    def _sentence(self, start: int, stop: int) -> None:
        """One part of a sentence: its figures, what they are compared with, and the reasons given."""
        words = self.words
        begins = words.reason.search(self.text, start, stop) or words.late_reason.search(self.text, start, stop)
        reason_at = begins.start() if begins else stop
        self.valued, self.stop = [], stop
        row: Record | None = None
        before = start
        explained: Record | None = None
        figures = self.stream.between(start, stop)
        if figures and self._goes_on(self.text[start : figures[0].start]):
            row = self._named_again(start, figures[0].start) or self.rows[-1]
            self.valued.append(row)
        for figure in figures:
            if figure.start >= reason_at and explained is None:
                explained = self.reasons.last or (self.rows[-1] if self.rows else None)
            row = self._figure(figure, before, row, explained)
            if row:
                near = max(start, figure.start - _NEAR)
                early = words.early_reason.search(self.text, near, figure.start) if explained is None else None
                self.reasons.take(row, figure.end, early.span(1) if early else None)
            del self.valued[:-_MOST_COMPARED]
            before = figure.end
        if begins and self.reasons.last:
            alone = not figures or figures[0].start > begins.start()
            if alone and (said := self.reasons.said_before(start, begins.start())):
                for changed in said:
                    self.reasons.judge(changed, begins.end(), stop)
            else:
                self.reasons.judge(explained or self.reasons.last, begins.end(), stop)

    def _goes_on(self, lead: str) -> bool:
        """True where a sentence goes on with the statement before it: it begins with its base, or compares it."""
        if self.words.spec.compared == "first" or not any(map(_may_compare, self.rows[-1:])):
            return False
        base = self.words.base(lead)
        return bool((base and base.start() <= 1 and base[1] != str(self.year)) or self.words.compare.match(lead))

    def _named_again(self, start: int, stop: int) -> Record | None:
        """The statement that a sentence which goes on names again: 收入总计…，支出总计…。收、支总计各增加…."""
        spec = self._spec(self.stream.mention(start, stop))
        found = (row for row in self.rows[-2:] if spec and row["subject"] == spec.subject)
        return next(filter(_may_compare, found), None)

    def _figure(self, figure: Figure, before: int, row: Record | None, parent: Record | None) -> Record | None:
        """Takes in one figure, after the one that ends at `before`; returns the statement that it went into."""
        lead = self.text[before : figure.start]
        row = self._outside(lead, before, row)
        if figure.unit == "same":
            target = self._target(row)
            if target:
                self._compare(target, figure.printed)
                target |= {"change": Decimal(0), "change_printed": None}
            return target
        mention = figure.mention or self.stream.mention(before, figure.start)
        same = row and row.get("change") == 0 and row.get("change_printed") is None  # by words
        if same and not lead and not figure.value:
            return row  # 与上年一致0万元
        if figure.unit == "%":
            return self._percentage(figure, lead, mention, row)
        if found := self.words.change.search(lead):
            sign = 1 if found[1] else -1
            compare, target = self.words.compare, None
            if (
                mention is None
                or compare.search(lead[: max(0, mention.start - before)])
                or (self.valued and compare.search(self.text[mention.end : figure.start]))
            ):
                target = self._target(row, figure)
            if target is None:
                target = self._new(figure, mention, parent)
            self._compare(target, lead)
            self._put(target, "change", figure, sign)
            return target
        if self.words.restated(lead, self.year):
            return self._restated(figure, row)
        base = self.words.base(lead)
        if base and row and base[1] != str(self.year):
            self._put(row, "base_value", figure)
            self._compare_with(row, base[1], base[2])
            return row
        phase = self.words.phase(lead) if figure.unit in self.words.spec.money else None
        carried = row if phase and mention is None and row else None
        statement = self._new(figure, mention, parent, inherit=row, like=carried)
        statement |= {"value": figure.value, "value_printed": figure.printed}
        if phase:
            statement["measure"] = phase
        if carried:
            statement["budgeted"] = (
                in_unit(carried["value"], carried["unit"], figure.unit) if phase == "total" else None
            )
            self.head = statement if self.head is carried else self.head
        self.valued.append(statement)
        return statement

    def _put(self, row: Record, name: str, figure: Figure, sign: int = 1) -> None:
        """A figure beside the others of a statement: of two units of money, the finer one becomes that of all.

        What is printed in another unit keeps its own: 比上年减少1538.96万元 beside 1.08亿元.
        """
        unit, printed = row["unit"], figure.printed
        if unit != figure.unit and {unit, figure.unit} <= WAN.keys():
            finer = min(unit, figure.unit, key=WAN.__getitem__)
            for held, said in _MONEY.items():
                if finer != unit and row.get(said):
                    row[held] = in_unit(row[held], unit, finer)
                    row[said] += "" if unit_of(row[said], "") else unit
            row["unit"] = finer
            printed += figure.unit if finer != figure.unit else ""
        row |= {name: sign * in_unit(figure.value, figure.unit, row["unit"]), _MONEY[name]: printed}

    def _outside(self, lead: str, before: int, row: Record | None) -> Record | None:
        """Behind a bracket with values, what stood before it: 40万元（购置费10万元，运行费30万元），比上年…."""
        closes = lead.find(")")
        if closes < 0 or "(" in lead[:closes]:
            return row
        opens = self.text.rfind("(", 0, before)
        outer = [one for one in self.valued if one["at"] < opens]
        inner = self.valued[len(outer) :]
        if not outer or not inner or any(one.get("change") is not None for one in inner):
            return row
        self.valued = outer
        return outer[-1]

    def _restated(self, figure: Figure, row: Record | None) -> Record | None:
        """The value of a statement printed once more; where it is another one, the rest of the sentence is about it."""
        if row is None or (row.get("value"), row["unit"]) == (figure.value, figure.unit):
            return row
        again = self._new(figure, None, like=row)
        again |= {"value": figure.value, "value_printed": figure.printed}
        for name in ("base_kind", "base_year", "base_value", "base_printed"):
            again[name] = row.pop(name, None)
        self.valued = [again]
        return again

    def _percentage(self, figure: Figure, lead: str, mention: Mention | None, row: Record | None) -> Record | None:
        if row and (of := self.words.execution(lead)):
            row |= {"share_pct": figure.value, "share_printed": figure.printed, "share_of": of}
            return row
        share_at = lead.rfind(self.words.spec.share)
        if share_at >= 0 and row and not self.words.direction.search(lead[share_at:]):
            behind = mention and mention.start >= figure.start - len(lead) + share_at
            named = self._spec(mention) if behind else None
            of = named.subject if named else self.part.spec.share_of or (self.head or {}).get("subject")
            row |= {"share_pct": figure.value, "share_printed": figure.printed, "share_of": of}
            return row
        if found := list(self.words.direction.finditer(lead)):
            changed = row and row.get("change") is not None
            target = row if changed else self._target(row, figure)
            if target and target.get("change_pct") is None:
                said = found[0] if self.words.either.search(lead) else found[-1]  # 增长（下降）
                sign = 1 if said[1] else -1
                self._compare(target, lead)
                target |= {"change_pct": sign * figure.value, "change_pct_printed": figure.printed}
                return target
        statement = self._new(figure, mention)
        statement |= {"value": figure.value, "value_printed": figure.printed, "unit": "%"}
        self.valued.append(statement)
        return statement

    def _target(self, row: Record | None, change: Figure | None = None) -> Record | None:
        """Whose change a comparison states: the first value of its sentence, unless its percentage proves another."""
        valued = self.valued
        free = [one for one in valued if one.get("change") is None and one["unit"] != "%"]
        if not free:
            return self.head if not valued and self.head and self.head.get("change") is None else None
        if self.words.spec.compared == "nearest":
            return free[-1] if free[-1] is valued[-1] else None
        money = self.words.spec.money
        units = money if change is None or change.unit in ("%", *money) else (change.unit,)
        candidates = [one for one in free if one["unit"] in units]
        if not candidates and change and change.unit in money:
            return None  # what money changed by is no count
        candidates = candidates or free
        if change and len(candidates) > 1:
            proven = [s for s in candidates if change.unit != "%" and self._percentage_fits(s, change)]
            if len(proven) == 1:
                return proven[0]
            names = "、".join(str(one["label"]) for one in candidates)
            self._remark(change, f"may be the change of {names}")
            for one in candidates:
                one["uncertain"] = True
        compared = any(one.get("change") is not None for one in valued)
        return candidates[-1] if compared or candidates[0] is row else candidates[0]

    def _percentage_fits(self, statement: Record, change: Figure) -> bool:
        following = self.stream.next(change.end, self.stop)
        if following is None or following.unit != "%":
            return False
        found = self.words.change.search(self.text[max(0, change.start - 12) : change.start])
        delta = in_unit(change.value, change.unit, statement["unit"])
        base = statement["value"] - (delta if found and found[1] else -delta)
        if base == 0:
            return False
        stated = rounding(abs(following.value), finest([following.printed]))
        return stated.holds(abs(delta) * 100 / abs(base))

    def _compare(self, statement: Record, words: str) -> None:
        found = self.words.compare.search(words)
        if found or statement.get("base_year") is None:
            self._compare_with(statement, *(found.groups() if found else (None, None)))

    def _compare_with(self, statement: Record, year: str | None, words: str | None) -> None:
        kind = self.words.base_kind(words)
        statement |= {"base_kind": kind, "base_year": int(year) if year else self.year - 1}

    def _new(
        self,
        figure: Figure,
        mention: Mention | None,
        parent: Record | None = None,
        inherit: Record | None = None,
        like: Record | None = None,
    ) -> Record:
        """A statement of the subject that is named, or of the last one where the words only carry on.

        `like` is a statement whose subject it has, whatever the words.
        """
        lead = self.stream.lead(figure.start)
        spec = self._spec(mention) if like is None else None
        function = self.named.before(figure.start, lead) if like is None else None
        if function is not None and (function in self.functions or "-" in function):
            spec = None  # 国有资本经营预算支出 is a class, whatever its first words name
        row: Record = {
            "statement": self.numbered + len(self.rows) + 1,
            "parent": parent["statement"] if parent else None,
            "year": self.year,
            "unit": figure.unit,
            "section": self.part.heading,
            "uncertain": False,
            **self.part.places[figure.start]._asdict(),
            "at": figure.start,
        }
        if like:
            row |= {name: like.get(name) for name in (*_ABOUT, "measure")}
        elif spec and mention:
            if spec.head:
                self.flow = spec.flow or self.part.spec.flow
            label = self.part.printed[mention.start : mention.end]
            if figure.mention:  # the words hold the figure
                at = figure.start - mention.start
                label = label[:at] + label[at + len(figure.printed + figure.unit) :]
            row |= {
                "subject": spec.subject,
                "label": label,
                "flow": spec.flow or self.flow or None,
                "measure": self._measure(spec, mention, figure),
            }
        elif function is not None:
            row |= {"subject": "function", "label": function, "function_name": function}
            row |= {"flow": "expenditure", "measure": "total"}
        elif inherit and inherit["unit"] != figure.unit and self.words.carries_on.fullmatch(lead):
            row |= {name: inherit.get(name) for name in _ABOUT}
            row["measure"] = "total" if figure.unit in self.words.spec.money else "count"
        else:
            row |= {"subject": "other", "label": self.words.before(lead), "flow": self.flow or None}
            row |= {"measure": "total", "uncertain": True}
            self._remark(figure, f"in {self.part.heading} has no words that the template knows")
        self.rows.append(row)
        if spec and spec.head and parent is None:
            self.head = row
        return row

    def _measure(self, spec: SubjectSpec, mention: Mention, figure: Figure) -> str:
        if spec.measure:
            return spec.measure.format("", *mention.groups)
        return "total" if figure.unit in ("%", *self.words.spec.money) else "count"

    def _spec(self, mention: Mention | None) -> SubjectSpec | None:
        """The subject that the words name here: some words mean another one below another head."""
        if mention is None:
            return None
        head = self.head["subject"] if self.head else ""
        meant = [s for s in mention.specs if s.under and s.under == head]
        free = [s for s in mention.specs if not s.under]
        return (*meant, *free, *mention.specs)[0]


def _may_compare(row: Record) -> bool:
    """True for a statement of a value that is compared with no base yet."""
    return row.get("value") is not None and row.get("base_year") is None


def _facts(part: Section, rows: Sequence[Record]) -> Iterator[Record]:
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
            row["measure"] = "total" if row["measure"] == "count" else row["measure"]
            names = ("subject", "measure", "value", "unit", "page", "line")
            yield {name: row[name] for name in names} | {"as_of": days[before][1] if holds else None}


def _day(found: re.Match[str]) -> date | None:
    with suppress(ValueError):  # a day that no calendar has
        return date(*map(int, found.groups()))
    return None
