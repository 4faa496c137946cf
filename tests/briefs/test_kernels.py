"""Real kernels, forked from a real warm process: what they share (nothing), and what happens when something dies."""

from __future__ import annotations

import gc
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
import papermill
import psutil
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from papermill.exceptions import PapermillExecutionError

from analysis.briefs import forks, kernels
from analysis.catalog import data_folder
from support.turns import first_ones

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kernels are forked on Linux alone; elsewhere they are ordinary ones"
)
WHO = "import os, json; print(json.dumps([os.getpid(), os.getppid()]))"
QUICK = {"BUDGET_BRIEFS_PRELOAD": "ipykernel.kernelapp ipykernel.ipkernel ipykernel.zmqshell"}


@pytest.fixture(scope="module", autouse=True)
def _no_orphans() -> Iterator[None]:
    """One warm process for the tests that end none; nothing lives on after them."""
    kernels.WARM.stop()
    before = psutil.Process().children()  # other tests of this process may have started what draws charts
    yield
    kernels.WARM.stop()
    assert [child for child in psutil.Process().children() if child not in before] == []


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch) -> Iterator[forks.Warm]:
    """A warm process for one test, which loads little."""
    own = forks.Warm()
    monkeypatch.setattr(kernels, "WARM", own)
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    yield own
    own.stop()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What was said once so far: nothing."""
    monkeypatch.setattr(kernels, "_said", said := set[str]())
    return said


def write(path: Path, *cells: str, kernel: str = "python3") -> Path:
    spec = {"name": kernel, "display_name": kernel, "language": "python"}
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata={"kernelspec": spec})
    nbformat.write(notebook, path)
    return path


def run(folder: Path, *cells: str, kernel: str = "python3", **options: Any) -> list[str]:
    """What each cell prints."""
    path = write(folder / f"{threading.get_ident()}-{time.monotonic_ns()}.ipynb", *cells, kernel=kernel)
    notebook = papermill.execute_notebook(
        path, None, engine_name=kernels.ENGINE, progress_bar=False, folder=folder, **options
    )
    return ["".join(o.get("text", "") for o in cell.outputs if o.get("name") == "stdout") for cell in notebook.cells]


def who(folder: Path, **options: Any) -> tuple[int, int]:
    """Kernel and parent of a new kernel."""
    kernel, parent = json.loads(run(folder, WHO, **options)[0])
    return kernel, parent


def gone(*pids: int, seconds: float = 5) -> bool:
    """Whether these processes end in time."""
    return eventually(lambda: not any(psutil.pid_exists(pid) and not _dead(pid) for pid in pids), seconds)


def eventually(holds: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not (now := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return now


def _dead(pid: int) -> bool:
    """Ended, and not yet fetched by who inherits it."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


LOOK = """
import json, locale, os, signal, sys, warnings
import altair as alt, polars as pl
from analysis import catalog
print(json.dumps({
    "names": sorted(n for n in globals() if n.startswith("left")),
    "polars": pl.Config.state(if_set=True),
    "altair": [alt.theme.active, alt.data_transformers.active, alt.data_transformers.options],
    "environment": {k: v for k, v in os.environ.items() if k not in ("JPY_PARENT_PID", "JPY_SESSION_NAME")},
    "folder": os.getcwd(),
    "path": sys.path,
    "left": "left_behind" in sys.modules,
    "state": hasattr(catalog, "left"),
    "cached": catalog.load.cache_info().currsize if hasattr(catalog.load, "cache_info") else 0,
    "flags": [sys.flags.optimize, sys.flags.utf8_mode, sys.getfilesystemencoding(), locale.setlocale(locale.LC_ALL)],
    "filters": len(warnings.filters),
    "recursion": sys.getrecursionlimit(),
    "umask": os.umask(0o22),
    "argv": sys.argv[:1],
    "main": sys.modules["__main__"].__name__,
    "interrupt": str(signal.getsignal(signal.SIGINT)),
    "descriptors": len([d for d in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{d}")]) < 60,
}))
"""
CHANGES = """
import locale, os, random, signal, sys, types, warnings
import altair as alt, polars as pl
from analysis import catalog, load
left = 1
pl.Config.set_tbl_rows(3).set_fmt_str_lengths(7)
alt.data_transformers.disable_max_rows()
alt.data_transformers.enable("json")
alt.theme.enable("dark")
os.environ["LEFT_BEHIND"] = "1"; os.environ.pop("HOME", None)
os.chdir("/"); os.umask(0)
sys.path.insert(0, "/left"); sys.setrecursionlimit(2000)
sys.modules["left_behind"] = types.ModuleType("left_behind")
catalog.left = load("322-2026")
warnings.simplefilter("ignore"); random.seed(1)
locale.setlocale(locale.LC_ALL, "C")
signal.signal(signal.SIGINT, signal.SIG_IGN)
"""


