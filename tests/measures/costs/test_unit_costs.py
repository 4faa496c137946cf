"""What one unit of a promised result costs, and what that figure bounds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given

from analysis import how, load
from analysis.disclosure import Disclosure
from analysis.figure import Cell, places
from analysis.measures.costs import budgets, later_years, pricing, scorecard, unit_costs
from analysis.measures.costs.budgets import explained
from analysis.measures.costs.later_years import inferred_rates
from analysis.measures.costs.pricing import prices
from analysis.measures.costs.unit_costs import costs
from analysis.measures.places import rows as rows_of
from support import small
from support.datasets import dataset, plans, second_department
from support.turns import some

Row = dict[str, Any]


@pytest.fixture(scope="module")
def committed() -> pl.DataFrame:
    return costs(load("322-2026"))


def found(*rows: Row, budget: int = 100_000, **more: Any) -> list[Row]:
    """The unit costs of a form of these indicators."""
    return costs(
        small.disclosure(projects=[small.project(1, "annual", budget)], indicators=list(rows), **more)
    ).to_dicts()


@pytest.mark.parametrize(
    ("project", "indicator", "basis", "period", "cost", "bound"),
    [
        ("科技馆免费开放中央补助资金", "年观众接待量", "project_budget", "annual", "18.300000", "upper"),
        ("科技馆免费开放中央补助资金", "年观众接待量", "function_item", "annual", "97.329200", "upper"),
        ("科技馆免费开放中央补助资金", "免费开放时间", "project_budget", "annual", "41590.909091", "upper"),
        ("科技馆新馆运行费", "改造展品数量", "project_budget", "annual", "137931.034483", "lower"),
        ("科技馆新馆运行费", "改造展品数量", "project_budget", "term", "413793.103448", "lower"),
        ("科技馆运行费-外聘人员支出经费", "保障外聘人员数量", "project_budget", "annual", "110662.483871", "exact"),
        ("省科技馆科普项目单位资金", "创新大赛参与学生人数", "cost_indicator", "annual", "250.000000", "upper"),
        ("科技馆运行费-科普经费", "巡展受众人数", "cost_indicator", "annual", "0.509231", "upper"),
        ("科技馆运行费-科普经费", "讲座受众人次", "cost_indicator", "annual", "0.500000", "at_target"),
        ("科技馆运行费-科普经费", "科普短剧、科学实验受众人数", "cost_indicator", "annual", "33.875000", "upper"),
        ("科普经费", "海智资助项目", "cost_indicator", "annual", "30000.000000", "exact"),
        ("院士工作站建设", "补助2025年新建院士工作站", "cost_indicator", "annual", "350000.000000", "exact"),
    ],
)
def test_the_committed_figures(
    committed: pl.DataFrame, project: str, indicator: str, basis: str, period: str, cost: str, bound: str
) -> None:
    (row,) = committed.filter(project=project, indicator=indicator, basis=basis, period=period).to_dicts()
    assert (row["unit_cost_yuan"], row["bound"]) == (Decimal(cost), bound)


def test_how_much_the_committed_prices_explain() -> None:
    rows = explained(load("322-2026")).filter(period="annual")
    total = sum(rows["budget_yuan"], Decimal(0))
    assert total == Decimal("52625664")
    assert round(sum(rows["explained_yuan"], Decimal(0)) / total * 100, 2) == Decimal("35.93")
    assert round(sum(rows["itemised_yuan"], Decimal(0)) / total * 100, 2) == Decimal("22.19")
    assert sum(rows.filter(verdict="no_cost")["budget_yuan"], Decimal(0)) == 7_050_000
    said = {row["project"]: (row["verdict"], row["priced_yuan"]) for row in rows.to_dicts()}
    assert said["院士工作站建设"] == ("not_comparable", 3_950_000)
    assert said["科技馆运行费-水费电费取暖费"] == ("short", Decimal("3162323.99"))
    assert rows.filter(project="院士工作站建设")["about"].to_list() == ["补助2024年院士工作站"]


@pytest.mark.parametrize(
    ("target", "bound", "low", "high"),
    [
        ("≥50人", "upper", None, 2000),
        (">50人", "upper", None, 2000),
        ("≤50人", "lower", 2000, None),
        ("<50人", "lower", 2000, None),
        ("50人", "exact", 2000, 2000),
        ("40-50人", "range", 2000, 2500),
        ("≥0.005万人", "upper", None, 2000),
        ("≥50名", "upper", None, 2000),
    ],
)
def test_what_a_budget_over_a_promise_bounds(target: str, bound: str, low: int | None, high: int | None) -> None:
    promise = small.indicator(1, "培训骨干", target)
    if bound == "range":
        promise["value_high"] = Decimal(50)
    (row,) = found(promise)
    assert (row["bound"], row["unit_cost_low"], row["unit_cost_high"]) == (bound, low, high)
    assert (row["unit"], row["verdict"]) == ("人", "no_cost")


@pytest.mark.parametrize(
    ("name", "target", "more"),
    [
        ("满意人数", "≥90人", {"level1": "满意度指标", "level2": "服务对象满意度"}),
        ("完成率", "100%", {}),
        ("修复响应时间", "≤3天", {"level2": "时效指标"}),
        ("改造时间", "≤1年", {"level2": "时效指标"}),
        ("停电次数", "≤1次", {"level2": "质量指标"}),
        ("人均制服数量", "≤11件", {}),
        ("讲座费用", "≤3万元", {}),
        ("培训骨干", "0人", {}),
        ("宣传", "有效提升", {}),
        ("展品维修成本", "30个", {"level2": "成本指标"}),
    ],
)
def test_what_is_no_number_to_divide_by(name: str, target: str, more: Row) -> None:
    assert found(small.indicator(1, name, target, **more)) == []


def test_days_of_service_are_a_result() -> None:
    (row,) = found(small.indicator(1, "免费开放时间", "≥220天"))
    assert row["unit"] == "天"


def test_a_promise_printed_twice_is_one() -> None:
    assert len(found(small.indicator(1, "培训骨干", "50人"), small.indicator(2, "培训骨干", "50人"))) == 1


def test_no_money_no_unit_cost() -> None:
    assert found(small.indicator(1, "培训骨干", "50人"), budget=0) == []


def test_a_sum_and_a_number_of_one_sentence_belong_together() -> None:
    rows = (
        small.indicator(1, "剧目受众人数", "≥8000人", level1="效益指标", level2="社会效益"),
        small.indicator(2, "参赛总成本", "≤4万元", level2="成本指标"),
        small.indicator(3, "场租总成本", "≤5万元", level2="成本指标"),
    )
    said = [small.mention(1, "受众", "不少于8000人"), small.mention(2, "总成本", "不超过4万元")]
    priced = [row for row in found(*rows, mentions=said) if row["basis"] == "cost_indicator"]
    assert [(row["indicator"], row["unit_cost_yuan"], row["bound"]) for row in priced] == [("剧目受众人数", 5, "upper")]
    apart = [said[0], said[1] | {"sentence": 2}]
    assert not [row for row in found(*rows, mentions=apart) if row["basis"] == "cost_indicator"]
    both = [*said, small.mention(3, "场租", "不超过5万元")]
    assert not [row for row in found(*rows, mentions=both) if row["basis"] == "cost_indicator"]


def test_visits_are_charged_with_all_spending_of_the_item_that_the_project_is_named_after() -> None:
    def item(number: int, name: str) -> Row:
        return small.amount(
            None, 50, number, table=3, schedule="expenditure", flow="expenditure", level="item", function_name=name,
            function_code=f"20701{number:02}",
        )  # fmt: skip

    visits = small.indicator(1, "年参观人次", "≥1000人次", level1="效益指标", level2="社会效益")
    funds = [small.project(1, "annual", 100_000, project="图书馆免费开放补助")]

    def basis(*items: Row, result: Row = visits) -> list[str]:
        rows = small.disclosure(projects=funds, indicators=[result], amounts=list(items))
        return costs(rows)["basis"].to_list()

    assert basis(item(1, "图书馆"), item(2, "群众文化")) == ["project_budget", "function_item"]
    assert basis(item(2, "群众文化")) == ["project_budget"]
    assert basis(item(1, "图书馆"), item(2, "图书馆")) == ["project_budget"]  # which of the two is not known
    books = small.indicator(1, "巡展受众人次", "≥1000人次", level1="效益指标", level2="社会效益")
    assert basis(item(1, "图书馆"), result=books) == ["project_budget"]


def check(rows: pl.DataFrame) -> None:
    """What holds for any unit costs."""
    for row in rows.to_dicts():
        assert abs(row["unit_cost_yuan"] * row["target"] - row["numerator_yuan"]) <= row["target"] / 10**6
        low, high = row["unit_cost_low"], row["unit_cost_high"]
        assert (low is None) == (row["bound"] in ("upper", "at_target"))
        assert (high is None) == (row["bound"] in ("lower", "at_target"))
        assert low is None or high is None or low <= high
        if row["basis"] == "cost_indicator":
            assert row["verdict"] != "no_cost"


def recompute(made: Disclosure) -> None:
    """That each figure of the answers is what its expression over the dataset's cells makes."""

    def cell(name: str) -> Cell:
        found = how.named(name)
        return Cell(found.ref, found.column, Decimal(rows_of(made)[found.ref][found.column]))

    answer = costs(made)
    for schema, frame in (
        (unit_costs.SCHEMA, answer),
        (pricing.SCHEMA, prices(made)),
        (budgets.SCHEMA, explained(made)),
        (scorecard.SCHEMA, scorecard.scorecard(made, answer)),
        (later_years.SCHEMA, inferred_rates(made)),
    ):
        for row in frame.to_dicts():
            for column in schema.figures:
                value, text = row[column.name], row[column.how]
                assert (value is None) == (text is None)
                assert text is None or places(how.read(text, cell).value, 6) == value, (column.name, text)


