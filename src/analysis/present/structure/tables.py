"""The brief on structure, part by part, as blocks for a notebook and its page.

Each takes the answer of `analysis.measures.structure.structure`, the Disclosure that it
is about (to say where each figure is printed) and the language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from analysis.columns import SOURCES
from analysis.disclosure import Disclosure
from analysis.figure import percent as share
from analysis.figure import total
from analysis.measures.carried import carried as carried_over
from analysis.measures.figures import figures
from analysis.measures.kinds import kinds
from analysis.measures.uses import uses
from analysis.present import vocabulary
from analysis.present.html import Block, Row, callout, listing, paragraph, section, titled
from analysis.present.parts import amounts, cell, note, part, see, source
from analysis.present.phrases import Chinese, Phrase, Shown, language, of, percent
from analysis.present.structure import methods, wording
from analysis.present.structure import projects as sentences
from analysis.present.structure.trace import Item, StructureTrace

#: kind of table -> the schedule whose printed totals its columns have, "" for any column that is not named.
_PRINTED: dict[str, dict[str, str]] = {
    "economic_groups": {"": "basic_by_economic"},
    "government_items": {"": "basic_by_economic"},
    "units": {"": "projects_current", "carryover": "projects_carryover"},
}


def message(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """What the reader is to know first: what the money is for, who pays, how concentrated it is."""
    trace = _trace(structure, disclosure, lang)
    title = wording.headline(trace)
    sure = listing(wording.sure(trace, kinds(disclosure)), "points")
    parts = [
        Block(f"<h1>{title.html()}</h1>", str(title)),
        paragraph(wording.how(trace), trace.lang, "lead"),
        listing(wording.points(trace), "points"),
        callout(vocabulary.section("sure", trace.lang), sure),
        note([_read_on(trace)], trace),
    ]
    return section("message", trace.lang, parts=parts)


def functions(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Every class, section and item of the functional classification: basic, project, total."""
    trace = _trace(structure, disclosure, lang)
    items = trace.of("function")
    measures = ("basic", "project", "total")
    rows = [_function(item, trace) for item in sorted(items, key=lambda item: item.key)]
    if items:
        keys = ("basic", "project", "expenditure_total")
        whole = [cell(trace.amount(trace.get("expenditure", key))) for key in keys]
        rows.append(Row(of(trace.pick("合计", "All")), [*whole, Phrase()], strong=True))
    columns = _columns(("function",), measures, ("share",), trace)
    levels = [trace.pick(*name) for name in (("类", "class"), ("款", "section"), ("项", "item"))]
    shown = amounts("functions_table", columns, rows, trace, levels=levels)
    return part("functions", trace, shown if rows else note([wording.nothing("functions", trace)], trace))


