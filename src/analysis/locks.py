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
from io import FileIO
from pathlib import Path

from analysis.text import UserError

NAME = ".budget-briefs.lock"
_WAIT = 0.02  # seconds between two looks
_MOST = 100  # locks that may vanish as they are taken
#: How a file system says that it has no locks.
_NO_LOCKS = frozenset((errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL))


class LockedError(UserError):
    """A folder that can't be locked: another process writes it, or its file system has no locks."""


@contextmanager
def locked(folder: Path, what: str, patience: float = 0) -> Iterator[None]:
    """Holds the lock of `folder` while the block runs. Raises LockedError, naming who holds it and since when.

    `what` is what this process does there, for the message of another one that comes by. The lock of a process
    that has died is free; that of a living one is waited for `patience` seconds.
    """
    stream = _take(folder / NAME, time.monotonic() + patience)
    try:
        held = {"pid": os.getpid(), "what": what, "since": datetime.now(UTC).isoformat(timespec="seconds")}
        with contextlib.suppress(OSError):  # a full disk: locked all the same
            stream.truncate(0)
            stream.write(json.dumps(held).encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / NAME).unlink()
        stream.close()


def _take(path: Path, until: float) -> FileIO:
    """The lock's file, locked; one that another process has removed meanwhile is opened again."""
    lost = 0
    while lost < _MOST:
        stream = path.open("ab", buffering=0)
        try:
            _lock(stream)
        except BlockingIOError:
            message = _held(path)
            stream.close()
            if time.monotonic() > until:
                raise LockedError(message) from None
            time.sleep(_WAIT)
            continue
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
        lost += 1
    raise LockedError(f"{path.parent}: other processes keep locking it: try again later")


def _lock(stream: FileIO) -> None:
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


def _is_still_there(stream: FileIO, path: Path) -> bool:
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
