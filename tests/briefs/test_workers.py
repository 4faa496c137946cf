"""The processes that draw and typeset: what they share, and what happens when they die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish, workers
from analysis.briefs.workers import WorkError, Workers
from briefs.test_plan import write_notebook
from briefs.test_publish import DATA, PARAMETERS, files, said
from support.office import parts

SPEC = {"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a", "type": "quantitative"}}}
CHART = "from analysis.present.theme import MIME\nfrom IPython.display import display\n"
CHART += f"display({{MIME: {SPEC!r}}}, raw=True)"


@pytest.fixture
def own_workers() -> Iterator[Workers]:
    made = Workers(1, 1)
    yield made
    made.stop()


def pid(made: Workers, *, drawing: bool = False) -> int:
    found: int = made.call("os:getpid", drawing=drawing)
    return found


def paper(folder: Path, *cells: str) -> plans.Plan:
    """The plan of a notebook of these cells as a Word document, which has pictures of its charts."""
    write_notebook(folder, "n", PARAMETERS, *cells)
    return plans.make(["322-2026"], data=DATA, names=["n"], langs=["zh"], folder=folder, formats=("html", "docx"))


def picture(out: Path) -> bytes:
    """The one picture of the document."""
    content = (out / "322-2026/zh/n.docx").read_bytes()
    (held,) = [part for name, part in parts(content).items() if name.startswith("word/media/")]
    return held


def test_a_picture_is_drawn_once(own_workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    first = own_workers._once("analysis.present.drawing:draw", SPEC, "a")
    assert first.startswith("<svg")
    monkeypatch.setattr(own_workers, "call", lambda *_, **__: pytest.fail("drawn again"))
    assert own_workers._once("analysis.present.drawing:draw", SPEC, "a") == first


def test_one_that_died_is_started_again(own_workers: Workers) -> None:
    first = pid(own_workers)
    os.kill(first, signal.SIGKILL)
    assert pid(own_workers) != first


def test_one_that_dies_of_its_work_says_so(own_workers: Workers) -> None:
    with pytest.raises(WorkError, match="died twice"):
        own_workers.call("os:_exit", 3)
    assert pid(own_workers)


def test_what_goes_wrong_is_told_in_one_line(own_workers: Workers) -> None:
    before = pid(own_workers)
    with pytest.raises(WorkError, match=r"^invalid literal for int"):
        own_workers.call("builtins:int", "x\ny")
    assert pid(own_workers) == before


def test_what_a_library_prints_is_no_answer(own_workers: Workers) -> None:
    assert own_workers.call("builtins:print", "on standard output") is None
    assert pid(own_workers)


def test_they_end_with_the_process_that_started_them() -> None:
    code = "from analysis.briefs.workers import WORKERS; print(WORKERS.call('os:getpid'), flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    worker = psutil.Process(int(process.stdout.readline()))
    process.kill()
    process.wait()
    assert not psutil.wait_procs([worker], timeout=5)[1]


class TestInABuild:
    @pytest.fixture(autouse=True)
    def _own(self, own_workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workers, "WORKERS", own_workers)

    def test_a_chart_that_cannot_be_drawn_fails_its_page_alone(
        self, tmp_path: Path, own_workers: Workers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        good = publish.build(paper(tmp_path, CHART), tmp_path / "out")
        assert said(good) == []
        before = files(tmp_path / "out")
        assert picture(tmp_path / "out").startswith(b"\x89PNG")

        def fail(function: str, *_: object, **__: object) -> object:
            raise WorkError("no ink")

        monkeypatch.setattr(own_workers, "call", fail)
        monkeypatch.setattr(own_workers, "_kept", {})
        bad = publish.build(paper(tmp_path, CHART, "1"), tmp_path / "out")
        assert said(bad) == ["322-2026 n zh: docx: a chart can't be drawn: no ink"]
        after = files(tmp_path / "out")
        assert after["322-2026/zh/n.docx"] == before["322-2026/zh/n.docx"]
        assert "早于其数据" in after["322-2026/index.html"].decode()
        monkeypatch.undo()
        mended = publish.build(paper(tmp_path, CHART, "1"), tmp_path / "out")
        assert (said(mended), mended.ran) == ([], 1)

    def test_one_killed_as_it_draws(self, tmp_path: Path, own_workers: Workers) -> None:
        own_workers.start()
        victim = pid(own_workers, drawing=True)
        os.kill(victim, signal.SIGSTOP)  # it never answers ...
        killer = subprocess.Popen(["sh", "-c", f"sleep 3; kill -9 {victim}"])  # ... and then dies
        started = time.monotonic()
        assert said(publish.build(paper(tmp_path, CHART), tmp_path / "out")) == []
        assert time.monotonic() - started > 1
        killer.wait()
        assert picture(tmp_path / "out").startswith(b"\x89PNG")
