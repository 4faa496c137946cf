"""One job as a piece of work that any process can do: its notebook executed, its outputs rendered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import CancelledError
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from analysis.briefs.plan import Format, Job
from analysis.present.phrases import Lang

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Task:
    """What is to be done of a job. `executed` is the notebook where only some formats are to be rendered again."""

    job: Job
    formats: Collection[Format]  # those to be made
    beside: frozenset[tuple[str, Lang]]  # pages of the same disclosure, for the links to them
    executed: bytes | None = None
    timeout: float | None = None
    memory: int | None = None


@dataclass(frozen=True)
class Done:
    """What came of it: notebook and outputs, and one line for each failure; none is ever raised."""

    notebook: bytes = b""
    outputs: Mapping[Format, bytes] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
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
        return Done(errors=(str(error),), seconds=time.monotonic() - started)
    outputs, errors = _rendered(notebook, task)
    return Done(run.dump(notebook).encode(), outputs, tuple(errors), seconds=time.monotonic() - started)


def _rendered(notebook: NotebookNode, task: Task) -> tuple[dict[Format, bytes], list[str]]:
    """The notebook in each format, and what failed."""
    from analysis.briefs import render
    from analysis.briefs.workers import WORKERS, WorkError

    job, own = task.job, version("budget-briefs")

    @cache
    def page() -> str:
        return render.page(notebook, job, own, task.beside)

    makers: dict[Format, Callable[[], bytes]] = {
        "html": lambda: page().encode(),
        "pdf": lambda: WORKERS.pdf(page(), notebook, job, own),
        "docx": lambda: WORKERS.docx(notebook, job, own),
    }
    outputs: dict[Format, bytes] = {}
    errors = []
    for form in task.formats:
        try:
            outputs[form] = makers[form]()
        except WorkError as error:
            errors.append(f"{job.name}: {form}: {error}")
    return outputs, errors
