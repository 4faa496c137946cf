"""What a notebook shows its work with: frames as tables, Altair charts, sentences with figures.

    about(load("322-2026"), "en")
    sources = found.changes.filter(pl.col("subject").is_in(SOURCES)).sort("change")
    table(sources.select("subject", "current", "base", "change", "change_pct"), say("changes.sources"))
    bars = alt.Chart(sources).mark_bar().encode(x="change", y=alt.Y("subject", sort=None), color=rise_or_fall("change"))
    chart(labelled(bars, "change"), say("changes.most", most=first(sources).change))

Any frame and any chart will do. A figure keeps how it came to be in the column `<name>_how`, which is not shown but
told when the figure is clicked; one without it says that it was computed in the notebook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis import schema
from analysis.disclosure import Disclosure
from analysis.figure import Figure, Told, percent, places, told
from analysis.figure import total as sum_of
from analysis.money import AMOUNT_SCALE, YUAN_PER_WAN, plain
from analysis.present import messages, vocabulary
from analysis.present.fields import COLUMNS, called
from analysis.present.html import Block, Row, listing, paragraph
from analysis.present.html import table as html_table
from analysis.present.messages import MessageError, Piece
from analysis.present.phrases import MINUS, THIN, Chinese, Lang, Part, Phrase, Shown, language, of
from analysis.present.phrases import amount as amount_text
from analysis.present.phrases import percent as percent_text
from analysis.present.trace import Trace
from analysis.schema import Column

if TYPE_CHECKING:
    import altair as alt

    from analysis.present.specification import Chart

_MONEY = ("万元", "元")
_HIDDEN = "_"  # columns that begin so say how a row looks, and are not shown: _strong, _level


# --- what all is about ---------------------------------------------------------------------------


@dataclass
class _About:
    """The budget and the language that tables, charts and sentences are about."""

    trace: Trace


_ABOUT = _About(Trace(None, "zh"))


def about(budget: Disclosure | None, lang: str = "zh", *others: Disclosure | None) -> None:
    """Sets what the tables, charts and sentences that follow are about, and their language.

    `others` are disclosures whose cells stand beside the budget's own, such as the base year's.
    """
    _ABOUT.trace = Trace(budget, language(lang), others)


# --- rows and figures ----------------------------------------------------------------------------


class Record:
    """A row of an answer: its figures know how they came to be; one that there is not has nothing but None."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row

    def __bool__(self) -> bool:
        return bool(self._row)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = self._row.get(name)
        if isinstance(value, Decimal):
            return Told(value, self._row.get(f"{name}_how") or "", _unit(name))
        return value


def first(frame: pl.DataFrame, **named: Any) -> Record:
    """The first row of a frame in which these columns hold these values."""
    found = frame.filter(**named) if named else frame
    return Record(found.row(0, named=True) if found.height else {})


def records(frame: pl.DataFrame) -> list[Record]:
    """All rows of a frame."""
    return [Record(row) for row in frame.to_dicts()]


def total(column: str) -> tuple[pl.Expr, pl.Expr]:
    """A sum of figures and how it came to be, as expressions: `frame.group_by("unit").agg(*total("amount"))`."""
    known = pl.col(column).is_not_null()
    texts = pl.col(f"{column}_how").filter(known)
    return pl.col(column).sum(), pl.concat_str(pl.lit("sum("), texts.str.join(", "), pl.lit(")")).alias(f"{column}_how")


def shares(frame: pl.DataFrame, column: str, of: Figure | None = None, name: str = "share") -> pl.DataFrame:
    """The frame with each figure's percentage of `of`, else of their sum, exact and with how it came to be."""
    parts = [told(row, column) for row in frame.select(column, f"{column}_how").to_dicts()]
    whole = of if of is not None else sum_of(part for part in parts if part is not None)
    found = [percent(part, whole) for part in parts]
    values = [None if one is None else places(one.value, AMOUNT_SCALE) for one in found]
    return frame.with_columns(
        pl.Series(name, values, dtype=pl.Decimal(20, AMOUNT_SCALE)),
        pl.Series(f"{name}_how", [None if one is None else one.how for one in found], dtype=pl.String),
    )


# --- sentences ---------------------------------------------------------------------------------------


def say(id: str, /, **named: Any) -> Phrase:
    """The sentence of that id in the page's language, with what the names bear; nothing where a figure is missing.

    Figures are rounded as people read: 亿元 with two decimals, 万元 with one, a percentage with one; the exact one is a
    click away. A style behind a name's colon shows them otherwise: `exact`, `size` (without its sign), `signed`.
    Raises MessageError for an id that there is not.
    """
    trace = _ABOUT.trace
    text = messages.catalog(trace.lang).get(id)
    if text is None:
        raise MessageError(f"{id}: no such message in words/{trace.lang}.toml")
    if any(value is None for value in named.values()):
        return Phrase()
    try:
        return _said(messages.pieces(text), named, text)
    except KeyError as error:
        raise MessageError(f"{id}: nothing given for {error}") from None


