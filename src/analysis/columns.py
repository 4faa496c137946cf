"""Columns of tables: how one is described, the words that datasets are made of, and what several tables have.

A column of one name has one name in Chinese and in English, whatever table it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

Kind = Literal["text", "integer", "decimal", "boolean", "year", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, also in Chinese and in English; `unit` is that of its figures.

    `role` is its Fiscal Data Package column type. Figures that are `computed` say how they came to be, in a column of
    their own behind all others.
    """

    kind: Kind
    name: str
    zh: str
    en: str
    description: str = ""
    unit: str = ""
    role: str = ""
    required: bool = False
    among: tuple[str, ...] = ()
    decimals: int = 0  # written at least
    computed: bool = False

    @property
    def label(self) -> tuple[str, str]:
        """Its name in Chinese and in English."""
        return self.zh, self.en

    @property
    def how(self) -> str:
        """The name of the column that says how its figures came to be."""
        return f"{self.name}_how"

    def of(self, description: str = "", **other: Any) -> Column:
        """The same column in one table, in what it differs there: its description, what it may hold."""
        return replace(self, description=description or self.description, **other)

    def bounds(self, *, required: bool = False) -> tuple[Column, Column]:
        """The columns of the least and the greatest value that rounding leaves for its figures."""
        said, kept = f"value that rounding leaves for {self.name}", partial(decimal, unit=self.unit, required=required)
        least = kept(f"{self.name}_low", f"{self.zh}，下限", f"{self.en}, least", f"Least {said}")
        most = kept(f"{self.name}_high", f"{self.zh}，上限", f"{self.en}, most", f"Greatest {said}")
        return least, most


SCHEDULES = (
    "budget_summary",
    "revenue",
    "expenditure",
    "fiscal_summary",
    "general_public_expenditure",
    "expenditure_by_economic",
    "expenditure_by_government",
    "basic_by_economic",
    "basic_by_government",
    "government_funds_revenue",
    "government_funds_expenditure",
    "state_capital",
    "three_public",
    "operating",
    "projects_current",
    "projects_carryover",
)
FLOWS = ("revenue", "expenditure")
LEVELS = (
    "total",
    "subtotal",
    "source",
    "class",
    "section",
    "item",
    "category",
    "department",
    "budget_unit",
    "project",
)
#: Sources of funds that make up the total of a budget, carryover from the year before among them.
SOURCES = (
    "general_public_budget",
    "government_funds",
    "state_capital",
    "special_account",
    "unit_funds",
    "carryover",
)
MEASURES = (
    "total",
    *SOURCES,
    "current_year",
    "basic",
    "project",
    "personnel",
    "non_personnel",
    "fiscal",
    "business",
    "business_operation",
    "education_fees",
    "superior_subsidy",
    "subsidiaries_paid",
    "used_surplus",
    "opening_balance",
    "paid_to_superior",
    "subsidiaries_subsidy",
    "surplus_distribution",
    "closing_balance",
    "carryover_general_public_budget",
    "carryover_government_funds",
    "carryover_state_capital",
    "carryover_special_account",
    "carryover_unit_funds",
    "other",
)
#: What an amount is: voted (预算数), changed during the year (调整或全年预算数), spent (执行数), settled (决算数).
PHASES = ("budget", "adjusted", "outturn", "accounts")
#: Those of a budget, before a year's accounts are.
VOTED = ("budget", "adjusted")
BASE_KINDS = ("budget", "outturn", "accounts", "unstated")
#: Kinds of base that are no budget: what was spent.
SPENT = ("outturn", "accounts")
PERIODS = ("term", "annual")
#: Money of the year, or carried over from the year before.
SIDES = ("current", "carryover")
#: How a figure bounds a result.
COMPARATORS = (">=", "<=", ">", "<", "=", "between")
AT_LEAST, AT_MOST = (">=", ">"), ("<=", "<")

#: Makers of columns by kind and unit: name, Chinese, English, description.
text = partial(Column, "text")
integer = partial(Column, "integer")
year = partial(Column, "year")
boolean = partial(Column, "boolean", required=True)
decimal = partial(Column, "decimal")
figure = partial(Column, "decimal", computed=True)
money = partial(Column, "decimal", unit="万元", decimals=2, computed=True)
yuan = partial(Column, "decimal", unit="元", computed=True)
percent = partial(Column, "decimal", unit="%", computed=True)
count = partial(Column, "integer", computed=True)

