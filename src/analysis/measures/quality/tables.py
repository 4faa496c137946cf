"""Identities inside the budget tables and between them, made from levels, codes and the template's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from analysis import classification, templates
from analysis.disclosure import Disclosure
from analysis.figure import Figure, percent, rounded
from analysis.measures.figures import figures, grouped
from analysis.measures.quality.identity import Reconciliation, Side
from analysis.measures.records import Amount
from analysis.templates import Template
from analysis.templates.spec import EqualSpec, SumSpec, Term
from analysis.text import name_key

_TOTALS = ("total", "department")


class Tables:
    """The figures of a disclosure's tables, and the identities inside and between them."""

    def __init__(self, disclosure: Disclosure, template: Template, of: tuple[int, str] | None = None) -> None:
        """Those of the disclosure's own year and phase, or of another one that its tables print."""
        self.disclosure, self.template = disclosure, template
        self.identities = template.identities
        self.figures = figures(disclosure, of=of) if of else figures(disclosure)
        self.rows: dict[tuple[str, str], dict[int, Amount]] = {}
        self.cells: dict[tuple[str, str, int, str], Figure] = {}
        self._columns: dict[tuple[str, str], dict[str, None]] = {}
        self._named_alike: dict[str, str] = {}
        self._before: dict[tuple[int, str], Tables] = {}
        for row in self.figures.amounts:
            where = (row.schedule, row.flow)
            self.rows.setdefault(where, {}).setdefault(row.row, row)
            self.cells[*where, row.row, row.measure] = row.figure
            self._columns.setdefault(where, {}).setdefault(row.measure)

    # --- inside a table ------------------------------------------------------------------------------

    def row_sums(self) -> Iterator[Reconciliation]:
        """Rows that are the sum of the rows below them, in every column."""
        for (schedule, flow), rows in self.rows.items():
            named = list(self._named(schedule, flow, rows))
            more = {whole for whole, parts in named if any(rows[n].level == "source" for n in parts)}
            for whole, parts in [*(one for one in self._hierarchy(rows) if one[0] not in more), *named]:
                label = rows[whole].function_code or rows[whole].subject or rows[whole].label
                for measure in self._columns[schedule, flow]:
                    left, right = (self.side(schedule, flow, of, measure) for of in ([whole], parts))
                    if left.parts or right.parts:
                        yield Reconciliation(f"rows/{schedule}.{flow}/{label}/{measure}", left, right)

    def _hierarchy(self, rows: Mapping[int, Amount]) -> Iterator[tuple[int, list[int]]]:
        """Rows that are the sum of those below them: by code, or by their place under a unit or group."""
        total = next((n for n, row in rows.items() if row.level in _TOTALS), None)
        coded = {n: row.function_code for n, row in rows.items() if row.function_code}
        for n, code in coded.items():
            longer = {m: len(c) for m, c in coded.items() if c != code and c.startswith(code)}
            if longer:
                nearest = min(longer.values())
                yield n, [m for m, length in longer.items() if length == nearest]
        if total is not None and coded:
            top = min(map(len, coded.values()))
            yield total, [n for n, code in coded.items() if len(code) == top]
        for upper, lower in (("budget_unit", "project"), ("class", "item")):
            heads = [n for n, row in rows.items() if row.level == upper and not row.function_code]
            for n, end in pairwise([*heads, max(rows) + 1]):
                below_it = [m for m, row in rows.items() if n < m < end and row.level == lower]
                if below_it:
                    yield n, below_it
            if total is not None and heads and not coded:
                yield total, heads

    def _named(self, schedule: str, flow: str, rows: Mapping[int, Amount]) -> Iterator[tuple[int, list[int]]]:
        """Rows that a table prints by name, by the template's identities."""
        by_subject = {row.economic_code: n for n, row in rows.items() if row.economic_code}
        by_subject |= {row.subject: n for n, row in rows.items() if row.subject}
        for spec in self.identities.rows:
            if (spec.schedule, spec.flow) == (schedule, flow) and spec.whole in by_subject:
                parts = [by_subject[subject] for subject in spec.parts if subject in by_subject]
                parts += [n for n, row in rows.items() if spec.level and row.level == spec.level]
                if parts:  # else nothing says what the whole is made of
                    yield by_subject[spec.whole], parts

    def column_sums(self) -> Iterator[Reconciliation]:
        """Columns that are the sum of others, in every row."""
        for spec in fullest(self.identities.columns, self._columns):
            there = [self._has(spec, measure) for measure in (spec.whole, *spec.parts)]
            if not there[0] or not any(there[1:]):
                continue  # a variant without such a column, or without its parts
            for n, row in self._rows(spec).items():
                left = self.side(spec.schedule, spec.flow, [n], spec.whole)
                right = self.side(spec.schedule, spec.flow, [n], *spec.parts)
                if left.parts or right.parts:
                    label = row.function_code or row.subject or f"row {n}"
                    name = f"columns/{spec.schedule}.{spec.flow}/{label}/{spec.whole}"
                    yield Reconciliation(name, left, right)

    def side(self, schedule: str, flow: str, rows: Iterable[int], *measures: str) -> Side:
        """The figures of some rows of a schedule in some columns."""
        return Side(*(self.cells.get((schedule, flow, row, one)) for row in rows for one in measures))

    def _rows(self, of: SumSpec | Term) -> dict[int, Amount]:
        return self.rows.get((of.schedule, of.flow), {})

    def _has(self, of: SumSpec | Term, measure: str) -> bool:
        """True where the document's table has a column: every table of the template has it, or it prints a figure."""
        if not self.template.may_lack(of.schedule, of.flow, measure):
            return True
        return measure in self._columns.get((of.schedule, of.flow), ())

    # --- the year before beside this one -----------------------------------------------------------------

    def changes(self) -> Iterator[Reconciliation]:
        """Changes and percentages that tables print against the figures of both years beside them."""
        places = {(row.table, row.flow, row.row): row for row in self.figures.amounts}
        for said in self.figures.printed:
            row = places.get((said.table or 0, said.flow or "", said.row or 0))
            if row is None or said.uncertain or said.base_year is None:
                continue
            base = self.before(said.base_year, said.base_kind or "budget")
            cell = (row.schedule, row.flow, row.row, said.measure)
            now, then = self.cells.get(cell), base.cells.get(cell)
            if then is None and not base.rows.get((row.schedule, row.flow)):
                continue
            moved = Side(now, then and -then)
            name = f"change/{row.schedule}.{row.flow}/{row.function_code or row.subject or row.label}"
            if said.change is not None:
                yield Reconciliation(f"{name}/difference", Side(said.change), moved)
            share = percent(moved.figure, then)
            if said.change_pct and share and share.interval:
                made = rounded(share, said.change_pct.own)
                yield Reconciliation(name, Side(said.change_pct), Side(made), "%")

    def before(self, year: int, phase: str) -> Tables:
        """The figures of another year and phase that the tables print beside their own."""
        if (year, phase) not in self._before:
            self._before[year, phase] = Tables(self.disclosure, self.template, (year, phase))
        return self._before[year, phase]

    # --- from table to table ----------------------------------------------------------------------------

    def between(self) -> Iterator[Reconciliation]:
        """Figures that two tables print, by the template's identities."""
        for spec in self.identities.tables:
            if not self.holds(spec.when):
                continue
            both = (spec.left, spec.right)
            sides = ([f"{term.schedule}.{term.subject or term.measure}" for term in side] for side in both)
            name = "=".join(map("+".join, sides))
            for key in self._keys(spec):
                left, right = (self.terms(side, spec.by, key) for side in both)
                blank = spec.right if left.parts else spec.left
                is_told = left.parts or right.parts
                if (left.parts and right.parts) or (is_told and self._has_all(spec.by, blank)):
                    yield Reconciliation(f"tables/{name}/{key or 'total'}", left, right)

    def _has_all(self, by: str, terms: Sequence[Term]) -> bool:
        """True where tables that leave something blank are in the document; not of one with a row for each unit."""
        rows = [self._rows(term) for term in terms]
        if by == "code" and not any(row.function_code for some in rows for row in some.values()):
            return False
        return all(rows) and all(self._has(term, term.measure) for term in terms)

    def _keys(self, spec: EqualSpec) -> list[str]:
        if spec.by == "total":
            return [""]
        names: dict[str, str] = {}
        for term in (*spec.left, *spec.right):
            for row in self._rows(term).values():
                name = row.function_code if spec.by == "code" else row.function_name
                if name and (spec.by == "code" or row.level == "class"):
                    names.setdefault(name if spec.by == "code" else self.named(name), name)
        return list(names.values())

    def terms(self, terms: Iterable[Term], by: str = "total", key: str = "") -> Side:
        """The figures that an identity's terms name, for one code, class or the total."""
        parts: list[Figure] = []
        for term in terms:
            rows = self._rows(term)
            if by == "code":
                chosen = [n for n, row in rows.items() if row.function_code == key]
            elif by == "class":
                named = self.named(key)
                chosen = [
                    n
                    for n, row in rows.items()
                    if row.level == "class" and self.named(row.function_name or "") == named
                ]
            elif term.subject:
                chosen = [n for n, row in rows.items() if row.subject == term.subject]
            else:
                chosen = [n for n, row in rows.items() if row.level in _TOTALS]
            parts += self.side(term.schedule, term.flow, chosen[:1], term.measure).parts
        return Side(*parts)

    def named(self, path: str) -> str:
        """The words that two printings of a functional item's names share, old names and 其它 for 其他 too."""
        if path not in self._named_alike:
            names, year = classification.load(), self.figures.year
            now = (names.current(name, year, classification.FUNCTION) for name in path.split("-"))
            self._named_alike[path] = "-".join(map(name_key, now))
        return self._named_alike[path]

    # --- the functional items of which the narrative speaks ----------------------------------------------

    def function(self, code: str) -> Side:
        """The amounts of a functional code over the schedules that hold the items; blank for none."""
        if not code:
            return Side()
        terms = [Term(schedule, "expenditure", "total") for schedule in self.identities.functions]
        return self.terms(terms, "code", code)

    def code_of(self, path: str) -> str:
        """The functional code of an item by the names of its class, section and item; empty where none has them."""
        return self._codes.get(self.named(path), "")

    @cached_property
    def items(self) -> list[tuple[str, str]]:
        """Every functional item: its names from the class down, and its code."""
        names: dict[str, str] = {}
        for schedule in self.identities.functions:
            for row in self.rows.get((schedule, "expenditure"), {}).values():
                if row.function_code:
                    names.setdefault(row.function_code, row.function_name or "")
        above = {code: sorted((other for other in names if code.startswith(other)), key=len) for code in names}
        return [("-".join(map(names.__getitem__, codes)), code) for code, codes in above.items()]

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Names from the class down, as keys -> code; names that two codes share are left out."""
        codes = grouped((self.named(path), code) for path, code in self.items)
        return {path: found[0] for path, found in codes.items() if len(set(found)) == 1}

    # --- conditions ----------------------------------------------------------------------------------------

    def holds(self, condition: str) -> bool:
        """True where all that was carried over is the treasury's (and of the general public budget), or basic money is.

        `no` and a term: the tables print nothing of it, or zero. An empty one holds.
        """
        if not condition:
            return True
        if condition.startswith("no "):
            return not self.terms([Term(*condition.removeprefix("no ").split("."))]).value
        if condition == "basic_is_general_public_budget":
            schedules = ("expenditure", "general_public_expenditure")
            all_basic, general = (self.terms([Term(one, "expenditure", "basic")]) for one in schedules)
            return bool(all_basic.parts and general.parts) and all_basic.interval.meets(general.interval)
        total = self.figures.find("carryover", "revenue")
        if total is None or total.value == 0:
            return True
        names = ["carryover", "carryover_general_public_budget"][: 1 if condition == "carryover_is_fiscal" else 2]
        sides = [self.terms([Term("fiscal_summary", "revenue", "total", name)]) for name in names]
        return all(side.parts and abs(side.value - total.value) <= 2 * total.slack for side in sides)


@lru_cache(maxsize=8)
def tables_of(disclosure: Disclosure) -> Tables:
    """The tables of a disclosure by its own template; made once."""
    return Tables(disclosure, templates.load(disclosure.metadata.template))


def fullest(specs: Iterable[SumSpec], printed: Mapping[tuple[str, str], Collection[str]]) -> list[SumSpec]:
    """Of several sums of one column, those most of whose parts a table prints; of one column alone, that one."""
    of = grouped(((spec.schedule, spec.flow, spec.whole), spec) for spec in specs)

    def held(spec: SumSpec) -> int:
        return sum(part in printed.get((spec.schedule, spec.flow), ()) for part in spec.parts)

    return [spec for some in of.values() for spec in some if held(spec) == max(map(held, some))]
