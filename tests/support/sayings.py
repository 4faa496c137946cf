"""Made-up narrative: statements and facts about a model's money, in the order of the template's sections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from analysis.money import YUAN_PER_WAN
from analysis.templates import Template
from analysis.templates.spec import SectionSpec, SubjectSpec
from support.model import CAPITAL, FUNDS, GENERAL, OWN, Model
from support.words import NAMED, example

Row = dict[str, Any]
_CENT = Decimal("0.01")
_ORDINALS = "一二三四五六七八九十"
PROCURED = ("procurement_goods", "procurement_works", "procurement_services")
CHANGES = ("none", "rise", "fall", "same", "no_pct", "pct_only", "undefined", "outturn", "based")


def statements(template: Template, model: Model, plan: Any, year: int, random: Random, funds: list[Row]) -> list[Row]:
    """Rows of `statements`; `funds` are those of `projects`, which the narrative counts."""
    rows: list[Row] = []
    known = _known(model) | _counted(model, funds)
    for number, section in enumerate(s for s in template.sections if s.into == "statements" and s.subjects):
        heading = f"{_ORDINALS[number % 10]}、{section.title}"
        here = known | (_with_carryover(model) if any(s.subject == "fiscal_summary" for s in section.subjects) else {})
        _Section(template, section, heading, model, plan, year, random, here, rows).write()
    return rows


def reasons(stated: list[Row], random: Random) -> list[Row]:
    """Rows of `reasons`: what the reasons of some changes name that no statement explains."""
    explained = {row.get("parent") for row in stated}
    rows: list[Row] = []
    for row in stated:
        if row.get("reason") == "given" and row["statement"] not in explained and random.random() < 0.5:
            for number, about in enumerate(random.sample(NAMED, random.randint(1, 3)), 1):
                direction = random.choice(("more", "less", "other"))
                rows.append({"statement": row["statement"], "reason": number, "direction": direction, "about": about})
    return [row | {"line": 1} for row in rows]


def _known(model: Model) -> dict[tuple[str, str], Decimal]:
    """What the tables say, in yuan, by subject and measure."""
    current = model.sum(carried=False)
    fiscal = model.sum(GENERAL, FUNDS, CAPITAL, carried=False)
    three = model.three_public
    return {
        ("revenue_total", "total"): model.sum(),
        ("expenditure_total", "total"): model.sum(),
        ("revenue_total", "current_year"): current,
        ("expenditure_total", "current_year"): current,
        ("overall_targets", "current_year"): current,
        ("fiscal_summary", "total"): model.sum(GENERAL, FUNDS, CAPITAL),
        ("fiscal_summary", "current_year"): fiscal,
        ("carryover", "total"): model.sum(carried=True),
        (GENERAL, "total"): model.sum(GENERAL, carried=False),
        (FUNDS, "total"): model.sum(FUNDS, carried=False),
        (CAPITAL, "total"): model.sum(CAPITAL, carried=False),
        ("special_account", "total"): Decimal(0),
        (OWN, "total"): model.sum(OWN, carried=False),
        ("basic", "total"): model.sum(part="basic"),
        ("basic", "current_year"): model.sum(part="basic"),
        ("project", "total"): model.sum(part="project"),
        ("project", "current_year"): model.sum(part="project", carried=False),
        ("general_public_expenditure", "total"): model.sum(GENERAL, carried=False),
        ("basic_by_economic", "total"): model.sum(GENERAL, part="basic"),
        ("personnel", "total"): sum((e[4] for e in model.economic if e[1]), Decimal(0)),
        ("non_personnel", "total"): sum((e[4] for e in model.economic if not e[1]), Decimal(0)),
        ("overseas", "total"): three["overseas"],
        ("reception", "total"): three["reception"],
        ("vehicles", "total"): three["vehicle_operation"],
        ("vehicle_operation", "total"): three["vehicle_operation"],
        ("vehicle_purchase", "total"): Decimal(0),
        ("three_public", "total"): sum(three.values(), Decimal(0)),
        ("operating", "total"): sum(model.operating.values(), Decimal(0)),
        ("operating", "units"): Decimal(len(model.operating)),
        ("budget_units", "count"): Decimal(len(model.units)),
    }


def _with_carryover(model: Model) -> dict[tuple[str, str], Decimal]:
    """The sources of the fiscal budget, which holds last year's carryover too."""
    return {(source, "total"): model.sum(source) for source in (GENERAL, FUNDS, CAPITAL)}


