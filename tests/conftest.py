"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes is the machine's affair, and says nothing about what is tested.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
