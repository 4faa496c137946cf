"""One writer at a time: a lock on a folder, freed when the process that holds it ends, however it ends."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

NAME = ".budget-briefs.lock"
#: How a file system says that it has no locks.
_NO_LOCKS = frozenset((errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL))


class LockedError(ValueError):
    """A folder that can't be locked: another process writes it, or its file system has no locks."""


@contextmanager
def locked(folder: Path, what: str) -> Iterator[None]:
    """Holds the lock of `folder` while the block runs. Raises LockedError, naming who holds it and since when.

    `what` is what this process does there, for the message of another one that comes by. The lock of a process
    that has died is free.
    """
    path = folder / NAME
    stream = _take(path)
    try:
        held = {"pid": os.getpid(), "what": what, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        stream.seek(0)
        stream.truncate()
        stream.write(json.dumps(held))
        stream.flush()
        yield
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
        stream.close()


def _take(path: Path) -> IO[str]:
    """The lock's file, locked; one that another process has removed meanwhile is opened again."""
    for _ in range(100):
        stream = path.open("a+", encoding="utf-8")
        try:
            _lock(stream)
        except BlockingIOError:
            message = _held(path)
            stream.close()
            raise LockedError(message) from None
        except OSError as error:
            stream.close()
            if error.errno in _NO_LOCKS:
                raise LockedError(
                    f"{path.parent}: its file system has no locks, so that two writers could damage it: "
                    "write to a local folder and copy it there"
                ) from None
            raise
        if _is_still_there(stream, path):
            return stream
        stream.close()
        time.sleep(0.01)
    raise LockedError(f"{path.parent}: other processes keep locking it: try again later")


def _lock(stream: IO[str]) -> None:
    """Locks the file or raises BlockingIOError at once."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except PermissionError:
            raise BlockingIOError from None
    else:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_still_there(stream: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _held(path: Path) -> str:
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        who = f"{held['what']} (process {held['pid']}, since {held['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    return f"{path.parent}: {who} is writing there: wait for it, or name another folder"
