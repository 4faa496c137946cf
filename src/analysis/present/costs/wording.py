"""The sentences of a brief on costs."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analysis import how
from analysis.figure import percent
from analysis.measures.costs.ratios import PERMANENT
from analysis.present import phrases, vocabulary
from analysis.present.costs import words
from analysis.present.costs.trace import CostsTrace, Row, added
from analysis.present.phrases import Chinese, Phrase, Shown, join, of
from analysis.text import fold

#: Names that a sentence lists before it says how many more there are.
_MOST = 3
_HALF = 50


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


def explained_part(row: Row, trace: CostsTrace) -> Shown | None:
    """The share of one project's money that its prices explain."""
    value = row["explained_pct"]
    return None if value is None else trace.told(row, "explained_pct", phrases.percent(value))


def lead(costs: pl.DataFrame, fits: pl.DataFrame, trace: CostsTrace) -> list[Phrase]:
    """How many projects promise how many results, and how many of these have a price."""
    rows = fits.filter(pl.col("period") == "annual")
    if rows.is_empty():
        return []
    results = costs.filter((pl.col("period") == "annual") & (pl.col("basis") == "project_budget"))
    without, count, projects = results.filter(pl.col("verdict") == "no_cost").height, results.height, rows.height
    money = trace.wan(rows.to_dicts(), "budget_yuan")
    said = trace.say(
        "{projects}个项目共{money}，承诺了{count}项可计数的成果。",
        "{projects} with {money} {promise} {count}.",
        projects=trace.pick(str(projects), _many(projects, "project")),
        money=money,
        promise="promises" if projects == 1 else "promise",
        count=trace.pick(str(count), _many(count, "countable result")),
    )
    if not count:
        return [said]
    more = trace.say(
        "其中{without}项没有自己的价格，只能用整个项目的预算去除。",
        "{without} of them {have} no price of {own}: there only the whole budget can be divided.",
        without=str(without),
        have="has" if without == 1 else "have",
        own="its own" if without == 1 else "their own",
    )
    return [said, more] if without else [said]


def points(costs: pl.DataFrame, fits: pl.DataFrame, trace: CostsTrace) -> list[Phrase]:
    """What else the reader is to know: fits, gaps, projects without a figure, visits, term against year."""
    rows = fits.filter(pl.col("period") == "annual").to_dicts()
    return [
        *_gaps(rows, trace),
        *_covered(rows, trace),
        *_silent(fits, trace),
        *visits(costs, trace),
        *two_columns(costs, trace),
    ]


def _gaps(rows: Sequence[Row], trace: CostsTrace) -> list[Phrase]:
    """Projects whose prices come to more than their budget, and to less."""
    said = []
    for verdict, zh, en in (
        ("short", "价格合计超出预算的：{names}。", "Prices that come to more than the budget: {names}."),
        ("over", "价格合计不到预算的：{names}。", "Prices that come to less than the budget: {names}."),
    ):
        found = sorted((row for row in rows if row["verdict"] == verdict), key=lambda row: -abs(row["difference_yuan"]))
        if found:
            said.append(trace.say(zh, en, names=_listed([_gap(row, trace) for row in found], trace)))
    return said


def _gap(row: Row, trace: CostsTrace) -> Phrase:
    return trace.say(
        "{name}（{money}）",
        "{name} ({money})",
        name=Chinese(row["project"]),
        money=trace.yuan(row, "difference_yuan"),
    )


def _covered(rows: Sequence[Row], trace: CostsTrace) -> list[Phrase]:
    covered = [row for row in rows if row["verdict"] == "covered"]
    unknown = [row for row in rows if row["verdict"] == "not_comparable"]
    if not covered and not unknown:
        return []
    return [
        trace.say(
            "价格合计与预算相符的有{covered}个项目；{unknown}个不可比，不作缺口看待。",
            "Prices fit the budget in {covered}; {unknown} can’t be compared and {are} no gap.",
            covered=trace.pick(str(len(covered)), _many(len(covered), "project")),
            unknown=str(len(unknown)),
            are="is" if len(unknown) == 1 else "are",
        )
    ]


def _silent(fits: pl.DataFrame, trace: CostsTrace) -> list[Phrase]:
    """Projects whose forms give no figure of cost at all."""
    rows = fits.filter(pl.col("period") == "annual")
    silent = rows.filter(pl.col("verdict") == "no_cost")
    if silent.is_empty():
        return []
    held = silent.to_dicts()
    return [
        trace.say(
            "{count}个项目没有给出任何成本数额，共{money}，占项目资金的{share}。",
            "{count} {give} no figure of cost at all: {money}, {share} of the project money.",
            count=trace.pick(str(silent.height), _many(silent.height, "project")),
            give="gives" if silent.height == 1 else "give",
            money=trace.wan(held, "budget_yuan"),
            share=trace.share(percent(added(held, "budget_yuan"), added(rows.to_dicts(), "budget_yuan"))),
        )
    ]


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
    given = [name for name in words.FUNDS if funds.get(f"{name}_yuan")]
    if len(given) != 1 or funds[f"{given[0]}_yuan"] != funds["total_yuan"]:
        return ""
    name = vocabulary.pick(words.FUNDS[given[0]], trace.lang)
    return trace.pick(f"（全部是{name}）", f" (all of it {name})")


