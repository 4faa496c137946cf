"""Whole datasets of a template, made up: by hypothesis, small, or one fixed second department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from hypothesis import strategies as st

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.metadata import Metadata, Source, dataset_id
from support import model, promises, sayings
from support.layout import Break, Layout


@dataclass(frozen=True)
class Plan:
    """What a made-up dataset is like; the figures come of `seed`."""

    seed: int = 0
    department: str = "示例省档案文化局"
    code: str = "517"
    year: int = 2025
    units: int = 2
    classes: int = 3
    projects: int = 4
    forms: int = 2
    department_form: bool = True
    carryover: bool = True
    unit_funds: bool = True
    government: bool = False
    capital: bool = False
    operating: bool = True
    changes: bool = True
    tails: bool = False  # amounts in 分, so that printed sums have rounding tails
    negative: bool = False
    cents: bool = True  # two decimals where a table prints 元
    separators: bool = False
    zeros: float = 0.2  # how often a zero is printed, not left blank
    units_printed: Mapping[int, str] = field(default_factory=dict)


def dataset(plan: Plan, template: str = "shanxi") -> Disclosure:
    """The dataset of a plan, the same for the same plan."""
    spec = templates.load(template)
    random = Random(plan.seed)
    money = model.make(random, plan)
    tables, amounts = model.tables(spec, money, plan, plan.year, random)
    forms = promises.forms(spec, money, plan, random)
    stated = sayings.statements(spec, money, plan, plan.year, random, forms["projects"])
    rows = {
        "tables": tables,
        "amounts": amounts,
        "statements": stated,
        "reasons": sayings.reasons(stated, Random(f"{plan.seed}:reasons")),
        "department": sayings.facts(spec, money, plan, plan.year, random),
        **forms,
    }
    code = plan.code if plan.department_form or forms["projects"] else ""
    metadata = Metadata(
        id=dataset_id(code, plan.department, plan.year),
        department=plan.department,
        code=code,
        level=spec.level,
        region=spec.region,
        year=plan.year,
        template=spec.name,
        source=Source(f"{plan.department}{plan.year}年部门预算公开", plan.department, plan.year, "0" * 64),
    )
    return Disclosure.of(metadata, rows)


def second_department() -> Disclosure:
    """A department of other sizes than the committed one: six units, thirty projects, funds and capital."""
    return dataset(
        Plan(
            seed=517,
            year=2026,
            units=6,
            classes=6,
            projects=30,
            forms=12,
            government=True,
            capital=True,
            tails=True,
            separators=True,
            units_printed={12: "元", 13: "元"},
        )
    )


@st.composite
def plans(draw: st.DrawFn, projects: int = 8, forms: int = 2) -> Plan:
    """Small plans; `projects` and `forms` are the most that they have."""
    everywhere = draw(st.sampled_from(("万元", "元", "")))
    flags = draw(st.lists(st.booleans(), min_size=10, max_size=10))
    printed = {n: everywhere or draw(st.sampled_from(("万元", "元"))) for n in range(1, 14)}
    return Plan(
        seed=draw(st.integers(0, 2**32 - 1)),
        department=draw(st.sampled_from(("示例省档案文化局", "样例省图书馆（数字资源中心）", "某省第2测绘院"))),
        code=draw(st.sampled_from(("517", "309001", "40811"))),
        year=draw(st.integers(2018, 2032)),
        units=draw(st.integers(1, 6)),
        classes=draw(st.integers(1, 6)),
        projects=draw(st.integers(0, projects)),
        forms=draw(st.integers(0, forms)),
        department_form=flags[0],
        carryover=flags[1],
        unit_funds=flags[2],
        government=flags[3],
        capital=flags[4],
        operating=flags[5],
        changes=flags[6],
        tails=flags[7],
        negative=flags[8],
        cents=flags[9],
        separators=draw(st.booleans()),
        zeros=draw(st.sampled_from((0.0, 0.3, 1.0))),
        units_printed=printed,
    )


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Any way to print a document that must not change what is read."""
    kinds = st.sampled_from(("blank", "feed", "number", "header", "title"))
    breaks = st.builds(Break, st.integers(1, 13), st.integers(1, 40), kinds)
    labels = draw(st.sampled_from(("whole", "blank", "line")))
    return Layout(
        wrap=draw(st.sampled_from((0, 11, 23, 40))),
        heading=draw(st.sampled_from(("", "# ", "#### "))),
        end=draw(st.sampled_from(("\n", "\r\n"))),
        wide=draw(st.booleans()),
        separators=draw(st.sampled_from(("", ",", "，"))),
        blank=draw(st.sampled_from(("", "-", "——", "－"))),
        minus=draw(st.sampled_from(("-", "−", "△", "("))),
        unit_at=draw(st.sampled_from(("line", "same", "header"))),
        breaks=tuple(draw(st.lists(breaks, max_size=6))),
        labels=labels,
        stripped=labels != "line" and draw(st.booleans()),
        contents=draw(st.booleans()),
        spelling=draw(st.integers(0, 7)),
        pipes=labels != "line" and draw(st.booleans()),
        forms=draw(st.sampled_from(("inside", "end"))),
        levels=draw(st.sampled_from(("first", "each"))),
        joint=draw(st.sampled_from(("。", "；"))),
    )
