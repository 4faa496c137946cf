"""One writer at a time, whatever becomes of it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from analysis.locks import NAME, LockedError, locked

HOLD = "import sys; from pathlib import Path; from analysis.locks import locked\n"
HOLD += "with locked(Path(sys.argv[1]), 'a build'): print('held', flush=True); sys.stdin.read()"


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_is_told_who_is_there(tmp_path: Path) -> None:
    process = holder(tmp_path)
    try:
        with pytest.raises(LockedError, match=rf"a build \(process {process.pid}, since 20..-.*wait for it"):
            locked(tmp_path, "an ingest").__enter__()
    finally:
        process.communicate("")
    with locked(tmp_path, "an ingest"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_patient_writer_waits(tmp_path: Path) -> None:
    process = holder(tmp_path)
    timer = threading.Timer(0.3, lambda: process.communicate(""))
    timer.start()
    with locked(tmp_path, "an ingest", patience=20):
        assert process.poll() is not None or process.wait(5) == 0
    timer.join()


def test_the_lock_of_a_dead_process_is_free(tmp_path: Path) -> None:
    process = holder(tmp_path)
    process.kill()
    process.wait()
    assert (tmp_path / NAME).exists()
    with locked(tmp_path, "a build"):
        assert (tmp_path / NAME).exists()
    assert not (tmp_path / NAME).exists()


def test_a_file_that_is_no_lock_of_ours_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("{")
    with locked(tmp_path, "a build"):
        pass


def test_one_after_another_in_threads(tmp_path: Path) -> None:
    inside, most, refused = [0], [0], [0]

    def work() -> None:
        for _ in range(20):
            try:
                with locked(tmp_path, "a build"):
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                    inside[0] -= 1
            except LockedError:
                refused[0] += 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1


def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    fcntl = pytest.importorskip("fcntl", reason="no fcntl on this system")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(LockedError, match=r"has no locks.*local folder"):
        locked(tmp_path, "a build").__enter__()
