"""Titles of budget tables: which table of a template a line names, whatever number or department stands before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from analysis.templates import Template
from analysis.templates.spec import TableSpec
from analysis.text import key, without_ordinal, year_blind

#: Characters of a line that is one.
LONGEST = 60
_PUBLISHED = r"\([^()]{0,8}公开(?:表\d+|\d+表)\)"  # （部门公开表1）
_CONTINUED = re.compile(rf"(?:\(?续表?\d*\)?|{_PUBLISHED})$")
_NUMBERED = r"附?[表件](?:\d+|[一二三四五六七八九十]+(?!般))?(?:[-—–.]\d{1,2})*[、:：.]?"  # 表1 附件2： 表1-1
_GOES_ON = re.compile(r"\(?(?:续上?表|接上表|续)[一二三四五六七八九十\d]*\)?:?")
PREFIX = re.compile(rf"^(?:(?:{_NUMBERED})+|{_PUBLISHED})?")


def goes_on(text: str) -> bool:
    """True where a line says no more than that the table above goes on: 续表, （续上表）."""
    return _GOES_ON.fullmatch(key(text)) is not None


@lru_cache(maxsize=64)
def _of(template: Template) -> Mapping[str, TableSpec]:
    """The template's tables by the keys of their titles."""
    found = {_key(title): spec for spec in template.tables for title in (spec.title, *spec.titles)}
    shorter: dict[str, list[TableSpec]] = {}
    for spec in template.tables:
        shorter.setdefault(re.sub(r"\([^()]*\)$", "", _key(spec.title)), []).append(spec)
    return {short: specs[0] for short, specs in shorter.items() if len(specs) == 1} | found


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return _CONTINUED.sub("", PREFIX.sub("", year_blind(without_ordinal(text)))).replace("{year}", "")


def find(template: Template, text: str, *, exact: bool = False) -> TableSpec | None:
    """The template's table whose title a line is; before the title may stand the year and a department's name."""
    if len(text) > 80:
        return None
    word, titles = _key(text), _of(template)
    if word in titles or exact:
        return titles.get(word)
    if not word.endswith(tuple(titles)):
        return None
    title = max(filter(word.endswith, titles), key=len)
    before = word[: -len(title)]
    return titles[title] if len(before) <= 30 and not re.search(r"[,。:;、.\d]", before) else None
