"""The performance-target forms: a project's funds, term and promised results, and the department's own form.

Fields are known by their labels, wherever they stand in the row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.columns import PERIODS
from analysis.ingest import indicators, mentions
from analysis.ingest.document import NAMELESS, Document, Record, Row
from analysis.ingest.errors import Place, Remark
from analysis.ingest.forms import Form, refuse_cut_off, refuse_without_rows
from analysis.ingest.own_form import OwnForm
from analysis.money import UNITS, YUAN_PER_WAN, UnreadableFigureError, fits, parse_number, to_wan, unit_of
from analysis.templates import Template
from analysis.templates.form_spec import ProjectFormSpec
from analysis.text import fold, key, whole

_UNIT = re.compile(rf"\(({UNITS})\)")
_NATURE = re.compile(r"^(.+?)项目")
_LABELLED = re.compile(r"\s+|[:：]\s*")
_MONEY = ("source", "carried")
_SHORTEST_CUT_LABEL = 4
_LONGEST_MERGED = 80


@dataclass
class Read:
    """The yield of the forms: rows of the dataset by table, codes and names of departments, and units.

    `places` are lines of text that belong to forms; `at_end`: the document's last line does.
    """

    projects: list[Record] = field(default_factory=list)
    indicators: list[Record] = field(default_factory=list)
    mentions: list[Record] = field(default_factory=list)
    department: list[Record] = field(default_factory=list)
    departments: list[tuple[str, str]] = field(default_factory=list)
    units: set[str] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)
    at_end: bool = False


def read(document: Document, template: Template, forms: Sequence[Form], remarks: list[Remark]) -> Read:
    """Everything that the forms say, in the order of the document.

    Raises DocumentError where the document ends inside a form.
    """
    result = Read()
    last = document.blocks[-1].at
    result.at_end = any(last in {f.at, *f.places, *(rows[0].at for rows in f.grids)} for f in forms)
    number = 0
    for form in forms:
        result.places |= set(form.places)
        if not form.grids:
            refuse_without_rows(document, template, form)
            continue
        reader = _FormReader(template, form, remarks, drawn=document.by_page)
        reader.read()
        name = reader.values.get("name") or "the department"
        refuse_cut_off(document, template, form, reader.found, name)
        if form.own:
            result.department += reader.own.facts
        else:
            number += 1
            result.projects += reader.project_rows(number)
            if unit := reader.values.get("unit"):
                result.units.add(key(unit))
        named = reader.own.department or reader.values.get("department", "")
        if found := template.document.code.match(fold(named)):
            result.departments.append((found["code"], whole(named[found.start("name") : found.end("name")])))
        own = {"form": None if form.own else number}
        project = own | {"project": None if form.own else reader.values.get("name") or NAMELESS}
        for indicator in reader.found:
            result.indicators.append({"indicator": len(result.indicators) + 1} | project | indicator)
        for mention in reader.mentions:
            result.mentions.append({"mention": len(result.mentions) + 1} | own | mention)
    return result


class _FormReader:
    """Reads one form's rows from the top: fields, funds, texts, goals, indicators."""

    def __init__(self, template: Template, form: Form, remarks: list[Remark], *, drawn: bool) -> None:
        self.drawn = drawn
        self.goals_next = False  # both goals' labels stood in the row above
        self.spec, self.form, self.remarks = template.form, form, remarks
        self.project = template.form.project
        self.values: dict[str, str] = {}
        self.funds: dict[str, dict[str, Decimal]] = {period: {} for period in PERIODS}
        self.places: dict[str, Place] = {}
        self.mentions: list[Record] = []
        self.own = OwnForm(template.form.department, remarks)
        self.unit: str | None = None
        self.uncertain = False
        self.annual_from = 0  # the first column of annual figures
        self.sides: dict[str, int] = {}  # where the labels of the goals stand
        self.text_field = ""
        self.unread: list[Row] = []  # rows without a known label
        self.labels = _labels(self.project)

    def read(self) -> None:
        """Takes in every row; what follows the first row of the indicator grid belongs to the grid."""
        grid: list[list[Row]] = []
        for rows in self.form.grids:
            inside: list[Row] = []
            for row in rows:
                if grid or inside or indicators.begins(row, self.spec):
                    inside.append(row)
                elif self.form.own:
                    if goals := self.own.row(row):
                        self._mention("goal_annual", goals, row.at)
                else:
                    self._project_row(row)
            if inside:
                grid.append(inside)
        for text in self.form.texts:
            if self.text_field and not self.spec.year.match(key(text.text)):
                self._mention(self.text_field, text.text, text.at)
        usual = self.project.periods
        self.periods = PERIODS[1:] if self.form.own else indicators.periods(grid, self.spec, usual)
        self.found = indicators.read(grid, self.spec, self.periods, drawn=self.drawn)
        if self.unread:
            words = " | ".join(map(whole, self.unread[0].printed))[:_LONGEST_MERGED]
            said = f"{len(self.unread)} rows of the form are not read, the first of them: {words}"
            self._remark(self.unread[0].at, said)

    def _remark(self, at: Place, said: str) -> None:
        self.remarks.append(Remark(at, said))

    def project_rows(self, number: int) -> list[Record]:
        """The two rows of `projects`, term and annual."""
        nature = self.values.get("nature")
        base = {
            "form": number,
            "project": self.values.get("name") or NAMELESS,
            "budget_unit": self.values.get("unit"),
            "nature": found[1] if nature and (found := _NATURE.match(nature)) else nature,
            "term": self.values.get("term"),
        }
        if "term" not in self.values and {"begins", "ends"} <= self.values.keys():
            base["term"] = f"{self.values['begins']}至{self.values['ends']}"
        nameless = "name" not in self.values
        if nameless:
            self._remark(self.form.at, f"a form that names no project: called {NAMELESS}")
        rows = []
        for period in PERIODS:
            funds = _with_carried(self.funds[period])
            if not funds and period not in self.periods:
                continue
            place = self.places.get(period) or self.form.rows[0].at
            rows.append(
                base
                | {"period": period, "uncertain": self.uncertain or nameless or funds.get("total_yuan") is None}
                | funds
                | place._asdict()
            )
        return rows

    def _project_row(self, row: Row) -> None:
        cells = [(place, cell) for place, cell in enumerate(self._unmerged(row)) if cell.strip()]
        labels = [self._label(cell) for _, cell in cells]
        kinds = [kind for kind, _ in labels]
        both = sum(kind in _MONEY for kind in kinds) > 1
        sources = 0
        for i, ((place, cell), (kind, name)) in enumerate(zip(cells, labels, strict=True)):
            value = cells[i + 1][1] if i + 1 < len(cells) and not labels[i + 1][0] else None
            if kind == "value" and value is not None:
                self.values.setdefault(name, whole(value))
            elif kind == "funds" and (unit := _UNIT.search(key(cell))):
                self.unit = unit[1]
            elif kind == "total":
                if name == PERIODS[1]:
                    self.annual_from = place
                self.places[name] = row.at
                self._fund(name, "total", value, row)
            elif kind in _MONEY:
                period = PERIODS[sources] if both else PERIODS[0 < self.annual_from <= place]
                sources = 1
                self._fund(period, name, value, row)
            elif kind == "side":
                self.sides[name] = place
                self.text_field = ""
                if value is not None:  # the goal stands beside its label
                    self._mention(f"goal_{name}", value, row.at)
            elif kind == "goals":
                self._goals(row, cells[i + 1 :])
                return
            elif kind == "text":
                self.text_field = name
                for _, text in cells[i + 1 :]:
                    self._mention(name, text, row.at)
                return
        goals_next, self.goals_next = self.goals_next, kinds.count("side") == len(PERIODS)
        if cells and not any(kinds):
            if goals_next:
                self._goals(row, cells)
            elif self.text_field and len(cells) == 1:
                self._mention(self.text_field, cells[0][1], row.at)
            else:
                self.unread.append(row)

    def _unmerged(self, row: Row) -> list[str]:
        """The row's cells, a label that holds its value in one cell with it taken apart."""
        cells: list[str] = []
        for cell in row.cells:
            text = cell.strip()
            may_hold_both = len(text) <= _LONGEST_MERGED and not self._label(text)[0]
            parts = [cell]
            for gap in _LABELLED.finditer(text) if may_hold_both else ():
                label, value = text[: gap.start()], text[gap.end() :]
                if self._label(label)[0] in ("value", "total", *_MONEY) and value.strip():
                    parts = [label, value]
            cells += parts
        return cells

    def _label(self, cell: str) -> tuple[str, str]:
        """The label that a cell prints, whole or cut off at its end; ("", "") for none."""
        word = key(cell).rstrip(":") if len(cell) <= _LONGEST_MERGED else ""
        if word in self.labels:
            return self.labels[word]
        if _SHORTEST_CUT_LABEL <= len(word) <= 20:
            fits = {meaning for label, meaning in self.labels.items() if label.startswith(word)}
            if len(fits) == 1:
                return fits.pop()
            return self.labels.get(_UNIT.sub("", word), ("", ""))
        return "", ""

    def _fund(self, period: str, source: str, printed: str | None, row: Row) -> None:
        if printed is None:
            return
        text = fold(printed).strip()
        unit = unit_of(text, self.unit or self.project.funds_unit)
        try:
            value = parse_number(text.removesuffix(unit))
            yuan = None if value is None else to_wan(value, unit) * YUAN_PER_WAN
            if yuan is not None and not fits(yuan):
                raise UnreadableFigureError(printed)
        except UnreadableFigureError:
            self.uncertain = True
            self._remark(row.at, f"{printed!r} is no figure: funds left empty")
            return
        if yuan is not None:
            self.uncertain |= self.unit is None and not text.endswith(unit)
            self.funds[period].setdefault(f"{source}_yuan", yuan)

    def _goals(self, row: Row, cells: Sequence[tuple[int, str]]) -> None:
        """The goals of both periods side by side; of two in one cell the first is the term's."""
        texts = [cell for _, cell in cells]
        periods = list(PERIODS)
        if len(texts) == 1:
            parts = [part for part in texts[0].split("\n") if part.strip()]
            term, annual = (self.sides.get(period) for period in PERIODS)
            if len(parts) == 2 and parts[0][:6] == parts[1][:6]:
                texts = parts
            elif term is not None and annual is not None and cells[0][0] > annual > term:
                periods = periods[1:]
        for period, text in zip(periods, texts, strict=False):
            self._mention(f"goal_{period}", text, row.at)
        self.text_field = ""

    def _mention(self, name: str, text: str, at: Place) -> None:
        before = next((m["sentence"] for m in reversed(self.mentions) if m["field"] == name), 0)
        for found in mentions.read(text):
            found["sentence"] += before
            self.mentions.append({"field": name} | at._asdict() | found)


