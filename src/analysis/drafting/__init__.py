"""A first template for a document that none fits: its tables recognised, its columns read by words and by sums.

A table is known by its title, its codes and the names of its rows; a column by its words and by those above it.
Where words leave several readings, or none, the one is taken under which most sums hold. The draft is then read by,
and each table says how many identities hold. What a person must decide stands behind `# ?`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from analysis import templates
from analysis.drafting.meanings import Meanings, Reading, Side
from analysis.drafting.printed import Column, Printed, find
from analysis.ingest import sources, titles
from analysis.ingest.document import Document
from analysis.ingest.errors import DocumentError, called
from analysis.ingest.limits import bounded
from analysis.ingest.reading import read_by
from analysis.measures.quality.reconcile import identities
from analysis.text import key, whole, without_ordinal

BASE = "forms"
_HEAD = f'extends = "{BASE}"\n'
_YEAR = re.compile(r"20\d\d(?:年度|年)?")
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\))[^,。;:]{4,30}$")


#: By schedule how many identities hold, of how many.
_Held = dict[str, tuple[int, int]]


@dataclass
class _Table:
    number: int
    schedule: str
    found: Printed
    sides: list[Side]


def draft(source: Path, name: str = "draft") -> str:
    """A template's description for the document at `source`, as TOML.

    Raises DocumentError where it can't be read or has no table that is one of a budget.
    """
    with bounded(source.name):
        return _draft(sources.read(source), name)


def _draft(document: Document, name: str) -> str:
    base = templates.parse(f'{_HEAD}name = "{name}"\ntitle = ""\nregion = ""\nlevel = "department"\ntable = []\n', BASE)
    meanings = Meanings(templates.base(BASE), base.identities.columns, base.identities.rows)
    tables, left = _tables(find(document, base, meanings.row_keys), meanings)
    if not tables:
        raise document.error(None, "no table of a budget recognised", "name a budget whose tables print figures")
    lines = (line.text for line in document.texts if _HEADING.match(key(line.text)))
    unknown = dict.fromkeys(without_ordinal(line) for line in lines if base.section(line) is None)
    headings = list(unknown)[:20]  # of sections that the base has not
    held, why = _held(document, "\n".join(_written(name, tables, headings, {}, [])), tables)
    open_ones = [f"The document can't be read by this draft yet: {' '.join(why.split())}"] if why else []
    open_ones += [
        f"{whole(t.title) or 'A table without a title'} ({called('', t.at)[1:]}): like another one" for t in left
    ]
    return "\n".join(_written(name, tables, headings, held, open_ones)) + "\n"


def _tables(found: Sequence[Printed], meanings: Meanings) -> tuple[list[_Table], list[Printed]]:
    """The tables with their meanings, and those that are left out: of several of one schedule the later ones."""
    parted = [(table, meanings.sides(table)) for table in found]
    for side in (side for _, sides in parted if len(sides) > 1 for side in sides):
        meanings.take_names(side)
    taken: dict[str, _Table] = {}
    left = []
    for table, sides in parted:
        schedule = meanings.schedule(table, sides)
        for side in sides:
            meanings.read(side, schedule)
            meanings.name_rows(side, schedule)
        figures = all(any(r.measure for r in side.readings) for side in sides)
        if schedule in taken or not figures or len({side.flow for side in sides}) < len(sides):
            left.append(table)
        else:
            taken[schedule] = _Table(len(taken) + 1, schedule, table, sides)
    return list(taken.values()), left


def _held(document: Document, said: str, tables: Sequence[_Table]) -> tuple[_Held, str]:
    """Of each schedule how many identities hold, of how many, when the document is read so; or why it can't be."""
    template = templates.parse(said, "draft")
    try:
        found = read_by(document, template).disclosure
    except DocumentError as error:
        return {}, str(error)
    verdicts = [(i.id, i.verdict != "violated") for i in identities(found, template)]
    held = {}
    for table in tables:
        about = re.compile(rf"(?<![a-z_]){table.schedule}\.")
        own = [holds for id, holds in verdicts if about.search(id)]
        held[table.schedule] = sum(own), len(own)
    return held, ""


