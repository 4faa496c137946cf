"""Executed notebooks without a kernel: those that are committed, and one made of blocks by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import nbformat
from nbformat import NotebookNode

from analysis.briefs import plan as plans
from analysis.briefs.plan import Job
from analysis.catalog import data_folder

BRIEFS = ("brief", "changes", "structure", "costs", "quality")


@cache
def job(name: str = "changes", lang: Any = "zh") -> Job:
    """The job of a committed notebook."""
    (found,) = plans.make(["322-2026"], data=data_folder(), names=[name], langs=[lang]).jobs
    return found


def committed(name: str) -> NotebookNode:
    """A committed notebook with its outputs, which are Chinese."""
    return nbformat.read(job(name).notebook.path, as_version=4)  # type: ignore[no-untyped-call]


def showing(*html: str) -> NotebookNode:
    """A notebook whose cells show these pieces of HTML."""
    cells = []
    for piece in html:
        output = nbformat.v4.new_output("display_data", {"text/html": piece, "text/plain": ""})  # type: ignore[no-untyped-call]
        cells.append(nbformat.v4.new_code_cell("", outputs=[output]))  # type: ignore[no-untyped-call]
    return nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
