"""The tables of a dataset: their columns, types, units, keys and descriptions.

One place says it: `Disclosure` loads and saves by it, `datapackage.json` and the
README's list of columns are printed from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote

from analysis import columns as c
from analysis.columns import Column

#: What stands between the ID of another dataset and a reference to one of its rows.
OTHER = "!"
#: Grows when a column's name, type or meaning changes.
VERSION = 4

_SEPARATORS = re.compile(r"[\s/#!\[\]%]")


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
class Schema:
    """One table of the dataset, or an answer; `zh` and `en` say what it holds, `key` names what identifies a row.

    `figures` are its columns whose figures say how they came to be.
    """

    name: str
    zh: str
    en: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    figures: tuple[Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        figures = tuple(column for column in self.columns if column.computed)
        told = (
            c.text(
                one.how, f"{one.zh}：出处", f"{one.en}: source", f"How {one.name} came to be: an expression over cells"
            )
            for one in figures
        )
        object.__setattr__(self, "figures", figures)
        object.__setattr__(self, "columns", (*self.columns, *told))

    @property
    def label(self) -> tuple[str, str]:
        """The label in Chinese and in English."""
        return self.zh, self.en

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def reference(self, row: Mapping[str, Any]) -> str:
        """The reference of one row of the table: the table and the parts of its key.

        `amounts/1/revenue/8/total/2026/budget`; what separates references and their parts stands as %XX inside a
        part.
        """
        return "/".join([self.name, *(quoted(str(row[name])) for name in self.key)])


_PLACE = (c.PAGE, c.LINE)
_CHECKED = (c.UNCERTAIN, *_PLACE)
_FORM = "Ordinal of its project form; empty for the department's own form"
_funds = partial(c.yuan, computed=False)

TABLES = Schema(
    "tables",
    "文件里的预算表",
    "The budget tables of the document",
    "The budget tables of the document, one row per schedule that a table holds",
    ("table", "schedule"),
    (
        c.TABLE,
        c.SCHEDULE,
        c.text("title", "标题", "Title", "Title as printed", required=True),
        c.PRINTED_UNIT.of("Unit that the table prints; empty where it prints none"),
        c.boolean(
            "declared_empty", "注明无数据", "Declared empty", "True where the document says that there are no data"
        ),
        *_PLACE,
    ),
)

AMOUNTS = Schema(
    "amounts",
    "预算表所印的每个金额",
    "Every amount that the budget tables print",
    "Every amount printed in the budget tables, printed zeros included, blanks not",
    ("table", "flow", "row", "measure", "year", "phase"),
    (
        c.TABLE,
        c.SCHEDULE.of("Name of the row's schedule, the same in every template"),
        c.FLOW.of(role="direction", required=True),
        c.ROW.of("Logical row of (table, flow), counted from 1", required=True),
        c.LABEL.of("The row's name as printed, made whole"),
        c.SUBJECT.of("What the row stands for, in the words of statements.subject, where it is known", required=False),
        c.FUNCTION_CODE.of(
            "Code of the functional classification (功能分类科目编码)",
            role="functional-classification:generic:code",
            required=False,
        ),
        c.FUNCTION_NAME.of(
            "Name of the functional class, section or item",
            role="functional-classification:generic:label",
            required=False,
        ),
        c.text(
            "economic_code",
            "经济科目编码",
            "Economic code",
            "Code of the economic classification (经济分类科目编码)",
            role="economic-classification:generic:code",
        ),
        c.text(
            "economic_item",
            "部门预算经济科目",
            "Economic item",
            "Departmental economic item (部门预算支出经济科目)",
            role="economic-classification:generic:label",
        ),
        c.text(
            "government_item",
            "政府预算经济科目",
            "Governmental item",
            "Governmental economic item (政府预算支出经济科目)",
        ),
        c.BUDGET_UNIT.of("Budget unit that the row belongs to", role="administrative-classification:generic:label"),
        c.PROJECT.of("Project that the row names", role="activity:generic:project:label", required=False),
        c.LEVEL.of("Place of the row in its table's hierarchy"),
        c.MEASURE.of("Meaning of the column", among=c.MEASURES),
        c.YEAR.of("Year that the amount is of", role="date:fiscal-year"),
        c.PHASE.of(role="phase:id", among=c.PHASES),
        c.AMOUNT.of(
            "The amount, exact; empty where the cell can't be read", role="value", required=False, computed=False
        ),
        c.PRINTED.of("The cell as it stands"),
        c.PRINTED_UNIT.of("Unit of the printed cell", required=True),
        *_CHECKED,
    ),
)

STATEMENTS = Schema(
    "statements",
    "文字说明里的数",
    "What the narrative states",
    "What the narrative states: values, changes, percentages, shares and the amounts of reasons; and the changes that"
    " tables print beside their figures (增减额, 增减%), with table and row, and the table's title as section",
    ("statement",),
    (
        c.STATEMENT.of("Ordinal of the statement in the document"),
        c.PARENT.of("The statement that this one explains", kind="integer"),
        c.SUBJECT.of("What is spoken of; `other` where the template has no word for it"),
        c.LABEL.of("The words that name it, as printed", required=False),
        c.TABLE.of("Table that prints the change; empty for what the narrative states", required=False),
        c.FLOW.of("Side of the budget, where the section is about one"),
        c.ROW.of("Row of (table, flow) beside which it prints the change"),
        c.FUNCTION_NAME.of("Functional class, where the subject is one", required=False),
        c.MEASURE.of("Which part of the subject: `total`, `current_year`, `count` ..."),
        c.YEAR.of("Year that the value is of"),
        c.VALUE.of("The stated value, in `unit`"),
        c.BASE_KIND.of(
            "What it is compared with: budget (预算数), outturn (执行数), accounts (决算数), unstated (上年)"
        ),
        c.BASE_YEAR,
        c.decimal("base_value", "基年数", "Base value", "The stated value of the base year, in `unit`"),
        c.decimal("change", *c.CHANGE.label, "The stated change, in `unit`, negative for a fall"),
        c.CHANGE_PCT.of("The stated percentage change, negative for a fall", computed=False),
        c.SHARE_PCT.of("The stated share", computed=False),
        c.text("share_of", "占何者之比", "Share of", "The subject that it is a share of"),
        c.REASON.of(
            "given, restates (says no more than the change), contradicts (says the contrary), empty or missing",
            among=("given", "restates", "contradicts", "empty", "missing"),
        ),
        c.UNIT.of("Unit of value, base_value and change, as printed"),
        c.text("value_printed", "数值原文", "Value as printed", "`value` as it stands"),
        c.text("base_printed", "基年数原文", "Base as printed", "`base_value` as it stands"),
        c.text(
            "change_printed",
            "增减原文",
            "Change as printed",
            "`change` as it stands; in the narrative without its sign, which is a word",
        ),
        c.text(
            "change_pct_printed",
            "增减幅度原文",
            "Percentage as printed",
            "`change_pct` as it stands; in the narrative without its sign",
        ),
        c.text("share_printed", "占比原文", "Share as printed", "`share_pct` as it stands"),
        c.text("section", "章节", "Section", "Section of the narrative", required=True),
        *_CHECKED,
    ),
)

REASONS = Schema(
    "reasons",
    "文件所述原因提到的事项",
    "What the stated reasons name",
    "What the stated reasons of changes name",
    ("statement", "reason"),
    (
        c.STATEMENT.of("The statement whose change is explained"),
        c.REASON.of("Ordinal among what its reason names", kind="integer", required=True),
        c.text(
            "direction",
            "方向",
            "Direction",
            "more or less, where the reason says that of what it names",
            required=True,
            among=("more", "less", "other"),
        ),
        c.ABOUT.of("What is named: a noun of at most 30 characters", required=True),
        c.AMOUNT.of("By how much, where the reason states it", required=False, decimals=0, computed=False),
        *_PLACE,
    ),
)

PROJECTS = Schema(
    "projects",
    "绩效目标表的资金",
    "Funds of the performance-target forms",
    "Funds of the project performance-target forms, one row per form and period",
    ("form", "period"),
    (
        c.FORM.of("Ordinal of the form in the document"),
        c.PROJECT,
        c.text(
            "table_project",
            "预算表中的项目",
            "Project in the table",
            "Its name in the table of this year's projects, where one row is it beyond doubt",
        ),
        c.BUDGET_UNIT.of("Implementing unit on the form"),
        c.text("nature", "项目属性", "Nature", "Nature of the project as printed (经常性, 延续性 ...)"),
        c.text("term", "实施期", "Term", "Term of the project as printed"),
        c.PERIOD,
        _funds("total_yuan", "资金总额", "All funds", "All funds"),
        _funds("central_yuan", "中央资金", "Central funds", "Funds of the central government"),
        _funds("provincial_yuan", "省级资金", "Provincial funds", "Funds of the province"),
        _funds("local_yuan", "市县资金", "Local funds", "Funds of cities and counties"),
        _funds("own_yuan", "单位资金", "Own funds", "Funds of the unit itself"),
        _funds("other_yuan", "其他资金", "Other funds", "Other funds"),
        *_CHECKED,
    ),
)

INDICATORS = Schema(
    "indicators",
    "绩效指标",
    "Performance indicators",
    "The indicators of the performance-target forms, one row per form, period and promised result",
    ("indicator",),
    (
        c.INDICATOR.of("Ordinal of the indicator in the document"),
        c.FORM.of(_FORM, required=False),
        c.PROJECT.of("Name of the project on its form; empty for the department's own form", required=False),
        c.PERIOD.of("Column of the form: term of the project or budget year"),
        c.text("level1", "一级指标", "First level", "First-level indicator (一级指标)"),
        c.LEVEL2.of("Second-level indicator (二级指标)"),
        c.text("level3", "三级指标", "Third level", "Third-level indicator: the promised result (三级指标)"),
        c.TARGET,
        c.COMPARATOR.of("How value bounds the result", among=(*c.COMPARATORS, "text")),
        c.VALUE.of("Target in `unit`, in base units (30万人次 is 300000 人次); the low end of a `between`"),
        c.VALUE_HIGH,
        c.UNIT.of("Unit of the target, as printed without 万 or 亿", required=False),
        *_CHECKED,
    ),
)

MENTIONS = Schema(
    "mentions",
    "绩效目标表文字里的数和日期",
    "Figures and dates that the forms’ texts name",
    "Figures and dates that the texts of the forms name",
    ("mention",),
    (
        c.integer("mention", "提及", "Mention", "Ordinal of the mention in the document", required=True),
        c.FORM.of(_FORM, required=False),
        c.text(
            "field",
            "栏目",
            "Field",
            "Field of the form that names it",
            required=True,
            among=("overview", "basis", "necessity", "measures", "plan", "goal_term", "goal_annual"),
        ),
        c.integer(
            "sentence",
            "句",
            "Sentence",
            "Ordinal among the field's sentences, or items of its numbered list, that name something;"
            " empty where an older dataset did not say",
        ),
        c.KIND.of("What is named", among=("number", "money", "date")),
        c.ABOUT.of("The noun beside it, at most 20 characters"),
        c.PRINTED.of("The figure or date as printed"),
        c.COMPARATOR.of("How the text bounds it", among=c.COMPARATORS),
        c.VALUE.of("The figure in base units (money in 元); empty for a date"),
        c.VALUE_HIGH,
        c.UNIT.of("Unit of the figure; for a date the parts that it prints: year, month, day", required=False),
        *_PLACE,
    ),
)

DEPARTMENT = Schema(
    "department",
    "部门情况：编制、车辆等",
    "The department: posts, vehicles and others",
    "Facts about the department: staff, units, vehicles, premises, equipment, and the budget on its own form",
    ("subject", "measure"),
    (
        c.SUBJECT.of("What is counted"),
        c.MEASURE.of("Which part of it"),
        c.VALUE.of(required=True),
        c.UNIT.of("Unit as printed"),
        Column("date", "as_of", "截至", "As of", "Day that the figure is of, where the document names it"),
        *_PLACE,
    ),
)

ALL = (TABLES, AMOUNTS, STATEMENTS, REASONS, PROJECTS, INDICATORS, MENTIONS, DEPARTMENT)
