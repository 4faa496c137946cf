"""Pages on a budget lead to the accounts of the same department and year, and the other way round."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from analysis.briefs import plan as plans
from analysis.briefs import render
from analysis.briefs.site import Site
from analysis.briefs.steps import links, pages_beside
from analysis.catalog import Catalog, data_folder

ACCOUNTS = next(entry for entry in Catalog(data_folder()).entries if entry.kind == "accounts")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Accounts, and a budget of the same department and year."""
    shutil.copytree(data_folder() / ACCOUNTS.id, tmp_path / "data" / ACCOUNTS.id)
    budget = tmp_path / "data" / f"budget-{ACCOUNTS.year}"
    shutil.copytree(data_folder() / ACCOUNTS.id, budget)
    described = json.loads((budget / "datapackage.json").read_text(encoding="utf-8"))
    described |= {"id": budget.name, "kind": "budget"}
    (budget / "datapackage.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    return tmp_path / "data"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_leads_to_the_other(data: Path, tmp_path: Path, lang: str) -> None:
    plan = plans.make([], data=data, names=["quality"])
    assert len(plan.ids) == 2
    for jobs in plan.sets():
        (job,) = (job for job in jobs if job.lang == lang)
        (other,) = plan.ids - {job.metadata.id}
        beside = pages_beside(jobs, Site(tmp_path / "out"), plan.formats, plan.ids)
        index = "index.html" if lang == "zh" else "index.en.html"
        held = {link["href"]: link["text"] for link in render._others(job, beside)}
        kind = "budget" if job.metadata.kind == "accounts" else "accounts"
        assert held[f"{render.quote(other)}/{index}"] == render.kind_of(kind, ACCOUNTS.year, job.lang)
        assert any(other in link for link in links(job, beside, plan.formats))


def test_no_page_leads_to_what_is_not_built(data: Path, tmp_path: Path) -> None:
    plan = plans.make([ACCOUNTS.id], data=data, names=["quality"])
    out = Site(tmp_path / "out")
    alone = pages_beside(plan.sets()[0], out, plan.formats, plan.ids)
    assert {name for name, _ in alone} == {"quality"}
    (tmp_path / "out" / f"budget-{ACCOUNTS.year}").mkdir(parents=True)  # built before
    assert len(pages_beside(plan.sets()[0], out, plan.formats, plan.ids)) == len(alone) + 2
