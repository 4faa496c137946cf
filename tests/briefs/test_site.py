"""The folder of outputs: changed in one step, whatever ends the process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random

import psutil
import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish, site
from analysis.catalog import data_folder
from briefs.test_publish import files, own

DATA = data_folder()


def agrees(out: Path) -> None:
    """The manifest names every output with its hash, and the indexes lead to every page."""
    import hashlib

    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for name, entry in manifest["outputs"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == entry["sha256"], name
    for name in manifest["outputs"]:
        id, _, page = name.partition("/")
        if page.startswith("index."):
            assert f'href="{name}"' in (out / page).read_text(encoding="utf-8"), name
        elif page.endswith(".html"):
            assert f'href="{page}"' in (out / id / "index.html").read_text(encoding="utf-8"), name


class TestDeath:
    def test_before_the_journal_nothing_has_changed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        out = tmp_path / "out"
        publish.build(own(tmp_path, "n", "print('old')"), out)
        before = files(out)

        def die(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(site, "_unbroken", die)
        with pytest.raises(KeyboardInterrupt):
            publish.build(own(tmp_path, "n", "print('new')"), out)
        assert files(out) == before

    def test_after_the_journal_the_next_build_makes_the_moves(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        publish.build(own(tmp_path, "n", "print('old')"), out)
        fresh = tmp_path / "fresh"
        publish.build(own(tmp_path, "n", "print('new')"), fresh)
        staging = out / ".staging"
        staging.mkdir()
        moves = {}
        for number, (name, content) in enumerate(files(fresh).items()):
            (staging / str(number)).write_bytes(content)
            moves[name] = str(number)
        (staging / "journal.json").write_text(json.dumps(moves))
        (staging / "0").replace(out / next(iter(moves)))  # it died after the first move
        site.recover(out)
        assert files(out) == files(fresh)
        assert not staging.exists()
        agrees(out)

    def test_litter_of_a_dead_build_is_cleared(self, tmp_path: Path) -> None:
        out = tmp_path / "out"
        (out / ".staging").mkdir(parents=True)
        (out / ".staging/7").write_text("half")
        publish.build(own(tmp_path, "n", "print(1)"), out)
        assert not (out / ".staging").exists()
        assert "half" not in (out / "322-2026/zh/n.html").read_text()


def command(out: Path, *more: str) -> list[str]:
    """A build of one committed notebook, as a process."""
    words = ["build", "322-2026", "--data", str(DATA), "--notebook", "quality", "--lang", "zh", "--out", str(out)]
    return [sys.executable, "-m", "analysis.cli", *words, "--force", "--quiet", *more]


def descendants(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """What a process has started, also what that has started."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


#: What is killed: a part of a process's command line, or its place below the warm process.
VICTIMS = ("main", "briefs.warm", "kernel", "briefs.workers")


def one_of(kind: str, children: list[psutil.Process]) -> psutil.Process | None:
    """A process of that kind among those that a build has started."""
    for child in children:
        with suppress(psutil.Error):
            said, parent = " ".join(child.cmdline()), child.parent()
            forked = parent is not None and parent.cmdline() == child.cmdline()
            if (kind == "kernel" and forked) or (kind in said and not forked):
                return child
    return None


def gone(children: list[psutil.Process], seconds: float = 30) -> bool:
    """Whether all have ended in time."""
    _, alive = psutil.wait_procs(children, timeout=seconds)
    return all(is_over(child) for child in alive)