def _said(pieces: Sequence[Piece], named: Mapping[str, Any], text: str, number: str = "") -> Phrase:
    phrase = Phrase()
    for piece in pieces:
        if isinstance(piece, str):
            phrase += piece.replace("#", number) if number else piece
        elif piece.kind:
            value = named[piece.name]
            counted = str(value) if piece.kind == "plural" and not isinstance(value, Figure) else number
            phrase += _said(messages.chosen(piece, value, text), named, text, counted)
        else:
            phrase += of(_part(named[piece.name], piece.style))
    return phrase


def _part(value: Any, style: str) -> Part:
    """What stands in a sentence for a value: figures as people read them, names as the page's language has them."""
    if isinstance(value, Figure):
        return prose(value, style)
    if isinstance(value, Phrase | Shown | Chinese):
        return value
    if isinstance(value, list | tuple):
        held = [of(_part(one, style)) for one in value]
        between = _ABOUT.trace.pick("、", ", ")
        said = Phrase()
        for at, one in enumerate(held):
            said += one if not at else of(between) + one
        return said
    return word(str(value))


def prose(figure: Figure, style: str = "") -> Part:
    """A figure in a sentence, in the digits that people read; its exact value is a click away."""
    trace, value = _ABOUT.trace, figure.value
    size, sign = (
        abs(value),
        "" if style == "size" else MINUS if value < 0 else "+" if style == "signed" and value else "",
    )
    unit: tuple[str | Chinese, ...] = ()
    if figure.unit == "%":
        digits = 2 if style == "exact" else 1
        shown = sign + percent_text(size, decimals=digits)
    elif figure.unit in _MONEY:
        text, unit = _money(size if figure.unit == "万元" else size / YUAN_PER_WAN, style, trace.lang)
        shown = sign + text
    else:
        shown = sign + amount_text(size).removesuffix(".00")
        unit = (Chinese(figure.unit),) if figure.unit else ()
    found = trace.figure(figure, shown)
    return replace(found, unit=unit) if found is not None else shown


def _money(wan: Decimal, style: str, lang: Lang) -> tuple[str, tuple[str | Chinese, ...]]:
    """An amount of 万元 as people read it, and its unit."""
    if style == "exact":
        return amount_text(wan), ("万元",) if lang == "zh" else (THIN, Chinese("万元"))
    if lang == "zh":
        if wan >= YUAN_PER_WAN:
            return amount_text(places(wan / YUAN_PER_WAN, 2)), ("亿元",)
        return _short(wan), ("万元",)
    if wan >= 100:
        return f"CNY{THIN}{_short(wan / 100)}", (" million",)
    return f"CNY{THIN}{plain(places(wan * YUAN_PER_WAN, 0)):}", ()


def _short(value: Decimal) -> str:
    """A figure with one decimal, from 1,000 on with none, below 1 with two."""
    decimals = 0 if value >= 1000 else 1 if value >= 1 else 2
    return f"{places(value, decimals):,f}"


def word(text: str) -> Part:
    """A code or a name as the page's language has it; a name that has no words in it stays Chinese."""
    lang = _ABOUT.trace.lang
    known = messages.catalog(lang).get(f"codes.{text}") or vocabulary.subject(text, lang)
    if known:
        return known
    return Chinese(text) if any("\u2e80" <= letter <= "\u9fff" for letter in text) else text


def headline(title: Phrase) -> Block:
    """The message of a page."""
    return Block(f"<h1>{title.html()}</h1>", str(title)) if title else Block("", "")


def text(*sentences: Phrase) -> Block:
    """Sentences as a paragraph; those that say nothing are left out."""
    return paragraph([sentence for sentence in sentences if sentence], _ABOUT.trace.lang)


def points(*sentences: Phrase) -> Block:
    """Sentences as a list; those that say nothing are left out."""
    return listing([sentence for sentence in sentences if sentence], "points")


# --- tables ------------------------------------------------------------------------------------------


def table(frame: pl.DataFrame, title: Phrase | str = "", note: Phrase | None = None) -> Block:
    """Any frame as a table: labels and words in the page's language, figures with how they came to be.

    Columns `<name>_how` are told, not shown. `_strong` (yes or no) and `_level` (0, 1, 2) say how a row looks. The
    first column is the heading of each row. A frame without rows shows nothing.
    """
    trace = _ABOUT.trace
    names = _shown_columns(frame)
    if not frame.height or not names:
        return Block("", "")
    rows = [
        Row(
            of(_cell(row, names[0], trace)),
            [of(_cell(row, name, trace)) for name in names[1:]],
            level=row.get("_level") or 0,
            strong=bool(row.get("_strong")),
            project=str(row.get("project") or ""),
        )
        for row in frame.to_dicts()
    ]
    words = [at for at, name in enumerate(names) if at and not frame.schema[name].is_numeric()]
    units = {_unit(name) for name in names if frame.schema[name].is_decimal() and _unit(name) in _MONEY}
    heads = [_head(name, units, trace.lang) for name in names]
    caption = of(title) if title else Phrase()
    if len(units) == 1:
        unit = units.pop()
        told_unit = trace.say("（单位：{unit}）", " (in {unit})", unit=Chinese(unit))
        caption = caption + told_unit
    return html_table(caption, heads, rows, words, source=note)


