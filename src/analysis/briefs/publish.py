"""Builds a plan: decides what must run, has it run, and publishes it in one step.

An output is made again where one of its inputs has changed, where it is missing or altered, and on request. A
notebook that fails leaves the page of the last good run in place, marked as older than its inputs.
"""

from __future__ import annotations

import os
import shlex
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import analysis
from analysis.briefs.inputs import Inputs, why
from analysis.briefs.plan import Job, Plan
from analysis.briefs.site import DEFINITIONS, INDEX, MANIFEST, Site
from analysis.briefs.task import Done, Task, perform
from analysis.present.phrases import LANGS, Lang

__all__ = ["INDEX", "MANIFEST", "Built", "Step", "build", "steps"]

#: Seconds between two moments at which what is done is published, in a long build.
_PUBLISH_EVERY = 5.0

#: Told of each step that ended, and of how many there are.
Report = Callable[[str, int], None]


class SchedulerError(ValueError):
    """A cluster that can't be used; the message says why and what to do."""


@dataclass(frozen=True)
class Step:
    """What is to be done for one output: a notebook with its page, or one disclosure's answers."""

    job: Job
    kind: str  # execute, render, answers, nothing
    reasons: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The output in words."""
        return f"{self.job.metadata.id} data" if self.kind == "answers" or self.is_data else self.job.name

    is_data: bool = False


@dataclass(frozen=True)
class Failure:
    """A notebook that failed: what it said, in one line, and the command that runs just that one again."""

    error: str
    command: str

    def __str__(self) -> str:
        return self.error


@dataclass
class Built:
    """What a build did: the pages that it wrote, within `out`, what was up to date, and what failed."""

    out: Path
    pages: list[Path] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    ran: int = 0
    fresh: int = 0
    seconds: float = 0.0
    known: list[Path] = field(default_factory=list)

    @property
    def entry(self) -> Path:
        """The page to open: the only one, or the index."""
        pages = self.pages or self.known
        return self.out / (pages[0] if len(pages) == 1 else INDEX)


def steps(plan: Plan, site: Site, inputs: Inputs, *, force: bool = False) -> Iterator[Step]:
    """What is to be done for each output of a plan, and why; what is up to date is among them as `nothing`."""
    for jobs in plan.sets():
        yield _data_step(jobs, site, inputs, force)
        beside = _beside(jobs, site)
        for job in jobs:
            yield _step(job, beside, site, inputs, force)


def planned(plan: Plan, out: Path, *, inputs: Inputs, force: bool = False) -> list[Step]:
    """What `build` would do, found without changing or locking anything."""
    site = Site(out)
    site.read()
    return list(steps(plan, site, inputs, force=force))


def executor(scheduler: str | None, patience: float = 10) -> Callable[[int], Executor]:
    """What runs the steps: threads of this process, or the dask cluster at an address.

    Raises SchedulerError where none answers within `patience` seconds.
    """
    if scheduler is None:
        return ThreadPoolExecutor
    try:
        from distributed import Client
    except ImportError:
        raise SchedulerError(
            f"--scheduler {scheduler}: dask.distributed is not installed: pip install 'budget-briefs[cluster]'"
        ) from None
    try:
        client: Any = Client(scheduler, timeout=patience)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TimeoutError) as error:
        raise SchedulerError(f"--scheduler {scheduler}: no cluster answers there ({error}): start one first") from None
    return lambda jobs: client.get_executor(retries=2, pure=False)


def build(
    plan: Plan,
    out: Path,
    *,
    timeout: float | None = None,
    report: Report = lambda done, total: None,
    jobs: int = 1,
    force: bool = False,
    executor: Callable[[int], Executor] = ThreadPoolExecutor,
    inputs: Inputs | None = None,
) -> Built:
    """Builds all of `plan` into `out`; `report` is told of each step that ended.

    `jobs` is how many notebooks run at once; `executor` gives what they run on. Raises OSError, DatasetError,
    LockedError.
    """
    started = time.monotonic()
    built, inputs = Built(out), inputs or Inputs()
    with Site(out) as site:
        todo = list(steps(plan, site, inputs, force=force))
        built.known = [step.job.page for step in todo if not step.is_data]
        work = [step for step in todo if step.kind != "nothing"]
        built.fresh = len(todo) - len(work)
        shared = _definitions(site, inputs)
        if work or shared:
            _Run(plan, site, inputs, built, timeout, report).all(work, executor, jobs)
    built.seconds = time.monotonic() - started
    return built


class _Run:
    """One build under way."""

    def __init__(
        self, plan: Plan, site: Site, inputs: Inputs, built: Built, timeout: float | None, report: Report
    ) -> None:
        self.site, self.inputs, self.built, self.timeout, self.report = site, inputs, built, timeout, report
        self.beside = {id(job): _beside(jobs, site) for jobs in plan.sets() for job in jobs}
        self.sets = {id(job): jobs for jobs in plan.sets() for job in jobs}
        self.published = time.monotonic()
        self.total = 0

    def all(self, work: Sequence[Step], executor: Callable[[int], Executor], jobs: int) -> None:
        """Does the steps, as many at once as there are jobs, and publishes them."""
        self.total = len(work)
        if any(step.kind == "execute" for step in work):
            _warm()
        pool = executor(jobs)
        try:
            self._do(work, pool)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            _stop()
            raise
        pool.shutdown()
        self._publish()

    def _do(self, work: Sequence[Step], pool: Executor) -> None:
        waiting: dict[Future[Any], tuple[Step, Task | None]] = {}
        for step in work:
            if step.is_data:
                waiting[pool.submit(_answers, step.job)] = step, None
            else:
                asked = self._task(step)
                waiting[pool.submit(perform, asked)] = step, asked
        while waiting:
            done, _ = wait(waiting, timeout=_PUBLISH_EVERY, return_when=FIRST_COMPLETED)
            for future in done:
                step, task = waiting.pop(future)
                self.built.ran += 1
                if task is None:
                    self._take_data(step, future.result())
                else:
                    self._take(step, task, future.result())
            if time.monotonic() - self.published > _PUBLISH_EVERY:
                self._publish()

    def _task(self, step: Step) -> Task:
        executed = self.site.content(step.job.executed) if step.kind == "render" else None
        return Task(step.job, self.beside[id(step.job)], executed, self.timeout)

    def _take_data(self, step: Step, answers: Mapping[str, bytes]) -> None:
        job, made = step.job, self.inputs.answers(step.job)
        for name, content in answers.items():
            self.site.stage(job.folder / "data" / name, content, job, made, notebook=False)
        self.report(step.name, self.total)

    def _take(self, step: Step, task: Task, done: Done) -> None:
        job = step.job
        if done.error:
            self.built.failures.append(Failure(done.error, _command(job)))
            self._failed(job)
            self.report(f"{step.name}: failed", self.total)
            return
        if step.kind == "execute":
            self.site.stage(job.executed, done.notebook, job, self.inputs.executed(job))
        self.site.stage(job.page, done.page, job, self.inputs.page(job, _names(task.beside)))
        self.site.durations[job.page.as_posix()] = round(done.seconds, 3)
        self.built.pages.append(job.page)
        self.report(step.name, self.total)

    def _failed(self, job: Job) -> None:
        """Keeps the last good page; where there is none, the other pages do without a link to it."""
        self.site.outdated(job.page)
        self.site.outdated(job.executed)
        if self.site.has(job.page):
            return
        for other in self.sets[id(job)]:
            self.beside[id(other)] = self.beside[id(other)] - {(job.notebook.name, job.lang)}

    def _publish(self) -> None:
        self._relink()
        self.site.commit(index, self.inputs.code)
        self.published = time.monotonic()

    def _relink(self) -> None:
        """Renders again the pages that were given links to one that then failed."""
        for jobs in {id(jobs): jobs for jobs in self.sets.values()}.values():
            for job in jobs:
                entry = self.site.outputs.get(job.page.as_posix())
                made = self.inputs.page(job, _names(self.beside[id(job)])) if entry else {}
                if entry and not entry.get("outdated") and entry["inputs"] != made and job.page in self.built.pages:
                    done = perform(Task(job, self.beside[id(job)], self.site.content(job.executed)))
                    self.site.stage(job.page, done.page, job, made)


# --- what must run -------------------------------------------------------------------------------


def _step(job: Job, beside: frozenset[tuple[str, Lang]], site: Site, inputs: Inputs, force: bool) -> Step:
    if force:
        return Step(job, "execute", ("--force",))
    executed, page = inputs.executed(job), inputs.page(job, _names(beside))
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
    for name in ANSWERS:
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


def _beside(jobs: Sequence[Job], site: Site) -> frozenset[tuple[str, Lang]]:
    """The pages of one disclosure that there are or will be."""
    folder = site.out / jobs[0].folder
    there = {(page.stem, lang) for lang in LANGS for page in (folder / lang).glob("*.html")}
    return frozenset(there | {(job.notebook.name, job.lang) for job in jobs})


def _names(beside: Iterable[tuple[str, Lang]]) -> list[str]:
    return sorted(f"{lang}/{name}" for name, lang in beside)


# --- doing it ------------------------------------------------------------------------------------


#: The answers as data, by file.
ANSWERS = ("changes", "structure", "costs", "prices", "explained", "scorecard", "reconciliations", "findings")


def definitions_file() -> Path:
    """The page of definitions that came with the package, else the one beside its sources."""
    package = Path(analysis.__file__).parent
    own = package / "docs" / "definitions.md"
    return own if own.is_file() else package.parents[1] / "docs" / own.name


def _definitions(site: Site, inputs: Inputs) -> bool:
    """Stages the page of definitions where it is not there as it should be; whether it did."""
    source = definitions_file()
    made, entry = inputs.definitions(source), site.entry(Path(DEFINITIONS))
    if entry is not None and entry["inputs"] == made:
        return False
    from analysis.briefs import render

    html = render.definitions(source.read_text(encoding="utf-8"), version_of("budget-briefs"))
    site.share(DEFINITIONS, html.encode(), made)
    return True


def _answers(job: Job) -> dict[str, bytes]:
    """The answers to the job's disclosure and parameters as CSV files by name."""
    from analysis import catalog
    from analysis.disclosure import csv_bytes
    from analysis.measures.answers import answers

    disclosure = catalog.load(job.data / job.metadata.id)
    year = job.parameters.get("base_year")
    place = catalog.base(job.data, job.metadata, year or job.metadata.year - 1)
    found = answers(disclosure, catalog.load(place) if place else None, year)
    return {f"{schema.name}.csv": csv_bytes(schema, rows) for schema, rows in found.tables()}


