"""The sentences on people: money for them inside projects, central money, and what stands per head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.measures.uses import share
from analysis.money import YUAN_PER_WAN
from analysis.present import vocabulary
from analysis.present.formula import Formula, Input, difference, ratio, sum_of
from analysis.present.phrases import THIN, Chinese, Figure, Phrase, amount, join, of, percent
from analysis.present.structure.trace import StructureTrace

_RATIOS: dict[str, tuple[str, str]] = {
    "posts_filled": ("在编人员占核定编制", "Established staff in post, of posts"),
    "personnel_per_head": (
        "一般公共预算人员经费（不含离退休），人均",
        "General-budget personnel per head, retirees apart",
    ),
    "basic_per_head": ("一般公共预算基本支出，人均", "General-budget basic expenditure per head"),
    "operating_per_head": ("机关运行经费，人均", "Operating expenses per head"),
    "area_per_head": ("办公用房建筑面积，人均", "Office building area per head"),
}
_ABOVE: dict[str, tuple[str, str]] = {
    "posts_filled": ("在编人员", "established staff"),
    "personnel_per_head": ("基本支出的人员经费", "personnel in basic expenditure"),
    "basic_per_head": ("基本支出", "basic expenditure"),
    "operating_per_head": ("机关运行经费", "operating expenses"),
    "area_per_head": ("建筑面积", "building area"),
}
_NOTES: dict[str, tuple[str, str]] = {
    "posts_filled": ("其他人员不占编制，不算超编。", "Other staff hold no post and are no over-staffing."),
    "operating_per_head": (
        "只有一个单位，经费和人数是同一个单位的。",
        "There is one unit, so money and staff are of the same.",
    ),
    "area_per_head": (
        "是建筑面积，不是使用面积，也不知各单位如何分用；只列数，不作评价。",
        "This is building area, not usable area, and its use by unit is not known: a figure, no verdict.",
    ),
}
_BUDGET = ("只是一般公共预算负担的部分。", "Only what the general public budget pays. ")
_READINGS = (
    (
        "分子两种读法：工资福利支出，人员经费减离退休费。",
        "Two readings above: pay and benefits, personnel less retirees’ items. ",
    ),
    ("分母两种读法：在编人数，在职总数。", "Two readings below: established staff, all staff. "),
)
_REASONS: dict[str, tuple[str, str]] = {
    "retirees": (
        "不可算：分子含离退休人员的钱，分母只是在职人员，离退休人数没有印出。",
        "Not computable: the money also pays retirees, staff are those at work, and no count of retirees is printed.",
    ),
    "units": (
        "不可算：经费只属列出的单位，人数是全部门的，各单位人数没有印出。",
        "Not computable: the money is of the units listed, staff of the whole department, and no unit’s staff is "
        "printed.",
    ),
    "not_counted": ("不可算：没有印出在编人数。", "Not computable: no count of established staff is printed."),
    "zero": ("不可算：分母为0。", "Not computable: the denominator is 0."),
}


def central(rows: Sequence[Mapping[str, Any]], trace: StructureTrace) -> list[Phrase]:
    """How much central money there is, of the year and carried over, and how each is known."""
    if not rows:
        return []
    said = [
        trace.say(
            "中央资金{total}：{parts}。",
            "Central money comes to {total}: {parts}.",
            total=_money(rows, trace),
            parts=join([_part(held, trace) for held in _by_origin(rows)], trace.pick("，", ", ")),
        )
    ]
    if any(row["known_by"] == "name" for row in rows):
        said.append(
            trace.say(
                "名称里有“中央补助”“中央财政”一类字样的才算；没有这类字样的是否有中央资金，无从得知。",
                "By name means words such as {words}; whether money without such a word is central can’t be told.",
                words=Chinese("中央补助、中央财政"),
            )
        )
    return said


def people(rows: Sequence[Mapping[str, Any]], trace: StructureTrace) -> list[Phrase]:
    """How much project money pays people by the projects' names, and its share."""
    if not rows:
        return []
    said = []
    for side, total in (("current", "projects_current"), ("carryover", "projects_carryover")):
        held = [row for row in rows if row["side"] == side]
        if not held:
            continue
        dimension = "project" if total == "projects_current" else "project_carryover"
        whole = sum((item.amount for item in trace.of(dimension)), Decimal(0))
        value = sum((row["amount"] for row in held), Decimal(0))
        part = None if trace.is_mixed(dimension) else share(value, whole)
        below = sum_of(*(trace.operand(item) for item in trace.of(dimension)))
        figure = None if part is None else trace.computed(part, percent(part), ratio(_made(held), below))
        said.append(
            trace.say(
                "按名称，{what}中{size}{part}用于编外、离退休等人员。",
                "By name, {size}{part} of {what} pays contract staff, retirees and the like.",
                what=_side(side, trace),
                size=_money(held, trace),
                part=trace.say("（占{part}）", " ({part})", part=figure) if figure else "",
            )
        )
    said.append(
        trace.say(
            "项目的经济科目没有印出，只能看名称里的字（{words}）；名称没有写明的人员支出不在其中。",
            "Economic items are not printed by project, so only words of the name tell ({words}); what names do not "
            "say is not in it.",
            words=join([Chinese(word) for word in dict.fromkeys(row["word"] for row in rows)], trace.pick("、", ", ")),
        )
    )
    return said


