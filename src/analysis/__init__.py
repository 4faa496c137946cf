"""Chinese department budget disclosures as typed datasets, year-over-year analysis and briefs.

`load` gives a budget as typed tables, `answers` what the measures say of it, `show` a rich view of either in Chinese
or English, `where` the place of a figure in its document, `budgets` all datasets there are. `help(answers)` and the
others show an example each.

>>> from analysis import answers, load
>>> budget = load("322-2026")
>>> answers(budget).changes.filter(subject="revenue_total", measure="total")["change"].item()
Decimal('-1538.960000')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.catalog import load
    from analysis.disclosure import Disclosure
    from analysis.face import answers, budgets, show, where
    from analysis.measures.answers import Answers

__all__ = ["Answers", "Disclosure", "answers", "budgets", "load", "show", "where"]

_HOMES = {
    "load": "analysis.catalog",
    "Disclosure": "analysis.disclosure",
    "Answers": "analysis.measures.answers",
    **dict.fromkeys(("answers", "budgets", "show", "where"), "analysis.face"),
}


def __getattr__(name: str) -> Any:
    """Imports what is asked for only then: the command line's help needs none of it."""
    if name in _HOMES:
        from importlib import import_module

        _show_richly()
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]


def _show_richly() -> None:
    """In a notebook, has budgets and answers shown as `show` shows them; elsewhere, does nothing."""
    import sys

    if (ipython := sys.modules.get("IPython")) is None or (shell := ipython.get_ipython()) is None:
        return

    def html(what: Any) -> str:
        from analysis.present.display import both

        return both(what).html

    for module, name in (("analysis.disclosure", "Disclosure"), ("analysis.measures.answers", "Answers")):
        shell.display_formatter.formatters["text/html"].for_type_by_name(module, name, html)
