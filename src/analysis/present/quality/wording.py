"""The sentences of a brief on quality: how many identities hold, what was found, how that is judged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from analysis.figure import Told
from analysis.how import refs
from analysis.measures.figures import in_wan
from analysis.measures.quality import Coverage
from analysis.measures.reconcile import SCHEMA
from analysis.money import WAN, YUAN_PER_WAN, plain
from analysis.present import audit, sentences, vocabulary
from analysis.present.parts import cell
from analysis.present.phrases import Chinese, Part, Phrase, Shown, amount, join, of
from analysis.present.trace import Trace

Row = Mapping[str, Any]
Counts = Mapping[str, int]

#: kind of identity -> what a figure was held against, in a table's cell.
_AGAINST: dict[str, tuple[str, str]] = {
    "rows": ("下级各行之和", "rows below it"),
    "columns": ("分列之和", "its columns"),
    "tables": ("另一张表", "another table"),
    "narrative": ("表格", "the tables"),
    "stated": ("所述各分项之和", "the parts stated"),
    "change": ("所述变动额", "the stated change"),
    "share": ("所述数额", "the stated values"),
    "forms": ("绩效目标表", "the forms"),
    "counts": ("分项之和", "its parts"),
}
_METHOD: tuple[tuple[str, str], ...] = (
    (
        "勾稽关系由模板的结构逐条生成：下级各行与上级行、分列与合计列、表与表、文字与表、文字中的分项与总数、变动额与百分比、"
        "占比与数额、绩效目标表与预算表、分项与总数。只要求必须成立的关系。",
        "Identities are generated from the template’s structure: rows and the row above them, columns and their total, "
        "table and table, narrative and table, parts and whole in the narrative, change and percentage, share and "
        "value, forms and tables, parts and count. Only what must hold is asked for.",
    ),
    (
        "绩效目标表里看似分项的数（计划的四个季度、各项收入、逐年的数），加起来正是总数时才算一条勾稽关系；"
        "加起来不是，可能本来就不是它的分项，只作备注。计划写明各季度起止日期的，必须相加得总数。",
        "Figures of the forms that look like parts (a plan’s four quarters, items of income, one year after another) "
        "count as an identity where they make the whole; where they do not, they may be something else, and that is a "
        "note. Where a plan names the days of each quarter, they must add up.",
    ),
    (
        "不要求的有：有结转时当年收入等于当年支出；财政拨款表等于一般公共预算表；“三公”经费等于经济科目表中的同名科目；"
        "机关运行经费等于公用经费；各占比相加恰为100.00%；结转的项目都有绩效目标表。这些不成立也不算错。",
        "Not asked for: income of the year equal to its spending where money was carried over; the treasury’s table "
        "equal to that of the general public budget; the three public expenses equal to the items of the same name; "
        "operating expenses equal to running costs; shares that add up to exactly 100.00%; a form for every project "
        "carried over. Where these fail, nothing is wrong.",
    ),
    (
        "每个印出的数代表一个区间：末位的正负半个单位；末位取同表中最细的一位，因为末尾的零常被略去。"
        "两边相等为“一致”；两边的区间有公共部分为“尾差”；没有，即两边不可能同时为真，为“不符”。个数按原数比较。"
        "位数少于同表的数，如果只是按它自己的位数取整就能成立，也算尾差，并另作提醒，写明差额。",
        "A printed figure stands for an interval of half a unit of its last digit to each side; the last digit is the "
        "finest of its table, since offices drop trailing zeros. Both sides equal: exact. Their intervals meet: "
        "rounding. They do not, so that both can’t be true: violated. Counts are compared as they stand. A figure with "
        "fewer digits than its table that agrees once it is taken as rounded to its own digits counts as rounding too, "
        "with a warning that names the difference.",
    ),
    (
        "“尾差限度”是取整最多能留下的差额，由参加的各数的末位相加得出。",
        "What “rounding leaves” is the greatest difference that it can make, added up over the figures that take part.",
    ),
    (
        "版面不清、读数存疑的行标为待核，不据以指称任何不符，也不作为发现的依据。",
        "Rows that could not be read for sure are marked as uncertain; they accuse nobody, neither of a violated "
        "identity nor of a finding.",
    ),
    (
        "发现按规则得出，先重后轻，再按证据强弱和涉及金额排列。“错误”：两处不可能同时为真；“提醒”：需要说明；"
        "“备注”：知道即可。发现是提问，不是定论。",
        "Findings follow from rules, ordered by severity, then by evidence and money at stake. Error: two places can’t "
        "both be true. Warning: an explanation is due. Note: good to know. A finding is a question, not a verdict.",
    ),
)


# --- the message -------------------------------------------------------------------------


def headline(counts: Counts, found: Counts, trace: Trace) -> Phrase:
    """Whether the figures agree, and how much there is to ask about, in one line."""
    said, points = holds(counts, trace), sum(found.values())
    if not points:
        return said + trace.say("，没有发现其他疑问", ", and there is nothing else to ask about")
    return said + trace.say("，另有{n}处需要追问", "; {n} to ask about", n=trace.pick(str(points), _points(points)))


def holds(counts: Counts, trace: Trace) -> Phrase:
    """Whether the identities hold, as the beginning of a sentence."""
    total, wrong = counts["total"], counts["violated"]
    if not total:
        return trace.say("没有可以互相核对的数", "No figures that can be checked against each other")
    if wrong:
        return trace.say(
            "{total}条勾稽关系中有{wrong}条不符",
            "{wrong} of {total} identities {are} violated",
            total=str(total),
            wrong=str(wrong),
            are="is" if wrong == 1 else "are",
        )
    return trace.say(
        "{total}条勾稽关系全部成立",
        "{all} hold" if total > 1 else "The one identity holds",
        total=str(total),
        all=f"All {total} identities",
    )


def agreement(counts: Counts, covered: Coverage, trace: Trace) -> list[Phrase]:
    """How many identities hold, how, and how much of the tables they cover."""
    if not counts["total"]:
        return [
            trace.say(
                "这份文件没有两处可以互相核对的数，无从判断是否一致。",
                "No two figures of this document can be held against each other: whether they agree can’t be told.",
            )
        ]
    exact, rounding, violated = (counts[name] for name in ("exact", "rounding", "violated"))
    parts = [
        trace.pick(f"{exact}处完全一致", f"{exact} {'agrees' if exact == 1 else 'agree'} exactly") if exact else "",
        trace.pick(f"{rounding}处只差取整留下的尾差", f"{rounding} within what rounding leaves") if rounding else "",
        trace.pick(f"{violated}处不符", f"{violated} {'disagrees' if violated == 1 else 'disagree'}")
        if violated
        else trace.pick("没有不符的", "none disagrees"),
    ]
    said = trace.say(
        "这份文件的数字能在{total}处互相核对：{parts}。",
        "The document’s figures can be checked against each other in {total}: {parts}.",
        total=trace.pick(str(counts["total"]), _many(counts["total"], "place")),
        parts=trace.pick("，", ", ").join(part for part in parts if part),
    )
    return [said, _coverage(covered, trace)]


def found(counts: Counts, trace: Trace) -> list[Phrase]:
    """How many findings there are."""
    total = sum(counts.values())
    if not total:
        return [
            trace.say(
                "按规则逐项审阅，没有其他发现。", "Going through the document by rules found nothing else to ask about."
            )
        ]
    return [
        trace.say(
            "按规则逐项审阅，另有{n}处发现，逐条列在下面：",
            "Going through the document by rules found {n}, listed one by one below:",
            n=trace.pick(str(total), _many(total, "more point")),
        )
    ]


def kinds(counts: Mapping[str, Mapping[str, int]], trace: Trace) -> list[Phrase]:
    """What kinds of findings there are, severity by severity, the gravest first, with their numbers."""
    said = []
    for severity, numbers in counts.items():
        total, word = sum(numbers.values()), vocabulary.pick(sentences.SEVERITIES[severity], trace.lang)
        named = []
        for kind, number in numbers.items():
            name = vocabulary.pick(sentences.NAMES[kind], trace.lang)
            named.append(name if number == 1 else trace.pick(f"{name}（{number}处）", f"{name} ({number})"))
        said.append(
            trace.say(
                "{n}：{named}。",
                "{n}: {named}.",
                n=trace.pick(f"{total}处{word}", vocabulary.capital(_many(total, word))),
                named=trace.pick("、", "; ").join(named),
            )
        )
    return said


def sure(covered: Coverage, findings: Sequence[Row], trace: Trace) -> list[Phrase]:
    """What agreement does not prove, and what could not be read."""
    said = [
        trace.say(
            "勾稽成立说明数字互相一致，不说明数额恰当。",
            "That identities hold shows that the figures are consistent, not that they are right.",
        )
    ]
    if covered.damaged:
        said.append(
            trace.say(
                "各表有{n}个数版面不清，读数待核，不作任何指称的依据。",
                "{n} of the tables could not be read for sure; nothing is held against them.",
                n=trace.pick(str(covered.damaged), _many(covered.damaged, "figure")),
            )
        )
    if covered.uncertain:
        said.append(
            trace.say(
                "文字和绩效目标表中有{n}行版面不清，读数待核，不作任何指称的依据。",
                "{n} of the narrative and the forms could not be read for sure; nothing is held against them.",
                n=trace.pick(str(covered.uncertain), _many(covered.uncertain, "row")),
            )
        )
    weak = sum(row["evidence"] == "weak" for row in findings)
    if weak:
        said.append(
            trace.say(
                "{n}处发现证据较弱，须先核对原文再下结论。",
                "{n} on weak evidence: look the place up before drawing a conclusion.",
                n=trace.pick(str(weak), f"{_many(weak, 'finding')} {'rests' if weak == 1 else 'rest'}"),
            )
        )
    return said


# --- identities --------------------------------------------------------------------------------


def figure_name(row: Row, trace: Trace) -> Phrase:
    """Which figure an identity is about: its table, row and column; its section; its form."""
    ref = next(iter(refs(row["left_how"] or row["right_how"] or "")), "")
    held, table = trace.row(ref), ref.partition("/")[0]
    if held is None:
        return of(row["id"])
    if table == "amounts":
        name = vocabulary.measure(held["measure"], trace.lang)
        return trace.say(
            "表{table}“{label}”{name}",
            "Table {table}, {name} {label}",
            table=str(held["table"]),
            label=Chinese(held["label"]),
            name=name,
        )
    if table == "statements":
        label = held["label"] or held["section"]
        return trace.say("文字“{label}”", "Narrative {label}", label=Chinese(label))
    if table == "department":
        return of(audit.fact(held["subject"], held["measure"], trace.lang))
    if table == "mentions":
        return trace.say("绩效目标表“{about}”", "Form {about}", about=Chinese(held["about"] or held["printed"]))
    if table == "indicators":
        return trace.say("绩效目标表“{name}”", "Form {name}", name=Chinese(held["level3"] or ""))
    return trace.say("绩效目标表“{name}”", "Form {name}", name=Chinese(held.get("project") or ""))


def against(kind: str, trace: Trace) -> Phrase:
    """What a figure was held against."""
    return of(vocabulary.pick(_AGAINST[kind], trace.lang))


def side(row: Row, name: str, trace: Trace) -> Phrase:
    """One side of an identity, with the places that it is taken from."""
    shown = cell(trace.told(row, name, _shown(row[name], row) if row[name] is not None else ""))
    return shown if row["unit"] == "万元" else shown + of(Chinese(row["unit"]))


def difference(row: Row, trace: Trace) -> Phrase:
    """The two sides' difference, with its sign."""
    return cell(trace.told(row, "difference", _shown(row["difference"], row, signed=True)))


