"""The brief on costs: what it says in both languages, of any budget."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from analysis import load
from analysis.disclosure import Disclosure
from analysis.measures.costs import costs, explained, prices, scorecard
from analysis.present.costs import charts, tables
from analysis.present.costs.trace import rounded
from analysis.present.formula import grouped
from analysis.present.html import Block
from analysis.present.phrases import LANGS
from support import small
from support.datasets import Plan, dataset, second_department
from support.page import Page

LECTURES = small.indicator(1, "全年举办讲座场次", "≥30场次")


def budget_of(*indicators: object, money: int = 90_000, **tables_: object) -> Disclosure:
    """One project with these indicators."""
    return small.disclosure(projects=[small.project(1, "annual", money)], indicators=list(indicators), **tables_)


def cost(number: int, name: str, target: str) -> object:
    """An indicator of cost."""
    return small.indicator(number, name, target, level2="成本指标")


BUDGETS = {
    "committed": lambda: load("322-2026"),
    "second": second_department,
    "no forms": lambda: dataset(Plan(seed=3, forms=0, department_form=False)),
    "one unit": lambda: dataset(Plan(seed=4, units=1, projects=1, forms=1)),
    "no prices": lambda: budget_of(LECTURES),
    "hostile": lambda: budget_of(small.indicator(1, "<script>alert(1)</script>{x}", "≥30场次")),
    "nothing": lambda: Disclosure.of(small.METADATA, {}),
}


@pytest.fixture(scope="module", params=BUDGETS)
def budget(request: pytest.FixtureRequest) -> Disclosure:
    made: Disclosure = BUDGETS[request.param]()
    return made


def parts(budget: Disclosure, lang: str) -> dict[str, Block]:
    """Every block of the page."""
    answer, fits = costs(budget), explained(budget)
    return {
        "message": tables.message(answer, fits, budget, lang),
        "budgets": tables.budgets(fits, budget, lang),
        "results": tables.results(answer, budget, lang),
        "prices": tables.price_list(prices(budget), budget, lang),
        "terms": tables.terms(answer, budget, lang),
        "scorecard": tables.scorecard(scorecard(budget, answer), budget, lang),
        "method": tables.method(budget, lang),
    }


@pytest.mark.parametrize("lang", LANGS)
def test_well_formed_in_any_budget(budget: Disclosure, lang: str) -> None:
    for block in parts(budget, lang).values():
        page = Page(block.html)
        assert page.open == []
        assert not page.all("script")
        assert block.text
        assert not re.search(r"None|\{(?!x)|\b1 (?:projects|results)\b", block.text)
        assert "<tbody></tbody>" not in block.html
        for figure in page.all("data"):
            assert figure["data-how"]
            assert figure["title"]
    chart = charts.explained(explained(budget), budget, lang)
    assert chart.title
    assert chart.alt


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            [
                "只解释了35.93%的项目资金",
                "18个项目共5,262.57万元",
                "科技馆运行费-水费电费取暖费（216,683.69元）",
                "共705.00万元，占项目资金的13.40%",
                "科技馆免费开放中央补助资金的预算（全部是中央财政资金）合至多18.30元/人次",
                "4,866.46万元，合至多97.33元/人次",
                "按年度预算至少137,931.03元/项，按实施期预算至少413,793.10元/项",
                "99年",
            ],
        ),
        (
            "en",
            [
                "explain 35.93% of the project money",
                "18 projects",
                "at most 18.30\u202f元/人次",
                "at least 413,793.10\u202f元/项",
                "3 projects give no figure of cost at all",
            ],
        ),
    ],
)
def test_what_the_committed_page_says_first(lang: str, said: list[str]) -> None:
    text = parts(load("322-2026"), lang)["message"].text
    for words in said:
        assert words in text


def test_every_promised_result_has_a_row() -> None:
    made = load("322-2026")
    answer = costs(made).filter(period="annual")
    block = parts(made, "zh")["results"]
    assert block.html.count('class="bb-part"') == answer["result"].n_unique()


@pytest.mark.parametrize(
    ("indicators", "money", "zh", "en"),
    [
        ((LECTURES, cost(2, "讲座平均成本", "≤3000元")), 90_000, "与预算相符", "fits the budget"),
        ((LECTURES, cost(2, "讲座平均成本", "≤3000元")), 80_000, "超出预算10,000元", "above the budget"),
        ((LECTURES, cost(2, "讲座平均成本", "≤3000元")), 99_000, "比预算少9,000元", "below the budget"),
        ((LECTURES,), 80_000, "没有给出数额", "no figure given"),
        ((LECTURES, cost(2, "评审补助", "500元/人次")), 80_000, "价格找不到对应的数量（评审补助）", "not comparable"),
    ],
)
def test_verdicts_in_words(indicators: tuple[object, ...], money: int, zh: str, en: str) -> None:
    made = budget_of(*indicators, money=money)
    assert zh in parts(made, "zh")["budgets"].text
    assert en in parts(made, "en")["budgets"].text


def test_nothing_is_said_of_what_is_not_there() -> None:
    none = parts(Disclosure.of(small.METADATA, {}), "zh")
    assert "没有项目绩效目标表" in none["message"].text
    assert "99年" not in none["message"].text
    said = parts(budget_of(LECTURES), "en")["message"].text
    assert "1 project with" in said
    assert "1 of them has no price of its own" in said
    assert "explain none" in said


@pytest.mark.parametrize(
    ("value", "shown"),
    [("18.3", "18.30"), ("0.509231", "0.51"), ("0.0012", "0.0012"), ("0", "0.00"), ("1234.5", "1,234.50")],
)
def test_unit_costs_as_shown(value: str, shown: str) -> None:
    assert rounded(Decimal(value)) == shown


def test_numbers_as_shown() -> None:
    assert [grouped(Decimal(n)) for n in ("9150000", "-26543.5", "0")] == ["9,150,000", "−26,543.5", "0"]
