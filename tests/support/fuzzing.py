"""Damaged documents by the thousand: always a dataset or an error of one line, no total that is silently wrong.

`python -m support.fuzzing --tries 100000 --pdfs 2000` (with tests/ on the path; `make fuzz`) prints what came of them.
Every try comes of its number, so that one that fails can be tried again: `--only KIND:NUMBER`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.ingest import DocumentError, Ingested, read_document
from analysis.ingest.document import Document
from analysis.ingest.errors import Remark
from analysis.ingest.formats import pdf as pdf_reader
from analysis.ingest.sources import parse
from analysis.measures.reconcile import reconciliations
from support.datasets import Plan, dataset
from support.formats import as_pdf
from support.writer import Layout, write

DATA = Path(__file__).parents[2] / "data"
_TOTALS = ("total", "department")
_BATCH = 50

# --- what is damaged -------------------------------------------------------------------------


@cache
def bases() -> list[tuple[Disclosure, str]]:
    """Small documents of both templates, with the datasets that they were written from."""
    made = [
        dataset(Plan(seed=n, units=1, classes=1, projects=n, forms=n % 2, department_form=bool(n % 2)))
        for n in (1, 2, 3)
    ]
    real = [Disclosure.load(path.parent) for path in sorted(DATA.glob("上海*/datapackage.json"))]
    small = [d for d in real if d.metadata.level == "unit"]
    return [
        (d, write(d, templates.load(d.metadata.template), Layout(heading="", contents=False)))
        for d in (*made, *made, *made, *small)  # the real one is several times as long
    ]


@cache
def printed() -> list[tuple[Disclosure, bytes]]:
    """The same as PDFs, as they come and with their streams unpacked, so that damage reaches what they draw."""
    import pypdf

    found = []
    for disclosure, text in bases()[-4:]:
        packed = as_pdf(text)
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(packed))
        for page in writer.pages:
            page.get_contents().decode_self() if hasattr(page.get_contents(), "decode_self") else None
            contents = pypdf.generic.DecodedStreamObject()
            contents.set_data(page.get_contents().get_data())
            page[pypdf.generic.NameObject("/Contents")] = writer._add_object(contents)
        out = io.BytesIO()
        writer.write(out)
        found += [(disclosure, packed), (disclosure, out.getvalue())]
    return found


Mutation = Callable[[list[str], Random], None]


def _at(lines: list[str], random: Random) -> int:
    return random.randrange(len(lines))


def _drop(lines: list[str], random: Random) -> None:
    del lines[_at(lines, random)]


def _double(lines: list[str], random: Random) -> None:
    at = _at(lines, random)
    lines.insert(at, lines[at])


def _swap(lines: list[str], random: Random) -> None:
    a, b = _at(lines, random), _at(lines, random)
    lines[a], lines[b] = lines[b], lines[a]


def _shift(lines: list[str], random: Random) -> None:
    rows = [i for i, line in enumerate(lines) if "\t" in line]
    if rows:
        at = random.choice(rows)
        cells = lines[at].split("\t")
        cells.insert(random.randrange(len(cells) + 1), "")
        lines[at] = "\t".join(cells if random.random() < 0.3 else cells[:-1])


def _digit(lines: list[str], random: Random) -> None:
    places = [(i, j) for i, line in enumerate(lines) for j, char in enumerate(line) if char.isdigit()]
    if places:
        i, j = random.choice(places)
        lines[i] = lines[i][:j] + random.choice("0123456789") + lines[i][j + 1 :]


def _letter(lines: list[str], random: Random) -> None:
    at = _at(lines, random)
    if lines[at]:
        j = random.randrange(len(lines[at]))
        lines[at] = (
            lines[at][:j] + random.choice(("", "\t", "口", ",", ".", "-", "（", " ", "\f", "%")) + lines[at][j + 1 :]
        )


def _join(lines: list[str], random: Random) -> None:
    at = _at(lines, random)
    if at + 1 < len(lines):
        lines[at : at + 2] = [lines[at] + lines[at + 1]]


def _part(lines: list[str], random: Random) -> None:
    at = _at(lines, random)
    j = random.randrange(len(lines[at]) + 1)
    lines[at : at + 1] = [lines[at][:j], lines[at][j:]]


def _cut(lines: list[str], random: Random) -> None:
    del lines[_at(lines, random) :]


def _move(lines: list[str], random: Random) -> None:
    start = _at(lines, random)
    block = lines[start : start + random.randrange(1, 30)]
    del lines[start : start + len(block)]
    at = random.randrange(len(lines) + 1)
    lines[at:at] = block


MUTATIONS: tuple[Mutation, ...] = (
    _drop,
    _double,
    _swap,
    _shift,
    _shift,
    _digit,
    _digit,
    _letter,
    _join,
    _part,
    _cut,
    _move,
)


def damaged_text(number: int) -> tuple[Disclosure, bytes]:
    """The text of a try: one to four mutations, at times a flipped byte."""
    random = Random(f"text:{number}")
    disclosure, text = random.choice(bases())
    lines = text.split("\n")
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        if lines:
            random.choice(MUTATIONS)(lines, random)
    content = bytearray("\n".join(lines).encode())
    if content and random.random() < 0.1:
        content[random.randrange(len(content))] = random.randrange(256)
    return disclosure, bytes(content)


def damaged_pdf(number: int) -> tuple[Disclosure, bytes]:
    """The PDF of a try: flipped bytes, digits changed, parts cut, doubled or moved."""
    random = Random(f"pdf:{number}")
    disclosure, content = random.choice(printed())
    data = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        at = random.randrange(len(data))
        size = random.randrange(1, 200)
        kind = random.randrange(6)
        if kind <= 2:
            data[at] = random.randrange(256)
        elif kind == 3:
            del data[at : at + size]
        elif kind == 4:
            data[at:at] = data[at : at + size]
        else:
            digits = [i for i in range(at, min(at + 2000, len(data))) if 48 <= data[i] <= 57]
            if digits:
                data[random.choice(digits)] = random.randrange(48, 58)
    return disclosure, bytes(data)


# --- what must hold ---------------------------------------------------------------------------


def outcome(kind: str, number: int) -> str:
    """What came of a try: `dataset`, `flagged` (a dataset with something to check), `refused`; else what is wrong."""
    disclosure, content = (damaged_text if kind == "text" else damaged_pdf)(number)
    start = time.monotonic()
    try:
        found = _read(kind, content)
    except DocumentError as error:
        message = str(error)
        return "refused" if "\n" not in message and message.count(": ") >= 2 else f"wrong error: {message!r}"
    except Exception as error:
        return f"wrong: {type(error).__name__}: {error}"
    if time.monotonic() - start > 60:
        return "wrong: takes more than a minute"
    try:
        return _judged(disclosure, found)
    except Exception as error:
        return f"wrong: check: {type(error).__name__}: {error}"


def _read(kind: str, content: bytes) -> Ingested:
    """A PDF is read in this process, which is one of many and may die."""
    if kind == "text" or b"%PDF-" not in content[:1024]:
        return read_document(parse(content, "budget"))
    remarks: list[Remark] = []
    blocks, end = pdf_reader.parse(content, "budget", remarks)
    if not blocks:
        raise DocumentError("budget", None, "a document without text or tables", "get the document again")
    return read_document(Document("budget", "0" * 64, tuple(blocks), end, tuple(remarks), by_page=True))


def _judged(expected: Disclosure, found: Ingested) -> str:
    """A total that differs from the document's own has to be flagged: by a remark, a doubt or an identity."""
    disclosure = found.disclosure
    disclosure.files()
    checked = reconciliations(disclosure, templates.load(disclosure.metadata.template))
    doubts = disclosure.amounts["uncertain"].any() or disclosure.statements["uncertain"].any()
    flagged = bool(found.remarks) or doubts or "violated" in checked["verdict"].to_list()
    if flagged:
        return "flagged"
    before, after = _totals(expected), _totals(disclosure)
    changed = {place: amount for place, amount in after.items() if place in before and amount != before[place]}
    return f"wrong total, silently: {changed}" if changed else "dataset"