def two_columns(costs: pl.DataFrame, trace: CostsTrace) -> list[Phrase]:
    """Results whose cost by the term's money is another than by the year's, for the same number."""
    said = []
    for term, annual in pairs(costs):
        said.append(
            trace.say(
                "{name}：年度与实施期承诺的数量相同，按年度预算{annual}，按实施期预算{term}。",
                "{name}: term and year promise the same number; by the year’s money {annual}, by the term’s {term}.",
                name=Chinese(annual["indicator"]),
                annual=trace.each(annual),
                term=trace.each(term),
            )
        )
    if len(said) <= _MOST:
        return said
    rest = len(said) - _MOST
    more = trace.say(
        "另有{n}项成果两列的单位成本不同。", "{n} more differ between the two columns.", n=str(rest)
    )  # fmt: skip
    return [*said[:_MOST], more]


def pairs(costs: pl.DataFrame) -> list[tuple[Row, Row]]:
    """Results of the same name and number in both columns whose project's money differs: term and year."""
    found: list[tuple[Row, Row]] = []
    rows = costs.filter(pl.col("basis") == "project_budget").to_dicts()
    terms = {(row["form"], row["indicator"]): row for row in rows if row["period"] == "term"}
    for row in rows:
        other = terms.get((row["form"], row["indicator"]))
        if row["period"] != "annual" or other is None or other["numerator_yuan"] == row["numerator_yuan"]:
            continue
        if (other["target"], other["unit"]) == (row["target"], row["unit"]):
            found.append((other, row))
    return found


def sure(costs: pl.DataFrame, trace: CostsTrace) -> list[Phrase]:
    """How far the figures of the page can be relied on."""
    if costs.is_empty():
        return []
    said = [
        trace.say(
            "每单位预算假定预算全部用完，预算本身也是上限；几项成果共用一笔预算时，每项都按全部预算计，各行不能相加。",
            "Budget per unit assumes that the budget is spent, and an appropriation is itself a ceiling; results that "
            "share a budget are each charged with all of it, so that rows can’t be added up.",
        )
    ]
    damaged = costs.filter((pl.col("period") == "annual") & pl.col("uncertain"))["result"].n_unique()
    if damaged:
        said.append(
            trace.say(
                "{n}项成果或其价格所在的版面不清，标有※；不据以指称任何缺口。",
                "{n} or {their} prices stand in damaged places and bear the mark ※; they accuse nobody of a gap.",
                n=trace.pick(str(damaged), _many(damaged, "result")),
                their="its" if damaged == 1 else "their",
            )
        )
    return said + permanent(costs, trace)


def permanent(costs: pl.DataFrame, trace: CostsTrace) -> list[Phrase]:
    """That a term of 99 years scales nothing, where a project has one."""
    terms = {} if trace.disclosure is None else dict(trace.disclosure.projects.select("form", "term").iter_rows())
    numbers = [fold(terms.get(form) or "").removesuffix("年") for form in costs["form"].unique()]
    if str(PERMANENT) not in numbers:
        return []
    return [
        trace.say(
            "期限写作{years}年的项目是长期项目，不据以折算。",
            "Projects with a term of {years} years are permanent; the term scales nothing.",
            years=str(PERMANENT),
        )
    ]


# --- cells -------------------------------------------------------------------------------


def verdict(row: Row, trace: CostsTrace) -> Phrase:
    """How a project's prices fit its budget, for a cell."""
    zh, en = words.VERDICTS[row["verdict"]]
    why: Phrase = Phrase()
    if row["reason"]:
        about = [of(Chinese(name)) for name in (row["about"] or "").split("; ") if name]
        why = trace.say(*words.REASONS[row["reason"]], about=_listed(about, trace))
    return trace.say(zh, en, money=trace.yuan(row, "difference_yuan"), why=why)


def counted(row: Row, trace: CostsTrace) -> Phrase:
    """What a price is for: the numbers it is multiplied with, or why there are none."""
    if row["reason"]:
        return of(vocabulary.pick(words.OPEN[row["reason"]], trace.lang))
    if row["quantities"]:
        return of(Chinese(row["quantities"].replace("; ", "；")))
    return of(vocabulary.pick(words.KINDS[row["kind"]], trace.lang))


def silent_costs(trace: CostsTrace) -> Phrase:
    """That no form sets any price."""
    return trace.say("各项目的绩效目标表没有给出任何价格。", "No form sets any price.")


def no_results(trace: CostsTrace) -> Phrase:
    """That no form promises a number."""
    return trace.say("没有可计数的成果。", "No form promises a number that money could be divided by.")


# --- small parts -------------------------------------------------------------------------


def _listed(names: Sequence[Phrase], trace: CostsTrace) -> Phrase:
    shown, rest = names[:_MOST], len(names) - _MOST
    text = join(shown, trace.pick("、", ", "))
    return text + trace.pick(f"等{len(names)}个", f" and {rest} more") if rest > 0 else text


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