@given(plans(projects=6, forms=4))
def test_any_dataset(plan: Any) -> None:
    made = dataset(plan)
    check(costs(made))
    recompute(made)
    budgets = {(row["form"], row["period"]): row["total_yuan"] for row in made.projects.to_dicts()}
    for row in costs(made).filter(pl.col("basis") != "function_item").to_dicts():
        share = row["numerator_yuan"] * 100 / budgets[row["form"], row["period"]]
        assert abs(row["share_of_budget"] - share) <= Decimal("0.000001")
    for row in explained(made).to_dicts():
        assert (row["explained_yuan"] is None) == (row["budget_yuan"] is None)
        assert 0 <= (row["explained_yuan"] or 0) <= max(row["budget_yuan"] or 0, 0)
        if row["verdict"] in ("short", "over"):
            assert abs(row["difference_yuan"]) > row["tolerance_yuan"]
        if row["verdict"] == "covered":
            assert abs(row["difference_yuan"]) <= row["tolerance_yuan"]
    assert {row["form"] for row in prices(made).to_dicts()} <= set(made.projects["form"])


def test_a_second_department() -> None:
    made = second_department()
    rows = costs(made)
    assert rows.height
    check(rows)
    recompute(made)
    card = scorecard.scorecard(made, rows)
    assert card.height == made.projects.filter(period="annual").height
    for row in some(card.to_dicts()):
        assert 0 <= row["without_cost"] <= row["results"] <= row["with_figure"] <= row["indicators"]


