"""The notebook on unit costs: what it tells of any budget, and that what does not apply is not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from analysis.disclosure import Disclosure
from analysis.present import messages
from analysis.present.html import Block
from support import small
from support.cells import shown, text
from support.datasets import Plan, dataset, second_department
from support.page import Page

LECTURES = small.indicator(1, "全年举办讲座场次", "≥30场次")


def budget_of(*indicators: Any, money: int = 90_000, **tables: Any) -> Disclosure:
    """One project with these indicators."""
    return small.disclosure(projects=[small.project(1, "annual", money)], indicators=list(indicators), **tables)


def price(target: str = "≤3000元", name: str = "讲座平均成本") -> Any:
    """A price of lectures."""
    return small.indicator(2, name, target, level2="成本指标")


BUDGETS = {
    "second": second_department,
    "no forms": lambda: dataset(Plan(seed=3, forms=0, department_form=False)),
    "one unit": lambda: dataset(Plan(seed=4, units=1, projects=1, forms=1)),
    "hostile": lambda: budget_of(small.indicator(1, "<script>alert(1)</script>{x}", "≥30场次")),
    "no money": lambda: budget_of(LECTURES, money=0),
    "nothing": lambda: Disclosure.of(small.METADATA, {}),
}


@pytest.mark.parametrize("lang", messages.languages())
@pytest.mark.parametrize("name", BUDGETS)
def test_any_budget(name: str, lang: str, tmp_path: Path) -> None:
    blocks = shown("costs", BUDGETS[name](), lang, tmp_path / "x")
    for block in blocks:
        if isinstance(block, Block):
            page = Page(block.html)
            assert page.open == []
            assert not page.all("script")
            for figure in page.all("data"):
                assert figure["data-how"]
                assert figure["title"]
    said = text(blocks)
    assert not re.search(r"None|null|在这里算出|computed here|\b1 (?:projects|results)\b", said)
    if name in ("no forms", "nothing"):
        assert [block for block in blocks if isinstance(block, Block) and block.text] == [blocks[0]]


def said_of(made: Disclosure | str, lang: str, folder: Path) -> str:
    """All that the notebook shows of a budget."""
    return re.sub(r"\s+", " ", text(shown("costs", made, lang, folder / "x")))


@pytest.mark.parametrize(
    ("lang", "sayings"),
    [
        (
            "zh",
            [
                "占项目资金的22.2%",
                "18个项目共5,263万元，其中1,168万元有分项价格或上限；113项可计数的成果中，26项的单位成本可以说出",
                "3个项目没有给出任何成本数额，占项目资金的13.4%",
                "上限合计高于预算，共高出22.6万元",
                "另有87项与其他成果共用一笔钱",
                "（全部是中央资金），每人次至多18.30元",
                "“科技馆站”的全部支出4,866万元，至多97.33元。该科目不含职工的养老、医疗和住房",
                "的预算515万元中，395万元有价格，余下120万元恰够“补助2024年院士工作站”4个，每个30万元",
                "承诺同一数量（29项），按年度预算每项13.8万元，按实施期预算41.4万元",
            ],
        ),
        (
            "en",
            [
                "The forms itemise 22.2% of project spending",
                "of 113 countable results, 26 can be given a unit cost",
                "87 more share money with other results",
                "at most CNY 18.30",
                "97.33",
                "is exactly CNY 300,000",
            ],
        ),
    ],
)
def test_what_the_committed_budget_says(lang: str, sayings: list[str], tmp_path: Path) -> None:
    said = said_of("322-2026", lang, tmp_path).replace("\u202f", " ")
    assert [words for words in sayings if words not in said] == []
    assert "年会主场活动" not in said  # one of forty activities that share a programme's money


def test_the_columns_of_the_table_of_all_projects_add_up_to_the_headline() -> None:
    said = text(shown("costs", "322-2026", "zh"))
    (line,) = [line for line in said.splitlines() if line.startswith("合计")]
    assert re.split(r"\s{2,}|\t| \| ", line.strip())[1:5] == ["52,625,664", "100.00%", "11,676,617", "22.19%"]


@pytest.mark.parametrize(
    ("indicators", "money", "fit", "headline"),
    [
        ((LECTURES, price()), 90_000, "与预算相符", "占项目资金的100.0%"),
        ((LECTURES, price()), 80_000, "上限合计高于预算，共高出1万元", "占项目资金的100.0%"),
        ((LECTURES, price("3000元")), 80_000, "合计高于预算", "占项目资金的100.0%"),
        ((LECTURES, price()), 99_000, "合计低于预算", "占项目资金的90.9%"),
        ((LECTURES,), 80_000, "没有成本数额", "没有给任何支出标价"),
        ((LECTURES, price("≤8万元", "项目总成本")), 80_000, "只重复总额", "没有给任何支出标价"),
        ((LECTURES, price("500元/人次", "评审补助")), 80_000, "有未标价的，不可比", "没有给任何支出标价"),
    ],
)
def test_prices_against_the_budget(indicators: Any, money: int, fit: str, headline: str, tmp_path: Path) -> None:
    said = said_of(budget_of(*indicators, money=money), "zh", tmp_path)
    assert fit in said
    assert headline in said
    assert ("上限合计高于预算" in said) == (fit.startswith("上限"))  # fixed prices are no ceilings


def test_a_result_with_a_price_that_is_alone_is_told_once(tmp_path: Path) -> None:
    blocks = shown("costs", budget_of(LECTURES, price()), "zh", tmp_path / "x")
    (told,) = [block for block in blocks if isinstance(block, Block) and block.text.startswith("有自己的价格")]
    assert told.html.count("全年举办讲座场次") == 1
