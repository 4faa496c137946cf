"""The indicator grid of a form: promised results under two levels of labels, for one or two periods.

On the page the grid is a table with merged cells, and what reaches a text file of
it is often damaged: rows shifted by a cell, labels lost, cells doubled or cut off,
several rows in one cell. A row is read by the order of its cells; it is certain where
both periods print the same label before one result each, or where its cells stand
in the columns that most rows of its page, or the last certain row above it, use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import mode

from analysis.columns import PERIODS
from analysis.ingest.document import Record, Row
from analysis.ingest.targets import parse_target
from analysis.templates.form_spec import FormSpec, LevelSpec
from analysis.text import key, whole

_SPACED = re.compile(r"([<>=≤≥＜＞≦≧])\s+(?=\d)")  # ≥ 30次
#: Of a form's header words the first ones name indicators, the others their targets.
_TARGETS = 3
_PER_ROW = {1: 2, 2: 4}  # names and targets of a whole row, by its periods


#: A cell of the grid that names a result or its target, with its place in the row.
_Cell = tuple[int, str]
#: A result's name and target.
_Pair = tuple[str | None, str | None]
#: The cells behind a second-level label of a row; the level is None before the first label.
_Slot = tuple[LevelSpec | None, list[_Cell]]


@dataclass
class _Line:
    """A row of the grid, its labels told from its results."""

    row: Row
    level1: list[str]
    slots: list[_Slot]

    @property
    def places(self) -> tuple[int, ...]:
        return tuple(place for _, cells in self.slots for place, _ in cells)

    @property
    def labels(self) -> list[LevelSpec]:
        return [level for level, _ in self.slots if level]


@dataclass(frozen=True)
class _Result:
    """A result as a row prints it; `labelled` where the row prints the label that it stands under."""

    period: str
    level: LevelSpec | None
    name: str | None
    target: str | None
    labelled: bool


def begins(row: Row, spec: FormSpec) -> bool:
    """True where a form's row belongs to its indicator grid."""
    return key(row.first) in spec.quiet_keys | spec.level1_by_key.keys() | spec.level2_by_key.keys()


def periods(grids: Sequence[Sequence[Row]], spec: FormSpec, usual: Sequence[str]) -> tuple[str, ...]:
    """The form's columns: as many as its header prints targets for, of two the term's first; else the usual ones."""
    targets = set(map(key, spec.headers[_TARGETS:] or spec.headers[-1:]))
    for row in (row for rows in grids for row in rows):
        words = [key(cell) for cell in row.printed]
        if words and spec.quiet_keys.issuperset(words):
            count = sum(word in targets for word in words)
            if 0 < count <= len(PERIODS):
                return tuple(PERIODS[-count:])
    return tuple(usual)


def read(
    grids: Sequence[Sequence[Row]], spec: FormSpec, periods: Sequence[str], *, drawn: bool = False
) -> list[Record]:
    """Rows of `indicators` of one form, without ordinal, form and project; `grids` are its rows page by page.

    `periods` are the columns of the form: ("term", "annual"), or one for a form of one column. `drawn`: the document
    shows its cells, so that no label is lost.
    """
    pages = [[line for row in rows if (line := _line(row, spec))] for rows in grids]
    reader = _Reader(spec, tuple(periods), pages, drawn=drawn)
    return [indicator for place, page in enumerate(pages) for indicator in reader.page(place, page)]


