from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from analysis import load
from analysis.measures.changes import changes
from analysis.present import charts, theme
from analysis.present.drawing import draw
from analysis.present.theme import MIME
from support.compared import compared


def records(chart: charts.Chart) -> list[dict[str, Any]]:
    assert chart.spec is not None
    (values,) = chart.spec["datasets"].values() if "datasets" in chart.spec else [chart.spec["data"]["values"]]
    return list(values)


def brightness(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


@pytest.fixture(scope="module", params=["zh", "en"])
def both(request: pytest.FixtureRequest) -> list[charts.Chart]:
    budget = load("322-2026")
    answer = changes(budget)
    return [chart(answer, budget, request.param) for chart in (charts.waterfall, charts.by_source)]


class TestCommitted:
    def test_waterfall(self, both: list[charts.Chart]) -> None:
        bars = records(both[0])
        assert [re.split(r"[（ ]", bar["figure"])[0] for bar in bars] == [
            "12,347.87",
            "−682.27",
            "−740.40",
            "−116.29",
            "10,808.91",
        ]
        assert [bar["dashed"] for bar in bars] == [False, False, False, True, False]
        assert [bar["kind"] for bar in bars] == ["base", "fall", "fall", "fall", "total"]
        for left, right in pairwise(bars[:-1]):
            assert left["to"] == right["from"]
        assert bars[-2]["to"] == pytest.approx(bars[-1]["to"])

    def test_sources(self, both: list[charts.Chart]) -> None:
        bars = records(both[1])
        assert [bar["to"] for bar in bars] == [8416.91, 7734.64, 1202.76, 462.36, 2728.20, 2611.91]
        assert sum(bar["dashed"] for bar in bars) == 1

    def test_bundle(self, both: list[charts.Chart]) -> None:
        for chart in both:
            bundle = chart._repr_mimebundle_()
            assert list(bundle) == ["text/plain", MIME]
            assert json.loads(json.dumps(bundle)) == bundle
            assert bundle[MIME]["$schema"].endswith("vega-lite/v5.json")
            assert "12,347.87" in chart.alt or "8,416.91" in chart.alt

    def test_picture(self, both: list[charts.Chart]) -> None:
        for chart in both:
            assert chart.spec is not None
            svg = draw(chart.spec, "one", alt=chart.alt)
            texts = "".join(re.findall(r"<text[^>]*>([^<]*)<", svg))
            assert ("一般公共预算" if chart.lang == "zh" else "General public budget") in texts
            assert chart.title not in texts  # the caption says it
            assert 'role="img"' in svg
            assert "Noto Sans SC" in svg
            assert not re.findall(r'(?:src|href)="(?!#)|url\((?!#)|\sstyle=', svg)
            assert all(name.startswith("one-") for name in re.findall(r'\bid="([^"]*)"', svg))
            assert svg == draw(chart.spec, "one", alt=chart.alt)

    def test_same_every_time(self, both: list[charts.Chart]) -> None:
        budget = load("322-2026")
        again = charts.waterfall(changes(budget), budget, both[0].lang)
        assert json.dumps(again.spec) == json.dumps(both[0].spec)


def test_rises() -> None:
    chart = charts.waterfall(*compared("100", "25", general_public_budget="60 10", carryover="20 20"))
    assert [bar["kind"] for bar in records(chart)] == ["base", "rise", "rise", "fall", "total"]
    assert records(chart)[-2]["figure"].startswith("−5.00")


def test_a_change_that_no_source_accounts_for_is_shown_as_such() -> None:
    chart = charts.waterfall(*compared("100", "25"))
    assert [(bar["name"], bar["dashed"]) for bar in records(chart)] == [
        ("2025年总计", False),
        ("其余（来源不详）", True),
        ("2026年总计", False),
    ]


@pytest.mark.parametrize("draw_chart", [charts.waterfall, charts.by_source])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_to_draw(draw_chart, lang: str) -> None:  # type: ignore[no-untyped-def]
    chart = draw_chart(*compared("100", None), lang)
    assert chart.spec is None
    assert set(chart._repr_mimebundle_()) == {"text/plain", "text/html"}
    assert chart.alt


def test_names_are_inert_in_a_picture() -> None:
    chart = charts.waterfall(*compared("100", "25", general_public_budget="60 10"))
    assert chart.spec is not None
    spec = json.loads(json.dumps(chart.spec).replace("一般公共预算", "<script>alert(1)</script>"))
    assert "<script" not in draw(spec, "x", alt='"><script>')


def test_told_apart_without_colour() -> None:
    assert abs(brightness(theme.FALL) - brightness(theme.RISE)) > 0.25
    assert abs(brightness(theme.BASE) - brightness(theme.TOTAL)) > 0.4


def test_the_theme_serves_charts_of_ones_own() -> None:
    import altair as alt

    with alt.theme.enable(theme.NAME):
        assert alt.Chart().mark_bar().to_dict()["config"]["font"].startswith("'Noto Sans SC'")
