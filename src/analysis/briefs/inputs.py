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
from analysis import classification
from analysis.briefs.plan import Format, Job
from analysis.metadata import FILE

#: Libraries whose version can change an output.
LIBRARIES = (
    *("polars", "altair", "vl-convert-python", "papermill", "nbformat", "nbclient", "ipykernel", "IPython"),
    *("jinja2", "markupsafe", "nbconvert", "pylopdf-fonts-zh-cn"),
)
#: Modules that every executed notebook and every answer depends on, beside what a notebook imports.
RUNNING = ("analysis.briefs.run", "analysis.briefs.kernels")
PANELLING = ("analysis.measures.panel.store", "analysis.metadata")
ANSWERING = ("analysis.measures.answers", "analysis.briefs.headline", "analysis.disclosure")
LISTING = ("analysis.briefs.index",)
_DRAWING = ("analysis.present.drawing", "analysis.briefs.workers")
#: Modules that make each format, beside those above.
RENDERING: Mapping[str, tuple[str, ...]] = {
    "html": ("analysis.briefs.render", *_DRAWING),
    "docx": ("analysis.briefs.documents.docx", *_DRAWING),
    "pdf": ("analysis.briefs.render", "analysis.briefs.documents.pdf", *_DRAWING),
    "xlsx": ("analysis.present.workbook",),
}
#: Files beside the datasets that comparisons of several read.
_BESIDE = ("aliases.toml", "deflators.csv")
#: Libraries that only some formats are made with.
TYPESETTING: Mapping[str, tuple[str, ...]] = {
    "docx": ("python-docx", "lxml"),
    "pdf": ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "fonttools", "pyphen", "pillow"),
    "xlsx": ("xlsxwriter",),
}
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<base>analysis[\w.]*)[ \t]+import[ \t]+(?P<names>\([^)]*\)|[^\n#]+)"
    r"|import[ \t]+(?P<modules>analysis[\w.]*(?:[ \t]*,[ \t]*analysis[\w.]*)*))",
    re.MULTILINE,
)
_NAME = re.compile(r"\w+")
_FOR_TYPES = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t]+[^\n]*\n|\n)+", re.MULTILINE)
#: Files of the package that are no modules, by the module that reads them.
_RESOURCES = {
    "analysis.classification": "classification/*.csv",
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
        self._paths: dict[str, Path | None] = {}
        self._roots: dict[Path, frozenset[str]] = {}
        self._imports: dict[str, frozenset[str]] = {}
        self._closures: dict[frozenset[str], dict[str, str]] = {}
        self._typesetting: dict[str, dict[str, str]] = {}
        #: digest of modules or libraries -> each with its own digest or version
        self.parts: dict[str, dict[str, str]] = {}

    def executed(self, job: Job) -> dict[str, str]:
        """What an executed notebook is made from."""
        found = self._data(job, with_base=job.has_base)
        found[f"notebooks/{job.notebook.path.name}"] = self._file(job.notebook.path)
        return found | {"code": self._code(self._of_notebook(job.notebook.path)), "libraries": self._known()}

    def rendered(self, job: Job, form: Format, beside: Iterable[str]) -> dict[str, str]:
        """What a notebook's output in that format is made from: its notebook's inputs, what renders it, its links."""
        return self.executed(job) | self._rendering(form) | {"beside": _digest([*sorted(beside), str(job.titles)])}

    def definitions(self, source: Path) -> dict[str, str]:
        """What the page of definitions is made from."""
        return {f"docs/{source.name}": self._file(source)} | self._rendering("html")

    def listing(self) -> dict[str, str]:
        """What makes the pages that list others, beside what these are."""
        return {"rendering": self._code(frozenset(LISTING))}

    def answers(self, job: Job) -> dict[str, str]:
        """What the answers as data are made from."""
        code = self._code(frozenset(PANELLING if job.is_panel else ANSWERING))
        return self._data(job, with_base=True) | {"code": code, "libraries": self._known()}

    def workbook(self, job: Job) -> dict[str, str]:
        """What the workbook of the answers is made from."""
        return self.answers(job) | self._rendering("xlsx")

    @cached_property
    def libraries(self) -> dict[str, str]:
        """Versions of Python and of the libraries that make outputs."""
        return {"python": platform.python_version()} | {name: _version(name) for name in LIBRARIES}

    def _known(self) -> str:
        return self._digest_of(self.libraries)

    def _rendering(self, form: Format) -> dict[str, str]:
        """The code and the further libraries that make a format."""
        found = {"rendering": self._code(frozenset(RENDERING[form]))}
        if form in TYPESETTING:
            if form not in self._typesetting:
                self._typesetting[form] = _typesetting(form)
            found["typesetting"] = self._digest_of(self._typesetting[form])
        return found

    def _data(self, job: Job, *, with_base: bool) -> dict[str, str]:
        """The dataset, the one of its base year where there is one, and all that the notebook reads beside them."""
        own = () if job.is_panel else (job.data / job.metadata.id,)
        base = (job.base,) if job.base is not None and with_base else ()
        found = {f"data/{folder.name}": self._dataset(folder) for folder in (*own, *base, *job.others)}
        if (classified := classification.own()) is not None and classified.is_file():
            found[classification.FILE] = self._file(classified)
        for name in _BESIDE if job.others else ():
            if (job.data / name).is_file():
                found[f"data/{name}"] = self._file(job.data / name)
        return found

    def _digest_of(self, parts: dict[str, str]) -> str:
        """The digest of parts, which are kept."""
        digest = _digest(parts)
        self.parts[digest] = parts
        return digest

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
        """The digest of modules and of all that they import."""
        if roots not in self._closures:
            self._closures[roots] = self.modules(roots)
        return self._digest_of(self._closures[roots])

    def _of_notebook(self, path: Path) -> frozenset[str]:
        """The modules that a notebook imports, and those that run it."""
        if path not in self._roots:
            self._roots[path] = frozenset(_imported(_text(path), self._is_module)) | set(RUNNING)
        return self._roots[path]

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
        if module not in self._paths:
            place = self.package.joinpath(*module.split(".")[1:])
            there = (path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file())
            self._paths[module] = next(there, None)
        return self._paths[module]

    def _is_module(self, name: str) -> bool:
        return self._path(name) is not None


def _imported(source: str, is_module: object) -> Iterable[str]:
    """The modules of the package that a text imports; `from a import b` is a.b where that is a module.

    What is imported for types alone is none of them. What the package itself gives is the module that has it.
    """
    for found in _IMPORT.finditer(_FOR_TYPES.sub("", source)):
        if found["modules"]:
            modules = [name.strip() for name in found["modules"].split(",")]
            yield from (*modules, *(analysis.HOMES.values() if "analysis" in modules else ()))
            continue
        yield found["base"]
        names = re.sub(r"#[^\n]*|\bas\s+\w+", "", found["names"])
        for name in _NAME.findall(names):
            if callable(is_module) and is_module(f"{found['base']}.{name}"):
                yield f"{found['base']}.{name}"
            elif found["base"] == "analysis" and name in analysis.HOMES:
                yield analysis.HOMES[name]


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


def _typesetting(form: Format) -> dict[str, str]:
    """Versions of the libraries that only this format is made with, the system's own among them."""
    found = {name: _version(name) for name in TYPESETTING[form]}
    if form == "pdf":
        from analysis.briefs.documents import system

        found |= system.versions()
    return found


#: digest of modules or libraries -> each with its own digest or version
Parts = Mapping[str, Mapping[str, str]]


def why(old: Mapping[str, str] | None, new: Mapping[str, str], before: Parts, now: Parts) -> list[str]:
    """What of an output's inputs has changed, in a few words each; `before` and `now` tell what a digest is of."""
    if old is None:
        return ["it is new"]
    said = []
    for name in sorted({*old, *new}):
        if old.get(name) == new.get(name):
            continue
        if new.get(name) in now:
            was, is_ = before.get(old.get(name, ""), {}), now[new[name]]
            changed = sorted(part for part in {*was, *is_} if was.get(part) != is_.get(part))
            said.append(f"{name}: {', '.join(changed) if was else 'changed'}")
        elif name not in old:
            said.append(f"{name} is new")
        else:
            said.append(f"{name} is gone" if name not in new else f"{name} changed")
    return said
