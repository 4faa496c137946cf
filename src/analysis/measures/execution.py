"""Execution of a year's budget: the approved and the changed budget, the accounts, and how much of each was spent.

Final accounts print what was received and spent (决算数); their narrative states the budgets of the year beside it, the
one approved (年初预算) and, where it was changed, the one of the whole year (全年预算). They are figures of one year in
other phases, as the Fiscal Data Package calls it, and never mixed. The budget that the department published itself is
held against what its accounts state of it: the budget of that year, else what the next one implies by its changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure, difference, percent
from analysis.measures.figures import Figures, agreement, figures, follows, grouped
from analysis.measures.quality.tables import tables_of
from analysis.measures.records import Statement
from analysis.schema import Schema

DIMENSIONS = ("total", "source", "function", "economic", "three_public", "balance")
VERDICTS = ("exact", "rounding", "violated", "undefined", "unstated")
AGREEMENTS = ("exact", "rounding", "conflict")
ORIGINS = ("published", "implied")
_THREE = ("three_public", "overseas", "vehicles", "vehicle_purchase", "vehicle_operation", "reception")
_BALANCES = ("opening_balance", "used_surplus", "closing_balance", "surplus_distribution")
_WHOLE = "general_public_expenditure"

_EXECUTION = c.percent(
    "execution_pct", "完成年初预算", "Of the approved budget", "accounts / budget; empty where that is 0"
)
_OF_ADJUSTED = c.percent("adjusted_pct", "完成全年预算", "Of the adjusted budget", "accounts / adjusted")
SCHEMA = Schema(
    "execution",
    "预算执行：年初预算、全年预算与决算",
    "Budget execution: approved and adjusted budget, accounts",
    "What final accounts say of a year's budgets and of what was spent",
    ("dimension", "subject"),
    (
        c.DIMENSION.of(among=DIMENSIONS),
        c.SUBJECT.of("What it is of, else its code"),
        c.LABEL,
        c.LEVEL.of("Place in its table's hierarchy"),
        c.money("budget", "年初预算", "Approved budget", "The approved budget, as the accounts state it"),
        c.money("adjusted", "全年预算", "Adjusted budget", "The budget as changed during the year"),
        c.money("accounts", "决算", "Accounts", "What the tables print as received or spent; empty for a blank"),
        _EXECUTION,
        *_EXECUTION.bounds(),
        _OF_ADJUSTED,
        *_OF_ADJUSTED.bounds(),
        c.money("unspent", "未支出", "Not spent", "The budget, as changed where it was, less the accounts"),
        c.percent("stated_pct", "文件所写的完成率", "Stated percentage", "The execution that the narrative states"),
        c.text("stated_of", "对何预算", "Of which budget", "The budget that it is stated of: budget, adjusted"),
        c.VERDICT.of("Whether the stated percentage follows from the figures", among=VERDICTS),
        c.REASON.of("given, restates, contradicts, empty or missing, where the accounts differ from the budget"),
        c.text("reasons", "原因提到", "Reasons name", "What the stated reason names"),
        c.money(
            "published_budget", "公开的预算", "Published budget", "The approved budget as the department published it"
        ),
        c.text(
            "published_origin",
            "公开预算的来源",
            "Where from",
            "The budget of that year (published), or what the next one implies",
            among=ORIGINS,
        ),
        c.money(
            "conflict", "所述年初预算与公开的预算之差", "Difference from the published", "budget - published_budget"
        ),
        c.text("agreement", "是否相符", "Agreement", "Whether both can be true", among=AGREEMENTS),
    ),
)


def execution(
    accounts: Disclosure, budget: Disclosure | None = None, following: Disclosure | None = None
) -> pl.DataFrame:
    """Budgets and accounts by total, source, functional and economic item and 三公 expenses, as SCHEMA's columns, 万元.

    `budget` is the department's own published budget of the year, `following` that of the next year, where they are
    at hand. Nothing for a disclosure that is a budget.
    """
    found = _Execution(accounts, budget, following) if accounts.metadata.kind == "accounts" else None
    return frame(SCHEMA, found.rows() if found else ())


class _Execution:
    def __init__(self, accounts: Disclosure, budget: Disclosure | None, following: Disclosure | None) -> None:
        self.figures, self.year = figures(accounts), accounts.metadata.year
        self.tables = tables_of(accounts)
        self.voted = {phase: figures(accounts, of=(self.year, phase)) for phase in c.VOTED}
        self.own = budget and figures(budget, other=True)
        self.implied = _implied(figures(following, other=True), self.year) if following else {}
        reasons = accounts.reasons.to_dicts()
        self.about: dict[int, list[str]] = grouped((row["statement"], row["about"]) for row in reasons)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows of SCHEMA, dimension by dimension."""
        held = self.figures
        for subject in ("revenue_current_year", "expenditure_current_year", _WHOLE):
            yield from self._row("total", subject, subject, "total", held.find(subject, None))
        for row in held.of("budget_summary"):
            if row.subject in _BALANCES and row.value:
                yield from self._row("balance", row.subject, row.label, row.level, row.figure)
            elif row.flow == "revenue" and row.level == "source" and row.subject:
                yield from self._row("source", row.subject, row.subject, row.level, row.figure)
        for row in held.of(_WHOLE, "total"):
            if row.function_code:
                yield from self._row("function", row.function_code, row.named, row.level, row.figure)
        for row in held.of("basic_by_economic"):
            if row.economic_code and row.value:
                yield from self._row("economic", row.economic_code, row.named, row.level, row.figure)
        for subject in _THREE:
            level = "total" if subject == "three_public" else "category"
            yield from self._row("three_public", subject, subject, level, held.find(subject, "expenditure"))

    def _row(self, dimension: str, key: str, label: str, level: str, spent: Figure | None) -> Iterator[dict[str, Any]]:
        stated = self._stated.get(key, {})
        budget, adjusted = (self._budget(key, phase, stated) for phase in c.VOTED)
        if not (spent or budget or adjusted):
            return
        said = stated.get("total")
        executed, of_adjusted = percent(spent, budget), percent(spent, adjusted)
        base = adjusted or budget
        own = self.own and _printed(self.own, dimension, key)
        published, origin = (own, "published") if own else (self.implied.get(key), "implied")
        conflict = difference(budget, published)
        yield {
            "dimension": dimension,
            "subject": key,
            "label": label,
            "level": level,
            "budget": budget,
            "adjusted": adjusted,
            "accounts": spent,
            "execution_pct": executed,
            "adjusted_pct": of_adjusted,
            "unspent": difference(base, spent),
            "stated_pct": said and said.share_pct,
            "stated_of": said.share_of if said and said.share_pct else None,
            "verdict": _verdict(said, {"budget": executed, "adjusted": of_adjusted}),
            "reason": said and said.reason,
            "reasons": "、".join(self.about.get(said.number, [])) or None if said else None,
            "published_budget": published,
            "published_origin": published and origin,
            "conflict": conflict,
            "agreement": conflict and agreement(conflict, "conflict"),
        }

    def _budget(self, key: str, phase: str, stated: dict[str, Statement]) -> Figure | None:
        if phase in stated:
            return stated[phase].value
        return self.voted[phase].in_tables(key, "expenditure", "total") if key in _THREE else None

    @cached_property
    def _stated(self) -> dict[str, dict[str, Statement]]:
        """By subject or functional code, what is stated of each phase; the accounts' own beside a budget first."""
        found: dict[str, dict[str, Statement]] = {}
        for row in self.figures.statements:
            key = row.subject
            if row.subject == "function":
                key = self.tables.code_of(row.function_name or "")
            if not (row.value and row.is_money and key) or row.measure not in (*c.VOTED, "total"):
                continue
            if row.measure == "total" and row.share_of not in c.VOTED and found.get(key, {}).keys().isdisjoint(c.VOTED):
                continue  # the same figure in another section
            found.setdefault(key, {}).setdefault(row.measure, row)
        return found


