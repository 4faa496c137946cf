"""What the charts on structure say: titles with one message each, labels, and text alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from analysis.measures.uses import uses
from analysis.money import quotient
from analysis.present import vocabulary
from analysis.present.phrases import Chinese, Phrase, amount, join, of, percent
from analysis.present.structure import wording
from analysis.present.structure.trace import Item, StructureTrace


def functions_title(trace: StructureTrace) -> Phrase:
    """The largest function item, and its share of all expenditure."""
    leaves = [item for item in trace.of("function") if not children(item, trace)]
    top = max(leaves, key=lambda item: item.amount, default=None)
    if top is None or trace.is_mixed("function"):
        return no_picture("functions", trace) if leaves else wording.nothing("functions", trace)
    return trace.say(
        "最大的一项是{name}：{size}，占全部支出的{share}",
        "The largest single item is {name}: {size}, {share} of all expenditure",
        name=Chinese(top.label),
        size=trace.money(top),
        share=trace.part(top),
    )


def functions_alt(trace: StructureTrace) -> str:
    """What the icicle shows, for those who can't see it."""
    parts = [_sized(item, trace) for item in sorted(trace.top("function"), key=lambda item: -item.amount)]
    return _alt(
        "分层图，从左到右为类、款、项：{parts}。", "Icicle of classes, sections and items: {parts}.", parts, trace
    )


def uses_title(trace: StructureTrace) -> Phrase:
    """What units' own funds pay for; where there are none, what the largest source pays for."""
    rows = uses(trace.frame)
    if rows.is_empty():
        return wording.nothing("uses", trace)
    if trace.is_mixed("use"):
        return no_picture("uses", trace)
    said = wording.own_funds(trace)
    if said:
        return said[0]
    paid = rows.group_by("source", maintain_order=True).agg(pl.col("amount").sum()).sort("amount", maintain_order=True)
    source = str(paid["source"][-1])
    row = max(rows.filter(pl.col("source") == source).to_dicts(), key=lambda row: row["amount"])
    return trace.say(
        "{name}的{part}用于{use}",
        "{name}: {part} goes to {use}",
        name=vocabulary.capital(vocabulary.subject(source, trace.lang)),
        part=wording.of_source(row, trace),
        use=vocabulary.subject(row["use"], trace.lang),
    )


def units_title(trace: StructureTrace) -> Phrase:
    """The unit with the most project money, and its share."""
    if not trace.of("unit"):
        return wording.nothing("units", trace)
    top = wording.largest(trace, "unit")
    if top is None:
        return no_picture("units", trace)
    if len(trace.of("unit")) == 1:
        return trace.say(
            "本年项目支出都在一个单位：{name}", "One unit has all projects: {name}", name=Chinese(top.label)
        )
    return trace.say(
        "本年项目支出最多的是{name}：{size}，占{share}",
        "{name} has the most project money: {size}, {share}",
        name=Chinese(top.label),
        size=trace.money(top),
        share=trace.part(top),
    )


def projects_title(trace: StructureTrace) -> Phrase:
    """The largest project, and its share."""
    top = next((item for item in trace.projects if item.amount), None)
    if top is None:
        return wording.nothing("projects", trace)
    if trace.is_mixed("project"):
        return no_picture("projects", trace)
    return trace.say(
        "最大的项目是{name}：{size}，占本年项目支出的{share}",
        "The largest project is {name}: {size}, {share} of the year’s project money",
        name=Chinese(top.label),
        size=trace.money(top),
        share=trace.part(top),
    )


def projects_alt(items: Sequence[Item], trace: StructureTrace) -> str:
    """What the bars of the projects show, for those who can't see them."""
    return _alt(
        "条形图，由大到小：{parts}。", "Bars, the largest first: {parts}.", [_sized(i, trace) for i in items], trace
    )


def lorenz_title(trace: StructureTrace) -> Phrase:
    """What the largest projects take."""
    found = trace.concentration
    if found is None:
        return wording.nothing("projects", trace)
    n = len(found.amounts)
    if n <= wording.TOP:
        return trace.say(
            "本年项目只有{n}个，不画集中曲线。",
            "With {n} {projects} of the year there is no curve of concentration to draw.",
            n=str(n),
            projects="project" if n == 1 else "projects",
        )
    return trace.say(
        "{n}个项目中，最大的{top}个占本年项目支出的{share}",
        "Of {n} projects, the largest {top} take {share} of the year’s project money",
        n=str(n),
        top=str(wording.TOP),
        share=wording.top_share(trace),
    )


