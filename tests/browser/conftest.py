from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.chromium import chromium

#: The pages of one disclosure.
NAMES = ("brief", "changes", "structure", "costs", "quality", "inference")

#: Opens a page of the site, `zh/changes.html#sources`, at a width, with a colour scheme, with scripts or without.
Open = Callable[..., Any]


def until(browser: Any, script: str, seconds: float = 10) -> Any:
    """What a script returns, once that is something."""
    end = time.monotonic() + seconds
    while not (found := browser.execute_script(script)):
        assert time.monotonic() < end, f"in vain: {script}"
        time.sleep(0.05)
    return found


@pytest.fixture(scope="session")
def _driver() -> Iterator[Any]:
    with chromium() as driver:
        yield driver


@pytest.fixture
def browser(_driver: Any) -> Any:
    """The browser that all tests of a process share, as it was when it started."""
    for reset in ("clearDeviceMetricsOverride", "setEmulatedMedia", "setScriptExecutionDisabled"):
        _driver.execute_cdp_cmd(f"Emulation.{reset}", {"value": False} if reset.endswith("Disabled") else {})
    return _driver


@pytest.fixture
def open_page(site: Path, browser: Any) -> Open:
    def opened(page: str, *, width: int = 1280, dark: bool = False, scripts: bool = True, media: str = "") -> Any:
        name, _, place = page.partition("#")
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [scheme]})
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get("about:blank")  # so that another place of the same page is loaded anew
        for log in ("browser", "performance"):
            browser.get_log(log)
        browser.get((site / "322-2026" / name).as_uri() + (f"#{place}" if place else ""))
        return browser

    return opened
