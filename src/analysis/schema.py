"""The tables of a dataset: their columns, types, units, keys and descriptions.

One place says it: `Disclosure` loads and saves by it, `datapackage.json` and the
README's list of columns are printed from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

#: What stands between the ID of another dataset and a reference to one of its rows.
OTHER = "!"
#: Grows when a column's name, type or meaning changes.
VERSION = 4

_SEPARATORS = re.compile(r"[\s/#!\[\]%]")

Kind = Literal["text", "integer", "decimal", "boolean", "year", "date"]


def quoted(part: str) -> str:
    """A part of a reference, with %XX for what separates references, their parts and columns.

    >>> from urllib.parse import unquote
    >>> quoted("政府/采购 50%"), unquote(quoted("政府/采购 50%"))
    ('政府%2F采购%2050%25', '政府/采购 50%')
    """
    if part.isalnum() or part.isidentifier():  # as most are
        return part
    return _SEPARATORS.sub(lambda found: quote(found[0], safe=""), part)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `unit` is that of its figures, `role` its Fiscal Data Package column type.

    Figures that are `computed` say how they came to be, in a column of their own behind all others.
    """

    name: str
    kind: Kind
    description: str
    unit: str = ""
    role: str = ""
    required: bool = False
    among: tuple[str, ...] = ()
    decimals: int = 0  # written at least
    computed: bool = False

    @property
    def how(self) -> str:
        """The name of the column that says how its figures came to be."""
        return f"{self.name}_how"


