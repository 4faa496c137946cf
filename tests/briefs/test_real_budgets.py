"""All pages on the committed budgets of both templates and on all of them at once: every figure can be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.briefs.plan import PANEL
from analysis.catalog import Catalog, data_folder, load, published
from analysis.measures.answers import answers
from analysis.measures.panel import rows, store
from briefs.test_other_budgets import complaints
from support.traced import Figures, Tracer

SHELF = Catalog(data_folder())


@pytest.mark.parametrize("id", [entry.id for entry in SHELF.entries])
def test_every_figure_of_every_page(id: str, tmp_path: Path) -> None:
    plan = plans.make([id], data=data_folder())
    report = publish.build(plan, tmp_path)
    assert report.failures == []
    budget = load(id)
    before = published(budget)
    series = [load(entry.id) for entry in SHELF.series(budget.metadata) if entry.id != id]
    tracer, found = Tracer(budget, answers(budget, before), *series), []
    for job in plan.jobs:
        html = (tmp_path / job.page).read_text(encoding="utf-8")
        found += [f"{job.page}: {complaint}" for complaint in complaints(html, tracer)]
    assert found == []
    if before is not None:
        assert {job.notebook.name for job in plan.jobs} >= {"series"}


def test_the_page_on_all_budgets(tmp_path: Path) -> None:
    plan = plans.make([], data=data_folder(), names=[PANEL])
    report = publish.build(plan, tmp_path)
    assert report.failures == []
    budgets = [load(entry.id) for entry in SHELF.entries]
    tracer, found = Tracer(budgets[0], answers(budgets[0]), *budgets), []
    tracer.hold(rows.SCHEMA, store.stored(data_folder()).collect())
    for job in plan.jobs:
        html = (tmp_path / job.page).read_text(encoding="utf-8")
        assert len(Figures(html).figures) > 20
        found += [f"{job.page}: {complaint}" for complaint in complaints(html, tracer)]
    assert found == []
    assert {path.name for path in (tmp_path / PANEL / "data/dataset").iterdir()} == {"panel.csv", "datapackage.json"}
    for name in ("index.html", "index.en.html"):
        assert f'href="{PANEL}/' in (tmp_path / name).read_text(encoding="utf-8")


def test_one_budget_alone_has_no_comparison_of_several(tmp_path: Path) -> None:
    budget = load("322-2026")
    budget.save(tmp_path / "data" / budget.metadata.id)
    plan = plans.make([], data=tmp_path / "data")
    assert {job.notebook.name for job in plan.jobs} & {"series", PANEL} == set()
    for name in ("series", PANEL):
        with pytest.raises(plans.PlanError, match=r"it compares budgets, and there is only one: ingest another"):
            plans.make([], data=tmp_path / "data", names=[name])
