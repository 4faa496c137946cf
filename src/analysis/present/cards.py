"""A card for each project with all that is known of it, which a page opens when the project is picked.

cards(say("每个项目", "Each project"), (say("资金", "Money"), projects, "unit", "amount", "share"))
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from analysis.present.checks import findings_said
from analysis.present.html import Block, listing
from analysis.present.phrases import Foreign, Phrase, join, of
from analysis.present.sentences import spoken, word
from analysis.present.tables import cell, label, unit
from analysis.text import escaped


def cards(title: Phrase, *parts: tuple[Any, ...]) -> Block:
    """A card for each project of the first part, closed, with a line for each row that the parts have of it.

    A part is a title, a frame with a column `project`, and the columns to tell: the first as it stands, the others by
    their names. Findings name no columns: they are sentences. Parts with nothing on a project are left out of its card.
    """
    named = parts[0][1]["project"].drop_nulls().unique(maintain_order=True).to_list() if parts else []
    held = [card for name in named if (card := _card(name, parts)).text]
    if not held:
        return Block("", "")
    opening, inner = f"<summary>{title.html()}</summary>", "".join(card.html for card in held)
    html = f'<details class="bb-fold bb-cards">{opening}{inner}</details>'
    return Block(f'<div lang="{spoken().lang}">{html}</div>', "\n".join([str(title), *map(str, held)]))


def _card(project: str, parts: tuple[tuple[Any, ...], ...]) -> Block:
    """The card of one project."""
    html, text = "", ""
    for title, frame, *columns in parts:
        lines = list(_lines(frame.filter(project=project), columns))
        if lines:
            shown = listing(lines)
            html += f"<p>{of(title).html()}</p>{shown.html}"
            text += f"\n{title}\n{shown.text}"
    name = of(word(project, "project", {"project": project}))
    opening = f'<details class="bb-card" data-project="{escaped(project)}">'
    card = f"{opening}<summary>{name.html()}</summary>{html}</details>"
    return Block(card, f"{name}{text}" if text else "")


def _lines(frame: pl.DataFrame, columns: list[str]) -> Iterator[Phrase]:
    """A line for each row."""
    if not columns:
        yield from findings_said(frame)
        return
    for row in frame.to_dicts():
        told = [_told(row, name) for name in columns[1:] if row[name] is not None]
        head = _printed(row, columns[0])
        yield head + spoken().text("list.colon") + join(told, spoken().text("list.clause")) if told else head


def _told(row: dict[str, Any], name: str) -> Phrase:
    """A cell with the name of its column."""
    figure, after = _printed(row, name), unit(name) if unit(name) != "%" else ""
    return figure if isinstance(row[name], str) else of(f"{label(name)} ") + figure + after


def _printed(row: dict[str, Any], name: str) -> Phrase:
    """A cell; what the document prints is marked as its own words."""
    shown = cell(row, name, alone=True)
    return of(Foreign(shown) if isinstance(shown, str) and isinstance(row[name], str) else shown)
