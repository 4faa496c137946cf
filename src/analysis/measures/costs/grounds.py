"""Whose money is one result's own, so that its unit cost can be told.

Money for several results together can't be apportioned: a year's meeting that shares a programme of 40 activities does
not cost the whole programme. A result's own are the price that its form sets per unit of it, and a total, of a part or
of the whole project, for which it is the only output promised, or the only outcome.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.measures.costs import names
from analysis.measures.costs.attribution import Attribution
from analysis.measures.costs.pricing import Price
from analysis.measures.costs.promises import Form, Indicator
from analysis.text import key

#: Why a unit cost can be told: the form prices the result; it is its project's only output; its only outcome.
GROUNDS = ("own_price", "alone", "outcome")
NOT_APPORTIONABLE = "not_apportionable"


def of_prices(result: Indicator, own: Sequence[Price], attribution: Attribution) -> str | None:
    """Why prices can be told as what a result costs; None where they are for several, or for the whole project."""
    alone = all(
        (price.per and result in price.results) or _is_only(result, attribution.sharers(price)) for price in own
    )
    return "own_price" if own and alone and not any(price.kind == "whole" for price in own) else None


def of_budget(result: Indicator, form: Form) -> str | None:
    """Why a project's whole money can be told as what a result costs; None where others share it.

    An outcome whose name says more than the project's is that of one activity: 120 children who are looked after do
    not cost all that a street office does.
    """
    if not _is_only(result, form.results):
        return None
    if not result.is_outcome:
        return "alone"
    return "outcome" if all(core in key(form.project) for core in names.cores(result.name)) else None


def _is_only(result: Indicator, sharers: Sequence[Indicator]) -> bool:
    """Whether money is for no other result of its side: outputs, or outcomes."""
    return [other for other in sharers if other.is_outcome == result.is_outcome] == [result]
