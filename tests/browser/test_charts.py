"""Charts as a page's script draws them: in place of their pictures, with exact figures, without any eval."""

from __future__ import annotations

import base64
import csv
import io
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains

from browser.conftest import Open, until
from support.chromium import NEEDS_BROWSER

pytestmark = NEEDS_BROWSER

LIVE = ".bb-chart > div[role=img]"


def drawn(browser: Any) -> int:
    """How many charts there are, all of them drawn by the script."""
    count = browser.execute_script("return document.querySelectorAll('main figure:has(script)').length")
    for place in range(count):
        chart = f"document.querySelectorAll('main figure:has(script)')[{place}]"
        browser.execute_script(f"{chart}.scrollIntoView({{behavior: 'instant'}})")
        until(browser, f"return {chart}.querySelector('.bb-chart > div svg')")
    return int(count)


@pytest.mark.parametrize(
    ("page", "count"), [("zh/brief.html", 3), ("en/changes.html", 2), ("zh/structure.html", 3), ("en/costs.html", 1)]
)
def test_every_chart_is_drawn(open_page: Open, page: str, count: int) -> None:
    browser = open_page(page)
    assert drawn(browser) == count
    assert browser.get_log("browser") == []
    labels = browser.execute_script(f"return [...document.querySelectorAll('{LIVE}')].map(e => e.ariaLabel)")
    assert len(labels) == count
    assert all(len(label) > 40 for label in labels)
    assert browser.execute_script("return document.querySelectorAll('.bb-chart > svg').length") == 0
    sizes = f"return [...document.querySelectorAll('{LIVE} svg')].map(e => e.getBoundingClientRect().height)"
    high = browser.execute_script(sizes)
    assert all(100 < each < 1200 for each in high)


def test_pointing_says_the_exact_figure(open_page: Open) -> None:
    browser = open_page("zh/changes.html")
    drawn(browser)
    mark = "document.querySelector('.mark-rect path')"
    browser.execute_script(f"{mark}.scrollIntoView({{behavior: 'instant', block: 'center'}})")
    ActionChains(browser).move_to_element(browser.execute_script(f"return {mark}")).perform()
    said = until(browser, "const t = document.querySelector('.bb-tip'); return t.hidden ? '' : t.innerText")
    assert "2025年总计" in said
    assert "12,347.87" in said


def test_the_table_behind_and_its_csv(open_page: Open) -> None:
    browser = open_page("en/changes.html")
    toggled = "const d = document.querySelector('.bb-behind'); d.querySelector('summary').click(); return d.open"
    assert browser.execute_script(toggled) is True
    address = browser.execute_script("return document.querySelector('.bb-behind a[download]').href")
    text = base64.b64decode(address.partition("base64,")[2]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    shown = browser.execute_script(
        "return [...document.querySelectorAll('.bb-behind table')[0].rows].map(row => [...row.cells].map("
        "cell => cell.querySelector('data')?.getAttribute('value') ?? cell.textContent))"
    )
    assert rows == shown
    assert [row[1] for row in rows[1:]] == ["12347.87", "-682.27", "-740.4", "-116.29", "10808.91"]


def test_colours_of_the_dark(open_page: Open) -> None:
    browser = open_page("en/changes.html", dark=True)
    drawn(browser)
    ground = "return getComputedStyle(document.querySelector('.bb-chart')).backgroundColor"
    assert browser.execute_script(ground) == "rgb(24, 29, 37)"
    texts = browser.execute_script(
        "return [...document.querySelectorAll('.bb-chart text[fill]')].map(t => getComputedStyle(t).fill)"
    )
    assert texts
    assert not {"rgb(26, 31, 39)", "rgb(91, 100, 112)"} & set(texts)
    unknown = browser.execute_script(
        "return [...new Set([...document.querySelectorAll('.bb-chart [fill], .bb-chart [stroke]')].flatMap(e => "
        "[e.getAttribute('fill'), e.getAttribute('stroke')]).filter(c => c && /^#|^rgb/.test(c)))].filter(c => "
        '![...document.styleSheets].some(s => [...s.cssRules].some(r => r.cssText.includes(`fill="${c}"`))))'
    )
    assert unknown == []  # every colour of a chart has one for the dark
