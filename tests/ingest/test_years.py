"""A table that prints another year's or phase's amounts beside the budget: 执行数 of the year before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.ingest import ingest_bytes
from analysis.measures.quality.reconcile import reconciliations
from support.compare import differences
from support.datasets import Plan, dataset
from support.layout import Layout
from support.writer import write

COLUMN = '    { words = ["项目支出"], measure = "project", under = ["{year}预算数"] },\n'
OUTTURN = '    { words = ["{year}执行数"], measure = "total", year = -1, phase = "outturn" },\n'


def described(folder: Path, outturn: str = OUTTURN) -> str:
    """The file of Shanxi's template with a column of the outturn in the table of expenditure."""
    text = (Path(templates.__file__).parent / "shanxi.toml").read_text(encoding="utf-8")
    at = text.index(COLUMN, text.index('schedule = "expenditure"')) + len(COLUMN)
    path = folder / "with_outturn.toml"
    path.write_text(f"{text[:at]}{outturn}{text[at:]}", encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def expected() -> Disclosure:
    """A budget with the outturn of the year before, which is no sum of anything, on each row of its expenditure."""
    made = dataset(Plan(seed=7))
    totals = (pl.col("schedule") == "expenditure") & (pl.col("measure") == "total")
    spent = made.all_amounts.filter(totals).with_columns(
        year=pl.col("year") - 1, phase=pl.lit("outturn"), amount=pl.col("row") * pl.lit(7).cast(pl.Decimal(20, 6))
    )
    spent = spent.with_columns(
        printed=pl.col("amount").cast(pl.Decimal(20, 2)).cast(pl.String), printed_unit=pl.lit("万元")
    )
    side = {"revenue": 0, "expenditure": 1}
    rows = [*made.all_amounts.to_dicts(), *spent.to_dicts()]
    rows.sort(key=lambda row: (row["table"], side[row["flow"]], row["row"]))
    return Disclosure.of(made.metadata, {**{n: f.to_dicts() for n, f in made.frames().items()}, "amounts": rows})


def test_it_comes_back(expected: Disclosure, tmp_path: Path) -> None:
    name = described(tmp_path)
    template = templates.load(name)
    text = write(expected, template, Layout())
    found = ingest_bytes(text.encode(), "budget.txt", template=name)
    assert differences(expected, found.disclosure) == []
    year = expected.metadata.year
    spent = found.disclosure.amounts_of(year - 1, "outturn")
    assert spent.height == expected.amounts_of(year - 1, "outturn").height > 3
    assert found.disclosure.amounts.height + spent.height == found.disclosure.all_amounts.height
    assert not found.disclosure.amounts["uncertain"].any()


def test_no_identity_mixes_them(expected: Disclosure) -> None:
    """The same as without the outturn, which breaks each identity that it is in."""
    alone = replace(expected, all_amounts=expected.amounts)
    template = templates.load("shanxi")
    assert reconciliations(expected, template).equals(reconciliations(alone, template))


@pytest.mark.parametrize(
    ("entry", "other"), [('phase = "outturn"', 'phase = "planned"'), ("year = -1", 'year = "last"')]
)
def test_a_template_that_names_no_phase_or_year(tmp_path: Path, entry: str, other: str) -> None:
    name = described(tmp_path, OUTTURN.replace(entry, other))
    with pytest.raises(templates.TemplateError, match=r"with_outturn\.toml: .*expected a"):
        templates.load(name)
