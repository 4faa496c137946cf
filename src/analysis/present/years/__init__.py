"""Briefs on several years of one department: what changed in depth, and series."""
