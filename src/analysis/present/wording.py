"""The sentences of a brief on changes, from kinds and figures, in Chinese and English side by side.

Nothing here computes more than a comparison of signs: what changed, by how much and how
sure that is, comes from `analysis.measures`. A fall reads as a fall, a rise as a rise,
no change as none, and a percentage on a base of 0 as undefined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from analysis.figure import told
from analysis.measures.changes import base_years
from analysis.measures.figures import in_yuan
from analysis.money import plain
from analysis.present import vocabulary
from analysis.present.answers import RESIDUAL, Change
from analysis.present.changes_trace import ChangesTrace
from analysis.present.phrases import THIN, Chinese, Phrase, amount, of

_CHECKED = ("exact", "rounding", "violated")


# --- the message -------------------------------------------------------------------------


def headline(trace: ChangesTrace) -> Phrase:
    """What changed, in one line: the total and its change in percent."""
    row, year = trace.answer.total, str(trace.year)
    if row is None or row.current is None:
        return trace.say("{year}年部门预算", "The budget for {year}", year=year)
    total = trace.say(
        "{year}年预算{total}",
        "Budget {year}: {total}",
        year=year,
        total=vocabulary.money(trace.current(row), trace.lang),
    )
    if row.direction is None:
        return total
    base = str(row.base_year)
    if row.direction == 0:
        return total + trace.say("，与{base}年持平", ", unchanged from {base}", base=base)
    size = trace.pct(row, bare=True) or vocabulary.money(trace.change(row, bare=True), trace.lang)
    zh = by_sign(row, "增长", "下降") if row.change_pct is not None else by_sign(row, "增加", "减少")
    return total + trace.say(
        "，比{base}年{zh}{size}",
        ", {en} {size} from {base}",
        base=base,
        zh=zh,
        en=by_sign(row, "up", "down"),
        size=size,
    )


def how_much(trace: ChangesTrace) -> list[Phrase]:
    """The total and what it was compared with; beside it the budget of the year without carryover."""
    row = trace.answer.total
    if row is None or not row.is_known or row.current is None:
        return [_nothing_known(trace)]
    said = trace.say(
        "{year}年预算总计{current}，{base_year}年为{base}：{moved}。",
        "The budget for {year} totals {current} ({yuan}), against {base} in {base_year}: {moved}.",
        year=str(trace.year),
        current=vocabulary.money(trace.current(row), trace.lang),
        yuan=_in_yuan(row, trace),
        base_year=str(row.base_year),
        base=vocabulary.money(trace.base(row), trace.lang),
        moved=moved(row, trace, noun=True),
    )
    beside = trace.answer.without_carryover
    if beside is None or not beside.is_known:
        return [said]
    return [
        said,
        trace.say(
            "不含上年结转，当年预算为{current}，与{base_year}年相比{moved}。总计里有以前年度留下的资金，所以两个数要并列来看。",
            "Without carryover, the budget of the year is {current}: {moved} from {base_year}. "
            "The total also holds money left from earlier years, so read the two side by side.",
            current=vocabulary.money(trace.current(beside), trace.lang),
            moved=moved(beside, trace, noun=True),
            base_year=str(beside.base_year),
        ),
    ]


def by_source(trace: ChangesTrace) -> list[Phrase]:
    """What the total's change is made of, source by source, the largest first."""
    return [
        trace.say("{name}{moved}", "{name} {moved}", name=vocabulary.capital(trace.name(row)), moved=moved(row, trace))
        for row in _changed_sources(trace)
    ]


def why(trace: ChangesTrace) -> list[Phrase]:
    """What the document says of the sources' changes, and what it leaves open."""
    total, changed = trace.answer.total, _changed_sources(trace)
    if total is None or not total.is_known:
        return []
    if not changed:
        nothing = trace.say(
            "文件没有说明这一变动由哪些来源构成。", "The document does not say which sources the change comes from."
        )
        return [nothing] if total.direction else []
    return [_on_residual(row, trace) for row in changed if row.subject == RESIDUAL] + reasons(changed, trace)


def how_sure(trace: ChangesTrace) -> list[Phrase]:
    """Where the base-year figures come from, what rounding leaves, and whether the document agrees with itself."""
    row, said = trace.answer.total, []
    if row is not None and row.is_known:
        said += [_on_origin(row, trace), _on_kind(row, trace), _on_rounding(row, trace)]
    checked = [row for row in trace.answer.rows if row.verdict in _CHECKED]
    if checked:
        said.append(_on_checks(checked, trace))
    return [sentence for sentence in said if sentence]


