"""What the narrative states: values, changes, percentages, shares, and the amounts of reasons.

A section's text is read as one stream of characters, whatever its line breaks, and
every figure in it is taken in order. The words before a figure say what it is: a
value of the subject named last, a change, a percentage, a share. Which subject a
comparison belongs to is the sentence's own, unless arithmetic proves another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from analysis.ingest.document import Document, Grid, Text
from analysis.ingest.errors import Remark
from analysis.money import finest, parse_number, rounding
from analysis.templates import NarrativeSpec, SectionSpec, SubjectSpec, Template
from analysis.text import fold, key, whole, without_ordinal

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff、()]+$")
_FUNCTION = re.compile(r"([\u4e00-\u9fff]{2,24}支出)(?:\(类\))?$")
_STOPS = "。;；!！?？"
_AS_OF = re.compile(r"截[至止]到?(20\d\d)年(\d{1,2})月(\d{1,2})日")


@dataclass(slots=True)
class Section:
    """A section's text: one folded stream, and the line of each character."""

    spec: SectionSpec
    heading: str
    page: str | None
    text: str = ""  # folded, character by character what `printed` is
    printed: str = ""
    lines: list[int] = field(default_factory=list)

    def add(self, block: Text) -> None:
        """Takes in one more line of the section."""
        printed = whole(block.text)
        self.printed += printed
        self.text += fold(printed)
        self.lines += [block.line] * len(printed)


@dataclass(slots=True)
class _Figure:
    """A figure of the stream, or a phrase that stands for one (与上年相同)."""

    start: int
    end: int
    printed: str
    unit: str
    mention: _Mention | None = None  # the words that hold the figure themselves

    @property
    def value(self) -> Decimal:
        return parse_number(self.printed) or Decimal(0)


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words that name a subject: all subjects of the section that they may name."""

    start: int
    end: int
    specs: tuple[SubjectSpec, ...]
    groups: tuple[str, ...] = ()


def sections(document: Document, template: Template, skip: Iterable[int] = ()) -> list[Section]:
    """The narrative by section; text between a heading and the next, tables left out."""
    found: list[Section] = []
    current: Section | None = None
    ended = set(skip)
    for block in document.blocks:
        if isinstance(block, Grid):
            continue
        spec = template.sections_by_key.get(key(without_ordinal(block.text)).rstrip(":"))
        if spec is not None:
            current = Section(spec, whole(block.text), block.page)
            found.append(current)
        elif block.line in ended:
            current = None
        elif current is not None:
            current.add(block)
    return [section for section in found if section.text]


def read(
    template: Template, parts: Sequence[Section], year: int, remarks: list[Remark]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of `statements`, and those of `department` that the narrative gives."""
    statements: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for part in parts:
        if not part.spec.into:
            continue
        reader = _Reader(template.narrative, part, year, remarks, len(statements))
        rows = reader.read()
        if part.spec.into == "department":
            facts += _facts(part, rows)
        else:
            statements += rows
    return statements, facts


