"""The index and the disclosures' pages, from a site of made-up entries."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from analysis import answers, load
from analysis.briefs import index as pages
from analysis.briefs.headline import FIGURES, headline
from analysis.briefs.site import Site

MADE = {"rendering": "x"}


def site(out: Path, *entries: dict[str, Any], outdated: str = "") -> Site:
    """A site of disclosures, each with two notebooks in both languages."""
    made = Site(out)
    out.mkdir(exist_ok=True)
    for entry in entries:
        about = dict(entry)
        id = about.pop("id")
        made.disclosures[id] = {"department": "某局", "year": 2026, "region": "某省", "level": "department", **about}
        for lang in ("zh", "en"):
            for order, name in enumerate(("brief", "quality")):
                place = f"{id}/{lang}/{name}.html"
                made.outputs[place] = {
                    "sha256": "0",
                    "disclosure": id,
                    "notebook": name,
                    "title": {"zh": f"{name}简报", "en": f"{name} brief"},
                    "order": order,
                    "lang": lang,
                    "parameters": {},
                    "inputs": {},
                    **({"outdated": True} if place == outdated else {}),
                }
        made.outputs[f"{id}/data/changes.csv"] = {"sha256": "0", "disclosure": id, "parameters": {}, "inputs": {}}
    return made


def read(made: Site, name: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(made.content(Path(name)))


def test_lists_disclosures_with_figures_findings_and_state(tmp_path: Path) -> None:
    counted = {"error": 2, "warning": 1, "note": 0}
    told = {"total": "10808.91", "change_pct": "-12.463364", "findings": counted, "reconciliations": {"violated": 1}}
    made = site(tmp_path, {"id": "a-2026", **told}, {"id": "a-2025", "year": 2025}, outdated="a-2025/en/brief.html")
    pages.index(made, MADE)
    tree = read(made, "index.en.html")
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in tree.findall(".//tbody/tr")]
    assert rows == [
        ["某局", "2026", "10,808.91", "−12.46%", "2 · 1 · 0", "1", "up to date"],
        ["某局", "2025", "—", "—", "—", "—", "outdated"],
    ]
    assert tree.get("lang") == "en"
    assert [link.get("href") for link in tree.findall(".//tbody//a")] == [
        "a-2026/index.en.html",
        "a-2025/index.en.html",
    ]
    assert "Disclosures: 2, of departments: 1, 2025–2026" in tree.text_content()


def test_a_disclosure_has_a_page_in_each_language(tmp_path: Path) -> None:
    made = site(tmp_path, {"id": "a-2026"}, {"id": "a-2025", "year": 2025})
    pages.index(made, MADE)
    for name, lang in (("index.html", "zh"), ("index.en.html", "en")):
        tree = read(made, f"a-2026/{name}")
        links = [link.get("href") for link in tree.iter("a")]
        assert [link for link in links if link.startswith(f"{lang}/")] == [f"{lang}/brief.html", f"{lang}/quality.html"]
        assert {"data/changes.csv", f"../{name}", "../definitions.html", f"../a-2025/{name}"} <= set(links)
        assert {"index.html": "index.en.html", "index.en.html": "index.html"}[name] in links


def test_headline_figures_can_be_found_in_the_answers(tmp_path: Path) -> None:
    budget = load("322-2026")
    found = answers(budget)
    made = site(tmp_path, {"id": "322-2026", **headline(budget, found)})
    pages.index(made, MADE)
    rows = {table.reference(row): row for table, frame in found.tables() for row in frame.to_dicts()}
    traced = [element for element in read(made, "322-2026/index.html").iter("data") if element.get("data-ref")]
    assert len(traced) == len(FIGURES)
    for element in traced:
        row, _, column = element.get("data-ref").partition("#")
        value = rows[row][column]
        assert Decimal(element.get("value")) == value
        shown = element.text.replace(",", "").replace("−", "-").replace("+", "").removesuffix("%")
        assert Decimal(shown) == round(value, 2)


def test_only_what_says_something_else_is_made_again(tmp_path: Path) -> None:
    made = site(tmp_path, {"id": "a-2026"}, {"id": "b-2026", "department": "乙局"})
    pages.index(made, MADE)
    before = dict(made.outputs)
    made.disclosures["a-2026"]["total"] = "1.00"
    pages.index(made, MADE)
    changed = {name for name, entry in made.outputs.items() if entry != before[name]}
    assert changed == {"a-2026/index.html", "a-2026/index.en.html"}
    pages.index(made, {"rendering": "y"})
    assert made.outputs["b-2026/index.html"]["inputs"]["rendering"] == "y"


def test_nothing_but_its_own_style_and_script_may_run(tmp_path: Path) -> None:
    made = site(tmp_path, {"id": "a-2026"})
    pages.index(made, MADE)
    for name in ("index.html", "a-2026/index.html"):
        html = made.content(Path(name)).decode()
        assert "unsafe" not in html
        assert not re.findall(r'\son\w+="|\sstyle="|(?:src|href)="(?:https?:)?//', html)
        for kind in ("style", "script"):
            (content,) = re.findall(f"<{kind}>(.*?)</{kind}>", html, re.DOTALL)
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert f"sha256-{digest}" in unescape(html)


def test_names_of_documents_are_inert(tmp_path: Path) -> None:
    name = "<script>alert(1)</script>{{ 7*7 }}\u202e\x1b"
    made = site(tmp_path, {"id": "a-2026", "department": name, "title": name, "publisher": name, "sha256": "0"})
    pages.index(made, MADE)
    for place in ("index.html", "a-2026/index.html"):
        html = made.content(Path(place)).decode()
        assert "<script>alert" not in html
        assert "{{ 7*7 }}" in html
        assert "\u202e" not in html
        assert "\x1b" not in html


def test_ten_thousand_disclosures(tmp_path: Path) -> None:
    made = site(tmp_path)
    for number in range(10_000):
        made.disclosures[f"{number}-2026"] = {"department": f"某局{number}", "year": 2026, "total": "1.00"}
    started = time.monotonic()
    html = pages.Listing("zh").index(made, set())
    assert time.monotonic() - started < 10
    assert html.count("<tr") == 10_001
    assert len(html.encode()) < 4_000_000


@pytest.mark.parametrize(("lang", "name"), [("zh", "index.html"), ("en", "index.en.html")])
def test_file_names(lang: Any, name: str) -> None:
    assert pages.page_name(lang) == name
