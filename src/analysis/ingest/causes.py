"""The nouns in a stated reason that rose or fell, and by how much. Names and amounts, no prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.ingest.sentence import Figure, Stream, stretches
from analysis.money import WAN, fits, to_wan

LONGEST = 30  # characters of a name
#: Of what is looked at: more is no name.
_LONGEST_PHRASE = 200
#: Of a name of which the reason does not say that it rose or fell.
_LONGEST_OTHER = 15
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CLAUSES = re.compile(r"[,;。!?]|\(\d\)|其?[一二三四五六七八九]是|[①-⑨]")
# A conjunction parts two names only behind a whole one: 福利费和工会经费, but not 社会保障和就业支出.
_LISTED = re.compile(
    r"、|(?<=[费金款资入出贴助员险奖息租税薪酬目量数加少高低长降减升])(?:以及|和|与|及)(?![其时格])|(?:并且|并)(?=[增减压新缩])"
)
_BEFORE = re.compile(
    r"因(?!公|素)[为此]?|由于|主要|其中|同时|另外|且|还|也|:|是|系(?![统列])|为(?![民老])|由|了|的|有所|相应|"
    r"(?:20\d\d|本|今|当)年度?(?:预算)?|"
    # who made it more or less is no name of what did: 部门较2025年减少了…
    r"(?:(?:本|我|该)(?:部门|单位|局|委|会|院|校|街道|镇)|部门|各?单位|本级)(?=$|[较比与同])"
)
_BEHIND = re.compile(
    r"(?:有所|略有|相应|随之|同比|大幅|小幅|适当|逐步|进一步|了|的|等(?:支出|费用|经费|资金|项目)?|所致|导致|引起|造成|方面|比上年|较上年)$"
)
_PROSE = re.compile(
    r"\d|[:：'<>《》?!%]|厉行|合理安排|加强|严格|确保|规定|根据|按照|依据|为了|由于|导致|使得|考虑|结合|需要|要求|落实|进行|开展|通过|不同|不再|没有|尚未|"
    r"保持|但|因(?!公|素)|已|将(?!军)|若|如|较|比(?!赛|例|武)|[未无](?!成年|形|线|障碍|偿|人机|害|公害|固定|业主)"
)
_NO_NAME = re.compile(r"[是为有使被把在于我该或与和及同不已]|按(?!揭)|重新|其(?!他)|[以从向对](?!外)")


_BEGUN = re.compile(r"(新增|增设|新设)|(取消)")  # which no template says of a figure


@dataclass
class Part:
    """One of the names that a clause lists, the noun `about` from where to where, and what is said of it.

    `direction` is more, less or empty, the amount in 万元.
    """

    start: int
    stop: int
    direction: str = ""
    leads: bool = False  # its word of change stands before it: 增加了福利费
    amount: Decimal | None = None
    about: str = ""


def named(stream: Stream, printed: str, spans: Sequence[tuple[int, int]]) -> list[Part]:
    """The names in the words of a reason; `printed` is the section's text as it stands, `spans` where the words are."""
    found: list[Part] = []
    for start, stop in spans:
        clauses = stretches(_CLAUSES, stream.text, start, stop)
        for begin, end in (one for span in clauses for one in stretches(stream.words.reason, stream.text, *span)):
            for part in _said(stream, begin, end):
                part.about = _noun(printed[part.start : part.stop], part.direction)
                if part.about:
                    found.append(part)
    return list({(p.direction, p.about, p.amount): p for p in reversed(found)}.values())[::-1]


def _said(stream: Stream, start: int, stop: int) -> list[Part]:
    """The parts of a clause; a word of change is said of the names listed before it, or of those behind it."""
    parts = [_part(stream, *span) for span in stretches(_LISTED, stream.text, start, stop)]
    carried = ""
    for number, part in enumerate(parts):
        if part.direction:
            carried = part.direction if part.leads else ""
            while not part.leads and number and not parts[number - 1].direction:
                number -= 1
                parts[number].direction = part.direction
        elif carried:
            part.direction = carried
    return parts


def _part(stream: Stream, start: int, stop: int) -> Part:
    """One part: the words before its word of change, or where these name nothing the words behind it."""
    text, words = stream.text, stream.words
    figure = next((one for one in stream.between(start, stop) if one.unit in WAN), None)
    amount = _amount(figure) if figure else None
    change = words.direction.search(text, start, stop) or _BEGUN.search(text, start, stop)
    if change is None:
        return Part(*_trimmed(stream, start, figure.start if figure else stop), amount=amount)
    direction = "more" if change[1] else "less"
    part = Part(*_trimmed(stream, start, change.start()), direction, amount=amount)
    if not _says(stream, part):
        behind = figure.end if figure and figure.start - change.end() <= 2 else change.end()
        more = words.direction.search(text, behind, stop)
        end = figure.start if figure and figure.start > behind else stop
        part = Part(*_trimmed(stream, behind, behind if more else end), direction, leads=True, amount=amount)
    return part


def _trimmed(stream: Stream, start: int, stop: int) -> tuple[int, int]:
    """A stretch without what stands before and behind a name: 较2025年, 部门, 了, 等."""
    text, again = stream.text, True
    if stop - start > _LONGEST_PHRASE:
        return start, start
    while again and start < stop:
        before = stream.words.compare.match(text, start, stop) or _BEFORE.match(text, start, stop)
        behind = _BEHIND.search(text[start:stop])
        again = bool(before or behind)
        start = before.end() if before else start
        stop -= len(behind[0]) if behind else 0
    return start, max(start, stop)


def _says(stream: Stream, part: Part) -> bool:
    """True where the words name something: more than that money is spent."""
    rest = stream.text[part.start : part.stop]
    for word in sorted(stream.words.spec.says_nothing, key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(_CHINESE.findall(rest)) >= 2


def _noun(text: str, direction: str) -> str:
    """The words as a name of at most LONGEST characters; empty where they are none, or prose."""
    while len(text) > LONGEST and "的" in text:
        text = text.partition("的")[2]
    prose = (
        text.count("（") != text.count("）")
        or _PROSE.search(text)
        or (not direction and (_NO_NAME.search(text) or len(text) > _LONGEST_OTHER))
    )
    return "" if prose or len(text) > LONGEST or len(_CHINESE.findall(text)) < 2 else text


def _amount(figure: Figure) -> Decimal | None:
    amount = abs(to_wan(figure.value, figure.unit))
    return amount if fits(amount) else None
