"""The notebooks in a real JupyterLab: what is stored shows, and running all gives what a build gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analysis.briefs.notebooks import notebooks_folder
from analysis.catalog import VARIABLE, data_folder
from support.chromium import NEEDS_BROWSER

pytestmark = NEEDS_BROWSER


@dataclass(frozen=True)
class Lab:
    """A JupyterLab: its address, its token, and the folder that it shows."""

    url: str
    token: str
    root: Path

    def of(self, notebook: str) -> str:
        """The address of a notebook in a workspace without other tabs."""
        return f"{self.url}lab/workspaces/{notebook}/tree/{notebook}.ipynb?token={self.token}&reset"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A JupyterLab on a copy of the notebooks; those but `changes` have no outputs yet."""
    root, home = tmp_path_factory.mktemp("lab"), tmp_path_factory.mktemp("home")
    for path in notebooks_folder().glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"] if path.stem != "changes" else ():
            cell |= {"outputs": []} if cell["cell_type"] == "code" else {}
        (root / path.name).write_text(json.dumps(notebook), encoding="utf-8")
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
        yield Lab(running["url"], running["token"], root)
    finally:
        server.terminate()
        server.wait(20)


def wait(done: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := done()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)
    return found


def choose(browser: Any, menu: str, item: str) -> None:
    """Chooses an item of a menu."""
    from selenium.webdriver.common.by import By

    for selector, name in ((".lm-MenuBar-itemLabel", menu), (".lm-Menu-itemLabel", item)):
        found = wait(
            lambda: [e for e in browser.find_elements(By.CSS_SELECTOR, selector) if e.text.startswith(name)]  # noqa: B023
        )
        found[0].click()


def shown(notebook: Any) -> list[Any]:
    """The outputs of a notebook's cells, cell by cell, without what tells one run from another.

    JupyterLab keeps a picture beside each chart that it has drawn; that is the browser's, not the notebook's.
    """
    from analysis.briefs import run
    from analysis.present.theme import MIME

    cells = [cell for cell in run.normalized(notebook).cells if cell.cell_type == "code"]
    for output in (output for cell in cells for output in cell.outputs):
        output.pop("execution_count", None)
        if MIME in output.get("data", {}):
            output["data"].pop("image/png", None)
    return [cell.outputs for cell in cells]


def test_contents_parameters_and_run_all(lab: Lab, browser: Any) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    def text() -> str:
        return str(browser.execute_script("return document.querySelector('.jp-NotebookPanel')?.innerText ?? ''"))

    def charts() -> int:
        return int(browser.execute_script("return document.querySelectorAll('.jp-RenderedVegaCommon5 canvas').length"))

    browser.get(lab.of("changes"))
    wait(lambda: "2026年预算1.08亿元，比2025年下降12.5%" in text())
    wait(lambda: charts() > 0)
    choose(browser, "View", "Table of Contents")
    entries = "return [...document.querySelectorAll('.jp-TableOfContents .jp-tocItem-content')].map(e => e.innerText)"
    wait(lambda: len(browser.execute_script(entries)) > 4)
    assert any("变动来自哪些资金" in entry for entry in browser.execute_script(entries))
    wait(lambda: "Idle" in str(browser.find_element(By.TAG_NAME, "body").text))
    cell = browser.find_elements(By.CSS_SELECTOR, ".jp-CodeCell .cm-content")[0]
    cell.click()
    cell.send_keys(Keys.CONTROL, "a")
    cell.send_keys('disclosure = "322-2026"\nbase_year = 2025\nlang = "en"')
    choose(browser, "Run", "Run All Cells")
    wait(lambda: "The 2026 budget of CNY\u202f108.1 million is 12.5% below 2025" in text())
    wait(lambda: "Revenue by source" in text() and charts() > 0)
    assert "Traceback" not in text()
    said = [entry["message"] for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert [message for message in said if lab.url in message] == []  # and not of a page that was open before


@pytest.mark.long  # that they are a build's outputs is tried without a browser too
@pytest.mark.parametrize("name", ["start", "structure", "brief", "costs", "quality", "inference", "explore"])
def test_running_all_gives_what_a_build_gives(lab: Lab, browser: Any, name: str) -> None:
    """The committed outputs are those of a build with the same parameters."""
    import nbformat

    def read(path: Path) -> Any:
        return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]

    def idle() -> bool:
        return "Idle" in str(browser.find_element("tag name", "body").text)

    browser.get(lab.of(name))
    wait(idle)
    choose(browser, "Run", "Run All Cells")
    file, expected = lab.root / f"{name}.ipynb", shown(read(notebooks_folder() / f"{name}.ipynb"))

    def saved() -> bool:
        choose(browser, "File", "Save Notebook")
        time.sleep(0.5)
        found = shown(read(file))
        return len(found) == len(expected) and all(bool(a) == bool(b) for a, b in zip(found, expected, strict=True))

    wait(lambda: idle() and saved())
    assert shown(read(file)) == expected
    outputs = [output for cell in shown(read(file)) for output in cell]
    assert not [output for output in outputs if output["output_type"] == "error" or output.get("name") == "stderr"]
