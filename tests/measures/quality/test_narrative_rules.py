"""What the narrative says: each rule finds what it is made for, and stays silent on what only looks like it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import Disclosure
from analysis.measures.quality.findings import findings
from analysis.measures.quality.reconcile import reconciliations
from analysis.templates import load
from support.small import METADATA, amount, change, disclosure, statement

SHANGHAI = load("shanghai")
ITEMS = {
    "2080501": "行政单位离退休",
    "2080502": "事业单位离退休",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "2080506": "机关事业单位职业年金缴费支出",
    "2080599": "其他行政事业单位养老支出",
}
ABOVE = "社会保障和就业支出-行政事业单位养老支出-"


def kinds(data: Disclosure, *among: str) -> list[str]:
    return [kind for kind in findings(data)["kind"] if not among or kind in among]


def told(data: Disclosure, kind: str) -> dict[str, Any]:
    (row,) = findings(data).filter(pl.col("kind") == kind).to_dicts()
    return {"severity": row["severity"], "refs": row["refs"].split(), **json.loads(row["figures"])}


def stated(value: str, **more: Any) -> dict[str, Any]:
    return {"value": Decimal(value), "value_printed": value, **more}


def district(statements: list[dict[str, Any]], amounts: list[dict[str, Any]] | None = None) -> Disclosure:
    """A budget in Shanghai's template, with the items of ITEMS at 1.2345 万元 each, in 元."""
    place = {"schedule": "general_public_expenditure", "table": 5, "flow": "expenditure", "level": "item"}
    named = {"208": "社会保障和就业支出", "20805": "行政事业单位养老支出"} | ITEMS
    rows = [
        amount(None, "1.2345", row, **place, function_code=code, function_name=name, label=name,
               printed="12,345.00", printed_unit="元")
        for row, (code, name) in enumerate(named.items(), 1)
    ]  # fmt: skip
    return Disclosure.of(
        replace(METADATA, template="shanghai"),
        {"amounts": rows if amounts is None else amounts, "statements": statements},
    )


def item(number: int, name: str, value: str = "1.23", **more: Any) -> dict[str, Any]:
    path = ABOVE + name
    row = {"flow": "expenditure", "base_kind": None, "base_year": None, "function_name": path, "label": path}
    return statement("function", number, **row | stated(value) | more)


def every_item(value: str = "1.23") -> list[dict[str, Any]]:
    return [item(number, name, value) for number, name in enumerate(ITEMS.values(), 1)]


class TestOwnYear:
    def test_a_change_against_the_budget_of_the_same_year(self) -> None:
        rows = [
            statement("revenue_total", 1, label="收入", base_kind="budget", base_year=2026, **change("5.00")),
            statement("state_capital", 2, label="国资", base_kind="budget", base_year=2026, change=Decimal(0)),
            statement("government_funds", 3, base_kind="budget", base_year=2025, reason="given", **change("5.00")),
        ]
        found = told(disclosure(statements=rows), "compared_with_own_year")
        assert (found["severity"], found["labels"], found["year"]) == ("error", ["收入", "国资"], "2026")
        assert found["refs"] == ["statements/1", "statements/2"]

    def test_accounts_are_compared_with_their_own_years_budget(self) -> None:
        rows = [statement("revenue_total", 1, base_kind="budget", base_year=2026, reason="given", **change("5.00"))]
        accounts = Disclosure.of(replace(METADATA, kind="accounts"), {"statements": rows})
        assert kinds(accounts, "compared_with_own_year") == []

    def test_what_is_doubted_accuses_nobody(self) -> None:
        row = statement("revenue_total", 1, base_year=2026, uncertain=True, **change("5.00"))
        assert kinds(disclosure(statements=[row]), "compared_with_own_year") == []


