"""What a build has to do: for each output whether it must be made again, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis import schema
from analysis.briefs.inputs import Inputs, why
from analysis.briefs.plan import Job, Plan
from analysis.briefs.site import DATASET, Site
from analysis.present.phrases import LANGS, Lang

#: The answers as data, by file: the names of what `analysis.measures.answers` gives, known without importing it.
ANSWERS = ("changes", "structure", "costs", "prices", "explained", "scorecard", "reconciliations", "findings")


@dataclass(frozen=True)
class Step:
    """What is to be done for one output: a notebook with its page, or one disclosure's answers."""

    job: Job
    kind: str  # execute, render, answers, nothing
    reasons: tuple[str, ...] = ()
    is_data: bool = False

    @property
    def name(self) -> str:
        """The output in words."""
        return f"{self.job.metadata.id} data" if self.is_data else self.job.name


def steps(plan: Plan, site: Site, inputs: Inputs, *, force: bool = False) -> Iterator[Step]:
    """What is to be done for each output of a plan, and why; what is up to date is among them as `nothing`."""
    for jobs in plan.sets():
        yield _data_step(jobs, site, inputs, force)
        beside = pages_beside(jobs, site)
        for job in jobs:
            yield _step(job, beside, site, inputs, force)


def planned(plan: Plan, out: Path, *, inputs: Inputs, force: bool = False) -> list[Step]:
    """What `build` would do, found without changing or locking anything."""
    site = Site(out)
    site.read()
    return list(steps(plan, site, inputs, force=force))


def _step(job: Job, beside: frozenset[tuple[str, Lang]], site: Site, inputs: Inputs, force: bool) -> Step:
    if force:
        return Step(job, "execute", ("--force",))
    executed, page = inputs.executed(job), inputs.page(job, beside)
    entry, shown = site.entry(job.executed), site.entry(job.page)
    if entry is None or entry["inputs"] != executed or entry.get("outdated"):
        return Step(job, "execute", _reasons(job.executed, site, executed, inputs))
    if shown is None or shown["inputs"] != page or shown.get("outdated"):
        return Step(job, "render", _reasons(job.page, site, page, inputs))
    return Step(job, "nothing")


def _data_step(jobs: Sequence[Job], site: Site, inputs: Inputs, force: bool) -> Step:
    job = max(jobs, key=lambda job: len(job.notebook.parameters))  # one whose notebook has a base year
    if force:
        return Step(job, "answers", ("--force",), is_data=True)
    made = inputs.answers(job)
    dataset = [f"{DATASET}/{table.name}" for table in schema.ALL]
    for name in (*ANSWERS, *dataset):
        place = job.folder / "data" / f"{name}.csv"
        entry = site.entry(place)
        if entry is None or entry["inputs"] != made:
            return Step(job, "answers", _reasons(place, site, made, inputs), is_data=True)
    return Step(job, "nothing", is_data=True)


def _reasons(place: Path, site: Site, made: Mapping[str, str], inputs: Inputs) -> tuple[str, ...]:
    old = site.outputs.get(place.as_posix())
    said = why(old["inputs"] if old else None, made, site.code, inputs.code)
    if old is not None and old.get("outdated"):
        said.append("the last run failed")
    if old is not None and site.entry(place) is None:
        said.append(f"{place.name} is missing" if not site.has(place) else f"{place.name} was altered")
    return tuple(said)


def pages_beside(jobs: Sequence[Job], site: Site) -> frozenset[tuple[str, Lang]]:
    """The pages of one disclosure that there are or will be."""
    folder = site.out / jobs[0].folder
    there = {(page.stem, lang) for lang in LANGS for page in (folder / lang).glob("*.html")}
    return frozenset(there | {(job.notebook.name, job.lang) for job in jobs})
