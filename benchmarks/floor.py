"""The floor: all notebooks in one IPython process, one after another, without any isolation, and the same pages.

`python benchmarks/floor.py OUT` is what `benchmarks.build` times.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from analysis.briefs import plan as plans
from analysis.briefs import render, run


def main(out: Path) -> None:
    data = Path(os.environ["BUDGET_BRIEFS_DATA"])
    plan = plans.make(["322-2026"], data=data)
    shell = InteractiveShell.instance()
    there = {(job.notebook.name, job.lang) for job in plan.jobs}
    for job in plan.jobs:
        notebook = _executed(job, shell)
        html = render.page(notebook, job, version("budget-briefs"), there)
        for path, text in ((job.executed, run.dump(notebook)), (job.page, html)):
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (out / path).write_text(text, encoding="utf-8")


def _executed(job: plans.Job, shell: InteractiveShell) -> NotebookNode:
    notebook = nbformat.read(job.notebook.path, 4)
    values = new_code_cell(f"disclosure = {job.metadata.id!r}\nlang = {job.lang!r}")
    place = next(n for n, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", ()))
    notebook.cells.insert(place + 1, values)
    shown: list[tuple[dict[str, Any], dict[str, Any]]] = []
    shell.displayhook.write_format_data = lambda data, metadata=None: shown.append((data, metadata or {}))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            shown.clear()
            with redirect_stdout(io.StringIO()):
                shell.run_cell(cell.source).raise_error()
            cell.outputs = [new_output("execute_result", data=data, metadata=metadata) for data, metadata in shown]
    return run.normalized(notebook)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
