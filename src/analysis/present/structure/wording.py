"""The sentences of a brief on structure, from shares and sums, in Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis.measures.kinds import Kind
from analysis.measures.uses import uses
from analysis.present import vocabulary
from analysis.present.phrases import Chinese, Part, Phrase, Shown, join, percent
from analysis.present.structure.trace import Item, StructureTrace

#: How many of the largest projects the sentences name.
TOP = 3
_TREASURY = ("general_public_budget", "government_funds", "state_capital", "carryover")


# --- the message -------------------------------------------------------------------------


def headline(trace: StructureTrace) -> Phrase:
    """How much is spent, and the largest function class with its share, in one line."""
    total, year = trace.get("expenditure", "expenditure_total"), str(trace.year)
    if total is None:
        return trace.say("{year}年部门预算", "The budget for {year}", year=year)
    said = trace.say(
        "{year}年预算支出{total}", "Budget {year}: {total} of expenditure", year=year, total=trace.money(total)
    )
    top = largest(trace, "function")
    if top is None or top.share is None:
        return said
    if len([item for item in trace.top("function") if item.amount]) == 1:
        return said + trace.say("，全部用于{name}", ", all for {name}", name=_purpose(top, trace))
    name = _purpose(top, trace)
    return said + trace.say("，{share}用于{name}", ", {share} for {name}", share=trace.part(top), name=name)


def how(trace: StructureTrace) -> list[Phrase]:
    """The total, and how it falls into basic and project expenditure."""
    total = trace.get("expenditure", "expenditure_total")
    if total is None:
        return [trace.say("文件没有印出支出总计。", "The document prints no total of expenditure.")]
    parts = [item for key in ("basic", "project") if (item := trace.get("expenditure", key))]
    said = trace.say("支出总计{total}", "Expenditure totals {total}", total=trace.money(total))
    if not parts:
        rest = ("；文件没有分列基本支出和项目支出。", "; basic and project expenditure are not told apart.")
        return [said + trace.pick(*rest)]
    split = [
        trace.say(
            "{name}{size}{share}",
            "{name} {size}{share}",
            name=trace.called(item),
            size=trace.money(item),
            share=share_of(item, trace),
        )
        for item in parts
    ]
    return [said + trace.say("：{parts}。", ": {parts}.", parts=join(split, trace.pick("，", ", ")))]


def points(trace: StructureTrace) -> list[Phrase]:
    """The largest source, what units' own funds pay for, the largest projects, what was carried over."""
    said = []
    top = largest(trace, "source")
    if top is not None:
        said.append(
            trace.say(
                "最大的来源是{name}：{size}{share}",
                "The largest source is {name}: {size}{share}",
                name=trace.called(top),
                size=trace.money(top),
                share=share_of(top, trace, trace.pick("总计", " of the total")),
            )
        )
    said += own_funds(trace)
    if trace.concentration is not None and len(trace.concentration.amounts) > TOP:
        said.append(
            trace.say(
                "本年{n}个项目中，最大的{top}个占{share}：{names}",
                "Of the {n} projects of the year, the largest {top} take {share}: {names}",
                n=str(len(trace.concentration.amounts)),
                top=str(TOP),
                share=top_share(trace),
                names=_names(trace.projects[:TOP], trace),
            )
        )
    over = trace.get("source", "carryover")
    if over is not None and over.amount:
        said.append(
            trace.say(
                "上年结转{size}{share}，是以前年度留下的钱",
                "Carried over from earlier years: {size}{share}",
                size=trace.money(over),
                share=share_of(over, trace, trace.pick("总计", " of the total")),
            )
        )
    return said


def own_funds(trace: StructureTrace) -> list[Phrase]:
    """For each source that is not the treasury's, how much of it pays basic costs, and how much of these it pays."""
    said = []
    for row in uses(trace.frame).filter(pl.col("use") == "basic").to_dicts():
        if row["source"] in _TREASURY or row["share_of_source"] is None or row["share_of_use"] is None:
            continue
        said.append(
            trace.say(
                "{name}的{part}用于基本支出；基本支出的{rest}靠{name}负担",
                "{part} of {name} {pay} basic costs; {rest} of basic costs rest on {it}",
                name=vocabulary.subject(row["source"], trace.lang),
                part=of_source(row, trace),
                rest=of_use(row, trace),
                pay="pays" if row["source"] == "special_account" else "pay",
                it="it" if row["source"] == "special_account" else "them",
            )
        )
    return said


def sure(trace: StructureTrace, found: Sequence[Kind]) -> list[Phrase]:
    """What is printed, what is known by difference only, and what can't be told."""
    said = []
    for row in uses(trace.frame).filter(pl.col("by_difference")).to_dicts():
        said.append(
            trace.say(
                "{name}用于基本支出的数文件没有印出，是基本支出减去其他来源负担部分的差额。",
                "What {name} pay for basic costs is not printed: it is what the other sources leave of them.",
                name=vocabulary.subject(row["source"], trace.lang),
            )
        )
    over = trace.get("source", "carryover")
    if over is not None and over.amount and trace.projects:
        said.append(
            trace.say(
                "按功能的数含上年结转，按单位和项目的数只是本年预算，两者总数不同。",
                "Figures by function hold what was carried over; those by unit and project are of this year only, "
                "so their totals differ.",
            )
        )
    if any(kind.verdict in ("several", "untried") for kind in found):
        said.append(
            trace.say(
                "项目属于哪一类，文件没有写明，个数和金额也不足以确定全部。",
                "Of which kind a project is, the document does not say, and counts and sums do not settle it for all.",
            )
        )
    return said


