"""Budgets of several years of one department: what changed in depth, whether they agree, and their series."""
