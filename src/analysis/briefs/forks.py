"""The warm process from the side of who asks: kernels that it forks, and when it is started, again too, and ended."""

from __future__ import annotations

import atexit
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
_SYSTEM = sys.platform

_START = 30.0  # seconds that the warm process may take to answer
TICK = 0.003  # seconds between two looks at a kernel
# Variables that an interpreter obeys as it starts: those of a forked kernel are the warm process's.
_AT_START = ("PYTHON", "LC_", "LANG", "LD_", "POLARS_")
#: Keeps polars' allocator from starting threads of its own, which no process that forks may have.
QUIET = {"_RJEM_MALLOC_CONF": "background_thread:false"}
# The folder that this process happens to work in is no place to import from.
_CODE = "import sys; sys.path[:] = filter(None, sys.path); from analysis.briefs.warm import main; main()"


def can_fork() -> bool:
    """True if kernels are forked on this system.

    On Linux alone: it says how many threads a process has, native ones too, and ends a kernel with the warm process.
    Windows has no fork, and the libraries of macOS forbid it.
    """
    return _SYSTEM == "linux" and not os.environ.get("BUDGET_BRIEFS_NO_FORK")


class WarmError(RuntimeError):
    """The warm process can't fork a kernel; the message says why."""


class Forked:
    """A kernel forked by the warm process: what jupyter_client asks of a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Waits for its end. Raises subprocess.TimeoutExpired."""
        end = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            time.sleep(TICK)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Sends a signal to the process alone; to none once it has ended."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Ends it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Asks it to end."""
        self.send_signal(signal.SIGTERM)


class Warm:
    """The warm process of this one, started when first asked for and again when it has died. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._settings: dict[str, str] = {}
        self._answers: dict[int, queue.Queue[Forked | str]] = {}
        self._running: set[Forked] = set()
        self._number = 0

    @property
    def pid(self) -> int | None:
        """The warm process, None while there is none."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Starts the warm process, without waiting until it is ready."""
        with self._lock:
            self._start(os.environ)

    def call(self, function: Callable[..., T], *args: Any, folder: Path) -> T:
        """The result of the function with these arguments, from a fresh process; `folder` is empty and for it.

        Raises WarmError, or what the function raises.
        """
        place = folder / "call"
        place.write_bytes(pickle.dumps((function, args)))
        code = self.fork([], dict(os.environ), str(Path.cwd()), call=str(place)).wait()
        if code:
            raise WarmError(f"the process ended with {code}: is there enough memory?")
        done, result = pickle.loads(place.read_bytes())
        if not done:
            raise result
        given: T = result
        return given

    def fork(self, arguments: list[str], env: dict[str, str], cwd: str, call: str = "") -> Forked:
        """A fresh kernel with these arguments, environment and working directory, or a call. Raises WarmError."""
        for _ in range(2):  # one that has died is started once more
            answer = self._ask({"arguments": arguments, "env": env, "cwd": cwd, "call": call})
            if isinstance(answer, Forked):
                return answer
            if answer:
                raise WarmError(answer)
        raise WarmError("the warm process died twice")

    def stop(self, *, wait: bool = True) -> None:
        """Ends the warm process and its kernels, and waits until they have ended."""
        with self._lock:
            self._stop(wait)

    def _stop(self, wait: bool = True) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        assert process.stdin is not None
        try:
            process.stdin.close()
            if not self._running:  # nothing of it is to be ended in order
                process.kill()
            if wait:
                process.wait(timeout=1)
        except (OSError, subprocess.TimeoutExpired):
            process.kill()
            process.wait()

    def _start(self, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """The warm process, started where there is none that an interpreter with `env` would be like."""
        if self._owner != os.getpid():  # forked: its parent's is not its own
            self._process, self._owner = None, os.getpid()
            self._running = set()
        settings = {name: value for name, value in env.items() if name.startswith(_AT_START)}
        alive = self._process is not None and self._process.poll() is None
        if alive and settings != self._settings:
            differing = sorted(name for name, _ in settings.items() ^ self._settings.items())
            if self._running or self._answers:
                raise WarmError(f"other kernels run with another {', '.join(dict.fromkeys(differing))}")
            self._stop()
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _CODE],
                env={**env, **QUIET},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._settings = settings
            threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
        return self._process

    def _ask(self, request: Mapping[str, Any]) -> Forked | str | None:
        """A kernel, or why there is none; None where the warm process died before it answered."""
        box: queue.Queue[Forked | str] = queue.Queue()
        with self._lock:
            process = self._start(request["env"])
            self._number += 1
            number = self._number
            self._answers[number] = box
            assert process.stdin is not None
            with suppress(OSError):  # it has died, which is seen below
                process.stdin.write(json.dumps({"request": number, **request}).encode() + b"\n")
                process.stdin.flush()
        end = time.monotonic() + _START
        while time.monotonic() < end:
            try:
                return box.get(timeout=0.05)
            except queue.Empty:
                if process.poll() is not None:
                    self._answers.pop(number, None)
                    return None
        self._answers.pop(number, None)
        process.kill()
        return f"the warm process did not answer in {_START:g} seconds"

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Takes the events of one warm process until it ends; its kernels end with it, and what they started."""
        assert process.stdout is not None
        own: dict[int, Forked] = {}
        for line in process.stdout:
            if not line.endswith(b"\n"):  # it died while it wrote
                break
            event = json.loads(line)
            answer: Forked | str = event.get("refused", "")
            if "pid" in event:
                answer = own[event["pid"]] = Forked(event["pid"])
                self._running.add(answer)
            if box := self._answers.pop(event.get("request"), None):
                box.put(answer)
            if "ended" in event and (forked := own.pop(event["ended"], None)):
                self._running.discard(forked)
                forked.returncode = event["code"]
        for forked in own.values():
            with suppress(OSError):
                os.killpg(forked.pid, signal.SIGKILL)
            self._running.discard(forked)
            forked.returncode = -signal.SIGKILL


#: The warm process of this one, for all its threads.
WARM = Warm()
atexit.register(WARM.stop, wait=False)
