"""What a notebook's cells show of any budget: they are run here, one after another, without a kernel."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from analysis.briefs.notebooks import notebooks_folder
from analysis.disclosure import Disclosure
from support.executed import committed


def shown(name: str, budget: Disclosure, folder: Path, lang: str = "zh", **parameters: Any) -> list[Any]:
    """What the cells of a notebook show, in their order, of a budget that is saved in `folder`."""
    place = folder / budget.metadata.id
    if not place.exists():
        budget.save(place)
    assert (notebooks_folder() / f"{name}.ipynb").is_file()
    names: dict[str, Any] = {}
    found = []
    for cell in committed(name).cells:
        if cell.cell_type != "code":
            continue
        body = ast.parse(cell.source).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), name, "exec"), names)
        if "parameters" in cell.metadata.get("tags", ()):
            names |= {"disclosure": str(place), "lang": lang} | parameters
        if isinstance(last, ast.Expr):
            found.append(eval(compile(ast.Expression(last.value), name, "eval"), names))
    return found


def text(blocks: list[Any]) -> str:
    """What they say, charts by their figures, a paragraph each; a chart of nothing says nothing."""
    drawn = [block for block in blocks if getattr(block, "spec", True) is not None]
    return "\n".join(str(getattr(block, "text", None) or getattr(block, "alt", "")) for block in drawn)
