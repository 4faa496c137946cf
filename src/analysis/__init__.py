"""Chinese department budget disclosures as typed datasets, year-over-year analysis and briefs.

>>> from analysis import load
>>> load("322-2026").amounts  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.catalog import load
    from analysis.disclosure import Disclosure

__all__ = ["Disclosure", "load"]

_HOMES = {"load": "analysis.catalog", "Disclosure": "analysis.disclosure"}


def __getattr__(name: str) -> Any:
    """Imports what is asked for only then: the command line's help needs none of it."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")
