"""The columns of a form's grid, from the words of its header."""

from __future__ import annotations

import pytest

from analysis.ingest.document import Row
from analysis.ingest.errors import Place
from analysis.ingest.indicators import begins, periods
from analysis.templates import Template

USUAL = ("term", "annual")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("绩效指标|一级指标|二级指标|三级指标|指标值", ("annual",)),
        ("绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值", USUAL),
        ("绩效指标|一级指标|二级指标|三级指标|指标值|指标值|指标值", USUAL),  # more than there are periods
        ("绩效指标|一级指标|二级指标|三级指标", USUAL),  # the header goes on below
        ("一级指标|其他|指标值", USUAL),  # no header
        ("||", USUAL),
    ],
)
def test_as_many_periods_as_the_header_has_targets(template: Template, header: str, expected: tuple[str, ...]) -> None:
    rows = [Row(("项目名称", "某项目"), Place(None, 1)), Row(tuple(header.split("|")), Place(None, 2))]
    assert periods([rows], template.form, USUAL) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("", "绩效指标"), True),
        (("一级指标", "二级指标"), True),
        (("产出指标",), True),
        (("", "数量指标", "讲座"), True),
        (("数量",), True),  # cut off
        (("讲座", "数量指标"), False),
        (("", ""), False),
        ((), False),
    ],
)
def test_a_row_of_the_grid_is_known_by_its_first_word(
    template: Template, cells: tuple[str, ...], expected: bool
) -> None:
    assert begins(Row(cells, Place(None, 1)), template.form) is expected
