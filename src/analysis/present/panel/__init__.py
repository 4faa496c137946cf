"""The brief on all budgets at once."""
