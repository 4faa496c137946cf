"""Reading one document takes a bounded time and a bounded memory, whatever it or a template makes the reader do."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from types import FrameType

from analysis.ingest.errors import DocumentError
from analysis.ingest.formats import apart

#: Seconds of processor time between two looks.
_TICK = 0.5


class _PassedError(BaseException):
    """A limit is passed; no `except Exception` on the way may keep it."""


@contextmanager
def bounded(name: str) -> Iterator[None]:
    """Ends what is done inside with a DocumentError where it takes more time or memory than one document may.

    Time is the processor's, so that a busy machine refuses nothing. Only the main thread of systems with such
    timers is watched; inside another `bounded` the outer one watches.
    """
    can_watch = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not can_watch or signal.getitimer(signal.ITIMER_PROF)[0]:
        yield
        return
    began, held = process_time(), _most_held()

    def look(_signal: int, _frame: FrameType | None) -> None:
        if process_time() - began > apart.MOST_SECONDS:
            raise _PassedError(f"{apart.MOST_SECONDS} seconds")
        if _most_held() - held > apart.MOST_MEMORY:
            raise _PassedError(f"{apart.MOST_MEMORY // 1_000_000:,} MB")

    before = signal.signal(signal.SIGPROF, look)
    signal.siginterrupt(signal.SIGPROF, False)
    signal.setitimer(signal.ITIMER_PROF, _TICK, _TICK)
    try:
        yield
    except _PassedError as passed:
        raise DocumentError(name, None, f"a document that takes more than {passed} to read", apart.REMEDY) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _most_held() -> int:
    """The most bytes of memory that this process held so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
