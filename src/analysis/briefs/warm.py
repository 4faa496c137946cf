"""The warm process: loaded with what every kernel needs and is safe to fork, it forks a fresh kernel per request.

A request may be a call too: a function of this package with its arguments, done in a fresh process like a notebook.

`main` reads one JSON request a line on standard input and writes one JSON event a line on standard output. It ends
when its input ends, and its kernels with it. It never runs a notebook's code itself, so that no notebook can leave
anything behind for the next.

A process with a second thread must not fork: a lock that the other thread holds would be held in the child for
ever. A guard counts threads before every fork and refuses where there are any, but for one that only waits to be
asked. polars starts its others when it first computes, which this process never does, and its allocator's are
switched off (`forks.QUIET`).
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pickle
import select
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from analysis import HOMES, measures

#: Imported before the first fork: what takes long to import, and all that notebooks take from this package.
PRELOAD = (
    "altair",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics",
    "IPython.extensions.storemagic",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "polars",
    *dict.fromkeys(HOMES.values()),
    *(f"analysis.measures.{module.name}" for module in iter_modules(measures.__path__)),
    "analysis.briefs.headline",
    "analysis.briefs.task",
)
#: Threads that hold no lock while they wait, as the system names them: that of polars which removes spilled files.
_WAITING = ("polars-ooc-clea",)
_TASKS = Path("/proc/self/task")
_SETTLED = 0.3  # seconds that such a thread may take until it waits
_LOOK = 1.0  # seconds between two looks at who asks
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)

# Variables that libraries set in the environment as they are imported.
_set_by_libraries: dict[str, str] = {}


def threads() -> int:
    """The number of threads of this process, native ones too, but for those that wait. Raises OSError where unknown."""
    return sum(not _waits(task) for task in _TASKS.iterdir())


def _settled() -> int:
    """The number of threads once those that wait are given a moment to do so."""
    end = time.monotonic() + _SETTLED
    while (count := threads()) > 1 and time.monotonic() < end:
        time.sleep(0.001)
    return count


def _waits(task: Path) -> bool:
    """True if a thread is one of those that may, and does wait until it is asked for something."""
    if (task / "comm").read_text().strip() not in _WAITING:
        return False
    place = (task / "wchan").read_text()  # empty or 0 where the system does not tell
    return ") S " in (task / "stat").read_text() and (place.strip("0") == "" or "futex" in place)


def main() -> None:
    """Serves requests until standard input ends."""
    asker = os.getppid()
    events = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what modules print is no event
    given = set(os.environ)
    gc.disable()  # nothing that is imported is ever let go
    with _without("debugpy"):  # a fifth of a kernel's start
        importlib.import_module("ipykernel.debugger")
    for name in os.environ.get("BUDGET_BRIEFS_PRELOAD", " ".join(PRELOAD)).split():
        if os.getppid() != asker:
            return
        importlib.import_module(name)
    _set_by_libraries.update({name: value for name, value in os.environ.items() if name not in given})
    gc.freeze()
    gc.enable()
    _serve(events, asker)


@contextmanager
def _without(library: str) -> Iterator[None]:
    """Lets a library seem not to be installed meanwhile."""
    sys.modules[library] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[library]


def _serve(events: Any, asker: int) -> None:
    wake, waker = os.pipe()
    for end in (wake, waker):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks
    kernels: set[int] = set()
    rest = b""
    more: Iterator[str] | None = _prepared()
    while os.getppid() == asker:  # its forks may hold the pipe
        ready, _, _ = select.select([0, wake], [], [], 0 if more else _LOOK)
        if not ready and more and next(more, None) is None:
            more = None
        if wake in ready:
            os.read(wake, 4096)
            _reap(kernels, events)
        if 0 in ready:
            read = os.read(0, 1 << 16)
            if not read:
                break
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                _fork(json.loads(line), kernels, events)
    for pid in kernels:
        _kill(pid)


def _prepared() -> Iterator[str]:
    """Reads the templates, each when nobody asks for anything else: most notebooks need one."""
    if (templates := sys.modules.get("analysis.templates")) is None:
        return
    for name in templates.names():
        with suppress(templates.TemplateError):
            templates.load(name)
        yield name


def _fork(request: Mapping[str, Any], kernels: set[int], events: Any) -> None:
    try:
        if (count := _settled()) > 1:
            _tell(events, request=request["request"], refused=f"the warm process has {count} threads")
            return
        parent, pid = os.getpid(), os.fork()
    except OSError as error:
        _tell(events, request=request["request"], refused=f"the warm process can't fork: {error}")
        return
    if pid == 0:
        _become_kernel(request, parent)
    kernels.add(pid)
    _tell(events, request=request["request"], pid=pid)


def _reap(kernels: set[int], events: Any) -> None:
    for pid in list(kernels):
        try:
            done, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            done, status = pid, 0
        if done:
            kernels.discard(pid)
            _tell(events, ended=pid, code=os.waitstatus_to_exitcode(status))


def _tell(events: Any, **event: Any) -> None:
    events.write(json.dumps(event) + "\n")
    events.flush()


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except OSError:
            continue


def _become_kernel(request: Mapping[str, Any], parent: int) -> None:
    """In the child: takes on the surroundings asked for, runs a kernel or a call, and never returns."""
    code = 1
    try:
        os.setsid()
        _die_with(parent)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        os.closerange(3, 1024)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update({**_set_by_libraries, **request["env"]})
        if request["call"]:
            _call(Path(request["call"]))
        else:
            _run(request["arguments"])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:  # the parent's work is not its own
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                continue
        os._exit(code)


def _call(place: Path) -> None:
    """Does the call that a file holds, and leaves in its place what came of it: whether it was done, and the result."""
    function, args = pickle.loads(place.read_bytes())
    try:
        answer = True, function(*args)
    except Exception as error:  # one that can't be pickled ends the process
        answer = False, error
    place.write_bytes(pickle.dumps(answer))


def _run(arguments: list[str]) -> None:
    import random

    from ipykernel.kernelapp import IPKernelApp

    random.seed()  # else every kernel would draw the same numbers
    if hasattr(time, "tzset"):
        time.tzset()
    sys.argv = ["ipykernel_launcher", *arguments]
    app = IPKernelApp.instance()
    app.initialize(arguments)  # type: ignore[no-untyped-call]
    app.start()  # type: ignore[no-untyped-call]


def _die_with(parent: int) -> None:
    """Asks Linux to end this process with its parent."""
    import ctypes

    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended in between
        os._exit(1)
