"""The notebooks that briefs are made of: what their metadata, headings and parameters say."""

from __future__ import annotations

import ast
import json
import os
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from analysis.metadata import KINDS
from analysis.present import messages
from analysis.present.phrases import BETWEEN, Lang
from analysis.text import UserError

#: Parameters that every notebook has and the command line sets by other means.
GIVEN = {"disclosure": "name it as ID", "lang": "use --lang"}
_LANG = "lang"
#: Where a notebook's metadata says what it is, and what it may be about.
METADATA = "budget_briefs"
ABOUT = ("budget", "department", "all")
#: Of which kinds of datasets a notebook that does not say has pages.
_OF_BUDGETS = ("budget",)
#: The environment variable that names a folder of notebooks of one's own.
VARIABLE = "BUDGET_BRIEFS_NOTEBOOKS"
_LAST = 100  # the place of a notebook that names none
_TYPES: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool}
_WORDS = {"int": "a whole number", "float": "a number", "str": "text", "bool": "true or false", "None": "none"}


class PlanError(UserError):
    """A build that can't be done as asked; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a notebook: `types` are the names of the types that its value may have."""

    name: str
    default: Any
    types: tuple[str, ...]
    comment: str = ""

    def parse(self, text: str) -> Any:
        """The value that `text` gives. Raises PlanError where it fits none of the types."""
        for kind in self.types:
            if kind == "None" and text.lower() in ("none", ""):
                return None
            if kind == "bool" and text.lower() in ("true", "false"):
                return text.lower() == "true"
            if kind in ("int", "float"):
                try:
                    return _TYPES[kind](text)
                except ValueError:
                    continue
            if kind == "str":
                return text
        expected = " or ".join(_WORDS[kind] for kind in self.types)
        raise PlanError(f"-p {self.name}={text}: expected {expected}: {self.comment or 'see the notebook'}")


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook that briefs are made of, as its metadata says under `budget_briefs`.

    `about` is what each of its pages is about: a budget, all years of a department, or all budgets at once. `order` is
    its place among the others, `data` the answers that its page leads to; the title, in each language, is its heading.
    `kinds` are the kinds of datasets that it is about: budgets, final accounts, or both. Where a table that it `needs`
    has no rows it has nothing to tell, and no page unless it is asked for by its name.
    """

    name: str
    path: Path
    parameters: Mapping[str, Parameter]
    about: str = ABOUT[0]
    title: Mapping[Lang, str] = field(default_factory=dict)
    order: int = _LAST
    data: tuple[str, ...] = ()
    kinds: tuple[str, ...] = _OF_BUDGETS
    needs: tuple[str, ...] = ()

    @property
    def is_panel(self) -> bool:
        """True if it is about all budgets at once."""
        return self.about == "all"

    @property
    def is_series(self) -> bool:
        """True if it reads all years of a department."""
        return self.about == "department"


def notebooks_folder() -> Path:
    """The notebooks that came with the package, else those beside its sources. Raises PlanError."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "notebooks", package.parents[1] / "notebooks"):
        if any(folder.glob("*.ipynb")):
            return folder
    raise PlanError(f"{package}: no notebooks were installed: install budget-briefs again")


def own_folder(given: str | Path | None = None) -> Path | None:
    """The folder of notebooks of one's own: `given`, what the environment names, or the nearest `notebooks/` upwards.

    Raises PlanError where a folder that is named is none.
    """
    named = given or os.environ.get(VARIABLE)
    if named:
        if not Path(named).is_dir():
            raise PlanError(f"{named}: no folder of notebooks: name one by --notebooks or {VARIABLE}")
        return Path(named)
    here = Path.cwd()
    return next((folder for at in (here, *here.parents) if (folder := at / "notebooks").is_dir()), None)


def notebooks(*folders: Path) -> dict[str, Notebook]:
    """The notebooks in these folders that say that they are built, by name, in their order; later folders win."""
    found = {}
    for folder in folders:
        for path in sorted(folder.glob("*.ipynb")):
            if (notebook := read_notebook(path)) is not None:
                found[notebook.name] = notebook
    return dict(sorted(found.items(), key=lambda one: (one[1].order, one[0])))


def read_notebook(path: Path) -> Notebook | None:
    """The notebook at `path`; None for one that is not built. Raises PlanError where it can't be read."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        cells, said = held["cells"], held.get("metadata", {}).get(METADATA)
        if said is None:
            return None
        sources = [_source(c) for c in cells if "parameters" in c.get("metadata", {}).get("tags", ())]
        named = {parameter.name: parameter for source in sources for parameter in parameters(source)}
        about, order = said.get("about", ABOUT[0]), int(said.get("order", _LAST))
        kinds, needs = tuple(said.get("kinds", _OF_BUDGETS)), tuple(said.get("needs", ()))
        data = tuple(said.get("data", ()))
        title = _title([_source(cell) for cell in cells if cell["cell_type"] == "markdown"], path.stem)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise PlanError(f"{path}: not a notebook that can be run ({error}): mend it in JupyterLab") from None
    if about not in ABOUT:
        raise PlanError(f"{path}: metadata {METADATA}.about is {about!r}: expected one of {', '.join(ABOUT)}")
    if not set(kinds) <= set(KINDS):
        raise PlanError(f"{path}: metadata {METADATA}.kinds is {list(kinds)}: expected some of {', '.join(KINDS)}")
    if _LANG not in named:
        raise PlanError(f"{path}: no cell tagged parameters sets {_LANG}: give it one as in changes.ipynb")
    return Notebook(path.stem, path, named, about, title, order, data, kinds, needs)


def _title(markdown: Iterable[str], name: str) -> dict[Lang, str]:
    """The first heading, `# 中文 · English`, in each language; the file's name where there is none."""
    lines = [line[2:].strip() for source in markdown for line in source.splitlines() if line.startswith("# ")]
    zh, _, en = (lines[0] if lines else name).partition(BETWEEN)
    return {lang: messages.pick((zh, en or zh), lang) for lang in messages.languages()}


def parameters(source: str) -> list[Parameter]:
    """The parameters that a cell names: `base_year: int | None = None  # the year compared with`."""
    body, comments, found = ast.parse(source).body, _comments(source), []
    for node in body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, annotation, value = node.targets[0].id, None, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            name, annotation, value = node.target.id, node.annotation, node.value
        else:
            continue
        default = ast.literal_eval(value)
        types = _types(annotation) if annotation else (type(default).__name__,)
        unknown = [kind for kind in types if kind not in _WORDS]
        found.append(Parameter(name, default, ("str",) if unknown else types, comments.get(node.lineno, "")))
    return found


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _types(annotation: ast.expr) -> tuple[str, ...]:
    """The names in an annotation: `int | None` -> int, None."""
    return tuple(part.strip() for part in ast.unparse(annotation).split("|"))


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}
