"""Charts as a page's script draws them: at the width there is, with exact figures, without any eval."""

from __future__ import annotations

import base64
import csv
import io
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains

from browser.conftest import NAMES, Open, until
from support.chromium import NEEDS_BROWSER
from support.turns import in_turn

pytestmark = NEEDS_BROWSER

LIVE = ".bb-chart > div"


def drawn(browser: Any) -> int:
    """How many charts there are, all of them drawn by the script."""
    count = browser.execute_script("return document.querySelectorAll('main figure:has(script)').length")
    for place in range(count):
        chart = f"document.querySelectorAll('main figure:has(script)')[{place}]"
        browser.execute_script(f"{chart}.scrollIntoView({{behavior: 'instant'}})")
        until(browser, f"return {chart}.querySelector('.bb-chart > div svg')")
    return int(count)


@pytest.mark.parametrize(("lang", "name"), in_turn(("zh", "en"), NAMES))
def test_on_a_phone_charts_fit_and_are_drawn(open_page: Open, lang: str, name: str) -> None:
    page = f"{lang}/{name}.html"
    browser = open_page(page, width=390)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    count = drawn(browser)
    assert bool(count) == ("quality" not in page)
    assert browser.get_log("browser") == []
    labels = browser.execute_script("return [...document.querySelectorAll('.bb-chart')].map(e => e.ariaLabel)")
    assert len(labels) == count
    assert all(len(label) > 20 for label in labels)
    until(browser, "return !document.querySelector('.bb-behind[open]')")
    cut = browser.execute_async_script(f"""const [done] = arguments;
        const cut = () => [...document.querySelectorAll('.bb-chart')].flatMap(chart => {{
          const box = chart.getBoundingClientRect(), svg = chart.querySelector('{LIVE} svg');
          const out = [svg, ...svg.querySelectorAll('text, .mark-rect path')].filter(e => {{
            const own = e.getBoundingClientRect();
            return own.width && (own.left < box.left - 1 || own.right > box.right + 1);
          }}).map(e => e.textContent || e.tagName);
          return chart.scrollWidth > chart.clientWidth ? ['scrolls', ...out] : out;
        }});
        const wait = (n) => n && cut().length ? setTimeout(() => wait(n - 1), 50) : done(cut());
        wait(40);""")
    assert cut == []


def test_pointing_says_the_exact_figure(open_page: Open) -> None:
    browser = open_page("zh/changes.html")
    drawn(browser)
    mark = "document.querySelector('.mark-rect path')"
    browser.execute_script(f"{mark}.scrollIntoView({{behavior: 'instant', block: 'center'}})")
    ActionChains(browser).move_to_element(browser.execute_script(f"return {mark}")).perform()
    said = until(browser, "const t = document.querySelector('.bb-tip'); return t.hidden ? '' : t.innerText")
    assert "上年结转" in said
    assert "−740.40" in said


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
    assert [row[1] for row in rows[1:]] == ["-740.4", "-682.27", "-116.29"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "quality"])
def test_colours_of_the_dark(open_page: Open, name: str) -> None:
    browser = open_page(f"en/{name}.html", dark=True)
    count = drawn(browser)
    grounds = browser.execute_script(
        f"return [...document.querySelectorAll('.bb-chart, {LIVE}, {LIVE} svg, {LIVE} svg > rect')]"
        ".map(e => e.tagName === 'rect' ? getComputedStyle(e).fill : getComputedStyle(e).backgroundColor)"
    )
    assert len(grounds) >= 3 * count > 0
    assert set(grounds) <= {"rgb(24, 29, 37)", "rgba(0, 0, 0, 0)", "none"}
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
