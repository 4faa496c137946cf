"""Final accounts as most departments print them: 行次, 栏次, economic items in three halves, budgets in words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.ingest import ingest_bytes
from analysis.measures.quality.reconcile import reconciliations

TEXT = (Path(__file__).parents[1] / "fixtures" / "accounts-2024.txt").read_text(encoding="utf-8")


def read(text: str) -> Disclosure:
    found = ingest_bytes(text.encode(), "accounts.txt")
    assert found.remarks == []
    return found.disclosure


@pytest.fixture(scope="module")
def accounts() -> Disclosure:
    return read(TEXT)


def violated(disclosure: Disclosure) -> list[str]:
    found = reconciliations(disclosure, templates.load("accounts"))
    assert found.height > 150
    return found.filter(verdict="violated")["id"].to_list()


def test_it_is_read_whole_and_agrees_with_itself(accounts: Disclosure) -> None:
    assert accounts.metadata.id == "云岭县科学技术局-2024-accounts"
    assert accounts.amounts.height + accounts.amounts_of(2024, "budget").height == accounts.all_amounts.height
    assert not accounts.all_amounts["uncertain"].any()
    assert violated(accounts) == []


def test_a_name_over_two_halves_is_that_of_the_figure(accounts: Disclosure) -> None:
    row = accounts.amounts.filter(schedule="basic_by_economic", subject="non_personnel").row(0, named=True)
    assert (row["label"], row["amount"]) == ("公用经费合计", Decimal("82.34"))


def test_numbers_of_lines_and_columns_are_no_amounts(accounts: Disclosure) -> None:
    printed = set(accounts.all_amounts["printed"])
    assert not printed & {str(number) for number in range(1, 65)}


def test_budgets_in_the_narrative_are_of_their_phase(accounts: Disclosure) -> None:
    held = accounts.statements.filter(subject="three_public", measure="budget")
    assert held["value"].to_list() == [Decimal("9.00")]
    spent = accounts.statements.filter(subject="three_public", measure="total").row(0, named=True)
    assert (spent["value"], spent["share_pct"], spent["share_of"]) == (Decimal("7.20"), Decimal("80.00"), "budget")


def test_both_totals_are_stated(accounts: Disclosure) -> None:
    stated = accounts.statements.filter(measure="total").filter(section="一、收入支出决算总体情况说明")
    assert stated["subject"].to_list() == ["revenue_total", "expenditure_total"]
    assert stated["change"].to_list() == [Decimal("47.84"), None]  # 收、支总计各增加


@pytest.mark.parametrize(
    ("right", "wrong", "about"),
    [
        ("完成年初预算的102.83%", "完成年初预算的120.83%", "share/（三）"),
        ("完成预算的80.00%", "完成预算的88.00%", "share/（一）“三公”"),
        ("支出总计847.84万元", "支出总计874.84万元", "支出总计"),
        ("增长5.98%", "增长5.89%", "收入总计"),
        ("公用经费合计\t\t\t\t\t82.34", "公用经费合计\t\t\t\t\t83.24", "non_personnel"),
        ("年末结转和结余\t60\t15.50", "年末结转和结余\t60\t51.50", "expenditure"),
    ],
)
def test_what_is_wrong_is_found(right: str, wrong: str, about: str) -> None:
    assert right in TEXT
    found = violated(read(TEXT.replace(right, wrong, 1)))
    assert any(about in id for id in found)
