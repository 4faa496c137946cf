"""Made-up budgets in the national forms, as four kinds of publishers print them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.metadata import Metadata, Source, dataset_id
from analysis.money import YUAN_PER_WAN
from support import model, sayings
from support.datasets import Plan
from support.layout import Layout
from support.model import CAPITAL, FUNDS, GENERAL, OWN, Model

Row = dict[str, Any]
Figures = Mapping[str, Decimal]
_TEMPLATE = templates.load("national")
_CENT = Decimal("0.01")
_ORDINALS = "一二三四五六七八九十"
_SCHEDULES = {
    1: "budget_summary", 2: "revenue", 3: "expenditure", 4: "fiscal_summary", 5: "general_public_expenditure",
    6: "basic_by_economic", 7: "three_public", 8: "government_funds_expenditure", 9: "state_capital", 10: "operating",
    11: "expenditure_by_economic", 12: "expenditure_by_government", 13: "basic_by_government",
}  # fmt: skip
#: Economic items: departmental code, governmental code.
_CODES = {
    "基本工资": ("30101", "50101"), "津贴补贴": ("30102", "50101"), "住房公积金": ("30113", "50103"),
    "办公费": ("30201", "50201"), "维修（护）费": ("30213", "50209"), "差旅费": ("30211", "50201"),
    "退休费": ("30302", "50905"), "生活补助": ("30305", "50901"), "办公设备购置": ("31002", "50306"),
    "其他工资福利支出": ("30199", "50199"), "其他商品和服务支出": ("30299", "50299"),
}  # fmt: skip
_GROUPS = {
    "301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出",
    "501": "机关工资福利支出", "502": "机关商品和服务支出", "503": "机关资本性支出", "509": "对个人和家庭的补助",
}  # fmt: skip
_GOVERNMENT = {
    "50101": "工资奖金津补贴", "50103": "住房公积金", "50199": "其他工资福利支出", "50201": "办公经费",
    "50209": "维修（护）费", "50299": "其他商品和服务支出", "50306": "设备购置", "50901": "社会福利和救助",
    "50905": "离退休费",
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How one kind of publisher prints the forms: which tables under which titles, and the page."""

    titles: Mapping[int, str]
    layout: Layout
    base: bool = True  # the year before beside the budget
    last: bool = False  # 合计 below the rows
    by_unit: bool = False  # one row a unit in the table of revenue
    rows: bool = False  # the three public expenses below each other
    names: Mapping[str, str] = field(default_factory=dict)  # other printings of rows


#: The ministry's own; Sichuan's with table numbers; Hunan's with both economic classifications; codes in 类, 款, 项.
STYLES = {
    "ministry": Style(
        {
            1: "部门收支总表", 2: "部门收入总表", 3: "部门支出总表", 4: "财政拨款收支总表", 5: "一般公共预算支出表",
            6: "一般公共预算基本支出表", 7: "一般公共预算“三公”经费支出表", 8: "政府性基金预算支出表",
            9: "国有资本经营预算支出表",
        },
        Layout(marks={n: f"公开{n:02}表" for n in range(1, 10)}, unit_at="same", variants={7: 0}),
        last=True,
    ),
    "numbered": Style(
        {
            1: "表1部门收支总表", 2: "表1-1部门收入总表", 3: "表1-2部门支出总表", 4: "表2财政拨款收支预算总表",
            5: "表3一般公共预算支出预算表", 6: "表3-1一般公共预算基本支出预算表",
            7: "表3-3一般公共预算“三公”经费支出预算表", 8: "表4政府性基金支出预算表",
            9: "表5国有资本经营预算支出预算表",
        },
        Layout(heading="", codes="bracket", blank="-", separators=",", variants={7: 0}),
        base=False,
        by_unit=True,
        names={"一般公共预算拨款收入": "一般公共预算拨款收入", "上年结转": "上年结转结余", "结转下年": "年终结转"},
    ),
    "economic": Style(
        {
            1: "{year}单位收支总体情况表", 2: "{year}单位收入总体情况表", 3: "{year}单位支出总体情况表",
            4: "{year}财政拨款收支总体情况表", 5: "{year}一般公共预算支出情况表",
            6: "{year}一般公共预算基本支出表（按部门预算经济分类）", 7: "{year}“三公”经费、会议费、培训费支出情况表",
            8: "{year}政府性基金预算支出情况表", 10: "{year}机关运行经费表",
            11: "{year}部门支出总表（按部门预算经济分类）", 12: "{year}部门支出总表（按政府预算经济分类）",
            13: "{year}一般公共预算基本支出表（按政府预算经济分类）",
        },
        Layout(marks={n: f"附件{n}" for n in range(1, 14)}, blank="—", codes="name", variants={7: 1}),
        rows=True,
        names={"收入总计": "收入合计", "支出总计": "支出合计"},
    ),
    "three columns": Style(
        {
            1: "{year}部门收支总表（部门公开表1）", 2: "{year}部门收入总表（部门公开表2）",
            3: "{year}部门支出总表（部门公开表3）", 4: "{year}财政拨款收支总表（部门公开表4）",
            5: "{year}一般公共预算支出表（部门公开表5）", 6: "{year}一般公共预算基本支出表（部门公开表6）",
            7: "{year}一般公共预算“三公”经费支出表（部门公开表7）", 8: "{year}政府性基金预算支出表（部门公开表8）",
            9: "{year}国有资本经营预算支出表（部门公开表9）",
        },
        Layout(codes="three", variants={7: 0}),
        last=False,
    ),
}  # fmt: skip


