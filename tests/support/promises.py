"""Made-up forms: projects with their funds, promised results, and the figures that their texts name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any

from analysis.templates import Template
from analysis.text import key
from support.model import GENERAL, OWN, Model, Project

Row = dict[str, Any]
#: A target as printed, its comparator, value, high end and unit.
TARGETS: tuple[tuple[str, str, str | None, str | None, str | None], ...] = (
    ("≥30万人次", ">=", "300000", None, "人次"),
    ("≥95%", ">=", "95", None, "%"),
    ("100%", "=", "100", None, "%"),
    ("≤380元/份", "<=", "380", None, "元/份"),
    ("≤12.5万元", "<=", "125000", None, "元"),
    ("3场", "=", "3", None, "场"),
    (">6个", ">", "6", None, "个"),
    ("<3天", "<", "3", None, "天"),
    ("不少于200节", ">=", "200", None, "节"),
    ("不超过5次", "<=", "5", None, "次"),
    ("10-12期", "between", "10", "12", "期"),
    ("12月底前", "text", None, None, None),
    ("有效提升", "text", None, None, None),
    ("副高以上", "text", None, None, None),
)
#: A figure or date as a text prints it, its kind, comparator, value and unit.
NAMED: tuple[tuple[str, str, str | None, str | None, str | None], ...] = (
    ("30场次", "number", "=", "30", "场次"),
    ("不少于26站", "number", ">=", "26", "站"),
    ("≤400万元", "money", "<=", "4000000", "元"),
    ("3万元", "money", "=", "30000", "元"),
    ("78万人次", "number", "=", "780000", "人次"),
    ("2025年6月", "date", None, None, "year month"),
    ("12月底前", "date", None, None, "month"),
    ("2024年12月25日", "date", None, None, "year month day"),
)
NOUNS = ("展品维修", "巡展", "讲座", "受益群众", "租用场地", "读者", "抢救性保护文物", "培训骨干教师")
FIELDS = ("overview", "basis", "necessity", "measures", "plan", "goal_term", "goal_annual")


def forms(template: Template, model: Model, plan: Any, random: Random) -> dict[str, list[Row]]:
    """Rows of projects, indicators and mentions."""
    rows: dict[str, list[Row]] = {"projects": [], "indicators": [], "mentions": []}
    current = [project for project in model.projects if not project.carried]
    names = Counter(key(project.name) for project in current)
    chosen = [project for project in current if names[key(project.name)] == 1][: plan.forms]
    if plan.department_form:
        _promise(rows, template, random, None, None)
    for number, project in enumerate(chosen, 1):
        rows["projects"] += _funds(template, random, number, project)
        _promise(rows, template, random, number, project.name)
    return rows


def _funds(template: Template, random: Random, number: int, project: Project) -> Iterator[Row]:
    nature, times = random.choice(sorted(template.form.natures)), random.choice((1, 3))
    own = project.yuan.get(OWN, Decimal(0))
    other = project.total - own - project.yuan.get(GENERAL, Decimal(0))
    for period in ("term", "annual"):
        factor = times if period == "term" else 1
        yield {
            "form": number,
            "project": project.name,
            "table_project": project.name,
            "budget_unit": project.unit,
            "nature": nature,
            "term": f"{times}年",
            "period": period,
            "total_yuan": project.total * factor,
            "central_yuan": Decimal(0),
            "provincial_yuan": project.yuan.get(GENERAL, Decimal(0)) * factor,
            "local_yuan": Decimal(0),
            "own_yuan": own * factor,
            "other_yuan": other * factor if other else None,
            "uncertain": False,
            "line": 1,
        }


def _promise(
    rows: dict[str, list[Row]], template: Template, random: Random, form: int | None, project: str | None
) -> None:
    for field in FIELDS if form is not None else ("goal_annual",):
        sentence = 1
        for number in range(random.choice((0, 0, 1, 3))):
            sentence += number and random.random() < 0.3
            printed, kind, comparator, value, unit = random.choice(NAMED)
            rows["mentions"].append(
                {
                    "mention": len(rows["mentions"]) + 1,
                    "form": form,
                    "field": field,
                    "sentence": sentence,
                    "kind": kind,
                    "about": random.choice(NOUNS) if kind != "date" or random.random() < 0.5 else None,
                    "printed": printed,
                    "comparator": comparator,
                    "value": Decimal(value) if value else None,
                    "unit": unit,
                    "line": 1,
                }
            )
    for number, level in enumerate(template.form.level2):
        last = number == len(template.form.level2) - 1
        for _ in range(random.choice((1, 2)) if last else random.choice((0, 1, 1, 4))):
            lone = random.random() < 0.15 and not last
            periods = (
                ("annual",) if form is None else (random.choice(("term", "annual")),) if lone else ("term", "annual")
            )
            for period in periods:
                name = (
                    f"{random.choice(NOUNS)}{random.choice('甲乙丙丁戊')}类{random.choice(('数量', '及时率', '情况'))}"
                )
                target: tuple[Any, ...] = random.choice(TARGETS)
                empty = random.random()
                if not last and empty < 0.06:
                    target = (None,) * 5
                elif not last and empty < 0.1:
                    name, target = None, TARGETS[1]
                printed, comparator, value, high, unit = target
                rows["indicators"].append(
                    {
                        "indicator": len(rows["indicators"]) + 1,
                        "form": form,
                        "project": project,
                        "period": period,
                        "level1": level.level1,
                        "level2": level.label,
                        "level3": name,
                        "target": printed,
                        "comparator": comparator,
                        "value": Decimal(value) if value else None,
                        "value_high": Decimal(high) if high else None,
                        "unit": unit,
                        "uncertain": False,
                        "line": 1,
                    }
                )
