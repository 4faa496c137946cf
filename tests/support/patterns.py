"""Every pattern of the package, with the place that it stands in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import analysis
from analysis import templates
from analysis.ingest.sentence import Words
from analysis.templates import patterns

ROOT = Path(analysis.__file__).parent
#: Rooms that see nothing but what the package itself has made, or what a dataset's columns bound.
_LATER = ("measures", "present", "briefs")


def of_the_package() -> dict[str, re.Pattern[Any]]:
    """By the place that each stands in: constants of modules, patterns inside calls, those of the templates."""
    found: dict[re.Pattern[Any], str] = {}
    for file in sorted(ROOT.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if parts[0] in _LATER or parts[-1] in ("__main__", "child"):
            continue
        module = import_module(".".join(("analysis", *parts)).removesuffix(".__init__"))
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found.setdefault(value, f"{'.'.join(parts)}:{name}")
        for line, pattern in _in_calls(file):
            found.setdefault(pattern, f"{'.'.join(parts)}:{line}")
    for name in templates.names():
        template = templates.load(name)
        for entry, pattern in patterns.of(template):
            found.setdefault(pattern, f"{name}:{entry}")
        for entry, value in vars(Words(template.narrative)).items():
            if isinstance(value, re.Pattern):
                found.setdefault(value, f"{name}:words.{entry}")
    return {place: pattern for pattern, place in found.items()}


def _in_calls(file: Path) -> Iterator[tuple[int, re.Pattern[Any]]]:
    """Patterns that are written where they are used: re.sub("...", ...)."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re")), args=[ast.Constant(value=str() | bytes() as said), *_]
            ):
                yield node.lineno, re.compile(said)
