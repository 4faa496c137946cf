"""Disclosures of a few rows, for tests of one rule at a time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analysis.disclosure import Disclosure
from analysis.metadata import Metadata, Source

METADATA = Metadata("x-2026", "某部门", "999", "department", "某省", 2026, "shanxi", Source("t", "p", 2026, "0" * 64))


def disclosure(**tables: list[dict[str, Any]]) -> Disclosure:
    """A disclosure of the rows given by table name."""
    return Disclosure.of(METADATA, tables)


def amount(subject: str | None, value: Decimal | str, row: int, **more: Any) -> dict[str, Any]:
    """A row of `amounts`: a source of the summary's revenue unless `more` says otherwise."""
    number = Decimal(value)
    return {
        "table": 1,
        "schedule": "budget_summary",
        "flow": "revenue",
        "row": row,
        "label": subject or f"row {row}",
        "subject": subject,
        "level": "source",
        "measure": "total",
        "amount": number,
        "printed": f"{number:.2f}",
        "printed_unit": "万元",
        "uncertain": False,
        "line": row,
    } | more


def statement(subject: str, number: int, **more: Any) -> dict[str, Any]:
    """A row of `statements` about the year 2026 against the year before."""
    return {
        "statement": number,
        "subject": subject,
        "flow": "revenue",
        "measure": "total",
        "year": 2026,
        "unit": "万元",
        "section": "一",
        "base_kind": "unstated",
        "base_year": 2025,
        "uncertain": False,
        "line": number,
    } | more


def change(value: Decimal | str) -> dict[str, Any]:
    """The columns of a stated change."""
    number = Decimal(value)
    return {"change": number, "change_printed": f"{abs(number):.2f}"}


def project(form: int, period: str, total: int, **more: Any) -> dict[str, Any]:
    """A row of `projects`, its funds in yuan."""
    return {
        "form": form,
        "project": f"项目{form}",
        "table_project": f"项目{form}",
        "period": period,
        "term": "99年",
        "total_yuan": Decimal(total),
        "uncertain": False,
        "line": form,
    } | more


def indicator(number: int, name: str, target: str, **more: Any) -> dict[str, Any]:
    """A row of `indicators`, read from its target as a form's would be."""
    from analysis.ingest.targets import parse_target

    goal = parse_target(target)
    return {
        "indicator": number,
        "form": 1,
        "project": "项目1",
        "period": "annual",
        "level1": "产出指标",
        "level2": "数量指标",
        "level3": name,
        "target": target,
        "comparator": goal.comparator,
        "value": goal.value,
        "unit": goal.unit,
        "uncertain": False,
        "line": number,
    } | more


def mention(number: int, about: str, printed: str, **more: Any) -> dict[str, Any]:
    """A row of `mentions` from an annual goal; a figure unless `more` says that it is a date."""
    from analysis.ingest.targets import parse_target

    goal = parse_target(printed)
    return {
        "mention": number,
        "form": 1,
        "field": "goal_annual",
        "sentence": 1,
        "kind": "money" if (goal.unit or "").startswith("元") else "number",
        "about": about,
        "printed": printed,
        "comparator": goal.comparator if goal.value is not None else None,
        "value": goal.value,
        "unit": goal.unit,
        "line": number,
    } | more
