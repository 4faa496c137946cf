"""Takes a figure of a page and finds it in the dataset or the answers, or computes it anew from its inputs."""

from __future__ import annotations

import ast
import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext
from html.parser import HTMLParser
from typing import Any, ClassVar
from urllib.parse import quote

import polars as pl

from analysis import schema
from analysis.disclosure import Disclosure
from analysis.measures.answers import Answers
from analysis.money import WAN, to_wan
from analysis.present.formula import OTHER, dataset, split

Attributes = Mapping[str, str | None]
_OPERATORS: dict[type, Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_CLOSE = Decimal("0.000001")


class Tracer:
    """Where the figures of one disclosure's pages must be found."""

    def __init__(self, disclosure: Disclosure, answers: Answers, *others: Disclosure) -> None:
        self.id = disclosure.metadata.id
        self.rows: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}  # by dataset and table
        for one in (disclosure, *others):
            for table, frame in zip(schema.ALL, one.frames().values(), strict=True):
                self.hold(one.metadata.id, table, frame)
        for table, frame in answers.tables():
            self.hold(self.id, table, frame)

    def hold(self, id: str, table: schema.Schema, frame: pl.DataFrame) -> None:
        """Takes in the rows of a table of a dataset."""
        keyed = self.rows.setdefault((id, table.name), {})
        for row in frame.to_dicts():
            keyed["/".join(_part(row[name]) for name in table.key)] = row

    def complaints(self, figure: Attributes) -> Iterator[str]:
        """What is wrong with a <data> element, nothing where it can be found or computed."""
        value = Decimal(figure["value"] or "")
        if not figure.get("title"):
            yield f"{value}: nothing tells a reader where it is from"
        formula, row = figure.get("data-formula"), figure.get("data-row")
        if formula:
            if (made := evaluate(formula)) is None or abs(made - value) > _CLOSE:
                yield f"{value}: {formula} makes {made}"
            inputs = list(unfolded(figure.get("data-inputs") or ""))
            numbers = list(operands(formula))
            for ref in inputs:
                found = self.find(ref)
                if found is None:
                    yield f"{value}: its input {ref} is nowhere"
                elif not any(found == number for number in numbers):
                    yield f"{value}: its input {ref} is {found}, which {formula} does not hold"
            if not inputs:
                yield f"{value}: {formula} names no inputs"
        elif not row:
            yield f"{value}: neither row nor formula"
        if row:
            yield from self._in_row(value, figure)

    def _in_row(self, value: Decimal, figure: Attributes) -> Iterator[str]:
        ref = f"{(figure['data-file'] or '').removesuffix('.csv')}/{figure['data-row']}:{figure['data-column']}"
        if (id := figure.get("data-dataset") or self.id) != self.id:
            ref = f"{id}{OTHER}{ref}"
        found = self.find(ref)
        if found is None:
            yield f"{value}: {ref} is nowhere"
        elif isinstance(found, str):  # the figures of a finding, as JSON
            if value not in list(_numbers(json.loads(found))):
                yield f"{value}: {ref} does not hold it"
        elif abs(found - value) > _CLOSE:
            yield f"{value}: {ref} is {found}"
        line, row = figure.get("data-line"), self._row(ref)
        if line and row is not None and (int(line), figure.get("data-page") or "") != (row["line"], row["page"] or ""):
            yield f"{value}: {ref} does not stand in line {line}"

    def find(self, ref: str) -> Decimal | str | None:
        """The value that a reference names; amounts of the narrative in 万元."""
        table, _, column = split(ref)
        row = self._row(ref)
        value = None if row is None else row.get(column)
        if table == "statements" and row is not None and column in ("value", "base_value", "change"):
            return None if value is None else to_wan(value, row["unit"]) if row["unit"] in WAN else value
        if isinstance(value, str) or value is None:
            return value
        return Decimal(value)

    def _row(self, ref: str) -> dict[str, Any] | None:
        table, key, _ = split(ref)
        return self.rows.get((dataset(ref) or self.id, table), {}).get(key)


