"""Identities of the narrative's own sums, of the forms and of plans; and those that are never asked for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from analysis import templates
from analysis.catalog import load
from analysis.disclosure import DECIMAL, Disclosure
from analysis.measures.quality.reconcile import reconciliations
from support.datasets import Plan, dataset, second_department
from support.small import amount, disclosure, indicator, mention, project, statement
from support.turns import some

TEMPLATE = templates.load("shanxi")


@pytest.fixture(scope="module")
def ids() -> dict[str, str]:
    found = reconciliations(load("322-2026"), TEMPLATE)
    return dict(zip(found["id"], found["verdict"], strict=True))


@pytest.fixture(scope="module")
def made_up() -> list[Disclosure]:
    plans = [Plan(seed=s, forms=4, projects=6, government=bool(s % 2), tails=s % 3 == 0) for s in range(6)]
    return [second_department(), *map(dataset, plans)]


def verdicts(data: Disclosure, kind: str) -> list[str]:
    found = reconciliations(data, TEMPLATE)
    return found.filter(pl.col("kind") == kind)["verdict"].to_list()


def stated(subject: str, number: int, value: str, **more: Any) -> dict[str, Any]:
    return statement(subject, number, flow="expenditure", value=Decimal(value), value_printed=value, **more)


def fact(subject: str, measure: str, value: str, unit: str = "万元") -> dict[str, Any]:
    return {"subject": subject, "measure": measure, "value": Decimal(value), "unit": unit, "line": 1}


class TestCommitted:
    @pytest.mark.parametrize(
        "part",
        [
            "/procurement.total/procurement_goods.total+procurement_works.total+procurement_services.total",
            "/revenue_total.total/revenue_total.current_year+carryover.total",
            "/forms.count/forms_operating+forms_specific",
            "/forms.total/forms_operating+forms_specific",
            "forms/forms_disclosed/count",
            "forms/forms_disclosed/total",
            "forms/department/budget_by_source.unit_funds",
            "forms/department/budget_by_use.basic",
            "forms/department/budget_by_use.project",
            "counts/budget_by_source",
            "counts/budget_by_use",
            "counts/staff",
            "counts/vehicles",
            "counts/sum/",
            "counts/years/",
        ],
    )
    def test_has_the_identity(self, ids: dict[str, str], part: str) -> None:
        assert any(part in name for name in ids)

    def test_quarters_make_the_year(self) -> None:
        found = reconciliations(load("322-2026"), TEMPLATE)
        quarters = found.filter(pl.col("id").str.starts_with("counts/quarters/"))
        assert quarters["left"].to_list() == [30, 15, 100, 100]  # 4+8+9+9, 2+4+5+4, and 25 four times, twice
        assert set(quarters["verdict"]) == {"exact"}


@pytest.mark.parametrize(("services", "verdict"), [("6.00", "exact"), ("6.01", "rounding"), ("6.99", "violated")])
def test_what_is_procured(services: str, verdict: str) -> None:
    rows = [
        stated("procurement", 1, "10.00"),
        stated("procurement_goods", 2, "4.00"),
        stated("procurement_works", 3, "0"),
        stated("procurement_services", 4, services),
    ]
    assert verdicts(disclosure(statements=rows), "stated") == [verdict]
    assert verdicts(disclosure(statements=rows[:-1]), "stated") == []  # a part that is not stated
    elsewhere = [*rows[:-1], stated("procurement_services", 4, services, section="二")]
    assert verdicts(disclosure(statements=elsewhere), "stated") == []
    unclear = [*rows[:-1], stated("procurement_services", 4, services, uncertain=True)]
    assert verdicts(disclosure(statements=unclear), "stated") == []


def test_counts_of_the_narrative_are_exact() -> None:
    def counted(specific: str) -> list[dict[str, Any]]:
        pairs = (("forms", "18"), ("forms_operating", "15"), ("forms_specific", specific))
        return [stated(subject, n, value, measure="count", unit="个") for n, (subject, value) in enumerate(pairs, 1)]

    assert verdicts(disclosure(statements=counted("3")), "stated") == ["exact"]
    assert verdicts(disclosure(statements=counted("4")), "stated") == ["violated"]


def test_the_forms_that_the_narrative_counts() -> None:
    forms = [project(n, "annual", 1000000, table_project=None) for n in (1, 2)]

    def said(count: str, total: str) -> list[str]:
        rows = [
            stated("forms_disclosed", 1, count, measure="count", unit="个"),
            stated("forms_disclosed", 2, total, measure="total"),
        ]
        return verdicts(disclosure(projects=forms, statements=rows), "forms")

    assert said("2", "200.00") == ["exact", "exact"]
    assert said("2", "201.00") == ["exact", "violated"]
    assert said("3", "300.00") == ["violated"]  # not these forms: their money is not held against it
    no_forms = disclosure(statements=[stated("forms_disclosed", 1, "3", measure="count", unit="个")])
    assert verdicts(no_forms, "forms") == []


class TestDepartment:
    def own(self, general: str, **more: str) -> Disclosure:
        tables = [amount("general_public_budget", "5.00", 1), amount("unit_funds", "3.25", 2)]
        facts = [fact("budget_by_source", "general_public_budget", general)]
        return disclosure(amounts=tables, department=[*facts, *(fact("budget_by_source", *x) for x in more.items())])

    @pytest.mark.parametrize(("general", "verdict"), [("5.00", "exact"), ("5.01", "rounding"), ("5.12", "violated")])
    def test_by_source(self, general: str, verdict: str) -> None:
        assert verdicts(self.own(general, unit_funds="3.25"), "forms") == [verdict, "exact"]

    def test_what_the_table_leaves_blank_is_nothing(self) -> None:
        assert verdicts(self.own("5.00", government_funds="7.00"), "forms") == ["exact", "violated"]
        assert verdicts(self.own("5.00", government_funds="0"), "forms") == ["exact"]

    def test_parts_add_up_where_none_is_left_out(self) -> None:
        sources = {"government_funds": "0", "state_capital": "0", "special_account": "0", "unit_funds": "3.25"}
        assert verdicts(self.own("5.00", total="8.25", **sources), "counts") == ["exact"]
        assert verdicts(self.own("5.00", total="9.25", **sources), "counts") == ["violated"]
        assert verdicts(self.own("5.00", total="9.25", unit_funds="3.25"), "counts") == []


def planned(*figures: str, target: str = "≥30场次", name: str = "全年举办讲座", **more: Any) -> Disclosure:
    rows = [mention(n, "讲座", figure, field="plan", **more) for n, figure in enumerate(figures, 1)]
    return disclosure(projects=[project(1, "annual", 5)], mentions=rows, indicators=[indicator(1, name, target)])


class TestPlans:
    def test_four_figures_that_make_the_target_are_its_quarters(self) -> None:
        assert verdicts(planned("4场", "8场", "9场", "9场"), "counts") == ["exact"]

    @pytest.mark.parametrize(
        "data",
        [
            planned("4场", "8场", "9场", "8场"),  # may be something else: a note at most
            planned("4场", "8场", "9场", "30场"),  # each may hold the one before it
            planned("10场", "10场", "10场"),
            planned("4场", "8场", "9场", "9场", name="每季度平均讲座"),
            planned("4场", "8场", "9场", "9场", name="听众", target="≥30人"),
        ],
    )
    def test_others_are_no_identity(self, data: Disclosure) -> None:
        assert verdicts(data, "counts") == []

    @pytest.mark.parametrize(("last", "verdict"), [("25期", "exact"), ("24期", "violated")])
    def test_quarters_by_their_days_must_add_up(self, last: str, verdict: str) -> None:
        rows = [mention(1, "全年共", "100期", field="plan")]
        days = (("1月1日", "3月31日"), ("4月1日", "6月30日"), ("7月1日", "9月31日"), ("10月1日", "12月31日"))
        for pair, figure in zip(days, ("25期", "25期", "25期", last), strict=True):
            for day in pair:
                rows.append(mention(len(rows) + 1, "", day, kind="date", value=None, comparator=None, field="plan"))
            rows.append(mention(len(rows) + 1, "制作", figure, field="plan"))
        assert verdicts(disclosure(mentions=rows), "counts") == [verdict]
        assert verdicts(disclosure(mentions=rows[:-3]), "counts") == []  # three quarters
        shifted = [row | {"printed": "5月1日"} if row["printed"] == "4月1日" else row for row in rows]
        assert verdicts(disclosure(mentions=shifted), "counts") == []  # stages, not quarters

    def test_items_and_their_sum(self) -> None:
        def plan(*figures: str, last: str = "合计收入") -> Disclosure:
            rows = [mention(n, "预计租金", figure, field="plan") for n, figure in enumerate(figures, 1)]
            return disclosure(mentions=[*rows, mention(9, last, "200万元", field="plan")])

        assert verdicts(plan("20万元", "20万元", "160万元"), "counts") == ["exact"]
        assert verdicts(plan("20万元", "20万元", "150万元"), "counts") == []  # a note: see the findings
        assert verdicts(plan("200万元"), "counts") == []
        assert verdicts(plan("20万元", "20万元", "160万元", last="总投资"), "counts") == []

    def test_stations_year_by_year(self) -> None:
        def stations(own: str, *parts: tuple[str, str, int]) -> Disclosure:
            rows = [indicator(1, own, "8个", form=None, project=None)]
            rows += [indicator(n, name, target, form=form) for n, (name, target, form) in enumerate(parts, 2)]
            return disclosure(indicators=rows)

        by_year = (("补助2024年工作站", "4个", 1), ("补助2025年新建工作站", "4个", 1))
        assert verdicts(stations("补助2024-2025年工作站个数", *by_year), "counts") == ["exact"]
        assert verdicts(stations("补助2024-2026年工作站个数", *by_year), "counts") == []  # a year without its part
        assert verdicts(stations("考核2024-2025年工作站个数", *by_year), "counts") == []  # another thing
        twice = (*by_year, ("补助2024年工作站", "4个", 2), ("补助2025年工作站", "4个", 2))
        assert verdicts(stations("补助2024-2025年工作站个数", *twice), "counts") == []  # whose are they?


def test_carryover_in_a_section_about_fiscal_funds_is_that_of_these() -> None:
    """The same words with another scope: all carryover, and the treasury's."""
    rows = [
        amount("carryover", "9.00", 1),
        amount("carryover", "4.00", 1, table=4, schedule="fiscal_summary"),
    ]

    def said(*more: dict[str, Any]) -> list[str]:
        one = statement("carryover", 1, value=Decimal("4.00"), value_printed="4.00")
        return verdicts(disclosure(amounts=rows, statements=[one, *more]), "narrative")

    assert said() == ["violated"]
    assert said(statement("fiscal_summary", 2, flow=None)) == ["exact"]