class TestIsolation:
    def test_each_notebook_has_a_process_of_its_own(self, tmp_path: Path) -> None:
        (first, parent), (second, other) = who(tmp_path), who(tmp_path)
        assert first != second
        assert parent == other == kernels.WARM.pid
        assert gone(first, second, seconds=1)

    @pytest.mark.parametrize("crash", first_ones(["", "os.kill(os.getpid(), 9)", "os._exit(3)"], 2))
    def test_nothing_is_left_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, crash: str) -> None:
        monkeypatch.setenv("BUDGET_BRIEFS_DATA", str(data_folder()))
        before, mine = json.loads(run(tmp_path, LOOK)[0]), dict(os.environ)
        if crash:
            with pytest.raises(DeadKernelError):
                run(tmp_path, CHANGES, crash)
        else:
            run(tmp_path, CHANGES)
        assert json.loads(run(tmp_path, LOOK)[0]) == before
        assert dict(os.environ) == mine

    def test_surroundings_are_those_of_an_ordinary_kernel(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        forked = json.loads(run(tmp_path, LOOK)[0])
        monkeypatch.setenv("BUDGET_BRIEFS_NO_FORK", "1")
        ordinary = json.loads(run(tmp_path, LOOK)[0])
        del ordinary["environment"]["BUDGET_BRIEFS_NO_FORK"]
        # A kernel that nobody debugs has none of the debugger's, and the allocator's were set before the fork.
        for name in {*forks.QUIET, "PYDEVD_USE_FRAME_EVAL"}:
            ordinary["environment"].pop(name, None)
            forked["environment"].pop(name, None)
        ordinary["argv"] = [Path(argv).stem for argv in ordinary["argv"]]
        forked["argv"] = [Path(argv).stem for argv in forked["argv"]]
        assert forked == ordinary

    def test_the_folder_of_the_caller_is_no_place_to_import_from(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: forks.Warm
    ) -> None:
        caller, folder = tmp_path / "caller", tmp_path / "notebook"
        caller.mkdir()
        folder.mkdir()
        (caller / "left_behind.py").write_text("")
        (folder / "beside.py").write_text("")
        monkeypatch.chdir(caller)
        found = run(folder, "import importlib.util as u; print(u.find_spec('left_behind'), u.find_spec('beside').name)")
        assert found == ["None beside\n"]

    def test_random_numbers_differ(self, tmp_path: Path) -> None:
        draw = "import random, uuid, os; print(random.random(), uuid.uuid4(), os.urandom(4).hex())"
        first, second = run(tmp_path, draw)[0].split(), run(tmp_path, draw)[0].split()
        assert not set(first) & set(second)

    def test_two_threads_at_once(self, tmp_path: Path) -> None:
        here = dict(os.environ), Path.cwd()

        def one(name: str) -> list[str]:
            (tmp_path / name).mkdir()
            look = "import os, time; time.sleep(0.05); print(os.environ['WHO'], os.path.basename(os.getcwd()))"
            return run(tmp_path / name, look, look, look, env={**os.environ, "WHO": name})

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(one, "abcd")) == [[f"{name} {name}\n"] * 3 for name in "abcd"]
        assert (dict(os.environ), Path.cwd()) == here

    def test_environment_is_the_given_one(self, tmp_path: Path, warm: forks.Warm, said: set[str]) -> None:
        look = "import time, locale; print(time.tzname[0], hash('budget'), locale.getlocale()[1])"
        given = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | QUICK
        given |= {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}
        seen = [run(tmp_path, look, env=given)[0], run(tmp_path, look, env=given | {"PYTHONHASHSEED": "8"})[0]]
        seeds = [_hash(seed) for seed in ("7", "8")]
        assert [line.split()[:3] for line in seen] == [["CST", seed, "UTF-8"] for seed in seeds]
        assert not said  # no kernel ran: the warm process was started again with another seed

    def test_another_hash_seed_beside_a_kernel_that_runs(
        self, tmp_path: Path, warm: forks.Warm, said: set[str]
    ) -> None:
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(run, tmp_path, f"open('there', 'w').close(); {WHO}; import time; time.sleep(2.5)")
            assert eventually((tmp_path / "there").exists)
            with pytest.warns(RuntimeWarning, match="another PYTHONHASHSEED"):
                seen = run(tmp_path, "print(hash('budget'))", env={**os.environ, "PYTHONHASHSEED": "7"})
            assert seen == [_hash("7") + "\n"]
            assert json.loads(other.result()[0])[1] == warm.pid