class TestBaseBelowZero:
    @given(st.integers(0, 10**6), st.integers(0, 10**6))
    def test_a_rise_above_the_figure_itself(self, cents: int, rise: int) -> None:
        value = f"{Decimal(cents) / 100:.2f}"
        row = statement("unit_funds", 1, reason="given", **stated(value), **change(Decimal(rise) / 100))
        found = kinds(disclosure(statements=[row]), "base_below_zero")
        assert found == (["base_below_zero"] if rise > cents + 1 else [])  # two roundings of half a step each

    def test_it_says_the_base(self) -> None:
        row = statement("government_funds", 1, label="政府性基金", **stated("0"), **change("1421.25"))
        found = told(disclosure(statements=[row]), "base_below_zero")
        assert (found["severity"], found["base"]["value"]) == ("error", "-1421.25")


class TestToldTwice:
    def test_one_finding_and_each_fact_once(self) -> None:
        rows = every_item("5.00")
        again = [row | {"statement": row["statement"] + 5, "line": 90} for row in rows[3:]]
        data = district(rows + again)
        found = told(data, "told_twice")
        assert found["labels"] == [ABOVE + name for name in list(ITEMS.values())[3:]]
        assert found["refs"] == ["statements/4", "statements/9", "statements/5", "statements/10"]
        assert found["severity"] == "note"
        held = reconciliations(data, SHANGHAI).filter(pl.col("kind") == "narrative")
        assert held["verdict"].to_list() == ["violated"] * 5

    @pytest.mark.parametrize("more", [{"section": "二"}, {"value": Decimal("5.01")}, {"change_pct": Decimal(3)}])
    def test_another_figure_or_section_is_no_repeat(self, more: dict[str, Any]) -> None:
        rows = every_item("5.00")
        assert kinds(district([*rows, rows[0] | {"statement": 6} | more]), "told_twice") == []

    def test_a_subject_that_stands_under_two_heads_is_none(self) -> None:
        rows = [statement("carryover", n, **stated("5.00")) for n in (1, 2)]
        assert kinds(disclosure(statements=rows), "told_twice") == []


class TestCutOff:
    def test_it_is_a_note_and_no_violation(self) -> None:
        data = district([item(1, "行政单位离退休", "1.23"), item(2, "事业单位离退休", "1.24")])
        assert kinds(data, "truncated_figure", "coarser_figure") == []  # 1.2345 is 1.23; 1.24 is violated
        found = reconciliations(data, SHANGHAI).filter(pl.col("kind") == "narrative")
        assert found["severity"].to_list() == [None, "error"]
        place = {"schedule": "general_public_expenditure", "table": 5, "flow": "expenditure", "level": "item"}
        row = amount(None, "87.708", 1, **place, function_code="2080501", function_name="行政单位离退休",
                     printed="877,080.00", printed_unit="元")  # fmt: skip
        cut = district([item(1, "行政单位离退休", "87.70") | {"function_name": "行政单位离退休"}], [row])
        assert told(cut, "truncated_figure")["severity"] == "note"
        (identity,) = reconciliations(cut, SHANGHAI).filter(pl.col("kind") == "narrative").to_dicts()
        assert (identity["verdict"], identity["severity"]) == ("rounding", "note")


class TestLeftOut:
    def test_an_item_of_the_tables_that_only_the_narrative_lacks(self) -> None:
        found = told(district(every_item()[:4]), "item_left_out")
        assert found["labels"] == [ABOVE + "其他行政事业单位养老支出"]
        assert found["total"]["value"] == "1.2345"

    def test_a_narrative_that_names_some_items_leaves_out_none(self) -> None:
        assert kinds(district(every_item()[:3]), "item_left_out") == []
        assert kinds(district([]), "item_left_out") == []
        assert kinds(district(every_item()), "item_left_out") == []

    def test_an_item_under_another_name_is_not_left_out(self) -> None:
        rows = every_item()
        rows[4] |= {"function_name": ABOVE + "另一个名称", "label": "另一个名称"}
        assert kinds(district(rows), "item_left_out", "function_not_in_tables") == ["function_not_in_tables"]

    def test_old_names_and_other_characters_are_the_same_item(self) -> None:
        rows = every_item()
        rows[4] |= {"function_name": "社会保障和就业支出-行政事业单位离退休-其它行政事业单位养老支出"}
        assert kinds(district(rows), "item_left_out", "function_not_in_tables") == []
        assert kinds(district(rows), "outdated_name", "other_spelling") == ["outdated_name", "other_spelling"]


