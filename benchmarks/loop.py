"""The loop of who works on briefs: one page, one dataset of a hundred, a saved notebook under `--watch`.

`python -m benchmarks --only loop`. Each is compared, in turn, with the `papermill` and `nbconvert` commands for one
notebook in one language. The hundred budgets are 322-2026 under other names, with their briefs in both languages.
"""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Thread

from analysis.catalog import load
from benchmarks.build import ID, ROOT, Row, commands_for, process, program, timed
from support.many import renamed
from support.watched import watching

ROUNDS, BUDGETS = 5, 100
#: What is measured, and what is to hold on two quiet cores.
WAYS = {
    "one page of one notebook after a change of its parameters": "<= 1.5 s",
    f"one dataset of {BUDGETS} changed: its brief in both languages, answers, indexes": "<= 3 s",
    "`--watch`, from saving a notebook to its new page": "<= 1 s",
}


def rows(rounds: int = ROUNDS) -> Iterator[Row]:
    """What was measured: its median in seconds, with what it is compared, the ratio, and what is to hold."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        notebook = ROOT / "notebooks/changes.ipynb"
        commands = commands_for([notebook], ["zh"], f"{folder}/commands")
        one = ("--notebook", "changes", "--lang", "zh", "-p", "base_year=2025", "--force", "--quiet")
        page = process(program(), "build", ID, *one, "--out", folder / "one")
        hundred = _hundred(folder)
        with _watched(folder, notebook) as saved:
            commands(), page()
            runs = [[timed(commands), timed(page), timed(hundred), saved()] for _ in range(rounds)]
    other, *ours = map(statistics.median, zip(*runs, strict=True))
    for (what, hold), seconds in zip(WAYS.items(), ours, strict=True):
        compared = f"`papermill`, `nbconvert` commands, one notebook, {other:.1f} s"
        yield what, seconds, compared, seconds / other, hold


def _hundred(folder: Path) -> Callable[[], None]:
    """Changes one of many datasets, and builds again."""
    data, budget = folder / "data", load(ID, ROOT / "data")
    for number in range(BUDGETS):
        made = renamed(budget, f"第{number}局", f"9{number:05}")
        made.save(data / made.metadata.id)
    build = process(
        *(program(), "build", "--data", data, "--notebook", "brief", "--quiet", "--out", folder / "hundred")
    )
    build()
    changed, numbers = data / made.metadata.id / "names.csv", count()

    def run() -> None:
        changed.write_text(f"zh,en\n局,Bureau {next(numbers)}\n", encoding="utf-8")
        build()

    return run


@contextmanager
def _watched(folder: Path, notebook: Path) -> Iterator[Callable[[], float]]:
    """Saves a notebook that is watched, and gives the seconds until its page is there."""
    (own := folder / "watched").mkdir()
    path = Path(shutil.copy(notebook, own / "mine.ipynb"))
    held, numbers = json.loads(path.read_text(encoding="utf-8")), count()
    last = [cell for cell in held["cells"] if cell["cell_type"] == "code"][-1]
    with watching(own, data=ROOT / "data") as watcher:

        def saved() -> float:
            last["source"] = said = f"print('saved {next(numbers)}')"
            asking = Thread(target=watcher.until, args=(lambda html: said[7:-2] in html,))
            asking.start()  # as an open page does
            time.sleep(1)
            path.write_text(json.dumps(held), encoding="utf-8")
            return timed(asking.join)

        saved()
        yield saved
