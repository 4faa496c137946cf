"""Words for a written document: from a template's own patterns, and filler that means nothing to a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

#: Says something (a reason), names no subject, figure or direction, and nothing that reads as a name.
REASONS = ("人员调动与设备更新的时点不同", "根据工作安排办公场所已搬迁", "离休职工待遇按新的标准重新核定")
#: What a reason may name; none of it is a subject of a template.
NAMED = ("福利费", "展台租赁费", "专家咨询费", "退役设备更新费", "科普展品研制的委托加工费", "办公楼物业费")
FILLER = ("按工作部署有序推进", "各项任务分解落实到责任人", "严格执行管理办法", "定期检查并通报进度")


def example(pattern: re.Pattern[str], groups: Mapping[str | int, str] | None = None, *, generous: bool = False) -> str:
    """The shortest text that a template's pattern matches, or with `generous` one with all its optional parts.

    `groups` gives what its groups hold, by name or number.
    """
    given = {pattern.groupindex.get(name, name): text for name, text in (groups or {}).items()}
    return _print(_parsed(pattern.pattern), given, generous)


@cache
def _parsed(pattern: str) -> Any:
    return _parser.parse(pattern)


def _print(tree: Iterable[tuple[Any, Any]], given: Mapping[Any, str], generous: bool) -> str:
    text = ""
    for code, argument in tree:
        if code is op.LITERAL:
            text += chr(argument)
        elif code is op.IN:
            text += _one_of(argument)
        elif code is op.BRANCH:
            text += _print(argument[1][0], given, generous)
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT):
            least, most, inner = argument
            text += _print(inner, given, generous) * (max(least, 1) if generous and most == 1 else least)
        elif code is op.SUBPATTERN:
            group, _, _, inner = argument
            text += given[group] if group in given else _print(inner, given, generous)
        elif code is op.ANY:
            text += "某"
    return text


def _one_of(members: list[tuple[Any, Any]]) -> str:
    code, argument = members[0]
    if code is op.LITERAL:
        return chr(argument)
    if code is op.RANGE:
        return chr(argument[0])
    if code is op.CATEGORY:
        return {op.CATEGORY_DIGIT: "0", op.CATEGORY_NOT_DIGIT: "某"}.get(argument, "某")
    return "某"
