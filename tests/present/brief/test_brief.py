"""The eight lines of the brief: over signs, zeros and what a document does not say, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from analysis import load
from analysis.disclosure import Disclosure
from analysis.measures.answers import answers
from analysis.present.brief import tables
from analysis.present.brief.wording import Traces, lines
from analysis.present.phrases import LANGS, Lang
from support.datasets import Plan, dataset, second_department
from support.page import Page
from support.small import METADATA, amount, change, disclosure, indicator, project, statement
from support.traced import Tracer

BUDGETS: dict[str, Callable[[], Disclosure]] = {
    "committed": lambda: load("322-2026"),
    "second": second_department,
    "no forms": lambda: dataset(Plan(seed=3, forms=0, department_form=False)),
    "no base": lambda: dataset(Plan(seed=5, changes=False)),
    "no unit funds": lambda: dataset(Plan(seed=6, unit_funds=False, carryover=False)),
    "one unit": lambda: dataset(Plan(seed=4, units=1, projects=1, forms=1)),
    "nothing": lambda: Disclosure.of(METADATA, {}),
}


@pytest.fixture(scope="module", params=BUDGETS)
def budget(request: pytest.FixtureRequest) -> Disclosure:
    return BUDGETS[request.param]()


def said(budget: Disclosure, lang: Lang = "zh") -> list[str]:
    """The eight lines."""
    return [str(line) for line in lines(Traces(answers(budget), budget, lang))]


@pytest.mark.parametrize("lang", LANGS)
def test_eight_lines_of_any_budget(budget: Disclosure, lang: Lang) -> None:
    found = answers(budget)
    spoken, tracer = said(budget, lang), Tracer(budget, found)
    assert len(spoken) == 8
    for line in spoken:
        assert re.search(r"[。.] → ", line), line
        assert not re.search(r"None|\{|\b1 (?:places|projects)\b|(?<![.…])\.\.|。。", line)
    for block in (tables.message(found, budget, lang), tables.further(found, budget, lang)):
        page = Page(block.html)
        assert page.open == []
        for figure in page.all("data"):
            assert list(tracer.complaints(figure)) == []


def test_the_committed_lines() -> None:
    total, carried, general, uses, own, visit, prices, checks = said(load("322-2026"))
    assert "10,808.91万元，比2025年减少1,538.96万元，下降12.46%；2025年的数由所述增减反推，不是公布的数" in total
    assert "减少798.56万元，下降7.17%。结转的减少占总降幅的48.11%" in carried
    assert "一般公共预算减少682.27万元，下降8.11%。总降幅的7.56%（116.29万元）来自文件没有说明变动的来源" in general
    assert "基本支出占47.04%，项目支出占52.96%；本年18个项目中，最大的3个占项目资金的55.04%" in uses
    assert "占当年预算的25.24%；单位资金的63.16%用于基本支出；基本支出的32.45%靠单位资金负担" in own
    assert "至多18.30元/人次" in visit
    assert "至多97.33元/人次" in visit
    assert "35.93%" in prices
    assert re.search(r"\d+条勾稽关系全部成立；文件有\d处自相矛盾（第\d+行", checks)


def moved(total: str, **parts: tuple[str, str]) -> Disclosure:
    """A budget whose total changed by `total`; each part has its figure of this year and its change."""
    values = {name: Decimal(now) for name, (now, _) in parts.items()}
    rows = [amount("revenue_total", sum(values.values(), Decimal(0)), 1, level="total")]
    rows += [amount(name, value, number) for number, (name, value) in enumerate(values.items(), 2)]
    spoken = [statement("revenue_total", 1, **change(total))]
    spoken += [
        statement(name, number, parent=1, **change(by)) for number, (name, (_, by)) in enumerate(parts.items(), 2) if by
    ]
    return disclosure(amounts=rows, statements=spoken)


@pytest.mark.parametrize(
    ("made", "line", "zh", "en"),
    [
        (moved("-10", unit_funds=("90.00", "-10")), 0, "比2025年减少10.00万元，下降10.00%", "a fall of 10.00"),
        (moved("45", unit_funds=("90.00", "45")), 0, "比2025年增加45.00万元，增长100.00%", "a rise of 45.00"),
        (moved("0", unit_funds=("90.00", "0")), 0, "比2025年持平", "no change from 2025"),
        (moved("90", unit_funds=("90.00", "90")), 0, "2025年为0，百分比无意义", "no percentage: the base is 0"),
        (
            moved("-10", general_public_budget=("60.00", "-6"), carryover=("30.00", "-4")),
            1,
            "结转的减少占总降幅的40.00%",
            "The fall of carryover makes 40.00% of the total’s",
        ),
        (
            moved("-2", general_public_budget=("60.00", "-6"), carryover=("30.00", "4")),
            1,
            "结转增加4.00万元，增长15.38%，与总计方向相反",
            "Carryover moved the other way: a rise of 4.00",
        ),
        (
            moved("10", general_public_budget=("60.00", "6"), carryover=("30.00", "4")),
            1,
            "结转的增加占总增幅的40.00%",
            "The rise of carryover makes 40.00% of the total’s",
        ),
        (
            moved("-10", general_public_budget=("60.00", "-6"), unit_funds=("30.00", "")),
            2,
            "总降幅的40.00%（4.00万元）来自文件没有说明变动的来源",
            "40.00% of the total’s fall (4.00",
        ),
        (
            moved("-2", general_public_budget=("60.00", "-6"), unit_funds=("30.00", "")),
            2,
            "文件没有说明变动的来源合计增加4.00万元，与总计方向相反",
            "rose by 4.00",
        ),
    ],
)
def test_rises_falls_and_zeros(made: Disclosure, line: int, zh: str, en: str) -> None:
    assert zh in said(made)[line]
    assert en in said(made, "en")[line].replace("\u202f", " ")


def test_what_is_missing_is_said() -> None:
    total, _, general, uses, own, visit, prices, checks = said(Disclosure.of(METADATA, {}))
    assert "没有印出预算总计" in total
    assert "文件没有说明" in general
    assert "没有分列" in uses
    assert "没有单位资金" in own
    assert "没有以人次计的成果" in visit
    assert "没有项目绩效目标表" in prices
    assert "没有可以互相核对的数；没有发现自相矛盾之处" in checks


def test_without_visits_the_result_that_reaches_most_people() -> None:
    reached: dict[str, Any] = {"level1": "效益指标", "level2": "社会效益"}
    rows = [indicator(1, "讲座受众", "≥500人", **reached), indicator(2, "巡展受众", "≥1000人次", **reached)]
    made = disclosure(projects=[project(1, "annual", 5000)], indicators=rows)
    assert "项目1的“巡展受众”：按项目预算合至多5.00元/人次" in said(made)[5]


def test_links_lead_to_notebooks() -> None:
    made = load("322-2026")
    found = answers(made)
    hrefs = {link["href"] for link in Page(tables.message(found, made).html).all("a")}
    assert hrefs == {"changes.ipynb", "structure.ipynb", "costs.ipynb", "quality.ipynb"}
    assert hrefs < {link["href"] for link in Page(tables.further(found, made).html).all("a")}
