"""The words of a brief on costs: verdicts and the reasons why something can't be compared."""

from __future__ import annotations

#: How a project's prices fit its budget, for a cell; {money} is the difference, {why} the reason.
VERDICTS: dict[str, tuple[str, str]] = {
    "covered": ("与预算相符", "fits the budget"),
    "short": ("超出预算{money}", "{money} above the budget"),
    "over": ("比预算少{money}", "{money} below the budget"),
    "not_comparable": ("不可比：{why}", "not comparable: {why}"),
    "no_cost": ("没有给出数额", "no figure given"),
}
#: Why prices and budget can't be compared; {about} names what leaves it open.
REASONS: dict[str, tuple[str, str]] = {
    "open_price": ("价格找不到对应的数量（{about}）", "a price without a number ({about})"),
    "words": ("成本指标未给数额（{about}）", "a cost without a figure ({about})"),
    "result_without_price": ("有成果没有适用的价格（{about}）", "a result to which no price applies ({about})"),
    "partly_priced": ("部分成果没有价格（{about}）", "some results have no price ({about})"),
    "no_results": ("没有可以对照的数量成果", "no quantity is promised to hold them against"),
    "uncertain": ("所在版面不清（{about}）", "the page is damaged there ({about})"),
    "no_budget": ("没有预算数", "no budget is given"),
}
#: Why one price comes to nothing.
OPEN: dict[str, tuple[str, str]] = {
    "no_quantity": ("表中没有以此计量的数量", "no promised number in its unit"),
    "several_quantities": ("可能对应几个数量", "may be for several numbers"),
    "condition": ("没有符合其条件的数量", "no number meets its condition"),
    "unit": ("计价单位不能相乘", "its unit can’t be multiplied"),
    "words": ("未给数额", "no figure"),
}
#: Whose money a project's budget is.
FUNDS: dict[str, tuple[str, str]] = {
    "central": ("中央财政资金", "central money"),
    "provincial": ("省级财政资金", "provincial money"),
    "local": ("市县财政资金", "money of cities and counties"),
    "own": ("单位自有资金", "the unit’s own money"),
    "other": ("其他资金", "other money"),
}
#: What a price is, beside its sum.
KINDS: dict[str, tuple[str, str]] = {
    "whole": ("项目总额", "total of the project"),
    "part": ("分项总额", "total of a part"),
    "price": ("单价×数量", "price × number"),
    "inside": ("已含在总额内", "inside a total"),
    "words": ("文字", "words"),
}
METHOD: tuple[tuple[str, str], ...] = (
    (
        "两种单位成本，不可混同：一是“自有价格”，即绩效目标表自己给这项成果定的价格或上限，除以承诺数；"
        "二是“每单位预算”，即整个项目的预算除以承诺数。",
        "Two figures that are not to be confused: the form’s own price, which is the price or ceiling that the form "
        "sets for the result, over the promised number; and the budget per promised unit, which is the whole budget "
        "of the project over the promised number.",
    ),
    (
        "“每单位预算”假定预算全部用完：承诺“不少于N”时是上限，“不多于N”时是下限，恰为N时是确数；预算本身也是上限。"
        "上限乘以承诺的最低数，只是“按承诺数”，不作上下限。",
        "Budget per promised unit assumes that the budget is spent: a promise of at least N makes it an upper bound, "
        "of at most N a lower one, of N itself exact; an appropriation is itself a ceiling. A ceiling times a promised "
        "minimum is what it says “at the promise”, and bounds nothing.",
    ),
    (
        "几项成果共用一笔预算时，每项都按全部预算计算，不作任何分摊，所以各行不能相加。",
        "Where several results share a budget, each is charged with all of it; no allocation is invented, and rows "
        "can’t be added up.",
    ),
    (
        "可计数的成果：数量、质量和效益指标中以件、次、人等计量的；百分比、金额、时限、人均数、满意度和对差错的限额不算；"
        "数量指标中的天数（如开放天数）算。",
        "Results that are counted: quantities, quality and benefits in pieces, times, people; not percentages, money, "
        "points in time, rates per head, satisfaction or limits of faults; days count where they are a quantity, as "
        "days of opening.",
    ),
    (
        "价格与成果按名称和计量单位对应；带条件的价格（新建、前两年等）只用于写明这一条件的成果；有多个可能时不选，"
        "称“不可比”。项目总额在先，其中的单价不再相加。只写“3万/项”而无“元”的，按万元读，并在数据可靠一页标出。",
        "A price is matched with a result by name and unit; one with a condition (newly built, the first two years) "
        "applies only to results that carry it; where several fit none is chosen, and the answer is “not comparable”. "
        "A total of the project comes first, and prices inside it are not added again. A price like 3万/项, without "
        "元, is read as 万元 and listed on the page on quality.",
    ),
    (
        "价格解释的部分 = 各项目价格乘数量之和（至多为其预算）÷ 全部项目预算。",
        "What prices explain = the sum over projects of price times number, at most the project’s budget, ÷ all "
        "project budgets.",
    ),
    (
        "期限为99年即长期项目，不作任何折算。实施期与年度的预算不同时，两列的单位成本分别列出。",
        "A term of 99 years means permanent and scales nothing. Where the money of term and year differ, both columns "
        "have unit costs of their own.",
    ),
)
