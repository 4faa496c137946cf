"""Whose document it is, where neither a table nor a form says so: the name on its cover."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.ingest.document import Document, Text
from analysis.templates import Template
from analysis.text import fold, key, whole

_LINES = 12  # of a document that its cover has at most
_NEAR = 3  # lines between the title and the name
_ORGAN = re.compile(
    r"^[\u4e00-\u9fff()、]{4,40}(?:局|委|委员会|办公室|办事处|政府|法院|检察院|研究院|医院|学院|学校|大学|中学|小学|幼儿园|院|馆|"
    r"处|所|队|会|办|厅|部|中心|站|社|台|园|党校|总队|支队|联合会|协会|工会|公司|乡|镇)(?:\(本级\)|\(机关\)|机关|本级)?$"
)
_OF_A_YEAR = re.compile(r"^([^\d]{4,40})20\d\d")
_PART = re.compile(r"^第[一二三四五六七八九十]部分\s*")
_OF_THE_BUDGET = re.compile(r"(?:部门|单位)$")


def of_titles(titles: Iterable[str]) -> str:
    """The organ's name before the year in the first title that has one; empty where none has."""
    named = (_OF_A_YEAR.match(key(title)) for title in titles)
    return next((found[1] for found in named if found and _ORGAN.match(found[1])), "")


def titled(text: str) -> str:
    """A title without its place in the document: 第二部分."""
    return _PART.sub("", text.strip())


def department(document: Document, template: Template) -> str:
    """The name before the year in the title, else the organ named nearest to the title; empty where neither is."""
    lines = [block for block in document.blocks[:_LINES] if isinstance(block, Text)]
    for number, block in enumerate(lines):
        found = template.document.title.search(key(block.text)) if len(block.text) <= 60 else None
        if found is None:
            continue
        region = template.document.region
        before = key(titled(key(block.text)[: found.start("year")]))
        if _ORGAN.match(before) and not (region and region.fullmatch(before)):
            return before
        near = sorted(range(len(lines)), key=lambda i: (abs(i - number), i))
        names = (whole(lines[i].text) for i in near if 0 < abs(i - number) <= _NEAR)
        return next((_OF_THE_BUDGET.sub("", name) for name in names if _ORGAN.match(fold(name))), "")
    return ""
