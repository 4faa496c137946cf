"""All notebooks on written budgets of other sizes, through real kernels: pages make sense and say what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.disclosure import Disclosure
from analysis.present import vocabulary
from analysis.present.phrases import Lang
from support.datasets import Plan, dataset, second_department

BUDGETS: dict[str, Disclosure] = {
    "second": second_department(),
    "without_forms": dataset(Plan(seed=1, code="518", forms=0, department_form=False)),
    "single_unit": dataset(Plan(seed=2, code="519", units=1, projects=2, forms=1)),
}
LANGS: dict[str, tuple[Lang, ...]] = {"second": ("zh",), "without_forms": ("zh",), "single_unit": ("zh", "en")}


class Page(HTMLParser):
    """A page's tags, its words, and its figures: their attributes and what they show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.figures: list[tuple[dict[str, str | None], str]] = []
        self.words = ""
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "data":
            self.figures.append((dict(attributes), ""))
        if tag in ("style", "data"):
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "data":
            attributes, shown = self.figures[-1]
            self.figures[-1] = attributes, shown + data
        if self._inside != "style":
            self.words += data


def complaints(html: str) -> Iterator[str]:
    """What no page may have."""
    page = Page(html)
    if page.tags.count("h1") != 1:
        yield f"{page.tags.count('h1')} headings of the first rank"
    yield from (f"says {word}" for word in re.findall(r"\bNone\b|\bnan\b|\bNaN\b|\{|\}|NotImplemented", page.words))
    for attributes, shown in page.figures:
        if not attributes.get("data-ref") or not attributes.get("title"):
            yield f"figure {shown} comes from nowhere: {attributes}"
        if not re.search(r"\d", shown):
            yield f"figure without a digit: {shown!r}"


# One test per budget, not one per page: a budget is built once, whichever worker it falls to.
@pytest.mark.parametrize("name", BUDGETS)
def test_every_page_makes_sense(name: str, tmp_path: Path) -> None:
    disclosure = BUDGETS[name]
    id = disclosure.metadata.id
    disclosure.save(tmp_path / "data" / id)
    plan = plans.make([], data=tmp_path / "data", langs=LANGS[name])
    report = publish.build(plan, tmp_path / "out")
    assert report.failures == []
    places = {f"{id}/{lang}/{page}.html" for lang in LANGS[name] for page in vocabulary.NOTEBOOKS}
    assert {page.as_posix() for page in report.pages} == places
    found = []
    for place in sorted(places):
        html = (tmp_path / "out" / place).read_text(encoding="utf-8")
        found += [f"{place}: {complaint}" for complaint in complaints(html)]
        for link in re.findall(r'href="([^"#]+)"', html):
            if not (tmp_path / "out" / place).parent.joinpath(unquote(link)).resolve().is_file():
                found.append(f"{place}: {link} leads nowhere")
    assert found == []


def test_complaints_are_made() -> None:
    good = "<h1>甲</h1><p>In 2026 <data data-ref='amounts/1' title='line 1'>1.00</data></p>"
    assert list(complaints(good)) == []
    assert list(complaints(good.replace("1.00", "None")))
    assert list(complaints(good.replace("data-ref", "x")))
    assert list(complaints(good.replace("title", "x")))
    assert list(complaints(good.replace("In 2026", "In {year}")))
    assert list(complaints(good + good))
