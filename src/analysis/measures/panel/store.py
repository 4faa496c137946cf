"""The stored panel: a parquet file beside the datasets, of which only what has changed is read and computed again.

It lies in `.panel/` in the folder of datasets, with the digests of what each dataset's rows are made from. It can be
deleted at any time. Where it can't be written the panel is computed each time.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl

from analysis.catalog import Catalog
from analysis.disclosure import Disclosure, frame
from analysis.files import write_file
from analysis.inputs import Inputs
from analysis.locks import locked
from analysis.measures.answers import Answers
from analysis.measures.panel import rows as panel
from analysis.metadata import DatasetError, Metadata
from analysis.parallel import FEW, each

FOLDER = ".panel"
_ROWS, _KNOWN = "rows.parquet", "datasets.json"
_CODE = ("analysis.measures.answers", "analysis.measures.panel.rows")  # and all that they import
_NOTHING = frame(panel.SCHEMA, [])
_PATIENCE = 3600.0  # seconds: another's writing may take long

Report = Callable[[str, int], None]


def stored(data: Path, *, jobs: int = 1, report: Report = lambda done, total: None) -> pl.LazyFrame:
    """The panel of all datasets in `data`, brought up to date; columns as `rows.SCHEMA`, by disclosure.

    `jobs` is how many processes compute at once; `report` is told of each dataset that was. Raises DatasetError for
    one that is damaged, LockedError where another process keeps writing the panel.
    """
    folder = data / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        with locked(folder, "a panel", _PATIENCE):
            return _current(Catalog(data), folder, jobs, report)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        catalog = Catalog(data)
        return pl.concat([_NOTHING, *_made(catalog, catalog.entries, jobs, report)]).lazy()


def _current(catalog: Catalog, folder: Path, jobs: int, report: Report) -> pl.LazyFrame:
    """The stored rows, with those of changed datasets computed again, and those of datasets that are gone left out."""
    known, seen = _known(folder)
    inputs = Inputs(seen=seen)
    now = {entry.id: _made_from(catalog, entry, inputs) for entry in catalog.entries}
    kept = [id for id, made in now.items() if known.get(id) == made]
    rows = folder / _ROWS
    size = rows.stat().st_size if rows.is_file() else 0
    if not size or not kept == list(now) == list(known):
        changed = [entry for entry in catalog.entries if known.get(entry.id) != now[entry.id]]
        made = list(_made(catalog, changed, jobs, report))
        old = pl.read_parquet(rows).filter(pl.col("disclosure").is_in(kept)) if kept else _NOTHING
        held = pl.concat([old, *made]).sort("disclosure", maintain_order=True)
        out = io.BytesIO()
        held.write_parquet(out, compression="zstd", statistics=True)
        (folder / _KNOWN).unlink(missing_ok=True)  # rows without digests are made again
        write_file(rows, out.getvalue())
        size = len(out.getvalue())
    elif inputs.met == seen:
        return pl.scan_parquet(rows)
    written = {"bytes": size, "datasets": now, "seen": inputs.met}
    write_file(folder / _KNOWN, json.dumps(written, ensure_ascii=False, indent=0).encode())
    return pl.scan_parquet(rows)


def _made(catalog: Catalog, entries: Sequence[Metadata], jobs: int, report: Report) -> Iterator[pl.DataFrame]:
    """The rows of these datasets, each computed by itself; with several jobs in processes of their own."""
    folders = [(catalog.folder(entry), *catalog.bases(entry)) for entry in entries]
    for (folder, *_), rows in zip(folders, each(_of, folders, jobs, FEW), strict=True):
        yield rows
        report(folder.name, len(folders))


def _of(folders: tuple[Path, Path | None, Path | None]) -> pl.DataFrame:
    folder, *bases = folders
    disclosure, before = Disclosure.load(folder), [Disclosure.load(base) if base else None for base in bases]
    try:
        return panel.rows(disclosure, Answers(disclosure, *before))
    except Exception as error:  # of thousands, it has to be known whose
        said = (str(error).splitlines() or [""])[0]
        raise DatasetError(
            f"{folder}: no answers to it can be given ({type(error).__name__}: {said}): keep it elsewhere and report it"
        ) from error


def _known(folder: Path) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The digests that the stored rows were made from, and datasets seen then; nothing where one is damaged."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads((folder / _KNOWN).read_text(encoding="utf-8"))
        if (folder / _ROWS).stat().st_size == found["bytes"]:
            return dict(found["datasets"]), dict(found["seen"])
    return {}, {}


def _made_from(catalog: Catalog, entry: Metadata, inputs: Inputs) -> dict[str, str]:
    """The digests that a dataset's rows are made from: the code, its files and those of its base year's datasets."""
    folders = [catalog.folder(entry), *catalog.bases(entry)]
    return {"code": inputs.code(*_CODE)} | {folder.name: inputs.dataset(folder) for folder in folders if folder}