def _part(value: Any) -> str:
    return "-" if value is None else quote(str(value), safe="") if isinstance(value, str) else str(value)


def _numbers(value: Any) -> Iterator[Decimal]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _numbers(one)
    else:
        try:
            yield Decimal(str(value))
        except ArithmeticError:
            return


def unfolded(refs: str) -> Iterator[str]:
    """The references that a text names, `a/1/{2,3}/total` each of its rows."""
    for ref in refs.split():
        before, brace, rest = ref.partition("{")
        rows, _, after = rest.partition("}")
        yield from (f"{before}{row}{after}" for row in rows.split(",")) if brace else (ref,)


def operands(formula: str) -> Iterator[Decimal]:
    """The numbers of a formula."""
    for node in ast.walk(_parsed(formula)):
        if isinstance(node, ast.Constant):
            yield Decimal(str(node.value))
        if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
            yield -Decimal(str(node.operand.value))


def evaluate(formula: str) -> Decimal | None:
    """What a formula comes to, exact to fifty digits; None where it can't be computed."""
    with localcontext() as context:
        context.prec = 50
        return _value(_parsed(formula).body)


def _parsed(formula: str) -> ast.Expression:
    tree = ast.parse(formula.strip(), mode="eval")
    for node in ast.walk(tree):  # as written, not as the nearest float
        if isinstance(node, ast.Constant):
            node.value = ast.get_source_segment(formula.strip(), node)
    return tree


def _value(node: ast.expr) -> Decimal | None:
    if isinstance(node, ast.Constant):
        return Decimal(str(node.value))
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left), _value(node.right)
        return None if left is None or right is None else _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _MEASURES[node.func.id]([value for arg in node.args if (value := _value(arg)) is not None])
    return None


def _hhi(amounts: list[Decimal]) -> Decimal:
    return sum(((amount * 100 / sum(amounts)) ** 2 for amount in amounts), Decimal(0))


def _gini(amounts: list[Decimal]) -> Decimal:
    """By its definition: half the relative mean difference of all pairs."""
    pairs = sum((abs(one - other) for one in amounts for other in amounts), Decimal(0))
    return pairs / (2 * len(amounts) * sum(amounts))


def _per_year(now: Decimal, before: Decimal, years: Decimal) -> Decimal:
    return ((now / before) ** (1 / years) - 1) * 100


_MEASURES: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "hhi": _hhi,
    "gini": _gini,
    "per_year": lambda values: _per_year(*values),
    "effective_number": lambda amounts: 10000 / _hhi(amounts),
}


class Figures(HTMLParser):
    """The figures of a page, those of cells that a reader may choose among them, and the amounts that are none.

    A figure is a `<data>` element's attributes with what it shows. Names that the document prints (marked as Chinese),
    pictures and scripts are left out of the amounts.
    """

    _VOID: ClassVar = {"meta", "br", "img", "input", "hr", "link", "wbr"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.figures: list[tuple[dict[str, str | None], str]] = []
        self.loose: list[str] = []
        self._open: list[tuple[str, bool]] = []  # tags, and whether what is inside is a figure's or no text of ours
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "data":
            self.figures.append((attributes, ""))
        for name in ("data-stated", "data-implied"):
            if html := attributes.get(name):
                self.figures += Figures(html).figures
        if tag in self._VOID:
            return
        silent = tag in ("data", "svg", "script", "style", "head", "pre") or attributes.get("lang") == "zh"
        silent = silent or "bb-method" in (attributes.get("class") or "").split()  # which explains by examples
        self._open.append((tag, silent or (bool(self._open) and self._open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "data":
            attributes, shown = self.figures[-1]
            self.figures[-1] = attributes, shown + data
        elif not (self._open and self._open[-1][1]):
            self.loose += re.findall(r"[^\s]*\d\.\d\d(?![\d.])[^\s]*", data)
