"""The inputs of each output of a build, so that a build runs again exactly what a change touches."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Self

import analysis
from analysis import classification, inputs, originals
from analysis.briefs.documents import FORMS
from analysis.briefs.plan import Format, Job
from analysis.inputs import digest
from analysis.present.words import WORDS, catalogs

#: Libraries whose version can change an output.
LIBRARIES = (
    *("polars", "altair", "vl-convert-python", "papermill", "nbformat", "nbclient", "ipykernel", "IPython"),
    *("jinja2", "markupsafe", "mistune", "pylopdf-fonts-zh-cn"),
)
#: Modules that every executed notebook and every answer depends on, beside what a notebook imports.
RUNNING = ("analysis.briefs.run", "analysis.briefs.kernels")
PANELLING = ("analysis.measures.panel.store", "analysis.metadata")
ANSWERING = ("analysis.measures.answers", "analysis.briefs.headline", "analysis.disclosure")
PICTURING = ("analysis.ingest.formats.pictures",)
LISTING = ("analysis.briefs.index",)
#: Files beside the datasets that comparisons of several read.
_BESIDE = ("aliases.toml", "deflators.csv")


class Inputs(inputs.Inputs):
    """Digests of what each output of a build is made from."""

    homes = analysis.HOMES

    def __init__(self, package: Path | None = None) -> None:
        super().__init__(package)
        self._typesetting: dict[str, dict[str, str]] = {}

    def anew(self) -> Self:
        """The same, to read all again but the code of the package: that which runs is the one that was read."""
        fresh = type(self)(self.package)
        fresh._codes, fresh.parts = self._codes, self.parts
        fresh._files = {path: known for path, known in self._files.items() if path.suffix == ".py"}
        fresh._imports = {path: known for path, known in self._imports.items() if path.suffix == ".py"}
        return fresh

    def executed(self, job: Job) -> dict[str, str]:
        """The inputs of an executed notebook."""
        found = self._data(job, with_base=job.has_base)
        path = job.notebook.path
        found[f"notebooks/{path.name}"] = self.file(path)
        code = self.code(*RUNNING, *self.imported(path))
        return found | {"code": code, "libraries": self._known()}

    def rendered(self, job: Job, form: Format, beside: Iterable[str]) -> dict[str, str]:
        """The inputs of a notebook's output in that format: its notebook's own, what renders it, its links."""
        found = self.executed(job) | self._rendering(form)
        found["beside"] = digest([*sorted(beside), str(job.titles)])
        return found | (self._original(job) if form == "html" else {})

    def pictures(self, job: Job) -> dict[str, str]:
        """The inputs of the pictures of the original's pages; nothing where there are none."""
        held = self._original(job)
        return held | {"code": self.code(*PICTURING), "libraries": _version("pypdfium2")} if held else {}

    def _original(self, job: Job) -> dict[str, str]:
        """The digest of the document that was kept; nothing where none was."""
        place = None if job.is_panel else originals.there(job.data, job.metadata)
        return {} if place is None else {f"data/{originals.FOLDER}/{job.metadata.id}": self.file(place)}

    def definitions(self, source: Path) -> dict[str, str]:
        """The inputs of the page of definitions."""
        return {f"docs/{source.name}": self.file(source)} | self._rendering("html")

    def listing(self) -> dict[str, str]:
        """The code of the pages that list others, an input beside these."""
        return {"rendering": self.code(*LISTING)}

    def answers(self, job: Job) -> dict[str, str]:
        """The inputs of the answers as data."""
        code = self.code(*(PANELLING if job.is_panel else ANSWERING))
        return self._data(job, with_base=True) | {"code": code, "libraries": self._known()}

    def workbook(self, job: Job) -> dict[str, str]:
        """The inputs of the workbook of the answers."""
        return self.answers(job) | self._rendering("xlsx")

    @cached_property
    def libraries(self) -> dict[str, str]:
        """Versions of Python and of the libraries that make outputs."""
        return {"python": platform.python_version()} | {name: _version(name) for name in LIBRARIES}

    def _known(self) -> str:
        return self.digest_of(self.libraries)

    def _rendering(self, form: Format) -> dict[str, str]:
        """The code and the further libraries that make a format."""
        found = {"rendering": self.code(*FORMS[form].modules)}
        if FORMS[form].libraries:
            if form not in self._typesetting:
                self._typesetting[form] = _typesetting(form)
            found["typesetting"] = self.digest_of(self._typesetting[form])
        return found

    def _data(self, job: Job, *, with_base: bool) -> dict[str, str]:
        """The dataset, those of its base year that there are, and all that the notebook reads beside them."""
        own = () if job.is_panel else (job.data / job.metadata.id,)
        bases = filter(None, job.bases) if with_base else ()
        found = {f"data/{folder.name}": self.dataset(folder) for folder in (*own, *bases, *job.others)}
        if (classified := classification.own()) is not None and classified.is_file():
            found[classification.FILE] = self.file(classified)
        if (words := catalogs().get(job.lang)) is not None and WORDS in os.environ:
            found[WORDS] = self.file(words)
        for name in _BESIDE if job.others else ():
            if (job.data / name).is_file():
                found[f"data/{name}"] = self.file(job.data / name)
        return found


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _typesetting(form: Format) -> dict[str, str]:
    """Versions of the libraries that only this format is made with, the system's own among them."""
    return {name: _version(name) for name in FORMS[form].libraries} | dict(FORMS[form].system())