class _Reader:
    """Goes through the rows of a form with the labels that hold so far."""

    def __init__(self, spec: FormSpec, periods: tuple[str, ...], pages: list[list[_Line]], *, drawn: bool) -> None:
        self.periods = periods
        printed = {level.label for page in pages for line in page for level in line.labels}
        self.doubtful = set() if drawn else _before_lost_labels(spec, printed)
        self.usual = _usual_places(pages, len(periods))
        self.levels: dict[str, LevelSpec | None] = dict.fromkeys(periods)
        self.level1: str | None = None
        self.contradicted = False

    def page(self, number: int, lines: list[_Line]) -> Iterator[Record]:
        """The indicators of one page's rows."""
        proven: tuple[int, ...] = ()  # places of the last row that proves itself
        for line in lines:
            self._take_level1(line)
            results = self._single(line) if len(self.periods) == 1 else self._double(line, self.usual[number])
            if _proves_itself(line, self.periods):
                damaged, proven = False, line.places
            else:
                in_place = _in_place(line.places, self.usual[number]) or line.places == proven
                damaged = not in_place or len({result.period for result in results}) < len(results)
            for result in results:
                yield from self._indicators(result, line, damaged)

    def _indicators(self, result: _Result, line: _Line, damaged: bool) -> Iterator[Record]:
        level = result.level
        doubtful = level is None or (level.label in self.doubtful and not result.labelled)
        parts = _split(result.name, result.target)
        for name, target in parts:
            incomplete = name is None or target is None or len(parts) > 1
            goal = parse_target(target) if target else None
            yield {
                "period": result.period,
                "level1": level.level1 if level else self.level1,
                "level2": level.label if level else None,
                "level3": name,
                "target": target,
                **{part: getattr(goal, part, None) for part in ("comparator", "value", "value_high", "unit")},
                "uncertain": damaged or doubtful or incomplete or self.contradicted,
                **line.row.at._asdict(),
            }

    def _take_level1(self, line: _Line) -> None:
        """Moves on to a first-level label, and marks rows under labels that contradict each other."""
        labels = line.labels
        if line.level1:
            if not labels and self.level1 != line.level1[-1]:
                self.levels = dict.fromkeys(self.periods)
            self.level1 = line.level1[-1]
        if line.level1 or labels:
            self.contradicted = (
                len({label.label for label in labels}) > 1
                or len(line.level1) > 1
                or (len(self.periods) == 1 and len(labels) > 1)
                or any(line.level1 and label.level1 != line.level1[-1] for label in labels)
            )

    def _single(self, line: _Line) -> list[_Result]:
        (period,) = self.periods
        if line.labels:
            self.levels[period] = line.labels[-1]
        cells = [cell for _, some in line.slots for cell in some]
        return _results(period, self.levels[period], cells, bool(line.labels))

    def _double(self, line: _Line, usual: tuple[int, ...]) -> list[_Result]:
        """Two periods side by side: each label of a row opens one, cells before go on with the row above."""
        first, last = self.periods
        before = [cell for level, cells in line.slots if level is None for cell in cells]
        labelled = [(level, cells) for level, cells in line.slots if level]
        if len(labelled) >= 2:
            results = _results(first, self.levels[first], before, False)
            self.levels = {first: labelled[0][0], last: labelled[-1][0]}
            for level, cells in labelled[:-1]:
                results += _results(first, level, cells, True)
            return results + _results(last, *labelled[-1], True)
        cells = before
        for level, cells in labelled:
            self.levels = {first: level, last: level}
            if before:  # the label of the first period is lost
                return _results(first, level, before, False) + _results(last, level, cells, True)
        pairs = _in_pairs(cells)
        if len(pairs) == 1:
            places = [self._period_at(cells[0][0], usual)]
        else:
            places = [last if i == len(pairs) - 1 else first for i in range(len(pairs))]
        return [_Result(p, self.levels[p], *pair, bool(labelled)) for p, pair in zip(places, pairs, strict=True)]

    def _period_at(self, place: int, usual: tuple[int, ...]) -> str:
        """The period whose column of names is nearer."""
        if len(usual) < _PER_ROW[2]:
            return self.periods[0]
        return self.periods[0] if abs(place - usual[0]) <= abs(place - usual[2]) else self.periods[-1]


