"""Each rule finds what it is made for, and stays silent on what only looks like it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from analysis.catalog import load
from analysis.disclosure import Disclosure
from analysis.measures.quality.finding import SEVERITIES
from analysis.measures.quality.findings import SCHEMA, findings
from analysis.measures.quality.narrative_rules import function_not_in_tables
from support.small import amount, change, disclosure, indicator, mention, project, statement


def kinds(data: Disclosure) -> list[str]:
    return [kind for kind in findings(data)["kind"] if kind != "empty_without_a_word"]


def fact(subject: str, measure: str, value: int) -> dict[str, Any]:
    return {"subject": subject, "measure": measure, "value": value, "unit": "辆", "line": 1}


def test_the_committed_dataset_has_the_findings_that_reading_it_by_hand_gives():
    found = findings(load("322-2026"))
    assert found.columns == SCHEMA.names
    assert set(found["kind"]) == {
        "goal_against_indicator",
        "impossible_date",
        "years_of_money_for_one_output",
        "coverage_leaves_out_carryover",
        "project_named_two_ways",
        "reasons_do_not_add_up",
        "count_above_ceiling",
        "indicator_twice",
        "price_that_can_not_be_meant",
        "pay_outside_personnel",
        "unit_named_two_ways",
        "money_without_unit",
        "promised_twice",
        "prices_above_budget",
        "in_one_column_only",
        "cost_without_a_figure",
        "reason_names_no_item",
    }
    assert found.height == 22
    assert found["id"].is_unique().all()


def test_the_gravest_come_first():
    found = findings(load("322-2026"))
    ranks = [SEVERITIES.index(severity) for severity in found["severity"]]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        *((printed, True) for printed in ("2026年9月31日", "6月31日", "2026年2月29日", "13月底")),
        *((printed, False) for printed in ("2月29日", "2024年2月29日", "12月31日前", "9月底前", "2026年")),
    ],
)
def test_days_that_no_calendar_has(printed, expected):
    date = mention(1, "完成", printed, kind="date", value=None, unit="month", comparator=None)
    data = disclosure(projects=[project(1, "annual", 100)], mentions=[date])
    assert kinds(data) == (["impossible_date"] if expected else [])


@pytest.mark.parametrize(
    ("about", "printed", "name", "target", "expected"),
    [
        ("场馆照明成本", "≤135万元", "场馆照明成本", "≤120万元", True),
        ("全年举办科普讲座", "30场", "举办科普讲座", "≥25场", True),
        ("优秀示范工作站并予以奖励", "5个", "评选优秀示范工作站", "3个", True),
        ("场馆照明成本", "≤120万元", "场馆照明成本", "≤120万元", False),
        ("场馆照明成本", "≤120万元", "场馆供暖成本", "≤80万元", False),  # another cost
        ("参观人数", "50万人次", "参观满意度", "≥85%", False),  # another unit
        ("直播", "15次", "讲座直播", "≥15场次", False),  # the same figure
    ],
)
def test_a_goal_and_its_indicator(about, printed, name, target, expected):
    data = disclosure(
        projects=[project(1, "annual", 10**9)],
        indicators=[indicator(1, name, target)],
        mentions=[mention(1, about, printed)],
    )
    assert ("goal_against_indicator" in kinds(data)) == expected


def test_uncertain_rows_accuse_nobody():
    data = disclosure(
        projects=[project(1, "annual", 10**9)],
        indicators=[
            indicator(1, "场馆照明成本", "≤120万元", uncertain=True),
            indicator(2, "展品", "3件"),
            indicator(3, "展品", "3件", uncertain=True),
        ],
        mentions=[mention(1, "场馆照明成本", "≤135万元")],
    )
    assert kinds(data) == []


def test_reasons_that_leave_a_part_unexplained():
    def stated(rest: str) -> Disclosure:
        parts = [
            statement("carryover", 2, parent=1, **change("-4.00")),
            statement("unit_funds", 3, parent=1, **change(rest)),
        ]
        return disclosure(statements=[statement("revenue_total", 1, reason="given", **change("-10.00")), *parts])

    assert kinds(stated("-5.00")) == ["reasons_do_not_add_up"]
    said = json.loads(findings(stated("-5.00"))["figures"][0])
    changes = [f"[statements/{n}#change]" for n in (1, 2, 3)]
    named = f"sum({changes[1]}, {changes[2]})"
    assert said == {
        "labels": ["revenue_total"],
        "change": {"value": "-10", "how": changes[0]},
        "named": {"value": "-9", "how": named},
        "rest": {"value": "-1", "how": f"{changes[0]} - {named}"},
    }
    assert kinds(stated("-5.99")) == []  # a rounding tail
    assert kinds(stated("-6.00")) == []


def test_a_change_without_a_reason():
    for reason, expected in (("missing", ["reason_missing"]), ("restates", ["reason_restates"]), ("given", [])):
        assert kinds(disclosure(statements=[statement("operating", 1, reason=reason, **change("1.00"))])) == expected


def test_counts_above_their_ceiling():
    over = disclosure(department=[fact("vehicles", "posts", 5), fact("vehicles", "total", 21)])
    within = disclosure(department=[fact("vehicles", "posts", 5), fact("vehicles", "total", 5)])
    staff = disclosure(
        department=[
            fact("posts", "total", 244),
            fact("staff", "total", 256),
            fact("staff", "established", 217),
            fact("staff", "other", 39),
        ]
    )
    above = disclosure(department=[fact("posts", "total", 216), fact("staff", "established", 217)])
    assert kinds(over) == kinds(above) == ["count_above_ceiling"]
    assert kinds(within) == []
    assert kinds(staff) == []  # other staff hold no posts: no over-staffing


def test_full_coverage_that_leaves_out_carryover():
    def claim(value: str) -> Disclosure:
        whole = amount(
            None, "100.00", 1, table=3, schedule="expenditure", flow="expenditure", level="total", measure="project"
        )
        stated = statement(
            "forms_disclosed",
            1,
            value=value,
            value_printed=value,
            share_pct=100,
            share_printed="100",
            share_of="project",
        )
        return disclosure(amounts=[whole], statements=[stated])

    assert kinds(claim("90.00")) == ["coverage_leaves_out_carryover"]
    assert kinds(claim("100.00")) == []


def test_years_of_money_for_the_output_of_one():
    def form(term_target: str, term_total: int = 1200) -> Disclosure:
        return disclosure(
            projects=[project(1, "term", term_total, term="3年"), project(1, "annual", 400)],
            indicators=[indicator(1, "改造展品", term_target, period="term"), indicator(2, "改造展品", "29件")],
        )

    assert kinds(form("29件")) == ["years_of_money_for_one_output"]
    assert kinds(form("87件")) == []
    assert kinds(form("29件", 400)) == []
    share = disclosure(
        projects=[project(1, "term", 1200, term="3年"), project(1, "annual", 400)],
        indicators=[indicator(1, "满意度", "≥90%", period="term"), indicator(2, "满意度", "≥90%")],
    )
    assert kinds(share) == []


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("参展单位补助", "≤1元/个", "price_that_can_not_be_meant"),
        ("活动奖补", "2万/项", "money_without_unit"),
        ("参展单位补助", "≤1万元/个", None),
        ("活动经费", "≤6元/人次", None),  # a few yuan a visit can be meant
        ("订阅报纸", "380元/份", None),
    ],
)
def test_prices(name, target, expected):
    data = disclosure(projects=[project(1, "annual", 10**9)], indicators=[indicator(1, name, target)])
    assert kinds(data) == ([expected] if expected else [])


def test_a_ceiling_above_the_budget():
    def form(target: str) -> Disclosure:
        return disclosure(projects=[project(1, "annual", 733556)], indicators=[indicator(1, "总成本", target)])

    assert kinds(form("≤80万元")) == ["ceiling_above_budget"]
    assert kinds(form("≤73.36万元")) == []  # rounds to the budget
    assert kinds(form("≤8000元/人")) == []  # a price, not a total


def test_the_same_result_twice():
    twice = [indicator(1, "播出期", "≥30期"), indicator(2, "播出期", "≥30期")]
    both_periods = [indicator(1, "播出期", "≥30期"), indicator(2, "播出期", "≥30期", period="term")]
    assert kinds(disclosure(indicators=twice)) == ["indicator_twice"]
    assert kinds(disclosure(indicators=both_periods)) == []


def test_one_thing_under_two_names():
    data = disclosure(projects=[project(1, "annual", 5, project="水费电费", table_project="水电电费")])
    assert kinds(data) == ["project_named_two_ways"]
    assert (
        kinds(disclosure(projects=[project(1, "annual", 5, project="运行费（馆）", table_project="运行费(馆)")])) == []
    )


def test_a_table_said_to_be_empty():
    def table(declared: bool) -> dict[str, Any]:
        return {"table": 1, "schedule": "budget_summary", "title": "2026年表", "declared_empty": declared, "line": 1}

    filled = [amount("unit_funds", "1.00", 1)]
    assert kinds(disclosure(tables=[table(True)], amounts=filled)) == ["declared_empty_but_filled"]
    assert kinds(disclosure(tables=[table(False)], amounts=filled)) == []
    assert list(findings(disclosure(tables=[table(False)]))["kind"]) == ["empty_without_a_word"]
    other_year = table(False) | {"title": "2025年表"}
    assert kinds(disclosure(tables=[other_year], amounts=filled)) == ["another_year"]


LECTURES = indicator(1, "全年举办讲座场次", "≥30场次")


@pytest.mark.parametrize(
    ("price", "budget", "expected"),
    [
        ("≤3000元", 80_000, ["prices_above_budget"]),
        ("≤3000元", 99_000, ["prices_below_budget"]),
        ("≤3000元", 90_000, []),
        ("≤3000元/人次", 80_000, []),  # no number of people to multiply with
    ],
)
def test_prices_against_budget(price: str, budget: int, expected: list[str]) -> None:
    rows = [LECTURES, indicator(2, "讲座平均成本", price, level2="成本指标")]
    made = disclosure(projects=[project(1, "annual", budget)], indicators=rows)
    assert kinds(made) == expected


def test_prices_of_a_damaged_page_accuse_nobody() -> None:
    rows = [LECTURES, indicator(2, "讲座平均成本", "≤3000元", level2="成本指标", uncertain=True)]
    assert kinds(disclosure(projects=[project(1, "annual", 80_000)], indicators=rows)) == []


def test_a_functional_item_that_no_table_has() -> None:
    budget = load("上海市普陀区人民政府万里街道办事处-2025")
    (finding,) = function_not_in_tables(budget)
    assert finding.figures["label"] not in finding.figures["labels"]
    doubtful = replace(budget, statements=budget.statements.with_columns(uncertain=pl.lit(True)))
    assert list(function_not_in_tables(doubtful)) == []
