"""The performance-target forms of a written document: fields, funds, texts that carry the mentions, indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from analysis.disclosure import Disclosure
from analysis.money import plain
from analysis.templates import Template
from analysis.templates.form_spec import FactSpec
from support.layout import Layout
from support.words import FILLER, example

Record = Mapping[str, Any]
_WIDTH = 8


def forms(disclosure: Disclosure, template: Template, layout: Layout) -> Iterator[str]:
    """The lines of the department's own form and of every project's."""
    printer = _Forms(disclosure, template, layout)
    own = [row for row in disclosure.indicators.to_dicts() if row["form"] is None]
    said = [row for row in disclosure.mentions.to_dicts() if row["form"] is None]
    facts = printer.form_facts()
    if own or said or facts:
        yield from printer.department(facts, said, own)
    rows = disclosure.projects.to_dicts()
    for number, group in groupby(rows, key=lambda row: row["form"]):
        yield from printer.project(number, list(group))


class _Forms:
    def __init__(self, disclosure: Disclosure, template: Template, layout: Layout) -> None:
        self.disclosure, self.template, self.layout = disclosure, template, layout
        self.spec, self.metadata = template.form, disclosure.metadata
        code = {"code": self.metadata.code, "name": self.metadata.department}
        self.name = (
            example(template.document.code, code, generous=True) if self.metadata.code else self.metadata.department
        )

    def form_facts(self) -> list[Record]:
        """The facts that the department's form has a field for."""
        spec = self.spec.department
        fields = {(fact.subject, fact.measure) for fact in spec.facts}
        return [
            row
            for row in self.disclosure.department.to_dicts()
            if (row["subject"], row["measure"]) in fields or row["subject"] in ("budget_by_source", "budget_by_use")
        ]

    def department(self, facts: Sequence[Record], said: Sequence[Record], own: Sequence[Record]) -> Iterator[str]:
        """The department's own form."""
        spec = self.spec.department
        yield from self._title(spec.title)
        yield self._row("基本情况", self.layout.word(spec.name), self.name)
        for fact in facts:
            words = next(
                (f.words for f in spec.facts if (f.subject, f.measure) == (fact["subject"], fact["measure"])), ()
            )
            if words:
                yield self._row("", self.layout.word(words), self._plain(fact["value"]) + fact["unit"])
        yield from self._budget([fact for fact in facts if fact["subject"].startswith("budget_by_")])
        yield self._row(self.layout.word(spec.goals), self._text(said))
        yield from self._single(own)
        yield ""

    def _budget(self, facts: Sequence[Record]) -> Iterator[str]:
        """By source at the left, by use at the right; facts that follow each other stand in one row."""
        if not facts:
            return
        spec = self.spec.department.budget
        units = [
            next((fact["unit"] for fact in facts if fact["subject"] == side), "万元")
            for side in ("budget_by_source", "budget_by_use")
        ]
        headers = [example(spec.unit, {1: unit}) for unit in units]
        yield self._row("预算", self.layout.word(spec.source), headers[0], self.layout.word(spec.use), headers[1])
        rest = list(facts)
        while rest:
            left = rest.pop(0) if rest[0]["subject"] == "budget_by_source" else None
            right = rest.pop(0) if rest and rest[0]["subject"] == "budget_by_use" else None
            yield self._row("", *self._budget_cells(left), *self._budget_cells(right))

    def _budget_cells(self, fact: Record | None) -> tuple[str, str]:
        if fact is None:
            return "", ""
        spec = self.spec.department.budget
        total = FactSpec(spec.total, "total")
        field = next(field for field in (total, *spec.rows) if field.measure == fact["measure"])
        return self.layout.word(field.words), self._plain(fact["value"])

    def project(self, number: int, rows: Sequence[Record]) -> Iterator[str]:
        """A project's form."""
        spec = self.spec.project
        funds = {row["period"]: row for row in rows}
        term, annual = funds["term"], funds["annual"]
        word = self.layout.word
        yield from self._title(spec.title)
        yield self._row(word(spec.name), term["project"])
        yield self._row(word(spec.department), self.name, word(spec.unit), term["budget_unit"] or "")
        nature = self.spec.natures.get(term["nature"], term["nature"]) or ""
        yield self._row(word(spec.nature), nature, word(spec.term), term["term"] or "")
        header = spec.funds[0]
        totals = [f"{word(words)}：" for words in (spec.total_term, spec.total_annual)]
        yield self._row(header, totals[0], self._yuan(term, "total"), totals[1], self._yuan(annual, "total"))
        for source, words in spec.sources.items():
            yield self._row("", words[0], self._yuan(term, source), words[0], self._yuan(annual, source))
        said = [row for row in self.disclosure.mentions.to_dicts() if row["form"] == number]
        for name, words in spec.texts.items():
            yield self._row(word(words), self._text([row for row in said if row["field"] == name]))
        yield self._row("", word(spec.goal_term), word(spec.goal_annual))
        goals = [self._text([row for row in said if row["field"] == f"goal_{period}"]) for period in ("term", "annual")]
        yield self._row(word(spec.goals), *goals)
        yield from self._double([row for row in self.disclosure.indicators.to_dicts() if row["form"] == number])
        yield ""

    def _title(self, title: str) -> Iterator[str]:
        yield from (self.layout.heading + title, "")
        year = example(self.spec.year, generous=True).replace("2000", str(self.metadata.year))
        yield from (self.layout.prose(year), "")

    def _yuan(self, row: Record, source: str) -> str:
        value = row[f"{source}_yuan"]
        return "" if value is None else self.layout.figure(f"{Decimal(plain(value)):,}")

    def _plain(self, value: Decimal) -> str:
        return self.layout.figure(plain(value))

    def _text(self, said: Sequence[Record]) -> str:
        """A text of our own that names the figures and dates, each right behind its noun and before a comma."""
        sentences = [FILLER[len(said) % len(FILLER)]]
        for row in said:
            if row["sentence"] > len(sentences):
                sentences.append(FILLER[row["mention"] % len(FILLER)])
            sentences[-1] += f"，{row['about'] or ''}{self.layout.prose(row['printed'])}"
        return "".join(f"{sentence}。" for sentence in sentences)

    @property
    def _headers(self) -> Sequence[str]:
        """Each head once, without other words for targets."""
        return self.spec.headers[: self.spec.headers.index("指标值") + 1]

    def _single(self, indicators: Sequence[Record]) -> Iterator[str]:
        """One column of results."""
        if not indicators:
            return
        yield self._row(self.spec.blocks[-1], *self._headers)
        before: tuple[Any, Any] = (None, None)
        for row in indicators:
            levels = (row["level1"], row["level2"])
            labels = self._labels(levels, before)
            yield self._row("", *labels, row["level3"] or "", self.layout.prose(row["target"] or ""))
            before = levels

    def _double(self, indicators: Sequence[Record]) -> Iterator[str]:
        """Two columns of results; a result that stands alone has the labels of both columns beside it."""
        if not indicators:
            return
        first, *rest = self._headers
        yield self._row(self.spec.blocks[0], first, *rest, *rest)
        level1: str | None = None
        held: tuple[Any, Any] = (None, None)
        for term, annual in _pairs(indicators):
            one = term or annual
            assert one is not None
            levels = tuple((row or one)["level2"] for row in (term, annual))
            whole = all(row and row["level3"] and row["target"] for row in (term, annual))
            shown = not whole or levels != held or one["level1"] != level1 or self.layout.levels == "each"
            top = one["level1"] if one["level1"] != level1 or self.layout.levels == "each" else None
            cells = [top or ""]
            for row, level in zip((term, annual), levels, strict=True):
                cells += [(level if shown else "") or "", *self._result(row)]
            yield self._row("", *cells)
            level1, held = one["level1"], levels

    def _result(self, row: Record | None) -> tuple[str, str]:
        if row is None:
            return "", ""
        return row["level3"] or "", self.layout.prose(row["target"] or "")

    def _labels(self, levels: tuple[Any, Any], before: tuple[Any, Any]) -> tuple[str, str]:
        if self.layout.levels == "each":
            return levels[0] or "", levels[1] or ""
        changed = levels != before
        return (levels[0] if levels[0] != before[0] else None) or "", (levels[1] if changed else None) or ""

    def _row(self, *cells: str) -> str:
        if self.layout.pipes:
            return "| " + " | ".join([*cells, *[""] * (_WIDTH - len(cells))]) + " |"
        row = "\t".join([*cells, *[""] * (_WIDTH - len(cells))])
        return row.rstrip("\t") if self.layout.stripped and "\t" in row.rstrip("\t") else row


def _pairs(indicators: Sequence[Record]) -> Iterator[tuple[Record | None, Record | None]]:
    """Results of the two periods that follow each other, row by row."""
    rest = list(indicators)
    while rest:
        row = rest.pop(0)
        if row["period"] == "annual":
            yield None, row
        elif rest and rest[0]["period"] == "annual" and rest[0]["level1"] == row["level1"]:
            yield row, rest.pop(0)
        else:
            yield row, None