def _totals(disclosure: Disclosure) -> dict[tuple[str, str, str], object]:
    rows = disclosure.amounts.to_dicts()
    return {(r["schedule"], r["flow"], r["measure"]): r["amount"] for r in rows if r["level"] in _TOTALS}


# --- the trial ----------------------------------------------------------------------------------


def _batch(job: tuple[str, int, int]) -> list[tuple[str, int, str]]:
    kind, start, count = job
    return [(kind, number, outcome(kind, number)) for number in range(start, start + count)]


def trial(tries: int, pdfs: int, jobs: int = 1) -> Iterator[tuple[str, int, str]]:
    """Kind, number and outcome of each try."""
    work = [("text", n, min(_BATCH, tries - n)) for n in range(0, tries, _BATCH)]
    work += [("pdf", n, min(_BATCH, pdfs - n)) for n in range(0, pdfs, _BATCH)]
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
    parser.add_argument("--tries", type=int, default=100_000)
    parser.add_argument("--pdfs", type=int, default=2_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", metavar="KIND:NUMBER")
    arguments = parser.parse_args()
    if arguments.only:
        kind, _, number = arguments.only.partition(":")
        print(outcome(kind, int(number)))
        return
    start = time.monotonic()
    counts: Counter[str] = Counter()
    for done, (kind, number, said) in enumerate(trial(arguments.tries, arguments.pdfs, arguments.jobs), 1):
        counts[f"{kind} {said.partition(':')[0]}"] += 1
        if said.startswith("wrong"):
            print(f"{kind}:{number} {said}", flush=True)
        if done % 5000 == 0:
            print(json.dumps(counts, ensure_ascii=False), round(time.monotonic() - start), "s", flush=True)
    print(json.dumps(counts, ensure_ascii=False), round(time.monotonic() - start), "s")
    raise SystemExit(any("wrong" in name for name in counts))


if __name__ == "__main__":
    main()
