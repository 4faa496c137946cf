"""docs/definitions.md: its examples are computed anew, the answers' words are defined, its links lead somewhere.

An example is a paragraph that begins with **Example.**; the comment after it says, figure by figure and place by
place, what it is: `12.46 = -statements/1:change_pct`, `table 1, line 93 = amounts/1/revenue/1/total/2026/budget`. A
name before a colon is a row of the dataset or of an answer (its name, then the columns of its key), the word after it
a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import load, schema
from analysis.briefs import notebooks as books
from analysis.briefs import publish, render
from analysis.disclosure import Disclosure
from analysis.figure import Told
from analysis.measures import answers, changes, ratios, structure
from analysis.measures.costs import attribution, budgets, later_years, pricing, unit_costs
from analysis.measures.inference import carryover, concentration, kinds, project_names, purposes, ties
from analysis.measures.quality import findings, reconcile
from analysis.present import messages

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "definitions.md"
TEXT = PAGE.read_text(encoding="utf-8")
_EXAMPLE = re.compile(r"^\*\*Example\.\*\*(?P<said>.*?)\n\n(?P<check><!-- check\n.*?\n-->)?", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"(?P<row>[a-z_]+/[^\s:]+)#(?P<column>[a-z_0-9]+)")
_PLACE = re.compile(r"(?:table (?P<table>\d+), )?line (?P<line>\d+)")
_ARITHMETIC = re.compile(r"[-+*/(). 0-9]*")

Row = Mapping[str, Any]


@cache
def rows() -> dict[str, Row]:
    """Every row that an example may name."""
    budget = load("322-2026")
    found = answers.Answers(budget)
    tables = [(table, getattr(budget, table.name)) for table in schema.ALL]
    tables += [
        *found.tables(),
        (ties.SCHEMA, ties.ties(budget)),
        (concentration.SCHEMA, concentration.concentrated(found.structure)),
        (purposes.SCHEMA, purposes.purposes(budget)),
        (carryover.SCHEMA, carryover.carried(found.structure)),
        (ratios.SCHEMA, ratios.ratios(budget)),
        (later_years.SCHEMA, later_years.inferred_rates(budget)),
    ]
    known: dict[str, Row] = {}
    for table, frame in tables:
        key = ("id",) if "id" in table.names else table.key
        for row in frame.to_dicts():
            known["/".join((table.name, *("-" if row[name] is None else str(row[name]) for name in key)))] = row
    return known | dict(_sums(budget, found))


def _sums(budget: Disclosure, found: answers.Answers) -> Iterator[tuple[str, Row]]:
    """What pages say of several rows together."""
    annual = {"explained": found.explained.filter(pl.col("period") == "annual"), "scorecard": found.scorecard}
    for name, frame in annual.items():
        numbers = [column for column, kind in frame.schema.items() if kind.is_numeric()]
        yield f"sums/{name}", frame.select(pl.col(numbers).sum()).to_dicts()[0]
    money = pl.col("dimension") == "project", pl.col("measure") == "total"
    rows = found.structure.filter(*money).to_dicts()
    projects = concentration.concentration([Told(row["amount"], row["amount_how"]) for row in rows])
    least = min(row["amount"] for row in rows)
    yield (
        "concentration/projects",
        {
            "count": projects["items"],
            "gini": projects["gini"].value,
            "hhi": projects["hhi"].value,
            "effective_number": projects["effective_number"].value,
            "top3": projects["top_share"].value,
            "first_projects": Decimal(100) / projects["items"],
            "first_money": 100 * least / sum(row["amount"] for row in rows),
        },
    )
    for kind in kinds.kinds(budget):
        yield (
            f"kinds/{kind.subject}",
            {"count": kind.number.value, "total": kind.total.value, "sets": len(kind.sets or ())},
        )
    matched = carryover.carried(found.structure).filter(pl.col("current").is_not_null())
    yield "carried/all", {"matched": matched["amount"].sum()}
    by_name = project_names.named(budget)
    for name in project_names.KINDS:
        yield f"named/{name}", {"amount": by_name.filter(pl.col("kind") == name)["amount"].sum()}
    told = found.costs.filter(pl.col("ground").is_not_null(), period="annual")
    yield "sums/told", {"results": told["result"].n_unique()}


def computed(expression: str) -> Decimal:
    """What an expression of rows' columns comes to."""
    values: dict[str, Decimal] = {}

    def value(found: re.Match[str]) -> str:
        name = f"v{len(values)}"
        values[name] = Decimal(rows()[found["row"]][found["column"]])
        return name

    code = _NAME.sub(value, expression)
    assert _ARITHMETIC.fullmatch(re.sub(r"v\d+", "", code)), expression
    code = re.sub(r"(?<![\w.])\d+(?:\.\d+)?", lambda number: f"D('{number[0]}')", code)
    return Decimal(eval(code, {"__builtins__": {}, "D": Decimal}, values))


def examples() -> list[tuple[str, str]]:
    """Every example's words, and the lines of the comment after it."""
    return [(found["said"], found["check"] or "") for found in _EXAMPLE.finditer(TEXT)]


CHECKS = [tuple(line.split(" = ", 1)) for _, check in examples() for line in check.splitlines()[1:-1]]


