"""A whole document read: its template chosen, tables, narrative and forms put together as a Disclosure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import mode

from analysis import originals, templates
from analysis.disclosure import Disclosure
from analysis.ingest import choice, performance, rows, sources, spots, statements, tables, titles
from analysis.ingest.choice import Evidence
from analysis.ingest.document import Document, Record, Text, place_of
from analysis.ingest.errors import DocumentError, Remark
from analysis.ingest.formats.apart import dumped_blocks
from analysis.ingest.forms import find as find_forms
from analysis.ingest.limits import bounded
from analysis.ingest.sections import Section
from analysis.ingest.sections import find as find_sections
from analysis.ingest.tables import Table
from analysis.metadata import Metadata, Source, dataset_id
from analysis.money import WAN, YUAN_PER_WAN, finest, to_wan
from analysis.originals import Original
from analysis.schema import AMOUNTS
from analysis.templates import Template
from analysis.text import fold, key, whole, year_of

__all__ = ["DocumentError", "Ingested", "Remark", "ingest", "ingest_bytes", "read_document"]

_COVER = 12  # lines of it at most
#: Lines between the title and the name.
_NEAR = 3
_ORGAN = re.compile(
    r"^[\u4e00-\u9fff()、]{4,40}(?:[局委馆处所办厅部站社台乡镇]|(?:委员|联合|协|工)?会|(?:法|检察|研究|医|学)?院|(?:幼儿)?园|"
    r"[总支]?队|[大中小]学|[学党]校|办公室|办事处|政府|中心|公司)(?:\(本级\)|\(机关\)|机关|本级)?$"
)
_CODED = re.compile(r"[\[(]?(?P<code>\d{3,6})(?:[\])][-—–_]?|[-—–_])")
_OF_A_YEAR = re.compile(r"^(\D{4,40})20\d\d")
_PART = re.compile(r"^第[一二三四五六七八九十]部分\s*")
_OF_THE_BUDGET = re.compile(r"(?:部门|单位)$")


@dataclass(frozen=True)
class Ingested:
    """A disclosure, the places that were read only as far as they prove themselves, and what chose the template.

    `columns` are the cells of their rows that print the amounts, by reference.
    """

    disclosure: Disclosure
    remarks: list[Remark]
    evidence: Evidence
    columns: Mapping[str, int]

    def original(self, file: Path) -> Original:
        """The document in `file`, with the place of every cell of the dataset."""
        document = self.evidence.document
        blocks = dumped_blocks(document.blocks)
        cells = spots.cells(self.disclosure, list(originals.lines(blocks)), self.columns)
        return Original(file, document.kind, blocks, cells, document.sizes)


def ingest(source: Path, *, template: str | None = None, id: str | None = None) -> Ingested:
    """Reads the document at `source`.

    `template` names one, else the document's own titles choose it; `id` is the dataset's, else code and
    year make it. Raises DocumentError (one line: file, line, what was expected, what to do) for a document
    that can't be read, TemplateError for a template that is none.
    """
    with bounded(source.name):
        return read_document(sources.read(source), template=template, id=id)


def ingest_bytes(content: bytes, name: str, *, template: str | None = None, id: str | None = None) -> Ingested:
    """The same for a document's bytes; `name` is how errors call it."""
    with bounded(name):
        return read_document(sources.parse(content, name), template=template, id=id)


def read_document(document: Document, *, template: str | None = None, id: str | None = None) -> Ingested:
    """The same for a document whose lines and tables are at hand."""
    chosen = choice.evidence(document, templates.load(template)) if template else choice.choose(document)
    return _read(chosen, id)


def read_by(document: Document, template: Template) -> Ingested:
    """The same by a template that is at hand, and nowhere a file yet."""
    return _read(choice.evidence(document, template), None)


