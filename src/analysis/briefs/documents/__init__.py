"""The formats that briefs are built in: each is an entry here, and a function of a page that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from analysis.briefs.documents import system

_PAGE = ("analysis.briefs.render", "analysis.present.drawing", "analysis.briefs.workers")


@dataclass(frozen=True)
class Form:
    """A format: the function that makes it, and what it is made of beside its notebook.

    `make` is a function, as `module:function`, of a page, its job, the program's version and the page's charts as SVG
    by their IDs, and gives bytes; the page itself and the workbook of all answers have none.
    """

    modules: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    make: str = ""
    #: The versions of the system's own libraries. Raises UserError where one is missing.
    system: Callable[[], Mapping[str, str]] = dict


_PDF = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "fonttools", "pyphen", "pillow")
#: Each format by its suffix, in the order in which they are made; `[listing]` in the words of a language names it.
FORMS: Mapping[str, Form] = {
    "html": Form(_PAGE),
    "docx": Form(
        (*_PAGE, "analysis.briefs.documents.docx"), ("python-docx", "lxml"), "analysis.briefs.documents.docx:document"
    ),
    "pdf": Form(
        (*_PAGE, "analysis.briefs.documents.pdf"), _PDF, "analysis.briefs.documents.pdf:document", system.versions
    ),
    "xlsx": Form(("analysis.present.workbook",), ("xlsxwriter",)),
}


@cache
def file(name: str) -> str:
    """A style sheet or the like, from beside this module."""
    return (resources.files(__name__) / name).read_text(encoding="utf-8")
