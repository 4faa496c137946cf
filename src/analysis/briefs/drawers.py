"""Processes that draw charts, so that drawing takes no time from the process that talks to kernels.

What draws holds Python's lock while it does. `python -m analysis.briefs.drawers` reads one JSON request a line on
standard input and writes one JSON answer a line on standard output, and ends when its input ends. A chart that
several pages show is drawn once.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from queue import LifoQueue
from typing import Any

from analysis.present.drawing import Picture

_KEPT = 512  # pictures kept for other pages that show them


class Drawers:
    """Up to `most` processes, each started when it is first needed. Thread-safe."""

    def __init__(self, most: int = 1) -> None:
        self._idle: LifoQueue[subprocess.Popen[bytes] | None] = LifoQueue()
        for _ in range(most):
            self._idle.put(None)
        self._all: list[subprocess.Popen[bytes]] = []
        self._kept: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        """Starts the first process, so that it is warm when it is needed."""
        self._idle.put(self._idle.get() or self._new())

    def picture(self, spec: Mapping[str, Any], prefix: str, alt: str) -> Picture:
        """The chart for a page; see `analysis.present.drawing.picture`."""
        answer = self._answer({"spec": spec, "prefix": prefix, "alt": alt})
        return Picture(answer["svg"], answer["vega"])

    def library(self) -> str:
        """The script that draws charts on a page; see `analysis.present.drawing.library`."""
        return str(self._answer({"library": True})["script"])

    def _answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What a process answers, or has answered before."""
        request = json.dumps(asked, sort_keys=True)
        with self._lock:
            if (known := self._kept.get(request)) is not None:
                return known
        answer = self._ask(request)
        with self._lock:
            if len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[request] = answer
        return answer

    def stop(self) -> None:
        """Ends all processes."""
        with self._lock:
            processes, self._all = self._all, []
        for process in processes:
            process.kill()
            process.wait()

    def _ask(self, request: str) -> dict[str, Any]:
        process = self._idle.get()
        try:
            for _ in range(2):  # one that has died is started again once
                if process is None or process.poll() is not None:
                    process = self._new()
                assert process.stdin is not None
                assert process.stdout is not None
                try:
                    process.stdin.write(request.encode() + b"\n")
                    process.stdin.flush()
                    line = process.stdout.readline()
                except OSError:
                    line = b""
                if line:
                    answer: dict[str, Any] = json.loads(line)
                    if "error" in answer:
                        raise ValueError(f"a chart can't be drawn: {answer['error']}")
                    return answer
                process.kill()
            raise RuntimeError("the process that draws charts died twice")
        finally:
            self._idle.put(process)

    def _new(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "analysis.briefs.drawers"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        with self._lock:
            self._all.append(process)
        return process


DRAWERS = Drawers()
atexit.register(DRAWERS.stop)


def main() -> None:
    """Draws what is asked for until standard input ends."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from analysis.present import drawing

    drawing.draw(_WARMING, "warm")
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            if "library" in request:
                answer: dict[str, Any] = {"script": drawing.library()}
            else:
                drawn = drawing.picture(request["spec"], request["prefix"], request["alt"])
                answer = {"svg": drawn.svg, "vega": drawn.vega}
        except Exception as error:  # whatever it is, the next chart is to be drawn
            answer = {"error": str(error).splitlines()[0] if str(error) else type(error).__name__}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


#: The smallest chart: drawing it loads all that the others need.
_WARMING = {"mark": "point", "data": {"values": []}}

if __name__ == "__main__":
    main()