def _read(chosen: Evidence, id: str | None) -> Ingested:
    document, template = chosen.document, chosen.template
    found = tables.find(document, template)
    remarks = list(found.remarks)
    forms = performance.read(document, template, find_forms(document, template, found.grids), remarks)
    year, title = _year(document, template, found.tables)
    sections = find_sections(document, template, forms.places)
    stated, reasons, facts = statements.read(template, sections, year, remarks)
    _count_forms(document, forms, stated, remarks)
    money = (row for row in stated if row.get("value") is not None and row["unit"] in WAN)
    remarks += tables.settle_units(document, found.tables, (to_wan(row["value"], row["unit"]) for row in money))
    code, department = _department(document, template, found, forms)
    parent = found.parent if key(found.parent) != key(department) else ""
    units = {*forms.units, key(department)}
    amounts: list[Record] = []
    for table in found.tables:
        read, printed = rows.read(document, template, table, year, units, remarks)
        units |= {key(r["label"]) for r in read if r["level"] == "budget_unit" and not r["uncertain"]}
        amounts += read
        stated += [{"statement": number} | row for number, row in enumerate(printed, len(stated) + 1)]
    _link(forms.projects, [row for row in amounts if row["year"] == year and row["phase"] is None])
    remarks += _damaged(forms.indicators) + _missing(document, template, sections)
    said = map(key, (title, *(table.title for table in found.tables)))
    is_unit = any(map(template.document.unit_budget.search, said))
    metadata = Metadata(
        id=id or dataset_id(code, department, year, unit=is_unit, kind=template.kind),
        department=department,
        code=code,
        level="unit" if is_unit else template.level,
        region=_region(template, title, department),
        parent=parent if is_unit else "",
        year=year,
        template=template.name,
        kind=template.kind,
        source=Source(_source_title(department, title), department, year, document.sha256),
    )
    columns = [row.pop("column") for row in amounts]
    disclosure = Disclosure.of(
        metadata,
        {
            "tables": [
                {
                    "table": table.spec.number,
                    "schedule": schedule,
                    "title": table.title,
                    "printed_unit": table.unit or None,
                    "declared_empty": table.declared_empty,
                    **table.at._asdict(),
                }
                for table in found.tables
                for schedule in table.spec.schedules
            ],
            "amounts": amounts,
            "statements": stated,
            "reasons": reasons,
            "projects": forms.projects,
            "indicators": forms.indicators,
            "mentions": forms.mentions,
            "department": _once([*forms.department, *facts], remarks),
        },
    )
    held = map(AMOUNTS.reference, disclosure.all_amounts.iter_rows(named=True))
    ordered = sorted(dict.fromkeys((*document.remarks, *remarks)), key=lambda remark: document.order(remark.at))
    remarks = [Remark(document.called(remark.at) or remark.at, remark.text) for remark in ordered]
    return Ingested(disclosure, remarks, chosen, dict(zip(held, columns, strict=True)))


def _year(document: Document, template: Template, tables: Sequence[Table]) -> tuple[int, str]:
    """The year of the budget and the document's title: printed on its cover, else the one most tables name."""
    for line in document.texts:
        if found := _title(line, template):
            return int(found["year"]), whole(_bare(line.text))
    titled = [year_of(table.title) for table in tables]
    headed = [table.header.year for table in tables if table.header]
    for years in (titled, headed, [year_of(document.name)]):
        if told := list(filter(None, years)):
            return mode(told), ""
    said = "no year, on the cover or in a table's title"
    raise document.error(tables[0].at, said, "add the document's title, such as 2026年度部门预算公开")


def _title(line: Text, template: Template) -> re.Match[str] | None:
    """The document's title with its year, where a line is one."""
    return template.document.title.search(key(line.text)) if len(line.text) <= titles.LONGEST else None


def _bare(title: str) -> str:
    """A title without its place in the document: 第二部分."""
    return _PART.sub("", title.strip())


def _department(
    document: Document, template: Template, found: tables.Found, forms: performance.Read
) -> tuple[str, str]:
    """Code and name: the name above the tables, else on the forms or the cover; the code that most forms print."""
    names = [name for _, name in forms.departments]
    # 322-某局, [322]某局; but 120急救中心 is a name
    coded = _CODED.match(fold(found.department))
    above = coded["code"] if coded else ""
    name = found.department[coded.end() if coded else 0 :] or (mode(names) if names else _on_cover(document, template))
    if not name:
        said = (document.name.partition(".")[0], *(table.title for table in found.tables))
        before = (of_year[1] for title in map(key, said) if (of_year := _OF_A_YEAR.match(title)))
        name = next(filter(_ORGAN.match, before), "")
    if not name:
        wanted = "no department's name above a table or on a form"
        raise document.error(found.tables[0].at, wanted, "add a line such as 部门名称：… above the table")
    return (mode(code for code, _ in forms.departments) if names else above), name


