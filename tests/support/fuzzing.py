"""Damaged documents by the thousand: always a dataset or an error of one line, no total that is silently wrong.

`python -m support.fuzzing --tries 100000 --pdfs 2000` (with tests/ on the path; `make fuzz`) prints what came of them.
Every try comes of its number, so that one that fails can be tried again: `--only KIND:NUMBER`. `--texts-from` and
`--pdfs-from` go on with a run that was ended, which says how far it came where it is ended by Ctrl+C.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

from analysis import schema, templates
from analysis.disclosure import Disclosure
from analysis.ingest import DocumentError, Ingested, read_document
from analysis.ingest.batch import take
from analysis.ingest.document import Document
from analysis.ingest.errors import Remark
from analysis.ingest.formats import pdf as pdf_reader
from analysis.ingest.sources import parse
from analysis.measures.quality.reconcile import identities, reconciliations
from support.damage import Base, damaged_pdf, damaged_text, published

_TOTALS = ("total", "department")
_BATCH = 50
_SECONDS = 60  # of the processor's time that a try may take
_WRITTEN = 200  # one text in so many goes the whole way to a folder
_LONGEST_ROW = 8  # lines
_CHECKED = 10  # one in so many is written as files and reconciled, whatever is known of it

_TEXTS = [
    (table.name, column.name)
    for table in schema.ALL
    for column in table.columns
    if column.required and column.kind == "text" and not column.among
]

Place = tuple[str, str, str, str]  # schedule, flow, which of its totals, measure


class _HangError(BaseException):
    """A try takes longer than it may; no handler of errors is to catch it."""


def outcome(kind: str, number: int) -> str:
    """What came of a try, else what is wrong, beginning with `wrong`.

    `refused`: an error of one line. `dataset`; `flagged`: a dataset with something to check that the undamaged
    document has not. `excused`: a total was changed, and nothing that the document prints could say so.
    """
    base, content = (damaged_text if kind == "text" else damaged_pdf)(number)
    try:
        with _limited():
            return _outcome(kind, number, base, content)
    except _HangError:
        return f"wrong: takes more than {_SECONDS} seconds"


def _outcome(kind: str, number: int, base: Base, content: bytes) -> str:
    try:
        found = _read(kind, content)
    except DocumentError as error:
        if said := _unlike_an_error(error):
            return said
        return _written(content, None) if kind == "text" and number % _WRITTEN == 0 else "refused"
    except Exception as error:
        return f"wrong: {type(error).__name__}: {error}"
    try:
        if kind == "text" and number % _WRITTEN == 0 and (said := _written(content, found)).startswith("wrong"):
            return said
        if kind == "text" and (said := _elsewhere(content, found)):
            return said
        return judged(base, found, thorough=number % _CHECKED == 0)
    except Exception as error:
        return f"wrong: check: {type(error).__name__}: {error}"


def _unlike_an_error(error: DocumentError) -> str:
    message = str(error)
    return "" if "\n" not in message and message.count(": ") >= 2 else f"wrong error: {message!r}"


@contextmanager
def _limited() -> Iterator[None]:
    def end(number: int, frame: FrameType | None) -> None:
        raise _HangError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _read(kind: str, content: bytes) -> Ingested:
    """A PDF is read in this process, which is one of many and may die."""
    if kind == "text" or b"%PDF-" not in content[:1024]:
        return read_document(parse(content, "budget"))
    remarks: list[Remark] = []
    blocks, end = pdf_reader.parse(content, "budget", remarks)
    if not blocks:
        raise DocumentError("budget", None, "a document without text or tables", "get the document again")
    return read_document(Document("budget", "0" * 64, tuple(blocks), end, tuple(remarks), by_page=True))


def _written(content: bytes, read: Ingested | None) -> str:
    """The same document taken into a folder: a whole dataset that loads, or nothing at all."""
    with tempfile.TemporaryDirectory() as place:
        source, into = Path(place) / "budget.txt", Path(place) / "data"
        source.write_bytes(content)
        try:
            folder = take(source, into).folder
        except DocumentError:
            left = [file.name for file in into.rglob("*")] if into.exists() else []
            return f"wrong: a refused document leaves {left}" if left or read else "refused"
        if read is None:
            return "wrong: refused once and read once"
        files = {file.name: file.read_bytes() for file in folder.iterdir()}
        whole = files == Disclosure.load(folder).files()
        return "dataset" if whole else "wrong: the dataset on disk is not the one that loads"


# --- what must hold ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Flags:
    """What a reading gives people to check."""

    remarks: Counter[str]
    doubts: Counter[tuple[Any, ...]]
    violated: dict[str, str]  # identity -> the rows that it speaks of; its own words where a row is not printed

    def beyond(self, usual: _Flags) -> _Flags:
        """What the undamaged document does not have."""
        violated = {id: rows for id, rows in self.violated.items() if id not in usual.violated}
        return _Flags(self.remarks - usual.remarks, self.doubts - usual.doubts, violated)

    def __bool__(self) -> bool:
        return bool(self.remarks or self.doubts or self.violated)


def _flags(disclosure: Disclosure, remarks: list[Remark]) -> _Flags:
    doubts: Counter[tuple[Any, ...]] = Counter()
    for name, columns in (
        ("amounts", ["schedule", "flow", "label", "measure"]),
        ("statements", ["section", "label"]),
        ("projects", ["project", "period"]),
        ("indicators", ["project", "level3"]),
    ):
        frame = disclosure.frames()[name]
        if frame["uncertain"].any():
            doubts.update((name, *row) for row in frame.filter(frame["uncertain"]).select(columns).iter_rows())
    return _Flags(Counter(remark.text for remark in remarks), doubts, {})


def _violated(disclosure: Disclosure) -> dict[str, str]:
    found = identities(disclosure, templates.load(disclosure.metadata.template))
    return {
        row.id: " ".join(row.refs) + ("" if row.left.refs and row.right.refs else f" {row.id}")
        for row in found
        if row.verdict == "violated"
    }


@cache
def _usual(base: Base) -> _Flags:
    """What the undamaged document gives to check."""
    kind = "pdf" if base.content.startswith(b"%PDF-") else "text"
    found = _read(kind, base.content)
    flags = _flags(found.disclosure, found.remarks)
    return _Flags(flags.remarks, flags.doubts, _violated(found.disclosure))


def judged(base: Base, found: Ingested, *, thorough: bool = True) -> str:
    """A total that differs from the document's own has to be flagged where it stands.

    By a doubt of its row, a remark on its table, or an identity that its table is part of. `thorough`: files and
    reconciliations are made also where the outcome is known without them.
    """
    disclosure = found.disclosure
    if unnamed := _unnamed(disclosure):
        return f"wrong: required and empty: {unnamed}"
    if thorough:
        disclosure.files()
        reconciliations(disclosure, templates.load(disclosure.metadata.template))
    changed = _changed(_totals(base.expected), _totals(disclosure))
    flags = _flags(disclosure, found.remarks).beyond(_usual(base))
    if not changed:
        return "flagged" if flags else "dataset"
    flags = _Flags(flags.remarks, flags.doubts, _violated(disclosure)).beyond(_usual(base))
    silent = {place: row for place, row in changed.items() if not _is_flagged(row, flags, found)}
    if not silent:
        return "flagged"
    return _excused(base, disclosure, silent)


def _elsewhere(content: bytes, found: Ingested) -> str:
    """What is wrong where a figure does not stand on the line that its row names, or on those that its row goes on."""
    lines = ["".join(line.split()) for line in content.decode("utf-8", "replace").split("\n")]
    amounts = found.disclosure.amounts
    for printed, line in zip(amounts["printed"], amounts["line"], strict=True):
        text = "".join(lines[line - 1 : line + _LONGEST_ROW])
        if "".join(printed.split()) not in text:
            return f"wrong: {printed!r} is not on line {line}"
    return ""


def _unnamed(disclosure: Disclosure) -> list[str]:
    """Required texts that are empty, which a file can't tell from missing ones."""
    return [f"{table}.{name}" for table, name in _TEXTS if (disclosure.frames()[table][name] == "").any()]


