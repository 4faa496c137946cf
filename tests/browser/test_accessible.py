"""Pages for everyone: nothing that axe finds, every control by keys, and what a screen reader reads makes sense."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from browser.conftest import NAMES, Open
from support.chromium import NEEDS_BROWSER
from support.site import LATER
from support.turns import in_turn

pytestmark = NEEDS_BROWSER

PAGES = [f"{{lang}}/{name}.html" for name in NAMES] + ["../definitions.html", "../index.html"]
PAGES += [f"../{LATER}/{{lang}}/{name}.html" for name in ("changes", "series")] + ["../panel/{lang}/panel.html"]
#: Rules of WCAG 2.2, levels A and AA, and what axe counts as good practice besides.
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """const [tags, done] = arguments;
axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(({violations}) => done(violations.map(
    v => `${v.id}: ${v.nodes.length} times: ${v.nodes[0].html.slice(0, 200)}: ${v.nodes[0].failureSummary}`)))"""


@cache
def axe() -> str:
    spec = find_spec("axe_playwright_python")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def found(browser: Any) -> list[str]:
    """What axe finds wrong with the page as it is."""
    browser.execute_script(axe())
    return list(browser.execute_async_script(_RUN, _TAGS))


#: Language, width, and whether colours are dark.
_LOOKS = [
    (lang, width, dark)
    for width, dark in ((1440, False), (360, True), (1440, True), (360, False))
    for lang in ("zh", "en")
]


@pytest.mark.parametrize(("page", "look"), in_turn(PAGES, _LOOKS))
def test_axe_finds_nothing(open_page: Open, page: str, look: tuple[str, int, bool]) -> None:
    lang, width, dark = look
    assert found(open_page(page.format(lang=lang), dark=dark, width=width)) == []


def test_axe_finds_nothing_in_what_opens(open_page: Open) -> None:
    browser = open_page("en/changes.html", width=360)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    browser.execute_script("document.getElementById('code').click(); document.querySelector('main h1 data').click()")
    assert found(browser) == []


def test_axe_finds_what_is_wrong(open_page: Open) -> None:
    browser = open_page("en/quality.html")
    browser.execute_script(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\"><button></button>')"
    )
    assert len(found(browser)) >= 2


def test_every_control_is_named_and_in_order(open_page: Open) -> None:
    browser = open_page("en/structure.html")
    stops = browser.execute_script(
        "return [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility() && e.tabIndex >= 0).map(e => [e.tagName, e.tabIndex])"
    )
    assert {order for _, order in stops} == {0}  # as they stand
    nodes = tree(browser)
    controls = ("button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio")
    unnamed = [node for node in nodes if node[0] in controls and not node[1]]
    assert unnamed == []


def test_the_first_figure_is_a_few_keys_away(open_page: Open) -> None:
    browser = open_page("zh/structure.html")
    stops = browser.execute_script(
        "const first = document.querySelector('main h1 data');"
        "return [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility() && e.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING)"
        ".map(e => e.className || e.textContent)"
    )
    assert stops[0] == "bb-skip"
    assert len(stops) <= 9  # the other pages, and the language
    browser.execute_script("document.querySelector('.bb-skip').focus()")
    ActionChains(browser).send_keys(Keys.ENTER, Keys.TAB).perform()
    assert browser.execute_script("return document.activeElement === document.querySelector('main h1 data')")


def test_what_a_screen_reader_reads(open_page: Open) -> None:
    nodes = tree(open_page("en/brief.html"))
    headings = [name for role, name in nodes if role == "heading"]
    assert headings[0].startswith("The 2026 budget of CNY")
    assert "12.5%" in headings[0]
    names = dict(nodes)
    assert "navigation" in names
    assert "main" in names
    pictures = [name for role, name in nodes if role in ("img", "image")]
    assert any("Carryover" in name and "−740.40" in name for name in pictures)
    assert all(pictures)
    assert all(name for role, name in nodes if role == "table")
    names_of = [name for role, name in nodes if role in ("link", "heading", "StaticText", "table")]
    order = (
        "Skip to the message",
        headings[0],
        "What changed?",
        "What do promised results cost?",
        "On this page",
        "All briefs",
    )
    places = [min(place for place, name in enumerate(names_of) if words in name) for words in order]
    assert places == sorted(places)
    parts = [name for name in headings if name[:1].isdigit()]
    assert [name.split()[0] for name in parts] == [str(number) for number in range(1, len(parts) + 1)]


def test_the_languages_of_mixed_text(open_page: Open) -> None:
    browser = open_page("en/structure.html")
    wrong = browser.execute_script(
        """const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
        while (walker.nextNode()) {
          const node = walker.currentNode;
          if (node.parentElement.closest('script, style, svg, pre, option')) continue;
          if (/[\\u4e00-\\u9fff]/.test(node.data) && !node.parentElement.closest('[lang]').lang.startsWith('zh')) {
            found.push(node.data.trim().slice(0, 60));
          }
        }
        return found;"""
    )
    assert wrong == []


def test_motion_only_where_it_is_welcome(open_page: Open) -> None:
    browser = open_page("en/brief.html")
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    assert browser.execute_script("return getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def tree(browser: Any) -> list[tuple[str, str]]:
    """The nodes of the accessibility tree that a screen reader meets, in their order: role and name."""
    browser.execute_cdp_cmd("Accessibility.enable", {})
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    seen: list[tuple[str, str]] = []

    def walk(node: dict[str, Any]) -> None:
        if not node.get("ignored"):
            seen.append((node["role"]["value"], str(node.get("name", {}).get("value", "")).strip()))
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child])

    walk(nodes[0])
    return seen
