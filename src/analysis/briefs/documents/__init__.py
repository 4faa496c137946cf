"""Briefs as documents: Word from an executed notebook, PDF from its page."""
