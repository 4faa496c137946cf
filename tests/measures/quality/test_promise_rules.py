"""Findings about promises, coarse figures and repeats: each rule with what only looks like its case."""

from __future__ import annotations

import json
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import how
from analysis.catalog import load
from analysis.disclosure import Disclosure
from analysis.measures.quality import promise_rules
from analysis.measures.quality.findings import findings
from analysis.schema import AMOUNTS
from support.small import amount, change, disclosure, indicator, mention, project, statement


def kinds(data: Disclosure) -> list[str]:
    return [kind for kind in findings(data)["kind"] if kind != "empty_without_a_word"]


def figures(data: Disclosure, kind: str) -> list[dict[str, Any]]:
    found = findings(data)
    return [json.loads(row) for row in found.filter(pl.col("kind") == kind)["figures"]]


def columns(
    term: str | None, annual: str | None, name: str = "举办讲座", years: str = "3年", **more: Any
) -> Disclosure:
    """A form with one result in its columns; its term has three times the year's money where it has three years."""
    total = 300 if years == "3年" else 100
    rows = [indicator(1, name, term, period="term")] if term else []
    rows += [indicator(2, name, annual, **more)] if annual else []
    rows += [indicator(3, "出版图书", "5种", period="term"), indicator(4, "出版图书", "9种" if not rows else "5种")]
    return disclosure(
        projects=[project(1, "term", total, term=years), project(1, "annual", 100)],
        indicators=rows,
    )


class TestColumns:
    @pytest.mark.parametrize(
        ("term", "annual"), [("30场", "40场"), ("≥30场", "≥40场"), ("≤30场", "≤40场"), ("30场", "≥40场")]
    )
    def test_a_year_above_its_term(self, term: str, annual: str) -> None:
        found = kinds(columns(term, annual))
        assert "annual_above_term" in found

    @pytest.mark.parametrize(
        ("term", "annual", "name"),
        [
            ("30场", "10场", "举办讲座"),
            ("≥30场", "≤40场", "举办讲座"),  # a ceiling says nothing of a promise
            ("≥85%", "≥95%", "满意率"),
            ("≤3天", "≤5天", "响应时间"),
            ("≤30元/人", "≤40元/人", "补助"),
            ("≤30万元", "≤40万元", "总成本"),  # money is held against the budget, not here
            ("30场", "40场", "平均每年讲座"),
            ("3场", "40场次", "举办讲座"),  # another unit
            ("10-12期", "20期", "出版期数"),
        ],
    )
    def test_what_may_be_more_in_a_year(self, term: str, annual: str, name: str) -> None:
        assert "annual_above_term" not in kinds(columns(term, annual, name))

    def test_an_uncertain_row_accuses_nobody(self) -> None:
        assert "annual_above_term" not in kinds(columns("30场", "40场", uncertain=True))

    @pytest.mark.parametrize(("years", "expected"), [("99年", True), ("1年", True), ("3年", False)])
    def test_the_same_money_and_time_for_other_targets(self, years: str, expected: bool) -> None:
        assert ("columns_disagree" in kinds(columns("30场", "10场", years=years))) == expected
        assert "columns_disagree" not in kinds(columns("30场", "30场", years=years))

    @pytest.mark.parametrize(("years", "expected"), [("99年", True), ("3年", False)])
    def test_a_result_in_one_column_only(self, years: str, expected: bool) -> None:
        assert ("in_one_column_only" in kinds(columns("30场", None, years=years))) == expected
        assert ("in_one_column_only" in kinds(columns(None, "30场", years=years))) == expected

    @pytest.mark.parametrize(
        "other",
        [
            indicator(2, "举办讲座场次", "30场"),  # cut off in the other column
            indicator(2, "举办的讲座", "30场"),  # spelled alike
            indicator(2, "附近一行", "30场", uncertain=True),  # may be what the page lost
            indicator(2, "举办讲座", "30场", level3=None),
        ],
    )
    def test_what_may_be_the_same_result(self, other: dict[str, Any]) -> None:
        data = disclosure(
            projects=[project(1, "term", 100), project(1, "annual", 100)],
            indicators=[indicator(1, "举办讲座", "30场", period="term"), other],
        )
        assert figures(data, "in_one_column_only") == [] or "举办讲座 30场" not in str(
            figures(data, "in_one_column_only")[0]["only_term"]
        )


def two_forms(*names: str, units: tuple[str, str] = ("甲馆", "甲馆"), target: str = "3个", **more: Any) -> Disclosure:
    forms = [project(n, "annual", 10**6 * n, budget_unit=unit, **more) for n, unit in enumerate(units, 1)]
    rows = [
        indicator(10 * form + n, name, target, form=form, project=f"项目{form}")
        for form in (1, 2)
        for n, name in enumerate(names)
    ]
    return disclosure(projects=forms, indicators=rows)


