"""The sentences of a brief on structure about its projects: how concentrated, of which kind, what was carried over."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from analysis.figure import Figure, Told, percent, places, total
from analysis.measures.kinds import Kind
from analysis.present import vocabulary
from analysis.present.phrases import Part, Phrase, Shown, join, of
from analysis.present.structure.trace import StructureTrace
from analysis.present.structure.wording import TOP, labels, share_of, top_share


def concentrated(trace: StructureTrace) -> list[Phrase]:
    """How concentrated the projects are: each measure with what it means."""
    found = trace.concentration
    if found is None:
        return []
    n = len(found.amounts)
    if n == 1:
        return [trace.say("本年只有一个项目。", "There is only one project this year.")]
    said = []
    if n > TOP:
        said.append(
            trace.say(
                "最大的{top}个项目占本年项目支出的{share}。",
                "The largest {top} projects take {share} of this year’s project money.",
                top=str(TOP),
                share=top_share(trace),
            )
        )
    return [
        *said,
        trace.say(
            "基尼系数{gini}：0表示各项目一样大，越接近1越集中于少数项目。",
            "Gini coefficient {gini}: 0 where all projects are equal, towards 1 where few hold nearly all.",
            gini=_figure(found.gini, 4, trace),
        ),
        trace.say(
            "赫芬达尔指数（HHI）{hhi}：各项目占比（%）的平方和，只有一个项目时为10,000，{n}个一样大时为{equal}。",
            "Herfindahl–Hirschman index {hhi}: the sum of squared percentage shares, 10,000 for a single project, "
            "{equal} for {n} equal ones.",
            hhi=_figure(found.hhi, 1, trace),
            n=str(n),
            equal=f"{Decimal(10000) / n:,.1f}",
        ),
        trace.say(
            "有效项目数{number}：名义上{n}个项目，集中程度相当于{number}个一样大的项目。",
            "Effective number {number}: the {n} projects are as concentrated as {number} equal ones.",
            number=_figure(found.effective_number, 2, trace),
            n=str(n),
        ),
    ]


def kinds(found: Sequence[Kind], trace: StructureTrace) -> list[Phrase]:
    """Which projects can be of which kind, and how certain that is."""
    if not found:
        return []
    if not any(kind.count for kind in found):
        return [
            trace.say("文件所印各类项目都是0个。", "By the document’s counts there are no projects of either kind.")
        ]
    stated = [
        trace.say(
            "{name}{n}个，合计{size}",
            "{n} {name}, together {size}",
            name=_kind(kind, trace),
            n=str(kind.count),
            size=vocabulary.money(trace.figure(kind.total), trace.lang),
        )
        for kind in found
    ]
    first = trace.say(
        "文件只印出：{stated}；没有写明哪个项目属于哪一类。",
        "The document prints only: {stated}. It does not say which project is of which kind.",
        stated=join(stated, trace.pick("；", "; ")),
    )
    verdicts = {kind.verdict for kind in found}
    if verdicts == {"unique"}:
        least = [kind for kind in found if kind.certain]
        told = min(least, key=lambda kind: len(kind.certain), default=None)
        if told is None:
            return [first]
        names = labels([candidate.label for candidate in told.certain], trace)
        rest: Part = trace.pick("，其余为另一类", "; all others are of the other kind")
        if len(told.certain) == len(told.candidates):
            names, rest = of(trace.pick("全部项目", "all of them")), ""
        return [
            first,
            trace.say(
                "这些个数和金额只容许一种分法：{kind}是{names}{rest}。这是推断，不是文件所写。",
                "These counts and sums allow only one assignment: {kind} {are} {names}{rest}. "
                "That is inferred, not printed.",
                kind=_kind(told, trace),
                are="is" if len(told.certain) == 1 else "are",
                names=names,
                rest=rest,
            ),
        ]
    return [first, *(_on_kind(kind, trace) for kind in found)]


def carried(rows: pl.DataFrame, trace: StructureTrace) -> list[Phrase]:
    """How much was carried over, how much of it bears a name of this year, and what does not."""
    if rows.is_empty():
        return []
    printed = trace.get("use", "carryover", "project")
    held = rows.to_dicts()
    whole = total(Told(row["amount"], row["amount_how"]) for row in held) if printed is None else printed.figure
    same = total(Told(row["amount"], row["amount_how"]) for row in held if row["current"] is not None)
    part = trace.share(percent(same, whole))
    said = [
        trace.say(
            "结转的{total}中，{same}{part}的项目名称与本单位本年项目相同（只差年份的也算）。名称相同只说明名称相同。",
            "Of {total} carried over, {same}{part} bears the name of a project of the same unit this year (a year in "
            "the name apart). A name proves no more than that.",
            total=vocabulary.money(trace.figure(whole), trace.lang),
            same=vocabulary.money(trace.figure(same), trace.lang)
            if same is not None
            else trace.pick("0万元", "nothing"),
            part=trace.say("（{part}）", " ({part})", part=part) if part is not None else "",
        )
    ]
    left = rows.filter(pl.col("current").is_null()).to_dicts()

    if left:
        said.append(
            trace.say(
                "其余{rest}在本年项目里没有同名的：{names}。",
                "The other {rest} has no namesake among this year’s projects: {names}.",
                rest=vocabulary.money(
                    trace.figure(whole if same is None or whole is None else whole - same), trace.lang
                ),
                names=labels([row["project"] for row in left], trace),
            )
        )
    return said


def procurement(trace: StructureTrace) -> list[Phrase]:
    """The budget for procurement: its share of the year's budget, and its largest part."""
    whole, year = trace.get("procurement", "procurement"), trace.get("budget_of_year", "current_year")
    if whole is None:
        return []
    said = trace.say("政府采购预算{size}", "The budget for procurement is {size}", size=trace.money(whole))
    figure = trace.share(percent(whole.figure, year.figure)) if year is not None else None
    if figure is not None:
        said += trace.say("，占本年预算的{part}", ", {part} of the year’s budget", part=figure)
    parts = [item for item in trace.of("procurement") if item.parent and item.amount]
    top = max(parts, key=lambda item: item.amount, default=None)
    if top is not None and top.share is not None and top.amount <= whole.amount:
        said += trace.say(
            "；其中{name}{size}{share}",
            "; of it {name}: {size}{share}",
            name=vocabulary.subject(top.key, trace.lang),
            size=trace.money(top),
            share=share_of(top, trace),
        )
    return [said + trace.pick("。", ".")]


