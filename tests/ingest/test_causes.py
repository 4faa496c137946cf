"""What a stated reason names: names, directions and amounts, and no prose."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from analysis import templates
from analysis.ingest import statements
from analysis.ingest.causes import LONGEST
from analysis.ingest.document import Text
from analysis.ingest.errors import Place
from analysis.ingest.sections import Section

SHANXI = templates.load("shanxi")
SHANGHAI = templates.load("shanghai")


def read(*lines: str, template: Any = SHANXI) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The statements and reasons of a section that begins with the change of a total."""
    spec = next(s for s in template.sections if any(one.head for one in s.subjects) or template is SHANGHAI)
    part = Section(spec, spec.title)
    for number, line in enumerate(lines, 1):
        part.add(Text(line, Place(None, number)))
    rows, named, _ = statements.read(template, [part], 2026, [])
    return rows, named


def named(reason: str) -> list[tuple[str, str, str | None]]:
    _, rows = read(f"2026年预算收入总计100万元，比上年减少12万元，主要原因是{reason}。")
    return [(r["direction"], r["about"], r["amount"] and str(r["amount"])) for r in rows if r["statement"] == 1]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("增加了福利费和展台租赁费等", ["more 福利费", "more 展台租赁费"]),
        ("福利费、展台租赁费减少", ["less 福利费", "less 展台租赁费"]),
        ("福利费增加、展台租赁费和咨询费压减", ["more 福利费", "less 展台租赁费", "less 咨询费"]),
        ("部门较2025年减少了其他收入资金", ["less 其他收入资金"]),
        ("机构调整", ["other 机构调整"]),
        ("系统运维费和“三公”经费下降", ["less 系统运维费", "less “三公”经费"]),
        ("因单位资金项目增加，另外部门压减了因公出国（境）费", ["more 单位资金项目", "less 因公出国（境）费"]),
        ("减少了一次性的展厅（临时项目", []),
        ("志愿者人数增加以及讲解补助标准提高", ["more 志愿者人数", "more 讲解补助标准"]),
        ("增加：展板制作费、灯具费，减少：租车费", ["more 展板制作费", "more 灯具费", "less 租车费"]),
        ("取消了夜场，且新增志愿者项目", ["less 夜场", "more 志愿者项目"]),
        ("减少讲解费、差旅费等支出，咨询费随之下降", ["less 讲解费", "less 差旅费", "less 咨询费"]),
        ("拨款增加主要是讲解费增加", ["more 拨款", "more 讲解费"]),
        ("厉行节约，合理安排巡展", []),
        ("一是退休人员增加；二是压缩会议费", ["more 退休人员", "less 会议费"]),
        ("展馆维护费增加导致支出增加", ["more 展馆维护费"]),
        ("社会保障和就业类补助资金减少", ["less 社会保障和就业类补助资金"]),
        ("按照上级有关要求对安排作了统筹", []),
        ("支出减少", []),
        ("2025年购置了3辆车", []),
        ("本年没有此类安排", []),
        ("受多种因素的影响而与往年的情形不同", []),
        ("压减" + "很长的" * 12 + "会议费", ["less " + "很长的" * 9 + "会议费"]),
        ("压减" + "长" * 31 + "会议费", []),
    ],
)
def test_names_without_amounts(reason: str, expected: list[str]) -> None:
    found = named(reason)
    assert [f"{direction} {about}" for direction, about, _ in found] == expected
    assert all(len(about) <= LONGEST and amount is None for _, about, amount in found)


def test_amounts_are_in_wan() -> None:
    assert named("展台租赁费减少8.5万元，福利费减少35000元") == [
        ("less", "展台租赁费", "8.5"),
        ("less", "福利费", "3.5000"),
    ]


def test_what_a_part_is_explained_by_is_its_own() -> None:
    """(1) and (2) explain the total, the words behind them what they are themselves explained by."""
    rows, found = read(
        "2026年预算收入总计100万元，比上年减少12万元，主要原因是（1）一般公共预算收入减少8万元，主要是减少了展馆改造费，"
        "（2）上年结转减少4万元，主要是压减了会议费。"
    )
    children = [row["statement"] for row in rows if row.get("parent") == 1]
    assert [(r["statement"], r["about"], r["amount"]) for r in found] == [
        (1, "一般公共预算收入", Decimal(8)),
        (1, "上年结转", Decimal(4)),
        (children[0], "展馆改造费", None),
        (children[1], "会议费", None),
    ]


SENTENCES = (
    "2026年，预算支出总额为100万元，其中：财政拨款支出预算100万元，比2025年预算增加10万元。",
    "财政拨款收入支出{}的主要原因是：展馆维护费增加",
)


@pytest.mark.parametrize("moved", ["增加", "增加（减少）", "变动"])
@pytest.mark.parametrize(
    "following", ["财政拨款支出主要内容如下：", "1、“教育支出（类）进修及培训（款）培训支出（项）”2万元。", ""]
)
def test_a_reason_that_stands_there_is_not_missing(moved: str, following: str) -> None:
    """Without a full stop at its end, too, and where the sentence leaves open which way it went."""
    first, second = SENTENCES
    rows, found = read(first, second.format(moved), *([following] if following else []), template=SHANGHAI)
    changed = [row for row in rows if row.get("change")]
    assert changed
    assert {row["reason"] for row in changed} == {"given"}
    assert {(row["direction"], row["about"]) for row in found} == {("more", "展馆维护费")}
    assert all(row.get("parent") is None for row in rows)


def test_a_reason_that_is_announced_and_empty_ends_before_the_next_item() -> None:
    rows, found = read(
        "1.“教育支出（类）进修及培训（款）培训支出（项）”20万元，2025年预算执行数为10万元，比2025年预算执行数增加100%。主要原因是：",
        "2.“住房保障支出（类）住房改革支出（款）购房补贴（项）”5万元，比2025年预算执行数（4万元）增加25%。主要原因是补贴标准提高。",
        template=SHANGHAI,
    )
    assert [(row["reason"], row.get("parent"), row["value"]) for row in rows] == [
        ("empty", None, Decimal(20)),
        ("given", None, Decimal(5)),
    ]
    assert [row["statement"] for row in found] == [2]


def test_a_list_of_reasons_may_begin_on_the_next_line() -> None:
    rows, found = read(
        "2026年预算收入总计100万元，比上年减少12万元，主要原因是：", "1.压减了会议费；", "2.压减了展台租赁费。"
    )
    assert [row["reason"] for row in rows] == ["given"]
    assert len(found) == 2


def test_every_name_has_its_place() -> None:
    _, found = read("2026年预算收入总计100万元，比上年减少12万元，", "主要原因是压减了会议费，", "减少了展台租赁费。")
    assert [row["line"] for row in found] == [2, 3]
    assert Place(found[0]["page"], 2) == Place(None, 2)
