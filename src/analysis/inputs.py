"""The inputs of outputs, told by digests: of files, of datasets, and of the code that makes them.

What is made keeps the digests of its inputs beside it; where they are what they were, nothing is made again. The code
is found from imports, read as text: nothing is imported for it, neither polars nor altair.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from analysis.metadata import FILE

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<base>analysis[\w.]*)[ \t]+import[ \t]+(?P<names>\([^()]*\)|[^\n]+)"
    r"|import[ \t]+(?P<modules>analysis[\w.]*(?:[ \t]*,[ \t]*analysis[\w.]*)*))",
    re.MULTILINE,
)
_COMMENT = re.compile(r"#[^\n]*")
_NAME = re.compile(r"\w+")
_FOR_TYPES = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t][^\n]*\n|\n)+", re.MULTILINE)
#: Files of the package that are no modules, by the module that reads them.
_RESOURCES = {
    "analysis.classification": "classification/*.csv",
    "analysis.templates": "templates/*.toml",
    "analysis.briefs.render": "briefs/pages/*",
    "analysis.present.messages": "present/words/*.toml",
    "analysis.briefs.documents.styles": "briefs/documents/*.xml",
    "analysis.briefs.documents.pdf": "briefs/documents/paper.css",
}


class Inputs:
    """Digests of inputs, each read once. `package` is the folder of the package.

    With `seen`, digests by sizes and times of change as `met` has them, a dataset that is in it is not read at all.
    """

    #: what the package itself gives -> the module that has it
    homes: Mapping[str, str] = {}

    def __init__(self, package: Path | None = None, seen: Mapping[str, str] | None = None) -> None:
        self.package = package or Path(__file__).parent
        self.seen, self.met = seen or {}, dict[str, str]()
        self._datasets: dict[Path, str] = {}
        self._files: dict[Path, str] = {}
        self._paths: dict[str, Path | None] = {}
        self._imports: dict[Path, frozenset[str]] = {}
        self._codes: dict[frozenset[str], str] = {}
        #: digest of modules or libraries -> each with its own digest or version
        self.parts: dict[str, dict[str, str]] = {}

    def file(self, path: Path) -> str:
        """The digest of a file."""
        if path not in self._files:
            self._files[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._files[path]

    def dataset(self, folder: Path) -> str:
        """The digest of a dataset's files."""
        if folder not in self._datasets:
            with os.scandir(folder) as found:
                stats = sorted((file.name, file.stat()) for file in found if file.name.endswith((FILE, ".csv")))
            times = [(name, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for name, stat in stats]
            sign = hashlib.sha256(repr(times).encode()).hexdigest()[:24]
            known = self.seen.get(sign) or digest({name: self.file(folder / name) for name, _ in stats})
            self.met[sign] = self._datasets[folder] = known
        return self._datasets[folder]

    def code(self, *roots: str) -> str:
        """The digest of modules and of all that they import."""
        names = frozenset(roots)
        if names not in self._codes:
            self._codes[names] = self.digest_of(self.modules(names))
        return self._codes[names]

    def digest_of(self, parts: dict[str, str]) -> str:
        """The digest of parts, which are kept."""
        made = digest(parts)
        self.parts[made] = parts
        return made

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
            found[module] = digest([self.file(file) for file in files if file.is_file()])[:16]
            rest += [parent for name in self.imported(path) for parent in _with_parents(name)]
        return dict(sorted(found.items()))

    def imported(self, path: Path) -> frozenset[str]:
        """The modules of the package that a module or notebook imports."""
        if path not in self._imports:
            self._imports[path] = frozenset(self._imported(_text(path)))
        return self._imports[path]

    def _path(self, module: str) -> Path | None:
        if module not in self._paths:
            place = self.package.joinpath(*module.split(".")[1:])
            there = (path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file())
            self._paths[module] = next(there, None)
        return self._paths[module]

    def _imported(self, source: str) -> Iterator[str]:
        """The modules of the package that a text imports; `from a import b` is a.b where that is a module.

        What is imported for types alone is none of them. What the package itself gives is the module that has it.
        """
        for found in _IMPORT.finditer(_FOR_TYPES.sub("", _COMMENT.sub("", source))):
            if found["modules"]:
                modules = [name.strip() for name in found["modules"].split(",")]
                yield from (*modules, *(self.homes.values() if "analysis" in modules else ()))
                continue
            yield found["base"]
            for name in _NAME.findall(re.sub(r"\bas\s+\w+", "", found["names"])):
                if self._path(f"{found['base']}.{name}") is not None:
                    yield f"{found['base']}.{name}"
                elif found["base"] == "analysis" and name in self.homes:
                    yield self.homes[name]


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


def digest(content: Mapping[str, str] | Iterable[str]) -> str:
    """The digest of strings, by name or in their order."""
    plain = dict(content) if isinstance(content, Mapping) else list(content)
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


#: digest of modules or libraries -> each with its own digest or version
Parts = Mapping[str, Mapping[str, str]]


def why(old: Mapping[str, str] | None, new: Mapping[str, str], before: Parts, now: Parts) -> list[str]:
    """The inputs of an output that have changed, in a few words each; `before` and `now` tell what a digest is of."""
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
