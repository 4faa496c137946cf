"""Findings about codes and names that the national classification of revenue and expenditure knows otherwise.

A code or name that it does not know is not wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis import classification, templates
from analysis.classification import ECONOMIC, FUNCTION
from analysis.disclosure import Disclosure
from analysis.measures.figures import figures, grouped
from analysis.measures.quality.finding import Finding
from analysis.measures.quality.narrative import told
from analysis.text import key, name_key

_CLASS = 3  # digits of the code of a class


@dataclass(frozen=True, slots=True)
class _Named:
    """A name that the document prints, the code beside it (empty where it prints none), and the row."""

    kind: str
    code: str
    name: str
    ref: str
    schedule: str
    uncertain: bool = False

    @property
    def is_class(self) -> bool:
        """True beside the code of a class."""
        return len(self.code) == _CLASS


def outdated_name(disclosure: Disclosure) -> Iterator[Finding]:
    """Names that a code has not had since a year, in tables and narrative; one finding for each name."""
    known, year = classification.load(), disclosure.metadata.year
    every = (*_printed(disclosure), *_told(disclosure))
    old = (row for row in every if known.outdated(row.name, year, row.kind, row.code))
    for (kind, _), rows in grouped(((row.kind, name_key(row.name)), row) for row in old).items():
        former = known.outdated(rows[0].name, year, kind, rows[0].code)
        assert former is not None
        assert former.until is not None
        now = known.name(former.code, year)
        since, new = str(former.until + 1), [now.zh] if now else []
        yield Finding(
            "outdated_name",
            "warning",
            dict.fromkeys(row.ref for row in rows),
            {"name": former.zh, "year": since, "now": new},
        )


def other_spelling(disclosure: Disclosure) -> Iterator[Finding]:
    """Names with 其它, which the classification and the tables write 其他; one finding for all."""
    rows = [row for row in (*_printed(disclosure), *_told(disclosure)) if "其它" in key(row.name)]
    if rows:
        names = list(dict.fromkeys(row.name for row in rows))
        yield Finding("other_spelling", "note", dict.fromkeys(row.ref for row in rows), {"labels": names})


def misprinted_code(disclosure: Disclosure) -> Iterator[Finding]:
    """Codes that are cut or misprinted: of no length that a code has, of no kind, of a class that is not there.

    The class is looked for in tables that print classes. A class's name beside a code that the classification does
    not have is one too.
    """
    template = templates.load(disclosure.metadata.template)
    lengths = {FUNCTION: template.codes, ECONOMIC: template.economic_codes}
    rows = [row for row in _printed(disclosure) if row.code]
    classes = grouped(((row.kind, row.schedule), row.code) for row in rows if row.is_class)
    known = classification.load()
    for row in rows:
        above = classes.get((row.kind, row.schedule))
        is_cut = not row.code.startswith(row.kind) or (lengths[row.kind] and len(row.code) not in lengths[row.kind])
        is_orphan = above is not None and row.code[:_CLASS] not in above
        others = [name for name in known.called(row.name, row.kind) if name.is_class]
        is_unlike = row.is_class and bool(others) and not known.of(row.code)
        if is_cut or is_orphan or is_unlike:
            evidence = "weak" if row.uncertain else "strong"
            yield Finding("misprinted_code", "warning", [row], {"code": row.code, "name": row.name}, None, evidence)


def code_of_another(disclosure: Disclosure) -> Iterator[Finding]:
    """Names beside a code of another class: the code has other names, and the name codes of other classes only."""
    known = classification.load()
    for row in _printed(disclosure):
        of, called = known.of(row.code), known.called(row.name, row.kind)
        is_its_own = any(name_key(name.zh) == name_key(row.name) for name in of)
        if not of or not called or is_its_own or any(one.code[:_CLASS] == row.code[:_CLASS] for one in called):
            continue
        named = {"code": row.code, "name": row.name, "labels": [of[-1].zh], "known": called[-1].code}
        evidence = "strong" if row.is_class else "weak"
        yield Finding("code_of_another", "warning", [row], named, None, evidence, bears_on="money")


def _printed(disclosure: Disclosure) -> Iterator[_Named]:
    """The names and codes of the tables, each row once."""
    seen: set[tuple[str, str, int, str]] = set()
    for row in figures(disclosure).amounts:
        for kind, code, name in (
            (FUNCTION, row.function_code, row.function_name),
            (ECONOMIC, row.economic_code, row.economic_item),
        ):
            place = (kind, row.schedule, row.row, row.flow)
            if name and place not in seen:
                seen.add(place)
                yield _Named(kind, code or "", name, row.ref, f"{row.schedule}.{row.flow}", row.uncertain)


def _told(disclosure: Disclosure) -> Iterator[_Named]:
    """The names of functional items in the narrative."""
    for row in told(disclosure):
        for name in (row.function_name or "").split("-"):
            if name:
                yield _Named(FUNCTION, "", name, row.ref, "")
