"""Runs a notebook in a kernel of its own, by papermill, and gives it back in a form that is the same every time."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import nbformat
from nbformat import NotebookNode

from analysis import catalog
from analysis.briefs.plan import Job
from analysis.files import write_file

T = TypeVar("T")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# A socket's path has 104 characters at most, and Jupyter's name for it 55.
_SOCKET_ROOM = 48
_PREFIX = "budget-briefs-"
_LONGEST = 100_000  # characters kept of what a cell prints
_INJECTED = "injected-parameters"
#: The kernel of a notebook that names none.
_SPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}


class NotebookError(RuntimeError):
    """A notebook that failed; the message names job and cell and says the cell's error, in one line."""

    def __init__(self, message: str, traceback: str = "") -> None:
        super().__init__(message)
        self.traceback = traceback


def execute(job: Job, *, timeout: float | None = None, memory: int | None = None) -> NotebookNode:
    """The job's notebook, executed with its parameters. Raises NotebookError. Any number of threads may do it at once.

    `timeout` is in seconds, `memory` in bytes, for the whole notebook. The kernel works in a folder of its own that
    goes when it ends; it finds the dataset by an environment variable, so that no path gets into the notebook.
    """
    own = {} if job.is_panel else {"disclosure": job.metadata.id}
    values = {**own, "lang": job.lang, **job.parameters}
    with own_folder() as folder:
        known = {catalog.SERIES: job.series} if job.series else {}
        path, name = job.notebook.path, job.name
        return run(path, values, folder, job.data, name=name, known=known, timeout=timeout, memory=memory)


def refresh(path: Path, data: Path) -> None:
    """Executes the notebook at `path` with its own defaults and stores its outputs in it, for the repository."""
    with own_folder() as folder:
        done = run(path, {}, folder, data, name=path.stem)
    write_file(path, dump(done).encode())


def dump(notebook: NotebookNode) -> str:
    """The notebook as its file's text."""
    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"  # type: ignore[no-untyped-call]


def run(
    path: Path,
    values: Mapping[str, Any],
    folder: Path,
    data: Path,
    *,
    name: str,
    known: Mapping[str, str] | None = None,
    timeout: float | None = None,
    memory: int | None = None,
) -> NotebookNode:
    """The notebook at `path` with `values` injected, executed in `folder` on `data`. Raises NotebookError.

    `known` are further environment variables of its kernel.
    """
    import papermill
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from papermill.log import logger

    from analysis.briefs.kernels import MemoryLimitError

    logger.setLevel(logging.CRITICAL)  # its lines would name temporary files
    started = time.monotonic()
    copy = folder / "notebook.ipynb"  # without braces, which papermill fills in
    held = json.loads(path.read_bytes())
    held["metadata"].setdefault("kernelspec", _SPEC)
    copy.write_text(json.dumps(held), encoding="utf-8")
    limit: dict[str, Any] = {}
    if timeout is not None:
        limit["timeout_func"] = lambda cell: max(0.1, timeout - time.monotonic() + started)
    try:
        done = papermill.execute_notebook(
            str(copy),
            None,
            dict(values),
            engine_name=_engine(),
            progress_bar=False,
            folder=folder,
            env=_environment(folder, data) | dict(known or {}),
            memory=memory,
            **limit,
            **_kernel(folder),
        )
    except PapermillExecutionError as error:
        number = error.exec_count - (1 if values else 0) if error.exec_count else "?"
        first = _COLOURS.sub("", str(error.evalue)).strip().splitlines()
        said = f"{name}: cell [{number}]: {error.ename}: {first[0] if first else ''}"
        raise NotebookError(said, _COLOURS.sub("", "\n".join(error.traceback))) from None
    except TimeoutError:
        raise NotebookError(f"{name}: not done after {timeout:g} seconds: allow more with --timeout") from None
    except MemoryLimitError as error:
        raise NotebookError(f"{name}: {error}: allow more with --memory") from None
    except NoSuchKernel as error:
        raise NotebookError(f"{name}: its kernel {error.name} is not installed: choose another in JupyterLab") from None
    except DeadKernelError:
        raise NotebookError(f"{name}: its kernel died: run the notebook in JupyterLab to see where") from None
    return normalized(done)


def _engine() -> str:
    """The name of our engine, which papermill knows even where the package was not installed anew since it has it."""
    from papermill.engines import papermill_engines

    from analysis.briefs.kernels import ENGINE, WarmEngine

    papermill_engines.register(ENGINE, WarmEngine)
    return ENGINE


def normalized(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run (times, paths, random ids) and without endless print-outs."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for number, cell in enumerate(notebook.cells):
        for key in ("papermill", "execution", "ExecuteTime"):
            cell.metadata.pop(key, None)
        if _INJECTED in cell.metadata.get("tags", ()):
            cell["id"] = _INJECTED
        if not cell.metadata.get("tags"):
            cell.metadata.pop("tags", None)
        for output in cell.get("outputs", ()):
            if output.output_type == "stream" and len(output.text) > _LONGEST:
                rest = len(output.text) - _LONGEST
                output.text = f"{output.text[:_LONGEST]}\n[{rest:,} more characters were printed]\n"
        cell.setdefault("id", f"cell-{number}")
    return notebook


def _kernel(folder: Path) -> dict[str, Any]:
    """The channels to the kernel: sockets in `folder` that only this user can reach, where there are such.

    Only critical log lines: a kernel that is stopped while busy with its own farewell logs an error of no meaning.
    """
    from traitlets.config import Config

    config = Config()
    config.KernelManager.connection_file = str(folder / "kernel.json")  # and the sockets' names from it
    if os.name == "posix" and len(str(folder)) <= _SOCKET_ROOM:
        config.KernelManager.transport = "ipc"
    return {"config": config, "extra_arguments": ["--log-level=CRITICAL"]}


def apart(function: Callable[..., T], *args: Any) -> T:
    """The result of a function, in a process forked for it where that can be: this one talks to kernels."""
    from analysis.briefs.forks import WARM, WarmError, can_fork

    if can_fork():
        with suppress(WarmError), own_folder() as folder:
            return WARM.call(function, *args, folder=folder)
    return function(*args)


_folders: set[Path] = set()


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder for one process, gone with everything in it when that ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    _folders.add(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _folders.discard(folder)


def clear() -> None:
    """Removes the folders of kernels that were ended from outside, and those that a process left that was killed."""
    for folder in list(_folders):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdecimal() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    import psutil

    return bool(psutil.pid_exists(pid))


def _environment(folder: Path, data: Path) -> dict[str, str]:
    """The environment of a kernel: it says where the data are, and has nothing of what a user starts IPython with."""
    own = {"IPYTHONDIR": str(folder / "ipython"), "JUPYTER_RUNTIME_DIR": str(folder)}
    return {**os.environ, **own, catalog.VARIABLE: str(data.resolve())}


if __name__ == "__main__":  # make notebooks
    for name in sys.argv[1:]:
        refresh(Path(name), Path("data"))
