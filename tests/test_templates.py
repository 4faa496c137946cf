"""Templates are descriptions that are whole, and say where they are not."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from analysis import columns, templates
from analysis.templates import Template, TemplateError
from support.words import example


@pytest.fixture(params=templates.names())
def template(request: pytest.FixtureRequest) -> Template:
    return templates.load(request.param)


def test_tables_are_numbered_and_their_schedules_known(template: Template) -> None:
    assert [table.number for table in template.tables] == list(range(1, len(template.tables) + 1))
    assert {table.schedule for table in template.tables} <= set(columns.SCHEDULES)
    for table in template.tables:
        assert template.table(table.schedule) is table
    with pytest.raises(KeyError):
        template.table("no schedule")


def test_every_column_says_what_it_holds(template: Template) -> None:
    for table in template.tables:
        for side, column in table.columns:
            assert bool(column.role) != bool(column.measure), (table.number, column.words)
            assert column.words
            assert side.flow in columns.FLOWS
            if column.measure:
                assert column.measure in columns.MEASURES
        for side in table.sides:
            figures = [column for column in side.columns if column.measure]
            items = [(c.measure, c.subject, c.year, c.phase, c.states) for c in figures]
            assert len(items) == len(set(items)), table.number
            assert side.kind == "items" or not any(column.subject for column in figures)
            assert {row.level for row in side.rows} <= set(columns.LEVELS)


def test_titles_tell_tables_apart(template: Template) -> None:
    titles = [table.title for table in template.tables]
    assert len(set(titles)) == len(titles)


def test_words_of_the_narrative_match_their_own_examples(template: Template) -> None:
    """The shortest and the longest printing of a subject's words are read as that subject."""
    for section in template.sections:
        for spec in section.subjects:
            for generous in (False, True):
                text = example(spec.pattern, {"value": "1"}, generous=generous)
                found = spec.pattern.search(text)
                assert found is not None
                assert found[0] == text


def test_level_labels_belong_to_a_first_level(template: Template) -> None:
    form = template.form
    for level in form.level2:
        assert level.level1 in form.level1
        assert form.level2_by_key[level.label] is level
        assert form.level2_by_key[level.label[:2]].label[:2] == level.label[:2]


def test_form_titles_match_their_own_patterns(template: Template) -> None:
    form = template.form
    for spec in (form.project, form.department):
        assert spec.titles.search(spec.title.replace("（", "(").replace("）", ")"))


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("name = ", "not TOML"),
        ("name = 'x'", "no entry"),
        ("", "no entry"),
    ],
)
def test_a_template_that_is_not_sound_names_its_file(broken: str, says: str) -> None:
    with pytest.raises(TemplateError, match=rf"mine\.toml: {says}"):
        templates.parse(broken, "mine.toml")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('flow = "revenue"\n  kind', 'flaw = "revenue"\n  kind'),
        ("pattern = '基本支出'", "pattern = '(基本支出'"),
        ('rows = "total"', 'rows = "sums"'),
        ('title = "部门预算收支数据变动情况及原因"', "title = 3"),
        ("pattern = '基本支出'", "pattern = 3"),
        ('name = "shanxi"', "name = ['shanxi']"),
    ],
    ids=["unknown entry", "broken pattern", "unknown rows", "number as title", "number as pattern", "list as name"],
)
def test_a_broken_entry_is_an_error(old: str, new: str) -> None:
    text = (resources.files("analysis.templates") / "shanxi.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(TemplateError, match=r"mine\.toml: "):
        templates.parse(text.replace(old, new, 1), "mine.toml")


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(TemplateError, match=re.escape(", ".join(templates.names()))):
        templates.load("atlantis")
