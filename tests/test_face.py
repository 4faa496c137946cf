"""What `from analysis import ...` gives, with the examples that `help` shows."""

from __future__ import annotations

import doctest
import os
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest

import analysis
from analysis import answers, budgets, load, show, where
from analysis.catalog import VARIABLE, data_folder
from analysis.face import Budgets
from analysis.present.display import both

EXAMPLES = ("analysis", "analysis.catalog", "analysis.face", "analysis.metadata", "analysis.money", "analysis.text")


@pytest.mark.parametrize("module", [*EXAMPLES, "analysis.present.phrases"])
def test_examples_hold(module: str) -> None:
    failed, tried = doctest.testmod(import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried
    assert not failed


def test_names_complete_and_have_help() -> None:
    assert set(analysis.__all__) <= set(dir(analysis))
    for name in ("answers", "load", "show", "where"):
        assert ">>> " in (getattr(analysis, name).__doc__ or "")
    assert budgets._ipython_key_completions_() == list(budgets)
    assert "322-2026" in budgets


def test_budgets_are_those_of_a_folder(tmp_path: Path) -> None:
    assert list(Budgets(data_folder())) == list(budgets)
    assert budgets.frame.filter(id="322-2026")["year"].item() == 2026
    with pytest.raises(KeyError):
        budgets["999-1900"]
    with pytest.raises(ValueError, match="no such folder"):
        list(Budgets(tmp_path / "none"))


def test_answers_of_a_budget_that_lies_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    budget = load("322-2026")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert answers(budget).changes.height == 16
    assert os.environ.get(VARIABLE) is None


class TestShow:
    def test_a_budget_and_answers(self) -> None:
        budget = load("322-2026")
        zh, en = show(budget), show(answers(budget), "en")
        assert "山西省科学技术协会 · 2026年部门预算简报" in repr(zh)
        assert "amounts" in zh.html
        assert "What to ask about" in en.html
        assert both(budget).html == show(budget, "zh").html + show(budget, "en").html

    def test_names_units_and_all_digits(self) -> None:
        frame = load("322-2026").amounts.head(3).select("label", "amount", "uncertain", "line")
        shown = show(frame, "zh")
        assert "万元" in str(shown).splitlines()[0]
        assert "金额" in shown.html
        assert "7,734.64" in shown.html
        assert "<td" in shown.html
        odd = pl.DataFrame({"amount": [Decimal("0.123456"), Decimal("-1.50"), None]})
        assert "0.123456" in repr(show(odd))
        assert "\u22121.5" in repr(show(odd))

    def test_references_become_places(self) -> None:
        budget = load("322-2026")
        found = answers(budget).changes.head(1)
        assert "line 126" in show(found, "en", of=budget).html
        assert "amounts/1/revenue/8/total/2026/budget" in show(found, "en").html

    def test_long_frames_say_so(self) -> None:
        assert "the first 5 of 456 rows" in repr(show(load("322-2026").amounts, "en", rows=5))

    def test_names_of_the_document_are_escaped(self) -> None:
        frame = pl.DataFrame({"label": ["<script>alert(1)</script>", "甲<b>\u202e"], "x<": [1, 2]})
        html = show(frame).html
        assert "<script>" not in html
        assert "&lt;b&gt;\\u202e" in html
        assert "x&lt;" in html

    def test_anything_else_is_refused(self) -> None:
        with pytest.raises(TypeError, match="expected a budget"):
            show(1)
        with pytest.raises(ValueError, match="expected one of"):
            show(load("322-2026"), "fr")


def test_where() -> None:
    said = where("amounts/1/revenue/8/total/2026/budget statements/1", load("322-2026"))
    assert said.text.startswith("表1（2026年预算收支总表）“收入总计”")
    assert where("amounts/99/x/1/total", "322-2026").text == ""


def test_a_notebook_shows_them_richly(monkeypatch: pytest.MonkeyPatch) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    analysis._show_richly()
    data, _ = shell.display_formatter.format(load("322-2026"))
    assert "山西省科学技术协会" in data["text/html"]
    assert "Budget brief 2026" in data["text/html"]
