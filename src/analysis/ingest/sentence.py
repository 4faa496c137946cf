"""The words and figures of the narrative: where a section names its subjects, and every figure in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.ingest.sections import Section
from analysis.money import TOO_LARGE, WAN, UnreadableFigureError, fits, parse_number, to_wan
from analysis.templates.spec import NarrativeSpec, SubjectSpec
from analysis.text import fold

NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,9}(?!\d)|\d+)(?:\.\d+)?"
_SIGN = r"(?:(?<!\d)[-△▲])?"
_NO_CODE = r"(?!(?<=\()\d{1,7}[类款项]\))"  # (205类) is a code
#: Characters between a subject's words and its figure.
_FARTHEST = 24
_CHINESE_RUN = re.compile(r"(?<![\u4e00-\u9fff、()])[\u4e00-\u9fff、()]+$")
_NEXT_IN_LIST = re.compile(r"\(?(?:\d|[一二三四五六七八九十]是?|其[一二三四五六]是?)[)、.]?(?<=[是)、.])")
_LISTED = re.compile(r"^其?[一二三四五六七八九十]是")
_STOP = re.compile("[。;!?]|(?<=如下):")


@dataclass
class Figure:
    """A figure of the stream, or a phrase that stands for one (与上年相同)."""

    start: int
    end: int
    printed: str
    unit: str
    mention: Mention | None = None  # words that hold the figure

    @property
    def value(self) -> Decimal:
        return parse_number(self.printed) or Decimal(0)

    @property
    def fits(self) -> bool:
        """True where a dataset has room for it; a phrase is no number and needs none."""
        if self.unit == "same":
            return True
        try:
            value = self.value
        except UnreadableFigureError:
            return False
        return fits(value) and (self.unit not in WAN or abs(to_wan(value, self.unit)) < TOO_LARGE)


@dataclass(frozen=True)
class Mention:
    """Words that name a subject: all subjects of the section that they may name."""

    start: int
    end: int
    specs: tuple[SubjectSpec, ...]
    groups: tuple[str, ...] = ()


class Words:
    """A publisher's words for changes, bases and reasons, as patterns over folded text."""

    def __init__(self, spec: NarrativeSpec) -> None:
        self.spec = spec
        up, down = "|".join(spec.rise), "|".join(spec.fall)
        year = r"(?:上年|去年|上一年|(20\d\d)年?)度?"
        kinds = _longest_first(word for kind in spec.base_kinds.values() for word in kind)
        aside = r"(?:\([^()。]{0,12}\))?"  # 比2022年（上一年度，下同）预算
        self.compare = re.compile(rf"(?:[比较与同和]|对比){year}{aside}(?:当年|年初|部门)?({kinds})?数?")
        self._base = re.compile(rf"(?:^|[,:;(。比较与]){year}(?:当年|年初)?(?:\w{{0,12}}?)({kinds})数?[为是]?\(?$")
        named = r"(?:[比较与]|(?<=[,;(])(?=[^,;(]*[为是]$))"  # 比上年的, but 上年为 too
        self._bare_base = re.compile(rf"{named}{year}(?:当年|年初)?()数?[的为是]?\(?$")
        self.direction = re.compile(rf"({up}|增减(?:幅度?|率|比例)[为:]?$)|({down})")
        self.either = re.compile(rf"(?:{up})[(/、或和](?:{down})|(?:{down})[(/、或和](?:{up})|增减|变动|变化")
        more, less = r"(?<![至最许不])多", r"(?<![至最不])少"  # 比上年多3.26万元, but not 至少3.26万元
        more = "|".join((more, *spec.either))  # the figure itself has the sign
        other = rf"(?:\((?:{up}|{down})\))?"  # 增加（减少）20万元: the first word counts
        self.change = re.compile(rf"(?:({up}|{more}){other}|({down}|{less}){other})[了额]?(?:金额)?[为:约]?$")
        self.reason = re.compile("(?:" + "|".join(spec.reasons) + ")(?:是因为|是由于|是|为|:|在于)?")
        self.late_reason = re.compile(r"(?<=[元%],)(?:由于|因为?|系)(?=[^\d%]{0,300}$)")  # 增加20万元，系新增人员
        # 因新增人员，比上年增加
        self.early_reason = re.compile(r"(?:^|[,;。])(?:由于|因为?|受)([^,;。]{2,60}),[^;。]*$")
        self.carries_on = re.compile(rf"[,、:()]{{0,9}}(?:其中[,:]{{0,9}})?{spec.carries_on}$")
        self.function = re.compile(spec.function)
        self.parts = _maybe(spec.function_parts)
        self.restates = _maybe(spec.restates)
        phases = {name: _longest_first(words) for name, words in spec.phases.items()}
        self.phases = {name: re.compile(rf"(?:{words})(?:安排)?[为是:]?$") for name, words in phases.items()}
        self.phase_words = {name: re.compile(words) for name, words in phases.items()}
        self.settled = _maybe(spec.settled)
        self.executed = _maybe(spec.executed)
        self.spends_on = _maybe(spec.spends_on)
        self.used_for = _maybe(spec.used_for)
        self.topic = _maybe(spec.topic)
        self.same = re.compile(rf"[与和同比较](?:上年|去年|20\d\d年)(?:度?相比,)?[^,;。]{{0,24}}?({spec.same})")
        units = _longest_first(re.escape(fold(unit)) for unit in (*spec.money, *spec.counts))
        self.figure = re.compile(rf"(?<![\d.,]){_NO_CODE}(?:\(({NUMBER})\)|({_SIGN}{NUMBER}))\s*(%|{units})")

    def restated(self, lead: str, year: int) -> bool:
        """True where words say that the value of `year` follows once more (2025年预算安排)."""
        found = self.restates.search(lead)
        return found is not None and int(found["year"]) == year

    def base(self, lead: str) -> re.Match[str] | None:
        """Year and kind of the base whose value follows these words (2025年预算数为)."""
        return self._base.search(lead) or self._bare_base.search(lead)

    def base_kind(self, word: str | None) -> str:
        """budget, outturn, accounts, or what a base is that only its year names."""
        return next((kind for kind, names in self.spec.base_kinds.items() if word in names), self.spec.unstated)

    def phase(self, lead: str) -> str | None:
        """Of which phase of the year the figure behind these words is: `total` for that of the accounts' own."""
        told = next((name for name, words in self.phases.items() if words.search(lead)), None)
        return told or ("total" if self.settled.search(lead) else None)

    def execution(self, lead: str) -> str | None:
        """Of which budget the percentage behind these words was spent."""
        found = self.executed.search(lead)
        if found is None:
            return None
        of = found["of"] or ""
        return next((name for name, words in self.phase_words.items() if words.fullmatch(of)), "budget")

    def before(self, lead: str) -> str | None:
        """The Chinese words right before a figure, without its direction and its place in a list."""
        if direction := self.change.search(lead):
            lead = lead[: direction.start()]
        words = _CHINESE_RUN.search(lead)
        return (_LISTED.sub("", words[0])[-20:] or None) if words else None

    def weight(self, reason: str, named: Sequence[str], change: Decimal) -> str:
        """The weight of a reason: given, restates, contradicts or empty.

        It is empty where no word stands there, restates where it says no more than that what is `named` rose or
        fell, and contradicts where it says so of the other direction than the change has.
        """
        rest = _chinese(re.sub(NUMBER, "", reason))
        if rest in ("", "无") and not re.search(r"\w", reason.replace("无", "")):
            return "empty"
        spec = self.spec
        said = {*spec.rise, *spec.fall, *spec.says_nothing, *spec.money, *spec.reasons}
        for some in ({_chinese(words) for words in named} - {""}, said):
            for word in sorted(some, key=len, reverse=True):
                rest = rest.replace(word, "")
        if len(re.sub("[的了和与及等是为由]", "", rest)) >= 2:
            return "given"
        signs = {1 if found[1] else -1 for found in self.direction.finditer(reason)}
        parts = re.search(NUMBER, reason)  # of several parts one may go the other way
        return "contradicts" if signs == {-1 if change > 0 else 1} and not parts else "restates"


