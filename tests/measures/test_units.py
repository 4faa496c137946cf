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

from analysis.catalog import Catalog
from analysis.cli import main
from analysis.disclosure import Disclosure
from analysis.measures.units import known, units
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
    assert total["ref"].startswith(f"{UNIT}-unit-2026//amounts/1/revenue/")
    assert total["department_ref"].startswith("322-2026//amounts/1/revenue/")


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
        assert found["department_ref"] == f"322-2026//amounts/12/expenditure/{row['row'].item()}/total/2026/budget"


def test_projects_of_a_unit_without_a_row_of_its_own_are_put_together() -> None:
    above = published()
    tables = {name: frame.to_dicts() for name, frame in above.frames().items()}
    kept = [row for row in tables["amounts"] if not (row["level"] == "budget_unit" and row["budget_unit"] == UNIT)]
    above = Disclosure.of(above.metadata, {**tables, "amounts": kept})
    rows = above.amounts.filter(schedule="projects_current", level="project", measure="total", budget_unit=UNIT)
    found = only(units(above, [unit()]), "printed").filter(subject="projects_current").row(0, named=True)
    assert found["department"] == rows["amount"].sum()
    assert len(found["department_ref"].split()) == rows.height


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
    assert found["ref"].count("//") == len(shares)


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