def national(name: str, plan: Plan | None = None, *, narrative: bool = True, template: str = "national") -> Disclosure:
    """The dataset of a budget in a style of STYLES; without `narrative`, what its tables alone give."""
    plan = plan or Plan(
        seed=len(name), year=2025, units=3, classes=5, projects=12, forms=0, government=True, department_form=False
    )
    style, spec = STYLES[name], _TEMPLATE
    random = Random(plan.seed)
    money = model.make(random, plan)
    maker = _Tables(style, money, plan, Random(f"{plan.seed}:tables"))
    amounts, changes, heads = [], [], []
    for number in style.titles:
        rows, told = maker.table(number)
        amounts, changes = amounts + rows, changes + told
        heads.append(
            {
                "table": number,
                "schedule": _SCHEDULES[number],
                "title": maker.title(number),
                "printed_unit": "万元",
                "declared_empty": not rows,
                "line": 1,
            }
        )
    stated = sayings.statements(spec, money, plan, plan.year, random, []) if narrative else []
    facts = sayings.facts(spec, money, plan, plan.year, random) if narrative else []
    rows = {
        "tables": heads,
        "amounts": amounts,
        "statements": [*stated, *({"statement": n} | row for n, row in enumerate(changes, len(stated) + 1))],
        "department": [row for row in facts if not row["subject"].endswith("_to_buy")],
    }
    unit = any("单位" in row["title"] for row in heads)
    metadata = Metadata(
        id=dataset_id("", plan.department, plan.year, unit=unit),
        department=plan.department,
        code="",
        level="unit" if unit else spec.level,
        region=spec.region,
        year=plan.year,
        template=template,
        source=Source(f"{plan.department}{plan.year}年部门预算公开", plan.department, plan.year, "0" * 64),
    )
    return Disclosure.of(metadata, rows)


