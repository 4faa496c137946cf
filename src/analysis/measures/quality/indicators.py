"""The indicators that rules and identities may speak of: those that are named and read beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from analysis.disclosure import Disclosure
from analysis.measures.figures import figures
from analysis.measures.records import Indicator
from analysis.text import key

_COUNTERS = re.compile(r"(?:次数|场次|数量|个数|人数|期数|场数|件数|总数|数)$")
_RATES = re.compile(r"平均|人均|每|单位|率$|比例|占比|标准")
_TIMES = ("年", "月", "个月", "天", "日", "工作日", "周", "小时", "分钟", "秒", "秒钟")


@lru_cache(maxsize=2)
def certain(disclosure: Disclosure) -> Sequence[Indicator]:
    """Those of projects."""
    return [row for row in _named(disclosure) if row.form is not None]


def of_department(disclosure: Disclosure) -> list[Indicator]:
    """Those of the department's own form."""
    return [row for row in _named(disclosure) if row.form is None]


def _named(disclosure: Disclosure) -> list[Indicator]:
    return [row for row in figures(disclosure).indicators if row.name and not row.uncertain]


def is_quantity(row: Indicator) -> bool:
    """Whether a target counts things: no percentage, price, sum of money, span of time, average or rate."""
    is_number = row.value is not None and bool(row.unit) and row.unit not in _TIMES
    return is_number and not any(mark in row.unit for mark in "%‰元/") and not _RATES.search(key(row.name))


def is_alike(one: str, other: str) -> bool:
    """Whether two units count alike: 场 and 场次."""
    return one == other or one + "次" == other or one == other + "次"


def bare(name: str) -> str:
    """An indicator's name without the word that says it counts: 评选工作站个数 -> 评选工作站."""
    return _COUNTERS.sub("", key(name))