# Columns that several tables have; what one of them holds in particular, its table says.
TABLE = integer("table", "表", "Table", "Number of the table in its template", required=True)
SCHEDULE = text("schedule", "预算表", "Schedule", "Name of the schedule, the same in every template", required=True)
ROW = integer("row", "行", "Row")
FLOW = text("flow", "收支", "Side", "Side of the budget", among=FLOWS)
SUBJECT = text("subject", "事项", "Subject", required=True)
MEASURE = text("measure", "口径", "Measure", "Which part of the subject", required=True)
LABEL = text("label", "名称", "Label", "Name of the part", required=True)
LEVEL = text("level", "层次", "Level", required=True, among=LEVELS)
PARENT = text("parent", "上级", "Parent", "Key of the part that it belongs to")
FUNCTION_CODE = text("function_code", "功能科目编码", "Function code", "Code of the function item", required=True)
FUNCTION_NAME = text("function_name", "功能科目", "Function", "Its name", required=True)
BUDGET_UNIT = text("budget_unit", "预算单位", "Budget unit", "Its unit")
PRINTED = text("printed", "原文", "As printed", required=True)
PRINTED_UNIT = text("printed_unit", "所印单位", "Printed unit")
UNIT = text("unit", "单位", "Unit", "Unit of the figures", required=True)
YEAR = year("year", "年度", "Year", required=True)
AMOUNT = money("amount", "金额", "Amount", "The amount, exact", required=True)
VALUE = decimal("value", "数值", "Value", "The figure, in `unit`")
VALUE_HIGH = decimal("value_high", "上端", "High end", "High end of a `between`")
CURRENT = money("current", "本年", "This year", "Figure of the budget year")
BASE = money("base", "基年", "Base", "Figure of the base year")
CHANGE = money("change", "增减", "Change", "current - base", required=True)
CHANGE_PCT = percent("change_pct", "增减幅度", "Change in percent", "change / base; empty where base is 0")
SHARE_PCT = percent("share_pct", "占比", "Share", "Share of the total that it is a part of")
CONTRIBUTION_PP = figure("contribution_pp", "贡献", "Contribution", unit="percentage points")
BASE_KIND = text("base_kind", "基数类别", "Kind of base", "What it is compared with", among=BASE_KINDS)
BASE_YEAR = year("base_year", "基年", "Base year", "Year that it is compared with")
PHASE = text(
    "phase",
    "阶段",
    "Phase",
    "budget (预算数), adjusted (调整或全年预算数), outturn (执行数) or accounts (决算数)",
    required=True,
)
BASE_PHASE = text("base_phase", "基数阶段", "Phase of the base", required=True)
BASE_ORIGIN = text("base_origin", "基年数来源", "Origin of the base")
STATEMENT = integer("statement", "陈述", "Statement", required=True)
REASON = text("reason", "原因", "Reason")
FORM = integer("form", "绩效目标表", "Form", "Ordinal of the project's form", required=True)
PROJECT = text("project", "项目", "Project", "Name of the project on its form", required=True)
PERIOD = text("period", "期间", "Period", "Term of the project or the budget year", required=True, among=PERIODS)
INDICATOR = integer("indicator", "指标", "Indicator", required=True)
LEVEL2 = text("level2", "二级指标", "Second level")
TARGET = text("target", "指标值", "Target", "Target as printed")
COMPARATOR = text("comparator", "比较符", "Comparator")
ABOUT = text("about", "所指", "About")
KIND = text("kind", "种类", "Kind", required=True)
NAME = text("name", "名称", "Name", "Its name", required=True)
KEY = text("key", "键", "Key", required=True)
DIMENSION = text("dimension", "维度", "Dimension", "What the row is a part of", required=True)
SIDE = text("side", "本年或结转", "Money of", "Money of the year or carried over", required=True, among=SIDES)
SOURCE = text("source", "来源", "Source", "Source of the money", required=True)
BY_DIFFERENCE = boolean("by_difference", "由差额得出", "By difference")
PROJECTS = text("projects", "项目", "Projects")
ID = text("id", "标识", "ID", required=True)
VERDICT = text("verdict", "判断", "Verdict", required=True)
BASIS = text("basis", "口径", "Basis")
BOUND = text("bound", "界", "Bound")
SEVERITY = text("severity", "程度", "Severity", "How grave it is", required=True)
DIFFERENCE = money("difference", "差额", "Difference", required=True)
AMOUNT_YUAN = yuan("amount_yuan", "金额", "Amount")
BUDGET_YUAN = yuan("budget_yuan", "预算", "Budget", "The project's money of the period")
TOLERANCE_YUAN = yuan("tolerance_yuan", "尾差限度", "Tolerance", computed=False)
DEPARTMENT = text("department", "部门", "Department", "Name of the department or unit", required=True)
TEMPLATE = text("template", "模板", "Template", "Template of the document", required=True)
PAGE = text("page", "页", "Page", "Page of the document, empty where the document has none")
LINE = integer("line", "行号", "Line", "Line of the document, counted from 1", required=True)
UNCERTAIN = boolean(
    "uncertain",
    "存疑",
    "Uncertain",
    "True where the page is damaged or its layout ambiguous, and the reading is to be checked",
)
