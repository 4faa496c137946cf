"""Per head and per area: only where both sides cover the same, and the reason where they do not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from analysis.catalog import load
from analysis.measures.ratios import SCHEMA, ratios
from support.datasets import Plan, dataset
from support.small import amount, disclosure


def fact(subject: str, measure: str, value: int | str, unit: str = "人") -> dict[str, Any]:
    return {"subject": subject, "measure": measure, "value": Decimal(value), "unit": unit, "line": 1}


def figure(schedule: str, measure: str, value: str, row: int = 1, **more: Any) -> dict[str, Any]:
    tables = {"expenditure": 3, "basic_by_economic": 6, "general_public_expenditure": 5, "operating": 11}
    common = {"table": tables[schedule], "schedule": schedule, "flow": "expenditure", "measure": measure}
    return amount(None, value, row, **({"level": "total"} | common | more))


def row(name: str, rows: list[dict[str, Any]], *facts: dict[str, Any]) -> dict[str, Any] | None:
    found = ratios(disclosure(amounts=rows, department=list(facts))).filter(ratio=name)
    return found.row(0, named=True) if found.height else None


STAFF = (fact("staff", "total", 25), fact("staff", "established", 20))


def test_the_committed_budget():
    found = ratios(load("322-2026"))
    assert found.columns == SCHEMA.names
    held = {one["ratio"]: one for one in found.to_dicts()}
    posts = held["posts_filled"]
    assert (posts["verdict"], round(posts["low"], 2)) == ("value", Decimal("88.93"))
    assert posts["denominator_low"] - posts["numerator_low"] == 27
    assert (held["basic_per_head"]["reason"], held["basic_per_head"]["excluded"]) == ("retirees", Decimal("465.44"))
    assert held["operating_per_head"]["reason"] == "units"
    personnel = held["personnel_per_head"]  # units' own funds pay basic expenditure, a project pays contract staff
    assert (personnel["verdict"], personnel["reason"]) == ("not_computable", "paid_elsewhere")
    assert personnel["excluded"] == Decimal("425.64")
    area = held["area_per_head"]
    assert (round(area["low"], 2), round(area["high"], 2)) == (Decimal("37.04"), Decimal("43.70"))


def test_retirees_in_basic_expenditure():
    whole = figure("general_public_expenditure", "basic", "100")
    retired = {"function_code": "2080501", "function_name": "行政单位离退休", "level": "item"}
    with_them = row(
        "basic_per_head", [whole, figure("general_public_expenditure", "basic", "30", 2, **retired)], *STAFF
    )
    assert with_them is not None
    assert (with_them["verdict"], with_them["reason"], with_them["low"]) == ("not_computable", "retirees", None)
    without = row("basic_per_head", [whole], *STAFF)
    assert without is not None
    assert (without["verdict"], without["low"], without["high"]) == ("range", 4, 5)


@pytest.mark.parametrize("name", ["机关事业单位基本养老保险缴费支出", "离退休人员管理机构", "机构运行"])
def test_items_that_pay_no_retirees(name):
    rows = [figure("general_public_expenditure", "basic", "100")]
    named = {"function_code": "2080505", "function_name": name, "level": "item"}
    rows.append(figure("general_public_expenditure", "basic", "30", 2, **named))
    found = row("basic_per_head", rows, *STAFF)
    assert found is not None
    assert found["reason"] is None


@pytest.mark.parametrize(
    ("project", "reason"), [("外聘人员支出", "paid_elsewhere"), ("离休干部取暖费", None), ("科普活动", None)]
)
def test_staff_that_a_project_pays_too(project, reason):
    rows = [
        figure("basic_by_economic", "personnel", "120"),
        amount(None, "7", 2, table=12, schedule="projects_current", flow="expenditure", level="project", label=project),
    ]
    found = row("personnel_per_head", rows, *STAFF)
    assert found is not None
    assert found["reason"] == reason


@pytest.mark.parametrize(("spent", "reason"), [("100.01", None), ("130", "paid_elsewhere")])
def test_basic_expenditure_that_others_pay_too(spent, reason):
    rows = [figure("general_public_expenditure", "basic", "100.00"), figure("expenditure", "basic", spent)]
    found = row("basic_per_head", rows, *STAFF)
    assert found is not None
    assert found["reason"] == reason


def test_personnel_has_its_readings():
    rows = [
        figure("basic_by_economic", "personnel", "120"),
        figure("basic_by_economic", "personnel", "90", 2, level="class", label="工资福利支出"),
        figure("basic_by_economic", "personnel", "20", 3, level="item", label="退休费"),
    ]
    found = row("personnel_per_head", rows, *STAFF)
    assert found is not None
    assert (found["low"], found["high"], found["excluded"]) == (Decimal("3.6"), 5, 20)
    one = row("personnel_per_head", rows[:1], STAFF[0])
    assert one is not None
    assert (one["verdict"], one["low"]) == ("value", Decimal("4.8"))


def test_operating_expenses_of_one_unit_among_several():
    rows = [figure("operating", "total", "50"), figure("operating", "total", "50", 2, budget_unit="甲")]
    alone = row("operating_per_head", rows, *STAFF)
    assert alone is not None
    assert alone["verdict"] == "range"
    below = row("operating_per_head", rows, *STAFF, fact("subordinate_units", "total", 3, "个"))
    assert below is not None
    assert below["reason"] == "units"


def test_other_staff_fill_no_posts():
    posts = fact("posts", "total", 20)
    full = row("posts_filled", [], posts, *STAFF)
    assert full is not None
    assert (full["verdict"], full["low"]) == ("value", 100)
    uncounted = row("posts_filled", [], posts, STAFF[0])
    assert uncounted is not None
    assert (uncounted["verdict"], uncounted["reason"]) == ("not_computable", "not_counted")


def test_no_head_no_ratio():
    assert ratios(disclosure(department=[fact("office_floor_area", "total", 500, "平方米")])).is_empty()
    assert ratios(dataset(Plan(forms=0, department_form=False))).is_empty()
    area = row("area_per_head", [], fact("staff", "total", 0), fact("office_floor_area", "total", 500, "平方米"))
    assert area is not None
    assert area["reason"] == "zero"
