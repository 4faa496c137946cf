"""What holds for all tests, and the site that they share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes is the machine's affair, and says nothing about what is tested.
# Few examples a run, others each time; `make test-long` tries many.
settings.register_profile("few", deadline=None, max_examples=20)
settings.register_profile("many", deadline=None, max_examples=300)
settings.load_profile("few")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages of all committed datasets, built once for all tests and their processes; only to be read."""
    from analysis.briefs import plan as plans
    from analysis.briefs import publish
    from analysis.catalog import data_folder
    from analysis.locks import locked

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    out, done = shared / "site", shared / "site.done"
    with locked(shared, "builds the site of the tests", patience=900):
        if not done.exists():
            assert publish.build(plans.make([], data=data_folder()), out, jobs=2).failures == []
            done.touch()
    return out


def pytest_collection_finish() -> None:
    """What was collected stays: looking through it again and again finds nothing to free."""
    import gc

    gc.collect()
    gc.freeze()