class TestReasons:
    def test_a_reason_that_is_announced_and_empty(self) -> None:
        row = statement("operating", 1, reason="empty", **change("1.00"))
        assert told(disclosure(statements=[row]), "empty_reason")["severity"] == "warning"

    def test_a_whole_has_the_reason_of_the_part_that_makes_its_change(self) -> None:
        whole = statement("three_public", 1, reason="missing", **change("25.00"))
        part = statement("vehicle_purchase", 2, reason="given", **change("25.00"))
        assert kinds(disclosure(statements=[whole, part])) == []
        assert kinds(disclosure(statements=[whole, part | change("24.00")])) == ["reason_missing"]
        assert kinds(disclosure(statements=[whole, part | {"section": "二"}])) == ["reason_missing"]
        same = [one | {"value": Decimal("125.00")} for one in (whole, part | {"section": "二"})]
        assert kinds(disclosure(statements=same)) == [], "one figure, told in two sections"

    def reasons(self, about: str, direction: str = "more", subject: str = "operating") -> Disclosure:
        place = {"schedule": "basic_by_economic", "table": 6, "flow": "expenditure", "level": "item"}
        return disclosure(
            amounts=[amount(None, "5.00", 1, **place, economic_item="工会经费", label="工会经费")],
            statements=[statement(subject, 1, label="机关运行经费", reason="given", **change("3.26"))],
            reasons=[{"statement": 1, "reason": 1, "direction": direction, "about": about, "line": 1}],
        )

    def test_a_reason_that_names_an_item_which_the_table_does_not_print(self) -> None:
        found = told(self.reasons("福利费"), "reason_names_no_item")
        assert (found["name"], found["label"], found["severity"]) == ("福利费", "机关运行经费", "warning")
        assert found["refs"] == ["reasons/1/1", "statements/1"]

    @pytest.mark.parametrize(
        ("about", "direction", "subject"),
        [
            ("工会经费", "more", "operating"),  # printed
            ("福利费", "less", "operating"),  # it may be nothing now
            ("业务量", "more", "operating"),  # no economic item
            ("福利费", "more", "project"),  # not in that table
        ],
    )
    def test_other_reasons_are_none(self, about: str, direction: str, subject: str) -> None:
        assert kinds(self.reasons(about, direction, subject)) == []


class TestSummary:
    def budget(self, personnel: str, all_basic: str = "30.00", said: str = "20.00") -> Disclosure:
        def total(schedule: str, table: int, **measures: str) -> list[dict[str, Any]]:
            place = {"schedule": schedule, "table": table, "flow": "expenditure", "level": "total"}
            subject = "expenditure_total" if schedule == "budget_summary" else None
            return [amount(subject, value, 1, **place, measure=name) for name, value in measures.items()]

        rows = total("budget_summary", 1, personnel=personnel, non_personnel="10.00")
        rows += total("expenditure", 3, basic=all_basic) + total("general_public_expenditure", 5, basic="30.00")
        rows += total("basic_by_economic", 8, total="30.00", personnel="20.00", non_personnel="10.00")
        return district([statement("personnel", 1, flow="expenditure", label="人员经费", **stated(said))], rows)

    def violated(self, data: Disclosure) -> list[str]:
        found = reconciliations(data, SHANGHAI).filter(pl.col("verdict") == "violated", pl.col("severity") == "error")
        return [
            id.split("/")[1]
            for id in found["id"]
            if id.endswith("basic_by_economic.personnel/total") or id.startswith("narrative/")
        ]

    def test_personnel_in_summary_and_narrative_is_that_of_the_table_by_economic_item(self) -> None:
        assert self.violated(self.budget("20.00")) == []
        assert self.violated(self.budget("21.00")) == ["budget_summary.expenditure_total=basic_by_economic.personnel"]
        assert self.violated(self.budget("20.00", said="21.00")) == ["一"]

    def test_not_where_basic_money_is_of_other_sources_too(self) -> None:
        assert self.violated(self.budget("25.00", all_basic="35.00", said="25.00")) == []