# --- parts ---------------------------------------------------------------------------------------


def _figure(figure: Figure, decimals: int, trace: StructureTrace) -> Shown | None:
    """A measure of how concentrated the projects are."""
    return trace.figure(figure, f"{places(figure.value, decimals):,}")


def _kind(kind: Kind, trace: StructureTrace) -> str:
    name = vocabulary.subject(kind.subject, trace.lang)
    return name.replace("projects", "project") if trace.lang == "en" and kind.count == 1 else name


def _on_kind(kind: Kind, trace: StructureTrace) -> Phrase:
    name = _kind(kind, trace) if trace.lang == "zh" else vocabulary.capital(_kind(kind, trace))
    if kind.verdict == "none":
        return trace.say(
            "{name}：没有一种分法能同时合于所印的个数和金额。",
            "{name}: no assignment fits the printed count and sum.",
            name=name,
        )
    if kind.verdict == "untried":
        return trace.say(
            "{name}：可能的分法太多，或有读数待核，不作推断。",
            "{name}: there are too many assignments to try, or a figure could not be read; nothing is inferred.",
            name=name,
        )
    certain = labels([candidate.label for candidate in kind.certain], trace)
    number = str(len(kind.found.sets or ()))
    return trace.say(
        "{name}：有{number}种分法合于所印的个数和金额；{certain}。",
        "{name}: the printed count and sum allow {number} {ways}; {certain}.",
        name=name,
        number=number,
        ways="assignment" if number == "1" else "assignments",
        certain=trace.say("各种分法里都有的是{names}", "in all of them: {names}", names=certain)
        if certain
        else trace.pick("没有一个项目在各种分法里都有", "no project is in all of them"),
    )
