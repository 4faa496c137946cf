"""Parts of the brief on structure that tie projects to functions and units, as blocks.

Each takes the answer of `analysis.measures.structure.structure`, the Disclosure and the language, as in `tables`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis import how
from analysis.disclosure import Disclosure
from analysis.figure import percent, total
from analysis.measures.figures import figures
from analysis.measures.purposes import purposes as outside
from analysis.measures.ties import row_of, tied
from analysis.measures.ties import ties as links
from analysis.present import vocabulary
from analysis.present.html import Block, Row
from analysis.present.parts import amounts, cell, note, part, see
from analysis.present.phrases import Chinese, Phrase, Shown, join, language, of
from analysis.present.structure import proofs, wording
from analysis.present.structure.trace import Item, StructureTrace


def by_item(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """For each function item what sources other than the general public budget and carryover pay of it."""
    trace = StructureTrace(structure, disclosure, language(lang))
    printed = {row.figure.name: row.figure for row in figures(disclosure).amounts}
    held: dict[str, dict[str, Item]] = {}
    for use in ("basic", "project"):
        for item in trace.of("use_by_function", f"not_fiscal_{use}"):
            if abs(item.amount) > how.read(item.row["amount_how"], printed.__getitem__).slack:
                held.setdefault(item.key, {})[use] = item
    rows = []
    for code in sorted(held):
        cells = []
        for use in ("basic", "project"):
            whole, rest = trace.get("function", code, use), held[code].get(use)
            cells += [cell(trace.amount(whole)), cell(trace.amount(rest)), cell(_of_use(rest, whole, trace))]
        any_item = next(iter(held[code].values()))
        rows.append(Row(of(proofs.function(code, any_item.label)), cells))
    names = ("basic", "not_treasury_basic", "share_of_basic", "project", "not_treasury_project", "share_of_project")
    columns = [vocabulary.column("function_item", trace.lang)]
    columns += [_column(name, trace) for name in names]
    if not rows:
        others = trace.of("use_by_function", "not_fiscal_basic") or trace.of("use_by_function", "not_fiscal_project")
        return part("use_by_function", trace, note([wording.no_others(trace, found=bool(others))], trace))
    said = trace.say(
        "其他来源负担的 = 该项支出 − 一般公共预算支出 − 上年结转（结转都算项目支出）。取整造成的差额不列。",
        "What other sources pay = the item’s expenditure − general public expenditure − carryover (all of it for "
        "projects). Differences that rounding explains are left out.",
    )
    table = amounts("use_by_function_table", columns, rows, trace)
    return part("use_by_function", trace, table, note([said], trace))


def ties(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """The function items with project money, and the projects that the figures prove to stand under them."""
    trace = StructureTrace(structure, disclosure, language(lang))
    found = links(disclosure)
    if found.is_empty():
        return part("ties", trace, note([wording.nothing("ties", trace)], trace))
    rows = []
    for row in found.to_dicts():
        cells = [
            proofs.source(row, trace),
            cell(proofs.sized(row, trace)),
            cell(join([figure for _, figure in proofs.projects(row["projects"], trace)], " + ")),
            proofs.verdict(row, trace),
            _fitting(row, trace),
        ]
        rows.append(Row(of(proofs.function(row["function_code"], row["function_name"])), cells))
    names = ("function_item", "source", "total", "tied_projects", "tie", "fitting")
    columns = [_column(name, trace) for name in names]
    return part(
        "ties",
        trace,
        amounts("ties_table", columns, rows, trace, words=(1, 3, 4, 5)),
        note(proofs.ties(found, trace), trace),
    )


def tree(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """The department, its units and their projects, with the function item that is proven for each."""
    trace = StructureTrace(structure, disclosure, language(lang))
    proven = tied(links(disclosure))
    both = ("project", "project_carryover")
    units = list(dict.fromkeys(item.parent or "" for dimension in both for item in trace.of(dimension)))
    if not units:
        return part("tree", trace, note([wording.nothing("tree", trace)], trace))
    printed = [figures(disclosure).find(schedule, None) for schedule in ("projects_current", "projects_carryover")]
    whole = [
        cell(_sum(trace.of(dimension), trace) if found is None else trace.figure(found))
        for dimension, found in zip(both, printed, strict=True)
    ]
    rows = [Row(of(Chinese(disclosure.metadata.department)), [Phrase(), *whole], strong=True)]
    for unit in units:
        held = [[item for item in trace.of(dimension) if (item.parent or "") == unit] for dimension in both]
        if unit:
            totals = [trace.get("unit", unit, measure) for measure in ("total", "carryover")]
            money = [cell(trace.amount(one) or _sum(items, trace)) for one, items in zip(totals, held, strict=True)]
            rows.append(Row(of(Chinese(unit)), [Phrase(), *money], level=1))
        for place, items in enumerate(held):
            for item in items:
                money = [cell(None), cell(None)]
                money[place] = cell(trace.amount(item))
                rows.append(
                    Row(of(Chinese(item.label)), [_codes(item, proven, trace), *money], level=2, project=item.label)
                )
    names = ("project_name", "function_item", "year_money", "carried_money")
    columns = [_column(name, trace) for name in names]
    said = trace.say(
        "功能科目是由数字推出的，见“{ties}”；“—”为未能证实。带*的须按单位推出。",
        "Function items are inferred from the figures, see {ties}; “—” where nothing is proven, * where it follows by "
        "units only.",
        ties=see("ties", trace),
    )
    return part("tree", trace, amounts("tree_table", columns, rows, trace, words=(1,)), note([said], trace))


def purposes(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Projects that are proven to stand under other classes than most project money, beside the function's name."""
    trace = StructureTrace(structure, disclosure, language(lang))
    found = links(disclosure)
    held = outside(disclosure, found)
    if held.is_empty():
        sure = found.filter(pl.col("verdict") == "unique").height
        return part("purposes", trace, note([wording.no_purposes(trace, proven=bool(sure))], trace))
    rows = []
    for row in held.to_dicts():
        cells = [
            of(proofs.function(row["function_code"], row["function_name"])),
            of(proofs.function(row["class_code"], row["class_name"])),
            proofs.source(row, trace),
            cell(proofs.sized(row, trace)),
            cell(proofs.share(row, "share_of_item", trace)),
            cell(proofs.share(row, "share_of_class", trace)),
            proofs.verdict(row, trace),
        ]
        rows.append(Row(proofs.named(proofs.projects(row["projects"], trace), trace), cells))
    names = ("project_name", "function_item", "function_class", "source", "total")
    columns = [_column(name, trace) for name in (*names, "share_of_item", "share_of_class", "tie")]
    table = amounts("purposes_table", columns, rows, trace, words=(1, 2, 3, 7))
    return part("purposes", trace, table, note(proofs.purposes(held, trace), trace))