# --- ratios ----------------------------------------------------------------------------------


def name(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """What a ratio is."""
    return of(trace.pick(*_RATIOS[row["ratio"]]))


def above(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """A ratio's numerator: what it is, and its readings."""
    words = ("在职人员", "staff") if row["reason"] == "not_counted" else _ABOVE[row["ratio"]]
    return of(trace.pick(*words)) + " " + _readings(row, "numerator", trace)


def below(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """A ratio's denominator: whom it counts."""
    if row["denominator_low"] is None:
        return of(vocabulary.NOTHING)
    if row["ratio"] == "posts_filled":
        return of(trace.pick("核定编制", "posts")) + " " + _readings(row, "denominator", trace)
    counted = [ref.rpartition("/")[2] for ref in row["denominator_ref"].split()]
    if len(counted) > 1:
        words = ("在编至在职人员", "established to all staff")
    else:
        words = ("在编人员", "established staff") if counted == ["established"] else ("在职人员", "staff")
    return of(trace.pick(*words)) + " " + _readings(row, "denominator", trace)


def result(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """What a ratio comes to: a figure, a range, or nothing."""
    if row["low"] is None:
        return of(trace.pick("不可算", "not computable"))
    ends = [row["low"]] if row["verdict"] == "value" else [row["low"], row["high"]]
    unit: tuple[str | Chinese, ...] = ()
    if row["ratio"] != "posts_filled":
        unit = (
            (f"{row['numerator_unit']}/人",) if trace.lang == "zh" else (THIN, Chinese(f"{row['numerator_unit']}/人"))
        )
    figures = [_result(row, value, place, trace) for place, value in enumerate(ends)]
    return join([*figures[:-1], replace(figures[-1], unit=unit)], "–")


def covers(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """What a ratio covers, or why it is not computable."""
    if row["reason"] is not None:
        said = of(trace.pick(*_REASONS[row["reason"]]))
        return said + _excluded(row, "其中离退休{size}。", " Of it for retirees: {size}.", trace)
    if row["ratio"] == "posts_filled":
        gap = row["denominator_low"] - row["numerator_low"]
        said = of(trace.pick(*_NOTES["posts_filled"]))
        if gap:
            words = ("空编{n}人。", "{n} vacant. ") if gap > 0 else ("在编多于编制{n}人。", "{n} more than posts. ")
            posts, staff = (trace.inputs(row[f"{side}_ref"])[0] for side in ("denominator", "numerator"))
            figure = trace.computed(gap, _plain(abs(gap)), difference(posts, staff))
            said = trace.say(*words, n=figure) + said
        return said
    if row["ratio"] in _NOTES:
        said = of(trace.pick(*_NOTES[row["ratio"]]))
    else:
        two = [row[f"{side}_low"] != row[f"{side}_high"] for side in ("numerator", "denominator")]
        notes = [_BUDGET, *(text for text, on in zip(_READINGS, two, strict=True) if on)]
        said = of("".join(trace.pick(*text) for text in notes).rstrip())
    return said + _excluded(row, "剔除的离退休费{size}。", " Retirees’ items left out: {size}.", trace)


def _excluded(row: Mapping[str, Any], zh: str, en: str, trace: StructureTrace) -> Phrase:
    if row["excluded"] is None:
        return Phrase()
    figure = trace.printed(row["excluded"], row["excluded_ref"])
    return trace.say(zh, en, size=vocabulary.money(figure, trace.lang))


def _readings(row: Mapping[str, Any], side: str, trace: StructureTrace) -> Phrase:
    low, high, refs, unit = (row[f"{side}_{end}"] for end in ("low", "high", "ref", "unit"))
    shown = _plain if unit == "人" else amount
    figures = [trace.printed(v, refs, shown(v)) for v in ([low] if low == high else [low, high])]
    return join([*figures[:-1], replace(figures[-1], unit=(Chinese(unit),))], "–")


def _result(row: Mapping[str, Any], value: Decimal, place: int, trace: StructureTrace) -> Figure:
    """An end of a ratio: the low end has the low numerator over the high denominator."""
    ends = (("numerator_low", "denominator_high"), ("numerator_high", "denominator_low"))[place]
    filled = row["ratio"] == "posts_filled"
    above, below = (trace.made(row[end], row[f"{end.partition('_')[0]}_ref"]) for end in ends)
    shown = percent(value) if filled else f"{value:,.2f}"
    return trace.computed(value, shown, ratio(above, below, 100 if filled else 1))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


# --- parts of sentences ------------------------------------------------------------------------


def _by_origin(rows: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    held: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        held.setdefault((row["side"], row["known_by"]), []).append(row)
    return list(held.values())


def _part(held: Sequence[Mapping[str, Any]], trace: StructureTrace) -> Phrase:
    first = held[0]
    return trace.say(
        "{side}{size}（{how}）",
        "{size} {side} ({how})",
        side=trace.pick("本年", "of the year")
        if first["side"] == "current"
        else trace.pick("上年结转", "carried over"),
        size=_money(held, trace),
        how=known_by(first, trace),
    )


def known_by(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """How central money is known, or money for people."""
    if row["known_by"] == "form":
        return of(trace.pick("绩效目标表印出", "printed on the form"))
    return of(trace.pick("按名称", "by name"))


def _side(side: str, trace: StructureTrace) -> str:
    current = ("本年项目支出", "this year’s project money")
    return trace.pick(*(current if side == "current" else ("结转的项目支出", "the project money carried over")))


def _money(rows: Sequence[Mapping[str, Any]], trace: StructureTrace) -> Phrase:
    return vocabulary.money(total(rows, trace), trace.lang)


def total(rows: Sequence[Mapping[str, Any]], trace: StructureTrace) -> Figure:
    """The rows' money, added up."""
    value = sum((row["amount"] for row in rows), Decimal(0))
    if len(rows) == 1 and rows[0]["known_by"] == "name":
        return trace.printed(value, rows[0]["ref"])
    return trace.computed(value, amount(value), _made(rows))


def _made(rows: Sequence[Mapping[str, Any]]) -> Formula:
    """The rows' money as a sum: amounts of tables in 万元, those of forms in 元."""
    inputs, terms = list[Input](), list[str]()
    for row in rows:
        in_yuan = row["known_by"] == "form"
        value = row["amount"] * YUAN_PER_WAN if in_yuan else row["amount"]
        inputs.append(Input(value, f"{row['ref']}:central_yuan" if in_yuan else row["ref"]))
        terms.append(f"{{}} / {YUAN_PER_WAN}" if in_yuan else "{}")
    return Formula(" + ".join(terms), tuple(inputs))
