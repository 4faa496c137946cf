"""Chinese department budget disclosures as typed datasets, year-over-year analysis and briefs.

`load` gives a budget as typed tables, `published` that of the year before, `series` all years up to it, `answers` what
the measures say of it, `show` a rich view of either in Chinese or English, `where` the place of a figure in its
document, `units` a unit's own budget inside its department's, `budgets` all datasets there are. `help(answers)` and the
others show an example each.

>>> from analysis import answers, load
>>> budget = load("322-2026")
>>> answers(budget).changes.filter(subject="revenue_total", measure="total")["change"].item()
Decimal('-1538.960000')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.catalog import load, published, series
    from analysis.disclosure import Disclosure
    from analysis.face import answers, budgets, execution, inside, over_years, panel, printed, show, units, where
    from analysis.figure import percent
    from analysis.measures.answers import Answers
    from analysis.measures.comparison import compare
    from analysis.measures.costs.later_years import inferred_rates
    from analysis.measures.inference.carryover import carried
    from analysis.measures.inference.concentration import concentrated
    from analysis.measures.inference.kinds import by_kind
    from analysis.measures.inference.project_names import named
    from analysis.measures.inference.purposes import purposes
    from analysis.measures.inference.ties import proven, ties
    from analysis.measures.ratios import ratios
    from analysis.present.cards import cards
    from analysis.present.charting import chart, labelled, picked, rise_or_fall
    from analysis.present.checks import by_consequence, findings_said, identities
    from analysis.present.frames import across, beside, running, share, total, traced
    from analysis.present.sentences import about, folded, headline, page, paragraph, points, reasons, say
    from analysis.present.tables import first, table

#: What the package gives -> the module that has it.
HOMES = {
    **dict.fromkeys(("load", "published", "series"), "analysis.catalog"),
    "Disclosure": "analysis.disclosure",
    "Answers": "analysis.measures.answers",
    "by_kind": "analysis.measures.inference.kinds",
    "carried": "analysis.measures.inference.carryover",
    "concentrated": "analysis.measures.inference.concentration",
    "named": "analysis.measures.inference.project_names",
    "purposes": "analysis.measures.inference.purposes",
    **dict.fromkeys(("proven", "ties"), "analysis.measures.inference.ties"),
    "compare": "analysis.measures.comparison",
    "ratios": "analysis.measures.ratios",
    "inferred_rates": "analysis.measures.costs.later_years",
    "percent": "analysis.figure",
    **dict.fromkeys(
        ("answers", "budgets", "execution", "inside", "over_years", "panel", "printed", "show", "units", "where"),
        "analysis.face",
    ),
    "cards": "analysis.present.cards",
    **dict.fromkeys(("chart", "labelled", "picked", "rise_or_fall"), "analysis.present.charting"),
    **dict.fromkeys(("by_consequence", "findings_said", "identities"), "analysis.present.checks"),
    **dict.fromkeys(("across", "beside", "running", "share", "total", "traced"), "analysis.present.frames"),
    **dict.fromkeys(
        ("about", "folded", "headline", "page", "paragraph", "points", "reasons", "say"), "analysis.present.sentences"
    ),
    **dict.fromkeys(("first", "table"), "analysis.present.tables"),
}
__all__ = [
    "Answers",
    "Disclosure",
    "about",
    "across",
    "answers",
    "beside",
    "budgets",
    "by_consequence",
    "by_kind",
    "cards",
    "carried",
    "chart",
    "compare",
    "concentrated",
    "execution",
    "findings_said",
    "first",
    "folded",
    "headline",
    "identities",
    "inferred_rates",
    "inside",
    "labelled",
    "load",
    "named",
    "over_years",
    "page",
    "panel",
    "paragraph",
    "percent",
    "picked",
    "points",
    "printed",
    "proven",
    "published",
    "purposes",
    "ratios",
    "reasons",
    "rise_or_fall",
    "running",
    "say",
    "series",
    "share",
    "show",
    "table",
    "ties",
    "total",
    "traced",
    "units",
    "where",
]


def __getattr__(name: str) -> Any:
    """Imports what is asked for only then: the command line's help needs none of it."""
    if name in HOMES:
        from importlib import import_module

        _show_richly()
        return getattr(import_module(HOMES[name]), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]


def _show_richly() -> None:
    """In a notebook, has budgets and answers shown as `show` shows them; elsewhere, does nothing."""
    import sys

    if (ipython := sys.modules.get("IPython")) is None or (shell := ipython.get_ipython()) is None:
        return

    def html(what: Any) -> str:
        from importlib import import_module

        block = import_module("analysis.present.display").both(what)
        return str(block.html)

    for module, name in (("analysis.disclosure", "Disclosure"), ("analysis.measures.answers", "Answers")):
        shell.display_formatter.formatters["text/html"].for_type_by_name(module, name, html)