# --- cells -----------------------------------------------------------------------------------


def _column(name: str, trace: StructureTrace) -> str:
    if name in vocabulary.COLUMNS:
        return vocabulary.column(name, trace.lang)
    return vocabulary.capital(vocabulary.measure(name, trace.lang))


def _of_use(rest: Item | None, whole: Item | None, trace: StructureTrace) -> Shown | None:
    if rest is None or whole is None or not 0 <= rest.amount <= whole.amount:
        return None
    return trace.share(percent(rest.figure, whole.figure))


def _fitting(row: Mapping[str, Any], trace: StructureTrace) -> Phrase:
    number = row["fitting"]
    n = row["candidates"]
    among = trace.pick(f"（{n}个项目）", f" (of {n} {'project' if n == 1 else 'projects'})")
    return of((trace.pick("未全部试过", "not all tried") if number is None else str(number)) + among)


def _sum(items: Sequence[Item], trace: StructureTrace) -> Shown | None:
    return trace.figure(total(item.figure for item in items))


def _codes(item: Item, proven: Mapping[str, Sequence[Mapping[str, Any]]], trace: StructureTrace) -> Phrase:
    """The function items of a project; several where more than one source pays for it."""
    found = proven.get(row_of(item.row["amount_how"].strip("[]")), ())
    if not found:
        return cell(None)
    named = {row["function_code"]: row for row in found}
    marked = [
        of(proofs.function(code, row["function_name"])) + ("*" if row["basis"] == "units" else "")
        for code, row in named.items()
    ]
    return join(marked, trace.pick("；", "; "))