class _Reader:
    """Reads one section's figures in order."""

    def __init__(self, words: NarrativeSpec, part: Section, year: int, remarks: list[Remark], numbered: int) -> None:
        self.words, self.part, self.year, self.remarks = words, part, year, remarks
        self.rows: list[dict[str, Any]] = []
        self.numbered = numbered
        self.text = part.text
        self.mentions = list(_mentions(part))
        self.figures = sorted(self._figures(), key=lambda f: f.start)
        self.head: dict[str, Any] | None = None
        self.flow = part.spec.flow
        self.changed: list[dict[str, Any]] = []  # statements that state a change, in order
        self.ends: dict[int, int] = {}  # where the figure of each change ends
        up, down = "|".join(words.rise), "|".join(words.fall)
        year_words = r"(?:上年|去年|上一年|(20\d\d)年?)度?"
        kinds = "|".join(w for kind in words.base_kinds.values() for w in kind)
        self.compare = re.compile(rf"(?:[比较与同和]|对比){year_words}(?:当年|年初|部门)?({kinds})?数?")
        self.base = re.compile(rf"(?:^|[,:;(。比较与]){year_words}(?:当年|年初)?(?:\w{{0,12}}?)({kinds})数?(?:为|是)?$")
        self.direction = re.compile(rf"({up})|({down})")
        self.change = re.compile(rf"(?:({up})|({down}))[了额]?(?:金额)?(?:为|:|约)?$")
        self.reason = re.compile("(?:" + "|".join(words.reasons) + ")(?:是因为|是由于|是|为|:|在于)?")
        self.carries_on = re.compile(rf"[,、:()]*(?:其中)?[,:]*{words.carries_on}$")

    def read(self) -> list[dict[str, Any]]:
        start = 0
        for stop in self._stops():
            self._sentence(start, stop)
            start = stop + 1
        return self.rows

    def _stops(self) -> Iterator[int]:
        """Ends of sentences and of their parts; a list of reasons goes on over semicolons."""
        for i, char in enumerate(self.text):
            if char not in _STOPS:
                continue
            if char in ";；" and re.match(r"[(（]?(?:\d|[一二三四五六七八九])[)）、.]", self.text[i + 1 : i + 4]):
                so_far = self.text[max((self.text.rfind(c, 0, i) for c in "。"), default=-1) + 1 : i]
                if self.reason.search(so_far):
                    continue
            yield i
        yield len(self.text)

    def _sentence(self, start: int, stop: int) -> None:
        """One part of a sentence: its figures, what they are compared with, and the reasons given."""
        begins = self.reason.search(self.text, start, stop)
        reason_at = begins.start() if begins else stop
        figures = [figure for figure in self.figures if start <= figure.start < stop]
        valued: list[dict[str, Any]] = []
        row: dict[str, Any] | None = None
        before = start
        explained: dict[str, Any] | None = None
        for figure in figures:
            if figure.start >= reason_at and explained is None:
                explained = self.changed[-1] if self.changed else self.rows[-1] if self.rows else None
            row = self._figure(figure, self.text[before : figure.start], before, valued, row, explained, stop)
            if row is not None and row.get("change") is not None and row not in self.changed:
                self.changed.append(row)
                row["reason"] = "missing" if row["change"] and row.get("parent") is None else None
                self.ends[row["statement"]] = figure.end
            before = figure.end
        if begins and self.changed:
            self._judge_reasons(explained or self.changed[-1], begins.end(), stop)

    def _figure(
        self,
        figure: _Figure,
        lead: str,
        before: int,
        valued: list[dict[str, Any]],
        row: dict[str, Any] | None,
        parent: dict[str, Any] | None,
        stop: int,
    ) -> dict[str, Any] | None:
        """Takes in one figure; returns the statement that it went into."""
        if figure.unit == "same":
            target = self._target(valued, row)
            if target is not None:
                self._compare(target, figure.printed)
                target |= {"change": Decimal(0), "change_printed": None}
            return target
        mention = figure.mention or self._mention(before, figure.start)
        if figure.unit == "%":
            return self._percentage(figure, lead, mention, valued, row, stop)
        after = self.text[mention.end : figure.start] if mention else lead
        if found := self.change.search(lead):
            sign = 1 if found[1] else -1
            named = mention is not None and not self.compare.search(lead[: max(0, mention.start - before)])
            if named and mention is not None and not self.compare.search(after):
                target = self._new(figure, mention, parent)
                target["unit"] = figure.unit
            elif named and mention is not None and not valued:
                target = self._new(figure, mention, parent)
            else:
                target = self._target(valued, row, figure, stop)
                if target is None:
                    target = self._new(figure, mention, parent)
            self._compare(target, lead)
            target |= {"change": sign * figure.value, "change_printed": figure.printed}
            return target
        if (base := self.base.search(lead)) and row is not None and base[1] != str(self.year):
            row |= {"base_value": figure.value, "base_printed": figure.printed}
            self._compare_with(row, base[1], base[2])
            return row
        statement = self._new(figure, mention, parent, inherit=row)
        statement |= {"value": figure.value, "value_printed": figure.printed}
        valued.append(statement)
        return statement

    def _percentage(
        self,
        figure: _Figure,
        lead: str,
        mention: _Mention | None,
        valued: list[dict[str, Any]],
        row: dict[str, Any] | None,
        stop: int,
    ) -> dict[str, Any] | None:
        share_at = lead.rfind(self.words.share)
        if share_at >= 0 and row is not None and not self.direction.search(lead[share_at:]):
            named = (
                self._spec(mention)
                if mention is not None and mention.start >= figure.start - len(lead) + share_at
                else None
            )
            row |= {
                "share_pct": figure.value,
                "share_printed": figure.printed,
                "share_of": named.subject if named else self._whole_of(),
            }
            return row
        if found := list(self.direction.finditer(lead)):
            target = (
                row if row is not None and row.get("change") is not None else self._target(valued, row, figure, stop)
            )
            if target is not None and target.get("change_pct") is None:
                sign = 1 if found[-1][1] else -1
                self._compare(target, lead)
                target |= {"change_pct": sign * figure.value, "change_pct_printed": figure.printed}
                return target
        statement = self._new(figure, mention, None)
        statement |= {"value": figure.value, "value_printed": figure.printed, "unit": "%"}
        valued.append(statement)
        return statement

    def _target(
        self,
        valued: list[dict[str, Any]],
        row: dict[str, Any] | None,
        change: _Figure | None = None,
        stop: int = 0,
    ) -> dict[str, Any] | None:
        """Whose change a comparison states: the first value of its sentence, unless its percentage proves another."""
        free = [statement for statement in valued if statement.get("change") is None and statement["unit"] != "%"]
        if not free:
            return self.head if not valued and self.head is not None and self.head.get("change") is None else None
        candidates = [statement for statement in free if change is None or statement["unit"] == change.unit] or free
        if change is not None and len(candidates) > 1:
            proven = [s for s in candidates if self._percentage_fits(s, change, stop)]
            if len(proven) == 1:
                return proven[0]
        comparisons = sum(1 for statement in valued if statement.get("change") is not None)
        return candidates[-1] if comparisons or candidates[0] is row else candidates[0]

    def _percentage_fits(self, statement: dict[str, Any], change: _Figure, stop: int) -> bool:
        following = next((f for f in self.figures if f.start >= change.end and f.start < stop), None)
        if following is None or following.unit != "%":
            return False
        lead = self.text[: change.start]
        found = self.change.search(lead[-12:])
        delta = change.value if found and found[1] else -change.value
        base = statement["value"] - delta
        if base == 0:
            return False
        stated = rounding(following.value, finest([following.printed]))
        return stated.holds(abs(delta) * 100 / abs(base))

    def _compare(self, statement: dict[str, Any], words: str) -> None:
        if found := self.compare.search(words):
            self._compare_with(statement, found[1], found[2])
        elif statement.get("base_year") is None:
            self._compare_with(statement, None, None)

    def _compare_with(self, statement: dict[str, Any], year: str | None, words: str | None) -> None:
        kind = next((kind for kind, names in self.words.base_kinds.items() if words in names), "unstated")
        statement |= {"base_kind": kind, "base_year": int(year) if year else self.year - 1}

    def _new(
        self,
        figure: _Figure,
        mention: _Mention | None,
        parent: dict[str, Any] | None,
        inherit: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """A statement of the subject that is named, or of the last one where the words only carry on."""
        start = self.text.rfind(";", 0, figure.start)
        lead = self.text[
            max(start, max((f.end for f in self.figures if f.end <= figure.start), default=0)) : figure.start
        ]
        spec = self._spec(mention)
        row: dict[str, Any] = {
            "statement": self.numbered + len(self.rows) + 1,
            "parent": parent["statement"] if parent else None,
            "year": self.year,
            "unit": figure.unit,
            "section": self.part.heading,
            "uncertain": False,
            "page": self.part.page,
            "line": self.part.lines[figure.start],
        }
        if spec is not None and mention is not None:
            if spec.head:
                self.flow = spec.flow or self.part.spec.flow
            label = self.part.printed[mention.start : mention.end]
            row |= {
                "subject": spec.subject,
                "label": label if figure.mention is None else label[len(figure.printed + figure.unit) :],
                "flow": spec.flow or self.flow or None,
                "measure": self._measure(spec, mention, figure),
            }
        elif self.part.spec.functions and (named := _FUNCTION.search(lead)):
            row |= {
                "subject": "function",
                "label": named[1],
                "function_name": named[1],
                "flow": "expenditure",
                "measure": "total",
            }
        elif inherit is not None and inherit["unit"] != figure.unit and self.carries_on.fullmatch(lead):
            row |= {name: inherit.get(name) for name in ("subject", "label", "flow", "function_name")}
            row["measure"] = "total" if figure.unit in self.words.money else "count"
        else:
            words = _CHINESE_RUN.search(lead)
            row |= {
                "subject": "other",
                "label": words[0][-20:] if words else None,
                "flow": self.flow or None,
                "measure": "total",
                "uncertain": True,
            }
            self.remarks.append(
                Remark(
                    row["line"],
                    f"{figure.printed}{figure.unit} in {self.part.heading} has no words that the template knows",
                )
            )
        self.rows.append(row)
        if spec is not None and spec.head and parent is None:
            self.head = row
        return row

    def _measure(self, spec: SubjectSpec, mention: _Mention, figure: _Figure) -> str:
        if spec.measure:
            return spec.measure.format("", *mention.groups)
        return "total" if figure.unit in self.words.money or figure.unit == "%" else "count"

    def _spec(self, mention: _Mention | None) -> SubjectSpec | None:
        """The subject that the words name here: some words mean another one below another head."""
        if mention is None:
            return None
        head = self.head["subject"] if self.head else ""
        free = [spec for spec in mention.specs if not spec.under]
        return next((spec for spec in mention.specs if spec.under and spec.under == head), None) or (
            free[0] if free else mention.specs[0]
        )

    def _whole_of(self) -> str | None:
        return self.part.spec.share_of or (self.head["subject"] if self.head else None)

    def _mention(self, start: int, end: int) -> _Mention | None:
        """The words nearest before a figure that name a subject."""
        inside = [m for m in self.mentions if m.start >= start and m.end <= end]
        if not inside:
            return None
        last = inside[-1]
        between = self.text[last.end : end]
        return last if len(between) <= 24 and not re.search(r"[。;]", between) else None

    def _figures(self) -> Iterator[_Figure]:
        units = sorted((*self.words.money, *self.words.counts), key=len, reverse=True)
        pattern = re.compile(rf"(?<![\d.,])({NUMBER})\s*(%|{'|'.join(re.escape(fold(u)) for u in units)})")
        held = [m for m in self.mentions if any(s.pattern.groups for s in m.specs)]
        for mention in held:
            for spec in mention.specs:
                if "value" in spec.pattern.groupindex and (found := spec.pattern.match(self.text, mention.start)):
                    yield _Figure(found.start("value"), mention.end, found["value"], found["unit"], mention)
        for found in pattern.finditer(self.text):
            if not any(m.start <= found.start() < m.end for m in held):
                yield _Figure(found.start(), found.end(), found[1], found[2])
        same = re.compile(rf"[与和同比较](?:上年|去年|20\d\d年)[^,;。]{{0,12}}?{self.words.same}")
        for found in same.finditer(self.text):
            yield _Figure(found.start(), found.end(), found[0], "same")

    def _judge_reasons(self, explained: dict[str, Any], start: int, stop: int) -> None:
        """Given or restates, for the change that is explained and for each of its reasons that has one of its own."""
        if explained["change"]:
            explained["reason"] = self._weight(self.text[start:stop])
        for child in self.changed:
            if child.get("parent") != explained["statement"] or not start <= self.ends[child["statement"]] <= stop:
                continue
            end = self.ends[child["statement"]]
            upto = min((f.start for f in self.figures if f.start >= end), default=stop)
            own = self.reason.search(self.text, end, min(upto, stop))
            if own:
                child["reason"] = self._weight(self.text[own.end() : min(upto, stop)])

    def _weight(self, reason: str) -> str:
        """Whether a reason says more than that it rose or fell."""
        rest = re.sub(rf"{NUMBER}|[^\u4e00-\u9fff]", "", reason)
        for word in sorted(
            (*self.words.rise, *self.words.fall, *self.words.says_nothing, *self.words.money), key=len, reverse=True
        ):
            rest = rest.replace(word, "")
        for mention in self.mentions:
            rest = rest.replace(re.sub(r"[^\u4e00-\u9fff]", "", self.text[mention.start : mention.end]), "")
        return "given" if len(re.sub("[的了和与及等是为由]", "", rest)) >= 2 else "restates"


def _mentions(part: Section) -> Iterator[_Mention]:
    """Where the section names its subjects; of overlapping words the longest, then the first."""
    found: dict[tuple[int, int], tuple[list[SubjectSpec], tuple[str, ...]]] = {}
    for spec in part.spec.subjects:
        for hit in spec.pattern.finditer(part.text):
            groups = () if "value" in spec.pattern.groupindex else tuple(g or "" for g in hit.groups())
            found.setdefault(hit.span(), ([], groups))[0].append(spec)
    taken: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= a or start >= b for a, b in taken):
            taken.append((start, end))
    for start, end in sorted(taken):
        specs, groups = found[start, end]
        yield _Mention(start, end, tuple(specs), groups)


def _facts(part: Section, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Statements of a section about the department's assets, as facts with the day that they are of."""
    day = _AS_OF.search(part.text)
    as_of = date(int(day[1]), int(day[2]), int(day[3])) if day else None
    for row in rows:
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
