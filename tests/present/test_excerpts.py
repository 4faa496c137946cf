"""Pieces of the original: what is in sight, what is marked, and nothing that a document could make of them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from analysis.originals import Line, Spot
from analysis.present.excerpts import excerpt

HOSTILE = '<img src=x onerror="alert(1)">&\u202e'
SIDES = st.integers(0, 10_000)


def box(values: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    left, right = sorted(values[::2])
    top, bottom = sorted(values[1::2])
    return left, top, right, bottom


def test_a_row_below_its_header_without_what_it_leaves_blank() -> None:
    line = Line(None, 7, ("水电费", "", "8.00"), is_row=True, header=(("科目", "上年", "预算数"), ("", "", "")))
    assert excerpt(Spot(line, 2), "zh") == (
        '<figure class="bb-original" lang="zh"><table><thead><tr><th>科目</th><th>预算数</th></tr></thead>'
        "<tbody><tr><td>水电费</td><td><mark>8.00</mark></td></tr></tbody></table></figure>"
    )


def test_the_sentence_around_a_figure() -> None:
    line = Line(None, 7, ("其他不变。总计", "10,808.91", "万元，减少", "12.46%", "。其他不变。"), is_row=False)
    assert "<p>总计10,808.91万元，减少<mark>12.46%</mark>。</p>" in excerpt(Spot(line, 3), "zh")


def test_a_long_sentence_is_cut_on_both_sides() -> None:
    line = Line(None, 7, ("长" * 1000, "1", "句" * 1000), is_row=False)
    shown = re.sub("<[^>]*>", "", excerpt(Spot(line, 1), "zh"))
    assert shown.startswith("…长")
    assert shown.endswith("句…")
    assert len(shown) < 300


def test_names_of_a_document_do_nothing() -> None:
    for line in (
        Line(None, 1, (HOSTILE, "1"), is_row=True, header=((HOSTILE, "x"),)),
        Line(None, 1, (HOSTILE, "1", HOSTILE), is_row=False),
    ):
        for marked in (None, 1):
            assert "<img" not in excerpt(Spot(line, marked), "en")


@given(st.tuples(SIDES, SIDES, SIDES, SIDES), st.tuples(SIDES, SIDES, SIDES, SIDES), st.booleans())
def test_the_figure_is_always_in_sight(figure: tuple[int, ...], row: tuple[int, ...], lies: bool) -> None:
    inner, outer = box(figure), box(row)  # type: ignore[arg-type]
    wide, high = (842, 595) if lies else (595, 842)
    line = Line("3", 1, ("1", "2"), is_row=True, boxes=(inner, outer), size=(wide, high))
    html = excerpt(Spot(line, 0), "en", "../original/3.png")
    view = [float(number) for number in re.search(r'viewBox="([^"]*)"', html)[1].split()]  # type: ignore[index]
    assert view[0] >= 0
    assert view[1] >= 0
    assert view[0] + view[2] <= 1000.2
    assert view[1] + view[3] <= 1000 * high / wide + 0.2
    for at, size in ((0, 1000 / 10_000), (1, 1000 * high / wide / 10_000)):
        assert view[at] <= inner[at] * size + 0.2
        assert inner[at + 2] * size <= view[at] + view[at + 2] + 0.2
