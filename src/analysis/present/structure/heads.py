"""The sentences on people: money for them inside projects, central money, and what stands per head."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis import how
from analysis.figure import Figure, told
from analysis.figure import percent as in_percent
from analysis.figure import total as added
from analysis.present import vocabulary
from analysis.present.phrases import THIN, Chinese, Phrase, amount, join, of, percent
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
        part = None if trace.is_mixed(dimension) else in_percent(_sum(held), trace.whole(dimension))
        said.append(
            trace.say(
                "按名称，{what}中{size}{part}用于编外、离退休等人员。",
                "By name, {size}{part} of {what} pays contract staff, retirees and the like.",
                what=_side(side, trace),
                size=_money(held, trace),
                part=trace.say("（占{part}）", " ({part})", part=trace.share(part)) if part else "",
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
    counted = {
        how.named(ref).key[-1] for ref in how.refs(f"{row['denominator_low_how']} {row['denominator_high_how']}")
    }
    if len(counted) > 1:
        words = ("在编至在职人员", "established to all staff")
    else:
        words = ("在编人员", "established staff") if counted == {"established"} else ("在职人员", "staff")
    return of(trace.pick(*words)) + " " + _readings(row, "denominator", trace)


def result(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """What a ratio comes to: a figure, a range, or nothing."""
    if row["low"] is None:
        return of(trace.pick("不可算", "not computable"))
    unit: tuple[str | Chinese, ...] = ()
    if row["ratio"] != "posts_filled":
        unit = (
            (f"{row['numerator_unit']}/人",) if trace.lang == "zh" else (THIN, Chinese(f"{row['numerator_unit']}/人"))
        )
    filled = row["ratio"] == "posts_filled"
    return _range(row, "low", "high", lambda value: percent(value) if filled else f"{value:,.2f}", unit, trace)


def covers(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    """What a ratio covers, or why it is not computable."""
    if row["reason"] is not None:
        said = of(trace.pick(*_REASONS[row["reason"]]))
        return said + _excluded(row, "其中离退休{size}。", " Of it for retirees: {size}.", trace)
    if row["ratio"] == "posts_filled":
        posts, staff = told(row, "denominator_low"), told(row, "numerator_low")
        said = of(trace.pick(*_NOTES["posts_filled"]))
        if posts and staff and posts.value != staff.value:
            vacant = posts.value > staff.value
            words = ("空编{n}人。", "{n} vacant. ") if vacant else ("在编多于编制{n}人。", "{n} more than posts. ")
            gap = posts - staff
            said = trace.say(*words, n=trace.figure(gap, _plain(abs(gap.value)))) + said
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
    return trace.say(zh, en, size=vocabulary.money(trace.told(row, "excluded"), trace.lang))


def _readings(row: Mapping[str, Any], side: str, trace: StructureTrace) -> Phrase:
    unit = row[f"{side}_unit"]
    return _range(row, f"{side}_low", f"{side}_high", _plain if unit == "人" else amount, (Chinese(unit),), trace)


def _range(
    row: Mapping[str, Any],
    low: str,
    high: str,
    shown: Callable[[Decimal], str],
    unit: tuple[str | Chinese, ...],
    trace: StructureTrace,
) -> Phrase:
    """Two columns as a range, or as one figure where they are the same."""
    ends = [low] if row[low] == row[high] else [low, high]
    figures = [figure for end in ends if (figure := trace.told(row, end, shown(row[end])))]
    return join([*figures[:-1], replace(figures[-1], unit=unit)], "–")


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
    return vocabulary.money(trace.figure(_sum(rows)), trace.lang)


def total(rows: Sequence[Mapping[str, Any]], trace: StructureTrace) -> Phrase:
    """The rows' money, added up."""
    return of(trace.figure(_sum(rows)) or "")


def _sum(rows: Sequence[Mapping[str, Any]]) -> Figure | None:
    return added(figure for row in rows if (figure := told(row, "amount")))
