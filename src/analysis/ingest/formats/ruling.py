"""The ruled lines of a page as tables: which cells they make, merged ones among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_NEAR = 2.0  # points between lines that are one
_WALL = 3.0  # points between a cell's side and the line that draws it, on this page or the one before
_JOIN = 3.0  # points between two strokes that are one line, a dashed one for instance
_SHORTEST = 4.0  # points of a line that can be a cell's side
_BEYOND = 8.0  # points by which lines stand out over the outermost line across them where one is not drawn
#: Lines of a page that are taken for tables at most; more than these are a drawing.
MOST = 1500


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line: `at` is its place across, `start` and `end` its extent along."""

    at: float
    start: float
    end: float


@dataclass
class Frame:
    """A ruled table: the places of its lines, and which sides of its smallest cells are drawn."""

    across: list[float]  # y of the lines from the top
    down: list[float]  # x of the lines from the left
    rows: list[Stroke]  # the lines from left to right
    columns: list[Stroke]  # the lines from top to bottom
    _regions: dict[tuple[int, int], tuple[int, int]] | None = field(default=None, repr=False)

    @property
    def top(self) -> float:
        return self.across[0]

    @property
    def bottom(self) -> float:
        return self.across[-1]

    @property
    def left(self) -> float:
        return self.down[0]

    @property
    def right(self) -> float:
        return self.down[-1]

    def with_columns(self, down: Sequence[float]) -> Frame:
        """The same table with the column places of the page before or after it as well."""
        return Frame(self.across, list(down), self.rows, self.columns)

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of the cell that holds a point; of a merged cell its top left one."""
        column, row = _between(self.down, x), _between(self.across, y)
        if column is None or row is None:
            return None
        if self._regions is None:
            self._regions = self._merged()
        return self._regions[row, column]

    def width_of(self, cell: tuple[int, int]) -> tuple[float, float]:
        """Where the cell of that top left corner begins and ends, from the left."""
        if self._regions is None:
            self._regions = self._merged()
        row, column = cell
        end = column
        while self._regions.get((row, end + 1)) == cell:
            end += 1
        return self.down[column], self.down[end + 1]

    def is_table(self) -> bool:
        """Whether it has at least two cells."""
        if self._regions is None:
            self._regions = self._merged()
        return len(set(self._regions.values())) > 1

    def _merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each smallest cell the top left one of the merged cell that it belongs to."""
        height, width = len(self.across) - 1, len(self.down) - 1
        parent = list(range(height * width))

        def root(i: int) -> int:
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        def join(a: int, b: int) -> None:
            a, b = sorted((root(a), root(b)))
            parent[b] = a

        walls = [[s for s in self.columns if abs(s.at - x) <= _WALL] for x in self.down]
        floors = [[s for s in self.rows if abs(s.at - y) <= _WALL] for y in self.across]
        for i in range(height):
            middle = (self.across[i] + self.across[i + 1]) / 2
            for j in range(1, width):
                if not any(s.start <= middle <= s.end for s in walls[j]):
                    join(i * width + j - 1, i * width + j)
        for j in range(width):
            middle = (self.down[j] + self.down[j + 1]) / 2
            for i in range(1, height):
                if not any(s.start <= middle <= s.end for s in floors[i]):
                    join((i - 1) * width + j, i * width + j)
        top_left: dict[int, tuple[int, int]] = {}
        for i in range(height):
            for j in range(width):
                r = root(i * width + j)
                first = top_left.get(r, (i, j))
                top_left[r] = (min(first[0], i), min(first[1], j))
        return {(i, j): top_left[root(i * width + j)] for i in range(height) for j in range(width)}


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
            if frame.is_table():
                found.append(frame)
    return sorted(found, key=lambda frame: (frame.top, frame.left))


def _whole(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Strokes that go on with each other as one line; what is too short for a cell's side is left out."""
    groups: list[list[Stroke]] = []
    for stroke in sorted(strokes, key=lambda s: s.at):
        if groups and stroke.at - groups[-1][-1].at <= _NEAR and stroke.at - groups[-1][0].at <= 2 * _NEAR:
            groups[-1].append(stroke)
        else:
            groups.append([stroke])
    lines = []
    for group in groups:
        at = sum(s.at for s in group) / len(group)
        start = end = None
        for stroke in sorted(group, key=lambda s: s.start):
            if end is not None and start is not None and stroke.start > end + _JOIN:
                lines.append(Stroke(at, start, end))
                start, end = stroke.start, stroke.end
            elif end is None:
                start, end = stroke.start, stroke.end
            else:
                end = max(end, stroke.end)
        if start is not None and end is not None:
            lines.append(Stroke(at, start, end))
    return [line for line in lines if line.end - line.start >= _SHORTEST]


def _touching(across: list[Stroke], down: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Lines that meet, table by table."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, row in enumerate(across):
        for j, column in enumerate(down, len(across)):
            if (
                row.start - _JOIN <= column.at <= row.end + _JOIN
                and column.start - _JOIN <= row.at <= column.end + _JOIN
            ):
                parent[root(j)] = root(i)
    tables: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for i, row in enumerate(across):
        tables.setdefault(root(i), ([], []))[0].append(row)
    for j, column in enumerate(down, len(across)):
        tables.setdefault(root(j), ([], []))[1].append(column)
    return list(tables.values())


def _closed(rows: list[Stroke], columns: list[Stroke]) -> tuple[list[Stroke], list[Stroke]]:
    """The lines with those that were left out at the outside: tables open at the sides, or where a page ends."""
    if not rows or not columns:
        return rows, columns
    left, right = min(r.start for r in rows), max(r.end for r in rows)
    top, bottom = min(c.start for c in columns), max(c.end for c in columns)
    first, last = min(c.at for c in columns), max(c.at for c in columns)
    columns = columns + [Stroke(x, top, bottom) for x in (left, right) if x < first - _BEYOND or x > last + _BEYOND]
    first, last = min(r.at for r in rows), max(r.at for r in rows)
    rows = rows + [Stroke(y, left, right) for y in (top, bottom) if y < first - _BEYOND or y > last + _BEYOND]
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
    return [frame.with_columns(down) for frame in frames]


def goes_on(above: Frame, below: Frame) -> bool:
    """Whether two pages' tables can be parts of one: they have the same outer sides."""
    return abs(above.left - below.left) <= 2 * _NEAR and abs(above.right - below.right) <= 2 * _NEAR


def _between(places: Sequence[float], value: float) -> int | None:
    """The index of the interval that holds a value, also where it stands on the outer line."""
    if not places[0] - _NEAR <= value <= places[-1] + _NEAR:
        return None
    for i in range(len(places) - 2, -1, -1):
        if value >= places[i]:
            return i
    return 0
