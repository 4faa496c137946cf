"""What the forms promise, row by row: helpers of the rules and identities about indicators."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.schema import INDICATORS
from analysis.text import key

_COUNTERS = re.compile(r"(?:次数|场次|数量|个数|人数|期数|场数|件数|总数|数)$")
_RATES = re.compile(r"平均|人均|每|单位|率$|比例|占比|标准")
_TIMES = ("年", "月", "个月", "天", "日", "工作日", "周", "小时", "分钟", "秒", "秒钟")


@lru_cache(maxsize=2)
def certain(disclosure: Disclosure) -> Sequence[dict[str, Any]]:
    """Indicators of projects that are named and read beyond doubt; the same rows for all who ask."""
    known = ~pl.col("uncertain") & pl.col("form").is_not_null() & pl.col("level3").is_not_null()
    return disclosure.indicators.filter(known).to_dicts()


def of_department(disclosure: Disclosure) -> list[dict[str, Any]]:
    """Indicators of the department's own form that are named and read beyond doubt."""
    known = ~pl.col("uncertain") & pl.col("form").is_null() & pl.col("level3").is_not_null()
    return disclosure.indicators.filter(known).to_dicts()


def project(disclosure: Disclosure, form: int | None) -> str | None:
    """The name of a form's project."""
    rows = disclosure.projects.filter(pl.col("form").eq_missing(form))
    return rows["project"][0] if rows.height else None


def refs(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The references of indicators."""
    return tuple(INDICATORS.reference(row) for row in rows)


def is_quantity(row: dict[str, Any]) -> bool:
    """Whether a target counts things: no percentage, price, sum of money, span of time, average or rate."""
    unit = row["unit"]
    return (
        row["value"] is not None
        and bool(unit)
        and not any(mark in unit for mark in ("%", "‰", "元", "/"))
        and unit not in _TIMES
        and not _RATES.search(key(row["level3"] or ""))
    )


def is_alike(one: str, other: str) -> bool:
    """Whether two units count alike: 场 and 场次."""
    return one == other or one + "次" == other or one == other + "次"


def bare(name: str) -> str:
    """An indicator's name without the word that says it counts: 评选工作站个数 -> 评选工作站."""
    return _COUNTERS.sub("", key(name))


def printed(row: dict[str, Any]) -> str:
    """A result and its target as the form prints them."""
    return f"{row['level3']} {row['target'] or ''}".rstrip()
