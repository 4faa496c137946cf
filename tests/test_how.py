"""The text that says how a figure came to be: what is read, what is refused, and what cells are called."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import columns, how
from analysis.figure import Cell
from analysis.how import HowError, Name
from analysis.schema import Schema, quoted

VALUES = {"a#x": Decimal(6), "b#x": Decimal(4), "c#y": Decimal("-0.5"), "n#x": Decimal(0)}
PARTS = st.text("甲乙a1/#![]% \t\n　.-", max_size=8)


def cell(name: str) -> Cell:
    return Cell(*name.split("#"), VALUES[name])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[a#x]", "6"),
        ("[a#x] + [b#x] * [c#y]", "4"),
        ("([a#x] + [b#x]) * [c#y]", "-5"),
        ("[a#x] - [b#x] - [c#y]", "2.5"),
        ("[a#x] - ([b#x] - [c#y])", "1.5"),
        ("100 * [b#x] / 8 / 2", "25"),
        ("100 * [b#x] / (8 / 2)", "100"),
        ("0 - [a#x]", "-6"),
        ("0.25 * [b#x]", "1"),
        ("(1 + 2) * [a#x]", "18"),
        ("sum([a#x], [b#x], [c#y])", "9.5"),
        ("sum([a#x])", "6"),
        ("count([a#x], [b#x])", "2"),
        ("min([a#x], [b#x], [c#y])", "-0.5"),
        ("max([a#x], 7)", "7"),
        ("abs([c#y])", "0.5"),
        ("root([b#x], 2)", "2"),
        ("round([c#y], 0)", "-1"),
        ("round([b#x] / [a#x], 2)", "0.67"),
        ("round([a#x] / [b#x], 0)", "2"),
        ("  sum( [a#x] ,[b#x])/2 ", "5"),
    ],
)
def test_what_is_read(text: str, value: str) -> None:
    found = how.read(text, cell)
    assert (found.value, found.unit) == (Decimal(value), "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1 + 2",  # names no cell
        "7",
        "[a#x",
        "a#x]",
        "[]",
        "[a#x] +",
        "+ [a#x]",
        "-[a#x]",  # never begins with a sign
        "[a#x] * -2",
        "([a#x]",
        "[a#x])",
        "()",
        "[a#x] [b#x]",
        "[a#x] 2",
        "[a#x] ** 2",
        "[a#x] ^ 2",
        "[a#x] % 2",
        "[a#x], [b#x]",
        "=[a#x]",
        "sum",
        "sum [a#x]",
        "sum()",
        "sum([a#x]",
        "sum([a#x],)",
        "mean([a#x])",
        "SUM([a#x])",
        "abs([a#x], [b#x])",
        "round([a#x])",
        "round([a#x], [b#x])",
        "round([a#x], 1, 2)",
        "round(1.5, 0)",
        "root([a#x])",
        "root(2, [a#x])",
        "1. * [a#x]",
        ".5 * [a#x]",
        "1e3 * [a#x]",
        "1,000 * [a#x]",
        "万元",
        "[a#x] × 2",
    ],
)
def test_what_is_refused_names_the_text(text: str) -> None:
    with pytest.raises(HowError) as refused:
        how.read(text, cell)
    assert str(refused.value).startswith(f"{text}: ")
    assert "\n" not in str(refused.value)


def test_what_ends_too_soon_is_told() -> None:
    with pytest.raises(HowError, match=r"a cell, a number or a name expected, see its end$"):
        how.read("[a#x] +", cell)


@pytest.mark.parametrize("text", ["[a#x] / 0", "[a#x] / [n#x]", "[a#x] / ([b#x] - [b#x])", "1 / 0 * [a#x]"])
def test_a_quotient_by_nothing(text: str) -> None:
    with pytest.raises(ZeroDivisionError):
        how.read(text, cell)


def test_what_a_cell_raises_is_raised() -> None:
    with pytest.raises(KeyError, match="nowhere#x"):
        how.read("[a#x] + [nowhere#x]", cell)


def test_cells_and_rows_each_once() -> None:
    text = "[p/1#y] / ([p/1#x] + [q!p/1#x] - sum([p/1#y], [r/2#x]))"
    assert how.cells(text) == ["p/1#y", "p/1#x", "q!p/1#x", "r/2#x"]
    assert how.refs(text) == ["p/1", "q!p/1", "r/2"]
    assert how.cells("100 * 2") == how.refs("") == []


def test_names() -> None:
    assert how.named("amounts/1/revenue/8#amount") == Name(
        "", "amounts", ("1", "revenue", "8"), "amount", "amounts/1/revenue/8"
    )
    assert how.named("某局-2025!statements/1#change").dataset == "某局-2025"
    assert how.named("statements/1") == Name("", "statements", ("1",), "", "statements/1")


@given(PARTS, st.lists(PARTS, min_size=1, max_size=3))
def test_no_part_of_a_key_is_taken_for_what_separates(id: str, key: list[str]) -> None:
    names = tuple(f"k{n}" for n in range(len(key)))
    table = Schema("things", "", "", "", names, tuple(columns.text(name, "", "") for name in names))
    ref = table.reference(dict(zip(names, key, strict=True)))
    own, other = Cell(ref, "value", Decimal(3)), Cell(f"{quoted(id)}!{ref}", "value", Decimal(4))
    made = (own + other) * own
    assert how.cells(made.how) == [own.name, other.name]
    assert how.read(made.how, {one.name: one for one in (own, other)}.__getitem__).value == 21
    assert how.named(own.name)[:4] == ("", "things", tuple(key), "value")
    assert how.named(other.name)[:4] == (id, "things", tuple(key), "value")
    assert not any(blank in made.how.replace(" * ", "").replace(" + ", "") for blank in " \t\n　")


@given(PARTS.filter(bool))
def test_elsewhere_each_cell_has_its_dataset(id: str) -> None:
    text = "100 * [a#x] / ([b#x] - [322-2025!a#x])"
    there = how.elsewhere(text, id)
    assert [how.named(name).dataset for name in how.cells(there)] == [id, id, "322-2025"]
    assert [how.named(name).table for name in how.cells(there)] == ["a", "b", "a"]
    assert how.elsewhere(there, "another") == there
    assert how.elsewhere("", id) == ""
