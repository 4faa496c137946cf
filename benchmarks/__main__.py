"""Prints every benchmark as a Markdown table: medians, and the ratio that a claim is about.

Absolute times are of the machine that ran it; ratios are what the project holds to.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from analysis import templates
from analysis.catalog import load
from analysis.ingest import ingest_bytes
from analysis.templates import Template
from benchmarks import build

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from benchmarks import loop, scale
from support.writer import write

RUNS = 7
SIZES = (1, 10, 100)


def main() -> None:
    """Runs everything once but what takes an hour, alternating what is compared."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--only", choices=_PARTS, help="one part alone; scale takes hours and runs only if named here")
    parser.add_argument("--stock", metavar="PYTHON", help="an interpreter with papermill as pip installs it")
    parser.add_argument("--documents", type=int, default=10_000, metavar="N", help="documents of scale (10000)")
    parser.add_argument("--briefs", type=int, default=1_000, metavar="M", help="briefs of scale (1000)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="J", help="processes of scale (cores)")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where scale works, with the documents to keep")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores\n")
    print("| what | median | compared with | ratio | to hold |")
    print("| --- | --- | --- | --- | --- |")
    for name, part in _PARTS.items():
        if arguments.only == name or (arguments.only is None and name not in _LONG):
            part(arguments)
    if arguments.only in (None, "build"):
        print("", *build.versions(arguments.stock), sep="\n")


def _help(arguments: argparse.Namespace) -> None:
    """The command line's help against an interpreter that does nothing."""
    program = Path(sys.executable).with_name("budget-briefs")
    ours, floor = _alternating(_process(str(program), "--help"), _process(sys.executable, "-c", "pass"), runs=15)
    _row("`budget-briefs --help`", ours, f"`python -c pass`, {floor * 1000:.0f} ms", ours / floor, "<= 5")


def _ingest(arguments: argparse.Namespace) -> None:
    """The committed dataset's document, written and read in a warm process, and documents of many times its size."""
    template = templates.load("shanxi")
    text = write(load("322-2026", Path(__file__).resolve().parent.parent / "data"), template)
    first = 0.0
    for times in SIZES:
        content = grown(text, template, times).encode()
        ingest_bytes(content, "warm.txt")
        runs = RUNS if times < SIZES[-1] else 3
        median = statistics.median(_timed(lambda content=content: ingest_bytes(content, "x.txt")) for _ in range(runs))
        per_byte = median / len(content)
        first = first or per_byte
        what = f"ingest, {times} x the forms of 322-2026 ({len(content) / 1e6:.2f} MB)"
        _row(what, median, "time per byte at 1 x", per_byte / first, "<= 100 ms" if times == 1 else "about 1: linear")


def _build(arguments: argparse.Namespace) -> None:
    for row in build.rows(arguments.stock):
        _row(*row)


def _loop(arguments: argparse.Namespace) -> None:
    for row in loop.rows():
        _row(*row)


def _scale(arguments: argparse.Namespace) -> None:
    """Compared is the same with a tenth of the documents; the ratio is that of what each of them takes."""
    for row in scale.rows(arguments.documents, arguments.briefs, arguments.jobs, arguments.folder):
        print(f"| {' | '.join(row)} |", flush=True)


_PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "help": _help,
    "ingest": _ingest,
    "build": _build,
    "loop": _loop,
    "scale": _scale,
}
_LONG = ("scale",)


def grown(text: str, template: Template, times: int) -> str:
    """The document with all its project forms `times` over."""
    lines = text.split("\n")
    title = template.form.project.title
    starts = [i for i, line in enumerate(lines) if line.strip("# ") == title]
    headings = (i for i in range(starts[-1] + 1, len(lines)) if lines[i].startswith("#"))
    end = next(headings, len(lines))
    return "\n".join([*lines[: starts[0]], *(lines[starts[0] : end] * times), *lines[end:]])


def _row(what: str, seconds: float, compared: str, ratio: float, hold: str) -> None:
    print(f"| {what} | {seconds * 1000:.0f} ms | {compared} | {ratio:.3f} | {hold} |")


def _process(*command: str) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True, capture_output=True)


def _alternating(one: Callable[[], object], other: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Medians of two commands run in turn, after one run of each that does not count."""
    one(), other()
    pairs = [(_timed(one), _timed(other)) for _ in range(runs)]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
