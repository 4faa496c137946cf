"""The eight lines of the brief: what a reader who has a minute should know, each from an answer of its own.

Where a document does not let a line be said, the line says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import polars as pl

from analysis.disclosure import Disclosure
from analysis.figure import percent, told
from analysis.measures import quality
from analysis.measures.answers import Answers
from analysis.present import vocabulary, wording
from analysis.present.answers import RESIDUAL, Answer, Change
from analysis.present.changes_trace import ChangesTrace
from analysis.present.costs import wording as costs
from analysis.present.costs.trace import CostsTrace
from analysis.present.phrases import Chinese, Lang, Link, Phrase, Shown, join
from analysis.present.quality import wording as checks
from analysis.present.structure import wording as structure
from analysis.present.structure.trace import StructureTrace
from analysis.present.trace import Trace

_ZERO = Decimal(0)
#: Places of contradictions that the last line names.
_MOST = 3


@dataclass(frozen=True)
class Traces:
    """The figures of every answer, in one language."""

    answers: Answers
    disclosure: Disclosure
    lang: Lang
    before: Disclosure | None = None

    @cached_property
    def changes(self) -> ChangesTrace:
        """Figures of the comparison with the base year."""
        return ChangesTrace(Answer.of(self.answers.changes), self.disclosure, self.lang, self.before)

    @cached_property
    def structure(self) -> StructureTrace:
        """Figures on where the money goes."""
        return StructureTrace(self.answers.structure, self.disclosure, self.lang)

    @cached_property
    def costs(self) -> CostsTrace:
        """Figures on what results cost."""
        return CostsTrace(self.disclosure, self.lang)

    @cached_property
    def any(self) -> Trace:
        """For sentences that need no answer."""
        return Trace(self.disclosure, self.lang)


def headline(traces: Traces) -> Phrase:
    """The total and its change, in one line."""
    return wording.headline(traces.changes)


def lines(traces: Traces) -> Iterator[Phrase]:
    """The eight lines, each with a link to the page that it is from."""
    for notebook, said in (
        ("changes", total(traces.changes)),
        ("changes", carryover(traces.changes)),
        ("changes", general_budget(traces.changes)),
        ("structure", uses(traces.structure)),
        ("structure", own_funds(traces.structure)),
        ("costs", visits(traces)),
        ("costs", prices(traces)),
        ("quality", agreement(traces)),
    ):
        title = vocabulary.pick(vocabulary.NOTEBOOKS[notebook], traces.lang)
        yield said + Phrase((" → ", Link(title, notebook)))


# --- changes -------------------------------------------------------------------------------------


def total(trace: ChangesTrace) -> Phrase:
    """The total, how it changed, and how the base year's figure is known."""
    row = trace.answer.total
    if row is None or row.current is None:
        return trace.say("文件没有印出预算总计。", "The document prints no total of its budget.")
    current = vocabulary.money(trace.current(row), trace.lang)
    if not row.is_known:
        return trace.say(
            "预算总计{current}；文件没有说明它比上年变动多少。",
            "The budget totals {current}; the document does not say how that compares with the year before.",
            current=current,
        )
    origins = {
        "implied": ("由所述增减反推，不是公布的数", "implied by the stated change, not published"),
        "published": ("取自该年公开的预算", "the one published for that year"),
        "stated": ("由本年文件写明", "stated in this document"),
    }
    return trace.say(
        "预算总计{current}，比{year}年{moved}；{year}年的数{origin}。",
        "The budget totals {current}: {moved} from {year}; the figure of {year} is {origin}.",
        current=current,
        year=str(row.base_year),
        moved=wording.moved(row, trace, noun=True),
        origin=trace.pick(*origins.get(row.base_origin or "", ("是推算的", "inferred"))),
    )