# --- the text -------------------------------------------------------------------------------------------


def _written(
    name: str, tables: Sequence[_Table], headings: Sequence[str], held: _Held, open_ones: Sequence[str]
) -> Iterator[str]:
    yield "# A draft by `budget-briefs template draft`: edit its words, then try `budget-briefs template check`."
    yield "# What stands behind `# ?` was not told by the document's words: a person has to decide."
    yield from (f"# ? {one}" for one in open_ones)
    yield from ("", f"name = {_value(name)}  # ? a short name of your own", _HEAD.rstrip())
    yield from ('title = ""  # ? whose budgets these are', 'region = "全国"  # ? where', 'level = "department"')
    above = dict.fromkeys(word for t in tables for s in t.sides for c in s.columns for word in c.above)
    yield f"headings = {_words(above)}"
    rows = [(t.number, n, s) for t in tables for n, s in enumerate(t.sides, 1) if s.rows]
    if rows:
        yield from ("", "[rows]")
    for number, n, side in rows:
        yield from _row_set(f"table_{number}_{n}", side)
    for table in tables:
        yield from ("", *_table(table, held.get(table.schedule)))
    for heading in headings:
        yield from ("", "[[more]]  # ? a section of the narrative: give it subjects, or leave its figures out")
        yield from (f"title = {_value(_yearless(heading))}", 'into = ""')


def _row_set(name: str, side: Side) -> Iterator[str]:
    yield f"{name} = ["
    for row in [*templates.base(BASE)["rows"][side.row_set], *side.rows]:
        entries = (f"{k} = {_value(v)}" for k, v in row.items())
        yield f"  {{ {', '.join(entries)} }}," + ("  # ? its level and subject" if row in side.rows else "")
    yield "]"


def _table(table: _Table, held: tuple[int, int] | None) -> Iterator[str]:
    sure = f"  # {held[0]} of {held[1]} identities hold" if held and held[1] else "  # ? no identity speaks for it"
    yield from ("[[table]]", f"number = {table.number}", f"schedule = {_value(table.schedule)}{sure}")
    yield f"title = {_value(_title(table))}" + ("" if table.found.title else "  # ? it prints none")
    for side_number, side in enumerate(table.sides, 1):
        yield from ("  [[table.side]]", f"  flow = {_value(side.flow)}", f"  kind = {_value(side.kind)}")
        if side.row_set:
            rows = f"table_{table.number}_{side_number}" if side.rows else side.row_set
            yield f"  rows = {_value(rows)}"
        yield "  columns = ["
        for column, reading in side.pairs:
            said = f"{{ {', '.join(_entries(column, reading))} }},"
            told = reading.role or reading.measure or reading.states
            yield f"    {said}{'' if reading.sure else '  # ? by its sums'}" if told else f"    # ? not told: {said}"
        yield "  ]"


def _entries(column: Column, reading: Reading) -> Iterator[str]:
    yield f"words = {_words([column.leaf])}"
    for name in ("role", "measure", "states", "subject", "level", "phase", "schedule", "digits", "year"):
        if value := getattr(reading, name):
            yield f"{name} = {_value(value)}"
    if column.above:
        yield f"under = {_words(column.above)}"


def _title(table: _Table) -> str:
    """The title with {year}, without a number or a name before it."""
    title = titles.PREFIX.sub("", _yearless(table.found.title or table.schedule))
    before, year, behind = title.partition("{year}")
    return year + behind if year and before else title


def _yearless(text: str) -> str:
    return _YEAR.sub("{year}", text)


def _words(words: Iterable[str]) -> str:
    return _value([_yearless(word) for word in words])


_value = partial(json.dumps, ensure_ascii=False)  # texts, lists and true are the same in TOML