class TestPromisedTwice:
    def test_one_specific_result_in_one_unit(self) -> None:
        found = findings(two_forms("评选优秀示范站"))
        assert found["kind"].to_list() == ["promised_twice"]
        assert found["evidence"].to_list() == ["weak"]
        assert found["amount_yuan"].to_list() == [Decimal(10**6)]  # the smaller budget

    def test_several_are_one_finding_for_the_pair(self) -> None:
        found = findings(two_forms("评选优秀示范站", "走访示范站院士", units=("甲馆", "乙馆")))
        assert found["kind"].to_list() == ["promised_twice"]
        assert found["evidence"].to_list() == ["strong"]

    @pytest.mark.parametrize(
        ("names", "target"),
        [
            (("项目完成时间", "评选完成时间"), "12月底前"),
            (("服务对象满意度", "受益群众满意度"), "≥90%"),
            (("开展业务培训次数", "召开会议次数"), "3次"),  # what every office does
            (("购置设备数量", "印刷宣传资料数量"), "3批"),
            (("示范站建站周期", "示范站响应周期"), "3天"),
            (("示范站建站补助", "示范站评选奖励"), "≤3万元"),
        ],
    )
    def test_what_many_projects_say(self, names: tuple[str, ...], target: str) -> None:
        assert kinds(two_forms(*names, target=target)) == []

    def test_one_result_of_two_units_is_each_its_own(self) -> None:
        assert kinds(two_forms("评选优秀示范站", units=("甲馆", "乙馆"))) == []

    def test_one_project_of_two_units(self) -> None:
        same = two_forms(
            "评选优秀示范站", "走访示范站院士", units=("甲馆", "乙馆"), project="图书采购", table_project=None
        )
        assert kinds(same) == []

    def test_other_targets(self) -> None:
        rows = [indicator(n, "评选优秀示范站", f"{n}个", form=n) for n in (1, 2)]
        data = disclosure(projects=[project(1, "annual", 1), project(2, "annual", 1)], indicators=rows)
        assert kinds(data) == []


@pytest.mark.parametrize(
    ("own", "name", "target", "expected"),
    [
        ("3个", "评选优秀站个数", "4个", True),
        ("3场", "评选优秀站", "4场次", True),
        ("3个", "评选优秀站", "3个", False),
        ("3个", "评选优秀站", "4人", False),
        ("3个", "评选示范站", "4个", False),
        ("≥90%", "评选优秀站", "≥85%", False),
    ],
)
def test_the_department_and_its_project(own: str, name: str, target: str, expected: bool) -> None:
    rows = [indicator(1, "评选优秀站", own, form=None, project=None), indicator(2, name, target)]
    assert kinds(disclosure(indicators=rows)) == (["department_against_project"] if expected else [])
    shared = [*rows, indicator(3, name, target, form=2)]  # several projects: the department's may be their sum
    assert "department_against_project" not in kinds(disclosure(indicators=shared))
    unsure = [row | {"uncertain": True} for row in rows]
    assert kinds(disclosure(indicators=unsure)) == []


@pytest.mark.parametrize(
    ("name", "target", "severity"),
    [
        ("完成时间", "2025年12月底前", "error"),
        ("完成时间", "2025年11月30日前完成", "error"),
        ("完成时间", "2027年1月底前", "warning"),
        ("完成时间", "2026年12月底前", None),
        ("完成时间", "12月底前", None),
        ("藏品数量", "不低于2025年水平", None),  # a comparison
        ("补助2024年新建站", "4个", None),  # named after an older year
        ("增长率", "比2025年增长5%", None),
        ("统计时间", "2025年12月至2026年3月", None),
    ],
)
def test_a_target_of_the_year_in_another_year(name: str, target: str, severity: str | None) -> None:
    data = disclosure(projects=[project(1, "annual", 100)], indicators=[indicator(1, name, target)])
    found = findings(data)
    assert found["severity"].to_list() == ([severity] if severity else [])
    assert set(found["kind"]) <= {"date_outside_the_year"}


def test_a_term_may_end_in_a_later_year() -> None:
    row = indicator(1, "完成时间", "2028年12月底前", period="term")
    assert kinds(disclosure(projects=[project(1, "annual", 100)], indicators=[row])) == []


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("开展活动", "XX次", False),  # figures and letters mixed: no more than unusual
        ("开展活动", "XX", True),
        ("开展活动", "××", True),
        ("开展活动", "待定", True),
        ("开展活动", "/", True),
        ("待定", "3次", True),
        ("重大事故", "无", False),  # what is promised
        ("无", "无", False),  # left blank on purpose
        ("/", "/", False),
        ("开展X射线检查", "3次", False),
        ("开展活动", "有效提升", False),
    ],
)
def test_placeholders(name: str, target: str, expected: bool) -> None:
    assert kinds(disclosure(indicators=[indicator(1, name, target)])) == (["left_open"] if expected else [])