def carryover(trace: ChangesTrace) -> Phrase:
    """The budget without carryover, and what part of the total's change carryover makes."""
    row, held = trace.answer.without_carryover, trace.answer.get("carryover", "revenue", "total")
    said = Phrase()
    if row is not None and row.is_known:
        said = trace.say(
            "不含上年结转，当年预算{current}，{moved}。",
            "Without carryover the budget of the year is {current}: {moved}.",
            current=vocabulary.money(trace.current(row), trace.lang),
            moved=wording.moved(row, trace, noun=True),
        )
    elif row is not None and row.current is not None:
        said = trace.say(
            "不含上年结转，当年预算{current}；与上年相比的变动文件没有说明。",
            "Without carryover the budget of the year is {current}; how it changed is not stated.",
            current=vocabulary.money(trace.current(row), trace.lang),
        )
    share = _share_of_change(held, trace)
    if held is None or (held.current == 0 and not held.direction):
        return said + _between(said, trace) + trace.say("没有上年结转。", "Nothing was carried over.")
    if share is None:
        return said
    zh, en = ("结转的{less}占总{fall}的{share}。", "The {fall} of carryover makes {share} of the total’s.")
    if not _same_way(held, trace):
        zh, en = ("结转{moved}，与总计方向相反。", "Carryover moved the other way: {moved}.")
    return said + _between(said, trace) + trace.say(
        zh,
        en,
        less=wording.by_sign(held, "增加", "减少"),
        fall=wording.by_sign(held, trace.pick("增幅", "rise"), trace.pick("降幅", "fall")),
        share=share,
        moved=wording.moved(held, trace, noun=True),
    )  # fmt: skip


def general_budget(trace: ChangesTrace) -> Phrase:
    """How the general public budget changed, and what part of the total's change the document leaves open."""
    row = trace.answer.get("general_public_budget", "revenue", "total")
    if row is None or not row.is_known:
        said = trace.say(
            "一般公共预算比上年变动多少，文件没有说明。",
            "How the general public budget changed, the document does not say.",
        )
    else:
        said = trace.say("一般公共预算{moved}。", "The general public budget {moved}.", moved=wording.moved(row, trace))
    rest = next((source for source in trace.answer.sources if source.subject == RESIDUAL), None)
    share = _share_of_change(rest, trace)
    if rest is None or share is None or not rest.direction:
        return said
    zh = "总{fall}的{share}（{size}）来自文件没有说明变动的来源。"
    en = "{share} of the total’s {fall} ({size}) comes from sources whose change the document does not explain."
    if not _same_way(rest, trace):
        zh = "文件没有说明变动的来源合计{less}{size}，与总计方向相反。"
        en = "Sources whose change the document does not explain {rose} {size} together, against the total."
    return said + _between(said, trace) + trace.say(
        zh,
        en,
        fall=wording.by_sign(trace.answer.total or rest, trace.pick("增幅", "rise"), trace.pick("降幅", "fall")),
        less=wording.by_sign(rest, "增加", "减少"),
        rose=wording.by_sign(rest, "rose by", "fell by"),
        share=share,
        size=vocabulary.money(trace.change(rest, bare=True), trace.lang),
    )  # fmt: skip


def _share_of_change(row: Change | None, trace: ChangesTrace) -> Shown | None:
    """A source's change in percent of the total's."""
    whole = trace.answer.total
    if row is None or whole is None or row.change is None or not whole.change:
        return None
    return trace.share(percent(told(row.row, "change"), told(whole.row, "change")))


def _same_way(row: Change, trace: ChangesTrace) -> bool:
    return trace.answer.total is not None and row.direction == trace.answer.total.direction


# --- structure -----------------------------------------------------------------------------------