class _Tables:
    """The rows of the tables, from a model's money."""

    def __init__(self, style: Style, money: Model, plan: Plan, random: Random) -> None:
        self.style, self.money, self.plan, self.random, self.year = style, money, plan, random, plan.year
        #: what was spent the year before, by item
        self.spent = {code: self._yuan() for code, (_, level) in money.tree.items() if level == "item"}

    def title(self, number: int) -> str:
        return self.style.titles[number].replace("{year}", f"{self.year}年")

    def _yuan(self) -> Decimal:
        return Decimal(self.random.randint(1, 90000)) * 100

    def table(self, number: int) -> tuple[list[Row], list[Row]]:
        """Rows of `amounts`, and of `statements` for the changes beside them."""
        amounts: list[Row] = []
        changes: list[Row] = []
        counted: dict[str, int] = {}
        for meaning, own, base in self._lines(number):
            flow = meaning["flow"]
            if not own:
                continue
            counted[flow] = counted.get(flow, 0) + 1
            where = {"table": number, "schedule": _SCHEDULES[number], "row": counted[flow]} | meaning
            before = {"year": self.year - 1, "phase": "outturn" if number in (5, 8) else "budget"}
            by_column = number != 7 or self.style.rows
            for measure, yuan in [*base.items()] if self.style.base else []:
                amounts.append(self._amount(where, measure, yuan) | before)
            amounts += [self._amount(where, measure, yuan) for measure, yuan in own.items()]
            if by_column and self.style.base and base:
                changes.append(self._change(number, where, own["total"], base["total"], before["phase"]))
        return amounts, changes

    @staticmethod
    def _amount(where: Row, measure: str, yuan: Decimal) -> Row:
        value = (yuan / YUAN_PER_WAN).quantize(_CENT, ROUND_HALF_UP)
        printed = {"measure": measure, "amount": value, "printed": str(value), "printed_unit": "万元"}
        return where | printed | {"uncertain": False, "line": 1}

    def _change(self, number: int, where: Row, own: Decimal, base: Decimal, phase: str) -> Row:
        change = (own / YUAN_PER_WAN).quantize(_CENT) - (base / YUAN_PER_WAN).quantize(_CENT)
        row = {
            "subject": where["subject"] or ("function" if where.get("function_name") else _SCHEDULES[number]),
            "label": where["label"], "table": number, "flow": where["flow"], "row": where["row"],
            "function_name": where.get("function_name"), "measure": "total", "year": self.year, "base_kind": phase,
            "base_year": self.year - 1, "change": change, "change_printed": str(change), "unit": "万元",
            "section": self.title(number), "uncertain": False, "line": 1,
        }  # fmt: skip
        if base:
            share = (change * 100 * YUAN_PER_WAN / base).quantize(_CENT, ROUND_HALF_UP)
            row |= {"change_pct": share, "change_pct_printed": str(share)}
        return row

    def _lines(self, number: int) -> Iterator[tuple[Row, Figures, Figures]]:
        makers = {1: self._summary, 4: self._fiscal, 7: self._three_public, 10: self._operating}
        if number in makers:
            yield from makers[number]()
        elif number in (6, 11, 12, 13):
            yield from self._economic(number)
        elif number == 2 and self.style.by_unit:
            yield from self._units()
        else:
            yield from self._functions(number)

    def _label(self, flow: str, label: str, level: str, subject: str | None, yuan: Decimal, **other: Any) -> Any:
        meaning = {"flow": flow, "label": self.style.names.get(label, label), "level": level, "subject": subject}
        return meaning | other, {"total": yuan}, {}

    def _summary(self) -> Iterator[Any]:
        known = self.money.sum(carried=False), self.money.sum(carried=True)
        sources = [
            ("一般公共预算拨款收入", GENERAL, self.money.sum(GENERAL, carried=False)),
            ("政府性基金预算拨款收入", FUNDS, self.money.sum(FUNDS, carried=False)),
            ("国有资本经营预算拨款收入", CAPITAL, self.money.sum(CAPITAL, carried=False)),
            *((label, subject, self._own(subject)) for label, subject in _OWN),
        ]
        for number, (label, subject, yuan) in enumerate(sources):
            yield self._label("revenue", f"{_ORDINALS[number]}、{label}", "source", subject, yuan)
        yield self._label("revenue", "本年收入合计", "subtotal", "revenue_current_year", known[0])
        yield self._label("revenue", "上年结转", "source", "carryover", known[1])
        yield self._label("revenue", "收入总计", "total", "revenue_total", sum(known))
        yield from self._classes(())
        yield self._label("expenditure", "本年支出合计", "subtotal", "expenditure_current_year", sum(known))
        yield self._label("expenditure", "结转下年", "source", "carryover_out", Decimal(0))
        yield self._label("expenditure", "支出总计", "total", "expenditure_total", sum(known))

    def _classes(self, sources: Sequence[str], ordinal: str = "{}、") -> Iterator[Any]:
        classes = [(code, name) for code, (name, level) in self.money.tree.items() if level == "class"]
        for number, (code, name) in enumerate(classes):
            total = self.money.sum(*sources, under=code)
            label = ordinal.format(_ORDINALS[number]) + name
            meaning, own, base = self._label("expenditure", label, "class", None, total, function_name=name)
            yield meaning, own | {source: self.money.sum(source, under=code) for source in sources}, base

    def _fiscal(self) -> Iterator[Any]:
        sources = {GENERAL: "一般公共预算拨款", FUNDS: "政府性基金预算拨款", CAPITAL: "国有资本经营预算拨款"}
        for carried, head, subject in (
            (False, "一、本年收入", "revenue_current_year"),
            (True, "二、上年结转", "carryover"),
        ):
            yield self._label("revenue", head, "subtotal", subject, self.money.sum(*sources, carried=carried))
            for number, (source, name) in enumerate(sources.items()):
                of = f"carryover_{source}" if carried else source
                yuan = self.money.sum(source, carried=carried)
                yield self._label("revenue", f"（{_ORDINALS[number]}）{name}", "source", of, yuan)
        total = self.money.sum(*sources)
        yield self._label("revenue", "收入总计", "total", "revenue_total", total)
        by_source = {source: self.money.sum(source) for source in sources}
        for label, level, subject in (("一、本年支出", "subtotal", "expenditure_current_year"),):
            meaning, own, base = self._label("expenditure", label, level, subject, total)
            yield meaning, own | by_source, base
        yield from self._classes(tuple(sources), "（{}）")
        meaning, own, base = self._label("expenditure", "支出总计", "total", "expenditure_total", total)
        yield meaning, own | by_source, base

    def _own(self, subject: str, under: str = "") -> Decimal:
        """Units' own money, by items: every other one's is business income, the rest a superior's subsidy."""
        items = [code for code, (_, level) in self.money.tree.items() if level == "item" and code.startswith(under)]
        odd = subject == "business"
        chosen = [code for code in items if int(code) % 2 == odd] if subject in ("business", "superior_subsidy") else []
        return sum((self.money.sum(OWN, carried=False, under=code) for code in chosen), Decimal(0))

    def _functions(self, number: int) -> Iterator[Any]:
        flow = "revenue" if number == 2 else "expenditure"
        total: Any = ({"flow": flow, "label": "合计", "level": "total", "subject": None}, *self._of(number, ""))
        lines = [
            (
                {
                    "flow": flow, "label": name, "level": level, "subject": None, "function_code": code,
                    "function_name": name,
                },
                *self._of(number, code),
            )
            for code, (name, level) in self.money.tree.items()
        ]  # fmt: skip
        lines = [line for line in lines if any(line[1].values())]
        if lines:
            yield from [*lines, total] if self.style.last else [total, *lines]

    def _of(self, number: int, code: str) -> tuple[Figures, Figures]:
        of = self.money.sum
        if number == 2:
            parts = {"carryover": of(carried=True, under=code)}
            parts |= {source: of(source, carried=False, under=code) for source in (GENERAL, FUNDS, CAPITAL)}
            parts |= {"other" if s == "other_revenue" else s: self._own(s, code) for _, s in _OWN}
            return {"total": sum(parts.values(), Decimal(0))} | parts, {}
        if number == 3:
            zeros = dict.fromkeys(("paid_to_superior", "business_operation", "subsidiaries_subsidy"), Decimal(0))
            return self._split((), code, None) | zeros, {}
        sources = {5: (GENERAL,), 8: (FUNDS,), 9: (CAPITAL,)}[number]
        own = self._split(sources, code, False)
        spent = sum((yuan for item, yuan in self.spent.items() if item.startswith(code)), Decimal(0))
        return own, ({"total": spent} if number == 5 and self.style.base else {})

    def _split(self, sources: Sequence[str], code: str, carried: bool | None) -> Figures:
        basic = self.money.sum(*sources, part="basic", under=code)
        project = self.money.sum(*sources, part="project", under=code, carried=carried)
        return {"total": basic + project, "basic": basic, "project": project}

    def _units(self) -> Iterator[Any]:
        """One row a unit: the first one has all but what the others' projects bring."""
        meaning = {"flow": "revenue", "label": "合计", "level": "total", "subject": None}
        whole, _ = self._of(2, "")
        others = []
        for unit in self.money.units[1:]:
            yuan = sum(
                (p.yuan.get(GENERAL, Decimal(0)) for p in self.money.projects if p.unit == unit and not p.carried),
                Decimal(0),
            )
            others.append((unit, {name: yuan if name in ("total", GENERAL) else Decimal(0) for name in whole}))
        rest = {name: yuan - sum((own[name] for _, own in others), Decimal(0)) for name, yuan in whole.items()}
        yield meaning, whole, {}
        for unit, own in ((self.money.units[0], rest), *others):
            yield (
                {"flow": "revenue", "label": unit, "level": "budget_unit", "subject": None, "budget_unit": unit},
                own,
                {},
            )

    def _economic(self, number: int) -> Iterator[Any]:
        government = number in (12, 13)
        items: dict[str, dict[str, Decimal]] = {}
        names: dict[str, str] = {}

        def add(item: str, measure: str, yuan: Decimal) -> None:
            code = _CODES[item][government]
            names[code] = _GOVERNMENT[code] if government else item
            own = items.setdefault(code, {})
            for name in ("total", measure):
                own[name] = own.get(name, Decimal(0)) + yuan

        whole = number in (11, 12)
        for _, people, item, _, yuan in self.money.economic:
            add(item, "basic" if whole else "personnel" if people else "non_personnel", yuan)
        if whole:
            add("其他工资福利支出", "basic", self.money.sum(OWN, part="basic"))
            add("其他商品和服务支出", "project", self.money.sum(part="project"))
        columns = ("total", "basic", "project") if whole else ("total", "personnel", "non_personnel")

        def figures(under: str) -> Figures:
            chosen = [own for code, own in items.items() if code.startswith(under)]
            return {name: sum((own.get(name, Decimal(0)) for own in chosen), Decimal(0)) for name in columns}

        common = {"flow": "expenditure", "subject": None}
        total: Any = (common | {"label": "合计", "level": "total"}, figures(""), {})
        lines: list[Any] = []
        for code in sorted({*items, *(code[:3] for code in items)}):
            name = names.get(code) or _GROUPS[code]
            called = {"government_item" if government else "economic_item": name, "economic_code": code}
            level = "class" if len(code) == 3 else "item"
            lines.append((common | {"label": name, "level": level} | called, figures(code), {}))
        yield from [*lines, total] if self.style.last else [total, *lines]

    def _three_public(self) -> Iterator[Any]:
        now = self._kinds({name: self.money.three_public[name] for name in _TRAVEL})
        before = self._kinds({name: self._yuan() for name in _TRAVEL})
        order = _BELOW if self.style.rows else _BESIDE
        for label, level, subject in order:
            meaning = {"flow": "expenditure", "label": label, "level": level, "subject": subject}
            yield meaning, {"total": now[subject]}, {"total": before[subject]}

    @staticmethod
    def _kinds(three: dict[str, Decimal]) -> dict[str, Decimal]:
        vehicles = three["vehicle_operation"]
        total = three["overseas"] + three["reception"] + vehicles
        return three | {"vehicle_purchase": Decimal(0), "vehicles": vehicles, "three_public": total}

    def _operating(self) -> Iterator[Any]:
        total = sum(self.money.operating.values(), Decimal(0))
        meaning = {"flow": "expenditure", "label": "合计", "level": "total", "subject": "operating"}
        yield meaning, {"total": total}, {}
        for unit, yuan in self.money.operating.items():
            of = {"flow": "expenditure", "label": unit, "level": "budget_unit", "subject": None, "budget_unit": unit}
            yield of, {"total": yuan}, {}


_OWN = (
    ("事业收入", "business"),
    ("事业单位经营收入", "business_operation"),
    ("上级补助收入", "superior_subsidy"),
    ("附属单位上缴收入", "subsidiaries_paid"),
    ("其他收入", "other_revenue"),
)
_TRAVEL = ("overseas", "reception", "vehicle_operation")
_BESIDE = (
    ("合计", "total", "three_public"),
    ("因公出国（境）费", "category", "overseas"),
    ("小计", "category", "vehicles"),
    ("公务用车购置费", "item", "vehicle_purchase"),
    ("公务用车运行费", "item", "vehicle_operation"),
    ("公务接待费", "category", "reception"),
)
_BELOW = (
    ("合计", "total", "three_public"),
    ("1.因公出国（境）费用", "category", "overseas"),
    ("2.公务接待费", "category", "reception"),
    ("3.公务用车购置及运行费", "category", "vehicles"),
    ("其中：（1）公务用车运行维护费", "item", "vehicle_operation"),
    ("（2）公务用车购置费", "item", "vehicle_purchase"),
)
