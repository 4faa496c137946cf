"""All notebooks on written budgets of other sizes, through real kernels: pages make sense and say what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.disclosure import Disclosure
from analysis.measures.answers import Answers
from analysis.present.phrases import Lang
from support.datasets import Plan, dataset, second_department
from support.traced import Figures, Tracer
from support.turns import first_ones

BUDGETS: dict[str, Disclosure] = {
    "second": second_department(),
    "without_forms": dataset(Plan(seed=1, code="518", forms=0, department_form=False)),
    "single_unit": dataset(Plan(seed=2, code="519", units=1, projects=2, forms=1)),
}
LANGS: dict[str, tuple[Lang, ...]] = {"second": ("zh",), "without_forms": ("zh",), "single_unit": ("en",)}


def complaints(html: str, tracer: Tracer | None = None) -> Iterator[str]:
    """What no page may have; figures are looked up by `tracer`."""
    words = re.sub(r"<(style|script|svg|data|pre)\b.*?</\1>|<[^>]*>", "", html, flags=re.DOTALL)
    if html.count("<h1") != 1:
        yield f"{html.count('<h1')} headings of the first rank"
    yield from (f"says {word}" for word in re.findall(r"\bNone\b|\bnan\b|\bNaN\b|\{|\}|NotImplemented", words))
    found = Figures(html)
    for attributes, shown in found.figures:
        if not attributes.get("title") or not (attributes.get("data-how") or attributes.get("data-ref")):
            yield f"figure {shown} comes from nowhere: {attributes}"
        if tracer is not None:
            yield from tracer.complaints(attributes)
        if not re.search(r"\d", shown):
            yield f"figure without a digit: {shown!r}"
    yield from (f"{text} can't be asked for its source" for text in found.loose)


# One test per budget, not one per page: a budget is built once, whichever worker it falls to.
@pytest.mark.parametrize("name", first_ones(["without_forms", "single_unit", "second"], 2))
def test_every_page_makes_sense(name: str, tmp_path: Path) -> None:
    disclosure = BUDGETS[name]
    id = disclosure.metadata.id
    disclosure.save(tmp_path / "data" / id)
    plan = plans.make([], data=tmp_path / "data", langs=LANGS[name])
    report = publish.build(plan, tmp_path / "out")
    assert report.failures == []
    places = {job.page.as_posix() for job in plan.jobs}
    assert {page.as_posix() for page in report.pages} == places
    tracer, found = Tracer(disclosure, Answers(disclosure)), []
    for job in plan.jobs:
        assert '"stderr"' not in (tmp_path / "out" / job.executed).read_text(encoding="utf-8")
    for place in sorted(places):
        html = (tmp_path / "out" / place).read_text(encoding="utf-8")
        found += [f"{place}: {complaint}" for complaint in complaints(html, tracer)]
        for link in re.findall(r'href="(?!data:)([^"#]+)"', html):
            if not (tmp_path / "out" / place).parent.joinpath(unquote(link)).resolve().is_file():
                found.append(f"{place}: {link} leads nowhere")
    assert found == []


def test_complaints_are_made() -> None:
    good = "<h1>甲</h1><p>In 2026 <data data-how='[statements/1#value]' title='line 1'>1.00</data></p>"
    assert list(complaints(good)) == []
    assert list(complaints(good.replace("1.00", "None")))
    assert list(complaints(good.replace("data-how", "x")))
    assert list(complaints(good.replace("title", "x")))
    assert list(complaints(good.replace("In 2026", "In {year}")))
    assert list(complaints(good + good))
    assert list(complaints(good + "<p>and 2.00</p>"))
