"""A department's money, made up and consistent: projects, function tree, economic items, and their tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from analysis.money import WAN, YUAN_PER_WAN
from analysis.templates import Template
from analysis.templates.spec import RowSpec, SideSpec, TableSpec
from analysis.text import key, without_ordinal

Row = dict[str, Any]
Money = Mapping[str, Decimal]
GENERAL, FUNDS, CAPITAL, ACCOUNT, OWN = (
    "general_public_budget",
    "government_funds",
    "state_capital",
    "special_account",
    "unit_funds",
)
#: Classes of the functional classification: code, name, and a section and items below it.
CLASSES = (
    ("205", "教育支出", "20502", "普通教育", ("学前教育", "小学教育", "初中教育", "高中教育")),
    ("206", "科学技术支出", "20607", "科学技术普及", ("机构运行", "科普活动", "科技馆站")),
    ("207", "文化旅游体育与传媒支出", "20701", "文化和旅游", ("图书馆", "群众文化", "文化展示及纪念机构")),
    ("208", "社会保障和就业支出", "20805", "行政事业单位养老支出", ("行政单位离退休", "事业单位离退休")),
    ("210", "卫生健康支出", "21011", "行政事业单位医疗", ("行政单位医疗", "事业单位医疗")),
    ("221", "住房保障支出", "22102", "住房改革支出", ("住房公积金", "提租补贴")),
)
FUNDS_CLASS = ("212", "城乡社区支出", "21208", "国有土地使用权出让收入安排的支出", ("城市建设支出",))
CAPITAL_CLASS = ("223", "国有资本经营预算支出", "22301", "解决历史遗留问题及改革成本支出", ("其他改革成本支出",))
ECONOMIC = (
    (
        "工资福利支出",
        True,
        (("基本工资", "工资奖金津补贴"), ("津贴补贴", "工资福利支出"), ("住房公积金", "住房公积金")),
    ),
    ("商品和服务支出", False, (("办公费", "办公经费"), ("维修（护）费", "维修（护）费"), ("差旅费", "办公经费"))),
    ("对个人和家庭的补助", True, (("退休费", "离退休费"), ("生活补助", "社会福利和救助"))),
    ("资本性支出", False, (("办公设备购置", "设备购置"),)),
)
SUBJECTS = (
    "档案数字化",
    "群众文化惠民",
    "古建筑测绘",
    "流动展览",
    "技能竞赛",
    "图书采购",
    "信息系统运维",
    "场馆免费开放",
)
KINDS = ("项目", "经费", "专项资金", "补助（含往年尾款）", "-2024年度资金", "能力提升及队伍建设工作项目")


@dataclass(frozen=True)
class Project:
    """One project in one table: its unit, function item, and yuan by source."""

    name: str
    unit: str
    item: str
    yuan: Money
    carried: bool = False

    @property
    def total(self) -> Decimal:
        return sum(self.yuan.values(), Decimal(0))


@dataclass
class Model:
    """Everything in yuan; `basic` by item and source."""

    department: str
    units: list[str]
    projects: list[Project]
    basic: dict[str, dict[str, Decimal]]
    economic: list[tuple[str, bool, str, str, Decimal]]
    three_public: dict[str, Decimal]
    operating: dict[str, Decimal]
    tree: dict[str, tuple[str, str]] = field(default_factory=dict)  # code -> name, level

    def sum(self, *sources: str, part: str = "", carried: bool | None = None, under: str = "") -> Decimal:
        """Yuan of sources (all where none is named), of basic or project spending, with or without carryover."""
        total = Decimal(0)
        if part != "project" and not carried:
            for code, yuan in self.basic.items():
                if code.startswith(under):
                    total += sum((v for s, v in yuan.items() if not sources or s in sources), Decimal(0))
        if part != "basic":
            for project in self.projects:
                if project.item.startswith(under) and (carried is None or project.carried == carried):
                    total += sum((v for s, v in project.yuan.items() if not sources or s in sources), Decimal(0))
        return total


def make(random: Random, plan: Any) -> Model:
    """A model by a plan (see support.datasets)."""
    department = plan.department
    units = [department, *(f"{department}{word}" for word in ("信息中心", "服务中心", "培训学院", "档案馆", "后勤处"))]
    units = units[: plan.units]
    classes = list(random.sample(CLASSES, min(plan.classes, len(CLASSES))))
    classes += [FUNDS_CLASS] * plan.government + [CAPITAL_CLASS] * plan.capital
    tree: dict[str, tuple[str, str]] = {}
    items: list[str] = []
    for code, name, section, section_name, names in sorted(classes):
        tree[code], tree[section] = (name, "class"), (section_name, "section")
        for number, item in enumerate(random.sample(names, random.randint(1, len(names)))):
            tree[f"{section}{number + 1:02}"] = (item, "item")
            items.append(f"{section}{number + 1:02}")
    tree = dict(sorted(tree.items()))
    usual = [code for code in items if code[:3] not in (FUNDS_CLASS[0], CAPITAL_CLASS[0])]
    basic = {code: {GENERAL: _yuan(random, plan)} for code in usual}
    if plan.unit_funds:
        for code in random.sample(usual, (len(usual) + 1) // 2):
            basic[code][OWN] = _yuan(random, plan)
    projects = list(_projects(random, plan, units, usual, [c for c in items if c not in usual]))
    total = sum((yuan[GENERAL] for yuan in basic.values()), Decimal(0))
    operating = {units[0]: _part(random, total, plan)} if plan.operating else {}
    return Model(
        department,
        units,
        projects,
        basic,
        list(_economic(random, plan, total)),
        {"overseas": Decimal(0), "reception": _yuan(random, plan), "vehicle_operation": _yuan(random, plan)},
        operating,
        tree,
    )


def _projects(
    random: Random, plan: Any, units: Sequence[str], usual: Sequence[str], other: Sequence[str]
) -> Iterator[Project]:
    names = [a + b for a in SUBJECTS for b in KINDS]
    random.shuffle(names)
    for number in range(plan.projects):
        chosen = number if number % 5 or not number else number - 1  # every fifth repeats
        name = names[chosen % len(names)] + ("" if chosen < len(names) else f"（第{chosen // len(names)}批）")
        unit = units[number * len(units) // plan.projects]
        yuan = {GENERAL: _yuan(random, plan)}
        if plan.unit_funds and number % 3 == 1:
            yuan = {OWN: _yuan(random, plan)} if number % 2 else yuan | {OWN: _yuan(random, plan)}
        item = random.choice(usual)
        yield Project(name, unit, item, yuan)
        if plan.carryover and number % 3 != 1:
            yield Project(name, unit, item, {GENERAL: _yuan(random, plan, small=True)}, carried=True)
    for code in other if plan.projects else ():
        source = FUNDS if code.startswith(FUNDS_CLASS[0]) else CAPITAL
        yield Project(names[-1] + code, units[-1], code, {source: _yuan(random, plan)})


def _economic(random: Random, plan: Any, total: Decimal) -> Iterator[tuple[str, bool, str, str, Decimal]]:
    """Group, whether personnel, item, governmental item, yuan; all of it is `total`."""
    entries = [(group, people, *item) for group, people, items in ECONOMIC for item in items]
    count = random.randint(2, len(entries))
    entries = [entry for i, entry in enumerate(entries) if i < count]
    rest = total
    for entry in entries[1:]:
        part = _part(random, total / (2 * count), plan)
        rest -= part
        yield (*entry, part)
    yield (*entries[0], rest)


def _yuan(random: Random, plan: Any, *, small: bool = False) -> Decimal:
    """An amount; without `tails` a whole number of hundreds of yuan, so that all sums in 万元 are exact."""
    amount = random.randint(1, 90 if small else 90000)
    step = Decimal(100) if not plan.tails else Decimal("0.01")
    yuan = Decimal(amount) * 100 + (0 if not plan.tails else random.randint(0, 9999) * step)
    return -yuan if plan.negative and random.random() < 0.1 else yuan


def _part(random: Random, total: Decimal, plan: Any) -> Decimal:
    step = Decimal("0.01") if plan.tails else Decimal(100)
    return (total * random.randint(5, 95) / 100 / step).to_integral_value() * step


def tables(template: Template, model: Model, plan: Any, year: int, random: Random) -> tuple[list[Row], list[Row]]:
    """Rows of the dataset's `tables` and `amounts`."""
    heads: list[Row] = []
    amounts: list[Row] = []
    for spec in template.tables:
        unit = plan.units_printed.get(spec.number, "万元")
        rows = [row for side in spec.sides for row in _side(template, spec, side, model)]
        heads.append(
            {
                "table": spec.number,
                "schedule": spec.schedule,
                "title": spec.title.replace("{year}", f"{year}年"),
                "printed_unit": unit,
                "declared_empty": not rows,
                "line": 1,
            }
        )
        for meaning, figures in rows:
            for measure, yuan in figures.items():
                if yuan or random.random() < plan.zeros or meaning["level"] in ("total", "department"):
                    amounts.append(_amount(spec, meaning, measure, yuan, unit, plan))
    return heads, amounts


