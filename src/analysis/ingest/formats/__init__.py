"""One reader per format of published documents; each makes the blocks of `document` and knows nothing of budgets."""
