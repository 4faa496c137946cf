"""Documents with damage that comes of a number: texts line by line and cell by cell, PDFs byte by byte."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.templates import Template
from analysis.text import key
from support import reworded
from support.datasets import Plan, dataset
from support.formats import as_pdf
from support.writer import Layout, write

DATA = Path(__file__).parents[2] / "data"
_UNIT_BUDGET = "上海市普陀区人民政府办公室-unit-2025"  # the shortest of the committed datasets
_PUBLISHED = {
    "322-2026.txt": "322-2026",
    "shanghai-putuo-government-office-unit-2025.pdf": _UNIT_BUDGET,
    "shanghai-putuo-wanli-2024.pdf": "上海市普陀区人民政府万里街道办事处-2024",
    "shanghai-putuo-wanli-2025.pdf": "上海市普陀区人民政府万里街道办事处-2025",
}
#: One try in so many is of a longer text, of the publisher's text, of a publisher's PDF.
LONG, PUBLISHED_TEXT, PUBLISHED_PDF = 40, 400, 4
REPRINTED = 8  # and one in so many of a text in another office's printing
_MIXED = 24  # printings that are several at once


@dataclass(frozen=True, eq=False)
class Base:
    """A document before it is damaged, and the dataset that it holds. `group`: small, long or published."""

    group: str
    name: str
    expected: Disclosure
    content: bytes


# --- documents --------------------------------------------------------------------------------


@cache
def small() -> tuple[Base, ...]:
    """Texts of two hundred lines and more, of both templates and in several layouts."""
    bare = {"units": 1, "classes": 1, "forms": 0, "department_form": False}
    poor = {"carryover": False, "unit_funds": False, "operating": False, "changes": False}
    plans = (
        (Plan(seed=1, projects=1, **bare, **poor), Layout(heading="", contents=False)),
        (Plan(seed=2, projects=2, **bare), Layout(heading="", contents=False, separators=",")),
        (Plan(seed=3, projects=1, **(bare | {"units": 2}), government=True), Layout(heading="", contents=False)),
        (Plan(seed=4, projects=1, **(bare | {"forms": 1}), **poor), Layout(heading="", contents=False, forms="end")),
        (Plan(seed=5, projects=1, **bare, tails=True, separators=True), Layout(contents=False, pipes=True)),
        (Plan(seed=6, projects=2, **bare, **poor, capital=True), Layout(heading="", contents=False, wrap=23)),
        (Plan(seed=7, projects=1, **bare, negative=True), Layout(heading="", contents=False, unit_at="header")),
    )
    made = [_written("small", dataset(plan), layout) for plan, layout in plans]
    unit = Disclosure.load(DATA / _UNIT_BUDGET)
    layouts = (Layout(heading="", contents=False), Layout(contents=False, pipes=True, unit_at="same"))
    return (*made, *(_written("small", unit, layout) for layout in layouts))


@cache
def reprinted() -> tuple[Base, ...]:
    """The same texts with titles inside the rules, other words, headers again, and several of these at once."""
    unit = Disclosure.load(DATA / _UNIT_BUDGET)
    text = write(unit, templates.load(unit.metadata.template), Layout(heading="", contents=False))
    printings = reworded.ALL | {f"mixed {number}": reworded.mixed(number) for number in range(_MIXED)}
    return tuple(Base("small", name, unit, reword(text).encode()) for name, reword in printings.items())


@cache
def longer() -> tuple[Base, ...]:
    """Texts with forms and more rows."""
    plans = (Plan(seed=8, units=2, classes=2, projects=3, forms=2), Plan(seed=9, units=3, projects=6, forms=1))
    made = [_written("long", dataset(plan), Layout(labels="line")) for plan in plans]
    wanli = Disclosure.load(DATA / "上海市普陀区人民政府万里街道办事处-2025")
    return (*made, _written("long", wanli, Layout(heading="")))


@cache
def published(suffix: str) -> tuple[Base, ...]:
    """The publishers' own documents of that suffix in the folder BUDGET_DISCLOSURES; none where it is not set."""
    folder = os.environ.get("BUDGET_DISCLOSURES", "")
    files = [Path(folder) / name for name in _PUBLISHED if folder and name.endswith(suffix)]
    return tuple(
        Base("published", file.name, Disclosure.load(DATA / _PUBLISHED[file.name]), file.read_bytes())
        for file in files
        if file.is_file()
    )


def _written(group: str, disclosure: Disclosure, layout: Layout) -> Base:
    template = templates.load(disclosure.metadata.template)
    text = _shorter(write(disclosure, template, layout), template)
    return Base(group, f"{disclosure.metadata.id} {layout.pipes}", disclosure, text.encode())


def _shorter(text: str, template: Template) -> str:
    """Without rows that print the names of functional classes and no figure, most of a small document's."""
    names = {
        key(row.label) for table in template.tables for side in table.sides for row in side.rows if row.level == "class"
    }

    def is_bare(line: str) -> bool:
        cells = [key(cell) for cell in re.split(r"[\t|]", line)]
        return len(cells) > 1 and any(cells) and all(cell in names for cell in cells if cell)

    return "\n".join(line for line in text.split("\n") if not is_bare(line))


@cache
def pdfs(group: str) -> tuple[Base, ...]:
    """PDFs as they come and with their streams unpacked, so that damage reaches what they draw."""
    if group == "published":
        found = published(".pdf")
    else:
        texts = (small()[0], small()[3], small()[-2])
        found = tuple(Base(group, base.name, base.expected, as_pdf(base.content.decode())) for base in texts)
    return tuple(
        base for packed in found for base in (packed, Base(group, packed.name, packed.expected, _unpacked(packed)))
    )


