"""Builds and ingests into places that refuse them, and beside others: nothing lost, nothing half-written."""

from __future__ import annotations

import errno
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from analysis import templates
from analysis.briefs import publish
from analysis.briefs.plan import Plan
from analysis.catalog import load
from briefs.test_publish import files, own
from briefs.test_site import agrees, command
from support.places import full_but_for, read_only, small_disk, unprivileged
from support.writer import write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="disks and permissions as on POSIX")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two documents of one budget that differ in an amount."""
    folder = tmp_path_factory.mktemp("documents")
    text = write(load("322-2026"), templates.load("shanxi"))
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (folder / "b.txt").write_text(text.replace("10808.91", "10808.92"), encoding="utf-8")
    return folder / "a.txt", folder / "b.txt"


def ingest(document: Path, data: Path) -> list[str]:
    return [sys.executable, "-m", "analysis.cli", "ingest", str(document), "--into", str(data), "--replace"]


def refused(command: list[str]) -> str:
    """What a call says that ends with 2."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if line.startswith("budget-briefs: ")]
    assert (done.returncode, done.stdout, len(said)) == (2, "", 1), done.stderr
    assert "Traceback" not in done.stderr
    return said[0]


def publishes(plan: Plan, out: Path) -> bool:
    """Whether a build into `out` comes to its end; if not, it names a file and says that the disk is full."""
    try:
        publish.build(plan, out)
    except OSError as error:
        return pytest.fail(str(error)) if error.filename is None or error.errno != errno.ENOSPC else False
    return True


class TestAFullDisk:
    def test_a_build(self, tmp_path: Path) -> None:
        old, new = own(tmp_path, "n", "print('old')"), own(tmp_path, "m", "print('new')")
        with small_disk(tmp_path / "disk", "2m") as disk:
            out, failed = disk / "out", 0
            publish.build(old, out)
            before = files(out)
            for free in range(0, 200_000, 32_768):
                with full_but_for(disk, free):
                    if publishes(new, out):
                        break
                    failed += 1
                    assert files(out) == before
            assert failed >= 3
            agrees(out)
            assert set(files(out)) > set(before)

    def test_an_ingest(self, tmp_path: Path, documents: tuple[Path, Path]) -> None:
        with small_disk(tmp_path / "disk", "3m") as disk:
            subprocess.run(ingest(documents[0], disk / "data"), check=True, capture_output=True)
            before = files(disk / "data")
            for free in (4_096, 200_000):
                with full_but_for(disk, free):
                    assert "No space left on device: nothing was half-written" in refused(
                        ingest(documents[1], disk / "data")
                    )
                    assert files(disk / "data") == before
            subprocess.run(ingest(documents[1], disk / "data"), check=True, capture_output=True)
            assert files(disk / "data").keys() == before.keys()

    def test_a_read_only_one(self, tmp_path: Path, documents: tuple[Path, Path]) -> None:
        with small_disk(tmp_path / "disk", "2m") as disk, read_only(disk):
            assert "Read-only file system" in refused(command(disk / "out"))
            assert "Read-only file system" in refused(ingest(documents[0], disk / "data"))


class TestPermissions:
    def test_a_folder_that_may_not_be_written(self, tmp_path: Path, documents: tuple[Path, Path]) -> None:
        for name in ("out", "data"):
            (tmp_path / name).mkdir(mode=0o500)
        assert "Permission denied: make it accessible" in refused(unprivileged(command(tmp_path / "out")))
        assert "Permission denied" in refused(unprivileged(ingest(documents[0], tmp_path / "data")))
        assert [*(tmp_path / "out").iterdir(), *(tmp_path / "data").iterdir()] == []

    def test_a_page_s_folder_that_may_not_be_written(self, tmp_path: Path) -> None:
        """Found only as files are moved: the journal keeps the moves, and the next build makes them."""
        out = tmp_path / "out"
        publish.build(own(tmp_path, "n", "print('old')"), out)
        (out / "322-2026/zh").chmod(0o500)
        assert "Permission denied" in refused(unprivileged(command(out)))
        (out / "322-2026/zh").chmod(0o700)
        subprocess.run(unprivileged(command(out)), check=True)
        agrees(out)


def parts(data: Path) -> list[dict[str, bytes]]:
    """What is in a dataset, and what was kept of its document."""
    held = files(data)
    folders = ("322-2026/", ".sources/322-2026/")
    return [{name: content for name, content in held.items() if name.startswith(folder)} for folder in folders]


class TestIngests:
    @pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.long)])
    def test_killed_at_any_moment_the_dataset_is_old_or_new(
        self, tmp_path: Path, documents: tuple[Path, Path], kills: int
    ) -> None:
        data, random, whole = tmp_path / "data", Random(kills), []
        for document in reversed(documents):
            started = time.monotonic()
            subprocess.run(ingest(document, data), check=True, capture_output=True)
            took = time.monotonic() - started
            whole.append(parts(data))
        assert whole[0] != whole[1]
        for number in range(kills):
            process = subprocess.Popen(
                ingest(documents[number % 2], data), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(took * (1 - 0.6 * random.random()))
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()
            load("322-2026", data)
            for kept, of in zip(parts(data), zip(*whole, strict=True), strict=True):  # the dataset, and its document
                assert kept in of
        subprocess.run(ingest(documents[0], data), check=True, capture_output=True)
        assert parts(data) == whole[1]

    def test_several_at_once_take_turns(self, tmp_path: Path, documents: tuple[Path, Path]) -> None:
        started = [
            subprocess.Popen(ingest(document, tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for document in documents * 2
        ]
        assert [process.wait() for process in started] == [0] * 4
        load("322-2026", tmp_path)
        assert sorted(path.name for path in tmp_path.iterdir()) == [".sources", "322-2026"]
