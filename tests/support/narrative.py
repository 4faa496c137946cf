"""The narrative of a written document: every statement and fact in a sentence of our own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from analysis.disclosure import Disclosure
from analysis.templates import Template
from analysis.templates.spec import SectionSpec, SubjectSpec
from analysis.text import fold, without_ordinal, year_blind
from support.layout import Layout
from support.words import FILLER, REASONS, example

Record = Mapping[str, Any]


def narrative(disclosure: Disclosure, template: Template, layout: Layout) -> Iterator[tuple[SectionSpec, list[str]]]:
    """Each section of the template with its lines."""
    statements = disclosure.statements.to_dicts()
    named = disclosure.reasons.to_dicts()
    facts = disclosure.department.to_dicts()
    for section in template.sections:
        rows = [row for row in statements if year_blind(without_ordinal(row["section"])).rstrip(":") in section.keys]
        year = disclosure.metadata.year
        heading = rows[0]["section"] if rows else section.title.replace("{year}", f"{year}年")
        if section.into == "department":
            text = _facts(section, facts, layout, year)
        else:
            text = "".join(_Sentences(template, section, disclosure.metadata.year, layout, named).of(rows))
        yield section, [layout.heading + heading, "", *_wrapped(text or FILLER[0] + "。", layout.wrap), ""]


class _Sentences:
    def __init__(
        self, template: Template, section: SectionSpec, year: int, layout: Layout, named: Sequence[Record]
    ) -> None:
        self.words, self.section, self.year, self.layout = template.narrative, section, year, layout
        self.named = named

    def of(self, rows: Sequence[Record]) -> Iterator[str]:
        """The section's statements in order, what explains one in a sentence of its own."""
        previous: Record | None = None
        explained: int | None = None
        for row in rows:
            if row["parent"] is not None and row["parent"] != explained:
                yield self._end(previous) + f"{self.layout.word(self.words.reasons)}："
            elif previous is not None:
                yield "，" if row["parent"] is not None or self._carries_on(row, previous) else self._end(previous)
            explained = row["parent"]
            yield self._statement(row, previous)
            previous = row
        yield self._end(previous) if previous else ""

    def _end(self, row: Record | None) -> str:
        return "" if row is None else self.layout.joint

    def _carries_on(self, row: Record, previous: Record) -> bool:
        same = all(row[name] == previous[name] for name in ("subject", "label", "section"))
        return same and row["unit"] != previous["unit"] and row["value"] is not None

    def _statement(self, row: Record, previous: Record | None) -> str:
        value = self._figure(row["value_printed"], row["unit"]) if row["value"] is not None else ""
        if previous is not None and self._carries_on(row, previous):
            text = example(re.compile(self.words.carries_on)) + value
        else:
            text = self._held(row) or self._named(row) + value
        if row["base_value"] is not None:
            text += f"，{self._base(row)}为{self._figure(row['base_printed'], row['unit'])}"
        text += self._change(row, alone=not text.endswith(row["unit"]))
        if row["share_pct"] is not None:
            text += f"，{self.words.share}{self._share_of(row)}{self._figure(row['share_printed'], '%')}"
        if named := self._reason(row):
            text += f"，{self.words.reasons[0]}是{named}"
        elif row["reason"] == "given":
            text += f"，{self.words.reasons[0]}是{REASONS[row['statement'] % len(REASONS)]}"
        elif row["reason"] in ("restates", "contradicts"):
            change = row["change"] if row["change"] is not None else row["change_pct"]
            change = -change if row["reason"] == "contradicts" else change
            text += f"，{self.words.reasons[0]}是{self.words.says_nothing[2]}{self._direction(change)}"
        return text

    def _change(self, row: Record, *, alone: bool) -> str:
        if row["change"] is None and row["change_pct"] is None:
            return ""
        if row["change_printed"] is None and row["change"] is not None:
            return f"，与{self._base(row)}{example(re.compile(self.words.same))}"
        against = "" if alone and row["base_kind"] == "unstated" else f"比{self._base(row)}"
        text = "" if alone else "，"
        if row["change"] is not None:
            text += f"{against}{self._direction(row['change'])}{self._figure(row['change_printed'], row['unit'])}"
            against = ""
        if row["change_pct"] is not None:
            comma = "，" if row["change"] is not None else ""
            direction = self._direction(row["change_pct"], last=True)
            text += f"{comma}{against}{direction}{self._figure(row['change_pct_printed'], '%')}"
        return text

    def _reason(self, row: Record) -> str:
        """What the reason names, in clauses of what rose, fell or just is there; the verb first or last."""
        clauses: list[str] = []
        own = [one for one in self.named if one["statement"] == row["statement"]]
        for direction, some in groupby(own, key=lambda one: one["direction"]):
            names = [one["about"] for one in some]
            word = self._direction(Decimal({"more": 1, "less": -1}.get(direction, 0)))
            listed = ("和" if len(names) == 2 and self.layout.spelling % 3 else "、").join(names)
            verb_last = f"{listed}{word}" if self.layout.spelling % 2 else f"{word}了{listed}等"
            item = (row["function_name"] or "").rpartition("-")[2]
            if item and item in listed and (row["reason"], direction) == ("given", "more"):
                verb_last = f"新增{listed}"  # that the item itself rose would say no more than the change
            clauses.append(listed if direction == "other" else verb_last)
        return "，".join(clauses)

    def _direction(self, change: Decimal, *, last: bool = False) -> str:
        words = self.words.fall if change < 0 else self.words.rise
        return words[(self.layout.spelling + last) % len(words)]

    def _base(self, row: Record) -> str:
        kinds = self.words.base_kinds.get(row["base_kind"], ("",))
        if row["base_year"] == self.year - 1 and self.layout.spelling % 2 == (row["base_kind"] == "unstated"):
            return f"{row['base_year']}年{kinds[0]}"
        return f"{'上年' if row['base_year'] == self.year - 1 else str(row['base_year']) + '年'}{kinds[0]}"

    def _share_of(self, row: Record) -> str:
        if row["share_of"] in (self.section.share_of, *(s.subject for s in self.section.subjects if s.head)):
            return ""
        spec = next((s for s in self.section.subjects if s.subject == row["share_of"]), None)
        return example(spec.pattern, generous=True) + "的" if spec else ""

    def _named(self, row: Record) -> str:
        """The words before a statement's figure; an item's names stand in quotes where the template parts them."""
        if row["subject"] == "function" and self.words.function_parts:
            return f"“{row['label']}”科目"
        return row["label"] or ""

    def _held(self, row: Record) -> str:
        """The words that hold the figure themselves (2家单位, 新增1辆公务用车); empty where it stands behind them."""
        label = row["label"] or ""
        held = [s for s in self.section.subjects if s.subject == row["subject"] and "value" in s.pattern.groupindex]
        for at in range(len(label) + 1):
            if any(spec.pattern.fullmatch(fold(f"{label[:at]}1{row['unit']}{label[at:]}")) for spec in held):
                return label[:at] + self._figure(row["value_printed"], row["unit"]) + label[at:]
        return ""

    def _figure(self, printed: str, unit: str) -> str:
        return self.layout.figure(printed) + (self.layout.prose("%") if unit == "%" else unit)