def by_use(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Which source pays how much of basic and of project expenditure."""
    trace = _trace(structure, disclosure, lang)
    held: dict[str, dict[str, dict[str, object]]] = {}
    for row in uses(structure).to_dicts():
        held.setdefault(row["source"], {})[row["use"]] = row
    rows = []
    for name, by_use in held.items():
        items = [trace.get("use", name, use) for use in ("basic", "project")]
        head = next(item for item in items if item is not None)
        basic = by_use.get("basic")
        cells = [
            *(cell(trace.amount(item)) for item in items),
            cell(wording.of_source(basic, trace) if basic else None),
            cell(wording.of_use(basic, trace) if basic else None),
            _known(basic, trace),
        ]
        rows.append(Row(trace.heading(head), cells))
    names = ("source", "basic", "project", "share_of_source", "share_of_use", "by_difference")
    columns = _columns(names[:1], names[1:3], names[3:], trace)
    notes = note(wording.no_own_funds(trace), trace)
    return part("uses", trace, *_table("uses", columns, rows, trace, words=(5,)), notes)


def economic(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """The general budget's basic expenditure by what it buys, in both economic classifications."""
    trace = _trace(structure, disclosure, lang)
    measures = ("personnel", "non_personnel", "total")
    columns = _columns(("economic_item",), measures, ("share",), trace)
    blocks = []
    for kind, dimension in (("economic_groups", "economic"), ("government_items", "government_item")):
        items = sorted(trace.top(dimension), key=lambda item: -item.amount)
        rows = [_measured(item, measures, trace) for item in items]
        if rows:
            blocks.append(amounts(kind, columns, [*rows, _sum_row(items, measures, trace, _PRINTED[kind])], trace))
    return part("economic", trace, *(blocks or [note([wording.nothing("economic", trace)], trace)]))


def units(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """This year's project money of each unit by source, and what it carried over."""
    trace = _trace(structure, disclosure, lang)
    given = trace.measures("unit")
    names = tuple(name for name in (*SOURCES, "total") if name in given and name != "carryover")
    over = ("carryover",) if "carryover" in given else ()
    items = sorted(_every(trace, "unit"), key=lambda item: -item.amount)
    rows = [_measured(item, names, trace, over) for item in items]
    if len(rows) > 1:
        rows.append(_sum_row(items, names, trace, _PRINTED["units"], over))
    columns = _columns(("unit",), names, ("share", *(f"{name}_beside" for name in over)), trace)
    return part("units", trace, *_table("units", columns, rows, trace))


def projects(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """This year's projects, the largest first, with shares one by one and added up."""
    trace = _trace(structure, disclosure, lang)
    items = trace.projects
    rows = []
    for number, item in enumerate(items, 1):
        cells = [
            of(Chinese(item.parent or "")),
            cell(trace.amount(item)),
            cell(trace.part(item)),
            cell(_cumulative(items[:number], trace)),
        ]
        rows.append(Row(of(Chinese(item.label)), cells, project=item.label))
    columns = _columns(("project_name", "unit"), ("total",), ("share", "cumulative"), trace)
    return part("projects", trace, *_table("projects", columns, rows, trace, words=(1,)))


def concentration(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """How concentrated the projects are, and which of them can be of which kind."""
    trace = _trace(structure, disclosure, lang)
    found = kinds(disclosure)
    said = sentences.concentrated(trace)
    measured = listing(said, "points") if said else note([wording.nothing("projects", trace)], trace)
    said = sentences.kinds(found, trace)
    by_kind = listing(said, "points") if said else note([wording.nothing("kinds", trace)], trace)
    return part("concentration", trace, measured, titled(vocabulary.section("kinds", trace.lang), by_kind))


def carried(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """What was carried over, by project, beside this year's money of the same name."""
    trace = _trace(structure, disclosure, lang)
    held = carried_over(structure)
    rows = []
    for row in held.to_dicts():
        cells = [
            of(Chinese(row["unit"])),
            of(str(row["rows"])),
            cell(trace.told(row, "amount")),
            cell(trace.told(row, "current")),
            cell(trace.told(row, "share_of_current", row["share_of_current"] and percent(row["share_of_current"]))),
        ]
        rows.append(Row(of(Chinese(row["project"])), cells, project=row["project"]))
    columns = _columns(("project_name", "unit", "rows"), ("carryover",), ("current_money", "share_of_current"), trace)
    said = paragraph(sentences.carried(held, trace), trace.lang)
    return part("carried", trace, said, *_table("carried", columns, rows, trace, words=(1,)))


def procurement(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """The budget for procurement in a sentence."""
    trace = _trace(structure, disclosure, lang)
    said = sentences.procurement(trace)
    block = paragraph(said, trace.lang) if said else note([wording.nothing("procurement", trace)], trace)
    return part("procurement", trace, block)


def method(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """How the figures were made and where they come from."""
    trace = _trace(structure, disclosure, lang)
    return part("method", trace, listing([*methods.method(trace), source(trace, disclosure.metadata)]))


def _read_on(trace: StructureTrace) -> Phrase:
    """Which parts of the brief tell more."""
    return trace.say(
        "按功能见“{functions}”，按来源见“{uses}”，按项目见“{projects}”，算法见“{method}”。",
        "By function: {functions}. By source: {uses}. By project: {projects}. How it is computed: {method}.",
        **{kind: see(kind, trace) for kind in ("functions", "uses", "projects", "method")},
    )


# --- parts of the tables -----------------------------------------------------------------


def _trace(structure: pl.DataFrame, disclosure: Disclosure, lang: str) -> StructureTrace:
    return StructureTrace(structure, disclosure, language(lang))


def _table(
    kind: str, columns: Sequence[str], rows: Sequence[Row], trace: StructureTrace, words: Sequence[int] = ()
) -> list[Block]:
    """The table, or a note that the document prints nothing of the kind."""
    return [
        amounts(f"{kind}_table", columns, rows, trace, words) if rows else note([wording.nothing(kind, trace)], trace)
    ]


def _columns(first: Sequence[str], measures: Sequence[str], last: Sequence[str], trace: StructureTrace) -> list[str]:
    named = [vocabulary.capital(vocabulary.measure(name, trace.lang)) for name in measures]
    before, after = ([vocabulary.column(name, trace.lang) for name in names] for names in (first, last))
    return [*before, *named, *after]


def _function(item: Item, trace: StructureTrace) -> Row:
    cells = [cell(trace.amount(trace.get("function", item.key, measure))) for measure in ("basic", "project")]
    return Row(trace.heading(item), [*cells, cell(trace.amount(item)), cell(trace.part(item))], trace.depth(item))


def _measured(item: Item, measures: Sequence[str], trace: StructureTrace, beside: Sequence[str] = ()) -> Row:
    """A row's amounts and its share of the total; `beside` are amounts that are no part of it."""
    cells = [cell(trace.amount(trace.get(item.dimension, item.key, measure))) for measure in measures]
    others = [cell(trace.amount(trace.get(item.dimension, item.key, measure))) for measure in beside]
    return Row(trace.heading(item), [*cells, cell(trace.part(trace.get(item.dimension, item.key))), *others])


def _sum_row(
    items: Sequence[Item],
    measures: Sequence[str],
    trace: StructureTrace,
    schedules: Mapping[str, str],
    beside: Sequence[str] = (),
) -> Row:
    """The totals of a table's columns as the document prints them, else the sums of what stands above."""
    cells = [_total(items, measure, trace, schedules) for measure in measures]
    others = [_total(items, measure, trace, schedules) for measure in beside]
    return Row(of(trace.pick("合计", "All")), [*cells, Phrase(), *others], strong=True)


def _total(items: Sequence[Item], measure: str, trace: StructureTrace, schedules: Mapping[str, str]) -> Phrase:
    schedule, wanted = schedules.get(measure, schedules[""]), "total" if measure in schedules else measure
    found = figures(trace.disclosure).find(schedule, None, wanted) if trace.disclosure is not None else None
    if found is not None:
        return cell(trace.figure(found))
    made = total(one.figure for item in items if (one := trace.get(item.dimension, item.key, measure)))
    return cell(trace.figure(made, notes=[trace.pick("以上各行相加", "the rows above, added up")]))


def _cumulative(items: Sequence[Item], trace: StructureTrace) -> Shown | None:
    """What the largest projects up to one hold together."""
    if trace.is_mixed("project"):
        return None
    return trace.share(share(total(item.figure for item in items), trace.whole("project")))


def _every(trace: StructureTrace, dimension: str) -> list[Item]:
    """One row per key, in its first measure: a unit may have nothing but what it carried over."""
    found: dict[str, Item] = {}
    for item in trace.items:
        if item.dimension == dimension:
            found.setdefault(item.key, item)
    return list(found.values())


def _known(row: dict[str, object] | None, trace: StructureTrace) -> Phrase:
    if row is None:
        return of(vocabulary.NOTHING)
    return of(trace.pick("差额", "by difference") if row["by_difference"] else trace.pick("表中印出", "printed"))
