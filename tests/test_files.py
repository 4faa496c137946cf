"""Folders written whole or not at all, whatever goes wrong on the way."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import files
from analysis.files import restore_folder, write_file, write_folder

OLD = {"a.csv": b"old a", "b.csv": b"old b"}
NEW = {"a.csv": b"new a", "c.csv": b"new c"}


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "322-2026"
    write_folder(folder, OLD)
    return folder


def _failing(error: OSError, after: int = 0) -> object:
    calls = 0

    def fail(*_: object, **__: object) -> None:
        nonlocal calls
        calls += 1
        if calls > after:
            raise error

    return fail


def test_a_folder_holds_just_the_files(folder: Path) -> None:
    assert held(folder) == OLD
    assert write_folder(folder, NEW)
    assert held(folder) == NEW
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_writing_the_same_again_changes_nothing(folder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert not write_folder(folder, OLD)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


@pytest.mark.parametrize("after", [0, 1])
def test_a_disk_that_fails_in_the_middle(folder: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _failing(OSError(errno.ENOSPC, "No space left on device"), after))
        with pytest.raises(OSError, match=r"No space left on device: .*322-2026"):
            write_folder(folder, NEW)
    assert held(folder) == OLD
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert write_folder(folder, NEW)


@pytest.mark.parametrize("failing", [1, 2])
def test_a_move_that_fails(folder: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    """Where folders can't be exchanged, the first move sets the old one aside, the second puts the new one there."""
    monkeypatch.setattr(files, "_exchange", lambda one, other: False)
    rename, calls = Path.rename, 0

    def fail(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", fail)
        with pytest.raises(OSError, match="Input/output"):
            write_folder(folder, NEW)
    assert held(folder) == OLD
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_process_that_dies_between_the_moves(folder: Path) -> None:
    """Whoever reads next puts the old folder back; the rest may be another's work and goes with the next writing."""
    litter = folder.parent / f".{folder.name}.new"
    (litter / "abc").mkdir(parents=True)
    folder.rename(folder.parent / f".{folder.name}.old")
    restore_folder(folder)
    assert held(folder) == OLD
    assert litter.is_dir()
    write_folder(folder, NEW)
    assert held(folder) == NEW
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_process_that_dies_after_the_moves(folder: Path) -> None:
    shutil.copytree(folder, folder.parent / f".{folder.name}.old")
    write_folder(folder, NEW)
    assert held(folder) == NEW
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"mine")
    with pytest.raises(NotADirectoryError):
        write_folder(tmp_path / "x", NEW)
    assert (tmp_path / "x").read_bytes() == b"mine"


def test_a_destination_that_may_not_be_written(tmp_path: Path) -> None:
    parent = tmp_path / "data"
    parent.mkdir()
    parent.chmod(0o500)
    try:
        if os.access(parent, os.W_OK):
            pytest.skip("this user may write everywhere")
        with pytest.raises(PermissionError):
            write_folder(parent / "x", NEW)
        assert not list(parent.iterdir())
    finally:
        parent.chmod(0o700)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB; skips where none may be mounted."""
    point = tmp_path / "disk"
    point.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", point], capture_output=True).returncode:
        pytest.skip("no small disk may be mounted here")
    try:
        yield point
    finally:
        subprocess.run([shutil.which("umount") or "umount", point], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    folder = small_disk / "322-2026"
    write_folder(folder, OLD)
    with pytest.raises(OSError, match="No space left") as caught:
        write_folder(folder, {"a.csv": b"x" * 2**20})
    assert caught.value.errno == errno.ENOSPC
    assert held(folder) == OLD
    assert [path.name for path in small_disk.iterdir()] == [folder.name]


def test_a_file_is_replaced_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index.html"
    write_file(path, b"old")
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _failing(OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]
    write_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "index.html"
    with pytest.raises(FileNotFoundError) as caught:
        write_file(path, b"new")
    assert caught.value.filename == str(path)
