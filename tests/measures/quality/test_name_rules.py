"""Codes and names against the national classification: what is certain is found, what it does not know is not wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import classification
from analysis.catalog import entries, load
from analysis.disclosure import Disclosure
from analysis.measures.quality import name_rules
from analysis.measures.quality.findings import findings, rules
from support.small import METADATA, amount, disclosure, statement

KINDS = ("outdated_name", "other_spelling", "misprinted_code", "code_of_another")
DATA = Path(__file__).resolve().parents[3] / "data"
PLACE = {"schedule": "expenditure", "table": 3, "flow": "expenditure"}
LEVELS = {3: "class", 5: "section", 7: "item"}


def table(*rows: tuple[str, str], year: int = 2026, **more: Any) -> Disclosure:
    """A table of functional codes with their names."""
    amounts = [
        amount(None, "5.00", number, **PLACE, level=LEVELS.get(len(code), "item"), function_code=code,
               function_name=name, label=name, **more)
        for number, (code, name) in enumerate(rows, 1)
    ]  # fmt: skip
    return Disclosure.of(replace(METADATA, year=year), {"amounts": amounts})


def found(data: Disclosure) -> list[tuple[str, dict[str, Any]]]:
    rows = findings(data).filter(pl.col("kind").is_in(KINDS))
    return [(row["kind"], json.loads(row["figures"])) for row in rows.to_dicts()]


def kinds(data: Disclosure) -> list[str]:
    return [kind for kind, _ in found(data)]


def test_an_old_name_in_a_table_is_told_with_the_new_one() -> None:
    named = {"name": "医疗卫生与计划生育支出", "year": "2019", "now": ["卫生健康支出"]}
    assert found(table(("210", "医疗卫生与计划生育支出"))) == [("outdated_name", named)]
    assert kinds(table(("210", "医疗卫生与计划生育支出"), year=2018)) == []
    assert kinds(table(("210", "卫生健康支出"))) == []


def test_an_old_name_in_tables_and_narrative_is_one_finding() -> None:
    path = "医疗卫生与计划生育支出-行政事业单位医疗-行政单位医疗"
    row = amount(None, "5.00", 1, **PLACE, level="class", function_name="二、医疗卫生与计划生育支出")
    said = statement("function", 1, function_name=path, label=path, flow="expenditure")
    data = disclosure(amounts=[row], statements=[said])
    assert kinds(data) == ["outdated_name"]
    assert findings(data).filter(pl.col("kind") == "outdated_name")["refs"][0].split()[1] == "statements/1"


def test_an_old_name_of_the_economic_classification() -> None:
    place = {"schedule": "basic_by_economic", "table": 6, "flow": "expenditure", "level": "class"}
    rows = [amount(None, "5.00", 1, **place, economic_code="310", economic_item="其他资本性支出")]
    assert kinds(disclosure(amounts=rows)) == ["outdated_name"]
    rows = [amount(None, "5.00", 1, **place, economic_code="31099", economic_item="其他资本性支出")]
    assert kinds(disclosure(amounts=rows)) == []


def test_another_character_is_a_note() -> None:
    data = table(("208", "社会保障和就业支出"), ("2080599", "其它行政事业单位养老支出"))
    assert found(data) == [("other_spelling", {"labels": ["其它行政事业单位养老支出"]})]
    assert findings(data).filter(pl.col("kind") == "other_spelling")["severity"].to_list() == ["note"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2080", "社会保障和就业支出"),  # of no length that a code has
        ("020", "公共安全支出"),  # 20, cut
        ("2100506", "机关事业单位职业年金缴费支出"),  # of a class that the table does not print
        ("288", "住房保障支出"),  # a class's name beside a code that nobody has
    ],
)
def test_a_code_that_is_cut_or_misprinted(code: str, name: str) -> None:
    data = table(("208", "社会保障和就业支出"), ("2080501", "行政单位离退休"), (code, name))
    assert [(kind, said["code"]) for kind, said in found(data)] == [("misprinted_code", code)]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2080588", "一种新的支出"),
        ("208", "社会保障和就业支出"),
        ("299", "一种新的支出"),
        ("2080501", "一种新的名称"),
    ],
)
def test_what_the_classification_does_not_know_is_not_wrong(code: str, name: str) -> None:
    assert kinds(table(("208", "社会保障和就业支出"), (code, name))) == []


def test_a_table_without_classes_says_nothing_of_classes() -> None:
    assert kinds(table(("2080501", "行政单位离退休"), ("2100506", "一种新的支出"))) == []


def test_a_code_beside_a_name_of_another_class() -> None:
    ((kind, said),) = found(table(("210", "卫生健康支出"), ("2101101", "机关事业单位职业年金缴费支出")))
    assert (kind, said["code"], said["labels"], said["known"]) == (
        "code_of_another",
        "2101101",
        ["行政单位医疗"],
        "2080506",
    )
    ((kind, said),) = found(table(("208", "卫生健康支出")))
    assert (kind, said["code"], said["known"]) == ("code_of_another", "208", "210")
    assert kinds(table(("210", "卫生健康支出"), ("2101101", "事业单位医疗"))) == []  # the same class


def test_every_name_of_the_classification_beside_its_own_code_is_right_in_its_years() -> None:
    for one in classification.load().names:
        kind = {"2": "function", "3": "economic"}.get(one.code[0])
        if kind is None or len(one.code) > 7:
            continue
        columns = {"function": ("function_code", "function_name"), "economic": ("economic_code", "economic_item")}[kind]
        row = amount(
            None, "5.00", 1, **PLACE, level=LEVELS[len(one.code)], **dict(zip(columns, (one.code, one.zh), strict=True))
        )
        data = Disclosure.of(replace(METADATA, year=one.until or one.since or 2026), {"amounts": [row]})
        assert [finding for rule in rules(name_rules) for finding in rule(data)] == [], one


@pytest.mark.parametrize("entry", entries(DATA), ids=lambda entry: entry.id)
def test_committed_budgets_have_no_such_code_or_name(entry: Any) -> None:
    known = {"上海市普陀区财政局-2025": ["other_spelling"], "上海市普陀区司法局-2026": ["outdated_name"]}
    assert kinds(load(entry.id)) == known.get(entry.id, [])