def _labels(spec: ProjectFormSpec) -> dict[str, tuple[str, str]]:
    """Every label of a project's form: its key -> (kind, field)."""
    values = ("name", "department", "unit", "nature", "term", "begins", "ends")
    known = [
        *((getattr(spec, name), "value", name) for name in values),
        (spec.funds, "funds", "funds"),
        (spec.total_term, "total", PERIODS[0]),
        (spec.total_annual, "total", PERIODS[1]),
        *((words, "source", name) for name, words in spec.sources.items()),
        *((words, "text", name) for name, words in spec.texts.items()),
        (spec.carried, "carried", "carried"),
        (spec.goals, "goals", "goals"),
        (spec.goal_term, "side", PERIODS[0]),
        (spec.goal_annual, "side", PERIODS[1]),
    ]
    return {key(word).rstrip(":"): (kind, name) for words, kind, name in known for word in words}


def _with_carried(funds: dict[str, Decimal]) -> dict[str, Decimal]:
    """A period's funds; what the year before left is fiscal money too, where the total comes out only so."""
    parts = {name: value for name, value in funds.items() if name not in ("total_yuan", "carried_yuan")}
    carried, total = funds.get("carried_yuan"), funds.get("total_yuan")
    if carried and sum(parts.values(), carried) == total:
        parts["local_yuan"] = parts.get("local_yuan", 0) + carried
    return parts | ({} if total is None else {"total_yuan": total})