def _totals(disclosure: Disclosure) -> dict[Place, dict[str, Any]]:
    amounts = disclosure.amounts
    totals = amounts.filter(amounts["level"].is_in(_TOTALS)).to_dicts()
    return {(r["schedule"], r["flow"], r["subject"] or r["level"], r["measure"]): r for r in totals}


def _changed(before: dict[Place, dict[str, Any]], after: dict[Place, dict[str, Any]]) -> dict[Place, dict[str, Any]]:
    return {p: row for p, row in after.items() if p in before and row["amount"] != before[p]["amount"]}


def _is_flagged(row: dict[str, Any], flags: _Flags, found: Ingested) -> bool:
    named = (f"amounts/{row['table']}/", f"/{row['schedule']}.", f"={row['schedule']}.")
    if row["uncertain"] or any(name in rows for rows in flags.violated.values() for name in named):
        return True
    amounts = found.disclosure.amounts
    of_table = amounts.filter(amounts["table"] == row["table"])
    lines = set(zip(of_table["page"], of_table["line"], strict=True))
    return any(
        remark.text in flags.remarks and (f"table {row['table']} (" in remark.text or tuple(remark.at) in lines)
        for remark in found.remarks
    )


def _excused(base: Base, disclosure: Disclosure, silent: dict[Place, dict[str, Any]]) -> str:
    """Whether anyone could know that these totals are wrong.

    Their tables are put into the undamaged dataset as they are read. Where that violates no identity, no figure of
    the document says otherwise; where it does, but none of those identities has both its sides in the damaged
    document, what said so is lost with the damage.
    """
    before = _totals(base.expected)
    tables = {row["table"] for row in silent.values()}
    rows = [row for row in base.expected.amounts.to_dicts() if row["table"] not in tables]
    rows += [row for row in disclosure.amounts.to_dicts() if row["table"] in tables]
    held = {name: frame.to_dicts() for name, frame in base.expected.frames().items()} | {"amounts": rows}
    against = set(_violated(Disclosure.of(base.expected.metadata, held))) - set(_violated(base.expected))
    if not against:
        return "excused: no other figure of the document depends on it"
    template = templates.load(disclosure.metadata.template)
    there = against & {identity.id for identity in identities(disclosure, template)}
    if not there:
        return "excused: what contradicts it is lost with the damage"
    said = {"/".join(place): f"{before[place]['amount']} -> {row['amount']}" for place, row in silent.items()}
    return f"wrong total, silently: {said}, which {sorted(there)[:3]} would contradict"


