"""One job as a piece of work that any process can do: its notebook executed, its outputs rendered, its answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.briefs.documents import FORMS
from analysis.briefs.plan import Format, Job
from analysis.briefs.site import DATASET
from analysis.briefs.steps import pictures_of
from analysis.present.phrases import Lang

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Task:
    """A job to do. `executed` is the notebook where only some formats are to be rendered again."""

    job: Job
    formats: Collection[Format]  # those to be made
    beside: frozenset[tuple[str, Lang]]  # pages of the same disclosure, for the links to them
    executed: bytes | None = None
    timeout: float | None = None
    memory: int | None = None


@dataclass(frozen=True)
class Done:
    """The result of a task: notebook and outputs, and one line for each failure; none is ever raised."""

    notebook: bytes = b""
    outputs: Mapping[Format, bytes] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    traceback: str = ""  # of the cell that failed
    seconds: float = 0.0


class Turns:
    """Lets so many notebooks run at once; who renders a page waits for no turn, and holds none."""

    def __init__(self, count: int) -> None:
        self._free, self._over = threading.BoundedSemaphore(count), False

    def end(self) -> None:
        """From now on nobody gets a turn."""
        self._over = True

    def __enter__(self) -> None:
        self._free.acquire()
        if self._over:
            self._free.release()
            raise CancelledError

    def __exit__(self, *error: object) -> None:
        self._free.release()


def perform(task: Task, turns: AbstractContextManager[None] | None = None) -> Done:
    """Does the task in this process, with its warm process and its workers; failures are told, not raised.

    Raises CancelledError where no turn is given any more.
    """
    import nbformat

    from analysis.briefs import run

    started = time.monotonic()
    try:
        if task.executed is None:
            with turns or nullcontext():
                started = time.monotonic()
                notebook = run.execute(task.job, timeout=task.timeout, memory=task.memory)
        else:
            notebook = nbformat.reads(task.executed.decode(), as_version=4)  # type: ignore[no-untyped-call]
    except run.NotebookError as error:
        return Done(errors=(str(error),), traceback=error.traceback, seconds=time.monotonic() - started)
    outputs, errors = _rendered(notebook, task)
    return Done(run.dump(notebook).encode(), outputs, tuple(errors), seconds=time.monotonic() - started)


def _rendered(notebook: NotebookNode, task: Task) -> tuple[dict[Format, bytes], list[str]]:
    """The notebook in each format, and what failed."""
    from analysis.briefs import render
    from analysis.briefs.workers import WORKERS, WorkError

    job, own = task.job, version("budget-briefs")

    page = render.page(notebook, job, own, task.beside)
    outputs: dict[Format, bytes] = {}
    errors = []
    for form in task.formats:
        try:
            outputs[form] = (
                WORKERS.document(make, page, notebook, job, own) if (make := FORMS[form].make) else page.encode()
            )
        except WorkError as error:
            errors.append(f"{job.name}: {form}: {error}")
    return outputs, errors


def answers(job: Job, workbooks: Sequence[Job]) -> tuple[dict[Path, bytes], dict[str, Any]]:
    """The answers to the job's disclosure and parameters, and what the index says of it.

    The answers are a CSV file each, and all in a workbook for each language. Beside them stands the dataset that they
    rest on, so that who has the pages can look up every figure.
    """
    from analysis import catalog
    from analysis.briefs.headline import headline
    from analysis.disclosure import csv_bytes
    from analysis.measures.answers import Answers

    disclosure = catalog.load(job.data / job.metadata.id)
    bases = (catalog.load(place) if place else None for place in job.bases)
    found = Answers(disclosure, *bases, base_year=job.base_year)
    made = {job.folder / "data" / f"{schema.name}.csv": csv_bytes(schema, rows) for schema, rows in found.tables()}
    made |= {job.folder / "data" / DATASET / name: content for name, content in disclosure.files().items()}
    if workbooks:
        from analysis.present.workbook import workbook

        made |= {other.place("xlsx"): workbook(disclosure, found, other.lang) for other in workbooks}
    return made, headline(disclosure, found)


def pictures(job: Job) -> tuple[dict[Path, bytes], dict[str, Any]]:
    """The pages of the document as pictures; nothing for the index to say. Raises DocumentError."""
    from analysis import originals
    from analysis.ingest.formats import apart

    original = originals.of(job.data, job.metadata)
    places = pictures_of(job, original.pages if original else 0)
    drawn = apart.pictures(original.file, range(1, len(places) + 1)) if original else []
    return dict(zip(places, drawn, strict=True)), {}


def panel(job: Job, workbooks: Sequence[Job]) -> tuple[dict[Path, bytes], dict[str, Any]]:
    """The rows of all budgets as a data package of one table; nothing for the index to say."""
    from analysis import metadata
    from analysis.disclosure import csv_bytes
    from analysis.measures.panel import rows, store

    whole = store.stored(job.data).collect()
    held = csv_bytes(rows.SCHEMA, whole)
    seal = metadata.Seal.of(whole.height, held)
    described = metadata.describe(job.metadata, {rows.SCHEMA.name: seal}, (rows.SCHEMA,))
    place = job.folder / "data" / DATASET
    return {place / f"{rows.SCHEMA.name}.csv": held, place / metadata.FILE: described}, {}
