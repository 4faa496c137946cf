"""Money that a project's name says more of than any column: from the central government, or for people.

The forms print central money of the year; what was carried over has no form, so its name decides.
Economic items are not printed by project, so money for people inside projects is known by name alone.
The words stand here, in one place, with those that look alike and mean something else.
"""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from analysis import columns as c
from analysis.disclosure import Disclosure, frame
from analysis.figure import Figure
from analysis.measures.figures import figures, in_wan
from analysis.schema import Schema
from analysis.text import key

KINDS = ("central", "people")
_SIDES = {"projects_current": "current", "projects_carryover": "carryover"}
#: Words for money of the central government. 中央 alone is no such word: 中央空调, 中央商务区, 中央大街.
CENTRAL = re.compile("中央(?:财政|补助|资金|专项|转移支付|预算内|引导|下达|直达|基建|拨款|奖补|支持|彩票公益金)")
#: Words for pay of people who hold no post, and for retirees. 人才 and 人员 alone are no such words.
PEOPLE = re.compile(
    "外聘(?:人员|教师|职工)|编外|聘用(?:人员|制|职工)|临聘|临时(?:人员|工)|合同制|劳务(?:派遣|费|用工)|"
    "公益性岗位|离休|退休|人员(?:支出|经费)|工资|薪酬|遗属|抚恤金"
)
#: A name with one of these buys a service or a thing for such people, or is about them.
NOT_PAY = re.compile(
    "农民工|培训|招聘|考试|鉴定|系统|平台|统计|调查|监察|监管|监测|试点|宣传|讲座|课题|"
    "活动中心|活动室|管理机构|维修|改造|装修|服装|装备|设备|档案"
)

SCHEMA = Schema(
    "named",
    "有中央资金的项目，和名称写明人员经费的项目",
    "Projects with central money, and those that pay people by their names",
    "Projects with central money, and projects that pay people by their names",
    ("kind", "ref"),
    (
        c.KIND.of("central: central money; people: pay of people", among=KINDS),
        c.SIDE,
        c.PROJECT.of("Name of the project"),
        c.BUDGET_UNIT,
        c.AMOUNT.of("The money in question"),
        c.text("known_by", "依据", "Known by", "How it is known", required=True, among=("form", "name")),
        c.text("word", "名称中的词", "Word", "The word of the name that says so; empty where a form does"),
        c.text("ref", "数据行", "Rows", "Row of the dataset that it is taken from", required=True),
    ),
)


def named(disclosure: Disclosure) -> pl.DataFrame:
    """Central money and money for people inside projects, as SCHEMA's columns, in the document's order.

    A project of the year with a form has the central money that its form prints; one without a form, and
    what was carried over, is central money as a whole where its name has a word of CENTRAL.
    """
    held = figures(disclosure)
    forms = [row for row in held.annual if row.project]
    covered = {key(name) for row in forms for name in (row.project, row.table_project) if name}
    found = [
        _row("central", "current", row.project, row.budget_unit, in_wan(row.central), row.ref) | {"known_by": "form"}
        for row in forms
        if row.central and row.central.value and not row.uncertain
    ]
    for row in held.amounts:
        side, name = _SIDES.get(row.schedule, ""), key(row.label)
        if not side or row.level != "project" or row.measure != "total" or not row.value:
            continue
        central = CENTRAL.search(name) if side == "carryover" or name not in covered else None
        people = None if NOT_PAY.search(name) else PEOPLE.search(name)
        for kind, word in (("central", central), ("people", people)):
            if word:
                made = _row(kind, side, row.label, row.budget_unit, row.figure, row.ref)
                found.append(made | {"known_by": "name", "word": word[0]})
    return frame(SCHEMA, sorted(found, key=lambda row: KINDS.index(row["kind"])))


def _row(kind: str, side: str, project: str, unit: str | None, amount: Figure, ref: str) -> dict[str, Any]:
    return {"kind": kind, "side": side, "project": project, "budget_unit": unit, "amount": amount, "ref": ref}