def _command(job: Job) -> str:
    """The command that runs one job again."""
    values = [part for name, value in sorted(job.parameters.items()) for part in ("-p", f"{name}={value}")]
    words = ("budget-briefs", "build", job.metadata.id, "--notebook", job.notebook.name, "--lang", job.lang, *values)
    return shlex.join(words)


def _warm() -> None:
    """Starts what takes a moment to start, side by side."""
    from analysis.briefs import run
    from analysis.briefs.drawers import DRAWERS
    from analysis.briefs.forks import WARM

    if hasattr(os, "fork"):
        WARM.start()
    DRAWERS.start()
    run.clear()


def _stop() -> None:
    """Ends all that was started, at once."""
    from analysis.briefs import run
    from analysis.briefs.drawers import DRAWERS
    from analysis.briefs.forks import WARM

    WARM.stop()
    DRAWERS.stop()
    run.clear()


# --- the index -----------------------------------------------------------------------------------


def index(site: Site) -> bytes:
    """The page that leads to all others."""
    from analysis.briefs import render

    return render.index(list(_listed(site)), version_of("budget-briefs")).encode()


def _listed(site: Site) -> Iterator[Mapping[str, Any]]:
    pages: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for place, entry in sorted(site.outputs.items(), key=_order):
        if place.endswith(".html") and "notebook" in entry:
            pages.setdefault(entry["disclosure"], []).append((place, entry))
    for id, disclosure in site.disclosures.items():
        yield {**disclosure, "pages": [_listed_page(place, entry) for place, entry in pages.get(id, ())]}


def _listed_page(place: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    from analysis.present import vocabulary

    name = vocabulary.pick(vocabulary.NOTEBOOKS.get(entry["notebook"], (entry["notebook"],) * 2), entry["lang"])
    values = "".join(f" · {key}={value}" for key, value in entry["parameters"].items())
    outdated = vocabulary.pick(vocabulary.PAGE["outdated"], entry["lang"]) if entry.get("outdated") else ""
    return {"href": place, "lang": entry["lang"], "text": f"{name}{values}", "outdated": outdated}


def _order(output: tuple[str, Mapping[str, Any]]) -> tuple[int, str, int, str]:
    """Briefs in the order of their titles, others after them by name; each in Chinese first."""
    from analysis.present import vocabulary

    place, entry = output
    langs, known, name = [*LANGS, None], list(vocabulary.NOTEBOOKS), entry.get("notebook", "")
    rank = known.index(name) if name in known else len(known)
    return rank, name, langs.index(entry.get("lang")), place