@pytest.mark.parametrize(
    ("indicator", "basis", "said"),
    [
        ("年观众接待量", "project_budget", "[projects/7/annual#total_yuan] / [indicators/283#value]"),
        (
            "补助2025年新建院士工作站",
            "cost_indicator",
            "[indicators/189#value] * [indicators/179#value] / [indicators/179#value]",
        ),
    ],
)
def test_how_a_unit_cost_came_to_be(committed: pl.DataFrame, indicator: str, basis: str, said: str) -> None:
    (row,) = committed.filter(indicator=indicator, basis=basis, period="annual").to_dicts()
    assert row["unit_cost_yuan_how"] == said


def test_the_figures_of_the_committed_answers_are_what_they_say() -> None:
    recompute(load("322-2026"))


def test_a_form_that_prices_nothing_explains_nothing() -> None:
    made = small.disclosure(
        projects=[small.project(1, "annual", 1000)], indicators=[small.indicator(1, "培训骨干", "有效")]
    )
    (row,), (card,) = explained(made).to_dicts(), scorecard.scorecard(made, costs(made)).to_dicts()
    assert (row["priced_yuan"], row["explained_yuan"], row["explained_pct"]) == (None, 0, 0)
    assert (card["indicators"], card["with_figure"], card["results"], card["without_cost"]) == (1, 0, 0, 0)
    assert (card["with_figure_pct"], card["without_cost_pct"], card["per_million"]) == (0, None, 1000)
    recompute(made)