def _amount(spec: TableSpec, meaning: Row, measure: str, yuan: Decimal, unit: str, plan: Any) -> Row:
    step = Decimal("0.01") if unit == "万元" or plan.cents else Decimal(1)
    value = (yuan / YUAN_PER_WAN / WAN[unit]).quantize(step, ROUND_HALF_UP)
    printed = f"{value:,}" if plan.separators else str(value)
    printed = "0" if not value and not plan.cents else printed
    common = {"table": spec.number, "schedule": spec.schedule, "measure": measure, "amount": value * WAN[unit]}
    return common | {"printed": printed, "printed_unit": unit, "uncertain": False, "line": 1} | meaning


Line = tuple[Row, dict[str, Decimal]]


def _side(template: Template, spec: TableSpec, side: SideSpec, model: Model) -> Iterator[Line]:
    """The rows of one side: what each is, and its figures by measure, zeros included."""
    lines: list[tuple[int, Row, dict[str, Decimal]]]
    if side.kind == "labels":
        lines = list(_labels(spec, side, model))
    elif side.kind == "functions":
        lines = list(_functions(spec, side, model))
    elif side.kind == "economic":
        lines = list(_economics(model))
    elif side.kind == "units":
        lines = list(_operating(side, model))
    else:
        lines = list(_project_rows(spec, model))
    measures = {column.measure for column in side.columns if column.measure}
    for number, meaning, figures in lines:
        kept = {measure: yuan for measure, yuan in figures.items() if measure in measures}
        yield {"flow": side.flow, "row": number, "label": meaning.pop("label")} | meaning, kept


