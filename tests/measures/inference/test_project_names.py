"""What projects' names say: central money and money for people, and the look-alikes that say nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.catalog import load
from analysis.measures.inference.project_names import SCHEMA, named
from support.small import amount, disclosure, project


def listed(name: str, schedule: str = "projects_current", value: str = "5", row: int = 1):
    common = {"table": 12 if schedule == "projects_current" else 13, "schedule": schedule, "flow": "expenditure"}
    return amount(None, value, row, level="project", label=name, project=name, budget_unit="甲", **common)


def kinds(*names: str, **more: str) -> list[str]:
    rows = [listed(name, row=n, **more) for n, name in enumerate(names, 1)]
    return named(disclosure(amounts=rows))["kind"].to_list()


def test_the_committed_budget():
    found = named(load("322-2026"))
    assert found.columns == SCHEMA.names
    central, people = (found.filter(kind=kind) for kind in ("central", "people"))
    year, over = (central.filter(side=side) for side in ("current", "carryover"))
    assert year["amount"].to_list() == [Decimal("915")]
    assert year["known_by"].to_list() == ["form"]
    assert sorted(over["amount"].to_list()) == [Decimal("0.99"), Decimal("61.43")]
    assert sum(central["amount"].to_list()) == Decimal("977.42")
    assert sorted(people["amount"].to_list()) == [Decimal("73.36"), Decimal("343.05")]
    assert people["side"].to_list() == ["current", "current"]


@pytest.mark.parametrize("name", ["2025年中央补助资金", "中央财政衔接补助", "中央引导地方科技发展", "某馆中央 专项"])
def test_central_by_name(name):
    assert kinds(name, schedule="projects_carryover") == ["central"]
    assert kinds(name) == ["central"]


@pytest.mark.parametrize("name", ["中央空调维修", "中央商务区规划", "党中央精神宣讲", "省级补助资金", "中央大街改造"])
def test_not_central(name):
    assert kinds(name) == []


def test_a_form_says_more_than_a_name():
    rows = [listed("中央补助资金"), listed("免费开放", row=2, value="9")]
    forms = [
        project(1, "annual", 50000, project="中央补助资金", central_yuan=Decimal(30000)),
        project(1, "term", 50000, project="中央补助资金", central_yuan=Decimal(90000)),
        project(2, "annual", 90000, project="免费开放", table_project=None, central_yuan=Decimal(0)),
    ]
    found = named(disclosure(amounts=rows, projects=forms))
    assert found["amount"].to_list() == [Decimal(3)]
    assert found["ref"].to_list() == ["projects/1/annual"]


@pytest.mark.parametrize(
    "name", ["编外人员补助", "外聘人员支出经费", "离休费", "退休人员取暖费", "劳务派遣", "遗属补助", "聘用人员工资"]
)
def test_people_by_name(name):
    assert kinds(name) == ["people"]


@pytest.mark.parametrize(
    "name",
    [
        "高层次人才引进",
        "专业技术人员培训",
        "专家人才工作项目",
        "退休人员管理系统",
        "离退休干部活动中心维修",
        "农民工工资保障",
        "劳务协作",
        "人员密集场所检查",
        "编外人员招聘考试",
        "工服采购",
    ],
)
def test_not_people(name):
    assert kinds(name) == []


def test_nothing_in_nothing():
    assert named(disclosure()).is_empty()
    assert kinds("离休费", value="0") == []
