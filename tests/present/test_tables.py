from __future__ import annotations

import re

import polars as pl
import pytest

from analysis import load
from analysis.disclosure import Disclosure
from analysis.measures.answers import answers
from analysis.measures.changes import changes
from analysis.present import tables
from support.compared import compared
from support.page import Page
from support.traced import Tracer

PARTS = [tables.message, tables.sources, tables.expenditure, tables.running, tables.certainty, tables.method]


@pytest.fixture(scope="module")
def committed() -> tuple[pl.DataFrame, Disclosure]:
    budget = load("322-2026")
    return changes(budget), budget


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_well_formed_and_the_same_every_time(part, lang: str, committed) -> None:  # type: ignore[no-untyped-def]
    block = part(*committed, lang)
    page = Page(block._repr_html_())
    assert page.open == []
    assert block == part(*committed, lang)
    assert "None" not in repr(block)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_accessible(lang: str, committed) -> None:  # type: ignore[no-untyped-def]
    for part in (tables.sources, tables.expenditure, tables.running, tables.certainty):
        html = part(*committed, lang).html
        page = Page(html)
        assert html.count("<table") == html.count("<caption") == 1
        assert "万元" in html[html.index("<caption") : html.index("</caption>")]
        assert {attributes["scope"] for attributes in page.all("th")} == {"col", "row"}
        assert len(page.all("tr")) == 1 + sum(a["scope"] == "row" for a in page.all("th"))


def test_every_figure_says_where_it_comes_from(committed) -> None:  # type: ignore[no-untyped-def]
    answer, budget = committed
    tracer, seen = Tracer(budget, answers(budget)), 0
    for part in PARTS:
        for figure in Page(part(answer, budget, "zh").html).all("data"):
            assert list(tracer.complaints(figure)) == []
            seen += 1
    assert seen > 100


def test_names_of_the_document_are_inert() -> None:
    name = "<script>alert('x')</script>\"&{{ x }}"
    answer, budget = compared("100", "-20", department=name, general_public_budget="60 -5")
    for part in PARTS:
        for lang in ("zh", "en"):
            html = part(answer, budget, lang).html
            assert "<script" not in html
            assert Page(html).open == []
    titles = [figure["title"] or "" for figure in Page(tables.sources(answer, budget, "zh").html).all("data")]
    assert any(name in title for title in titles)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_budget_of_which_nothing_is_known(part, lang: str) -> None:  # type: ignore[no-untyped-def]
    answer, budget = compared("100", None)
    block = part(answer, budget, lang)
    assert block.text
    assert "<table" not in block.html


def test_what_is_missing_is_said() -> None:
    text = repr(tables.running(*compared(), "zh"))
    assert text.endswith("机关运行经费、“三公”经费：文件没有给出可与上年比较的数。")


def test_unchanged_and_undefined(committed) -> None:  # type: ignore[no-untyped-def]
    text = repr(tables.running(*committed, "zh"))
    lines = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert re.search(r"20\.20 +20\.20 +0\.00 +0\.00%", lines["“三公”经费"])
    assert "上年为0，无百分比" in lines["因公出国（境）费"]
    assert re.search(r"216\.89 +213\.63 +\+3\.26 +\+1\.53%", lines["机关运行经费"])


def test_an_unknown_language() -> None:
    with pytest.raises(ValueError, match="expected one of zh, en"):
        tables.message(*compared(), "fr")
