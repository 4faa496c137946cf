"""A disclosure in the files of other programs: a workbook, tables and answers as parquet or CSV, charts as pictures.

Figures stay exact: decimals in parquet and CSV, in a workbook to the 15 digits that Excel has.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import metadata as package
from analysis import schema
from analysis.briefs.notebooks import ABOUT
from analysis.briefs.plan import Job
from analysis.disclosure import Disclosure, csv_bytes
from analysis.measures.answers import SCHEMAS, Answers
from analysis.present import drawing
from analysis.present.phrases import Lang
from analysis.schema import Schema
from analysis.text import UserError

if TYPE_CHECKING:
    import polars as pl

#: What a disclosure can be exported to.
FORMATS = ("xlsx", "parquet", "csv", "svg", "png")
PICTURES = ("svg", "png")


class ExportError(UserError):
    """An export that can't be done as asked; the message says what there is."""


def names(form: str) -> tuple[str, ...]:
    """The tables and answers that an export in that format holds, each in a file of its own; none for a workbook."""
    return () if form == "xlsx" else tuple(table.name for table in (*schema.ALL, *SCHEMAS))


def one(budget: Disclosure, found: Answers, form: str, name: str, lang: Lang) -> bytes:
    """One table or answer (or the workbook, which has no name) as a file's content. Raises ExportError."""
    if form == "xlsx" and not name:
        from analysis.present.workbook import workbook

        return workbook(budget, found, lang)
    if name not in names(form):
        there = ", ".join(names(form)) or "nothing: a workbook is whole"
        raise ExportError(f"--only {name}: expected one of {there}")
    return written(form, *_frames(budget, found)[name])


def pictures(jobs: Iterable[Job], form: str, only: str = "") -> dict[str, bytes]:
    """The charts of notebooks as files by name, `changes-1`: the notebook, and the chart's number on its page.

    The notebooks are run for it. Raises ExportError where `only` names none of the charts, and NotebookError.
    """
    from analysis.briefs import render, run

    specs: dict[str, tuple[Mapping[str, Any], str]] = {}
    for job in jobs:
        before = f"{job.notebook.name}-"
        if job.notebook.about == ABOUT[0] and (not only or only.startswith(before)):
            charts = render.charts(run.execute(job), job.lang)
            specs |= {f"{before}{number}": (spec, alt) for number, (spec, _, alt) in enumerate(charts, 1)}
    if only and only not in specs:
        there = ", ".join(specs) or "a notebook and a number, as changes-1"
        raise ExportError(f"--only {only}: expected one of {there}")
    chosen = {only: specs[only]} if only else specs
    return {f"{name}.{form}": _picture(form, *chart) for name, chart in chosen.items()}


def _picture(form: str, spec: Mapping[str, Any], alt: str) -> bytes:
    svg = drawing.draw(spec, "chart", alt=alt, titled=True)
    return drawing.raster(svg) if form == "png" else f"{svg}\n".encode()


def written(form: str, table: Schema, frame: pl.DataFrame) -> bytes:
    """A table as parquet or CSV, exact."""
    return _WRITERS[form](table, frame)


def every(budget: Disclosure, found: Answers, form: str, lang: Lang) -> dict[str, bytes]:
    """All tables and answers as files by name; CSV files with a `datapackage.json` that describes their columns."""
    files = {f"{name}.{form}": one(budget, found, form, name, lang) for name in names(form)}
    if form == "csv":
        frames = _frames(budget, found)
        seals = {name: package.Seal.of(frames[name][1].height, files[f"{name}.csv"]) for name in frames}
        files[package.FILE] = package.describe(budget.metadata, seals, (*schema.ALL, *SCHEMAS))
    return files


def place(destination: Path, files: Mapping[str, bytes]) -> Path:
    """The folder that `files` may be written to as a whole. Raises ExportError where that would lose others' files."""
    folder = destination.resolve()
    if folder.is_dir() and (others := sorted(path.name for path in folder.iterdir() if path.name not in files)):
        raise ExportError(f"{destination}: expected a new or empty folder, it holds {others[0]}: name another")
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{destination}: expected a folder for {len(files)} files, it is a file: name another")
    return folder


def _frames(budget: Disclosure, found: Answers) -> dict[str, tuple[Schema, pl.DataFrame]]:
    frames = budget.frames()
    return {table.name: (table, frames[table.name]) for table in schema.ALL} | {
        table.name: (table, frame) for table, frame in found.tables()
    }


def _parquet(table: Schema, frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.select(table.names).write_parquet(out, compression="zstd", statistics=False)
    return out.getvalue()


_WRITERS: dict[str, Callable[[Schema, pl.DataFrame], bytes]] = {"csv": csv_bytes, "parquet": _parquet}