def lorenz_alt(trace: StructureTrace) -> str:
    """What the Lorenz curve shows, for those who can't see it."""
    found = trace.concentration
    if found is None:
        return str(lorenz_title(trace))
    few = len(found.amounts) // 2
    said = trace.say(
        "洛伦兹曲线：项目由小到大排列，较小的{few}个（占个数{part}）只占金额的{money}；基尼系数{gini}。",
        "Lorenz curve, projects from the smallest up: the smaller {few} ({part} of them) hold {money} of the money; "
        "Gini coefficient {gini}.",
        few=str(few),
        part=percent(found.lorenz[few][0]),
        money=percent(found.lorenz[few][1]),
        gini=f"{found.gini.value:.4f}",
    )
    return str(said)


def no_picture(kind: str, trace: StructureTrace) -> Phrase:
    """That amounts below 0 can't be drawn as areas."""
    return trace.say(
        "有小于0的金额，“{name}”不画图。",
        "Some amounts are below 0, so there is no chart: {name}.",
        name=vocabulary.section(kind, trace.lang),
    )


def bars_alt(rows: Sequence[tuple[str, Sequence[tuple[str, Decimal]]]], trace: StructureTrace) -> str:
    """What stacked bars show: each bar with its parts."""
    parts = [of(trace.pick(f"{name}：{noted(held, trace)}", f"{name}: {noted(held, trace)}")) for name, held in rows]
    return _alt("条形图。{parts}。", "Stacked bars. {parts}.", parts, trace)


def noted(parts: Sequence[tuple[str, Decimal]], trace: StructureTrace) -> str:
    """A bar's parts with their amounts to two decimals: `基本支出 3,434.33，项目支出 4,300.32`."""
    said = trace.pick("，", ", ").join(f"{name} {rounded(value)}" for name, value in parts if value)
    return vocabulary.capital(said)


def rounded(value: Decimal) -> str:
    """An amount to two decimals, for a picture; the table beside it has it exactly."""
    return amount(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def lorenz_labels(trace: StructureTrace) -> tuple[str, str, str, str]:
    """The axes' names, what the diagonal is, and what the curve leaves to the largest projects."""
    found = trace.concentration
    top = percent(found.share(min(wording.TOP, len(found.amounts))).value) if found else ""
    return (
        trace.pick("项目个数，由小到大累计（%）", "Projects, from the smallest up (%)"),
        trace.pick("金额累计（%）", "Part of the money (%)"),
        trace.pick("若各项目一样大", "if all were equal"),
        trace.pick(f"最大的{wording.TOP}个占{top}", f"the largest {wording.TOP}: {top}"),
    )


def rest_label(items: Sequence[Item], whole: Decimal, trace: StructureTrace) -> tuple[str, str]:
    """What items too small for a name of their own are called together, and their amount with its share."""
    total = sum((item.amount for item in items), Decimal(0))
    name = trace.pick(f"其余{len(items)}项", f"{len(items)} others")
    return name, _with_share(total, quotient(total * 100, whole), trace)


def item_label(item: Item, trace: StructureTrace) -> tuple[str, str]:
    """An item's name, and its amount with its share."""
    name = vocabulary.capital(str(of(trace.called(item))))
    return name, _with_share(item.amount, item.share, trace)


def children(item: Item, trace: StructureTrace) -> list[Item]:
    """The rows just below a row of the functional classification, the largest first."""
    below = [other for other in trace.of("function", item.measure) if other.parent == item.key]
    return sorted(below, key=lambda other: -other.amount)


def _with_share(value: Decimal, part: Decimal | None, trace: StructureTrace) -> str:
    shown = "" if part is None else trace.pick(f"（{percent(part)}）", f" ({percent(part)})")
    return f"{rounded(value)}{shown}"


def _sized(item: Item, trace: StructureTrace) -> Phrase:
    return trace.say(
        "{name}{size}（{share}）",
        "{name} {size} ({share})",
        name=trace.called(item),
        size=trace.money(item),
        share=trace.part(item),
    )


def _alt(zh: str, en: str, parts: Sequence[Phrase], trace: StructureTrace) -> str:
    return str(trace.say(zh, en, parts=join(parts, trace.pick("；", "; "))))