@pytest.mark.parametrize(("said", "meant"), dict.fromkeys(CHECKS))
def test_an_example_says_what_the_data_say(said: str, meant: str) -> None:
    if place := _PLACE.fullmatch(said):
        row = rows()[meant]
        assert row["line"] == int(place["line"])
        assert place["table"] is None or row["table"] == int(place["table"])
        return
    printed = Decimal(said.replace(",", "").replace("−", "-"))
    step = Decimal(1).scaleb(printed.as_tuple().exponent)
    assert computed(meant).quantize(step, ROUND_HALF_UP) == printed, meant


@pytest.mark.parametrize(("said", "check"), examples(), ids=lambda text: text[:30].strip())
def test_every_figure_of_an_example_is_checked(said: str, check: str) -> None:
    assert check, "no comment with the figures after it"
    said = said.replace("\n", " ")
    for name in re.findall(r"`([^`]+)`", said):
        assert "/" not in name or name in rows(), name
    rest = re.sub(r"`[^`]*`", "", said)
    for figure, _ in sorted(
        (line.split(" = ", 1) for line in check.splitlines()[1:-1]), key=lambda pair: -len(pair[0])
    ):
        assert figure in said, f"the comment speaks of {figure}, the example does not"
        rest = rest.replace(figure, "")
    assert not re.search(r"\d", rest), rest


def test_every_measure_has_formula_or_table_unit_and_source() -> None:
    parts = re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]
    for part in parts:
        part = part.split("\n## ")[0]
        name = part.splitlines()[0]
        assert "*Unit:*" in part, name
        assert "*Source:*" in part, name
        assert re.search("[\u4e00-\u9fff]", name), name


def section(name: str) -> str:
    return TEXT.partition(f'\n## <a id="{name}"></a>')[2].partition("\n## ")[0]


def among(table: schema.Schema, column: str) -> tuple[str, ...]:
    return next(one.among for one in table.columns if one.name == column)


DEFINED = {
    "changes": [
        *among(changes.SCHEMA, "base_origin"),
        *among(changes.SCHEMA, "base_kind"),
        *among(changes.SCHEMA, "verdict"),
        *among(schema.STATEMENTS, "reason"),
    ],
    "structure": [
        *among(structure.SCHEMA, "dimension"),
        *among(ties.SCHEMA, "verdict"),
        *among(ties.SCHEMA, "basis"),
        *among(ratios.SCHEMA, "ratio"),
        *among(ratios.SCHEMA, "verdict"),
        *among(ratios.SCHEMA, "reason"),
    ],
    "costs": [
        *among(unit_costs.SCHEMA, "basis"),
        *among(unit_costs.SCHEMA, "bound"),
        *among(unit_costs.SCHEMA, "verdict"),
        *attribution.GROUNDS,
        *among(unit_costs.SCHEMA, "period"),
        *among(budgets.SCHEMA, "verdict"),
        *among(budgets.SCHEMA, "reason"),
        *among(pricing.SCHEMA, "kind"),
        *among(pricing.SCHEMA, "reason"),
    ],
    "quality": [
        *among(reconcile.SCHEMA, "kind"),
        *among(reconcile.SCHEMA, "verdict"),
        *among(findings.SCHEMA, "severity"),
        *among(findings.SCHEMA, "evidence"),
        *messages.findings("zh"),
    ],
}


@pytest.mark.parametrize("name", DEFINED)
def test_every_word_of_the_answers_is_defined(name: str) -> None:
    text = section(name)
    assert [word for word in DEFINED[name] if f"`{word}`" not in text] == []


def test_every_kind_of_finding_is_called_what_pages_call_it() -> None:
    rows_of = dict(re.findall(r"^\| `(\w+)` ([^|]+) \|", section("quality"), re.MULTILINE))
    for kind in messages.findings("zh"):
        chinese = messages.word(kind, "zh", "kind")
        assert rows_of[kind].strip() == chinese


class _Page(HTMLParser):
    """IDs and links of a page, and its headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attributes:
            assert name != "style"  # the policy forbids it
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")


def test_the_page_stands_alone_and_its_links_lead_somewhere() -> None:
    html = render.definitions(TEXT, "1.0")
    page = _Page(html)
    assert len(page.ids) == len(set(page.ids))
    assert page.tags.count("h1") == 1
    assert {link for link in page.links if link.startswith("#")} <= {f"#{name}" for name in page.ids}
    assert {link for link in page.links if not link.startswith("#")} == {"index.html"}
    assert "<!--" not in html
    assert "¶" not in html
    assert "<a id" not in html  # an anchor that is not closed makes a link of what follows
    assert '<h3 id="base">Base and its origin <span lang="zh">基数及其来源</span></h3>' in html
    assert "&#2" not in html
    assert "<code>impossible_<wbr>date</code>" in html
    assert "<script" not in html
    assert page.tags.count("table") == html.count('<div class="bb-wide" tabindex="0"><table>')
    assert '<html lang="en">' in html
    assert '<span lang="zh">反推</span>' in html


def test_the_page_is_found_and_every_notebook_links_it() -> None:
    assert publish.definitions_file() == PAGE
    for name in books.notebooks(books.notebooks_folder()):
        assert "../docs/definitions.md" in (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
