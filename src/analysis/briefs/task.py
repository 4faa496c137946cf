"""One job as a piece of work that any process can do: its notebook executed, its page rendered."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from importlib.metadata import version

from analysis.briefs.plan import Job
from analysis.present.phrases import Lang


@dataclass(frozen=True)
class Task:
    """What is to be done of a job. `executed` is the notebook where only its page is to be rendered again."""

    job: Job
    beside: Collection[tuple[str, Lang]]  # pages of the same disclosure, for the links to them
    executed: bytes | None = None
    timeout: float | None = None


@dataclass(frozen=True)
class Done:
    """What came of it: notebook and page, or one line that says why there are none."""

    notebook: bytes = b""
    page: bytes = b""
    error: str = ""
    seconds: float = 0.0


def perform(task: Task) -> Done:
    """Does the task in this process, with its warm process and its drawer; failures are told, not raised."""
    import nbformat

    from analysis.briefs import render, run
    from analysis.briefs.drawers import DRAWERS

    started = time.monotonic()
    try:
        if task.executed is None:
            notebook = run.execute(task.job, timeout=task.timeout)
        else:
            notebook = nbformat.reads(task.executed.decode(), as_version=4)  # type: ignore[no-untyped-call]
    except run.NotebookError as error:
        return Done(error=str(error), seconds=time.monotonic() - started)
    page = render.page(notebook, task.job, version("budget-briefs"), task.beside, drawer=DRAWERS)
    return Done(run.dump(notebook).encode(), page.encode(), seconds=time.monotonic() - started)
