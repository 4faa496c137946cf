"""The index in a real browser: search, what stays in the address, the change of language, and ten thousand lines."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from analysis.briefs import index as pages
from analysis.briefs.site import Site
from briefs.test_index import MADE, site
from browser.test_accessible import found as wrong
from support.chromium import NEEDS_BROWSER
from support.turns import in_turn

pytestmark = NEEDS_BROWSER


def published(made: Site) -> Path:
    """The staged pages at their places."""
    for name, path in made._staged.items():
        place = made.out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    return made.out


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    counted = {"error": 1, "warning": 0, "note": 0}
    entries = [
        {"id": "a-2026", "department": "甲省科学技术厅", "region": "甲省", "findings": counted},
        {"id": "a-2025", "department": "甲省科学技术厅", "region": "甲省", "year": 2025},
        {"id": "b-2026", "department": "乙市司法局", "region": "乙市"},
        {"id": "c-2026", "department": "<b>丙</b>\u202e局", "region": "乙市"},
    ]
    made = site(tmp_path_factory.mktemp("out"), *entries, outdated="b-2026/en/brief.html")
    pages.index(made, MADE)
    return published(made)


def rows(browser: Any) -> list[str]:
    shown = [row for row in browser.find_elements(By.CSS_SELECTOR, ".bb-disclosures tbody tr") if row.is_displayed()]
    return [row.find_element(By.TAG_NAME, "a").get_attribute("href").split("/")[-2] for row in shown]


def test_search_and_what_stays_in_the_address(out: Path, browser: Any) -> None:
    browser.get((out / "index.html").as_uri())
    assert len(rows(browser)) == 4
    browser.find_element(By.ID, "find").send_keys("甲省 2026")
    assert rows(browser) == ["a-2026"]
    assert "1份，共4份" in browser.find_element(By.TAG_NAME, "output").text
    browser.find_element(By.CSS_SELECTOR, ".bb-other").click()
    assert browser.current_url.endswith("index.en.html#" + browser.current_url.partition("#")[2])
    assert rows(browser) == ["a-2026"]
    assert browser.find_element(By.ID, "find").get_attribute("value") == "甲省 2026"
    browser.get((out / "index.html").as_uri() + "#stale=")
    browser.refresh()
    assert rows(browser) == ["b-2026"]
    browser.get((out / "index.html").as_uri() + "#errors=")
    browser.refresh()
    assert rows(browser) == ["a-2026"]


def test_names_are_names_and_nothing_is_refused_or_asked_for(out: Path, browser: Any) -> None:
    browser.get_log("browser")
    for page in ("index.html", "index.en.html", "c-2026/index.html", "a-2026/index.en.html"):
        browser.get((out / page).as_uri())
        assert browser.get_log("browser") == []
        assert browser.find_elements(By.CSS_SELECTOR, "main b") == []
    browser.get((out / "c-2026/index.html").as_uri())
    assert "<b>丙</b>\\u202e局" in browser.find_element(By.TAG_NAME, "h1").text


@pytest.mark.parametrize(
    ("page", "width"),
    in_turn(["index.html", "index.en.html", "a-2026/index.html", "a-2026/index.en.html"], [360, 1280]),
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(out: Path, browser: Any, page: str, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for scheme in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        browser.get((out / page).as_uri())
        assert wrong(browser) == []
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_ten_thousand_disclosures_are_searched_at_once(tmp_path: Path, browser: Any) -> None:
    made = Site(tmp_path)
    for number in range(10_000):
        made.disclosures[f"{number}-2026"] = {"department": f"某局{number}", "year": 2026, "total": "1.00"}
    (tmp_path / "index.html").write_text(pages.Listing("zh").index(made, set()), encoding="utf-8")
    started = time.monotonic()
    browser.get((tmp_path / "index.html").as_uri())
    assert time.monotonic() - started < 10
    search = """const find = document.getElementById('find'), begun = performance.now();
        find.value = '某局4321'; find.dispatchEvent(new Event('input', {bubbles: true}));
        document.body.offsetHeight; return performance.now() - begun;"""
    assert browser.execute_script(search) < 2000
    assert browser.execute_script("return document.querySelectorAll('tbody tr:not([hidden])').length") == 1
