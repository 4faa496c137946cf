"""What outputs are made from: a digest for each input, so that a build runs again exactly what a change touches.

The code that a notebook depends on is found from its imports and what these import, read as text: nothing is
imported for it, neither polars nor altair.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import analysis
from analysis import catalog
from analysis.briefs.plan import Job
from analysis.metadata import FILE
from analysis.present.phrases import Lang

#: Libraries whose version can change an output.
LIBRARIES = (
    *("polars", "altair", "vl-convert-python", "papermill", "nbformat", "nbclient", "ipykernel", "IPython"),
    *("jinja2", "markupsafe", "nbconvert", "pylopdf-fonts-zh-cn"),
)
#: Modules that every executed notebook, every page and every answer depends on, beside what a notebook imports.
RUNNING = ("analysis.briefs.run", "analysis.briefs.kernels")
RENDERING = ("analysis.briefs.render",)
ANSWERING = ("analysis.measures.answers", "analysis.disclosure")
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<base>analysis[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#]+)"
    r"|import[ \t]+(?P<modules>analysis[\w.]*(?:[ \t]*,[ \t]*analysis[\w.]*)*))",
    re.MULTILINE,
)
_NAME = re.compile(r"\w+")
#: Files of the package that are no modules, by the module that reads them.
_RESOURCES = {
    "analysis.templates": "templates/*.toml",
    "analysis.briefs.render": "briefs/pages/*",
    "analysis.briefs.documents.styles": "briefs/documents/*.xml",
    "analysis.briefs.documents.pdf": "briefs/documents/*.css",
}


class Inputs:
    """Digests of inputs, each read once. `package` is the folder of the package."""

    def __init__(self, package: Path | None = None) -> None:
        self.package = package or Path(analysis.__file__).parent
        self._datasets: dict[Path, str] = {}
        self._files: dict[Path, str] = {}
        self._imports: dict[str, frozenset[str]] = {}
        self._closures: dict[frozenset[str], dict[str, str]] = {}
        #: digest of a set of modules -> its modules with their digests
        self.code: dict[str, dict[str, str]] = {}

    def executed(self, job: Job) -> dict[str, str]:
        """What an executed notebook is made from."""
        roots = frozenset(_imported(_text(job.notebook.path), self._is_module)) | set(RUNNING)
        found = self._data(job) | {f"notebooks/{job.notebook.path.name}": self._file(job.notebook.path)}
        return found | {"code": self._code(roots), "libraries": _digest(self.libraries)}

    def page(self, job: Job, beside: Iterable[tuple[str, Lang]]) -> dict[str, str]:
        """What a page is made from: its notebook's inputs, what renders it, and the pages it links to."""
        pages = sorted(f"{lang}/{name}" for name, lang in beside)
        own = {"rendering": self._code(frozenset(RENDERING)), "pages": _digest(pages)}
        return self.executed(job) | own

    def definitions(self, source: Path) -> dict[str, str]:
        """What the page of definitions is made from."""
        return {f"docs/{source.name}": self._file(source), "rendering": self._code(frozenset(RENDERING))}

    def answers(self, job: Job) -> dict[str, str]:
        """What the answers as data are made from."""
        return self._data(job) | {"code": self._code(frozenset(ANSWERING)), "libraries": _digest(self.libraries)}

    @cached_property
    def libraries(self) -> dict[str, str]:
        """Versions of Python and of the libraries that make outputs."""
        return {"python": platform.python_version()} | {name: _version(name) for name in LIBRARIES}

    def _data(self, job: Job) -> dict[str, str]:
        """The dataset, and the one of its base year where the notebook takes one and there is one."""
        found = {f"data/{job.metadata.id}": self._dataset(job.data / job.metadata.id)}
        year = job.parameters.get("base_year") or job.metadata.year - 1
        before = catalog.base(job.data, job.metadata, year)
        if before is not None and "base_year" in job.notebook.parameters:
            found[f"data/{before.name}"] = self._dataset(before)
        return found

    def _dataset(self, folder: Path) -> str:
        if folder not in self._datasets:
            files = [path for path in (folder / FILE, *sorted(folder.glob("*.csv"))) if path.is_file()]
            self._datasets[folder] = _digest({path.name: self._file(path) for path in files})
        return self._datasets[folder]

    def _file(self, path: Path) -> str:
        if path not in self._files:
            self._files[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._files[path]

    # --- code ------------------------------------------------------------------------

    def _code(self, roots: frozenset[str]) -> str:
        """The digest of modules and of all that they import; which these are is kept in `code`."""
        if roots not in self._closures:
            self._closures[roots] = self.modules(roots)
        found = self._closures[roots]
        digest = _digest(found)
        self.code[digest] = found
        return digest

    def modules(self, roots: Iterable[str]) -> dict[str, str]:
        """The modules of the package that `roots` import, themselves among them, each with its digest."""
        found: dict[str, str] = {}
        rest = [module for root in roots for module in _with_parents(root)]
        while rest:
            module = rest.pop()
            path = self._path(module)
            if module in found or path is None:
                continue
            files = [path, *sorted(self.package.glob(_RESOURCES[module]))] if module in _RESOURCES else [path]
            found[module] = _digest([self._file(file) for file in files if file.is_file()])[:16]
            if module not in self._imports:
                self._imports[module] = frozenset(_imported(_text(path), self._is_module))
            rest += [parent for name in self._imports[module] for parent in _with_parents(name)]
        return dict(sorted(found.items()))

    def _path(self, module: str) -> Path | None:
        place = self.package.joinpath(*module.split(".")[1:])
        for path in (place / "__init__.py", place.with_suffix(".py")):
            if path.is_file():
                return path
        return None

    def _is_module(self, name: str) -> bool:
        return self._path(name) is not None


def _imported(source: str, is_module: object) -> Iterable[str]:
    """The modules of the package that a text imports; `from a import b` is a.b where that is a module."""
    for found in _IMPORT.finditer(source):
        if found["modules"]:
            yield from (name.strip() for name in found["modules"].split(","))
            continue
        yield found["base"]
        names = re.sub(r"#[^\n]*|\bas\s+\w+", "", found["names"])
        for name in _NAME.findall(names):
            if callable(is_module) and is_module(f"{found['base']}.{name}"):
                yield f"{found['base']}.{name}"


def _with_parents(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:number]) for number in range(1, len(parts) + 1)]