def _unpacked(base: Base) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(base.content))
    for page in writer.pages:
        drawn = page.get_contents()
        if drawn is not None:
            contents = pypdf.generic.DecodedStreamObject()
            contents.set_data(drawn.get_data())
            page[pypdf.generic.NameObject("/Contents")] = writer._add_object(contents)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# --- damage -----------------------------------------------------------------------------------

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


def _rows(lines: list[str]) -> list[int]:
    return [i for i, line in enumerate(lines) if "\t" in line or "|" in line]


def _mark(line: str) -> str:
    return "\t" if "\t" in line else "|"


def _shift(lines: list[str], random: Random) -> None:
    if rows := _rows(lines):
        at = random.choice(rows)
        mark = _mark(lines[at])
        cells = lines[at].split(mark)
        cells.insert(random.randrange(len(cells) + 1), "")
        lines[at] = mark.join(cells if random.random() < 0.3 else cells[:-1])


def _turn(lines: list[str], random: Random) -> None:
    if rows := _rows(lines):
        at = random.choice(rows)
        mark = _mark(lines[at])
        cells = lines[at].split(mark)
        a, b = random.randrange(len(cells)), random.randrange(len(cells))
        cells[a], cells[b] = cells[b], cells[a]
        lines[at] = mark.join(cells)


def _column(lines: list[str], random: Random) -> None:
    """A column lost, emptied or doubled in some rows below each other."""
    if rows := _rows(lines):
        start = random.choice(rows)
        place, kind = random.randrange(1, 8), random.randrange(3)
        for at in range(start, min(start + random.randrange(2, 12), len(lines))):
            mark = _mark(lines[at])
            cells = lines[at].split(mark)
            if place < len(cells):
                cells[place : place + 1] = ([], [""], [cells[place]] * 2)[kind]
                lines[at] = mark.join(cells)


def _digit(lines: list[str], random: Random) -> None:
    with_digits = [i for i, line in enumerate(lines) if re.search(r"\d", line)]
    if with_digits:
        i = random.choice(with_digits)
        j = random.choice([found.start() for found in re.finditer(r"\d", lines[i])])
        lines[i] = lines[i][:j] + random.choice("0123456789") + lines[i][j + 1 :]


def _unit(lines: list[str], random: Random) -> None:
    with_units = [i for i, line in enumerate(lines) if "元" in line]
    if with_units:
        i = random.choice(with_units)
        lines[i] = re.sub("万?元", random.choice(("元", "万元", "千元", "亿元", "")), lines[i], count=1)


def _letter(lines: list[str], random: Random) -> None:
    at = _at(lines, random)
    if lines[at]:
        j = random.randrange(len(lines[at]))
        put = random.choice(("", "\t", "口", ",", ".", "-", "（", " ", "\f", "%", "|", "。", "②", "1", "\u3000"))
        lines[at] = lines[at][:j] + put + lines[at][j + random.randrange(2) :]


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


def _gap(lines: list[str], random: Random) -> None:
    at = _at(lines, random)
    del lines[at : at + random.randrange(2, 15)]


def _move(lines: list[str], random: Random) -> None:
    start = _at(lines, random)
    block = lines[start : start + random.randrange(1, 30)]
    del lines[start : start + len(block)]
    at = random.randrange(len(lines) + 1)
    lines[at:at] = block


MUTATIONS: tuple[Mutation, ...] = (
    *(_drop, _drop, _double, _swap, _shift, _shift, _turn, _column, _digit, _digit, _digit),
    *(_unit, _letter, _letter, _join, _part, _cut, _gap, _move),
)


def damaged_text(number: int) -> tuple[Base, bytes]:
    """The text of a try: one to four mutations, at times a flipped byte."""
    random = Random(f"text:{number}")
    if number % PUBLISHED_TEXT == PUBLISHED_TEXT - 1 and published(".txt"):
        bases = published(".txt")
    else:
        bases = longer() if number % LONG == LONG - 1 else reprinted() if number % REPRINTED == 0 else small()
    base = random.choice(bases)
    lines = base.content.decode().split("\n")
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        if lines:
            random.choice(MUTATIONS)(lines, random)
    content = bytearray("\n".join(lines).encode())
    if content and random.random() < 0.1:
        content[random.randrange(len(content))] = random.randrange(256)
    return base, bytes(content)


@cache
def _shown(base: Base) -> list[int]:
    """Where an unpacked PDF shows text; most of its bytes are fonts."""
    return [found.start() - 8 for found in re.finditer(rb"T[jJ]\s", base.content)]


def damaged_pdf(number: int) -> tuple[Base, bytes]:
    """The PDF of a try: flipped bytes, digits changed, parts cut or doubled, half of them where text is shown."""
    random = Random(f"pdf:{number}")
    is_published = number % PUBLISHED_PDF == PUBLISHED_PDF - 1 and published(".pdf")
    base = random.choice(pdfs("published" if is_published else "small"))
    data = bytearray(base.content)
    shown = _shown(base)
    for _ in range(random.choice((1, 1, 2, 5, 20))):
        at = random.choice(shown) if shown and random.random() < 0.5 else random.randrange(len(data))
        at = min(at, len(data) - 1)
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
    return base, bytes(data)