class TestNeverAskedFor:
    """What need not hold is no identity, however far the figures are apart."""

    def test_nothing_is_violated_in_documents_that_agree(self, made_up: list[Disclosure]) -> None:
        for data in made_up:
            found = reconciliations(data, TEMPLATE)
            assert found.filter(pl.col("verdict") == "violated")["id"].to_list() == []

    def test_these_documents_are_such_cases(self, made_up: list[Disclosure]) -> None:
        """Operating expenses are not running costs there, nor what the year brings in what it spends."""

        def total(data: Disclosure, schedule: str, measure: str) -> Decimal:
            rows = data.amounts.filter((pl.col("schedule") == schedule) & (pl.col("measure") == measure))
            tops = rows.filter(pl.col("level").is_in(["total", "department"]))["amount"].to_list()
            return max(tops, default=Decimal(0))

        assert any(total(d, "operating", "total") != total(d, "basic_by_economic", "non_personnel") for d in made_up)
        assert any(
            total(d, "fiscal_summary", "total") != total(d, "general_public_expenditure", "total") for d in made_up
        )
        assert any(total(d, "projects_carryover", "total") for d in made_up)

    @pytest.mark.parametrize(
        ("schedule", "other"), [("three_public", "basic_by_economic"), ("operating", "basic_by_economic")]
    )
    def test_no_identity_joins_these_tables(self, schedule: str, other: str) -> None:
        data = load("322-2026")
        numbers = {row["schedule"]: row["table"] for row in data.tables.to_dicts()}
        one, two = (f"amounts/{numbers[name]}/" for name in (schedule, other))
        for row in some(reconciliations(data, TEMPLATE).to_dicts()):
            refs = f"{row['left_how']} {row['right_how']}"
            assert not (one in refs and two in refs), row["id"]

    @pytest.mark.parametrize("schedule", ["three_public", "operating"])
    def test_more_of_the_same_words_in_another_table(self, schedule: str) -> None:
        """All of a table times two (its narrative's section left out): it agrees with itself, and that is all."""
        data = load("322-2026")
        here = pl.col("schedule") == schedule
        doubled = data.amounts.with_columns(
            amount=pl.when(here).then((pl.col("amount") * 2).cast(DECIMAL)).otherwise(pl.col("amount"))
        )
        said = data.statements.filter(~pl.col("section").str.contains("三公|机关运行"))
        changed = replace(data, all_amounts=doubled, statements=said)
        assert reconciliations(changed, TEMPLATE).filter(pl.col("verdict") == "violated").is_empty()

    def test_printed_shares_need_not_make_a_hundred(self) -> None:
        """78.53 + 17.38 + 2.59 + 1.51 is 100.01: each share is held against its own figures, their sum is not."""
        data = load("322-2026")
        shares = data.statements.filter(pl.col("share_of") == "general_public_expenditure")["share_pct"]
        assert shares.sum() == Decimal("100.01")
        found = reconciliations(data, TEMPLATE).filter((pl.col("kind") == "share") | (pl.col("kind") == "stated"))
        assert set(found["verdict"]) <= {"exact", "rounding"}
        assert not any(name.startswith("stated/（二）") for name in found["id"])

    def test_a_row_carried_over_needs_no_form(self) -> None:
        data = load("322-2026")
        refs = " ".join(reconciliations(data, TEMPLATE).filter(pl.col("kind") == "forms")["left_how"].drop_nulls())
        number = {row["schedule"]: row["table"] for row in data.tables.to_dicts()}["projects_carryover"]
        assert f"amounts/{number}/" not in refs