def _counted(model: Model, funds: list[Row]) -> dict[tuple[str, str], Decimal]:
    """How many projects and how many disclosed forms there are and their yuan; all are of one category."""
    current = [project.total for project in model.projects if not project.carried]
    disclosed = [row["total_yuan"] for row in funds if row["period"] == "annual"]
    known: dict[tuple[str, str], Decimal] = {}
    for subject, yuan in (("forms", current), ("forms_disclosed", disclosed)):
        for part, share in (("", 1), ("_operating", 1), ("_specific", 0)):
            known[subject + part, "count"] = Decimal(len(yuan) * share)
            known[subject + part, "total"] = sum(yuan, Decimal(0)) * share
    return known


@dataclass
class _Section:
    template: Template
    section: SectionSpec
    heading: str
    model: Model
    plan: Any
    year: int
    random: Random
    known: dict[tuple[str, str], Decimal]
    rows: list[Row]
    head: SubjectSpec | None = None
    flow: str = ""
    counted: dict[str, int] = field(default_factory=dict)

    def write(self) -> None:
        """The section's heads, each with what it says about its parts."""
        specs = self.section.subjects
        heads = [spec for spec in specs if spec.head] or [None]
        parts = [spec for spec in specs if not spec.head]
        for number, head in enumerate(heads):
            if head is not None:
                self.head, self.flow = head, head.flow or self.section.flow
                self._state(head, self._change())
            below = [s for s in parts if s.under in ("", head.subject if head else "")]
            for spec in below if number == 0 or self.random.random() < 0.5 else ():
                if not spec.flow or not self.flow or spec.flow == self.flow:
                    self._state(spec, self._change() if self.random.random() < 0.3 else "none")
        if self.section.functions:
            self._functions()

    def _change(self) -> str:
        return self.random.choice(CHANGES) if self.plan.changes else "none"

    def _state(self, spec: SubjectSpec, change: str) -> None:
        """One statement, the amount behind a count, and what explains a change."""
        counted = "value" in spec.pattern.groupindex or spec.measure == "count" or spec.subject.startswith("forms")
        unit = "个" if counted else "万元"
        text = example(spec.pattern, {"value": "1", "unit": unit}, generous=self.random.random() < 0.5)
        label = text[len("1" + unit) :] if "value" in spec.pattern.groupindex else text
        measure = spec.measure or ("count" if counted else "total")
        value = self._value(spec.subject, measure, counted)
        row = self._row(spec.subject, label, spec.flow or self.flow or self.section.flow, measure, value, unit)
        self._complete(row, "none" if counted else change)
        if counted and "value" not in spec.pattern.groupindex and not spec.measure:
            amount = self._value(spec.subject, "total", False)
            self._row(spec.subject, label, row["flow"], "total", amount, "万元")
        if row.get("change") and self.random.random() < 0.5:
            self._explain(row)

    def _value(self, subject: str, measure: str, counted: bool) -> Decimal:
        known = self.known.get((subject, measure))
        if counted:
            return known if known is not None else Decimal(self.random.randint(0, 40))
        yuan = known if known is not None else Decimal(self.random.randint(0, 10**6)) * 100
        if subject in PROCURED:
            return self._procured(subject)
        return (yuan / YUAN_PER_WAN).quantize(_CENT, ROUND_HALF_UP)

    def _procured(self, subject: str) -> Decimal:
        """A part of what the section says is procured: the parts add up to it."""
        stated = [row["value"] for row in self.rows if row["subject"] == "procurement"]
        whole = stated[-1] if stated else Decimal(0)
        goods = (whole * 2 / 5).quantize(_CENT, ROUND_HALF_UP)
        return {"procurement_goods": goods, "procurement_works": Decimal("0.00")}.get(subject, whole - goods)

    def _row(self, subject: str, label: str, flow: str, measure: str, value: Decimal | None, unit: str) -> Row:
        row: Row = {
            "statement": len(self.rows) + 1,
            "subject": subject,
            "label": label,
            "flow": flow or None,
            "measure": measure,
            "year": self.year,
            "value": value,
            "unit": unit,
            "value_printed": None if value is None else self._print(value),
            "section": self.heading,
            "uncertain": False,
            "line": 1,
        }
        self.rows.append(row)
        return row

    def _complete(self, row: Row, change: str) -> None:
        """Adds change, percentage, base and reason to a statement of a value, so that they agree."""
        whole = self.section.share_of or (self.head.subject if self.head else "")
        if change == "none":
            if (total := self.known.get((whole, "total"))) and self.random.random() < 0.5 and row["unit"] == "万元":
                share = (row["value"] * YUAN_PER_WAN * 100 / total).quantize(_CENT, ROUND_HALF_UP)
                row |= {"share_pct": share, "share_printed": str(share), "share_of": whole}
                if share <= 0:
                    row |= dict.fromkeys(("share_pct", "share_printed", "share_of"))
            return
        value = row["value"]
        kind = {"outturn": "outturn", "same": "budget"}.get(change) or self.random.choice(("budget", "unstated"))
        base = (value * self.random.randint(70, 99) / 100).quantize(_CENT) if change != "fall" else value * 2 + 1
        base = {"same": value, "undefined": Decimal(0)}.get(change, base)
        delta = value - base
        row |= {"base_kind": kind, "base_year": self.year - 1}
        if change != "pct_only":
            row |= {"change": delta, "change_printed": None if change == "same" else self._print(abs(delta))}
            row["reason"] = self.random.choice(("given", "restates", "missing")) if delta else None
        percent = (delta * 100 / abs(base)).quantize(_CENT, ROUND_HALF_UP) if base else Decimal(100)
        if change not in ("same", "no_pct"):
            row |= {"change_pct": percent, "change_pct_printed": str(abs(percent))}
        if change == "based" and kind != "unstated":
            row |= {"base_value": base, "base_printed": self._print(base)}

    def _explain(self, row: Row) -> None:
        """Parts of a change, each with a change of its own."""
        parts = [
            s for s in self.section.subjects if not s.head and not s.measure and not s.under and not s.pattern.groups
        ]
        for spec in self.random.sample(parts, min(len(parts), 2)):
            label = example(spec.pattern, generous=True)
            child = self._row(spec.subject, label, spec.flow or self.flow, "total", None, "万元")
            delta = Decimal(self.random.randint(1, 9999)) * _CENT * self.random.choice((-1, 1))
            child |= {"parent": row["statement"], "base_kind": "unstated", "base_year": self.year - 1}
            child |= {"change": delta, "change_printed": self._print(abs(delta))}
            child["reason"] = self.random.choice(("given", "restates", None))
            row["reason"] = "given" if child["reason"] == "given" or row["reason"] == "given" else "restates"

    def _functions(self) -> None:
        fiscal = self.section.share_of == ""
        for code, (name, level) in self.model.tree.items():
            yuan = self.model.sum(
                *((GENERAL, FUNDS, CAPITAL) if fiscal else (GENERAL,)), under=code, carried=None if fiscal else False
            )
            if level == "class" and yuan > 0:
                value = (yuan / YUAN_PER_WAN).quantize(_CENT, ROUND_HALF_UP)
                row = self._row("function", name, "expenditure", "total", value, "万元")
                row["function_name"] = name
                self._complete(row, "none")

    def _print(self, value: Decimal) -> str:
        return f"{value:,}" if self.plan.separators else str(value)


