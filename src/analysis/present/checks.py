"""Findings and identities as a notebook shows them: sentences with their figures, rows with a name and a place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.figure import Told
from analysis.how import refs
from analysis.measures.figures import in_wan
from analysis.measures.quality.finding import CONSEQUENCES, SEVERITIES
from analysis.present import audit
from analysis.present.phrases import At, Foreign, Part, Phrase, join
from analysis.present.sentences import say, spoken, word


def findings_said(findings: pl.DataFrame) -> list[Phrase]:
    """Each finding in words, with its lines, the money at stake, whether the evidence is weak, and what to ask."""
    between = spoken().pick("", " ")
    return [_finding(row) + between + say(f"finding.{row['kind']}.ask") for row in findings.to_dicts()]


def by_consequence(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings by what they bear on, the gravest and the largest first."""
    bears_on = pl.col("consequence").cast(pl.Enum(CONSEQUENCES))
    order = (bears_on, pl.col("severity").cast(pl.Enum(SEVERITIES)), -pl.col("amount_yuan"))
    return findings.sort(*order, nulls_last=True, maintain_order=True)


def _finding(row: Mapping[str, Any]) -> Phrase:
    trace = spoken()

    def shown(figure: Mapping[str, Any], text: str) -> Part:
        return trace.shown(Decimal(figure["value"]), figure["how"], text)

    said = audit.sentence(row["kind"], json.loads(row["figures"]), trace.lang, shown, _called)
    facts: list[Part] = [At(lines, row["refs"])] if (lines := trace.lines(row["refs"])) else []
    if row["amount_yuan"]:
        wan = in_wan(Told(row["amount_yuan"], row["amount_yuan_how"], "元"))
        facts.append(say("涉及{money}", "{money} at stake", money=wan))
    if row["evidence"] == "weak":
        facts.append(trace.pick("证据较弱", "weak evidence"))
    return said + say("（{facts}）", " ({facts})", facts=join(facts, trace.text("list.semicolon")))


def _called(text: str) -> Part:
    """A name of the document in the page's language; one with what it promises behind a blank, both."""
    if spoken().lang == "zh":
        return Foreign(text)
    name, _, target = text.rpartition(" ")
    return join([word(name), word(target)], " ") if name else word(text)


def identities(reconciliations: pl.DataFrame) -> pl.DataFrame:
    """Identities with what they are about in words, `figure`, and where it is printed, `place`."""
    hows = reconciliations.select(pl.coalesce("left_how", "right_how", pl.lit(""))).to_series().to_list()
    return reconciliations.with_columns(
        pl.Series("figure", [str(_figure(how)) for how in hows], dtype=pl.String),
        pl.Series("place", [spoken().line(how) for how in hows], dtype=pl.String),
    )


def _figure(how: str) -> Phrase | str:
    """The figure that an identity is about: its table, row and column; its section; its form."""
    ref = next(iter(refs(how)), "")
    held, table = spoken().row(ref), ref.partition("/")[0]
    if held is None:
        return ref
    if table == "amounts":
        name = word(held["measure"])
        return say(
            "表{n}“{label}”{name}",
            "Table {n}, {name}, {label}",
            n=held["table"],
            label=_called(held["label"]),
            name=name,
        )
    if table == "statements":
        return say("文字“{label}”", "Narrative {label}", label=_called(held["label"] or held["section"]))
    if table == "department":
        return audit.fact(held["subject"], held["measure"], spoken().lang)
    name = next((held[one] for one in ("about", "printed", "level3", "project") if held.get(one)), "")
    return say("绩效目标表“{name}”", "Form {name}", name=_called(name))