def test_ratios_of_the_committed_projects(committed: pl.DataFrame) -> None:
    card = {row["form"]: row for row in scorecard.scorecard(load("322-2026"), committed).to_dicts()}
    assert (card[11]["indicators"], card[11]["results"], card[11]["without_cost"]) == (22, 9, 0)
    assert (card[11]["satisfaction_low"], card[11]["satisfaction_high"]) == (85, 95)
    assert (card[4]["elsewhere"], card[18]["elsewhere"], card[3]["elsewhere"]) == (4, 4, 1)


@pytest.mark.parametrize(
    ("term", "annual", "years", "kind"),
    [
        ("90册", "30册", "3年", "term_scaled"),
        ("30册", "30册", "3年", "term_equal"),
        ("20册", "30册", "3年", "term_below"),
        ("50册", "30册", "3年", "term_other"),
        ("2970册", "30册", "99年", "term_other"),
    ],
)
def test_term_against_year(term: str, annual: str, years: str, kind: str) -> None:
    rows = [small.indicator(1, "修复古籍", term, period="term"), small.indicator(2, "修复古籍", annual)]
    funds = [small.project(1, period, 1000, term=years) for period in ("term", "annual")]
    made = small.disclosure(projects=funds, indicators=rows)
    (row,) = scorecard.scorecard(made, costs(made)).to_dicts()
    kinds = ("term_equal", "term_scaled", "term_below", "term_other")
    assert [name for name in kinds if row[name]] == [kind]


def grounds_of(*rows: Row, **more: Any) -> dict[tuple[str, str], tuple[str | None, str]]:
    """Why each unit cost of a form can be told, and its verdict."""
    return {(row["indicator"], row["basis"]): (row["ground"], row["verdict"]) for row in found(*rows, **more)}


PEOPLE = {"level1": "效益指标", "level2": "社会效益"}
COST = {"level2": "成本指标"}
TALKS, BOOKS = small.indicator(1, "全年举办讲座场次", "≥30场次"), small.indicator(2, "印制图册", "500册")


def test_results_that_share_a_budget_have_no_unit_cost_of_their_own() -> None:
    said = grounds_of(TALKS, BOOKS, small.indicator(3, "讲座平均成本", "≤3000元", **COST))
    assert said["全年举办讲座场次", "cost_indicator"][0] == "own_price"
    assert said["全年举办讲座场次", "project_budget"] == (None, "not_apportionable")
    assert said["印制图册", "project_budget"] == (None, "not_apportionable")


def test_the_only_output_and_the_only_outcome_bear_the_budget() -> None:
    readers = small.indicator(3, "受益群众人数", "≥1000人", **PEOPLE)
    assert set(grounds_of(BOOKS, readers).values()) == {("alone", "no_cost"), ("outcome", "no_cost")}
    more = small.indicator(4, "惠及企业", "≥20家", **PEOPLE)
    said = grounds_of(BOOKS, readers, more)
    assert [said[name, "project_budget"][0] for name in ("印制图册", "受益群众人数", "惠及企业")] == [
        "alone",
        None,
        None,
    ]


@pytest.mark.parametrize(("project", "ground"), [("项目1", None), ("法治宣传经费", "outcome")])
def test_an_outcome_of_one_of_several_activities_does_not_bear_the_whole_budget(
    project: str, ground: str | None
) -> None:
    rows = [
        small.indicator(1, "法治宣传活动", "2场"),
        BOOKS,
        small.indicator(3, "法治宣传受众人数", "≥300人", **PEOPLE),
    ]
    funds = [small.project(1, "annual", 100_000, project=project)]
    answer = costs(small.disclosure(projects=funds, indicators=rows)).filter(indicator="法治宣传受众人数")
    assert answer["ground"].to_list() == [ground]


def test_a_total_is_the_price_of_its_only_output_and_its_only_outcome() -> None:
    total = small.indicator(5, "巡展总成本", "≤4万元", **COST)
    stops = small.indicator(1, "巡展站点数", "≥20站")
    visitors = small.indicator(3, "巡展受众人数", "≥8000人", **PEOPLE)
    said = grounds_of(stops, BOOKS, visitors, total)
    assert said["巡展站点数", "cost_indicator"][0] == said["巡展受众人数", "cost_indicator"][0] == "own_price"
    said = grounds_of(stops, small.indicator(2, "巡展场次", "≥40场"), visitors, total)
    assert said["巡展站点数", "cost_indicator"] == said["巡展场次", "cost_indicator"] == (None, "not_apportionable")
    assert said["巡展受众人数", "cost_indicator"][0] == "own_price"


