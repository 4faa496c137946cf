"""Names that try to be more than names: inert in every page, and in what a page gives away."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish
from browser.conftest import NAMES
from support.chromium import NEEDS_BROWSER
from support.datasets import Plan, dataset
from support.turns import in_turn

pytestmark = NEEDS_BROWSER

HOSTILE = (
    "<script>window.ran = 1</script>",
    '"><img src=x onerror="window.ran = 1">',
    "</script><script>window.ran = 1</script>",
    "=cmd|'/c calc'!A1",
    "{{ 7 * 7 }}{% include 'x' %}",
    "长" * 10_000,
    "\u202e反过来的名称\u2066",
    "\x07铃\x1b[31m红",
    "../../x",
    "CON",
    "javascript:window.ran=1//",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of a budget whose projects, units and results bear such names."""
    folder = tmp_path_factory.mktemp("hostile")
    budget = dataset(Plan(seed=3, code="520", projects=len(HOSTILE), forms=len(HOSTILE)))
    names = sorted(set(budget.amounts["project"].drop_nulls().to_list()))
    renamed = {name: HOSTILE[place % len(HOSTILE)] for place, name in enumerate(names)}

    def rename(frame: pl.DataFrame) -> pl.DataFrame:
        columns = [c for c in ("project", "label", "table_project", "level3", "about") if c in frame.columns]
        return frame.with_columns(pl.col(c).replace(renamed) for c in columns)

    frames = {name: rename(frame) for name, frame in budget.frames().items()}
    budget = budget.of_frames(budget.metadata, frames)
    budget.save(folder / "data" / budget.metadata.id)
    assert publish.build(plans.make([], data=folder / "data", names=NAMES), folder / "out").failures == []
    return folder / "out" / budget.metadata.id


@pytest.mark.parametrize(("lang", "name"), in_turn(("zh", "en"), NAMES))
def test_names_are_inert(hostile: Path, browser: Any, lang: str, name: str) -> None:
    page = f"{lang}/{name}.html"
    browser.get("about:blank")
    browser.get_log("browser")
    for width in (360, 1280):
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        browser.get((hostile / page).as_uri())
        browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")
        browser.execute_script("for (const f of document.querySelectorAll('figure')) f.scrollIntoView()")
        for figure in range(0, browser.execute_script("return document.querySelectorAll('main data').length"), 25):
            browser.execute_script(f"document.querySelectorAll('main data')[{figure}].click()")
        fits = "const e = document.documentElement; return e.scrollWidth <= e.clientWidth"
        assert browser.execute_script(fits)
    assert browser.execute_script("return window.ran ?? null") is None
    assert (
        browser.execute_script("return document.querySelectorAll('main img, main a[href^=\"javascript:\"]').length")
        == 0
    )
    assert browser.get_log("browser") == []
    html = (hostile / page).read_bytes().decode()
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", html)
    assert html.count("</script>") == html.count("<script")
    assert len(html.encode()) < 2_500_000  # a name of 10,000 characters is whole only where its table has it


def test_a_table_to_take_away_holds_no_formula(hostile: Path) -> None:
    html = (hostile / "zh/structure.html").read_text(encoding="utf-8")
    tables = [
        base64.b64decode(text).decode("utf-8-sig")
        for text in re.findall(r'href="data:text/csv[^"]*base64,([^"]+)"', html)
    ]
    assert any("'=cmd" in table for table in tables)
    for table in tables:
        assert not re.search(r"^[=@]|,[=@]", table, flags=re.MULTILINE)
