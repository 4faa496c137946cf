"""One work done on many things, in processes of their own."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
#: Datasets for which starting processes costs more than it saves.
FEW = 7
_AHEAD = 4  # things for each process that are under way or done before their turn


def each(work: Callable[[T], R], things: Sequence[T], jobs: int, few: int = 1) -> Iterator[R]:
    """The result of `work` for each thing, in their order, `jobs` at once; in this process for `few` or fewer.

    Only so many results are kept as their order needs. What `work` raises is raised in its turn; `work`, the things
    and the results go from process to process by pickle.
    """
    if jobs == 1 or len(things) <= few:
        yield from map(work, things)
        return
    processes, waiting = pool(min(jobs, len(things))), iter(things)
    try:
        running = [processes.submit(work, thing) for thing in islice(waiting, _AHEAD * jobs)]
        while running:
            yield running.pop(0).result()
            running += [processes.submit(work, thing) for thing in islice(waiting, 1)]
    finally:
        processes.shutdown(wait=True, cancel_futures=True)


def pool(most: int, begin: Callable[[], None] | None = None) -> ProcessPoolExecutor:
    """So many fresh processes, each of which does `begin` first; they end with this one, however it ends."""
    return ProcessPoolExecutor(most, mp_context=get_context("spawn"), initializer=_begin, initargs=(begin,))


def _begin(begin: Callable[[], None] | None) -> None:
    """Has a process of the pool end with the one that started it: it would wait for work for ever."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin is not None:
        begin()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
