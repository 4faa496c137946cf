"""How the figures of a brief are made, in words, for the end of its page."""

from __future__ import annotations

from analysis.metadata import Metadata
from analysis.present.changes_trace import ChangesTrace
from analysis.present.parts import source
from analysis.present.phrases import Chinese, Phrase

_ALWAYS: tuple[tuple[str, str], ...] = (
    (
        "金额单位为万元，均按文件所印数字精确计算。",
        "Amounts are in {wan} (ten thousand yuan, CNY 10,000), computed exactly from the printed figures.",
    ),
    (
        "增减 = 本年数 − 上年数；增减幅度 = 增减 ÷ 上年数。上年数为0时，百分比没有意义，不予计算。",
        "Change = this year − base year; change in percent = change ÷ base year. "
        "On a base of 0 a percentage is undefined, and none is given.",
    ),
)
#: How a base-year figure is found; only those that were used are said.
_ORIGINS: dict[str, tuple[str, str]] = {
    "implied": (
        "“反推”：文件只说了增减额，上年数由本年数减去所述增减得出。",
        "“Implied”: the document states only the change; the base-year figure is this year’s less the stated change.",
    ),
    "residual": (
        "“差额”：总计减去文件说明了变动的各项来源之后剩下的数；这些来源的上年数只知道合计。",
        "“Residual”: what is left of the total after the sources whose change is stated. "
        "Of the remaining sources only the sum is known for the base year.",
    ),
    "published": (
        "“公开文件”：上年数取自该部门上年公开的预算。",
        "“Published”: the base-year figure is the one in the department’s own budget of that year.",
    ),
    "stated": (
        "“文件所述”：上年数由本年文件写明。",
        "“Stated”: this year’s document names the base-year figure itself.",
    ),
}
_CHECKS: tuple[tuple[str, str], ...] = (
    (
        "印出的数是取整后的数，每个数代表一个区间（如12.46代表12.455至12.465）。各区间由此推出，尾差不算错误。",
        "A printed figure is rounded and stands for an interval (12.46 for 12.455 to 12.465). "
        "The intervals follow from that; a rounding tail is not called an error.",
    ),
    (
        "“一致”：重算的百分比取整后就是所述的；“尾差内一致”：所述的落在取整留下的区间里；“不一致”：落在区间外。",
        "“Agrees”: the computed percentage rounds to the stated one. “Agrees within rounding”: the stated one lies "
        "within what rounding leaves. “Disagrees”: it lies outside.",
    ),
    (
        "贡献（百分点）= 该来源的增减 ÷ 总计的上年数 × 100；各来源相加就是总计的增减幅度。",
        "Contribution, in percentage points = the source’s change ÷ the total’s base-year figure × 100; "
        "the sources add up to the total’s change in percent.",
    ),
)


def method(trace: ChangesTrace, metadata: Metadata) -> list[Phrase]:
    """How the figures were made, and the document that they are from."""
    used = {row.base_origin for row in trace.answer.rows}
    texts = [*_ALWAYS, *(text for name, text in _ORIGINS.items() if name in used), *_CHECKS]
    return [*(trace.say(zh, en, wan=Chinese("万元")) for zh, en in texts), source(trace, metadata)]
