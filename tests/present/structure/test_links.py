"""The parts on ties, purposes and people: what they say of the committed budget, and of others."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from analysis import load
from analysis.disclosure import Disclosure
from analysis.measures.structure import structure
from analysis.present.phrases import LANGS
from analysis.present.structure import charts, links, people
from support.datasets import Plan, dataset, second_department
from support.small import METADATA, amount, disclosure
from support.tied import budget


def text(part: Any, held: Disclosure, lang: str = "zh") -> str:
    return re.sub(" {2,}", " ", str(part(structure(held), held, lang).text))


@pytest.fixture(scope="module")
def committed() -> Disclosure:
    return load("322-2026")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (links.ties, "42.75 + 73.36 + 30.00 证实：只有这一组项目合得上"),
        (links.ties, "87.31 + 79.01"),
        (links.ties, "11个科目（分来源）中，7个的项目由数字证实，4个的项目再用单位推出。"),
        (links.ties, "只看金额还有别的分法"),
        (links.purposes, "515.00 100.00% 31.12%"),
        (links.purposes, "占所在类最多的是院士工作站建设：515.00万元，占208 社会保障和就业支出的31.12%"),
        (links.by_item, "1,136.57 48.07% 2,502.05 250.00 9.99%"),
        (people.central, "中央资金977.42万元：本年915.00万元（绩效目标表印出），上年结转62.42万元（按名称）"),
        (people.people, "按名称，本年项目支出中416.41万元（占7.91%）用于编外、离退休等人员"),
        (people.ratios, "在编人员 217人 核定编制 244人 88.93%"),
        (people.ratios, "空编27人。其他人员不占编制，不算超编。"),
        (people.ratios, "9.95–11.93万元/人"),
        (people.ratios, "其中离退休465.44万元"),
        (people.ratios, "只列数，不作评价"),
    ],
)
def test_says(committed, part, words):  # type: ignore[no-untyped-def]
    assert words in text(part, committed)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (links.ties, "Of 11 items (by source), for 7 the figures prove the projects, for 4 they follow by units."),
        (links.purposes, "The largest part of its class: 院士工作站建设, 515.00\u202f万元, 31.12% of 208"),
        (
            people.central,
            "977.42\u202f万元: 915.00\u202f万元 of the year (printed on the form), 62.42\u202f万元 carried",
        ),
        (people.people, "By name, 416.41\u202f万元 (7.91%) of this year’s project money pays contract staff"),
        (people.ratios, "27 vacant. Other staff hold no post and are no over-staffing."),
    ],
)
def test_says_in_english(committed, part, words):  # type: ignore[no-untyped-def]
    assert words in text(part, committed, "en")


def test_the_tree_carries_proven_codes(committed):  # type: ignore[no-untyped-def]
    lines = text(links.tree, committed).splitlines()
    (stations,) = [line for line in lines if "院士工作站建设" in line]
    assert stations.split()[1:] == ["2080199", "其他人力资源和社会保障管理事务支出", "515.00", "—"]
    marked = [line for line in lines if "2060702 科普活动*" in line]
    assert [line.split()[-1] for line in marked] == ["87.31", "79.01"]
    assert lines[4].split() == ["山西省科学技术协会", "5,262.57", "462.36"]


def test_what_is_not_proven_is_said() -> None:
    alike = budget({"2060701": "5.00", "2060702": "8.00"}, [("甲", "5.00"), ("甲", "5.00"), ("甲", "3.00")])
    assert "2个科目（分来源）中，2个不能确定。" in text(links.ties, alike)
    assert "前提" not in text(links.ties, alike)
    assert "没有一个项目的功能科目能由数字推出" in text(links.purposes, alike)
    rows = [line.split() for line in text(links.tree, alike).splitlines() if "项目1" in line]
    assert rows == [["项目1", "—", "5.00", "—"]]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (links.by_item, "文件没有按功能科目分列"),
        (links.ties, "无从对应"),
        (links.tree, "文件没有项目明细"),
        (links.purposes, "没有一个项目的功能科目能由数字推出"),
        (people.central, "没有看出中央资金"),
        (people.people, "没有一个项目的名称写明"),
        (people.ratios, "文件没有印出人员数"),
    ],
)
def test_what_is_missing_is_said(part: Any, words: str) -> None:
    empty = Disclosure.of(METADATA, {})
    assert words in text(part, empty)
    assert "<table" not in part(structure(empty), empty, "en").html


def test_no_other_source_for_any_item() -> None:
    plain = budget({"2060701": "5.00"}, [("甲", "5.00")])
    assert "没有其他来源" in text(links.by_item, plain)
    other = budget({"2060701": "5.00"}, [("甲", "5.00")], rest=({"2060701": "2.00"}, [("甲", "2.00")]))
    assert "28.57%" in text(links.by_item, other)


def staffed(*facts: tuple[str, str, int]) -> Disclosure:
    rows = [{"subject": s, "measure": m, "value": Decimal(v), "unit": "人", "line": 1} for s, m, v in facts]
    whole = amount(
        None,
        "100",
        1,
        table=5,
        schedule="general_public_expenditure",
        flow="expenditure",
        level="total",
        measure="basic",
    )
    return disclosure(department=rows, amounts=[whole])


def test_posts() -> None:
    full = staffed(("posts", "total", 20), ("staff", "established", 20))
    assert "空编" not in text(people.ratios, full)
    assert "在编人员 20人" in text(people.ratios, full)
    over = staffed(("posts", "total", 20), ("staff", "established", 23), ("staff", "total", 30))
    assert "在编多于编制3人" in text(people.ratios, over)
    assert "3 more than posts." in text(people.ratios, over, "en")
    assert "分母两种读法" in text(people.ratios, over)
    uncounted = staffed(("posts", "total", 20), ("staff", "total", 30))
    assert "没有印出在编人数" in text(people.ratios, uncounted)
    assert "分母两种读法" not in text(people.ratios, uncounted)


@pytest.mark.parametrize("lang", LANGS)
def test_other_departments(lang: str) -> None:
    others = [second_department(), dataset(Plan(forms=0, department_form=False)), dataset(Plan(units=1))]
    for held in others:
        said = " ".join(text(part, held, lang) for part in (links.ties, links.tree, links.purposes, people.ratios))
        assert not re.search(r"None|\{|NaN|Decimal|(?<!\d)0个", said)
        assert not re.search(r"\b1 (?:projects|items)\b", said)


def test_no_name_of_the_icicle_is_cut(committed) -> None:  # type: ignore[no-untyped-def]
    for lang in LANGS:
        spec = charts.functions(structure(committed), committed, lang).spec
        assert spec is not None
        (rows,) = spec["datasets"].values() if "datasets" in spec else [spec["data"]["values"]]
        assert not any("…" in line for row in rows for line in row["label"])
        assert {row["tiny"] for row in rows} == {True, False}
