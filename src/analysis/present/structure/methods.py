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
        "结转与本年项目按单位和名称对应，名称中的年份不计；对不上的如实列出，不作猜测。",
        "What was carried over is matched with this year’s projects by unit and name, a year in the name apart; what "
        "does not match is listed as such, nothing is guessed.",
    ),
)


def method(trace: StructureTrace) -> list[Phrase]:
    """The definitions that the page's figures follow."""
    return [trace.say(zh, en, wan=Chinese("万元")) for zh, en in _METHOD]
