"""The built pages in a real browser: they load alone and fast, ask for nothing, and do not scroll sideways."""

from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pypdf
import pytest

from browser.conftest import NAMES, Open, until
from support.chromium import NEEDS_BROWSER
from support.turns import in_turn

pytestmark = NEEDS_BROWSER

PAGES = [f"{lang}/{name}.html" for lang in ("zh", "en") for name in NAMES]
MOST_BYTES = 1_500_000
#: Milliseconds until a page is loaded, its scripts run; the best of a few, since other tests share the machine.
MOST_MILLISECONDS = 1000


@pytest.mark.parametrize(
    ("page", "width"),
    in_turn([*PAGES, "../definitions.html", "../index.html"], [768, 1280, 2560, 3840]),
)
def test_loads_alone_and_fits(site: Path, open_page: Open, page: str, width: int) -> None:
    fits = "const e = document.documentElement; return e.scrollWidth <= e.clientWidth"
    address = (site / "322-2026" / page).resolve().as_uri()
    browser = open_page(page, width=360)
    assert browser.execute_script(fits)
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    assert browser.execute_script(fits)
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
    assert {url for url in asked if not url.startswith(("data:", "about:", "chrome:"))} <= {address}
    if width >= 1280:
        scrolls = "return [...document.querySelectorAll('main .bb-wide')].filter(e => e.scrollWidth > e.clientWidth)"
        assert [table.text[:80] for table in browser.execute_script(scrolls)] == []  # on a wide screen none does


def test_pages_are_small(site: Path) -> None:
    assert [page for page in PAGES if (site / "322-2026" / page).stat().st_size >= MOST_BYTES] == []


@pytest.mark.parametrize("page", PAGES[: len(NAMES)])
def test_opens_in_under_a_second(open_page: Open, page: str) -> None:
    took = "const [n] = performance.getEntriesByType('navigation'); return n.loadEventEnd || n.domComplete"
    assert any(open_page(page).execute_script(took) < MOST_MILLISECONDS for _ in range(3))


def test_nothing_may_be_loaded_or_run_as_text(site: Path, open_page: Open) -> None:
    browser, html = open_page("zh/changes.html"), (site / "322-2026/zh/changes.html").read_text(encoding="utf-8")
    policy = browser.execute_script("return document.querySelector('meta[http-equiv]').content")
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert not re.search(r"<[^>]* (?:style|on[a-z]+)=", re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL))
    run = "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'})); "
    assert browser.execute_script(f"{run} return window.ran ?? null") is None
    evaluated = "try { new Function('return 1')(); 'ran' } catch (e) { e.name }"
    asked = {"expression": evaluated, "allowUnsafeEvalBlockedByCSP": False}
    assert browser.execute_cdp_cmd("Runtime.evaluate", asked)["result"]["value"] == "EvalError"


def test_shows_all_that_matters_without_scripts(open_page: Open) -> None:
    browser = open_page("zh/changes.html", scripts=False)
    seen = browser.execute_cdp_cmd("DOM.getDocument", {"depth": -1})
    assert "10,808.91" in json.dumps(seen)
    for selector in (
        "details.bb-behind[open] table",
        "details.bb-behind a[download]",
        "data[title]",
        ".bb-contents a",
        ".bb-notes li",
    ):
        found = browser.execute_cdp_cmd(
            "DOM.querySelectorAll", {"nodeId": seen["root"]["nodeId"], "selector": selector}
        )
        assert found["nodeIds"], selector


def test_the_language_switch_keeps_the_place(open_page: Open) -> None:
    browser = open_page("zh/structure.html")
    browser.execute_script("document.querySelector('.bb-contents a[href=\"#who-pays-for-what\"]').click()")
    until(browser, "return document.querySelector('.bb-contents [aria-current]')?.hash === '#who-pays-for-what'")
    browser.execute_script("document.querySelector('.bb-bar a[hreflang]').click()")
    until(browser, "return document.documentElement.lang === 'en' && document.readyState === 'complete'")
    assert browser.current_url.endswith("/322-2026/en/structure.html#who-pays-for-what")
    assert browser.execute_script("return document.documentElement.lang") == "en"
    until(browser, "return Math.abs(document.getElementById('who-pays-for-what').getBoundingClientRect().top) < 60")


