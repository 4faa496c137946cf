"""Parts of the brief on structure about people and what only names tell, as blocks.

Each takes the answer of `analysis.measures.structure.structure`, the Disclosure and the language, as in `tables`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from analysis.disclosure import Disclosure
from analysis.measures.named import named
from analysis.measures.ratios import ratios as per_head
from analysis.present import vocabulary
from analysis.present.html import Block, Row, paragraph, table
from analysis.present.parts import amounts, footing, note, part
from analysis.present.phrases import Chinese, language, of
from analysis.present.structure import heads, wording
from analysis.present.structure.trace import StructureTrace


def central(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Money of the central government: of the year by forms, carried over by name."""
    trace = StructureTrace(structure, disclosure, language(lang))
    rows = _of_kind("central", disclosure)
    if not rows:
        return part("central", trace, note([wording.nothing("central", trace)], trace))
    return part("central", trace, paragraph(heads.central(rows, trace), trace.lang), _table("central", rows, trace))


def people(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Projects that pay people, by their names."""
    trace = StructureTrace(structure, disclosure, language(lang))
    rows = _of_kind("people", disclosure)
    if not rows:
        return part("people", trace, note([wording.nothing("people", trace)], trace))
    return part("people", trace, paragraph(heads.people(rows, trace), trace.lang), _table("people", rows, trace))


def ratios(structure: pl.DataFrame, disclosure: Disclosure, lang: str = "zh") -> Block:
    """Per head, posts and space, with what numerator and denominator cover."""
    trace = StructureTrace(structure, disclosure, language(lang))
    rows = [
        Row(
            heads.name(row, trace),
            [heads.above(row, trace), heads.below(row, trace), heads.result(row, trace), heads.covers(row, trace)],
        )
        for row in per_head(disclosure).to_dicts()
    ]
    if not rows:
        return part("ratios", trace, note([wording.nothing("ratios", trace)], trace))
    names = ("ratio", "numerator", "denominator", "result", "covers")
    columns = [vocabulary.column(name, trace.lang) for name in names]
    caption = of(vocabulary.section("ratios_table", trace.lang))
    return part("ratios", trace, table(caption, columns, rows, words=(1, 2, 4), source=footing(rows, trace)))


def _of_kind(kind: str, disclosure: Disclosure) -> list[dict[str, Any]]:
    return named(disclosure).filter(pl.col("kind") == kind).to_dicts()


def _table(kind: str, rows: Sequence[Mapping[str, Any]], trace: StructureTrace) -> Block:
    held = []
    for row in rows:
        side = trace.pick("本年", "of the year") if row["side"] == "current" else trace.pick("上年结转", "carried over")
        how = heads.known_by(row, trace)
        if row["word"]:
            how = how + trace.pick("：", ": ") + of(Chinese(row["word"]))
        cells = [
            of(Chinese(row["budget_unit"] or "")),
            of(vocabulary.capital(side)),
            of(heads.total([row], trace)),
            how,
        ]
        held.append(Row(of(Chinese(row["project"])), cells, project=row["project"]))
    if len(held) > 1:
        nothing = of("")
        held.append(
            Row(of(trace.pick("合计", "All")), [nothing, nothing, of(heads.total(rows, trace)), nothing], strong=True)
        )
    columns = [vocabulary.column(name, trace.lang) for name in ("project_name", "unit", "year_or_carried")]
    columns += [vocabulary.capital(vocabulary.measure("total", trace.lang)), vocabulary.column("tie", trace.lang)]
    return amounts(f"{kind}_table", columns, held, trace, words=(1, 2, 4))
