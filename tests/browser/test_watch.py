"""What who works on a notebook sees in the browser beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser.conftest import until
from support.chromium import NEEDS_BROWSER
from support.watched import PAGE, said, save, watching

pytestmark = NEEDS_BROWSER


def test_an_open_page_comes_anew_where_it_was(tmp_path: Path, browser: Any) -> None:
    save(tmp_path, said("one"))
    with watching(tmp_path) as watcher:
        watcher.until(lambda html: ">one<" in html)
        browser.get(watcher.address + PAGE)
        shown = "return document.getElementById('{}')?.textContent"
        assert until(browser, shown.format("said")) == "one"
        before = browser.execute_script("scrollTo({ top: 1500, behavior: 'instant' }); return scrollY")
        assert before > 100
        save(tmp_path, said("two"))
        until(browser, "return document.getElementById('said')?.textContent === 'two'", 60)
        until(browser, f"return document.readyState === 'complete' && scrollY === {before}")

        save(tmp_path, "1 / 0")
        assert "ZeroDivisionError" in until(browser, shown.format("traceback"), 60)
        browser.execute_script("document.getElementById('good').click()")
        assert until(browser, shown.format("said")) == "two"
        browser.back()
        assert "ZeroDivisionError" in until(browser, shown.format("traceback"))
        save(tmp_path, said("three"))
        assert until(browser, shown.format("said"), 60) == "three"
        assert [one for one in browser.get_log("browser") if "Content Security Policy" in one["message"]] == []
