"""The notebooks on structure: what they say of the committed budget, and of budgets that lack what it has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from analysis import about, load, say
from analysis.disclosure import Disclosure
from analysis.measures.answers import Answers
from analysis.present import messages
from analysis.present.cards import cards
from support.datasets import Plan, dataset, second_department
from support.notebooks import shown, text
from support.shares import spending
from support.small import METADATA
from support.traced import Figures, Tracer

NOTEBOOKS = ("structure", "inference")


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    folder = tmp_path_factory.mktemp("data")
    return {name: shown(name, load("322-2026"), folder) for name in NOTEBOOKS}


@pytest.fixture(scope="module", params=["second", "one unit", "no forms", "few", "below zero", "nothing"])
def other(request: pytest.FixtureRequest) -> Disclosure:
    return {
        "second": second_department,
        "one unit": lambda: dataset(
            Plan(seed=3, units=1, projects=0, forms=0, carryover=False, unit_funds=False, changes=False)
        ),
        "no forms": lambda: dataset(Plan(forms=0, department_form=False)),
        "few": lambda: dataset(Plan(units=1)),
        "below zero": lambda: dataset(Plan(seed=5, units=1, projects=2, forms=0, negative=True)),
        "nothing": lambda: Disclosure.of(METADATA, {}),
    }[request.param]()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("structure", "2026年预算支出1.08亿元，79.9%是科学技术支出"),
        ("structure", "支出总计10,808.91万元：基本支出5,083.98万元（47.0%），项目支出5,724.93万元（53.0%）。"),
        ("structure", "最大的一项是科技馆站：4,866万元，占全部支出的45.0%。"),
        ("structure", "单位资金负担基本支出的32.4%（1,650万元）；这个数没有印出"),
        ("structure", "本年18个项目中，最大的3个占55.0%。上年结转的462.4万元另计"),
        ("structure", "编制244个，在编217人，占88.9%。人员经费中，离退休费425.6万元。"),
        ("structure", "政府采购预算1,088万元，其中政府采购服务676.9万元，占62.2%。"),
        ("inference", "全部11组科目和来源的项目都能由数字推出"),
        ("inference", "基尼系数0.577943（一样大为0）；赫芬达尔指数1,410，相当于7.1个一样大的项目。"),
        ("inference", "特定目标类项目3个、共2,896.30万元：只有一组项目合得上。"),
    ],
)
def test_the_committed_budget(committed: dict[str, list[Any]], name: str, words: str) -> None:
    assert words in text(committed[name])


def test_nothing_per_head_where_other_money_pays_too(committed: dict[str, list[Any]]) -> None:
    assert "人员经费在职人均" not in text(committed["structure"])


@pytest.mark.parametrize("name", NOTEBOOKS)
@pytest.mark.parametrize("lang", messages.languages())
def test_any_budget_has_its_pages(other: Disclosure, tmp_path: Path, name: str, lang: str) -> None:
    blocks = shown(name, other, tmp_path, lang)
    said = text(blocks)
    assert said.strip()
    assert not re.search(r"None|\{|nan|computed here|在这里算出", said)
    tracer = Tracer(other, Answers(other))
    for block in blocks:
        for figure, _ in Figures(getattr(block, "html", "")).figures:
            assert list(tracer.complaints(figure)) == []


def test_one_unit_and_one_source_have_no_parts_of_their_own(tmp_path: Path) -> None:
    budget = dataset(Plan(seed=3, units=1, projects=0, forms=0, carryover=False, unit_funds=False, changes=False))
    said = text(shown("structure", budget, tmp_path))
    for words in ("各单位的项目支出", "各来源负担的", "最大的项目", "本年项目"):
        assert words not in said, words


def test_names_of_one_kind_that_stand_under_two_codes_are_told_apart(tmp_path: Path) -> None:
    budget = spending({"2010102": "5.00", "2010202": "3.00", "201": "8.00"})
    (chart,) = [block for block in shown("structure", budget, tmp_path) if getattr(block, "spec", None)]
    (held,) = chart.spec["datasets"].values()
    labels = [row["label"] for row in held]
    assert len(labels) == len(set(labels)) == 3


def test_a_card_holds_what_is_known_of_its_project(committed: dict[str, list[Any]]) -> None:
    (html,) = [block.html for block in committed["structure"] if "bb-card" in getattr(block, "html", "")]
    assert html.count('class="bb-card"') == 18
    card = html.split('data-project="科技馆运行费-水电电费取暖费"')[1].split("</details>")[0]
    for words in ("山西省科学技术馆", "294.56", "预计用水量", "单位供暖成本", "≤135万元"):  # by the form's own name
        assert words in card


def test_without_projects_there_are_no_cards() -> None:
    about(None, "zh")
    empty = load("322-2026").projects.clear()
    assert cards(say("项目"), (say("资金"), empty, "total_yuan")).text == ""
