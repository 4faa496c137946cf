"""One work on many things: the same results in the same order, however many processes do it."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from analysis.cli import main
from analysis.ingest.errors import DocumentError, Place
from analysis.parallel import each

DATA = Path(__file__).parents[1] / "data"
BUDGET = "上海市普陀区人民政府办公室-unit-2025"


PROCESS = "__import__('os').getpid()"


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_the_order_of_the_things(jobs: int) -> None:
    assert list(each(int, [str(number) for number in range(40)], jobs)) == list(range(40))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_comes_in_its_turn(jobs: int) -> None:
    results = each(int, ["0", "1", "2", "seven", "8"], jobs)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="seven"):
        next(results)


def test_few_things_need_no_process() -> None:
    assert set(each(eval, [PROCESS] * 3, 2, few=3)) == {os.getpid()}
    assert os.getpid() not in set(each(eval, [PROCESS] * 4, 2, few=3))


def test_an_error_about_a_document_goes_from_process_to_process() -> None:
    error = DocumentError("budget.pdf", Place("9", 12), "a figure", "mend it")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.at) == ("budget.pdf:9:12: a figure: mend it", error.at)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine datasets, so many that they are checked in several processes."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(9):
        shutil.copytree(DATA / BUDGET, folder / f"{number}")
        package = folder / f"{number}" / "datapackage.json"
        package.write_text(package.read_text(encoding="utf-8").replace(BUDGET, f"{number}"), encoding="utf-8")
    return folder


def test_check_says_the_same_with_one_job_and_with_two(many: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for jobs in ("1", "2"):
        assert main(["check", "--data", str(many), "--json", "--jobs", jobs]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert [report["disclosure"] for report in json.loads(said[0])] == [f"{number}" for number in range(9)]


def test_check_names_a_damaged_one_among_many(many: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = shutil.copytree(many, tmp_path / "data")
    (data / "5" / "amounts.csv").write_text("table\n", encoding="utf-8")
    assert main(["check", "--data", str(data), "--jobs", "2"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert "amounts.csv:1: expected the columns of amounts" in said[0]


def test_processes_end_with_the_one_that_started_them() -> None:
    code = (
        "import time\n"
        "from analysis.parallel import each\n"
        "if __name__ == '__main__':\n"
        "    for _ in each(time.sleep, [0, 60, 60], 2):\n"
        "        print('begun', flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    process.stdout.readline()
    workers = psutil.Process(process.pid).children(recursive=True)
    assert workers
    process.kill()
    process.wait()
    process.stdout.close()
    assert not psutil.wait_procs(workers, timeout=5)[1]