def _longest_first(words: Iterable[str]) -> str:
    """The words as a pattern, in which none is cut short by another."""
    return "|".join(sorted(words, key=len, reverse=True))


def _maybe(pattern: str) -> re.Pattern[str]:
    """The pattern, or one that matches nowhere where the template has none."""
    return re.compile(pattern or r"(?!)")


class Stream:
    """A section's text with its subjects and figures in order."""

    def __init__(self, part: Section, words: Words) -> None:
        self.text, self.words = part.text, words
        self.mentions = list(mentions(part))
        printed = sorted(self._figures(), key=lambda figure: figure.start)
        self.figures = [figure for figure in printed if figure.fits]
        self.too_long = [figure for figure in printed if not figure.fits]
        self._mention_ends = [mention.end for mention in self.mentions]
        self._starts = [figure.start for figure in self.figures]
        self._ends = sorted(figure.end for figure in self.figures)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Sentences and their parts, from where to where; a list of reasons goes on over semicolons."""
        start = begins = 0
        reasons = [found.start() for found in self.words.reason.finditer(self.text)]
        for stop in _STOP.finditer(self.text):
            i, char = stop.start(), stop[0]
            listed = char == ";" and _NEXT_IN_LIST.match(self.text, i + 1)
            if not (listed and bisect_left(reasons, begins) < bisect_left(reasons, i)):
                yield start, i
                start = i + 1
            if char == "。":
                begins = i + 1
        yield start, len(self.text)

    def between(self, start: int, stop: int) -> list[Figure]:
        """The figures that begin there."""
        return self.figures[bisect_left(self._starts, start) : bisect_left(self._starts, stop)]

    def next(self, start: int, stop: int) -> Figure | None:
        """The first figure from `start` on that begins before `stop`."""
        at = bisect_left(self._starts, start)
        return self.figures[at] if at < len(self.figures) and self._starts[at] < stop else None

    def lead(self, start: int) -> str:
        """The text before a figure, from the figure or semicolon before it."""
        at = bisect_right(self._ends, start)
        before = self._ends[at - 1] if at else 0
        return self.text[max(self.text.rfind(";", before, start), before) : start]

    def mention(self, start: int, end: int) -> Mention | None:
        """The words nearest before `end` that name a subject, if they stand there after `start`."""
        at = bisect_right(self._mention_ends, end) - 1
        if at < 0 or self.mentions[at].start < start:
            return None
        last = self.mentions[at]
        between = self.text[last.end : end]
        return last if len(between) <= _FARTHEST and not re.search(r"[。;]", between) else None

    def named(self, start: int, stop: int) -> list[str]:
        """The words of that stretch that name subjects."""
        first = bisect_right(self._mention_ends, start)
        last = bisect_right(self._mention_ends, stop)
        return [self.text[m.start : m.end] for m in self.mentions[first:last]]

    def _figures(self) -> Iterator[Figure]:
        held = [m for m in self.mentions if any(spec.pattern.groups for spec in m.specs)]
        for mention in held:
            for spec in mention.specs:
                if "value" in spec.pattern.groupindex and (found := spec.pattern.match(self.text, mention.start)):
                    yield Figure(found.start("value"), mention.end, found["value"], found["unit"], mention)
        starts = [mention.start for mention in held]
        for found in self.words.figure.finditer(self.text):
            start, end = found.span()
            at = bisect_right(starts, start) - 1
            if at >= 0 and held[at].end > start:
                continue
            if found[2]:
                yield Figure(start, end, found[2], found[3])
            elif self.words.change.search(self.text[max(0, start - _FARTHEST) : start]):
                yield Figure(start, end, found[1], found[3])  # 减少(50)万元
        for found in self.words.same.finditer(self.text):
            yield Figure(found.start(1), found.end(), found[0], "same")


def mentions(part: Section) -> Iterator[Mention]:
    """The places where the section names its subjects; of overlapping words the longest, then the first."""
    found: dict[tuple[int, int], tuple[list[SubjectSpec], tuple[str, ...]]] = {}
    for spec in part.spec.subjects:
        for hit in spec.pattern.finditer(part.text):
            groups = () if "value" in spec.pattern.groupindex else tuple(g or "" for g in hit.groups())
            found.setdefault(hit.span(), ([], groups))[0].append(spec)
    taken: list[tuple[int, int]] = []  # in order, none over another
    for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        at = bisect_left(taken, (start, end))
        if (not at or taken[at - 1][1] <= start) and (at == len(taken) or end <= taken[at][0]):
            taken.insert(at, (start, end))
    for start, end in taken:
        specs, groups = found[start, end]
        yield Mention(start, end, tuple(specs), groups)


def stretches(pattern: re.Pattern[str], text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The stretches of a text that the pattern parts, from where to where."""
    for parting in pattern.finditer(text, start, stop):
        yield start, parting.start()
        start = parting.end()
    yield start, stop


def _chinese(text: str) -> str:
    return re.sub(r"[^\u4e00-\u9fff]", "", text)
