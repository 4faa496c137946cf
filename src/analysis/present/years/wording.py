"""The sentences on several years: what is compared, what can't be, and whether both years' documents agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.present import vocabulary
from analysis.present.phrases import Chinese, Phrase, of
from analysis.present.trace import Trace

KINDS: dict[str, tuple[str, str]] = {
    "new": ("新增", "new"),
    "ended": ("取消", "ended"),
    "grown": ("增加", "grown"),
    "shrunk": ("减少", "shrunk"),
    "unchanged": ("不变", "unchanged"),
}
DIMENSIONS: dict[str, tuple[str, str]] = {
    "function": ("按功能科目（项）", "By function item"),
    "economic": ("按经济科目（款）", "By economic item"),
    "project": ("按项目", "By project"),
}
MATCHES: dict[str, tuple[str, str]] = {
    "renamed": ("改名", "renamed"),
    "split": ("拆分", "split up"),
    "merged": ("合并", "merged"),
}
AGREEMENT: dict[str, tuple[str, str]] = {
    "exact": ("一致", "agree"),
    "rounding": ("尾差内一致", "agree within rounding"),
    "conflict": ("不一致", "disagree"),
}
_SIDES = {"revenue": ("收入", "revenue"), "expenditure": ("支出", "expenditure")}


def subject(row: Mapping[str, Any], trace: Trace) -> Phrase:
    """What a figure is of, with its side of the budget."""
    zh, en = (vocabulary.subject(row["subject"], lang, row["measure"]) for lang in ("zh", "en"))
    name = row["subject"].replace("_", " ")
    side = _SIDES.get(row["flow"] or "")
    if trace.lang == "zh":
        return of(f"{zh or name}{f'（{side[0]}）' if side else ''}")
    shown = vocabulary.capital((en or name).removeprefix("the "))
    return of(f"{shown}{f' ({side[1]})' if side else ''}")


def on_conflicts(found: pl.DataFrame, before: Disclosure, trace: Trace) -> Phrase:
    """How many figures both years' documents give, and how many of them disagree."""
    wrong = found.filter(pl.col("verdict") == "conflict").height
    year, count = str(before.metadata.year), str(found.height)
    if not found.height:
        return trace.say(
            "本年文件没有说明可与{year}年公开的预算核对的数。",
            "This year’s document states nothing that the published budget of {year} can be held against.",
            year=year,
        )
    if wrong:
        return trace.say(
            "本年文件所述的{year}年数有{count}个可与{year}年公开的预算核对，其中{wrong}个超出取整的余地，不一致。"
            "本页采用公开的预算。",
            "Of {count} figures of {year} that this year’s document states, {wrong} differ from the published budget "
            "of {year} by more than rounding. This page takes the published ones.",
            year=year,
            count=count,
            wrong=str(wrong),
        )
    return trace.say(
        "本年文件所述的{year}年数有{count}个可与{year}年公开的预算核对，都一致。",
        "{count} figures of {year} that this year’s document states can be held against the published budget of "
        "{year}; all agree.",
        year=year,
        count=count,
    )


def on_details(found: pl.DataFrame, before: Disclosure, trace: Trace) -> Sequence[Phrase]:
    """What is compared with what, and what one of the two documents does not print."""
    said = [
        trace.say(
            "下面逐项比较本年和{year}年公开的预算（{title}）。功能科目按编码对应，没有编码的经济科目按类和名称对应，"
            "项目只有名称确定相同的才对应。",
            "Below, this year’s budget is compared item by item with the published budget of {year} ({title}). "
            "Function items are paired by code, economic items without a code by class and name, projects only where "
            "their names are the same beyond doubt.",
            year=str(before.metadata.year),
            title=Chinese(before.metadata.source.title),
        )
    ]
    held = set(found["dimension"])
    missing = [vocabulary.pick(pair, trace.lang) for name, pair in DIMENSIONS.items() if name not in held]
    if missing:
        said.append(
            trace.say(
                "两个文件没有都印出的，不作比较：{names}。",
                "Not compared, since not both documents print it: {names}.",
                names=trace.listed(missing),
            )
        )
    return said


def likeness(trace: Trace) -> str:
    """What the likeness of names is."""
    return trace.pick(
        "两个名称去掉标点和预算年度之后，相同的字占两者字数之和的比例，0到1",
        "characters in common, in percent of both names without signs and budget year, from 0 to 1",
    )