def _shown_columns(frame: pl.DataFrame) -> list[str]:
    hows = {f"{name}_how" for name in frame.columns}
    return [name for name in frame.columns if name not in hows and not name.startswith(_HIDDEN)]


def _cell(row: Mapping[str, Any], name: str, trace: Trace) -> Part:
    value = row[name]
    if value is None:
        return vocabulary.NOTHING if isinstance(_column(name), Column) and _column(name).kind == "decimal" else ""  # type: ignore[union-attr]
    if isinstance(value, bool):
        return trace.pick("是", "yes") if value else trace.pick("否", "no")
    if isinstance(value, Decimal):
        shown = _figure_text(name, value)
        if row.get(f"{name}_how"):
            return trace.told(row, name, shown) or shown
        here = trace.pick("在这里算出", "computed here")
        return Shown(value, shown, source=here, dataset=trace.id)
    if isinstance(value, int | float):
        return str(value)
    return word(str(value))


def _figure_text(name: str, value: Decimal) -> str:
    signed = name.startswith(("change", "contribution", "difference", "growth"))
    if _unit(name) in ("%", "percentage points"):
        return percent_text(value, signed=signed, mark="%" if _unit(name) == "%" else "")
    shown = amount_text(value, signed=signed)
    return shown if _unit(name) == "万元" else shown.removesuffix(".00")


def _head(name: str, units: set[str], lang: Lang) -> str:
    unit = _unit(name)
    label = called(COLUMNS, name, lang)
    return f"{label} ({unit})" if unit in _MONEY and len(units) > 1 else label


@cache
def _columns() -> dict[str, Column]:
    from analysis.measures.answers import ALL

    held: dict[str, Column] = {}
    for one in (*ALL, *schema.ALL):
        for column in one.columns:
            held.setdefault(column.name, column)
    return held


def _column(name: str) -> Column | None:
    return _columns().get(name)


def _unit(name: str) -> str:
    column = _column(name)
    return column.unit if column is not None else "%" if name.endswith(("share", "pct")) else ""


# --- charts ------------------------------------------------------------------------------------------


def chart(drawing: alt.TopLevelMixin, title: Phrase | str = "", height: float | None = None) -> Chart:
    """Any Altair chart in the project's look: labels and words in the page's language, the table behind it.

    Frames in it lose their `_how` columns and get `<name>_shown`, each figure as text; decimals become floats here.
    """
    from analysis.present.charting import finished

    return finished(drawing, of(title) if title else Phrase(), height, table, _plain, _label)


def _label(name: str) -> str:
    """The title of an axis: a column's label with its unit."""
    unit = _unit(name)
    label = called(COLUMNS, name.removesuffix("_shown"), _ABOUT.trace.lang)
    return f"{label} ({unit})" if unit else label


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame for a picture: floats, words, and each figure as text too."""
    held: dict[str, list[Any]] = {}
    for name in frame.columns:
        values = frame[name].to_list()
        if frame.schema[name].is_decimal():
            held[name] = [None if value is None else float(value) for value in values]
            held[f"{name}_shown"] = [None if value is None else _figure_text(name, value) for value in values]
        elif not name.endswith("_how"):
            held[name] = [str(of(word(value))) if isinstance(value, str) else value for value in values]
    return pl.DataFrame(held)


def labelled(bars: alt.Chart, column: str) -> Any:
    """Bars with each figure at its end."""
    import altair as alt

    from analysis.present import theme

    marks: dict[str, Any] = {"fontSize": theme.SMALL, "baseline": "middle"}
    named, ink = alt.Text(f"{column}_shown:N"), alt.value(theme.INK)
    above = bars.transform_filter(alt.datum[column] >= 0).mark_text(align="left", dx=5, **marks)
    below = bars.transform_filter(alt.datum[column] < 0).mark_text(align="left", dx=5, **marks).encode(x=alt.datum(0))
    return bars + above.encode(text=named, color=ink) + below.encode(text=named, color=ink)


def rise_or_fall(column: str) -> Any:
    """The colour of a bar by the sign of its figure."""
    import altair as alt

    from analysis.present import theme

    return alt.when(alt.datum[column] < 0).then(alt.value(theme.FALL)).otherwise(alt.value(theme.RISE))
