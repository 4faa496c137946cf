"""Files and folders that are written whole or not at all.

What is new is written beside its destination, flushed to the disk, and moved
there. A process that dies on the way leaves what was there before, and a folder
of its own (`.NAME.new`) that the next writing clears away.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)


def write_file(destination: Path, content: bytes) -> None:
    """Replaces `destination` by `content` in one step. Raises OSError, the old file then stands."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{destination.name}.new-", dir=destination.parent)
    except OSError as error:
        error.filename = str(destination)  # what was asked for
        raise
    os.close(handle)
    beside = Path(name)
    try:
        write_flushed(beside, content, destination)
        beside.chmod(0o666 & ~_umask())
        beside.replace(destination)
        flush_folder(destination.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_folder(destination: Path, files: Mapping[str, bytes]) -> bool:
    """Replaces the folder `destination` by one that holds just `files`; False where it held them already.

    Raises OSError; the old folder then stands as it was.
    """
    restore_folder(destination)
    new = destination.parent / f".{destination.name}.new"  # looking for it takes long among thousands
    shutil.rmtree(new, ignore_errors=True)
    if _holds(destination, files):
        return False
    destination.parent.mkdir(parents=True, exist_ok=True)
    if destination.exists() and not destination.is_dir():
        raise NotADirectoryError(20, "a file stands where the dataset's folder should be", str(destination))
    new.mkdir(exist_ok=True)
    try:
        beside = Path(tempfile.mkdtemp(dir=new))  # a name that no other writer has
        for name, content in files.items():
            write_flushed(beside / name, content, destination / name)
        beside.chmod(0o777 & ~_umask())
        _swap(beside, destination)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return True


def restore_folder(destination: Path) -> None:
    """Puts the old folder back where a writing died before the new one arrived; else leaves all as it is."""
    aside = _aside(destination)
    if aside.is_dir():
        if destination.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(destination)


def write_flushed(beside: Path, content: bytes, destination: Path) -> None:
    """Writes and flushes `beside`; an OSError names `destination`, the file that it was meant for."""
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        error.filename = str(destination)
        raise


def flush_folder(folder: Path) -> None:
    """Flushes what was moved into a folder, where the system does that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(beside: Path, destination: Path) -> None:
    """Puts one folder in the place of another: in one step where the system can, else in two."""
    aside = _aside(destination)
    if destination.is_dir() and not _exchange(beside, destination):
        destination.rename(aside)
        try:
            beside.rename(destination)
        except BaseException:
            aside.rename(destination)
            raise
        shutil.rmtree(aside, ignore_errors=True)
    elif not destination.is_dir():
        beside.rename(destination)
    flush_folder(destination.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Has the two change places in one step, which Linux can on most file systems (renameat2(2)); True where it did."""
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        exchange = ctypes.CDLL(None).renameat2
    except AttributeError:
        return False
    return bool(exchange(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _aside(destination: Path) -> Path:
    return destination.parent / f".{destination.name}.old"


def _holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    if not folder.is_dir() or {path.name for path in folder.iterdir()} != set(files):
        return False
    return all((folder / name).read_bytes() == content for name, content in files.items())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
