"""Modules whose code is read before a fork and run behind it.

A library that starts threads as it is imported can't be imported before a fork. To find its files and to read their
code starts none, takes half of its import, and is then done once for all kernels.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import find_spec, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType


def read(*packages: str) -> None:
    """Reads the code of all modules of the packages; who imports one afterwards gets it from here.

    A module that is reloaded is read from its file again. What can't be read is left to its import, which says why.
    """
    found: dict[str, _Read] = {}
    for package in packages:
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            continue
        for folder in map(Path, spec.submodule_search_locations):
            for file in folder.rglob("*.py"):
                name = ".".join((package, *file.relative_to(folder).with_suffix("").parts)).removesuffix(".__init__")
                if name in sys.modules:
                    continue
                try:
                    code = SourceFileLoader(name, str(file)).get_code(name)
                except (ImportError, OSError, SyntaxError):
                    continue
                if code is not None:
                    found[name] = _Read(name, str(file), code)
    sys.meta_path.insert(0, _Finder(found))


class _Read(SourceFileLoader):
    """Loads a module from code that is there already."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        return self._code


class _Finder(MetaPathFinder):
    """Finds each module that was read, once."""

    def __init__(self, found: dict[str, _Read]) -> None:
        self._found = found

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        loader = self._found.pop(fullname, None)
        return None if loader is None else spec_from_file_location(fullname, loader.path, loader=loader)
