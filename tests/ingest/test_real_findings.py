"""What reviewers of real budgets found, each by the finding or identity that finds it, and nothing that is false.

Each violated identity and each finding of severity error was looked up on its page; the documents are not in the
repository.
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.measures.places import rows
from analysis.measures.quality.findings import findings
from analysis.measures.quality.reconcile import reconciliations
from support import published

pytestmark = published.needed
PENSION = "社会保障和就业支出-行政事业单位养老支出-"
FUND = "住房保障支出-住房改革支出-住房公积金"


def read(name: str) -> Disclosure:
    return published.read(published.document(f"{name}.{'txt' if name == '322-2026' else 'pdf'}")).disclosure


def violated(name: str) -> dict[str, tuple[str, str]]:
    """Violated identities by the end of their names, each with both sides."""
    held = reconciliations(read(name), templates.load(read(name).metadata.template))
    wrong = held.filter(pl.col("verdict") == "violated")
    assert set(wrong["severity"]) <= {"error"}
    return {
        row["id"].partition("/")[0] + "/" + row["id"].rpartition("/")[2].partition("~")[0]: (
            f"{row['left'].normalize():f}",
            f"{row['right'].normalize():f}",
        )
        for row in wrong.to_dicts()
    }


def found(name: str, kind: str) -> list[dict[str, Any]]:
    of_kind = findings(read(name)).filter(pl.col("kind") == kind).to_dicts()
    return [row | json.loads(row["figures"]) for row in of_kind]


def pages(name: str, finding: dict[str, Any]) -> list[tuple[str | None, int]]:
    held = rows(read(name))
    return [(held[ref]["page"], held[ref]["line"]) for ref in finding["refs"].split()]


VIOLATED = {
    "shanghai-putuo-wanli-2023": {
        f"narrative/{PENSION}机关事业单位职业年金缴费支出": ("441.25", "220.6272"),
        f"change/{PENSION}机关事业单位职业年金缴费支出": ("60.54", "232.79"),
        "change/一般公共服务支出-群众团体事务-一般行政管理事务": ("314.82", "289.12"),
        "forms/sources": ("10903043", "11419043"),  # page 35: a year's money above the whole
        "forms/total": ("3328.13", "3351.3343"),
    },
    "shanghai-putuo-wanli-2024": {
        f"narrative/{FUND}": ("352.67", "350.3499"),
        f"change/{FUND}": ("0.53", "1.19"),
    },
    "shanghai-putuo-wanli-2025": {},
    "shanghai-putuo-justice-2026": {
        f"narrative/{FUND}": ("201.5", "208.7959"),
        f"change/{FUND}": ("5.27", "1.59"),
        "change/公共安全支出-司法-其他司法支出": ("17.62", "-91.11"),
        f"change/{PENSION}机关事业单位职业年金缴费支出": ("17.66", "17.93"),
    },
    "shanghai-putuo-finance-2025": {f"narrative/{PENSION}机关事业单位职业年金缴费支出": ("887.36", "87.3617")},
    "shanghai-putuo-commerce-unit-2025": {},
    "shanghai-putuo-government-office-unit-2025": {},
    "322-2026": {},
}
ERRORS = {
    "shanghai-putuo-wanli-2023": ["base_below_zero"],
    "shanghai-putuo-justice-2026": ["compared_with_own_year"],
    "322-2026": ["goal_against_indicator", "impossible_date", "impossible_date"],
}


@pytest.mark.parametrize("name", VIOLATED)
def test_every_violated_identity_is_true_and_none_is_missing(name: str) -> None:
    assert violated(name) == VIOLATED[name]


@pytest.mark.parametrize("name", VIOLATED)
def test_every_finding_of_severity_error_is_true(name: str) -> None:
    errors = findings(read(name)).filter(pl.col("severity") == "error")
    assert errors["kind"].to_list() == ERRORS.get(name, [])


def test_five_comparisons_with_their_own_year() -> None:
    name = "shanghai-putuo-justice-2026"
    (finding,) = found(name, "compared_with_own_year")
    assert pages(name, finding) == [("8", 2), ("8", 4), ("8", 5), ("8", 5), ("8", 6)]


def test_a_name_that_its_class_has_not_had_since_2019() -> None:
    name = "shanghai-putuo-justice-2026"
    (finding,) = found(name, "outdated_name")
    assert (finding["name"], finding["now"], pages(name, finding)[0][0]) == (
        "医疗卫生与计划生育支出",
        ["卫生健康支出"],
        "9",
    )
    assert found(name, "function_not_in_tables") == []


def test_a_base_below_zero_and_percentages_of_nothing() -> None:
    name = "shanghai-putuo-wanli-2023"
    (finding,) = found(name, "base_below_zero")
    assert (finding["base"]["value"], pages(name, finding)[0][0]) == ("-1421.25", "6")
    assert [pages(name, one)[0][0] for one in found(name, "percent_of_nothing")] == ["6", "8"]


def test_items_7_to_11_are_told_twice_and_what_is_cut_off_is_a_note() -> None:
    name = "shanghai-putuo-finance-2025"
    (finding,) = found(name, "told_twice")
    assert len(finding["labels"]) == 5
    assert {page for page, _ in pages(name, finding)} == {"7", "8"}
    cut = found(name, "truncated_figure")
    assert sorted(one["figure"]["value"] for one in cut) == ["204.91", "268.77", "78.21", "87.7"]
    assert {one["severity"] for one in cut} == {"note"}
    assert len(found(name, "other_spelling")) == 1
    assert found(name, "function_not_in_tables") == []


def test_a_reason_that_names_an_item_which_no_table_prints_and_vehicles_above_their_number() -> None:
    (finding,) = found("322-2026", "reason_names_no_item")
    assert finding["name"] == "福利费"
    (finding,) = found("322-2026", "count_above_ceiling")
    assert (finding["count"]["value"], finding["ceiling"]["value"]) == ("21", "5")


def test_personnel_of_the_summary_is_held_against_the_table_by_economic_item() -> None:
    for name in ("shanghai-putuo-commerce-unit-2025", "shanghai-putuo-government-office-unit-2025"):
        held = reconciliations(read(name), templates.load("shanghai"))
        of = held.filter(pl.col("id").str.contains("budget_summary.expenditure_total=basic_by_economic"))
        assert of["verdict"].to_list() == ["exact", "exact"]
