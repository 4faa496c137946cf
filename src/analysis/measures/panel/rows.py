"""One disclosure's rows of the panel: its key figures in one long table, the same for every template.

A row has its identity (disclosure, department, year, ...), what it is a figure of (dimension, key), the figure in its
unit and, where one is known, the base year's. Departments and units both have rows, `level` tells them apart; a
unit's money is inside its department's, so that the two are never added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple, Protocol

import polars as pl

from analysis import templates
from analysis.disclosure import Disclosure, frame
from analysis.measures import changes, findings, reconcile, structure
from analysis.measures.costs import unit_costs
from analysis.measures.costs.names import plain_name
from analysis.measures.figures import Figures
from analysis.measures.ratios import ratios
from analysis.measures.years.series import SUBJECTS, figure_of
from analysis.money import AMOUNT_SCALE, quotient
from analysis.schema import SPENT, Column, Schema

DIMENSIONS = ("budget", "function", "economic", "ratio", "findings", "unit_cost")

SCHEMA = Schema(
    "panel",
    "Key figures of all disclosures, one row per disclosure, dimension and key",
    ("disclosure", "dimension", "key"),
    (
        Column("disclosure", "text", "ID of the dataset", required=True),
        Column("department", "text", "Name of the department or unit", required=True),
        Column("code", "text", "Its code, empty where the document prints none"),
        Column("level", "text", "department, or unit for a unit's own budget", required=True),
        Column("parent", "text", "Department that a unit's budget names"),
        Column("region", "text", "Its region"),
        Column("year", "year", "Budget year", required=True),
        Column("template", "text", "Template of the document", required=True),
        Column("dimension", "text", "What kind of figure it is", required=True, among=DIMENSIONS),
        Column("key", "text", "Which one: subject and side, code of a class, ratio, severity, result", required=True),
        Column("label", "text", "Name of a class or of a promised result"),
        Column("value", "decimal", "The figure, in `unit`", required=True),
        Column("unit", "text", "Unit of value and base", required=True),
        Column("base", "decimal", "The base year's figure against a budget, where it is known"),
        Column("base_origin", "text", "Where base comes from: published, stated, implied, residual"),
        Column("change", "decimal", "value - base"),
        Column("change_pct", "decimal", "change / base; empty where base is 0", unit="%"),
        Column("share_pct", "decimal", "Share of the total that it is a part of", unit="%"),
        Column("bound", "text", "What a unit cost bounds: upper, lower, exact, range, at_target"),
        Column("basis", "text", "What a unit cost divides: cost_indicator, project_budget, function_item"),
        Column("ref", "text", "Rows of the dataset that it is taken from"),
    ),
)
_PLACES = Decimal(1).scaleb(-AMOUNT_SCALE)
_HUNDRED = Decimal(100)
_MILLION_YUAN = Decimal(100)  # in 万元


class Needed(Protocol):
    """The answers that rows are taken from; all answers to a disclosure have them."""

    @property
    def changes(self) -> pl.DataFrame: ...
    @property
    def structure(self) -> pl.DataFrame: ...
    @property
    def costs(self) -> pl.DataFrame: ...
    @property
    def reconciliations(self) -> pl.DataFrame: ...
    @property
    def findings(self) -> pl.DataFrame: ...


class Found(NamedTuple):
    """Just the answers that rows are taken from: all of them would take a fifth longer."""

    changes: pl.DataFrame
    structure: pl.DataFrame
    costs: pl.DataFrame
    reconciliations: pl.DataFrame
    findings: pl.DataFrame


def needed(disclosure: Disclosure, before: Disclosure | None) -> Found:
    """What `rows` needs; `before` is the published budget of the year before, where there is one."""
    return Found(
        changes.changes(disclosure, before),
        structure.structure(disclosure),
        unit_costs.costs(disclosure),
        reconcile.reconciliations(disclosure, templates.load(disclosure.metadata.template)),
        findings.findings(disclosure),
    )


def rows(disclosure: Disclosure, found: Needed) -> pl.DataFrame:
    """The disclosure's rows as SCHEMA's columns; `found` are the answers to it."""
    metadata = disclosure.metadata
    identity = {
        "disclosure": metadata.id,
        "department": metadata.department,
        "code": metadata.code or None,
        "level": metadata.level,
        "parent": metadata.parent or None,
        "region": metadata.region or None,
        "year": metadata.year,
        "template": metadata.template,
    }
    held = [*_budget(disclosure, found), *_functions(found), *_economic(found), *_ratios(disclosure)]
    held += [*_findings(disclosure, found), *_unit_costs(found)]
    return frame(SCHEMA, [identity | row for row in held])


def _budget(disclosure: Disclosure, found: Needed) -> Iterator[dict[str, Any]]:
    """Total, sources and uses of money, with their base year."""
    figures = Figures(disclosure)
    known = {
        (row["subject"], row["flow"], row["measure"]): row
        for row in found.changes.iter_rows(named=True)
        if row["base_kind"] not in SPENT
    }
    total = figures.find("expenditure_total", "expenditure")
    for subject, flow, measure in SUBJECTS:
        figure = figure_of(figures, subject, flow, measure)
        if figure is None:
            continue
        change = known.get((subject, flow, measure))
        whole = figures.find("revenue_total", "revenue") if flow == "revenue" else total
        row = {
            "dimension": "budget",
            "key": "/".join((subject, flow, measure)),
            "value": figure.value,
            "unit": "万元",
            "share_pct": _percent(figure.value, whole.value if whole else None),
            "ref": figure.ref,
        }
        if change is not None and change["current"] == figure.value:
            names = ("base", "base_origin", "change", "change_pct")
            row |= {name: change[name] for name in names} | {"ref": f"{figure.ref} {change['change_ref']}"}
        yield row


def _functions(found: Needed) -> Iterator[dict[str, Any]]:
    held = found.structure.filter(
        pl.col("dimension") == "function", pl.col("measure") == "total", pl.col("key").str.len_chars() == 3
    )
    yield from (_part("function", row["key"], row) for row in held.iter_rows(named=True))


def _economic(found: Needed) -> Iterator[dict[str, Any]]:
    """The classes of the economic classification, by name: not every template prints their codes."""
    held = found.structure.filter(
        pl.col("dimension") == "economic", pl.col("measure") == "total", pl.col("parent").is_null()
    )
    seen = set()
    for row in held.iter_rows(named=True):
        if row["label"] not in seen:
            seen.add(row["label"])
            yield _part("economic", row["label"], row)


def _part(dimension: str, key: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "dimension": dimension,
        "key": key,
        "label": row["label"],
        "value": row["amount"],
        "unit": "万元",
        "share_pct": row["share"],
        "ref": row["ref"],
    }


def _ratios(disclosure: Disclosure) -> Iterator[dict[str, Any]]:
    """Ratios that the figures give beyond doubt; ranges are for who reads the one budget."""
    for row in ratios(disclosure).iter_rows(named=True):
        if row["verdict"] == "value":
            unit = "%" if row["ratio"] == "posts_filled" else f"{row['numerator_unit']}/{row['denominator_unit']}"
            refs = " ".join(ref for ref in (row["numerator_ref"], row["denominator_ref"]) if ref)
            yield {"dimension": "ratio", "key": row["ratio"], "value": row["low"], "unit": unit, "ref": refs}


def _findings(disclosure: Disclosure, found: Needed) -> Iterator[dict[str, Any]]:
    """How many findings of each severity there are, and how many identities are violated, per million yuan too."""
    counts: dict[str, int] = dict.fromkeys(("error", "warning", "note"), 0)
    for severity in found.findings["severity"]:
        counts[severity] += 1
    counts["violated"] = found.reconciliations.filter(pl.col("verdict") == "violated").height
    total = Figures(disclosure).find("expenditure_total", "expenditure") or Figures(disclosure).find(
        "revenue_total", "revenue"
    )
    for severity, count in counts.items():
        yield {"dimension": "findings", "key": severity, "value": Decimal(count), "unit": "项"}
        per = quotient(Decimal(count) * _MILLION_YUAN, total.value) if total else None
        if per is not None:
            value = per.quantize(_PLACES, ROUND_HALF_UP)
            key = f"{severity}_per_million"
            yield {
                "dimension": "findings",
                "key": key,
                "value": value,
                "unit": "项/百万元",
                "ref": total.ref if total else None,
            }


def _unit_costs(found: Needed) -> Iterator[dict[str, Any]]:
    """What a unit of each promised result of the year costs; `label` is the result in plain words, for like ones."""
    for row in found.costs.iter_rows(named=True):
        if row["period"] == "annual" and not row["uncertain"]:
            yield {
                "dimension": "unit_cost",
                "key": f"{row['form']}/{row['result']}/{row['basis']}",
                "label": plain_name(row["indicator"]),
                "value": row["unit_cost_yuan"],
                "unit": f"元/{row['unit']}",
                "bound": row["bound"],
                "basis": row["basis"],
                "ref": f"indicators/{row['result']} {row['refs']}",
            }


def _percent(part: Decimal, whole: Decimal | None) -> Decimal | None:
    share = None if whole is None else quotient(part, whole)
    return None if share is None else (share * _HUNDRED).quantize(_PLACES, ROUND_HALF_UP)


def joined(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The rows of several disclosures as one panel, by disclosure."""
    held = list(frames)
    return pl.concat(held) if held else frame(SCHEMA, [])