def _hash(seed: str) -> str:
    env = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", "print(hash('budget'))"]
    return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()


class TestOrdinaryKernels:
    THREADED = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"

    def test_a_process_with_threads_does_not_fork(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: forks.Warm, said: set[str]
    ) -> None:
        forked = run(tmp_path, "print(6 * 7)")
        (tmp_path / "starts_a_thread.py").write_text(self.THREADED)
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        monkeypatch.setenv("BUDGET_BRIEFS_PRELOAD", f"{QUICK['BUDGET_BRIEFS_PRELOAD']} starts_a_thread")
        with pytest.warns(RuntimeWarning, match=r"one by one, not forked: the warm process has \d+ threads"):
            assert run(tmp_path, "print(6 * 7)") == forked
        with warnings.catch_warnings():  # it is said once
            warnings.filterwarnings("error", message=".*not forked")
            assert who(tmp_path)[1] == os.getpid()

    def test_a_warm_process_that_cannot_start(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: forks.Warm, said: set[str]
    ) -> None:
        monkeypatch.setenv("BUDGET_BRIEFS_PRELOAD", "no_such_module")
        with pytest.warns(RuntimeWarning, match="the warm process died twice"):
            assert who(tmp_path)[1] == os.getpid()

    @pytest.mark.parametrize("why", ["switched off", "macOS"])
    def test_where_nothing_is_forked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: forks.Warm, said: set[str], why: str
    ) -> None:
        if why == "macOS":
            monkeypatch.setattr(forks, "_SYSTEM", "darwin")
        else:
            monkeypatch.setenv("BUDGET_BRIEFS_NO_FORK", "1")
        assert not forks.can_fork()
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=".*not forked")
            assert who(tmp_path)[1] == os.getpid()
        assert warm.pid is None

    @pytest.mark.parametrize("kind", ["interpreter", "option", "language"])
    def test_another_kernel(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warm: forks.Warm, said: set[str], kind: str
    ) -> None:
        other = tmp_path / "bin/python"
        other.parent.mkdir()
        other.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        other.chmod(0o755)
        argv = {
            "interpreter": [str(other), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "option": [sys.executable, "-O", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "language": [sys.executable, "-c", _OTHER, "-f", "{connection_file}"],
        }[kind]
        folder = tmp_path / "kernels/other"
        folder.mkdir(parents=True)
        spec = {"argv": argv, "display_name": "other", "language": "python", "env": {"OTHER": kind}}
        (folder / "kernel.json").write_text(json.dumps(spec))
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
        assert "other" in KernelSpecManager().find_kernel_specs()
        look = "import os, sys; print(os.environ['OTHER'], sys.flags.optimize, os.getppid())"
        expected = f"{kind} {int(kind == 'option')} {os.getpid()}\n"
        assert run(tmp_path, look, kernel="other") == [expected]
        assert warm.pid is None  # not even started


_OTHER = "import sys; from ipykernel.kernelapp import launch_new_instance; launch_new_instance(argv=sys.argv[1:])"


class TestDeath:
    def test_the_warm_process_is_started_again(self, tmp_path: Path, warm: forks.Warm) -> None:
        with ThreadPoolExecutor(1) as pool:
            start = f"import os; open('{tmp_path}/pid', 'w').write(str(os.getpid())); import subprocess, time"
            child = f"open('{tmp_path}/child', 'w').write(str(subprocess.Popen(['sleep', '60']).pid)); time.sleep(60)"
            running = pool.submit(run, tmp_path, start, child)
            assert eventually(lambda: (tmp_path / "child").is_file() and (tmp_path / "child").read_text() != "")
            kernel, child = int((tmp_path / "pid").read_text()), int((tmp_path / "child").read_text())
            first = warm.pid
            assert first is not None
            os.kill(first, signal.SIGKILL)
            assert gone(first, kernel, child, seconds=2)
            with pytest.raises(DeadKernelError):
                running.result(10)
        again, parent = who(tmp_path)
        assert parent == warm.pid != first
        assert gone(again, seconds=1)

    def test_a_kernel_that_is_killed(self, tmp_path: Path, warm: forks.Warm) -> None:
        started = time.monotonic()
        with pytest.raises(DeadKernelError):
            run(tmp_path, "import os, time", "os.kill(os.getpid(), 9); time.sleep(60)")
        assert time.monotonic() - started < 10
        assert warm.pid is not None

    def test_a_cell_that_takes_too_long(
        self, tmp_path: Path, warm: forks.Warm, caplog: pytest.LogCaptureFixture
    ) -> None:
        kernel = tmp_path / "pid"
        cell = f"import os, time; open('{kernel}', 'w').write(str(os.getpid())); time.sleep(60)"
        with pytest.raises(CellTimeoutError):
            run(tmp_path, cell, execution_timeout=1)
        assert gone(int(kernel.read_text()), seconds=1)
        gc.collect()
        assert "Task was destroyed" not in caplog.text

    def test_an_interrupt_ends_a_cell(self, tmp_path: Path, warm: forks.Warm) -> None:
        with pytest.raises(PapermillExecutionError, match="KeyboardInterrupt"):
            run(tmp_path, "import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(60)")

    def test_stop_ends_kernels_too(self, tmp_path: Path, warm: forks.Warm) -> None:
        forked = [
            warm.fork(["--help"] if n else ["-f", str(tmp_path / "c.json")], dict(os.environ), str(tmp_path))
            for n in (0, 1)
        ]
        first = warm.pid
        assert first is not None
        assert forked[1].wait(5) == 0  # it says its help and ends
        assert psutil.pid_exists(forked[0].pid)
        warm.stop()
        assert gone(first, forked[0].pid, seconds=1)
        assert eventually(lambda: forked[0].returncode == -signal.SIGKILL)
        forked[0].kill()  # of no effect, and no error
        warm.stop()

    @pytest.mark.parametrize("way", first_ones(["SIGKILL with a child", "SIGTERM", "SIGKILL", "SIGINT"], 2))
    def test_nothing_outlives_the_main_process(self, tmp_path: Path, way: str) -> None:
        cell = "import os, time; open('pids', 'w').write(f'{os.getpid()} {os.getppid()} '); time.sleep(60)"
        path = write(tmp_path / "n.ipynb", cell)
        code = (
            "import os, papermill, time\n"
            f"if {'child' in way}:\n"
            "    from analysis.briefs.forks import WARM; WARM.start()\n"
            "    if not (pid := os.fork()): time.sleep(3); os._exit(0)\n"  # it holds the warm process's pipe
            f"papermill.execute_notebook({str(path)!r}, None, engine_name='budget-briefs', folder={str(tmp_path)!r})"
        )
        main = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, **QUICK},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        pids: list[int] = []
        try:
            assert eventually(
                lambda: (tmp_path / "pids").is_file() and len((tmp_path / "pids").read_text().split()) == 2, 20
            )
            pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
            main.send_signal(getattr(signal, way.split()[0]))
            main.wait(10)
            assert gone(*pids, seconds=2.5)
        finally:
            for pid in [main.pid, *pids]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            main.wait()


class TestFromAShell:
    def test_papermill(self, tmp_path: Path) -> None:
        path = write(tmp_path / "in.ipynb", WHO)
        command = [sys.executable, "-m", "papermill", "--engine", kernels.ENGINE, "--no-progress-bar"]
        env = {**os.environ, **QUICK}
        done = subprocess.run([*command, path, tmp_path / "out.ipynb"], env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert not re.search("Error|Warning", done.stderr), done.stderr
        output = nbformat.read(tmp_path / "out.ipynb", 4).cells[0].outputs[0]["text"]
        kernel, parent = json.loads(output)
        assert gone(kernel, parent, seconds=1)

    def test_a_notebook_that_fails(self, tmp_path: Path) -> None:
        path = write(tmp_path / "in.ipynb", "1 / 0")
        command = [sys.executable, "-m", "papermill", "--engine", kernels.ENGINE, "--no-progress-bar"]
        env = {**os.environ, **QUICK}
        done = subprocess.run([*command, path, tmp_path / "out.ipynb"], env=env, capture_output=True, text=True)
        assert done.returncode == 1
        assert "ZeroDivisionError" in done.stderr


def test_what_is_loaded_beforehand_starts_no_thread() -> None:
    """A library that starts threads at import one day must be seen here, not as slow builds."""
    code = (
        "import importlib, time\nfrom analysis.briefs import warm\n"
        "for name in warm.PRELOAD: importlib.import_module(name)\n"
        "end = time.monotonic() + 5\nwhile warm.threads() > 1 and time.monotonic() < end: time.sleep(0.01)\n"
        "print(warm.threads())"
    )
    env = {**os.environ, **forks.QUIET}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=env)
    assert done.stdout == "1\n"


class TestCalls:
    def test_a_call_is_done_in_a_process_of_its_own(self, tmp_path: Path, warm: forks.Warm) -> None:
        assert warm.call(os.getppid, folder=tmp_path) == warm.pid
        assert warm.call(max, 3, 7, folder=tmp_path) == 7

    def test_what_it_raises_is_raised(self, tmp_path: Path, warm: forks.Warm) -> None:
        with pytest.raises(ZeroDivisionError):
            warm.call(divmod, 1, 0, folder=tmp_path)

    def test_one_that_dies(self, tmp_path: Path, warm: forks.Warm) -> None:
        with pytest.raises(forks.WarmError, match="ended with -9"):
            warm.call(os.kill, 0, signal.SIGKILL, folder=tmp_path)  # its own session, and nothing else

    def test_polars_computes_in_forked_processes(self, tmp_path: Path, warm: forks.Warm, monkeypatch: Any) -> None:
        """Its pools of threads start behind the fork, in each process anew; what spills is its own thread's matter."""
        monkeypatch.setenv("BUDGET_BRIEFS_PRELOAD", "polars")
        for number in range(3):
            (folder := tmp_path / str(number)).mkdir()
            assert warm.call(eval, _COMPUTED, folder=folder) == [(0, 6), (1, 9)]


_COMPUTED = (
    "(pl := __import__('polars')).LazyFrame({'n': range(6)}).group_by(pl.col('n') % 2, maintain_order=True)"
    ".agg(all=pl.col('n').sum()).collect(engine='streaming').sort('n').rows()"
)
