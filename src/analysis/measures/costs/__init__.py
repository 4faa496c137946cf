"""The costs of what projects promise.

In order of reading: `promises` (a form's money, results and costs), `names` (which price is for which result),
`pricing` (price times number), `budgets` (prices against budgets), `attribution` and `unit_costs` (what one unit costs,
and whether that can be told), `later_years` (a rate that is inferred), `scorecard` (how far promises can be checked).
"""