def test_a_total_of_the_whole_project_is_no_price() -> None:
    whole = small.indicator(5, "图册设计制作成本", "≤10万元", **COST)
    said = grounds_of(BOOKS, whole)
    assert said["印制图册", "cost_indicator"] == (None, "covered")
    assert said["印制图册", "project_budget"] == ("alone", "covered")


def test_each_result_is_told_once_and_visits_twice(committed: pl.DataFrame) -> None:
    told = committed.filter(pl.col("ground").is_not_null(), period="annual")
    assert told["verdict"].is_in(["not_apportionable"]).not_().all()
    assert told.height - told["result"].n_unique() == told.filter(basis="function_item").height == 1
    assert committed.filter(period="annual")["result"].n_unique() == 113
    assert told["result"].n_unique() == 26
    assert not told["indicator"].str.contains("年会主场活动").any()


@pytest.mark.parametrize(
    ("rows", "itemised", "bound"),
    [
        ((TALKS, small.indicator(2, "讲座平均成本", "≤3000元", **COST)), 90_000, "upper"),
        ((TALKS, small.indicator(2, "讲座平均成本", "5000元", **COST)), 100_000, "exact"),
        ((TALKS, small.indicator(2, "讲座平均成本", "≥2000元", **COST)), 60_000, "lower"),
        ((TALKS, small.indicator(2, "项目总成本", "≤10万元", **COST)), 0, "upper"),
        ((TALKS,), 0, None),
        (
            (
                TALKS,
                small.indicator(2, "项目总成本", "≤10万元", **COST),
                small.indicator(3, "讲座总成本", "≤5万元", **COST),
                small.indicator(4, "讲座平均成本", "≤1000元", **COST),
            ),
            50_000,
            "upper",
        ),
    ],
)
def test_what_a_form_itemises(rows: tuple[Row, ...], itemised: int, bound: str | None) -> None:
    made = small.disclosure(projects=[small.project(1, "annual", 100_000)], indicators=list(rows))
    (row,) = explained(made).to_dicts()
    assert (row["itemised_yuan"], row["bound"]) == (itemised, bound)
    recompute(made)


STATIONS = (
    small.indicator(1, "补助2024年驿站", "4个"),
    small.indicator(2, "补助2025年新建驿站", "4个"),
    small.indicator(3, "补助2026年新建驿站", "3个"),
    small.indicator(9, "新建驿站前两年补助", "3万元/站", **COST),
)


def inferred(*rows: Row, budget: int = 290_000, years: str = "3年") -> list[Row]:
    """Rates inferred from a form of these indicators, whose basis says that support takes so many years."""
    said = [small.mention(1, "分期补助到位", years, field="basis")]
    made = small.disclosure(
        projects=[small.project(1, "annual", budget)], indicators=list(rows or STATIONS), mentions=said
    )
    recompute(made)
    return inferred_rates(made).to_dicts()


def test_the_last_years_rate_is_what_round_prices_leave() -> None:
    (row,) = inferred()
    assert (row["rest_yuan"], row["quantity"], row["rate_yuan"], row["whole_yuan"]) == (80_000, 4, 20_000, 80_000)
    (row,) = inferred_rates(load("322-2026")).filter(period="annual").to_dicts()
    assert (row["budget_yuan"], row["priced_yuan"], row["rate_yuan"]) == (5_150_000, 3_950_000, 300_000)
    assert row["about"] == "补助2024年院士工作站"


def test_no_rate_is_inferred_where_something_else_may_take_the_rest() -> None:
    assert inferred(budget=291_000) == []  # 20,250 is not as round as the prices
    assert inferred(budget=200_000) == []  # nothing is left
    assert inferred(years="4年") == []  # two years may have other rates
    assert inferred(*STATIONS, BOOKS | {"indicator": 12}) == []  # books cost something too
    old = small.indicator(1, "补助2023年驿站", "4个")
    assert inferred(old, *STATIONS[1:]) == []  # past its third year
    assert inferred(*STATIONS, small.indicator(11, "差旅费", "按标准", **COST)) == []
