"""Projects outside the main class: only with a proven tie, and only where one class leads."""

from __future__ import annotations

from decimal import Decimal

from analysis.catalog import load
from analysis.measures.inference.purposes import SCHEMA, purposes
from analysis.measures.inference.ties import ties
from support.tied import budget


def test_the_committed_budget():
    found = purposes(load("322-2026"))
    assert found.columns == SCHEMA.names
    row = found.row(0, named=True)
    assert found.height == 1
    assert (row["function_code"], row["class_code"], row["main_class"]) == ("2080199", "208", "206")
    assert row["amount"] == Decimal("515")
    assert round(row["share_of_class"], 2) == Decimal("31.12")
    assert row["share_of_item"] == 100
    assert row["projects"] == "amounts/12/expenditure/3/general_public_budget/2026/budget"


def test_only_what_is_proven():
    items, projects = {"2060701": "90.00", "2080199": "8.00"}, [("甲", "90.00"), ("甲", "8.00")]
    assert purposes(budget(items, projects)).height == 1
    split = budget(items, [("甲", "91.00"), ("甲", "7.00")])
    assert purposes(split).is_empty()


def test_no_class_leads():
    alike = budget({"2060701": "9.00", "2080199": "9.00"}, [("甲", "4.00"), ("甲", "5.00"), ("甲", "9.00")])
    assert purposes(alike).is_empty()


def test_all_in_the_main_class():
    inside = budget({"2060701": "90.00", "2060702": "8.00"}, [("甲", "90.00"), ("甲", "8.00")])
    assert purposes(inside).is_empty()
    assert not ties(inside).filter(verdict="unique").is_empty()