def _text(path: Path) -> str:
    """A module's text, or the code cells of a notebook."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    cells = (cell["source"] for cell in json.loads(text)["cells"] if cell.get("cell_type") == "code")
    return "\n".join(source if isinstance(source, str) else "".join(source) for source in cells)


def _digest(content: Mapping[str, str] | Iterable[str]) -> str:
    plain = dict(content) if isinstance(content, Mapping) else list(content)
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


#: digest of a set of modules -> its modules with their digests
Code = Mapping[str, Mapping[str, str]]


def why(old: Mapping[str, str] | None, new: Mapping[str, str], before: Code, now: Code) -> list[str]:
    """What of an output's inputs has changed, in a few words each; `before` and `now` tell the modules of code."""
    if old is None:
        return ["it is new"]
    said = []
    for name in sorted({*old, *new}):
        if old.get(name) == new.get(name):
            continue
        if name in ("code", "rendering"):
            was, is_ = before.get(old.get(name, ""), {}), now.get(new.get(name, ""), {})
            changed = sorted(module for module in {*was, *is_} if was.get(module) != is_.get(module))
            said.append(f"{name}: {', '.join(changed) or 'changed'}")
        elif name not in old:
            said.append(f"{name} is new")
        else:
            said.append(f"{name} is gone" if name not in new else f"{name} changed")
    return said
