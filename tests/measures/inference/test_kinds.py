"""Projects by kind: only what the printed counts and sums prove."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.catalog import load
from analysis.measures.inference.kinds import SCHEMA, by_kind, kinds
from support.datasets import second_department
from support.small import amount as row_of
from support.small import disclosure, project, statement


def stated(subject: str, number: int, count: int, total: str):
    counted = statement(subject, number, flow="expenditure", measure="count", value=Decimal(count), unit="个")
    summed = statement(
        subject, number + 1, flow="expenditure", value=Decimal(total), value_printed=f"{Decimal(total):.2f}"
    )
    return [counted, summed]


def budget(amounts, operating=None, specific=None, **more):
    statements = []
    if operating:
        statements += stated("forms_operating", 1, *operating)
    if specific:
        statements += stated("forms_specific", 3, *specific)
    rows = [
        row_of(
            None,
            value,
            n,
            table=12,
            schedule="projects_current",
            flow="expenditure",
            level="project",
            label=f"项目{n}",
            project=f"项目{n}",
            budget_unit="甲",
        )
        | more
        for n, value in enumerate(amounts, 1)
    ]
    return disclosure(amounts=rows, statements=statements)


def certain(kind):
    """The projects that are of a kind in every set that fits."""
    return [kind.candidates[at] for at in sorted(frozenset.intersection(*kind.sets))]


def labels(kind):
    return {label for label, _ in certain(kind)}


def possible(kind):
    return {kind.candidates[at][0] for at in frozenset.union(*kind.sets)}


def test_the_committed_budget_allows_one_assignment():
    operating, specific = kinds(load("322-2026"))
    assert (operating.number.value, operating.total.value, operating.verdict) == (15, Decimal("2366.27"), "unique")
    assert (specific.number.value, specific.total.value, specific.verdict) == (3, Decimal("2896.30"), "unique")
    assert labels(specific) == {"科普经费", "院士工作站建设", "科技馆免费开放中央补助资金"}
    assert len(certain(operating)) == 15
    assert not labels(operating) & labels(specific)


def test_kinds_as_a_frame():
    found = by_kind(load("322-2026"))
    assert found.columns[: len(SCHEMA.names)] == SCHEMA.names
    assert found.height == 18
    assert found["in_all"].all()
    assert found.filter(kind="forms_specific")["amount"].sum() == Decimal("2896.30")
    several = by_kind(budget(["7", "3", "4", "1"], (2, "7"), (2, "8")))
    assert set(several["verdict"]) <= {"several", "unique"}
    none = by_kind(budget(["5", "3"], (1, "6")))
    assert none.select("candidate", "project", "verdict").rows() == [(0, None, "none")]
    assert by_kind(budget(["5"])).is_empty()


def test_forms_are_the_candidates_where_only_some_projects_have_one():
    forms = [project(n, "annual", total) for n, total in enumerate((50_000, 30_000), 1)]
    whole = budget(["5", "3", "8"], (1, "5"), (1, "3"))
    given_forms = disclosure(amounts=whole.amounts.to_dicts(), statements=whole.statements.to_dicts(), projects=forms)
    operating, specific = kinds(given_forms)
    assert len(operating.candidates) == 2
    assert [figure.how for _, figure in certain(operating)] == ["[projects/1/annual#total_yuan] / 10000"]
    assert [figure.how for _, figure in certain(specific)] == ["[projects/2/annual#total_yuan] / 10000"]
    assert [figure.value for _, figure in (*certain(operating), *certain(specific))] == [5, 3]
    assert len(kinds(second_department())[0].candidates) > 12


def test_several():
    (first, second) = kinds(budget(["5", "5", "9", "2"], (3, "16"), (1, "5")))
    assert (first.verdict, second.verdict) == ("several", "several")
    assert labels(first) == {"项目3", "项目4"}
    assert possible(second) - labels(second) == {"项目1", "项目2"}


def test_none():
    assert [kind.verdict for kind in kinds(budget(["5", "3"], (1, "5"), (1, "4")))] == ["none", "none"]
    assert [kind.verdict for kind in kinds(budget(["5", "3"], (4, "5")))] == ["none"]


def test_both_sums_must_fit_where_the_kinds_make_up_all():
    # 7 = 7 and 7 = 3 + 4 alike; but only one rest makes 7 + 1.
    found = kinds(budget(["7", "3", "4", "1"], (2, "7"), (2, "8")))
    assert [kind.verdict for kind in found] == ["unique", "unique"]
    assert labels(found[0]) == {"项目2", "项目3"}


def test_rounding_is_allowed_for_and_no_more():
    assert kinds(budget(["5.00", "3.00"], (1, "5.01")))[0].verdict == "unique"
    assert kinds(budget(["5.00", "3.00"], (1, "5.02")))[0].verdict == "none"


def test_a_damaged_row_settles_nothing():
    assert kinds(budget(["5", "3"], (1, "5"), uncertain=True))[0].verdict == "untried"


def test_nothing_printed():
    assert kinds(budget(["5"])) == []
    only_count = stated("forms_operating", 1, 1, "5")[:1]
    assert kinds(disclosure(statements=only_count, projects=[project(1, "annual", 5)])) == []


def test_too_many_to_try():
    assert kinds(budget(["1"] * 60, (30, "30")))[0].verdict == "untried"


@given(st.lists(st.integers(1, 30), min_size=2, max_size=8), st.data())
def test_what_is_certain_is_true(amounts, data):
    chosen = data.draw(st.sets(st.sampled_from(range(len(amounts))), min_size=1, max_size=len(amounts) - 1))
    rest = set(range(len(amounts))) - chosen
    first, second = ((len(part), str(sum(amounts[i] for i in part))) for part in (chosen, rest))
    for kind, true in zip(kinds(budget(map(str, amounts), first, second)), (chosen, rest), strict=True):
        names = {f"项目{i + 1}" for i in true}
        assert labels(kind) <= names <= possible(kind)


@pytest.mark.parametrize("lacking", ["operating", "specific"])
def test_one_kind_alone(lacking):
    given_kinds = {"operating": (1, "5"), "specific": (1, "3")}
    del given_kinds[lacking]
    (found,) = kinds(budget(["5", "3"], **given_kinds))
    assert found.verdict == "unique"
