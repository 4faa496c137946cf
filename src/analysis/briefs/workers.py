"""Processes that draw charts and typeset documents, so that this takes no time from the one that talks to kernels.

Both hold Python's lock while they work. A picture that several outputs show is drawn once.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.parallel import pool

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.briefs.plan import Job

_KEPT = 512  # pictures kept for other outputs that show them
_DRAW = "analysis.present.drawing:draw"
#: The smallest chart: drawing it loads all that the others need.
_WARMING = {"mark": "point", "data": {"values": []}}


class WorkError(RuntimeError):
    """A call that a worker could not do; the message says why in one line."""


class Workers:
    """Processes, each started when it is first needed: those that draw, and those that typeset. Thread-safe.

    The first chart that a process draws takes as long as several others, so that few do it: one for two cores.
    """

    def __init__(self, drawers: int = max(1, (os.cpu_count() or 1) // 2), setters: int = 2) -> None:
        self._counts = {True: drawers, False: setters}
        self._pools: dict[bool, ProcessPoolExecutor] = {}
        self._kept: dict[str, Any] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Starts the first process that draws, so that it is warm when it is needed."""
        self._pool(True).submit(_do, _DRAW, (_WARMING, "warm"))

    def document(self, make: str, page: str, notebook: NotebookNode, job: Job, version: str) -> bytes:
        """A page in another format; `make` is that of its `analysis.briefs.documents.Form`. Raises WorkError."""
        content: bytes = self.call(make, page, job, version, self._drawn(notebook, job))
        return content

    def call(self, function: str, *args: Any, drawing: bool = False) -> Any:
        """The result of `module:function` with these arguments, called in a worker. Raises WorkError."""
        for _ in range(2):  # after a death all start again, once
            processes = self._pool(drawing)
            try:
                done, result = processes.submit(_do, function, args).result()
            except BrokenProcessPool:
                with self._lock:
                    if self._pools.get(drawing) is processes:
                        del self._pools[drawing]
                continue
            if not done:
                raise WorkError(result)
            return result
        raise WorkError("the process that draws and typesets died twice: is there enough memory?")

    def stop(self) -> None:
        """Takes no more work; the processes end with what they are at."""
        with self._lock:
            pools, self._pools = self._pools, {}
        for processes in pools.values():
            processes.shutdown(wait=False, cancel_futures=True)

    def _drawn(self, notebook: NotebookNode, job: Job) -> dict[str, str]:
        """The charts of a notebook for paper, as SVG by their IDs. Raises WorkError."""
        from analysis.briefs import render

        try:
            return {id: self._once(_DRAW, spec, id) for spec, id, _ in render.charts(notebook, job.lang)}
        except WorkError as error:
            raise WorkError(f"a chart can't be drawn: {error}") from None

    def _once(self, function: str, *args: Any) -> Any:
        """The result of a function with these arguments, kept since it was last called with them."""
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

    def _pool(self, drawing: bool) -> ProcessPoolExecutor:
        """The processes of a kind."""
        with self._lock:
            if drawing not in self._pools:
                self._pools[drawing] = pool(self._counts[drawing], _quiet)
            return self._pools[drawing]


WORKERS = Workers()


def _quiet() -> None:
    """Leaves Ctrl-C to the process that asks, and lets nothing that a library prints be seen."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)


def _do(function: str, args: tuple[Any, ...]) -> tuple[bool, Any]:
    """In a worker: whether the call was done, and its result, or else what went wrong in one line."""
    module, _, name = function.partition(":")
    try:
        return True, getattr(import_module(module), name)(*args)
    except Exception as error:  # the next one is to be done
        return False, str(error).splitlines()[0] if str(error) else type(error).__name__
