"""The words on all budgets at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.figure import total
from analysis.measures.panel.questions import BEYOND
from analysis.present import vocabulary
from analysis.present.panel.trace import PanelTrace, value
from analysis.present.phrases import Chinese, Phrase, of

ORIGINS: dict[str, tuple[str, str]] = {
    "published": ("公开文件", "published"),
    "stated": ("文件所述", "stated"),
    "implied": ("反推", "implied"),
    "residual": ("差额", "residual"),
}
RATIOS: dict[str, tuple[str, str]] = {
    "posts_filled": ("编制使用率", "posts filled"),
    "personnel_per_head": ("人均人员经费", "personnel per head"),
    "basic_per_head": ("人均基本支出", "basic expenditure per head"),
    "operating_per_head": ("人均机关运行经费", "operating expenses per head"),
    "area_per_head": ("人均办公用房", "office space per head"),
}
BASES: dict[str, tuple[str, str]] = {
    "cost_indicator": ("成本指标", "cost indicator"),
    "project_budget": ("每单位预算", "budget per unit"),
    "function_item": ("功能科目", "function item"),
}
_COLUMNS: dict[str, tuple[str, str]] = {
    "department": ("部门", "Department"),
    "current": ("{year}年", "{year}"),
    "base": ("{base}年", "{base}"),
    "change": ("增减", "Change"),
    "change_pct": ("增减幅度", "Change, %"),
    "known_from": ("{base}年数来源", "Source of the {base} figure"),
    "function": ("功能分类", "Function"),
    "budgets": ("预算数", "Budgets"),
    "amount": ("合计（万元）", "Together, 万元"),
    "share": ("占合计", "Share"),
    "largest_in": ("占比最大的部门", "Largest part of its budget in"),
    "share_there": ("在该部门占", "Share there"),
    "ratio": ("比率", "Ratio"),
    "figure": ("数", "Figure"),
    "unit": ("单位", "Unit"),
    "result": ("成果", "Result"),
    "basis": ("口径", "Basis"),
    "lowest": ("最低", "Lowest"),
    "lowest_in": ("最低的部门", "Lowest in"),
    "highest": ("最高", "Highest"),
    "highest_in": ("最高的部门", "Highest in"),
    "what": ("哪个数", "Which figure"),
    "unit_name": ("单位", "Unit"),
    "of_department": ("所属部门", "Its department"),
    "own": ("单位（万元）", "Unit’s, 万元"),
    "above": ("部门（万元）", "Department’s, 万元"),
    "share_of_it": ("占部门", "Share"),
    "score": ("稳健z值", "Robust z"),
    "errors": ("错误", "Errors"),
    "warnings": ("提醒", "Warnings"),
    "notes": ("备注", "Notes"),
    "violated_count": ("不符的勾稽", "Violated identities"),
    "errors_per_million": ("每百万元错误", "Errors per million yuan"),
}


def column(name: str, trace: PanelTrace) -> str:
    """A column's heading."""
    return trace.pick(*_COLUMNS[name]).format(year=trace.year, base=trace.year - 1)


def headline(count: int, trace: PanelTrace) -> Phrase:
    """How many budgets of which year are compared."""
    zh = "{year}年：{count}个部门的预算" if trace.level == "department" else "{year}年：{count}个单位的预算"
    en = (
        f"{{year}}: the budget of one {trace.level}"
        if count == 1
        else f"{{year}}: the budgets of {{count}} {trace.level}s"
    )
    return trace.say(zh, en, year=str(trace.year), count=str(count))


def together(totals: Sequence[Mapping[str, Any]], trace: PanelTrace) -> Phrase:
    """What all departments have together."""
    figure = trace.figure(total(map(value, totals)))
    return trace.say(
        "各部门预算合计{sum}。", "Together their budgets come to {sum}.", sum=vocabulary.money(figure, trace.lang)
    )


def movers(totals: Sequence[Mapping[str, Any]], trace: PanelTrace) -> list[Phrase]:
    """How many rose and fell, and which the most."""
    known = [row for row in totals if row["change_pct"] is not None]
    if not known:
        return [trace.say("都没有可比的上年数。", "None has a figure of the year before to compare with.")]
    rose, fell = (sum(sign * row["change_pct"] > 0 for row in known) for sign in (1, -1))
    said = [
        trace.say(
            "{known}个有可比的上年数：{rose}个增加，{fell}个减少。",
            "{known} have a figure of the year before: {rose} rose, {fell} fell.",
            known=str(len(known)),
            rose=str(rose),
            fell=str(fell),
        )
    ]
    top, bottom = (pick(known, key=lambda row: row["change_pct"]) for pick in (max, min))
    if top["change_pct"] > 0:
        said.append(
            trace.say(
                "增幅最大的是{name}：{pct}。",
                "The largest rise: {name}, {pct}.",
                name=trace.name(top),
                pct=trace.told(top, "change_pct"),
            )
        )
    if bottom["change_pct"] < 0:
        said.append(
            trace.say(
                "降幅最大的是{name}：{pct}。",
                "The largest fall: {name}, {pct}.",
                name=trace.name(bottom),
                pct=trace.told(bottom, "change_pct"),
            )
        )
    return said


