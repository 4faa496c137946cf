"""One disclosure's rows of the panel: its key figures in one long table, the same for every template.

A row has its identity (disclosure, department, phase, year, ...), what it is a figure of (dimension, key), the figure
in its unit and, where one is known, the base year's of the same phase. Budgets and accounts both have rows, `phase`
tells them apart, and so do departments and units, which `level` tells apart; a unit's money is inside its department's.
None of the two are ever added up.

Each figure says how it came to be, every cell with the dataset's ID before it. Counts of findings do not, nor what they
are per million yuan: they are no figures of a document.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis import columns as c
from analysis import how
from analysis.columns import FLOWS
from analysis.disclosure import Disclosure, frame
from analysis.figure import Told, percent, told
from analysis.measures.costs.names import plain_name
from analysis.measures.figures import figures
from analysis.measures.ratios import ratios
from analysis.measures.years.series import SUBJECTS
from analysis.metadata import KINDS
from analysis.schema import Schema

if TYPE_CHECKING:
    from analysis.measures.answers import Answers

DIMENSIONS = ("budget", "function", "economic", "ratio", "findings", "unit_cost")

SCHEMA = Schema(
    "panel",
    "各部门的主要数字",
    "Key figures of all budgets",
    "Key figures of all disclosures",
    ("disclosure", "dimension", "key"),
    (
        c.text("disclosure", "数据集", "Dataset", "ID of the dataset", required=True),
        c.DEPARTMENT,
        c.text("code", "编码", "Code", "Its code, empty where the document prints none"),
        c.LEVEL.of("department, or unit for a unit's own budget", among=()),
        c.PARENT.of("Department that a unit's budget names"),
        c.text("region", "地区", "Region", "Its region"),
        c.PHASE.of("budget, or accounts for what was settled: never mixed", among=KINDS),
        c.YEAR.of("Year of the budget or the accounts"),
        c.TEMPLATE,
        c.DIMENSION.of("What kind of figure it is", among=DIMENSIONS),
        c.KEY.of("Which one: subject and side, code of a class, ratio, severity, result"),
        c.LABEL.of("Name of a class or of a promised result", required=False),
        c.VALUE.of(required=True, computed=True),
        c.UNIT.of("Unit of value and base"),
        c.figure("base", *c.BASE.label, "The base year's figure of the same phase, where it is known"),
        c.BASE_ORIGIN.of("Where base comes from: published, stated, implied, residual"),
        c.figure("change", *c.CHANGE.label, "value - base"),
        c.CHANGE_PCT.of("change / base; empty where base is 0"),
        c.SHARE_PCT,
        c.BOUND.of("What a unit cost bounds: upper, lower, exact, range, at_target"),
        c.BASIS.of("What a unit cost divides: cost_indicator, project_budget, function_item"),
    ),
)
_IDENTITY = ("department", "code", "level", "parent", "region", "year", "template")
_MILLION_YUAN = Decimal(100)  # in 万元


def rows(disclosure: Disclosure, found: Answers) -> pl.DataFrame:
    """The disclosure's rows as SCHEMA's columns; `found` are the answers to it."""
    metadata = disclosure.metadata
    identity = {
        "disclosure": metadata.id,
        "phase": metadata.kind,
        **{name: getattr(metadata, name) or None for name in _IDENTITY},
    }
    held = [*_budget(disclosure, found), *_structure(found), *_ratios(disclosure)]
    held += [*_findings(disclosure, found), *_unit_costs(found)]
    made = frame(SCHEMA, [identity | row for row in held])
    return made.with_columns(_elsewhere(made[column.how], metadata.id) for column in SCHEMA.figures)


def _elsewhere(hows: pl.Series, id: str) -> pl.Series:
    """The sources of figures, every cell with the dataset's ID before it."""
    return pl.Series(hows.name, [how.elsewhere(text, id) if text else None for text in hows], pl.String)


def _budget(disclosure: Disclosure, found: Answers) -> Iterator[dict[str, Any]]:
    """Total, sources and uses of money, with their base year."""
    held = figures(disclosure)
    known = {
        (row["subject"], row["flow"], row["measure"]): row
        for row in found.changes.filter(base_phase=held.phase).to_dicts()
    }
    wholes = {flow: held.find(f"{flow}_total", flow) for flow in FLOWS}
    for place in SUBJECTS:
        figure = held.expenditure(*place)
        if figure is None:
            continue
        change = known.get(place)
        row = {
            "dimension": "budget",
            "key": "/".join(place),
            "value": figure,
            "unit": figure.unit,
            "share_pct": percent(figure, wholes[place[1]]),
        }
        if change is not None and change["current"] == figure.value:
            names = ("base", "change", "change_pct")
            row |= {name: told(change, name) for name in names} | {"base_origin": change["base_origin"]}
        yield row


def _structure(found: Answers) -> Iterator[dict[str, Any]]:
    """Functional classes by code, economic ones by name: not every template prints their codes."""
    whole = found.structure.filter(measure="total")
    functions = whole.filter(pl.col("key").str.len_chars() == 3, dimension="function")
    economic = whole.filter(pl.col("parent").is_null(), dimension="economic")
    named = economic.with_columns(key="label").unique("key", keep="first", maintain_order=True)
    for row in pl.concat([functions, named]).to_dicts():
        yield {
            "dimension": row["dimension"],
            "key": row["key"],
            "label": row["label"],
            "value": told(row, "amount"),
            "unit": "万元",
            "share_pct": told(row, "share"),
        }


def _ratios(disclosure: Disclosure) -> Iterator[dict[str, Any]]:
    """Ratios that the figures give beyond doubt; ranges are for who reads the one budget."""
    for row in ratios(disclosure).filter(verdict="value").to_dicts():
        unit = "%" if row["ratio"] == "posts_filled" else f"{row['numerator_unit']}/{row['denominator_unit']}"
        yield {"dimension": "ratio", "key": row["ratio"], "value": told(row, "low"), "unit": unit}


def _findings(disclosure: Disclosure, found: Answers) -> Iterator[dict[str, Any]]:
    """Counts of findings by severity and of violated identities, per million yuan too."""
    counts = {severity: found.findings.filter(severity=severity).height for severity in ("error", "warning", "note")}
    counts["violated"] = found.reconciliations.filter(verdict="violated").height
    held = figures(disclosure)
    total = held.find("expenditure_total", "expenditure") or held.find("revenue_total", "revenue")
    for severity, count in counts.items():
        yield {"dimension": "findings", "key": severity, "value": _counted(count), "unit": "项"}
        if total and total.value:
            per = _counted(count * _MILLION_YUAN / total.value)
            yield {"dimension": "findings", "key": f"{severity}_per_million", "value": per, "unit": "项/百万元"}


def _counted(value: int | Decimal) -> Told:
    """A count of findings: no figure of a document, so that no cell tells it."""
    return Told(Decimal(value), "")


def _unit_costs(found: Answers) -> Iterator[dict[str, Any]]:
    """The unit costs of the year's results that can be told; `label` is it in plain words, for like ones."""
    for row in found.costs.filter(period="annual", uncertain=False).drop_nulls("ground").to_dicts():
        yield {
            "dimension": "unit_cost",
            "key": f"{row['form']}/{row['result']}/{row['basis']}",
            "label": plain_name(row["indicator"]),
            "value": told(row, "unit_cost_yuan"),
            "unit": f"元/{row['unit']}",
            "bound": row["bound"],
            "basis": row["basis"],
        }
