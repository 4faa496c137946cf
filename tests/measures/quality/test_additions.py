"""Counts that forms give in parts and as a whole: what is found, of which rows, and how sure that is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from analysis.figure import Cell
from analysis.measures.quality.additions import Addition, additions
from support.small import disclosure, indicator, mention, project

QUARTERS = (("1月1日", "3月31日"), ("4月1日", "6月30日"), ("7月1日", "9月30日"), ("10月1日", "12月31日"))


def planned(number: int, about: str, printed: str, **more: Any) -> dict[str, Any]:
    return mention(number, about, printed, field="plan", **more)


def dated(*figures: str, whole: str = "100期") -> list[dict[str, Any]]:
    """A year's figure, then first day, last day and figure of each quarter."""
    rows = [planned(1, "全年共", whole)]
    for days, figure in zip(QUARTERS, figures, strict=True):
        rows += [planned(0, "", day, kind="date", value=None, comparator=None) for day in days]
        rows.append(planned(0, "制作", figure))
    return [row | {"mention": number, "line": number} for number, row in enumerate(rows, 1)]


def told(found: Addition) -> tuple[Any, ...]:
    """What is said of a whole, and where it stands."""
    whole = found.whole
    return found.kind, found.form, found.name, found.printed, whole.value, found.comparator, whole.unit, whole.ref


def held(found: Addition) -> list[tuple[str, Decimal, str]]:
    """Where the parts stand, and what they are."""
    assert {part.column for part in found.parts} == {"value"}
    return [(part.ref, part.value, part.unit) for part in found.parts]


def test_dated_quarters_are_sure_where_all_are_exact() -> None:
    (found,) = additions(disclosure(mentions=dated("25期", "25期", "25期", "24期")))
    assert told(found) == ("quarters", 1, "全年共", "100期", Decimal(100), "=", "期", "mentions/1")
    parts = [("mentions/4", 25), ("mentions/7", 25), ("mentions/10", 25), ("mentions/13", 24)]
    assert held(found) == [(ref, Decimal(value), "期") for ref, value in parts]
    assert (found.is_sure, found.total, found.holds) == (True, Decimal(99), False)


@pytest.mark.parametrize(
    ("whole", "last", "comparator"), [("≥100期", "25期", ">="), ("100期", "≥25期", "="), ("≤100期", "25期", "<=")]
)
def test_dated_quarters_that_bound_are_not_sure(whole: str, last: str, comparator: str) -> None:
    (found,) = additions(disclosure(mentions=dated("25期", "25期", "25期", last, whole=whole)))
    assert (found.is_sure, found.comparator, found.holds) == (False, comparator, True)


def test_quarters_of_another_unit_are_none() -> None:
    assert additions(disclosure(mentions=dated("25期", "25期", "25期", "25场"))) == []


def test_four_of_a_noun_are_quarters_of_the_target_that_ends_in_it() -> None:
    rows = [planned(n, "讲座", figure) for n, figure in enumerate(("4场", "8场", "9场", "9场"), 1)]
    targets = [indicator(1, "全年举办讲座", "≥30场次"), indicator(2, "全年举办展览", "≥30场次")]
    (found,) = additions(disclosure(projects=[project(1, "annual", 5)], mentions=rows, indicators=targets))
    assert told(found) == ("quarters", 1, "全年举办讲座", "≥30场次", Decimal(30), ">=", "场次", "indicators/1")
    assert [part.ref for part in found.parts] == ["mentions/1", "mentions/2", "mentions/3", "mentions/4"]
    assert {part.unit for part in found.parts} == {"场次"}  # 场 is another word for it
    assert not found.is_sure


@pytest.mark.parametrize(
    ("figures", "comparator", "kept"),
    [("4 8 9 9", ">=", True), ("4 8 9 10", ">=", True), ("4 8 9 8", ">=", False), ("4 8 9 8", "<=", True)],
)
def test_what_keeps_a_promise(figures: str, comparator: str, kept: bool) -> None:
    parts = tuple(Cell(f"mentions/{n}", "value", Decimal(figure)) for n, figure in enumerate(figures.split()))
    whole = Cell("indicators/1", "value", Decimal(30))
    made = Addition("sum", 1, "讲座", "30场", whole, comparator, parts, is_sure=False)
    assert made.is_kept is kept


def test_a_sum_and_its_parts() -> None:
    rows = [planned(n, "租金", figure) for n, figure in enumerate(("20万元", "20万元", "160万元"), 1)]
    (found,) = additions(disclosure(mentions=[*rows, planned(4, "合计收入", "200万元")]))
    assert (found.kind, found.name, found.whole.name) == ("sum", "合计收入", "mentions/4#value")
    assert found.whole.value == Decimal(2000000)
    assert [part.ref for part in found.parts] == ["mentions/1", "mentions/2", "mentions/3"]
    assert not found.is_sure
    other = planned(3, "水费", "160万元")
    assert additions(disclosure(mentions=[*rows[:2], other, planned(4, "合计收入", "200万元")])) == []


def test_years_of_a_span() -> None:
    def data(*parts: tuple[str, str]) -> Any:
        own = indicator(1, "改造面积2025-2026年展厅", "300平方米", form=None, project=None)
        rows = [indicator(n, name, target) for n, (name, target) in enumerate(parts, 2)]
        return disclosure(projects=[project(1, "annual", 5)], indicators=[own, *rows])

    both = ("改造面积2025年展厅", "100平方米"), ("改造面积2026年展厅", "200平方米")
    (found,) = additions(data(*both))
    assert told(found) == (
        "years",
        None,
        "改造面积2025-2026年展厅",
        "300平方米",
        Decimal(300),
        "=",
        "平方米",
        "indicators/1",
    )
    assert held(found) == [("indicators/2", Decimal(100), "平方米"), ("indicators/3", Decimal(200), "平方米")]
    assert (found.holds, found.is_sure) == (True, False)
    assert additions(data(both[0])) == []
    assert additions(data(both[0], ("改造面积2026年展厅", "≥200平方米"))) == []
    assert additions(data(both[0], ("拆除面积2026年展厅", "200平方米"))) == []
    assert additions(data(both[0], ("改造面积2027年展厅", "200平方米"))) == []