def test_half_a_result_is_one_finding_for_a_form() -> None:
    rows = [indicator(1, "甲", "3次") | {"target": None, "value": None}, indicator(2, "乙", "4次", level3=None)]
    assert kinds(disclosure(indicators=rows)) == ["half_a_result"]
    assert kinds(disclosure(indicators=[row | {"uncertain": True} for row in rows])) == []
    blank = indicator(1, "甲", "3次", level3=None) | {"target": None, "value": None}
    assert kinds(disclosure(indicators=[blank])) == []


@pytest.mark.parametrize(
    ("level", "target", "expected"),
    [
        ("成本指标", "按标准", True),
        ("经济成本指标", "控制在预算内", True),
        ("成本指标", "≤3万元", False),
        ("成本指标", "三万元以内", False),
        ("社会成本指标", "无", False),
        ("生态环境成本指标", "不造成污染", False),
        ("数量指标", "按标准", False),
    ],
)
def test_costs_without_a_figure(level: str, target: str, expected: bool) -> None:
    data = disclosure(projects=[project(1, "annual", 10**9)], indicators=[indicator(1, "评审费", target, level2=level)])
    assert kinds(data) == (["cost_without_a_figure"] if expected else [])


def test_costs_without_a_figure_are_one_finding_for_a_document() -> None:
    rows = [
        indicator(2 * n + column, "评审费", "按标准", form=n, level2="成本指标", period=period)
        for n in (1, 2, 3)
        for column, period in enumerate(("term", "annual"))
    ]
    assert [row["count"] for row in figures(disclosure(indicators=rows), "cost_without_a_figure")] == ["3"]


@pytest.mark.parametrize(
    ("last", "target", "expected"),
    [
        ("8场", "30场", True),
        ("8场", "≥30场", True),
        ("9场", "30场", False),
        ("20场", "≥30场", False),  # more than promised
        ("30场", "30场", False),  # each may hold the one before it
    ],
)
def test_quarters_that_miss_the_year(last: str, target: str, expected: bool) -> None:
    plan = [mention(n, "讲座", figure, field="plan") for n, figure in enumerate(("4场", "8场", "9场", last), 1)]
    data = disclosure(
        projects=[project(1, "annual", 5)], mentions=plan, indicators=[indicator(1, "全年举办讲座", target)]
    )
    assert kinds(data).count("parts_do_not_add_up") == expected
    assert all(row == "weak" for row in findings(data).filter(pl.col("kind") == "parts_do_not_add_up")["evidence"])


def values(found: dict[str, Any]) -> tuple[str, str, str]:
    """A coarse figure, what the others make, and by how much they differ."""
    return found["figure"]["value"], found["made"]["value"], found["difference"]["value"]


class TestCoarserFigure:
    def table(self, printed: str, value: str) -> Disclosure:
        whole = amount("revenue_current_year", value, 3, level="subtotal", printed=printed)
        parts = [amount("general_public_budget", "7.70", 1), amount("unit_funds", "7.40", 2)]
        return disclosure(amounts=[*parts, whole])

    def test_a_total_rounded_harder_than_its_table(self) -> None:
        data = self.table("15", "15")
        assert kinds(data) == ["coarser_figure"]
        (found,) = figures(data, "coarser_figure")
        assert values(found) == ("15", "15.1", "0.1")
        whole, *parts = (f"[{AMOUNTS.reference(data.amounts.row(n, named=True))}#amount]" for n in (2, 0, 1))
        assert found["figure"]["how"] == whole
        assert {f"[{cell}]" for cell in how.cells(found["made"]["how"])} == {whole, *parts}
        assert findings(data)["amount_yuan"].to_list() == [Decimal(1000)]

    def test_of_several_sums_that_it_breaks_the_widest_is_told(self) -> None:
        place = {"schedule": "expenditure", "table": 3, "flow": "expenditure", "level": "total"}
        more = [amount(None, "7.70", 1, **place, measure="basic"), amount(None, "7.00", 1, **place, measure="project")]
        whole = amount("expenditure_total", "15", 1, **place, printed="15")
        item = place | {"level": "class", "function_code": "206", "function_name": "科学技术支出"}
        items = [
            amount(None, value, row, **item | {"function_code": code})
            for row, value, code in ((2, "7.70", "206"), (3, "7.40", "208"))
        ]
        (found,) = figures(disclosure(amounts=[whole, *more, *items]), "coarser_figure")
        assert values(found) == ("15", "14.7", "0.3")

    @pytest.mark.parametrize(
        ("printed", "value"),
        [
            ("15.10", "15.10"),
            ("15.1", "15.1"),  # a dropped zero
            ("15.11", "15.11"),  # a rounding tail
            ("16", "16"),  # wrong, which the identity itself says
        ],
    )
    def test_others_are_silent(self, printed: str, value: str) -> None:
        assert kinds(self.table(printed, value)) == []

    def test_a_share_with_fewer_digits_than_its_section(self) -> None:
        def shares(printed: str) -> Disclosure:
            def stated(subject: str, n: int, value: str, **more: Any) -> dict[str, Any]:
                return statement(subject, n, value=Decimal(value), value_printed=value, **more)

            def part(subject: str, n: int, value: str, share: str) -> dict[str, Any]:
                of = {"share_pct": Decimal(share), "share_printed": share, "share_of": "revenue_total"}
                return stated(subject, n, value, **of)

            rows = [stated("revenue_total", 1, "100.00"), part("unit_funds", 2, "24.16", "24.16")]
            return disclosure(statements=[*rows, part("carryover", 3, "4.28", printed)])

        assert kinds(shares("4.3")) == ["coarser_figure"]
        assert kinds(shares("4.28")) == []
        assert kinds(shares("4.5")) == []  # violated


