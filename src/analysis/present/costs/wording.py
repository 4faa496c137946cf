"""The two sentences on costs that the brief still takes from here."""

from __future__ import annotations

import polars as pl

from analysis import how
from analysis.figure import percent
from analysis.present import vocabulary
from analysis.present.costs.trace import CostsTrace, Row, added
from analysis.present.phrases import Chinese, Phrase, Shown

_HALF = 50
#: Whose money a project's budget is.
_FUNDS: dict[str, tuple[str, str]] = {
    "central": ("中央财政资金", "central money"),
    "provincial": ("省级财政资金", "provincial money"),
    "local": ("市县财政资金", "money of cities and counties"),
    "own": ("单位自有资金", "the unit’s own money"),
    "other": ("其他资金", "other money"),
}


def headline(fits: pl.DataFrame, trace: CostsTrace) -> Phrase:
    """How much of the projects' money the forms' own prices explain."""
    if fits.is_empty():
        return nothing(trace)
    share = explained_share(fits, trace)
    if share is None:
        return trace.say("各项目没有预算数，无从计算成本", "No project has a budget: nothing can be costed")
    if not share.value:
        return trace.say(
            "绩效目标表的价格解释不了任何项目资金", "The forms’ own prices explain none of the project money"
        )
    only = share.value < _HALF
    return trace.say(
        "绩效目标表自己的价格只解释了{share}的项目资金" if only else "绩效目标表自己的价格解释了{share}的项目资金",
        "The forms’ own prices explain {share} of the project money",
        share=share,
    )


def nothing(trace: CostsTrace) -> Phrase:
    """What stands where a document has no forms."""
    return trace.say(
        "这份文件没有项目绩效目标表，无从计算单位成本",
        "This document has no performance-target forms: unit costs can’t be computed",
    )


def explained_share(fits: pl.DataFrame, trace: CostsTrace) -> Shown | None:
    """The share of all projects' money of the year that prices explain."""
    rows = fits.filter(pl.col("period") == "annual").to_dicts()
    return trace.share(percent(added(rows, "explained_yuan"), added(rows, "budget_yuan")))


def visits(costs: pl.DataFrame, trace: CostsTrace) -> list[Phrase]:
    """What a visit costs by the project's budget, and by all spending of the function item of that name."""
    said = []
    for row in costs.filter(pl.col("basis") == "function_item").to_dicts():
        same = (pl.col("form") == row["form"]) & (pl.col("result") == row["result"]) & (pl.col("period") == "annual")
        own = costs.filter(same & (pl.col("basis") == "project_budget")).to_dicts()[0]
        spent = trace.cell(how.cells(row["numerator_yuan_how"])[0])
        item = trace.row(spent.ref) or {}
        said.append(
            trace.say(
                "{name}：{project}的预算{funds}合{own}；而功能科目“{item}”的全部支出{money}，合{whole}（按名称对应）。",
                "{name}: the budget of {project}{funds} comes to {own}; all spending of the function item {item}, "
                "{money}, comes to {whole} (matched by name).",
                funds=_funds(row, trace),
                name=Chinese(row["indicator"]),
                project=Chinese(row["project"]),
                own=trace.each(own),
                item=Chinese(str(item.get("function_name", ""))),
                money=vocabulary.money(trace.figure(spent), trace.lang),
                whole=trace.each(row),
            )
        )
    return said


def _funds(row: Row, trace: CostsTrace) -> str:
    """Whose money a project's budget of the year is, where it is one source's alone."""
    funds = trace.funds(row)
    given = [name for name in _FUNDS if funds.get(f"{name}_yuan")]
    if len(given) != 1 or funds[f"{given[0]}_yuan"] != funds["total_yuan"]:
        return ""
    name = vocabulary.pick(_FUNDS[given[0]], trace.lang)
    return trace.pick(f"（全部是{name}）", f" (all of it {name})")
