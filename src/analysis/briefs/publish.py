"""Builds a plan: decides what must run, has it run, and publishes it in one step.

An output is made again where one of its inputs has changed, where it is missing or altered, and on request. A
notebook that fails leaves the page of the last good run in place, marked as older than its inputs.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version as version_of
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import analysis
from analysis.briefs.documents import FORMS
from analysis.briefs.inputs import Inputs
from analysis.briefs.plan import Format, Job, Plan
from analysis.briefs.site import DEFINITIONS, INDEX, Site
from analysis.briefs.steps import ANSWERS, Pages, Step, formats_of, links, pages_beside, steps
from analysis.briefs.task import Done, Task, Turns, answers, panel, perform, pictures
from analysis.text import UserError

#: Seconds between two moments at which what is done is published, in a long build.
_PUBLISH_EVERY = 5.0
#: And at least so many times what publishing took: that of ten thousand disclosures takes seconds.
_PUBLISH_SHARE = 10
_RENDERING = 2  # pages that are rendered beside running kernels
#: Steps handed out at once: more than any cluster has places, and few enough for what they carry to fit in memory.
_HANDED_OUT = 500

T = TypeVar("T")
#: Told of each step that ended, and of how many there are.
Report = Callable[[str, int], None]


class SchedulerError(UserError):
    """A cluster that can't be used; the message says why and what to do."""


@dataclass(frozen=True)
class Failure:
    """A notebook that failed: what it said, in one line, and the command that runs just that one again."""

    error: str
    command: str
    page: Path  # that it would have made
    traceback: str = ""

    def __str__(self) -> str:
        return self.error


@dataclass
class Built:
    """The result of a build: the pages and documents written within `out`, what was up to date, and what failed."""

    out: Path
    failures: list[Failure] = field(default_factory=list)
    ran: int = 0
    fresh: int = 0
    seconds: float = 0.0
    known: list[Path] = field(default_factory=list)
    written: dict[Path, None] = field(default_factory=dict)

    @property
    def pages(self) -> list[Path]:
        """The pages and documents that it wrote, in the order in which they were done."""
        return list(self.written)

    @property
    def entry(self) -> Path:
        """The page to open: the only one, or the index."""
        pages = self.pages or self.known
        return self.out / (pages[0] if len(pages) == 1 else INDEX)


def executor(scheduler: str | None, patience: float = 10) -> Callable[[int], Executor]:
    """The executor of the steps: threads of this process, or the dask cluster at an address.

    Raises SchedulerError where none answers within `patience` seconds.
    """
    if scheduler is None:
        return _threads
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


def _threads(jobs: int) -> Executor:
    """Threads for so many kernels, and some in which pages are rendered meanwhile."""
    return ThreadPoolExecutor(jobs + _RENDERING)


def build(
    plan: Plan,
    out: Path,
    *,
    timeout: float | None = None,
    memory: int | None = None,
    report: Report = lambda done, total: None,
    jobs: int = 1,
    force: bool = False,
    executor: Callable[[int], Executor] = _threads,
    inputs: Inputs | None = None,
) -> Built:
    """Builds all of `plan` into `out`; `report` is told of each step that ended.

    `jobs` is how many notebooks run at once, each for `timeout` seconds and in `memory` bytes at most; `executor`
    gives what they run on. Raises OSError, DatasetError, LockedError.
    """
    started = time.monotonic()
    built, inputs = Built(out), inputs or Inputs()
    with Site(out) as site:
        todo = list(steps(plan, site, inputs, force=force))
        built.known = _known(plan)
        work = [step for step in todo if step.kind != "nothing"]
        built.fresh = len(todo) - len(work)
        shared = _definitions(site, inputs)
        if work or shared:
            _Run(plan, site, inputs, built, report, timeout, memory).all(work, executor, jobs)
    built.seconds = time.monotonic() - started
    return built


