"""The full build of 322-2026, all notebooks in both languages: ours against what there is, in turn.

`python -m benchmarks --only build [--stock PYTHON]`. `--stock` names an interpreter with papermill, nbconvert,
ipykernel, jupyterlab, polars and altair as pip installs them, to be measured beside our own lock.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from analysis.briefs import plan as plans

ROOT = Path(__file__).resolve().parent.parent
ID = "322-2026"
ROUNDS = 3
LIBRARIES = ("polars", "altair", "papermill", "nbclient", "ipykernel", "nbconvert", "jsonschema", "jupyterlab")
_VERSIONS = f"""
import json, platform
from importlib.metadata import version
print(json.dumps({{"Python": platform.python_version(), **{{name: version(name) for name in {LIBRARIES!r}}}}}))
"""
# papermill and nbconvert as a program of one's own uses them: imported once, a new kernel for each notebook.
_FROM_PYTHON = """
import pathlib, sys
import nbformat, papermill
from nbconvert import HTMLExporter
exporter = HTMLExporter()
for path in sys.argv[2:]:
    for lang in ("zh", "en"):
        out = pathlib.Path(sys.argv[1], lang, pathlib.Path(path).name)
        out.parent.mkdir(parents=True, exist_ok=True)
        papermill.execute_notebook(path, out, {"lang": lang}, progress_bar=False)
        html, _ = exporter.from_notebook_node(nbformat.read(out, 4))
        out.with_suffix(".html").write_text(html, encoding="utf-8")
"""

Row = tuple[str, float, str, float, str]


def rows(stock: str | None = None, rounds: int = ROUNDS) -> Iterator[Row]:
    """What was measured: its median in seconds, with what it is compared, the ratio, and what is to hold."""
    pythons = {"our lock": sys.executable} | ({"as pip installs them": stock} if stock else {})
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        ours = process(program(), "build", ID, "--force", "--quiet", "--out", f"{folder}/ours")
        alone = process(program(), "build", ID, "--force", "--quiet", "--out", f"{folder}/alone", "--jobs", "1")
        idle = process(program(), "build", ID, "--quiet", "--out", f"{folder}/ours")
        floor = process(sys.executable, ROOT / "benchmarks/floor.py", f"{folder}/floor")
        commands = {
            name: commands_for(_notebooks(), ("zh", "en"), f"{folder}/commands", python)
            for name, python in pythons.items()
        }
        from_python = {name: _from_python(python, f"{folder}/python") for name, python in pythons.items()}
        for first in (ours, floor):
            first()  # compiled files are there from the second run on, for all
        ways = [ours, alone, idle, floor, *commands.values(), *from_python.values()]
        runs = [[timed(way) for way in ways] for _ in range(rounds)]
    seconds = {way: statistics.median(run[n] for run in runs) for n, way in enumerate(ways)}

    def row(what: str, way: Callable[[], None], compared: str, other: Callable[[], None], hold: str = "") -> Row:
        return what, seconds[way], f"{compared}, {seconds[other]:.1f} s", seconds[way] / seconds[other], hold

    for name, way in commands.items():
        hold = "<= 0.125" if way is list(commands.values())[-1] else ""
        yield row(
            f"full build, {len(_notebooks())} notebooks, 2 languages",
            ours,
            f"`papermill`, `nbconvert` commands, {name}",
            way,
            hold,
        )
    for name, way in from_python.items():
        yield row("full build", ours, f"papermill, nbconvert from Python, {name}", way)
    yield row("full build", ours, "one IPython process, no isolation", floor, "<= 2")
    yield row("full build, `--jobs 1`", alone, "one IPython process, no isolation", floor)
    yield row("nothing to do", idle, "the commands", list(commands.values())[-1], "<= 0.02, 0.5 s")


def versions(stock: str | None = None) -> Iterator[str]:
    """Libraries of our lock, and of the other interpreter."""
    for name, python in {"our lock": sys.executable, "as pip installs them": stock}.items():
        if python:
            found = json.loads(subprocess.run([python, "-c", _VERSIONS], check=True, capture_output=True).stdout)
            yield f"{name}: " + ", ".join(f"{library} {version}" for library, version in found.items())


def commands_for(
    paths: Sequence[Path], langs: Sequence[str], folder: str, python: str = sys.executable
) -> Callable[[], None]:
    """Runs notebooks by the commands of papermill and nbconvert."""

    def run() -> None:
        for path in paths:
            for lang in langs:
                out = Path(folder, lang, path.name)
                out.parent.mkdir(parents=True, exist_ok=True)
                process(python, "-m", "papermill", path, out, "-p", "lang", lang, "--no-progress-bar")()
                process(python, "-m", "nbconvert", "--to", "html", out)()

    return run


def _from_python(python: str, folder: str) -> Callable[[], None]:
    return process(python, "-c", _FROM_PYTHON, folder, *_notebooks())


def _notebooks() -> list[Path]:
    """The notebooks that a build of one budget runs."""
    return list(dict.fromkeys(job.notebook.path for job in plans.make([ID], data=ROOT / "data").jobs))


def program() -> str:
    """Our command."""
    return str(Path(sys.executable).with_name("budget-briefs"))


def process(*command: object) -> Callable[[], None]:
    """Runs a command in a folder of no meaning, with our package and the committed data at hand."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env |= {"BUDGET_BRIEFS_DATA": str(ROOT / "data"), "PYTHONPATH": str(ROOT / "src")}

    def run() -> None:
        done = subprocess.run([str(part) for part in command], env=env, cwd=tempfile.gettempdir(), capture_output=True)
        if done.returncode:
            sys.exit(f"{command[:3]} failed: {done.stderr.decode()[-2000:]}")

    return run


def timed(call: Callable[[], object]) -> float:
    """Seconds that a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
