"""A unit's own budget inside its department's: real tables of a department, and units made of its rows."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import how
from analysis.catalog import Catalog
from analysis.cli import main
from analysis.disclosure import Disclosure, frame
from analysis.figure import Told
from analysis.measures.panel.rows import SCHEMA
from analysis.measures.units import inside, known, units
from analysis.schema import AMOUNTS
from support.units import UNIT, Change, unit
from support.years import published


def only(found: pl.DataFrame, rule: str) -> pl.DataFrame:
    return found.filter(rule=rule)


def raised(schedule: str, amount: str) -> Change:
    """Changes the total of a schedule to another amount."""

    def change(row: dict[str, Any]) -> dict[str, Any]:
        hit = row["schedule"] == schedule and row["measure"] == "total" and row["level"] in ("total", "department")
        return row | {"amount": Decimal(amount), "printed": amount} if hit else row

    return change


def test_shares_are_of_the_departments_figures() -> None:
    found = only(units(published(), [unit()]), "part")
    assert found.height >= 10
    assert set(found["verdict"]) == {"exact"}
    total = found.filter(subject="revenue_total", measure="total").row(0, named=True)
    assert (total["amount"], total["department"]) == (Decimal("2702.23"), Decimal("10808.91"))
    assert total["share_pct"] == Decimal("25.000023")
    assert total["amount_how"].startswith(f"[{UNIT}-unit-2026!amounts/1/revenue/")
    assert total["department_how"].startswith("[322-2026!amounts/1/revenue/")


def test_a_figure_above_the_departments_is_violated() -> None:
    found = only(units(published(), [unit(change=raised("operating", "216.92"))]), "part").filter(verdict="violated")
    assert found.select("subject", "amount").rows() == [("operating", Decimal("216.92"))]


def test_a_department_of_one_unit_has_its_figures() -> None:
    name = published().metadata.department
    found = units(published(), [unit(name, "1")])
    assert set(found["rule"]) == {"whole", "printed"}
    assert set(only(found, "whole")["verdict"]) == {"exact"}
    other = units(published(), [unit(name, "1", raised("operating", "216.80"))])
    assert set(only(other, "whole").filter(verdict="violated")["subject"]) == {"operating"}
    near = units(published(), [unit(name, "1", raised("operating", "216.9"))])
    assert only(near, "whole").filter(subject="operating")["verdict"].item() in ("rounding", "violated")


def test_what_the_department_prints_for_a_unit_is_the_units_own() -> None:
    above = published()
    row = above.amounts.filter(schedule="projects_current", level="budget_unit", measure="total", budget_unit=UNIT)
    for differs, verdict in (("0", "exact"), ("0.01", "rounding"), ("3", "violated")):
        own = unit(change=raised("projects_current", f"{row['amount'].item() - Decimal(differs):.2f}"))
        found = only(units(above, [own]), "printed").filter(subject="projects_current").row(0, named=True)
        assert (found["verdict"], found["department"] - found["amount"]) == (verdict, Decimal(differs))
        cell = AMOUNTS.reference(row.row(0, named=True))
        assert found["department_how"] == f"[322-2026!{cell}#amount]"


def test_projects_of_a_unit_without_a_row_of_its_own_are_put_together() -> None:
    above = published()
    tables = {name: frame.to_dicts() for name, frame in above.frames().items()}
    kept = [row for row in tables["amounts"] if not (row["level"] == "budget_unit" and row["budget_unit"] == UNIT)]
    above = Disclosure.of(above.metadata, {**tables, "amounts": kept})
    rows = above.amounts.filter(schedule="projects_current", level="project", measure="total", budget_unit=UNIT)
    found = only(units(above, [unit()]), "printed").filter(subject="projects_current").row(0, named=True)
    assert found["department"] == rows["amount"].sum()
    assert len(how.cells(found["department_how"])) == rows.height


@given(shares=st.lists(st.integers(1, 60), min_size=2, max_size=4))
@settings(max_examples=8)
def test_together_they_are_not_above_their_department(shares: list[int]) -> None:
    own = [unit(f"甲{n}", f"0.{share:02}") for n, share in enumerate(shares)]
    found = (
        only(units(published(), own), "together").filter(subject="revenue_total", measure="total").row(0, named=True)
    )
    totals = [u.amounts.filter(subject="revenue_total", measure="total", flow="revenue")["amount"].max() for u in own]
    assert found["amount"] == sum(totals)
    assert (found["verdict"] == "violated") == (sum(shares) > 100)
    assert len(how.cells(found["amount_how"])) == len(shares)


def test_budgets_of_other_years_are_refused() -> None:
    other = unit()
    other = Disclosure.of(
        replace(other.metadata, year=2025), {name: frame.to_dicts() for name, frame in other.frames().items()}
    )
    with pytest.raises(ValueError, match="another year"):
        units(published(), [other])


class TestInAFolder:
    @pytest.fixture
    def data(self, tmp_path: Path) -> Path:
        shutil.copytree(Path(__file__).parents[2] / "data" / "322-2026", tmp_path / "322-2026")
        for made in (unit(), unit("山西省科普服务中心", "0.5", raised("operating", "300.00"))):
            made.save(tmp_path / made.metadata.id)
        return tmp_path

    def test_the_catalogue_knows_who_belongs_together(self, data: Path) -> None:
        shelf = Catalog(data)
        found = known(published(), shelf)
        assert found is not None
        assert set(found["unit"]) == {f"{UNIT}-unit-2026", "山西省科普服务中心-unit-2026", "-"}
        one = known(Disclosure.load(data / f"{UNIT}-unit-2026"), shelf)
        assert one is not None
        assert set(one["unit"]) == {f"{UNIT}-unit-2026"}

    def test_check_says_what_does_not_hold(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "322-2026", "--data", str(data), "--lang", "en"]) == 1
        said = capsys.readouterr().out
        assert "violated part/山西省科普服务中心-unit-2026/operating/expenditure/total" in said
        assert "not above its department's: 300" in said
        main(["check", "322-2026", "--data", str(data), "--json"])
        told = json.loads(capsys.readouterr().out)
        row = next(row for row in told["units"] if row["id"] == f"part/{UNIT}-unit-2026/revenue_total/revenue/total")
        assert (row["left"], row["right"], row["verdict"]) == ("2702.23", "10808.91", "exact")

    def test_a_document_or_a_path_is_checked_alone(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        main(["check", str(data / "322-2026"), "--json"])
        assert "units" not in json.loads(capsys.readouterr().out)


# --- all units of a panel --------------------------------------------------------------------

TOTAL = "revenue_total/revenue/total"


def row(name: str, dimension: str, key: str, value: str | Decimal, **more: Any) -> dict[str, Any]:
    return {
        "disclosure": f"{name}-2026",
        "department": name,
        "level": "department",
        "phase": "budget",
        "year": 2026,
        "template": "shanxi",
        "dimension": dimension,
        "key": key,
        "value": told(value),
        "unit": "万元",
    } | {name: told(held) if isinstance(held, Decimal) else held for name, held in more.items()}


def told(value: str | Decimal) -> Told:
    """A figure of a document; where it is from is nothing to these questions."""
    return Told(Decimal(value), "[x!amounts/1#amount]")


def panel(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(SCHEMA, rows)


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**9))
def test_a_units_share_is_of_its_own_department(cents: int, whole: int) -> None:
    own, above = Decimal(cents) / 100, Decimal(whole) / 100
    found = inside(
        panel(
            row("馆", "budget", TOTAL, own, level="unit"),
            row("局", "budget", TOTAL, above),
            row("院", "budget", TOTAL, "7", level="unit"),
            row("馆", "budget", "operating/expenditure/total", "1", level="unit"),
        ),
        {"馆-2026": "局-2026", "院-2026": "会-2026"},
    )
    (only,) = found.to_dicts()
    assert (only["disclosure"], only["department"], only["key"]) == ("馆-2026", "局-2026", TOTAL)
    assert (only["value"], only["of"]) == (own, above)
    exact = own * 100 / above if above else None
    assert (only["share_pct"] is None) == (exact is None)
    assert exact is None or abs(only["share_pct"] - exact) <= Decimal("0.000001")
