"""The panel that says where a figure is from: by click, tap, focus and keys, with citations to copy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from browser.conftest import Open, until
from support.chromium import NEEDS_BROWSER

pytestmark = NEEDS_BROWSER

FIRST = "main h1 data"


def panel(browser: Any) -> str:
    """What the panel says, nothing where it is hidden."""
    shown = "const p = document.getElementById('bb-panel'); return p.hidden ? '' : p.innerText"
    return str(browser.execute_script(shown))


def click(browser: Any, selector: str, number: int = 0) -> None:
    browser.execute_script("document.querySelectorAll(arguments[0])[arguments[1]].click()", selector, number)


def keys(browser: Any, *pressed: str) -> None:
    ActionChains(browser).send_keys(*pressed).perform()


def test_a_printed_figure(open_page: Open) -> None:
    browser = open_page("zh/changes.html")
    assert panel(browser) == ""
    click(browser, FIRST)
    assert "10,808.91万元" in panel(browser)
    assert "表1（" in panel(browser)
    assert "第" in panel(browser)
    assert "[amounts/1/revenue/8/total/2026/budget#amount]" in panel(browser)
    assert "原文：山西省科学技术协会《" in panel(browser)  # how to get it, where it was not kept
    assert re.search(r"SHA-256 [0-9a-f]{64}", panel(browser))
    assert browser.execute_script("return document.querySelector(arguments[0]).ariaExpanded", FIRST) == "true"
    click(browser, "h2")
    assert panel(browser) == ""


def test_a_computed_figure(open_page: Open) -> None:
    browser = open_page("en/changes.html")
    click(browser, FIRST, 1)
    said = panel(browser)
    assert [line for line in said.splitlines() if line][1:3] == ["12.5%", "−12.46%"]  # as shown, and with more digits
    assert "= 100 × (−1,538.96) ÷ (10,808.91 − (−1,538.96))" in said
    assert "narrative" in said


def test_by_keys_alone(open_page: Open) -> None:
    browser = open_page("en/changes.html")
    browser.execute_script("document.querySelector('#table-a').closest('.bb-wide').focus()")
    keys(browser, Keys.TAB)
    while (
        browser.execute_script("return document.activeElement.tagName") != "DATA"
    ):  # the caption's note, the headings' buttons
        keys(browser, Keys.TAB)
    assert browser.execute_script("return document.activeElement.tagName") == "DATA"
    cell = "return document.querySelectorAll('#table-a tbody tr')[arguments[0]].cells[arguments[1]].innerText"
    for key, row, column in ((None, 0, 1), (Keys.ARROW_DOWN, 1, 1), (Keys.ARROW_RIGHT, 1, 2)):
        if key:
            keys(browser, key)
        assert browser.execute_script(cell, row, column) in panel(browser)
    keys(browser, Keys.END)
    last = browser.execute_script("return document.activeElement.textContent")
    assert last in panel(browser)
    keys(browser, Keys.ENTER)
    assert browser.execute_script("return document.activeElement.id") == "bb-panel"
    keys(browser, Keys.ESCAPE)
    assert panel(browser) == ""
    assert browser.execute_script("return document.activeElement.textContent") == last
    stops = "return [...document.querySelectorAll('#table-a data')].filter(e => e.tabIndex === 0).length"
    assert browser.execute_script(stops) == 1  # a table is one stop
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert browser.execute_script(outline) == "solid"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_citations(open_page: Open, lang: str) -> None:
    browser = open_page(f"{lang}/changes.html")
    browser.execute_script(
        "window.copied = []; Object.defineProperty(navigator, 'clipboard', "
        "{value: {writeText: async text => window.copied.push(text)}, configurable: true})"
    )
    click(browser, FIRST)
    for number in range(3):
        click(browser, "#bb-panel [data-format]", number)
    until(browser, "return window.copied.length === 3")
    text, markdown, bibtex = browser.execute_script("return window.copied")
    for citation in (text, markdown, bibtex):
        assert "10,808.91" in citation
        assert "山西省科学技术协会2026年度部门预算公开" in citation
        assert "322-2026" in citation
        assert "<" not in citation
    assert "表1" in text if lang == "zh" else "table 1" in text
    assert markdown.startswith("**1.08" if lang == "zh" else "**CNY")  # as it is shown; the exact figure stands behind
    assert bibtex.startswith("@misc{budget-322-2026-")
    assert bibtex.count("{") == bibtex.count("}")
    assert until(browser, "return document.querySelector('#bb-panel [role=status]').textContent")


def test_a_sheet_at_the_foot_of_a_narrow_screen(open_page: Open) -> None:
    browser = open_page("zh/changes.html", width=360)
    click(browser, FIRST)
    box = browser.execute_script("return document.getElementById('bb-panel').getBoundingClientRect().toJSON()")
    assert box["left"] >= 0
    assert box["right"] <= 360
    assert box["bottom"] <= 900
    assert box["bottom"] > 850


def test_every_figure_can_be_asked(open_page: Open) -> None:
    browser = open_page("zh/costs.html")
    every, asked = (
        browser.execute_script(f"return document.querySelectorAll('main {figure}').length")
        for figure in ("data", "data[role=button]")
    )
    assert every == asked > 150
