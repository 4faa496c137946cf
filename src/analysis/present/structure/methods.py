"""How the figures of a brief on structure are made, in words, for the end of its page."""

from __future__ import annotations

from analysis.present.phrases import Chinese, Phrase
from analysis.present.structure.trace import StructureTrace

_METHOD: tuple[tuple[str, str], ...] = (
    (
        "金额单位为万元，均按文件所印数字精确计算；占比 = 部分 ÷ 全部 × 100，全部为同一张表的合计。",
        "Amounts are in {wan} (ten thousand yuan, CNY 10,000), computed exactly from the printed figures. "
        "Share = part ÷ whole × 100, the whole being the total of the same table.",
    ),
    (
        "基本支出是维持机构运转、人员开支的支出；项目支出是完成特定任务的支出。功能分类说明钱为了什么，"
        "经济分类说明钱买什么：人员经费是工资、津贴和对个人的补助，公用经费是办公等日常开支。",
        "Basic expenditure keeps an institution and its staff going; project expenditure is for particular tasks. "
        "The functional classification says what money is for, the economic one what it buys: personnel is pay, "
        "allowances and grants to individuals, running costs are offices and daily operation.",
    ),
    (
        "来源与用途：一般公共预算、政府性基金负担的部分由各自的支出表印出；单位资金的项目支出见项目支出预算表，"
        "其基本支出为差额；上年结转见结转项目表。差额受取整影响，可差一两分（万元的百分位）。",
        "Source by use: what the general public budget and government funds pay is printed in their own tables; what "
        "units’ own funds pay for projects in the table of projects, and what they pay for basic costs is the "
        "difference; what was carried over in its own table. Rounding may move a difference by a hundredth or two.",
    ),
    (
        "集中程度按本年各项目的金额计算。基尼系数 = Σ(2i − n − 1)xᵢ ÷ (n·Σxᵢ)，x由小到大；"
        "赫芬达尔指数 = 各占比（%）的平方和；有效项目数 = 10,000 ÷ 赫芬达尔指数。"
        "洛伦兹曲线把项目由小到大排列，画出前若干个占金额的百分之几。只计大于0的项目。",
        "Concentration is of this year’s projects. Gini = Σ(2i − n − 1)xᵢ ÷ (n·Σxᵢ), x ascending. "
        "Herfindahl–Hirschman index = the sum of squared percentage shares; effective number = 10,000 ÷ that index. "
        "The Lorenz curve takes projects from the smallest up and shows what part of the money they hold. "
        "Only projects above 0 count.",
    ),
    (
        "项目类别：试遍个数相符的所有组合，留下金额在取整范围内相符、其余项目也合于另一类金额的；"
        "一个项目在所有留下的组合里都属于某类，才算确定。组合超过两百万种时不试。",
        "Kinds of projects: all sets of the printed count are tried, and those kept whose sum fits within rounding and "
        "whose rest fits the other kind’s sum. A project is of a kind for certain if it is in every set kept. "
        "Beyond two million sets none is tried.",
    ),
    (
        "功能科目：项目支出的表没有功能科目，功能科目的表没有项目。一个来源的全部项目分到全部科目，每个项目入一个科目，"
        "每个科目等于其项目之和（取整范围内）；在所有分法里都相同的才算证实。"
        "碰巧的期望数 = 分法总数 × 各科目取整宽度 ÷ 全部金额（最大的科目除外），是粗略估计，超过0.01的不算证实。",
        "Function items: the table of projects has no function codes, that of function items no projects. All projects "
        "of a source are shared out over all items, each project to one item, each item the sum of its projects within "
        "rounding; what is the same in every way to do so is proven. The expected number of accidents = all ways × the "
        "width of each item’s rounding ÷ all the money (the largest item apart), a rough estimate; above 0.01 nothing "
        "counts as proven.",
    ),
    (
        "按名称认定的（中央资金、用于人员的项目）只看名称里有没有一定的词，如“中央补助”“外聘人员”“离休”；"
        "“中央空调”“人才”“人员培训”一类不算。",
        "What is known by name (central money, projects that pay people) rests on words in the name such as {words}; "
        "look-alikes such as {others} do not count.",
    ),
    (
        "人均数只在分子和分母是同一批人、同一个地方时计算；有两种说得通的口径时给出区间，说不通的写明为什么不可算。",
        "Per head stands only what has the same people and place above and below; where two readings can be defended "
        "it is a range, and where none can it says why.",
    ),
    (
        "结转与本年项目按单位和名称对应，名称中的年份不计；对不上的如实列出，不作猜测。",
        "What was carried over is matched with this year’s projects by unit and name, a year in the name apart; what "
        "does not match is listed as such, nothing is guessed.",
    ),
)


def method(trace: StructureTrace) -> list[Phrase]:
    """The definitions that the page's figures follow."""
    named = {
        "wan": Chinese("万元"),
        "words": Chinese("中央补助、外聘人员、离休"),
        "others": Chinese("中央空调、人才、人员培训"),
    }
    return [trace.say(zh, en, **named) for zh, en in _METHOD]