# --- the trial ----------------------------------------------------------------------------------


def _batch(job: tuple[str, int, int]) -> list[tuple[str, int, str]]:
    kind, start, stop = job
    return [(kind, number, outcome(kind, number)) for number in range(start, stop)]


def trial(texts: range, pdfs: range, jobs: int = 1) -> Iterator[tuple[str, int, str]]:
    """Kind, number and outcome of each try."""
    work = [
        (kind, n, min(n + _BATCH, numbers.stop))
        for kind, numbers in (("text", texts), ("pdf", pdfs))
        for n in range(numbers.start, numbers.stop, _BATCH)
    ]
    if jobs == 1:
        for job in work:
            yield from _batch(job)
        return
    with ProcessPoolExecutor(jobs) as pool:
        queue = iter(work)
        running = [pool.submit(_batch, job) for job in islice(queue, 2 * jobs)]
        while running:
            yield from running.pop(0).result()
            running += [pool.submit(_batch, job) for job in islice(queue, 1)]


def main() -> None:
    """Prints the outcomes as JSON and ends with 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=100_000, help="how many texts")
    parser.add_argument("--pdfs", type=int, default=2_000)
    parser.add_argument("--texts-from", type=int, default=0, metavar="NUMBER")
    parser.add_argument("--pdfs-from", type=int, default=0, metavar="NUMBER")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", metavar="KIND:NUMBER")
    arguments = parser.parse_args()
    if arguments.only:
        kind, _, number = arguments.only.partition(":")
        print(outcome(kind, int(number)))
        return
    if not published(".pdf"):
        print("BUDGET_DISCLOSURES names no folder with the publishers' documents: none of them is damaged", flush=True)
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)  # tries leave little behind, and looking for it takes a tenth of the time
    start = time.monotonic()
    counts: Counter[str] = Counter()
    faults: list[str] = []
    done: Counter[str] = Counter()
    texts, pdfs = range(arguments.texts_from, arguments.tries), range(arguments.pdfs_from, arguments.pdfs)
    with suppress(KeyboardInterrupt):  # what was tried until then is said
        for kind, number, said in trial(texts, pdfs, arguments.jobs):
            done[kind] += 1
            counts[f"{kind} {'wrong' if said.startswith('wrong') else said}"] += 1
            if said.startswith("wrong"):
                faults.append(f"{kind}:{number}")
                print(f"{kind}:{number} {said}", flush=True)
            if done.total() % 1000 == 0:
                print(f"{dict(done)}, {round(time.monotonic() - start)} s, {len(faults)} faults", flush=True)
    summary = {
        "tries": {"text": done["text"], "pdf": done["pdf"]},
        "from": {"text": texts.start, "pdf": pdfs.start},
        "published": bool(published(".pdf")),
        "seconds": round(time.monotonic() - start),
        "outcomes": dict(sorted(counts.items())),
        "faults": faults,
    }
    print(json.dumps(summary, ensure_ascii=False, indent=1))
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