def _labels(spec: TableSpec, side: SideSpec, model: Model) -> Iterator[tuple[int, Row, dict[str, Decimal]]]:
    for number, row in enumerate(side.rows, 1):
        meaning = {"label": row.label, "level": row.level, "subject": row.subject or None}
        if row.level == "class":
            meaning["function_name"] = without_ordinal(row.label)
        figures = _summary(spec, row, side.flow, model)
        if any(figures.values()) or row.level == "total":
            yield number, meaning, figures


def _summary(spec: TableSpec, row: RowSpec, flow: str, model: Model) -> dict[str, Decimal]:
    fiscal = (GENERAL, FUNDS, CAPITAL) if spec.schedule == "fiscal_summary" else ()
    if spec.schedule == "three_public":
        three = dict(model.three_public)
        three["vehicles"] = three["vehicle_operation"]
        three["three_public"] = three["overseas"] + three["reception"] + three["vehicles"]
        amount = three.get(row.subject, Decimal(0))
        return {"total": amount, GENERAL: amount}
    if flow == "revenue":
        current, carried = model.sum(*fiscal, carried=False), model.sum(*fiscal, carried=True)
        known = {"revenue_current_year": current, "carryover": carried, "revenue_total": current + carried}
        for source in (GENERAL, FUNDS, CAPITAL, ACCOUNT, OWN):
            known[source] = model.sum(source, carried=False)
            known[f"carryover_{source}"] = model.sum(source, carried=True)
        return {"total": known.get(row.subject, Decimal(0))}
    under = ""
    if row.level == "class":
        name = key(without_ordinal(row.label))
        under = next((code for code, (n, level) in model.tree.items() if level == "class" and key(n) == name), "none")
    elif row.subject not in ("expenditure_current_year", "expenditure_total"):
        return {}
    return {
        "total": model.sum(*fiscal, under=under),
        "current_year": model.sum(carried=False, under=under),
        "carryover": model.sum(carried=True, under=under),
        **{source: model.sum(source, under=under) for source in fiscal},
    }