class _Run:
    """One build under way."""

    def __init__(
        self,
        plan: Plan,
        site: Site,
        inputs: Inputs,
        built: Built,
        report: Report,
        timeout: float | None,
        memory: int | None,
    ) -> None:
        self.site, self.inputs, self.built, self.report = site, inputs, built, report
        self.timeout, self.memory = timeout, memory
        self.sets = plan.sets()
        self.beside: dict[Job, Pages] = {}
        self.formats: dict[Job, tuple[Format, ...]] = {}
        self.plan = plan
        asked = tuple(form for form in plan.formats if form != "xlsx")
        for jobs in self.sets:
            beside = pages_beside(jobs, site, plan.formats, plan.ids)
            for job in jobs:
                self.beside[job], self.formats[job] = beside, formats_of(job, asked, site)
        self.published, self.pause = time.monotonic(), _PUBLISH_EVERY
        self.total = 0

    def all(self, work: Sequence[Step], executor: Callable[[int], Executor], jobs: int) -> None:
        """Does the steps, as many at once as there are jobs, and publishes them."""
        self.total = len(work)
        if any(step.kind == "execute" for step in work):
            _warm(drawing=any(FORMS[form].make for asked in self.formats.values() for form in asked))
        pool, turns = executor(jobs), Turns(jobs)
        try:
            self._do(work, pool, turns)
        except BaseException:
            turns.end()
            pool.shutdown(wait=False, cancel_futures=True)
            _stop()
            raise
        pool.shutdown()
        self._publish()

    def _do(self, work: Sequence[Step], pool: Executor, turns: Turns) -> None:
        from analysis.briefs import run

        is_here = isinstance(pool, ThreadPoolExecutor)
        do, compute = (partial(perform, turns=turns), run.apart) if is_here else (perform, _called)
        waiting: dict[Future[Any], tuple[Step, Task | None]] = {}
        done: SimpleQueue[Future[Any]] = SimpleQueue()

        def hand_out(steps: Iterable[Step]) -> None:
            for step in steps:
                task = None if step.is_data or step.kind == "draw" else self._task(step)
                if task is not None:
                    handed: Future[Any] = pool.submit(do, task)
                elif step.is_data:
                    handed = pool.submit(compute, panel if step.job.is_panel else answers, step.job, step.workbooks)
                else:
                    handed = pool.submit(pictures, step.job)
                waiting[handed] = step, task
                handed.add_done_callback(done.put)

        rest = iter(sorted(work, key=self._seconds, reverse=True))
        hand_out(islice(rest, _HANDED_OUT))
        from analysis.briefs import index, render  # noqa: F401 - while the first kernels start

        while waiting:
            try:
                future: Future[Any] | None = done.get(timeout=_PUBLISH_EVERY)
            except Empty:
                future = None
            if future is not None:
                step, task = waiting.pop(future)
                hand_out(islice(rest, 1))
                self.built.ran += 1
                if task is None:
                    self._take_files(step, future)
                else:
                    self._take(step, task, future.result())
            if time.monotonic() - self.published > self.pause:
                self._publish()

    def _seconds(self, step: Step) -> float:
        """The seconds that a step may take, as the last time, else by its size: the longest begin first."""
        if step.is_data or step.kind == "draw":
            return 1.0
        known = self.site.durations.get(step.job.executed.as_posix())
        return known if known is not None else step.job.notebook.path.stat().st_size / 100_000

    def _task(self, step: Step) -> Task:
        executed = self.site.content(step.job.executed) if step.kind == "render" else None
        return Task(step.job, step.formats, self.beside[step.job], executed, self.timeout, self.memory)

    def _take_files(self, step: Step, future: Future[tuple[Mapping[Path, bytes], Mapping[str, Any]]]) -> None:
        """Takes in answers with their workbooks, or the pictures of a document's pages."""
        try:
            computed, headline = future.result()
        except CancelledError:
            raise
        except Exception as error:  # the last good files stay
            if step.is_data and isinstance(error, OSError):
                raise
            said = str(error).splitlines() or [type(error).__name__]
            self.built.failures.append(self._failure(step.job, f"{step.name}: {said[0]}"))
            for name in ANSWERS if step.is_data else ():
                self.site.outdated(step.job.folder / "data" / f"{name}.csv")
            self.report(f"{step.name}: failed", self.total)
            return
        if headline and not step.job.parameters:
            self.site.tell(step.job.metadata, headline)
        made = {job.place("xlsx"): job for job in step.workbooks or ()}
        inputs = (self.inputs.answers if step.is_data else self.inputs.pictures)(step.job)
        for place, content in computed.items():
            if (job := made.get(place)) is not None:
                self.site.stage(place, content, job, self.inputs.workbook(job), "workbook")
                self.built.written[place] = None
            else:
                self.site.stage(place, content, step.job, inputs, "answers")
        self.report(step.name, self.total)

    def _take(self, step: Step, task: Task, done: Done) -> None:
        job = step.job
        if done.notebook and step.kind == "execute":
            self.site.stage(job.executed, done.notebook, job, self.inputs.executed(job))
        self._take_outputs(job, done, task.beside)
        if done.errors:
            self.built.failures += [self._failure(job, error, done.traceback) for error in done.errors]
            self._failed(job, {*step.formats} - {*done.outputs}, executed=bool(done.notebook))
            self.report(f"{step.name}: failed", self.total)
            return
        self.site.durations[job.executed.as_posix()] = round(done.seconds, 3)
        self.report(step.name, self.total)

    def _failure(self, job: Job, error: str, traceback: str = "") -> Failure:
        return Failure(error, _command(job, self.plan.formats), job.page, traceback)

    def _take_outputs(self, job: Job, done: Done, beside: Pages) -> None:
        linked = links(job, beside, self.formats[job])
        for form, content in done.outputs.items():
            self.site.stage(job.place(form), content, job, self.inputs.rendered(job, form, linked))
            self.built.written[job.place(form)] = None

    def _failed(self, job: Job, formats: Collection[Format], *, executed: bool) -> None:
        """Keeps the last good outputs; where there is no page, the other pages do without a link to it."""
        if not executed:
            self.site.outdated(job.executed)
        for form in formats:
            self.site.outdated(job.place(form))
        if self.site.has(job.page):
            return
        for other in next(jobs for jobs in self.sets if job in jobs):
            self.beside[other] -= {(job.notebook.name, job.lang)}

    def _publish(self) -> None:
        self._relink()
        started = time.monotonic()
        self.site.commit(self._index, self.inputs.parts)
        self.published = time.monotonic()
        self.pause = max(_PUBLISH_EVERY, _PUBLISH_SHARE * (self.published - started))

    def _index(self, site: Site) -> None:
        from analysis.briefs.index import index

        index(site, self.inputs.listing())

    def _relink(self) -> None:
        """Renders again the outputs that were given links to a page that then failed."""
        for job, beside in self.beside.items():
            linked = links(job, beside, self.formats[job])
            stale: list[Format] = []
            for form in self.formats[job]:
                entry = self.site.outputs.get(job.place(form).as_posix())
                if entry and not entry.get("outdated") and job.place(form) in self.built.written:
                    stale += [form] if entry["inputs"] != self.inputs.rendered(job, form, linked) else []
            if stale:
                self._take_outputs(job, perform(Task(job, stale, beside, self.site.content(job.executed))), beside)


