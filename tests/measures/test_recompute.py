"""Every figure of every answer is what its own expression gives, and one that is not is told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from analysis import columns, how
from analysis.catalog import Catalog, data_folder, load
from analysis.disclosure import Disclosure, frame
from analysis.figure import Cell, Told
from analysis.measures import figures
from analysis.measures.answers import Answers
from analysis.measures.quality import findings
from analysis.measures.recompute import Cells, Disagreement, every, recompute
from analysis.schema import AMOUNTS, Schema
from support.datasets import Plan, dataset, plans, second_department
from support.small import amount, change, disclosure, statement
from support.years import earlier

THINGS = Schema(
    "things",
    "东西",
    "Things",
    "Made up",
    ("thing",),
    (
        columns.integer("thing", "东西", "Thing", "Which", required=True),
        columns.figure("value", "数值", "Value", "Its value"),
        columns.decimal("low", "下限", "Least", "Not computed"),
    ),
)
ENTRIES = [entry.id for entry in Catalog(data_folder()).entries]


def disagreements(made: Disclosure, *bases: Disclosure | None) -> list[Disagreement]:
    """Of all answers; they have figures, and the cells of most tables are among them."""
    count, wrong = recompute(every(made, *bases), Cells(made, filter(None, bases)))
    computed = sum(found[one.name].drop_nulls().len() for table, found in every(made, *bases) for one in table.figures)
    assert count >= computed > 0
    return wrong


@cache
def published(id: str) -> Disclosure:
    return load(id)


# --- they agree -----------------------------------------------------------------------------------


@pytest.mark.parametrize("id", ENTRIES)
def test_every_figure_of_a_published_budget(id: str) -> None:
    made, shelf = published(id), Catalog(data_folder())
    assert disagreements(made, *(load(base) if base else None for base in shelf.bases(made.metadata))) == []


@pytest.mark.parametrize("id", ENTRIES)
def test_every_computed_value_says_how_and_begins_with_no_sign(id: str) -> None:
    seen = 0
    for table, found in Answers(published(id)).tables():
        for column in table.figures:
            seen += found.height
            for value, text in found.select(column.name, column.how).rows():
                assert (value is None) == (text is None), (table.name, column.name)
                assert text is None or (how.cells(text) and text[0] not in "+-=@"), text
    assert seen


@pytest.mark.parametrize(
    "made",
    [
        second_department,
        lambda: dataset(Plan(seed=7, forms=6, projects=8, government=True, capital=True, tails=True)),
        lambda: dataset(Plan(seed=8, units_printed=dict.fromkeys(range(1, 14), "元"), negative=True)),
        lambda: dataset(Plan(seed=9, projects=0, forms=0, changes=False)),
    ],
)
def test_every_figure_of_a_made_up_budget(made: Any) -> None:
    assert disagreements(made()) == []


def test_every_figure_that_two_budgets_make() -> None:
    now, before = published("322-2026"), earlier(2025)
    assert disagreements(now, before) == []
    held = Answers(now, before)
    assert "322-2025" in {
        how.named(name).dataset for text in held.details["base_how"] for name in how.cells(text or "")
    }
    alone = recompute(held.tables(), Cells(now))[1]
    assert alone
    assert all("322-2025!" in (one.how or "") and str(one.gives).startswith("no cell") for one in alone)


@given(plans())
@settings(max_examples=10)
def test_every_figure_of_any_budget(plan: Plan) -> None:
    assert disagreements(dataset(plan)) == []


# --- and where they do not ------------------------------------------------------------------------


@pytest.fixture
def misread(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A measure that takes the figure of another row than it says it does."""
    own, other = "amounts/1/revenue/1", "amounts/1/revenue/2"

    class Misread(Cell):
        def __init__(self, ref: str, *rest: Any, **named: Any) -> None:
            super().__init__(ref.replace(own, other, 1) if ref.startswith(f"{own}/") else ref, *rest, **named)

    monkeypatch.setattr(figures, "Cell", Misread)
    figures.figures.cache_clear()
    yield other
    figures.figures.cache_clear()


def two_sources() -> Disclosure:
    rows = [amount("general_public_budget", "5.00", 1), amount("unit_funds", "3.00", 2)]
    stated = [statement("general_public_budget", 1, **change("-1.00"))]
    return disclosure(amounts=[*rows, amount("revenue_total", "8.00", 3, level="total")], statements=stated)


def test_a_wrong_operand_is_found(misread: str) -> None:
    wrong = disagreements(two_sources())
    changed = {one.column: one for one in wrong if one.answer == "changes"}
    assert (changed["current"].value, changed["current"].gives) == (5, 3)
    assert (changed["base"].value, changed["base"].gives) == (6, 4)
    assert changed["base"].row.startswith("changes/general_public_budget/")
    assert all(misread in (one.how or "") for one in wrong)


