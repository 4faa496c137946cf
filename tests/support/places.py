"""Places that a file can't be written to: a disk that is full, one that is read-only, a folder without permission."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of that size (as tmpfs has it: 300k) at `folder`; the test is skipped where none can be mounted."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
    if done.returncode:
        pytest.skip("this user can't mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextmanager
def full_but_for(disk: Path, free: int) -> Iterator[None]:
    """A disk with so many bytes left."""
    ballast = disk / "ballast"
    ballast.write_bytes(b"\0" * max(0, shutil.disk_usage(disk).free - free))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """A disk that takes no writes."""
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)


def unprivileged(command: Sequence[str]) -> list[str]:
    """The command, run by a user whom permissions bind; the test is skipped where there is none."""
    if not hasattr(os, "geteuid"):
        pytest.skip("permissions are not those of POSIX")
    if os.geteuid():
        return [*command]
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and without setpriv it stays root")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