def sure(totals: Sequence[Mapping[str, Any]], trace: PanelTrace) -> list[Phrase]:
    """What the comparison rests on."""
    published = sum(row["base_origin"] == "published" for row in totals)
    other = sum(row["base_origin"] not in (None, "published") for row in totals)
    said = [
        trace.say(
            "上年数：{published}个取自上年公开的预算，{other}个由本年文件所述得出，其余的没有。",
            "Figures of the year before: {published} are published ones, {other} follow from this year’s document, "
            "the others have none.",
            published=str(published),
            other=str(other),
        ),
        trace.say(
            "单位的预算包含在部门预算里，两者从不相加。",
            "A unit’s budget is inside its department’s: the two are never added up.",
        ),
    ]
    if len({row["template"] for row in totals}) > 1:
        said.append(
            trace.say(
                "各地文件的样式不同：有的总计含上年结转，有的不含，比较总额时请注意。",
                "Documents follow several templates: some totals hold money carried over, others do not.",
            )
        )
    return said


def what(row: Mapping[str, Any], trace: PanelTrace) -> Phrase:
    """Which figure a row is."""
    if row["dimension"] == "function":
        return trace.say("{name}占比", "share of {name}", name=Chinese(f"{row['key']} {row['label'] or ''}"))
    if row["dimension"] == "ratio":
        return of(trace.pick(*RATIOS.get(row["key"], (row["key"],) * 2)))
    side = {"revenue": ("收入", "revenue"), "expenditure": ("支出", "expenditure")}[row["key"].split("/")[1]]
    zh, en = "{name}（{side}）的增减幅度", "change of {name} ({side})"
    return trace.say(zh, en, name=subject(row, trace), side=trace.pick(*side))


def subject(row: Mapping[str, Any], trace: PanelTrace) -> str:
    """Which figure of a budget a row is."""
    name, _, measure = row["key"].split("/")
    return vocabulary.subject(name, trace.lang, measure) or name.replace("_", " ")


def on_units(trace: PanelTrace) -> Phrase:
    """What a unit's share says."""
    return trace.say(
        "单位的每个数都包含在部门的数里，不得大于它；核对结果见 budget-briefs check。",
        "Each of a unit’s figures is inside its department’s and not above it; “budget-briefs check” holds them "
        "against each other.",
    )


def on_like(trace: PanelTrace) -> Phrase:
    """What like results are, and what likeness does not say."""
    return trace.say(
        "“同类成果”指去掉“全年、举办”等词后名称相同、计量单位和口径相同的指标。名称相同的成果未必是同一件事"
        "（学校里的讲座和剧场里的讲座都按场计），差距大只是需要追问，不是结论。",
        "Like results have the same name (without words such as 全年 or 举办), unit and basis. Results of one name "
        "need not be one thing (a lecture in a school and one in a theatre are both counted in 场): a wide gap is a "
        "question to ask, not a finding.",
    )


def on_outliers(trace: PanelTrace) -> Phrase:
    """How an outlier is told."""
    return trace.say(
        "稳健z值 =（该数 − 中位数）÷（1.4826 × 绝对离差的中位数）；绝对值超过{beyond}的列出，同类不足5个的不算。",
        "Robust z = (figure − median) ÷ (1.4826 × median absolute deviation); listed beyond {beyond}, "
        "of kinds with at least five figures.",
        beyond=str(BEYOND),
    )


def cut(count: int, most: int, trace: PanelTrace) -> Phrase:
    """That a table shows only its first rows."""
    return trace.say(
        "只列出{count}行中的前{most}行；全部在数据（CSV）里。",
        "The first {most} of {count} rows; the data (CSV) have all.",
        count=str(count),
        most=str(most),
    )


def nothing(trace: PanelTrace) -> Phrase:
    """That there is nothing to compare."""
    return trace.say("没有可比较的数。", "There is nothing to compare.")


def method(trace: PanelTrace) -> list[Phrase]:
    """How the figures were made."""
    texts = (
        (
            "每个数取自其部门的公开预算，指向数据集和行；数据集的行写明文件的页和行。",
            "Each figure is from its department’s own budget and names dataset and row; the dataset’s row names page "
            "and line of the document.",
        ),
        (
            "增减幅度优先用上年公开的预算计算，没有时用本年文件所述的变动反推；与执行数的比较不在其中。",
            "Changes are against the published budget of the year before, else against the one that this year’s "
            "document implies; comparisons with an outturn are not among them.",
        ),
        (
            "每百万元错误 = 错误数 ÷ 预算总计（百万元）。错误是需要向部门追问的矛盾，不是判断。",
            "Errors per million yuan = errors ÷ total budget in million yuan. An error is a contradiction to ask the "
            "department about, not a verdict.",
        ),
    )
    return [trace.say(zh, en) for zh, en in texts]
