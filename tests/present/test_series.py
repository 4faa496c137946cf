"""The page on a series: every figure found or computed anew, in both languages, with gaps, prices and other names."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from analysis.disclosure import Disclosure
from analysis.measures.answers import answers
from analysis.measures.years.deflators import Deflators
from analysis.present.years import series as page
from support.traced import Figures, Tracer
from support.years import earlier, published, worth

PRICES = {2023: Decimal(97), 2024: Decimal(99), 2025: Decimal(100), 2026: Decimal("102.5")}
INDEX = Deflators.of(PRICES, ["某年鉴"])


def scaled(factor: str) -> Any:
    return lambda row: worth(row, (row["amount"] * Decimal(factor)).quantize(Decimal("0.01")))


def price(table: str, ref: str) -> dict[str, Any] | None:
    """A row of the index."""
    return {"index": PRICES[int(ref.rpartition("/")[2])]} if table == "deflators" else None


SERIES: dict[str, list[Disclosure]] = {
    "rising": [earlier(2024, scaled("0.8"), stated=True), earlier(2025, scaled("0.9")), published()],
    "falling, with a gap": [earlier(2023, scaled("1.3"), department="某省科学技术协会"), published()],
    "one": [published()],
}


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("index", [None, INDEX])
def test_every_figure_is_found_or_computed(name: str, lang: str, index: Deflators | None) -> None:
    budgets = SERIES[name]
    tracer = Tracer(budgets[-1], answers(budgets[-1]), *budgets[:-1], beside=price)
    found = list[str]()
    blocks = [part(budgets, lang, index, None) for part in (page.message, page.table, page.growth, page.method)]
    html = "".join(block.html for block in blocks)
    chart = page.chart(budgets, lang, index, None)
    if chart.spec is not None:
        html += chart.spec["usermeta"]["caption"] + chart.spec["usermeta"]["table"]
    figures = Figures(html)
    for attributes, _ in figures.figures:
        found += list(tracer.complaints(attributes))
    assert found == []
    assert figures.loose == []
    assert len(figures.figures) > 20


def test_what_is_said_of_gaps_names_and_prices() -> None:
    budgets = SERIES["falling, with a gap"]
    said = page.message(budgets, "zh").text
    assert "2024、2025年没有公开的预算可用" in said
    assert "某省科学技术协会、山西省科学技术协会" in said
    assert "下降" in said
    assert "来源：某年鉴" in page.method(budgets, "zh", INDEX, 2025).text
    assert "2025年价格" in page.growth(budgets, "zh", INDEX, 2025).text


def test_one_budget_alone_says_what_its_own_narrative_implies() -> None:
    assert "12,347.87" in page.table(SERIES["one"], "en").text