def test_the_same_budget_read_rightly() -> None:
    assert disagreements(two_sources()) == []


def things(*rows: tuple[str | None, str | None]) -> pl.DataFrame:
    held = [{"thing": n, "value": None, "low": Decimal(1)} for n in range(1, len(rows) + 1)]
    values = [None if value is None else Decimal(value) for value, _ in rows]
    made = frame(THINGS, held)
    return made.with_columns(
        pl.Series("value", values, dtype=made.schema["value"]),
        pl.Series("value_how", [text for _, text in rows], dtype=pl.String),
    )


def told(value: str | None, text: str | None) -> list[Disagreement]:
    made = two_sources()
    count, wrong = recompute([(THINGS, things((value, text)))], Cells(made))
    assert count == 1
    return wrong


ONE = f"[{AMOUNTS.reference(two_sources().amounts.row(0, named=True))}#amount]"


def test_nothing_is_nothing() -> None:
    assert recompute([(THINGS, things((None, None)))], Cells(two_sources())) == (0, [])


@pytest.mark.parametrize(
    ("value", "text"),
    [("5", ONE), ("1.666667", f"{ONE} / 3"), ("-1.666667", f"0 - {ONE} / 3"), ("0.000001", f"{ONE} / 10000000")],
)
def test_rounded_half_away_from_zero_to_six_decimals(value: str, text: str) -> None:
    assert told(value, text) == []


@pytest.mark.parametrize(
    ("value", "text", "gives"),
    [
        ("5.000001", ONE, Decimal(5)),
        ("-5", ONE, Decimal(5)),
        ("5", None, None),  # a value that says nothing
        ("5", "", None),
        (None, ONE, Decimal(5)),  # and nothing that says something
        ("5", "[amounts/9/revenue/1#amount]", "no cell 'amounts/9/revenue/1#amount'"),
        ("5", "[nowhere/1#amount]", "no cell 'nowhere/1#amount'"),
        ("5", ONE.replace("#amount", "#project"), "no cell"),  # which is empty
        ("5", f"[y-2025!{ONE[1:]}", "no cell 'y-2025!"),
        ("5", "5", "5: names no cell"),
        ("5", f"{ONE} +", f"{ONE} +: a cell, a number or a name expected"),
        ("5", f"-{ONE}", f"-{ONE}: a cell, a number or a name expected"),
        ("5", f"{ONE} / ({ONE} - {ONE})", f"{ONE} / ("),
        ("5", ONE.replace("#amount", "#amonut"), "no cell"),
    ],
)
def test_what_disagrees(value: str | None, text: str | None, gives: Decimal | str | None) -> None:
    (wrong,) = told(value, text)
    assert (wrong.answer, wrong.row, wrong.column, wrong.how) == ("things", "things/1", "value", text)
    assert wrong.value == (None if value is None else Decimal(value))
    if isinstance(gives, str):
        assert isinstance(wrong.gives, str)
        assert wrong.gives.startswith(gives)
    else:
        assert wrong.gives == gives


def test_figures_of_a_findings_sentence_are_computed_too() -> None:
    rows = [statement("carryover", 2, parent=1, **change("-4.00")), statement("revenue_total", 1, **change("-10.00"))]
    made = disclosure(statements=[row | {"reason": "given"} for row in rows])
    found = findings.findings(made)
    assert found["kind"].to_list() == ["reasons_do_not_add_up"]
    count, wrong = recompute([(findings.SCHEMA, found)], Cells(made))
    assert (count > 3, wrong) == (True, [])
    changed = found.with_columns(pl.col("figures").str.replace('"value": "-10"', '"value": "-11"'))
    (one,) = recompute([(findings.SCHEMA, changed)], Cells(made))[1]
    assert (one.column, one.value, one.gives) == ("figures.change", -11, -10)


def test_cells_of_datasets_and_of_what_stands_beside() -> None:
    made, other = two_sources(), earlier(2025)
    name = ONE[1:-1]
    cells = Cells(made, [other], lambda table, ref: {"index": Decimal(2)} if table == "deflators" else None)
    assert (cells(name).value, cells(f"x-2026!{name}").value) == (5, 5)
    there = other.amounts.row(0, named=True)
    assert cells(f"322-2025!{AMOUNTS.reference(there)}#amount").value == there["amount"]
    assert cells("deflators/2024#index").value == 2
    assert Told(Decimal(2), "[deflators/2024#index]").how == "[deflators/2024#index]"
    for missing in ("deflators/2024!#index", "amounts/1#amount", f"322-2024!{name}"):
        with pytest.raises(KeyError):
            cells(missing)
    with pytest.raises(KeyError):
        Cells(None)(name)
