"""Words as a Chinese document prints them: one width, one spelling, made whole.

A disclosure comes from a word processor, a scan or a copy of either, so the same
label may be printed in full-width digits, broken over lines, or with other
brackets. Everything that compares words goes through here.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from html import escape

# One character to one character, so that a position in the folded text is the position in the printed one.
_FOLD = (
    {chr(0xFF01 + i): chr(0x21 + i) for i in range(0x5E)}  # full-width ASCII, ！ to ～
    | {
        "\u3000": " ",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\ufeff": " ",
        "\u2212": "-",  # minus sign
        "\ufe63": "-",
        "〔": "[",
        "〕": "]",
        "﹙": "(",
        "﹚": ")",
        "﹪": "%",
        "⩽": "≤",
        "≦": "≤",
        "⩾": "≥",
        "≧": "≥",
    }
)
#: A figure in a line of text.
FIGURE = re.compile(r"[-+−－△▲]?\d(?:[\d,，.．]*\d)?[%％]?")
_FOLDED = re.compile(f"[{re.escape(''.join(_FOLD))}]")

_CJK = r"\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_CJK}])\s|\s(?=[{_CJK}])")
_ORDINAL = re.compile(
    r"^(?:第?[(]?[一二三四五六七八九十百]+[)]?[、.．]?(?<=[、.．)])"  # 一、 （一） 二十二、 第一、 （一）、
    r"|[(]?\d{1,2}(?:[)][、.．]?|[、.．](?!\d))"  # 1、 1. (1)
    r"|[\u2460-\u249b][、.．]?"  # ① ⑴ ⒈
    r"|[\u2160-\u217f][、.．]"  # Ⅰ、
    r")\s*"
)
_OF_THESE = re.compile(r"^其中[:、]?")
_QUOTES = re.compile("[\"'“”‘’「」〞〝]")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Characters of a text that is likely a label, and looked at again and again; longer ones would fill the memory.
_SHORT = 80


def fold(text: str) -> str:
    """The text with full-width letters, digits and marks as ASCII, character by character.

    >>> fold("７７３４．６４，（％）")
    '7734.64,(%)'
    """
    return _known(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    return _FOLDED.sub(lambda found: _FOLD[found[0]], text)  # faster than translate


_known = lru_cache(maxsize=8192)(_fold)


def whole(text: str) -> str:
    """A name made whole: breaks inside Chinese words go, other white space is one blank.

    >>> whole("改制单位离休费及退休人员取暖 费、补贴")
    '改制单位离休费及退休人员取暖费、补贴'
    >>> whole("ISO  9001  认证")
    'ISO 9001认证'
    """
    words = text.split()
    return _BREAK_IN_CHINESE.sub("", " ".join(words)) if len(words) > 1 else "".join(words)


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """The label without what differs between printings: no white space, one width, no quotes.

    >>> key("“三公” 经费（１）")
    '三公经费(1)'
    """
    return _QUOTES.sub("", "".join(fold(text).split()))


@lru_cache(maxsize=4096)
def without_ordinal(text: str) -> str:
    """The label without its place in a list: 六、 （一） 1. ①.

    >>> without_ordinal("二十二、国有资本经营预算支出")
    '国有资本经营预算支出'
    """
    folded = fold(text)
    found = _ORDINAL.match(folded)
    return text[found.end() :].strip() if found else text.strip()


@lru_cache(maxsize=4096)
def name_key(text: str) -> str:
    """The row's name without what differs between printings: no ordinal, no 其中：, 其他 for 其它.

    >>> name_key("（一）其它收入：") == name_key("4.其中：其他收入")
    True
    """
    word = _OF_THESE.sub("", key(without_ordinal(_OF_THESE.sub("", key(text))))).rstrip(":")
    return key(without_ordinal(word)).replace("其它", "其他").replace("国(境)", "国")


@lru_cache(maxsize=4096)
def year_blind(text: str) -> str:
    """The label's key with every year as {year}, so that a template need not know the year.

    >>> year_blind("2026 年合计"), year_blind("２０２６预算数")
    ('{year}合计', '{year}预算数')
    """
    return _YEAR.sub("{year}", key(text)).replace("{year}年度", "{year}").replace("{year}年", "{year}")


def year_of(text: str) -> int | None:
    """The first year that a title or label names, None where it names none."""
    found = _YEAR.search(fold(text))
    return int(found[0]) if found else None


def years_of(text: str) -> set[int]:
    """Every year that a label names."""
    return {int(year) for year in _YEAR.findall(fold(text))}


# Control characters, and those that turn the direction of what follows or can't be seen at all.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def printable(text: str, kept: str = "") -> str:
    r"""The text with what acts instead of being read made visible: control characters, marks of direction.

    A name of a document may hold them, by accident or by intent; in a terminal, a log or a document they would
    erase, colour, reorder or hide what stands beside them. `kept` are those that stay.

    >>> print(printable("a\x1b[31m\u202eb"))
    a\x1b[31m\u202eb
    """
    return _UNSEEN.sub(lambda found: found[0] if found[0] in kept else _escaped(found[0]), text)


_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_OPENING = frozenset("'=+-@\t\r\n＝＋－＠")  # what a text begins with that may be one
_NUMBER = re.compile(r"[+-]?[\d,]{0,60}(?:\.\d{1,60}|(?<=\d))%?")


def opens_formula(text: str) -> bool:
    """True if a spreadsheet would read the text as a formula and run it; a plain number it may.

    >>> opens_formula("=cmd|'/c calc'!A1"), opens_formula("-12.50"), opens_formula("-A1")
    (True, False, True)
    """
    return len(text) > 1 and bool(_FORMULA.match(text)) and not _NUMBER.fullmatch(text)


def guarded(text: str) -> str:
    """The text as a cell of a CSV file that a spreadsheet may open: an apostrophe before what it would run.

    >>> guarded("=1+1"), guarded("甲"), unguarded(guarded("=1+1")), unguarded(guarded("'=1"))
    ("'=1+1", '甲', '=1+1', "'=1")
    """
    return f"'{text}" if text[:1] in _OPENING and opens_formula(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and opens_formula(text.lstrip("'")) else text


def escaped(text: str) -> str:
    """The text as HTML shows it: nothing in it is a tag, and nothing acts."""
    return escape(printable(text, "\t\n"))


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def short(text: str, most: int) -> str:
    """The text, cut where it is longer than there is room for."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


class UserError(ValueError):
    """An error that people see: its message says in one line where, what was expected and what to do."""


def matched(one: str, other: str) -> SequenceMatcher[str]:
    """What two texts have in common, letters that are frequent in them too."""
    return SequenceMatcher(None, one, other, autojunk=False)