# --- doing it ------------------------------------------------------------------------------------


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


def _known(plan: Plan) -> list[Path]:
    """The outputs of a plan that people open."""
    documents = [job.place(form) for job in plan.jobs for form in plan.formats if form != "xlsx"]
    workbooks = [job.place("xlsx") for job in plan.jobs if "xlsx" in plan.formats]
    return list(dict.fromkeys((*documents, *workbooks)))


def _called(function: Callable[..., T], *args: Any) -> T:
    return function(*args)


def _command(job: Job, formats: Sequence[Format]) -> str:
    """The command that runs one job again."""
    values = []
    for name, value in sorted(job.parameters.items()):
        values += ["-p", f"{name}={value}"]
    if tuple(formats) != ("html",):
        values += ["--to", ",".join(formats)]
    ids = () if job.is_panel else (job.metadata.id,)
    own = ("--notebook", job.notebook.name, "--lang", job.lang)
    return shlex.join(["budget-briefs", "build", *ids, *own, *values])


def _warm(*, drawing: bool) -> None:
    """Starts what takes a moment to start, side by side; what draws, where pictures are asked for."""
    from analysis.briefs.forks import WARM, can_fork
    from analysis.briefs.workers import WORKERS

    if can_fork():
        WARM.start()
    if drawing:
        WORKERS.start()

    from analysis.briefs import run

    run.clear()


def _stop() -> None:
    """Ends kernels at once; what draws and typesets ends with what it is at."""
    from analysis.briefs import run
    from analysis.briefs.forks import WARM
    from analysis.briefs.workers import WORKERS

    WARM.stop()
    WORKERS.stop()
    run.clear()
