"""The steps of a build: for each output whether it must be made again, and why.

A format that was asked for once is kept up to date: where a notebook runs again, all that there is of it is made anew,
so that no page is older than the document beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis import originals, schema
from analysis.briefs.inputs import Inputs
from analysis.briefs.plan import FORMATS, PANEL, Format, Job, Plan
from analysis.briefs.site import DATASET, ORIGINAL, Site, page_name
from analysis.inputs import why
from analysis.metadata import FILE
from analysis.present import messages
from analysis.present.phrases import Lang

#: The answers as data, by file: the names of what `analysis.measures.answers` gives, known without importing it.
ANSWERS = (
    *("changes", "structure", "costs", "prices", "explained", "scorecard", "reconciliations", "findings"),
    *("details", "matches", "conflicts"),
)

#: Pages that there are beside one another, as notebook and language.
Pages = frozenset[tuple[str, Lang]]


@dataclass(frozen=True)
class Step:
    """A step: a notebook in its formats, or one disclosure's answers and workbooks."""

    job: Job
    kind: str  # execute, render, compute, draw, nothing
    formats: tuple[Format, ...] = ()  # those to be made
    reasons: tuple[str, ...] = ()
    workbooks: tuple[Job, ...] | None = None  # of the answers: a job for each language

    @property
    def is_data(self) -> bool:
        """True if it is about the answers."""
        return self.workbooks is not None

    @property
    def name(self) -> str:
        """The outputs in words."""
        if self.kind == "draw":
            return f"{self.job.metadata.id} original"
        return f"{self.job.metadata.id} data" if self.is_data else self.job.name


def steps(plan: Plan, site: Site, inputs: Inputs, *, force: bool = False) -> Iterator[Step]:
    """The step for each output of a plan, and why; what is up to date is among them as `nothing`."""
    documents = tuple(form for form in plan.formats if form != "xlsx")
    for jobs in plan.sets():
        yield _data_step(jobs, plan.formats, site, inputs, force)
        if not documents:
            continue
        if "html" in documents and (made := inputs.pictures(jobs[0])):
            yield _pictures_step(jobs[0], made, site, inputs)
        beside = pages_beside(jobs, site, plan.formats, plan.ids)
        for job in jobs:
            yield _step(job, formats_of(job, documents, site), beside, site, inputs, force)


def planned(plan: Plan, out: Path, *, inputs: Inputs, force: bool = False) -> list[Step]:
    """The steps that `build` would do, found without changing or locking anything."""
    site = Site(out)
    site.read()
    return list(steps(plan, site, inputs, force=force))


def formats_of(job: Job, asked: Sequence[Format], site: Site) -> tuple[Format, ...]:
    """The formats of a notebook that a build makes: those asked for, and those that there are."""
    documents = (form for form in FORMATS if form != "xlsx")
    return tuple(form for form in documents if form in asked or _is_made(job, form, site))


def _is_made(job: Job, form: Format, site: Site) -> bool:
    return job.place(form).as_posix() in site.outputs


def pages_beside(
    jobs: Sequence[Job], site: Site, formats: Sequence[Format], planned: Collection[str] = frozenset()
) -> Pages:
    """The pages of one disclosure that there are or will be, and those that lead to its counterpart, `/ID/index.html`.

    `planned` are the disclosures that are being built.
    """
    folder, other, langs = site.out / jobs[0].folder, jobs[0].counterpart, messages.languages()
    there = {(page.stem, lang) for lang in langs for page in (folder / lang).glob("*.html")}
    there |= {(job.notebook.name, job.lang) for job in jobs} if "html" in formats else set()
    if other is not None and (other.id in planned or (site.out / other.id).is_dir()):
        there |= {(f"/{other.id}/{page_name(lang)}", lang) for lang in langs}
    return frozenset(there)


def links(job: Job, beside: Pages, formats: Sequence[Format]) -> frozenset[str]:
    """The links of a notebook's page: to the pages beside it, and to itself in its other formats."""
    own = {job.place(form).name for form in formats}
    return frozenset({f"{lang}/{name}.html" for name, lang in beside} | own)


def _step(job: Job, formats: tuple[Format, ...], beside: Pages, site: Site, inputs: Inputs, force: bool) -> Step:
    if force:
        return Step(job, "execute", formats, ("--force",))
    if reasons := _stale(job.executed, site, inputs.executed(job), inputs):
        return Step(job, "execute", formats, reasons)
    linked = links(job, beside, formats)
    todo: dict[Format, None] = {}
    said: list[str] = []
    for form in formats:
        for reason in _stale(job.place(form), site, inputs.rendered(job, form, linked), inputs):
            todo[form] = None
            said.append(reason if len(formats) == 1 else f"{form}: {reason}")
    return Step(job, "render", tuple(todo), tuple(said)) if todo else Step(job, "nothing")


def _data_step(jobs: Sequence[Job], formats: Sequence[Format], site: Site, inputs: Inputs, force: bool) -> Step:
    job = jobs[0]
    by_lang = {other.lang: other for other in jobs if not other.is_panel}
    asked = "xlsx" in formats
    workbooks = tuple(other for other in by_lang.values() if asked or _is_made(other, "xlsx", site))
    if force:
        return Step(job, "compute", reasons=("--force",), workbooks=workbooks)
    made = inputs.answers(job)
    outputs = dict.fromkeys(data_of(job), made)
    outputs |= {other.place("xlsx"): inputs.workbook(other) for other in workbooks}
    for place, own in outputs.items():
        if reasons := _stale(place, site, own, inputs):
            return Step(job, "compute", reasons=reasons, workbooks=workbooks)
    return Step(job, "nothing", workbooks=workbooks)


def _pictures_step(job: Job, made: Mapping[str, str], site: Site, inputs: Inputs) -> Step:
    """The pages of the document as pictures: drawn once, since nothing else changes them."""
    original = originals.of(job.data, job.metadata)
    for place in pictures_of(job, original.pages if original else 0):
        if reasons := _stale(place, site, made, inputs):
            return Step(job, "draw", reasons=reasons)
    return Step(job, "nothing")


def pictures_of(job: Job, pages: int) -> list[Path]:
    """The pictures of so many pages of the document, beside a disclosure's outputs."""
    return [Path(job.folder.parts[0]) / ORIGINAL / f"{number}.png" for number in range(1, pages + 1)]


def data_of(job: Job) -> list[Path]:
    """The files of data beside a job's outputs: the answers, and the dataset that they rest on."""
    if job.is_panel:
        names = [f"{DATASET}/{FILE}", f"{DATASET}/{PANEL}.csv"]
    else:
        dataset = (FILE, *(f"{table.name}.csv" for table in schema.ALL))
        names = [*(f"{name}.csv" for name in ANSWERS), *(f"{DATASET}/{name}" for name in dataset)]
    return [job.folder / "data" / name for name in names]


def _stale(place: Path, site: Site, made: Mapping[str, str], inputs: Inputs) -> tuple[str, ...]:
    """Why an output must be made again; nothing where it is up to date."""
    entry = site.entry(place)
    if entry is not None and entry["inputs"] == made and not entry.get("outdated"):
        return ()
    old = site.outputs.get(place.as_posix())
    said = why(old["inputs"] if old else None, made, site.parts, inputs.parts)
    if old is not None and old.get("outdated"):
        said.append("the last run failed")
    if old is not None and entry is None:
        said.append(f"{place.name} is missing" if not site.has(place) else f"{place.name} was altered")
    return tuple(said)
