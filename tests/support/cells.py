"""What a notebook of the package shows of a dataset, its cells run here without a kernel."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from analysis.disclosure import Disclosure
from analysis.present.html import Block
from analysis.present.specification import Chart

BOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def shown(name: str, disclosure: str | Path | Disclosure, lang: str, folder: Path | None = None) -> list[Block | Chart]:
    """The blocks and charts that a notebook's cells end with; a disclosure of a test's own is saved into `folder`."""
    if isinstance(disclosure, Disclosure):
        assert folder is not None
        disclosure.save(folder)
        disclosure = folder
    return list(_run(nbformat.read(BOOKS / f"{name}.ipynb", as_version=4), str(disclosure), lang))  # type: ignore[no-untyped-call]


def _run(book: Any, disclosure: str, lang: str) -> Iterator[Block | Chart]:
    held: dict[str, Any] = {}
    for cell in book.cells:
        if cell.cell_type != "code":
            continue
        if "parameters" in cell.metadata.get("tags", ()):
            exec(compile(cell.source, cell.id, "exec"), held)
            held |= {"disclosure": disclosure, "lang": lang}
            continue
        *lines, last = ast.parse(cell.source).body
        if not isinstance(last, ast.Expr):
            exec(compile(cell.source, cell.id, "exec"), held)
            continue
        exec(compile(ast.Module(lines, []), cell.id, "exec"), held)
        value = eval(compile(ast.Expression(last.value), cell.id, "eval"), held)
        if isinstance(value, Block | Chart):
            yield value


def text(blocks: list[Block | Chart]) -> str:
    """What they say."""
    return "\n".join(block.text if isinstance(block, Block) else block.alt for block in blocks)
