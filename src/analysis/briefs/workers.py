"""Processes that draw charts and typeset documents, so that this takes no time from the one that talks to kernels.

Both hold Python's lock while they work. A picture that several outputs show is drawn once.
"""

from __future__ import annotations

import atexit
import json
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import active_children
from typing import TYPE_CHECKING, Any

from analysis.parallel import processes

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.briefs.plan import Job
    from analysis.present.drawing import Drawn

_KEPT = 512  # pictures kept for other outputs that show them
_DRAW, _SET = "draw", "set"


class WorkError(RuntimeError):
    """What a worker could not do; the message says it in one line."""


class Workers:
    """Processes, each started when it is first needed: those that draw, and those that typeset. Thread-safe.

    The first chart that a process draws takes as long as several others, so that few do it: one for two cores.
    """

    def __init__(self, drawers: int = max(1, (os.cpu_count() or 1) // 2), setters: int = 2) -> None:
        self._most = {_DRAW: drawers, _SET: setters}
        self._pools: dict[str, ProcessPoolExecutor] = {}
        self._kept: dict[str, Any] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Starts the first process that draws, so that it is warm when it is needed."""
        self._pool(_DRAW).submit(os.getpid)

    def drawn(self, spec: Mapping[str, Any], prefix: str, alt: str) -> Drawn:
        """The chart for a page; see `analysis.present.drawing.drawn`. Raises WorkError."""
        try:
            chart: Drawn = self._once("analysis.present.drawing:drawn", spec, prefix, alt)
        except WorkError as error:
            raise WorkError(f"a chart can't be drawn: {error}") from None
        return chart

    def library(self) -> str:
        """The script that draws charts on a page; see `analysis.present.drawing.library`. Raises WorkError."""
        script: str = self._once("analysis.present.drawing:library")
        return script

    def _once(self, function: str, *args: Any) -> Any:
        """What a function gives for these arguments, as kept since it was last called with them."""
        key = json.dumps([function, *args], sort_keys=True)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        answer = self.call(function, *args, drawing=True)
        with self._lock:
            if len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = answer
        return answer

    def pdf(self, page: str, job: Job, version: str) -> bytes:
        """The page as a PDF; see `analysis.briefs.documents.pdf`. Raises WorkError."""
        content: bytes = self.call("analysis.briefs.documents.pdf:document", page, job, version)
        return content

    def docx(self, notebook: NotebookNode, job: Job, version: str) -> bytes:
        """The executed notebook as a Word document; see `analysis.briefs.documents.docx`. Raises WorkError."""
        from analysis.briefs import render

        drawn = [self.drawn(*one).svg for one in render.charts(notebook)]  # as the page shows them
        content: bytes = self.call("analysis.briefs.documents.docx:document", notebook, job, version, drawn)
        return content

    def stop(self) -> None:
        """Ends all processes, whatever they do."""
        with self._lock:
            pools, self._pools = [*self._pools.values()], {}
        if pools:
            for process in active_children():
                process.kill()
        for pool in pools:
            pool.shutdown(cancel_futures=True)

    def call(self, function: str, *args: Any, drawing: bool = False) -> Any:
        """What `module:function` gives for these arguments, called in a worker. Raises WorkError."""
        use = _DRAW if drawing else _SET
        for _ in range(2):  # where one has died, all of its kind are started again once
            pool = self._pool(use)
            try:
                return pool.submit(_called, function, args).result()
            except BrokenProcessPool:
                with self._lock:
                    if self._pools.get(use) is pool:
                        del self._pools[use]
        raise WorkError("the process that draws and typesets died twice: is there enough memory?")

    def _pool(self, use: str) -> ProcessPoolExecutor:
        with self._lock:
            if use not in self._pools:
                self._pools[use] = processes(self._most[use], _warm if use == _DRAW else None)
            return self._pools[use]


WORKERS = Workers()
atexit.register(WORKERS.stop)


def _called(name: str, args: Sequence[Any]) -> Any:
    """What a function gives. Raises WorkError, in one line, for whatever it raises."""
    module, _, function = name.partition(":")
    try:
        return getattr(import_module(module), function)(*args)
    except Exception as error:
        raise WorkError(str(error).splitlines()[0] if str(error) else type(error).__name__) from None


def _warm() -> None:
    """Draws the smallest chart, which loads all that the others need."""
    from analysis.present.drawing import draw

    draw({"mark": "point", "data": {"values": []}}, "warm")
