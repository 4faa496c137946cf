"""Projects of two years: paired where there is no doubt, else named as candidates, never silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from analysis.disclosure import Disclosure
from analysis.measures.figures import figures
from analysis.measures.years import projects
from support.small import METADATA, amount

#: unit -> its projects with their money
Table = Mapping[str, Mapping[str, str]]


def budget(year: int, table: Table) -> Disclosure:
    listed = [(unit, name, money) for unit, own in table.items() for name, money in own.items()]
    rows = [
        amount(
            None,
            money,
            number,
            table=12,
            schedule="projects_current",
            flow="expenditure",
            level="project",
            label=name,
            project=name,
            budget_unit=unit,
        )
        for number, (unit, name, money) in enumerate(listed, 1)
    ]
    return Disclosure.of(replace(METADATA, id=f"x-{year}", year=year), {"amounts": rows})


def pairs(current: Table, base: Table) -> list[tuple[str, str]]:
    found = projects.same(*(projects.listed(figures(made)) for made in (budget(2026, current), budget(2025, base))))
    return [(one.label, other.label) for one, other in found]


def candidates(current: Table, base: Table) -> list[tuple[str, str, str]]:
    found = projects.candidates(budget(2026, current), budget(2025, base))
    return [(row["kind"], row["current"], row["base"]) for row in found.to_dicts()]


@pytest.mark.parametrize(
    ("current", "base"),
    [
        ("科普活动经费", "科普活动经费"),
        ("科普活动（经费）", "科普活动(经费)"),
        ("2026年科普活动经费", "2025年科普活动经费"),
        ("提前下达2026年度中央补助资金", "提前下达2025年度中央补助资金"),
        ("科普活动经费2026", "科普活动经费2025"),
    ],
)
def test_the_same_but_for_spelling_and_the_budget_s_own_year(current: str, base: str) -> None:
    assert pairs({"本级": {current: "10"}}, {"本级": {base: "12"}}) == [(current, base)]


@pytest.mark.parametrize(
    ("current", "base"),
    [
        ("2024年结转项目", "2023年结转项目"),  # years of their own, not the budgets'
        ("科普活动一期", "科普活动二期"),
        ("12026号工程", "12025号工程"),
    ],
)
def test_another_name_is_no_pair(current: str, base: str) -> None:
    assert pairs({"本级": {current: "10"}}, {"本级": {base: "12"}}) == []


def test_one_name_in_two_units_is_paired_by_unit() -> None:
    now = {"本级": {"信息化运维": "1"}, "中心": {"信息化运维": "2"}}
    assert pairs(now, {"中心": {"信息化运维": "3"}, "本级": {"信息化运维": "4"}}) == [("信息化运维",) * 2] * 2
    assert pairs(now, {"旧中心": {"信息化运维": "3"}}) == []  # which of the two it is can't be said


def test_a_unit_that_was_renamed_keeps_its_projects() -> None:
    assert pairs({"新名称": {"信息化运维": "1"}}, {"旧名称": {"信息化运维": "2"}}) == [("信息化运维",) * 2]


def test_renamed_split_and_merged_are_candidates_only() -> None:
    own = {"青少年科技竞赛活动经费": "30", "学会能力提升": "5", "学会能力提升（二期）": "6", "综合运行维护": "9"}
    now = {"本级": own}
    before = {"本级": {"青少年科技竞赛活动专项": "28", "学会能力提升工程": "1", "能力提升": "11"}}
    assert pairs(now, before) == []
    found = candidates(now, before)
    assert ("renamed", "青少年科技竞赛活动经费", "青少年科技竞赛活动专项") in found
    assert ("split", "学会能力提升 + 学会能力提升（二期）", "能力提升") in found
    assert not [row for row in found if "综合运行维护" in row[1]]
    merged = candidates({"本级": {"能力提升": "11"}}, {"本级": {"学会能力提升": "5", "学会能力提升（二期）": "6"}})
    assert ("merged", "能力提升", "学会能力提升 + 学会能力提升（二期）") in merged


def test_candidates_say_how_sure_they_are_and_what_is_at_stake() -> None:
    found = projects.candidates(
        budget(2026, {"本级": {"青少年科技竞赛活动经费": "30"}}),
        budget(2025, {"本级": {"青少年科技竞赛活动专项": "28"}}),
    )
    (row,) = found.to_dicts()
    assert (row["current_amount"], row["base_amount"]) == (30, 28)
    assert Decimal("0.6") <= row["confidence"] < 1
    assert row["current_amount_how"] == "[amounts/12/expenditure/1/total/2026/budget#amount]"
    assert row["base_amount_how"] == "[x-2025!amounts/12/expenditure/1/total/2025/budget#amount]"


def test_what_is_paired_is_no_candidate() -> None:
    table: Table = {"本级": {"科普活动经费": "1", "科普活动经费（中央）": "2"}}
    assert candidates(table, table) == []


def names(found: Sequence[projects.Project]) -> list[str]:
    return [project.name for project in found]


def test_a_budget_without_such_a_table_has_none() -> None:
    assert names(projects.listed(figures(budget(2026, {})))) == []