def _on_cover(document: Document, template: Template) -> str:
    """The name before the year in the title, else the organ named nearest to the title; empty where neither is."""
    lines = [block for block in document.blocks[:_COVER] if isinstance(block, Text)]
    for number, line in enumerate(lines):
        if found := _title(line, template):
            region = template.document.region
            before = key(_bare(key(line.text)[: found.start("year")]))
            if _ORGAN.match(before) and not (region and region.fullmatch(before)):
                return before
            near = sorted(range(len(lines)), key=lambda i: abs(i - number))
            names = (whole(lines[i].text) for i in near if 0 < abs(i - number) <= _NEAR)
            return next((_OF_THE_BUDGET.sub("", name) for name in names if _ORGAN.match(fold(name))), "")
    return ""


def _region(template: Template, title: str, department: str) -> str:
    """The place that the title or the department's name says, else the template's."""
    pattern = template.document.region
    found = pattern and (pattern.search(key(title)) or pattern.search(key(department)))
    return found[0] if found else template.region


def _source_title(department: str, title: str) -> str:
    if key(department) in key(title):
        return title
    return f"{title}：{department}" if title and not year_of(title[:4]) else department + (title or "预算公开")


def _count_forms(document: Document, forms: performance.Read, stated: Sequence[Record], remarks: list[Remark]) -> None:
    """Holds the forms against the number that the narrative states as disclosed.

    Raises DocumentError where the document ends among its forms before that number is reached.
    """
    counts = (r for r in stated if (r["subject"], r["measure"]) == ("forms_disclosed", "count"))
    told = next(counts, None)
    found = len({row["form"] for row in forms.projects})
    if told is None or (told["value"] or 0) <= found:
        return
    number = f"{found} of the {told['value']} forms that line {told['line']} states"
    if found and forms.at_end:
        raise document.cut_off(document.end, f"after {number}")
    remarks.append(Remark(place_of(told), f"the document has {number}"))


def _link(projects: Sequence[Record], amounts: Sequence[Record]) -> None:
    """Fills `table_project`: the row of this year's projects with the form's name, else the only one of its amount."""
    meant = ("projects_current", "project", "total")
    current = [r for r in amounts if (r["schedule"], r["level"], r["measure"]) == meant]
    names = Counter(key(row["label"]) for row in current)
    by_name = {name: row for row in current if names[name := key(row["label"])] == 1}
    linked = {form["form"]: row for form in projects if (row := by_name.get(key(form["project"])))}
    taken = {id(row) for row in linked.values()}
    for form in projects:
        if form["period"] != "annual" or form["form"] in linked or form.get("total_yuan") is None:
            continue
        fits = [r for r in current if id(r) not in taken and _same_amount(r, form["total_yuan"])]
        in_unit = [r for r in fits if key(r["budget_unit"] or "") == key(form["budget_unit"] or "")]
        fits = in_unit or fits
        if len(fits) == 1:
            linked[form["form"]] = fits[0]
            taken.add(id(fits[0]))
    for form in projects:
        form["table_project"] = linked.get(form["form"], {}).get("label")


def _same_amount(row: Record, yuan: Decimal) -> bool:
    step = to_wan(finest([row["printed"]]), row["printed_unit"])
    return row["amount"] is not None and bool(abs(row["amount"] - yuan / YUAN_PER_WAN) <= step / 2)


def _damaged(indicators: Sequence[Record]) -> list[Remark]:
    lines = {place_of(row): row for row in indicators if row["uncertain"]}
    said = "a damaged row, read as far as it proves itself"
    return [Remark(at, f"indicators of {row['project'] or 'the department'}: {said}") for at, row in lines.items()]


def _missing(document: Document, template: Template, sections: Sequence[Section]) -> list[Remark]:
    found = {section.spec.title for section in sections}
    if not found:
        return [Remark(document.end, "no narrative: the dataset holds what the tables print")]
    return [
        Remark(document.end, f"no section {spec.title}: its figures are missing")
        for spec in template.sections
        if spec.subjects and spec.title not in found
    ]


def _once(facts: Sequence[Record], remarks: list[Remark]) -> list[Record]:
    """Facts about the department, each once; the first stands."""
    kept: dict[tuple[str, str], Record] = {}
    for fact in facts:
        first = kept.setdefault((fact["subject"], fact["measure"]), fact)
        if first is not fact and first["value"] != fact["value"]:
            also = f"{fact['value']} here, {first['value']} in line {first['line']}"
            remarks.append(Remark(place_of(fact), f"{fact['subject']} {fact['measure']}: {also}"))
    return list(kept.values())