def facts(template: Template, model: Model, plan: Any, year: int, random: Random) -> list[Row]:
    """Rows of `department`: what the department's form says, then what the narrative says. Parts add up."""
    rows: list[Row] = []
    if plan.department_form:
        for fact in template.form.department.facts:
            value = Decimal(random.randint(0, 300))
            rows.append({"subject": fact.subject, "measure": fact.measure, "value": value, "unit": fact.unit})
        rows += _budget(model)
    as_of = {"as_of": date(year - 1, 12, 31)}
    for section in template.sections:
        for spec in section.subjects if section.into == "department" else ():
            for number in ("50", "100") if "{1}" in spec.measure else ("",):
                unit = {"office_floor_area": "平方米", "equipment": "台(套)"}.get(spec.subject, "辆")
                measure = spec.measure.format("", number) or "total"
                value = Decimal(random.randint(0, 900000)) / 100 if unit == "平方米" else Decimal(random.randint(0, 9))
                rows.append({"subject": spec.subject, "measure": measure, "value": value, "unit": unit} | as_of)
    for subject in ("staff", "vehicles"):
        own = {row["measure"]: row for row in rows if row["subject"] == subject}
        if "total" in own:
            parts = [row["value"] for measure, row in own.items() if measure not in ("total", "posts")]
            own["total"]["value"] = sum(parts, Decimal(0))
    return [row | {"line": 1} for row in rows]


def _budget(model: Model) -> Iterator[Row]:
    total = model.sum(carried=False)
    pairs = (
        (("budget_by_source", "total", total), ("budget_by_use", "total", total)),
        (
            ("budget_by_source", GENERAL, model.sum(GENERAL, carried=False)),
            ("budget_by_use", "basic", model.sum(part="basic")),
        ),
        (
            ("budget_by_source", OWN, model.sum(OWN, carried=False)),
            ("budget_by_use", "project", model.sum(part="project", carried=False)),
        ),
    )
    for pair in pairs:
        for subject, measure, yuan in pair:
            value = (yuan / YUAN_PER_WAN).quantize(_CENT, ROUND_HALF_UP)
            yield {"subject": subject, "measure": measure, "value": value, "unit": "万元"}
