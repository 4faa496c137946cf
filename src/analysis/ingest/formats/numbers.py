"""The numbers of a workbook as people see them: by the number formats of its cells.

The library that reads workbooks gives values without formats. 839 in the format 0.00 is printed 839.00, and how many
digits are printed says what rounding leaves; so the formats are taken from the file's own parts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from lxml import etree
from xlsxwriter.utility import xl_cell_to_rowcol

from analysis.money import plain

Formats = Mapping[tuple[str, int, int], str]  # sheet, row, column (from 0) -> format code

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# https://learn.microsoft.com/dotnet/api/documentformat.openxml.spreadsheet.numberingformat (source unverified)
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ',
}  # fmt: skip
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
#: That a cell's number has.
_DIGITS = 15


def number_formats(content: bytes) -> Formats:
    """The format code of every cell of an .xlsx that has one other than the general; none for other workbooks."""
    found: dict[tuple[str, int, int], str] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            styles = _styles(parts)
            for sheet, part in _sheets(parts):
                opened = parts.open(part)
                for _, cell in etree.iterparse(opened, tag=f"{_MAIN}c", resolve_entities=False, no_network=True):
                    code, place = styles.get(cell.get("s", ""), ""), cell.get("r", "")
                    if code and place:
                        found[sheet, *xl_cell_to_rowcol(place)] = code
                    cell.clear()
    except (KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile, NotImplementedError, EOFError):
        return found  # numbers in the general format
    return found


def _styles(parts: zipfile.ZipFile) -> dict[str, str]:
    root = _parsed(parts, "xl/styles.xml")
    codes = _BUILT_IN | {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in root.iter(f"{_MAIN}numFmt")}
    cells = root.find(f"{_MAIN}cellXfs")
    ids = [int(xf.get("numFmtId", "0")) for xf in cells] if cells is not None else []
    return {str(i): code for i, number in enumerate(ids) if (code := codes.get(number))}


def _sheets(parts: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The sheets' names and their parts of the file."""
    relations = {r.get("Id", ""): r.get("Target", "") for r in _parsed(parts, "xl/_rels/workbook.xml.rels")}
    found = []
    for sheet in _parsed(parts, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = relations.get(sheet.get(_RELATION, ""), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in parts.namelist() and part.endswith(".xml"):
            found.append((sheet.get("name", ""), part))
    return found


def _parsed(parts: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(parts.read(name), parser)


def shown(value: int | float, code: str) -> str:
    """A number as its cell prints it; without a format with the digits that it has.

    >>> shown(839.0, "0.00"), shown(1234.5, "#,##0.00"), shown(5.0, "00"), shown(0.1 + 0.2, "")
    ('839.00', '1,234.50', '05', '0.3')
    """
    number = Decimal(f"{value:.{_DIGITS}g}") if isinstance(value, float) else Decimal(value)
    sections = code.split(";")
    zero = sections[2] if number == 0 and len(sections) > 2 else ""
    if zero and '"-"' in zero:
        return "-"
    pattern = _QUOTED.sub("", sections[0])
    digits = re.search(r"[#0?,]*(?:\.([0#?]*))?", re.sub(r"^[^#0?.]*", "", pattern))
    if digits is None or not digits[0] or re.search(r"[ymdhsEe/]", pattern):
        return plain(number)
    percent = "%" in pattern
    if percent:
        number *= 100
    decimals = digits[1] or ""
    rounded = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    text = f"{abs(rounded):,f}" if "," in digits[0] else f"{abs(rounded):f}"
    if optional := len(decimals) - len(decimals.rstrip("#")):
        text = text[:-optional] + text[-optional:].rstrip("0")
        text = text.rstrip(".")
    head, point, tail = text.partition(".")
    head = head.zfill(digits[0].partition(".")[0].count("0"))
    return ("-" if rounded < 0 else "") + head + point + tail + ("%" if percent else "")
