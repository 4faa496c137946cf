"""The sentences on which function item a project stands under, and how far the figures prove it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis.figure import total
from analysis.present import vocabulary
from analysis.present.phrases import Chinese, Phrase, Shown, join, of, percent
from analysis.present.structure.trace import StructureTrace
from analysis.present.structure.wording import labels

#: verdict, or basis of a unique one -> what a table says of it.
_VERDICTS: dict[str, tuple[str, str]] = {
    "alone": ("证实：只有这一组项目合得上", "proven: no other set of projects fits"),
    "sharing": ("证实：把全部项目分到各科目，每种分法都是这一组", "proven: the same in every way to share out all"),
    "units": ("按单位推出：加上单位才唯一，见下", "by units: unique with them only, see below"),
    "unproven": ("有一组合得上，但可能是巧合，未证实", "one set fits, but that may be an accident: not proven"),
    "several": ("不止一组合得上，不能确定", "several sets fit: not determined"),
    "none": ("没有一组合得上", "no set fits"),
    "not_determined": ("组合太多，或有数待核，不作推断", "too many sets to try, or a figure to be checked"),
}


def ties(rows: pl.DataFrame, trace: StructureTrace) -> list[Phrase]:
    """How many items have their projects proven, on which premise, and what is not proven."""
    if rows.is_empty():
        return []
    proven = rows.filter(pl.col("verdict") == "unique")
    by_unit = proven.filter(pl.col("basis") == "units").height
    counts = (
        (proven.height - by_unit, "{n}个的项目由数字证实", "for {n} the figures prove the projects"),
        (by_unit, "{n}个的项目再用单位推出", "for {n} they follow by units"),
        (rows.height - proven.height, "{n}个不能确定", "for {n} they can’t be told"),
    )
    told = [trace.say(zh, en, n=str(number)) for number, zh, en in counts if number]
    said = [
        trace.say(
            "文件没印项目的功能科目，但各科目的项目支出应是列在其下的项目之和。{n}个科目（分来源）中，{told}。",
            "No table prints a project’s function code, but an item’s project money is the sum of its projects. "
            "Of {n} {items} (by source), {told}.",
            n=str(rows.height),
            items="item" if rows.height == 1 else "items",
            told=join(told, trace.pick("，", ", ")),
        )
    ]
    if proven.is_empty():
        return said
    said.append(
        trace.say(
            "前提是一个项目只列在一个科目；凡推出的，全部项目都能不多不少地分到各科目，这支持前提，但不等于文件写明。",
            "The premise is that a project stands under one item. Wherever something is inferred, all projects share "
            "out over the items with nothing left, which supports the premise; the document does not state it.",
        )
    )
    if by_unit:
        said.append(
            trace.say(
                "“按单位推出”的，只看金额还有别的分法；再设每个科目的钱只属一个单位（或每个单位的钱只列一个科目），"
                "各单位的合计与科目只有一种对法，分法才唯一。",
                "Where it says “by units”, sums alone leave other ways. If each item’s money is one unit’s (or each "
                "unit’s stands under one item), units’ sums fit the items in one way only, and so do the projects.",
            )
        )
    most = max(row["chance"] for row in proven.to_dicts())
    if most:
        said.append(
            trace.say(
                "若金额互不相干，碰巧也能这样分尽的分法，粗略估计期望不超过{chance}种。",
                "Were the amounts unrelated, the number of ways that fit by accident would be at most about {chance}.",
                chance=f"{most.normalize():f}",
            )
        )
    return said


def purposes(rows: pl.DataFrame, trace: StructureTrace) -> list[Phrase]:
    """Which class has most project money, and what is proven to be paid outside it."""
    if rows.is_empty():
        return []
    first = rows.row(0, named=True)
    top = rows.sort("share_of_class", descending=True, nulls_last=True, maintain_order=True).row(0, named=True)
    said = [
        trace.say(
            "项目支出最多的类是{main}；上列项目由数字推出列在其他类。名称与科目是否相称，由读者判断。",
            "Most project money is in the class {main}; the projects above are inferred to stand under other classes. "
            "Whether a name fits its function is for the reader to judge.",
            main=function(first["main_class"], first["main_name"]),
        )
    ]
    part = share(top, "share_of_class", trace)
    if part is not None:
        said.append(
            trace.say(
                "占所在类最多的是{names}：{size}，占{name}的{part}。",
                "The largest part of its class: {names}, {size}, {part} of {name}.",
                names=named(projects(top["projects"], trace), trace),
                size=vocabulary.money(sized(top, trace), trace.lang),
                name=function(top["class_code"], top["class_name"]),
                part=part,
            )
        )
    return said


# --- what stands in a table's cell ---------------------------------------------------------


def verdict(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """What proves a tie, or why there is none."""
    return of(trace.pick(*_VERDICTS[row["basis"] or row["verdict"]]))


def function(code: str, name: str) -> Chinese:
    """A function item by code and name."""
    return Chinese(f"{code} {name}")


def source(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """The source of the money: carried over, or of the year."""
    return of(vocabulary.capital(vocabulary.measure(row["source"], trace.lang)))


def sized(row: Mapping[str, Any], trace: StructureTrace) -> Shown | None:
    """An item's project money."""
    return trace.told(row, "amount")


def share(row: Mapping[str, Any], column: str, trace: StructureTrace) -> Shown | None:
    """A tie's part of its class (`share_of_class`) or item (`share_of_item`)."""
    return None if row[column] is None else trace.told(row, column, percent(row[column]))


def projects(refs: str | None, trace: StructureTrace) -> list[tuple[str, Shown]]:
    """The projects of a tie with their amounts; one that several sources of the pool pay is one."""
    found = []
    for project in (refs or "").split():
        rows = [row for ref in project.split("+") if (row := trace.row(ref)) is not None]
        shown = trace.figure(total(trace.cell(f"{ref}#amount") for ref in project.split("+"))) if rows else None
        if shown is not None:
            found.append((rows[0]["label"], shown))
    return found


def named(held: Sequence[tuple[str, Shown]], trace: StructureTrace) -> Phrase:
    """The names of a tie's projects, each once."""
    return labels([name for name, _ in held], trace)
