"""All pages on the committed budgets of all templates and on all of them at once: every figure can be found."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

from analysis import execution
from analysis.briefs import plan as plans
from analysis.briefs.plan import PANEL
from analysis.catalog import Catalog, data_folder, load, published
from analysis.measures.answers import Answers
from analysis.measures.execution import SCHEMA as EXECUTION
from analysis.measures.figures import Figures
from analysis.measures.panel import rows, store
from briefs.test_other_budgets import complaints
from support.missing import unfounded
from support.site import usual, whole
from support.traced import Figures as Shown
from support.traced import Tracer

SHELF = Catalog(data_folder())
IDS = [entry.id for entry in SHELF.entries]


def figures_of_pages(id: str, site: Path, plan: plans.Plan) -> None:
    budget = load(id)
    before = published(budget)
    series = [load(entry.id) for entry in SHELF.history(budget.metadata) if entry.id != id]
    cycle = (
        [load(entry.id) for entry in SHELF.cycle(budget.metadata) if entry] if budget.metadata.kind != "budget" else []
    )
    tracer, found = Tracer(budget, Answers(budget, before), *series, *cycle), []
    tracer.hold(EXECUTION, execution(budget))
    jobs = [job for job in plan.jobs if job.metadata.id == id]
    for job in jobs:
        html = (site / job.page).read_text(encoding="utf-8")
        found += [f"{job.page}: {complaint}" for complaint in complaints(html, tracer)]
        found += [f"{job.executed}: warns"] * ('"stderr"' in (site / job.executed).read_text(encoding="utf-8"))
    assert found == []
    if before is not None:
        assert {job.notebook.name for job in jobs} >= {"series"}


@pytest.mark.parametrize("id", IDS)
def test_every_figure_of_every_page(id: str, site: Path) -> None:
    figures_of_pages(id, site, usual())


@pytest.mark.long
@pytest.mark.parametrize("id", IDS)
def test_every_figure_of_every_page_in_every_language(id: str, whole_site: Path) -> None:
    figures_of_pages(id, whole_site, whole())


@pytest.mark.parametrize("id", IDS)
def test_what_pages_say_is_missing_is_missing(id: str, site: Path) -> None:
    budget = load(id)
    before = published(budget)
    found = [
        f"{page.relative_to(site)}: {one}"
        for page in sorted((site / id).glob("*/*.html"))
        for one in unfounded(page.read_text(encoding="utf-8"), budget, before, page.stem)
    ]
    assert found == []


def test_the_index_has_every_total_and_comparison(site: Path) -> None:
    for index in ("index.html", "index.en.html"):
        tree = lxml.html.document_fromstring((site / index).read_text(encoding="utf-8"))
        rows = {row.find(".//a").get("href").split("/")[-2]: list(row) for row in tree.iterfind(".//tbody/tr")}
        cells = {unquote(id): [cell.text_content().strip() for cell in row] for id, row in rows.items()}
        assert set(cells) == set(IDS)
        for id in IDS:
            budget = load(id)
            _, _, total, change, *_ = cells[id]
            assert (total == "—") == (Figures(budget).find("revenue_total", "revenue") is None)
            assert change != "—" or published(budget) is None


def test_no_figure_says_that_it_was_computed_in_a_notebook(site: Path) -> None:
    pages = [page for page in site.rglob("*.html") if page.parent.name in ("zh", "en")]
    figures = [(page, told) for page in pages for told, _ in Shown(page.read_text(encoding="utf-8")).figures]
    assert len(figures) > 5000
    said = {"在这里算出", "computed here"}
    assert [(page, told) for page, told in figures if said & set((told["title"] or "").split("\n"))] == []


def test_the_page_on_all_budgets(site: Path) -> None:
    budgets = [load(id) for id in IDS]
    tracer, found = Tracer(budgets[0], Answers(budgets[0]), *budgets), []
    tracer.hold(rows.SCHEMA, store.stored(data_folder()).collect())
    for job in plans.make([], data=data_folder(), names=[PANEL]).jobs:
        html = (site / job.page).read_text(encoding="utf-8")
        assert len(Shown(html).figures) > 20
        found += [f"{job.page}: {complaint}" for complaint in complaints(html, tracer)]
    assert found == []
    assert {path.name for path in (site / PANEL / "data/dataset").iterdir()} == {"panel.csv", "datapackage.json"}
    for name in ("index.html", "index.en.html"):
        assert f'href="{PANEL}/' in (site / name).read_text(encoding="utf-8")


def test_one_budget_alone_has_no_comparison_of_several(tmp_path: Path) -> None:
    budget = load("322-2026")
    budget.save(tmp_path / "data" / budget.metadata.id)
    plan = plans.make([], data=tmp_path / "data")
    assert {job.notebook.name for job in plan.jobs} & {"series", PANEL} == set()
    for name in ("series", PANEL):
        with pytest.raises(plans.PlanError, match=r"it compares budgets, and there is only one: ingest another"):
            plans.make([], data=tmp_path / "data", names=[name])


def test_what_is_missing_is_seen() -> None:
    budget = load("322-2026")
    good = "<main><h1><data value='10808.91'>1.08</data></h1></main>"
    assert list(unfounded(good, budget, None, "brief")) == []
    for wrong in ("文件没有项目绩效目标表", "No table prints it", "Unknown", "机关运行经费 未说明"):
        assert list(unfounded(f"{good[:-7]}<p>{wrong}</p></main>", budget, None, "brief")) != []
    assert list(unfounded("<main></main>", budget, None, "brief")) == ["does not say the total, 10808.910000"]
