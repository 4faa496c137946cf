"""One budget in every format gives one dataset."""

from __future__ import annotations

import pytest

from analysis.disclosure import Disclosure
from analysis.ingest import ingest_bytes
from analysis.templates import Template
from support.compare import differences
from support.datasets import Plan, dataset
from support.formats import FORMATS
from support.writer import Layout, write


@pytest.fixture(scope="module")
def made_up() -> Disclosure:
    return dataset(Plan(seed=23, units=3, classes=4, projects=9, forms=3, separators=True))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_same_rows(made_up: Disclosure, template: Template, kind: str) -> None:
    content = FORMATS[kind](write(made_up, template, Layout(heading="")))
    assert differences(made_up, ingest_bytes(content, "budget").disclosure) == []
