"""The national classification: which code had which name, in which years, and a file of one's own beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import classification
from analysis.catalog import load
from analysis.classification import ECONOMIC, FUNCTION, ClassificationError
from analysis.text import name_key
from support.turns import some

HEADS = "code,zh,en,since,until\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own.csv"
    monkeypatch.setenv(classification.FILE, str(path))
    return path


def test_a_name_holds_in_its_years_only() -> None:
    known = classification.load()
    former = known.outdated("医疗卫生与计划生育支出", 2019, FUNCTION)
    assert former is not None
    assert (former.code, former.until) == ("210", 2018)
    assert known.outdated("医疗卫生与计划生育支出", 2018, FUNCTION) is None
    assert known.current("医疗卫生与计划生育支出", 2026, FUNCTION) == "卫生健康支出"
    assert known.current("一种没有的支出", 2026, FUNCTION) == "一种没有的支出"


def test_a_name_that_went_over_to_another_code_is_outdated_for_its_first_one_only() -> None:
    known = classification.load()
    assert known.outdated("其他资本性支出", 2026, ECONOMIC) is None  # an item is still called so
    assert known.outdated("其他资本性支出", 2026, ECONOMIC, "310") is not None


def test_names_are_compared_without_spelling_and_ordinals() -> None:
    known = classification.load()
    assert {name.code for name in known.called("其它行政事业单位养老支出", FUNCTION)} == {"2080599"}
    assert {name.code for name in known.called("四、住房保障支出", FUNCTION)} == {"221"}
    assert known.english(ECONOMIC, "资本性支出(基本建设)") == "capital expenditure (construction)"
    assert known.english(FUNCTION, "210") == "health"
    assert known.english(FUNCTION, "2101101") == ""  # no class


def test_no_code_has_two_names_in_one_year() -> None:
    known = classification.load()
    for code in {name.code for name in known.names}:
        for year in range(2010, 2030):
            assert sum(name.held_in(year) for name in known.of(code)) <= 1, (code, year)


@pytest.mark.parametrize("id", ["322-2026", "上海市普陀区人民政府万里街道办事处-2024"])
def test_the_codes_of_real_budgets_have_the_names_that_these_print(id: str) -> None:
    known, budget = classification.load(), load(id)
    for code, name in some(budget.amounts.select("function_code", "function_name").drop_nulls().unique().rows()):
        held = known.name(code, budget.metadata.year)
        assert held is not None, (code, name)
        assert name_key(held.zh) == name_key(name)


def test_a_file_of_ones_own_adds_to_it_and_takes_the_place_of_a_name(own: Path) -> None:
    own.write_text(
        HEADS + "2130101,行政运行,administrative operation,,\n206,科学技术支出,science,,2030\n", encoding="utf-8"
    )
    known = classification.load()
    assert known.english(FUNCTION, "206") == "science"
    assert [name.zh for name in known.of("2130101")] == ["行政运行"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,name\n201,x\n", r"own\.csv:1: expected the columns code, zh, en, since, until"),
        (HEADS + "20A,某支出,,,\n", r"own\.csv:2: expected a code of digits and its name"),
        (HEADS + "201,某支出,,二零一九,\n", r"own\.csv:2: expected years as 2019"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_by_line(own: Path, text: str, said: str) -> None:
    own.write_text(text, encoding="utf-8")
    with pytest.raises(ClassificationError, match=said):
        classification.load()


def test_a_file_that_is_not_there_is_refused(own: Path) -> None:
    with pytest.raises(ClassificationError, match="can't be read"):
        classification.load()
