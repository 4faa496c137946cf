"""Builds a plan: answers as data, executed notebooks, pages, definitions, the index and the manifest.

Each file is written whole or not at all. A notebook that fails leaves the page of
the last good run in place, and the manifest goes on naming it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

import analysis
from analysis import catalog
from analysis.briefs import render, run
from analysis.briefs.plan import Job, Plan
from analysis.disclosure import Disclosure, csv_bytes
from analysis.files import write_file
from analysis.measures import answers as measures
from analysis.metadata import FILE
from analysis.present import vocabulary
from analysis.present.phrases import LANGS

MANIFEST = "manifest.json"
INDEX = "index.html"
_VERSION = 1
_LIBRARIES = ("polars", "altair", "vl-convert-python", "papermill", "nbformat", "jinja2")

Report = Callable[[str], None]


@dataclass
class Built:
    """What a build did: the files it wrote, within `out`, and what failed."""

    out: Path
    pages: list[Path] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def entry(self) -> Path:
        """The page to open: the only one, or the index."""
        return self.out / (self.pages[0] if len(self.pages) == 1 else INDEX)


def build(plan: Plan, out: Path, *, timeout: float | None = None, report: Report = lambda done: None) -> Built:
    """Builds all of `plan` into `out`; `report` is told of each job that ended. Raises OSError, DatasetError."""
    out.mkdir(parents=True, exist_ok=True)
    built, manifest = Built(out), _Manifest(out)
    source = definitions_file()
    html = render.definitions(source.read_text(encoding="utf-8"), _own_version())
    manifest.share(render.DEFINITIONS, html.encode(), f"docs/{source.name}", source)
    for jobs in plan.sets():
        _answers(jobs[0], out, manifest)
        _briefs(jobs, built, manifest, timeout, report)
    manifest.save()
    return built


def _briefs(jobs: Sequence[Job], built: Built, manifest: _Manifest, timeout: float | None, report: Report) -> None:
    """One disclosure's notebooks: all are run before the first page is written, for the links between pages."""
    done = {}
    for job in jobs:
        try:
            done[job] = run.execute(job, timeout=timeout)
            report(job.name)
        except run.NotebookError as error:
            built.failures.append(str(error))
            report(f"{job.name}: failed")
    there = {(job.notebook.name, job.lang) for job in done}
    there |= {(page.stem, lang) for lang in LANGS for page in (built.out / jobs[0].folder / lang).glob("*.html")}
    for job, notebook in done.items():
        html = render.page(notebook, job, _own_version(), there)
        manifest.write(job.executed, run.dump(notebook).encode(), job)
        manifest.write(job.page, html.encode(), job)
        built.pages.append(job.page)


def definitions_file() -> Path:
    """The page of definitions that came with the package, else the one beside its sources."""
    package = Path(analysis.__file__).parent
    own = package / "docs" / "definitions.md"
    return own if own.is_file() else package.parents[1] / "docs" / own.name


def answers(job: Job) -> dict[str, bytes]:
    """The answers to the job's disclosure and parameters as CSV files by name."""
    disclosure = catalog.load(job.data / job.metadata.id)
    year = job.parameters.get("base_year")
    place = catalog.base(job.data, job.metadata, year or job.metadata.year - 1)
    before: Disclosure | None = catalog.load(place) if place else None
    found = measures.answers(disclosure, before, year)
    return {f"{schema.name}.csv": csv_bytes(schema, rows) for schema, rows in found.tables()}


def _answers(job: Job, out: Path, manifest: _Manifest) -> None:
    for name, content in answers(job).items():
        manifest.write(job.folder / "data" / name, content, job, notebook=False)


class _Manifest:
    """What is in the outputs, what it was made from, and for whom; kept over builds of a part."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.outputs: dict[str, Any] = {}
        self.disclosures: dict[str, Any] = {}
        self._hashes: dict[Path, str] = {}
        try:
            before = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
            if before["version"] == _VERSION:
                self.outputs = {n: e for n, e in before["outputs"].items() if (out / n).is_file()}
                self.disclosures = before["disclosures"]
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            pass  # none yet, or a damaged one: what is built now is listed

    def write(self, place: Path, content: bytes, job: Job, *, notebook: bool = True) -> None:
        """Writes an output of `job` and takes it into the list."""
        self._keep(place, content)
        metadata = job.metadata
        self.disclosures[metadata.id] = {"department": metadata.department, "year": metadata.year}
        entry: dict[str, Any] = {"sha256": hashlib.sha256(content).hexdigest(), "disclosure": metadata.id}
        if notebook:
            entry |= {"notebook": job.notebook.name, "lang": job.lang}
        entry["parameters"] = dict(sorted(job.parameters.items()))
        entry["inputs"] = self._inputs(job, notebook=notebook)
        self.outputs[place.as_posix()] = entry

    def share(self, name: str, content: bytes, source: str, path: Path) -> None:
        """Writes an output that belongs to no disclosure, made from the file `source` at `path`."""
        self._keep(Path(name), content)
        digest = hashlib.sha256(content).hexdigest()
        self.outputs[name] = {"sha256": digest, "inputs": {source: self._hash(path)}}

    def save(self) -> None:
        """Writes the index and, last of all, the manifest."""
        used = {entry["disclosure"] for entry in self.outputs.values() if "disclosure" in entry}
        self.disclosures = {id: self.disclosures[id] for id in sorted(used)}
        write_file(self.out / INDEX, render.index(list(self._listed()), _own_version()).encode())
        content = {
            "version": _VERSION,
            "budget-briefs": _own_version(),
            "libraries": {name: version_of(name) for name in _LIBRARIES},
            "disclosures": self.disclosures,
            "outputs": dict(sorted(self.outputs.items())),
        }
        write_file(self.out / MANIFEST, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())

    def _keep(self, place: Path, content: bytes) -> None:
        path = self.out / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content:
            write_file(path, content)

    def _inputs(self, job: Job, *, notebook: bool) -> dict[str, str]:
        folder = job.data / job.metadata.id
        files = {f"data/{job.metadata.id}/{path.name}": path for path in (folder / FILE, *sorted(folder.glob("*.csv")))}
        if notebook:
            files[f"notebooks/{job.notebook.path.name}"] = job.notebook.path
        return {name: self._hash(path) for name, path in sorted(files.items())}

    def _hash(self, path: Path) -> str:
        if path not in self._hashes:
            self._hashes[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._hashes[path]

    def _listed(self) -> Iterable[Mapping[str, Any]]:
        for id, disclosure in self.disclosures.items():
            pages = [
                {"href": place, "lang": entry["lang"], "text": _title(entry)}
                for place, entry in sorted(self.outputs.items(), key=_order)
                if place.endswith(".html") and entry.get("disclosure") == id
            ]
            yield {**disclosure, "pages": pages}


def _order(output: tuple[str, Mapping[str, Any]]) -> tuple[int, str, int, str]:
    """Briefs in the order of their titles, others after them by name; each in Chinese first."""
    place, entry = output
    langs, known, name = [*LANGS, None], list(vocabulary.NOTEBOOKS), entry.get("notebook", "")
    rank = known.index(name) if name in known else len(known)
    return rank, name, langs.index(entry.get("lang")), place


def _title(entry: Mapping[str, Any]) -> str:
    name = vocabulary.pick(vocabulary.NOTEBOOKS.get(entry["notebook"], (entry["notebook"],) * 2), entry["lang"])
    values = "".join(f" · {key}={value}" for key, value in entry["parameters"].items())
    return f"{name}{values}"


def _own_version() -> str:
    return version_of("budget-briefs")
