"""The brief on structure: the committed budget's message, and budgets that lack what it has."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from analysis import load
from analysis.disclosure import Disclosure
from analysis.measures.answers import answers
from analysis.measures.kinds import kinds
from analysis.measures.structure import structure
from analysis.present.drawing import draw
from analysis.present.phrases import LANGS
from analysis.present.structure import captions, charts, links, people, project_charts, projects, tables, wording
from analysis.present.structure.trace import StructureTrace
from support.datasets import Plan, dataset, second_department
from support.page import Page
from support.shares import spending
from support.small import METADATA, statement
from support.traced import Tracer

PARTS = [
    tables.message,
    tables.functions,
    tables.by_use,
    links.by_item,
    people.central,
    tables.economic,
    tables.units,
    tables.projects,
    tables.concentration,
    tables.carried,
    links.tree,
    links.ties,
    links.purposes,
    people.people,
    people.ratios,
    tables.procurement,
    tables.method,
]
CHARTS = [charts.functions, charts.by_use, charts.by_unit, project_charts.lorenz, project_charts.projects]


def trace(budget: Disclosure, lang: str = "zh") -> StructureTrace:
    return StructureTrace(structure(budget), budget, lang)  # type: ignore[arg-type]


def text(part: Any, budget: Disclosure, lang: str = "zh") -> str:
    return str(part(structure(budget), budget, lang).text)


@pytest.fixture(scope="module")
def committed() -> tuple[pl.DataFrame, Disclosure]:
    budget = load("322-2026")
    return structure(budget), budget


@pytest.fixture(scope="module", params=["second", "one unit", "no forms", "few", "below zero", "nothing"])
def other(request: pytest.FixtureRequest) -> tuple[pl.DataFrame, Disclosure]:
    budget = {
        "second": second_department,
        "one unit": lambda: dataset(
            Plan(seed=3, units=1, projects=0, forms=0, carryover=False, unit_funds=False, changes=False)
        ),
        "no forms": lambda: dataset(Plan(forms=0, department_form=False)),
        "few": lambda: dataset(Plan(units=1)),
        "below zero": lambda: dataset(Plan(seed=5, units=1, projects=2, forms=0, negative=True)),
        "nothing": lambda: Disclosure.of(METADATA, {}),
    }[request.param]()
    return structure(budget), budget


class TestCommitted:
    """The committed budget, as the issue states it."""

    @pytest.mark.parametrize(
        ("part", "words"),
        [
            (tables.message, "2026年预算支出10,808.91万元，79.89%用于科学技术"),
            (tables.message, "基本支出5,083.98万元（占47.04%），项目支出5,724.93万元（占52.96%）"),
            (tables.message, "单位资金的63.16%用于基本支出；基本支出的32.45%靠单位资金负担"),
            (tables.message, "本年18个项目中，最大的3个占55.04%：科普经费、"),
            (tables.concentration, "基尼系数0.5779："),
            (tables.concentration, "（HHI）1,410.4："),
            (tables.concentration, "有效项目数7.09："),
            (tables.concentration, "其他运转类项目15个，合计2,366.27万元；特定目标类项目3个，合计2,896.30万元"),
            (
                tables.concentration,
                "只容许一种分法：特定目标类项目是科普经费、院士工作站建设、科技馆免费开放中央补助资金",
            ),
            (tables.carried, "结转的462.36万元中，163.67万元（35.40%）"),
            (tables.carried, "全民科学素质行动、科普活动工作专项、青少年创新活动"),
            (tables.procurement, "1,087.58万元，占本年预算的10.51%；其中政府采购服务676.90万元（占62.24%）"),
        ],
    )
    def test_says(self, committed, part, words):  # type: ignore[no-untyped-def]
        assert words in part(*committed, "zh").text

    def test_in_english(self, committed):  # type: ignore[no-untyped-def]
        said = tables.message(*committed, "en").text
        assert said.startswith("Budget 2026: 10,808.91\u202f万元 of expenditure, 79.89% for science and technology")
        assert "63.16% of units’ own funds pay basic costs; 32.45% of basic costs rest on them" in said

    def test_totals_are_the_printed_ones(self, committed):  # type: ignore[no-untyped-def]
        lines = tables.economic(*committed, "zh").text.splitlines()
        assert [line.split() for line in lines if line.startswith("合计")] == [
            ["合计", "3,015.43", "418.89", "3,434.33"]
        ] * 2

    def test_shares_add_up(self, committed):  # type: ignore[no-untyped-def]
        last = tables.projects(*committed, "zh").text.splitlines()[-2]
        assert last.endswith("100.00%")

    def test_icicle_covers_every_level(self, committed):  # type: ignore[no-untyped-def]
        chart = charts.functions(*committed, "zh")
        assert chart.spec is not None
        (rows,) = chart.spec["datasets"].values() if "datasets" in chart.spec else [chart.spec["data"]["values"]]
        for level in "012":
            bars = [row for row in rows if row["level"] == level]
            assert all(one["bottom"] <= two["top"] + 0.01 for one, two in pairwise(bars))
        high = [row["bottom"] - row["top"] for row in rows if row["level"] == "0"]
        assert sum(high) == pytest.approx(480)
        assert all(row["label"] for row in rows if row["bottom"] - row["top"] >= 13)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("part", PARTS)
def test_well_formed_in_any_budget(part, lang, committed, other):  # type: ignore[no-untyped-def]
    for answer, budget in (committed, other):
        block = part(answer, budget, lang)
        assert Page(block.html).open == []
        assert block == part(answer, budget, lang)
        assert block.text
        assert not re.search(r"None|\{|NaN", block.text)
        assert block.html.count("<table") == block.html.count("<caption")
        assert "<tbody></tbody>" not in block.html


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_of_any_budget(chart, lang, committed, other):  # type: ignore[no-untyped-def]
    for answer, budget in (committed, other):
        drawn = chart(answer, budget, lang)
        assert drawn.title
        assert drawn.alt
        assert "None" not in drawn.alt
        if drawn.spec is not None:
            assert json.dumps(drawn.spec) == json.dumps(chart(answer, budget, lang).spec)
            assert 'role="img"' in draw(drawn.spec, "x", alt=drawn.alt)
            assert drawn.spec["usermeta"]["title"] == drawn.title


def test_charts_keep_their_width(committed, other):  # type: ignore[no-untyped-def]
    for answer, budget in (committed, other):
        for chart in CHARTS:
            drawn = chart(answer, budget, "en")
            if drawn.spec is not None:
                wide = re.search(r'width="([\d.]+)"', draw(drawn.spec, "x"))
                assert wide is not None
                assert float(wide[1]) < 590, chart.__name__


def test_every_figure_says_where_it_comes_from(committed):  # type: ignore[no-untyped-def]
    answer, budget = committed
    tracer, seen = Tracer(budget, answers(budget)), 0
    for part in PARTS:
        for figure in Page(part(answer, budget, "zh").html).all("data"):
            assert list(tracer.complaints(figure)) == []
            seen += 1
    assert seen > 200


class TestMissing:
    def test_nothing_is_said_to_be_missing_that_is_there(self, committed):  # type: ignore[no-untyped-def]
        for part in PARTS:
            assert "文件没有" not in part(*committed, "zh").text.replace("文件没有印出，是", "").replace(
                "；没有写明", ""
            )

    @pytest.mark.parametrize(
        ("part", "words"),
        [
            (tables.functions, "文件没有按功能分类的支出"),
            (tables.by_use, "文件没有分列各来源的用途"),
            (tables.economic, "文件没有按经济科目的基本支出"),
            (tables.units, "文件没有按单位的项目支出"),
            (tables.projects, "文件没有本年项目"),
            (tables.concentration, "文件没有印出各类项目的个数和金额"),
            (tables.carried, "文件没有上年结转的项目"),
            (tables.procurement, "文件没有说明政府采购预算"),
        ],
    )
    def test_what_is_missing_is_said(self, part, words):  # type: ignore[no-untyped-def]
        block = part(structure(spending()), spending(), "zh")
        assert words in block.text
        assert "<table" not in block.html

    def test_no_own_funds(self):  # type: ignore[no-untyped-def]
        budget = dataset(Plan(seed=3, units=1, projects=0, forms=0, carryover=False, unit_funds=False))
        assert "没有单位资金和财政专户资金" in text(tables.by_use, budget)
        assert "单位资金" not in text(tables.message, budget)


class TestSentences:
    def test_one_class_takes_all(self) -> None:
        assert str(wording.headline(trace(spending({"206": "5"})))) == "2026年预算支出5.00万元，全部用于第206类"
        english = str(wording.headline(trace(spending({"206": "5"}), "en")))
        assert english == "Budget 2026: 5.00\u202f万元 of expenditure, all for science and technology"

    def test_no_share_beside_amounts_below_zero(self) -> None:
        assert "%" not in str(wording.headline(trace(spending({"206": "5", "208": "-1"}))))
        assert charts.functions(structure(spending({"206": "5", "208": "-1"})), spending(), "zh").spec is None

    @pytest.mark.parametrize(
        ("names", "words"),
        [
            (1, "there is only one project|only one project this year"),
            (2, "Gini coefficient"),
            (4, "The largest 3 projects take"),
        ],
    )
    def test_few_projects(self, names: int, words: str) -> None:
        budget = spending(projects={f"p{n}": str(n) for n in range(1, names + 1)})
        said = " ".join(map(str, projects.concentrated(trace(budget, "en"))))
        assert re.search(words, said, re.IGNORECASE)
        assert (project_charts.lorenz(structure(budget), budget, "en").spec is None) == (names <= 3)
        assert "1 projects" not in str(captions.lorenz_title(trace(budget, "en")))

    @pytest.mark.parametrize(
        ("amounts", "counts", "words"),
        [
            (("5", "5", "9"), ((1, "5"), (2, "14")), "有2种分法合于所印的个数和金额"),
            (("5", "3"), ((1, "5"), (1, "4")), "没有一种分法能同时合于所印的个数和金额"),
            (("5", "3"), ((2, "8"), (0, "0")), "其他运转类项目是全部项目"),
            (("5", "3"), ((0, "0"), (0, "0")), "各类项目都是0个"),
            (("1",) * 60, ((30, "30"), (30, "30")), "不作推断"),
        ],
    )
    def test_kinds(self, amounts, counts, words):  # type: ignore[no-untyped-def]
        statements = []
        for n, (subject, (count, total)) in enumerate(zip(("forms_operating", "forms_specific"), counts, strict=True)):
            more = {"flow": "expenditure", "subject": subject}
            counted = {"measure": "count", "value": Decimal(count), "unit": "个"}
            statements.append(statement(number=2 * n + 1, **more, **counted))
            statements.append(statement(number=2 * n + 2, **more, value=Decimal(total), value_printed=f"{total}.00"))
        budget = spending(projects={f"p{n}": value for n, value in enumerate(amounts)}, statements=statements)
        for lang in LANGS:
            said = "".join(map(str, projects.kinds(kinds(budget), trace(budget, lang))))
            assert "None" not in said
            if lang == "zh":
                assert words in said

    def test_names_of_the_document_are_inert(self) -> None:
        name = "<script>alert('x')</script>\"&{{ x }}"
        budget = spending({"206": "5"}, {name: "2", "b": "1", "c": "1", "d": "1"}, unit=name, carried={name: "1"})
        for part in PARTS:
            html = part(structure(budget), budget, "en").html
            assert "<script" not in html
            assert Page(html).open == []
        drawn = charts.by_unit(structure(budget), budget, "en")
        assert drawn.spec is None or "<script" not in draw(drawn.spec, "x", alt=drawn.alt)
