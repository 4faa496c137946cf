"""The notebook in a real JupyterLab: what is stored shows, and changing a parameter and running all works."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analysis.briefs.plan import notebooks_folder
from analysis.catalog import VARIABLE, data_folder
from support.chromium import NEEDS_BROWSER

pytestmark = NEEDS_BROWSER


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab on a copy of the notebooks."""
    root, home = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("home")
    shutil.copy(notebooks_folder() / "changes.ipynb", root)
    environment = {**os.environ, "HOME": str(home), "JUPYTER_RUNTIME_DIR": str(home), VARIABLE: str(data_folder())}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip", "127.0.0.1", "--port", "0"]
    options = ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, *options, f"--ServerApp.root_dir={root}"], env=environment, stdout=log, stderr=log
        )
    try:
        wait(lambda: list(home.glob("jpserver-*.json")))
        (about,) = home.glob("jpserver-*.json")
        wait(lambda: about.read_text().endswith("}"))
        running = json.loads(about.read_text())
        yield f"{running['url']}lab/tree/changes.ipynb?token={running['token']}&reset"
    finally:
        server.terminate()
        server.wait(20)


def wait(done: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := done()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)
    return found


def test_parameters_and_run_all(lab: str, browser: Any) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    def text() -> str:
        return str(browser.execute_script("return document.querySelector('.jp-NotebookPanel')?.innerText ?? ''"))

    def charts() -> int:
        return int(browser.execute_script("return document.querySelectorAll('.jp-RenderedVegaCommon5 canvas').length"))

    def choose(selector: str, name: str) -> None:
        items = wait(lambda: [e for e in browser.find_elements(By.CSS_SELECTOR, selector) if e.text.startswith(name)])
        items[0].click()

    browser.get(lab)
    wait(lambda: "2026年预算10,808.91万元，比2025年下降12.46%" in text())
    wait(lambda: charts() == 2)
    wait(lambda: "Idle" in str(browser.find_element(By.TAG_NAME, "body").text))
    cell = browser.find_elements(By.CSS_SELECTOR, ".jp-CodeCell .cm-content")[0]
    cell.click()
    cell.send_keys(Keys.CONTROL, "a")
    cell.send_keys('disclosure = "322-2026"\nbase_year = 2025\nlang = "en"')
    choose(".lm-MenuBar-itemLabel", "Run")
    choose(".lm-Menu-itemLabel", "Run All Cells")
    wait(lambda: "Budget 2026: 10,808.91\u202f万元, down 12.46% from 2025" in text())
    wait(lambda: "Method and source" in text() and charts() == 2)
    assert "Traceback" not in text()
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