class TestRepeats:
    def test_one_change_of_income_and_spending(self) -> None:
        rows = []
        for n, subject in ((1, "revenue_total"), (3, "expenditure_total")):
            rows.append(statement(subject, n, label=subject, reason="given", **change("-10.00")))
            rows.append(statement("carryover", n + 1, parent=n, **change("-4.00")))
        assert kinds(disclosure(statements=rows)) == ["reasons_do_not_add_up"]
        rows[3] |= change("-5.00")
        assert kinds(disclosure(statements=rows)) == ["reasons_do_not_add_up"] * 2

    def test_one_unit_named_twice_in_many_forms(self) -> None:
        rows = [
            amount(None, "1.00", n, schedule="projects_current", flow="expenditure", level="project")
            | {"label": f"项目{n}", "budget_unit": "省科学馆", "table": 12}
            for n in (1, 2)
        ]
        forms = [project(n, "annual", 10000, budget_unit="省馆") for n in (1, 2)]
        data = disclosure(amounts=rows, projects=forms)
        assert [row["projects"] for row in figures(data, "unit_named_two_ways")] == [["项目1", "项目2"]]

    def test_prices_without_money_in_one_form(self) -> None:
        rows = [indicator(1, "甲资助", "2万/项"), indicator(2, "乙资助", "3万/项")]
        assert kinds(disclosure(indicators=rows)) == ["money_without_unit"]

    def test_empty_tables_in_one_finding(self) -> None:
        rows = [
            {"table": n, "schedule": s, "title": "2026年表", "declared_empty": False, "line": n}
            for n, s in ((7, "government_funds_revenue"), (9, "state_capital"))
        ]
        found = findings(disclosure(tables=rows))
        assert found["kind"].to_list() == ["empty_without_a_word"]


def test_what_the_committed_dataset_promises_twice() -> None:
    found = figures(load("322-2026"), "promised_twice")
    assert sorted(len(row["items"]) for row in found) == [1, 4]
    assert all("评选优秀院士工作站 3个" in row["items"] for row in found)


def test_the_gravest_come_first_and_the_sure_before_the_weak() -> None:
    found = findings(load("322-2026"))
    order = [
        ("error", "warning", "note").index(row["severity"]) * 2 + (row["evidence"] == "weak")
        for row in found.to_dicts()
    ]
    assert order == sorted(order)


def test_a_coarse_figure_on_the_department_form() -> None:
    rows = [amount("general_public_budget", "5.10", 1), amount("unit_funds", "3.25", 2)]
    facts = [
        {"subject": "budget_by_source", "measure": measure, "value": Decimal(value), "unit": "万元", "line": 1}
        for measure, value in (("general_public_budget", "5"), ("unit_funds", "3.25"))
    ]
    data = disclosure(amounts=rows, department=facts)
    assert kinds(data) == ["coarser_fact"]
    assert figures(data, "coarser_fact")[0]["fact"] == ["budget_by_source", "general_public_budget"]


@given(st.text("甲乙丙a", max_size=12), st.text("甲乙丙a", max_size=12))
def test_names_alike_are_those_of_the_ratio(one: str, other: str) -> None:
    alike = one in other or other in one or SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.8
    assert promise_rules._is_named_alike(one, other) == (bool(other) and alike)