def test_the_contents_follow(open_page: Open) -> None:
    browser = open_page("en/structure.html")
    marked = "return document.querySelector('.bb-contents [aria-current]')?.getAttribute('href') ?? ''"
    assert browser.execute_script(marked) == ""
    browser.execute_script(
        "document.documentElement.style.scrollBehavior = 'auto';"
        "document.getElementById('who-pays-for-what').scrollIntoView()"
    )
    browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
    assert browser.execute_script(marked) == "#who-pays-for-what"


def test_code_shows_by_a_switch(open_page: Open) -> None:
    browser = open_page("en/changes.html")
    shown = "return [...document.querySelectorAll('.bb-code')].filter(e => e.offsetParent).length"
    assert browser.execute_script(shown) == 0
    browser.execute_script("document.getElementById('code').click()")
    assert browser.execute_script(shown) >= 8
    assert "about(budget, lang" in browser.execute_script("return document.querySelector('main').innerText")


def test_headings_tables_and_figures_are_numbered_and_noted(open_page: Open) -> None:
    browser = open_page("en/changes.html")

    def texts(selector: str) -> list[str]:
        return list(
            browser.execute_script(f"return [...document.querySelectorAll('{selector}')].map(e => e.innerText)")
        )

    numbers = [text.split()[0] for text in texts("main > section > h2:has(.bb-number)")]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    figures, tables = texts("figcaption .bb-number"), texts("table[id] .bb-number")
    assert figures == [f"Figure {number}" for number in range(1, len(figures) + 1)] != []
    assert tables == [f"Table {letter}" for letter in "ABCDEFG"[: len(tables)]] != []
    notes = browser.execute_script(
        "return [...document.querySelectorAll('sup a')].map(a => !!document.getElementById(a.hash.slice(1)))"
    )
    assert notes
    assert all(notes)
    assert all("document" in text or "narrative" in text.lower() for text in texts(".bb-notes li"))
    facts = " ".join(texts(".bb-facts div"))
    assert all(part in facts for part in ("Document", "2026", "Built", "Version", "322-2026"))


def test_print_has_heads_numbers_and_text(open_page: Open) -> None:
    browser = open_page("zh/changes.html")
    made = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    document = pypdf.PdfReader(io.BytesIO(base64.b64decode(made["data"])))
    pages = ["".join(normalize("NFKC", page.extract_text()).split()) for page in document.pages]
    pages = [page.replace("⻔", "门") for page in pages]  # a radical that the font draws alike
    assert 1 <= len(pages) <= 4
    assert [round(float(side)) for side in document.pages[0].mediabox[2:]] == [595, 842]  # A4, in points
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in page
        assert "2026年部门预算简报" in page
    assert "10,808.91" in pages[0]
    assert "显示代码" not in "".join(pages)


def test_figures_keep_their_points_in_line(open_page: Open) -> None:
    browser = open_page("en/structure.html")
    points: dict[str, set[float]] = {}
    found: Any = browser.execute_script(
        """const found = [];
        for (const table of document.querySelectorAll('main table[id]')) for (const row of table.tBodies[0].rows)
          for (const cell of row.cells) {
            const data = cell.querySelector('data');
            if (!cell.classList.contains('bb-figures') || cell.textContent !== data?.textContent) continue;
            const at = data.textContent.indexOf('.');
            if (at < 0 || row.classList.contains('bb-total')) continue;
            const range = document.createRange();
            range.setStart(data.firstChild, at);
            range.setEnd(data.firstChild, at + 1);
            found.push([`${table.id}/${cell.cellIndex}`, range.getBoundingClientRect().left]);
          }
        return found;"""
    )
    for column, place in found:
        points.setdefault(column, set()).add(round(place))
    assert len(points) > 12
    assert {column: sorted(places) for column, places in points.items() if max(places) - min(places) > 1} == {}