def _printed(own: Figures, dimension: str, key: str) -> Figure | None:
    """The figure that a budget prints of an item, as voted for the year."""
    if dimension in ("total", "three_public"):
        return own.find(key, "expenditure") or own.find(key, None)
    if dimension == "source":
        return own.in_tables(key, "revenue", "total")
    rows = own.of(_WHOLE if dimension == "function" else "basic_by_economic", "total")
    codes = ((row, row.function_code if dimension == "function" else row.economic_code) for row in rows)
    return next((row.figure for row, code in codes if code == key), None)


def _implied(following: Figures, year: int) -> dict[str, Figure]:
    """The figures that the next year's budget gives of a year's: as such, or as its own figure less the change."""
    names = {"general_public_budget": _WHOLE}
    found: dict[str, Figure] = {}
    for said, made in following.implied(year):
        if said.flow != "revenue":
            found.setdefault(names.get(said.subject, said.subject), made)
    return found


def _verdict(said: Statement | None, made: dict[str, Figure | None]) -> str:
    """The agreement of the percentage that the narrative states with the figures; undefined where its budget is 0."""
    if said is None or said.share_pct is None or said.share_of not in made:
        return "unstated"
    figure = made[said.share_of]
    return follows(said.share_pct, figure) if figure and figure.interval else "undefined"
