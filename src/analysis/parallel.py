"""Work done in processes of their own: one work on many things, or whatever is asked for, one thing after another.

Kernels are another matter (`analysis.briefs.kernels`), and so is the reading of one file that nobody trusts, which has
limits of its own (`analysis.ingest.formats.apart`).
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
#: Datasets for which starting processes costs more than it saves.
FEW = 7
_AHEAD = 4  # things for each process that are under way or done before their turn


def processes(most: int, ready: Callable[[], object] | None = None) -> ProcessPoolExecutor:
    """At most so many processes, each started when there is work for it; what `ready` does, it does first.

    They leave interrupts to this process and end with it, however that ends.
    """
    return ProcessPoolExecutor(most, mp_context=get_context("spawn"), initializer=_begin, initargs=(ready,))


def each(work: Callable[[T], R], things: Sequence[T], jobs: int, few: int = 1) -> Iterator[R]:
    """What `work` gives for each thing, in their order, `jobs` of them at once; in this process for `few` or fewer.

    Only so many results are kept as their order needs. What `work` raises is raised in its turn; `work`, the things
    and the results go from process to process by pickle.
    """
    if jobs == 1 or len(things) <= few:
        yield from map(work, things)
        return
    pool = processes(min(jobs, len(things)))

    def submitted(some: Iterable[T]) -> list[Future[R]]:
        return [pool.submit(work, thing) for thing in some]

    waiting = iter(things)
    try:
        running = submitted(islice(waiting, _AHEAD * jobs))
        while running:
            yield running.pop(0).result()
            running += submitted(islice(waiting, 1))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(ready: Callable[[], object] | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(2, 1)  # what a library prints is no answer of the command's
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if ready is not None:
        ready()


def _end_with_parent() -> None:
    """Ends this process as soon as the one that started it has ended: a pool's own would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
