"""Many disclosures at once: read, checked, put into the panel, ranked, made into briefs, listed and searched.

`python -m benchmarks --only scale [--documents N] [--briefs M] [--jobs J] [--folder DIR]`. Everything is measured with
N documents and with a tenth of them, so that what grows faster than their number is seen. Documents are made up by a
seed (`tests/support/many.py`); making them is not measured, and those that `--folder` has are taken as they are.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from analysis.briefs.index import index
from analysis.briefs.site import MANIFEST, Site
from analysis.catalog import Catalog, load
from analysis.ingest import batch
from support import many
from support.chromium import chromium

ROOT = Path(__file__).resolve().parent.parent
#: Bytes of the publisher's own text of 322-2026, and how many documents of that size are read.
SIZE, ALIKE, FEW = 165_288, 200, 50
PART = 10
_LOOK = 0.2  # seconds between two looks at how much memory the processes hold
_RANKING = """
import json, sys, time
from pathlib import Path
import polars as pl
from analysis.measures.panel import store
data, began = Path(sys.argv[1]), time.perf_counter()
panel = store.stored(data)
ready = time.perf_counter()
totals = panel.filter(dimension="budget", key="revenue_total/revenue/total", level="department", phase="budget")
held = totals.filter(pl.col("year") == pl.col("year").mode().max()).sort("change_pct", nulls_last=True).collect()
print(json.dumps({"ready": ready - began, "ranking": time.perf_counter() - ready, "rows": held.height}))
"""
_SEARCH = """const find = document.getElementById('find'), begun = performance.now();
find.value = arguments[0]; find.dispatchEvent(new Event('input', {bubbles: true}));
document.body.offsetHeight;
return [performance.now() - begun, document.querySelectorAll('tbody tr:not([hidden])').length];"""
_CHECKED = re.compile(r"^\S+: \d+ reconciliations: ", re.MULTILINE)

#: What was done, what was measured, with what it is compared, the ratio, and what is to hold.
Row = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Run:
    """What a command took: seconds by the clock and of the processors, and the most memory of all its processes."""

    wall: float
    cpu: float
    peak: int
    out: str
    err: str


@dataclass
class Scale:
    """All that was measured with one number of documents, by what was done."""

    number: int
    briefs: int
    refused: int = 0
    runs: dict[str, Run] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def rows(documents: int, briefs: int, jobs: int, folder: Path | None = None) -> Iterator[Row]:
    """What was measured, the figure, the same with a tenth of the documents, growth per document, what is to hold."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        place = folder or Path(temporary)
        yield from _alike(place, min(ALIKE, documents), jobs)
        made = _documents(place / "documents", documents)
        tenth = max(PART, documents // PART)
        small = _measured(place / "small", made[:tenth], max(2, briefs // PART), jobs, place / "documents")
        large = _measured(place / "large", made, briefs, jobs, place / "documents")
        yield from _compared(small, large)


def _documents(folder: Path, number: int) -> list[many.Made]:
    if folder.is_dir() and len(list(folder.iterdir())) >= number:
        return list(many.documents(number))
    _say(f"making {number} documents")
    return many.fill(folder, number)


def _alike(place: Path, number: int, jobs: int) -> Iterator[Row]:
    """Documents as large as the publisher's of 322-2026, with all its rows: how many are read in a second."""
    folder = place / "alike"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in many.alike(load("322-2026", ROOT / "data"), number, SIZE):
        (folder / name).write_bytes(content)
    run = _program("ingest", folder, "--into", place / "alike-data", "--jobs", jobs)
    _expect(run.out.count(": 13 tables, 456 amounts, "), number, "documents of the size of 322-2026 with all amounts")
    shutil.rmtree(place / "alike-data")
    fastest = min(_taken(path, place / "alike-data") for path in sorted(folder.iterdir())[:FEW])
    shutil.rmtree(place / "alike-data")
    of = f"{SIZE / 1000:.0f} kB, 456 amounts, 569 indicators"
    busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    yield f"ingest of {number} documents of the size of 322-2026", _said(run), of, "", ""
    yield "the same, documents per second of CPU", f"{number / run.cpu:.1f}", busy, "", ">= 10"
    each = f"{fastest * 1000:.0f} ms of CPU"
    yield f"one of them in a warm process, fastest of {FEW}", each, f"{1 / fastest:.1f} a second", "", ">= 10"


def _taken(path: Path, into: Path) -> float:
    """CPU seconds of this process for reading a document and saving its dataset; the fastest are those of no load."""
    began = time.process_time()
    batch.take(path, into)
    return time.process_time() - began


def _measured(place: Path, made: Sequence[many.Made], briefs: int, jobs: int, source: Path) -> Scale:
    """Does everything with these documents."""
    shutil.rmtree(place, ignore_errors=True)
    folder, data, out = place / "documents", place / "data", place / "outputs"
    folder.mkdir(parents=True)
    for one in made:
        shutil.copyfile(source / one.file, folder / one.file)
    found = Scale(len(made), briefs)
    ingest = ("ingest", folder, "--into", data, "--jobs", jobs)
    first = found.runs["ingest"] = _program(*ingest, wrong=True)
    found.refused = _refused(first, folder, made)
    again = found.runs["ingest again"] = _program(*ingest, wrong=True)
    _expect(again.out, "", "documents taken in that had not changed")
    check = found.runs["check"] = _program("check", "--data", data, wrong=True)
    _expect(len(_CHECKED.findall(check.out)), len(made) - found.refused, "datasets that were checked")
    panel = ("panel", "--data", data, "--to", "parquet", place / "panel.parquet", "--jobs", jobs, "--quiet")
    found.runs["panel"] = _program(*panel)
    found.runs["panel again"] = _program(*panel)
    _rank(found, data)
    there = {entry.id for entry in Catalog(data).entries}
    good = [one for one in made if not one.damage and one.id in there]
    ids = [one.id for one in good][:briefs]
    found.briefs = len(ids)
    build = ("build", *ids, "--data", data, "--notebook", "brief", "--lang", "zh", "--jobs", jobs, "--out", out)
    ran = found.runs["build"] = _program(*build)
    _expect(_counted(ran), 2 * len(ids), "steps that were run")
    _expect(_counted(again := _program(*build)), 0, "steps that were run with nothing changed")
    found.runs["build again"] = again
    changed = folder / good[0].file
    changed.write_bytes(changed.read_bytes() + b"\n")
    one = found.runs["ingest one"] = _program(*ingest, "--replace", wrong=True)
    _expect(one.out.count("\n"), 1, "documents taken in where one had changed")
    found.runs["panel one"] = _program(*panel)
    one = found.runs["build one"] = _program(*build)
    _expect(1 < _counted(one) <= 4, True, "a few steps that were run where one dataset had changed")
    _browse(found, data, out, place / "listed")
    shutil.rmtree(place)
    return found


def _refused(run: Run, folder: Path, made: Sequence[many.Made]) -> int:
    """How many documents were refused; each must be named with a reason, and those that were cut be among them."""
    lines = [line for line in run.err.splitlines() if line.startswith("budget-briefs: ")]
    last = lines.pop() if lines else ""
    named = {Path(line.split(": ")[1].partition(":")[0]).name for line in lines}
    cut = {one.file for one in made if one.damage == "cut"}
    _expect(cut - named, set(), "documents that were cut and not refused")
    _expect(run.out.count("\n") + len(lines), len(made), "documents taken in or refused")
    if lines:
        _expect(last, f"budget-briefs: {len(lines)} of {len(made)} documents refused, see above", "what is said last")
    return len(lines)


def _rank(found: Scale, data: Path) -> None:
    run = found.runs["rank"] = _process(sys.executable, "-c", _RANKING, data)
    found.seconds |= {f"rank {name}": value for name, value in json.loads(run.out).items()}


def _browse(found: Scale, data: Path, out: Path, listed: Path) -> None:
    """The index of all datasets, with headlines as the briefs have them: staged, staged again, opened and searched."""
    told = list(json.loads((out / MANIFEST).read_text(encoding="utf-8"))["disclosures"].values())
    entries = Catalog(data).entries
    for what in ("list", "list again"):
        began = time.perf_counter()
        with Site(listed) as site:
            for number, entry in enumerate(entries):
                place = f"{entry.id}/data/changes.csv"
                (listed / place).parent.mkdir(parents=True, exist_ok=True)
                (listed / place).touch()
                site.outputs[place] = {"sha256": "0", "disclosure": entry.id, "parameters": {}, "inputs": {}}
                site.tell(entry, told[number % len(told)])
            began = time.perf_counter()
            site.commit(lambda site: index(site, {"rendering": "benchmark"}), {})
        found.seconds[what] = time.perf_counter() - began
    found.seconds["index bytes"] = (listed / "index.html").stat().st_size
    with chromium() as browser:
        browser.get("about:blank")
        browser.get((listed / "index.html").as_uri())
        timing = "const t = performance.timing; return (t.loadEventEnd - t.navigationStart) / 1000"
        found.seconds["render"] = browser.execute_script(timing)
        wanted = entries[len(entries) // 2]
        taken, shown = browser.execute_script(_SEARCH, f"{wanted.department} {wanted.year}")
        _expect(shown, 1, "rows that a search leaves")
        found.seconds["search"] = taken / 1000


# --- what is shown ----------------------------------------------------------------------------


def _compared(small: Scale, large: Scale) -> Iterator[Row]:
    every, briefs = (small.number, large.number), (small.briefs, large.briefs)
    names: tuple[tuple[str, str, tuple[int, int], str], ...] = (
        ("ingest", f"ingest of {large.number} documents, {large.refused} refused", every, "linear"),
        ("ingest again", "the same, nothing changed", every, "linear"),
        ("ingest one", "the same, one changed", every, "linear"),
        ("check", "check of all", every, "linear"),
        ("panel", "panel, first build", every, "linear"),
        ("panel again", "panel, nothing changed", every, "linear"),
        ("panel one", "panel, one dataset changed", every, "linear"),
        ("build", f"build of {large.briefs} briefs", briefs, "linear"),
        ("build again", "the same, nothing to do", briefs, "linear"),
        ("build one", "the same, one dataset changed", briefs, "linear"),
    )
    for name, what, numbers, hold in names:
        one, other = small.runs[name], large.runs[name]
        yield what, _said(other), _said(one), _growth(one.cpu, other.cpu, numbers), hold
    one, other = small.runs["rank"], large.runs["rank"]
    for name, what, hold in (
        ("rank ranking", "ranking on the stored panel", "<= 1 s"),
        ("rank ready", "whether the stored panel is as the datasets are", ""),
        ("list", "index and a page of each dataset, first", "linear"),
        ("list again", "the same, nothing changed", "linear"),
        ("render", f"index of {large.number - large.refused} in Chromium until loaded", "linear"),
        ("search", "a search in it", "linear"),
    ):
        pair = small.seconds[name], large.seconds[name]
        yield what, f"{pair[1]:.2f} s", f"{pair[0]:.2f} s", _growth(*pair, every), hold
    yield "ranking, a process of its own, memory", _bytes(other.peak), _bytes(one.peak), "", "<= 1 GB"
    size = small.seconds["index bytes"], large.seconds["index bytes"]
    yield "size of the index", _bytes(size[1]), _bytes(size[0]), _growth(*size, every), ""


def _growth(one: float, other: float, numbers: tuple[int, int]) -> str:
    """What each takes with all of them, to what each takes with a tenth of them."""
    return f"{other / numbers[1] / (one / numbers[0]):.2f}"


def _said(run: Run) -> str:
    return f"{run.wall:.1f} s, CPU {run.cpu:.1f} s, {_bytes(run.peak)}"


def _bytes(number: float) -> str:
    return f"{number / 1e6:,.0f} MB"


def _counted(run: Run) -> int:
    """How many steps a build ran, as it says at its end."""
    said = next(line for line in run.err.splitlines() if " up to date, " in line)
    return int(said.removeprefix("budget-briefs: ").split()[0])


def _expect(found: object, wanted: object, what: str) -> None:
    """A figure of a run that did something else would be no measurement."""
    if found != wanted:
        sys.exit(f"{what}: expected {str(wanted)[:200]!r}, found {str(found)[:200]!r}")


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


# --- running it ---------------------------------------------------------------------------------


def _program(*words: object, wrong: bool = False) -> Run:
    """Runs `budget-briefs`; with `wrong` it may find something wrong with what it is given (exit code 1)."""
    return _process(Path(sys.executable).with_name("budget-briefs"), *words, codes=(0, 1) if wrong else (0,))


def _process(*words: object, codes: Sequence[int] = (0,)) -> Run:
    command = [str(word) for word in words]
    _say(" ".join(command[:3])[:100])
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, env=env | {"PYTHONPATH": str(ROOT / "src")}, stdout=out, stderr=err)
        with _Memory(process.pid) as memory:
            code = process.wait()
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        out.seek(0), err.seek(0)
        said = out.read().decode(), err.read().decode()
    if code not in codes:
        sys.exit(f"{' '.join(command[:4])} ended with {code}: {said[1][-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    _say(f"  {wall:.1f} s, CPU {cpu:.1f} s, {_bytes(memory.peak)}")
    return Run(wall, cpu, memory.peak, *said)


class _Memory:
    """The most memory that a process and its children hold at once, looked at again and again."""

    def __init__(self, pid: int) -> None:
        self.peak, self._pid, self._end = 0, pid, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.is_set():
            with suppress(psutil.Error):
                root = psutil.Process(self._pid)
                self.peak = max(self.peak, sum(map(_resident, [root, *root.children(recursive=True)])))
            self._end.wait(_LOOK)


def _resident(process: psutil.Process) -> int:
    """Its memory, what it shares with others too, which is so counted more than once."""
    with suppress(psutil.Error, OSError):
        return int(process.memory_info().rss)
    return 0
