"""A build makes again exactly what a change touches: each kind of input is touched, and the plan compared."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import analysis
from analysis.briefs import notebooks as books
from analysis.briefs import plan as plans
from analysis.briefs.documents import FORMS
from analysis.briefs.inputs import Inputs
from analysis.briefs.site import Site
from analysis.briefs.steps import ANSWERS, Step, data_of, formats_of, links, pages_beside, steps
from analysis.catalog import data_folder

LANGS = ("zh", "en")
DOCUMENTS: tuple[plans.Format, ...] = ("html", "docx", "pdf")
NOTEBOOKS = {"brief", "changes", "costs", "inference", "quality", "structure"}


class Desk:
    """Copies of data, notebooks and package that a test may change, and outputs that are up to date."""

    def __init__(self, root: Path) -> None:
        self.root, self.out = root, root / "out"
        self.data, self.books, self.package = root / "data", root / "notebooks", root / "analysis"
        shutil.copytree(data_folder() / "322-2026", self.data / "322-2026")
        shutil.copytree(books.notebooks_folder(), self.books, ignore=shutil.ignore_patterns(".*"))
        shutil.copytree(Path(analysis.__file__).parent, self.package, ignore=shutil.ignore_patterns("__pycache__"))
        self.values: dict[str, str] = {}
        self.formats: tuple[plans.Format, ...] = ("html",)
        self.libraries: dict[str, str] = {}

    def plan(self) -> plans.Plan:
        return plans.make([], data=self.data, folder=self.books, values=self.values, formats=self.formats)

    def inputs(self) -> Inputs:
        inputs = Inputs(self.package)
        inputs.libraries = inputs.libraries | self.libraries
        return inputs

    def steps(self) -> list[Step]:
        site = Site(self.out)
        site.read()
        return list(steps(self.plan(), site, self.inputs()))

    def todo(self) -> set[str]:
        """What would be done: `changes zh: execute`."""
        return {
            f"data {step.job.metadata.id}: {step.kind}"
            if step.is_data
            else f"{step.job.notebook.name} {step.job.lang}: {' '.join([step.kind, *step.formats[1:]])}"
            for step in self.steps()
            if step.kind != "nothing"
        }

    def settle(self) -> None:
        """Outputs as a build would leave them, without running anything."""
        inputs = self.inputs()
        with Site(self.out) as site:
            plan = self.plan()
            for jobs in plan.sets():
                for place in data_of(jobs[0]):
                    site.stage(place, place.name.encode(), jobs[0], inputs.answers(jobs[0]), "answers")
                beside = pages_beside(jobs, site, plan.formats)
                for job in jobs:
                    if "xlsx" in plan.formats:
                        site.stage(job.place("xlsx"), job.lang.encode(), job, inputs.workbook(job), "workbook")
                    site.stage(job.executed, job.name.encode(), job, inputs.executed(job))
                    formats = formats_of(job, tuple(form for form in plan.formats if form != "xlsx"), site)
                    for form in formats:
                        made = inputs.rendered(job, form, links(job, beside, formats))
                        site.stage(job.place(form), job.name.encode(), job, made)
            site.commit(lambda site: None, inputs.parts)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.settle()
    return made


def both(*names: str, kind: str = "execute") -> set[str]:
    """The notebooks in both languages."""
    return {f"{name} {lang}: {kind}" for name in names for lang in ("zh", "en")}


def append(path: Path, text: str = "\n") -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


DATA = {"data 322-2026: compute"}
EVERYTHING = both(*NOTEBOOKS) | DATA

CHANGES: dict[str, tuple[Callable[[Desk], object], set[str]]] = {
    "nothing": (lambda desk: None, set()),
    "a dataset": (lambda desk: append(desk.data / "322-2026/amounts.csv"), EVERYTHING),
    "a notebook": (lambda desk: append(desk.books / "costs.ipynb"), both("costs")),
    "words": (lambda desk: append(desk.package / "present/words/en.toml"), both(*NOTEBOOKS)),
    "what one page is made with": (lambda desk: append(desk.package / "present/cards.py"), both("structure")),
    "what some pages are made with": (
        lambda desk: append(desk.package / "present/audit.py"),
        both("brief", "quality", "structure"),
    ),
    "a measure": (lambda desk: append(desk.package / "measures/changes.py"), EVERYTHING),
    "code below everything": (lambda desk: append(desk.package / "money.py"), EVERYTHING),
    "code that no brief needs": (lambda desk: append(desk.package / "ingest/document.py"), set()),
    "a template": (lambda desk: append(desk.package / "templates/shanxi.toml"), EVERYTHING),
    "how pages look": (lambda desk: append(desk.package / "briefs/pages/brief.css"), both(*NOTEBOOKS, kind="render")),
    "how charts are drawn": (lambda desk: append(desk.package / "present/drawing.py"), both(*NOTEBOOKS, kind="render")),
    "how notebooks are run": (lambda desk: append(desk.package / "briefs/kernels.py"), both(*NOTEBOOKS)),
    "a library": (lambda desk: desk.libraries.update(polars="0"), EVERYTHING),
    "a missing page": (lambda desk: (desk.out / "322-2026/en/costs.html").unlink(), {"costs en: render"}),
    "a missing notebook": (lambda desk: (desk.out / "322-2026/en/costs.ipynb").unlink(), {"costs en: execute"}),
    "a missing answer": (lambda desk: (desk.out / "322-2026/data/costs.csv").unlink(), DATA),
    "an altered page": (lambda desk: append(desk.out / "322-2026/en/costs.html"), {"costs en: render"}),
    "an altered notebook": (lambda desk: append(desk.out / "322-2026/en/costs.ipynb"), {"costs en: execute"}),
    "a damaged manifest": (lambda desk: (desk.out / "manifest.json").write_text("{"), EVERYTHING),
    "a manifest of another version": (
        lambda desk: (desk.out / "manifest.json").write_text('{"version": 1}'),
        EVERYTHING,
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_a_change_touches(desk: Desk, what: str) -> None:
    change, expected = CHANGES[what]
    change(desk)
    assert desk.todo() == expected
    desk.settle()
    assert desk.todo() == set()


class TestFormats:
    """What is made of a notebook beside its page, and of the answers beside their files."""

    def of(self, desk: Desk) -> dict[str, tuple[str, ...]]:
        return {
            step.name.removeprefix("322-2026 "): (step.kind, *step.formats)
            for step in desk.steps()
            if step.kind != "nothing"
        }

    def test_one_asked_for_is_made_without_running_anything_again(self, desk: Desk) -> None:
        desk.formats = ("docx",)
        assert self.of(desk) == {f"{name} {lang}": ("render", "html", "docx") for name in NOTEBOOKS for lang in LANGS}
        assert {step.reasons[0] for step in desk.steps() if step.formats} == {"html: beside changed"}
        desk.settle()
        assert self.of(desk) == {}
        desk.formats = ("xlsx",)
        assert self.of(desk) == {"data": ("compute",)}

    def test_one_that_is_there_is_kept_up_to_date(self, desk: Desk) -> None:
        desk.formats = plans.FORMATS
        desk.settle()
        desk.formats = ("html",)
        assert self.of(desk) == {}
        append(desk.books / "costs.ipynb")
        assert self.of(desk) == {f"costs {lang}": ("execute", *DOCUMENTS) for lang in LANGS}
        append(desk.data / "322-2026/amounts.csv")
        assert len(self.of(desk)) == len(EVERYTHING)

    @pytest.mark.parametrize(
        ("module", "formats"),
        [
            ("briefs/documents/docx.py", ("docx",)),
            ("briefs/documents/pdf.py", ("pdf",)),
            ("briefs/render.py", DOCUMENTS),  # Word too is made from what a page shows
            ("present/drawing.py", DOCUMENTS),
        ],
    )
    def test_what_makes_a_format_touches_that_alone(self, desk: Desk, module: str, formats: tuple[str, ...]) -> None:
        desk.formats = plans.FORMATS
        desk.settle()
        append(desk.package / module)
        assert self.of(desk) == {f"{name} {lang}": ("render", *formats) for name in NOTEBOOKS for lang in LANGS}

    def test_what_makes_workbooks_touches_them_alone(self, desk: Desk) -> None:
        desk.formats = plans.FORMATS
        desk.settle()
        append(desk.package / "present/workbook/__init__.py")
        assert self.of(desk) == {"data": ("compute",)}
        desk.settle()
        (desk.out / "322-2026/en/322-2026.xlsx").unlink()
        assert self.of(desk) == {"data": ("compute",)}

    def test_a_library_that_lays_out_one_format(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        desk.formats = plans.FORMATS
        desk.settle()
        monkeypatch.setitem(FORMS, "pdf", replace(FORMS["pdf"], system=lambda: {"pango": "0"}))
        assert self.of(desk) == {f"{name} {lang}": ("render", "pdf") for name in NOTEBOOKS for lang in LANGS}
        assert all(
            "typesetting: fontconfig, harfbuzz, pango" in step.reasons[0] for step in desk.steps() if step.formats
        )


def test_a_new_notebook_is_linked_from_the_other_pages(desk: Desk) -> None:
    shutil.copy(desk.books / "costs.ipynb", desk.books / "more.ipynb")
    assert desk.todo() == both("more") | both(*NOTEBOOKS, kind="render")


def test_the_base_year_touches_those_that_compare_with_it(desk: Desk) -> None:
    def add(year: int) -> None:
        place = desk.data / f"322-{year}"
        shutil.copytree(desk.data / "322-2026", place)
        package = json.loads((place / "datapackage.json").read_text(encoding="utf-8"))
        package |= {"id": place.name, "year": year}
        (place / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")

    def of_2026() -> set[str]:
        return {
            f"{step.job.notebook.name} {step.job.lang}"
            for step in desk.steps()
            if step.kind == "execute" and step.job.metadata.year == 2026
        }

    add(2025)
    several = {f"{name} {lang}" for name in ("series", "panel") for lang in LANGS}
    assert of_2026() == {f"{name} {lang}" for name in ("brief", "changes") for lang in LANGS} | several
    desk.settle()
    add(2020)
    assert of_2026() == several


def test_parameters_have_outputs_of_their_own(desk: Desk) -> None:
    desk.values = {"base_year": "2025"}
    assert desk.todo() == {*both("brief", "changes"), *DATA}
    desk.settle()
    assert desk.todo() == set()
    desk.values = {}
    assert desk.todo() == set()


def test_two_outputs_never_share_a_key(desk: Desk) -> None:
    inputs = desk.inputs()
    seen: dict[str, str] = {}
    for jobs in desk.plan().sets():
        beside = pages_beside(jobs, Site(desk.out), plans.FORMATS)
        for job in jobs:
            made = {
                job.place(form): inputs.rendered(job, form, links(job, beside, plans.FORMATS)) for form in DOCUMENTS
            }
            for place, own in (made | {job.executed: inputs.executed(job)}).items():
                key = json.dumps([own, job.lang, job.parameters], sort_keys=True)
                assert seen.setdefault(key, place.as_posix()) == place.as_posix()


def test_reasons_name_what_changed(desk: Desk) -> None:
    append(desk.package / "present/cards.py")
    append(desk.books / "costs.ipynb")
    (desk.out / "322-2026/en/changes.html").unlink()
    said = {step.name: step.reasons for step in desk.steps() if step.reasons}
    assert said["322-2026 structure zh"] == ("code: analysis.present.cards",)
    assert said["322-2026 costs zh"] == ("notebooks/costs.ipynb changed",)
    assert said["322-2026 changes en"] == ("changes.html is missing",)


def test_force_runs_all(desk: Desk) -> None:
    site = Site(desk.out)
    site.read()
    found = list(steps(desk.plan(), site, desk.inputs(), force=True))
    assert {step.kind for step in found} == {"execute", "compute"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from analysis.present import (\n    theme,  # colours\n    wording as words,\n)", {"theme", "wording"}),
        ("def f():\n    from analysis.present import theme", {"theme"}),
        ("import analysis.present.theme, analysis.present.wording", {"theme", "wording"}),
        ("from analysis.present.theme import config", {"theme"}),
        ("from elsewhere import analysis", set()),
    ],
)
def test_imports_are_found_in_any_form(tmp_path: Path, source: str, expected: set[str]) -> None:
    (tmp_path / "present").mkdir()
    for name in ("__init__", "present/__init__", "present/theme", "present/wording"):
        (tmp_path / f"{name}.py").write_text("")
    (tmp_path / "root.py").write_text(source)
    found = Inputs(tmp_path).modules(["analysis.root"])
    assert {name.removeprefix("analysis.present.") for name in found if name.count(".") == 2} == expected


def test_the_answers_are_known_by_name() -> None:
    from analysis import load
    from analysis.measures.answers import Answers

    assert tuple(schema.name for schema, _ in Answers(load("322-2026")).tables()) == ANSWERS
