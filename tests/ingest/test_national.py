"""The national forms, as four kinds of publishers print them, in every format."""

from __future__ import annotations

import pytest

from analysis import templates
from analysis.ingest import ingest_bytes
from analysis.measures.reconcile import reconciliations
from support.compare import differences
from support.formats import FORMATS
from support.national import STYLES, national
from support.writer import write


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("style", STYLES)
def test_each_style_comes_back_from_each_format(style: str, kind: str) -> None:
    expected = national(style)
    content = FORMATS[kind](write(expected, templates.load("national"), STYLES[style].layout))
    found = ingest_bytes(content, "budget")
    assert differences(expected, found.disclosure, ignore=IGNORED) == []
    assert not found.disclosure.amounts["uncertain"].any()


IGNORED = ("printed", "printed_unit")
