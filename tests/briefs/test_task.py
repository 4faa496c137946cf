"""So many notebooks at once, and none once a build has ended."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import pytest

from analysis.briefs.task import Turns


def test_no_more_at_once_than_there_are_turns() -> None:
    turns, enough, third = Turns(2), threading.Event(), threading.Event()

    def run(began: threading.Event) -> None:
        with turns:
            began.set()
            enough.wait(10)

    first = [threading.Event(), threading.Event()]
    threads = [threading.Thread(target=run, args=(began,)) for began in first]
    for thread in threads:
        thread.start()
    assert all(began.wait(10) for began in first)
    threads.append(threading.Thread(target=run, args=(third,)))
    threads[-1].start()
    assert not third.wait(0.1)
    enough.set()
    assert third.wait(10)
    for thread in threads:
        thread.join()


def test_who_waits_as_a_build_ends_gets_no_turn_and_blocks_none() -> None:
    turns = Turns(1)
    turns.end()
    for _ in range(3):
        with pytest.raises(CancelledError), turns:
            pytest.fail("a turn")
