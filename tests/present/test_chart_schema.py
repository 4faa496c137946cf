"""Every chart is a valid Vega-Lite specification: charts are not validated as they are made, which takes long."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt
import pytest
from jsonschema.exceptions import ValidationError

from analysis import load
from analysis.disclosure import Disclosure
from analysis.measures.changes import changes
from analysis.measures.structure import structure
from analysis.present import charts as change_charts
from analysis.present.specification import Chart
from analysis.present.structure import charts as structure_charts
from analysis.present.structure import project_charts
from support.datasets import second_department

DISCLOSURES = {"322": lambda: load("322-2026"), "second": second_department}


def drawn(disclosure: Disclosure, lang: str) -> Iterator[tuple[str, Chart]]:
    change, parts = changes(disclosure), structure(disclosure)
    yield "waterfall", change_charts.waterfall(change, disclosure, lang)
    yield "by_source", change_charts.by_source(change, disclosure, lang)
    for draw in (
        structure_charts.functions,
        structure_charts.by_use,
        structure_charts.by_unit,
        project_charts.lorenz,
        project_charts.projects,
    ):
        yield draw.__name__, draw(parts, disclosure, lang)


@pytest.mark.parametrize("name", DISCLOSURES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chart_is_valid(name: str, lang: str) -> None:
    valid = 0
    for _, chart in drawn(DISCLOSURES[name](), lang):
        if chart.spec is not None:
            alt.LayerChart.from_dict(chart.spec)  # raises what it finds
            valid += 1
    assert valid >= 4


def test_a_chart_that_is_not_valid_is_seen() -> None:
    chart = next(chart for name, chart in drawn(load("322-2026"), "zh") if name == "lorenz")
    assert chart.spec is not None
    spec = {**chart.spec, "layer": [{**chart.spec["layer"][0], "mark": {"type": "area", "opacity": "half"}}]}
    with pytest.raises(ValidationError):
        alt.LayerChart.from_dict(spec)
