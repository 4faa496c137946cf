"""The names of prices and results, which tell what a price is for: 专家讲座平均成本 is for 全年举办科普讲座.

The words are those of 项目支出绩效目标表 everywhere: what an indicator of cost or of quantity adds to
the name of the thing itself. Nothing here knows a department.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analysis.text import key, matched

#: Units that count the same thing.
_SAME_UNIT = {"名": "人", "位": "人", "场次": "场", "㎡": "平方米", "m2": "平方米", "件套": "件", "份数": "份"}
_COUNTED = "个|场次|场|人次|人|名|位|次|项|件套|件|期|家|站|所|户|册|套|部|天|月|年|节|份|台|辆|吨|平方米|㎡|亩|公里"
_PER = re.compile(rf"每(?P<per>{_COUNTED})|(?P<head>人均|户均)")
_AVERAGE = re.compile(r"平均|单价|均价|单位(?:成本|造价|费用)")
#: Words that say cost, at the end of an indicator's name or inside it.
_COST = (
    "总成本|成本|控制数|总费用|费用|专项经费|经费|专项资金|资金|补助|补贴|奖补|奖励|资助|标准|所需|总额|金额|支出|"
    "单价|均价|造价"
)
_COST_END = re.compile(rf"(?:{_COST}|(?<![免收消付自公学])费)+$")
_COST_HEAD = re.compile(rf"^(?:平均|每(?:{_COUNTED})|单位|年度|全年)+")
_FIRST_YEARS = re.compile(r"(?:前|首)(?P<years>[一二两三四五\d]|)年")
_NUMERALS = {"": 1, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
#: What makes one kind of a thing dearer or cheaper than another: a price that says it is only for results that say it.
_KINDS = (
    *("新建", "新增", "新设", "续建", "改建", "扩建"),
    *("优秀", "一等", "二等", "三等", "重点", "示范", "首次"),
    *("市级", "县级", "省级", "国家级"),
)
#: Words that many names share, so that they tell nothing.
_COMMON = re.compile(
    "活动|项目|单位|补助|补贴|经费|人员|人数|数量|次数|场次|工作(?![站室])|建设|服务|开展|举办|组织|支持|完成|参加|参与|资助|"
    "管理|费用|成本|全省|全年|年度|有序|保障|提供|进行"
)
_READERS = re.compile(
    "(?:受众|参与|参加|覆盖|服务|受益|惠及|观众|参赛|接待|培训)*(?:学生|人员|群众|公众|选手|对象|观众|听众|读者)*(?:人数|人次|数量|次数|场次|数|量)*$"
)
_VERBS = re.compile(r"^(?:全年|年度|年|开展|举办|组织|有序|完成|参加|计划|预计|实际|累计)+")
_TITLE = re.compile(r"《[^《》]*》|\"[^\"]*\"")
_LEAST = 2
#: Letters of a name's end that words of cost and of counting are looked for in: looked for everywhere, a name of
#: hundreds of them would take time by the square of their number.
_END = 60
#: Letters that a damaged name may differ in, and how long it must be for that.
_SLIPS, _LONG = 2, 8


def unit(printed: str) -> str:
    """The unit in one spelling: 场次 and 场 are one, 名, 位 and 人 too."""
    return _SAME_UNIT.get(printed, printed)


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of an indicator of cost: the thing, and the conditions that its name sets.

    `per` is the unit priced: "" for a total, "*" where an average does not say of what.
    """

    stem: str
    per: str
    kinds: tuple[str, ...]
    first_years: int | None


@lru_cache(maxsize=4096)
def subject(name: str, printed_unit: str) -> Subject:
    """The subject of a price, by its name and by its unit.

    >>> subject("平均每场科普摄影展", "元")
    Subject(stem='科普摄影展', per='场', kinds=(), first_years=None)
    >>> subject("新建工作站前两年补助经费", "元/站")
    Subject(stem='新建工作站', per='站', kinds=('新建',), first_years=2)
    """
    text = key(name)
    plain = _TITLE.sub("", text)
    per = unit(printed_unit.partition("/")[2])
    if not per and (found := _PER.search(plain)):
        per = unit(found["per"] or found["head"][0])
    if not per and _AVERAGE.search(plain):
        per = "*"
    years = _FIRST_YEARS.search(text)
    stem = _FIRST_YEARS.sub("", text)
    stem = re.sub("人均|户均|平均", "", _COST_HEAD.sub("", stem))
    stem = _ended(_COST_END, _COST_HEAD.sub("", stem))
    kinds = tuple(word for word in _KINDS if word in stem)
    first = None if years is None else _NUMERALS.get(years["years"]) or int(years["years"])
    return Subject("" if stem == "项目" else stem, per, kinds, first)


def allows(price: Subject, result: str, year: int | None, budget_year: int) -> bool:
    """True where a result meets the conditions that a price's name sets; one that says no year does not meet 前两年."""
    if any(word not in result for word in price.kinds):
        return False
    return price.first_years is None or (year is not None and 0 <= budget_year - year < price.first_years)


def is_rate(name: str) -> bool:
    """True for a result per head, per event or on average: 人均工服数量 counts nothing that can be added up."""
    plain = _TITLE.sub("", key(name))
    return bool(_PER.search(plain) or "平均" in plain)


@lru_cache(maxsize=4096)
def cores(name: str) -> tuple[str, ...]:
    """The things that a result counts, without verbs and counting words.

    >>> cores("科普短剧、科学实验受众人数"), cores("创新大赛参与学生人数"), cores("年观众接待量")
    (('科普短剧', '科学实验'), ('创新大赛',), ())
    """
    parts = re.split("[、,;和及]", key(name))
    found = (_VERBS.sub("", _ended(_READERS, part)) for part in parts)
    return tuple(part for part in found if len(part) >= _LEAST and not _COMMON.fullmatch(part))


def plain_name(name: str) -> str:
    """A result's name without what every office may put before it, so that like results have one name.

    >>> plain_name("全年举办科普讲座"), plain_name("科普讲座 ")
    ('科普讲座', '科普讲座')
    """
    text = key(name)
    return _VERBS.sub("", text) or text


def holds(stem: str, name: str) -> bool:
    """True where one name is the other's thing: the stem stands in the result's name, or its core in the stem."""
    if len(stem) < _LEAST or _COMMON.fullmatch(stem):
        return False
    return stem in key(name) or any(core in stem for core in cores(name))


@lru_cache(maxsize=16384)
def likeness(stem: str, name: str) -> tuple[int, ...]:
    """The likeness of a price's thing and a result's name, common words left out; empty where they share nothing.

    Characters in common blocks of two or more, then how early the first one stands, below 0.
    """
    one, other = _COMMON.sub("\x00", stem), _COMMON.sub("\x01", key(name))
    blocks = [b for b in matched(one, other).get_matching_blocks() if b.size >= _LEAST]
    return (sum(b.size for b in blocks), -min(b.a for b in blocks)) if blocks else ()


def _ended(words: re.Pattern[str], name: str) -> str:
    """A name without the words at its end."""
    return name[:-_END] + words.sub("", name[-_END:])


def nearly(one: str, other: str) -> bool:
    """True where two names are one but for a letter or two that a damaged page has lost or doubled."""
    shared = sum(b.size for b in matched(one, other).get_matching_blocks())
    return max(len(one), len(other)) - shared <= _SLIPS and shared >= _LONG