def reasons(rows: Sequence[Change], trace: ChangesTrace) -> list[Phrase]:
    """For which of the changed rows the document gives a reason, and where."""
    texts = {
        "given": (
            "文件给出了{names}变动的原因{place}。",
            "The document gives a reason for the change of {names}{place}.",
        ),
        "restates": (
            "对{names}，文件所写的原因只是重复了变动本身{place}。",
            "For {names} the stated reason only repeats the change{place}.",
        ),
        "contradicts": (
            "对{names}，文件所写的原因与变动方向相反{place}。",
            "For {names} the stated reason is contrary to the change{place}.",
        ),
        "missing": (
            "对{names}的变动，文件没有说明原因{place}。",
            "For the change of {names} the document gives no reason{place}.",
        ),
    }
    said = []
    for kind, (zh, en) in texts.items():
        held = [row for row in rows if row.reason == kind and row.subject != RESIDUAL]
        if held:
            line = trace.line(f"statements/{held[0].statement}")
            place = trace.say("（{line}）", " ({line})", line=line) if line else ""
            said.append(trace.say(zh, en, names=trace.listed(trace.name(row) for row in held), place=place))
    return said


def missing(rows: Sequence[Change], subjects: Iterable[str], trace: ChangesTrace) -> list[Phrase]:
    """What the document does not let one compare: subjects without a row, or without a base."""
    known = {row.subject for row in rows if row.is_known}
    names = [vocabulary.subject(name, trace.lang) for name in subjects if name not in known]
    text = ("{names}：文件没有给出可与上年比较的数。", "Nothing to compare with the year before: {names}.")
    return [trace.say(*text, names=trace.listed(names))] if names else []


# --- what stands in a table's cell, or in another sentence -----------------------------------


def moved(row: Change, trace: ChangesTrace, *, noun: bool = False) -> Phrase:
    """By how much a figure changed: `减少1.50万元，下降12.46%`, `fell by ... (12.46%)`; as a noun `a fall of ...`."""
    if row.direction is None:
        return trace.say("变动不详", "an unknown change" if noun else "changed by an unknown amount")
    if row.direction == 0:
        return trace.say("持平", "no change" if noun else "did not change")
    share = trace.pct(row, bare=True)
    zh, en = "{less}{size}，{shrank}{share}", "{fell} {size} ({share})"
    if share is None:
        zh, en = "{less}{size}（{year}年为0，百分比无意义）", "{fell} {size} (no percentage: the base is 0)"
    return trace.say(
        zh,
        en,
        less=by_sign(row, "增加", "减少"),
        shrank=by_sign(row, "增长", "下降"),
        fell=by_sign(row, "a rise of", "a fall of") if noun else by_sign(row, "rose by", "fell by"),
        size=vocabulary.money(trace.change(row, bare=True), trace.lang),
        share=share,
        year=str(row.base_year),
    )


def verdict(row: Change, trace: ChangesTrace) -> Phrase:
    """Whether the stated percentage is what the figures give."""
    if row.verdict is None:
        return of(vocabulary.NOTHING)
    words, stated = of(vocabulary.pick(vocabulary.VERDICTS[row.verdict], trace.lang)), trace.stated_pct(row)
    if row.verdict == "violated" and stated is not None:
        return words + trace.say("：文件称{stated}", ": stated {stated}", stated=stated)
    return words


def origin(row: Change, trace: ChangesTrace) -> Phrase:
    """Where the base-year figure comes from, in one word."""
    if row.base_origin is None:
        return of(vocabulary.NOTHING)
    word = of(vocabulary.pick(vocabulary.ORIGINS[row.base_origin], trace.lang))
    return word + trace.say("（执行数）", " (outturn)") if row.base_kind == "outturn" else word


def by_sign(row: Change, rise: str, fall: str) -> str:
    """The word for the direction of the row's change."""
    return rise if (row.direction or 0) > 0 else fall


# --- parts of the message ----------------------------------------------------------------------


def _changed_sources(trace: ChangesTrace) -> list[Change]:
    changed = [row for row in trace.answer.sources if row.direction]
    return sorted(changed, key=lambda row: abs(row.change or Decimal(0)), reverse=True)


def _nothing_known(trace: ChangesTrace) -> Phrase:
    said = trace.say(
        "文件没有说明预算总计比上年变动多少，手头也没有上年的公开文件，总计无法比较。",
        "The document does not state how the total changed, and no published budget of the base year is at hand: "
        "the total can’t be compared.",
    )
    years = base_years(trace.disclosure) if trace.disclosure is not None and not trace.answer.rows else []
    if not years:
        return said
    listed = trace.listed(str(year) for year in years)
    return said + trace.say(
        "文件说明了相对于这些年份的变动：{years}。", " It states changes against {years}.", years=listed
    )


