"""Chromium without a window, for tests of what a reader sees."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
#: Set to `required` where a browser must be there (`.ci/run`): then these tests fail without one.
REQUIRED = os.environ.get("BUDGET_BRIEFS_BROWSER") == "required"
NEEDS_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not ((CHROMIUM and DRIVER) or REQUIRED), reason="Chromium or its driver is not installed"),
]


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser with a profile of its own, which logs what pages say and ask for."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    if not (CHROMIUM and DRIVER):
        raise RuntimeError("no Chromium or no chromedriver: install chromium and chromium-driver")

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        fonts = _fonts(Path(profile))
        flags = ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "disable-background-networking")
        for flag in (*flags, f"user-data-dir={profile}", "window-size=1400,2400"):
            options.add_argument(f"--{flag}")
        driver = webdriver.Chrome(
            options=options, service=Service(DRIVER, env={**os.environ, "HOME": profile, **fonts})
        )
        driver.set_script_timeout(180)  # other tests share the machine
        try:
            yield driver
        finally:
            driver.quit()


def _fonts(folder: Path) -> dict[str, str]:
    """The variable by which the browser knows the package's Chinese font besides the system's own."""
    from pylopdf_fonts_zh_cn import sans_path

    config = folder / "fonts.conf"
    own = f"<dir>{sans_path().parent}</dir><cachedir>{folder}/fonts</cachedir>"
    config.write_text(f"<fontconfig><include ignore_missing='yes'>/etc/fonts/fonts.conf</include>{own}</fontconfig>")
    return {"FONTCONFIG_FILE": str(config)}
