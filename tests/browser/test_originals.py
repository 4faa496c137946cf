"""The original in the panel of a figure: the framed part of a PDF's page, the marked row of a text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.ingest import batch
from browser.conftest import until
from support import published
from support.chromium import NEEDS_BROWSER

pytestmark = [*NEEDS_BROWSER, published.needed]

#: What is in sight of the first piece of the original in the panel.
PIECE = "const held = document.querySelector('.bb-panel .bb-original'); return held && held.offsetHeight > 20 && "


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("originals")
    for name, id in (("322-2026.txt", "text-2026"), ("shanghai-putuo-wanli-2023.pdf", "pdf-2023")):
        batch.take(published.document(name), folder / "data", id=id)
    plan = plans.make([], data=folder / "data", names=["brief"], langs=("zh",))
    assert publish.build(plan, folder / "out", jobs=2).failures == []
    return folder / "out"


def asked(browser: Any, page: Path, figure: str) -> None:
    """A page of which a figure is clicked."""
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get(page.as_uri())
    browser.execute_script(f"document.querySelector('main data[data-how=\"{figure}\"]').click()")


def test_the_framed_part_of_a_page(built: Path, browser: Any) -> None:
    asked(browser, built / "pdf-2023" / "zh" / "brief.html", "[statements/2#change]")
    box = until(browser, f"{PIECE} JSON.stringify(held.querySelector('rect').getBoundingClientRect())")
    assert '"width":' in box
    drawn = "const picture = new Image(); picture.src = document.querySelector('.bb-panel image').href.baseVal;"
    assert until(browser, f"{drawn} window.seen ??= picture; return window.seen.naturalWidth") == 1500
    whole = browser.execute_script("return document.querySelector('.bb-panel .bb-original a').href")
    assert whole.startswith("file:")
    assert whole.endswith("/pdf-2023/original/6.png")
    assert browser.get_log("browser") == []


def test_the_marked_row_of_a_table(built: Path, browser: Any) -> None:
    asked(browser, built / "text-2026" / "zh" / "brief.html", "[amounts/1/revenue/8/total/2026/budget#amount]")
    assert until(browser, f"{PIECE} held.querySelector('mark').textContent") == "10808.91"
    assert (
        browser.execute_script("return document.querySelector('.bb-panel .bb-original td').textContent") == "收入总计"
    )
    assert browser.execute_script("return document.querySelectorAll('image').length") == 0
    assert browser.get_log("browser") == []


def test_the_sentence_of_a_statement(built: Path, browser: Any) -> None:
    asked(browser, built / "text-2026" / "zh" / "brief.html", "[statements/1#change]")
    assert until(browser, f"{PIECE} held.querySelector('mark').textContent") == "1538.96"
    assert "比上年减少" in browser.execute_script(
        "return document.querySelector('.bb-panel .bb-original p').textContent"
    )
