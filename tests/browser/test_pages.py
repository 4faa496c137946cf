"""The built pages in a real browser: they load, ask for nothing, and do not scroll sideways."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.catalog import data_folder
from support.chromium import NEEDS_BROWSER

pytestmark = NEEDS_BROWSER


NAMES = ("brief", "changes", "structure", "costs", "quality")
PAGES = [*(f"322-2026/{lang}/{name}.html" for lang in ("zh", "en") for name in NAMES), "definitions.html", "index.html"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    assert publish.build(plans.make(["322-2026"], data=data_folder(), names=NAMES), out).failures == []
    return out


def narrow_to(browser: Any, width: int) -> None:
    """A viewport of that width: a headless window has a least width of its own."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


@pytest.mark.parametrize("page", PAGES)
def test_loads_alone_and_fits(site: Path, browser: Any, page: str) -> None:
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get((site / page).as_uri())
    assert browser.get_log("browser") == []
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = [m["params"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    own = [a["request"]["url"] for a in asked if a["documentURL"] == (site / page).as_uri()]
    assert own == [(site / page).as_uri()]  # not the browser's own start page
    for width in (360, 390, 768, 1280, 2560):
        narrow_to(browser, width)
        assert browser.execute_script("return innerWidth") == width
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    narrow_to(browser, 1280)
    inner = "return [...document.querySelectorAll('.bb-wide')].filter(e => e.scrollWidth > e.clientWidth).length"
    assert browser.execute_script(inner) == 0  # on a wide screen no table scrolls


def test_the_style_sheet_is_not_refused_and_charts_have_a_size(site: Path, browser: Any) -> None:
    browser.get((site / "322-2026/zh/changes.html").as_uri())
    narrow_to(browser, 1280)
    aligned = "return getComputedStyle(document.querySelector('td.bb-figures')).textAlign"
    assert browser.execute_script(aligned) == "right"
    sizes = "return [...document.querySelectorAll('figure svg')].map(e => e.getBoundingClientRect().height)"
    heights = browser.execute_script(sizes)
    assert len(heights) == 2
    assert all(150 < height < 700 for height in heights)
    names = browser.execute_script("return [...document.querySelectorAll('figure svg')].map(e => e.ariaLabel)")
    assert "10,808.91" in names[0]


def test_the_language_switch_leads_to_the_other_page(site: Path, browser: Any) -> None:
    from selenium.webdriver.common.by import By

    browser.get((site / "322-2026/zh/changes.html").as_uri())
    browser.find_element(By.LINK_TEXT, "English").click()
    assert browser.current_url.endswith("/322-2026/en/changes.html")
    assert browser.execute_script("return document.documentElement.lang") == "en"