def _line(row: Row, spec: FormSpec) -> _Line | None:
    """A row's cells as labels and results; None for a header or a row that prints nothing of the grid."""
    quiet, level1 = spec.quiet_keys, spec.level1_by_key
    line = _Line(row, [], [(None, [])])
    for place, printed in enumerate(row.cells):
        word = key(printed) if printed else ""
        if not word or word in quiet:
            continue
        if word in level1:
            line.level1.append(level1[word])
        elif level := spec.level2_by_key.get(word):
            line.slots.append((level, []))
        else:
            line.slots[-1][1].append((place, printed))
    if not line.slots[0][1]:
        line.slots.pop(0)
    return line if line.slots or line.level1 else None


def _before_lost_labels(spec: FormSpec, printed: set[str]) -> set[str]:
    """Labels after which one is missing: rows without a label of their own may belong to the missing one."""
    doubtful: set[str] = set()
    last: str | None = None
    for level in spec.level2:
        if level.label in printed:
            last = level.label
        elif last is not None:
            doubtful.add(last)
    return doubtful


def _usual_places(pages: Sequence[Sequence[_Line]], periods: int) -> list[tuple[int, ...]]:
    """For each page the columns in which most of its whole rows print names and targets."""
    full = [[line.places for line in page if len(line.places) == _PER_ROW[periods]] for page in pages]
    everywhere = [places for page in full for places in page]
    usual = mode(everywhere) if everywhere else ()
    return [mode(page) if page else usual for page in full]


def _proves_itself(line: _Line, periods: Sequence[str]) -> bool:
    """True where a row is whole wherever it stands: the same label before one name and target for each period."""
    return (
        len(line.labels) == len(line.slots) == len(periods) > 1
        and len({level.label for level in line.labels}) == 1
        and all(len(cells) == _PER_ROW[1] and _take_turns([text for _, text in cells]) for _, cells in line.slots)
    )


def _in_place(places: tuple[int, ...], usual: tuple[int, ...]) -> bool:
    """True where a row's results stand in the usual columns, of both periods or of one."""
    half = _PER_ROW[1]
    return not places or places in (usual, usual[:half], usual[half:])


def _results(period: str, level: LevelSpec | None, cells: Sequence[_Cell], labelled: bool) -> list[_Result]:
    return [_Result(period, level, *pair, labelled) for pair in _in_pairs(cells)]


def _in_pairs(cells: Sequence[_Cell]) -> list[_Pair]:
    """Names and targets in turn; a cell printed twice counts once where that makes the turns right."""
    texts = [text for _, text in cells]
    if len(texts) % 2 or not _take_turns(texts):
        once = [text for text, _ in groupby(texts)]
        if len(once) % 2 == 0 and _take_turns(once):
            texts = once
    if len(texts) % 2:
        texts = list(_with_gap(texts))
    return [(texts[i] or None, texts[i + 1] or None) for i in range(0, len(texts), 2)]


def _take_turns(texts: Sequence[str]) -> bool:
    return all(map(_is_words, texts[::2]))


def _is_words(text: str) -> bool:
    return parse_target(text).comparator == "text"


def _with_gap(texts: Sequence[str]) -> list[str]:
    """An odd number of cells with a blank where the lost one most likely stood."""

    def score(gap: int) -> tuple[int, int]:
        filled = [*texts[:gap], "", *texts[gap:]]
        names, targets = filter(None, filled[::2]), filled[1::2]
        return sum(map(_is_words, names)) + sum(not _is_words(target) for target in targets), gap

    gap = max(range(len(texts) + 1), key=score)
    return [*texts[:gap], "", *texts[gap:]]


def _split(name: str | None, target: str | None) -> list[_Pair]:
    """The results of several rows that reached us in one cell, where names and targets are as many."""
    names, targets = (name or "").split(), _SPACED.sub(r"\1", target or "").split()
    if len(names) == len(targets) > 1 and not any(map(_is_words, targets)):
        return list(zip(names, targets, strict=True))
    return [(whole(name) if name else None, whole(target) if target else None)]
