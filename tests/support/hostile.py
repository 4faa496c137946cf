"""A dataset whose names try to be something else: code, a formula, a template, a path, a device, a turn."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from analysis.disclosure import Disclosure
from support.datasets import Plan, dataset

SCRIPT, FORMULA, TEMPLATE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "=cmd|'/c calc'!A1",
    "{{ 7*7 }}{% raw %}",
)
LONG, TURNED, CONTROL = "长" * 10_000, "甲\u202e乙\u200f丙\u2066", "红\x1b[31m\x07\x00\x9b2J\r\n尾"
PATH, DEVICE = "../../../x", "CON"
NAMES = (SCRIPT, FORMULA, TEMPLATE, LONG, TURNED, CONTROL, PATH, DEVICE)
#: Letters that no output may hold as they are.
ACTING = "\x00\x07\x1b\x9b\u202e\u200f\u2066"


def hostile() -> Disclosure:
    """A department of ten projects, eight of which have such names, as has the department itself."""
    made = dataset(Plan(seed=7, year=2026, projects=10, forms=10, units=2))
    known = made.amounts.filter(pl.col("project").is_not_null())["project"].unique(maintain_order=True).to_list()
    names = dict(zip(known, NAMES, strict=False))
    assert len(names) == len(NAMES)
    frames = {}
    for table, frame in made.frames().items():
        renamed = [
            pl.col(name).replace(names) for name in ("project", "table_project", "label") if name in frame.columns
        ]
        frames[table] = frame.with_columns(renamed)
    source = replace(made.metadata.source, title=TURNED, publisher=CONTROL)
    metadata = replace(made.metadata, department=f"{SCRIPT}{TURNED}{CONTROL}", source=source)
    return Disclosure.of_frames(metadata, frames)