def tolerance(row: Row, trace: Trace) -> Phrase:
    """The greatest difference that rounding leaves."""
    source = trace.pick("参加的各数末位之半相加", "half the last digits of all figures that take part")
    shown = _shown(row["tolerance"], row)
    ref = f"{SCHEMA.reference(row)}#tolerance"
    return of(Shown(row["tolerance"], shown, source=source, dataset=trace.id, ref=ref))


def none_violated(counts: Counts, trace: Trace) -> Phrase:
    """That there is nothing to list."""
    if not counts["total"]:
        return trace.say("没有可核对的数。", "There is nothing to check.")
    return trace.say("没有。", "There are none.")


# --- findings ------------------------------------------------------------------------------------


def finding(row: Row, trace: Trace) -> Phrase:
    """A finding in words, then its lines, the money at stake and whether the evidence is weak."""
    notes = [trace.places(row["refs"])]

    def shown(figure: Mapping[str, Any], text: str) -> Part:
        held = {"value": Decimal(figure["value"]), "value_how": figure["how"]}
        return trace.told(held, "value", text) or ""

    said = audit.sentence(row["kind"], json.loads(row["figures"]), trace.lang, shown)
    facts: list[Part] = []
    if lines := trace.lines(row["refs"]):
        facts.append(lines)
    if row["amount_yuan"]:
        value = row["amount_yuan"] / YUAN_PER_WAN
        wan = in_wan(Told(row["amount_yuan"], row["amount_yuan_how"], "元"))
        money = vocabulary.money(trace.figure(wan, amount(round(value, 2) or value), notes), trace.lang)
        facts.append(trace.say("涉及{money}", "{money} at stake", money=money))
    if row["evidence"] == "weak":
        facts.append(trace.pick("证据较弱", "weak evidence"))
    if not facts:
        return said
    return said + trace.say("（{facts}）", " ({facts})", facts=join(facts, trace.pick("；", "; ")))