# --- parts ---------------------------------------------------------------------------------------


def nothing(kind: str, trace: StructureTrace) -> Phrase:
    """That the document does not print what a part would show."""
    texts = {
        "functions": ("文件没有按功能分类的支出。", "The document prints no expenditure by function."),
        "uses": ("文件没有分列各来源的用途。", "The document does not tell what each source pays for."),
        "economic": ("文件没有按经济科目的基本支出。", "The document prints no basic expenditure by economic item."),
        "units": ("文件没有按单位的项目支出。", "The document prints no project expenditure by unit."),
        "projects": ("文件没有本年项目。", "The document prints no projects of the year."),
        "kinds": (
            "文件没有印出各类项目的个数和金额。",
            "The document prints no counts and sums by kind of project.",
        ),
        "carried": ("文件没有上年结转的项目。", "The document prints no projects carried over."),
        "procurement": ("文件没有说明政府采购预算。", "The document does not state a budget for procurement."),
        "ties": (
            "文件没有同时印出各功能科目的项目支出和项目明细，无从对应。",
            "The document does not print both project money by function item and the projects: nothing can be tied.",
        ),
        "tree": ("文件没有项目明细。", "The document prints no projects."),
        "central": (
            "没有看出中央资金：绩效目标表没有印出，项目名称里也没有这类字样。",
            "No central money is to be seen: no form prints any, and no project’s name says so.",
        ),
        "people": (
            "没有一个项目的名称写明用于编外、离退休等人员。",
            "No project’s name says that it pays contract staff, retirees or the like.",
        ),
        "ratios": (
            "文件没有印出人员数，人均数无从计算。",
            "The document prints no count of staff, so nothing stands per head.",
        ),
    }
    return trace.say(*texts[kind])


def no_others(trace: StructureTrace, *, found: bool) -> Phrase:
    """That no other source pays for any item, or that it can't be told."""
    if found:
        return trace.say(
            "各项支出都由一般公共预算和上年结转负担，尾差之外没有其他来源。",
            "The general public budget and carryover pay for every item; beyond rounding there is no other source.",
        )
    return trace.say(
        "文件没有按功能科目分列基本支出和项目支出。",
        "The document does not tell basic and project expenditure apart by function item.",
    )


def no_purposes(trace: StructureTrace, *, proven: bool) -> Phrase:
    """That no project is proven to stand outside the main class; or that nothing is proven at all."""
    if proven:
        return trace.say(
            "由数字推出科目的项目都列在项目支出最多的类，或没有哪一类最多。",
            "All projects whose item is inferred stand under the class with the most project money, or no class has "
            "the most.",
        )
    return trace.say(
        "没有一个项目的功能科目能由数字推出。",
        "No project’s function item can be inferred from the figures.",
    )


def no_own_funds(trace: StructureTrace) -> list[Phrase]:
    """That the treasury pays for everything, where no other source does."""
    if not trace.of("use", "basic") or own_funds(trace):
        return []
    rows = uses(trace.frame)["source"].to_list()
    if any(source not in _TREASURY for source in rows):
        return []
    return [
        trace.say(
            "没有单位资金和财政专户资金：全部支出由财政拨款负担。",
            "There are no units’ own funds and no special account: the treasury pays for everything.",
        )
    ]


# --- what stands in a table's cell, or in another sentence -----------------------------------


def largest(trace: StructureTrace, dimension: str) -> Item | None:
    """The largest of the rows that are part of no other; None without any, or where some are below 0."""
    if trace.is_mixed(dimension):
        return None
    return max((item for item in trace.top(dimension) if item.amount), key=lambda item: item.amount, default=None)


def top_share(trace: StructureTrace) -> Part:
    """What the largest projects take of this year's project money."""
    found = trace.concentration
    if found is None:
        return vocabulary.NOTHING
    return trace.share(found.share(TOP)) or vocabulary.NOTHING


def of_source(row: Mapping[str, Any], trace: StructureTrace) -> Shown | None:
    """A use's part of its source."""
    return _percent(row, "share_of_source", trace)


def of_use(row: Mapping[str, Any], trace: StructureTrace) -> Shown | None:
    """A source's part of a use."""
    return _percent(row, "share_of_use", trace)


def _percent(row: Mapping[str, Any], column: str, trace: StructureTrace) -> Shown | None:
    return None if row[column] is None else trace.told(row, column, percent(row[column]))


def share_of(item: Item, trace: StructureTrace, of_what: str = "") -> Phrase:
    """A row's share in brackets, `of_what` as a word; nothing where it has none."""
    figure = trace.part(item)
    if figure is None:
        return Phrase()
    if trace.lang == "zh":
        return trace.say("（占{whole}{share}）", "", whole=of_what, share=figure)
    return trace.say("", " ({share}{whole})", share=figure, whole=of_what)


def _purpose(item: Item, trace: StructureTrace) -> Part:
    """What a class is for: 科学技术 of 科学技术支出."""
    if trace.lang == "zh":
        return Chinese(item.label.removesuffix("支出") or item.label)
    return trace.called(item)


def _names(items: Sequence[Item], trace: StructureTrace) -> Phrase:
    return labels([item.label for item in items], trace)


def labels(names: Sequence[str], trace: StructureTrace) -> Phrase:
    """Names of the document one after another, each once."""
    return join([Chinese(name) for name in dict.fromkeys(names)], trace.pick("、", ", "))
