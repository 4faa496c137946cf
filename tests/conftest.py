"""What holds for all tests, and the site that they share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from analysis.briefs.plan import Plan

# How long an example takes is the machine's affair, and says nothing about what is tested.
# Few examples a run, others each time; `make test-long` tries many.
settings.register_profile("few", deadline=None, max_examples=20)
settings.register_profile("many", deadline=None, max_examples=300)
settings.load_profile("few")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of `support.site`, built once for all tests and their processes; only to be read."""
    from support.site import usual

    return _built(tmp_path_factory, "site", usual())


@pytest.fixture(scope="session")
def whole_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages of all committed datasets, as `site`."""
    from support.site import whole

    return _built(tmp_path_factory, "whole_site", whole())


def _built(factory: pytest.TempPathFactory, name: str, plan: Plan) -> Path:
    from analysis.briefs import publish
    from analysis.locks import locked

    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    out, done = shared / name, shared / f"{name}.done"
    with locked(shared, "builds the site of the tests", patience=900):
        if not done.exists():
            assert publish.build(plan, out, jobs=2).failures == []
            done.touch()
    return out


def pytest_collection_finish() -> None:
    """What was collected stays: looking through it again and again finds nothing to free."""
    import gc

    gc.collect()
    gc.freeze()
