"""Figures and dates that a text names: not its sentences, but what can be held against the indicators."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from analysis.ingest.document import Record
from analysis.ingest.targets import AFTER, BEFORE, COMPARATORS, RANGE, comparator, figures
from analysis.money import fits
from analysis.text import fold, whole

ABOUT = 20
_UNITS = (
    "元/平方米|元/人次|元/人|元/个|元/份|元|人次|场次|件套|平方米|平方千米|个月|小时|分钟|公里|千米|会议室|"
    "[㎡人名位场次个项件册套部期站所家天年吨度%条批篇份台辆节间亩座户支本幅张块岁倍字种类组门处株头只辈届]"
)
_NOT_COUNTED = {"会议室", "届", "度", "类"}  # 1210会议室 and 2025年度 are names
_DATE = (
    r"(?:(?<![\d.])\d{1,2}[.、])?(?<!\d)(?P<date>(?P<year>(?:19|20)\d\d)年(?:[度底初末]|(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|[底初末]|[上中下]旬)?)?"
    r"|(?<!\d)(?P<month2>\d{1,2})月(?!度)(?:(?P<day2>\d{1,2})日|[底初末]|[上中下]旬)?)(?:[之以]?前)?"
)
_PARTS = ("year", "month", "day", "month2", "day2")
_FIGURE = rf"(?:{BEFORE})?(?<![\d.第])(?<!(?:,\d\d\d){{3}},){RANGE}(?P<unit>{_UNITS})(?!号)(?:{AFTER})?"
#: What a mention can begin with: a digit, or the first character of a word that bounds a figure.
_BEGINS = "".join(sorted({word[0] for words in COMPARATORS.values() for word in words.split("|")}))
_MENTION = re.compile(rf"(?=[\d{re.escape(_BEGINS)}])(?:{_DATE}|{_FIGURE})")
_TITLES = re.compile(r"《[^《》]*》|\((?:19|20)\d\d-(?:19|20)\d\d年?\)|\[(?:19|20)\d\d\]\s*\d+号|第\d+[届次条章号期]")
_SENTENCE = re.compile(r"[。!?\n]|(?:(?<![\d.])\d{1,2}[.、](?!\d)|\(\d{1,2}\)|[\u2460-\u2473])(?=\D)")
_CLAUSE_END = re.compile(r"[,。;:!?、()\[\]\"“”‘’\s]")
_ENDS_IN_VERB = re.compile(
    "(?:[共约为计达有是将各每近对至到和与及或分的了中在]|计划|开展|举办|保障|确保|完成|制作|建立|组织|改造|新建|补助|支持|"
    "服务|印刷|评选|发放|给予|设立|编印|开发|邀请|聘请|培训|走访|慰问|确定)$"
)


def read(text: str) -> Iterator[Record]:
    """Mentions of a text in order.

    Years and numbers that belong to the title or number of a document (《…(2021-2035年)》,
    〔2021〕9号) are names and left out. `sentence` counts the sentences, or items of a numbered
    list, that name something. A figure that a dataset has no room for is left out.
    """
    folded = fold(text)
    quiet = [found.span() for found in _TITLES.finditer(folded)]
    quiet_from = [start for start, _ in quiet]
    ends = [found.end() for found in _SENTENCE.finditer(folded)]
    end = sentence = 0
    of = -1
    for found in _MENTION.finditer(folded):
        title = bisect_right(quiet_from, found.start()) - 1
        if title >= 0 and found.start() < quiet[title][1]:
            continue
        if found["unit"] in _NOT_COUNTED:
            end = found.end()
            continue
        at = bisect_right(ends, found.start("date") if found["date"] else found.start())
        sentence, of = sentence + (at != of), at
        here = {"sentence": sentence, "about": _about(text, folded, end, found)}
        if found["date"]:
            yield here | {
                "kind": "date",
                "printed": whole(text[found.start("date") : found.end()]),
                "unit": " ".join(part.strip("2") for part in _PARTS if found[part]),
            }
        else:
            low, high = figures(found)
            if all(figure is None or fits(figure) for figure in (low, high)):
                yield here | {
                    "kind": "money" if found["unit"].startswith("元") else "number",
                    "printed": whole(text[found.start() : found.end()]),
                    "comparator": "between" if found["high"] else comparator(found) or "=",
                    "value": low,
                    "value_high": high,
                    "unit": found["unit"],
                }
        end = found.end()


def _about(text: str, folded: str, end: int, found: re.Match[str]) -> str | None:
    """The words of the clause before the figure; where these are no noun, the words after it."""
    start = end
    for stop in _CLAUSE_END.finditer(folded, end, found.start()):
        start = stop.end()
    before = re.sub(r"[\W\d]+", "", text[start : found.start()])
    if len(before) > 1 and not _ENDS_IN_VERB.search(before):
        return before[-ABOUT:]
    after = re.sub(r"[\W\d].*", "", text[found.end() : found.end() + 2 * ABOUT])
    return after[:ABOUT] or before[-ABOUT:] or None
