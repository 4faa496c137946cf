"""What notebooks show: sentences with rounded figures, any frame as a table, words in the page's language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import altair as alt
import polars as pl
import pytest

from analysis import about, chart, first, folded, labelled, load, paragraph, points, rise_or_fall, say, table
from analysis.figure import Told
from analysis.measures.answers import Answers
from analysis.measures.changes import SCHEMA, changes
from analysis.present import theme
from analysis.present.messages import MessageError
from support.page import Page
from support.traced import Figures

BUDGET = load("322-2026")
CHANGES = changes(BUDGET)
TOTAL = CHANGES.filter(subject="revenue_total", measure="total")
BIG, SMALL, RATE = (
    Told(Decimal(v), "[statements/1#change]", u)
    for v, u in (("10808.91", "万元"), ("-3.26", "万元"), ("-12.463364", "%"))
)


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    about(BUDGET, "zh")
    yield
    about(None, "zh")


@pytest.mark.parametrize(
    ("style", "zh", "en"),
    [
        ("", "1.08亿元，−3.3万元，−12.5%", "CNY 108.1 million, −CNY 32,600, −12.5%"),
        (":size", "1.08亿元，3.3万元，12.5%", "CNY 108.1 million, CNY 32,600, 12.5%"),
        (":exact", "10,808.91万元，−3.26万元，−12.46%", "10,808.91 万元, −3.26 万元, −12.46%"),
        (":signed", "+1.08亿元，−3.3万元，−12.5%", "+CNY 108.1 million, −CNY 32,600, −12.5%"),
        (":exact-signed", "+10,808.91万元，−3.26万元，−12.46%", "+10,808.91 万元, −3.26 万元, −12.46%"),
    ],
)
def test_prose_rounds_as_people_read(style: str, zh: str, en: str) -> None:
    texts = [f"{{a{style}}}{between}{{b{style}}}{between}{{c{style}}}" for between in ("，", ", ")]
    for lang, expected in (("zh", zh), ("en", en)):
        about(BUDGET, lang)
        assert str(say(*texts, a=BIG, b=SMALL, c=RATE)).replace("\u202f", " ") == expected


def test_a_figure_in_a_sentence_keeps_its_exact_value_and_its_story() -> None:
    html = say("{total}", total=first(TOTAL).current).html()
    ((figure, shown),) = Figures(html).figures
    assert (figure["value"], shown) == ("10808.91", "1.08")
    assert figure["data-how"] == "[amounts/1/revenue/8/total/2026/budget#amount]"
    assert figure["data-line"] == "126"


def test_what_is_not_known_is_not_said() -> None:
    assert not say("{year}年{total}", year=2026, total=first(TOTAL, subject="nothing").current)
    assert str(paragraph(say("甲{x}。", x=None), say("乙。"))) == "乙。"
    assert points(say("{x}", x=None)).html == ""
    with pytest.raises(MessageError, match="nothing given for x"):
        say("{x}")


def test_english_sentences_begin_with_a_capital() -> None:
    about(BUDGET, "en")
    said = say("{n}变了", "{n} changed", n="general_public_budget")
    assert (str(said), str(paragraph(said))) == (
        "the general public budget changed",
        "The general public budget changed",
    )


def test_any_frame_is_a_table_with_labels_units_and_sources() -> None:
    block = table(TOTAL, "subject", "base", "current", "change_pct", labels={"base": 2025}, title="总计")
    assert str(block).splitlines()[:2] == ["总计（万元）", "事项             2025年       本年  增减幅度"]
    figures = [attributes for attributes, _ in Figures(block.html).figures]
    assert len(figures) == 3
    assert all(figure["data-how"] for figure in figures)
    assert Page(block.html).open == []
    about(BUDGET, "en")
    assert "Total revenue" in str(table(TOTAL, "subject", "current"))


def test_a_researchers_own_figure_says_that_it_was_computed_here() -> None:
    mine = TOTAL.select("subject", half=pl.col("current") / 2)
    ((figure, shown),) = Figures(table(mine).html).figures
    assert (shown, figure["title"]) == ("5,404.46", "在这里算出")


def test_rows_of_the_dataset_tell_their_place() -> None:
    rows = BUDGET.amounts.filter(schedule="operating", measure="total").head(1)
    ((figure, _),) = Figures(table(rows, "label", "amount").html).figures
    assert (figure["data-table"], figure["data-line"]) == ("11", "420")


ANSWERS = {schema.name: (schema, frame) for schema, frame in Answers(BUDGET).tables() if frame.height}


@pytest.mark.parametrize("name", [name for name, (schema, _) in ANSWERS.items() if schema.figures])
def test_each_figure_of_an_answer_says_the_way_that_the_answer_recorded(name: str) -> None:
    """Not one that comes to the same value: the cells and the arithmetic of its own row and column."""
    schema, frame = ANSWERS[name]
    frame = frame.head(60)
    columns = [one.name for one in schema.figures if frame[one.name].null_count() < frame.height]
    block = table(frame.with_columns(row=pl.int_range(pl.len()).cast(pl.String)), "row", *columns)
    shown = [(Decimal(figure["value"] or ""), figure["data-how"]) for figure, _ in Figures(block.html).figures]
    recorded = [(row[one], row[f"{one}_how"]) for row in frame.to_dicts() for one in columns if row[one] is not None]
    assert shown == recorded
    assert shown


def test_the_end_of_an_interval_says_its_row_and_column() -> None:
    block = table(CHANGES, *SCHEMA.key, "base_low", "change_pct_high")
    shown = [(figure["data-ref"], Decimal(figure["value"] or "")) for figure, _ in Figures(block.html).figures]
    recorded = [
        (f"{SCHEMA.reference(row)}#{one}", row[one])
        for row in CHANGES.to_dicts()
        for one in ("base_low", "change_pct_high")
        if row[one] is not None
    ]
    assert shown == recorded
    assert len(shown) > CHANGES.height


def test_looks_of_rows_and_how_many_there_are() -> None:
    html = table(
        CHANGES, "subject", "current", strong=pl.col("subject") == "revenue_total", level=pl.lit(1), rows=3
    ).html
    assert html.count('class="bb-part bb-total"') == 1
    assert "前3行，共16行" in html
    assert table(CHANGES.clear(), "subject").html == ""
    assert folded(say("更多"), table(CHANGES.clear(), "subject")).html == ""


def test_a_chart_of_any_frame_is_valid_and_has_its_table() -> None:
    bars = alt.Chart(CHANGES.head(4)).mark_bar().encode(x="change", y="subject", color=rise_or_fall("change"))
    drawn = chart(labelled(bars, "change"), say("变动"), height=100)
    assert drawn.spec is not None
    alt.LayerChart.from_dict({name: part for name, part in drawn.spec.items() if name != "usermeta"})
    assert "−1,538.96" in drawn.alt
    assert "上年结转" in str(drawn.spec)
    assert "_how" not in str(drawn.spec["usermeta"] | {"table": ""}) + str(drawn.spec["datasets"])
    assert drawn.spec["usermeta"]["csv"].splitlines()[1].endswith("-1538.96")
    assert drawn._repr_mimebundle_()[theme.MIME] == drawn.spec
    empty = chart(alt.Chart(CHANGES.clear()).mark_bar().encode(x="change"), "x")
    assert empty._repr_mimebundle_() == {"text/plain": "", "text/html": ""}


def test_a_name_that_would_act_is_shown() -> None:
    frame = pl.DataFrame({"project": ["<script>x</script>\u202e=1+1"], "n": [1]})
    html = table(frame).html
    assert "<script>" not in html
    assert "\u202e" not in html
    drawn = chart(alt.Chart(frame).mark_bar().encode(x="n", y="project"), "\u202ex")
    assert "\u202e" not in str(drawn.spec)
