"""The same build on a real dask cluster: the same bytes, and a worker that dies is survived."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.briefs import plan as plans
from analysis.briefs import publish
from analysis.catalog import data_folder
from briefs.test_publish import files

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
DATA = data_folder()


@pytest.fixture
def cluster() -> Iterator[Any]:
    """Two worker processes of one thread each."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


def test_the_same_bytes_though_a_worker_dies(cluster: Any, tmp_path: Path) -> None:
    plan = plans.make(["322-2026"], data=DATA, names=["changes"], langs=["zh", "en"])
    assert publish.build(plan, tmp_path / "here", jobs=2).failures == []

    def kill() -> None:
        time.sleep(1)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    built = publish.build(plan, tmp_path / "there", jobs=2, executor=publish.executor(cluster.scheduler_address))
    killer.join()
    assert built.failures == []
    assert len(built.pages) == 2
    assert files(tmp_path / "there") == files(tmp_path / "here")


def test_where_no_cluster_answers() -> None:
    with pytest.raises(publish.SchedulerError, match=r"no cluster answers there.*start one first"):
        publish.executor("tcp://127.0.0.1:9", patience=1)
