"""Nothing that a document prints, or a template asks for, makes the reader go on without end."""

from __future__ import annotations

import re
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from analysis import templates
from analysis.ingest import DocumentError, ingest_bytes, limits, sources, statements
from analysis.ingest.document import Text
from analysis.ingest.errors import Place
from analysis.ingest.formats import apart, kinds
from analysis.ingest.sections import Section
from analysis.templates import TemplateError, patterns
from support.patterns import of_the_package
from support.turns import in_turn

PATTERNS = of_the_package()


@pytest.mark.parametrize("place", PATTERNS)
def test_a_pattern_is_linear_over_lines_made_against_it(place: str) -> None:
    assert patterns.breaks_down(PATTERNS[place], 10_000, 0.25) is None


@pytest.mark.long
@pytest.mark.parametrize("place", PATTERNS)
def test_the_same_over_a_megabyte(place: str) -> None:
    assert patterns.breaks_down(PATTERNS[place], 1_000_000, 10.0) is None


@pytest.mark.parametrize(
    "pattern",
    ["^(.+)+注$", "(a|a)*b", r"x(?:<!--.*?-->\s*)*<html", r"\s*(?:\d+,?)+元", b"(?:a*)*b"],
)
def test_a_pattern_that_backtracks_without_end_is_told(pattern: Any) -> None:
    assert patterns.breaks_down(re.compile(pattern), 1_000, 0.05)


@pytest.mark.parametrize("page", [b"<!---->" * 26 + b"x", b"<!--" * 1_000, b" " * 4_000, b"<?xml" * 800])
def test_what_is_no_page_is_told_at_once(page: bytes) -> None:
    began = process_time()
    assert kinds.of(page, "budget.txt") == "text"
    assert process_time() - began < 1


def test_a_page_behind_comments_is_one() -> None:
    assert kinds.of(b"<?xml version='1.0'?> <!-- a --> <!---->\n<html>", "x") == "html"


_LINES = [
    "说明的一行文字",
    "收入1万元，比上年增加1万元，",
    "收入1万元，比上年增加1万元，主要原因是收入1万元增加1万元；1.",
    "；1",
    "与上年相同",
    "购置1辆",
    "截至2025年1月1日共有车辆1辆。",
    "1,111,",
    "（",
]


@pytest.mark.parametrize(("line", "into"), in_turn(_LINES, ["statements", "department"]))
def test_a_narrative_takes_time_by_its_length(line: str, into: str) -> None:
    template = templates.load("shanxi")
    spec = max((s for s in template.sections if s.into == into), key=lambda s: len(s.subjects))
    part = Section(spec, spec.title)
    for number in range(10_000):
        part.add(Text(line, Place(None, number + 1)))
    began = process_time()
    statements.read(template, [part], 2026, [])
    assert process_time() - began < 7


def test_a_text_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_TEXT", 10)
    with pytest.raises(DocumentError, match="a text of 11 bytes where at most 10 are read: name the budget document"):
        ingest_bytes(b"a" * 11, "budget.txt")


def endless(*_: object, **__: object) -> None:
    while True:
        re.fullmatch("(?:a|a)*b", "a" * 40)


def hungry(*_: object, **__: object) -> None:
    held = []
    while True:
        held.append("".join(map(str, range(100_000))))


@pytest.mark.skipif(not hasattr(__import__("signal"), "setitimer"), reason="a system without timers of its own")
@pytest.mark.parametrize(
    ("limit", "value", "does", "said"),
    [
        ("MOST_SECONDS", 0.2, endless, "takes more than 0.2 seconds"),
        ("MOST_MEMORY", 50_000_000, hungry, "takes more than 50 MB"),
    ],
)
def test_the_whole_reading_is_bounded(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: float, does: Any, said: str
) -> None:
    monkeypatch.setattr(apart, limit, value)
    monkeypatch.setattr(limits, "_TICK", 0.05)
    monkeypatch.setattr(statements, "read", does)
    monkeypatch.setattr("analysis.ingest.reading.choice.choose", does)
    with pytest.raises(DocumentError, match=said):
        ingest_bytes(b"a line", "budget.txt")


def test_a_template_of_ones_own_names_the_pattern_that_has_no_end(tmp_path: Path) -> None:
    text = (Path(templates.__file__).parent / "shanghai.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(re.sub("(?m)^note = .*$", 'note = "^(.+)+注$"', text, count=1), encoding="utf-8")
    with pytest.raises(TemplateError, match=r"own\.toml: document\.note: '\^\(\.\+\)\+注\$' takes without end"):
        templates.load(str(own))
    own.write_text(text, encoding="utf-8")
    assert templates.load(str(own)).title == templates.load("shanghai").title
