"""The ruled lines of a page as tables: which cells they make, merged ones among them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

#: Points between lines that are one.
_NEAR = 2.0
#: Points between a cell's side and the line that draws it, on this page or the one before.
_WALL = 3.0
#: Points between two strokes that are one line, a dashed one for instance.
_JOIN = 3.0
#: Points of a line that can be a cell's side.
_SHORTEST = 4.0
#: Points by which lines stand out over the outermost line across them where one is not drawn.
_BEYOND = 8.0
#: Lines of a page that are taken for tables at most; more than these are a drawing.
MOST = 1500


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line: `at` is its place across, `start` and `end` its extent along."""

    at: float
    start: float
    end: float


#: Lines from left to right, and from top to bottom.
Lines = tuple[list[Stroke], list[Stroke]]


@dataclass
class Frame:
    """A ruled table: the places of its lines, and which sides of its smallest cells are drawn.

    `across` are the y of its lines from the top, `down` the x from the left; `rows` the lines from left to right,
    `columns` those from top to bottom.
    """

    across: list[float]
    down: list[float]
    rows: list[Stroke]
    columns: list[Stroke]

    @property
    def top(self) -> float:
        return self.across[0]

    @property
    def bottom(self) -> float:
        return self.across[-1]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of the cell that holds a point; of a merged cell its top left one."""
        column, row = _between(self.down, x), _between(self.across, y)
        if column is None or row is None:
            return None
        return self.regions[row, column]

    def width_of(self, cell: tuple[int, int]) -> tuple[float, float]:
        """The left and right end of the cell of that top left corner."""
        row, column = cell
        end = column
        while self.regions.get((row, end + 1)) == cell:
            end += 1
        return self.down[column], self.down[end + 1]

    @cached_property
    def regions(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each smallest cell the top left one of the merged cell that it belongs to."""
        width = len(self.down) - 1
        places = [(i, j) for i in range(len(self.across) - 1) for j in range(width)]
        groups = _groups(len(places), self._open_sides())
        top_left: dict[int, tuple[int, int]] = {}
        for group, (i, j) in zip(groups, places, strict=True):
            first = top_left.get(group, (i, j))
            top_left[group] = (min(first[0], i), min(first[1], j))
        return {place: top_left[group] for group, place in zip(groups, places, strict=True)}

    def _open_sides(self) -> Iterator[tuple[int, int]]:
        """The pairs of smallest cells, counted row by row, between which no line is drawn."""
        height, width = len(self.across) - 1, len(self.down) - 1
        walls = [[s for s in self.columns if abs(s.at - x) <= _WALL] for x in self.down]
        floors = [[s for s in self.rows if abs(s.at - y) <= _WALL] for y in self.across]
        for i in range(height):
            y = (self.across[i] + self.across[i + 1]) / 2
            for j in range(width):
                x = (self.down[j] + self.down[j + 1]) / 2
                cell = i * width + j
                if j and not any(s.start <= y <= s.end for s in walls[j]):
                    yield cell - 1, cell
                if i and not any(s.start <= x <= s.end for s in floors[i]):
                    yield cell - width, cell


def _groups(count: int, joined: Iterable[tuple[int, int]]) -> list[int]:
    """Of so many things for each the first of those that pairs join it with."""
    parent = list(range(count))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for one, other in joined:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    return [root(i) for i in range(count)]


def frames(rows: Iterable[Stroke], columns: Iterable[Stroke]) -> list[Frame]:
    """The tables that lines from left to right (`rows`) and from top to bottom (`columns`) make, from the top."""
    across, down = _whole(rows), _whole(columns)
    if len(across) + len(down) > MOST:
        return []
    found = []
    for some, others in _touching(across, down):
        some, others = _closed(some, others)
        ys, xs = _places(s.at for s in some), _places(s.at for s in others)
        if len(ys) > 1 and len(xs) > 1:
            frame = Frame(ys, xs, some, others)
            if len(set(frame.regions.values())) > 1:
                found.append(frame)
    return sorted(found, key=lambda frame: (frame.top, frame.down[0]))


def _whole(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Strokes that go on with each other as one line; what is too short for a cell's side is left out."""
    groups: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda s: s.at):
        if groups and stroke.at - groups[-1][-1].at <= _NEAR and stroke.at - groups[-1][0].at <= 2 * _NEAR:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    lines: list[Stroke] = []
    for group in groups:
        at = sum(s.at for s in group) / len(group)
        whole: list[Stroke] = []
        for stroke in sorted(group, key=lambda s: s.start):
            if whole and stroke.start <= whole[-1].end + _JOIN:
                whole[-1] = replace(whole[-1], end=max(whole[-1].end, stroke.end))
            else:
                whole.append(replace(stroke, at=at))
        lines += whole
    return [line for line in lines if line.end - line.start >= _SHORTEST]


def _touching(across: list[Stroke], down: list[Stroke]) -> list[Lines]:
    """Lines that meet, table by table; those that meet none are left out."""
    meeting = (
        (i, j)
        for i, row in enumerate(across)
        for j, column in enumerate(down, len(across))
        if row.start - _JOIN <= column.at <= row.end + _JOIN and column.start - _JOIN <= row.at <= column.end + _JOIN
    )
    tables: dict[int, Lines] = {}
    for number, group in enumerate(_groups(len(across) + len(down), meeting)):
        rows, columns = tables.setdefault(group, ([], []))
        if number < len(across):
            rows.append(across[number])
        else:
            columns.append(down[number - len(across)])
    return [(rows, columns) for rows, columns in tables.values() if rows and columns]


def _closed(rows: list[Stroke], columns: list[Stroke]) -> Lines:
    """The lines with those that were left out at the outside: tables open at the sides, or where a page ends."""
    left, right = min(r.start for r in rows), max(r.end for r in rows)
    top, bottom = min(c.start for c in columns), max(c.end for c in columns)
    first, last = min(c.at for c in columns), max(c.at for c in columns)
    columns = columns + [Stroke(x, top, bottom) for x in (left, right) if not first - _BEYOND <= x <= last + _BEYOND]
    first, last = min(r.at for r in rows), max(r.at for r in rows)
    rows = rows + [Stroke(y, left, right) for y in (top, bottom) if not first - _BEYOND <= y <= last + _BEYOND]
    return rows, columns


def _places(values: Iterable[float]) -> list[float]:
    """Places in order, those that are near each other as one."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def together(frames: Sequence[Frame]) -> list[Frame]:
    """Parts of one table on several pages, each with the columns that any of them draws."""
    down = _places(x for frame in frames for x in frame.down)
    return [replace(frame, down=down) for frame in frames]


def goes_on(above: Frame, below: Frame) -> bool:
    """True where two pages' tables can be parts of one: they have the same outer sides."""
    return all(abs(above.down[side] - below.down[side]) <= 2 * _NEAR for side in (0, -1))


def _between(places: Sequence[float], value: float) -> int | None:
    """The index of the interval that holds a value, also where it stands on the outer line."""
    if not places[0] - _NEAR <= value <= places[-1] + _NEAR:
        return None
    return min(max(bisect_right(places, value) - 1, 0), len(places) - 2)
