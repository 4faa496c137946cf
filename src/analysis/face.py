"""The names of `from analysis import ...` for questions of one's own: budgets, answers, and ways to look at them.

Three lines are a question:

>>> from analysis import answers, load
>>> found = answers(load("322-2026"))
>>> found.changes.filter(subject="carryover", flow="revenue", measure="total")["change"].item()
Decimal('-740.400000')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis import catalog
from analysis.disclosure import Disclosure
from analysis.figure import Figure
from analysis.measures.answers import Answers
from analysis.measures.figures import figures
from analysis.measures.units import known as _units
from analysis.metadata import DatasetError
from analysis.present.trace import Trace
from analysis.present.words import language

if TYPE_CHECKING:
    from analysis.present.html import Block


class Budgets(Mapping[str, Disclosure]):
    """The datasets of a folder (the nearest `data/` upwards), by ID; the keys complete after `budgets["`.

    >>> from analysis import budgets
    >>> "322-2026" in budgets
    True
    >>> budgets["322-2026"].metadata.year
    2026
    """

    def __init__(self, data: str | Path | None = None) -> None:
        self._data = data

    def __getitem__(self, id: str) -> Disclosure:
        if id not in list(self):
            raise KeyError(id)
        return catalog.load(id, self._data)

    def __iter__(self) -> Iterator[str]:
        return (entry.id for entry in catalog.entries(catalog.data_folder(self._data)))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __repr__(self) -> str:
        return f"Budgets({', '.join(self)})"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    @property
    def frame(self) -> pl.DataFrame:
        """The datasets that there are: `id, department, code, level, region, year, kind, template`."""
        names = ("id", "department", "code", "level", "region", "year", "kind", "template")
        entries = catalog.entries(catalog.data_folder(self._data))
        return pl.DataFrame([{name: getattr(entry, name) for name in names} for entry in entries])


def _held(budget: Disclosure | str, data: str | Path | None = None) -> Disclosure:
    return catalog.load(budget, data) if isinstance(budget, str) else budget


def answers(budget: Disclosure | str, base_year: int | None = None, data: str | Path | None = None) -> Answers:
    """All answers to a budget (or its ID), a frame each, made when asked for: changes, structure, costs, findings, ...

    `base_year` is the year compared with, None for the year before; its published budget and its accounts are used
    where `data` has them. Amounts are exact decimals in 万元, costs in 元. Raises DatasetError where there is no such
    dataset.

    >>> from analysis import answers
    >>> found = answers("322-2026")
    >>> found.structure.filter(dimension="project", measure="total").height
    18
    >>> found.findings["severity"].value_counts(sort=True).row(0)
    ('warning', 13)
    """
    held = _held(budget, data)
    try:
        bases = catalog.bases(catalog.data_folder(data), held.metadata, base_year)
    except DatasetError:  # a budget from elsewhere, no folder of datasets here
        bases = None, None
    return Answers(held, *(catalog.load(place) if place else None for place in bases), base_year=base_year)


def printed(budget: Disclosure, subject: str, flow: str | None = None, measure: str = "total") -> Figure | None:
    """The figure that a budget prints of a subject or as a schedule's total, in 万元; None where it prints none.

    >>> from analysis import load, printed
    >>> printed(load("322-2026"), "projects_current")
    <5262.57万元 = [amounts/12/expenditure/1/total/2026/budget#amount]>
    """
    return figures(budget).find(subject, flow, measure)


def execution(accounts: Disclosure | str, data: str | Path | None = None) -> pl.DataFrame:
    """The execution of a year's budgets by final accounts (or those of that ID): what of each was spent.

    Columns as `analysis.measures.execution.SCHEMA`, amounts in 万元. The department's own budgets of that year and the
    next are held against them where `data` has them. Raises DatasetError where there is no such dataset.

    >>> from analysis import execution
    >>> execution("上海市普陀区财政局-2024-accounts").filter(subject="general_public_expenditure")["conflict"].item()
    Decimal('-19.880000')
    """
    from analysis.measures.execution import execution as measured

    held = _held(accounts, data)
    shelf = catalog.Catalog(catalog.data_folder(data))
    places = (entry and shelf.folder(entry) for entry in shelf.cycle(held.metadata))
    return measured(held, *(catalog.load(place) if place else None for place in places))


def over_years(budgets: Sequence[Disclosure], prices: int | None = None) -> pl.DataFrame:
    """The figures of one department over years, as `analysis.measures.years.series.SCHEMA`, amounts in 万元.

    `budgets` are those of `series`. With `data/deflators.csv` they are in the prices of `prices` (the latest year) too.

    >>> from analysis import load, over_years, series
    >>> over_years(series(load("322-2026")))["year"].unique().to_list()  # 2025 as 2026 implies it
    [2025, 2026]
    """
    from analysis.measures.years import deflators
    from analysis.measures.years import series as years

    return years.series(budgets, deflators.read(catalog.data_folder()), prices)


def panel(data: str | Path | None = None) -> pl.DataFrame:
    """The key figures of all budgets, as `analysis.measures.panel.rows.SCHEMA`: computed once, and kept beside `data`.

    >>> from analysis import panel
    >>> panel().filter(disclosure="322-2026", key="revenue_total/revenue/total")["value"].item()
    Decimal('10808.910000')
    """
    from analysis.measures.panel import store

    return store.stored(catalog.data_folder(data)).collect()


def inside(budgets: pl.DataFrame) -> pl.DataFrame:
    """Units' own budgets inside their departments', of a panel; see `analysis.measures.units.inside`."""
    from analysis.measures.units import inside as measured

    owners = catalog.departments(catalog.data_folder(), budgets["disclosure"].unique().to_list())
    return measured(budgets, owners)


def units(budget: Disclosure | str, data: str | Path | None = None) -> pl.DataFrame | None:
    """A unit's own budget inside its department's, or a department's units: shares, and what must hold.

    Columns as `analysis.measures.units.SCHEMA`, amounts in 万元; None where `data` does not have both. Raises
    DatasetError where there is no such dataset.

    >>> from analysis import units
    >>> units("322-2026") is None  # its units publish no budgets of their own
    True
    """
    held = _held(budget, data)
    return _units(held, catalog.Catalog(catalog.data_folder(data)))


def show(what: Any, lang: str = "zh", *, of: Disclosure | None = None, rows: int = 100) -> Block:
    """A budget, all its answers, or a frame of either as JupyterLab shows it best, in Chinese or English.

    Frames get the names of their columns, units, and all their digits; `of` is the budget that they are about, for
    the places of the document in words. At most `rows` rows are shown, and the caption says how many there are.

    >>> from analysis import load, show
    >>> budget = load("322-2026")
    >>> show(budget.amounts.filter(schedule="operating", measure="total").select("label", "amount", "line"), "en")
    CNY 10,000
    Label                                                             Amount  Line
    部门合计                                                          216.89   420
    Shanxi Association for Science and Technology 山西省科学技术协会  216.89   421
    """
    from analysis.present.display import display

    return display(what, language(lang), of, rows)


def where(ref: str, budget: Disclosure | str, lang: str = "zh") -> Block:
    """The places of the document that references name, in words: table, row and line.

    Where `ingest` kept the document beside the dataset, JupyterLab shows the row, the sentence or the part of the page
    there, the figure marked. Raises DocumentError where a page can't be drawn.

    >>> from analysis import where
    >>> where("amounts/1/revenue/8/total/2026/budget", "322-2026", "en")
    table 1 (2026年预算收支总表), row “收入总计”, line 126
    """
    from analysis.present.excerpts import shown

    held, spoken = _held(budget), language(lang)
    return shown(ref, Trace(held, spoken).places(ref), catalog.original(held.metadata), spoken)


budgets = Budgets()