def uses(trace: StructureTrace) -> Phrase:
    """Basic and project expenditure, and what the largest projects take."""
    parts = [item for key in ("basic", "project") if (item := trace.get("expenditure", key))]
    if not parts:
        return trace.say(
            "文件没有分列基本支出和项目支出。", "Basic and project expenditure are not told apart."
        )  # fmt: skip
    split = [
        trace.say("{name}占{share}", "{name} is {share}", name=trace.called(item), share=trace.part(item))
        for item in parts
        if item.share is not None
    ]
    said = trace.say("支出中{parts}", "Of the expenditure, {parts}", parts=join(split, trace.pick("，", ", ")))
    found = trace.concentration
    if found is None or len(found.amounts) <= structure.TOP:
        return said + trace.pick("。", ".")
    return said + trace.say(
        "；本年{n}个项目中，最大的{top}个占项目资金的{share}。",
        "; of {n} projects of the year the largest {top} take {share} of the project money.",
        n=str(len(found.amounts)),
        top=str(structure.TOP),
        share=structure.top_share(trace),
    )


def own_funds(trace: StructureTrace) -> Phrase:
    """What part of the year's budget units' own funds are, and what they pay for."""
    funds, year = trace.get("source", "unit_funds"), trace.get("budget_of_year", "current_year")
    if funds is None or not funds.amount:
        return trace.say("没有单位资金。", "There are no units’ own funds.")
    share = None if year is None else trace.share(percent(funds.figure, year.figure))
    said = trace.say("单位资金{size}", "Units’ own funds are {size}", size=trace.money(funds))
    if share is not None:
        said += trace.say("，占当年预算的{share}", ", {share} of the budget of the year", share=share)
    for more in structure.own_funds(trace):
        said += trace.say("；{more}", "; {more}", more=more)
    return said + trace.pick("。", ".")


# --- costs ---------------------------------------------------------------------------------------


def visits(traces: Traces) -> Phrase:
    """What a visit costs; where there are none, what reaching a person costs at the result that reaches most."""
    trace, answer = traces.costs, traces.answers.costs
    said = costs.visits(answer, trace)
    if said:
        return said[0]
    people = answer.filter(
        (pl.col("period") == "annual")
        & pl.col("unit").is_in(["人次", "人"])
        & (pl.col("basis") == "project_budget")
        & ~pl.col("uncertain")
    )
    if people.is_empty():
        return trace.say(
            "没有以人次计的成果，无从计算每人次成本。",
            "No result is counted in people, so nothing stands per head.",
        )
    row = people.sort("target", descending=True, maintain_order=True).row(0, named=True)
    return trace.say(
        "{project}的“{name}”：按项目预算合{cost}。",
        "{name} of {project}: by the project’s budget {cost}.",
        project=Chinese(row["project"]),
        name=Chinese(row["indicator"]),
        cost=trace.each(row),
    )


def prices(traces: Traces) -> Phrase:
    """How much project money the forms' own prices explain."""
    return costs.headline(traces.answers.explained, traces.costs) + traces.any.pick("。", ".")


# --- quality -------------------------------------------------------------------------------------


def agreement(traces: Traces) -> Phrase:
    """Whether the figures reconcile, and where the document contradicts itself."""
    trace, found = traces.any, traces.answers.findings
    verdicts = quality.verdicts(traces.answers.reconciliations)
    counts = {name: int(verdicts[name].sum()) for name in ("total", "exact", "rounding", "violated")}
    said = checks.holds(counts, trace)
    errors = found.filter(pl.col("severity") == "error")["refs"].to_list()
    if not errors:
        return said + trace.say("；没有发现自相矛盾之处。", "; no contradiction was found.")
    places = [line for refs in errors if (line := trace.line(refs))][:_MOST]
    return said + trace.say(
        "；文件有{n}处自相矛盾{where}。",
        "; the document contradicts itself in {n}{where}.",
        n=trace.pick(str(len(errors)), f"{len(errors)} {'place' if len(errors) == 1 else 'places'}"),
        where=_where(places, len(errors), trace),
    )


def _where(places: Sequence[str], number: int, trace: Trace) -> str:
    if not places:
        return ""
    named = trace.pick("、", ", ").join(places)
    more = trace.pick("等", " and others") if number > len(places) else ""
    return trace.pick(f"（{named}{more}）", f" ({named}{more})")


def _between(said: Phrase, trace: Trace) -> str:
    return trace.pick("", " ") if said else ""
