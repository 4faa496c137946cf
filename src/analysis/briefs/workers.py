"""Processes that draw charts and typeset documents, so that this takes no time from the one that talks to kernels.

Both hold Python's lock while they work. `python -m analysis.briefs.workers` reads one pickled call after another on
standard input (a function of this package with its arguments), writes one pickled answer each on standard output,
and ends when its input ends: with the process that started it, however that ends. A picture that several outputs
show is drawn once.
"""

from __future__ import annotations

import atexit
import json
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from queue import LifoQueue
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.briefs.plan import Job

_KEPT = 512  # pictures kept for other outputs that show them
_DRAW = "draw"  # the argument of a worker that is to be ready to draw
_Idle = LifoQueue["subprocess.Popen[bytes] | None"]
_LENGTH = struct.Struct(">Q")  # bytes of what follows


class WorkError(RuntimeError):
    """What a worker could not do; the message says it in one line."""


class Workers:
    """Processes, each started when it is first needed: those that draw, and those that typeset. Thread-safe.

    The first chart that a process draws takes as long as several others, so that few do it: one for two cores.
    """

    def __init__(self, drawers: int = max(1, (os.cpu_count() or 1) // 2), setters: int = 2) -> None:
        self._drawers, self._setters = _idle(drawers), _idle(setters)
        self._all: list[subprocess.Popen[bytes]] = []
        self._kept: dict[str, Any] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Starts the first process that draws, so that it is warm when it is needed."""
        process = self._drawers.get()
        self._drawers.put(process if process and process.poll() is None else self._new(_DRAW))

    def _drawn(self, notebook: NotebookNode, job: Job) -> dict[str, str]:
        """The charts of a notebook for paper, as SVG by their IDs. Raises WorkError."""
        from analysis.briefs import render

        try:
            return {
                id: self._once("analysis.present.drawing:draw", spec, id)
                for spec, id, _ in render.charts(notebook, job.lang)
            }
        except WorkError as error:
            raise WorkError(f"a chart can't be drawn: {error}") from None

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

    def document(self, make: str, page: str, notebook: NotebookNode, job: Job, version: str) -> bytes:
        """A page in another format; `make` is that of its `analysis.briefs.documents.Form`. Raises WorkError."""
        content: bytes = self.call(make, page, job, version, self._drawn(notebook, job))
        return content

    def stop(self) -> None:
        """Ends all processes."""
        with self._lock:
            processes, self._all = self._all, []
        for process in processes:
            process.kill()
            process.wait()

    def call(self, function: str, *args: Any, drawing: bool = False) -> Any:
        """What `module:function` gives for these arguments, called in a worker. Raises WorkError."""
        idle, use = (self._drawers, _DRAW) if drawing else (self._setters, "")
        request = pickle.dumps((function, args))
        process = idle.get()
        try:
            for _ in range(2):  # one that has died is started again once
                if process is None or process.poll() is not None:
                    process = self._new(use)
                assert process.stdin is not None
                assert process.stdout is not None
                try:
                    _send(process.stdin, request)
                    answer = _receive(process.stdout)
                except OSError:
                    answer = None
                if answer is not None:
                    done, result = pickle.loads(answer)
                    if not done:
                        raise WorkError(result)
                    return result
                process.kill()
                process.wait()
            raise WorkError("the process that draws and typesets died twice: is there enough memory?")
        finally:
            idle.put(process)

    def _new(self, use: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "analysis.briefs.workers", *filter(None, [use])]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        with self._lock:
            self._all.append(process)
        return process


def _idle(most: int) -> _Idle:
    """Places for so many processes, none of them started."""
    idle: _Idle = LifoQueue()
    for _ in range(most):
        idle.put(None)
    return idle


WORKERS = Workers()
atexit.register(WORKERS.stop)


def _send(stream: IO[bytes], content: bytes) -> None:
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    """The next message, None where the stream ends before it is whole."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = stream.read(length)
    return content if len(content) == length else None


def main() -> None:
    """Does what is asked for until standard input ends."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    if _DRAW in sys.argv[1:]:
        from analysis.present.drawing import draw

        draw(_WARMING, "warm")
    while (request := _receive(sys.stdin.buffer)) is not None:
        name, args = pickle.loads(request)
        module, _, function = name.partition(":")
        try:
            call: Callable[..., Any] = getattr(import_module(module), function)
            answer = True, call(*args)
        except Exception as error:  # whatever it is, the next one is to be done
            answer = False, str(error).splitlines()[0] if str(error) else type(error).__name__
        _send(answers, pickle.dumps(answer))


#: The smallest chart: drawing it loads all that the others need.
_WARMING = {"mark": "point", "data": {"values": []}}

if __name__ == "__main__":
    main()
