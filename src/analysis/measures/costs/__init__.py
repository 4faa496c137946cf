"""What the promised results of projects cost.

In order of reading: `promises` (a form's money, results and costs), `names` (which price is for which result),
`pricing` (price times number), `budgets` (prices against budgets), `attribution`, `grounds` and `unit_costs` (what one
unit costs, and whether that can be told), `later_years` (a rate that is inferred), `ratios` (how far promises can be
checked).
"""

from analysis.measures.costs.budgets import explained
from analysis.measures.costs.later_years import inferred_rates
from analysis.measures.costs.pricing import prices
from analysis.measures.costs.ratios import scorecard
from analysis.measures.costs.unit_costs import costs

__all__ = ["costs", "explained", "inferred_rates", "prices", "scorecard"]
