"""The brief on quality: agreement, disagreement and nothing to compare, in both languages."""

from __future__ import annotations

import re

import pytest

from analysis import load, templates
from analysis.disclosure import Disclosure
from analysis.measures.answers import answers
from analysis.measures.findings import findings
from analysis.measures.reconcile import reconciliations
from analysis.present import sentences
from analysis.present.phrases import LANGS
from analysis.present.quality import tables, wording
from analysis.present.trace import Trace
from support.datasets import Plan, dataset, second_department
from support.page import Page
from support.small import METADATA, amount, change, disclosure, indicator, mention, project, statement
from support.traced import Tracer

TEMPLATE = templates.load("shanxi")
EMPTY = Disclosure.of(METADATA, {})


def parts(budget: Disclosure, lang: str) -> dict[str, tables.Block]:
    rows, found = reconciliations(budget, TEMPLATE), findings(budget)
    return {
        "message": tables.message(rows, found, budget, lang),
        "findings": tables.findings(found, budget, lang),
        "identities": tables.identities(rows, budget, lang),
        "tails": tables.tails(rows, budget, lang),
        "method": tables.method(budget, lang),
    }


def broken() -> Disclosure:
    """A total that is not the sum of its sources: a budget of one table."""
    rows = [
        amount("general_public_budget", "5.00", 1),
        amount("unit_funds", "3.00", 2),
        amount("revenue_current_year", "9.00", 3, level="subtotal"),
    ]
    return disclosure(amounts=rows)


BUDGETS = {
    "committed": lambda: load("322-2026"),
    "second": second_department,
    "small": lambda: dataset(Plan(seed=3, units=1, projects=0, forms=0, department_form=False, changes=False)),
    "broken": broken,
    "nothing": lambda: EMPTY,
}


@pytest.fixture(scope="module", params=BUDGETS)
def budget(request: pytest.FixtureRequest) -> Disclosure:
    return BUDGETS[request.param]()


@pytest.mark.parametrize("lang", LANGS)
def test_well_formed_in_any_budget(budget: Disclosure, lang: str) -> None:
    tracer = Tracer(budget, answers(budget))
    for name, block in parts(budget, lang).items():
        assert Page(block.html).open == []
        assert block.text, name
        assert not re.search(r"None|\{|\b1 (?:points|places|errors|warnings|notes|findings|rows|figures)\b", block.text)
        assert "<tbody></tbody>" not in block.html
        for figure in Page(block.html).all("data"):
            assert list(tracer.complaints(figure)) == []


class TestCommitted:
    def test_message(self) -> None:
        said = parts(load("322-2026"), "zh")["message"].text
        assert "585条勾稽关系全部成立" in said.splitlines()[0]
        assert "542处完全一致，43处只差取整留下的尾差，没有不符的" in said
        assert "3处错误：目标文字与指标不一致、日历上没有的日期（2处）。" in said
        assert "9月31日" not in said  # the list below says where

    def test_message_and_list_count_alike(self) -> None:
        held = parts(load("322-2026"), "en")
        counted = [int(n) for n in re.findall(r"^- (\d+) (?:errors?|warnings?|notes?):", held["message"].text, re.M)]
        assert sum(counted) == findings(load("322-2026")).height

    def test_tails(self) -> None:
        block = parts(load("322-2026"), "zh")["tails"]
        assert block.html.count("<tr") == 1 + 43
        assert re.search(
            r"表2“科学技术普及”一般公共预算 +下级各行之和 +6,073.65 +6,073.66 +−0.01 +0.03 +第142行", block.text
        )

    def test_findings_by_severity_with_lines(self) -> None:
        text = parts(load("322-2026"), "en")["findings"].text
        assert text.index("errors") < text.index("warnings") < text.index("notes")
        points = [line for line in text.splitlines() if line.startswith("- ")]
        assert len(points) == findings(load("322-2026")).height
        assert all(re.search(r"\((?:line|page) \d+", point) for point in points)

    def test_counts_add_up(self) -> None:
        lines = parts(load("322-2026"), "zh")["identities"].text.splitlines()
        numbers = [list(map(int, line.split()[1:])) for line in lines if re.search(r"\d$", line)]
        assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]


class TestViolated:
    def test_message(self) -> None:
        rows = reconciliations(broken(), TEMPLATE)
        assert rows["verdict"].to_list() == ["violated"]
        assert parts(broken(), "zh")["message"].text.splitlines()[0].startswith("1条勾稽关系中有1条不符")
        english = parts(broken(), "en")["message"].text
        assert english.splitlines()[0].startswith("1 of 1 identities is violated")
        assert "in 1 place: 1 disagrees" in english

    def test_listed_with_difference_and_place(self) -> None:
        text = parts(broken(), "zh")["identities"].text
        assert re.search(r"9.00 +8.00 +\+1.00 +0.015 +第3行", text)


class TestNothing:
    def test_nothing_to_compare_is_no_agreement(self) -> None:
        for lang, never in (("zh", "全部成立"), ("en", "hold")):
            held = parts(EMPTY, lang)
            assert never not in held["message"].text.splitlines()[0]
            assert "<table" not in held["identities"].html + held["tails"].html

    def test_one_finding(self) -> None:
        data = disclosure(statements=[statement("carryover", 1, label="上年结转", reason="missing", **change("-4.00"))])
        text = parts(data, "en")
        assert text["message"].text.splitlines()[0].endswith("; 1 point to ask about")
        assert text["findings"].text.splitlines()[2] == "1 note"


def test_names_of_the_document_are_inert() -> None:
    name = "<script>alert('x')</script>\"&{{ x }}"
    rows = [
        amount("general_public_budget", "5", 1),
        amount("revenue_current_year", "9", 2, label=name, level="subtotal"),
    ]
    data = disclosure(
        amounts=rows, statements=[statement("carryover", 1, label=name, reason="missing", **change("-4"))]
    )
    for lang in LANGS:
        for block in parts(data, lang).values():
            assert "<script" not in block.html
            assert Page(block.html).open == []


def test_rows_that_are_no_amounts_are_named() -> None:
    facts = [
        {"subject": "budget_by_source", "measure": m, "value": 5, "unit": "万元", "line": 1}
        for m in ("total", "unit_funds")
    ]
    data = disclosure(
        department=facts, mentions=[mention(1, "讲座", "4场")], indicators=[indicator(1, "办讲座", "4场")]
    )
    names = {
        "department/budget_by_source/total": "部门绩效目标表按来源的预算",
        "department/budget_by_source/unit_funds": "部门绩效目标表按来源的预算：单位资金",
        "mentions/1": "绩效目标表“讲座”",
        "indicators/1": "绩效目标表“办讲座”",
    }
    for ref, name in names.items():
        row = {"left_how": f"[{ref}#value]", "right_how": None, "id": "x"}
        assert str(wording.figure_name(row, Trace(data, "zh"))) == name


def test_every_kind_of_finding_has_a_short_name() -> None:
    assert set(sentences.NAMES) == set(sentences.SENTENCES)


def test_a_form_is_named_by_its_project() -> None:
    data = disclosure(projects=[project(1, "annual", 5)])
    row = {"left_how": None, "right_how": "[projects/1/annual#total_yuan] / 10000", "id": "x"}
    assert str(wording.figure_name(row, Trace(data, "zh"))) == "绩效目标表“项目1”"
    for nowhere in ("[nope#value]", None):
        row = {"left_how": nowhere, "right_how": None, "id": "x"}
        assert str(wording.figure_name(row, Trace(data, "zh"))) == "x"