def _on_residual(row: Change, trace: ChangesTrace) -> Phrase:
    held = [vocabulary.subject(source, trace.lang) for source in trace.answer.unnamed]
    if len(held) == 1:
        zh = "{held}的{year}年数，文件没有给出，由差额推算；{less}的{size}，文件既没有列出，也没有说明原因。"
        en = (
            "For {held} the document gives no figure of {year}; it is inferred as what is left. "
            "Its {fall} of {size} is neither stated nor explained in the document."
        )
    else:
        zh = (
            "其他各项来源（{held}）的{year}年数，文件没有分别给出，只能推出合计；"
            "合计{less}的{size}，文件既没有列出，也没有说明原因。"
        )
        en = (
            "For the other sources ({held}) the document gives no figures of {year}; only their sum can be inferred. "
            "Their {fall} of {size} is neither stated nor explained in the document."
        )
    return trace.say(
        zh,
        en,
        held=trace.listed(held),
        less=by_sign(row, "增加", "减少"),
        fall=by_sign(row, "rise", "fall"),
        size=vocabulary.money(trace.change(row, bare=True), trace.lang),
        year=str(row.base_year),
    )


def _on_origin(row: Change, trace: ChangesTrace) -> Phrase:
    texts = {
        "implied": (
            "{year}年的数由文件所述的增减反推，不是公布的数。",
            "The figures of {year} are implied: this year’s figures less the stated changes, "
            "not figures published for {year}.",
        ),
        "published": (
            "{year}年的数取自该年公开的预算。",
            "The figures of {year} are those published in that year’s budget.",
        ),
        "stated": ("{year}年的数由本年文件写明。", "The figures of {year} are stated in this year’s document."),
    }
    zh, en = texts.get(row.base_origin or "", ("{year}年的数是推算的。", "The figures of {year} are inferred."))
    return trace.say(zh, en, year=str(row.base_year))


def _on_kind(row: Change, trace: ChangesTrace) -> Phrase:
    if row.base_kind == "unstated":
        return trace.say(
            "文件只说“上年”，没有写明是预算数还是执行数；这里按预算数比较。",
            "The document says only “the year before”, not whether it means that year’s budget or its outturn; "
            "it is compared here like a budget.",
        )
    if row.base_kind == "outturn":
        return trace.say(
            "比较的基数是上年执行数，不是上年预算数。",
            "The base is the outturn of the year before, not its budget.",
        )
    return Phrase()


def _on_rounding(row: Change, trace: ChangesTrace) -> Phrase:
    low, high = trace.end(row, "base_low"), trace.end(row, "base_high")
    if low is None or high is None:
        return Phrase()
    least, most = trace.end(row, "change_pct_low"), trace.end(row, "change_pct_high")
    bounds = Phrase()
    if least is not None and most is not None:
        zh, en = "，增减幅度在{least}至{most}之间", " and its change between {least} and {most}"
        if least.shown == most.shown:
            zh, en = "，增减幅度约为{least}", " and its change at about {least}"
        bounds = trace.say(zh, en, least=least, most=most)
    return trace.say(
        "印刷取整使{year}年总计只可能在{low}至{high}万元之间{bounds}。",
        "Rounding in print leaves the total of {year} between {low} and {high} {wan}{bounds}.",
        year=str(row.base_year),
        low=low,
        high=high,
        wan=Chinese("万元"),
        bounds=bounds,
    )


def _on_checks(rows: Sequence[Change], trace: ChangesTrace) -> Phrase:
    wrong = [row for row in rows if row.verdict == "violated"]
    tail = sum(row.verdict == "rounding" for row in rows)
    if wrong:
        zh, en = "不符的是：{names}。", "These can’t follow from the figures: {names}."
    elif tail:
        zh, en = "都与重算相符，其中{tail}个在尾差之内。", "All agree with the figures, {tail} of them within rounding."
    else:
        zh, en = "与重算相符。", "What the figures give agrees with it."
        if len(rows) > 1:
            zh, en = "都与重算相符。", "All agree with the figures."
    names = trace.listed(trace.name(row) for row in wrong)
    count = trace.say("文件所述的变动有{count}项，", "Changes stated: {count}. ", count=str(len(rows)))
    return count + trace.say(zh, en, names=names, tail=str(tail))


def _in_yuan(row: Change, trace: ChangesTrace) -> Phrase:
    """This year's figure in yuan: in millions from a million on."""
    current = told(row.row, "current")
    if current is None:
        return Phrase()
    yuan = in_yuan(current)
    if abs(yuan.value) < 1_000_000:
        shown = f"CNY{THIN}{amount(yuan.value).removesuffix('.00')}"
    else:
        shown = f"CNY{THIN}{plain((yuan.value / 1_000_000).quantize(Decimal('0.01'), ROUND_HALF_UP), 2)} million"
    return of(trace.figure(yuan, shown) or "")