def severity(name: str, number: int, trace: Trace) -> str:
    """The heading of the findings of one severity."""
    word = vocabulary.pick(sentences.SEVERITIES[name], trace.lang)
    return trace.pick(f"{word}（{number}处）", vocabulary.capital(_many(number, word)))


def no_findings(trace: Trace) -> Phrase:
    """That no rule found anything."""
    return trace.say("没有发现。", "There is nothing to ask about.")


def method(trace: Trace) -> list[Phrase]:
    """How the verdicts are made."""
    return [trace.say(zh, en) for zh, en in _METHOD]


# --- parts -----------------------------------------------------------------------------------------


def _coverage(covered: Coverage, trace: Trace) -> Phrase:
    if covered.checked == covered.amounts:
        return trace.say(
            "各表印出的{n}个数，每个都至少参加一处核对。",
            "Each of the {n} amounts that the tables print takes part in at least one.",
            n=str(covered.amounts),
        )
    return trace.say(
        "各表印出的{n}个数中，{checked}个至少参加一处核对；其余的在文件里没有第二处可比。",
        "Of the {n} amounts that the tables print, {checked} take part in at least one; nothing in the document "
        "repeats the others.",
        n=str(covered.amounts),
        checked=str(covered.checked),
    )


def _shown(value: Decimal, row: Row, *, signed: bool = False) -> str:
    """The figure as printed: amounts with two decimals, counts without."""
    shown = amount(value, signed=signed)
    return shown if row["unit"] in (*WAN, "%") else shown.removesuffix(".00")


def _points(number: int) -> str:
    return _many(number, "point")


def _many(number: int, noun: str) -> str:
    return f"{plain(Decimal(number))} {noun}{'' if number == 1 else 's'}"