def is_over(process: psutil.Process) -> bool:
    """Whether it has ended, though who inherits it may not have fetched it."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.skipif(sys.platform == "win32", reason="signals as on POSIX")
class TestSignals:
    @pytest.mark.parametrize(("number", "code"), [(2, 130), pytest.param(15, 143, marks=pytest.mark.long)])
    def test_ctrl_c_and_sigterm_end_all_at_once(self, tmp_path: Path, number: int, code: int) -> None:
        process = subprocess.Popen(command(tmp_path / "out"), stderr=subprocess.PIPE)
        started = time.monotonic()
        while len(children := descendants(process)) < 2 and time.monotonic() < started + 30:
            time.sleep(0.05)  # until the warm process and a kernel are there
        process.send_signal(number)
        _, said = process.communicate(timeout=10)
        assert (process.returncode, b"Traceback" in said) == (code, False), said
        assert len(children) >= 2
        assert gone(children)
        assert not (tmp_path / "out" / ".staging").exists()

    @pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.long)])
    def test_killed_at_any_moment_the_site_is_as_before_or_new(self, tmp_path: Path, kills: int) -> None:
        """Main process, warm process, kernel and worker in turn, at random moments."""
        out, random = tmp_path / "out", Random(kills)
        started = time.monotonic()
        subprocess.run(command(out), check=True)
        took = time.monotonic() - started
        agrees(out)
        before = files(out)
        for number in range(kills):
            process = subprocess.Popen(command(out), stderr=subprocess.DEVNULL)
            time.sleep(took * random.random())
            children = descendants(process)
            victim = one_of(VICTIMS[number % len(VICTIMS)], children) or psutil.Process(process.pid)
            with suppress(psutil.NoSuchProcess):
                victim.kill()
            process.wait(timeout=30)
            assert gone(children) or process.returncode == 0
            kept = files(out)
            listing = ("index.html", "index.en.html")  # these say so where a notebook failed
            whole = (*listing, *(f"322-2026/{name}" for name in listing), "manifest.json")
            assert {name: kept[name] for name in before if name not in whole} == {
                name: content for name, content in before.items() if name not in whole
            }
            agrees(out)
        subprocess.run(command(out), check=True)
        assert files(out) == before
        assert not list(out.rglob(".*"))


class TestPlaces:
    def test_a_second_build_says_that_one_is_running(self, tmp_path: Path) -> None:
        with site.Site(tmp_path):
            done = subprocess.run(command(tmp_path), capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert f"a build (process {os.getpid()}, since " in done.stderr
        assert done.stderr.count("\n") == 1

    def test_a_link_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "out").symlink_to(tmp_path / "real")
        publish.build(own(tmp_path, "n", "print(1)"), tmp_path / "out")
        assert (tmp_path / "out").is_symlink()
        assert (tmp_path / "real/322-2026/zh/n.html").is_file()

    def test_a_disk_that_fills_up_leaves_the_site_as_it_was(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = tmp_path / "out"
        publish.build(own(tmp_path, "n", "print('old')"), out)
        before, real, count = files(out), site.write_flushed, [0]
        for at in range(1, 5):  # notebook, page, manifest, journal
            count[0] = 0

            def write(path: Path, content: bytes, destination: Path, at: int = at) -> None:
                count[0] += 1
                if count[0] == at:
                    path.write_bytes(content[: len(content) // 2])
                    raise OSError(28, "No space left on device", str(destination))
                real(path, content, destination)

            monkeypatch.setattr(site, "write_flushed", write)
            with pytest.raises(OSError, match="No space left"):
                publish.build(own(tmp_path, "n", "print('new')"), out)
            assert files(out) == before
            assert not (out / ".staging").exists()
        monkeypatch.undo()
        publish.build(own(tmp_path, "n", "print('new')"), out)
        agrees(out)


def test_a_clock_set_back_changes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    plan = own(tmp_path, "n", "print(1)")
    publish.build(plan, out)
    for path in out.rglob("*"):
        os.utime(path, (10**9, 10**9))
    for path in (tmp_path / "n.ipynb",):
        os.utime(path, (2 * 10**9, 2 * 10**9))
    assert publish.build(plan, out).ran == 0
    shutil.rmtree(out)
    assert publish.build(plan, out).ran == 2


def test_plan_of_nothing_is_empty(tmp_path: Path) -> None:
    assert publish.build(plans.Plan(), tmp_path / "out").ran == 0