@dataclass(frozen=True, slots=True)
class Schema:
    """One table of the dataset, or an answer; `key` names the columns that identify a row."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        told = (Column(c.how, "text", f"How {c.name} came to be: an expression over cells") for c in self.figures)
        object.__setattr__(self, "columns", (*self.columns, *told))

    @property
    def figures(self) -> tuple[Column, ...]:
        """The columns whose figures say how they came to be."""
        return tuple(column for column in self.columns if column.computed)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def reference(self, row: Mapping[str, Any]) -> str:
        """What names one row of the table everywhere: the table and the parts of its key.

        `amounts/1/revenue/8/total/2026/budget`; what separates references and their parts stands as %XX inside a
        part.
        """
        return "/".join([self.name, *(quoted(str(row[name])) for name in self.key)])


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
BASE_KINDS = ("budget", "outturn", "accounts", "unstated")
#: Kinds of base that are no budget: what was spent.
SPENT = ("outturn", "accounts")
PERIODS = ("term", "annual")

_PAGE = Column("page", "text", "Page of the document, empty where the document has none")
_LINE = Column("line", "integer", "Line of the document, counted from 1", required=True)
_UNCERTAIN = Column(
    "uncertain",
    "boolean",
    "True where the page is damaged or its layout ambiguous, and the reading is to be checked",
    required=True,
)

TABLES = Schema(
    "tables",
    "The budget tables of the document, one row per schedule that a table holds",
    ("table", "schedule"),
    (
        Column("table", "integer", "Number of the table in its template", required=True),
        Column("schedule", "text", "Name of the schedule, the same in every template", required=True),
        Column("title", "text", "Title as printed", required=True),
        Column("printed_unit", "text", "Unit that the table prints; empty where it prints none"),
        Column("declared_empty", "boolean", "True where the document says that there are no data", required=True),
        _PAGE,
        _LINE,
    ),
)

AMOUNTS = Schema(
    "amounts",
    "Every amount printed in the budget tables, printed zeros included, blanks not",
    ("table", "flow", "row", "measure", "year", "phase"),
    (
        Column("table", "integer", "Number of the table in its template", required=True),
        Column("schedule", "text", "Name of the row's schedule, the same in every template", required=True),
        Column("flow", "text", "Side of the budget", role="direction", required=True, among=FLOWS),
        Column("row", "integer", "Logical row of (table, flow), counted from 1", required=True),
        Column("label", "text", "The row's name as printed, made whole", required=True),
        Column("subject", "text", "What the row stands for, in the words of statements.subject, where it is known"),
        Column(
            "function_code",
            "text",
            "Code of the functional classification (功能分类科目编码)",
            role="functional-classification:generic:code",
        ),
        Column(
            "function_name",
            "text",
            "Name of the functional class, section or item",
            role="functional-classification:generic:label",
        ),
        Column(
            "economic_code",
            "text",
            "Code of the economic classification (经济分类科目编码)",
            role="economic-classification:generic:code",
        ),
        Column(
            "economic_item",
            "text",
            "Departmental economic item (部门预算支出经济科目)",
            role="economic-classification:generic:label",
        ),
        Column("government_item", "text", "Governmental economic item (政府预算支出经济科目)"),
        Column(
            "budget_unit",
            "text",
            "Budget unit that the row belongs to",
            role="administrative-classification:generic:label",
        ),
        Column("project", "text", "Project that the row names", role="activity:generic:project:label"),
        Column("level", "text", "Place of the row in its table's hierarchy", required=True, among=LEVELS),
        Column("measure", "text", "Meaning of the column", required=True, among=MEASURES),
        Column("year", "year", "Year that the amount is of", role="date:fiscal-year", required=True),
        Column(
            "phase",
            "text",
            "budget (预算数), adjusted (调整或全年预算数), outturn (执行数) or accounts (决算数)",
            role="phase:id",
            required=True,
            among=PHASES,
        ),
        Column(
            "amount",
            "decimal",
            "The amount, exact; empty where the cell can't be read",
            unit="万元",
            role="value",
            decimals=2,
        ),
        Column("printed", "text", "The cell as it stands", required=True),
        Column("printed_unit", "text", "Unit of the printed cell", required=True),
        _UNCERTAIN,
        _PAGE,
        _LINE,
    ),
)

STATEMENTS = Schema(
    "statements",
    "What the narrative states: values, changes, percentages, shares and the amounts of reasons; and the changes that"
    " tables print beside their figures (增减额, 增减%), with table and row, and the table's title as section",
    ("statement",),
    (
        Column("statement", "integer", "Ordinal of the statement in the document", required=True),
        Column("parent", "integer", "The statement that this one explains"),
        Column("subject", "text", "What is spoken of; `other` where the template has no word for it", required=True),
        Column("label", "text", "The words that name it, as printed"),
        Column("table", "integer", "Table that prints the change; empty for what the narrative states"),
        Column("flow", "text", "Side of the budget, where the section is about one", among=FLOWS),
        Column("row", "integer", "Row of (table, flow) beside which it prints the change"),
        Column("function_name", "text", "Functional class, where the subject is one"),
        Column("measure", "text", "Which part of the subject: `total`, `current_year`, `count` ...", required=True),
        Column("year", "year", "Year that the value is of", required=True),
        Column("value", "decimal", "The stated value, in `unit`"),
        Column(
            "base_kind",
            "text",
            "What it is compared with: budget (预算数), outturn (执行数), accounts (决算数), unstated (上年)",
            among=BASE_KINDS,
        ),
        Column("base_year", "year", "Year that it is compared with"),
        Column("base_value", "decimal", "The stated value of the base year, in `unit`"),
        Column("change", "decimal", "The stated change, in `unit`, negative for a fall"),
        Column("change_pct", "decimal", "The stated percentage change, negative for a fall", unit="%"),
        Column("share_pct", "decimal", "The stated share", unit="%"),
        Column("share_of", "text", "The subject that it is a share of"),
        Column(
            "reason",
            "text",
            "given, restates (says no more than the change), contradicts (says the contrary) or missing",
            among=("given", "restates", "contradicts", "missing"),
        ),
        Column("unit", "text", "Unit of value, base_value and change, as printed", required=True),
        Column("value_printed", "text", "`value` as it stands"),
        Column("base_printed", "text", "`base_value` as it stands"),
        Column("change_printed", "text", "`change` as it stands; in the narrative without its sign, which is a word"),
        Column("change_pct_printed", "text", "`change_pct` as it stands; in the narrative without its sign"),
        Column("share_printed", "text", "`share_pct` as it stands"),
        Column("section", "text", "Section of the narrative", required=True),
        _UNCERTAIN,
        _PAGE,
        _LINE,
    ),
)

REASONS = Schema(
    "reasons",
    "What the stated reasons of changes name",
    ("statement", "reason"),
    (
        Column("statement", "integer", "The statement whose change is explained", required=True),
        Column("reason", "integer", "Ordinal among what its reason names", required=True),
        Column(
            "direction",
            "text",
            "more or less, where the reason says that of what it names",
            required=True,
            among=("more", "less", "other"),
        ),
        Column("about", "text", "What is named: a noun of at most 30 characters", required=True),
        Column("amount", "decimal", "By how much, where the reason states it", unit="万元"),
        _PAGE,
        _LINE,
    ),
)

PROJECTS = Schema(
    "projects",
    "Funds of the project performance-target forms, one row per form and period",
    ("form", "period"),
    (
        Column("form", "integer", "Ordinal of the form in the document", required=True),
        Column("project", "text", "Name of the project on its form", required=True),
        Column(
            "table_project", "text", "Its name in the table of this year's projects, where one row is it beyond doubt"
        ),
        Column("budget_unit", "text", "Implementing unit on the form"),
        Column("nature", "text", "Nature of the project as printed (经常性, 延续性 ...)"),
        Column("term", "text", "Term of the project as printed"),
        Column("period", "text", "Term of the project or the budget year", required=True, among=PERIODS),
        Column("total_yuan", "decimal", "All funds", unit="元"),
        Column("central_yuan", "decimal", "Funds of the central government", unit="元"),
        Column("provincial_yuan", "decimal", "Funds of the province", unit="元"),
        Column("local_yuan", "decimal", "Funds of cities and counties", unit="元"),
        Column("own_yuan", "decimal", "Funds of the unit itself", unit="元"),
        Column("other_yuan", "decimal", "Other funds", unit="元"),
        _UNCERTAIN,
        _PAGE,
        _LINE,
    ),
)

INDICATORS = Schema(
    "indicators",
    "The indicators of the performance-target forms, one row per form, period and promised result",
    ("indicator",),
    (
        Column("indicator", "integer", "Ordinal of the indicator in the document", required=True),
        Column("form", "integer", "Ordinal of its project form; empty for the department's own form"),
        Column("project", "text", "Name of the project on its form; empty for the department's own form"),
        Column(
            "period", "text", "Column of the form: term of the project or budget year", required=True, among=PERIODS
        ),
        Column("level1", "text", "First-level indicator (一级指标)"),
        Column("level2", "text", "Second-level indicator (二级指标)"),
        Column("level3", "text", "Third-level indicator: the promised result (三级指标)"),
        Column("target", "text", "Target as printed"),
        Column(
            "comparator", "text", "How value bounds the result", among=(">=", "<=", ">", "<", "=", "between", "text")
        ),
        Column(
            "value", "decimal", "Target in `unit`, in base units (30万人次 is 300000 人次); the low end of a `between`"
        ),
        Column("value_high", "decimal", "High end of a `between`"),
        Column("unit", "text", "Unit of the target, as printed without 万 or 亿"),
        _UNCERTAIN,
        _PAGE,
        _LINE,
    ),
)

MENTIONS = Schema(
    "mentions",
    "Figures and dates that the texts of the forms name",
    ("mention",),
    (
        Column("mention", "integer", "Ordinal of the mention in the document", required=True),
        Column("form", "integer", "Ordinal of its project form; empty for the department's own form"),
        Column(
            "field",
            "text",
            "Field of the form that names it",
            required=True,
            among=("overview", "basis", "necessity", "measures", "plan", "goal_term", "goal_annual"),
        ),
        Column(
            "sentence",
            "integer",
            "Ordinal among the field's sentences, or items of its numbered list, that name something;"
            " empty where an older dataset did not say",
        ),
        Column("kind", "text", "What is named", required=True, among=("number", "money", "date")),
        Column("about", "text", "The noun beside it, at most 20 characters"),
        Column("printed", "text", "The figure or date as printed", required=True),
        Column("comparator", "text", "How the text bounds it", among=(">=", "<=", ">", "<", "=", "between")),
        Column("value", "decimal", "The figure in base units (money in 元); empty for a date"),
        Column("value_high", "decimal", "High end of a `between`"),
        Column("unit", "text", "Unit of the figure; for a date the parts that it prints: year, month, day"),
        _PAGE,
        _LINE,
    ),
)

DEPARTMENT = Schema(
    "department",
    "Facts about the department: staff, units, vehicles, premises, equipment, and the budget on its own form",
    ("subject", "measure"),
    (
        Column("subject", "text", "What is counted", required=True),
        Column("measure", "text", "Which part of it", required=True),
        Column("value", "decimal", "The figure, in `unit`", required=True),
        Column("unit", "text", "Unit as printed", required=True),
        Column("as_of", "date", "Day that the figure is of, where the document names it"),
        _PAGE,
        _LINE,
    ),
)

ALL = (TABLES, AMOUNTS, STATEMENTS, REASONS, PROJECTS, INDICATORS, MENTIONS, DEPARTMENT)
