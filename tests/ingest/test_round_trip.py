"""What the writer prints, ingest reads back: the committed dataset and made-up ones, in every layout."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, example, given, settings

from analysis import templates
from analysis.disclosure import Disclosure
from analysis.ingest import ingest_bytes
from analysis.measures.quality.reconcile import reconciliations
from analysis.templates import Template
from support.compare import differences
from support.datasets import Plan, dataset, layouts, plans, second_department
from support.turns import some
from support.writer import Break, Layout, write

PRINTED = ("printed", "printed_unit")
EVERY_TABLE = range(1, 14)
LAYOUTS = {
    "plain": Layout(),
    "wrapped": Layout(wrap=17),
    "no headings": Layout(heading=""),
    "CRLF": Layout(end="\r\n"),
    "full width": Layout(wide=True),
    "separators": Layout(separators=","),
    "full-width separators": Layout(separators="，", wide=True),
    "dashes": Layout(blank="——"),
    "unit beside the department": Layout(unit_at="same"),
    "unit in the header": Layout(unit_at="header"),
    "names with blanks": Layout(labels="blank"),
    "names over lines": Layout(labels="line"),
    "names over lines, full width": Layout(labels="line", wide=True, wrap=23),
    "tabs stripped": Layout(stripped=True),
    "tabs stripped, dashes": Layout(stripped=True, blank="-"),
    "no contents": Layout(contents=False),
    "Markdown": Layout(pipes=True),
    "forms at the end": Layout(forms="end"),
    "labels on each row": Layout(levels="each"),
    "semicolons": Layout(joint="；"),
    **{f"spelling {number}": Layout(spelling=number) for number in range(1, 6)},
    **{
        f"page breaks: {kind}": Layout(
            breaks=tuple(Break(t, row, kind) for t in EVERY_TABLE for row in range(1, 60, 4))
        )
        for kind in ("blank", "feed", "number", "header", "title")
    },
}


def read_back(disclosure: Disclosure, template: Template, layout: Layout, encoding: str = "utf-8") -> Disclosure:
    return ingest_bytes(write(disclosure, template, layout).encode(encoding), "written.txt").disclosure


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_committed_dataset_comes_back(committed: Disclosure, template: Template, layout: Layout) -> None:
    assert differences(committed, read_back(committed, template, layout)) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings(committed: Disclosure, template: Template, encoding: str) -> None:
    assert differences(committed, read_back(committed, template, Layout(), encoding)) == []


@pytest.mark.parametrize("layout", [Layout(), Layout(wrap=23), Layout(labels="line", heading="")])
def test_a_document_without_empty_lines(committed: Disclosure, template: Template, layout: Layout) -> None:
    printed = re.sub(r"\n\n+", "\n", write(committed, template, layout))
    assert differences(committed, ingest_bytes(printed.encode(), "written.txt").disclosure) == []


def test_tables_without_titles_are_known_by_their_columns(committed: Disclosure, template: Template) -> None:
    found = read_back(committed, template, Layout(untitled=frozenset(EVERY_TABLE)))
    assert differences(committed, found, ignore=["tables.title"]) == []


@pytest.mark.parametrize("tables", [(12, 13), (1, 3, 6), tuple(EVERY_TABLE)])
def test_yuan_gives_the_same_amounts(committed: Disclosure, template: Template, tables: tuple[int, ...]) -> None:
    found = read_back(committed, template, Layout(units=dict.fromkeys(tables, "元"), separators=","))
    # A form of 2,945,640.3 yuan is 294.56 in 万元, but not 2,945,600 in 元.
    assert differences(committed, found, ignore=[*PRINTED, "projects.table_project"]) == []


def test_the_second_department_comes_back(template: Template) -> None:
    expected = second_department()
    assert differences(expected, read_back(expected, template, Layout())) == []


def test_the_second_department_agrees_with_itself(template: Template) -> None:
    verdicts = reconciliations(second_department(), template)["verdict"]
    assert set(verdicts) == {"exact", "rounding"}


def test_written_documents_name_every_line(committed: Disclosure, template: Template) -> None:
    lines = write(committed, template).split("\n")
    found = read_back(committed, template, Layout())
    for row in some(found.amounts.to_dicts()):
        assert row["printed"] in lines[row["line"] - 1]
    for row in some(found.indicators.to_dicts()):
        assert (row["level3"] or row["target"]) in lines[row["line"] - 1]
    for row in some(found.statements.to_dicts()):
        assert (row["value_printed"] or row["change_printed"]) in lines[row["line"] - 1]


def test_a_difference_is_seen(committed: Disclosure, template: Template) -> None:
    """The comparison itself: one digit of one figure, one word of one label."""
    text = write(committed, template)
    for old, new in (("7734.64", "7734.65"), ("≥14项", "≥15项"), ("院士工作站建设", "院士工作站"), ("12.46", "12.47")):
        assert old in text
        assert differences(committed, ingest_bytes(text.replace(old, new, 1).encode(), "x").disclosure), old


def _check(plan: Plan, layout: Layout) -> None:
    template, expected = templates.load("shanxi"), dataset(plan)
    ignore = PRINTED if plan.negative or layout.spelling else ()
    assert differences(expected, read_back(expected, template, layout), ignore=ignore) == []


@settings(suppress_health_check=list(HealthCheck))
@given(plan=plans(), layout=layouts())
@example(Plan(seed=0, zeros=0.0, carryover=False), Layout(stripped=True, breaks=(Break(4, 32, "blank"),)))
@example(Plan(seed=0, zeros=0.0, operating=False), Layout(stripped=True, breaks=(Break(10, 1, "blank"),)))
def test_made_up_datasets_come_back_in_any_layout(plan: Plan, layout: Layout) -> None:
    _check(plan, layout)


@pytest.mark.long
@settings(max_examples=2000, suppress_health_check=list(HealthCheck))
@given(plan=plans(projects=30, forms=5), layout=layouts())
def test_many_made_up_datasets_come_back_in_any_layout(plan: Plan, layout: Layout) -> None:
    _check(plan, layout)
