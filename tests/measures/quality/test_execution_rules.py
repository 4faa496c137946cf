"""What is found in final accounts only, in the real ones where they are at hand."""

from __future__ import annotations

import polars as pl
import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.measures.quality.findings import findings
from analysis.measures.quality.reconcile import reconciliations
from support import published

pytestmark = published.needed


def read(name: str) -> Disclosure:
    return published.read(published.document(f"shanghai-putuo-{name}-accounts-2024.pdf")).disclosure


@pytest.mark.parametrize(
    ("name", "violated"),
    [
        (
            "finance",
            {
                "narrative/四、财政拨款收入支出决算总体情况说明/财政拨款收入支出总计",
                "share/（二）一般公共预算财政拨款支出决算结构情况/一般公共服务支出",
            },
        ),
        ("social-work", set()),
    ],
)
def test_what_disagrees_is_what_stands_so_in_the_document(name: str, violated: set[str]) -> None:
    """0.3 where the table has 2,961.68, and 71.73% that is 71.65%; misses of 0.01 and 0.02 are rounding."""
    accounts = read(name)
    found = reconciliations(accounts, templates.load(accounts.metadata.template))
    assert set(found.filter(verdict="violated")["id"]) == violated
    rounded = found.filter(pl.col("verdict") == "rounding")
    assert rounded.height > 3
    assert rounded["difference"].abs().max() <= 0.02  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "finance",
            {"named_but_not_spent": ["个人农业生产补贴", "奖励金"], "spent_the_other_way": ["一般行政管理事务"]},
        ),
        (
            "social-work",
            {
                "named_but_not_spent": ["邮电费"],
                "purpose_of_another": ["住房公积金", "事业单位医疗"],
                "execution_of_nothing": ["95.89", "adjusted"],
                "percent_of_nothing": ["收入支出总计"],
                "truncated_figure": ["9.55"],
            },
        ),
    ],
)
def test_findings_of_accounts(name: str, expected: dict[str, list[str]]) -> None:
    found = findings(read(name))
    assert set(found["kind"]) == set(expected)
    for kind, words in expected.items():
        figures = found.filter(kind=kind)["figures"][0]
        assert all(word in figures for word in words)