def _facts(section: SectionSpec, facts: Sequence[Record], layout: Layout, year: int) -> str:
    sentences = []
    dated = any(fact["as_of"] for fact in facts)
    for fact in facts:
        for spec in section.subjects:
            if spec.subject == fact["subject"] and (groups := _fits(spec, fact["measure"])) is not None:
                words = example(spec.pattern, groups, generous=True)
                when = _as_of(fact["as_of"]) or (f"{year}年" if dated else "")
                sentences.append(when + words + layout.figure(str(_trim(fact["value"]))) + fact["unit"])
                break
    return layout.joint.join(sentences) + "。" if sentences else ""


def _fits(spec: SubjectSpec, measure: str) -> dict[str | int, str] | None:
    """What the groups of a fact's words must hold so that its measure comes out; None where it can't."""
    pattern = re.sub(r"\\\{(\d+)\\\}", r"(?P<g\1>\\w+)", re.escape(spec.measure or "total"))
    found = re.fullmatch(pattern, measure)
    return {int(name[1:]): text for name, text in found.groupdict().items()} if found else None


def _as_of(day: date | None) -> str:
    return f"截至{day.year}年{day.month}月{day.day}日，" if day else ""


def _trim(value: Decimal) -> Decimal:
    return value.to_integral() if value == value.to_integral() else value.normalize()


def _wrapped(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)] if width else [text]