def _functions(spec: TableSpec, side: SideSpec, model: Model) -> Iterator[tuple[int, Row, dict[str, Decimal]]]:
    """A total and the function tree; tables of funds have only what they pay for."""
    only = {
        "government_funds_revenue": (FUNDS,),
        "government_funds_expenditure": (FUNDS,),
        "state_capital": (CAPITAL,),
        "general_public_expenditure": (GENERAL,),
    }.get(spec.schedule, ())
    carried = None if spec.schedule == "expenditure" else False
    number = 0
    for code, (name, level) in {"": ("合计", "total"), **model.tree}.items():
        figures = {
            "total": model.sum(*only, carried=carried, under=code),
            "basic": model.sum(*only, part="basic", under=code),
            "project": model.sum(*only, part="project", carried=carried, under=code),
            "current_year": model.sum(carried=False, under=code),
            **{
                source: model.sum(source, carried=False, under=code)
                for source in (GENERAL, FUNDS, CAPITAL, ACCOUNT, OWN)
            },
            "carryover": model.sum(carried=True, under=code),
        }
        of = only or tuple(figures)
        if not any(figures.values()) or (only and not (figures["total"] or figures["basic"] or figures["project"])):
            continue
        number += 1
        meaning: Row = {"label": name, "level": level, "subject": None}
        if code:
            meaning |= {"function_code": code, "function_name": name}
        yield number, meaning, figures if of else {}


def _economics(model: Model) -> Iterator[tuple[int, Row, dict[str, Decimal]]]:
    groups: dict[str, list[tuple[bool, str, str, Decimal]]] = defaultdict(list)
    for group, people, item, government, yuan in model.economic:
        groups[group].append((people, item, government, yuan))

    def figures(entries: Sequence[tuple[bool, str, str, Decimal]]) -> dict[str, Decimal]:
        people = sum((entry[3] for entry in entries if entry[0]), Decimal(0))
        other = sum((entry[3] for entry in entries if not entry[0]), Decimal(0))
        return {"total": people + other, "personnel": people, "non_personnel": other}

    yield 1, {"label": "合计", "level": "total", "subject": None}, figures([e for g in groups.values() for e in g])
    number = 1
    for group, entries in groups.items():
        number += 1
        yield number, {"label": group, "level": "class", "economic_item": group}, figures(entries)
        for entry in entries:
            number += 1
            names = {"label": entry[1], "economic_item": entry[1], "government_item": entry[2]}
            yield number, names | {"level": "item"}, figures([entry])


def _operating(side: SideSpec, model: Model) -> Iterator[tuple[int, Row, dict[str, Decimal]]]:
    if not model.operating:
        return
    total = sum(model.operating.values(), Decimal(0))
    row = side.rows[0]
    yield 1, {"label": row.label, "level": row.level, "subject": row.subject}, {"total": total, GENERAL: total}
    for number, (unit, yuan) in enumerate(model.operating.items(), 2):
        yield number, {"label": unit, "level": "budget_unit", "budget_unit": unit}, {"total": yuan, GENERAL: yuan}


def _project_rows(spec: TableSpec, model: Model) -> Iterator[tuple[int, Row, dict[str, Decimal]]]:
    projects = [p for p in model.projects if p.carried == (spec.schedule == "projects_carryover")]
    if not projects:
        return

    def figures(some: Sequence[Project]) -> dict[str, Decimal]:
        by = {
            source: sum((p.yuan.get(source, Decimal(0)) for p in some), Decimal(0))
            for source in (GENERAL, FUNDS, CAPITAL, ACCOUNT, OWN)
        }
        return {"total": sum(by.values(), Decimal(0))} | by

    yield 1, {"label": model.department, "level": "department"}, figures(projects)
    number = 1
    for unit in model.units:
        if own := [p for p in projects if p.unit == unit]:
            number += 1
            yield number, {"label": unit, "level": "budget_unit", "budget_unit": unit}, figures(own)
            for project in own:
                number += 1
                names = {"label": project.name, "budget_unit": unit, "project": project.name}
                yield number, names | {"level": "project"}, figures([project])
